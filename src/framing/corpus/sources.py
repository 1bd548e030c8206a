"""Read articles from files of any form: tables, pages, Word, RTF, Excel and PDF files, exports of news databases."""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import pandas as pd

from framing.corpus.articles import COMMAS, garbled_places, load_articles, parse_json
from framing.corpus.layout import DATABASE_FIELD, find_rule
from framing.corpus.reading import FINAL, iso_dates, text_of_pages
from framing.errors import BadInput
from framing.tables import marked_encoding, parse_csv, read_text

# what a damaged archive raises: a place before the file, a broken stream, an unknown encoding, broken XML
DAMAGES = (BadZipFile, OSError, EOFError, zlib.error, RuntimeError, ValueError, LookupError, TypeError, SyntaxError)
WINDOWS = "Windows-1252"
NOT_DECODED = f"neither UTF-8 nor {WINDOWS}; save it as UTF-8"
LARGEST = 200 * 10**6  # bytes of an unpacked document
FURNITURE = ["nav", "header", "footer", "aside", "form", "script", "style", "noscript", "button", "svg", "template"]
LONG_PARAGRAPH = 80  # characters; longer ones in the header of an article are its lead
OTHER_SIZE = 1.15  # of letters, in which a heading differs from the text
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
SEPARATOR = re.compile(r"\s+(?:::?|[-–—])\s+|\s*[|·•»]\s*")  # between a headline and the name of the site
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
    """What a file holds: its text, or the reason for leaving it out; a note on what was assumed; and what it states.

    `outlet` is that of a record, `site` the name of the site of a page, which is its outlet if nothing else is.
    """

    text: str
    reason: str = ""
    note: str = ""
    date: str = ""
    title: str = ""
    outlet: str = ""
    row: str = ""
    site: str = ""


def read_documents(path: Path) -> tuple[list[Document], list[str]]:
    """Read the text of a .txt, .html, .docx, .rtf or .pdf file, or the articles of a database export, with notes."""
    suffix = path.suffix.lower()
    if path.is_symlink() or suffix not in READERS:
        kind = "a link" if path.is_symlink() else path.suffix or "a file without an ending"
        return [Document("", f"{kind}, not a {', '.join(READERS)} file; save it as plain text")], []
    whole = READERS[suffix](path)
    notes = [whole.note] if whole.note else []
    export = export_of(whole.text)
    if export is None:
        many = len(ACCESSION_NUMBER.findall(whole.text)) or len(NUMBER_OF_DOCUMENTS.findall(whole.text))
        if many > 1:
            notes.append(
                f"looks like a database export of {many} articles, but most of them could not be told apart; kept as "
                "one article"
            )
        return [whole], notes
    outlets = {one.outlet for one in export.articles if not one.reason}
    n = len(export.articles)
    notes.append(
        f"{n} article{'s'[: n != 1]} of {len(outlets)} outlet{'s'[: len(outlets) != 1]} ({export.database})"
        + (f", but the file states {export.stated} documents" if export.stated not in (0, n) else "")
    )
    return export.articles, notes


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
    from lxml.etree import ParserError

    try:
        page = Document(_lines_of_page(text)) if "articleParagraph" in text else _article_of_page(text)
    except ParserError:  # nothing, or a comment or document type alone
        page = Document("")
    return page._replace(note=note if page.text else "no paragraph found")


def _missing(kind: str, package: str) -> str:
    """Return what to install for a kind of file; empty if the package is installed."""
    if find_spec(package.replace("python-", "")) is not None:
        return ""
    return f"a {kind} needs the package {package}: pip install 'framing[intake]', or save it as plain text"


def _article_of_page(source: str) -> Document:
    r"""Find the headline, the paragraphs, the date and the site of an article in HTML.

    >>> _article_of_page("<title>Rain</title><nav><p>Home</p></nav><article><p>It <b>rained</b>.</p></article>").text
    'Rain\n\nIt rained.'
    """
    import logging

    from lxml import html
    from trafilatura import bare_extraction, extract_metadata

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    dates = [date for path in DATES_OF_PAGES for date in tree.xpath(path)] + IN_JSON.findall(source)
    for one in tree.xpath("//p//br[not(preceding-sibling::*[1][self::br] or following-sibling::*[1][self::br])]"):
        one.tail = f" {one.tail or ''}"
        one.drop_tag()
    for one in tree.xpath("//p//a"):  # what is mostly links is left out, unless it is a sentence
        if FINAL.search(next(one.iterancestors("p")).text_content().strip()):
            one.drop_tag()
    for header in tree.xpath(f"//article//header[.//p[string-length() >= {LONG_PARAGRAPH}]]"):
        header.tag = "div"  # trafilatura leaves headers out, with the lead that is in them
    about: Any = extract_metadata(tree)
    title = " ".join((about.title or "").split())
    site = _site_of(tree, title) or about.sitename or ""
    paragraphs: list[str] = []
    for careful in (True, False):
        page: Any = bare_extraction(tree, favor_precision=careful, include_comments=False, include_tables=False)
        paragraphs = _paragraphs(page.text if page else "")
        if careful and not paragraphs:
            paragraphs = _paragraphs("\n".join(_all_paragraphs(tree)))
        if paragraphs:
            break
    if paragraphs[:1] != [title] and title and paragraphs:
        paragraphs = [title, *paragraphs]
    return Document("\n\n".join(paragraphs), date=dates[0] if dates else "", title=title, site=site)


