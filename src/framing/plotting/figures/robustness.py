"""Draw how much a comparison depends on choices of the analyst, and what a study of this design can detect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from framing.measures import ESTIMATED, HALVES
from framing.plotting.context import View, alternative, counted, signed
from framing.plotting.curve import power_curve
from framing.plotting.forest import forest
from framing.plotting.theme import GREY, INK, PALE, TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.stats import ALPHA, ENOUGH, STUDIES
from framing.tables import rows

MOST = 16  # rows of a measure
ROW, HEAD, FOOT = 0.12, 0.42, 0.4  # inches
SHORT = {
    "narrator's sentences alone": "narrator only",
    "shared copy left out": "no shared copy",
    "metonyms left out": "no metonyms",
    "own voice and paraphrase": "voice + paraphrase",
    "encoder trained for loadedness": "other encoder",
}
ONE_OUT, HALF, HEADLINE = "pair left out", "half lexicon", "headline"
KINDS: dict[str, Any] = {
    "palette": {"headline": INK, "another specification": GREY, "half-lexicons": GREY},
    "markers": {"headline": "D", "another specification": "o", "half-lexicons": "s"},
}
NO_SPECIFICATION = "one row only, nothing to compare, n = 0"
MEASURES = {
    "naming rate": "Naming rate",
    "sentences coded loaded": "Share of sentences coded loaded",
    "loadedness": "Mean log-odds",
    "contrast": "Contrast (log-odds)",
}


def draw_specifications(view: View, specifications: pd.DataFrame) -> Drawing:
    """Draw the first comparison of a study under every distinct specification, one panel per measure."""
    every = _of_first_comparison(specifications)
    distinct = _distinct(every)
    data = _most_telling(distinct)
    measures = [measure for measure in MEASURES if (data["measure"] == measure).any()]
    heights = [ROW * (data["measure"] == measure).sum() + HEAD for measure in measures]
    figure = Figure(figsize=(TWO_COLUMNS, sum(heights) + FOOT if measures else 0.8), layout="constrained")
    if measures:
        axes = figure.subplots(len(measures), 1, squeeze=False, height_ratios=heights)[:, 0]
        for ax, measure in zip(axes, measures, strict=True):
            _draw_measure(data[data["measure"] == measure], ax, measure, first=ax is axes[0])
        share_legend(figure, axes[0])
    else:
        nothing_drawn(figure, NO_SPECIFICATION)
    missing = specifications["comparison"].nunique() - 1
    left_out = len(distinct) - len(data)
    caption = view.caption(
        f"{_heading(view, data)} under other analytic choices (first minus second, smallest to largest); left: choices "
        f"that differ from the headline; n = {len(every)} specifications with {len(distinct)} distinct results, "
        f"one row each; right: loaded of all cases or cases of both sides, and × the specifications with this result. "
        f"{_intervals(data)} Squares: median and middle 95 % of {HALVES} random half-lexicons. All share their texts: "
        "this describes choices, it is not a test."
        if measures
        else f"Specifications: {NO_SPECIFICATION}.",
        f"Not drawn: {left_out} between the extremes." * (left_out > 0),
        f"{counted(missing, 'more comparison')}: results/specifications.csv." * (missing > 0),
    )
    return Drawing("specifications", figure, data, caption, alternative("specifications", _ranges(every)))


def _of_first_comparison(specifications: pd.DataFrame) -> pd.DataFrame:
    """Return the specifications of the first comparison, and of its first target, that have an estimate."""
    table = specifications.dropna(subset="estimate")
    table = table[table["comparison"] == next(iter(table["comparison"]), "")]
    target = next((name for name in table["target"] if name), "")
    return table[table["target"].isin(["", target])].reset_index(drop=True)


def _distinct(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per result, with the number of specifications that have it, smallest estimate first."""
    first = table["same_as"].where(table["same_as"].fillna("") != "", table["specification"])
    same = first.groupby([table["measure"], first]).transform("size")
    kind = table["choice"].map({HEADLINE: "headline", HALF: "half-lexicons"}).fillna("another specification")
    table = table.assign(n_same=same, kind=kind)
    table = table[table["same_as"].fillna("") == ""]
    place = {measure: number for number, measure in enumerate(MEASURES)}
    keys = (table["estimate"].to_numpy(float), table["measure"].map(place).to_numpy(float))
    return table.iloc[np.lexsort(keys)].reset_index(drop=True)


