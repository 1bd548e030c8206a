"""Many strings as one regular expression, shaped as a trie: a hundred times faster than an alternation of thousands.

Strings are literal (no user's regular expressions). A space matches any white space, with a closing or opening
quotation mark beside it; an apostrophe matches ' and ’. Matches are the longest, at word edges. Case is folded, but a
capital of the string must be one in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import regex

Meaning = TypeVar("Meaning")
Trie = dict[str, "Trie"]

SPACE = r"[»”\"]?\s+[«“\"]?"
ATOMS = {" ": SPACE, "'": "['’]", "-": "[-‐‑]"}
END = ""
MASK = regex.compile(r"([\ue000-\uf8ff])\1*")
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
        self.meanings = {folded(string): meaning for string, meaning in meanings.items()}
        self.capitals = {folded(string): string for string in meanings}

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """One expression for all strings."""
        return regex.compile(EDGE_BEFORE + trie_pattern(trie_of(self.meanings)) + EDGE_AFTER, regex.IGNORECASE)

    def find(self, text: str) -> Iterator[Match[Meaning]]:
        """Matches from left to right, longest first, apart."""
        if not self.meanings:
            return
        for match in self.pattern.finditer(text):
            found = plain(match[0])
            key = found.casefold() if len(found.casefold()) == len(found) else found.lower()
            if key in self.meanings and has_capitals(self.capitals[key], found):
                yield Match(match.start(), match.end(), self.meanings[key])


def folded(string: str) -> str:
    return plain(string).casefold()


def plain(string: str) -> str:
    """One space for white space and marks, one apostrophe, one hyphen, one character for a mask."""
    string = regex.sub(SPACE, " ", string.strip())
    return MASK.sub(r"\1", string).replace("’", "'").replace("‐", "-").replace("‑", "-")


def has_capitals(string: str, found: str) -> bool:
    return all(there.isupper() for here, there in zip(string, found, strict=False) if here.isupper())


def trie_of(strings: Iterable[str]) -> Trie:
    root: Trie = {}
    for string in strings:
        node = root
        for character in string:
            node = node.setdefault(character, {})
        node[END] = {}
    return root


def atom(character: str) -> str:
    return character + "+" if MASK.match(character) else ATOMS.get(character, regex.escape(character))


def trie_pattern(node: Trie) -> str:
    """A pattern that prefers the longest string of a trie."""
    branches = [atom(character) + trie_pattern(child) for character, child in sorted(node.items()) if character != END]
    if not branches:
        return ""
    if len(branches) == 1 and END not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if END in node else "")
