"""Read, check and write the tables of the schema, and files by their content."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from framing.columns import Column, Table, pandera_schema
from framing.errors import BadInput
from framing.schema import TABLES
from framing.writing import replacing as replacing, write_text as write_text, written

MARKS = {  # of encodings, at the beginning of a file; that of UTF-32 begins with that of UTF-16
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
LEAST_NULS = 0.4  # share of bytes that are NUL in every second place of English in UTF-16
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
TRIED = 20  # records by which a separator is found
BROKEN = re.compile("[\0\ud800-\udfff]")
ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:[T ].*)?)?)?")
LONGEST_FIELD = 2**31 - 1


def sha256_of(path: Path) -> str:
    """Compute the SHA-256 of a file, in hexadecimal."""
    with _existing(path), written(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes_of(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Compute the SHA-256 of each file, keyed by its path relative to `root`, in sorted order."""
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in sorted(paths)}


def hash_of_hashes(hashes: dict[str, str]) -> str:
    """Compute one SHA-256 for several files from the sorted lines `name hash`."""
    lines = "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


MOST_ERRORS = 12  # that a message lists


@contextmanager
def _existing(path: Path) -> Iterator[None]:
    """Raise BadInput if a file that is about to be read is missing or is a folder."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder; a file was expected.") from None


def write_json(content: dict[str, Any], path: Path) -> None:
    """Write JSON with an indent of one space and a final newline, atomically."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read_text(path: Path, *, marked: bool = False) -> str:
    """Read a text file as strict UTF-8; keep its newlines and drop a byte order mark.

    Parameters
    ----------
    path : Path
        The file.
    marked : bool, default False
        Whether to read UTF-16 and UTF-32 too (`marked_encoding`): what Excel and Notepad call Unicode.

    Raises
    ------
    BadInput
        If the file is missing or is not UTF-8; the message names the line and the first invalid byte.
    """
    with _existing(path):
        content = written(path).read_bytes()
    encoding = marked_encoding(content)
    if encoding != "UTF-8" and not marked:
        raise BadInput(f"{path} is {encoding} (“Unicode” in Notepad). Save it as UTF-8 and try again.")
    try:
        return content.decode("utf-8-sig" if encoding == "UTF-8" else encoding)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{path}, line {line} is not {encoding}: byte {byte:#04x} at offset {error.start}. "
            "Convert the file to UTF-8 and try again; the toolkit does not guess encodings."
        ) from None


def marked_encoding(content: bytes) -> str:
    """Return the encoding that a byte order mark names, or NULs in every second place; else UTF-8.

    >>> marked_encoding("Rain".encode("utf-16")), marked_encoding("Rain".encode("utf-16-le")), marked_encoding(b"Rain")
    ('UTF-16', 'UTF-16-LE', 'UTF-8')
    """
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return encoding
    nuls = [content[start::2].count(0) for start in (0, 1)]
    if len(content) % 2 == 0 and min(nuls) == 0 and max(nuls) > LEAST_NULS * len(content) / 2:
        return "UTF-16-LE" if nuls[1] else "UTF-16-BE"
    return "UTF-8"


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Iterate over rows as named tuples, typed for `row.column`."""
    return frame.itertuples()


def validate(frame: pd.DataFrame, name: str, where: str) -> pd.DataFrame:
    """Check a table against the schema and convert its columns.

    Parameters
    ----------
    frame : DataFrame
        Rows to check. If its index is named ``line``, it holds line numbers; otherwise row 0 is line 2, as in a CSV
        file.
    name : str
        Name of the table in the schema.
    where : str
        File or table name for error messages.

    Returns
    -------
    DataFrame
        The table with columns in the order and types of the schema and unique keys; extra columns follow.

    Raises
    ------
    BadInput
        If a column is missing, a value is invalid or a key is duplicated; the message names line, column and the
        expected value.
    """
    table = TABLES[name]
    frame = _in_types(_with_columns(frame, table, where), table, where)
    _check_values(frame, table, where)
    _check_unique(frame, table, where)
    return frame.reset_index(drop=True)


def _with_columns(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    check_names(frame.columns, table.columns, where)
    check_columns(frame.columns, table, where)
    known = [name for name in table.columns if name in frame.columns]
    return frame[known + [name for name in frame.columns if name not in table.columns]].copy()


def check_columns(columns: Iterable[object], table: Table, where: str) -> None:
    """Refuse columns among which one that the table needs is missing."""
    names = list(map(str, columns))
    for needed, column in table.columns.items():
        if column.required and needed not in names:
            raise BadInput(
                f"{where}: column '{needed}' is missing ({column.meaning}). Found the columns "
                f"{', '.join(names) or '(none)'}."
            )


def check_names(columns: Iterable[object], known: Iterable[str], where: str) -> None:
    """Reject duplicate columns, and names that differ from a known column only in case or surrounding spaces."""
    names = [str(name) for name in columns]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"{where}: there are {names.count(name)} columns '{name}'. Give each column its own name.")
        near = name.strip().casefold()
        if name != near and near in known and near not in names:
            raise BadInput(f"{where}: unknown column '{name}'; did you mean '{near}'?")


def _in_types(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    refuse_broken(frame, where)
    for name in frame.columns:
        if name in table.columns:
            frame[name] = _in_type(frame[name], table.columns[name], where, name)
    return frame


def refuse_broken(frame: pd.DataFrame, where: str) -> None:
    """Refuse NUL and halves of characters; a column of pandas' string type cannot contain them."""
    for name, values in frame.items():
        if values.dtype == object:
            broken = [isinstance(value, str) and bool(BROKEN.search(value)) for value in values]
            _refuse_first(broken, values, where, str(name), "text without NUL and lone surrogates")


