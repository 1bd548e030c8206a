"""Matrix: how much of each row stands in each column, a number and a bar a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Patch, Rectangle

from framing.plots.groups import Groups, label_rows, row_places
from framing.plots.style import GREY, INK, SMALL, axes_of
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FULL, PART = "#4D4D4D", "white"
HATCH = "////////"
WIDTH, THICKNESS, BELOW = 0.82, 0.2, 0.16
SLANT = 40
LENGTHS = -0.85


def twin_matrix(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    groups: Groups,
    labels: Mapping[str, str],
    columns: Sequence[Sequence[str]],
    column_labels: Mapping[str, str],
    lengths: Mapping[str, int],
) -> Axes:
    """A cell a row of the data: its counts, and below them a bar of the shares, full ones solid, part ones hatched.

    Parameters
    ----------
    data
        columns row, column, count (the text of the cell), n_twin, share_full, share_twin.
    groups, labels
        rows by heading from top to bottom, and their names.
    columns, column_labels
        columns from left to right, in sets with a gap between them, and their names.
    lengths
        sentences of each row, in a column before all others.
    """
    ax = axes_of(ax)
    lines, places = row_places(groups), column_places(columns)
    for row, length in lengths.items():
        ax.text(LENGTHS, lines[row], str(length), ha="center", va="center_baseline", fontsize=SMALL, color=INK)
    for cell in rows(data):
        draw_cell(cell, places[cell.column], lines[cell.row], ax)
    label_rows(ax, groups, labels)
    ax.set_xlim(LENGTHS - 0.3, max(places.values(), default=0) + 0.5)
    ax.set_xticks(
        [LENGTHS, *places.values()],
        ["sentences, n", *(column_labels[column] for column in places)],
        rotation=SLANT,
        rotation_mode="anchor",
        ha="right",
    )
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    return ax


def column_places(columns: Sequence[Sequence[str]], gap: float = 0.3) -> dict[str, float]:
    """Where each column stands.

    >>> column_places([["a", "b"], ["c"]], gap=0.5)
    {'a': 0.0, 'b': 1.0, 'c': 2.5}
    """
    places: dict[str, float] = {}
    for number, together in enumerate(columns):
        places |= {name: len(places) + place + number * gap for place, name in enumerate(together)}
    return places


def draw_cell(cell: Any, x: float, y: int, ax: Axes) -> None:
    """The counts and, unless there is no twin, the bar: its frame is all sentences of the row."""
    colour = INK if cell.n_twin else GREY
    ax.text(x, y - 0.16, cell.count, ha="center", va="center_baseline", fontsize=SMALL, color=colour)
    if cell.n_twin:
        left, full = x - WIDTH / 2, cell.share_full * WIDTH
        part = cell.share_twin * WIDTH - full
        draw_bar(left, y, full, ax, facecolor=FULL)
        draw_bar(left + full, y, part, ax, facecolor=PART, edgecolor=FULL, hatch=HATCH)
        ax.add_patch(Rectangle((left, y + BELOW), WIDTH, THICKNESS, fill=False, edgecolor=GREY, linewidth=0.4))


def draw_bar(left: float, y: int, width: float, ax: Axes, **look: Any) -> None:
    """One part of the bar, without a line round it."""
    ax.add_patch(Rectangle((left, y + BELOW), width, THICKNESS, linewidth=0, **look))


def matrix_key() -> list[Patch]:
    """The two kinds of twin and the rest, for a legend."""
    return [
        Patch(facecolor=FULL, edgecolor=GREY, linewidth=0.4, label="full twin"),
        Patch(facecolor=PART, edgecolor=FULL, hatch=HATCH, linewidth=0.4, label="part only"),
        Patch(facecolor="white", edgecolor=GREY, linewidth=0.4, label="no twin"),
    ]
