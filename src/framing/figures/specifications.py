"""Specifications: the specification curve of every headline comparison."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from framing.comparison.thinning import HALVES
from framing.figures.view import LEAST_SLOTS, View, counted
from framing.plots.curve import choice_matrix, curve_key, sorted_estimates
from framing.plots.style import GREY, SMALL, TWO_COLUMNS, Drawing
from framing.tables import rows

MOST = 4  # comparisons that have room beside each other
WIDE = 24  # letters of a name in a line
CURVE, ROW, HEAD, FOOT = 0.95, 0.125, 0.3, 1.7  # inches
EVEN, TICKS = 0.1, (-5, -1, -0.1, 0, 0.1, 1, 5)
ONE_OUT, HALF, HEADLINE = "one loaded term left out", "random half-lexicons", "headline"
NOTHING = "one row alone, nothing to compare, n = 0"
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


def draw(view: View) -> Drawing:
    """A column a comparison; for each measure a curve and, below it, its matrix."""
    data = drawn(view)
    measures = {measure: levels_of(data[data["measure"] == measure]) for measure in dict.fromkeys(data["measure"])}
    columns = sorted(data["column"].unique())
    heights = [height for levels in measures.values() for height in (CURVE, ROW * len(levels))]
    height = sum(heights) + HEAD * len(measures) + FOOT
    figure = Figure(figsize=(TWO_COLUMNS, height if columns else 1), layout="constrained")
    if not columns:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("specifications", figure, data, caption(view, data), alt(view, data))
    axes = figure.subplots(len(heights), len(columns), sharey="row", squeeze=False, height_ratios=heights)
    for place, (measure, levels) in enumerate(measures.items()):
        for number, column in enumerate(columns):
            panel = data[(data["measure"] == measure) & (data["column"] == column)]
            curve, matrix = axes[2 * place : 2 * place + 2, number]
            sorted_estimates(panel, ax=curve)
            choice_matrix(panel, ax=matrix, order=levels, labels={level: level for level in levels})
            head = f"{heading(view, data[data['column'] == column])}\n" * (place == 0)
            curve.set_title(f"{head}{counts(panel)}", fontsize=SMALL, fontweight="normal")
            if measure == "contrast":
                stretched(curve)
        axes[2 * place, 0].set_ylabel(AXES[measure], fontweight="bold")
    figure.legend(handles=curve_key(), loc="outside upper left", ncols=5, columnspacing=1.2)
    view.note(
        figure, f"{READING} n = {len(data)} specifications.", f"{intervals(data)} {SCALE}", LIMITS, left_out(view)
    )
    return Drawing(
        "specifications", figure, data.drop(columns=["levels", "column"]), caption(view, data), alt(view, data)
    )


def drawn(view: View) -> pd.DataFrame:
    """The specifications of the comparisons that have room, from least to greatest, with the levels that each takes."""
    table = every(view)
    table = table[table["column"].isin(list(dict.fromkeys(table["column"]))[:MOST])]
    table = table.assign(
        levels=pd.Series(
            [levels_in(row.choice, row.specification) for row in rows(table)], table.index, dtype="object"
        ),
        kind=table["choice"]
        .map({HEADLINE: "headline", "half lexicon": "range"})
        .fillna((table[["n_a", "n_b"]].min(axis=1) < LEAST_SLOTS).map({True: "few", False: "other"})),
    ).sort_values("estimate", kind="stable")
    table = table.assign(place=table.groupby(["measure", "column"]).cumcount())
    order = {measure: place for place, measure in enumerate(AXES)}
    places = [table["measure"].map(order), table["column"], table["place"]]
    return table.iloc[np.lexsort(places[::-1])].reset_index(drop=True)


def every(view: View) -> pd.DataFrame:
    """All specifications with an estimate, and the number of the column in which each is drawn."""
    table = view.results["specifications"].dropna(subset="estimate")
    first = table[table["target"] != ""].groupby("comparison")["target"].first()
    target = table["target"].where(table["target"] != "", table["comparison"].map(first).fillna(""))
    found = {key: number for number, key in enumerate(dict.fromkeys(zip(table["comparison"], target, strict=True)))}
    return table.assign(column=[found[key] for key in zip(table["comparison"], target, strict=True)])


def stretched(ax: Axes) -> None:
    """A scale on which the two tiers are both seen: even about zero, logarithmic beyond."""
    ax.set_yscale("symlog", linthresh=EVEN, linscale=1)
    ax.set_yticks(TICKS, [f"{tick:g}".replace("-", "−") for tick in TICKS])
    ax.yaxis.set_minor_locator(NullLocator())


def levels_in(choice: str, specification: str) -> tuple[str, ...]:
    """The choices that a specification makes otherwise than the headline, as the matrix calls them.

    >>> levels_in("voice + copy", "all voices, shared copy left out"), levels_in("pair left out", "without *tsar*")
    (('all voices', 'shared copy left out'), ('one loaded term left out',))
    """
    grouped = {HEADLINE: (), "pair left out": (ONE_OUT,), "half lexicon": (HALF,)}
    return grouped.get(choice, tuple(specification.split(", ")))


def levels_of(data: pd.DataFrame) -> list[str]:
    """The choices of a measure from top to bottom: those that are combined, then those against the headline alone.

    One that has an estimate only together with another has a line too.

    >>> levels_of(pd.DataFrame({"levels": [(), ("metonyms left out", "all voices"), (HALF,)]}))
    ['all voices', 'metonyms left out', 'random half-lexicons']
    """
    every = {level for levels in data["levels"] for level in levels}
    return sorted(every, key=lambda level: (level in (ONE_OUT, HALF), level == HALF, level))


def heading(view: View, data: pd.DataFrame) -> str:
    """The two rows that are compared, and the target."""
    a, b = (fill(view.by_text.names.get(name, name), WIDE) for name in data[["a", "b"]].iloc[0])
    return f"{a} less\n{b}\n{view.called(next(filter(None, data['target']), ''))}"


def counts(panel: pd.DataFrame) -> str:
    """The cases of the headline, loaded ones of all where they are counted."""
    if panel.empty:
        return "no estimate"
    row = next(rows(panel[panel["choice"] == HEADLINE]), next(rows(panel)))
    if row.measure == "contrast":
        return f"n = {counted(row.n_a, 'slot')}"
    if pd.isna(row.k_a):
        return f"n = {row.n_a}, {row.n_b}"
    return f"{row.k_a:g} of {row.n_a}, {row.k_b:g} of {row.n_b}"


def intervals(data: pd.DataFrame) -> str:
    """What lines are."""
    kinds = {
        "texts": "95 %, families of sentences for units (rates: Newcombe; log-odds: percentile bootstrap), about these "
        "texts",
        "outlets": "95 % Welch t over articles, about outlets",
    }
    shown = data[data["low"].notna() & (data["kind"] != "range")]
    lines = "; ".join(kinds[scope] for scope in kinds if scope in set(shown["scope"]))
    return f"Lines: {lines}; hollow where counts bear no interval." if lines else "No count bears an interval."


def left_out(view: View) -> str:
    """How many comparisons are not drawn."""
    missing = every(view)["column"].nunique() - MOST
    return f"Not drawn: {counted(missing, 'comparison')}; in results/specifications.csv." if missing > 0 else ""


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Specification curves: {NOTHING}. {view.scope}"
    return (
        "Every headline comparison under each choice of the analyst (specification curves after Simonsohn, Simmons & "
        f"Nelson 2020). {READING} Choices are combined with each other; a loaded term left out, and {HALVES} random "
        "halves of the loaded terms, are set against the headline alone. Above each curve loaded cases of all in the "
        f"headline, of the first and of the second, or the cases (n). {ABOUT}. {intervals(data)} {SCALE} Square and "
        "dotted line: median and middle 95 % of the half-lexicons, no confidence interval. Cross: under five cases on "
        f"a side; where a side has none there is no estimate, and nothing is drawn. {ranges(view, data)}. {LIMITS} "
        f"{left_out(view)} {view.scope}"
    ).replace("  ", " ")


def panels(data: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows of each panel, measure by measure."""
    return (panel for _, panel in data.groupby(["measure", "column"], sort=False))


