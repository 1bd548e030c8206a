"""Group what several texts state: families of sentences that all pair in full, components over all pairs, quotations.

A quotation is found in several texts verbatim, cut, edited, or as a report without quotation marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framing.alignment.drift import LEAST_QUOTATION, WORD, are_others, name_of, quotation_edits
from framing.alignment.similarity import wording_of
from framing.attribution import find_quotations
from framing.corpus import Corpus
from framing.errors import BadInput
from framing.schema import QUOTATIONS
from framing.tables import rows, validate

# a larger component would fill a fold of its own, so part pairs do not join beyond this share of the sentences
LARGEST_SHARE = 0.1
# lowest similarity of wording of two quotations that are compared word by word, and of a quotation and a report
COMPARED, REPORTED_ALIKE = 0.3, 0.5
LEAST_WITHOUT_SOURCE = 6


class _Groups:
    """Store disjoint groups of sentences that can be joined (union–find)."""

    def __init__(self, sentences: pd.Series[str]) -> None:
        self.place = {sentence: place for place, sentence in enumerate(sentences)}
        self.parent = {sentence: sentence for sentence in sentences}
        self.size = dict.fromkeys(self.parent, 1)

    def first(self, sentence: str) -> str:
        """Return the first sentence of the group, in table order."""
        while self.parent[sentence] != sentence:
            self.parent[sentence] = self.parent[self.parent[sentence]]
            sentence = self.parent[sentence]
        return sentence

    def join(self, one: str, other: str) -> None:
        """Join the groups of two sentences."""
        if not self.together(one, other):
            first, second = sorted((self.first(one), self.first(other)), key=self.place.__getitem__)
            self.parent[second] = first
            self.size[first] += self.size[second]

    def size_joined(self, one: str, other: str) -> int:
        """Return the number of sentences in the groups of two sentences together."""
        return sum(self.size[first] for first in {self.first(one), self.first(other)})

    def together(self, one: str, other: str) -> bool:
        """Check whether two sentences are in one group."""
        return self.first(one) == self.first(other)


def find_families(sentences: pd.DataFrame, alignments: pd.DataFrame) -> pd.DataFrame:
    """Add the family of each sentence: sentences that all state the same proposition in full.

    Two families are joined by a full pair, the most similar pairs first, if every sentence of one is a full twin of
    every sentence of the other from another article (complete linkage). A chain of twins, in which each sentence states
    a little more than the last, is no family. Headlines, crossheads and captions, which state a story in short, join
    none.

    Parameters
    ----------
    sentences : DataFrame
        Table of `split_sentences`.
    alignments : DataFrame
        Table of `align_sentences`.

    Returns
    -------
    DataFrame
        The sentences with family_id, the first sentence of the family in table order. A sentence without a full twin
        is its own family; boilerplate has none.

    Raises
    ------
    BadInput
        If an alignment refers to a sentence that is unknown or boilerplate.

    Examples
    --------
    >>> ids = ["a:01", "b:01", "b:02"]
    >>> sentences = pd.DataFrame({"sentence_id": ids, "article_id": ["a", "b", "b"], "kind": "body"})
    >>> pairs = pd.DataFrame({"sentence_a": ["a:01"], "sentence_b": ["b:02"], "overlap": ["full"], "similarity": [0.9]})
    >>> find_families(sentences, pairs)["family_id"].tolist()
    ['a:01', 'b:01', 'a:01']
    """
    groups = _families(sentences, alignments)
    return sentences.assign(
        family_id=pd.Series(
            [groups.first(sentence) if sentence in groups.parent else "" for sentence in sentences["sentence_id"]],
            index=sentences.index,
            dtype="str",
        )
    )


def _families(sentences: pd.DataFrame, alignments: pd.DataFrame) -> _Groups:
    """Join sentences by complete linkage over full pairs."""
    groups = _groups_of(sentences, alignments)
    article_of = dict(zip(sentences["sentence_id"], sentences["article_id"], strict=True))
    linking = set(sentences.loc[sentences["kind"] == "body", "sentence_id"])
    full = alignments[alignments["overlap"] == "full"]
    full = full[full["sentence_a"].isin(linking) & full["sentence_b"].isin(linking)]
    pairs = {frozenset(pair) for pair in zip(full["sentence_a"], full["sentence_b"], strict=True)}
    members = {sentence: [sentence] for sentence in groups.parent}
    for row in rows(full.sort_values(["similarity", "sentence_a", "sentence_b"], ascending=[False, True, True])):
        ones, others = (members[groups.first(sentence)] for sentence in (row.sentence_a, row.sentence_b))
        if ones is not others and all(
            article_of[one] == article_of[other] or frozenset((one, other)) in pairs for one in ones for other in others
        ):
            groups.join(row.sentence_a, row.sentence_b)
            members[groups.first(row.sentence_a)] = ones + others
    return groups


def find_components(sentences: pd.DataFrame, alignments: pd.DataFrame) -> pd.DataFrame:
    """Find the connected components over all pairs, whose sentences must be in the same fold.

    A component has at most a tenth of the sentences: part pairs are added in order of decreasing similarity, and a pair
    that would exceed the limit is cut. Full pairs are never cut.

    Parameters
    ----------
    sentences : DataFrame
        Table of `split_sentences`.
    alignments : DataFrame
        Table of `align_sentences`.

    Returns
    -------
    DataFrame
        One row per sentence, without boilerplate: sentence_id, component_id (its first sentence in table order),
        n_sentences (size of the component), n_cut (part pairs of this sentence that were cut).

    Raises
    ------
    BadInput
        If an alignment refers to a sentence that is unknown or boilerplate.

    Examples
    --------
    >>> sentences = pd.DataFrame({"sentence_id": ["a:01", "b:01", "b:02"], "kind": "body"})
    >>> pairs = pd.DataFrame({"sentence_a": ["a:01"], "sentence_b": ["b:02"], "overlap": ["part"], "similarity": [0.5]})
    >>> find_components(sentences, pairs)[["component_id", "n_sentences", "n_cut"]].values.tolist()
    [['a:01', 2, 0], ['b:01', 1, 0], ['a:01', 2, 0]]
    """
    groups = _groups_of(sentences, alignments)
    for row in rows(alignments[alignments["overlap"] == "full"]):
        groups.join(row.sentence_a, row.sentence_b)
    largest = max(2, LARGEST_SHARE * len(groups.parent))
    part = alignments[alignments["overlap"] == "part"]
    for row in rows(part.sort_values(["similarity", "sentence_a", "sentence_b"], ascending=[False, True, True])):
        if groups.size_joined(row.sentence_a, row.sentence_b) <= largest:
            groups.join(row.sentence_a, row.sentence_b)
    apart = [row for row in rows(part) if not groups.together(row.sentence_a, row.sentence_b)]
    cut = Counter(sentence for row in apart for sentence in (row.sentence_a, row.sentence_b))
    firsts = {sentence: groups.first(sentence) for sentence in groups.parent}
    return pd.DataFrame(
        {
            "sentence_id": pd.Series(list(firsts), dtype="str"),
            "component_id": pd.Series(list(firsts.values()), dtype="str"),
            "n_sentences": pd.array([groups.size[first] for first in firsts.values()], dtype="Int64"),
            "n_cut": pd.array([cut[sentence] for sentence in firsts], dtype="Int64"),
        }
    )


def _groups_of(sentences: pd.DataFrame, alignments: pd.DataFrame) -> _Groups:
    """Return every sentence as a group of its own."""
    groups = _Groups(sentences.loc[sentences["kind"] != "boilerplate", "sentence_id"])
    for row in rows(alignments):
        for sentence in (row.sentence_a, row.sentence_b):
            if sentence not in groups.parent:
                raise BadInput(
                    f"alignments: '{sentence}' is not in the sentence table or is boilerplate. Run align_sentences "
                    "again for these sentences."
                )
    return groups


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
