"""Find the text inside quotation marks in one pass, for any text and the marks of any script, keyboard or scraper.

Marks are first written as those of English print, at the same places: the result is as long as the text, so that
offsets hold, and a mark of several characters (``&quot;``, two backticks, <<) becomes one mark next to its outer
neighbour.

Other marks are read as these first (marks.py). Marks belong to three families that can be nested: “ ” „ " and « » and
‘ ’ '. Whether a mark opens or closes depends on its neighbours, so that families may be mixed. Of nested quotations the
outermost counts. Rules for missing marks:

- a quotation that is never closed ends with its line, or where the next one of its family opens;
- one that is never opened begins with its line if a comma closes it and a verb of saying follows;
- one that is closed late continues over at most three lines without marks, up to the mark that closes it;
- a single mark opens a quotation only if another closes it in the same line; otherwise it is an apostrophe;
- after an s and before a word a single mark is a possessive ("the workers' party"), unless no other mark closes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from operator import itemgetter

import regex

from framing.attribution.cues import cue_pattern

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
LONG = regex.compile(
    rf"{ENTITY}|\\[\"']|``|´´|‘‘|’’|''|‹‹|››|(?<!\d)[″ˮ]|(?<!\S),,(?=\w)|<<(?=[^<>\n]+>>)|>>(?<=<<[^<>\n]+>>)"
)
ODD = regex.compile(rf"[‟＂❝❞〝〞〟「」『』《》〈〉‹›`´＇❛❜‚‛\x91-\x94]|[»”](?=\w)|{LONG.pattern}")
MEANING = {
    "``": "“",
    "‘‘": "“",
    "’’": "”",
    "''": '"',
    "´´": '"',
    ",,": "„",
    "<<": "«",
    ">>": "»",
    "‹‹": "«",
    "››": "»",
    "″": '"',
    "ˮ": '"',
}
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


Span = tuple[int, int]

MARK = regex.compile(r"(?<feet>(?<=\d)['’]\d{1,2}[\"”])|[“”„«»\"‘’']")
ELISION = regex.compile(r"['’‘](?:\d\ds?|em|til|cause|tis|twas|n)\b")
WORD_FOLLOWS = regex.compile(r"\s+\w")
FAMILY = {"“": "double", "”": "double", "„": "double", '"': "double", "«": "angle", "»": "angle"}
NEVER_OPEN, NEVER_CLOSE = "”»’", "„«‘"
BEFORE_OPENING = "([{-–—/“«„‘\"'"
TURN = regex.compile(
    r"\s*[“\"]?(?P<source>\p{Lu}[\p{Lu}.'’-]+(?:\s\p{Lu}[\p{Lu}.'’-]*){0,3}(?:\s\([^()]{1,30}\))?(?=:\s)|[QA](?=[:.]\s))[:.]\s+"
)
FEWEST_TURNS = 3
MOST_LINES_OF_A_TURN = 4
MOST_LINES_TO_A_LATE_CLOSE = 3
LONGEST_CLAUSE_BEHIND = 60  # code points
MASK = "\ue000"
LONG_WORD = regex.compile(r"\p{L}{4,}")
SPOKEN_AT_END = regex.compile(r"[,!?…]$")
VERB = (
    r"(?:is|are|was|were|am|has|have|had|did|does|do|will|would|can|could|must|should|may|might)(?:n['’]t)?(?=[\s.]|$)"
)
PERSON = r"(?:I|We|You|He|She|It|They|This|That|There|Nobody|No one)"
STATES = regex.compile(  # a clause, unlike a title: “Nobody did it”, “Ovar is Ruk.”
    rf"^{PERSON}\s+{VERB}|(?:\s{VERB}|^{PERSON}['’]\p{{Ll}}+\s).*\.$"
)
MOST_WORDS_OF_A_NAME = 8
ENDS_BEFORE = regex.compile(r"(?:^|[\r\n]|[.!?…][”\"’»]?\s+)\s*[“\"„«]\s?$")
BREAKS_BEHIND = regex.compile(r"[”\"“»](?:\s|$)")


@dataclass(frozen=True)
class Quotation:
    """Store the span between two marks; `closed` states whether the closing mark is in the same line."""

    start: int
    end: int
    closed: bool


def find_quotations(text: str) -> list[Span]:
    r"""Find the spans inside quotation marks, in order and without overlap.

    The marks themselves are not included. The time is linear in the length of the text, and no text raises an error.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of (int, int)
        Start and end of each quotation in code points, half-open.

    Examples
    --------
    >>> find_quotations('He called it "a gift". It\'s the workers\' party, not a \'gift\'.')
    [(14, 20), (55, 59)]
    """
    plain = plain_marks(text)
    return [without_fillers(plain, quotation.start, quotation.end) for quotation in quotations_of(plain)]


def quotations_of(text: str) -> list[Quotation]:
    """Return every quotation of a text with plain marks, in order."""
    quotations: list[Quotation] = []
    pending: list[Quotation] | None = None
    for match in LINE.finditer(text):
        line, offset = match[0], match.start()
        if line.isspace():
            continue
        own, late = _quotations_of_line(line)
        if pending is not None and late is not None:
            quotations += [*pending, Quotation(offset, offset + late, closed=True)]
        elif late is not None and _is_said(line, late):
            quotations.append(Quotation(offset, offset + late, closed=True))
        quotations += [Quotation(offset + one.start, offset + one.end, one.closed) for one in own]
        pending = _pending_lines(pending, own, line, offset)
    return quotations


def _is_said(line: str, mark: int) -> bool:
    """Check that a comma before a closing mark and a verb of saying behind it tell that the line begins as speech."""
    behind = line[mark + 1 : mark + LONGEST_CLAUSE_BEHIND]
    return mark > 0 and line[mark - 1] in ",.!?…" and cue_pattern("say", "tell", "verb").search(behind) is not None


def _pending_lines(
    pending: list[Quotation] | None, own: list[Quotation], line: str, offset: int
) -> list[Quotation] | None:
    """Return the lines that a later mark may close; None if no quotation is open."""
    if own:
        return [] if not own[-1].closed and own[-1].end == len(line) else None
    if pending is None or MARK.search(line) or len(pending) == MOST_LINES_TO_A_LATE_CLOSE:
        return None
    return [*pending, Quotation(offset, offset + len(line), closed=False)]


def _quotations_of_line(line: str) -> tuple[list[Quotation], int | None]:
    """Return the quotations of one line, and the place of a mark that closes an earlier line's quotation."""
    marks = [match.start() for match in MARK.finditer(line) if not match["feet"]]
    pairs, opened, late = _pair_marks(line, marks)
    openings = sorted([*opened, *(start for start, _ in pairs if line[start] in FAMILY)])
    following: dict[str, int] = {}
    ends = {}
    for place in reversed(openings):
        family = FAMILY[line[place]]
        ends[place] = following.get(family, len(line))
        following[family] = place
    unclosed = [Quotation(place + 1, ends[place], closed=False) for place in opened if place + 1 < ends[place]]
    closed = [Quotation(start + 1, end, closed=True) for start, end in pairs]
    return _outermost(unclosed + closed), late


