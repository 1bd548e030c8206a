"""Read a text as one reads it: in one spelling, without entities and hidden characters, lines joined.

What is found in the text as read has offsets there; `Reading.places` gives those of the text as stored.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise

import regex

HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
HIDDEN_MARK = regex.compile(f"[{HIDDEN}]")
ENTITY = regex.compile(
    r"&(?:amp;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\p{L}[\p{L}\d]{1,30});"
)  # escaped once or more often
LETTER = regex.compile(rf"(?:{ENTITY.pattern}|\X)[{HIDDEN}]*", regex.DOTALL)
HYPHENS = dict.fromkeys(map(ord, "‐‑﹣－"), "-")
APOSTROPHE = regex.compile(r"ʼ|(?<=[\p{L}\p{M}])[‘‛`´′ʹʻʽˈ＇](?=\p{L})")
UNUSUAL = regex.compile(rf"[{HIDDEN}‐‑﹣－ʼ＇‘‛`´′ʹʻʽˈ\p{{M}}\u1100-\u11ff]|[\u212a\u212b\u2126]|{ENTITY.pattern}")


@dataclass(frozen=True)
class Reading:
    """Store a text as read, with the place of each of its code points, and of its end, in the text as stored."""

    text: str
    places: Sequence[int]

    def place_of(self, stored: int) -> int:
        """Return the place in the text as read of a place in the text as stored."""
        return bisect_left(self.places, stored)


@lru_cache(maxsize=8)
def as_read(text: str) -> Reading:
    r"""Return a text in NFC, with - for every hyphen and ’ for unusual apostrophes, without hidden characters.

    Parameters
    ----------
    text : str
        A text as stored.

    Examples
    --------
    >>> reading = as_read("The cafe\u0301 of O‘Hara: so\u00adlong")
    >>> reading.text, reading.places[-1] - len(reading.text)
    ('The café of O’Hara: solong', 2)
    """
    if not UNUSUAL.search(text):
        return Reading(text, range(len(text) + 1))
    places: Sequence[int] = range(len(text) + 1)
    read = text
    if HIDDEN_MARK.search(text) or ENTITY.search(text) or not unicodedata.is_normalized("NFC", text):
        characters: list[str] = []
        found: list[int] = []
        for letter in LETTER.finditer(text):
            composed = unicodedata.normalize("NFC", HIDDEN_MARK.sub("", _decoded(letter[0])))
            characters.append(composed)
            found += [letter.start()] * len(composed)
        read, places = "".join(characters), [*found, len(text)]
    return Reading(APOSTROPHE.sub("’", read.translate(HYPHENS)), places)


def _decoded(letter: str) -> str:
    """Return the character of an entity, however often its ampersand was escaped, and other characters as they are."""
    while len(letter) > 1 and ENTITY.match(letter) and letter != (decoded := unescape(letter)):
        letter = decoded
    return letter


LINE = regex.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
BREAK = regex.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
FIRST_WORD = regex.compile(r"[^\s-]+-?")
WIDEST = 160  # code points; longer lines are paragraphs
SMALL_SHARE, FULL_SHARE = 0.2, 0.9  # breaks before a small letter of all breaks; of these, those after a full line
TOLERANCE = 0.85  # share of the width that a line of a ragged page fills
Stretch = tuple[int, int]


def paragraphs_of(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    r"""Yield each paragraph that is not blank, in one line, with the place of each code point in the text.

    Examples
    --------
    >>> [paragraph for paragraph, _ in paragraphs_of("Rain\n\nIt rained.\nWe left.")]
    ['Rain', 'It rained.', 'We left.']
    >>> [paragraph for paragraph, _ in paragraphs_of("Rain\n\nIt rained over\nthe pier and over\nthe hall.")]
    ['Rain', 'It rained over the pier and over the hall.']
    """
    lines = _lines_of(text)
    width = _width_of(text, lines)
    run: list[Stretch] = []
    for line in lines:
        if run and not (width and _is_next(text, run[-1], line) and _continues(text, run[-1], line, width)):
            yield _joined(text, run)
            run = []
        run.append(line)
    if run:
        yield _joined(text, run)


def is_wrapped(text: str) -> bool:
    r"""Check whether the lines of a text were cut at a width.

    >>> is_wrapped("It rained over\nthe pier and over\nthe hall."), is_wrapped("It rained.\nWe left.")
    (True, False)
    """
    return _width_of(text, _lines_of(text)) > 0


def _lines_of(text: str) -> list[Stretch]:
    """Return where the lines that are not blank begin and end, without white space around them."""
    lines = []
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + match[0].index(stripped)
            lines.append((start, start + len(stripped)))
    return lines


def _is_next(text: str, above: Stretch, line: Stretch) -> bool:
    """Check that no blank line is between two lines."""
    return len(BREAK.findall(text, above[1], line[0])) == 1


def _length_with(text: str, above: Stretch, line: Stretch) -> int:
    """Return how long a line would be with the first word of the next one."""
    word = FIRST_WORD.match(text, *line)
    joint = 0 if text[above[1] - 1] == "-" else 1
    indent = max(0, _indent(text, above) - _indent(text, line))  # of the first line of a paragraph
    return indent + above[1] - above[0] + joint + (len(word[0]) if word else 1)


def _indent(text: str, line: Stretch) -> int:
    """Count the white space before a line."""
    start = line[0]
    while start and text[start - 1] in " \t\u00a0":
        start -= 1
    return line[0] - start


def _continues(text: str, above: Stretch, line: Stretch, width: int) -> bool:
    """Check that a line goes on in the next one."""
    return _length_with(text, above, line) > width or (
        text[line[0]].islower() and above[1] - above[0] > TOLERANCE * width
    )


def _width_of(text: str, lines: Sequence[Stretch]) -> int:
    """Return the width at which the lines of a text are cut, or 0."""
    breaks = [(above, line) for above, line in pairwise(lines) if _is_next(text, above, line)]
    if not breaks:
        return 0
    width = max(above[1] - above[0] for above, _ in breaks)
    small = [(above, line) for above, line in breaks if text[line[0]].islower()]
    full = sum(_continues(text, above, line, width) for above, line in small)
    is_cut = small and len(small) >= SMALL_SHARE * len(breaks) and full >= FULL_SHARE * len(small)
    return width if width <= WIDEST and is_cut else 0


def _joined(text: str, lines: Sequence[Stretch]) -> tuple[str, Sequence[int]]:
    """Return lines as one, with a space for each break, and the place of each code point."""
    if len(lines) == 1:
        return text[slice(*lines[0])], range(*lines[0])
    places = [place for start, end in lines for place in (*range(start, end), end)][:-1]
    return " ".join(text[slice(*line)] for line in lines), places
