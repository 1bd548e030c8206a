"""Decide whom a noun phrase without a name names: the person, state or thing that the text named last, if it fits.

One rule serves loaded and neutral nouns ("the dictator", "the president"). Whoever is named between the target and the
phrase takes the phrase, except that a spokesman or a senator takes no word for a ruler. If two who fit are named close
before the phrase, or somebody else bears the same noun as a title in the article, nobody is named for certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import as_file, files
from itertools import takewhile

import regex

from framing.attribution import cue_pattern
from framing.lexicon.matching import NamingFinder, NamingMatch, Span, is_modifier
from framing.lexicon.terms import capitals, countries, country_of, is_country, nationalities, words
from framing.tables import read_csv, rows

LONGEST_ABBREVIATION = 4
LONGEST_WAY = 10  # countries
LONGEST_FORM = 80  # code points
SUPPOSING = regex.compile(
    r"(?i)\b(?:would|could|might|may|should|wants?|wanted|hopes?|hoped|hoping|fears?|feared|fearing|tr(?:y|ies|ied|ying)|seeks?|seeking|sought"
    r"|risks?|risking|risked|threatens?|threatened|aspir\w+|dreams?|as if|as though|if|unless|whether)\b[^.;:]*$"
)
LONGEST_CONTEXT = 120  # code points on each side of a phrase
APPLIES_TO = {
    "predicate": "a phrase without a name, or an evaluative word",
    "class": "a phrase without a name",
    "indefinite": "a phrase without a name after “a” or “an”",
    "epithet": "a phrase without a name, except for a relation",
    "noun": "a phrase without a name, where capitals are informative",
    "name": "a phrase that ends with a name, where capitals are informative",
    "metonym": "a phrase that consists of capitals or palaces only",
    "tie": "a phrase for a relation between others",
}
EFFECTS = {
    "drop": "no slot",
    "negated": "the naming is denied",
    "irrealis": "the naming is supposed or asked",
    "maybe": "the naming is irrealis if a verb of wishing, fearing or supposing precedes it in the clause",
    "other": "no slot, unless the group `other` names one of the targets to which the term can refer",
    "said": "no slot, unless the group `other` names the target; then even a title names it",
    "joint": "a plural that names a target if the sentence names that target too",
}
SENTENCE_END = regex.compile(r"[.!?;]\s|[\r\n]")
CLOSE = 300  # code points before a phrase in which two who fit make it ambiguous
INITIAL = r"\p{Lu}\.|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Prof|Jr|Sr)\."
CAPITALISED = rf"(?:{INITIAL}|\p{{Lu}}(?:[\p{{L}}\p{{M}}-]|['’](?=\p{{Lu}}))*+)"
NAME = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}]){CAPITALISED}(?:\s(?:(?:de|van|von|bin|al|el|der|du|la|le|da|dos)\s)?{CAPITALISED}){{0,5}}"
)
# searched backwards from a name, which is faster than a pattern that tries each word as a role
ROLE_BEFORE = regex.compile(r"(?r)(?<![\p{L}\p{N}])(?:(?P<kind>[\p{Ll}-]{3,})\s+)?(?P<role>[\p{Ll}-]{3,}),?\s+")
WORD = regex.compile(r"\S+")
HOME_BEFORE = regex.compile(r"(?P<of>['’]s)?\s+(?:\p{Ll}[\p{L}-]*\s+){0,3}")
WORD_BEFORE = regex.compile(r"([\p{L}'’-]+)\s+$")
WORD_AFTER = regex.compile(r"\s(?:d[aeo]s?\s)?([\p{L}'’-]+)")  # диктатор Білорусі, ditador da Bielorrússia
ROLE_AFTER = regex.compile(
    r",\s+(?:[\p{L}'’-]+\s+){0,4}?(?P<role>[\p{L}-]{4,})(?=[,.;:]|\s+(?:of|in|who|and|to|at|for)\b)"
)
PRESIDENCY = regex.compile(
    r"White House|Oval Office|\p{Lu}\p{L}+\s+(?i:administration|presidency)\b"
    r"|(?:U\.S\.|US|American|former|vice)\s+(?i:president)\b"
)
ACTS = regex.compile(r"(?:,\s+(?:who|the|a|an)\b|\s+\p{Ll}{2,}ed\b|\s+(?P<word>\p{Ll}+))")
PREPOSITION = regex.compile(r"(?i)\b(?:in|at|on|to|from|of|near|after|before|since|until)\s+$")
PREPOSITION_BEFORE = regex.compile(r"(?i)\b(?:of|to|with|by|for|from|on|in|at|under|against|about|like|as|than)\s+$")
IN_ONE_CLAUSE = regex.compile(  # a phrase, its verb and the words before another phrase
    r"(?:(?!['’]s\b|\b(?i:and|or|but|who|whom|whose|that|which|what|when|while|as|because|since|after|before|if|like|says?|said|is|was"
    r"|are|were|named|called)\b)[^,.;:!?()“”\"—–\r\n])+"
)
AND_ANOTHER = regex.compile(r"\s+and\s+")
OF_KIN = regex.compile(r"['’]s?\s+(?:\p{Ll}+\s+){1,3}(?:is|was|became|remains)\s+")
RELATIVE = regex.compile(r"^,\s+(?:who|which)\s")
SMALL_WORD = regex.compile(r"(?<!\w)\p{Ll}{2,}")
IS_ONE = regex.compile(  # words after which "a dictator" says what somebody is
    r"(?i)\b(?:becom\w*|became|remain\w*|seem\w*|appear\w*|prov\w*|stay\w*|look\w*|sound\w*|died|born|be|been|being|himself|herself"
    r"|itself|themselves|turn\w*|made|mak\w+|than|nothing)\b"
)
IN_PLACE = regex.compile(r"(?i)\b(?:in|at|near|to|from|outside|around|leaves?|left|reach(?:ed)?|visit(?:ed)?)\s+$")
NAME_GOES_ON = regex.compile(r"\s\p{Lu}")  # the Rome Statute
SURNAME_END = regex.compile(r"['’.]+$")


@dataclass(frozen=True)
class Mention:
    """Store where somebody or a country is named: the target, or "" for others, and whether that is a ruler.

    `is_ruler` is None where the article gives no role.
    """

    start: int
    end: int
    target: str
    is_ruler: bool | None = None


@dataclass(frozen=True)
class _Trap:
    """Store a trap: where it applies (APPLIES_TO), the side that it examines and its effect (EFFECTS)."""

    trap: str
    applies_to: str
    side: str
    pattern: regex.Pattern[str]
    effect: str
    example: str


@cache
def traps() -> tuple[_Trap, ...]:
    """Read the traps in the order in which they are tried."""
    with as_file(files("framing.lexicon") / "traps.csv") as path:
        table = read_csv(path)
    return tuple(
        _Trap(row.trap, row.applies_to, row.side, regex.compile(row.pattern), row.effect, row.example)
        for row in rows(table)
    )


def trap_effects(applies_to: set[str], text: str, before: Span, after: Span) -> dict[str, Span]:
    """Return the effects of the words before and after a phrase, each with the span of these words."""
    starts = {"before": max(before[0], before[1] - LONGEST_CONTEXT), "after": after[0]}
    words = {
        "before": text[starts["before"] : before[1]],
        "after": text[after[0] : min(after[1], after[0] + LONGEST_CONTEXT)],
    }
    effects: dict[str, Span] = {}
    for trap in traps():
        match = trap.pattern.search(words[trap.side]) if trap.applies_to in applies_to else None
        if match:
            start, end = match.span("other" if "other" in match.re.groupindex else 0)
            effects.setdefault(trap.effect, (starts[trap.side] + start, starts[trap.side] + end))
    if "maybe" in effects and SUPPOSING.search(text[slice(*before)]):
        effects["irrealis"] = effects["maybe"]
    effects.pop("maybe", None)
    return effects


class References:
    """Find what the nouns of one article refer to.

    Parameters
    ----------
    text : str
        The article.
    matches : list of NamingMatch
        The matches of `NamingFinder.find` in it.
    namings : NamingFinder
        The naming terms of the lexicon.
    headlines : list of (int, int), optional
        Spans in which capitals do not tell names.
    """

    def __init__(
        self, text: str, matches: list[NamingMatch], namings: NamingFinder, headlines: list[Span] | None = None
    ) -> None:
        self.text, self.namings, self.headlines = text, namings, headlines or []
        self.matches = [match for match in matches if not match.of_relative]
        self._fit: dict[tuple[str, str], list[Mention]] = {}
        self._given: dict[tuple[str, str], int] = {}

    def owner(self, term_id: str, start: int, end: int) -> bool | None:
        """Check whether the words of a span name an owner of a term's noun; None if they name no country.

        Parameters
        ----------
        term_id : str
            The term, such as president: its owner is a state.
        start, end : int
            The span, such as "Russia's" or "Chinese".
        """
        at = [match for match in self.matches_at(start, end) if match.naming.is_name or match.naming.has_capital]
        owners = self.namings.owners(term_id) or self.namings.states
        if any(match.naming.target in owners for match in at):
            return True
        found = [match.meaning for match in countries().find(self.text[start:end])]
        if found:
            target = self.namings.lexicon.by_id[term_id].target
            own = _countries_of(self.namings, term_id) or self._homes.get(target, set())
            return any(country in own for country in found)
        return False if at else None

    @cached_property
    def _homes(self) -> dict[str, set[str]]:
        """Countries of persons that the article tells before a name: the North Korean leader Kim, Omra's Oleh Ruk."""
        homes: dict[str, set[str]] = {}
        for match in self.matches:
            if match.naming.is_name and match.naming.target in self.namings.persons:
                before = self.text[max(match.start - LONGEST_FORM, 0) : match.start]
                for country in countries().find(before):
                    between = HOME_BEFORE.fullmatch(before, country.end)
                    is_adjective = before[country.start : country.end] in nationalities()
                    if (
                        between
                        and bool(between["of"]) != is_adjective
                        and not {*between[0].split()} & words("function")
                    ):
                        homes.setdefault(match.naming.target, set()).add(country.meaning)
        return homes

    def is_elsewhere(self, target: str, start: int, end: int) -> bool:
        """Check, in another language than English, whether the word before or after a phrase is of another country.

        The countries of a person are those in its forms, or else all of the lexicon; a state may be another's vassal.
        """
        beside = WORD_BEFORE.search(self.text, max(start - LONGEST_FORM, 0), start), WORD_AFTER.match(self.text, end)
        found = {country_of(word[1]) for word in beside if word} - {""}
        if not found:
            return False
        lexicon = self.namings.lexicon
        forms = [(lexicon.by_id[one], {*map(country_of, form.split())}) for one, _, form in lexicon.surfaces()]
        mine = [(row, named) for row, named in forms if row.target == target]
        if any(row.noun == "name" and "" not in named for row, named in mine):
            return False
        own = {one for _, named in mine for one in named if one} or {one for _, named in forms for one in named if one}
        return bool(own) and not found & own

    def matches_at(self, start: int, end: int) -> list[NamingMatch]:
        """Return the matches that share a character with a span."""
        first = bisect_left(self._sorted, start - LONGEST_FORM, key=lambda match: match.start)
        near = takewhile(lambda match: match.start < end, self._sorted[first:])
        return [match for match in near if match.end > start]

    @cached_property
    def _sorted(self) -> list[NamingMatch]:
        return sorted(self.matches, key=lambda match: match.start)

    @cached_property
    def _of_targets(self) -> dict[str, list[Mention]]:
        """Names of the targets by kind of target."""
        found: dict[str, list[Mention]] = {}
        for match in self.matches:
            naming = match.naming
            kind = self.namings.lexicon.target_kinds[naming.target]
            if naming.tag != "adjective" and (naming.is_name or (naming.has_capital and naming.form != "trap")):
                found.setdefault(kind, []).append(Mention(match.start, match.end, naming.target))
        return found

    @cached_property
    def named(self) -> set[str]:
        """Targets that the article names."""
        return {mention.target for mentions in self._of_targets.values() for mention in mentions}

    @cached_property
    def persons(self) -> list[Mention]:
        """Every person that the article names, targets included, in order."""
        own = self._of_targets.get("person", [])
        taken = {place for match in self.matches for place in range(match.start, match.end) if match.naming.is_name}
        others = [
            Mention(start, end, "", is_ruler)
            for start, end, is_ruler in self._others
            if start not in taken and end - 1 not in taken
        ]
        return sorted([*own, *others], key=lambda mention: mention.start)

    @cached_property
    def _sequences(self) -> list[tuple[int, int, list[str], str]]:
        """Sequences of capitalised words without their opening words, each with the role that stands before it."""
        found = []
        running = list(self.text)
        for start, end in self.headlines:
            running[start:end] = " " * (end - start)
        text, reached = "".join(running), 0
        for match in NAME.finditer(text):
            before = ROLE_BEFORE.match(text, reached, match.start())
            reached = match.end()
            if match[0].isupper() and len(match[0]) > LONGEST_ABBREVIATION:
                continue
            start, role = match.start(), before["role"] if before else ""
            if before and role in words("ruler") and before["kind"] and _is_noun(before["kind"]):
                role = "official"  # an opposition leader, a drug king
            parts = [*WORD.finditer(match[0])]
            for number, part in enumerate(parts[:-1] if len(parts) > 1 else parts, start=1):
                word = SURNAME_END.sub("", part[0]).lower()
                if word in words("role") or word in words("ruler"):
                    role = word  # the name begins after the last title: Foreign Minister Ada Brandt
                    parts_of_name = parts[number:]
                    break
            else:
                parts_of_name = parts
            parts = parts_of_name
            while parts and SURNAME_END.sub("", parts[0][0]).lower() in words("function") | words("role") | words(
                "ruler"
            ):
                parts = parts[1:]
            if parts:
                found.append((start + parts[0].start(), match.end(), [part[0] for part in parts], role))
        return found

    @cached_property
    def _others(self) -> list[tuple[int, int, bool | None]]:
        """Persons who are no names of targets: named with a role, or in full and elsewhere by the surname."""
        alone = Counter(names[0] for _, _, names, _ in self._sequences if len(names) == 1)
        surnames: dict[str, bool | None] = {}
        for _, end, names, role in self._sequences:
            first, last = names[0].lower().strip("."), names[-1].lower()
            has_role = role in words("role") or role in words("ruler")
            is_used = alone[names[-1]] or alone[names[0]] or self._acts(end)
            is_full = len(names) > 1 and is_used and first not in words("not-first")
            if (has_role or is_full) and last not in words("body") and not is_country(" ".join(names)):
                later = ROLE_AFTER.match(self.text, end)
                roles = {role, later["role"].lower() if later else ""}
                is_ruler = True if roles & words("ruler") else False if roles & words("minor") else None
                for name in {" ".join(names), names[-1]}:
                    known = surnames.get(name)
                    surnames[name] = is_ruler if known is None else known or bool(is_ruler)
        return [
            (start, end, surnames.get(" ".join(names), surnames[names[-1]]))
            for start, end, names, _ in self._sequences
            if names[-1] in surnames and names[0].lower() not in words("not-first")
        ]

    @cached_property
    def holders(self) -> dict[str, int]:
        """For each word of a ruler's role, where the article first gives it to somebody else."""
        found: dict[str, int] = {}
        for start, end, _, role in self._sequences:
            if start in self._starts_of_others:
                later = ROLE_AFTER.match(self.text, end)
                for word in {role, later["role"].lower() if later else ""} & words("ruler"):
                    found.setdefault(word, start)
        for match in PRESIDENCY.finditer(self.text):
            named = any(one.naming.target in self.namings.persons for one in self.matches_at(*match.span()))
            if not named:
                found.setdefault("president", match.start())
        return found

    @cached_property
    def countries(self) -> list[Mention]:
        """Every state that the article names, targets included, in order; adjectives name none."""
        own = self._of_targets.get("state", [])
        taken = {mention.start for mention in own}
        others = [
            Mention(match.start, match.end, "")
            for match in countries().find(self.text)
            if match.start not in taken
            and (self.text[match.start : match.end] not in nationalities() or self._is_of_state(match.end))
            and not (
                self.text[match.start : match.end] in capitals()
                and (
                    NAME_GOES_ON.match(self.text, match.end)
                    or IN_PLACE.search(self.text[max(0, match.start - 12) : match.start])
                )
            )
        ]
        return sorted([*own, *others], key=lambda mention: mention.start)

    def _is_of_state(self, place: int) -> bool:
        """Check that the word after an adjective is one for the state, so that they name it."""
        word = WORD.match(self.text, place + 1)
        return word is not None and word[0].lower().strip(",.;:’'s") in words("state")

    def _acts(self, place: int) -> bool:
        """Check that the words after a name say what somebody did or is: a verb in the past, "who", an apposition."""
        ahead = ACTS.match(self.text, place)
        return ahead is not None and (ahead["word"] is None or ahead["word"] in words("follower"))

    def _named_next(self, mentions: list[Mention], own: set[str], place: int) -> str:
        """Return "resolved" if a later sentence, close by, is the first to name anybody, and names one of `own`."""
        first = next((mention for mention in mentions if mention.start >= place), None)
        is_near = first is not None and first.target in own and first.start - place <= CLOSE
        return "resolved" if first and is_near and SENTENCE_END.search(self.text, place, first.start) else "unresolved"

    def _is_subject_to(self, target: str, place: int) -> bool:
        """Check that the clause of a phrase names the target as somebody else: "the president met Ruk"."""
        number = bisect_left(self.persons, place, key=lambda mention: mention.start)
        named = next((one for one in self.persons[number : number + LONGEST_WAY] if one.target == target), None)
        if (
            named is None
            or named.start > place + CLOSE
            or PREPOSITION_BEFORE.search(self.text, max(place - 12, 0), place)
        ):
            return False
        return IN_ONE_CLAUSE.fullmatch(self.text, place, named.start) is not None

    def names(self, target: str, place: int) -> bool:
        """Check that a name of a target starts at a place."""
        return any(
            one.start == place and one.naming.is_name and one.naming.target == target
            for one in self.matches_at(place, place + 1)
        )

    def is_beside(self, target: str, begin: int, place: int) -> bool:
        """Check that the clause of "a dictator" names the target as another: "Ruk met a dictator"."""
        names = [one for one in self.matches_at(begin, place) if one.naming.is_name and one.naming.target == target]
        between = self.text[names[-1].end : place] if names else ""
        if AND_ANOTHER.fullmatch(between) or OF_KIN.fullmatch(between):
            return True
        clause = RELATIVE.sub(" ", between)
        is_clause = IN_ONE_CLAUSE.fullmatch(clause) and SMALL_WORD.search(clause)
        return bool(is_clause and not IS_ONE.search(clause)) or (not names and self._is_subject_to(target, place))

    def _speaking_state(self, persons: list[Mention], place: int) -> str:
        """Return the state that says something in the clause before, if no person is named there; empty if none."""
        near = max(place - CLOSE, 0)
        begin = max([near, *(match.end() for match in SENTENCE_END.finditer(self.text, near, place))])
        if any(begin <= mention.start < place for mention in persons):
            return ""
        states = [one for one in self._of_targets.get("state", []) if begin <= one.start < place]
        return states[-1].target if states and self._reports_of(states[-1].end, place) else ""

    def _reports_of(self, end: int, place: int) -> bool:
        """Check that the words between a name and a noun are "said that" and the like: nobody so calls himself."""
        between = self.text[end:place] if place - end <= CLOSE else "."
        return SENTENCE_END.search(between) is None and cue_pattern("say", "tell", "verb").search(between) is not None

    def other_person_at(self, place: int) -> bool:
        """Check whether the name of a person who is no target starts here."""
        return place in self._starts_of_others

    def other_name_until(self, place: int) -> bool:
        """Check whether a name that is no target's ends here, and no preposition makes it a place."""
        return place in self._ends_of_others

    @cached_property
    def _starts_of_others(self) -> set[int]:
        return {mention.start for mention in self.persons if not mention.target}

    @cached_property
    def _ends_of_others(self) -> set[int]:
        taken = {match.end for match in self.matches if match.naming.is_name}
        return {
            end
            for start, end, names, _ in self._sequences
            if end not in taken
            and names[0].lower() not in words("not-first")
            and not PREPOSITION.search(self.text, max(0, start - 12), start)
            and not is_country(" ".join(names))
        }

    def may_name(self, target: str, noun: str) -> bool:
        """Check whether an unresolved noun may name a target: it is named, or no other target has the noun."""
        return target in self.named or self.namings.nouns[" ".join(noun.lower().split())] == {target}

    def resolve(self, target: str, noun: str, place: int, *, is_near: bool = False, ahead: int = 0) -> str:
        """Return "resolved" if a noun names the target, "unresolved" if the text does not say, "" if another.

        Parameters
        ----------
        target : str
            The target that the noun may name.
        noun : str
            Head of the phrase.
        place : int
            Where the phrase starts.
        is_near : bool, default False
            Whether "this" or "these" points to whoever was named last, whoever else was named close before.
        ahead : int, default 0
            End of a headline, which may point to whom the text after it names first; 0 if it is none.
        """
        kind = self.namings.lexicon.target_kinds[target]
        if kind in ("person", "state"):
            mentions = self._fitting(target, " ".join(noun.lower().split()))
            if ahead and (not mentions or mentions[0].start > place):
                first = next((mention for mention in mentions if mention.start >= ahead), None)
                return "unresolved" if first is None else "resolved" if first.target == target else ""
            if kind == "person" and self._is_subject_to(target, place):
                return ""
            speaking = self._speaking_state(mentions, place) if kind == "person" else ""
            if speaking:  # "the Kremlin said that the president would come" is about its own
                return "resolved" if speaking in self.namings.homes.get(target, set()) else ""
            found = self._last(mentions, {target}, noun, place, is_near=is_near)
            if kind == "person":
                return found
            return (
                "unresolved"
                if found == "resolved" and not is_near and self._is_of_others(noun, target, place)
                else found
            )
        things = self._of_targets.get(kind, [])
        named = any(mention.start < place and mention.target == target for mention in things)
        return "resolved" if named else "unresolved"

    def resolve_possessor(self, persons: set[str], place: int) -> str:
        """Return the same for "his" and "her", which may refer to one of the persons."""
        return self._last(self.persons, persons, "", place)

    def is_near(self, target: str, place: int) -> bool:
        """Check whether a target is named close before a place."""
        kind = self.namings.lexicon.target_kinds[target]
        return any(
            mention.target == target and place - CLOSE < mention.start < place
            for mention in self._of_targets.get(kind, [])
        )

    def _is_of_others(self, noun: str, target: str, place: int) -> bool:
        """Check whether the text before gives the noun to another state or its ruler: the Ruritanian regime."""
        if (noun, target) not in self._given:
            given = regex.finditer(
                rf"(?<owner>\p{{Lu}}[\p{{L}}-]+)(?:['’]s)?\s+(?:\p{{Ll}}+\s+)?{regex.escape(noun)}(?!\w)", self.text
            )
            others = (
                one.start()
                for one in given
                if one["owner"].lower() not in words("function")
                and not any(match.naming.target == target for match in self.matches_at(*one.span("owner")))
                and self._country_at(*one.span("owner")) not in _countries_of_target(self.namings, target)
            )
            self._given[noun, target] = next(others, len(self.text))
        return self._given[noun, target] < place

    def _country_at(self, start: int, end: int) -> str:
        return next((match.meaning for match in countries().find(self.text[start:end])), "")

    def resolve_owner(self, states: set[str], place: int) -> str:
        """Return the same for "its" and "their", which may refer to one of the states."""
        return self._last(self.countries, states, "", place)

    def resolve_relation(self, target: str, owners: set[str], place: int) -> str:
        """Return the same for one side of a relation ("China's vassal"): the state named last that is not the other."""
        number = bisect_left(self.countries, place, key=lambda mention: mention.start)
        sides = [mention.target for mention in self.countries[max(0, number - LONGEST_WAY) : number]]
        last = next((side for side in reversed(sides) if side not in owners), None)
        return "unresolved" if last is None else "resolved" if last == target else ""

    def _fitting(self, target: str, noun: str) -> list[Mention]:
        """Return the persons or states that a noun for the target fits, in order.

        Other targets of the lexicon fit if the noun is one of theirs too, spokesmen and senators if the target is no
        ruler.
        """
        if (target, noun) not in self._fit:
            is_state = target in self.namings.states
            targets = self.namings.nouns[noun] | {target}
            self._fit[target, noun] = [
                mention
                for mention in (self.countries if is_state else self.persons)
                if (
                    mention.target in targets
                    if mention.target
                    else not (mention.is_ruler is False and target in self.namings.rulers)
                )
            ]
        return self._fit[target, noun]

    def _last(self, mentions: list[Mention], own: set[str], noun: str, place: int, *, is_near: bool = False) -> str:
        number = bisect_left(mentions, place, key=lambda mention: mention.start)
        if number and not mentions[number - 1].target and self._reports_of(mentions[number - 1].end, place):
            number -= 1
        for _ in range(LONGEST_WAY):  # whoever bears no title takes no phrase from afar
            last = mentions[number - 1] if number else None
            if last is None or last.target or last.is_ruler or last.start > place - CLOSE:
                break
            number -= 1
        if not number:
            return self._named_next(mentions, own, place)
        if mentions[number - 1].target not in own:
            return ""
        while not is_near and number and mentions[number - 1].start > place - CLOSE:
            number -= 1
            is_rival = mentions[number].target or mentions[number].is_ruler or not own & self.namings.rulers
            if mentions[number].target not in own and is_rival:
                return "unresolved"
        role = noun.lower().split()[-1] if noun else ""
        held = self.holders.get(role, len(self.text))
        return "unresolved" if held < (len(self.text) if role in words("office") else place) else "resolved"


