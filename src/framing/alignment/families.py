"""Families and components: sentences that hang together, over full pairs and over all pairs."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from framing.errors import BadInput
from framing.tables import rows

# a component above this share of the sentences would make a fold of its own, so part pairs do not join beyond it
LARGEST_SHARE = 0.1


class _Groups:
    """Disjoint groups of sentences, each known by its first sentence; they can only be joined."""

    def __init__(self, sentences: pd.Series[str]) -> None:
        self.place = {sentence: place for place, sentence in enumerate(sentences)}
        self.parent = {sentence: sentence for sentence in sentences}
        self.size = dict.fromkeys(self.parent, 1)

    def first(self, sentence: str) -> str:
        """The first sentence of the group, in the order of the table."""
        while self.parent[sentence] != sentence:
            self.parent[sentence] = self.parent[self.parent[sentence]]
            sentence = self.parent[sentence]
        return sentence

    def join(self, one: str, other: str) -> None:
        """Make one group of two."""
        if not self.together(one, other):
            first, second = sorted((self.first(one), self.first(other)), key=self.place.__getitem__)
            self.parent[second] = first
            self.size[first] += self.size[second]

    def size_joined(self, one: str, other: str) -> int:
        """Sentences in the two groups (or the one) that hold these."""
        return sum(self.size[first] for first in {self.first(one), self.first(other)})

    def together(self, one: str, other: str) -> bool:
        """Whether one group holds both."""
        return self.first(one) == self.first(other)


def find_families(sentences: pd.DataFrame, alignments: pd.DataFrame) -> pd.DataFrame:
    """Add to each sentence its family: the connected component over full pairs, or the sentence alone.

    Parameters
    ----------
    sentences, alignments
        of `split_sentences` and `align_sentences`.

    Returns
    -------
    DataFrame
        the sentences with family_id: the first sentence of the family in the order of the table. Boilerplate has none.
    """
    groups = _groups_of_full_pairs(sentences, alignments)
    return sentences.assign(
        family_id=pd.Series(
            [groups.first(found) if found in groups.parent else "" for found in sentences["sentence_id"]],
            index=sentences.index,
            dtype="str",
        )
    )


def find_components(sentences: pd.DataFrame, alignments: pd.DataFrame) -> pd.DataFrame:
    """The components over all pairs, full and part: what must not stand on both sides of a fold.

    A component stays under a tenth of the sentences: part pairs are taken from the most similar down, and one that
    would join more is cut. Full pairs are never cut.

    Parameters
    ----------
    sentences, alignments
        of `split_sentences` and `align_sentences`.

    Returns
    -------
    DataFrame
        a row a sentence (boilerplate left out): sentence_id, component_id (its first sentence in the order of the
        table), n_sentences of the component, n_cut: the part pairs of this sentence that were cut.
    """
    groups = _groups_of_full_pairs(sentences, alignments)
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


def _groups_of_full_pairs(sentences: pd.DataFrame, alignments: pd.DataFrame) -> _Groups:
    groups = _Groups(sentences.loc[sentences["kind"] != "boilerplate", "sentence_id"])
    for row in rows(alignments):
        for sentence in (row.sentence_a, row.sentence_b):
            if sentence not in groups.parent:
                raise BadInput(
                    f"alignments: '{sentence}' is no sentence of the table or is boilerplate; align these sentences "
                    "again."
                )
        if row.overlap == "full":
            groups.join(row.sentence_a, row.sentence_b)
    return groups
