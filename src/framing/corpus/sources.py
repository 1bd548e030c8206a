"""Sources: who has spoken in a text so far, and whom "he", "they" or "the expert" stands for.

What cannot be decided keeps the text's own word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import regex

from framing.corpus.reporting import any_of, cues
from framing.corpus.speakers import NAME

NAME_ONLY = regex.compile(NAME)
PERSON = regex.compile(r"(?i)(?:he|she|him|his|her)")
PLURAL = regex.compile(r"(?i)(?:they|them|their)")
THING = regex.compile(r"(?i)(?:it|its)")
MOST_REMEMBERED = 20
LINES_NEAR = 2


@dataclass(frozen=True)
class Source:
    """A source: its short name, the whole phrase with apposition, and the line it stands in."""

    name: str
    phrase: str
    line: int

    @property
    def is_person(self) -> bool:
        """Whether the name could be a person's."""
        return (
            NAME_ONLY.fullmatch(self.name) is not None
            and not self.phrase.lower().startswith(f"the {self.name.lower()}")
            and not self.name.isupper()
            and not any_of("organ").search(self.name)
            and not any_of("role", "critic").fullmatch(self.name)
        )

    @property
    def is_plural(self) -> bool:
        """Whether "they" could be said of it."""
        return not self.is_person and self.name.endswith("s")


@dataclass
class Sources:
    """The sources of one text in the order in which they spoke."""

    met: list[Source] = field(default_factory=list)

    def meet(self, named: Source) -> Source:
        """The source that a phrase means; one named for the first time, or again, is remembered."""
        meant = self.meant_by(named)
        if meant:
            return replace(meant, line=named.line)
        known = self.introduced(named)
        self.met.append(known)
        return known

    def introduced(self, named: Source) -> Source:
        """A surname alone with the phrase that introduced it: "Berg" was "Anna Berg, the mayor"."""
        full = self.last(lambda source: source.name.endswith(f" {named.name}")) if named.is_person else None
        return replace(named, phrase=full.phrase) if full else named

    def meant_by(self, named: Source) -> Source | None:
        """Who a pronoun or a bare role stands for, if it can be decided."""
        if PERSON.fullmatch(named.name):
            return self.last(lambda source: source.is_person)
        if PLURAL.fullmatch(named.name):
            return self.last(lambda source: source.is_plural)
        if THING.fullmatch(named.name):
            return self.last(lambda source: not source.is_person and not source.is_plural)
        return self.person_of_role(named)

    def person_of_role(self, named: Source) -> Source | None:
        """For "the minister" a person near who was introduced as one; for "the expert" any person near."""
        role = named.name.lower()
        readings = [cue for cue in cues().get(role, ()) if cue.kind == "role" and cue.tag == "base"]
        if not readings or not named.phrase.lower().startswith("the "):
            return None
        anyone = any(cue.stance == "any" for cue in readings)
        return self.last(
            lambda source: (
                source.is_person
                and source.line >= named.line - LINES_NEAR
                and (anyone or role in source.phrase.lower())
            )
        )

    def last(self, fits: Callable[[Source], bool]) -> Source | None:
        """The source that spoke last among those that fit."""
        return next((source for source in reversed(self.met[-MOST_REMEMBERED:]) if fits(source)), None)
