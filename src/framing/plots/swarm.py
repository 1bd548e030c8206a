"""Swarm: the scores of each text's sentences, from its first at the top of the row to its last at the bottom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from framing.plots.groups import Groups, label_rows, row_places
from framing.plots.style import GREY, INK, PALE, axes_of
from framing.plots.style import LOADED as RED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROBABILITIES = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
LOADED, DIFFER, NEUTRAL, NEITHER = "coded as loaded", "coders differ", "coded as not loaded", "not coded"
DEPTH = 0.78  # of a row
MARKS: dict[str, dict[str, Any]] = {
    LOADED: {"marker": "D", "markersize": 3.6, "markerfacecolor": RED, "markeredgecolor": "white"},
    DIFFER: {"marker": "^", "markersize": 4.2, "markerfacecolor": "white", "markeredgecolor": RED},
    NEUTRAL: {"marker": "o", "markersize": 3.0, "markerfacecolor": "white", "markeredgecolor": GREY},
    NEITHER: {"marker": ".", "markersize": 3.0, "markerfacecolor": GREY, "markeredgecolor": GREY},
}


def score_swarm(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    groups: Groups,
    labels: Mapping[str, str],
    limits: tuple[float, float],
) -> Axes:
    """One row a text, one mark a sentence, on a scale of log-odds that is labelled with probabilities.

    Parameters
    ----------
    data
        columns row, log_odds, place (0 to 1, in the order of the text) and code (of `MARKS`).
    groups, labels
        rows by heading from top to bottom, and their names.
    limits
        log-odds at which the axis begins and ends.
    """
    ax = axes_of(ax)
    ax.axvline(0, color=GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=1)
    lines = row_places(groups)
    ax.hlines([line - 0.5 for line in lines.values() if line], *limits, color=PALE, linewidth=0.5, zorder=0)
    heights = data["row"].map(lines) + (data["place"] - 0.5) * DEPTH
    for code in reversed(MARKS):
        chosen = data["code"] == code
        if chosen.any():
            ax.plot(data.loc[chosen, "log_odds"], heights[chosen], zorder=3, clip_on=False, **look(code))
    label_rows(ax, groups, labels)
    shown = [p for p in PROBABILITIES if limits[0] <= log_odds(p) <= limits[1]]
    ax.set_xlim(*limits)
    ax.set_xticks([log_odds(p) for p in shown], [f"{p:g}" for p in shown])
    ax.tick_params(axis="x", colors=GREY, labelcolor=INK)
    return ax


def look(code: str) -> dict[str, Any]:
    """How a sentence is marked by what coders said of it."""
    return {"linestyle": "none", "markeredgewidth": 0.4 if code == LOADED else 0.7, **MARKS[code]}


def log_odds(probability: float) -> float:
    """Where a probability stands on the scale.

    >>> log_odds(0.5)
    0.0
    """
    return float(np.log(probability / (1 - probability)))


def swarm_key(codes: pd.Series[str]) -> list[Line2D]:
    """What the marks that are drawn stand for, for a legend."""
    return [Line2D([], [], label=code, **look(code)) for code in MARKS if (codes == code).any()]
