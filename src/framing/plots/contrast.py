"""Contrast: what a loaded word does to each classifier, beside what it has to be measured on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch

from framing.plots.style import GREY, INK, SMALL, Look, axes_of, plain_axis
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE, MUTED_SIZE = 5.2, 4.2
BAND, DEALT, ZERO = "#E9E9E9", "#9A9A9A", "#B5B5B5"
BELOW, ABOVE = 0.32, -0.2  # of a row: where the thin bar runs, and where the small arrow points
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
        ax.plot([found.term_blind], [y + ABOVE], marker=ARROW, markersize=BLIND_SIZE, color=INK, linewidth=0, zorder=5)


def draw_contrast(found: Any, y: int, look: Look, ax: Axes) -> None:
    """The contrast and its interval; hollow where it is not beyond the band of its placebos."""
    colour, size, width = (GREY, MUTED_SIZE, 0.7) if found.muted else (look.colour, SIZE, 1.4)
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
    line: dict[str, Any] = {"color": INK, "linewidth": 1.4, "marker": "o", "markersize": SIZE, "markeredgewidth": 0.9}
    blind = Line2D([], [], color=INK, marker=ARROW, markersize=BLIND_SIZE + 1, linewidth=0, label="term-blind contrast")
    return [
        Line2D([], [], label="contrast beyond its placebo", **line),
        Line2D([], [], label="not beyond it", markerfacecolor="white", **line),
        Patch(facecolor=BAND, label="placebo size"),
        Line2D([], [], color=DEALT, linewidth=2.2, solid_capstyle="butt", label="dealt outlets"),
        *[blind] * term_blind,
    ]
