"""Shares with their counts and intervals: the row of every table of the validation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from framing.stats import cluster_interval, proportion_interval


@dataclass(frozen=True)
class Share:
    """How many of n cases are right by one measure, of which texts, against whose codes.

    An interval by article comes with the number of articles; otherwise `table_of` adds one that takes the cases for
    independent.
    """

    texts: str
    against: str
    measure: str
    n_right: int
    n: int
    n_articles: int | None = None
    low: float = np.nan
    high: float = np.nan


def share(
    texts: str,
    against: str,
    measure: str,
    right: Sequence[bool] | pd.Series[bool],
    articles: Sequence[str] | pd.Series[str] | None = None,
) -> Share:
    """Compute the share of correct cases; with the article of each case, its interval over articles."""
    if articles is None:
        return Share(texts, against, measure, sum(map(bool, right)), len(right))
    cases = pd.DataFrame({"right": np.asarray(right, dtype=float), "n": 1.0, "article": np.asarray(articles)})
    return ratio(texts, against, measure, cases.groupby("article")[["right", "n"]].sum())


def ratio(texts: str, against: str, measure: str, by_article: pd.DataFrame) -> Share:
    """Compute Σ right ÷ Σ n over articles, with its interval over articles.

    F1 is such a ratio too: twice the hits over twice the hits, the false alarms and the misses.
    """
    right, n = by_article["right"], by_article["n"]
    low, high = cluster_interval(right, n)
    return Share(texts, against, measure, int(right.sum()), int(n.sum()), int((n > 0).sum()), low, high)


def table_of(shares: Iterable[Share]) -> pd.DataFrame:
    """Return shares as a table, with 95 % intervals: over articles, or Wilson's (1927) where articles are not given.

    Wilson's intervals take for independent what sentences are not.
    """
    table = pd.DataFrame([asdict(row) for row in shares])
    table["estimate"] = table["n_right"] / table["n"].where(table["n"] > 0)
    low, high = proportion_interval(table["n_right"], table["n"], method="wilson")
    by_case = table["n_articles"].isna()
    table["low"], table["high"] = table["low"].mask(by_case, low), table["high"].mask(by_case, high)
    columns = ["texts", "against", "measure", "n_right", "n", "estimate", "low", "high"]
    if by_case.all():
        return table[columns]
    return table.astype({"n_articles": "Int64"})[[*columns, "n_articles"]]


def f1(precision: Share, recall: Share) -> float:
    """Harmonic mean of a precision and a recall."""
    one, other = precision.n_right / precision.n, recall.n_right / recall.n
    return 2 * one * other / (one + other)
