"""Intervals: an estimate a row, its interval as a line, its count beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch

from framing.plotting.theme import GREY, INK, PALE, SMALL, Look, axes_of, plain_axis
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INTERVALS_SIZE, INTERVALS_MUTED_SIZE = 4.8, 3.4


def estimate_rows(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    row: str,
    order: Sequence[str],
    labels: Mapping[str, str],
    looks: Mapping[str, Look],
    limit: float = 1.0,
    within: str = "",
) -> Axes:
    """Estimates with intervals, one row a category; of an empty estimate only the text at the margin is shown.

    Parameters
    ----------
    data
        columns `row`, estimate, low, high, count (the text at the right margin, "4 of 18") and muted (thin and grey:
        the row rests on few cases; its interval may run past the axis and then ends in an arrow).
    order, labels, limit
        categories from top to bottom, what they are called, and where the axis ends.
    looks
        colour and marker of each category, or of each value of `within`.
    within
        a second column, whose values stand below each other in each row, in the order of `looks`.
    """
    ax = axes_of(ax)
    step = 0.8 / len(looks)
    for found in rows(data):
        category = getattr(found, row)
        value = getattr(found, within) if within else category
        below = (list(looks).index(value) - (len(looks) - 1) / 2) * step if within else 0.0
        draw_estimate(found, order.index(category) + below, looks[value], limit, ax)
    if not within:
        has_estimate = set(data.loc[data["estimate"].notna(), row])
        places = [place for place, category in enumerate(order) if category in has_estimate]
        ax.hlines(places, 0, limit, color=PALE, linewidth=0.5, zorder=0)
    ax.set_yticks(range(len(order)), [labels[category] for category in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    step = 0.5 if limit == 1 else 0.25
    ticks = [number * step for number in range(round(limit / step) + 1)]
    ax.set_xlim(0, limit)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set(xlabel="", ylabel="")
    plain_axis(ax)
    return ax


def draw_estimate(found: Any, y: float, look: Look, limit: float, ax: Axes) -> None:
    """One estimate with its interval and its count."""
    empty = pd.isna(found.estimate)
    ax.text(
        1.06,
        y,
        found.count,
        transform=ax.get_yaxis_transform(),
        va="center_baseline",
        fontsize=SMALL,
        color=GREY if empty or found.muted else INK,
        style="italic" if empty else "normal",
    )
    if empty:
        return
    colour, size, width = (GREY, INTERVALS_MUTED_SIZE, 0.6) if found.muted else (look.colour, INTERVALS_SIZE, 1.4)
    ax.plot([found.low, found.high], [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    if found.high > limit:
        ax.scatter([limit], [y], marker=">", s=8, color=colour, linewidths=0, clip_on=False, zorder=2)
    ax.plot(
        [found.estimate],
        [y],
        marker=look.marker,
        color=colour,
        markerfacecolor=look.face if look.face == "white" or not found.muted else colour,
        markersize=size,
        linestyle="none",
        zorder=3,
        clip_on=False,
    )


def look_key(looks: Mapping[str, Look], names: Mapping[str, str]) -> list[Line2D]:
    """What each marker stands for, for a legend."""
    return [
        Line2D(
            [],
            [],
            marker=look.marker,
            color=look.colour,
            markerfacecolor=look.face,
            markersize=INTERVALS_SIZE,
            linewidth=1.4,
            label=names[value],
        )
        for value, look in looks.items()
    ]


CONTRAST_SIZE, CONTRAST_MUTED_SIZE = 5.2, 4.2
BAND, DEALT, ZERO = "#E9E9E9", "#9A9A9A", "#B5B5B5"
BELOW, CONTRAST_ABOVE = 0.32, -0.2  # of a row: where the thin bar runs, and where the small arrow points
BLIND_SIZE = 3.6
ARROW = MarkerStyle(7)  # its tip is the place: caretdown


def contrast_rows(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    order: Sequence[str],
    labels: Mapping[str, str],
    looks: Mapping[str, Look],
) -> Axes:
    """A row a classifier: contrast with its interval, on the band of its placebos, above the bar of dealt outlets.

    Parameters
    ----------
    data
        columns row, contrast, low, high, placebo, term_blind, dealt_low, dealt_high (all may be empty), beyond_placebo
        (filled, else hollow) and muted (thin and grey).
    order, labels, looks
        classifiers from top to bottom, their names, colours and markers.
    """
    ax = axes_of(ax)
    ax.use_sticky_edges = False  # a band that ends with the axis would look cut off
    ax.axvline(0, color=ZERO, linewidth=0.6, zorder=1)
    for found in rows(data):
        y = order.index(found.row)
        draw_yardsticks(found, y, ax)
        draw_contrast(found, y, looks[found.row], ax)
    ax.set_yticks(range(len(order)), [labels[row] for row in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    plain_axis(ax)
    return ax


def draw_yardsticks(found: Any, y: int, ax: Axes) -> None:
    """The band of placebos about zero, the range of dealt outlets, the contrast where the word is not known."""
    if pd.notna(found.placebo):
        ax.barh(y, 2 * found.placebo, 0.9, left=-found.placebo, color=BAND, linewidth=0, zorder=0)
    if pd.notna(found.dealt_low):
        ends = [found.dealt_low, found.dealt_high]
        ax.plot(ends, [y + BELOW] * 2, color=DEALT, linewidth=2.2, solid_capstyle="butt", zorder=2)
    if pd.notna(found.term_blind):
        ax.plot(
            [found.term_blind],
            [y + CONTRAST_ABOVE],
            marker=ARROW,
            markersize=BLIND_SIZE,
            color=INK,
            linewidth=0,
            zorder=5,
        )


def draw_contrast(found: Any, y: int, look: Look, ax: Axes) -> None:
    """The contrast and its interval; hollow where it is not beyond the band of its placebos."""
    colour, size, width = (GREY, CONTRAST_MUTED_SIZE, 0.7) if found.muted else (look.colour, CONTRAST_SIZE, 1.4)
    ax.plot([found.low, found.high], [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=3)
    ax.plot(
        [found.contrast],
        [y],
        marker=look.marker,
        markersize=size,
        markeredgecolor=colour,
        markerfacecolor=colour if found.beyond_placebo else "white",
        markeredgewidth=0.9,
        linestyle="none",
        zorder=4,
    )


def margin_counts(counts: Mapping[str, str], *, ax: Axes, order: Sequence[str], heading: str) -> None:
    """A column of counts at the right of a panel, under its heading."""
    for row, shown in counts.items():
        place = (1.08, order.index(row))
        ax.text(*place, shown, transform=ax.get_yaxis_transform(), va="center_baseline", fontsize=SMALL, color=INK)
    ax.text(1.08, 1.02, heading, transform=ax.transAxes, va="bottom", fontsize=SMALL, color=GREY)


def contrast_key(*, term_blind: bool) -> list[Line2D | Patch]:
    """What is drawn, for a legend."""
    line: dict[str, Any] = {
        "color": INK,
        "linewidth": 1.4,
        "marker": "o",
        "markersize": CONTRAST_SIZE,
        "markeredgewidth": 0.9,
    }
    blind = Line2D([], [], color=INK, marker=ARROW, markersize=BLIND_SIZE + 1, linewidth=0, label="term-blind contrast")
    return [
        Line2D([], [], label="contrast beyond its placebo", **line),
        Line2D([], [], label="not beyond it", markerfacecolor="white", **line),
        Patch(facecolor=BAND, label="placebo size"),
        Line2D([], [], color=DEALT, linewidth=2.2, solid_capstyle="butt", label="dealt outlets"),
        *[blind] * term_blind,
    ]


COEFFICIENTS_SIZE, COEFFICIENTS_MUTED_SIZE = 4.8, 3.8


def coefficient_rows(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    order: Sequence[str],
    labels: Mapping[str, str],
    look: Look,
    muted: bool,
) -> Axes:
    """A row a feature: the mean as a marker, from the least to the greatest fold a line.

    Parameters
    ----------
    data
        columns feature, coefficient, least, greatest.
    order, labels
        features from top to bottom, and what they are called.
    look, muted
        colour and marker of the model; thin and grey where it rests on too little.
    """
    ax = axes_of(ax)
    colour, size, width = (GREY, COEFFICIENTS_MUTED_SIZE, 0.7) if muted else (look.colour, COEFFICIENTS_SIZE, 1.4)
    ax.axvline(0, color=GREY, linewidth=0.6, zorder=1)
    ax.hlines(range(len(order)), 0, 1, transform=ax.get_yaxis_transform(), color=PALE, linewidth=0.4, zorder=0)
    for found in rows(data):
        y = order.index(found.feature)
        ax.plot([found.least, found.greatest], [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
        ax.plot([found.coefficient], [y], look.marker, color=colour, markersize=size, zorder=3)
    ax.set_yticks(range(len(order)), [labels[feature] for feature in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    plain_axis(ax)
    return ax


TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)
DIAGONAL_SIZE, DIAGONAL_MUTED_SIZE = 5.0, 3.6
DIAGONAL_ABOVE = 1.03


def diagonal_bins(data: pd.DataFrame, *, ax: Axes | None = None, look: Look) -> Axes:
    """A point a bin with its interval, against the line on which both shares are the same.

    Parameters
    ----------
    data
        columns bin_from, bin_to, predicted, estimate, low, high, count (the text above the bin) and muted (few cases:
        thin and grey); an empty bin has its count alone.
    look
        colour and marker of the points.
    """
    ax = axes_of(ax)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=1)
    for found in rows(data):
        ax.axvline(found.bin_to, color=PALE, linewidth=0.5, zorder=0)
        draw_bin(found, look, ax)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1)
    ax.set_xticks(TICKS, [f"{tick:g}" for tick in TICKS])
    ax.set_yticks(TICKS, [f"{tick:g}" for tick in TICKS])
    return ax


def draw_bin(found: Any, look: Look, ax: Axes) -> None:
    """The count above the bin and, unless it is empty, its point and interval."""
    empty = pd.isna(found.estimate)
    colour, size, width = (GREY, DIAGONAL_MUTED_SIZE, 0.6) if found.muted else (look.colour, DIAGONAL_SIZE, 1.2)
    middle = (found.bin_from + found.bin_to) / 2
    ax.text(middle, DIAGONAL_ABOVE, found.count, ha="center", va="bottom", fontsize=SMALL, color=GREY if empty else INK)
    if empty:
        return
    ax.plot([found.predicted] * 2, [found.low, found.high], color=colour, linewidth=width, zorder=2)
    ax.plot(
        [found.predicted],
        [found.estimate],
        marker=look.marker,
        color=colour,
        markerfacecolor=look.face,
        markersize=size,
        clip_on=False,
        zorder=3,
    )
