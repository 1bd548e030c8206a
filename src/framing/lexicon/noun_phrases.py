"""Noun phrases: a naming slot taken apart, so that another name of its target can be put in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

from framing.lexicon.inflection import is_plural
from framing.lexicon.terms import PLACEHOLDER, forms_of

DETERMINER = r"(?P<determiner>(?:the|an?|this|that|its|their|his|her|our|your|my)\s+)?"
BEFORE_HEAD = regex.compile(rf"(?is)(?P<apposition>.*,\s+)?{DETERMINER}(?P<modifiers>.*)")
NAME_BEHIND = regex.compile(r"\s+\p{Lu}")
COMPLEMENT = regex.compile(r"(?i)(?:\s+(?:of|for|in|with|against|on|between)\s.*|['’]s)?", regex.DOTALL)
POSSESSOR = regex.compile(r"['’]s\s+$")
INDEFINITE = regex.compile(r"(?i)an?\s+")
PREPOSITION = regex.compile(r"\s+(of|for|against|in|on|with|to)\s")


class NoSwap(Exception):
    """No grammatical swap is known; the message says why."""


@dataclass(frozen=True)
class Noun:
    """A naming term as the grammar sees it; `nationalities` are those of its own side, `is_event` a tie or a war."""

    row: Any
    nationalities: tuple[str, ...] = ()
    is_event: bool = False

    @property
    def base(self) -> str:
        """Dictionary form."""
        return str(self.row.term)

    @property
    def is_name(self) -> bool:
        """Whether it stands as a proper name does: Tresk, Hadrel, also Communist China."""
        is_loaded_name = self.row.article == "none" and self.base.split()[-1][0].isupper() and not is_plural(self.base)
        return self.row.noun in ("name", "metonym") or is_loaded_name

    @property
    def of_phrase(self) -> bool:
        """Whether it has its own complement: father of the nation."""
        return " of " in self.base

    @cached_property
    def plural(self) -> str:
        """The plural that the lexicon knows, or nothing."""
        return next((form for tag, form in forms_of(self.row.forms) if tag == "plural"), "")

    @cached_property
    def nationality(self) -> str:
        """The nationality in the dictionary form: Russian government."""
        return next((word for word in self.nationalities if self.base.startswith(word + " ")), "")

    def with_nationality(self, word: str) -> str:
        """The form that holds a nationality, as the lexicon knows it: Galvoran regime, strong Galvoran leader."""
        variants = (form for tag, form in forms_of(self.row.forms) if tag == "variant")
        return next((form for form in variants if form.replace(word + " ", "", 1) == self.base), "")

    @cached_property
    def prepositions(self) -> set[str]:
        """Prepositions that the lexicon's forms put between the noun and a name: war *against* Ukraine."""
        forms = [form for _, form in forms_of(self.row.forms) if PLACEHOLDER.search(form)]
        return {match[1] for form in forms for match in PREPOSITION.finditer(form)}


@dataclass(frozen=True)
class Phrase:
    """A naming slot taken apart, with the words of its sentence before and after it."""

    noun: Noun
    before: str
    apposition: str
    determiner: str
    modifiers: str
    head: str
    complement: str
    name: str
    after: str
    is_headline: bool = False
    is_place: bool = False
    is_said_of_itself: bool = False

    @property
    def is_plural(self) -> bool:
        """Whether the head is a plural; names are none, the United States too."""
        return not self.noun.is_name and is_plural(self.head)

    @property
    def is_indefinite(self) -> bool:
        """Whether it begins with a or an."""
        return bool(INDEFINITE.fullmatch(self.determiner))

    @property
    def has_possessor(self) -> bool:
        """Whether a possessor stands in the place of the determiner: Galvora's dictator."""
        return bool(POSSESSOR.search(self.modifiers))


def take_apart(
    noun: Noun, pieces: tuple[str, str, str, str, str], nationalities: list[str], companions: list[str]
) -> Phrase:
    """The phrase of a slot; `pieces` are the sentence before it, the slot before, in and after the term, and the rest.

    `companions` are common nouns of the target: "dictatorial leader" is one head.
    """
    before, left, word, right, after = pieces
    whole = left + word + right
    if any(mark in whole for mark in '“”"«»') or whole.count("(") != whole.count(")"):
        raise NoSwap("a mark or bracket opens or closes inside the name")
    companion = regex.match(rf"(?i)\s+(?:{'|'.join(map(regex.escape, companions))})\b", right) if companions else None
    if companion:
        word, right = word + companion[0], right[companion.end() :]
        attributes, head, complement = "", word, ""
    else:
        attributes, head, complement = noun_in(noun, word)
    start = BEFORE_HEAD.fullmatch(left + attributes)
    assert start is not None
    determiner = start["determiner"] or ""
    if noun.is_name and not determiner and head.lower().startswith("the "):
        determiner, head = head[:4], head[4:]
    nationality = next((one for one in nationalities if head.startswith(one + " ")), "") if not noun.is_name else ""
    modifiers = start["modifiers"] + (nationality + " " if nationality else "")
    head = head.removeprefix(nationality + " ") if nationality else head
    name = right if NAME_BEHIND.match(right) else ""
    return Phrase(
        noun,
        before,
        start["apposition"] or "",
        determiner,
        modifiers,
        head,
        complement + right[len(name) :],
        name,
        after,
    )


def noun_in(noun: Noun, word: str) -> tuple[str, str, str]:
    """What stands before the noun, the noun and its complement, in a form as written: Galvora's | president | .

    Attributes of a loaded form that are no names go with it ("the communist dictator" is "the president").
    """
    if noun.is_name:
        return "", word, ""
    for form in filter(None, (noun.plural, noun.base)):
        pattern = r"\s+".join(map(regex.escape, form.split()))
        match = regex.search(rf"(?i)(?<![\w-]){pattern}(?![\w-])", word)
        if match and COMPLEMENT.fullmatch(word[match.end() :]):
            attributes, complement = word[: match.start()], word[match.end() :]
            keeps = noun.row.form == "neutral" or all(one[0].isupper() for one in attributes.split())
            return attributes if keeps else "", match[0], complement
    return "", word, ""
