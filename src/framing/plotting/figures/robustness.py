"""Specifications: the specification curve of every headline comparison."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from framing.measures import ESTIMATED, HALVES
from framing.plotting.context import LEAST_SLOTS, View, counted
from framing.plotting.curve import choice_matrix, curve_key, growth_key, growth_lines, sorted_estimates
from framing.plotting.theme import GREY, SMALL, TWO_COLUMNS, Drawing, palette
from framing.stats import ALPHA, ENOUGH, STUDIES
from framing.tables import rows

MOST = 4  # comparisons that have room beside each other
WIDE = 24  # letters of a name in a line
CURVE, ROW, HEAD, FOOT = 0.95, 0.125, 0.3, 1.7  # inches
EVEN, TICKS = 0.1, (-5, -1, -0.1, 0, 0.1, 1, 5)
ONE_OUT, HALF, HEADLINE = "one loaded term left out", "random half-lexicons", "headline"
SPECIFICATIONS_NOTHING = "one row alone, nothing to compare, n = 0"
AXES = {
    "naming rate": "naming rate",
    "sentences coded loaded": "coded loaded",
    "loadedness": "log-odds",
    "contrast": "contrast",
}
READING = (
    "First less second, specifications from the least to the greatest difference; below, a mark where one chooses "
    "otherwise than the headline."
)
SCALE = "Contrasts are drawn on a scale that is logarithmic beyond ±0.1."
LIMITS = (
    "All specifications of a panel share their texts, most their cases too: the curve describes what choices do. It is "
    "no test and has no p-value."
)
ABOUT = (
    "Naming rate: loaded ÷ all naming slots in own voice. Coded loaded: share of sentences. Log-odds: mean of the "
    "outlet's own classifier of loadedness, cross-fitted. Contrast: log-odds with the loaded wording less those with "
    "the neutral one, by the first outlet's classifier less by the second's, over the same slots of all texts"
)


def draw_specifications(view: View, specifications: pd.DataFrame) -> Drawing:
    """A column a comparison; for each measure a curve and, below it, its matrix."""
    every = _every(specifications)
    data, left_out = _drawn(every), _left_out(every)
    caption = _caption_of_specifications(view, data, left_out)
    measures = {measure: _levels_of(data[data["measure"] == measure]) for measure in dict.fromkeys(data["measure"])}
    columns = sorted(data["column"].unique())
    heights = [height for levels in measures.values() for height in (CURVE, ROW * len(levels))]
    height = sum(heights) + HEAD * len(measures) + FOOT
    figure = Figure(figsize=(TWO_COLUMNS, height if columns else 1), layout="constrained")
    if not columns:
        figure.text(0.5, 0.7, SPECIFICATIONS_NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("specifications", figure, data, caption, _alt_of_specifications(view, data))
    axes = figure.subplots(len(heights), len(columns), sharey="row", squeeze=False, height_ratios=heights)
    for place, (measure, levels) in enumerate(measures.items()):
        for number, column in enumerate(columns):
            panel = data[(data["measure"] == measure) & (data["column"] == column)]
            curve, matrix = axes[2 * place : 2 * place + 2, number]
            sorted_estimates(panel, ax=curve)
            choice_matrix(panel, ax=matrix, order=levels, labels={level: level for level in levels})
            head = f"{_heading(view, data[data['column'] == column])}\n" * (place == 0)
            curve.set_title(f"{head}{_counts(panel)}", fontsize=SMALL, fontweight="normal")
            if measure == "contrast":
                _stretched(curve)
        axes[2 * place, 0].set_ylabel(AXES[measure], fontweight="bold")
    figure.legend(handles=curve_key(), loc="outside upper left", ncols=5, columnspacing=1.2)
    view.note(figure, f"{READING} n = {len(data)} specifications.", f"{_intervals(data)} {SCALE}", LIMITS, left_out)
    return Drawing(
        "specifications",
        figure,
        data.drop(columns=["levels", "column"]),
        caption,
        _alt_of_specifications(view, data),
    )


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The specifications of the comparisons that have room, from least to greatest, with the levels that each takes."""
    table = table[table["column"].isin(list(dict.fromkeys(table["column"]))[:MOST])]
    table = table.assign(
        levels=pd.Series(
            [_levels_in(row.choice, row.specification) for row in rows(table)], table.index, dtype="object"
        ),
        kind=table["choice"]
        .map({HEADLINE: "headline", "half lexicon": "range"})
        .fillna((table[["n_a", "n_b"]].min(axis=1) < LEAST_SLOTS).map({True: "few", False: "other"})),
    ).sort_values("estimate", kind="stable")
    table = table.assign(place=table.groupby(["measure", "column"]).cumcount())
    order = {measure: place for place, measure in enumerate(AXES)}
    places = [table["measure"].map(order), table["column"], table["place"]]
    return table.iloc[np.lexsort(places[::-1])].reset_index(drop=True)