def _pair_marks(line: str, marks: list[int]) -> tuple[list[Span], list[int], int | None]:
    """Return pairs of marks, opening marks that are never closed, and a first mark that closes an earlier line."""
    single = _closers_of_single_marks(line, marks)
    pairs: list[Span] = []
    opened: dict[str, list[int]] = {"double": [], "angle": []}
    late, reached = None, -1
    for place in marks:
        if place < reached:
            continue
        family = FAMILY.get(line[place])
        if family is None:
            if place in single and not any(opened.values()):
                reached = single[place]
                pairs.append((place, reached))
        elif _opens(line, place, is_open=bool(opened[family])):
            opened[family].append(place)
        elif opened[family]:
            pairs.append((opened[family].pop(), place))
        elif place == marks[0] or not (pairs or any(opened.values()) or late):
            late = place
    return pairs, opened["double"] + opened["angle"], late


def _opens(line: str, place: int, *, is_open: bool) -> bool:
    """Check whether a mark opens: by its shape, then its neighbours, then whether one of its family is open."""
    can_open, can_close = _may_open(line, place), _may_close(line, place)
    if line[place] in NEVER_OPEN:
        return False
    if line[place] in NEVER_CLOSE:
        return True
    if can_open != can_close:
        return can_open
    return not is_open


def _may_open(line: str, place: int) -> bool:
    before, after = line[place - 1 : place], line[place + 1 : place + 2]
    return (not before or before.isspace() or before in BEFORE_OPENING) and bool(after) and not after.isspace()


def _may_close(line: str, place: int) -> bool:
    before, after = line[place - 1 : place], line[place + 1 : place + 2]
    return bool(before) and not before.isspace() and not after.isalnum()


