"""Read articles: a manifest that may be published and texts that may be private, matched by SHA-256."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html.entities import html5
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus.languages import UNDETERMINED, language_of
from framing.corpus.reading import HIDDEN_MARK, as_read, is_wrapped, iso_dates
from framing.display import card
from framing.errors import BadInput, TextNotAvailable, did_you_mean
from framing.schema import TABLES
from framing.tables import (
    BROKEN,
    check_columns,
    check_names,
    days_of,
    line_of,
    read_csv,
    read_text,
    rows,
    sha256_of,
    validate,
)


def _shown(encoding: str) -> str:
    """Return what an encoding shows for the bytes 0x80 to 0xBF, which continue a character in UTF-8."""
    return re.escape(bytes(range(0x80, 0xC0)).decode(encoding, "ignore"))


LATIN, CYRILLIC = _shown("cp1252") + _shown("latin-1"), _shown("cp1251")
GARBLED = re.compile(
    "\ufffd"  # left by a program that replaced what it could not read
    "|[\u0080-\u0084\u0086-\u009f]"  # quotes and dashes of Windows-1252 read as Latin-1
    rf"|[ÃÂÐÑÅÄ][{LATIN}]|(?:[ÎÏ][{LATIN}]){{2}}|â[€‚\u0080][{LATIN}]|ï»¿|ï¿½|ðŸ[{LATIN}]"  # UTF-8 as Windows-1252
    rf"|вЂ\S|(?:[РС][{CYRILLIC}]){{2}}"  # or as Windows-1251
    r"|[À-ÖØ-öø-ÿ]{4,}"  # Cyrillic or Greek letters read as Windows-1252
    r"|(?<=[a-z])Õ(?=(?:s|t|d|m|re|ve|ll)\b)"  # apostrophes of old Macs
)
SUSPECT = re.compile("[\ufffd\u0080-\u009f¡-ÿвРС]")  # one of these is in all that is garbled
INK, UNUSUAL = re.compile(r"\S"), re.compile(r"[¡-¬®-ÿ]")
MOST_UNUSUAL, FEW_LETTERS = 0.4, 5  # no language of Latin letters has so many accents and signs in a longer text
ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30}(?:;|(?![\w=])))")
TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|em|li|ol|ul|td|tr|th|div|img|font|span|strong|table|h[1-6]|script|style|iframe|figure|"
    r"section|article|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def issues_of(text: str) -> list[tuple[str, str]]:
    r"""Return the suspected faults of a text, as issue and detail.

    >>> [issue for issue, _ in issues_of("It\ufffds late &amp; wet.<br>")]
    ['garbled characters', 'entities', 'markup']
    """
    hidden = len(HIDDEN_MARK.findall(text))
    garbled, entities = garbled_places(text), sum(map(is_entity, ENTITY.findall(text)))
    counts = {
        "hidden characters": (
            hidden,
            "zero-width, soft-hyphen or direction marks; they are skipped where terms are looked for",
        ),
        "garbled characters": (garbled, "places look like text decoded with a wrong encoding"),
        "entities": (entities, "entities of HTML, such as &amp; a text would have the character"),
        "markup": (len(TAG.findall(text)), "tags of HTML; they are read as words"),
    }
    said = [] if as_read(text).text.strip() else [("empty text", "the article has no sentences")]
    if is_wrapped(text):
        said.append(("wrapped lines", "its lines are cut at a width; those of a paragraph are read as one"))
    return [*said, *((issue, f"{n} {detail}") for issue, (n, detail) in counts.items() if n)]


def garbled_places(text: str) -> int:
    """Count the places that look like text decoded with a wrong encoding.

    >>> garbled_places("The cafÃ© isnâ€™t open."), garbled_places("Äîù ó ì³ñò³."), garbled_places("The café isn’t.")
    (2, 9, 0)
    """
    if not SUSPECT.search(text):
        return 0
    unusual = len(UNUSUAL.findall(text))
    mostly = unusual > FEW_LETTERS and unusual > MOST_UNUSUAL * len(INK.findall(text))
    return max(len(GARBLED.findall(text)), unusual if mostly else 0)


def is_entity(written: str) -> bool:
    """Return whether an ampersand and what follows is an entity of HTML: "&copy;" or "&copy", but not "AT&T;"."""
    return written[1] == "#" or written[1:] in html5


HALF = re.compile("[\ud800-\udfff]")
LINES, COMMAS = (".jsonl", ".ndjson"), (".csv", ".tsv", ".tab")
TABLES_OF_TEXTS = (*LINES, *COMMAS, ".parquet")
MOST_LISTED = 10  # in a message
MANIFEST_COLUMNS = [name for name in TABLES["articles"].columns if name not in ("sha256", "n_chars")]
ASIDE = re.compile(r"\([^)]*\)")
NO_LETTER = re.compile(r"[\W_]+")
# names of columns in the exports of databases and scrapers, the likeliest first; then in German
GUESSES = {
    "text": "fulltext articletext articlebody bodytext maintext body content article story plaintext textcontent "
    "volltext artikeltext inhalt artikel",
    "outlet": "outletname publication publisher newspaper sourcename outletid source media medium journal site domain "
    "zeitung quelle zeitschrift publikation",
    "title": "headline heading articletitle hed header hdln hdl headln überschrift ueberschrift titel schlagzeile",
    "date": "publicationdate publisheddate datepublished publishedat publishdate pubdate published loaddate datetime "
    "datum erscheinungsdatum veröffentlichungsdatum veröffentlicht erschienen",
    "article_id": "articleid docid documentid accessionnumber guid uid id",
    "language": "languagecode languagetag lang sprache",
}
LEAST_LENGTH = 200  # mean characters of a column that is taken for the texts though its name does not say so


@dataclass(frozen=True)
class Corpus:
    """Store articles and those of their texts that are available.

    Parameters
    ----------
    articles : DataFrame
        The manifest: one row per article, without text (columns of the table `articles`).
    texts : mapping of str to str
        Text of each article by article_id. Articles whose text is private may be missing.

    Examples
    --------
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a1"], "outlet": ["Courier"], "text": ["Rain fell."]}))
    >>> len(corpus), corpus.text("a1")
    (1, 'Rain fell.')
    """

    articles: pd.DataFrame
    texts: Mapping[str, str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.articles)

    def __repr__(self) -> str:
        outlets = self.articles["outlet"].nunique()
        return f"Corpus: {len(self)} articles of {outlets} outlets, {len(self.texts)} with text"

    def _repr_html_(self) -> str:
        columns = [name for name in ("article_id", "outlet", "title", "date", "n_chars") if name in self.articles]
        facts = {
            "outlets": self.articles["outlet"].nunique(),
            "with text": f"{len(self.texts)} of {len(self)}",
            "languages": ", ".join(f"{name} ({n})" for name, n in self.languages.value_counts().items()),
        }
        shown = self.articles[columns].assign(language=self.languages.to_numpy())
        return card(f"Corpus of {len(self)} articles", facts, shown)

    @cached_property
    def languages(self) -> pd.Series[str]:
        """Language of each article, by article_id: as the manifest says, else as its text tells (`und`: unknown)."""
        given = self.articles.get("language", pd.Series("", self.articles.index))
        found = [
            language or (language_of(self.texts[article_id]) if article_id in self.texts else UNDETERMINED)
            for article_id, language in zip(self.articles["article_id"], given, strict=True)
        ]
        return pd.Series(found, self.articles["article_id"].to_numpy(), dtype="str", name="language")

    def with_languages(self) -> Corpus:
        """Return the corpus with a column `language` that is filled for every article."""
        articles = self.articles.assign(language=self.languages.to_numpy())
        return Corpus(validate(articles, "articles", "articles"), self.texts)

    def text(self, article_id: str) -> str:
        """Return the text of one article.

        Parameters
        ----------
        article_id : str
            An article of the manifest.

        Raises
        ------
        BadInput
            If the manifest has no such article.
        TextNotAvailable
            If its text is not attached. The message gives the SHA-256 of the file.
        """
        if article_id in self.texts:
            return self.texts[article_id]
        rows = self.articles[self.articles["article_id"] == article_id]
        if rows.empty:
            raise BadInput(
                f"The corpus has no article '{article_id}'; {did_you_mean(article_id, self.articles['article_id'])}"
            )
        wanted = f" (SHA-256 {rows['sha256'].iloc[0]})" if "sha256" in rows else ""
        raise TextNotAvailable(
            f"The text of '{article_id}' is not attached{wanted}; it is not distributed with this project. "
            "If you have a copy, run `make all TEXTS=folder` or call read_articles(manifest, texts=folder)."
        )

    @property
    def issues(self) -> pd.DataFrame:
        """Suspected faults of the texts; nothing is repaired.

        One row per fault: article_id, issue (empty text, hidden characters, wrapped lines, garbled characters,
        entities, markup, same text) and detail.
        """
        return pd.DataFrame(
            [
                (article_id, issue, detail)
                for article_id, text in self.texts.items()
                for issue, detail in issues_of(text)
            ]
            + _duplicates(self.texts),
            columns=["article_id", "issue", "detail"],
            dtype="str",
        )


def _duplicates(texts: Mapping[str, str]) -> list[tuple[str, str, str]]:
    first: dict[str, str] = {}
    return [
        (article_id, "same text", f"equal to the text of {first[text]}")
        for article_id, text in texts.items()
        if first.setdefault(text, article_id) != article_id
    ]


def read_articles(source: str | Path | pd.DataFrame, *, texts: str | Path | None = None) -> Corpus:
    """Read articles from a table, a folder or a manifest.

    Parameters
    ----------
    source : str, Path or DataFrame
        A table (CSV, JSON lines or Parquet file, or DataFrame) with the columns ``article_id``, ``outlet`` and
        ``text``; all other columns are optional. Or a folder of ``.txt`` files with one sub-folder per outlet. Or a
        manifest: a table without ``text`` but with ``sha256``.
    texts : str or Path, optional
        Folder with the texts of a manifest: a file per text, or .jsonl, .csv or .parquet tables with a column
        ``text``. Texts are matched by SHA-256; names of files and other columns do not matter.

    Returns
    -------
    Corpus
        The articles in the order of the source.

    Raises
    ------
    BadInput
        If the source cannot be read or fails a check. The message gives file, line and column.

    Examples
    --------
    >>> import pandas as pd
    >>> read_articles(pd.DataFrame({"article_id": ["a1"], "outlet": ["Courier"], "text": ["Rain fell."]}))
    Corpus: 1 articles of 1 outlets, 1 with text
    """
    frame, where = load_articles(source)
    check_names(frame.columns, [*TABLES["articles"].columns, "text"], where)
    check_columns(frame.columns, TABLES["articles"], where)
    manifest = validate(_with_plain_dates(frame, where).drop(columns="text", errors="ignore"), "articles", where)
    if "text" in frame:
        if texts is not None:
            raise BadInput(f"{where} already has a column 'text'. Leave out texts=…, or remove the column.")
        return _corpus_of(manifest, _checked_texts(frame, where), where)
    if texts is None:
        return Corpus(manifest, {})
    return Corpus(manifest, _match_texts(manifest, Path(texts)))


def load_articles(source: str | Path | pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Load the rows of a table or folder of articles, unchecked, with a name for messages."""
    if isinstance(source, pd.DataFrame):
        return source.reset_index(drop=True), "articles"
    path = Path(source)
    if path.is_dir():
        return _load_folder(path), str(path)
    if path.suffix.lower() not in TABLES_OF_TEXTS:
        raise BadInput(
            f"{path}: cannot read this type of file. Pass a .csv, .jsonl or .parquet file or a folder of .txt files."
        )
    if not path.is_file():
        raise BadInput(f"{path} does not exist.")
    return _read_rows(path), str(path)


