"""Read articles from files of any form: tables, pages, Word, Excel and PDF files; and their dates."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import pandas as pd

from framing.corpus.articles import COMMAS, check_keys, garbled_places, load_articles
from framing.errors import BadInput
from framing.tables import marked_encoding, parse_csv, read_text

ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ].*)?)?)?")
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
    if not isinstance(value, str) or not value:
        return value
    if ISO.fullmatch(value):
        return value if _of(value[:4], value[5:7] or 1, value[8:10] or 1) else None
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


WINDOWS = "Windows-1252"
NOT_DECODED = f"neither UTF-8 nor {WINDOWS}; save it as UTF-8"
LARGEST = 200 * 10**6  # bytes of an unpacked document
FURNITURE = ["nav", "header", "footer", "aside", "form", "script", "style", "noscript", "button", "svg", "template"]
LONG_PARAGRAPH = 80  # characters; longer ones in the header of an article are its lead
SENTENCE = re.compile(r"""[.!?…。]["'”’»)\]]*$""")
LEAST_WORDS = 10  # of a line without a full stop that is taken for text
NAMES_OF_DATES = ["article:published_time", "datepublished", "date", "pubdate", "dc.date", "publish-date"]
DATES_OF_PAGES = (
    *(
        f"//meta[translate(@{key}, 'DP', 'dp') = '{name}']/@content"
        for name in NAMES_OF_DATES
        for key in ("property", "name", "itemprop")
    ),
    "//time/@datetime",
)
IN_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
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
    title: str = ""
    outlet: str = ""
    row: str = ""


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
    if missing := _missing(".html", "trafilatura"):
        return Document("", missing)
    page = _article_of_page(text)
    return page._replace(note=note if page.text else "no paragraph found")


def _missing(kind: str, package: str) -> str:
    """Return what to install for a kind of file; empty if the package is installed."""
    if find_spec(package.replace("python-", "")) is not None:
        return ""
    return f"a {kind} needs the package {package}: pip install 'framing[intake]', or save it as plain text"


def _article_of_page(source: str) -> Document:
    r"""Find the headline, the paragraphs and the date of an article in HTML.

    >>> _article_of_page("<title>Rain</title><nav><p>Home</p></nav><article><p>It <b>rained</b>.</p></article>").text
    'Rain\n\nIt rained.'
    """
    import logging

    from lxml import html
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    if not source.strip():
        return Document("")
    tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    dates = [date for path in DATES_OF_PAGES for date in tree.xpath(path)] + IN_JSON.findall(source)
    for one in tree.xpath("//p//br[not(preceding-sibling::*[1][self::br] or following-sibling::*[1][self::br])]"):
        one.tail = f" {one.tail or ''}"
        one.drop_tag()
    for one in tree.xpath("//p//a"):  # what is mostly links is left out, unless it is a sentence
        if SENTENCE.search(next(one.iterancestors("p")).text_content().strip()):
            one.drop_tag()
    for header in tree.xpath(f"//article//header[.//p[string-length() >= {LONG_PARAGRAPH}]]"):
        header.tag = "div"  # trafilatura leaves headers out, with the lead that is in them
    ways = {"favor_precision": True}, {"favor_precision": False}
    pages = [
        bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=True, **way) for way in ways
    ]
    title = next((" ".join(page.title.split()) for page in pages if page and page.title), "")
    careful, free = (_paragraphs(page.text if page else "") for page in pages)
    paragraphs = careful or _paragraphs("\n".join(_all_paragraphs(tree))) or free
    if paragraphs[:1] != [title] and title and paragraphs:
        paragraphs = [title, *paragraphs]
    return Document("\n\n".join(paragraphs), date=dates[0] if dates else "", title=title)


def _paragraphs(text: str) -> list[str]:
    """Return the lines of a text without white space around and signs of lists before them; none without a sentence."""
    lines = [words for line in text.split("\n") if (words := " ".join(line.removeprefix("- ").split()))]
    return lines if any(SENTENCE.search(line) or len(line.split()) >= LEAST_WORDS for line in lines) else []


def _all_paragraphs(tree: Any) -> list[str]:
    """Return the paragraphs of the element `article` or `main`, or else of the page, without menus and forms."""
    outside = "".join(f"[not(ancestor::{name})]" for name in FURNITURE)
    kinds = "self::p or self::h2 or self::h3 or self::h4 or self::li or self::blockquote[not(p)]"
    found = tree.xpath(f"//*[self::article or self::main]//*[{kinds}]{outside}") or tree.xpath(f"//*[{kinds}]{outside}")
    return [" ".join(one.text_content().split()) for one in found]


def _word_file(path: Path) -> Document:
    if missing := _missing(".docx", "python-docx"):
        return Document("", missing)
    from docx import Document as WordFile
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    try:
        _check_size(path)
        body = WordFile(str(path)).element.body
    except (BadZipFile, KeyError, ValueError, PackageNotFoundError, SyntaxError):  # that of XML is a SyntaxError
        return Document("", "not a Word document; save it as plain text")
    paragraphs = [Paragraph(one, body).text.strip() for one in body.iter(qn("w:p"))]
    return Document("\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _check_size(path: Path) -> None:
    """Refuse a zipped document that would fill the memory."""
    with ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            raise BadInput(f"{path} unpacks to more than {LARGEST // 10**6} MB. Save it as text or CSV.")


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
        table, notes = _sheet(path)
        return table, str(path), notes
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


def _sheet(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """Read the first sheet of an Excel file as text, with dates in ISO 8601, and a note if it has other sheets."""
    if missing := _missing("file of Excel (.xlsx)", "openpyxl"):
        raise BadInput(f"{path}: {missing.replace('plain text', 'CSV UTF-8')}.")
    try:
        _check_size(path)
        with pd.ExcelFile(path, engine="openpyxl") as book:
            names, sheet = book.sheet_names, pd.read_excel(book, header=None, dtype=object, keep_default_na=False)
    except (BadZipFile, KeyError, ValueError, TypeError, SyntaxError):
        raise BadInput(f"{path} is not an Excel file (.xlsx). Save it as .xlsx or as CSV UTF-8.") from None
    cells = sheet.map(_cell)
    filled = cells[(cells != "").any(axis=1)]
    if filled.empty:
        raise BadInput(f"The first sheet of {path} is empty; expected a header line and one article per row.")
    header = filled.iloc[0]
    table = filled.iloc[1:].loc[:, header != ""].set_axis(header[header != ""].tolist(), axis=1).astype("str")
    others = f"{path.name}: only the first of {len(names)} sheets was read ('{names[0]}')"
    return table.set_axis(pd.Index(table.index + 1, name="line")), [others] if len(names) > 1 else []


def _cell(value: Any) -> str:
    """Return a cell as text, with whole days without a time."""
    if isinstance(value, datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    return "" if pd.isna(value) else str(value)
