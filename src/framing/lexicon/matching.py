"""Find the forms of a lexicon in texts.

Forms are literal (`StringMatcher`), but for phrases of a class of people, whose parts may stand apart, and names joined
by hyphens.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property

import regex

from framing.lexicon.strings import StringMatchers, lowered
from framing.lexicon.terms import PLACEHOLDER, Lexicon, is_country, names_people, spelled, words
from framing.tables import rows

Span = tuple[int, int]
FIRST_MASK = 0xE000
LONGEST_GAP = 3  # words between the adjective and the noun of a phrase
LONGEST_CLAUSE = 90  # code points
DENIES = re.compile(r"(?:un|il|ir|in|non-?)\w{5,}(?<!er)(?<!or)(?<!ers)(?<!ors)$")
NEXT_WORD = regex.compile(r"(?:\s+|,\s+)(?P<word>[\p{L}\p{N}][\p{L}\p{N}'’-]*)")
NOUN_USE = regex.compile(r"(?i)\b(?:the|these|those)\s+$")
CLAUSE_STOP = regex.compile(r"[,;:!?()—“”\"]|\.(?=\s+\p{Lu})")
WORD_OF_TEXT = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}'’.-]*")
MODIFIER = regex.compile(
    r"\p{Ll}+(?:al|ic|ous|ful|less|ive|able|ible|ish|ant|(?<!m)ent|ary|ory|ist|esque|like|ern|ly|ed|ing)"
    r"|(?!\p{Lu}\p{L}+-\p{Lu}\p{L}*(?<!an|ese|ish|ern|iet)(?!\p{L}))\p{L}+-\p{L}+(?:-\p{L}+)*"
    r"|\p{Lu}\p{L}+(?:an|ese|ish|i)"
)
IRREGULAR_PLURALS = frozenset(("people", "children", "men", "women", "youth", "those"))
AGENT_NOUN = re.compile(r"(\w{3,}?)(?:er|or)s?")
VERB_LIKE = re.compile(r"\w{2,}(?:ed|ing|ly)")
DETERMINER = regex.compile(r"(?i)(?<!\w)(?:the|its|their|his|her|this|that)\s+$")
JOINED_NAMES = regex.compile(
    r"(?<![\w-])(?P<article>(?i:the|a|an|this|that|new|of)\s+)?"
    r"(?P<names>(?!(?:Pro|Anti|Post|Pre|Non|Ex|Neo|Mid)-)\p{Lu}[\p{L}\p{M}]*(?:-(?!Gate|\p{Lu}{4})\p{Lu}[\p{L}\p{M}]*)+)(?![\w-])"
)
WORD_WITH_CAPITAL = regex.compile(r"(?<![\p{L}\p{N}'’-])(?P<word>\p{Lu}[\p{Ll}\p{M}]{2,}) $")
WITHIN_SENTENCE = regex.compile(r"[\p{Ll}\p{N},] $")
LONGEST_START = 40  # code points of a first name
LEAST_ALIKE = 0.5  # share of letters in common
BEGINS_WITH_WORD = regex.compile(r"\p{Lu}\p{Ll}+ (?:.*\W)?\p{Lu}")  # and has a capital later
BEGINS_SMALL = regex.compile(r"\p{Ll}+ (?:.*\W)?\p{Lu}")


@dataclass(frozen=True)
class _Naming:
    """Store the meaning of one form of a naming term."""

    term_id: str
    target: str
    form: str
    noun: str
    tag: str
    of_class: bool = False
    has_capital: bool = False

    @property
    def names_by_itself(self) -> bool:
        """Whether the form names its target by itself; a title does so only in a variant that contains the country.

        Every form of a class of people names it but the adjective, which needs a noun (`NamingFinder.with_heads`).
        """
        if self.of_class:
            return self.form != "trap" and self.tag != "adjective"
        return self.form != "trap" and (self.tag == "variant" or (self.noun != "title" and self.tag == "base"))

    @property
    def is_name(self) -> bool:
        """Whether the form is a proper name, of the target or of its capital."""
        return self.noun in ("name", "metonym")


@dataclass(frozen=True)
class NamingMatch:
    """Store one match of a naming form; `of_relative` if another first name stands before the surname."""

    start: int
    end: int
    naming: _Naming
    of_relative: bool = False


@dataclass(frozen=True)
class _Heads:
    """Find phrases of a class of people whose parts stand apart, or whose noun is not in the lexicon.

    "illegal immigrant" gives "illegal Mexican immigrants"; an adjective (`adjective=`, or the first word of a form if
    it denies something: undocumented, illegal) gives "undocumented students" and "the undocumented"; its adverb gives
    "people who live here illegally". A border crosser is one of "those who cross the border", a DACA recipient one of
    "people who received DACA".
    """

    pairs: dict[tuple[str, str], _Naming]
    adjectives: dict[str, _Naming]
    adverbs: dict[str, _Naming] = field(default_factory=dict)
    programmes: dict[str, _Naming] = field(default_factory=dict)

    def add(self, surface: str, naming: _Naming) -> None:
        """Add a form of the class."""
        first, space, rest = surface.lower().partition(" ")
        if naming.tag == "adjective":
            self.adjectives[surface.lower()] = naming
        elif space and " " not in rest and first != "the":
            self.pairs[first, rest] = naming
            if surface.partition(" ")[0].isupper():
                self.programmes.setdefault(first, naming)
            if DENIES.match(first) and names_people(rest):
                self.adjectives.setdefault(first, replace(naming, tag="adjective"))
        elif first == "the" and DENIES.match(rest):
            self.adjectives.setdefault(rest, replace(naming, tag="adjective"))

    def add_adverbs(self, lexicon: Lexicon, target: str) -> None:
        """Add the adverb of each denying adjective; it judges the act, so that the neutral wording decides the form."""
        neutral = [row.term_id for row in rows(lexicon.terms) if row.target == target and row.form == "neutral"]
        for adjective, naming in self.adjectives.items():
            wordings = [term for term in lexicon.by_id[naming.term_id].neutral.split() if term in neutral]
            if DENIES.match(adjective) and (wordings or neutral):
                term = naming.term_id if naming.form == "neutral" else (wordings or neutral)[0]
                self.adverbs[f"{adjective}ly"] = replace(naming, term_id=term, form="neutral", tag="adverb")

    @cached_property
    def pattern(self) -> regex.Pattern[str] | None:
        """An adjective with its noun up to three words later."""
        firsts = sorted({first for first, _ in self.pairs} | {*self.adjectives})
        return regex.compile(r"(?i)(?<![\w-])(?P<first>\L<firsts>)(?![\w-])", firsts=firsts) if firsts else None

    @cached_property
    def clause(self) -> regex.Pattern[str] | None:
        """Words of a clause that make the noun for people before it one of the class."""
        keys = sorted(
            {*self.adverbs} | {*self.programmes} | {first for first, rest in self.pairs if self._verb_of(first, rest)}
        )
        if not keys:
            return None
        papers = (
            r"|without\s+(?:(?:legal|valid|proper|immigration|the|any|necessary|required)\s+){0,2}"
            r"(?:papers|documents|documentation|authorization|authorisation|permission|status|visas?)"
        )
        return regex.compile(rf"(?i)(?<![\w-])(?P<last>\L<keys>{papers if self.adverbs else ''})(?![\w-])", keys=keys)

    def _verb_of(self, first: str, rest: str) -> str:
        """Return the stem of the verb in a noun for who does something: border crosser, cross."""
        stem = AGENT_NOUN.fullmatch(rest)
        return stem[1] if stem and first not in self.adjectives else ""

    def find(self, text: str) -> Iterator[NamingMatch]:
        """Yield the phrases from left to right."""
        for first in self.pattern.finditer(text) if self.pattern else ():
            last = self._last_of(text, first)
            if last:
                yield last
        for end in self.clause.finditer(text) if self.clause else ():
            yield from self._phrase_before(text, end)

    def _last_of(self, text: str, first: regex.Match[str]) -> NamingMatch | None:
        """Return the phrase that an adjective opens."""
        adjective, place = first["first"].lower(), first.end()
        found, all_modify = None, True
        may_part = adjective in self.adjectives or is_modifier(adjective)
        for step in range(LONGEST_GAP + 1):
            word = NEXT_WORD.match(text, place)
            lower = word["word"].lower() if word else ""
            is_joined = word is not None and (lower in ("and", "or") or "," in word[0])
            if not word or (lower in words("function") and not is_joined) or (is_joined and not all_modify):
                break
            all_modify = all_modify and (lower in ("and", "or") or is_modifier(word["word"]))
            naming = self.pairs.get((adjective, lower)) if not step or may_part else None
            if naming is None and adjective in self.adjectives and lower in words("person"):
                naming = self.adjectives[adjective]
            if naming is not None:
                found = NamingMatch(
                    first.start(), word.end("word"), replace(naming, tag="plural" if is_of_many(lower) else "base")
                )
                if not (NEXT_WORD.match(text, word.end()) and step < LONGEST_GAP):
                    break
            elif found:
                break
            place = word.end("word")
        if (
            found is None
            and adjective in self.adjectives
            and NOUN_USE.search(text[max(0, first.start() - 12) : first.start()])
        ):
            ahead = NEXT_WORD.match(text, first.end())
            if not ahead or ahead["word"].lower() in words("function"):
                return NamingMatch(first.start(), first.end(), replace(self.adjectives[adjective], tag="plural"))
        return found

    def _phrase_before(self, text: str, end: regex.Match[str]) -> Iterator[NamingMatch]:
        """Yield the noun for people before "illegally", if the clause speaks of entry or stay, or "seeking asylum"."""
        start = max(0, end.start() - LONGEST_CLAUSE)
        clause = CLAUSE_STOP.split(text[start : end.start()])[-1]
        found = [*WORD_OF_TEXT.finditer(clause)]
        nouns = [
            word
            for word in found
            if (word[0].lower() if word is found[0] else word[0]) in words("person") | {"those", "anyone"}
        ]
        if not nouns:
            return
        noun, last = nouns[-1], end["last"].lower()
        between = [word[0].lower() for word in found if word.start() > noun.start()]
        is_relative = bool(between) and (between[0] in ("who", "that") or VERB_LIKE.fullmatch(between[0]) is not None)
        if not is_relative and {*between} & words("finite"):
            return
        verbs = {
            stem: naming
            for (first, rest), naming in self.pairs.items()
            if first == last and (stem := self._verb_of(first, rest))
        }
        naming = next((verbs[stem] for stem in verbs if any(word.startswith(stem) for word in between)), None)
        if last in self.programmes:
            is_of_programme = is_relative or (
                bool(between) and {*between} <= {"of", "with", "under", "in", "on", "the"}
            )
            naming = self.programmes[last] if is_of_programme and end["last"].isupper() else None
        elif not verbs:
            after = {word.lower() for word in WORD_OF_TEXT.findall(text[end.end() : end.end() + 40])[:6]}
            if {*between, *after} & words("entry"):
                naming = self.adverbs.get(last) or next(iter(self.adverbs.values()))
        if naming:
            begin = end.start() - len(clause) + noun.start()
            yield NamingMatch(
                begin, begin + len(noun[0]), replace(naming, tag="plural" if is_of_many(noun[0]) else "base")
            )


def is_of_many(noun: str) -> bool:
    """Check that a noun for people is a plural.

    >>> is_of_many("workers"), is_of_many("people"), is_of_many("worker")
    (True, True, False)
    """
    return noun.lower().endswith("s") or noun.lower() in IRREGULAR_PLURALS


def goes_on(word: str) -> bool:
    """Check that a word after a noun begins something else, so that the noun is the head of its phrase."""
    lower = word.lower()
    return lower in words("function") or lower in words("follower") or VERB_LIKE.fullmatch(lower) is not None


def is_modifier(word: str) -> bool:
    """Check that a word looks like an adjective, a participle or an adverb, or is a nationality.

    >>> is_modifier("autocratic"), is_modifier("young"), is_modifier("Ruritanian"), is_modifier("court")
    (True, True, True, False)
    """
    lower = word.lower()
    return lower in words("adjective") or (MODIFIER.fullmatch(word) is not None and lower not in words("follower"))


@dataclass(frozen=True, eq=False)
class NamingFinder:
    """Find the naming terms of a lexicon.

    Parameters
    ----------
    lexicon : Lexicon
        The terms.
    """

    lexicon: Lexicon

    @cached_property
    def strings(self) -> tuple[StringMatchers[_Naming], StringMatchers[_Naming]]:
        """Matchers of the forms without and with placeholders, each with a set for each target."""
        plain: dict[str, dict[str, _Naming]] = {target: {} for target in self.lexicon.targets}
        masked: dict[str, dict[str, _Naming]] = {target: {} for target in self.lexicon.targets}
        others: list[tuple[dict[str, _Naming], str, _Naming]] = []
        for term_id, tag, surface in self.lexicon.surfaces():
            row = self.lexicon.by_id[term_id]
            if row.kind == "naming":
                forms = masked if PLACEHOLDER.search(surface) else plain
                naming = self.naming(term_id, tag, surface)
                forms[row.target][self.with_masks(surface)] = naming
                if row.form == "loaded" and BEGINS_WITH_WORD.match(surface):  # "communist Omra" for Communist Omra
                    others.append((forms[row.target], surface[0].lower() + surface[1:], naming))
                others.extend((forms[row.target], other, naming) for other in spelled(surface))
        known = {target: {lowered(form) for form in (*plain[target], *masked[target])} for target in plain}
        for forms_of_target, other, naming in others:
            if lowered(other) not in known[naming.target] or BEGINS_SMALL.match(other):
                forms_of_target.setdefault(self.with_masks(other), naming)
        return StringMatchers(list(plain.values())), StringMatchers(list(masked.values()))

    def naming(self, term_id: str, tag: str, surface: str) -> _Naming:
        """Return the meaning of a form."""
        row = self.lexicon.by_id[term_id]
        has_capital = PLACEHOLDER.search(surface) is not None or any(letter.isupper() for letter in surface)
        of_class = self.lexicon.target_kinds[row.target] == "class"
        return _Naming(term_id, row.target, row.form, row.noun, tag, of_class, has_capital)

    @cached_property
    def heads(self) -> dict[str, _Heads]:
        """For each class of people, what its forms of two words are made of."""
        classes: dict[str, _Heads] = {}
        for term_id, tag, surface in self.lexicon.surfaces():
            row = self.lexicon.by_id[term_id]
            if row.kind == "naming" and row.form != "trap" and self.lexicon.target_kinds[row.target] == "class":
                heads = classes.setdefault(row.target, _Heads({}, {}))
                heads.add(surface, self.naming(term_id, tag, surface))
        for target, heads in classes.items():
            heads.add_adverbs(self.lexicon, target)
        return classes

    @cached_property
    def beside(self) -> dict[str, list[set[str]]]:
        """Sets of targets for each term that needs them; the sentence must name one target of each set."""
        return {
            term_id: [set(part.split("|")) for part in row.beside.split()]
            for term_id, row in self.lexicon.by_id.items()
            if row.beside
        }

    @cached_property
    def relations(self) -> set[str]:
        """Terms for a relation between others, such as an alliance or a war; they need only other targets."""
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
        """Targets that are states."""
        return {target for target, kind in self.lexicon.target_kinds.items() if kind == "state"}

    @cached_property
    def persons(self) -> set[str]:
        """Targets that are persons."""
        return {target for target, kind in self.lexicon.target_kinds.items() if kind == "person"}

    @cached_property
    def nameless(self) -> set[str]:
        """Events and other things without a name in the lexicon, such as a policy: their nouns name them."""
        named = {row.target for row in rows(self.lexicon.terms) if row.noun in ("name", "metonym") or row.beside}
        kinds = self.lexicon.target_kinds
        return {target for target, kind in kinds.items() if kind in ("event", "organisation")} - named

    @cached_property
    def first_names(self) -> dict[tuple[str, str], set[str]]:
        """First names of each target and surname that the lexicon has in full."""
        names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for term_id, _, form in self.lexicon.surfaces():
            first, *others = form.split()
            if others and self.lexicon.by_id[term_id].noun == "name":
                names[self.lexicon.by_id[term_id].target, others[-1]].add(first)
        return names

    @cached_property
    def adjectives(self) -> dict[str, str]:
        """Target of each adjective of a neutral name with a capital: Russian, Chinese."""
        return {
            form: self.lexicon.by_id[term_id].target
            for term_id, tag, form in self.lexicon.surfaces()
            if tag == "adjective" and term_id in self.neutral_names and form[:1].isupper()
        }

    @cached_property
    def _owners_in_forms(self) -> dict[str, set[str]]:
        """For each term, the targets in its forms: Russia in "Russian president" and in "president of <Russia>"."""
        owners: dict[str, set[str]] = defaultdict(set)
        for term_id, _, surface in self.lexicon.surfaces():
            first = surface.partition(" ")[0] if " and " not in surface else ""
            owners[term_id] |= {*PLACEHOLDER.findall(surface), *filter(None, [self.adjectives.get(first)])}
        return owners

    @cached_property
    def homes(self) -> dict[str, set[str]]:
        """For a person, the states in its neutral titles; for a state, itself."""
        homes: dict[str, set[str]] = {state: {state} for state in self.states}
        for row in rows(self.lexicon.terms):
            if row.kind == "naming" and row.form == "neutral" and row.noun == "title" and row.target not in self.states:
                homes.setdefault(row.target, set()).update(self._owners_in_forms[row.term_id] & self.states)
        return homes

    def owners(self, term_id: str) -> set[str]:
        """Return the targets of which a noun is one: a president of Russia, a vassal of China, an aggressor itself."""
        return self._owners_in_forms[term_id] or self.homes.get(self.lexicon.by_id[term_id].target, set())

    def is_relation(self, term_id: str) -> bool:
        """Check whether a noun is one to others than its target's home: a vassal of China, an enemy of the West."""
        owners = self._owners_in_forms[term_id]
        target = self.lexicon.by_id[term_id].target
        return bool(owners) and not owners & (self.homes.get(target, set()) | {target})

    @cached_property
    def nouns(self) -> dict[str, set[str]]:
        """Targets of each form, in lower case."""
        targets: dict[str, set[str]] = defaultdict(set)
        for term_id, _, surface in self.lexicon.surfaces():
            if self.lexicon.by_id[term_id].kind == "naming":
                targets[surface.lower()].add(self.lexicon.by_id[term_id].target)
        return targets

    @cached_property
    def rulers(self) -> set[str]:
        """Persons with a neutral title of a ruler, such as president."""
        return {
            row.target
            for row in rows(self.lexicon.terms)
            if row.form == "neutral" and row.noun == "title" and row.term.lower().replace(" ", "-") in words("ruler")
        }

    @cached_property
    def neutral_names(self) -> set[str]:
        """Terms that are neutral proper names."""
        return {term_id for term_id, row in self.lexicon.by_id.items() if row.form == "neutral" and row.noun == "name"}

    def mask_of(self, target: str) -> str:
        """Return the character that replaces names of a target in masked text."""
        return chr(FIRST_MASK + self.lexicon.targets.index(target))

    def with_masks(self, surface: str) -> str:
        """Replace the placeholders of a form by mask characters."""
        return PLACEHOLDER.sub(lambda match: self.mask_of(match[1]), surface)

    def find(self, text: str) -> list[NamingMatch]:
        """Return every match in a text, in order; the longer one if one contains another."""
        first = _outside_longer_matches(self.matches(text, second_pass=False))
        found = _longest_per_target(first + self.matches(self.masked(text, first), second_pass=True))
        relatives = self._relatives(text, found)
        return [
            replace(match, of_relative=(match.naming.target, _first_name(text, match)) in relatives) for match in found
        ]

    def _relatives(self, text: str, matches: list[NamingMatch]) -> set[tuple[str, str]]:
        """Return first names beside a person's surname that are another's: Ada Ruk, where the lexicon has Oleh Ruk.

        Within a sentence a capital tells a first name. One that is spelled nearly as the person's is the person's:
        Oleg, Volodymyr. Without a first name in the lexicon nobody can be told apart.
        """
        found = set()
        for match in matches:
            first = _first_name(text, match)
            known = self.first_names.get((match.naming.target, text[match.start : match.end]), set())
            known = {one for one in known if self._may_be_first_name(one)}
            if first and known and match.naming.target in self.persons and not any(_alike(one, first) for one in known):
                within = WITHIN_SENTENCE.search(text, match.start - len(first) - 3, match.start - len(first) - 1)
                if within and self._may_be_first_name(first) and not regex.search(rf"\b{first.lower()}\b", text):
                    found.add((match.naming.target, first))
        return found

    def _may_be_first_name(self, word: str) -> bool:
        lower = word.lower()
        listed = any(lower in words(kind) for kind in ("not-first", "role", "ruler", "minor", "function"))
        return not (listed or is_modifier(lower) or is_country(word) or lower in self.nouns)

    def matches(self, text: str, *, second_pass: bool) -> list[NamingMatch]:
        """Return the matches of forms without placeholders, or of those with one."""
        found = [NamingMatch(match.start, match.end, match.meaning) for match in self.strings[second_pass].find(text)]
        if second_pass:
            return found
        return [*found, *self.joined(text), *(one for heads in self.heads.values() for one in heads.find(text))]

    def joined(self, text: str) -> Iterator[NamingMatch]:
        """Yield names joined to names by hyphens: "the Lunn-Osk axis", but not "Ada Ruk-Kole" or "pro-Lunn".

        A name that the lexicon lacks may be joined after an article: "the Lunn-Ovar road".
        """
        for compound in JOINED_NAMES.finditer(text):
            start, parts = compound.start("names"), []
            for name in compound["names"].split("-"):
                parts.append((start, start + len(name), name))
                start += len(name) + 1
            found = [
                NamingMatch(begin, end, match.meaning)
                for begin, end, name in parts
                for match in self.strings[0].find(name)
                if match.end - match.start == len(name) and match.meaning.is_name and match.meaning.form != "trap"
            ]
            if compound["article"] or len({match.start for match in found}) == len(parts):
                yield from found

    def masked(self, text: str, matches: Iterable[NamingMatch]) -> str:
        """Replace every name and its determiner by as many mask characters of its target."""
        characters = list(text)
        for match in matches:
            if match.naming.names_by_itself:
                determiner = DETERMINER.search(text[max(0, match.start - 8) : match.start])
                start = match.start - len(determiner[0]) if determiner else match.start
                characters[start : match.end] = self.mask_of(match.naming.target) * (match.end - start)
        return "".join(characters)


