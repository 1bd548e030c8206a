"""Words: which words and pairs of words stand in a sentence, dealt to places by hash, without a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Words in different places are told apart, words in one place are not: with 2**18 places that is rare.
PLACES = 2**18
WORD = regex.compile(r"[\p{L}\p{N}]+(?:[’'.\-][\p{L}\p{N}]+)*")


def words(sentence: str) -> list[str]:
    """The words of a sentence in small letters, with straight apostrophes.

    >>> words("The far-right mob didn’t blink.")
    ['the', 'far-right', 'mob', "didn't", 'blink']
    """
    return WORD.findall(sentence.lower().replace("’", "'"))


def word_features(sentences: Sequence[str]) -> csr_matrix:
    """Which places a sentence has: a row a sentence, 1 for each word and each pair of neighbours."""
    return hasher().transform(sentences)


@cache
def hasher() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(
        analyzer=lambda sentence: with_pairs(words(sentence)),
        n_features=PLACES,
        alternate_sign=False,
        binary=True,
        norm=None,
    )


def place_of(feature: str) -> int:
    """The place of a word, or of two with a space between them."""
    from sklearn.utils import murmurhash3_32

    return abs(int(murmurhash3_32(feature))) % PLACES


def with_pairs(found: list[str]) -> list[str]:
    """Words, then each with the one after it.

    >>> with_pairs(["a", "vile", "mob"])
    ['a', 'vile', 'mob', 'a vile', 'vile mob']
    """
    return [*found, *map(" ".join, pairwise(found))]
