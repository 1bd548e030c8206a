"""Find naming slots: maximal noun phrases that name a target.

"Russian dictator Vladimir Putin" is one slot. "The leader of the aggressor country" is a slot of the leader that
contains one of the country. Adjacent matches of one target are merged, then determiners, nationalities, possessors and
of-phrases are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

import regex

from framing.attribution import cue_pattern, official_pattern
from framing.lexicon.matching import NamingFinder, NamingMatch, Span, trap_effects
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
FUNCTION_WORD = regex.compile(r"(?i)\b(?:the|a|an|and|of|both|mr|mrs|ms|dr|s)\b")
WORD = regex.compile(r"\w")


@dataclass(frozen=True)
class Bounds:
    """Store span and kind of a sentence."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Slot:
    """Store a noun phrase that names a target: its matches, its span and the effects of its context."""

    matches: tuple[NamingMatch, ...]
    start: int
    end: int
    negated: bool = False
    irrealis: bool = False

    @property
    def target(self) -> str:
        """Target that the phrase names."""
        return self.matches[0].naming.target

    @property
    def deciding(self) -> NamingMatch:
        """Loaded match if there is one, otherwise the title or epithet, the name, the metonym, in this order."""
        return min(self.matches, key=lambda match: (match.naming.form != "loaded", RANK[match.naming.noun]))

    @property
    def has_name(self) -> bool:
        """Whether the phrase contains a proper name."""
        return any(match.naming.is_name and match.naming.tag != "adjective" for match in self.matches)

    @property
    def rule(self) -> str:
        """Composition of the phrase: "adjective + title", "epithet + name"."""
        return " + ".join(
            "adjective" if match.naming.tag == "adjective" else match.naming.noun for match in self.matches
        )


def find_slots(text: str, sentence: Bounds, matches: list[NamingMatch], namings: NamingFinder) -> list[Slot]:
    """Return the slots of one sentence, in order.

    Parameters
    ----------
    text : str
        The whole article.
    sentence : Bounds
        The sentence.
    matches : list of NamingMatch
        The matches in the sentence.
    namings : NamingFinder
        The naming terms of the lexicon.
    """
    slots = []
    by_target = sorted(matches, key=lambda match: (match.naming.target, match.start))
    for _, of_target in groupby(by_target, key=lambda match: match.naming.target):
        for merged in _merge(text, list(of_target)):
            slot = _checked_slot(text, sentence, merged, matches, namings)
            if slot:
                slots.append(slot)
    return sorted(slots, key=lambda slot: (slot.start, slot.end))


def _merge(text: str, matches: list[NamingMatch]) -> Iterator[tuple[NamingMatch, ...]]:
    """Yield runs of adjacent matches that form one phrase."""
    run: list[NamingMatch] = []
    for match in matches:
        if run and not _belong_together(text, run[-1], match):
            yield tuple(run)
            run = []
        run.append(match)
    if run:
        yield tuple(run)


def _belong_together(text: str, one: NamingMatch, other: NamingMatch) -> bool:
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


def _checked_slot(
    text: str, sentence: Bounds, merged: tuple[NamingMatch, ...], matches: list[NamingMatch], namings: NamingFinder
) -> Slot | None:
    """Return the slot with its full span, or None if it names no target or a trap applies."""
    slot = Slot(
        merged,
        _extended_start(text, sentence, merged, matches, namings),
        _extended_end(text, merged, matches, namings),
    )
    before = sentence.start, end_of_left_context(text, sentence, slot.start)
    effects = trap_effects(
        _kinds_of_trap(slot, text[slice(*before)], sentence, matches, namings),
        text,
        before,
        (merged[-1].end, sentence.end),
    )
    is_said_of_target = _named_at(effects.get("said"), matches, {slot.target})
    if not (_names_its_target(merged) or is_said_of_target or _names_jointly(slot, effects, matches)):
        return None
    if (
        "drop" in effects
        or not _has_required_targets(slot, matches, namings)
        or ("said" in effects and not is_said_of_target)
    ):
        return None
    if "other" in effects and not _named_at(effects["other"], matches, _possible_targets(slot, namings)):
        return None
    return Slot(merged, slot.start, slot.end, "negated" in effects, "irrealis" in effects)


