"""Growth: what a design reaches as it grows, a line a size of difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from framing.plots.style import GREY, INK, PALE, Look, axes_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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
