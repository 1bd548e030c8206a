"""Measure how naming rates change: by period, and after an event, against outlets that the event left alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.measures.naming import naming_counts, noun_of_units, slots_of, units_of_articles, why_no_interval
from framing.schema import ALL
from framing.stats import (
    LEAST_ARTICLES,
    LEVEL,
    Flags,
    Integers,
    Reals,
    article_correlation,
    cluster_interval,
    contrast_of_cells,
    directed_p,
    middle,
    resampled_ratios,
    t_tail,
)
from framing.tables import days_of

Direction = Literal["decrease", "increase"]
Ends = tuple[float, float]

CHANGED, UNCHANGED, DIFFERENCE = "changed", "unchanged", "changed minus unchanged"
DAYS, DRAWN, SPLITS = 730, 9_999, 1_000
TIE = 1e-9
SIDES = ("before", "after")
ENDS = {**{side: (f"{side}_low", f"{side}_high") for side in SIDES}, "change": ("low", "high")}  # columns, in order
BOTH = {CHANGED: 1, UNCHANGED: -1}
COLUMNS = [
    *("part", "side", "outlet", "target", "event", "days", "n_outlets"),
    *("before", "before_low", "before_high", "after", "after_low", "after_high", "change", "low", "high"),
    *("level", "method", "direction", "p_directed", "p_two_sided"),
    *("k_before", "n_before", "articles_before", "units_before"),
    *("k_after", "n_after", "articles_after", "units_after", "undated"),
]
PLACEBOS = [
    *("kind", "placebo", "target", "before_from", "date", "after_until", "estimate", "low", "q25", "q75", "high"),
    *("level", "method", "n_outlets", "n_before", "n_after", "splits"),
    *("observed", "share_directed", "share_absolute"),
]

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
    days = days_of(articles["date"]) if "date" in articles else pd.Series()
    dated = articles.loc[days.notna()[days.notna()].index].assign(day=days[days.notna()])
    when = pd.Timestamp(date_of(event, "event")) if event else pd.NaT
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


@dataclass(frozen=True)
class _Panel:
    """Hold the articles with slots of the compared outlets, on both sides of a date."""

    table: pd.DataFrame  # one row per article: outlet, n_loaded, n_slots, day, unit (its story, else itself)
    when: date  # articles of that day count as after it
    sides: dict[str, tuple[str, ...]]
    first: date  # of the window: first ≤ day < last
    last: date
    seed: int
    noun: str
    undated: dict[str, int]

    @cached_property
    def inside(self) -> pd.DataFrame:
        """The articles of the window, with `after` and the number of their cell."""
        days = self.table["day"]
        chosen = (days >= pd.Timestamp(self.first)) & (days < pd.Timestamp(self.last))
        table = self.table[chosen & self.table["outlet"].isin(self.outlets)]
        after = table["day"] >= pd.Timestamp(self.when)
        return table.assign(after=after, cell=2 * table["outlet"].map(self.outlets.index).astype("int64") + after)

    @property
    def outlets(self) -> list[str]:
        """All outlets, changed ones first."""
        return [outlet for side in self.sides.values() for outlet in side]

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Loaded slots, slots, articles and units of each cell (two per outlet: before, after)."""
        cells = self.inside.groupby("cell").agg(
            k=("n_loaded", "sum"), n=("n_slots", "sum"), articles=("n_slots", "size"), units=("unit", "nunique")
        )
        return cells.reindex(range(2 * len(self.outlets)), fill_value=0)

    @property
    def rates(self) -> Reals:
        """The rate of each cell; nan without slots."""
        slots = self.counts["n"].where(self.counts["n"] > 0)
        return (self.counts["k"] / slots).to_numpy(float)

    def fewest(self, outlet: str) -> int:
        """Return the number of units on the side of the date that has fewer."""
        place = 2 * self.outlets.index(outlet)
        return int(self.counts["units"].iloc[place : place + 2].min())

    def counted(self, side: str) -> list[str]:
        """Return the outlets in the mean of a side: those with three units before and after."""
        return [outlet for outlet in self.sides[side] if self.fewest(outlet) >= LEAST_ARTICLES]

    @cached_property
    def replicates(self) -> Reals:
        """Replicates of the rate of each cell; nan in cells without slots."""
        inside = self.inside.sort_values(["cell", "unit", "article_id"])
        units = pd.factorize(inside["unit"] + np.where(inside["after"], " after", " before"), sort=True)[0]
        filled, cells = np.unique(inside["cell"], return_inverse=True)
        result = np.full((DRAWN, 2 * len(self.outlets)), np.nan)
        if not len(inside):
            return result
        sums = inside.assign(unit=units).groupby(["cell", "unit"], as_index=False)[["n_loaded", "n_slots"]].sum()
        alike = article_correlation(sums["n_loaded"], sums["n_slots"], sums["cell"])
        result[:, filled] = resampled_ratios(
            inside["n_loaded"],
            inside["n_slots"],
            cells,
            units,
            correlation=alike if np.isfinite(alike) else 0.0,
            seed=self.seed,
            replicates=DRAWN,
        )
        return result

    def weights(self, side: str, *parts: str) -> Reals:
        """Return the weight of each cell in the mean of a side: after minus before, or one of them."""
        found, counted = np.zeros(2 * len(self.outlets)), self.counted(side)
        for outlet in counted:
            place = 2 * self.outlets.index(outlet)
            for part in parts or SIDES:
                sign = -1 if not parts and part == "before" else 1
                found[place + SIDES.index(part)] = sign / len(counted)
        return found

    def estimate(self, weights: Reals) -> float:
        """Return the weighted sum of the rates."""
        used = weights != 0
        return float(weights[used] @ self.rates[used]) if used.any() else float("nan")

    def drawn(self, weights: Reals) -> tuple[Reals, float]:
        """Return the weighted sum in each replicate, and its degrees of freedom."""
        used = weights != 0
        return contrast_of_cells(self.replicates[:, used], weights[used], self.counts["units"].to_numpy()[used])

    def interval(self, weights: Reals) -> Ends:
        """Return the interval of a weighted sum of rates, which holds its estimate."""
        if not weights.any():
            return float("nan"), float("nan")
        values, freedom = self.drawn(weights)
        low, high = middle(values, t_tail(freedom))
        estimate = self.estimate(weights)
        return min(low, estimate), max(high, estimate)


