"""Measure the similarity of two sentences: shared wording, meaning and evidence.

Evidence consists of numbers, dates and names in a normal form ("ten", "10th" and "10" are 10; "17 October" and
"Oct. 17" are 17 October). Numerals and months are English; digits and capitals work in any language that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
# "one", "first" and "second" are pronouns, adverbs or nouns more often than numbers
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
# capitalised, because "may 3 men" is not a date
MONTH = "|".join(sorted(map(str.title, MONTHS), key=len, reverse=True))
DATE = regex.compile(
    rf"\b(?:(?P<month>{MONTH})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH}))\b"
)
NUMBER = regex.compile(r"(?<![\w.,])\p{N}+(?:[.,]\p{N}+)*(?=st\b|nd\b|rd\b|th\b|s\b|\P{L}|$)")
GROUPED = regex.compile(r"[,.](?=\p{N}{3}(?!\p{N}))")
EVIDENCE_WORD = regex.compile(r"\p{L}+(?:-\p{L}+)*")
NAME = regex.compile(r"(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}-]+")
NEGATION = regex.compile(
    r"(?i)\b(?:not(?!\s+(?:only|just|merely|simply|until|least|all)\b)|never|cannot|nobody|no[- ]one|none|neither"
    r"|no(?!\s+(?:longer\s+than|later\s+than|more\s+than|less\s+than|fewer\s+than|doubt)\b)|\p{L}+n['’]t"
    r"|(?:refus|declin|fail)(?:e|es|ed|ing|s)?\s+to|den(?:y|ies|ied|ying)(?:\s+that)?)\b"
)
STATED = regex.compile(r"\p{L}{4,}|\p{N}+")
END_OF_CLAUSE = regex.compile(r"[,;:.!?](?!\d)|\b(?:but|and)\b")
UNDOES = regex.compile(  # unsafe, illegal, impossible, disagreed
    r"(?:un(?!less$|like$)|il(?=l)|ir(?=r)|non-?)(?P<word>\p{L}{4,})|(?:in|im)(?P<word>\p{L}{3,}(?:ble|ent|ant|ate|ect|ive|ete)(?:ly)?)"
    r"|dis(?P<word>(?:agree|allow|appear|approv|honest|like|loyal|obey|satisf|trust)\p{L}*)"
)
MOST_DENIED = 4  # words after a negation
OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        (
            (
                "rise rises rose risen rising increase increases increased increasing grow grows grew grown "
                "climb climbs climbed soar soars soared jump jumps jumped surge surges surged"
            ),
            (
                "fall falls fell fallen falling decrease decreases decreased decline declines declined drop drops "
                "dropped plunge plunges plunged sink sinks sank slump slumps slumped shrink shrinks shrank"
            ),
        ),
        (
            "raise raises raised raising",
            "lower lowers lowered lowering cut cuts cutting reduce reduces reduced reducing",
        ),
        ("win wins won winning victory", "lose loses lost losing defeat"),
        (
            "approve approves approved approving approval accept accepts accepted accepting back backs backed",
            (
                "reject rejects rejected rejecting rejection refuse refuses refused "
                "decline declines declined block blocks blocked"
            ),
        ),
        ("support supports supported supporting", "oppose opposes opposed opposing"),
        ("confirm confirms confirmed admit admits admitted", "deny denies denied"),
        ("open opens opened opening reopen reopens reopened", "close closes closed closing shut shuts"),
        ("begin begins began begun start starts started", "end ends ended stop stops stopped"),
        ("allow allows allowed permit permits permitted", "ban bans banned forbid forbids forbade prohibit prohibited"),
        ("strengthen strengthens strengthened", "weaken weakens weakened"),
        ("arrive arrives arrived enter enters entered", "leave leaves left depart departs departed"),
        ("acquit acquits acquitted innocent", "convict convicts convicted guilty"),
        ("higher", "lower"),
        ("more", "fewer less"),
        ("alive survived", "dead died killed"),
        ("up", "down"),
        ("above", "below"),
        ("better", "worse"),
        ("majority", "minority"),
        ("succeed succeeds succeeded", "fail fails failed"),
        ("praise praises praised", "criticise criticises criticised criticize criticizes criticized"),
        ("free frees freed release releases released", "arrest arrests arrested detain detains detained jail jailed"),
    )
)


@dataclass(frozen=True)
class _Evidence:
    """Store numbers, dates (month-day) and names of a sentence in a normal form, its words and what it denies."""

    numbers: frozenset[str]
    dates: frozenset[str]
    names: frozenset[str]
    words: frozenset[str] = frozenset()
    denied: tuple[frozenset[str], ...] = ()


def evidence_of(sentence: str) -> _Evidence:
    """Return the numbers, dates and names of a sentence.

    A name is a capitalised word that is not the first word of the sentence.

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
    stated = frozenset(word.lower() for word in EVIDENCE_WORD.findall(sentence))
    return _Evidence(numbers, dates, names, stated, tuple(_denials(sentence)))


