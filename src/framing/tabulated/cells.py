"""Cells: numbers of results as a table prints them, and why there is none."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framing.reporting.number import in_print

NONE = "no interval: "


def real(value: float, form: str = "2") -> str:
    """A number to two digits with a proper minus, or a dash.

    >>> real(-0.0677), real(float("nan"))
    ('−0.07', '–')
    """
    return "–" if pd.isna(value) else in_print((float(value),), None, form)


def interval(row: Any, low: str = "low", high: str = "high") -> str:
    """The interval of a row, or why it has none, as far as its method says."""
    ends = (getattr(row, low), getattr(row, high))
    if not pd.isna(ends[0]):
        return in_print((float(ends[0]), float(ends[1])), "to", "2")
    return str(getattr(row, "method", "")).removeprefix(NONE) if low == "low" else "–"


def count(hits: float, of: float) -> str:
    """A count of a total."""
    return f"{hits:g} of {of:g}"