def change_after(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    event: str,
    *,
    target: str,
    changed: Sequence[str],
    unchanged: Sequence[str],
    days: int = DAYS,
    direction: Direction = "decrease",
    seed: int = 0,
) -> pd.DataFrame:
    """Compute the change of naming rates after an event, in outlets that it concerns minus in outlets that it does not.

    The estimate is a difference in differences: the mean over the changed outlets of the rate after minus the rate
    before, minus the same mean over the unchanged outlets. Outlets have equal weights. It is the effect of the event if
    the rates of both sides would otherwise have moved alike, which the table cannot show (see `change_placebos`).

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`; own words are counted.
    articles : DataFrame
        Manifest: article_id, outlet, date (ISO 8601) and, if articles share events, story_id. Articles without a full
        date are left out and counted.
    event : str
        Date of the event, such as "2013-04-02". Articles of that day count as after it.
    target : str
        Target whose naming changes.
    changed, unchanged : sequence of str
        Outlets that the event concerns, and outlets that it does not.
    days : int, default 730
        Length of the windows before and after the event, in days.
    direction : {"decrease", "increase"}, default "decrease"
        Declared direction of the effect, for the one-sided p-value.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per outlet (part ``outlet``), one per side (``mean of outlets``), one for their difference
        (``difference``): side, outlet, before, after, change, each with low and high; k (loaded slots), n (slots),
        articles and units (stories, else articles) before and after; method (or why an interval is missing); undated.
        Only the difference has p-values. Intervals of `before` and `after` of an outlet: Wilson over units. All others:
        bootstrap over units with random weights, in which a story of several outlets counts as one. Outlets with fewer
        than three units before or after have no interval and are in no mean.

    Raises
    ------
    BadInput
        If the event is no date, an outlet is unknown or on both sides, or a number is out of range.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> sides = {"changed": ["Free Hadrel"], "unchanged": ["Upland Morning", "Perrant"]}
    >>> table = change_after(study.occurrences, study.articles, "2025-06-05", target="tresk", **sides)
    >>> table[["outlet", "articles_before", "articles_after"]].values.tolist()[0]
    ['Free Hadrel', 2, 1]
    """
    panel = _panel(occurrences, articles, event, target, changed, unchanged, days, direction, seed)
    shared = {"target": target, "event": event, "days": days, "level": LEVEL, "direction": direction}
    rows = [_of_outlet(panel, side, outlet) for side, outlets in panel.sides.items() for outlet in outlets]
    rows += [_of_sides(panel, signs, direction) for signs in ({CHANGED: 1}, {UNCHANGED: 1}, BOTH)]
    table = pd.DataFrame([row | shared for row in rows], columns=COLUMNS)
    return table.astype(dict.fromkeys(["n_outlets", "undated"], "int64"))


