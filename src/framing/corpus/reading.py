"""Read a text as one reads it: in one spelling, without entities and hidden characters, lines joined.

Dates are written as ISO 8601.

What is found in the text as read has offsets there; `Reading.places` gives those of the text as stored.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from html import unescape
from itertools import pairwise
from numbers import Real
from typing import Any

import regex

from framing.tables import ISO_DATE

HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
HIDDEN_MARK = regex.compile(f"[{HIDDEN}]")
ENTITY = regex.compile(
    r"&(?:amp;)*(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\p{L}[\p{L}\d]{1,30});"
)  # escaped once or more often
LETTER = regex.compile(rf"(?:{ENTITY.pattern}|\X)[{HIDDEN}]*", regex.DOTALL)
HYPHENS = dict.fromkeys(map(ord, "‐‑﹣－"), "-")
APOSTROPHE = regex.compile(r"ʼ|(?<=[\p{L}\p{M}])[‘‛`´′ʹʻʽˈ＇](?=\p{L})")
UNUSUAL = regex.compile(rf"[{HIDDEN}‐‑﹣－ʼ＇‘‛`´′ʹʻʽˈ\p{{M}}\u1100-\u11ff]|[\u212a\u212b\u2126]")


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
    if not (UNUSUAL.search("".join(set(text))) or ENTITY.search(text)):
        return Reading(text, range(len(text) + 1))
    places: Sequence[int] = range(len(text) + 1)
    read = text
    if HIDDEN_MARK.search(text) or ENTITY.search(text) or not unicodedata.is_normalized("NFC", text):
        characters: list[str] = []
        found: list[int] = []
        for letter in LETTER.finditer(text):
            composed = unicodedata.normalize("NFC", HIDDEN_MARK.sub("", _decoded(letter[0])))
            characters.append(composed)
            same = composed == letter[0]  # a mark that no letter takes has a place of its own
            found += range(*letter.span()) if same else [letter.start()] * len(composed)
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
    for run in _runs(text, lines, lambda above, line: width > 0 and _continues(text, above, line, width)):
        yield _joined(text, run)


def _runs(text: str, lines: Sequence[Stretch], goes_on: Callable[[Stretch, Stretch], bool]) -> Iterator[list[Stretch]]:
    """Yield the lines of each paragraph, which ends at a blank line or where it does not go on."""
    run: list[Stretch] = []
    for line in lines:
        if run and not (_is_next(text, run[-1], line) and goes_on(run[-1], line)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


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


FINAL = regex.compile(r"""[.!?…。]["'”’»)\]]*$""")
CUT = regex.compile(r"(?<=(\p{L}+))([-‐\u00ad])\n(?!(?:and|or|und|oder|et|ou|y|e) )(?=([\p{L}\d]+))")
WORD = regex.compile(r"\p{L}+(?:[-‐]\p{L}+)*")
NUMBER = regex.compile(r"\d{1,4}")
USUAL, HEADING = 0.75, 0.5  # share of lines that the usual width holds; share of it that a heading's line may fill
LEAST_CUTS, HYPHENATED = 2, 0.02  # lines, and share of lines, that end in a hyphen where words are parted at all
EDGE = 4  # lines at the top and bottom of a page where it may repeat those of others


