"""Find the forms of a lexicon in texts, and the traps: contexts in which a form does not count.

All forms are compiled into one regular expression with the shape of a trie, which is a hundred times faster than an
alternation of thousands of strings. Forms are literal. A space matches any white space, with an adjacent quotation
mark; an apostrophe matches ' and ’. Matches are the longest ones at word edges. Case is ignored, except that a capital
of the form must be a capital in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import Generic, TypeVar

import regex

from framing.lexicon.terms import PLACEHOLDER, Lexicon
from framing.tables import read_csv, rows

Meaning = TypeVar("Meaning")
Trie = dict[str, "Trie"]
Span = tuple[int, int]
SPACE = r"[»”\"]?\s+[«“\"]?"
SPACES = re.compile(SPACE)
ATOMS = {" ": SPACE, "'": "['’]", "-": "[-‐‑]"}
END = ""
MASK = re.compile(r"([\ue000-\uf8ff])\1*")
EDGE_BEFORE = r"(?<![\w])(?<!\w[-‐‑])"
EDGE_AFTER = r"(?![\w])(?![-‐‑]\w)"
SUPPOSING = regex.compile(
    r"(?i)\b(?:would|could|might|may|should|wants?|wanted|hopes?|hoped|hoping|fears?|feared|fearing|tr(?:y|ies|ied|ying)|seeks?|seeking|sought"
    r"|risks?|risking|risked|threatens?|threatened|aspir\w+|dreams?|as if|as though|if|unless|whether)\b[^.;:]*$"
)
LONGEST_CONTEXT = 120  # code points on each side of a phrase
APPLIES_TO = {
    "predicate": "a phrase without a name, or an evaluative word",
    "class": "a phrase without a name",
    "epithet": "a phrase without a name, except for a relation",
    "noun": "a phrase without a name, where capitals are informative",
    "name": "a phrase that ends with a name, where capitals are informative",
    "metonym": "a phrase that consists of capitals or palaces only",
    "tie": "a phrase for a relation between others",
}
EFFECTS = {
    "drop": "no slot",
    "negated": "the naming is denied",
    "maybe": "the naming is irrealis if a verb of wishing, fearing or supposing precedes it in the clause",
    "other": "no slot, unless the group `other` names one of the targets to which the term can refer",
    "said": "no slot, unless the group `other` names the target; then even a title names it",
    "joint": "a plural that names a target if the sentence names that target too",
}
FIRST_MASK = 0xE000
DETERMINER = regex.compile(r"(?i)(?<!\w)(?:the|its|their|his|her|this|that)\s+$")


@dataclass(frozen=True)
class Match(Generic[Meaning]):
    """Store a span of a text and the meaning of the form that it matches."""

    start: int
    end: int
    meaning: Meaning


class StringMatcher(Generic[Meaning]):
    """Find a set of strings, each with a meaning, in one pass over a text.

    Parameters
    ----------
    meanings : dict of str to object
        The meaning of each string.

    Examples
    --------
    >>> [(match.start, match.end) for match in StringMatcher({"old king": 1, "king": 2}).find("The old  king, a king")]
    [(4, 13), (17, 21)]
    """

    def __init__(self, meanings: dict[str, Meaning]) -> None:
        self.meanings = {_lowered(_plain(string)): meaning for string, meaning in meanings.items()}
        self.capitals = {_lowered(_plain(string)): _plain(string) for string in meanings}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Lower-case pattern for all strings."""
        return re.compile(EDGE_BEFORE + _trie_pattern(_trie_of(self.meanings)) + EDGE_AFTER)

    def find(self, text: str) -> Iterator[Match[Meaning]]:
        """Yield disjoint matches from left to right, the longest first."""
        if not self.meanings:
            return
        for match in self.pattern.finditer(_lowered(text)):
            key = _plain(match[0])
            if _has_capitals(self.capitals[key], _plain(text[match.start() : match.end()])):
                yield Match(match.start(), match.end(), self.meanings[key])