def date_of(text: str, what: str) -> date:
    """Return a full date; raise if it is none.

    >>> date_of("2013-04-02", "event")
    datetime.date(2013, 4, 2)
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadInput(f"{what} is {text!r}; expected a date such as 2013-04-02.") from None


def _panel(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    event: str,
    target: str,
    changed: Sequence[str],
    unchanged: Sequence[str],
    days: int,
    direction: Direction,
    seed: int,
) -> _Panel:
    """Check what is compared and count the slots of every dated article."""
    when = date_of(event, "event")
    if direction not in ("decrease", "increase"):
        raise BadInput(f"Unknown direction '{direction}'. Choose 'decrease' or 'increase'.")
    if days < 1:
        raise BadInput(f"days is {days}; expected 1 or more.")
    sides = {CHANGED: tuple(changed), UNCHANGED: tuple(unchanged)}
    known = list(dict.fromkeys(articles["outlet"]))
    for side, outlets in sides.items():
        if not outlets or isinstance(changed if side == CHANGED else unchanged, str):
            raise BadInput(f"{side} needs a list of outlets, such as {side}=['{articles['outlet'].iloc[0]}'].")
        for outlet in outlets:
            if outlet not in known:
                raise BadInput(f"{side}: unknown outlet '{outlet}'; {did_you_mean(outlet, known)}")
    twice = set(changed) & set(unchanged)
    if twice:
        raise BadInput(f"'{min(twice)}' is both changed and unchanged. Name each outlet on one side.")
    if "date" not in articles:
        raise BadInput("The articles have no dates. Add a column date to the manifest.")
    kept = articles[articles["outlet"].isin([*changed, *unchanged])]
    full = kept["date"].fillna("").astype("str").str.len() >= PERIODS["day"]
    kept = kept.assign(day=days_of(kept["date"].where(full)), unit=kept["article_id"].map(units_of_articles(articles)))
    counts = naming_counts(slots_of(occurrences), kept, [target])
    table = counts.merge(kept[["article_id", "outlet", "day", "unit"]], on="article_id")
    table = table[table["n_slots"] > 0]
    undated = table[table["day"].isna()]["outlet"].value_counts()
    span = timedelta(days=days)
    return _Panel(
        table[table["day"].notna()].reset_index(drop=True),
        when,
        sides,
        when - span,
        when + span,
        seed,
        noun_of_units(articles),
        {outlet: int(undated.get(outlet, 0)) for outlet in [*changed, *unchanged]},
    )


def _of_outlet(panel: _Panel, side: str, outlet: str) -> dict[str, Any]:
    """Return the row of an outlet."""
    place = 2 * panel.outlets.index(outlet)
    before, after = panel.rates[place : place + 2].tolist()
    weights = np.zeros(len(panel.rates))
    weights[place : place + 2] = -1, 1
    enough = panel.fewest(outlet) >= LEAST_ARTICLES
    low, high = panel.interval(weights) if enough else (np.nan, np.nan)
    row: dict[str, Any] = {"part": "outlet", "side": side, "outlet": outlet, "n_outlets": 1}
    for name, cell in zip(SIDES, (place, place + 1), strict=True):
        of_cell = panel.inside[panel.inside["cell"] == cell].groupby("unit")[["n_loaded", "n_slots"]].sum()
        row[f"{name}_low"], row[f"{name}_high"] = cluster_interval(of_cell["n_loaded"], of_cell["n_slots"])
    return {
        **row,
        "before": before,
        "after": after,
        "change": after - before,
        "low": low,
        "high": high,
        "method": f"weighted bootstrap over {_units(panel, [outlet])}"
        if enough
        else f"no interval: {LEAST_ARTICLES} {panel.noun} with slots are needed before and after, here "
        f"{' and '.join(str(n) for n in panel.counts['units'].iloc[place : place + 2])}",
        **_counts(panel, [outlet]),
        "undated": panel.undated[outlet],
    }


def _of_sides(panel: _Panel, signs: dict[str, int], direction: Direction) -> dict[str, Any]:
    """Return the row of the mean of a side, or of the difference of both, which has p-values."""
    outlets = [outlet for side in signs for outlet in panel.counted(side)]
    name, part = (DIFFERENCE, "difference") if len(signs) > 1 else (next(iter(signs)), "mean of outlets")
    row: dict[str, Any] = {"part": part, "side": name, "outlet": ALL, "n_outlets": len(outlets)}
    weights = np.zeros(len(panel.rates))
    for measure, (low, high) in ENDS.items():
        parts = () if measure == "change" else (measure,)
        weights = np.sum([sign * panel.weights(side, *parts) for side, sign in signs.items()], axis=0)
        weights = weights if all(panel.counted(side) for side in signs) else np.zeros_like(weights)
        row[measure], (row[low], row[high]) = panel.estimate(weights), panel.interval(weights)
    if part == "difference" and weights.any():
        values, freedom = panel.drawn(weights)
        falls, rises = directed_p(values, freedom), directed_p(-values, freedom)
        row["p_directed"] = falls if direction == "decrease" else rises
        row["p_two_sided"] = min(1.0, 2 * min(falls, rises))
    undated = sum(panel.undated[outlet] for side in signs for outlet in panel.sides[side])
    return {**row, "method": _method(panel, list(signs)), **_counts(panel, outlets), "undated": undated}


def _method(panel: _Panel, sides: Sequence[str]) -> str:
    """Describe the interval of a mean or of a difference, and name the outlets left out."""
    counted = {side: panel.counted(side) for side in sides}
    out = [outlet for side in sides for outlet in panel.sides[side] if outlet not in counted[side]]
    why = f"fewer than {LEAST_ARTICLES} {panel.noun} with slots before or after"
    if not all(counted.values()):
        return f"no interval: every outlet of a side has {why}"
    note = f"; without {', '.join(out)} ({why})" if out else ""
    return f"weighted bootstrap over {_units(panel, [one for each in counted.values() for one in each])}{note}"


def _units(panel: _Panel, outlets: Sequence[str]) -> str:
    """Return the number of units before and after."""
    found = _counts(panel, outlets)
    return f"{found['units_before']} {panel.noun} before and {found['units_after']} after"


def _counts(panel: _Panel, outlets: Sequence[str]) -> dict[str, int]:
    """Return loaded slots, slots, articles and units before and after."""
    found: dict[str, int] = {}
    for name, late in zip(SIDES, (False, True), strict=True):
        part = panel.inside[panel.inside["outlet"].isin(outlets) & (panel.inside["after"] == late)]
        sums = part["n_loaded"].sum(), part["n_slots"].sum(), len(part), part["unit"].nunique()
        found |= {f"{what}_{name}": int(n) for what, n in zip(("k", "n", "articles", "units"), sums, strict=True)}
    return found


def change_placebos(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    event: str,
    *,
    target: str,
    changed: Sequence[str],
    unchanged: Sequence[str],
    days: int = DAYS,
    direction: Direction = "decrease",
    placebo_dates: Sequence[str] = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Compute the estimate of `change_after` where there is nothing to find: at other dates, and within one outlet.

    Placebo dates: the same outlets, at a date before or after the event; the window that would span the event ends or
    begins at it. Placebo outlets: the stories (else articles) of one unchanged outlet, before and after the event, are
    dealt to two halves at random, one called changed, the other unchanged, 1,000 times.

    Parameters
    ----------
    occurrences, articles, event, target, changed, unchanged, days, direction, seed
        As of `change_after`.
    placebo_dates : sequence of str, default ()
        Placebo dates.

    Returns
    -------
    DataFrame
        One row per placebo date (kind ``date``) and unchanged outlet (kind ``outlet``): placebo; before_from, date,
        after_until (the windows); estimate, low, high (dates: with the interval of `change_after`; outlets: median and
        middle 95 % of the splits) and q25, q75 (middle half of the splits); n_before, n_after (slots); splits;
        observed (the estimate at the event); share_directed, share_absolute (splits, or placebo dates of those that
        have an estimate, at least as far as the estimate at the event, in the declared direction or in either one).

    Raises
    ------
    BadInput
        If a placebo date is no date or the event itself, and as of `change_after`.
    """
    panel = _panel(occurrences, articles, event, target, changed, unchanged, days, direction, seed)
    observed = float(_of_sides(panel, BOTH, direction)["change"])
    sign = -1 if direction == "decrease" else 1
    rows = [*_at_dates(panel, placebo_dates, days), *_within_outlets(panel, observed, sign)]
    table = pd.DataFrame(rows, columns=PLACEBOS).assign(target=target, level=LEVEL, observed=observed)
    at_dates = table.loc[(table["kind"] == "date") & table["estimate"].notna(), "estimate"].to_numpy(float)
    of_dates = _shares(at_dates, observed, sign)
    for name, share in zip(("share_directed", "share_absolute"), of_dates, strict=True):
        table[name] = table[name].astype("float64").mask(table["kind"] == "date", share)
    return table.astype({"n_outlets": "Int64", "splits": "Int64", "n_before": "Int64", "n_after": "Int64"})