def _names_its_target(matches: tuple[NamingMatch, ...]) -> bool:
    """Check that a match names the target by itself, or an adjective of an epithet accompanies another match."""
    if any(match.naming.names_by_itself for match in matches):
        return True
    return len(matches) > 1 and any(
        match.naming.tag == "adjective" and match.naming.noun == "epithet" for match in matches
    )


def _kinds_of_trap(
    slot: Slot, before: str, sentence: Bounds, matches: list[NamingMatch], namings: NamingFinder
) -> set[str]:
    """Return the kinds of trap to check; capitals are not informative in headlines or before another match."""
    last = slot.matches[-1]
    followed_by_match = any(0 < match.start - last.end <= 2 for match in matches)
    capitals_are_informative = sentence.kind not in ("headline", "crosshead") and not followed_by_match
    is_of_state = slot.target in namings.states and before.endswith("of ")
    kinds = set()
    if not slot.has_name:
        kinds |= {"predicate", "class"}
    if capitals_are_informative and last.naming.is_name:
        kinds.add("name")
    if capitals_are_informative and not slot.has_name and not is_of_state:
        kinds.add("noun")
    if {match.naming.noun for match in slot.matches} == {"metonym"}:
        kinds.add("metonym")
    if slot.deciding.naming.term_id in namings.relations:
        kinds.add("tie")
    elif not slot.has_name:
        kinds.add("epithet")
    return kinds


def _has_required_targets(slot: Slot, matches: list[NamingMatch], namings: NamingFinder) -> bool:
    """Check that the sentence names the targets that the deciding term needs, its own by name or adjective."""
    named = {
        match.naming.target
        for match in matches
        if match.naming.is_name
        or match.naming.tag == "adjective"
        or (match.naming.names_by_itself and match.naming.target != slot.target)
    }
    return all(side & named for side in namings.beside.get(slot.deciding.naming.term_id, []))


def _possible_targets(slot: Slot, namings: NamingFinder) -> set[str]:
    """Return the targets to which a term can refer: those that it needs, otherwise all."""
    return set().union(*namings.beside.get(slot.deciding.naming.term_id, [])) or set(namings.lexicon.targets)


def _named_at(stretch: Span | None, matches: list[NamingMatch], targets: set[str]) -> bool:
    """Check that one of the targets is named in a span."""
    return stretch is not None and any(
        match.start < stretch[1] and match.end > stretch[0] and match.naming.target in targets for match in matches
    )


def _names_jointly(slot: Slot, effects: Mapping[str, Span], matches: list[NamingMatch]) -> bool:
    """Check that a plural ("both dictators", "the two leaders") names a target that the sentence names too."""
    return (
        "joint" in effects
        and slot.deciding.naming.tag == "plural"
        and any(match.naming.target == slot.target and match.naming.is_name for match in matches)
    )


def _extended_start(
    text: str, sentence: Bounds, merged: tuple[NamingMatch, ...], matches: list[NamingMatch], namings: NamingFinder
) -> int:
    """Return the start with determiners, nationalities and a possessor that is a match ("China's President")."""
    pattern = _premodifiers(tuple(namings.nationalities))
    start = _with_words(text, sentence, merged[0].start, pattern)
    owners = [match for match in matches if match.end < start and POSSESSIVE.fullmatch(text, match.end, start)]
    return _with_words(text, sentence, owners[-1].start, pattern) if owners else start


def _with_words(text: str, sentence: Bounds, start: int, pattern: regex.Pattern[str]) -> int:
    words = pattern.search(text, max(sentence.start, start - LONGEST_EXTENSION), start)
    return words.start() if words else start


