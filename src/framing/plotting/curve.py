"""Draw curves: a difference under all specifications, power by number of articles, and rates over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.ticker import NullLocator

from framing.plotting.theme import (
    GREY,
    INK,
    PALE,
    SMALL,
    axes_of,
    colours_of,
    legend_above,
    levels_of,
    markers,
    no_rows,
    require_columns,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from framing.plotting.theme import Palette

KINDS = {"headline": "D", "another specification": "o", "fewer than five cases on a side": "^", "half-lexicons": "s"}
KIND_COLOURS = {kind: INK if kind == "headline" else GREY for kind in KINDS}
SIZES = dict(zip(KINDS, (28, 9, 18, 11), strict=True))
LEAST_CASES = 5
MOST_TICKS = 8


def kind_of(choice: str, n_a: float, n_b: float) -> str:
    """Return how a specification is drawn.

    >>> kind_of("headline", 18, 11), kind_of("voice", 18, 4)
    ('headline', 'fewer than five cases on a side')
    """
    headline, other, few, half = KINDS
    return {"headline": headline, "half lexicon": half}.get(choice, few if min(n_a, n_b) < LEAST_CASES else other)


def specification_curve(
    data: pd.DataFrame,
    *,
    y: str = "estimate",
    low: str = "low",
    high: str = "high",
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw a difference under every specification, from the smallest to the largest, with intervals.

    Parameters
    ----------
    data : DataFrame
        The table of specifications (results/specifications.csv) for one comparison and measure: choice, estimate, low,
        high, n_a, n_b.
    y, low, high : str
        Columns of the estimate and the ends of its interval. An estimate without an interval is hollow.
    legend : bool, default True
        Whether the kinds of specification have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Notes
    -----
    After Simonsohn, Simmons & Nelson (2020), Specification curve analysis, Nature Human Behaviour 4, 1208-1214. All
    specifications share their texts: the curve describes choices and is not a test.

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/specifications.csv")
    >>> table = table[(table["b"] == "tsf") & (table["measure"] == "naming rate")]
    >>> fr.plotting.specification_curve(table, ax=Figure().subplots()).get_ylabel()
    'difference'
    """
    ax = axes_of(ax)
    require_columns(data, y, low, high, "choice", "n_a", "n_b")
    data = data[data[y].notna()].sort_values(y, kind="stable").reset_index(drop=True)
    if data.empty:
        return no_rows(ax)
    kinds = [kind_of(*row) for row in zip(data["choice"], data["n_a"], data["n_b"], strict=True)]
    data = data.assign(kind=kinds, place=np.arange(len(data)) + 0.5)
    drawn = data[data[low].notna()]
    headline, half = (drawn["kind"] == kind for kind in ("headline", "half-lexicons"))
    ax.vlines(
        drawn["place"],
        drawn[low],
        drawn[high],
        colors=list(drawn["kind"].map(KIND_COLOURS)),
        linewidths=np.where(headline, 1.3, 0.7),
        zorder=2,
    ).set_linestyle(["dotted" if dotted else "solid" for dotted in half])
    ax.axhline(0, color=GREY, linewidth=0.6, zorder=1)
    sns.scatterplot(
        data,
        x="place",
        y=y,
        hue="kind",
        hue_order=list(KINDS),
        palette=KIND_COLOURS,
        style="kind",
        style_order=list(KINDS),
        markers=KINDS,
        s=12,
        linewidth=0.5,
        legend="full" if legend else False,
        zorder=3,
        ax=ax,
    )
    dots = ax.collections[-1]
    faces = data["kind"].map(KIND_COLOURS).mask(data[low].isna(), "white")
    dots.set(
        clip_on=False,
        sizes=data["kind"].map(SIZES),
        facecolor=list(faces),
        edgecolor=list(data["kind"].map(KIND_COLOURS)),
    )
    ax.set(xlim=(0, len(data)), xticks=[], xlabel="", ylabel="difference")
    sns.despine(ax=ax, bottom=True)
    legend_above(ax)
    return ax


