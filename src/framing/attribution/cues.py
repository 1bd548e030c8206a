"""Cues of reported speech: the verbs, phrases and nouns that tell that somebody speaks, and who can.

They are data (reporting.csv), each with its stance and an example; the patterns that put them together (word order,
what may stand between) are those of English, the language of the rows that are there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import regex

from framing.tables import read_csv, rows

KINDS = {
    "say": "a verb after which any words are a report",
    "tell": "a verb that may name the hearer before what is reported",
    "verb": "a verb that reports a clause, a quotation, or what stands before it",
    "that": "a verb that reports a clause with that, whether, how …, and nothing else",
    "quoting": "a verb that reports a quotation beside it",
    "fragment": "a verb of speaking whose subject owns the quotation marks that follow",
    "phrase": "words before or around X, the source",
    "noun": "a noun that reports a clause with that, if it has an owner",
    "hearsay": "an adverb that tells of a source without naming one",
    "measure": "what stands after “according to” and is no source",
    "role": "a person who may be a source",
    "organ": "an institution or document that may be one",
    "critic": "a word for somebody who does not speak for the side that the phrase names",
}
WORD = re.compile(r"[\w-]+")
VERBS = ("say", "tell", "verb", "that", "quoting", "fragment")


@dataclass(frozen=True)
class _Cue:
    """One form of a cue."""

    kind: str
    cue: str
    stance: str
    tag: str


@cache
def read_cues() -> dict[str, tuple[_Cue, ...]]:
    """Every form with what it may be."""
    found: dict[str, list[_Cue]] = defaultdict(list)
    with as_file(files("framing.attribution") / "cues.csv") as path:
        for row in rows(read_csv(path)):
            for tag, form in _forms_of(row.cue, row.forms):
                found[form].append(_Cue(row.kind, row.cue, row.stance, tag))
    return {form: tuple(readings) for form, readings in found.items()}


def _forms_of(cue: str, forms: str) -> Iterator[tuple[str, str]]:
    yield "base", cue
    for piece in forms.split(";"):
        tag, _, form = piece.strip().partition("=")
        if form:
            yield tag, form


@cache
def forms(*kinds: str) -> tuple[str, ...]:
    """Forms of the given kinds."""
    return tuple(form for form, readings in read_cues().items() if any(cue.kind in kinds for cue in readings))


@cache
def any_of(*kinds: str) -> regex.Pattern[str]:
    """One of the forms of the given kinds as a whole word."""
    return regex.compile(r"(?i)(?<![\w-])(?:\L<words>)(?![\w-])", words=forms(*kinds))


@cache
def _by_first_word(*kinds: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Forms of the given kinds as patterns, the longest first, under their first word."""
    found: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for form in sorted((form.lower() for form in forms(*kinds)), key=len, reverse=True):
        words = form.split()
        found[words[0]].append(re.compile(r"\s+".join(map(re.escape, words)) + r"(?![\w-])", re.IGNORECASE))
    return {word: tuple(patterns) for word, patterns in found.items()}


def find_cues(text: str, *kinds: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, form) of every cue of the given kinds: word by word, many times faster than one large pattern."""
    table, reached = _by_first_word(*kinds), 0
    for word in WORD.finditer(text):
        for pattern in table.get(word[0].lower(), ()) if word.start() >= reached else ():
            match = pattern.match(text, word.start())
            if match:
                reached = match.end()
                yield match.start(), reached, " ".join(match[0].lower().split())
                break


@cache
def official() -> regex.Pattern[str]:
    """A role or an organ that speaks for its state."""
    words = [form for form, readings in read_cues().items() if any(cue.stance == "official" for cue in readings)]
    return regex.compile(r"(?i)(?<![\w-])(?:\L<words>)(?![\w-])", words=words)
