"""Coefficients: what each feature weighs in a model, and how far that differs over folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from framing.plots.style import GREY, PALE, Look, axes_of, plain_axis
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE, MUTED_SIZE = 4.8, 3.8


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
    colour, size, width = (GREY, MUTED_SIZE, 0.7) if muted else (look.colour, SIZE, 1.4)
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
