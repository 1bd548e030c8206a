"""Draw how much comparisons depend on choices of the analyst, and what a study of this design can detect."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from framing.measures import ESTIMATED, HALVES
from framing.plotting.context import LEAST_SLOTS, View, alternative, counted, signed
from framing.plotting.curve import power_curve, specification_curve
from framing.plotting.heatmap import choices
from framing.plotting.theme import PALE, SMALL, TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.stats import ALPHA, ENOUGH, STUDIES
from framing.tables import rows

MOST = 4  # comparisons side by side
WIDE = 24  # characters per line of a name
CURVE, ROW, HEAD, FOOT = 0.85, 0.125, 0.28, 0.9  # inches
EVEN, TICKS = 0.1, (-5, -1, -0.1, 0, 0.1, 1, 5)
ONE_OUT, HALF, HEADLINE = "one loaded term left out", "random half-lexicons", "headline"
SCALE = "Contrasts are on a scale that is logarithmic beyond ±0.1. "
NO_SPECIFICATION = "one row only, nothing to compare, n = 0"
MEASURES = {
    "naming rate": "naming rate",
    "sentences coded loaded": "coded loaded",
    "loadedness": "log-odds",
    "contrast": "contrast",
}


def draw_specifications(view: View, specifications: pd.DataFrame) -> Drawing:
    """Draw one column per comparison and, for each measure, a curve above the matrix of its choices."""
    every = _numbered(specifications)
    data = _with_levels(every)
    measures = {measure: _levels_of(data[data["measure"] == measure]) for measure in dict.fromkeys(data["measure"])}
    columns = sorted(data["column"].unique())
    heights = [height for levels in measures.values() for height in (CURVE, ROW * len(levels))]
    height = sum(heights) + HEAD * len(measures) + FOOT
    figure = Figure(figsize=(TWO_COLUMNS, height if columns else 0.8), layout="constrained")
    if columns:
        _draw_curves(
            view,
            data,
            measures,
            figure.subplots(len(heights), len(columns), sharey="row", squeeze=False, height_ratios=heights),
        )
    else:
        nothing_drawn(figure, NO_SPECIFICATION)
    missing = every["column"].nunique() - MOST
    caption = view.caption(
        "Specification curves of the headline comparisons (first minus second, smallest to largest; dark cells: "
        f"choices that differ from the headline). Above each curve: counts of the headline; n = {len(data)} "
        f"specifications. {_intervals(data)} Dotted: middle 95 % of {HALVES} random half-lexicons. "
        f"{SCALE * ('contrast' in measures)}All specifications share their texts: the curve describes choices, it "
        "is not a test and has no p-value."
        if columns
        else f"Specification curves: {NO_SPECIFICATION}.",
        f"Not drawn: {counted(missing, 'comparison')}, see results/specifications.csv." * (missing > 0),
    )
    shown = data.drop(columns=["levels", "column"])
    return Drawing("specifications", figure, shown, caption, alternative("specifications", _ranges(data)))


def _draw_curves(view: View, data: pd.DataFrame, measures: dict[str, list[str]], axes: Any) -> None:
    """Draw all curves with their matrices, and one legend."""
    for place, (measure, levels) in enumerate(measures.items()):
        for number, column in enumerate(sorted(data["column"].unique())):
            panel = data[(data["measure"] == measure) & (data["column"] == column)]
            curve, matrix = axes[2 * place : 2 * place + 2, number]
            specification_curve(panel.drop(columns="kind"), legend=not (place or number), ax=curve)
            choices(panel, order=levels, ax=matrix)
            matrix.tick_params(labelleft=number == 0)
            head = f"{_heading(view, data[data['column'] == column])}\n" * (place == 0)
            curve.set_title(f"{head}{_counts(panel)}", fontsize=SMALL, fontweight="normal")
            curve.set_ylabel("")
            if measure == "contrast":
                curve.set_yscale("symlog", linthresh=EVEN, linscale=1)
                curve.set_yticks(TICKS, [f"{tick:g}".replace("-", "−") for tick in TICKS])
                curve.yaxis.set_minor_locator(NullLocator())
        axes[2 * place, 0].set_ylabel(MEASURES[measure], fontweight="bold")
    share_legend(axes[0, 0].figure, axes[0, 0], ncols=5)


def _numbered(specifications: pd.DataFrame) -> pd.DataFrame:
    """Return specifications with an estimate, and the number of the column in which each is drawn."""
    table = specifications.dropna(subset="estimate")
    first = table[table["target"] != ""].groupby("comparison")["target"].first()
    target = table["target"].where(table["target"] != "", table["comparison"].map(first).fillna(""))
    found = {key: number for number, key in enumerate(dict.fromkeys(zip(table["comparison"], target, strict=True)))}
    return table.assign(column=[found[key] for key in zip(table["comparison"], target, strict=True)])


def _with_levels(table: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons to draw, smallest difference first, with the choices that differ from the headline's."""
    table = table[table["column"].isin(list(dict.fromkeys(table["column"]))[:MOST])]
    levels = [_levels_in(row.choice, row.specification) for row in rows(table)]
    few = (table[["n_a", "n_b"]].min(axis=1) < LEAST_SLOTS).map({True: "few", False: "other"})
    table = table.assign(
        levels=pd.Series(levels, table.index, dtype="object"),
        kind=table["choice"].map({HEADLINE: "headline", "half lexicon": "range"}).fillna(few),
    ).sort_values("estimate", kind="stable")
    table = table.assign(place=table.groupby(["measure", "column"]).cumcount())
    order = {measure: place for place, measure in enumerate(MEASURES)}
    places = [table["measure"].map(order), table["column"], table["place"]]
    return table.iloc[np.lexsort(places[::-1])].reset_index(drop=True)


