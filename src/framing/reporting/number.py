"""Number: a result by its name, printed one way only, for a page, a program and LaTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from framing.errors import BadInput

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
    name
        words of small letters with hyphens between, as in `putin-oboz-rate`.
    table, where, column
        the table of results/, the rows of it, and what of them is taken.
    values
        as the table has them; two of a count or an interval, None where a cell is empty.
    printed
        as it stands in a text: `4 of 18`, `0.22`, `0.06 to 0.48`, `−0.07`.
    about
        what the row says of it: interval, level, method, scope, and each n.
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
        r"""Its macro: `\putinObozRate`."""
        return "\\" + macro_of(self.name)

    @property
    def latex(self) -> str:
        """As LaTeX sets it, in text and in formulas."""
        return self.printed.replace(" of ", "~of~").replace(MINUS, r"\ensuremath{-}").replace(" %", r"\,\%")

    @property
    def source(self) -> str:
        """Where it stands."""
        return f"{self.table}.csv: {self.where or 'every row'} @ {self.column}"


def macro_of(name: str) -> str:
    """The name of a number as a name of LaTeX, which has letters alone.

    >>> macro_of("putin-oboz-rate")
    'putinObozRate'
    """
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def in_print(values: tuple[float | None, ...], word: str | None, form: str) -> str:
    """Values as a text prints them, with a proper minus.

    >>> in_print((4, 18), "of", ""), in_print((-0.0677, 0.5), "to", "2"), in_print((0.22222,), None, "percent 0")
    ('4 of 18', '−0.07 to 0.50', '22 %')
    """
    if word == "to" and None in values:
        return NO_INTERVAL
    return f" {word} ".join(one_in_print(value, form) for value in values)


def one_in_print(value: float | None, form: str) -> str:
    written = FORM.fullmatch(form)
    if value is None:
        raise BadInput("the cell is empty, so there is nothing to print.")
    if form and not written:
        raise BadInput(f"form is '{form}'; expected digits after the point (2), percent 0, signed 2, or nothing.")
    if not written:
        if value != int(value):
            raise BadInput(f"{value} is no whole number; form must say how many digits are printed.")
        return f"{int(value)}".replace("-", MINUS)
    shown = value * 100 if written["kind"] == "percent" else value
    sign = "+" if written["kind"] == "signed" else ""
    closing = " %" if written["kind"] == "percent" else ""
    return f"{shown:{sign}.{written['digits']}f}".replace("-", MINUS) + closing


def as_json(numbers: Iterable[Number]) -> str:
    """The numbers as JSON, by name: values, printed, macro, where they stand, what they are about."""
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
    r"""The numbers as macros of LaTeX: `\newcommand{\putinOboz}{4~of~18}`; the file may be read in twice.

    A macro that the manuscript or a package has already stops LaTeX, since another number would be printed.
    """
    macros = (f"\\newcommand{{{number.macro}}}{{{number.latex}}}\n" for number in numbers)
    return f"% Numbers of results/, made by framing; write \\macro{{}} before a space.\n{GUARD}{''.join(macros)}"
