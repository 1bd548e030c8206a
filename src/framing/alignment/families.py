"""Group aligned sentences: families whose sentences all pair in full, components over all pairs."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from framing.errors import BadInput
from framing.tables import rows

# a larger component would fill a fold of its own, so part pairs do not join beyond this share of the sentences
LARGEST_SHARE = 0.1


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
