"""Wording: how much of their words two sentences share, rare words counting most.

A word counts by its first letters, so that inflected forms meet, in any language that inflects at the end. Its weight
is its rarity among the sentences compared: the words that say what a story is about stand in most of its sentences and
say little of which proposition a sentence states. So no list of stop words is needed either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex
from scipy import sparse

WORD = regex.compile(r"\p{L}+|\p{N}+(?:[.,]\p{N}+)*")
POSSESSIVE = regex.compile(r"['’]s\b")
# letters of a word that count: a usual truncation for European languages
STEM = 5


@dataclass(frozen=True)
class Wording:
    """The words of each sentence: `vectors` has rows of length one, `weights` what each row's words weigh together.

    The product of two rows is the weight of the words shared over the geometric mean of both weights.
    """

    vectors: sparse.csr_array
    weights: npt.NDArray[np.float32]


def stems(sentence: str) -> list[str]:
    """The words of a sentence, each by its first letters, once.

    >>> stems("Ruk's tariffs: the tariff of 2,000 crowns")
    ['ruk', 'tarif', 'the', 'of', '2,000', 'crown']
    """
    words = WORD.findall(POSSESSIVE.sub("", sentence.lower()))
    return list(dict.fromkeys((word.removesuffix("s") or word)[:STEM] if word.isalpha() else word for word in words))


def wording_of(sentences: Sequence[str]) -> Wording:
    words = [stems(sentence) for sentence in sentences]
    places = {word: place for place, word in enumerate(sorted({word for found in words for word in found}))}
    columns = np.array([places[word] for found in words for word in found], dtype=np.int32)
    rarity = np.log1p(len(words) / np.bincount(columns, minlength=len(places)))
    found = sparse.csr_array(
        (rarity[columns], columns, np.cumsum([0, *map(len, words)])),
        shape=(len(words), len(places)),
        dtype=np.float32,
    )
    weights = np.asarray(found.multiply(found).sum(axis=1), dtype=np.float32)
    lengths = np.sqrt(np.where(weights > 0, weights, 1))
    return Wording(sparse.csr_array(sparse.diags_array(1 / lengths) @ found, dtype=np.float32), weights)


def covered(
    shared: npt.NDArray[np.float32], one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Share of the lighter sentence's words, by weight, that the heavier one has too.

    Parameters
    ----------
    shared
        products of rows of `Wording.vectors`.
    one, other
        their weights.
    """
    lighter = np.minimum(one, other)
    return shared * np.sqrt(np.maximum(one, other) / np.where(lighter > 0, lighter, 1))