@cache
def _premodifiers(nationalities: tuple[str, ...]) -> regex.Pattern[str]:
    adjectives = "".join(rf"|(?:{regex.escape(word)})\s+" for word in nationalities)
    return regex.compile(rf"(?<![\w-])(?:(?i:{DETERMINERS}){adjectives})+$")


def _extended_end(text: str, merged: tuple[NamingMatch, ...], matches: list[NamingMatch], namings: NamingFinder) -> int:
    """Return the end with "of China", or for a relation "between Moscow and Beijing"."""
    last = merged[-1]
    others = [match for match in matches if match.naming.target != last.naming.target and match.start > last.end]
    if last.naming.is_name:
        return last.end
    for one in others:
        if OF_PHRASE.fullmatch(text, last.end, one.start):
            return one.end
        if last.naming.term_id in namings.relations and BETWEEN.fullmatch(text, last.end, one.start):
            return next((other.end for other in others if AND.fullmatch(text, one.end, other.start)), last.end)
    return last.end


def end_of_left_context(text: str, sentence: Bounds, start: int) -> int:
    """Return the end of the words before a slot and its own "a" or "an", which is needed for "like a dictator"."""
    article = ARTICLE.match(text, start, sentence.end)
    return article.end() if article else start


def is_the_outlet(outlet: str, phrase: str) -> bool:
    """Check whether a source is the outlet itself.

    >>> is_the_outlet("Omra Today", "the Omra Today newsroom"), is_the_outlet("Omra", "the Omran premier")
    (True, False)
    """
    return bool(regex.search(rf"(?<!\w){regex.escape(outlet)}(?!\w)", phrase, regex.IGNORECASE))


@dataclass(frozen=True)
class Sides:
    """Assign targets to sides: a state and its persons.

    Parameters
    ----------
    namings : NamingFinder
        The naming terms of the lexicon.
    """

    namings: NamingFinder

    @cached_property
    def states(self) -> dict[str, set[str]]:
        """States in the neutral titles of each person."""
        states: dict[str, set[str]] = {}
        for term_id, _, surface in self.namings.lexicon.surfaces():
            row = self.namings.lexicon.by_id[term_id]
            if row.form == "neutral" and row.noun == "title" and row.target not in self.namings.states:
                states.setdefault(row.target, set()).update(PLACEHOLDER.findall(surface))
        return {person: of_person & self.namings.states for person, of_person in states.items()}

    def of(self, target: str) -> set[str]:
        """Return the targets on one side: the target, its state, or the persons of that state."""
        persons = {person for person, states in self.states.items() if target in states}
        return {target} | self.states.get(target, set()) | persons

    def spoken_for(self, phrase: str) -> str:
        """Return the target for which a source speaks, by the phrase that names it; empty if there is none."""
        matches = self.namings.find(phrase)
        if not matches or cue_pattern("critic").search(phrase):
            return ""
        first = min(matches, key=lambda match: match.start)
        rest = list(phrase)
        for match in matches:
            if match.naming.target in self.of(first.naming.target):
                rest[match.start : match.end] = " " * (match.end - match.start)
        is_name = not WORD.search(FUNCTION_WORD.sub("", "".join(rest)))
        return first.naming.target if is_name or official_pattern().search(phrase) else ""

    def would_say(self, phrase: str, target: str, form: str, polarity: str) -> bool:
        """Check whether a source could use a term for a target: no side uses negative terms for itself.

        Parameters
        ----------
        phrase : str
            The phrase that names the source.
        target : str
            The target of the term.
        form : str
            "loaded" or "neutral".
        polarity : str
            Polarity of the term in the lexicon; "positive" terms are always possible.
        """
        if form != "loaded" or polarity == "positive":
            return True
        return self.spoken_for(phrase) not in self.of(target)
