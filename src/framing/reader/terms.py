"""Terms in a sentence: underlined where they stand, and each loaded one with its target and its neutral wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

WHOSE = {"outlet": "the outlet’s own word", "source": "a source’s word"}


def marked(words: str, start: int, terms: Sequence[Any], anchor: str) -> str:
    """The words of a sentence that begins at `start`, escaped, its terms underlined; loaded ones lead to their note."""
    return "".join(pieces(words, start, apart(terms), anchor))


def pieces(words: str, start: int, terms: Iterable[Any], anchor: str) -> Iterator[str]:
    place = 0
    for term in terms:
        first, last = term.term_start - start, term.term_end - start
        if last > len(words):
            break
        yield escape(words[place:first], quote=False)
        yield element(term, escape(words[first:last], quote=False), anchor)
        place = last
    yield escape(words[place:], quote=False)


def element(term: Any, words: str, anchor: str) -> str:
    """One term: a neutral name, or a loaded term of the outlet or of a source."""
    if term.form == "neutral":
        return f'<span class="neutral">{words}</span>'
    source = " of-source" if term.voice_of_term == "source" else ""
    return f'<u class="loaded{source}" aria-describedby="{anchor}-terms">{words}</u>'


def apart(terms: Sequence[Any]) -> list[Any]:
    """Terms that do not overlap: of two that do the loaded one, else the first, in the order of the text."""
    kept: list[Any] = []
    for term in sorted(terms, key=lambda term: (term.form != "loaded", term.term_start, -term.term_end)):
        if all(term.term_end <= one.term_start or one.term_end <= term.term_start for one in kept):
            kept.append(term)
    return sorted(kept, key=lambda term: term.term_start)


def notes(text: str, terms: Sequence[Any], neutral: Mapping[str, str], anchor: str) -> str:
    """A list of the loaded terms of a sentence: the neutral wording, the target, whose word and by which rule."""
    lines = "".join(note(text, term, neutral) for term in terms if term.form == "loaded")
    return f'<ul class="terms" id="{anchor}-terms" role="list">{lines}</ul>' if lines else ""


def note(text: str, term: Any, neutral: Mapping[str, str]) -> str:
    written = escape(text[term.term_start : term.term_end], quote=False)
    wording = escape(neutral.get(term.term_id, "no neutral wording"), quote=False)
    does = "names" if term.kind == "naming" else "judges"
    return (
        f"<li><b>{written}</b> → <i>{wording}</i> · {does} {escape(term.target, quote=False)} · "
        f'<span title="{escape(term.voice_rule)}">{WHOSE[term.voice_of_term]}</span></li>'
    )
