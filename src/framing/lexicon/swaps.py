"""Swaps: a term replaced by its counterpart in its own sentence, grammatically right, or not at all.

A loaded term gives way to each of its neutral wordings, a neutral one to each loaded term that has it for a neutral
wording, and, as a placebo, to every other neutral name of its target.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framing.corpus import Corpus
from framing.errors import BadInput
from framing.lexicon.grammar import Counterparts, NoSwap
from framing.lexicon.rewording import Place
from framing.lexicon.terms import Lexicon
from framing.schema import SWAPS
from framing.tables import check_known, rows, validate

COLUMNS = list(SWAPS.columns)


def find_swaps(occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon) -> pd.DataFrame:
    """Find every swap that is grammatical.

    Parameters
    ----------
    occurrences
        table of `find_occurrences`, with the column voice_rule.
    sentences
        sentence table of `split_sentences` or `find_voice`.
    corpus
        the articles with their texts: whether a swap is grammatical depends on the words around.
    lexicon
        terms of `read_lexicon`; its pairs say which terms are counterparts.

    Returns
    -------
    DataFrame
        swaps, without text; `swapped_sentences` gives the sentences, `swaps_not_made` what was refused and why.

    Raises
    ------
    TextNotAvailable
        when the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> swaps = fr.find_swaps(study.occurrences.head(1), study.voiced, study.corpus, lexicon=study.lexicon)
    >>> swaps[["term_out", "term_in", "direction"]].to_dict("split")["data"]
    [['tresk-strongman', 'tresk-leader', 'to_neutral'], ['tresk-strongman', 'tresk-president', 'to_neutral']]
    """
    made = [whole.row for whole in _attempts(occurrences, sentences, corpus, lexicon) if not whole.reason]
    table = validate(pd.DataFrame(made, columns=COLUMNS), "swaps", "swaps")
    return table.sort_values(list(SWAPS.order), kind="stable", ignore_index=True)


def swaps_not_made(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.DataFrame:
    """Swaps that no rule of grammar allows: the columns of `find_swaps` and the reason."""
    found = [(*whole.row, whole.reason) for whole in _attempts(occurrences, sentences, corpus, lexicon) if whole.reason]
    table = pd.DataFrame(found, columns=[*COLUMNS, "reason"])
    return table.sort_values(list(SWAPS.order), kind="stable", ignore_index=True)


def swapped_sentences(
    swaps: pd.DataFrame, occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.Series[str]:
    """The sentence of every swap as swapped, in the order of the rows; private where the texts are.

    Raises
    ------
    BadInput
        for a swap that these occurrences and this lexicon do not make: it comes from others.
    TextNotAvailable
        when the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> swaps = fr.find_swaps(study.occurrences.head(1), study.voiced, study.corpus, lexicon=study.lexicon)
    >>> swapped_sentences(swaps, study.occurrences, study.voiced, study.corpus, lexicon=study.lexicon).tolist()
    ['Leader Tresk goes to Selane with an empty till', 'President Tresk goes to Selane with an empty till']
    """
    wanted = occurrences[occurrences["occurrence_id"].isin(swaps["occurrence_id"])]
    found = {
        whole.swap_id: whole.sentence for whole in _attempts(wanted, sentences, corpus, lexicon) if not whole.reason
    }
    check_known(swaps, "swap_id", found, "swaps")
    return swaps["swap_id"].map(found).astype("str").rename("sentence")


@dataclass(frozen=True)
class _Attempt:
    """A swap tried: its row, and the sentence or the reason why there is none."""

    row: tuple[Any, ...]
    sentence: str
    reason: str

    @property
    def swap_id(self) -> str:
        """The first column."""
        return str(self.row[0])


def _attempts(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, lexicon: Lexicon
) -> Iterator[_Attempt]:
    """Every counterpart of every occurrence, with its sentence or the reason why there is none."""
    if "voice_rule" not in occurrences:
        raise BadInput("occurrences: column 'voice_rule' is missing; find_occurrences makes it.")
    check_known(occurrences, "sentence_id", sentences["sentence_id"], "occurrences")
    check_known(occurrences, "term_id", lexicon.by_id, "occurrences")
    by_id = {row.sentence_id: row for row in rows(sentences)}
    counterparts = Counterparts(lexicon)
    articles = {article_id: corpus.text(article_id) for article_id in occurrences["article_id"].unique()}
    elements = {article_id: counterparts.namings.find(text) for article_id, text in articles.items()}
    for occurrence in rows(occurrences):
        article_id = occurrence.article_id
        place = Place(
            articles[article_id], by_id[occurrence.sentence_id], occurrence, elements[article_id], counterparts
        )
        for pair_id, term_in, direction in counterparts.by_term.get(occurrence.term_id, []):
            yield _attempt(place, pair_id, term_in, direction)


def _attempt(place: Place, pair_id: str, term_in: str, direction: str) -> _Attempt:
    sentence, reason = "", ""
    try:
        sentence = place.naming(term_in) if place.occurrence.kind == "naming" else place.judging(term_in)
    except NoSwap as refused:
        reason = str(refused)
    found = place.occurrence
    row = (
        f"{found.occurrence_id}~{term_in}",
        found.occurrence_id,
        found.sentence_id,
        found.article_id,
        pair_id,
        found.term_id,
        term_in,
        found.target,
        "pair" if direction else "placebo",
        direction,
        found.voice_rule == "in quotation marks",
    )
    return _Attempt(row, sentence, reason)
