"""Names in a text: every place where a form of a naming term stands, before they are put together to slots.

Forms with a placeholder ("leader of <Russia>") are found in a second pass, over a text in which the names of the first
pass are masked, character for character, so that offsets hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import regex

from framing.lexicon.patterns import Strings
from framing.lexicon.terms import PLACEHOLDER, Lexicon

FIRST_MASK = 0xE000
DETERMINER = regex.compile(r"(?i)(?<!\w)(?:the|its|their|his|her|this|that)\s+$")


@dataclass(frozen=True)
class Naming:
    """What one form of a naming term means."""

    term_id: str
    target: str
    form: str
    noun: str
    tag: str

    @property
    def anchors(self) -> bool:
        """Whether the form names its target without help: a title does only in a variant that holds the country."""
        return self.form != "trap" and (self.tag == "variant" or (self.noun != "title" and self.tag == "base"))

    @property
    def is_name(self) -> bool:
        """Whether the form is a proper name, of the target or of its capital."""
        return self.noun in ("name", "metonym")


@dataclass(frozen=True)
class Element:
    """A form of a naming term at its place."""

    start: int
    end: int
    naming: Naming


@dataclass(frozen=True)
class Namings:
    """The naming terms of a lexicon, ready to be found."""

    lexicon: Lexicon

    @cached_property
    def by_target(self) -> dict[str, tuple[Strings[Naming], Strings[Naming]]]:
        """For each target the forms without and with placeholder."""
        plain: dict[str, dict[str, Naming]] = {target: {} for target in self.lexicon.targets}
        masked: dict[str, dict[str, Naming]] = {target: {} for target in self.lexicon.targets}
        for term_id, tag, surface in self.lexicon.surfaces():
            row = self.lexicon.by_id[term_id]
            if row.kind == "naming":
                found_in = masked if PLACEHOLDER.search(surface) else plain
                found_in[row.target][self.with_masks(surface)] = Naming(term_id, row.target, row.form, row.noun, tag)
        return {target: (Strings(plain[target]), Strings(masked[target])) for target in self.lexicon.targets}

    @cached_property
    def beside(self) -> dict[str, list[set[str]]]:
        """For terms that do not name alone: sets of targets of which the sentence must name one each."""
        return {
            term_id: [set(part.split("|")) for part in row.beside.split()]
            for term_id, row in self.lexicon.by_id.items()
            if row.beside
        }

    @cached_property
    def ties(self) -> set[str]:
        """Terms that name something between others, as a tie or a war: they stand beside other targets only."""
        return {
            term_id
            for term_id, sides in self.beside.items()
            if self.lexicon.by_id[term_id].target not in set().union(*sides)
        }

    @cached_property
    def nationalities(self) -> list[str]:
        """Adjectives of the neutral names: Russian, Chinese."""
        return [
            surface
            for term_id, tag, surface in self.lexicon.surfaces()
            if tag == "adjective" and term_id in self.neutral_names
        ]

    @cached_property
    def states(self) -> set[str]:
        """Targets whose neutral name has an adjective: countries and the like, not persons."""
        return {
            self.lexicon.by_id[term_id].target
            for term_id, tag, _ in self.lexicon.surfaces()
            if tag == "adjective" and term_id in self.neutral_names
        }

    @cached_property
    def neutral_names(self) -> set[str]:
        """Terms that are neutral proper names."""
        return {term_id for term_id, row in self.lexicon.by_id.items() if row.form == "neutral" and row.noun == "name"}

    def mask_of(self, target: str) -> str:
        """The character that stands for names of a target in masked text."""
        return chr(FIRST_MASK + self.lexicon.targets.index(target))

    def with_masks(self, surface: str) -> str:
        """A form with its placeholders as mask characters."""
        return PLACEHOLDER.sub(lambda match: self.mask_of(match[1]), surface)

    def find(self, text: str) -> list[Element]:
        """Every element of a text, in order; the longer one where one lies in another."""
        first = outside_of_longer(self.elements(text, second_pass=False))
        return longest(first + self.elements(self.masked(text, first), second_pass=True))

    def elements(self, text: str, *, second_pass: bool) -> list[Element]:
        """Elements by the forms without placeholder, or by those with one."""
        return [
            Element(match.start, match.end, match.meaning)
            for strings in self.by_target.values()
            for match in strings[second_pass].find(text)
        ]

    def masked(self, text: str, elements: Iterable[Element]) -> str:
        """The text with every name replaced by as many mask characters of its target, its determiner included."""
        characters = list(text)
        for element in elements:
            if element.naming.anchors:
                determiner = DETERMINER.search(text[max(0, element.start - 8) : element.start])
                start = element.start - len(determiner[0]) if determiner else element.start
                characters[start : element.end] = self.mask_of(element.naming.target) * (element.end - start)
        return "".join(characters)


def outside_of_longer(elements: list[Element]) -> list[Element]:
    """Leave out elements inside a longer string of another target, as "Kremlin" in "Kremlin chief"."""
    kept: list[Element] = []
    reached = 0
    for element in sorted(elements, key=lambda element: (element.start, -element.end)):
        if element.end > reached or (kept and kept[-1].start == element.start and kept[-1].end == element.end):
            kept.append(element)
            reached = max(reached, element.end)
    return kept


def longest(elements: list[Element]) -> list[Element]:
    """Leave out elements that lie inside another one of the same target."""
    kept: list[Element] = []
    reached: dict[str, int] = {}
    for element in sorted(elements, key=lambda element: (element.start, -element.end)):
        if element.end > reached.get(element.naming.target, 0):
            kept.append(element)
            reached[element.naming.target] = element.end
    return [element for element in kept if element.naming.form != "trap"]