def _lowered(text: str) -> str:
    """Lower the case of each character that stays one character (not İ), so that offsets hold."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)


def _plain(string: str) -> str:
    """Normalise white space and marks to one space, and apostrophes, hyphens and masks to one character each."""
    string = SPACES.sub(" ", string.strip())
    return MASK.sub(r"\1", string).replace("’", "'").replace("‐", "-").replace("‑", "-")


def _has_capitals(string: str, matched: str) -> bool:
    """Check that every capital of the string is a capital in the match."""
    return all(there.isupper() for here, there in zip(string, matched, strict=False) if here.isupper())


def _trie_of(strings: Iterable[str]) -> Trie:
    root: Trie = {}
    for string in strings:
        node = root
        for character in string:
            node = node.setdefault(character, {})
        node[END] = {}
    return root


def _trie_pattern(node: Trie) -> str:
    """Build a pattern that prefers the longest string of a trie."""
    branches = [
        _atom(character) + _trie_pattern(child) for character, child in sorted(node.items()) if character != END
    ]
    if not branches:
        return ""
    if len(branches) == 1 and END not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if END in node else "")


def _atom(character: str) -> str:
    return character + "+" if MASK.match(character) else ATOMS.get(character, re.escape(character))


@dataclass(frozen=True)
class _Naming:
    """Store the meaning of one form of a naming term."""

    term_id: str
    target: str
    form: str
    noun: str
    tag: str

    @property
    def names_by_itself(self) -> bool:
        """Whether the form names its target by itself; a title does so only in a variant that contains the country."""
        return self.form != "trap" and (self.tag == "variant" or (self.noun != "title" and self.tag == "base"))

    @property
    def is_name(self) -> bool:
        """Whether the form is a proper name, of the target or of its capital."""
        return self.noun in ("name", "metonym")


@dataclass(frozen=True)
class NamingMatch:
    """Store one match of a naming form."""

    start: int
    end: int
    naming: _Naming


@dataclass(frozen=True)
class NamingFinder:
    """Find the naming terms of a lexicon.

    Parameters
    ----------
    lexicon : Lexicon
        The terms.
    """

    lexicon: Lexicon

    @cached_property
    def by_target(self) -> dict[str, tuple[StringMatcher[_Naming], StringMatcher[_Naming]]]:
        """Matchers of each target: for forms without and with placeholders."""
        plain: dict[str, dict[str, _Naming]] = {target: {} for target in self.lexicon.targets}
        masked: dict[str, dict[str, _Naming]] = {target: {} for target in self.lexicon.targets}
        for term_id, tag, surface in self.lexicon.surfaces():
            row = self.lexicon.by_id[term_id]
            if row.kind == "naming":
                forms = masked if PLACEHOLDER.search(surface) else plain
                forms[row.target][self.with_masks(surface)] = _Naming(term_id, row.target, row.form, row.noun, tag)
        return {
            target: (StringMatcher(plain[target]), StringMatcher(masked[target])) for target in self.lexicon.targets
        }

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
        """Return the character that replaces names of a target in masked text."""
        return chr(FIRST_MASK + self.lexicon.targets.index(target))

    def with_masks(self, surface: str) -> str:
        """Replace the placeholders of a form by mask characters."""
        return PLACEHOLDER.sub(lambda match: self.mask_of(match[1]), surface)

    def find(self, text: str) -> list[NamingMatch]:
        """Return every match in a text, in order; the longer one if one contains another."""
        first = _outside_longer_matches(self.matches(text, second_pass=False))
        return _longest_per_target(first + self.matches(self.masked(text, first), second_pass=True))

    def matches(self, text: str, *, second_pass: bool) -> list[NamingMatch]:
        """Return the matches of forms without placeholders, or of those with one."""
        return [
            NamingMatch(match.start, match.end, match.meaning)
            for strings in self.by_target.values()
            for match in strings[second_pass].find(text)
        ]

    def masked(self, text: str, matches: Iterable[NamingMatch]) -> str:
        """Replace every name and its determiner by as many mask characters of its target."""
        characters = list(text)
        for match in matches:
            if match.naming.names_by_itself:
                determiner = DETERMINER.search(text[max(0, match.start - 8) : match.start])
                start = match.start - len(determiner[0]) if determiner else match.start
                characters[start : match.end] = self.mask_of(match.naming.target) * (match.end - start)
        return "".join(characters)


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
