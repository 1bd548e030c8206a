"""Intervals: an estimate a row, its interval as a line, its count beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from framing.plots.style import GREY, INK, PALE, SMALL, plain_axis
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def estimate_rows(
    data: pd.DataFrame,
    *,
    ax: Axes,
    row: str,
    order: Sequence[str],
    labels: Mapping[str, str],
    looks: Mapping[str, tuple[str, str]],
    count: str = "count",
    hue: str | None = None,
    hue_order: Sequence[str] = (),
) -> Axes:
    """Estimates with intervals, one row a category; an empty estimate is written as such and not drawn.

    Parameters
    ----------
    data
        columns `row`, estimate, low, high and `count` (the text at the right margin, "4 of 18").
    order, labels, looks
        categories from top to bottom, what they are called, their colour and marker.
    hue, hue_order
        a second column whose values stand below each other within a row, in lightening order of `hue_order`.
    """
    values = list(hue_order) if hue else [""]
    step = 0.8 / max(len(values), 1)
    for place, category in enumerate(order):
        colour, marker = looks[category]
        ax.axhline(place, color=PALE, linewidth=0.5, zorder=0) if not hue else None
        for number, value in enumerate(values):
            of_category = data[(data[row] == category) & ((data[hue] == value) if hue else True)]
            y = place + (number - (len(values) - 1) / 2) * step
            for found in rows(of_category):
                shown = getattr(found, count)
                ax.text(
                    1.04,
                    y,
                    shown,
                    transform=ax.get_yaxis_transform(),
                    ha="left",
                    va="center",
                    fontsize=SMALL,
                    color=INK,
                )
                if pd.isna(found.estimate):
                    ax.text(
                        0.02,
                        y,
                        "no slot",
                        transform=ax.get_yaxis_transform(),
                        ha="left",
                        va="center",
                        fontsize=SMALL,
                        color=GREY,
                        style="italic",
                    )
                    continue
                ax.plot([found.low, found.high], [y, y], color=colour, linewidth=1.4, solid_capstyle="butt", zorder=2)
                face = colour if number == 0 else "white"
                ax.plot(
                    [found.estimate],
                    [y],
                    marker=marker,
                    color=colour,
                    markerfacecolor=face,
                    markersize=4.5,
                    linestyle="none",
                    zorder=3,
                    clip_on=False,
                )
    ax.set_yticks(range(len(order)), [labels[category] for category in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.set(xlabel="", ylabel="")
    plain_axis(ax)
    return ax
