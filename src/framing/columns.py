"""Define what a column and a table are, and check a table against its definition with pandera."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd
    from pandera.pandas import DataFrameSchema

Type = Literal["text", "whole", "flag", "real"]
DTYPES: dict[Type, str] = {"text": "str", "whole": "Int64", "flag": "bool", "real": "float64"}


@dataclass(frozen=True)
class Column:
    """Define the meaning, type and allowed values of a column."""

    meaning: str
    type: Type = "text"
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    least: int | None = None
    most: int | None = None
    required: bool = True
    filled: bool = False
    date: bool = False


@dataclass(frozen=True, eq=False)  # compared by identity, so that its pandera schema can be cached
class Table:
    """Define a table: what a row is, the columns in order, and the columns that identify and sort its rows."""

    name: str
    row: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    order: tuple[str, ...] = field(default=())


def text(
    meaning: str,
    *,
    allowed: Sequence[str] = (),
    pattern: str = "",
    required: bool = True,
    filled: bool = False,
    date: bool = False,
) -> Column:
    return Column(meaning, "text", tuple(allowed), pattern, required=required, filled=filled, date=date)


def whole(
    meaning: str, *, least: int | None = 0, most: int | None = None, required: bool = True, filled: bool = True
) -> Column:
    return Column(meaning, "whole", least=least, most=most, required=required, filled=filled)


def flag(meaning: str, *, required: bool = True) -> Column:
    return Column(meaning, "flag", required=required, filled=True)


def real(meaning: str, *, required: bool = True) -> Column:
    return Column(meaning, "real", required=required)


@cache
def pandera_schema(table: Table) -> DataFrameSchema:
    """Build the pandera schema of a table."""
    import pandera.pandas as pa

    def checks(column: Column) -> list[pa.Check]:
        checks = []
        if column.allowed:
            checks.append(
                pa.Check.isin(
                    column.allowed, error=f"expected one of {', '.join(word or 'nothing' for word in column.allowed)}"
                )
            )
        if column.pattern:
            checks.append(
                pa.Check.str_matches(f"^(?:{column.pattern})$", error=f"expected the pattern {column.pattern}")
            )
        if column.type == "text" and column.filled:
            checks.append(pa.Check.str_length(min_value=1, error="may not be empty"))
        if column.least is not None:
            checks.append(pa.Check.ge(column.least, error=f"expected {column.least} or more"))
        if column.most is not None:
            checks.append(pa.Check.le(column.most, error=f"expected {column.most} or less"))
        return checks

    return pa.DataFrameSchema(
        {
            name: pa.Column(
                DTYPES[column.type],
                checks(column),
                nullable=column.type == "real" or not column.filled,
                required=column.required,
            )
            for name, column in table.columns.items()
        }
    )


def no_rows(table: Table) -> pd.DataFrame:
    """Return the table without rows, with the column types of its schema."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=DTYPES[column.type]) for name, column in table.columns.items()})