def _read_rows(path: Path) -> pd.DataFrame:
    """Read a table by the ending of its name, in small or capital letters."""
    suffix = path.suffix.lower()
    if suffix in LINES:
        return _read_jsonl(path)
    return read_csv(path) if suffix in COMMAS else _read_parquet(path)


def _load_folder(folder: Path) -> pd.DataFrame:
    """Read one row per text file: file name as article_id, sub-folder as outlet (`unattributed` if none)."""
    paths = sorted([*folder.glob("*"), *folder.glob("*/*")])
    files = [path for path in paths if path.suffix.lower() == ".txt" and path.is_file() and not path.is_symlink()]
    if not files:
        raise BadInput(f"{folder} contains no text files; expected {folder}/<outlet>/<article_id>.txt.")
    return pd.DataFrame(
        {
            "article_id": [check_characters(path.stem, f"{folder}, a file's name") for path in files],
            "outlet": ["unattributed" if path.parent == folder else path.parent.name for path in files],
            "text": [read_text(path) for path in files],
            "sha256": [sha256_of(path) for path in files],
        },
        dtype="str",
    )


def _read_jsonl(path: Path) -> pd.DataFrame:
    lines = {number: line for number, line in enumerate(read_text(path).split("\n"), start=1) if line.strip()}
    objects = [_read_object(line, f"{path}, line {number}") for number, line in lines.items()]
    return pd.DataFrame(objects, index=pd.Index(list(lines), name="line"), dtype=object)


