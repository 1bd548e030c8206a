"""Read articles from files of any form: tables, pages, Word, Excel and PDF files; and their dates."""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

import pandas as pd

from framing.corpus.articles import COMMAS, check_keys, garbled_places, load_articles
from framing.errors import BadInput
from framing.tables import marked_encoding, parse_csv, read_text

ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ].*)?)?)?")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
NAMED = tuple(
    re.compile(rf"(?:[a-z]+\.?,?\s+)?{order}(?:$|\D.*)", re.IGNORECASE)
    for order in (
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{MONTH},?[\s-]+(?P<year>\d{{4}})",
        rf"{MONTH}\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
BIG_END = re.compile(r"(?P<year>\d{4})(?P<sign>[/.]?)(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)(?:$|\D.*)")
LITTLE_END = re.compile(r"(?P<first>\d\d?)(?P<sign>[/.-])(?P<second>\d\d?)(?P=sign)(?P<year>\d{4})(?:$|\D.*)")
# what reading a part of a damaged archive raises: a place before the file, a broken stream, an unknown encoding
DAMAGES = (OSError, EOFError, zlib.error, RuntimeError, ValueError, LookupError)
SECONDS, MILLISECONDS = re.compile(r"1\d{9}(?:\.0)?"), re.compile(r"1\d{12}(?:\.0)?")


def iso_dates(values: Iterable[Any], *, day_first: bool | None = None) -> tuple[list[Any], list[str]]:
    """Write dates as ISO 8601.

    Parameters
    ----------
    values : iterable
        Dates of the articles: text in any common form, or date objects, which are kept.
    day_first : bool, optional
        Whether 03/04/2013 is a day in April. By default the other dates of the table decide, of which one has a day
        above 12; if they do not, such dates are kept as they are.

    Returns
    -------
    dates : list
        The dates; what is no date is kept as it is.
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
    texts = ["" if value is None else value.strip() if isinstance(value, str) else value for value in given]
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
            f"{_many(unsure)} could be day/month or month/day, such as '{unsure[0]}', and {_kept(unsure)} as "
            f"{'it is' if len(unsure) == 1 else 'they are'}: pass --day-first or --month-first"
        )
    if other:
        notes.append(f"{_many(other)} could not be read, such as '{other[0][:30]}'. Write them as 2013-04-02")
    return [text if found is None else found for text, found in zip(texts, dates, strict=True)], notes


def _is_unsure(match: re.Match[str]) -> bool:
    """Return whether either number could be the month."""
    return max(int(match["first"]), int(match["second"])) <= 12 and int(match["first"]) != int(match["second"])


def _many(dates: list[str]) -> str:
    return f"{len(dates)} date{'s'[: len(dates) != 1]}"


def _kept(dates: list[str]) -> str:
    return "was kept" if len(dates) == 1 else "were kept"


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
    """Return a date in ISO 8601; what is no text, empty or ISO already as it is; `None` if it cannot be read."""
    if not isinstance(value, str) or not value or ISO.fullmatch(value):
        return value
    for pattern in NAMED:
        if match := pattern.fullmatch(value):
            month = MONTHS.index(match["month"][:3].lower()) + 1
            return _of(match["year"], month, match["day"])
    if match := BIG_END.fullmatch(value):
        return _of(match["year"], match["month"], match["day"])
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


def _of(year: str, month: str | int, day: str | int) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


WINDOWS = "Windows-1252"
NOT_DECODED = f"neither UTF-8 nor {WINDOWS}; save it as UTF-8"
LARGEST = 200 * 10**6  # bytes of an unpacked document
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _SIGNS = f"{_WORD}t", {f"{_WORD}tab": "\t", f"{_WORD}br": "\n"}
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "li", "blockquote"}
BLOCKS = PARAGRAPHS | {"div", "section", "article", "main"}
PAGE_FURNITURE = {
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "script",
    "style",
    "noscript",
    "button",
    "svg",
    "template",
}
EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col", "embed", "track"}
DATES_OF_PAGES = {"article:published_time", "datepublished", "date", "pubdate", "dc.date", "publish-date"}
READ_AS_WINDOWS = ("iso8859-1", "ascii")  # as browsers do
CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def decode(content: bytes) -> tuple[str, str, str]:
    """Decode the bytes of a text in UTF-8, UTF-16, UTF-32 or Windows-1252.

    Returns
    -------
    text, reason, note : str
        The text, why it cannot be decoded, and what was assumed; each may be empty.

    Examples
    --------
    >>> decode("Zoë".encode("cp1252"))[0], decode("Привет".encode("cp1251"))[1]
    ('Zoë', 'neither UTF-8 nor Windows-1252; save it as UTF-8')
    """
    encoding = _encoding_of(content)
    try:
        text = content.decode("utf-8-sig" if encoding == "UTF-8" else encoding)
    except UnicodeDecodeError:
        return "", NOT_DECODED if encoding == WINDOWS else f"marked as {encoding}, but is not; save it as UTF-8", ""
    if encoding == "UTF-8":
        return text, "", ""
    if encoding == WINDOWS:
        if garbled_places(text):
            return "", NOT_DECODED, ""
        return text, "", f"not UTF-8; read as {WINDOWS}. Check that ’ and é are correct"
    return text, "", f"read as {encoding}, kept as UTF-8"


def _encoding_of(content: bytes) -> str:
    """Return the encoding that a mark names, or else the likeliest one."""
    encoding = marked_encoding(content)
    if encoding != "UTF-8":
        return encoding
    try:
        content.decode()
    except UnicodeDecodeError:
        return WINDOWS
    return "UTF-8"


class Document(NamedTuple):
    """What a file holds: its text, or the reason for leaving it out; a note on what was assumed; and its date."""

    text: str
    reason: str = ""
    note: str = ""
    date: str = ""


def read_document(path: Path) -> Document:
    """Read the text of a file: .txt, .html, .docx or .pdf."""
    suffix = path.suffix.lower()
    if path.is_symlink() or suffix not in READERS:
        kind = "a link" if path.is_symlink() else path.suffix or "a file without an ending"
        return Document("", f"{kind}, not a {', '.join(READERS)} file; save it as plain text")
    return READERS[suffix](path)


def _plain(path: Path) -> Document:
    return Document(*decode(path.read_bytes()))


def _web_page(path: Path) -> Document:
    content = path.read_bytes()
    text, reason, note = decode(content)
    named = CHARSET.search(content[:4096])
    if (reason or note.startswith("not UTF-8")) and named:  # a page says in which encoding it is
        with suppress(LookupError, UnicodeDecodeError):
            encoding = codecs.lookup(named[1].decode()).name
            text, reason, note = content.decode(WINDOWS if encoding in READ_AS_WINDOWS else encoding), "", ""
    if reason:
        return Document("", reason)
    page = Page(text)
    return Document(page.text, "", note if page.text else "no paragraph found", page.date)


def _word_file(path: Path) -> Document:
    try:
        body = _xml_in(path, "word/document.xml")
    except (BadZipFile, KeyError, NotImplementedError, ElementTree.ParseError):
        return Document("", "not a Word document; save it as plain text")
    paragraphs = [
        "".join(_SIGNS.get(part.tag, part.text or "") for part in paragraph.iter() if part.tag in (_TEXT, *_SIGNS))
        for paragraph in body.iter(f"{_WORD}p")
    ]
    return Document("\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()))


def _pdf(path: Path) -> Document:
    if find_spec("pypdf") is None:
        return Document("", "a .pdf needs the package pypdf: pip install 'framing[intake]', or save it as plain text")
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() for page in PdfReader(path).pages]
    except (PyPdfError, ValueError, KeyError):
        return Document("", "not a readable .pdf; save it as plain text")
    if not any(page.strip() for page in pages):
        return Document("", "a .pdf of pictures without text; recognise its text first")
    return Document("\n\n".join(pages), "", "text of a .pdf: check line breaks, hyphens and page headers")


READERS: dict[str, Callable[[Path], Document]] = {
    ".txt": _plain,
    ".html": _web_page,
    ".htm": _web_page,
    ".docx": _word_file,
    ".pdf": _pdf,
}


def _xml_in(path: Path, name: str) -> ElementTree.Element:
    """Read a part of a zipped document; raise BadZipFile if it is damaged, KeyError if it is missing."""
    with ZipFile(path) as archive:
        if archive.getinfo(name).file_size > LARGEST:
            raise BadInput(f"{path} unpacks to more than {LARGEST // 10**6} MB. Save it as text or CSV.")
        try:
            return ElementTree.fromstring(archive.read(name))  # noqa: S314, expat bounds the growth of entities
        except DAMAGES as error:
            raise BadZipFile(str(error)) from None


class Page(HTMLParser):
    r"""Find the headline, the paragraphs and the date of an article in HTML.

    The paragraphs are those of the element `article` or `main`, if the page has one, without menus, forms and scripts.

    Examples
    --------
    >>> page = Page("<title>Rain</title><nav><p>Home</p></nav><article><p>It <b>rained</b>.</p></article>")
    >>> page.text
    'Rain\n\nIt rained.'
    """

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.date = "", ""
        self.blocks: list[tuple[bool, list[str]]] = []  # whether in the article, and the words
        self.open: list[str] = []
        self.feed(source)
        self.close()

    @property
    def text(self) -> str:
        """The headline and the paragraphs, parted by blank lines."""
        found = [(inside, " ".join("".join(words).split())) for inside, words in self.blocks]
        paragraphs = [words for inside, words in found if words and inside] or [words for _, words in found if words]
        title = " ".join(self.title.split())
        return "\n\n".join([title, *paragraphs] if title and paragraphs and title != paragraphs[0] else paragraphs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; read the headline and the date from the elements `meta` and `time`."""
        values = {name: value or "" for name, value in attrs}
        kind = values.get("property") or values.get("name") or values.get("itemprop") or ""
        if tag == "meta" and kind.lower() in ("og:title", "twitter:title"):
            self.title = values.get("content", "") or self.title
        if tag == "meta" and kind.lower() in DATES_OF_PAGES and not self.date:
            self.date = values.get("content", "")
        if tag == "time" and not self.date:
            self.date = values.get("datetime", "")
        if tag == "br":
            self.handle_data(" ")
        elif tag in BLOCKS:
            self.blocks.append((self._is_inside(), []))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element and those within it that were left open."""
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag in BLOCKS:
            self.blocks.append((False, []))

    def handle_data(self, data: str) -> None:
        """Keep the words of a paragraph or of the headline."""
        if "title" in self.open and "svg" not in self.open:
            self.title = self.title or data
        elif self.blocks and not PAGE_FURNITURE.intersection(self.open) and PARAGRAPHS.intersection(self.open):
            self.blocks[-1][1].append(data)

    def _is_inside(self) -> bool:
        return "article" in self.open or "main" in self.open


def read_records(source: str | Path | pd.DataFrame) -> tuple[pd.DataFrame, str, list[str]]:
    """Read a table of articles, unchecked; return its rows, its name for messages, and notes."""
    if isinstance(source, pd.DataFrame):
        return *load_articles(source), []
    path = Path(source)
    suffix = path.suffix.lower()
    if path.is_file() and suffix in COMMAS:
        text, reason, note = decode(path.read_bytes())
        if reason:
            raise BadInput(f"{path}: {reason} (in Excel: CSV UTF-8).")
        return parse_csv(text, str(path)), str(path), [f"{path.name}: {note}"] if note else []
    if path.is_file() and suffix == ".xlsx":
        return _sheet(path), str(path), []
    if path.is_file() and suffix == ".json":
        return _flat(_json_rows(path)), str(path), []
    table, where = load_articles(path)
    return _flat(table), where, []


def _json_rows(path: Path) -> pd.DataFrame:
    """Read a list of objects, or the only list of objects in an object."""
    try:
        content = json.loads(read_text(path, marked=True), object_hook=lambda values: check_keys(values, str(path)))
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}, line {error.lineno}: not JSON ({error.msg}).") from None
    except BadInput:
        raise
    except (RecursionError, ValueError):
        raise BadInput(f"{path}: objects nested too deeply, or a number of thousands of digits.") from None
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        content = lists[0] if len(lists) == 1 else content
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise BadInput(f'{path}: expected a list of objects, one per article, such as [{{"text": …}}, …].')
    return pd.DataFrame(content, dtype=object)


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Part columns of objects into columns of their fields: `source` into `source.name` and `source.url`."""
    for name in list(table.columns):
        values = [value for value in table[name] if not (pd.api.types.is_scalar(value) and pd.isna(value))]
        if values and all(isinstance(value, dict) for value in values):
            fields = [value if isinstance(value, dict) else {} for value in table[name]]
            parts = pd.DataFrame(fields, index=table.index, dtype=object).add_prefix(f"{name}.")
            table = pd.concat([table.drop(columns=name), _flat(parts)], axis=1)
    return table


def _sheet(path: Path) -> pd.DataFrame:
    """Read the first sheet of an Excel file as text, with dates in ISO 8601."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
        sheets = sorted((name for name in names if SHEET.fullmatch(name)), key=lambda name: (len(name), name))
        sheet = _xml_in(path, sheets[0])
        strings = _xml_in(path, "xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else ()
        styles = _xml_in(path, "xl/styles.xml") if "xl/styles.xml" in names else None
    except (BadZipFile, LookupError, NotImplementedError, ElementTree.ParseError):
        raise BadInput(f"{path} is not an Excel file (.xlsx). Save it as .xlsx or as CSV UTF-8.") from None
    shared = ["".join(part.text or "" for part in item.iter(f"{_SHEET}t")) for item in strings]
    dates = _styles_of_dates(styles)
    records = {
        int(row.get("r", number)): {
            re.sub(r"\d", "", cell.get("r", "")): _cell(cell, shared, dates) for cell in row.iter(f"{_SHEET}c")
        }
        for number, row in enumerate(sheet.iter(f"{_SHEET}row"), start=1)
    }
    filled = {number: cells for number, cells in records.items() if any(cells.values())}
    if not filled:
        raise BadInput(f"The first sheet of {path} is empty; expected a header line and one article per row.")
    (_, header), *body = filled.items()
    columns = [place for place, name in header.items() if name]
    rows = [[cells.get(place, "") for place in columns] for _, cells in body]
    index = pd.Index([number for number, _ in body], name="line")
    return pd.DataFrame(rows, index, [header[place] for place in columns], dtype="str")


def _styles_of_dates(styles: ElementTree.Element | None) -> set[str]:
    """Return the numbers of the cell styles that show a number as a date."""
    if styles is None:
        return set()
    own = {
        form.get("numFmtId", "")
        for form in styles.iter(f"{_SHEET}numFmt")
        if re.search(r"[dy]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", form.get("formatCode", "")))
    }
    known = own | {str(number) for number in range(14, 23) if number not in (18, 19, 20, 21)}
    formats = styles.find(f"{_SHEET}cellXfs")
    return {str(place) for place, form in enumerate(formats or ()) if form.get("numFmtId") in known}


def _cell(cell: ElementTree.Element, shared: list[str], dates: set[str]) -> str:
    """Return a cell as text."""
    value = cell.findtext(f"{_SHEET}v") or ""
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_SHEET}t"))
    if kind == "s":
        return shared[int(value)]
    if value and kind in (None, "n") and cell.get("s") in dates:
        return (date(1899, 12, 30) + timedelta(days=int(float(value)))).isoformat()
    return value