def _every(specifications: pd.DataFrame) -> pd.DataFrame:
    """All specifications with an estimate, and the number of the column in which each is drawn."""
    table = specifications.dropna(subset="estimate")
    first = table[table["target"] != ""].groupby("comparison")["target"].first()
    target = table["target"].where(table["target"] != "", table["comparison"].map(first).fillna(""))
    found = {key: number for number, key in enumerate(dict.fromkeys(zip(table["comparison"], target, strict=True)))}
    return table.assign(column=[found[key] for key in zip(table["comparison"], target, strict=True)])


def _stretched(ax: Axes) -> None:
    """A scale on which the two tiers are both seen: even about zero, logarithmic beyond."""
    ax.set_yscale("symlog", linthresh=EVEN, linscale=1)
    ax.set_yticks(TICKS, [f"{tick:g}".replace("-", "−") for tick in TICKS])
    ax.yaxis.set_minor_locator(NullLocator())


def _levels_in(choice: str, specification: str) -> tuple[str, ...]:
    """The choices that a specification makes otherwise than the headline, as the matrix calls them.

    >>> _levels_in("voice + copy", "all voices, shared copy left out"), _levels_in("pair left out", "without *tsar*")
    (('all voices', 'shared copy left out'), ('one loaded term left out',))
    """
    grouped = {HEADLINE: (), "pair left out": (ONE_OUT,), "half lexicon": (HALF,)}
    return grouped.get(choice, tuple(specification.split(", ")))


def _levels_of(data: pd.DataFrame) -> list[str]:
    """The choices of a measure from top to bottom: those that are combined, then those against the headline alone.

    One that has an estimate only together with another has a line too.

    >>> _levels_of(pd.DataFrame({"levels": [(), ("metonyms left out", "all voices"), (HALF,)]}))
    ['all voices', 'metonyms left out', 'random half-lexicons']
    """
    every = {level for levels in data["levels"] for level in levels}
    return sorted(every, key=lambda level: (level in (ONE_OUT, HALF), level == HALF, level))


def _heading(view: View, data: pd.DataFrame) -> str:
    """The two rows that are compared, and the target."""
    a, b = (fill(view.by_text.names.get(name, name), WIDE) for name in data[["a", "b"]].iloc[0])
    return f"{a} less\n{b}\n{view.called(next(filter(None, data['target']), ''))}"


def _counts(panel: pd.DataFrame) -> str:
    """The cases of the headline, loaded ones of all where they are counted."""
    if panel.empty:
        return "no estimate"
    row = next(rows(panel[panel["choice"] == HEADLINE]), next(rows(panel)))
    if row.measure == "contrast":
        return f"n = {counted(row.n_a, 'slot')}"
    if pd.isna(row.k_a):
        return f"n = {row.n_a}, {row.n_b}"
    return f"{row.k_a:g} of {row.n_a}, {row.k_b:g} of {row.n_b}"


def _intervals(data: pd.DataFrame) -> str:
    """What lines are."""
    kinds = {
        "texts": "95 %, families of sentences for units (rates: Newcombe; log-odds: percentile bootstrap), about these "
        "texts",
        "outlets": "95 % Welch t over articles, about outlets",
    }
    shown = data[data["low"].notna() & (data["kind"] != "range")]
    lines = "; ".join(kinds[scope] for scope in kinds if scope in set(shown["scope"]))
    return f"Lines: {lines}; hollow where counts bear no interval." if lines else "No count bears an interval."


def _left_out(every: pd.DataFrame) -> str:
    """How many comparisons are not drawn."""
    missing = every["column"].nunique() - MOST
    return f"Not drawn: {counted(missing, 'comparison')}; in results/specifications.csv." if missing > 0 else ""


def _caption_of_specifications(view: View, data: pd.DataFrame, left_out: str) -> str:
    if data.empty:
        return f"Specification curves: {SPECIFICATIONS_NOTHING}. {view.scope}"
    return (
        "Every headline comparison under each choice of the analyst (specification curves after Simonsohn, Simmons & "
        f"Nelson 2020). {READING} Choices are combined with each other; a loaded term left out, and {HALVES} random "
        "halves of the loaded terms, are set against the headline alone. Above each curve loaded cases of all in the "
        f"headline, of the first and of the second, or the cases (n). {ABOUT}. {_intervals(data)} {SCALE} Square and "
        "dotted line: median and middle 95 % of the half-lexicons, no confidence interval. Cross: under five cases on "
        f"a side; where a side has none there is no estimate, and nothing is drawn. {_ranges(view, data)}. {LIMITS} "
        f"{left_out} {view.scope}"
    ).replace("  ", " ")


