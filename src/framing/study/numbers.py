"""Look up the numbers that a manuscript cites in the results, each declared by name; write numbers and results."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.display import escape_latex
from framing.errors import BadInput, did_you_mean
from framing.schema import TABLES
from framing.tables import read_csv, write_csv, write_table, write_text

if TYPE_CHECKING:
    import pandas as pd

    from framing.study.study import Study

FORM = re.compile(r"(?:(?P<kind>percent|signed) )?(?P<digits>[0-6])")
NO_INTERVAL, MINUS = "no interval", "−"
GUARD = r"""\ifdefined\framingNumbers\endinput\fi
\newcommand{\framingNumbers}{}
"""


@dataclass(frozen=True)
class Number:
    """A number of the study that a text may cite.

    Attributes
    ----------
    name : str
        Words in lower case joined by hyphens, such as `putin-oboz-rate`.
    table, where, column : str
        The table in results/, the condition that selects its rows, and the column.
    values : tuple of float or None
        The values in the table; two for a count or an interval, `None` for an empty cell.
    printed : str
        The number as a text prints it: `4 of 18`, `0.22`, `0.06 to 0.48`, `−0.07`.
    about : mapping
        Interval, level, method, scope and counts in the row.
    """

    name: str
    table: str
    where: str
    column: str
    values: tuple[float | None, ...]
    printed: str
    about: Mapping[str, Any]

    @property
    def macro(self) -> str:
        r"""The LaTeX macro: `\putinObozRate`."""
        return "\\" + _macro_of(self.name)

    @property
    def latex(self) -> str:
        """The number as LaTeX prints it, in text and in formulas."""
        return escape_latex(self.printed).replace(" of ", "~of~").replace(r" \%", r"\,\%")

    @property
    def source(self) -> str:
        """Table, rows and column of the number."""
        return f"{self.table}.csv: {self.where or 'every row'} @ {self.column}"


def _macro_of(name: str) -> str:
    """Return the name of a number as a LaTeX name, which consists of letters only.

    >>> _macro_of("putin-oboz-rate")
    'putinObozRate'
    """
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def in_print(values: tuple[float | None, ...], word: str | None, form: str) -> str:
    """Return values as a text prints them, with a minus sign.

    >>> in_print((4, 18), "of", ""), in_print((-0.0677, 0.5), "to", "2"), in_print((0.22222,), None, "percent 0")
    ('4 of 18', '−0.07 to 0.50', '22 %')
    """
    if word == "to" and None in values:
        return NO_INTERVAL
    return f" {word} ".join(_one_in_print(value, form) for value in values)


def _one_in_print(value: float | None, form: str) -> str:
    written = FORM.fullmatch(form)
    if value is None:
        raise BadInput("the cell is empty, so there is nothing to print.")
    if form and not written:
        raise BadInput(f"form is '{form}'; expected a number of decimals (2), percent 0, signed 2, or nothing.")
    if not written:
        if value != int(value):
            raise BadInput(f"{value} is not a whole number; give the number of decimals in form.")
        return f"{int(value)}".replace("-", MINUS)
    shown = value * 100 if written["kind"] == "percent" else value
    sign = "+" if written["kind"] == "signed" else ""
    closing = " %" if written["kind"] == "percent" else ""
    return f"{shown:{sign}.{written['digits']}f}".replace("-", MINUS) + closing


def as_json(numbers: Iterable[Number]) -> str:
    """Return the numbers as JSON, by name: values, printed form, macro, source and what the row reports."""
    entries = {
        number.name: {
            "printed": number.printed,
            "values": number.values,
            "macro": number.macro,
            "table": f"{number.table}.csv",
            "where": number.where,
            "column": number.column,
            "about": number.about,
        }
        for number in numbers
    }
    return json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def as_macros(numbers: Iterable[Number]) -> str:
    r"""Return the numbers as LaTeX macros: `\newcommand{\putinOboz}{4~of~18}`; the file may be input twice.

    LaTeX stops at a macro that the manuscript or a package defines already, because another number would be printed.
    """
    macros = (f"\\newcommand{{{number.macro}}}{{{number.latex}}}\n" for number in numbers)
    return f"% Numbers of results/, made by framing; write \\macro{{}} before a space.\n{GUARD}{''.join(macros)}"


CONDITION = re.compile(r"(\w+)([=<~])(.+)")


@dataclass(frozen=True)
class _Condition:
    """A condition on a column: equal to a value (=), below a number (<), or matching a pattern (~)."""

    column: str
    sign: str
    value: str

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table of text that meet the condition.

        Raises
        ------
        BadInput
            If the table has no such column, or the value is not a number or not a pattern.
        """
        if self.column not in table:
            raise BadInput(f"there is no column '{self.column}'; {did_you_mean(self.column, map(str, table.columns))}")
        values = table[self.column]
        try:
            if self.sign == "~":
                return table[values.str.fullmatch(self.value)]
            return table[values == self.value if self.sign == "=" else values.astype("float64") < float(self.value)]
        except (ValueError, re.error):
            raise BadInput(f"'{self.column}{self.sign}{self.value}' compares what cannot be compared.") from None


