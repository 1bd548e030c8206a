"""Search: where words, phrases or patterns stand in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from framing.errors import BadInput

PATIENCE = 5.0  # seconds for one pattern in one article; a pattern that needs more has no end in sight
APOSTROPHE = regex.compile("['’]")


def patterns_of(wanted: Iterable[str], *, expressions: bool = False) -> list[regex.Pattern[str]]:
    """What is searched, ready to search with: whole words and phrases, or regular expressions; case is ignored.

    Raises
    ------
    BadInput
        naming the place at which an expression is wrong, or where nothing is searched.
    """
    patterns = [expression(one) if expressions else phrase(one) for one in wanted]
    if not patterns:
        raise BadInput("Nothing is searched; name a word, a phrase or several.")
    return patterns


def phrase(words: str) -> regex.Pattern[str]:
    r"""Whole words in a row, over any space or line break between them, with either apostrophe.

    >>> bool(phrase("head of state").search("the head of\nState"))
    True
    >>> bool(phrase("rat").search("separate"))
    False
    """
    parts = [APOSTROPHE.sub("['’]", regex.escape(word)) for word in words.split()]
    if not parts:
        raise BadInput(f"A word or phrase is searched; {words!r} has none.")
    begin, end = (r"\b" if regex.match(r"\w", edge) else "" for edge in (words.strip()[0], words.strip()[-1]))
    return regex.compile(begin + r"\s+".join(parts) + end, regex.IGNORECASE)


def expression(pattern: str) -> regex.Pattern[str]:
    """A regular expression of the `regex` package; `(?-i:…)` minds the case of what stands in it."""
    if not pattern:
        raise BadInput("The regular expression is empty; name a word or a pattern.")
    try:
        return regex.compile(pattern, regex.IGNORECASE)
    except regex.error as error:
        raise BadInput(
            f"The regular expression {pattern!r} is wrong: {error}. Signs such as ( [ + * ? . stand for "
            "themselves with a \\ before them; without regex all signs do."
        ) from None


def hits(pattern: regex.Pattern[str], text: str, where: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every match in a text; matches of no width are none.

    Raises
    ------
    BadInput
        when the pattern needs more than `PATIENCE` seconds, as nested repetitions like (a+)+ may.
    """
    try:
        for match in pattern.finditer(text, timeout=PATIENCE):
            if match.end() > match.start():
                yield match.span()
    except TimeoutError:
        raise BadInput(
            f"The regular expression {pattern.pattern!r} was given up after {PATIENCE:g} seconds in '{where}'. "
            "Repetitions within repetitions, as in (a+)+, take time without end; write it with one of them."
        ) from None