def parse_json(text: str, where: str) -> Any:
    """Parse JSON and check its keys; raise JSONDecodeError if it is none, BadInput if a key or its depth is no good."""
    try:
        return json.loads(text, object_hook=lambda values: check_keys(values, where))
    except (json.JSONDecodeError, BadInput):
        raise
    except (RecursionError, ValueError):
        raise BadInput(f"{where}: objects nested too deeply, or a number of thousands of digits.") from None


def _read_object(line: str, where: str) -> dict[str, Any]:
    try:
        values = parse_json(line, where)
    except json.JSONDecodeError as error:
        raise BadInput(f"{where}: not a JSON object ({error.msg}). Write one object per line.") from None
    if not isinstance(values, dict):
        raise BadInput(f"{where}: not a JSON object but a {type(values).__name__}. Write one object per line.")
    return values


def check_keys(values: dict[str, Any], where: str) -> dict[str, Any]:
    """Return an object of JSON, or refuse a key with a NUL character or a lone surrogate."""
    for name in values:
        check_characters(name, f"{where}, a column's name")
    return values


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path).reset_index(drop=True)
    except (ValueError, NotImplementedError, OSError) as error:  # base classes of Arrow's errors
        reason, _, _ = str(error).partition("\n")
        raise BadInput(f"Cannot read {path} as a Parquet file ({reason}).") from None