def _at_dates(panel: _Panel, dates: Sequence[str], days: int) -> Iterator[dict[str, Any]]:
    """Yield the estimate at each placebo date, from windows that do not span the event."""
    event, span = panel.when, timedelta(days=days)
    for text in dates:
        when = date_of(text, "A placebo date")
        if when == event:
            raise BadInput(f"The placebo date {text} is the event. Choose other dates.")
        first, last = when - span, when + span
        first, last = (first, min(last, event)) if when < event else (max(first, event), last)
        placebo = replace(panel, when=when, first=first, last=last)
        row = _of_sides(placebo, BOTH, "decrease")
        yield {
            "kind": "date",
            "placebo": text,
            "before_from": str(first),
            "date": text,
            "after_until": str(last),
            "estimate": row["change"],
            "low": row["low"],
            "high": row["high"],
            "method": row["method"],
            **{name: row[name] for name in ("n_outlets", "n_before", "n_after")},
        }


def _within_outlets(panel: _Panel, observed: float, sign: int) -> Iterator[dict[str, Any]]:
    """Yield the distribution of the estimate over random halves of each unchanged outlet."""
    for outlet in panel.sides[UNCHANGED]:
        inside = panel.inside[panel.inside["outlet"] == outlet]
        sums = inside.groupby(["after", "unit"])[["n_loaded", "n_slots"]].sum().reset_index()
        after = sums["after"].to_numpy(bool)
        fewest = min(int((~after).sum()), int(after.sum()))
        row = {
            "kind": "outlet",
            "placebo": outlet,
            "before_from": str(panel.first),
            "date": str(panel.when),
            "after_until": str(panel.last),
            "n_outlets": 1,
            **_counts(panel, [outlet]),
        }
        if fewest < 2 * LEAST_ARTICLES:
            why = f"no splits: {2 * LEAST_ARTICLES} {panel.noun} with slots are needed before and after, here {fewest}"
            yield {**row, "method": why}
            continue
        halves = _halves(after, panel.seed)
        values = _split(sums["n_loaded"].to_numpy(float), sums["n_slots"].to_numpy(float), after, halves)
        low, q25, middling, q75, high = np.quantile(values, [0.025, 0.25, 0.5, 0.75, 0.975]).tolist()
        directed, absolute = _shares(values, observed, sign)
        yield {
            **row,
            "estimate": middling,
            "low": low,
            "q25": q25,
            "q75": q75,
            "high": high,
            "splits": SPLITS,
            "method": f"random halves of {_units(panel, [outlet])}",
            "share_directed": directed,
            "share_absolute": absolute,
        }


