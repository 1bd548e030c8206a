"""Manuscript: what a paper takes from a study, the numbers that it cites and its tables, as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from framing.files import write_text
from framing.reporting.number import Number, as_json, as_macros
from framing.reporting.numbers import read_numbers, stored

if TYPE_CHECKING:
    import pandas as pd

    from framing.figures.view import View
    from framing.reporting.tables import PrintedTable
    from framing.study import Study

NUMBERS = "numbers.json"
TABLES = {  # each with the results that it needs
    "naming_rates": ("estimates",),
    "coded_loadedness": ("coded_loadedness",),
    "reliability": ("reliability",),
    "contrasts_loadedness": ("contrasts", "classifiers"),
    "contrasts_outlet": ("contrasts", "classifiers"),
    "agreement": ("agreement",),
    "differences": ("differences",),
    "proposition_differences": ("proposition_differences",),
}


def cited_numbers(study: Study, results: Mapping[str, pd.DataFrame]) -> list[Number]:
    """The numbers that a study declares, from these results, else from the published ones; none where it has none.

    Raises
    ------
    BadInput
        naming the line of the declaration whose table, rows, column or form is not there.
    """
    if not study.paths["numbers"]:
        return []
    return read_numbers(study.path("numbers"), stored(results, study.path("results")))


def write_numbers(numbers: Iterable[Number], folder: Path) -> list[Path]:
    """Write numbers.json and numbers.tex where there are numbers; returns the files."""
    numbers = list(numbers)
    if not numbers:
        return []
    write_text(folder / NUMBERS, as_json(numbers))
    write_text(folder / "numbers.tex", as_macros(numbers))
    return [folder / NUMBERS, folder / "numbers.tex"]


def printed_table(name: str, view: View) -> PrintedTable:
    """One of `TABLES`, ready to be written."""
    table: PrintedTable = import_module(f"framing.tabulated.{name}").tabulate(view)
    return table


def write_tables(tables: Iterable[PrintedTable], folder: Path) -> list[Path]:
    """Write each table as NAME.html and NAME.tex; returns the files."""
    written = []
    for table in tables:
        for kind, content in (("html", table.html()), ("tex", table.latex())):
            path = folder / f"{table.name}.{kind}"
            write_text(path, content)
            written.append(path)
    return written