def text_of_pages(pages: Sequence[str]) -> tuple[str, list[str]]:
    r"""Join the lines of pages to paragraphs, and leave out those at the top or bottom that most pages repeat.

    A paragraph ends at a blank line and below a line that is clearly shorter than others and ends as a sentence, or is
    as short as a heading.

    Returns
    -------
    text, repeated : str, list of str
        The paragraphs, with blank lines between, and what was left out of the first page that has any of it.

    Examples
    --------
    >>> text_of_pages(["Gull, 1\nThe ferry of Lunn came on Mon-\nday.\nIt rained.", "Gull, 2\nMonday was wet."])
    ('The ferry of Lunn came on Monday.\n\nIt rained.\n\nMonday was wet.', ['Gull, 1'])
    """
    text, repeated = _without_repeats([[line.strip() for line in page.splitlines()] for page in pages])
    lines = _lines_of(text)
    lengths = sorted(end - start for start, end in lines)
    width = lengths[int(USUAL * len(lengths))] if lengths else 0

    def goes_on(above: Stretch, line: Stretch) -> bool:
        length = _length_with(text, above, line)
        if FINAL.search(text[slice(*above)]):
            return length > TOLERANCE * width
        return length > HEADING * width or text[line[0]].islower()

    words = {word.casefold() for word in WORD.findall(text)}
    hyphenated = len(CUT.findall(text)) > max(LEAST_CUTS, HYPHENATED * len(lines))

    def hyphen(cut: regex.Match[str]) -> str:
        """Return nothing if the hyphen parts a word at the end of a line, else the hyphen."""
        one, other = cut[1].casefold(), cut[3].casefold()
        in_two = f"{one}-{other}" in words or not cut[3].islower()
        return "" if cut[2] == "\u00ad" or one + other in words or (hyphenated and not in_two) else cut[2]

    paragraphs = ("\n".join(text[slice(*line)] for line in run) for run in _runs(text, lines, goes_on))
    return "\n\n".join(CUT.sub(hyphen, paragraph).replace("\n", " ") for paragraph in paragraphs), repeated