def ranges(view: View, data: pd.DataFrame) -> str:
    """Of each panel the headline, how far the others lie from it, and on which side of zero."""
    return "; ".join(in_words(view, panel) for panel in panels(data))


def in_words(view: View, panel: pd.DataFrame) -> str:
    """One panel in numbers."""
    estimates = panel["estimate"].round(9)
    said = panel.loc[panel["choice"] == HEADLINE, "estimate"]
    above, below = int((estimates > 0).sum()), int((estimates < 0).sum())
    names = " less ".join(view.by_text.names.get(name, name) for name in panel[["a", "b"]].iloc[0])
    return (
        f"{names}, {panel['measure'].iloc[0]}: {signed(said.iloc[0]) if len(said) else 'none'}, "
        f"{counted(len(panel), 'specification')} from {signed(estimates.min())} to {signed(estimates.max())} "
        f"({above} above 0, {below} below)"
    )


def signed(number: float) -> str:
    """A difference with its sign.

    >>> signed(-0.254), signed(0.1)
    ('−0.25', '+0.10')
    """
    return f"{number:+.2f}".replace("-", "−")


def alt(view: View, data: pd.DataFrame) -> str:
    return (
        "Specification curves, a column a comparison and a row of panels a measure, each above a matrix of the choices "
        f"made. {ranges(view, data) or NOTHING}."
    )
