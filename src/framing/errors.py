"""What can go wrong, told to the researcher: each message is a sentence that says what, where and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class FramingError(Exception):
    """Base of every error that the toolkit raises on purpose."""


class BadInput(FramingError, ValueError):
    """A file, table or argument is not what was expected."""


class TextNotAvailable(FramingError, LookupError):
    """A step needs the text of an article that is private and not attached here."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A closing clause that names the nearest known word, or the known words when none is near.

    >>> did_you_mean("outlett", ["outlet", "text"])
    "did you mean 'outlet'?"
    >>> did_you_mean("x", ["outlet", "text"])
    'known are: outlet, text.'
    """
    words = list(known)
    near = get_close_matches(word, words, n=1)
    return f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(words)}."
