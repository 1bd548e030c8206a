"""Naming slots: maximal noun phrases that name a target.

"Russian dictator Vladimir Putin" is one slot; "the leader of the aggressor country" is a slot of the leader that holds
one of the country. Elements of one target that stand together are merged, then determiners, nationalities, possessors
and of-phrases are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

import regex

from framing.attribution import any_of, official
from framing.lexicon.matching import Element, Namings, Stretch, sprung
from framing.lexicon.terms import PLACEHOLDER

JOINS = regex.compile(r"\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?")
APPOSITION = regex.compile(
    r"\s*,\s+(?:(?:the|a|an|its|their)\s+(?:\p{Ll}[\p{L}-]+\s+){0,2})?(?:\p{Lu}\p{L}+(?:n|se|ish)\s+)?"
)
CITY_AND_COUNTRY = regex.compile(r",\s+")
ABBREVIATION = regex.compile(r"\s+\(")
CLOSED = regex.compile(r"['’]s|\s*(?:[^\w\s'’]|$)|\s+(?:and|or|but|who|whose|in|on|at|to|from|for|with|by)\b")
COORDINATED = regex.compile(r",?\s+(?:\p{Lu}[\p{L}-]+(?:,\s+|\s+))+(?:and\s+)?")
DETERMINERS = r"(?:the|a|an|this|its|their|his|her|our|your|my)\s+"
POSSESSOR = r"(?:\p{Lu}[\p{L}-]*\s+){0,2}\p{Lu}[\p{L}-]*['’]s\s+"
POSSESSIVE = regex.compile(r"['’]s\s+")
ARTICLE = regex.compile(r"(?i)an?\s+")
OF_PHRASE = regex.compile(r"\s+(?:of|for)\s+(?:the\s+)?")
BETWEEN = regex.compile(r"\s+between\s+(?:the\s+)?")
AND = regex.compile(r"\s+and\s+(?:the\s+)?")
RANK = {"title": 0, "epithet": 0, "name": 1, "metonym": 2}
LONGEST_EXTENSION = 60


@dataclass(frozen=True)
class Bounds:
    """A sentence as the slots see it."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Slot:
    """A noun phrase that names a target: its elements, its whole stretch and what its surroundings do to it."""

    elements: tuple[Element, ...]
    start: int
    end: int
    negated: bool = False
    irrealis: bool = False

    @property
    def target(self) -> str:
        """Who or what the phrase names."""
        return self.elements[0].naming.target

    @property
    def deciding(self) -> Element:
        """The loaded element if there is one, else the title, the name, the metonym, in this order."""
        return min(self.elements, key=lambda element: (element.naming.form != "loaded", RANK[element.naming.noun]))

    @property
    def has_name(self) -> bool:
        """Whether a proper name stands in the phrase."""
        return any(element.naming.is_name and element.naming.tag != "adjective" for element in self.elements)

    @property
    def rule(self) -> str:
        """What the phrase is made of: "adjective + title", "epithet + name"."""
        return " + ".join(
            "adjective" if element.naming.tag == "adjective" else element.naming.noun for element in self.elements
        )


def find_slots(text: str, sentence: Bounds, elements: list[Element], namings: Namings) -> list[Slot]:
    """The slots of one sentence, in order; `elements` are those that lie in it."""
    found = []
    by_target = sorted(elements, key=lambda element: (element.naming.target, element.start))
    for _, of_target in groupby(by_target, key=lambda element: element.naming.target):
        for merged in _merge(text, list(of_target)):
            slot = _judged(text, sentence, merged, elements, namings)
            if slot:
                found.append(slot)
    return sorted(found, key=lambda slot: (slot.start, slot.end))


def _merge(text: str, elements: list[Element]) -> Iterator[tuple[Element, ...]]:
    """Runs of elements that stand together as one phrase."""
    run: list[Element] = []
    for element in elements:
        if run and not _stand_together(text, run[-1], element):
            yield tuple(run)
            run = []
        run.append(element)
    if run:
        yield tuple(run)


def _stand_together(text: str, one: Element, other: Element) -> bool:
    gap = text[one.end : other.start]
    if one.naming.is_name and other.naming.is_name:
        return bool((CITY_AND_COUNTRY if one.naming.noun == "metonym" else ABBREVIATION).fullmatch(gap))
    if JOINS.fullmatch(gap):
        return True
    if one.naming.tag == "plural" and other.naming.is_name and COORDINATED.fullmatch(gap):
        return True
    if one.naming.is_name == other.naming.is_name or not APPOSITION.fullmatch(gap):
        return False
    return one.naming.is_name or CLOSED.match(text, other.end) is not None


def _names_its_target(elements: tuple[Element, ...]) -> bool:
    """Whether a phrase has an element that names its target alone, or an epithet's adjective beside another one."""
    if any(element.naming.anchors for element in elements):
        return True
    return len(elements) > 1 and any(
        element.naming.tag == "adjective" and element.naming.noun == "epithet" for element in elements
    )