def _without_repeats(pages: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """Return the lines of all pages but those near an edge that most pages have there, but for the number of the page.

    Left and right pages may have lines of their own.

    The first page keeps its own if it has fewer of them: a title may be the header of the other pages.
    """
    edges: list[dict[int, set[str]]] = []  # of each page, by line: how other pages may write it
    for page, lines in enumerate(pages):
        full = [number for number, line in enumerate(lines) if line]
        edges.append({number: set(_ways(lines[number], page)) for number in {*full[:EDGE], *full[-EDGE:]}})
    every, left, right = map(_often, (edges, edges[::2], edges[1::2]))
    often = every | left | right if left and right else every
    found = [{number for number, ways in edge.items() if ways & often} for edge in edges]
    if found and len(found[0]) < min(map(len, filter(None, found[1:])), default=0):
        found[0] = set()
    repeated = next(([pages[page][number] for number in sorted(of)] for page, of in enumerate(found) if of), [])
    rest = [
        "\n".join(line for number, line in enumerate(lines) if number not in of)
        for lines, of in zip(pages, found, strict=True)
    ]
    return "\n".join(page.strip("\n") for page in rest), repeated


def _often(edges: Sequence[dict[int, set[str]]]) -> set[str]:
    """Return what stands near the edges of most pages, and of two at least."""
    counts = Counter(way for edge in edges for way in set().union(*edge.values()))
    return {way for way, n in counts.items() if n > max(1, len(list(filter(None, edges))) / 2)}


def _ways(line: str, page: int) -> Iterator[str]:
    """Yield a line as it is, and with each of its numbers as the distance from the number of the page."""
    yield line
    for number in NUMBER.finditer(line):
        yield f"{line[: number.start()]}\0{int(number[0]) - page}{line[number.end() :]}"


MONTHS = (  # in English, Portuguese, Spanish, French, German, Italian, Ukrainian, Russian and Polish, without accents
    "january janeiro enero janvier januar gennaio січня січень января январь stycznia styczen",
    "february fevereiro febrero fevrier februar febbraio лютого лютий февраля февраль lutego luty",
    "march marco marzo mars marz березня березень марта март marca marzec",
    "april abril avril aprile квітня квітень апреля апрель kwietnia kwiecien",
    "may maio mayo mai maggio травня травень мая май maja maj",
    "june junho junio juin juni giugno червня червень июня июнь czerwca czerwiec",
    "july julho julio juillet juli luglio липня липень июля июль lipca lipiec",
    "august agosto aout серпня серпень августа август sierpnia sierpien",
    "september setembro septiembre setiembre septembre settembre вересня вересень сентября сентябрь wrzesnia wrzesien",
    "october outubro octubre octobre oktober ottobre жовтня жовтень октября октябрь pazdziernika pazdziernik",
    "november novembro noviembre novembre листопада листопад ноября ноябрь listopada listopad",
    "december dezembro diciembre decembre dezember dicembre грудня грудень декабря декабрь grudnia grudzien",
)
LETTERS, NTH = r"[^\W\d_]{3,}", "st|nd|rd|th|er"
NAMED = tuple(
    re.compile(rf"(?:[^\W\d_]+(?:-[^\W\d_]+)?\.?,?\s+)?{order}(?:$|\D.*)")
    for order in (
        rf"(?P<day>\d\d?)(?:{NTH}|\.)?(?:\s+(?:of|de))?[\s-]+(?P<month>{LETTERS})\.?,?(?:\s+del?)?[\s-]+(?P<year>\d{{4}})",
        rf"(?P<month>{LETTERS})\.?\s+(?P<day>\d\d?)(?:{NTH})?,?\s+(?P<year>\d{{4}})",
    )
)
MONTH_ONLY = re.compile(rf"(?P<month>{LETTERS})\.?,?(?:\s+(?:de|of))?\s+(?P<year>\d{{4}})(?:\s*[рг]\.?)?")
BIG_END = re.compile(r"(?P<year>\d{4})(?:(?P<sign>[/.-])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)|(\d\d)(\d\d))(?:\D.*)?")
LITTLE_END = re.compile(r"(?P<first>\d\d?)(?P<sign>[/.-])(?P<second>\d\d?)(?P=sign)(?P<year>\d{4})(?:$|\D.*)")
DAY = r"(\d{4}([-._])\d\d?\2\d\d?|\d{8}|\d\d?\.\d\d?\.\d{4})"
DAYS_IN_NAMES = (re.compile(rf"^{DAY}(?!\d)"), re.compile(rf"(?<!\d){DAY}$"))
FIRST_DAY = "1800"
SECONDS, MILLISECONDS = re.compile(r"1\d{9}(?:\.0)?"), re.compile(r"1\d{12}(?:\.0)?")


def iso_dates(values: Iterable[Any], *, day_first: bool | None = None) -> tuple[list[Any], list[str]]:
    """Write dates as days, months or years in ISO 8601.

    Parameters
    ----------
    values : iterable
        Dates of the articles: text in any common form, or date objects; times are cut off.
    day_first : bool, optional
        Whether 03/04/2013 is a day in April. By default the other dates of the table decide, of which one has a day
        above 12; if they do not, such dates are left empty.

    Returns
    -------
    dates : list
        The dates; empty for what is none, or could be two.
    notes : list of str
        What was decided or could not be decided.

    Examples
    --------
    >>> iso_dates(["2 April 2013", "Apr. 13, 2013", "20130402", "13/04/2013", "03/04/2013"])[0]
    ['2013-04-02', '2013-04-13', '2013-04-02', '2013-04-13', '2013-04-03']
    >>> iso_dates(["03/04/2013"])[1][0].partition(",")[0]
    '1 date could be day/month or month/day'
    """
    given = list(values)
    texts = ["" if value is None else str(value).strip() if _is_written(value) else value for value in given]
    numeric = [match for text in texts if isinstance(text, str) and (match := LITTLE_END.fullmatch(text))]
    order, how = day_first, ""
    if order is None:
        order, how = _order_of(numeric)
    dates = [_iso(text, order) for text in texts]
    unread = [text for text, found in zip(texts, dates, strict=True) if found is None]
    unsure = [text for text in unread if (match := LITTLE_END.fullmatch(text)) and _is_unsure(match)]
    other = [text for text in unread if text not in unsure]
    notes = [how] if how else []
    if unsure:
        notes.append(
            f"{_many(unsure)} could be day/month or month/day, such as '{unsure[0]}', and "
            f"{'was' if len(unsure) == 1 else 'were'} left empty: pass --day-first or --month-first"
        )
    if other:
        notes.append(
            f"{_many(other)} could not be read, such as '{other[0][:30]}'. Write it as 2013-04-02; now left empty"
        )
    return ["" if found is None else found for found in dates], notes


def date_in_name(name: str) -> str:
    """Return the day with which the name of a file begins or ends, in ISO 8601; empty if there is none until today.

    >>> [date_in_name(name) for name in ("2018-04-17 Rain", "Rain_20180417", "17.04.2018 Rain", "Rain 99182736")]
    ['2018-04-17', '2018-04-17', '2018-04-17', '']
    """
    for pattern in DAYS_IN_NAMES:
        if found := pattern.search(name.strip()):
            day = iso_dates([found[1].replace("_", "-")])[0][0]
            if FIRST_DAY <= day <= date.today().isoformat():
                return str(day)
    return ""


def _is_written(value: Any) -> bool:
    """Return whether a value is a text or number, not a date object or a missing value."""
    return isinstance(value, str | Real) and value == value


def _is_unsure(match: re.Match[str]) -> bool:
    """Return whether either number could be the month."""
    return max(int(match["first"]), int(match["second"])) <= 12 and int(match["first"]) != int(match["second"])


def _many(dates: list[str]) -> str:
    return f"{len(dates)} date{'s'[: len(dates) != 1]}"


def _order_of(numeric: list[re.Match[str]]) -> tuple[bool | None, str]:
    """Return whether the day comes first in dates of digits, and what says so; dots part days from months."""
    unsure = list(filter(_is_unsure, numeric))
    if not unsure:
        return True, ""
    days = [match for match in numeric if int(match["first"]) > 12]
    months = [match for match in numeric if int(match["second"]) > 12]
    if bool(days) == bool(months):
        dots = all(match["sign"] == "." for match in numeric) and not days
        return (True, f"dates such as '{unsure[0][0]}' read as day.month.year") if dots else (None, "")
    kind, proof = ("day/month/year", days[0]) if days else ("month/day/year", months[0])
    return bool(days), f"dates such as '{unsure[0][0]}' read as {kind}, as '{proof[0]}' must be"


def _iso(value: Any, day_first: bool | None) -> Any:
    """Return a date in ISO 8601 without its time, a missing value as it is, and `None` if it cannot be read."""
    if isinstance(value, date) and value == value:
        return value.isoformat()[: len("2024-05-01")]
    if not isinstance(value, str) or not value:
        return value
    if ISO_DATE.fullmatch(value):
        return value[:10] if _of(value[:4], value[5:7] or 1, value[8:10] or 1) else None
    plain = _folded(value)
    for pattern in NAMED:
        if (match := pattern.fullmatch(plain)) and (month := _month(match["month"])):
            return _of(match["year"], month, match["day"])
    if (match := MONTH_ONLY.fullmatch(plain)) and (month := _month(match["month"])):
        return f"{match['year']}-{month:02d}"
    if match := BIG_END.fullmatch(value):
        return _of(match["year"], match["month"] or match[5], match["day"] or match[6])
    if match := LITTLE_END.fullmatch(value):
        first, second = int(match["first"]), int(match["second"])
        if day_first is None and _is_unsure(match):
            return None
        day, month = (second, first) if second > 12 or (day_first is False and first <= 12) else (first, second)
        return _of(match["year"], month, day)
    for pattern, unit in ((SECONDS, 1), (MILLISECONDS, 1000)):
        if pattern.fullmatch(value):
            return datetime.fromtimestamp(float(value) / unit, UTC).date().isoformat()
    return None


def _folded(text: str) -> str:
    """Return a text in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _month(name: str) -> int:
    """Return the number of a month from its name or the beginning of it; 0 if no month or several begin so."""
    found = [number for number, names in enumerate(MONTHS, 1) if f" {name}" in _folded(f" {names}")]
    return found[0] if len(found) == 1 else 0


def _of(year: str, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