def _denials(sentence: str) -> Iterator[frozenset[str]]:
    """Yield the beginnings of the words next to each negation: those after it, or those around it if these are few."""
    for negation in NEGATION.finditer(sentence):
        end = END_OF_CLAUSE.search(sentence, negation.end())
        after = STATED.findall(sentence[negation.end() : end.start() if end else len(sentence)])[:MOST_DENIED]
        clause = END_OF_CLAUSE.split(sentence[: negation.start()])[-1]
        before = STATED.findall(clause)[-2:] if len(after) < 2 else []
        yield frozenset(word.lower()[:MOST_DENIED] for word in (*before, *after))


def count_shared(one: _Evidence, other: _Evidence) -> int:
    """Count the numbers, dates and names that both sentences contain."""
    return len(one.numbers & other.numbers) + len(one.dates & other.dates) + len(one.names & other.names)


def count_differing_values(one: _Evidence, other: _Evidence) -> int:
    """Count conflicts of numbers, if both sentences contain some but share none, and of dates likewise.

    >>> one, other = evidence_of("Of 130 guests 7 came on May 3."), evidence_of("He invited 140 guests on 3 May.")
    >>> count_differing_values(one, other)
    1
    """
    pairs = ((one.numbers, other.numbers), (one.dates, other.dates))
    return sum(bool(ours and theirs) and not ours & theirs for ours, theirs in pairs)


def count_conflicts(one: _Evidence, other: _Evidence) -> int:
    """Count conflicts: of numbers, of dates, and of statements, of which one denies the other or says the opposite.

    >>> count_conflicts(evidence_of("The price rose."), evidence_of("The price did not rise."))
    1
    """
    contradict = _denies(one, other) or _denies(other, one) or _are_opposite(one.words, other.words)
    return count_differing_values(one, other) + contradict


def _denies(one: _Evidence, other: _Evidence) -> bool:
    """Check that one sentence has a negation more than the other, beside words most of which the other has."""
    if len(one.denied) <= len(other.denied) or (len(one.denied) - len(other.denied)) % 2 == 0:
        return False
    known = {word[:MOST_DENIED] for word in other.words}
    return any(denied and 2 * len(denied & known) >= len(denied) for denied in one.denied)


