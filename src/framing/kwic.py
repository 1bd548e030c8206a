"""Concordance: each occurrence with the words around it (key word in context)."""

from __future__ import annotations

import pandas as pd

from framing.corpus.articles import Corpus


def concordance(occurrences: pd.DataFrame, corpus: Corpus, *, width: int = 40) -> pd.DataFrame:
    """Occurrences in context.

    Parameters
    ----------
    occurrences
        table of `find_occurrences`, or any rows of it.
    corpus
        the articles with their texts.
    width
        characters on each side.

    Returns
    -------
    DataFrame
        occurrence_id, left, node, right, then target, form, voice_of_term, rule; line breaks shown as spaces.

    Raises
    ------
    TextNotAvailable
        where the text is private and not attached: a concordance quotes it.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> list(fr.concordance(study.occurrences.head(2), study.corpus).columns[:4])
    ['occurrence_id', 'left', 'node', 'right']
    """
    texts = [corpus.text(article_id) for article_id in occurrences["article_id"]]
    starts, ends = occurrences["start"].tolist(), occurrences["end"].tolist()
    cuts = [
        (text[max(0, start - width) : start], text[start:end], text[end : end + width])
        for text, start, end in zip(texts, starts, ends, strict=True)
    ]
    lines = pd.DataFrame(
        [[" ".join(part.split("\n")) for part in cut] for cut in cuts],
        columns=["left", "node", "right"],
        index=occurrences.index,
        dtype="str",
    )
    found = pd.concat(
        [occurrences["occurrence_id"], lines, occurrences[["target", "form", "voice_of_term", "rule"]]], axis=1
    )
    return found.reset_index(drop=True)
