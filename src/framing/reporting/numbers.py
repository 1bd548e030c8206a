"""Numbers: what a manuscript cites, each declared by name and looked up in the results."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.reporting.number import Number, in_print
from framing.reporting.selection import narrowed
from framing.tables import read_csv, write_csv

DECLARED = ("name", "table", "where", "column", "form")
NAME = re.compile(r"[a-z]+(-[a-z]+)+")
COLUMN = re.compile(r"(?P<total>total )?(?P<first>\w+)(?: (?P<word>of|to) (?P<second>\w+))?")
ABOUT = ("low", "high", "level", "method", "scope")
ROWS = "rows"

Tables = Callable[[str], pd.DataFrame]


def declarations(path: Path) -> pd.DataFrame:
    """The declared numbers, a row each: name, table, where, column, form.

    Raises
    ------
    BadInput
        where a column is missing, or a name is not of two words or more, or not its own.
    """
    declared = read_csv(path)
    for column in DECLARED:
        if column not in declared:
            raise BadInput(f"{path}: column '{column}' is missing; expected {', '.join(DECLARED)}.")
    for line, name in enumerate(declared["name"], start=2):
        if not NAME.fullmatch(name):
            raise BadInput(
                f"{path}, line {line}, column 'name': found '{name}', expected two words or more of small letters with "
                "hyphens between, since it becomes a macro: putin-oboz-rate."
            )
    again = declared["name"].duplicated()
    if again.any():
        line = int(again.to_numpy().argmax()) + 2
        raise BadInput(f"{path}, line {line}: '{declared['name'][line - 2]}' is declared above already.")
    return declared


def read_numbers(path: Path, tables: Tables) -> list[Number]:
    """The numbers that a file declares, looked up and printed.

    Parameters
    ----------
    path
        a CSV file of name, table (of results/, without .csv), where, column and form.

        where: conditions that all hold, as in `article_id=oboz; target=Putin`; also `~` for a pattern and `<`.
        They may leave one row, but for totals and rows.

        column: a column's name; `n_loaded of n_slots` for a count; `low to high` for an interval; `total n_loaded of
        n_slots` for sums over the rows; `rows` for how many rows meet all conditions of those that meet all but the
        last.

        form: how many digits after the point, after `percent` or `signed` where it is so printed; empty for whole
        numbers.
    tables
        gives a table by its name, all text (`stored`).

    Raises
    ------
    BadInput
        naming the line whose table, rows, column or form is not there.
    """
    found = []
    for line, row in enumerate(declarations(path).to_dict("records"), start=2):
        try:
            found.append(number_of(*(row[column] for column in DECLARED), tables=tables))
        except BadInput as wrong:
            raise BadInput(f"{path}, line {line}, number '{row['name']}': {wrong}") from None
    return found


def number_of(name: str, table: str, where: str, column: str, form: str, *, tables: Tables) -> Number:
    """One number, looked up and printed."""
    steps = narrowed(tables(table), where)
    written = COLUMN.fullmatch(column)
    if not written:
        raise BadInput(f"column is '{column}'; expected a column, 'A of B', 'low to high', 'total A of B' or 'rows'.")
    if column == ROWS:
        values: tuple[float | None, ...] = (len(steps[-1]), len(steps[-2] if len(steps) > 1 else steps[-1]))
    else:
        names = [part for part in (written["first"], written["second"]) if part]
        values = tuple(cells(steps[-1], names, total=bool(written["total"])))
    word = "of" if column == ROWS else written["word"]
    return Number(name, table, where, column, values, in_print(values, word, form), about(steps[-1]))


def cells(rows: pd.DataFrame, names: Iterable[str], *, total: bool) -> list[float | None]:
    """The values of the one row selected, or their totals over all."""
    if rows.empty or (len(rows) > 1 and not total):
        raise BadInput(f"{len(rows) or 'no'} rows are as 'where' says; expected {'some' if total else 'one'}.")
    found: list[float | None] = []
    for name in names:
        if name not in rows:
            raise BadInput(f"there is no column '{name}'; {did_you_mean(name, map(str, rows.columns))}")
        numbers = [as_number(cell) for cell in rows[name]]
        if not all(isinstance(number, float | int | None) for number in numbers) or (total and None in numbers):
            raise BadInput(f"column '{name}' holds no number there.")
        found.append(sum(numbers) if total else numbers[0])
    return found


def as_number(cell: str) -> Any:
    """A cell as the number that it is, else as it stands; None where it is empty."""
    try:
        return json.loads(cell) if cell else None
    except json.JSONDecodeError:
        return cell


def about(rows: pd.DataFrame) -> dict[str, Any]:
    """What the rows say of a number that rests on them; each n where one row does."""
    counts = [name for name in rows.columns.astype(str) if name.startswith("n_")] if len(rows) == 1 else []
    said = {name: rows[name].iloc[0] for name in (*ABOUT, *counts) if name in rows and len(set(rows[name])) == 1}
    return {name: as_number(cell) for name, cell in said.items() if cell}


def stored(results: Mapping[str, pd.DataFrame], folder: Path) -> Tables:
    """Tables by name as their files have them, all text: of these results, else of the files in a folder.

    A number is looked up in what is stored, so that it is printed from the digits that a reader of the file sees.
    """

    @cache
    def table(name: str) -> pd.DataFrame:
        if name in results:
            with TemporaryDirectory() as place:
                write_csv(results[name], Path(place) / "table.csv")
                return read_csv(Path(place) / "table.csv")
        if not (folder / f"{name}.csv").is_file():
            there = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.csv")}
            raise BadInput(f"there is no table '{name}' among the results; {did_you_mean(name, sorted(there))}")
        return read_csv(folder / f"{name}.csv")

    return table
