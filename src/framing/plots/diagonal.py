"""Diagonal: what was said beside what was found, bin by bin, with the counts above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from framing.plots.style import GREY, INK, PALE, SMALL, Look, axes_of
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)
SIZE, MUTED_SIZE = 5.0, 3.6
ABOVE = 1.03


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
    colour, size, width = (GREY, MUTED_SIZE, 0.6) if found.muted else (look.colour, SIZE, 1.2)
    middle = (found.bin_from + found.bin_to) / 2
    ax.text(middle, ABOVE, found.count, ha="center", va="bottom", fontsize=SMALL, color=GREY if empty else INK)
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
