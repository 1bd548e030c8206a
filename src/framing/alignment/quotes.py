"""Find the same quotation in several texts: verbatim, cut, edited, or as a report without quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framing.alignment.drift import LEAST_QUOTATION, WORD, are_others, name_of, quotation_edits
from framing.alignment.similarity import wording_of
from framing.attribution import find_quotations
from framing.corpus import Corpus
from framing.schema import QUOTATIONS
from framing.tables import rows, validate

# lowest similarity of wording of two quotations that are compared word by word, and of a quotation and a report
COMPARED, REPORTED_ALIKE = 0.3, 0.5
LEAST_WITHOUT_SOURCE = 6


class _Speech(NamedTuple):
    """Words of a source: their place, whether they are in quotation marks, and the source."""

    article_id: str
    start: int
    end: int
    in_marks: bool
    person: str
    text: str


def compare_quotations(attributions: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Compare how articles of a story give the same words of a source.

    Parameters
    ----------
    attributions : DataFrame
        Table of `find_attributions`.
    sentences : DataFrame
        Sentences of these articles; quotations in boilerplate are skipped.
    corpus : Corpus
        The articles with their texts; articles with the same story_id are compared, or all if there is none.

    Returns
    -------
    DataFrame
        One row per pair of speeches in two articles that give the same words, with the columns of the table
        `quotations`: article_a, start_a, end_a, article_b, start_b, end_b; relation (``same``; ``cut``: equal but for
        words before or after; ``edited``: words within differ; ``paraphrase``: in quotation marks in one, reported
        without them in the other); n_edits (words that differ within; missing for a paraphrase), n_words_a, n_words_b;
        marks_a, marks_b (whether in quotation marks); person_a, person_b (source, empty if the text names none) and
        other_speaker (both have a proper name,
        and the names share no word). Speeches of fewer than three words are left out, and marks without a source around
        fewer than six, which may be titles.

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> demo = fr.demo()
    >>> table = compare_quotations(demo.attributions, demo.sentences, demo.corpus)
    >>> sorted(set(table["relation"]))
    ['cut', 'edited', 'paraphrase', 'same']
    """
    manifest = corpus.articles
    story = manifest["story_id"] if "story_id" in manifest else pd.Series("", index=manifest.index)
    kept = sentences[sentences["kind"] != "boilerplate"]
    said = attributions[attributions["said"] & (attributions["marks"] != "scare")]
    of_article = [dict(iter(table.groupby("article_id"))) for table in (kept, said)]
    found: list[tuple[Any, ...]] = []
    for _, ids in manifest["article_id"].groupby(story, sort=True):
        speeches = [
            speech
            for article_id in sorted(ids)
            if article_id in of_article[0]
            for speech in _speeches(
                article_id, corpus.text(article_id), of_article[0][article_id], of_article[1].get(article_id, said[:0])
            )
        ]
        found += _same_words(speeches)
    return validate(pd.DataFrame(found, columns=list(QUOTATIONS.columns)), "quotations", "quotations")


def _speeches(article_id: str, text: str, sentences: pd.DataFrame, said: pd.DataFrame) -> Iterator[_Speech]:
    """Yield what is in quotation marks, then reports without marks, of at least three words."""
    starts, ends = sentences["start"].to_numpy(), sentences["end"].to_numpy()
    reports, quotations = list(rows(said)), find_quotations(text)
    for start, end in quotations:
        n_words = len(WORD.findall(text[start:end]))
        around = [row for row in reports if row.start < end and row.end > start]
        # what nobody is said to say may be a title
        if n_words >= (LEAST_QUOTATION if around else LEAST_WITHOUT_SOURCE) and ((starts < end) & (ends > start)).any():
            person = next((row.person for row in around if row.person), "")
            yield _Speech(article_id, start, end, True, person, text[start:end])
    # two clauses may report the same words
    for row in {(row.start, row.end): row for row in reports[::-1]}.values():
        if row.n_words >= LEAST_QUOTATION and not any(start < row.end and end > row.start for start, end in quotations):
            yield _Speech(article_id, row.start, row.end, False, row.person, text[row.start : row.end])


def _same_words(speeches: list[_Speech]) -> Iterator[tuple[Any, ...]]:
    """Yield the pairs of speeches of different articles that give the same words."""
    if len({speech.article_id for speech in speeches}) < 2:
        return
    vectors = wording_of([speech.text for speech in speeches]).vectors
    similar = (vectors @ vectors.T).tocoo()
    near = (similar.data >= COMPARED) & (similar.row < similar.col)
    for one, other, similarity in sorted(
        zip(similar.row[near].tolist(), similar.col[near].tolist(), similar.data[near].tolist(), strict=True)
    ):
        first, second = sorted((speeches[one], speeches[other]))
        if first.article_id == second.article_id or not (first.in_marks or second.in_marks):
            continue
        edits: Any = quotation_edits(first.text, second.text)
        if first.in_marks and second.in_marks:
            if edits is None:
                continue
            lengths = {len(WORD.findall(speech.text)) for speech in (first, second)}
            relation = "edited" if edits else "same" if len(lengths) == 1 else "cut"
        elif np.float32(similarity) >= REPORTED_ALIKE:
            relation, edits = "paraphrase", pd.NA
        else:
            continue
        yield (
            *first[:3],
            *second[:3],
            relation,
            edits,
            *(len(WORD.findall(speech.text)) for speech in (first, second)),
            first.in_marks,
            second.in_marks,
            first.person,
            second.person,
            are_others(name_of(first.person), name_of(second.person)),
        )