def _judged(
    text: str, sentence: Bounds, merged: tuple[Element, ...], elements: list[Element], namings: Namings
) -> Slot | None:
    """The slot with its whole stretch, or nothing when it names nobody of ours or a trap is sprung."""
    slot = Slot(
        merged,
        _extended_left(text, sentence, merged, elements, namings),
        _extended_right(text, merged, elements, namings),
    )
    before = sentence.start, end_of_words_before(text, sentence, slot.start)
    effects = sprung(
        _open_to(slot, text[slice(*before)], sentence, elements, namings), text, before, (merged[-1].end, sentence.end)
    )
    is_said = _named_at(effects.get("said"), elements, {slot.target})
    if not (_names_its_target(merged) or is_said or _names_jointly(slot, effects, elements)):
        return None
    if "drop" in effects or not _stands_beside(slot, elements, namings) or ("said" in effects and not is_said):
        return None
    if "other" in effects and not _named_at(effects["other"], elements, _sides_of(slot, namings)):
        return None
    return Slot(merged, slot.start, slot.end, "negated" in effects, "irrealis" in effects)


def _open_to(slot: Slot, before: str, sentence: Bounds, elements: list[Element], namings: Namings) -> set[str]:
    """Kinds of trap that a slot is open to; capitals tell nothing in headlines, nor before a name of ours."""
    last = slot.elements[-1]
    followed_by_ours = any(0 < element.start - last.end <= 2 for element in elements)
    capitals_tell = sentence.kind not in ("headline", "crosshead") and not followed_by_ours
    of_a_state = slot.target in namings.states and before.endswith("of ")
    kinds = set()
    if not slot.has_name:
        kinds |= {"predicate", "class"}
    if capitals_tell and last.naming.is_name:
        kinds.add("name")
    if capitals_tell and not slot.has_name and not of_a_state:
        kinds.add("noun")
    if {element.naming.noun for element in slot.elements} == {"metonym"}:
        kinds.add("metonym")
    if slot.deciding.naming.term_id in namings.ties:
        kinds.add("tie")
    elif not slot.has_name:
        kinds.add("epithet")
    return kinds


def _stands_beside(slot: Slot, elements: list[Element], namings: Namings) -> bool:
    """Whether the sentence names what the deciding term must stand beside; its own target by name or adjective."""
    named = {
        element.naming.target
        for element in elements
        if element.naming.is_name
        or element.naming.tag == "adjective"
        or (element.naming.anchors and element.naming.target != slot.target)
    }
    return all(side & named for side in namings.beside.get(slot.deciding.naming.term_id, []))


def _sides_of(slot: Slot, namings: Namings) -> set[str]:
    """The targets to which a slot may go: those that its term stands beside, else any of ours."""
    return set().union(*namings.beside.get(slot.deciding.naming.term_id, [])) or set(namings.lexicon.targets)


def _named_at(stretch: Stretch | None, elements: list[Element], targets: set[str]) -> bool:
    """Whether one of the targets is named in the stretch."""
    return stretch is not None and any(
        element.start < stretch[1] and element.end > stretch[0] and element.naming.target in targets
        for element in elements
    )


def _names_jointly(slot: Slot, effects: Mapping[str, Stretch], elements: list[Element]) -> bool:
    """Whether a plural ("both dictators", "the two leaders") names a target that the sentence names too."""
    return (
        "joint" in effects
        and slot.deciding.naming.tag == "plural"
        and any(element.naming.target == slot.target and element.naming.is_name for element in elements)
    )


def _extended_left(
    text: str, sentence: Bounds, merged: tuple[Element, ...], elements: list[Element], namings: Namings
) -> int:
    """First code point with determiners, nationalities and a possessor of ours ("China's President")."""
    pattern = _words_that_belong(tuple(namings.nationalities))
    start = _with_words(text, sentence, merged[0].start, pattern)
    owners = [element for element in elements if element.end < start and POSSESSIVE.fullmatch(text, element.end, start)]
    return _with_words(text, sentence, owners[-1].start, pattern) if owners else start


def _with_words(text: str, sentence: Bounds, start: int, pattern: regex.Pattern[str]) -> int:
    words = pattern.search(text, max(sentence.start, start - LONGEST_EXTENSION), start)
    return words.start() if words else start


@cache
def _words_that_belong(nationalities: tuple[str, ...]) -> regex.Pattern[str]:
    adjectives = "".join(rf"|(?:{regex.escape(word)})\s+" for word in nationalities)
    return regex.compile(rf"(?<![\w-])(?:(?i:{DETERMINERS}){adjectives})+$")


def _extended_right(text: str, merged: tuple[Element, ...], elements: list[Element], namings: Namings) -> int:
    """Code point after the last one with "of China", or for a tie "between Moscow and Beijing"."""
    last = merged[-1]
    others = [
        element for element in elements if element.naming.target != last.naming.target and element.start > last.end
    ]
    if last.naming.is_name:
        return last.end
    for one in others:
        if OF_PHRASE.fullmatch(text, last.end, one.start):
            return one.end
        if last.naming.term_id in namings.ties and BETWEEN.fullmatch(text, last.end, one.start):
            return next((other.end for other in others if AND.fullmatch(text, one.end, other.start)), last.end)
    return last.end


def end_of_words_before(text: str, sentence: Bounds, start: int) -> int:
    """Code point after the words before a slot and its own "a" or "an", which tells a likeness ("like a dictator")."""
    article = ARTICLE.match(text, start, sentence.end)
    return article.end() if article else start


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