def power_curve(
    data: pd.DataFrame,
    *,
    x: str = "articles",
    y: str = "power",
    hue: str = "difference",
    enough: float = 0.8,
    hue_order: list[Any] | None = None,
    palette: Palette = None,
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the power to find a difference of naming rates against the number of articles per outlet.

    Parameters
    ----------
    data : DataFrame
        The table of power (results/power.csv) for one correlation within articles: articles, power, difference and, if
        known, smallest_reachable_p: designs that cannot reach p ≤ 0.05 are shaded.
    x, y, hue : str
        Columns of the number of articles (log scale), of the power and of colour and marker.
    enough : float, default 0.8
        Height of the dashed line.
    hue_order, palette : optional
        Levels of `hue` and their colours, as in seaborn.
    legend : bool, default True
        Whether the lines have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/power.csv").query("correlation == 0.1 and slots > 3")
    >>> fr.plotting.power_curve(table, ax=Figure().subplots()).get_xlabel()
    'articles per outlet'
    """
    ax = axes_of(ax)
    require_columns(data, x, y, hue)
    if data.empty:
        return no_rows(ax)
    levels = levels_of(data[hue].sort_values(), hue_order)
    first, last = float(data[x].min()), float(data[x].max())
    if "smallest_reachable_p" in data and (within := data["smallest_reachable_p"] <= 0.05).any():
        ax.axvspan(first * 0.9, data.loc[within, x].min() - 0.5, color=PALE, linewidth=0, alpha=0.6, zorder=0)
    ax.axhline(enough, color=GREY, linewidth=0.7, linestyle="--", zorder=1)
    sns.lineplot(
        data,
        x=x,
        y=y,
        hue=hue,
        hue_order=levels,
        palette=colours_of(levels, palette),
        style=hue,
        style_order=levels,
        markers=markers(levels),
        dashes=False,
        errorbar=None,
        linewidth=1.2,
        markersize=4,
        markeredgewidth=0,
        legend="full" if legend else False,
        ax=ax,
    )
    ticks = [tick for tick in (3, 5, 10, 20, 50, 100, 200) if first <= tick <= last]
    ax.set_xscale("log")
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set(xlim=(first * 0.9, last * 1.1), ylim=(-0.03, 1.04), xlabel="articles per outlet", ylabel="power")
    if found := ax.get_legend():
        for text in found.get_texts():
            text.set_text(f"{hue} {text.get_text()}")
    legend_above(ax, ncols=3)
    return ax


def over_time(
    data: pd.DataFrame,
    *,
    x: str = "period",
    y: str = "estimate",
    event: str = "",
    colour: str = INK,
    ax: Axes | None = None,
) -> Axes:
    """Draw rates by period as dots with their intervals, joined by a line; the number of slots is below each dot.

    Parameters
    ----------
    data : DataFrame
        Rates of one target over all outlets (results/rates_by_period.csv, outlet ALL): period, estimate, low, high,
        n_loaded, n_slots.
    x, y : str
        Columns of the period (ISO 8601) and of the rate.
    event : str, default ""
        Date of an event, drawn as a dashed line.
    colour : str
        Colour of dots and lines.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr
    >>> from matplotlib.figure import Figure
    >>> study = fr.demo()
    >>> rates = fr.rates_by_period(study.occurrences, study.articles, ["tresk"])
    >>> fr.plotting.over_time(rates, ax=Figure().subplots()).get_ylabel()
    'naming rate'
    """
    ax = axes_of(ax)
    require_columns(data, x, y, "low", "high", "n_slots")
    if data.empty:
        return no_rows(ax)
    periods = sorted(set(data[x]))
    place = data[x].map({period: number for number, period in enumerate(periods)})
    points = data.assign(place=place.astype("float64")).sort_values("place")
    thin = points["n_slots"] < LEAST_CASES
    colours = pd.Series(colour, points.index, dtype="object").mask(thin, GREY)
    sns.lineplot(points, x="place", y=y, color=PALE, linewidth=1, errorbar=None, zorder=1, ax=ax)
    some = points[points["low"].notna()]
    ax.vlines(some["place"], some["low"], some["high"], colors=list(colours[some.index]), linewidths=1.2, zorder=2)
    sns.scatterplot(points, x="place", y=y, color=colour, s=22, linewidth=0, legend=False, zorder=3, ax=ax)
    ax.collections[-1].set(facecolor=list(colours[points[y].notna()]), clip_on=False)
    if event:
        after = sum(period < event[: len(period)] for period in periods) - 0.5 + _within(event, len(periods[0]))
        ax.axvline(after, color=GREY, linewidth=0.8, linestyle="--", zorder=0)
        ax.annotate(event, (after, 1), (3, -1), ax.get_xaxis_transform(), "offset points", va="top", fontsize=SMALL)
    step = -(-len(periods) // MOST_TICKS)
    slots = points.set_index(x)["n_slots"]
    of_days = len(periods[0]) == len("2024-05-01")
    names = [one[len("2024-") :] if of_days else one for one in periods[::step]]
    shown = [f"{name}\n{slots.get(one, 0)}" for name, one in zip(names, periods[::step], strict=True)]
    ax.set_xticks(range(0, len(periods), step), shown)
    years = " to ".join(dict.fromkeys((periods[0][:4], periods[-1][:4]))) if of_days else ""
    ax.set(xlim=(-0.5, len(periods) - 0.5), ylim=(0, None), xlabel=years, ylabel="naming rate")
    if event:
        ax.set_ylim(0, 1.12 * ax.get_ylim()[1])  # room for the date
    return ax


def _within(event: str, characters: int) -> float:
    """Return the share of a year or month that is over at a date; 0 for a day.

    >>> round(_within("2013-04-02", 4), 2), round(_within("2013-04-16", 7), 2), _within("2013-04-16", 10)
    (0.25, 0.5, 0)
    """
    when = pd.Timestamp(event)
    return {4: (when.day_of_year - 1) / 365, 7: (when.day - 1) / when.days_in_month}.get(characters, 0)