def _panels(data: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows of each panel, measure by measure."""
    return (panel for _, panel in data.groupby(["measure", "column"], sort=False))


def _ranges(view: View, data: pd.DataFrame) -> str:
    """Of each panel the headline, how far the others lie from it, and on which side of zero."""
    return "; ".join(_in_words(view, panel) for panel in _panels(data))


def _in_words(view: View, panel: pd.DataFrame) -> str:
    """One panel in numbers."""
    estimates = panel["estimate"].round(9)
    said = panel.loc[panel["choice"] == HEADLINE, "estimate"]
    above, below = int((estimates > 0).sum()), int((estimates < 0).sum())
    names = " less ".join(view.by_text.names.get(name, name) for name in panel[["a", "b"]].iloc[0])
    return (
        f"{names}, {panel['measure'].iloc[0]}: {_signed(said.iloc[0]) if len(said) else 'none'}, "
        f"{counted(len(panel), 'specification')} from {_signed(estimates.min())} to {_signed(estimates.max())} "
        f"({above} above 0, {below} below)"
    )


def _signed(number: float) -> str:
    """A difference with its sign.

    >>> _signed(-0.254), _signed(0.1)
    ('−0.25', '+0.10')
    """
    return f"{number:+.2f}".replace("-", "−")


def _alt_of_specifications(view: View, data: pd.DataFrame) -> str:
    return (
        "Specification curves, a column a comparison and a row of panels a measure, each above a matrix of the choices "
        f"made. {_ranges(view, data) or SPECIFICATIONS_NOTHING}."
    )


POWER_NOTHING = "no naming slot of the target, n = 0"
SHADE = "no p ≤ 0.05 can be reached"


def draw_power(view: View, power: pd.DataFrame) -> Drawing:
    """A panel a correlation within articles, a line a difference."""
    data = power
    panels = dict(list(data.groupby(["correlation_is", "correlation"], sort=False)))
    figure = Figure(figsize=(TWO_COLUMNS, 2.9 if panels else 1), layout="constrained")
    if panels:
        looks = dict(
            zip(differences := sorted(data["difference"].unique()), palette(differences).values(), strict=True)
        )
        axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
        for ax, ((source, correlation), panel) in zip(axes, panels.items(), strict=True):
            growth_lines(panel, ax=ax, looks=looks, wanted=ENOUGH, least=_least(data))
            ax.set_title(f"ρ = {correlation:.2g}" + "\nestimated here" * (source == ESTIMATED))
            ax.set_xlabel("articles an outlet")
        axes[0].set_ylabel("power")
        figure.legend(handles=growth_key(looks, SHADE), loc="outside upper left", ncols=5)
    else:
        figure.text(0.5, 0.7, POWER_NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *([_basis(view, data), _error(data)] if panels else []))
    return Drawing("power", figure, data, _caption_of_power(view, data), _alt_of_power(data))


def _least(data: pd.DataFrame) -> int:
    """The fewest articles an outlet with which any p ≤ 0.05 can be reached."""
    return int(data.loc[data["smallest_reachable_p"] <= ALPHA, "articles"].min())


def _basis(view: View, data: pd.DataFrame) -> str:
    """What the simulated articles are like, and from what."""
    first = data.iloc[0]
    return (
        f"Simulated: {counted(int(first['slots']), 'slot')} an article and a naming rate of {first['rate']:.2f} in the "
        f"one outlet, as the {counted(len(view.articles), 'article')} of this study have of "
        f"{view.called(first['target'])} on average; in the other outlet the rate is higher by the difference."
    )


def _error(data: pd.DataFrame) -> str:
    """Monte Carlo error."""
    return f"n = {STUDIES:,} studies a point; bars: twice the Monte Carlo error, at most {2 * data['error'].max():.3f}."


def _caption_of_power(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Power: {POWER_NOTHING}. {view.scope}"
    own = data[data["correlation_is"] == ESTIMATED]
    told = (
        f"estimated from this study's articles as {own['correlation'].iloc[0]:.2f} and assumed otherwise"
        if len(own)
        else "assumed, since one text an outlet does not tell it"
    )
    return (
        "How many articles an outlet a study needs to see a difference of naming rates. Power of the two-sided "
        f"permutation test of articles at 0.05 between two outlets with as many articles each. {_basis(view, data)} "
        f"Articles vary about their outlet's rate (beta-binomial); ρ, the correlation of slots within an article, is "
        f"{told}. Dashed: power {ENOUGH:g}. Shade: under {_least(data)} articles of each outlet no p ≤ 0.05 can "
        f"be reached, whatever the texts say. {_reached(data)}. {_error(data)} Articles are taken as independent: "
        f"rewrites of one wire story are fewer than they look. {view.scope}"
    )


def _reached(data: pd.DataFrame) -> str:
    """The fewest articles drawn that reach the power wanted, by correlation and difference."""
    parts = []
    for correlation, panel in data.groupby("correlation", sort=False):
        needed = [
            f"{difference:g}: {_first_enough(of_one)}" for difference, of_one in panel.groupby("difference", sort=True)
        ]
        parts.append(f"ρ = {correlation:.2g}, difference {', '.join(needed)}")
    return f"Fewest articles drawn with power {ENOUGH:g} or more: {'; '.join(parts)}"


def _first_enough(data: pd.DataFrame) -> str:
    enough = data.loc[data["power"] >= ENOUGH, "articles"]
    return f"{enough.min():g}" if len(enough) else f"more than {data['articles'].max()}"


def _alt_of_power(data: pd.DataFrame) -> str:
    told = _reached(data) if len(data) else POWER_NOTHING
    return f"Line charts of power against articles an outlet, a panel a correlation. {told}."