def _in_type(values: pd.Series[Any], column: Column, where: str, name: str) -> pd.Series[Any]:
    """Convert a column to its type, or raise BadInput for the first value that cannot be converted."""
    if column.type == "text":
        odd = [not isinstance(value, str) and not missing for value, missing in zip(values, values.isna(), strict=True)]
        _refuse_first(odd, values, where, name, "text")
        texts = values.astype("str").where(values.notna(), "")
        if column.filled:  # "Courier" and "Courier " would be two outlets
            _refuse_first(texts != texts.str.strip(), values, where, name, "no space before or after")
        if column.date:
            bad = days_of(texts).isna() & (texts != "")
            _refuse_first(bad, values, where, name, "a date such as 2024-05-01, 2024-05 or 2024, or nothing")
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


def days_of(dates: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Return the first day of each date in ISO 8601, as it is written in its own zone; NaT if it is none.

    >>> days_of(pd.Series(["2018-04-19T23:00:00-04:00", "2018-04", "soon"])).dt.date.tolist()
    [datetime.date(2018, 4, 19), datetime.date(2018, 4, 1), NaT]
    """
    texts = dates.astype("str")
    plain = texts.where(texts.map(lambda text: ISO_DATE.fullmatch(str(text)) is not None))
    return pd.to_datetime(plain.str[: len("2024-05-01")], format="ISO8601", errors="coerce")


def _refuse_first(bad: Any, values: pd.Series[Any], where: str, name: str, expected: str) -> None:
    rows = [row for row, is_bad in enumerate(bad) if is_bad]
    if rows:
        line = line_of(values.index, rows[0])
        raise BadInput(
            f"{where}, line {line}, column '{name}': found {_plain(values.iloc[rows[0]])!r}, expected {expected}."
        )


def line_of(index: pd.Index[Any], row: int) -> int:
    """Return the line number of a row in its file."""
    return int(index[row]) if index.name == "line" else row + 2


def _plain(value: Any) -> Any:
    """Convert a NumPy scalar to a Python value, for messages: 2, not np.int64(2)."""
    return value.item() if hasattr(value, "item") else value


def _check_values(frame: pd.DataFrame, table: Table, where: str) -> None:
    from pandera.errors import SchemaErrors

    try:
        pandera_schema(table).validate(frame.reset_index(drop=True), lazy=True)
    except SchemaErrors as errors:
        found = errors.failure_cases.sort_values("index", kind="stable")
        lines = ["" if pd.isna(row) else f", line {line_of(frame.index, int(row))}" for row in found["index"]]
        cells = zip(lines, found["column"], found["failure_case"], found["check"], strict=True)
        every = [f"{line}, column '{name}': found {_plain(value)!r}, {check}." for line, name, value, check in cells]
        raise BadInput(all_of(f"{where}{line}" for line in every)) from None


def all_of(errors: Iterable[str]) -> str:
    """Join the errors of a table to one message, one per line, so that all can be mended at once."""
    every = list(errors)
    more = [f"({len(every) - MOST_ERRORS} more errors.)"] if len(every) > MOST_ERRORS else []
    return "\n".join([*every[:MOST_ERRORS], *more])


def _check_unique(frame: pd.DataFrame, table: Table, where: str) -> None:
    """Reject duplicate keys; identifiers may not differ only in case, which some file systems do not distinguish.

    Names in keys, such as those of outlets, are told apart by their case.
    """
    key = list(table.key)
    folded = (
        frame[key]
        .astype("str")
        .fillna("")  # a missing offset equals another one
        .apply(lambda column: column.str.casefold() if table.columns[column.name].pattern else column)
    )
    again = folded.duplicated(keep="first")
    if again.any():
        row = int(again.to_numpy().argmax())
        first = int((folded == folded.iloc[row]).all(axis=1).to_numpy().argmax())
        one, other = (", ".join(map(str, frame[key].iloc[index])) for index in (first, row))
        duplicates = "duplicates" if one == other else f"differs only in case from '{one}' in"
        here, there = (line_of(frame.index, index) for index in (row, first))
        raise BadInput(
            f"{where}, line {here}: {', '.join(key)} '{other}' {duplicates} line {there}. Keys must be unique."
        )


def check_known(frame: pd.DataFrame, column: str, known: Iterable[str], where: str) -> None:
    """Reject references to identifiers that another table does not contain."""
    _refuse_first(~frame[column].isin(list(known)), frame[column], where, column, f"an existing {column}")


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file as text columns; "NA" and "null" are words, not missing values.

    The separator may be a comma, semicolon, tab or vertical bar, and the encoding UTF-8, or UTF-16 with its mark.

    Raises
    ------
    BadInput
        If a line is not well-formed CSV or its number of fields differs from the header.
    """
    return parse_csv(read_text(path, marked=True), str(path))


def parse_csv(text: str, where: str) -> pd.DataFrame:
    """Read the text of a CSV file as text columns, as `read_csv` does."""
    csv.field_size_limit(LONGEST_FIELD)  # a text may exceed the default limit of the csv module
    separator = separator_of(text)
    if text[:5].casefold() == f"sep={separator}":
        text = text[5:]  # the line that Excel writes before the header becomes a blank one
    records = _records(text, separator, where)
    if not records:
        raise BadInput(f"{where} is empty; expected a CSV file with a header line.")
    (_, header), *body = records
    check_names(header, (), where)
    for line, record in body:
        if len(record) != len(header):
            raise BadInput(
                f"{where}, line {line}: found {len(record)} fields, expected {len(header)} as in the header. Put "
                f"quotes around a field that contains a {SEPARATORS[separator]} or a line break."
            )
    return pd.DataFrame([record for _, record in body], columns=header, dtype="str")


def separator_of(text: str) -> str:
    r"""Return the separator of a CSV file: the one that its first records have equally often, and most of them.

    >>> separator_of("id;text\n1;Rain, then sun.\n"), separator_of("id,text\n1,Rain; then sun.\n")
    (';', ',')
    """
    first, _, _ = text.partition("\n")
    if first[:4].casefold() == "sep=" and first[4:5] in SEPARATORS:
        return first[4]
    if not any(separator in first for separator in [*SEPARATORS][1:]):
        return ","

    def fit(separator: str) -> tuple[bool, int]:
        records: list[list[str]] = []
        try:
            for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
                records += [record] if record else []
                if len(records) == TRIED:
                    break
        except csv.Error:
            records += [[]]
        fields = len(records[0]) if records else 0
        return fields > 1 and all(len(record) == fields for record in records), fields

    return max(SEPARATORS, key=fit)


def _records(text: str, separator: str, where: str) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV file with the line on which each begins; skip blank lines."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records, begin = [], 1
    try:
        for record in lines:
            records += [(begin, record)] if record else []
            begin = lines.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{where}, line {begin}: not well-formed CSV ({error}).") from None
    return records


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV file and check it as the table `name`."""
    return validate(read_csv(path), name, str(path))


def write_table(frame: pd.DataFrame, path: Path, name: str) -> None:
    """Check a table and write it as sorted CSV, atomically."""
    table = TABLES[name]
    frame = validate(frame, name, str(path))
    write_csv(frame.sort_values(list(table.order or table.key), kind="stable"), path)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 CSV with newline LF, six significant digits, and true and false for flags."""
    plain = frame.copy()
    for name in plain.select_dtypes("bool"):
        plain[name] = plain[name].map({True: "true", False: "false"})
    write_text(path, plain.to_csv(index=False, lineterminator="\n", float_format="%.6g"))