def _conditions(where: str) -> list[_Condition]:
    """Return the conditions of a selector, such as `article_id=oboz; target=Putin`; none of an empty selector.

    Raises
    ------
    BadInput
        If a part is not a condition.

    Examples
    --------
    >>> _conditions("target~Putin|Xi; position<0.2")
    [_Condition(column='target', sign='~', value='Putin|Xi'), _Condition(column='position', sign='<', value='0.2')]
    """
    found = []
    for part in filter(None, where.split("; ")):
        written = CONDITION.fullmatch(part)
        if not written:
            raise BadInput(f"'{part}' is not a condition; expected column=value, column~pattern or column<number.")
        found.append(_Condition(*written.groups()))
    return found


def narrowed(table: pd.DataFrame, where: str) -> list[pd.DataFrame]:
    """Return a table of text, then its rows after the first condition, the first two, and so on.

    Examples
    --------
    >>> table = pd.DataFrame({"kind": ["naming", "naming", "verb"], "position": ["0.1", "0.9", "0.1"]})
    >>> [len(rows) for rows in narrowed(table, "kind=naming; position<0.2")]
    [3, 2, 1]
    """
    return list(accumulate(_conditions(where), lambda rows, condition: condition.rows(rows), initial=table))


DECLARED = ("name", "table", "where", "column", "form")
NAME = re.compile(r"[a-z]+(-[a-z]+)+")
COLUMN = re.compile(r"(?P<total>total )?(?P<first>\w+)(?: (?P<word>of|to) (?P<second>\w+))?")
ABOUT = ("low", "high", "level", "method", "scope")
ROWS = "rows"

Tables = Callable[[str], pd.DataFrame]


def declarations(path: Path) -> pd.DataFrame:
    """Read the declared numbers, one row each: name, table, where, column, form.

    Raises
    ------
    BadInput
        If a column is missing, or a name has fewer than two words or is declared twice.
    """
    declared = read_csv(path)
    for column in DECLARED:
        if column not in declared:
            raise BadInput(f"{path}: column '{column}' is missing; expected {', '.join(DECLARED)}.")
    for line, name in enumerate(declared["name"], start=2):
        if not NAME.fullmatch(name):
            raise BadInput(
                f"{path}, line {line}, column 'name': found '{name}', expected two or more words in lower case joined "
                "by hyphens, because it becomes a macro: putin-oboz-rate."
            )
    again = declared["name"].duplicated()
    if again.any():
        line = int(again.to_numpy().argmax()) + 2
        raise BadInput(f"{path}, line {line}: '{declared['name'][line - 2]}' is declared above already.")
    return declared


def read_numbers(path: Path, tables: Tables) -> list[Number]:
    """Look up the numbers that a file declares.

    Parameters
    ----------
    path : Path
        A CSV file with the columns name, table (in results/, without .csv), where, column and form.

        where: conditions that all hold, such as `article_id=oboz; target=Putin`; also `~` for a pattern and `<`.
        They have to select one row, except for totals and rows.

        column: the name of a column; `n_loaded of n_slots` for a count; `low to high` for an interval; `total n_loaded
        of n_slots` for sums over the rows; `rows` for the number of rows that meet all conditions, of those that meet
        all but the last.

        form: the number of decimals, after `percent` or `signed` if so printed; empty for whole numbers.
    tables : callable
        Return a table by its name, all text (`stored`).

    Returns
    -------
    list of Number

    Raises
    ------
    BadInput
        Naming the line whose table, rows, column or form does not exist.
    """
    found = []
    for line, row in enumerate(declarations(path).to_dict("records"), start=2):
        try:
            found.append(_number_of(*(row[column] for column in DECLARED), tables=tables))
        except BadInput as wrong:
            raise BadInput(f"{path}, line {line}, number '{row['name']}': {wrong}") from None
    return found


