"""Define the errors of the toolkit; each message states what is wrong, where, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class FramingError(Exception):
    """Base class of all errors raised by the toolkit."""


class BadInput(FramingError, ValueError):
    """A file, table or argument is invalid."""


class TextNotAvailable(FramingError, LookupError):
    """The text of an article is needed, but it is private and not attached."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the closest known word, or list all known words if none is close.

    >>> did_you_mean("outlett", ["outlet", "text"])
    "did you mean 'outlet'?"
    >>> did_you_mean("x", ["outlet", "text"])
    'choose one of: outlet, text.'
    """
    words = list(known)
    near = get_close_matches(word, words, n=1)
    return f"did you mean '{near[0]}'?" if near else f"choose one of: {', '.join(words)}."