def _halves(after: Flags, seed: int) -> Flags:
    """Deal the units of each side of the date to two halves of (nearly) equal size, in each split (row)."""
    random = np.random.default_rng(seed)
    halves = np.zeros((SPLITS, len(after)), dtype=bool)
    for late in (False, True):
        places: Integers = np.flatnonzero(after == late)
        order = random.random((SPLITS, len(places))).argsort(axis=1)
        more = random.integers(2, size=(SPLITS, 1)) if len(places) % 2 else 0
        halves[:, places] = order < len(places) // 2 + more
    return halves


def _split(hits: Reals, cases: Reals, after: Flags, halves: Flags) -> Reals:
    """Compute the difference in differences of two halves in each split."""
    changes = []
    for half in (halves, ~halves):
        rates = [(half[:, at] @ hits[at]) / (half[:, at] @ cases[at]) for at in (~after, after)]
        changes.append(rates[1] - rates[0])
    return np.asarray(changes[0] - changes[1])


def _shares(values: Reals, observed: float, sign: int) -> tuple[float, float]:
    """Return the shares of placebo estimates that are at least as far as the observed one, directed and absolute."""
    if not len(values) or not np.isfinite(observed):
        return float("nan"), float("nan")
    directed = (sign * values >= sign * observed - TIE).mean()
    return float(directed), float((np.abs(values) >= abs(observed) - TIE).mean())
