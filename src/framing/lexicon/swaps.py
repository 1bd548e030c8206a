"""Replace a term by its counterparts in its own sentence, if a rule of grammar allows it.

A loaded term is replaced by each of its neutral wordings; a neutral term by each loaded term with that wording and, as
a placebo, by every other neutral name of its target. The matched placebo of a loaded term replaces it and its neutral
wordings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pandas as pd

from framing.corpus import Corpus
from framing.errors import BadInput
from framing.lexicon.grammar import Counterparts, NoSwap
from framing.lexicon.rewording import Reworded, SwapContext
from framing.lexicon.terms import Lexicon
from framing.schema import SWAPS
from framing.tables import check_known, rows, validate

COLUMNS = list(SWAPS.columns)
ENOUGH_SLOTS = 100  # of a term in an outlet


def enough_slots(occurrences: pd.DataFrame, outlets: pd.Series[str], most: int = ENOUGH_SLOTS) -> pd.DataFrame:
    """Select some occurrences of each term in each outlet, enough for a mean contrast.

    The selection is by a hash of the occurrence_id, so that it is as good as random and always the same.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    outlets : Series of str
        Outlet of each occurrence, in the same order.
    most : int, default 100
        Largest number of occurrences of a term in an outlet.
    """
    lots = occurrences["occurrence_id"].map(lambda name: sha256(name.encode()).hexdigest())
    drawn = lots.groupby([outlets.to_numpy(), occurrences["term_id"].to_numpy()]).rank(method="first")
    return occurrences[drawn <= most]


def find_swaps(occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon) -> pd.DataFrame:
    """Find every grammatical swap.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`, with the column voice_rule.
    sentences : DataFrame
        Sentence table of `split_sentences` or `find_voice`.
    corpus : Corpus
        The articles with their texts; grammar depends on the context.
    lexicon : Lexicon
        Terms of `read_lexicon`; its pairs define the counterparts.

    Returns
    -------
    DataFrame
        One row per swap, with the columns of the table `swaps` and without text. `swapped_sentences` returns the
        sentences, `swaps_not_made` the swaps refused and the reasons.

    Raises
    ------
    BadInput
        If the occurrences do not belong to the sentences or the lexicon.
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> swaps = fr.find_swaps(study.occurrences.head(1), study.voiced, study.corpus, lexicon=study.lexicon)
    >>> swaps = swaps[swaps["kind"] == "pair"]
    >>> swaps[["term_out", "term_in", "direction"]].to_dict("split")["data"]
    [['tresk-strongman', 'tresk-leader', 'to_neutral'], ['tresk-strongman', 'tresk-president', 'to_neutral']]
    """
    made = [attempt.row for attempt in _attempts(occurrences, sentences, corpus, lexicon) if not attempt.reason]
    table = validate(pd.DataFrame(made, columns=COLUMNS), "swaps", "swaps")
    return table.sort_values(list(SWAPS.order), kind="stable", ignore_index=True)


def swaps_not_made(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.DataFrame:
    """List the swaps that were refused because no rule of grammar allows them.

    Parameters
    ----------
    occurrences, sentences, corpus, lexicon
        As for `find_swaps`.

    Returns
    -------
    DataFrame
        One row per refused swap: the columns of `find_swaps` and reason.

    Raises
    ------
    BadInput
        If the occurrences do not belong to the sentences or the lexicon.
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> refused = fr.swaps_not_made(study.occurrences, study.voiced, study.corpus, lexicon=study.lexicon)
    >>> refused[["term_out", "term_in", "reason"]].iloc[0].tolist()
    ['tresk-president', 'tresk-father', "a phrase with 'of' cannot precede a name"]
    """
    attempts = _attempts(occurrences, sentences, corpus, lexicon)
    refused = [(*attempt.row, attempt.reason) for attempt in attempts if attempt.reason]
    table = pd.DataFrame(refused, columns=[*COLUMNS, "reason"])
    return table.sort_values(list(SWAPS.order), kind="stable", ignore_index=True)


def swapped_sentences(
    swaps: pd.DataFrame, occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.Series[str]:
    """Return the sentence of each swap with the term replaced.

    Parameters
    ----------
    swaps : DataFrame
        Table of `find_swaps`, or any rows of it.
    occurrences, sentences, corpus, lexicon
        As for `find_swaps`.

    Returns
    -------
    Series of str
        The sentences, with the index of swaps. They are private if the texts are.

    Raises
    ------
    BadInput
        If a swap does not belong to these occurrences and this lexicon.
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> swaps = fr.find_swaps(study.occurrences.head(1), study.voiced, study.corpus, lexicon=study.lexicon)
    >>> swaps = swaps[swaps["kind"] == "pair"]
    >>> swapped_sentences(swaps, study.occurrences, study.voiced, study.corpus, lexicon=study.lexicon).tolist()
    ['Leader Tresk goes to Selane with an empty till', 'President Tresk goes to Selane with an empty till']
    """
    return swapped_slots(swaps, occurrences, sentences, corpus, lexicon=lexicon)["sentence"]


def swapped_slots(
    swaps: pd.DataFrame, occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.DataFrame:
    """Return the sentence of each swap and where the new words stand in it; arguments as for `swapped_sentences`.

    Returns
    -------
    DataFrame
        sentence, start, end (code points of the sentence; equal if a word was left out), with the index of swaps.
    """
    wanted = occurrences[occurrences["occurrence_id"].isin(swaps["occurrence_id"])]
    attempts = _attempts(wanted, sentences, corpus, lexicon)
    by_id = {attempt.swap_id: attempt.reworded for attempt in attempts if not attempt.reason}
    check_known(swaps, "swap_id", by_id, "swaps")
    found = [by_id[swap_id] for swap_id in swaps["swap_id"]]
    table = pd.DataFrame(found, columns=list(Reworded._fields), index=swaps.index)
    return table.astype({"sentence": "str", "start": "int64", "end": "int64"})


@dataclass(frozen=True)
class _Attempt:
    """Store the row of an attempted swap, with its sentence or the reason for refusing it."""

    row: tuple[Any, ...]
    reworded: Reworded
    reason: str

    @property
    def swap_id(self) -> str:
        """First column of the row."""
        return str(self.row[0])


def _attempts(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, lexicon: Lexicon
) -> Iterator[_Attempt]:
    """Try every counterpart of every occurrence."""
    if "voice_rule" not in occurrences:
        raise BadInput("occurrences: column 'voice_rule' is missing. Pass the table of find_occurrences.")
    check_known(occurrences, "sentence_id", sentences["sentence_id"], "occurrences")
    check_known(occurrences, "term_id", lexicon.by_id, "occurrences")
    by_id = {row.sentence_id: row for row in rows(sentences)}
    counterparts = Counterparts(lexicon)
    articles = {article_id: corpus.text(article_id) for article_id in occurrences["article_id"].unique()}
    matches = {article_id: counterparts.namings.find(text) for article_id, text in articles.items()}
    for occurrence in rows(occurrences):
        article_id = occurrence.article_id
        context = SwapContext(
            articles[article_id], by_id[occurrence.sentence_id], occurrence, matches[article_id], counterparts
        )
        for pair_id, term_in, direction in counterparts.by_term.get(occurrence.term_id, []):
            yield _attempt(context, pair_id, term_in, direction)


def _attempt(context: SwapContext, pair_id: str, term_in: str, direction: str) -> _Attempt:
    reworded, reason = Reworded("", 0, 0), ""
    try:
        is_naming = context.occurrence.kind == "naming"
        reworded = context.with_name(term_in) if is_naming else context.with_evaluative_word(term_in)
    except NoSwap as refused:
        reason = str(refused)
    occurrence = context.occurrence
    row = (
        f"{occurrence.occurrence_id}~{term_in}",
        occurrence.occurrence_id,
        occurrence.sentence_id,
        occurrence.article_id,
        pair_id,
        occurrence.term_id,
        term_in,
        occurrence.target,
        _kind_of(direction, context.counterparts.lexicon.by_id.get(term_in)),
        direction,
        occurrence.voice_rule == "in quotation marks",
    )
    return _Attempt(row, reworded, reason)


def _kind_of(direction: str, term_in: Any) -> str:
    """Return the kind of a swap."""
    if term_in is not None and term_in.form == "placebo":
        return "matched"
    return "pair" if direction else "placebo"
