"""Read the cues of reported speech: verbs, phrases and nouns that report, and words for possible sources.

The cues are in cues.csv, each with its language, its stance and an example. Verbs and phrases that name a source are
there in Ukrainian, Russian and Portuguese too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import regex

from framing.corpus import ENGLISH
from framing.tables import read_csv, rows

CUE_KINDS = {
    "say": "a verb after which any words are a report",
    "tell": "a verb that may name the addressee before the report",
    "verb": "a verb that reports a clause, a quotation, or the words before it",
    "that": "a verb that reports only a clause with that, whether, how and the like",
    "quoting": "a verb that reports an adjacent quotation",
    "fragment": "a verb of speaking whose subject is the source of the quotation marks after it",
    "act": "a verb whose object or infinitive states what its subject said",
    "wish": "a verb whose object or infinitive states what its subject wants, supports or fears",
    "label": "a verb that calls its object something",
    "show": "a verb whose object states what a document says, if its subject is one",
    "phrase": "words before or around X, the source",
    "noun": "a noun that reports a clause with that, if it has a possessor",
    "hearsay": "an adverb that implies a source without naming one",
    "measure": "a word after “according to” that is not a source",
    "heading": "a word before a colon that names no speaker",
    "role": "a person who may be a source",
    "organ": "an institution or document that may be a source",
    "critic": "a word for a person who does not speak for the side named in the phrase",
}
VERBS = ("say", "tell", "verb", "that", "quoting", "fragment", "act", "wish", "label", "show")
WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class _Cue:
    """Store one reading of a form."""

    kind: str
    cue: str
    stance: str
    tag: str


def read_cues(language: str = ENGLISH) -> dict[str, tuple[_Cue, ...]]:
    """Read every form of a language with its possible readings."""
    return _cues_by_language().get(language, {})


@cache
def _cues_by_language() -> dict[str, dict[str, tuple[_Cue, ...]]]:
    readings: dict[str, dict[str, list[_Cue]]] = defaultdict(lambda: defaultdict(list))
    with as_file(files("framing.attribution") / "cues.csv") as path:
        for row in rows(read_csv(path)):
            for tag, form in _forms_of(row.cue, row.forms):
                readings[row.language][form].append(_Cue(row.kind, row.cue, row.stance, tag))
    return {
        language: {form: tuple(of_form) for form, of_form in by_form.items()} for language, by_form in readings.items()
    }


def languages_of_cues() -> tuple[str, ...]:
    """Return the languages whose reporting clauses are read."""
    return tuple(_cues_by_language())


def _forms_of(cue: str, forms: str) -> Iterator[tuple[str, str]]:
    yield "base", cue
    for piece in forms.split(";"):
        tag, _, form = piece.strip().partition("=")
        if form:
            yield tag, form


def find_cues(text: str, *kinds: str, language: str = ENGLISH) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, form) of every cue of the given kinds in a language.

    Looking up each word is many times faster than one large pattern.
    """
    by_first_word, reached = _by_first_word(language, *kinds), 0
    for word in WORD.finditer(text):
        for pattern in by_first_word.get(word[0].lower(), ()) if word.start() >= reached else ():
            match = pattern.match(text, word.start())
            if match:
                reached = match.end()
                yield match.start(), reached, " ".join(match[0].lower().split())
                break


@cache
def _by_first_word(language: str, *kinds: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """Compile the forms of the given kinds, longest first, by their first word."""
    patterns: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for form in sorted((form.lower() for form in forms(*kinds, language=language)), key=len, reverse=True):
        words = form.split()
        patterns[words[0]].append(re.compile(r"\s+".join(map(re.escape, words)) + r"(?![\w-])", re.IGNORECASE))
    return {word: tuple(of_word) for word, of_word in patterns.items()}


@cache
def cue_pattern(*kinds: str) -> regex.Pattern[str]:
    """Compile a pattern for any form of the given kinds, as a whole word."""
    return regex.compile(r"(?i)(?<![\w-])(?:\L<words>)(?![\w-])", words=forms(*kinds))


@cache
def official_pattern() -> regex.Pattern[str]:
    """Compile a pattern for roles and organisations that speak for their state."""
    words = [form for form, readings in read_cues().items() if any(cue.stance == "official" for cue in readings)]
    return regex.compile(r"(?i)(?<![\w-])(?:\L<words>)(?![\w-])", words=words)


@cache
def forms(*kinds: str, language: str = ENGLISH) -> tuple[str, ...]:
    """Return the forms of the given kinds in a language."""
    return tuple(form for form, readings in read_cues(language).items() if any(cue.kind in kinds for cue in readings))
