"""Robustness: the same tables under other choices of the analyst. Here: other versions of the lexicon."""

from __future__ import annotations

import pandas as pd

from framing.corpus.articles import Corpus
from framing.lexicon.occurrences import find_occurrences
from framing.lexicon.terms import Lexicon

FULL = "full"
WITHOUT_CODER_TERMS = "without coder terms"
LEAVE_ONE_TEXT_OUT = "leave one text out"
VERSIONS = (FULL, WITHOUT_CODER_TERMS, LEAVE_ONE_TEXT_OUT)


def coder_texts(origin: str) -> set[str]:
    """The articles in which a term was met, by its origin; none for terms known before.

    >>> sorted(coder_texts("coder:oboz+tsf"))
    ['oboz', 'tsf']
    """
    return set(origin.removeprefix("coder:").split("+")) if origin.startswith("coder:") else set()


def without_coder_terms(lexicon: Lexicon) -> Lexicon:
    """The terms that were known before the texts were read."""
    return lexicon.only(~lexicon.terms["origin"].map(coder_texts).astype(bool))


def without_terms_of(lexicon: Lexicon, article_id: str) -> Lexicon:
    """The terms that the article did not supply: those met in no other text are left out."""
    return lexicon.only(lexicon.terms["origin"].map(lambda origin: coder_texts(origin) != {article_id}))


def occurrences_by_version(
    sentences: pd.DataFrame, corpus: Corpus, lexicon: Lexicon, full: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Occurrences under each version of the lexicon; `full` are those under the whole of it.

    Returns
    -------
    dict
        ``full``; ``without coder terms``: no term that was taken from these texts; ``leave one text out``: each article
        under the lexicon without the terms that were met in it alone.
    """

    def under(version: Lexicon, of: pd.DataFrame, full: pd.DataFrame) -> pd.DataFrame:
        return full if len(version) == len(lexicon) else find_occurrences(of, corpus, lexicon=version)

    left_out = [
        under(without_terms_of(lexicon, str(article_id)), of_article, full[full["article_id"] == article_id])
        for article_id, of_article in sentences.groupby("article_id", sort=False)
    ]
    return {
        FULL: full,
        WITHOUT_CODER_TERMS: under(without_coder_terms(lexicon), sentences, full),
        LEAVE_ONE_TEXT_OUT: pd.concat(left_out, ignore_index=True) if left_out else full,
    }
