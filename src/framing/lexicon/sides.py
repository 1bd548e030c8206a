"""Sides: who would hardly use a loaded name, read off the lexicon's own names.

A state and its leader are one side: the leader's neutral titles hold the state ("president of <Omra>"). A source speaks
for a side when the phrase that names it is a name of that side ("Omra", "President Ruk") or names an office of it first
("the Omran foreign ministry", "Ruk's spokesman"), and no word for an opponent stands in it ("Omran opposition leader").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from framing.corpus.reporting import any_of, official
from framing.lexicon.naming import Namings
from framing.lexicon.terms import PLACEHOLDER

LITTLE_WORD = regex.compile(r"(?i)\b(?:the|a|an|and|of|both|mr|mrs|ms|dr|s)\b")
WORD = regex.compile(r"\w")


def is_the_outlet(outlet: str, phrase: str) -> bool:
    """Whether a source is the outlet itself, which quotes itself in its own voice.

    >>> is_the_outlet("Omra Today", "the Omra Today newsroom"), is_the_outlet("Omra", "the Omran premier")
    (True, False)
    """
    return bool(regex.search(rf"(?<!\w){regex.escape(outlet)}(?!\w)", phrase, regex.IGNORECASE))


@dataclass(frozen=True)
class Sides:
    """The sides of a lexicon."""

    namings: Namings

    @cached_property
    def states(self) -> dict[str, set[str]]:
        """For each person the states that the neutral titles hold."""
        found: dict[str, set[str]] = {}
        for term_id, _, surface in self.namings.lexicon.surfaces():
            row = self.namings.lexicon.by_id[term_id]
            if row.form == "neutral" and row.noun == "title" and row.target not in self.namings.states:
                found.setdefault(row.target, set()).update(PLACEHOLDER.findall(surface))
        return {target: states & self.namings.states for target, states in found.items()}

    def of(self, target: str) -> set[str]:
        """Targets of one side: the target, its state, or the persons of that state."""
        persons = {person for person, states in self.states.items() if target in states}
        return {target} | self.states.get(target, set()) | persons

    def spoken_for(self, phrase: str) -> str:
        """The target for which a source speaks, by the phrase that names it, or nothing."""
        elements = self.namings.find(phrase)
        if not elements or any_of("critic").search(phrase):
            return ""
        first = min(elements, key=lambda element: element.start)
        rest = list(phrase)
        for element in elements:
            if element.naming.target in self.of(first.naming.target):
                rest[element.start : element.end] = " " * (element.end - element.start)
        is_name = not WORD.search(LITTLE_WORD.sub("", "".join(rest)))
        return first.naming.target if is_name or official().search(phrase) else ""

    def would_say(self, phrase: str, target: str, form: str, polarity: str) -> bool:
        """Whether the source named by a phrase would use a word of this form for a target: no blame of its own side."""
        if form != "loaded" or polarity == "positive":
            return True
        return self.spoken_for(phrase) not in self.of(target)
