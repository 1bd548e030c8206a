"""Evidence: the numbers, dates and names of a sentence, by which two wordings of one fact are known.

Numbers and dates are brought to one form ("ten", "10th" and "10" are 10; "17 October" and "Oct. 17" are 17 October).
Numerals and months are those of English; digits and capitals serve any language that has them.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

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
WORD = regex.compile(r"\p{L}+(?:-\p{L}+)*")
NAME = regex.compile(r"(?<=[\p{L}\p{N},;:] )\p{Lu}[\p{L}-]+")


@dataclass(frozen=True)
class Evidence:
    """What can be checked in a sentence: numbers, dates (month-day) and names, each in one form."""

    numbers: frozenset[str]
    dates: frozenset[str]
    names: frozenset[str]


def evidence_of(sentence: str) -> Evidence:
    """The numbers, dates and names of a sentence.

    A name is a capitalised word inside the sentence; its first word has a capital whatever it is, so it is passed over.

    >>> found = evidence_of("On Oct. 17 ten envoys and 1,200 guests of Omra met Ruk.")
    >>> sorted(found.numbers), sorted(found.dates), sorted(found.names)
    (['10', '1200'], ['10-17'], ['Omra', 'Ruk'])
    """
    dates = frozenset(f"{MONTHS[found['month'].lower()]}-{int(found['day'])}" for found in DATE.finditer(sentence))
    rest = DATE.sub(" ", sentence)
    digits = {GROUPED.sub("", found[0]) for found in NUMBER.finditer(rest)}
    words = {word.lower() for word in WORD.findall(rest)} - NOT_NUMERALS
    numbers = frozenset(digits | {NUMERALS[word] for word in words & NUMERALS.keys()})
    names = frozenset(name for name in NAME.findall(rest) if name.lower() not in MONTHS)
    return Evidence(numbers, dates, names)


def shared(one: Evidence, other: Evidence) -> int:
    """How many numbers, dates and names both sentences have."""
    return len(one.numbers & other.numbers) + len(one.dates & other.dates) + len(one.names & other.names)


def conflicts(one: Evidence, other: Evidence) -> int:
    """On how many of the two, numbers and dates, the sentences differ: both have some and neither's is the other's.

    >>> conflicts(evidence_of("Of 130 guests 7 came on May 3."), evidence_of("He invited 140 guests on 3 May."))
    1
    """
    pairs = ((one.numbers, other.numbers), (one.dates, other.dates))
    return sum(bool(ours and theirs) and not ours & theirs for ours, theirs in pairs)
