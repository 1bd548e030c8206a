"""Designs: the power that studies like this one would have, by articles an outlet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pandas as pd

from framing.measures.naming import naming_counts, slots_of
from framing.stats import article_correlation, power

ARTICLES = (3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50)
DIFFERENCES = (0.1, 0.2, 0.3)
CORRELATIONS = (0.0, 0.1, 0.3)
ASSUMED, ESTIMATED = "assumed", "estimated from the study"


def power_of_designs(occurrences: pd.DataFrame, articles: pd.DataFrame, target: str, *, seed: int) -> pd.DataFrame:
    """Power against articles an outlet, with slots an article and rate as the study has them.

    Slots: the mean over articles of the target's slots in own voice, rounded; rate: that of all these slots together,
    taken for the lower of two outlets. The correlation of slots within an article is assumed to be 0, 0.1 and 0.3 and,
    where two articles of an outlet have slots, estimated too (`article_correlation`).

    Returns
    -------
    DataFrame
        target, slots, rate, correlation, correlation_is (assumed, or estimated from the study), difference, articles
        (of each outlet), power, error (Monte Carlo), smallest_reachable_p, method; differences that would lift the
        rate above 1 are left out, and no row stands where the target has no slot.
    """
    counts = naming_counts(slots_of(occurrences), articles, [target]).merge(articles[["article_id", "outlet"]])
    total = int(counts["n_slots"].sum())
    if not total:
        return pd.DataFrame(columns=COLUMNS)
    slots, rate = max(1, round(total / len(counts))), float(counts["n_loaded"].sum()) / total
    rows = [
        (target, slots, rate, correlation, source, difference, number)
        for correlation, source in _correlations(counts)
        for difference, number in product(DIFFERENCES, ARTICLES)
        if rate + difference <= 1
    ]
    table = pd.DataFrame(rows, columns=COLUMNS[:7])
    found = [
        power(number, difference, rate=rate, slots=slots, correlation=correlation, seed=seed)
        for _, _, _, correlation, _, difference, number in rows
    ]
    return table.assign(
        power=[one.power for one in found],
        error=[one.error for one in found],
        smallest_reachable_p=[one.smallest for one in found],
        method=[one.method for one in found],
    )


COLUMNS = [
    *("target", "slots", "rate", "correlation", "correlation_is", "difference", "articles"),
    *("power", "error", "smallest_reachable_p", "method"),
]


def _correlations(counts: pd.DataFrame) -> Iterator[tuple[float, str]]:
    """Correlations to look at, the study's own first where it can be estimated."""
    own = article_correlation(counts["n_loaded"], counts["n_slots"], counts["outlet"])
    if pd.notna(own):
        yield own, ESTIMATED
    yield from ((value, ASSUMED) for value in CORRELATIONS if value != own)