def _most_telling(table: pd.DataFrame) -> pd.DataFrame:
    """Return as many rows of each measure as there is room for, its extremes among them.

    Of the terms left out one by one, only those with the smallest and the largest result.
    """
    kept = []
    for _, of_measure in table.groupby("measure", sort=False):
        one_out = of_measure["choice"] == ONE_OUT
        ends = {*of_measure.index[one_out][:1], *of_measure.index[one_out][-1:]}
        found = of_measure[~one_out | of_measure.index.isin(list(ends))]
        special = found["choice"].isin([HEADLINE, HALF, ONE_OUT])
        others = found.index[~special]
        room = max(MOST - int(special.sum()), 2)
        if len(others) > room:
            others = others[np.linspace(0, len(others) - 1, room).round().astype(int)]
        kept.append(found[special | found.index.isin(others)])
    return pd.concat(kept, ignore_index=True) if kept else table


def _draw_measure(data: pd.DataFrame, ax: Any, measure: str, *, first: bool) -> None:
    """Draw the specifications of one measure as rows."""
    names = [in_few_words(name) for name in data["specification"]]
    shown = data.assign(row=names, hollow=data["low"].notna(), count=[_counts(row) for row in rows(data)])
    hues = list(KINDS["palette"])
    forest(
        shown,
        y="row",
        hue="kind",
        order=names,
        hue_order=hues,
        count="count",
        filled="hollow",
        legend=first,
        ax=ax,
        **KINDS,
    )
    ax.axvline(0, color=GREY, linewidth=0.6, zorder=1)
    ax.set_title(MEASURES[measure])
    ax.set_xlabel("")


def in_few_words(specification: str) -> str:
    """Return a specification as the label of a row.

    >>> in_few_words("narrator's sentences alone, shared copy left out"), in_few_words("without *tsar*")
    ('narrator only, no shared copy', 'without “tsar”')
    """
    name = ", ".join(SHORT.get(choice, choice) for choice in specification.split(", "))
    return name.replace("*", "“", 1).replace("*", "”")


def _counts(row: Any) -> str:
    """Return the cases of a specification, loaded ones of all if they are counted, and how many have this result."""
    if row.measure == "contrast":
        cases = counted(int(row.n_a), "slot")
    elif pd.isna(row.k_a):
        cases = f"{row.n_a}, {row.n_b}"
    else:
        cases = f"{row.k_a:g} of {row.n_a}, {row.k_b:g} of {row.n_b}"
    return f"{cases} ×{row.n_same}" if row.n_same > 1 else cases


def _heading(view: View, data: pd.DataFrame) -> str:
    """Return the two rows that are compared, and the target."""
    if data.empty:
        return ""
    a, b = (view.by_text.names.get(name, name) for name in data[["a", "b"]].iloc[0])
    target = next(filter(None, data["target"]), "")
    return f"{a} minus {b}" + f" ({view.called(target)})" * bool(target)


def _intervals(data: pd.DataFrame) -> str:
    """Return method, unit and scope of the intervals that are drawn."""
    kinds = {
        "texts": "95 %, over families of sentences (rates: Newcombe; else bootstrap), about these texts",
        "outlets": "95 % Welch t over articles, about outlets",
    }
    shown = data[data["low"].notna() & (data["choice"] != HALF)]
    lines = "; ".join(kinds[scope] for scope in kinds if scope in set(shown["scope"]))
    return f"Lines: {lines}; hollow: no interval." if lines else "No interval: too few cases."


def _ranges(data: pd.DataFrame) -> str:
    """Return for each measure how many specifications have the sign of the headline."""
    parts = []
    for measure, of_measure in data.groupby("measure", sort=False):
        headline = of_measure.loc[of_measure["choice"] == HEADLINE, "estimate"]
        if headline.empty:  # one side has no case under the headline's choices
            parts.append(f"{measure} without an estimate under its headline's choices")
            continue
        same = (np.sign(of_measure["estimate"].round(9)) == np.sign(round(float(headline.iloc[0]), 9))).sum()
        low, high = signed(of_measure["estimate"].min()), signed(of_measure["estimate"].max())
        parts.append(f"{measure} {same} of {len(of_measure)} (from {low} to {high})")
    return f"Specifications with the sign of their headline: {'; '.join(parts)}" if parts else NO_SPECIFICATION


