"""Compute the power of studies like this one by the number of articles per outlet."""

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
COLUMNS = [
    *("target", "slots", "rate", "correlation", "correlation_is", "difference", "articles"),
    *("power", "error", "smallest_reachable_p", "method"),
]


def power_of_designs(occurrences: pd.DataFrame, articles: pd.DataFrame, target: str, *, seed: int) -> pd.DataFrame:
    """Compute power by number of articles per outlet, with the slots per article and the naming rate of the study.

    The number of slots is the rounded mean over articles of the target's slots in the outlet's own voice. The rate of
    all these slots is taken as the lower of the two rates. The intra-article correlation is assumed to be 0, 0.1 and
    0.3 and, if an outlet has two articles with slots, also estimated (`framing.stats.article_correlation`).

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest: article_id and outlet.
    target : str
        Target whose naming rate is compared.
    seed : int
        Seed of the simulation.

    Returns
    -------
    DataFrame
        target, slots, rate, correlation, correlation_is (assumed, or estimated from the study), difference, articles
        (per outlet), power, error (Monte Carlo standard error), smallest_reachable_p, method. Differences that would
        raise the rate above 1 are omitted; the table is empty if the target has no slots.
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
    results = [
        power(number, difference, rate=rate, slots=slots, correlation=correlation, seed=seed)
        for _, _, _, correlation, _, difference, number in rows
    ]
    return table.assign(
        power=[result.power for result in results],
        error=[result.error for result in results],
        smallest_reachable_p=[result.smallest for result in results],
        method=[result.method for result in results],
    )


def _correlations(counts: pd.DataFrame) -> Iterator[tuple[float, str]]:
    """Yield the correlations to simulate, first the one estimated from the study if possible."""
    own = article_correlation(counts["n_loaded"], counts["n_slots"], counts["outlet"])
    if pd.notna(own):
        yield own, ESTIMATED
    yield from ((value, ASSUMED) for value in CORRELATIONS if value != own)