def _are_opposite(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Check for a pair of opposites of which each sentence contains one only: rose and fell, safe and unsafe."""
    return (
        _is_undone(ours - theirs, theirs - ours)
        or _is_undone(theirs - ours, ours - theirs)
        or any(
            (ours & up and theirs & down and not (ours & down or theirs & up))
            or (ours & down and theirs & up and not (ours & up or theirs & down))
            for up, down in OPPOSITES
        )
    )


def _is_undone(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Check that a word of the one is a word of the other with a prefix that denies it."""
    return any((prefixed := UNDOES.fullmatch(word)) and prefixed["word"] in theirs for word in ours)


WORDING_WORD = regex.compile(r"\p{L}+|\p{N}+(?:[.,]\p{N}+)*")
POSSESSIVE = regex.compile(r"['’]s\b")
# letters kept of each word: a common truncation for European languages
STEM = 5


@dataclass(frozen=True)
class Wording:
    """Store the words of each sentence, weighted by rarity.

    The product of two rows of `vectors` is the weight of the shared words over the geometric mean of both weights.

    Parameters
    ----------
    vectors : sparse array, shape (n_sentences, n_words)
        Rows of length one.
    weights : array, shape (n_sentences,)
        Total weight of each sentence's words.
    """

    vectors: sparse.csr_array
    weights: npt.NDArray[np.float32]


def _stems(sentence: str) -> list[str]:
    """Return the distinct words of a sentence, truncated to their first letters.

    >>> _stems("Ruk's tariffs: the tariff of 2,000 crowns")
    ['ruk', 'tarif', 'the', 'of', '2,000', 'crown']
    """
    words = WORDING_WORD.findall(POSSESSIVE.sub("", sentence.lower()))
    return list(dict.fromkeys((word.removesuffix("s") or word)[:STEM] if word.isalpha() else word for word in words))


def wording_of(sentences: Sequence[str]) -> Wording:
    """Weight the words of sentences by their rarity, log(1 + number of sentences / sentences with the word)."""
    words = [_stems(sentence) for sentence in sentences]
    vocabulary = sorted({word for of_sentence in words for word in of_sentence})
    column_of = {word: column for column, word in enumerate(vocabulary)}
    columns = np.array([column_of[word] for of_sentence in words for word in of_sentence], dtype=np.int32)
    rarity = np.log1p(len(words) / np.bincount(columns, minlength=len(vocabulary)))
    weighted = sparse.csr_array(
        (rarity[columns], columns, np.cumsum([0, *map(len, words)])),
        shape=(len(words), len(vocabulary)),
        dtype=np.float32,
    )
    weights = np.asarray(weighted.multiply(weighted).sum(axis=1), dtype=np.float32)
    lengths = np.sqrt(np.where(weights > 0, weights, 1))
    return Wording(sparse.csr_array(sparse.diags_array(1 / lengths) @ weighted, dtype=np.float32), weights)


def covered_share(
    shared: npt.NDArray[np.float32], one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return the share of the lighter sentence's words, by weight, that the heavier one contains.

    Parameters
    ----------
    shared : array
        Products of rows of `Wording.vectors`.
    one, other : array
        Weights of these rows.
    """
    lighter = np.minimum(one, other)
    return shared * np.sqrt(np.maximum(one, other) / np.where(lighter > 0, lighter, 1))


Vectors = npt.NDArray[np.float32]
Encoder = Callable[[list[str]], npt.ArrayLike]

MODEL = embeddings.PACKAGE


@cache
def installed_encoder() -> Encoder | None:
    """Return the encoder all-MiniLM-L6-v2 on the CPU if the extra `text` is installed, otherwise None."""
    return embeddings.Encoder() if is_installed() else None


def meaning_vectors(sentences: Sequence[str], encoder: Encoder) -> Vectors:
    """Return one embedding of length one per sentence.

    Parameters
    ----------
    sentences : sequence of str
        n sentences.
    encoder : callable
        Maps a list of n sentences to an (n, d) array.

    Returns
    -------
    array, shape (n, d)
        The embeddings, scaled to length one.

    Raises
    ------
    BadInput
        If the encoder does not return one row of finite numbers per sentence.
    """
    vectors = np.asarray(encoder(list(sentences)), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(sentences) or not np.isfinite(vectors).all():
        raise BadInput(
            f"The encoder returned an array of shape {vectors.shape} for {len(sentences)} sentences. Return one row of "
            "finite numbers per sentence."
        )
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
