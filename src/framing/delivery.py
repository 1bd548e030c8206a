"""Delivery: articles as they are delivered, in files or tables of any form, as rows with file, row and reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus.articles import articles_of
from framing.errors import BadInput, did_you_mean
from framing.files import read_text
from framing.schema import TABLES
from framing.tables import check_names, line_of

KEPT = [name for name in TABLES["articles"].columns if name not in ("sha256", "n_chars")]


def of_folder(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """A row a file, in any depth; the first sub-folder is the outlet."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    if not files:
        raise BadInput(f"{folder} holds no files; expected {folder}/<outlet>/<article>.txt.")
    read = [text_of(path) for path in files]
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


def text_of(path: Path) -> tuple[str, str, str]:
    """The text of a file, why it is left out, and a note."""
    if path.suffix.lower() != ".txt" or path.is_symlink():
        kind = "a link" if path.is_symlink() else path.suffix or "a file without an ending"
        return "", f"{kind}, not a .txt file; save it as plain text", ""
    try:
        return read_text(path), "", ""
    except BadInput:
        return of_windows(path.read_bytes())


def of_windows(content: bytes) -> tuple[str, str, str]:
    """The text of bytes that are not UTF-8: Windows-1252, if they can be that."""
    try:
        return content.decode("cp1252"), "", "not UTF-8, so it was read as Windows-1252; look whether ’ and é are right"
    except UnicodeDecodeError:
        return "", "neither UTF-8 nor Windows-1252; save it as UTF-8", ""


def of_table(source: str | Path | pd.DataFrame, columns: Mapping[str, str]) -> tuple[pd.DataFrame, list[str]]:
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
        article_id=[plain(value) or name for value, name in zip(renamed.get("article_id", ids), ids, strict=True)],
        outlet=[plain(value) for value in renamed.get("outlet", [""] * len(table))],
        text=[value if isinstance(value, str) else "" for value in renamed["text"]],
        file=where if isinstance(source, pd.DataFrame) else Path(source).name,
        row=lines,
        reason=[why_no_text(value) for value in renamed["text"]],
    )
    unknown = [str(name) for name in renamed.columns if name not in (*known, "sha256", "n_chars")]
    note = f"columns that a manifest does not know were left out: {', '.join(unknown)}"
    return frame.reset_index(drop=True), [note] if unknown else []


def plain(value: Any) -> str:
    """A cell as text without space around it; empty where it holds nothing."""
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value).strip()


def why_no_text(value: Any) -> str:
    """What else than text stands in a cell; nothing where it is text or empty."""
    return "" if isinstance(value, str) or not plain(value) else f"its text is of type {type(value).__name__}"
