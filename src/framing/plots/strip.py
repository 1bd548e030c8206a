"""Strip: where in each text its loaded words stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from framing.plots.style import GREY, INK, LOADED, PALE, SMALL, plain_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZES = {"naming": 6.5, "judging": 3.5}
MARKS = {"naming": "D", "judging": "o"}


def position_strip(
    data: pd.DataFrame, *, ax: Axes, order: Sequence[str], labels: Mapping[str, str], counts: Mapping[str, str]
) -> Axes:
    """One line a text, one mark a loaded word: diamonds for names, dots for judging words, hollow where quoted.

    Parameters
    ----------
    data
        columns row, position (0 to 1), mark (naming, judging), voice_of_term (outlet, source).
    order, labels, counts
        rows of the study from top to bottom, their names, and the text at the right margin.
    """
    for place, article in enumerate(order):
        ax.plot([0, 1], [place, place], color=PALE, linewidth=3, solid_capstyle="butt", zorder=0)
        for mark in ("judging", "naming"):
            of_mark = data[(data["row"] == article) & (data["mark"] == mark)]
            offset = -0.16 if mark == "naming" else 0.16
            for voice, face in (("outlet", LOADED if mark == "naming" else INK), ("source", "white")):
                x = of_mark.loc[of_mark["voice_of_term"] == voice, "position"]
                edge = LOADED if mark == "naming" else INK
                if not x.empty:
                    ax.plot(
                        x,
                        [place + offset] * len(x),
                        marker=MARKS[mark],
                        markersize=SIZES[mark],
                        linestyle="none",
                        markerfacecolor=face,
                        markeredgecolor=edge,
                        markeredgewidth=0.8,
                        clip_on=False,
                        zorder=3,
                    )
        ax.text(
            1.03,
            place,
            counts[article],
            transform=ax.get_yaxis_transform(),
            ha="left",
            va="center",
            fontsize=SMALL,
            color=INK,
        )
    ax.set_yticks(range(len(order)), [labels[article] for article in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["first word", "¼", "½", "¾", "last word"])
    ax.tick_params(axis="x", colors=GREY, labelcolor=INK)
    plain_axis(ax)
    return ax