def _site_of(tree: Any, headline: str) -> str:
    """Return the name of the site of a page, as it states it or writes it behind the headline in its title."""
    stated = tree.xpath("//meta[@property='og:site_name' or @name='og:site_name']/@content")
    whole = " ".join(tree.findtext(".//title", default="").split())
    first, *behind = SEPARATOR.split(whole.removeprefix(headline))
    named = [name for name in behind[-1:] if not first and headline and name[:1] != name[:1].lower()]
    return next((name for one in (*stated, *named) if (name := " ".join(one.split()))), "")


def _lines_of_page(source: str) -> str:
    """Return the text of a page of Factiva with a blank line after each paragraph, field and cell."""
    from lxml import html

    tree = html.document_fromstring(" ".join(source.split()))
    for one in tree.iter("p", "div", "td", "br"):
        one.text, one.tail = f"\n\n{one.text or ''}", f"\n\n{one.tail or ''}"
    return str(tree.text_content())


def _paragraphs(text: str) -> list[str]:
    """Return the lines of a text without white space around and signs of lists before them; none without a sentence."""
    lines = [words for line in text.split("\n") if (words := " ".join(line.removeprefix("- ").split()))]
    return lines if any(FINAL.search(line) or len(line.split()) >= LEAST_WORDS for line in lines) else []


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
    except BadInput:
        raise
    except (PackageNotFoundError, *DAMAGES):
        return Document("", "not a Word document; save it as plain text")
    paragraphs = [Paragraph(one, body).text.strip() for one in body.iter(qn("w:p"))]
    return Document("\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _rich_text(path: Path) -> Document:
    if missing := _missing(".rtf", "striprtf"):
        return Document("", missing)
    from striprtf.striprtf import rtf_to_text

    source = path.read_bytes().decode("latin-1")  # RTF is ASCII; what is not stands as \'e9 or \u233
    if not source.startswith("{\\rtf"):
        return Document("", "not an RTF document; save it as plain text")
    try:
        # what a field instructs, such as the address of a link, is no text: \* marks a group to be skipped
        text = rtf_to_text(source.replace("\\fldinst", "\\*"), errors="replace")  # type: ignore[no-untyped-call]
    except (OverflowError, *DAMAGES):
        return Document("", "not a readable RTF document; save it as plain text")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # 😀 is written as two halves
    return Document("\n\n".join(words for line in text.split("\n") if (words := line.strip())))


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
        pages = [_text_of_page(page) for page in PdfReader(path).pages]
    except (PyPdfError, ValueError, KeyError):
        return Document("", "not a readable .pdf; save it as plain text")
    if not any(page.strip() for page in pages):
        return Document("", "a .pdf of pictures without text; recognise its text first")
    note = "text of a .pdf: check line breaks, hyphens and page headers"
    whole = "\n\n".join(pages)
    if export_of(whole):  # which is parted by its lines
        return Document(whole, "", note)
    text, repeated = text_of_pages(pages)
    shown = ", ".join(f"'{line}'" for line in repeated)
    return Document(text, "", f"{note}. Left out what most pages repeat at an edge, such as {shown}" if shown else note)


def _text_of_page(page: Any) -> str:
    """Return the lines of a page of a .pdf, with a blank line where the size of letters changes, as at a headline."""
    letters: list[tuple[str, float]] = []
    page.extract_text(
        visitor_text=lambda text, user, place, _, size: letters.extend(
            (letter, abs(user[3] * place[3]) * size) for letter in text
        )
    )
    lines, above = [], 0.0
    for is_break, group in groupby(letters, lambda letter: letter[0] == "\n"):
        found = list(group)
        if is_break:
            lines.append("\n" * len(found))
            continue
        sizes = Counter(round(size, 1) for letter, size in found if not letter.isspace())
        size = sizes.most_common(1)[0][0] if sizes else above
        lines += ["\n"] * (above > 0 and not 1 / OTHER_SIZE <= size / above <= OTHER_SIZE)
        lines.append("".join(letter for letter, _ in found))
        above = size
    return "".join(lines)


READERS: dict[str, Callable[[Path], Document]] = {
    ".txt": _plain,
    ".html": _web_page,
    ".htm": _web_page,
    ".docx": _word_file,
    ".rtf": _rich_text,
    ".pdf": _pdf,
}


class Export(NamedTuple):
    """The articles of a database export, the name of the database and the number of articles that it states."""

    database: str
    articles: list[Document]
    stated: int = 0


ROW_OF_UNDERSCORES = re.compile(r"^_{30,}\s*$", re.MULTILINE)
NUMBER_OF_DOCUMENTS = re.compile(
    r"^[ \t]*(?:(?:Document|Dokument) \d+ (?:of|von|de) (\d+)(?: DOCUMENTS)?|\d+ of (\d+) DOCUMENTS?)[ \t]*$",
    re.MULTILINE,
)
END_OF_DOCUMENT = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
ACCESSION_NUMBER = re.compile(
    r"^[ \t]*(?:AN\s+)?(?:Document|Dokument|Documento) [A-Z]{2,}[A-Z\d]*\d{8}[a-z\d]{6,}[ \t]*$", re.MULTILINE
)
STATED = re.compile(r"^(?:Documents \((\d+)\)|Results Found:?\s+(\d+))\s*$", re.MULTILINE)
WORDS = re.compile(r"[\d., ]+ (?:words|mots|Wörter|palabras|palavras|parole|слов|слів)")
COPYRIGHT = re.compile(r"(?:©|\(?Copyright\b|\(c\) ?\d{4}|All Rights Reserved)", re.IGNORECASE)
FACTIVA_FIELD = re.compile(
    r"(CLM|SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN)(?:\s+(.*))?"
)
PROQUEST_FIELD = re.compile(
    r"(Title|Alternate title|Author|Publication (?:title|date|info|year|subject|note)|Abstract|Links|"
    r"Full text|Subject|Location|People|Company / organization|Identifier / keyword|Business indexing term|"
    r"Classification|Credit|Section|Illustration|First page|Pages?|Number of pages|Volume|Issue|Publisher|"
    r"Place of publication|Country of publication|ISSN|Source type|Language of publication|Document type|"
    r"Dateline|ProQuest document ID|Document URL|Copyright|Last updated|Database): ?(.*)"
)
LEAST_READ = 0.5  # share of the records of a file that must be read, or it is no export


def export_of(text: str) -> Export | None:
    """Part the export of a news database into its articles; `None` if it is none, or if half of it cannot be read.

    The exports are those of LexisNexis and Nexis Uni, Factiva and ProQuest, as text.
    """
    text = text.replace("\r\n", "\n")
    if ROW_OF_UNDERSCORES.search(text) and "\nPublication title:" in text:
        parts = [
            part for part in ROW_OF_UNDERSCORES.split(text) if re.search(r"^(Title|Full text): ", part, re.MULTILINE)
        ]
        database, read = "ProQuest", _proquest
    elif ACCESSION_NUMBER.search(text):
        parts, database, read = ACCESSION_NUMBER.split(text)[:-1], "Factiva", _factiva
    elif END_OF_DOCUMENT.search(text):
        parts, database, read = END_OF_DOCUMENT.split(text)[:-1], "Nexis", _nexis_uni
    elif NUMBER_OF_DOCUMENTS.search(text):
        parts, database, read = re.split(NUMBER_OF_DOCUMENTS.pattern, text, flags=re.MULTILINE)[3::3], "Nexis", _nexis
    else:
        return None
    unread = f"record of {database} in which no {{}} was found"
    articles = []
    for number, one in enumerate(map(read, parts), start=1):
        missing = [name for name in ("outlet", "date", "text") if not getattr(one, name)]
        body = f"{one.title}\n\n{one.text}" if one.title else one.text
        reason = unread.format(" and no ".join(missing)) if missing else ""
        articles.append(one._replace(text="" if reason else body, reason=reason, row=str(number)))
    if sum(not one.reason for one in articles) < max(1, LEAST_READ * len(articles)):
        return None
    stated = [
        int(number) for found in STATED.findall(text) + NUMBER_OF_DOCUMENTS.findall(text) for number in found if number
    ]
    return Export(database, articles, max(stated, default=0))


def _is_field(line: str) -> bool:
    """Return whether a line or block is a field of a news database, such as "LENGTH: 540 words"."""
    rule = find_rule(" ".join(line.split()), "head")
    return rule is not None and rule.rule == DATABASE_FIELD


def _is_day(line: str) -> bool:
    """Return whether a line is a date to the day."""
    return re.match(r"\d{4}-\d\d-\d\d", iso_dates([line])[0][0]) is not None


def _without_end(blocks: list[str]) -> list[str]:
    """Leave out the fields, pictures and copyright notices below the text of an article."""
    end = next(
        (n for n, block in enumerate(blocks) if block in ("Graphic", "Classification", "Load-Date")), len(blocks)
    )
    while end and (_is_field(blocks[end - 1]) or COPYRIGHT.match(blocks[end - 1])):
        end -= 1
    return blocks[:end]


def _nexis(record: str) -> Document:
    """Read a record of LexisNexis: outlet, date, title and fields in capitals, text, fields, copyright."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", record) if block.strip()]
    day = next((n for n, block in enumerate(blocks[:8]) if _is_day(block.split("\n")[0])), 0)
    outlets = [block for block in blocks[:day] if not COPYRIGHT.match(block)]
    if not outlets:
        return Document("")
    head = blocks[day + 1 : day + 11]
    lengths = [n for n, block in enumerate(head) if re.match("(LENGTH|LÄNGE|LONGUEUR):", block)]
    untitled = not head or _is_field(head[0])
    start = lengths[0] + 1 if lengths else 0 if untitled else 1
    while start < len(head) and _is_field(head[start]):
        start += 1
    named = [block.removeprefix("HEADLINE:") for block in head[:start] if block.startswith("HEADLINE:")]
    title = " ".join((named or [""] if untitled or named else head)[0].split())
    text = "\n\n".join(_without_end(blocks[day + 1 + start :]))
    date = blocks[day].split("\n")[0].strip()
    return Document(text, "", "", date, title, " ".join(outlets[0].split()))


def _nexis_uni(record: str) -> Document:
    """Read a record of Nexis Uni: title, outlet, date, fields, the word Body, text, fields."""
    lines = [line.strip() for line in record.split("\n") if line.strip()]
    body = lines.index("Body") if "Body" in lines else len(lines)
    days = [n for n, line in enumerate(lines[:body]) if _is_day(line)]
    if not days or days[-1] < 2:
        return Document("")
    day = days[-1]
    return Document("\n\n".join(_without_end(lines[body + 1 :])), "", "", lines[day], lines[day - 2], lines[day - 1])


def _factiva(record: str) -> Document:
    """Read a record of Factiva, with codes of fields (HD, WC, PD, SN, LP, TD) or without."""
    lines = [line.strip() for line in record.split("\n") if line.strip()]
    fields: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        field = FACTIVA_FIELD.fullmatch(line)
        if field and not (code in ("LP", "TD") and field[2] and not re.search(r" : |\|", field[2])):
            code = field[1]
        fields.setdefault(code, []).extend([field[2] or ""] if field and field[1] == code else [line])
    if "HD" in fields:
        values = {code: "\n\n".join(filter(None, found)) for code, found in fields.items()}
        text = "\n\n".join(values[code] for code in ("LP", "TD") if values.get(code))
        title = " ".join(values["HD"].split())
        return Document(text, "", "", values.get("PD", ""), title, values.get("SN", ""))
    words = next((n for n, line in enumerate(lines) if WORDS.fullmatch(line)), 0)
    above = [line for line in lines[:words] if not line.startswith("By ")][-2:]
    day = next((n for n, line in enumerate(lines[: words + 4]) if n > words and _is_day(line)), 0)
    below = [line for line in lines[day + 1 : day + 4] if not re.fullmatch(r"\d\d?[:.]\d\d.*", line)]
    start = next((n for n, line in enumerate(lines[: day + 12]) if n > day and COPYRIGHT.match(line)), 0)
    if not (words and day and start and above and below):
        return Document("")
    return Document("\n\n".join(lines[start + 1 :]), "", "", lines[day], max(above, key=len), below[0])


def _proquest(record: str) -> Document:
    """Read a record of ProQuest: fields with names, of which one is the full text."""
    fields: dict[str, list[str]] = {"": []}
    name = ""
    for line in record.strip().split("\n"):
        field = PROQUEST_FIELD.fullmatch(line.strip())
        name = field[1] if field else name
        fields.setdefault(name, []).append(field[2] if field else line)
    values = {name: "\n".join(found).strip() for name, found in fields.items()}
    first = [line for line in fields[""] if line.strip() and not NUMBER_OF_DOCUMENTS.match(line)]
    title = " ".join((values.get("Title") or "".join(first[:1])).split())
    outlet = values.get("Publication title", "").partition(";")[0].strip()
    date = values.get("Publication date") or values.get("Publication year", "")
    return Document(values.get("Full text", ""), "", "", date, title, outlet)


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
        content = parse_json(read_text(path, marked=True), str(path))
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
    except BadInput:
        raise
    except DAMAGES:
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
