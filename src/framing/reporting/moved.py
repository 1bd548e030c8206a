"""Moved: what differs between two versions of a table, cell by cell, as a reader would name it."""

from __future__ import annotations

from math import isclose
from typing import Any

import pandas as pd

TOLERANCE = 1e-5
LABELS, SHOWN = 4, 60


def moved(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """The rows that differ, a clause each: the line, what the row is about, each cell before → after.

    Parameters
    ----------
    before, after
        the table as text, as it stands in a CSV file. Numbers that agree to 1e-5 (relative, or absolute near 0) have
        not moved. Rows are taken by their place where there are as many, else by their text.

    Examples
    --------
    >>> before = pd.DataFrame({"outlet": ["Courier"], "n_loaded": ["2"]})
    >>> moved(before, before.assign(n_loaded="3"))
    ['line 2 (Courier): n_loaded 2 → 3']
    """
    if list(before.columns) != list(after.columns):
        return [f"columns {', '.join(before.columns)} → {', '.join(after.columns)}"]
    if len(before) != len(after):
        return [f"{len(before)} rows → {len(after)}", *only_in_one(before, after)]
    cells = differing(before, after)
    labels = [name for name in before if not cells[name].any() and not any(map(is_number, before[name]))]
    return [clause(before.loc[row], after.loc[row], cells.loc[row], labels) for row in cells.index[cells.any(axis=1)]]


def differing(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Which cells of two tables of one shape differ."""
    columns = {
        name: [not near(one, other) for one, other in zip(before[name], after[name], strict=True)] for name in before
    }
    return pd.DataFrame(columns, index=before.index, dtype="bool")


def near(one: str, other: str) -> bool:
    """Whether two cells are equal, or numbers that another processor may have made of each other.

    >>> near("0.25", "0.250001"), near("2", "3"), near("2", "two")
    (True, False, False)
    """
    if one == other or not (is_number(one) and is_number(other)):
        return one == other
    return isclose(float(one), float(other), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def clause(before: pd.Series[str], after: pd.Series[str], cells: pd.Series[bool], labels: list[Any]) -> str:
    """One row that differs: its line in the file, its first labels, what moved."""
    about = ", ".join([before[name] for name in labels if before[name]][:LABELS])
    changes = ", ".join(f"{name} {shown(before[name])} → {shown(after[name])}" for name in cells.index[cells])
    return f"line {int(str(before.name)) + 2}{f' ({about})' if about else ''}: {changes}"


def shown(cell: str) -> str:
    """A cell in a sentence: cut where it is long, "empty" where it is."""
    return f"{cell[:SHOWN]}…" if len(cell) > SHOWN else cell or "empty"


def only_in_one(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """The rows that stand in one of two tables alone."""
    lines = [table.agg(", ".join, axis=1) if len(table) else pd.Series(dtype="str") for table in (before, after)]
    gone, new = lines[0][~lines[0].isin(lines[1])], lines[1][~lines[1].isin(lines[0])]
    return [*(f"gone: {shown(line)}" for line in gone), *(f"new: {shown(line)}" for line in new)]
