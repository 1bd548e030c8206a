"""Tables as the schema wants them: checked, read and written, with sentences for what is wrong."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from framing.errors import BadInput
from framing.schema import TABLES, Column, Table, pandera_schema


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with _there(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes_of(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """SHA-256 of each file, keyed by its path relative to `root`, in sorted order."""
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in sorted(paths)}


def hash_of_hashes(hashes: dict[str, str]) -> str:
    """One SHA-256 for many files: over the sorted lines `name hash`."""
    lines = "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


@contextmanager
def _there(path: Path) -> Iterator[None]:
    """Say in a sentence that a file which is about to be read is missing or is a folder."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder; a file was expected.") from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and vanishes when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with newline LF, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def read_text(path: Path) -> str:
    """A file's text: strict UTF-8, newlines untouched, a byte order mark left out.

    Raises
    ------
    BadInput
        naming the file, the line and the first byte that is not UTF-8.
    """
    try:
        with _there(path):
            return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{path}, line {line} is not UTF-8: byte {byte:#04x} at offset {error.start}. "
            "Convert the file to UTF-8 (the toolkit does not guess encodings) and try again."
        ) from None


BROKEN = re.compile("[\0\ud800-\udfff]")
LONGEST_FIELD = 2**31 - 1


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows as named tuples, `row.column`; checked tables have the types that their schema says."""
    return frame.itertuples()


def validate(frame: pd.DataFrame, name: str, where: str) -> pd.DataFrame:
    """Return `frame` as the table `name`: columns in order, right types, unique keys.

    Raises
    ------
    BadInput
        a sentence that names `where`, the line (row 0 is line 2, as in a CSV file, unless the index is named `line`),
        the column and what was expected.
    """
    table = TABLES[name]
    frame = _in_types(_with_columns(frame, table, where), table, where)
    _check_values(frame, table, where)
    _check_unique(frame, table.key, where)
    return frame.reset_index(drop=True)


def _with_columns(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    check_names(frame.columns, table.columns, where)
    for name, column in table.columns.items():
        if column.required and name not in frame.columns:
            raise BadInput(
                f"{where}: column '{name}' is missing ({column.meaning}); the table has "
                f"{', '.join(map(str, frame.columns)) or 'no columns'}."
            )
    known = [name for name in table.columns if name in frame.columns]
    return frame[known + [name for name in frame.columns if name not in table.columns]].copy()


def check_names(columns: Iterable[object], known: Iterable[str], where: str) -> None:
    """Refuse a column that comes twice, and one that is a known column but for spaces and upper or lower case."""
    names = [str(name) for name in columns]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"{where}: there are {names.count(name)} columns '{name}'; each needs a name of its own.")
        near = name.strip().casefold()
        if name != near and near in known and near not in names:
            raise BadInput(f"{where}: there is no column '{near}' but '{name}'; did you mean '{near}'?")


def _in_types(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    for name in frame.columns:
        if frame[name].dtype == object:  # a column that pandas knows to be text cannot hold them
            broken = [isinstance(value, str) and bool(BROKEN.search(value)) for value in frame[name]]
            _refuse_first(broken, frame[name], where, name, "text without NUL and lone surrogates")
        if name in table.columns:
            frame[name] = _in_type(frame[name], table.columns[name], where, name)
    return frame


def _in_type(values: pd.Series[Any], column: Column, where: str, name: str) -> pd.Series[Any]:
    """One column in its type; the first value that cannot be converted is named with its line."""
    if column.type == "text":
        odd = [not isinstance(value, str) and not missing for value, missing in zip(values, values.isna(), strict=True)]
        _refuse_first(odd, values, where, name, "text")
        texts = values.astype("str").where(values.notna(), "")
        if column.filled:  # "Courier" and "Courier " would be two outlets
            _refuse_first(texts != texts.str.strip(), values, where, name, "no space before or after")
        return texts
    if column.type == "flag":
        words = values.astype("str").str.lower()
        _refuse_first(~words.isin(["true", "false"]), values, where, name, "true or false")
        return words == "true"
    blank = values.isna() | (values.astype("str") == "")
    numbers = pd.to_numeric(values.where(~blank), errors="coerce")
    _refuse_first(numbers.isna() & ~blank, values, where, name, "a number")
    if column.type == "whole":
        _refuse_first((numbers % 1 != 0) & ~blank, values, where, name, "a whole number")
        _refuse_first(blank & column.filled, values, where, name, "a whole number")
    return numbers.astype("Int64") if column.type == "whole" else numbers.astype("float64")


def _refuse_first(bad: Any, values: pd.Series[Any], where: str, name: str, expected: str) -> None:
    rows = [row for row, is_bad in enumerate(bad) if is_bad]
    if rows:
        line = line_of(values.index, rows[0])
        raise BadInput(
            f"{where}, line {line}, column '{name}': found {_plain(values.iloc[rows[0]])!r}, expected {expected}."
        )


def line_of(index: pd.Index[Any], row: int) -> int:
    """The line of a file in which a row stands, as far as the frame knows it."""
    return int(index[row]) if index.name == "line" else row + 2


def _plain(value: Any) -> Any:
    """A value as a reader would write it: 2, not np.int64(2)."""
    return value.item() if hasattr(value, "item") else value


def _check_values(frame: pd.DataFrame, table: Table, where: str) -> None:
    from pandera.errors import SchemaErrors

    try:
        pandera_schema(table).validate(frame.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        first = errors.failure_cases.sort_values("index", kind="stable").iloc[0]
        more = len(errors.failure_cases) - 1
        closing = f" ({more} more like it.)" if more else ""
        line = "" if pd.isna(first["index"]) else f", line {line_of(frame.index, int(first['index']))}"
        raise BadInput(
            f"{where}{line}, column '{first['column']}': found {_plain(first['failure_case'])!r}, "
            f"{first['check']}.{closing}"
        ) from None


def _check_unique(frame: pd.DataFrame, key: Sequence[str], where: str) -> None:
    """Refuse rows with equal keys, also keys that differ only by case: some file systems cannot tell them apart."""
    folded = frame[list(key)].astype("str").apply(lambda column: column.str.casefold())
    again = folded.duplicated(keep="first")
    if again.any():
        row = int(again.to_numpy().argmax())
        first = int((folded == folded.iloc[row]).all(axis=1).to_numpy().argmax())
        one, other = (", ".join(map(str, frame[list(key)].iloc[index])) for index in (first, row))
        differs = "the same" if one == other else f"'{one}' but for upper and lower case"
        here, there = (line_of(frame.index, index) for index in (row, first))
        raise BadInput(
            f"{where}, line {here}: {', '.join(key)} '{other}' is {differs} as in line {there}; each row needs its own."
        )


def check_known(frame: pd.DataFrame, column: str, known: Iterable[str], where: str) -> None:
    """Refuse a row that refers to what another table does not have."""
    _refuse_first(~frame[column].isin(list(known)), frame[column], where, column, f"a {column} that is known here")


def read_csv(path: Path) -> pd.DataFrame:
    """A CSV file as text columns; "NA" and "null" are words, not missing values.

    Raises
    ------
    BadInput
        naming the line that is not well-formed or has not as many fields as the header.
    """
    found = _records(path)
    if not found:
        raise BadInput(f"{path} is empty; a CSV file with a header line was expected.")
    (_, header), *body = found
    check_names(header, (), str(path))
    for line, record in body:
        if len(record) != len(header):
            raise BadInput(
                f"{path}, line {line}: found {len(record)} fields, expected {len(header)} as in the header; a comma or "
                "line break inside a field needs quotes around the field."
            )
    return pd.DataFrame([record for _, record in body], columns=header, dtype="str")


def _records(path: Path) -> list[tuple[int, list[str]]]:
    """The records of a CSV file, each with the line on which it begins; blank lines are none."""
    csv.field_size_limit(LONGEST_FIELD)  # a text may be longer than the module expects of a field
    lines = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    found, begin = [], 1
    try:
        for record in lines:
            found += [(begin, record)] if record else []
            begin = lines.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{path}, line {begin}: not a well-formed CSV file ({error}).") from None
    return found


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read and check a table."""
    return validate(read_csv(path), name, str(path))


def write_table(frame: pd.DataFrame, path: Path, name: str) -> None:
    """Check a table and write it as sorted CSV, whole or not at all."""
    table = TABLES[name]
    frame = validate(frame, name, str(path))
    write_csv(frame.sort_values(list(table.order or table.key), kind="stable"), path)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write any frame as UTF-8 CSV with newline LF, real numbers to six significant digits, flags as true and false."""
    plain = frame.copy()
    for name in plain.select_dtypes("bool"):
        plain[name] = plain[name].map({True: "true", False: "false"})
    write_text(path, plain.to_csv(index=False, lineterminator="\n", float_format="%.6g"))