def _closers_of_single_marks(line: str, marks: list[int]) -> dict[int, int]:
    """Map each single mark that opens a quotation to the one that closes it."""
    closers = {}
    sure: int | None = None
    possible: int | None = None
    for place in reversed(marks):
        mark = line[place]
        if mark in FAMILY:
            continue
        if mark != "’" and _may_open(line, place) and not ELISION.match(line, place):
            closing = possible if sure is None else sure
            if closing is not None:
                closers[place] = closing
            sure = possible = None
        elif mark != "‘" and _may_close(line, place):
            if line[place - 1] in "sS" and WORD_FOLLOWS.match(line, place + 1):
                possible = place
            else:
                sure = place
    return closers


def _outermost(quotations: list[Quotation]) -> list[Quotation]:
    """Drop quotations inside another quotation."""
    kept: list[Quotation] = []
    for quotation in sorted(quotations, key=lambda quotation: (quotation.start, -quotation.end)):
        if not kept or quotation.start > kept[-1].end:
            kept.append(quotation)
    return kept


def turns_of(text: str) -> Iterator[tuple[Quotation, Span]]:
    """Yield what each speaker of a transcript says, with the span of the name before it, as in "BERG: We are closed".

    A turn goes on over lines without a name if another turn follows soon.
    """
    lines = [(match, TURN.match(text, *match.span())) for match in LINE.finditer(text) if not match[0].isspace()]
    named = [number for number, (_, turn) in enumerate(lines) if turn]
    for number, following in pairwise([*named, len(lines)] if len(named) >= FEWEST_TURNS else []):
        goes_on = following < len(lines) and following - number <= MOST_LINES_OF_A_TURN
        label = lines[number][1]
        for place in range(number, following if goes_on else number + 1):
            line = lines[place][0]
            start = label.end() if label and place == number else line.start()
            if label and start < line.end():
                yield Quotation(start, line.end(), closed=not goes_on), label.span("source")


def overlap(start: int, end: int, spans: list[Span]) -> int:
    """Count the code points of [start, end) inside sorted, disjoint spans.

    >>> overlap(5, 20, [(0, 7), (10, 12), (19, 30)])
    5
    """
    return sum(last - first for first, last in within(start, end, spans))


def within(start: int, end: int, spans: list[Span]) -> Iterator[Span]:
    """Yield the parts of [start, end) inside sorted, disjoint spans.

    >>> list(within(5, 20, [(0, 7), (10, 12), (19, 30)]))
    [(5, 7), (10, 12), (19, 20)]
    """
    for index in range(bisect_right(spans, start, key=itemgetter(1)), len(spans)):
        first, last = spans[index]
        if first >= end:
            return
        yield max(start, first), min(end, last)


def masked(text: str, spans: list[Span]) -> str:
    r"""Mask speech in quotation marks, character for character; names in marks are kept.

    >>> masked("He said “go”.", [(9, 11)]).replace("\ue000", "_")
    'He said “__”.'
    """
    pieces, reached = [], 0
    for start, end in spans:
        if not names_something(text, start, end):
            pieces += [text[reached:start], MASK * (end - start)]
            reached = end
    return "".join([*pieces, text[reached:]]).replace(FILLER, MASK)


def names_something(text: str, start: int, end: int) -> bool:
    """Check whether marks contain a name; words that are a sentence of their own, as “Absolutely.”, are speech."""
    is_sentence = (
        text[end - 1] in ".!?"
        and ENDS_BEFORE.search(text, max(0, start - 9), start)
        and (BREAKS_BEHIND.match(text, end))
    )
    return not is_sentence and is_name(text[start:end])


def is_name(quoted: str) -> bool:
    """Check whether quotation marks contain a name, such as a book's or a ship's, rather than speech.

    >>> [is_name(quoted) for quoted in ("Northern Star", "we are closed", "DICTATOR RUK")]
    [True, False, False]
    """
    words = LONG_WORD.findall(quoted)
    is_shouted = quoted.isupper() and " " in quoted.strip()  # on a banner or in a post
    return (
        bool(words)
        and not is_shouted
        and all(word[0].isupper() for word in words)
        and len(quoted.split()) <= MOST_WORDS_OF_A_NAME
        and not SPOKEN_AT_END.search(quoted.strip())
        and not STATES.search(quoted.strip())
    )
