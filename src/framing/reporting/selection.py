"""Selection: which rows of a table of results a number rests on, as a researcher writes it down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

import pandas as pd

from framing.errors import BadInput, did_you_mean

CONDITION = re.compile(r"(\w+)([=<~])(.+)")


@dataclass(frozen=True)
class Condition:
    """A column and what its rows must have: a value (=), a number below another (<), or a pattern as a whole (~)."""

    column: str
    sign: str
    value: str

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table of text that meet it.

        Raises
        ------
        BadInput
            when the table has no such column, or the condition is no number or no pattern.
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


def conditions(where: str) -> list[Condition]:
    """The conditions of a selector, as in `article_id=oboz; target=Putin`; a selector of nothing has none.

    Raises
    ------
    BadInput
        when a part is no condition.

    Examples
    --------
    >>> conditions("target~Putin|Xi; position<0.2")
    [Condition(column='target', sign='~', value='Putin|Xi'), Condition(column='position', sign='<', value='0.2')]
    """
    found = []
    for part in filter(None, where.split("; ")):
        written = CONDITION.fullmatch(part)
        if not written:
            raise BadInput(f"'{part}' is no condition; expected column=value, column~pattern or column<number.")
        found.append(Condition(*written.groups()))
    return found


def narrowed(table: pd.DataFrame, where: str) -> list[pd.DataFrame]:
    """A table of text, then its rows after one condition, two … all: the last are the rows selected.

    Examples
    --------
    >>> table = pd.DataFrame({"kind": ["naming", "naming", "verb"], "position": ["0.1", "0.9", "0.1"]})
    >>> [len(rows) for rows in narrowed(table, "kind=naming; position<0.2")]
    [3, 2, 1]
    """
    return list(accumulate(conditions(where), lambda rows, condition: condition.rows(rows), initial=table))
