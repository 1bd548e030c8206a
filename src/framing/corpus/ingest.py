"""Intake: articles of any form made into a corpus, with a list of what was left out and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd
import regex

from framing.corpus.articles import Corpus, articles_of, read_articles
from framing.errors import BadInput, did_you_mean
from framing.schema import TABLES
from framing.tables import BROKEN, check_names, line_of, read_text

KEPT = [name for name in TABLES["articles"].columns if name not in ("sha256", "n_chars")]


def _of_folder(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """A row a file, in any depth; the first sub-folder is the outlet."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    if not files:
        raise BadInput(f"{folder} holds no files; expected {folder}/<outlet>/<article>.txt.")
    read = [_text_of(path) for path in files]
    names = [path.relative_to(folder) for path in files]
    frame = pd.DataFrame(
        {
            "article_id": [path.stem for path in files],
            "outlet": [name.parts[0].strip() if len(name.parts) > 1 else "" for name in names],
            "text": [text for text, _, _ in read],
            "file": [str(name) for name in names],
            "row": "",
            "reason": [reason for _, reason, _ in read],
        },
        dtype="str",
    )
    return frame, [f"{name}: {note}" for name, (_, _, note) in zip(names, read, strict=True) if note]


def _text_of(path: Path) -> tuple[str, str, str]:
    """The text of a file, why it is left out, and a note."""
    if path.suffix.lower() != ".txt" or path.is_symlink():
        kind = "a link" if path.is_symlink() else path.suffix or "a file without an ending"
        return "", f"{kind}, not a .txt file; save it as plain text", ""
    try:
        return read_text(path), "", ""
    except BadInput:
        return _of_windows(path.read_bytes())


def _of_windows(content: bytes) -> tuple[str, str, str]:
    """The text of bytes that are not UTF-8: Windows-1252, if they can be that."""
    try:
        return content.decode("cp1252"), "", "not UTF-8, so it was read as Windows-1252; look whether ’ and é are right"
    except UnicodeDecodeError:
        return "", "neither UTF-8 nor Windows-1252; save it as UTF-8", ""


def _of_table(source: str | Path | pd.DataFrame, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
    """A row an article, under the names that the toolkit knows."""
    table, where = articles_of(source)
    known = [*KEPT, "text"]
    for name, theirs in columns.items():
        if name not in known:
            raise BadInput(f"There is no column '{name}' to be filled; {did_you_mean(name, known)}")
        if theirs not in table:
            raise BadInput(f"{where}: there is no column '{theirs}'; {did_you_mean(theirs, map(str, table.columns))}")
    renamed = table.drop(columns=[name for name in columns if name in table and name not in columns.values()])
    renamed = renamed.rename(columns={theirs: name for name, theirs in columns.items()})
    check_names(renamed.columns, known, where)
    if "text" not in renamed:
        raise BadInput(
            f"{where}: no column 'text'; it has {', '.join(map(str, table.columns))}. Name the one that holds the "
            "articles' texts: columns={'text': …}, --column text=…"
        )
    lines = [str(line_of(table.index, row)) for row in range(len(table))]
    ids = [f"row-{line}" for line in lines]
    frame = renamed.assign(
        article_id=[_plain(value) or name for value, name in zip(renamed.get("article_id", ids), ids, strict=True)],
        outlet=[_plain(value) for value in renamed.get("outlet", [""] * len(table))],
        text=[value if isinstance(value, str) else "" for value in renamed["text"]],
        file=where if isinstance(source, pd.DataFrame) else Path(source).name,
        row=lines,
        reason=[_why_no_text(value) for value in renamed["text"]],
    )
    unknown = [str(name) for name in renamed.columns if name not in (*known, "sha256", "n_chars")]
    note = f"columns that a manifest does not know were left out: {', '.join(unknown)}"
    return frame.reset_index(drop=True), [note] if unknown else []


def _plain(value: Any) -> str:
    """A cell as text without space around it; empty where it holds nothing."""
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value).strip()


def _why_no_text(value: Any) -> str:
    """What else than text stands in a cell; nothing where it is text or empty."""
    return "" if isinstance(value, str) or not _plain(value) else f"its text is of type {type(value).__name__}"


DROPPED = ["file", "row", "reason"]
UNSAFE = regex.compile(r"[^A-Za-z0-9_-]+")
LONGEST_ID = 56  # of 64, so that a number fits behind
SHOWN = 10