def _first_name(text: str, match: NamingMatch) -> str:
    """Return the word with a capital directly before a match."""
    found = WORD_WITH_CAPITAL.search(text, max(0, match.start - LONGEST_START), match.start)
    return found["word"] if found else ""


def _alike(one: str, other: str) -> bool:
    """Check whether two first names are spelled nearly alike: Oleh and Oleg, Joe and Joseph, but not Joe and Jill."""
    return one[0] == other[0] and SequenceMatcher(None, one, other).ratio() >= LEAST_ALIKE


def _outside_longer_matches(matches: list[NamingMatch]) -> list[NamingMatch]:
    """Drop matches inside a longer string of another target, as "Kremlin" in "Kremlin chief"."""
    kept: list[NamingMatch] = []
    reached = 0
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if match.end > reached or (kept and kept[-1].start == match.start and kept[-1].end == match.end):
            kept.append(match)
            reached = max(reached, match.end)
    return kept


def _longest_per_target(matches: list[NamingMatch]) -> list[NamingMatch]:
    """Drop matches inside another match of the same target, then the traps among them."""
    kept: list[NamingMatch] = []
    reached: dict[str, int] = {}
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        if match.end > reached.get(match.naming.target, 0):
            kept.append(match)
            reached[match.naming.target] = match.end
    return [match for match in kept if match.naming.form != "trap"]