def _number_of(name: str, table: str, where: str, column: str, form: str, *, tables: Tables) -> Number:
    steps = narrowed(tables(table), where)
    written = COLUMN.fullmatch(column)
    if not written:
        raise BadInput(f"column is '{column}'; expected a column, 'A of B', 'low to high', 'total A of B' or 'rows'.")
    if column == ROWS:
        values: tuple[float | None, ...] = (len(steps[-1]), len(steps[-2] if len(steps) > 1 else steps[-1]))
    else:
        names = [part for part in (written["first"], written["second"]) if part]
        values = tuple(_cells(steps[-1], names, total=bool(written["total"])))
    word = "of" if column == ROWS else written["word"]
    return Number(name, table, where, column, values, in_print(values, word, form), _about(steps[-1]))


def _cells(rows: pd.DataFrame, names: Iterable[str], *, total: bool) -> list[float | None]:
    """Return the values of the selected row, or their totals over all rows."""
    if rows.empty or (len(rows) > 1 and not total):
        raise BadInput(f"{len(rows) or 'no'} rows match 'where'; expected {'at least one' if total else 'one'}.")
    found: list[float | None] = []
    for name in names:
        if name not in rows:
            raise BadInput(f"there is no column '{name}'; {did_you_mean(name, map(str, rows.columns))}")
        numbers = [_as_number(cell) for cell in rows[name]]
        if not all(isinstance(number, float | int | None) for number in numbers) or (total and None in numbers):
            raise BadInput(f"column '{name}' is not a number there.")
        found.append(sum(numbers) if total else numbers[0])
    return found


def _as_number(cell: str) -> Any:
    """Return a cell as a number if it is one, else as text; `None` if it is empty."""
    try:
        return json.loads(cell) if cell else None
    except json.JSONDecodeError:
        return cell


def _about(rows: pd.DataFrame) -> dict[str, Any]:
    """Return interval, level, method and scope if all rows agree on them, and the counts of a single row."""
    counts = [name for name in rows.columns.astype(str) if name.startswith("n_")] if len(rows) == 1 else []
    said = {name: rows[name].iloc[0] for name in (*ABOUT, *counts) if name in rows and len(set(rows[name])) == 1}
    return {name: _as_number(cell) for name, cell in said.items() if cell}


def stored(results: Mapping[str, pd.DataFrame], folder: Path) -> Tables:
    """Return a function that gives tables by name, all text: of these results, else of the files in a folder.

    Numbers are looked up in the stored form, so that they are printed from the digits in the file.
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


NUMBERS = "numbers.json"


def cited_numbers(study: Study, results: Mapping[str, pd.DataFrame]) -> list[Number]:
    """Return the numbers that a study declares, from given results, else from the published ones.

    Raises
    ------
    BadInput
        Naming the line of the declaration whose table, rows, column or form does not exist.
    """
    if not study.paths["numbers"]:
        return []
    return read_numbers(study.path("numbers"), stored(results, study.path("results")))


def write_numbers(numbers: Iterable[Number], folder: Path) -> list[Path]:
    """Write numbers.json and numbers.tex if there are numbers; return the files."""
    numbers = list(numbers)
    if not numbers:
        return []
    write_text(folder / NUMBERS, as_json(numbers))
    write_text(folder / "numbers.tex", as_macros(numbers))
    return [folder / NUMBERS, folder / "numbers.tex"]


def write_results(results: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write every table of results; return the files."""
    paths = {name: folder / f"{name}.csv" for name in results}
    for name, table in results.items():
        write_table(table, paths[name], name) if name in TABLES else write_csv(table, paths[name])
    return list(paths.values())
