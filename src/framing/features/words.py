"""Words: which words and pairs of words stand in a sentence, dealt to places by hash, without a vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Places = npt.NDArray[np.int64]
# Words in different places are told apart, words in one place are not: with 2**18 places that is rare.
PLACES = 2**18
WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*")  # letters and digits of any script


def words(sentence: str) -> list[str]:
    """The words of a sentence in small letters, with straight apostrophes.

    >>> words("The far-right mob didn’t blink.")
    ['the', 'far-right', 'mob', "didn't", 'blink']
    """
    return WORD.findall(sentence.lower().replace("’", "'"))


def word_places(sentences: Sequence[str]) -> tuple[Places, Places]:
    """The places of each sentence's words and pairs of neighbours, each of these once: rows, and places beside them."""
    found = [hashes(words(sentence)) for sentence in sentences]
    rows = np.repeat(np.arange(len(found)), [len(of_sentence) for of_sentence in found])
    return rows, np.fromiter(chain.from_iterable(found), dtype=np.int64, count=len(rows)) % PLACES


def hashes(found: list[str]) -> set[int]:
    """The hash of each word and, going on from it, of it with a space and the word after it."""
    encoded = [*map(str.encode, found)]
    single = [*map(crc32, encoded)]
    return {*single, *map(crc32, [b" " + word for word in encoded[1:]], single)}


def word_features(sentences: Sequence[str]) -> csr_matrix:
    """The same as a table: a row a sentence, how many of its features have each place."""
    from scipy.sparse import csr_matrix

    rows, places = word_places(sentences)
    return csr_matrix((np.ones(len(rows)), (rows, places)), (len(sentences), PLACES))


def place_of(feature: str) -> int:
    """The place of a word, or of two with a space between them."""
    return crc32(feature.encode()) % PLACES


def with_pairs(found: list[str]) -> list[str]:
    """Words, then each with the one after it.

    >>> with_pairs(["a", "vile", "mob"])
    ['a', 'vile', 'mob', 'a vile', 'vile mob']
    """
    return [*found, *map(" ".join, pairwise(found))]
