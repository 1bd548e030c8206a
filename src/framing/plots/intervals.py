"""Intervals: an estimate a row, its interval as a line, its count beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.lines import Line2D

from framing.plots.style import GREY, INK, PALE, SMALL, Look, axes_of, plain_axis
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE, MUTED_SIZE = 4.8, 3.4


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
    colour, size, width = (GREY, MUTED_SIZE, 0.6) if found.muted else (look.colour, SIZE, 1.4)
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
            markersize=SIZE,
            linewidth=1.4,
            label=names[value],
        )
        for value, look in looks.items()
    ]
