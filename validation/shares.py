"""Shares with their counts and intervals: the row of every table of the validation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from framing.stats import proportion_interval


@dataclass(frozen=True)
class Share:
    """How many of n cases are right by one measure, of which texts, against whose codes."""

    texts: str
    against: str
    measure: str
    n_right: int
    n: int


def share(texts: str, against: str, measure: str, right: Sequence[bool] | pd.Series[bool]) -> Share:
    """Compute the share of correct cases."""
    return Share(texts, against, measure, sum(map(bool, right)), len(right))


def table_of(shares: Iterable[Share]) -> pd.DataFrame:
    """Shares as a table, with 95 % intervals (Wilson 1927), which take for independent what sentences are not."""
    table = pd.DataFrame([asdict(row) for row in shares])
    table["estimate"] = table["n_right"] / table["n"].where(table["n"] > 0)
    table["low"], table["high"] = proportion_interval(table["n_right"], table["n"], method="wilson")
    return table


def f1(precision: Share, recall: Share) -> float:
    """Harmonic mean of a precision and a recall."""
    one, other = precision.n_right / precision.n, recall.n_right / recall.n
    return 2 * one * other / (one + other)
