"""Find where the sentences of a paragraph end.

A sentence ends at a stop, with the marks that close it, before a word that is not in small letters. Whether a point
ends one depends on the word before it: a title never does ("Gov. Berg"), initials and abbreviations only before a word
that begins sentences ("in the U.S. Then it rained"). Nothing ends within a short bracket.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files

import regex

from framing.tables import read_csv, rows

HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
GAP = rf"[\s{HIDDEN}]*+"
# marks that close: brackets, quotation marks („No.“ and »No.« too; the French » after a space), notes such as [1]
CLOSE = r"""[)\]}'"´’”“‘»«›‹*†‡¹²³⁰⁴-⁹]|\s[)\]}]|\s»(?=\s|$)|\s?[.!?]|…|\[\d{1,3}\]"""
STOP = regex.compile(
    rf"(?<![.!?…])(?P<stop>\.(?:[ \u00a0]\.)++|[.!?…‼⁇⁈⁉‽。！？]++)[{HIDDEN}]*+"
    rf"(?P<close>(?:{CLOSE}){{0,12}}+)(?P<gap>{GAP})"
    r"(?=(?P<next>\p{L}[\p{L}\p{M}]*|\p{N}+|\S))"
)
WORD_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}.&@'’ʼ′`´]+$")
LONGEST_WORD = 80  # code points
LETTERS = regex.compile(r"(?:\p{L}\p{M}*\.)+\p{L}\p{M}*|(?:Ph|Ed|M|B|D)\.\p{L}{1,3}")  # U.S, e.g, Ph.D
HOUR = regex.compile(r"\d*[ap]\.?m|\d*[AP]\.?M")
OF_THE_HOUR = regex.compile(
    r"\p{Lu}{2,4}T|GMT|UTC|ET|CT|PT|MT|Eastern|Central|Pacific|Mountain|Greenwich|Moscow|Local|London"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|(?:Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov"
    r"|Dec)\p{Ll}*"
)
OPENS_WITH_TIME = regex.compile(
    r"\W*(?:At|By|Around|About|Before|After|Since|On|From|Until|Till|Between|Shortly|Just|Near|Every)\b(?:\s+\S+){1,6}"
)
NUMERAL = regex.compile(r"\W*(?:\d{1,3}|\p{L}|[IVX]+)")
PROSE = regex.compile(  # in titles in capitals a capital begins nothing
    r"\b(?!(?:an?|and|as|at|but|by|for|from|in|into|of|on|or|over|the|to|via|with)\b)\p{Ll}{2}"
)
WORD_IN_CAPITALS = regex.compile(r"\p{Lu}\p{Ll}+(?![\p{Ll}.@])|(?:A|An|It|I)\s")
LONG_NUMBER = regex.compile(r"\p{N}{3,}(?![\p{L}\p{N}]|[.,:–-]\p{N})")
BRACKET = regex.compile(r"[()\[\]{}]")
SHORT_BRACKET, LONGEST_BRACKET = 70, 300  # code points
HOLDS_SENTENCE = regex.compile(r"\W*\p{Lu}\p{Ll}.*[.!?]\W*$", regex.DOTALL)
SPEAKER = regex.compile(r"(?:\p{Lu}[\p{L}.'’-]*\s+){1,4}\p{Ll}+(?:ed|s|id|old|ote|ent)\b|\p{Ll}")
OWN = regex.compile(r"[(\[{][^()\[\]{}]*\w\W+\w[^()\[\]{}]*[)\]}]\s+(?=[\p{Lu}\p{N}“\"‘«])")
WORD = regex.compile(r"\w")
QUOTES = regex.compile(r"['\"´’”“‘»«›‹]")
OMISSION = regex.compile(r"I\b|['\"“‘]\p{Ll}")  # "well ... I think" leaves out words and ends nothing
Stop = regex.Match[str]


def sentence_starts(text: str, first: int = 0) -> Iterator[int]:
    """Yield the places where the sentences of a paragraph begin, except the first sentence.

    Parameters
    ----------
    text : str
        A paragraph without line breaks.
    first : int, default 0
        No sentence ends before this place, as in a dateline.

    Examples
    --------
    >>> text = "Gov. Berg left the U.S. Then it rained."
    >>> [text[start:] for start in sentence_starts(text)]
    ['Then it rained.']
    """
    begin = place = 0
    brackets = _brackets(text)
    asides = [span for span in brackets.items() if _is_aside(text[slice(*span)])]
    opening = {start for start, _ in asides}
    while True:
        own = OWN.match(text, begin) if begin in opening else None
        if own:
            yield own.end()
            begin = place = own.end()
            continue
        stop = STOP.search(text, max(place, first))
        if not stop:
            return
        place = stop.end()
        around = next(((start, end) for start, end in asides if start <= stop.start() < end), None)
        if around and (around[0] != begin or stop.end("close") < around[1]):
            place = around[1]
        elif _ends(text, begin, stop, brackets):
            yield place
            begin = place


def _brackets(text: str) -> dict[int, int]:
    """Return where brackets open and end; pairs far apart are none."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for mark in BRACKET.finditer(text):
        if mark[0] in "([{":
            opened.append(mark.start())
        elif opened:
            start = opened.pop()
            if mark.end() - start <= LONGEST_BRACKET:
                pairs[start] = mark.end()
    return pairs


def _is_aside(bracket: str) -> bool:
    """Check that a bracket holds no sentences of its own."""
    return len(bracket) < SHORT_BRACKET or not HOLDS_SENTENCE.match(bracket)


def _ends(text: str, begin: int, stop: Stop, brackets: dict[int, int]) -> bool:
    """Check that a sentence ends at a stop."""
    place, after, following = stop.start(), stop.end(), stop["next"]
    if following[0].islower() or following in ",;:" or NUMERAL.fullmatch(text, begin, place):
        return False
    if stop["stop"] in (".", "..") and not _point_ends(text, begin, stop):
        return False
    if not stop["gap"]:
        is_after_word = text[place - 1 : place].islower() and not stop["close"]
        return is_after_word and WORD_IN_CAPITALS.match(text, after) is not None
    if LONG_NUMBER.match(text, after) or not WORD.search(text, begin, place) or not WORD.search(text, after):
        return False
    if stop["stop"] in ("...", ". . .", "…") and OMISSION.match(text, after) and text[place - 1].isspace():
        return False
    if len(QUOTES.findall(stop["close"])) > 1 and SPEAKER.match(text, after):
        return False
    if after not in brackets:
        return True
    ahead = text[brackets[after] : brackets[after] + 9].lstrip()[:1]
    return ahead not in (",", ";", ":") and (text[after + 1].isupper() or not ahead.islower())


def _point_ends(text: str, begin: int, stop: Stop) -> bool:
    """Check that a point before a capital ends a sentence, by the word before it."""
    place, following = stop.start(), stop["next"]
    match = WORD_BEFORE.search(text, max(begin, place - LONGEST_WORD), place)
    word = match[0].lstrip("'’ʼ′`´.") if match else ""
    if word in _words("title") or (word in _words("numbered") and following[0].isdigit()):
        return False
    starts = following in _words("starter")
    if HOUR.fullmatch(word):
        if starts or following[0].isdigit() or not stop["gap"]:
            return starts
        is_of_hour = OF_THE_HOUR.fullmatch(following) or OPENS_WITH_TIME.fullmatch(text, begin, place)
        return not is_of_hour and (following[0].isupper() or following in '“"‘«')
    if word in _words("may-end") or LETTERS.fullmatch(word) or (len(word) == 1 and word.isalpha()):
        return starts and PROSE.search(text) is not None
    return True


@cache
def _words(kind: str) -> frozenset[str]:
    """Read the words of a kind that decide whether a point ends a sentence."""
    with as_file(files("framing.corpus") / "stops.csv") as path:
        table = read_csv(path)
    return frozenset(word for row in rows(table) if row.kind == kind for word in row.words.split())
