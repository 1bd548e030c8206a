"""Squares: a measure between 0 and 1 for each row and column, its value and counts printed in the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Rectangle

from framing.plots.style import GREY, INK, LARGE, PALE, SMALL, axes_of
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = LinearSegmentedColormap.from_list("squares", ["#E08214", "#FFFFFF", "#5BA3CF"])
RANGE = Normalize(0, 1)
SLANT = 40
GAP = 0.03


def square_matrix(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    order: Sequence[str],
    row_labels: Mapping[str, str],
    column_labels: Mapping[str, str],
) -> Axes:
    """A square a row of the data, blue above a half and orange below; without an estimate its count alone.

    Parameters
    ----------
    data
        columns row, column, estimate, low, high, count: what stands in the cell, from top to bottom.
    order, row_labels, column_labels
        categories from top to bottom and from left to right, and their names; cells of a category with itself have a
        frame.
    """
    ax = axes_of(ax)
    places = {name: place for place, name in enumerate(order)}
    for cell in rows(data):
        draw_square(cell, places[cell.column], places[cell.row], ax)
    ax.set_xlim(-0.5, len(order) - 0.5)
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_xticks(
        range(len(order)),
        [column_labels[name] for name in order],
        rotation=SLANT,
        rotation_mode="anchor",
        ha="right",
    )
    ax.set_yticks(range(len(order)), [row_labels[name] for name in order])
    ax.tick_params(length=0, labelcolor=INK)
    ax.spines[["left", "bottom"]].set_visible(False)
    return ax


def draw_square(cell: Any, x: int, y: int, ax: Axes) -> None:
    """One cell: shade, estimate, count, and a frame on the diagonal."""
    empty, own = pd.isna(cell.estimate), x == y
    ax.add_patch(
        Rectangle(
            (x - 0.5 + GAP, y - 0.5 + GAP),
            1 - 2 * GAP,
            1 - 2 * GAP,
            facecolor="white" if empty else SHADES(RANGE(cell.estimate)),
            edgecolor=INK if own else PALE,
            linewidth=1.2 if own else 0.4,
            zorder=2 if own else 1,
        )
    )
    if empty:
        ax.text(x, y, cell.count, ha="center", va="center", fontsize=SMALL, color=GREY, style="italic", zorder=3)
        return
    interval = "" if pd.isna(cell.low) else f"{short(cell.low)}–{short(cell.high)}"
    for below, shown, size in (
        (-0.27, f"{cell.estimate:.2f}", LARGE),
        (0.02, interval, SMALL),
        (0.29, cell.count, SMALL),
    ):
        ax.text(x, y + below, shown, ha="center", va="center", fontsize=size, color=INK, zorder=3)


def short(share: float) -> str:
    """A share without its nought, where a cell is narrow.

    >>> short(0.414), short(1.0)
    ('.41', '1.00')
    """
    return f"{share:.2f}".removeprefix("0")
