"""Many strings as one regular expression, shaped as a trie: a hundred times faster than an alternation of thousands.

Strings are literal (no user's regular expressions). A space matches any white space, with a closing or opening
quotation mark beside it; an apostrophe matches ' and ’. Matches are the longest, at word edges. Case is folded, but a
capital of the string must be one in the text.
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

SPACE = r"[»”\"]?\s+[«“\"]?"
SPACES = re.compile(SPACE)
ATOMS = {" ": SPACE, "'": "['’]", "-": "[-‐‑]"}
END = ""
MASK = re.compile(r"([\ue000-\uf8ff])\1*")
EDGE_BEFORE = r"(?<![\w])(?<!\w[-‐‑])"
EDGE_AFTER = r"(?![\w])(?![-‐‑]\w)"


@dataclass(frozen=True)
class Match(Generic[Meaning]):
    """A stretch of text and what the lexicon says it may mean."""

    start: int
    end: int
    meaning: Meaning


class Strings(Generic[Meaning]):
    """A set of strings, each with a meaning, found together in one pass over a text."""

    def __init__(self, meanings: dict[str, Meaning]) -> None:
        self.meanings = {_lowered(_plain(string)): meaning for string, meaning in meanings.items()}
        self.capitals = {_lowered(_plain(string)): _plain(string) for string in meanings}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One expression for all strings, in small letters."""
        return re.compile(EDGE_BEFORE + _trie_pattern(_trie_of(self.meanings)) + EDGE_AFTER)

    def find(self, text: str) -> Iterator[Match[Meaning]]:
        """Matches from left to right, longest first, apart."""
        if not self.meanings:
            return
        for match in self.pattern.finditer(_lowered(text)):
            key = _plain(match[0])
            if _has_capitals(self.capitals[key], _plain(text[match.start() : match.end()])):
                yield Match(match.start(), match.end(), self.meanings[key])