def _with_plain_dates(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Write dates as ISO 8601 text; tables with texts may hold date objects and dates in any common form.

    A manifest was written here, so that a date in another form is an error.
    """
    if "date" not in frame:
        return frame
    plain = [_plain_date(value) for value in frame["date"]]
    written = [row for row, value in enumerate(plain) if isinstance(value, str) and not BROKEN.search(value)]
    days = days_of(pd.Series([plain[row] for row in written], dtype="str"))
    other = [row for row, is_none in zip(written, days.isna(), strict=True) if is_none and plain[row].strip()]
    if "text" in frame and other:
        dates, notes = iso_dates([plain[row] for row in other])
        for row, found in zip(other, dates, strict=True):
            plain[row] = found
        for note in notes:
            warnings.warn(f"{where}, column 'date': {note}", stacklevel=3)
    return frame.assign(date=pd.Series(plain, index=frame.index, dtype=object))


def _plain_date(value: Any) -> Any:
    if value is pd.NaT:
        return ""
    return value.isoformat().removesuffix("T00:00:00") if isinstance(value, date) else value


def _checked_texts(frame: pd.DataFrame, where: str) -> dict[str, str]:
    for row, text in enumerate(frame["text"]):
        place = f"{where}, line {line_of(frame.index, row)}, column 'text'"
        if not isinstance(text, str):
            raise BadInput(f"{place}: expected text, found {type(text).__name__}.")
        check_characters(text, place)
    return dict(zip(frame["article_id"], frame["text"], strict=True))


def check_characters(text: str, where: str) -> str:
    """Return the text, or refuse a NUL character or a lone surrogate."""
    broken = BROKEN.search(text)
    if broken:
        raise BadInput(
            f"{where}: character {broken.start()} is U+{ord(broken[0]):04X}, which is not a text character. Remove it "
            "from the source."
        )
    return text


def _corpus_of(manifest: pd.DataFrame, texts: dict[str, str], where: str) -> Corpus:
    """Build the corpus of a table with texts; a stated hash must be the hash of the text."""
    in_order = [texts[article_id] for article_id in manifest["article_id"]]
    hashes = manifest["sha256"] if "sha256" in manifest else [_sha256_of_text(text) for text in in_order]
    for article_id, text, sha256 in zip(manifest["article_id"], in_order, hashes, strict=True):
        if _sha256_of_text(restore_byte_order_mark(text, sha256)) != sha256:
            raise BadInput(
                f"{where}: the text of '{article_id}' does not match its sha256 ({sha256}). Restore the original text, "
                "or drop the column sha256 to read this text as a new one."
            )
    manifest["sha256"] = list(hashes)
    manifest["n_chars"] = pd.array([len(text) for text in in_order], dtype="Int64")
    return Corpus(validate(manifest, "articles", where), texts)


def restore_byte_order_mark(text: str, sha256: str) -> str:
    """Return the text as in its file: with the byte order mark that reading drops, if the hash includes one."""
    marked = f"\ufeff{text}"
    return marked if _sha256_of_text(marked) == sha256 else text


def _sha256_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _match_texts(manifest: pd.DataFrame, folder: Path) -> dict[str, str]:
    """Find the texts of a manifest in a folder by SHA-256: of files, else of rows of its tables.

    Raises
    ------
    BadInput
        If the text of an article is missing or has changed. The message lists these articles with their hashes.
    """
    if "sha256" not in manifest:
        raise BadInput(
            "The manifest has no column 'sha256', which matches articles with their texts. "
            "Run `framing ingest ARTICLES` to create one."
        )
    if not folder.is_dir():
        raise BadInput(f"TEXTS={folder} is not a folder. Pass the folder that contains the text files.")
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    by_hash = {sha256_of(path): path for path in paths}
    wanted = set(manifest["sha256"])
    found = {sha256: read_text(by_hash[sha256]) for sha256 in wanted & by_hash.keys()}
    for sha256, text in found.items():
        check_characters(text, str(by_hash[sha256]))
    in_tables, unread = _texts_in_tables(paths, wanted - found.keys())
    found |= in_tables
    missing = [row for row in rows(manifest) if row.sha256 not in found]
    if missing:
        raise BadInput(_what_is_missing(folder, len(manifest), missing, len(by_hash), unread))
    return {row.article_id: found[row.sha256] for row in rows(manifest)}


def _what_is_missing(folder: Path, n_articles: int, missing: list[Any], n_files: int, unread: list[str]) -> str:
    """Say which texts of a manifest a folder lacks, and which of its tables could not be read."""
    listed = "; ".join(f"'{row.article_id}' (SHA-256 {row.sha256})" for row in missing[:MOST_LISTED])
    more = f"; and {len(missing) - MOST_LISTED} more" if len(missing) > MOST_LISTED else ""
    skipped = f" Tables that could not be read: {'; '.join(unread[:MOST_LISTED])}" if unread else ""
    return (
        f"{folder} contains no file for {len(missing)} of the {n_articles} articles in the manifest, and no row with "
        f"their text in a table (.jsonl, .csv or .parquet with a column 'text'): {listed}{more}. The folder has "
        f"{n_files} files; a text that was edited has another hash. Restore the originals.{skipped}"
    )


def _texts_in_tables(paths: list[Path], wanted: set[str]) -> tuple[dict[str, str], list[str]]:
    """Find texts by SHA-256 in the tables of a folder; read a table only while a text is missing.

    Returns
    -------
    found : dict
        Text by hash, without a byte order mark.
    unread : list of str
        Why a table could not be read, one message per table.
    """
    found: dict[str, str] = {}
    unread = []
    for path in paths:
        if path.suffix.lower() not in TABLES_OF_TEXTS or len(found) == len(wanted):
            continue
        try:
            for text in _text_column(path):
                for sha256 in wanted & {_sha256_of_text(text), _sha256_of_text(f"\ufeff{text}")}:
                    found[sha256] = check_characters(text.removeprefix("\ufeff"), str(path))
                if len(found) == len(wanted):
                    break
        except BadInput as error:
            unread.append(str(error))
    return found, unread


def _text_column(path: Path) -> Iterator[str]:
    """Yield the texts in the column `text` of a table, each also with its title; a .jsonl file is read line by line.

    Raises
    ------
    BadInput
        If the table cannot be read or has no such column.
    """
    if path.suffix.lower() in LINES:
        values: Iterable[tuple[Any, Any]] = _texts_of_lines(path)
    else:
        table = _read_rows(path)
        if "text" not in table:
            raise BadInput(f"{path}: no column 'text' among {', '.join(map(str, table.columns))}.")
        values = zip(table["text"], table.get("title", [""] * len(table)), strict=True)
    # a text with half of a pair of surrogates has no hash, so no manifest can name it
    for text, title in values:
        if isinstance(text, str) and not HALF.search(text):
            yield text
            if isinstance(title, str) and title.strip() and not HALF.search(title):
                yield with_title(title, text)


def with_title(title: str, text: str) -> str:
    r"""Put a title before a text, as a headline that is split and scored like the text.

    >>> with_title("Rain", "It rained.")
    'Rain\n\nIt rained.'
    """
    return f"{title.strip()}\n\n{text}"


def _texts_of_lines(path: Path) -> Iterator[tuple[Any, Any]]:
    named = False
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                plain = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise BadInput(
                    f"{path}, line {number} is not UTF-8. Convert the file to UTF-8 and try again."
                ) from None
            if plain.strip():
                row = _read_object(plain, f"{path}, line {number}")
                named |= "text" in row
                yield row.get("text"), row.get("title")
    if not named:
        raise BadInput(f"{path}: no line has a key 'text'.")


def guess_columns(table: pd.DataFrame, given: Mapping[str, str]) -> dict[str, str]:
    """Guess which column is the text, outlet, title, date and id of articles, from its name, or its length for a text.

    >>> guess_columns(pd.DataFrame(columns=["Medium / Source", "Full text", "Datum"]), {})
    {'text': 'Full text', 'outlet': 'Medium / Source', 'date': 'Datum'}
    """
    free = [str(name) for name in table.columns if name not in (*MANIFEST_COLUMNS, "text", *given.values())]
    plain: dict[str, str] = {}
    for level in zip_longest(*map(_names_in, free), fillvalue=""):  # whole names before parts of them
        for name, column in zip(level, free, strict=True):
            plain.setdefault(name, column)
    found: dict[str, str] = {}
    for name in ("text", *MANIFEST_COLUMNS):
        known = [NO_LETTER.sub("", name), *GUESSES.get(name, "").split()]
        names = [plain[one] for one in known if one in plain and plain[one] not in found.values()]
        if name not in table and name not in given and names:
            found[name] = names[0]
    if "text" not in {*table.columns, *given, *found}:
        texts = {name: table[name].astype("str").str.len().mean() for name in free if name not in found.values()}
        longest = max(texts, key=lambda name: texts[name], default="")
        if texts.get(longest, 0) >= LEAST_LENGTH:
            found = {"text": longest, **found}
    return found


def _names_in(column: str) -> list[str]:
    """Return the name of a column in letters only, then without what is in brackets, by fields and by alternatives.

    >>> _names_in("meta.source.name"), _names_in("Medium / Source (short)")[2:]
    (['metasourcename', 'metasourcename', 'sourcename', 'name', 'metasourcename'], ['medium', 'source'])
    """
    whole = column.casefold()
    plain = ASIDE.sub(" ", whole)
    fields = plain.split(".")
    names = [whole, plain, *(".".join(fields[start:]) for start in range(1, len(fields))), *plain.split("/")]
    return [NO_LETTER.sub("", name) for name in names]