@dataclass(frozen=True)
class Intake:
    """What was taken in: the corpus, what was left out (file, row, reason: no text) and what to know."""

    corpus: Corpus
    dropped: pd.DataFrame
    notes: tuple[str, ...]

    def told(self) -> list[str]:
        """What was left out and what to know, a sentence each; of many that were left out the first."""
        left_out = [f"left out {_place_of(row)}: {row['reason']}" for _, row in self.dropped.head(SHOWN).iterrows()]
        more = len(self.dropped) - len(left_out)
        return [*self.notes, *left_out, *([f"left out {more} more: see data/dropped.csv"] if more else [])]


def take_in(source: str | Path | pd.DataFrame, *, columns: Mapping[str, str] | None = None, outlet: str = "") -> Intake:
    """Articles from a folder of .txt files, a CSV, JSON lines or Parquet file, or a DataFrame.

    Parameters
    ----------
    source
        a folder, whose sub-folders are the outlets, or a table.
    columns
        of a table: what stands where, as ``{"text": "body"}``.
    outlet
        of articles that have none of their own.

    Returns
    -------
    Intake
        without articles that have no text, no outlet, or the text of an earlier one. Columns that a manifest does not
        know are left out, since it may be published.

    Raises
    ------
    BadInput
        where nothing can be taken in: no text, no column of that name, no outlet anywhere.

    Examples
    --------
    >>> articles = pd.DataFrame({"source": ["Courier", "Courier"], "body": ["Rain fell.", " "]})
    >>> intake = take_in(articles, columns={"outlet": "source", "text": "body"})
    >>> intake.corpus, intake.dropped.values.tolist()
    (Corpus: 1 articles of 1 outlets, 1 with text, [['articles', '3', 'no text']])
    """
    is_folder = not isinstance(source, pd.DataFrame) and Path(source).is_dir()
    if is_folder and columns:
        raise BadInput(f"{source} is a folder, which has no columns; its sub-folders are the outlets.")
    frame, notes = _of_folder(Path(str(source))) if is_folder else _of_table(source, columns or {})
    if outlet:
        frame["outlet"] = frame["outlet"].replace("", outlet)
    if not frame["outlet"].any():
        raise BadInput(
            f"{'articles' if isinstance(source, pd.DataFrame) else source}: no article says of which outlet it is. "
            "Put the files into a sub-folder for each outlet, name the column (columns={'outlet': …}, --column "
            "outlet=…), or one outlet for all (outlet=…, --outlet NAME)."
        )
    frame["reason"] = list(_reasons(frame))
    kept, dropped = frame[frame["reason"] == ""], frame[frame["reason"] != ""]
    if kept.empty:
        first = dropped.iloc[0]
        raise BadInput(f"No article could be taken in; the first, {_place_of(first)}: {first['reason']}.")
    kept, renamed = with_ids(kept)
    corpus = read_articles(kept[[name for name in [*KEPT, "text"] if name in kept]])
    return Intake(corpus, dropped[DROPPED].reset_index(drop=True), (*notes, *renamed))


def _place_of(row: pd.Series[Any]) -> str:
    """File and row, as far as there is one."""
    return f"{row['file']}, row {row['row']}" if row["row"] else str(row["file"])


def _reasons(frame: pd.DataFrame) -> Iterator[str]:
    """Why each article is left out; empty where it is taken in."""
    first: dict[str, str] = {}
    for _, row in frame.iterrows():
        text, known = row["text"], row["reason"]
        broken = BROKEN.search(text)
        if known or broken:
            yield known or f"character {broken.start() if broken else 0} of its text is none (NUL, half of a pair)"
        elif not text.strip():
            yield "no text"
        elif not row["outlet"]:
            yield "no outlet"
        elif text.strip() in first:
            yield f"same text as {first[text.strip()]}"
        else:
            first[text.strip()] = _place_of(row)
            yield ""


def with_ids(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Articles under ids that are safe as names of files and differ in more than case."""
    taken: set[str] = set()
    ids = []
    for wanted in map(safe, frame["article_id"]):
        numbered = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        ids.append(next(name for name in numbered if name.casefold() not in taken))
        taken.add(ids[-1].casefold())
    changed = [f"'{old}' is {new}" for old, new in zip(frame["article_id"], ids, strict=True) if old != new]
    more = f"; {len(changed) - 3} more, see data/articles.csv" if len(changed) > 3 else ""
    return frame.assign(article_id=ids), [f"ids made safe: {'; '.join(changed[:3])}{more}"] if changed else []


def safe(name: str) -> str:
    """A name in letters, digits, - and _ of ASCII.

    >>> safe("Über uns (2).html"), safe("—")
    ('Uber-uns-2-html', 'article')
    """
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", letters).strip("-_")[:LONGEST_ID] or "article"