def _lowered(text: str) -> str:
    """Small letters, character for character: offsets hold also where lower() would make two of one (İ)."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)


def _plain(string: str) -> str:
    """One space for white space and marks, one apostrophe, one hyphen, one character for a mask."""
    string = SPACES.sub(" ", string.strip())
    return MASK.sub(r"\1", string).replace("’", "'").replace("‐", "-").replace("‑", "-")


def _has_capitals(string: str, found: str) -> bool:
    """Whether every capital of the string is one in what was found."""
    return all(there.isupper() for here, there in zip(string, found, strict=False) if here.isupper())


def _trie_of(strings: Iterable[str]) -> Trie:
    root: Trie = {}
    for string in strings:
        node = root
        for character in string:
            node = node.setdefault(character, {})
        node[END] = {}
    return root


def _atom(character: str) -> str:
    return character + "+" if MASK.match(character) else ATOMS.get(character, re.escape(character))


def _trie_pattern(node: Trie) -> str:
    """A pattern that prefers the longest string of a trie."""
    branches = [
        _atom(character) + _trie_pattern(child) for character, child in sorted(node.items()) if character != END
    ]
    if not branches:
        return ""
    if len(branches) == 1 and END not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if END in node else "")


SUPPOSING = regex.compile(
    r"(?i)\b(?:would|could|might|may|should|wants?|wanted|hopes?|hoped|hoping|fears?|feared|fearing|tr(?:y|ies|ied|ying)|seeks?|seeking|sought"
    r"|risks?|risking|risked|threatens?|threatened|aspir\w+|dreams?|as if|as though|if|unless|whether)\b[^.;:]*$"
)
LONGEST_LOOK = 120
APPLIES_TO = {
    "predicate": "a phrase without a name, or a judging word",
    "class": "a phrase without a name",
    "epithet": "a phrase without a name that names no tie",
    "noun": "a phrase without a name, where capitals tell something",
    "name": "a phrase that ends with a name, where capitals tell something",
    "metonym": "a phrase of capitals or palaces only",
    "tie": "a phrase that names something between others",
}
EFFECTS = {
    "drop": "no slot",
    "negated": "the naming is denied",
    "maybe": "the naming is not stated if a verb of wishing, fearing or supposing stands earlier in the clause",
    "other": "no slot, unless who is named in the group `other` is one of ours",
    "said": "no slot, unless who is named in the group `other` is the target: then even a title names it",
    "joint": "a plural that names a target if the sentence names the target too",
}

Stretch = tuple[int, int]


@dataclass(frozen=True)
class _Trap:
    """One pattern: what it applies to (APPLIES_TO), the side it looks at and its effect (EFFECTS)."""

    trap: str
    applies_to: str
    side: str
    pattern: regex.Pattern[str]
    effect: str
    example: str


@cache
def traps() -> tuple[_Trap, ...]:
    with as_file(files("framing.lexicon") / "traps.csv") as path:
        table = read_csv(path)
    return tuple(
        _Trap(row.trap, row.applies_to, row.side, regex.compile(row.pattern), row.effect, row.example)
        for row in rows(table)
    )


def sprung(applies_to: set[str], text: str, before: Stretch, after: Stretch) -> dict[str, Stretch]:
    """What the words before and after a phrase do to it: {effect: where the words stand that do it}."""
    starts = {"before": max(before[0], before[1] - LONGEST_LOOK), "after": after[0]}
    words = {
        "before": text[starts["before"] : before[1]],
        "after": text[after[0] : min(after[1], after[0] + LONGEST_LOOK)],
    }
    found: dict[str, Stretch] = {}
    for trap in traps():
        match = trap.pattern.search(words[trap.side]) if trap.applies_to in applies_to else None
        if match:
            start, end = match.span("other" if "other" in match.re.groupindex else 0)
            found.setdefault(trap.effect, (starts[trap.side] + start, starts[trap.side] + end))
    if "maybe" in found and SUPPOSING.search(text[slice(*before)]):
        found["irrealis"] = found["maybe"]
    found.pop("maybe", None)
    return found


FIRST_MASK = 0xE000
DETERMINER = regex.compile(r"(?i)(?<!\w)(?:the|its|their|his|her|this|that)\s+$")


@dataclass(frozen=True)
class _Naming:
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
    naming: _Naming


@dataclass(frozen=True)
class Namings:
    """The naming terms of a lexicon, ready to be found."""

    lexicon: Lexicon

    @cached_property
    def by_target(self) -> dict[str, tuple[Strings[_Naming], Strings[_Naming]]]:
        """For each target the forms without and with placeholder."""
        plain: dict[str, dict[str, _Naming]] = {target: {} for target in self.lexicon.targets}
        masked: dict[str, dict[str, _Naming]] = {target: {} for target in self.lexicon.targets}
        for term_id, tag, surface in self.lexicon.surfaces():
            row = self.lexicon.by_id[term_id]
            if row.kind == "naming":
                found_in = masked if PLACEHOLDER.search(surface) else plain
                found_in[row.target][self.with_masks(surface)] = _Naming(term_id, row.target, row.form, row.noun, tag)
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
        first = _outside_of_longer(self.elements(text, second_pass=False))
        return _longest(first + self.elements(self.masked(text, first), second_pass=True))

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


def _outside_of_longer(elements: list[Element]) -> list[Element]:
    """Leave out elements inside a longer string of another target, as "Kremlin" in "Kremlin chief"."""
    kept: list[Element] = []
    reached = 0
    for element in sorted(elements, key=lambda element: (element.start, -element.end)):
        if element.end > reached or (kept and kept[-1].start == element.start and kept[-1].end == element.end):
            kept.append(element)
            reached = max(reached, element.end)
    return kept


def _longest(elements: list[Element]) -> list[Element]:
    """Leave out elements that lie inside another one of the same target."""
    kept: list[Element] = []
    reached: dict[str, int] = {}
    for element in sorted(elements, key=lambda element: (element.start, -element.end)):
        if element.end > reached.get(element.naming.target, 0):
            kept.append(element)
            reached[element.naming.target] = element.end
    return [element for element in kept if element.naming.form != "trap"]
