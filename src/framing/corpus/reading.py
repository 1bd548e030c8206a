"""Read a text as one reads it: in one normal form, with one hyphen and one apostrophe, without characters of no width.

What is found in the text as read has offsets there; `Reading.places` gives those of the text as stored.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
HIDDEN_MARK = regex.compile(f"[{HIDDEN}]")
LETTER = regex.compile(rf"\X[{HIDDEN}]*", regex.DOTALL)
HYPHENS = dict.fromkeys(map(ord, "‐‑﹣－"), "-")
APOSTROPHE = regex.compile(r"[ʼ＇]|(?<=[\p{L}\p{M}])[‘‛`´′ʹʻ](?=\p{L})")
UNUSUAL = regex.compile(rf"[{HIDDEN}‐‑﹣－ʼ＇‘‛`´′ʹʻ\p{{M}}\u1100-\u11ff]|[\u212a\u212b\u2126]")


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
    if HIDDEN_MARK.search(text) or not unicodedata.is_normalized("NFC", text):
        characters: list[str] = []
        found: list[int] = []
        for letter in LETTER.finditer(text):
            composed = unicodedata.normalize("NFC", HIDDEN_MARK.sub("", letter[0]))
            characters.append(composed)
            found += [letter.start()] * len(composed)
        read, places = "".join(characters), [*found, len(text)]
    return Reading(APOSTROPHE.sub("’", read.translate(HYPHENS)), places)