def _levels_in(choice: str, specification: str) -> tuple[str, ...]:
    """Return the choices of a specification that differ from the headline's.

    >>> _levels_in("voice + copy", "all voices, shared copy left out"), _levels_in("pair left out", "without *tsar*")
    (('all voices', 'shared copy left out'), ('one loaded term left out',))
    """
    grouped = {HEADLINE: (), "pair left out": (ONE_OUT,), "half lexicon": (HALF,)}
    return grouped.get(choice, tuple(specification.split(", ")))


def _levels_of(data: pd.DataFrame) -> list[str]:
    """Return the choices of a measure from top to bottom: those that are combined, then those that are not.

    >>> _levels_of(pd.DataFrame({"levels": [(), ("metonyms left out", "all voices"), (HALF,)]}))
    ['all voices', 'metonyms left out', 'random half-lexicons']
    """
    every = {level for levels in data["levels"] for level in levels}
    return sorted(every, key=lambda level: (level in (ONE_OUT, HALF), level == HALF, level))


def _heading(view: View, data: pd.DataFrame) -> str:
    """Return the two rows that are compared, and the target."""
    a, b = (fill(view.by_text.names.get(name, name), WIDE) for name in data[["a", "b"]].iloc[0])
    return f"{a} minus\n{b}\n{view.called(next(filter(None, data['target']), ''))}"


def _counts(panel: pd.DataFrame) -> str:
    """Return the cases of the headline: loaded ones of all if they are counted."""
    if panel.empty:
        return "no estimate"
    row = next(rows(panel[panel["choice"] == HEADLINE]), next(rows(panel)))
    if row.measure == "contrast":
        return f"n = {counted(row.n_a, 'slot')}"
    if pd.isna(row.k_a):
        return f"n = {row.n_a}, {row.n_b}"
    return f"{row.k_a:g} of {row.n_a}, {row.k_b:g} of {row.n_b}"


def _intervals(data: pd.DataFrame) -> str:
    """Return method, unit and scope of the intervals that are drawn."""
    kinds = {
        "texts": "95 %, over families of sentences (rates: Newcombe; log-odds: bootstrap), about these texts",
        "outlets": "95 % Welch t over articles, about outlets",
    }
    shown = data[data["low"].notna() & (data["kind"] != "range")]
    lines = "; ".join(kinds[scope] for scope in kinds if scope in set(shown["scope"]))
    return f"Lines: {lines}; hollow: no interval." if lines else "No interval: too few cases."


