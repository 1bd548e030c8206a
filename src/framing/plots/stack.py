"""Stack: how many sentences of each strength, as parts of a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Patch

from framing.plots.groups import Groups, label_rows, row_places
from framing.plots.style import GREY, INK, SMALL, STRENGTHS, axes_of
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = ("none", "mild", "clear", "strong")
STRONGEST_FIRST = (3, 2, 1, 0)
LEAST_FOR_DIGIT = 0.02  # share of the bar


def strength_stack(
    data: pd.DataFrame, *, ax: Axes | None = None, groups: Groups, labels: Mapping[str, str], coders: Sequence[str]
) -> Axes:
    """One bar a row and coder: shares of sentences coded 0 to 3, counts inside, loaded ones counted beside.

    Parameters
    ----------
    data
        columns row, coder, n_sentences, n_loaded, strength_0 … strength_3.
    groups, labels, coders
        rows by heading from top to bottom, their names, and the coders within each.
    """
    ax = axes_of(ax)
    height = 0.8 / len(coders)
    places = row_places(groups)
    for bar in rows(data):
        y = places[bar.row] + (coders.index(bar.coder) - (len(coders) - 1) / 2) * height
        draw_bar(bar, y, height * 0.9, ax)
        whose = f"{bar.coder}: " if len(coders) > 1 else ""
        shown = f"{whose}{bar.n_loaded} of {bar.n_sentences}"
        ax.text(1.02, y, shown, transform=ax.get_yaxis_transform(), va="center_baseline", fontsize=SMALL, color=INK)
    label_rows(ax, groups, labels)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    return ax


def draw_bar(bar: Any, y: float, height: float, ax: Axes) -> None:
    """The parts of one bar, each with its count."""
    left = 0.0
    for strength in STRONGEST_FIRST:
        n = getattr(bar, f"strength_{strength}")
        width = n / bar.n_sentences
        ax.barh(y, width, height, left=left, color=STRENGTHS[strength], edgecolor=GREY, linewidth=0.3)
        if n and has_number(n, bar.n_sentences):
            colour = "white" if strength == 3 else INK
            ax.text(left + width / 2, y, str(n), ha="center", va="center_baseline", fontsize=SMALL, color=colour)
        left += width


def has_number(n: int, n_sentences: int) -> bool:
    """Whether a part is wide enough for its count.

    >>> has_number(1, 44), has_number(1, 120)
    (True, False)
    """
    return n / n_sentences >= LEAST_FOR_DIGIT * len(str(n))


def strength_key() -> list[Patch]:
    """The strengths, for a legend."""
    return [
        Patch(facecolor=STRENGTHS[level], edgecolor=GREY, linewidth=0.3, label=f"{level} {NAMES[level]}")
        for level in STRONGEST_FIRST
    ]
