"""Curve: the same difference under every specification, sorted, above a matrix that says which choices each makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from framing.plotting.theme import GREY, INK, PALE, SMALL, Look, axes_of
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ZERO, BAND = "#B5B5B5", "#EFEFEF"
MARKERS = {"range": "s", "few": "x", "other": "o"}
DOT, HEADLINE, MARK = 2.6, 5.0, 2.4
STRIPE = 0.9  # of the height of a row
LINE: dict[str, Any] = {"color": GREY, "linewidth": 0.7, "solid_capstyle": "butt"}
SPREAD: dict[str, Any] = {"color": GREY, "linewidth": 0.9, "linestyle": (0, (1.5, 1.0))}


def sorted_estimates(data: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Estimates from least to greatest with their intervals.

    Parameters
    ----------
    data
        in order: place, estimate, low, high (empty: a hollow marker), kind: `headline` (a diamond), `range` (dotted, no
        interval of confidence), `few` (a cross: under five cases on a side) or `other`.
    """
    ax = axes_of(ax)
    ax.axhline(0, color=ZERO, linewidth=0.6, zorder=1)
    for found in rows(data):
        draw_estimate(found, ax)
    ax.set_xlim(-1, len(data))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    return ax


def draw_estimate(found: Any, ax: Axes) -> None:
    """One estimate; the headline stands on a band that runs down into the matrix."""
    is_headline = found.kind == "headline"
    if is_headline:
        ax.axvspan(found.place - 0.5, found.place + 0.5, color=BAND, linewidth=0, zorder=0)
    line = SPREAD if found.kind == "range" else {**LINE, **({"color": INK, "linewidth": 1.3} if is_headline else {})}
    ax.plot([found.place] * 2, [found.low, found.high], zorder=2, **line)
    colour = INK if is_headline else GREY
    ax.plot(
        [found.place],
        [found.estimate],
        marker="D" if is_headline else MARKERS[found.kind],
        markersize=HEADLINE if is_headline else DOT,
        markeredgecolor=colour,
        markerfacecolor="white" if pd.isna(found.low) else colour,
        markeredgewidth=0.6,
        linestyle="none",
        zorder=4 if is_headline else 3,
        clip_on=False,
    )


def choice_matrix(
    data: pd.DataFrame, *, ax: Axes | None = None, order: Sequence[str], labels: Mapping[str, str]
) -> Axes:
    """A mark where a specification makes a choice otherwise than the headline.

    Parameters
    ----------
    data
        in order: place, kind, and levels: the choices that differ, as a tuple of words in `order`.
    order, labels
        choices from top to bottom and what they are called.
    """
    ax = axes_of(ax)
    for place in range(0, len(order), 2):
        ax.axhspan(place - STRIPE / 2, place + STRIPE / 2, color=PALE, alpha=0.35, linewidth=0, zorder=0)
    for found in rows(data):
        if found.kind == "headline":
            ax.axvspan(found.place - 0.5, found.place + 0.5, color=BAND, linewidth=0, zorder=0)
        places = [order.index(level) for level in found.levels]
        ax.plot([found.place] * len(places), places, "|", color=INK, markersize=MARK * 1.8, markeredgewidth=1.0)
    ax.set_xlim(-1, max(len(data), 1))
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_yticks(range(len(order)), [labels[level] for level in order], fontsize=SMALL)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0, pad=3)
    ax.spines[["left", "bottom"]].set_visible(False)
    return ax


def curve_key() -> list[Line2D]:
    """What is drawn, for a legend."""
    dot: dict[str, Any] = {"marker": "o", "markersize": DOT + 1, "markeredgewidth": 0.6}
    return [
        Line2D([], [], marker="D", markersize=HEADLINE, color=INK, linewidth=1.3, label="headline"),
        Line2D([], [], label="another specification", **dot, **LINE),
        Line2D([], [], color=GREY, markerfacecolor="white", linestyle="none", label="hollow: no interval", **dot),
        Line2D(
            [], [], label="cross: under five cases on a side", linestyle="none", color=GREY, **{**dot, "marker": "x"}
        ),
        Line2D([], [], marker="s", markersize=DOT + 1, label="half-lexicons", **SPREAD),
    ]


SIZE = 3.6


def growth_lines(
    data: pd.DataFrame, *, ax: Axes | None = None, looks: Mapping[float, Look], wanted: float, least: int
) -> Axes:
    """Power against articles an outlet.

    Parameters
    ----------
    data
        columns articles, power, error, difference.
    looks
        colour and marker of each difference.
    wanted
        where the dashed line runs.
    least
        the fewest articles with which any small p can be reached: fewer lie in the shade.
    """
    ax = axes_of(ax)
    ax.axvspan(data["articles"].min() * 0.9, least - 0.5, color=PALE, linewidth=0, alpha=0.6, zorder=0)
    ax.axhline(wanted, color=GREY, linewidth=0.7, linestyle=(0, (4, 2)), zorder=1)
    for difference, look in looks.items():
        of_one = data[data["difference"] == difference]
        ax.errorbar(
            of_one["articles"],
            of_one["power"],
            yerr=2 * of_one["error"],
            color=look.colour,
            marker=look.marker,
            markerfacecolor=look.face,
            markersize=SIZE,
            linewidth=1.2,
            elinewidth=0.8,
            zorder=3,
        )
    ax.set_xscale("log")
    ticks = [3, 5, 10, 20, 50]
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlim(data["articles"].min() * 0.9, data["articles"].max() * 1.1)
    ax.set_ylim(-0.03, 1.04)
    return ax


def growth_key(looks: Mapping[float, Look], shade: str) -> list[Line2D]:
    """What each line is, and the shade."""
    lines = [
        Line2D(
            [],
            [],
            color=look.colour,
            marker=look.marker,
            markerfacecolor=look.face,
            markersize=SIZE,
            linewidth=1.2,
            label=f"difference {difference:g}",
        )
        for difference, look in looks.items()
    ]
    dash = Line2D([], [], color=GREY, linewidth=0.7, linestyle=(0, (4, 2)), label="power 0.8")
    return [*lines, dash, Line2D([], [], color=PALE, linewidth=5, markeredgecolor=INK, label=shade)]
