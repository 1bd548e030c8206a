"""Many strings as one regular expression, shaped as a trie: a hundred times faster than an alternation of thousands.

Strings are literal (no user's regular expressions). A space matches any white space, with a closing or opening
quotation mark beside it; an apostrophe matches ' and ’. Matches are the longest, at word edges. Case is folded, but a
capital of the string must be one in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

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
        self.meanings = {lowered(plain(string)): meaning for string, meaning in meanings.items()}
        self.capitals = {lowered(plain(string)): plain(string) for string in meanings}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One expression for all strings, in small letters."""
        return re.compile(EDGE_BEFORE + trie_pattern(trie_of(self.meanings)) + EDGE_AFTER)

    def find(self, text: str) -> Iterator[Match[Meaning]]:
        """Matches from left to right, longest first, apart."""
        if not self.meanings:
            return
        for match in self.pattern.finditer(lowered(text)):
            key = plain(match[0])
            if has_capitals(self.capitals[key], plain(text[match.start() : match.end()])):
                yield Match(match.start(), match.end(), self.meanings[key])


def lowered(text: str) -> str:
    """Small letters, character for character: offsets hold also where lower() would make two of one (İ)."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)


def plain(string: str) -> str:
    """One space for white space and marks, one apostrophe, one hyphen, one character for a mask."""
    string = SPACES.sub(" ", string.strip())
    return MASK.sub(r"\1", string).replace("’", "'").replace("‐", "-").replace("‑", "-")


def has_capitals(string: str, found: str) -> bool:
    """Whether every capital of the string is one in what was found."""
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
    return character + "+" if MASK.match(character) else ATOMS.get(character, re.escape(character))


def trie_pattern(node: Trie) -> str:
    """A pattern that prefers the longest string of a trie."""
    branches = [atom(character) + trie_pattern(child) for character, child in sorted(node.items()) if character != END]
    if not branches:
        return ""
    if len(branches) == 1 and END not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if END in node else "")
