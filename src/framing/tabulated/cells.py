"""Cells: numbers of results as a table prints them, and why there is none."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framing.reporting.number import in_print

NONE = "no interval: "
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def real(value: float, form: str = "2") -> str:
    """A number to two digits with a proper minus, or a dash.

    >>> real(-0.0677), real(float("nan"))
    ('−0.07', '–')
    """
    return "–" if pd.isna(value) else in_print((float(value),), None, form)


def interval(row: Any, low: str = "low", high: str = "high") -> str:
    """The interval of a row, or the words of its method that say why it has none."""
    ends = (getattr(row, low), getattr(row, high))
    if not pd.isna(ends[0]):
        return in_print((float(ends[0]), float(ends[1])), "to", "2")
    return str(row.method) if low == "low" else "–"


def reasons_below(body: pd.DataFrame, column: str) -> tuple[pd.DataFrame, str]:
    """Cells that say why there is no interval, each with a letter in place of its reason, and the reasons by letter.

    >>> body = pd.DataFrame({"x": ["0.1 to 0.2", "no interval: 6 of 8 families", "no interval: no slot"]})
    >>> reasons_below(body, "x")[0]["x"].tolist()
    ['0.1 to 0.2', 'none (a)', 'none (b)']
    >>> reasons_below(body, "x")[1]
    'No interval: (a) 6 of 8 families; (b) no slot.'
    """
    why = [cell.removeprefix(NONE).partition(", here")[0] for cell in body[column] if cell.startswith(NONE)]
    letters = dict(zip(dict.fromkeys(why), LETTERS, strict=False))
    shown = [
        f"none ({letters[cell.removeprefix(NONE).partition(', here')[0]]})" if cell.startswith(NONE) else cell
        for cell in body[column]
    ]
    told = "; ".join(f"({letter}) {reason}" for reason, letter in letters.items())
    return body.assign(**{column: shown}), f"No interval: {told}." * bool(letters)


def count(hits: float, of: float) -> str:
    """A count of a total."""
    return f"{hits:g} of {of:g}"
