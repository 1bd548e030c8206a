"""Measure how naming rates change: by period, and after an event, against outlets that the event left alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.measures.naming import naming_counts, slots_of, why_no_interval
from framing.schema import ALL
from framing.stats import LEVEL, cluster_interval

PERIODS = {"day": 10, "month": 7, "year": 4}  # characters of an ISO date
LONGEST_DAYS, LONGEST_MONTHS, LEAST_PERIODS = 60, 60, 3


def rates_by_period(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    targets: Sequence[str],
    *,
    period: str = "",
    event: str = "",
) -> pd.DataFrame | None:
    """Compute naming rates over time, in own words: by day, month or year, and before and after an event.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest with outlet and date (ISO 8601); articles whose date is missing or less exact are left out.
    targets : sequence of str
        Targets, in the order of the rows.
    period : {"", "day", "month", "year"}, default ""
        Length of a period; by default days of up to 60 days, months of up to five years, else years.
    event : str, default ""
        Date of an event. Articles of that day count as after it.

    Returns
    -------
    DataFrame or None
        One row per period and target over all outlets (outlet ``ALL``) and, with an event, one row per outlet, side
        (period ``before`` or ``after``) and target: period, outlet, target, estimate, low, high (Wilson over articles),
        level, method, n_loaded, n_slots, n_articles. `None` if fewer than three periods have articles.

    Raises
    ------
    BadInput
        If `period` is unknown or `event` is no date.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> rates = rates_by_period(study.occurrences, study.articles, ["tresk"])
    >>> rates["period"].tolist()
    ['2025-06-03', '2025-06-04', '2025-06-05', '2025-06-06']
    """
    if period and period not in PERIODS:
        raise BadInput(f"Unknown period '{period}'. Choose 'day', 'month' or 'year'.")
    days = pd.to_datetime(articles["date"], format="ISO8601", errors="coerce") if "date" in articles else pd.Series()
    dated = articles.loc[days.notna()[days.notna()].index].assign(day=days[days.notna()])
    when = pd.to_datetime(event, errors="coerce") if event else pd.NaT
    if event and pd.isna(when):
        raise BadInput(f"event is '{event}'; expected a date such as 2024-05-01.")
    if dated.empty:
        return None
    span = (dated["day"].max() - dated["day"].min()).days
    chosen = period or ("day" if span <= LONGEST_DAYS else "month" if span <= 31 * LONGEST_MONTHS else "year")
    dated = dated[dated["date"].str.len() >= PERIODS[chosen]]
    name = dated["date"].str[: PERIODS[chosen]]
    if len(set(name)) < LEAST_PERIODS:
        return None
    counts = naming_counts(slots_of(occurrences), dated, list(targets)).merge(dated[["article_id", "outlet", "day"]])
    counts = counts.assign(period=counts["article_id"].map(dict(zip(dated["article_id"], name, strict=True))))
    parts = [counts.assign(outlet=ALL)]
    if event:
        sides = np.where(counts["day"] < when, "before", "after")
        parts += [counts.assign(period=sides, outlet=ALL), counts.assign(period=sides)]
    place = {target: number for number, target in enumerate(targets)}
    rows = []
    for (outlet, target, one), cell in pd.concat(parts).groupby(["outlet", "target", "period"], sort=False):
        low, high = cluster_interval(cell["n_loaded"], cell["n_slots"])
        holding, sums = int((cell["n_slots"] > 0).sum()), cell[["n_loaded", "n_slots"]].sum()
        found = f"Wilson interval over {holding} articles, slots as alike as those of articles are"
        rows.append(
            {"period": one, "outlet": outlet, "target": target}
            | {"estimate": sums["n_loaded"] / sums["n_slots"] if sums["n_slots"] else np.nan, "low": low, "high": high}
            | {"level": LEVEL, "method": found if np.isfinite(low) else why_no_interval(holding, "outlet", "articles")}
            | {"n_loaded": int(sums["n_loaded"]), "n_slots": int(sums["n_slots"]), "n_articles": holding}
        )
    table = pd.DataFrame(rows)
    order = [table["outlet"] != ALL, table["outlet"], table["target"].map(place), table["period"] != "before"]
    is_side = table["period"].isin(["before", "after"])
    keys = pd.DataFrame(
        {"side": is_side, "rest": order[0], "outlet": order[1], "target": order[2], "late": order[3] & is_side}
    ).assign(period=table["period"])
    return table.iloc[keys.sort_values([*keys], kind="stable").index].reset_index(drop=True)