def _ranges(data: pd.DataFrame) -> str:
    """Return for each measure how many specifications have the sign of their headline."""
    parts = []
    for measure, of_measure in data.groupby("measure", sort=False):
        headlines = of_measure[of_measure["choice"] == HEADLINE].set_index("column")["estimate"]
        sign = np.sign(of_measure["column"].map(headlines).round(9))
        same = (np.sign(of_measure["estimate"].round(9)) == sign).sum()
        low, high = signed(of_measure["estimate"].min()), signed(of_measure["estimate"].max())
        parts.append(f"{measure} {same} of {len(of_measure)} (from {low} to {high})")
    return f"Specifications with the sign of their headline: {'; '.join(parts)}" if parts else NO_SPECIFICATION


NO_POWER = "no naming slot of the target, n = 0"


def draw_power(view: View, power: pd.DataFrame) -> Drawing:
    """Draw power against articles per outlet with the slots of the study, one panel per correlation within articles."""
    power = power[power["slots"].eq(power["slots"].iloc[0])] if len(power) else power
    panels = dict(list(power.groupby(["correlation_is", "correlation"], sort=False)))
    figure = Figure(figsize=(TWO_COLUMNS, 2.3 if panels else 0.8), layout="constrained")
    if panels:
        axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
        for ax, ((source, correlation), panel) in zip(axes, panels.items(), strict=True):
            power_curve(panel, enough=ENOUGH, legend=ax is axes[0], ax=ax)
            ax.set_title(f"ρ = {correlation:.2g}" + "\nestimated here" * (source == ESTIMATED))
        share_legend(figure, axes[0], Patch(facecolor=PALE, alpha=0.6, label="p ≤ 0.05 is unattainable"))
    else:
        nothing_drawn(figure, NO_POWER)
    caption = view.caption(_simulation(view, power) if panels else f"Power: {NO_POWER}.")
    return Drawing("power", figure, power, caption, alternative("power", _enough(power)))


def _simulation(view: View, data: pd.DataFrame) -> str:
    """Return what is simulated, and from which articles."""
    first, own = data.iloc[0], data[data["correlation_is"] == ESTIMATED]
    least = int(data.loc[data["smallest_reachable_p"] <= ALPHA, "articles"].min())
    known = "estimated from this study" if len(own) else "assumed (one text per outlet does not identify it)"
    return (
        f"Power to detect a difference of naming rates between two outlets, by articles per outlet: two-sided "
        f"permutation test of articles at 0.05. Simulated: {counted(int(first['slots']), 'slot')} per article, rate "
        f"{first['rate']:.2f} in one outlet (the mean of {len(view.articles)} articles for "
        f"{view.called(first['target'])}), higher by the difference in the other; beta-binomial, correlation ρ within "
        f"articles {known}; n = {STUDIES:,} studies per point, twice the Monte Carlo error at most "
        f"{2 * data['error'].max():.3f}. Dashed: power {ENOUGH:g}. Shaded: p ≤ 0.05 is unattainable with fewer than "
        f"{least} articles per outlet. Articles are taken as independent."
    )


def _enough(data: pd.DataFrame) -> str:
    """Return the fewest articles drawn with enough power, for the smallest correlation."""
    if data.empty:
        return NO_POWER
    panel = data[data["correlation"] == data["correlation"].min()]
    parts = [f"{difference:g}: {_first_enough(of_one)}" for difference, of_one in panel.groupby("difference")]
    rho = f"{panel['correlation'].iloc[0]:.2g}"
    return f"Fewest articles per outlet with power {ENOUGH:g} at ρ = {rho}, by difference: {'; '.join(parts)}"


def _first_enough(data: pd.DataFrame) -> str:
    enough = data.loc[data["power"] >= ENOUGH, "articles"]
    return f"{enough.min():g}" if len(enough) else f"more than {data['articles'].max()}"