NO_POWER = "no naming slot of the target, n = 0"


def draw_power(view: View, power: pd.DataFrame) -> Drawing:
    """Draw power against articles per outlet: a line per number of slots, a column per correlation within articles."""
    columns = list(dict.fromkeys(zip(power["correlation_is"], power["correlation"], strict=True)))
    lines = list(dict.fromkeys(power["slots"]))
    figure = Figure(figsize=(TWO_COLUMNS, 0.5 + 1.75 * len(lines) if columns else 0.8), layout="constrained")
    if columns:
        axes = figure.subplots(len(lines), len(columns), sharex=True, sharey=True, squeeze=False)
        for (line, column), ax in np.ndenumerate(axes):
            source, correlation = columns[column]
            panel = power[(power["correlation_is"] == source) & (power["correlation"] == correlation)]
            power_curve(panel[panel["slots"] == lines[line]], enough=ENOUGH, legend=not (line or column), ax=ax)
            title = f"ρ = {correlation:.2g}" + "\nestimated here" * (source == ESTIMATED)
            ax.set_title(title if line == 0 else "")
            ax.set_xlabel("articles per outlet" if line == len(lines) - 1 else "")
            ax.set_ylabel(f"power\n{counted(int(lines[line]), 'slot')} per article" if column == 0 else "")
        share_legend(figure, axes[0, 0], Patch(facecolor=PALE, alpha=0.6, label="p ≤ 0.05 is unattainable"))
    else:
        nothing_drawn(figure, NO_POWER)
    caption = view.caption(_simulation(view, power) if columns else f"Power: {NO_POWER}.")
    return Drawing("power", figure, power, caption, alternative("power", _enough(power)))


def _simulation(view: View, data: pd.DataFrame) -> str:
    """Return what is simulated, and from which articles."""
    first, own = data.iloc[0], data[data["correlation_is"] == ESTIMATED]
    least = int(data.loc[data["smallest_reachable_p"] <= ALPHA, "articles"].min())
    known = "estimated from this study" if len(own) else "assumed (one text per outlet does not identify it)"
    return (
        f"Power to detect a difference of naming rates between two outlets, by articles per outlet: two-sided "
        f"permutation test of articles at 0.05. Simulated: {_slots(data)} per article, rate "
        f"{first['rate']:.2f} in one outlet (the mean of {len(view.articles)} articles for "
        f"{view.called(first['target'])}), higher by the difference in the other; beta-binomial, correlation ρ within "
        f"articles {known}; n = {STUDIES:,} studies per point, twice the Monte Carlo error at most "
        f"{2 * data['error'].max():.3f}. Dashed: power {ENOUGH:g}. Shaded: p ≤ 0.05 is unattainable with fewer than "
        f"{least} articles per outlet. Articles are taken as independent."
    )


def _slots(data: pd.DataFrame) -> str:
    """Return the numbers of slots per article that are simulated."""
    *others, last = [f"{int(n)}" for n in dict.fromkeys(data["slots"])]
    return f"{', '.join(others)} or {last} slots" if others else counted(int(last), "slot")


def _enough(data: pd.DataFrame) -> str:
    """Return the fewest articles drawn with enough power, for the smallest and the largest correlation."""
    if data.empty:
        return NO_POWER
    fewest = data[data["slots"] == data["slots"].min()]
    said = []
    for rho in dict.fromkeys((fewest["correlation"].min(), fewest["correlation"].max())):
        of_rho = fewest[fewest["correlation"] == rho]
        parts = [f"{difference:g}: {_first_enough(of_one)}" for difference, of_one in of_rho.groupby("difference")]
        said.append(f"ρ = {rho:.2g}, {', '.join(parts)}")
    slots = counted(int(fewest["slots"].iloc[0]), "slot")
    return f"Fewest articles per outlet with power {ENOUGH:g} and {slots} per article, by difference: {'; '.join(said)}"


def _first_enough(data: pd.DataFrame) -> str:
    enough = data.loc[data["power"] >= ENOUGH, "articles"]
    return f"{enough.min():g}" if len(enough) else f"more than {data['articles'].max()}"