@lru_cache(maxsize=4096)
def _countries_of(namings: NamingFinder, term_id: str) -> frozenset[str]:
    """Return the countries in the forms of a term, or else in those of its target's terms and owners."""
    surfaces = [(one, form) for one, _, form in namings.lexicon.surfaces() if namings.lexicon.by_id[one].form != "trap"]
    own = {match.meaning for one, form in surfaces if one == term_id for match in countries().find(form)}
    sides = namings.owners(term_id) or {namings.lexicon.by_id[term_id].target}
    return frozenset(
        own
        or {
            match.meaning
            for one, form in surfaces
            if namings.lexicon.by_id[one].target in sides and namings.lexicon.by_id[one].form == "neutral"
            for match in countries().find(form)
        }
    )


@lru_cache(maxsize=4096)
def _countries_of_target(namings: NamingFinder, target: str) -> frozenset[str]:
    """Return the countries in the neutral forms of a target, with "" if another name may be one of its persons."""
    return frozenset(
        match.meaning
        for one, _, form in namings.lexicon.surfaces()
        if namings.lexicon.by_id[one].target == target and namings.lexicon.by_id[one].form == "neutral"
        for match in countries().find(form)
    )


def _is_noun(word: str) -> bool:
    """Check that a word before a noun is a noun, which gives the noun another meaning."""
    return not (is_modifier(word) or word in words("function") or word in words("deputy"))
