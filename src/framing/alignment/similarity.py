"""Evidence: the numbers, dates and names of a sentence, by which two wordings of one fact are known.

Numbers and dates are brought to one form ("ten", "10th" and "10" are 10; "17 October" and "Oct. 17" are 17 October).
Numerals and months are those of English; digits and capitals serve any language that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import regex
from scipy import sparse

from framing.errors import BadInput
from framing.models import encoders as embeddings, is_installed as is_installed

NUMERALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "one first",
            "two second",
            "three third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven seventh",
            "eight eighth",
            "nine ninth",
            "ten tenth",
            "eleven eleventh",
            "twelve twelfth",
        ),
        start=1,
    )
    for word in words.split()
}
# "one", "first" and "second" are more often pronoun, adverb or noun than number
NOT_NUMERALS = {"one", "first", "second"}
MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
# with a capital: "may 3 men" is no date
MONTH = "|".join(sorted(map(str.title, MONTHS), key=len, reverse=True))
DATE = regex.compile(
    rf"\b(?:(?P<month>{MONTH})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH}))\b"
)
NUMBER = regex.compile(r"(?<![\w.,])\p{N}+(?:[.,]\p{N}+)*(?=st\b|nd\b|rd\b|th\b|s\b|\P{L}|$)")
GROUPED = regex.compile(r"[,.](?=\p{N}{3}(?!\p{N}))")
EVIDENCE_WORD = regex.compile(r"\p{L}+(?:-\p{L}+)*")
NAME = regex.compile(r"(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}-]+")


@dataclass(frozen=True)
class _Evidence:
    """What can be checked in a sentence: numbers, dates (month-day) and names, each in one form."""

    numbers: frozenset[str]
    dates: frozenset[str]
    names: frozenset[str]


def evidence_of(sentence: str) -> _Evidence:
    """The numbers, dates and names of a sentence.

    A name is a capitalised word inside the sentence; its first word has a capital whatever it is, so it is passed over.

    >>> found = evidence_of("On Oct. 17 ten envoys and 1,200 guests of Omra met Ruk.")
    >>> sorted(found.numbers), sorted(found.dates), sorted(found.names)
    (['10', '1200'], ['10-17'], ['Omra', 'Ruk'])
    """
    dates = frozenset(f"{MONTHS[found['month'].lower()]}-{int(found['day'])}" for found in DATE.finditer(sentence))
    rest = DATE.sub(" ", sentence)
    digits = {GROUPED.sub("", found[0]) for found in NUMBER.finditer(rest)}
    words = {word.lower() for word in EVIDENCE_WORD.findall(rest)} - NOT_NUMERALS
    numbers = frozenset(digits | {NUMERALS[word] for word in words & NUMERALS.keys()})
    names = frozenset(name for name in NAME.findall(rest) if name.lower() not in MONTHS)
    return _Evidence(numbers, dates, names)


def shared(one: _Evidence, other: _Evidence) -> int:
    """How many numbers, dates and names both sentences have."""
    return len(one.numbers & other.numbers) + len(one.dates & other.dates) + len(one.names & other.names)


def conflicts(one: _Evidence, other: _Evidence) -> int:
    """On how many of the two, numbers and dates, the sentences differ: both have some and neither's is the other's.

    >>> conflicts(evidence_of("Of 130 guests 7 came on May 3."), evidence_of("He invited 140 guests on 3 May."))
    1
    """
    pairs = ((one.numbers, other.numbers), (one.dates, other.dates))
    return sum(bool(ours and theirs) and not ours & theirs for ours, theirs in pairs)


WORDING_WORD = regex.compile(r"\p{L}+|\p{N}+(?:[.,]\p{N}+)*")
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


def _stems(sentence: str) -> list[str]:
    """The words of a sentence, each by its first letters, once.

    >>> _stems("Ruk's tariffs: the tariff of 2,000 crowns")
    ['ruk', 'tarif', 'the', 'of', '2,000', 'crown']
    """
    words = WORDING_WORD.findall(POSSESSIVE.sub("", sentence.lower()))
    return list(dict.fromkeys((word.removesuffix("s") or word)[:STEM] if word.isalpha() else word for word in words))


def wording_of(sentences: Sequence[str]) -> Wording:
    words = [_stems(sentence) for sentence in sentences]
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


Vectors = npt.NDArray[np.float32]
Encoder = Callable[[list[str]], npt.ArrayLike]

MODEL = embeddings.PACKAGE


@cache
def installed_encoder() -> Encoder | None:
    """all-MiniLM-L6-v2 on the CPU where the extra `text` is installed, else None. Loads torch on first use."""
    return embeddings.Encoder() if is_installed() else None


def meaning_vectors(sentences: Sequence[str], encoder: Encoder) -> Vectors:
    """One row of length one a sentence.

    Raises
    ------
    BadInput
        when the encoder does not give one row of finite numbers a sentence.
    """
    found = np.asarray(encoder(list(sentences)), dtype=np.float32)
    if found.ndim != 2 or len(found) != len(sentences) or not np.isfinite(found).all():
        raise BadInput(
            f"The encoder gave an array of shape {found.shape} for {len(sentences)} sentences; expected one row of "
            "finite numbers a sentence."
        )
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1), dtype=np.float32)
