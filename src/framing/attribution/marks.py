"""Write the quotation marks of any script, keyboard or scraper as those of English print, at the same places.

The result is as long as the text, so that offsets hold. A mark of several characters (``&quot;``, two backticks, <<)
becomes one mark next to its outer neighbour, and fillers between it and the words in marks.
"""

from __future__ import annotations

from functools import lru_cache
from html import unescape

import regex

FILLER = "\uf8fe"  # no letter and no white space; from the end of the private use area, where nobody else writes
AS_ONE = str.maketrans(
    {
        **dict.fromkeys("‟＂", '"'),
        **dict.fromkeys("❝〝「『\x93", "“"),
        **dict.fromkeys("❞〞〟」』\x94", "”"),
        **dict.fromkeys("《〈‹", "«"),
        **dict.fromkeys("》〉›", "»"),
        **dict.fromkeys("`´＇\x92", "'"),
        **dict.fromkeys("❛‚‛\x91", "‘"),
        "❜": "’",
    }
)
ENTITY = (
    r"&(?:amp;)*(?:quot|apos|[lr]dquo|[lr]squo|[bs]dquo|sbquo|[lr]aquo|[lr]saquo"
    r"|#0*(?:34|39|96|171|180|187|82(?:1[6-9]|2[0-3]|49|50))|#[xX]0*(?:22|27|60|ab|AB|b4|B4|bb|BB|201[89a-fA-F]|2039|203[aA]));"
)
LONG = regex.compile(rf"{ENTITY}|\\[\"']|``|´´|‘‘|’’|''|(?<!\S),,(?=\w)|<<(?=[^<>\n]+>>)|(?<=<<[^<>\n]+)>>")
ODD = regex.compile(rf"[‟＂❝❞〝〞〟「」『』《》〈〉‹›`´＇❛❜‚‛\x91-\x94]|[»”](?=\w)|{LONG.pattern}")
MEANING = {"``": "“", "‘‘": "“", "’’": "”", "''": '"', "´´": '"', ",,": "„", "<<": "«", ">>": "»"}
PAIRED = regex.compile(r"``|‘‘|(?<!\S),,(?=\w)")
LINE = regex.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]++")
OPENING_ANGLE = regex.compile(r"[^«»]*(?<![^\s(\[{–—/“-])»(?=\w)")
OPENING_CURVED = regex.compile(r"[^“”„\"]*(?<![^\s(\[{–—/-])”(?=\w)")
LOW_AND_HIGH = regex.compile(r"(?<!\w)‚(?=\w)[^‘’]*‘(?!\w)")
SWAPPED_ANGLES = str.maketrans("«»", "»«")


@lru_cache(maxsize=8)
def plain_marks(text: str) -> str:
    r"""Write every quotation mark as one of “ ” „ " « » ‘ ’ ' at its place.

    >>> plain_marks("»No,« he said. &quot;No.&quot;").replace(FILLER, "_")
    '«No,» he said. "_____No._____"'
    """
    if not ODD.search(text):
        return text
    return LINE.sub(lambda line: _plain_line(line[0]), text)


def without_fillers(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span of plain text without the fillers at its edges.

    >>> without_fillers(plain_marks("&quot;No&quot;"), 1, 13)
    (6, 8)
    """
    while start < end and text[start] == FILLER:
        start += 1
    while start < end and text[end - 1] == FILLER:
        end -= 1
    return start, end


def _plain_line(line: str) -> str:
    if not ODD.search(line):
        return line
    line = LOW_AND_HIGH.sub(lambda match: f"‘{match[0][1:-1]}’", line)
    has_pairs = bool(PAIRED.search(line)) or line.count("''") > 1
    line = LONG.sub(lambda match: _as_mark(match, line, has_pairs=has_pairs), line).translate(AS_ONE)
    if OPENING_ANGLE.match(line):
        line = line.translate(SWAPPED_ANGLES)
    return line.replace("”", '"') if OPENING_CURVED.match(line) else line


def _as_mark(match: regex.Match[str], line: str, *, has_pairs: bool) -> str:
    """Return a long mark as one character with fillers on its inner side."""
    written = match[0]
    if written in ("''", "’’") and not has_pairs:  # the ends of two quotations, or seconds of arc
        return written
    mark = MEANING.get(written) or (written[1] if written[0] == "\\" else _decoded(written)).translate(AS_ONE)
    fillers = FILLER * (len(written) - 1)
    before, after = line[match.start() - 1 : match.start()], line[match.end() : match.end() + 1]
    may_open = (not before or before in " \t([{–—/-“«‘\"'") and not (after.isspace() or not after)
    may_close = bool(before) and not before.isspace() and not after.isalnum()
    opens = may_open if may_open != may_close else mark in "“„«‘"
    return mark + fillers if opens else fillers + mark


def _decoded(entity: str) -> str:
    """Return the character of an entity, however often its ampersand was escaped."""
    while len(entity) > 1:
        entity = unescape(entity)
    return entity
