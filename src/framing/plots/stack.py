"""Stack: how many sentences of each strength, as parts of a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from framing.plots.style import GREY, INK, SMALL, STRENGTHS, plain_axis
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = ("none", "mild", "clear", "strong")
LEAST_FOR_NUMBER = 0.055


def strength_stack(
    data: pd.DataFrame, *, ax: Axes, order: Sequence[str], labels: Mapping[str, str], coders: Sequence[str]
) -> Axes:
    """One bar a text and coder: shares of sentences coded 0 to 3, counts inside, loaded ones counted beside.

    Parameters
    ----------
    data
        columns row, coder, n_sentences, n_loaded, strength_0 … strength_3.
    order, labels, coders
        rows of the study from top to bottom, their names, and the coders within each.
    """
    height = 0.8 / len(coders)
    for place, article in enumerate(order):
        for number, coder in enumerate(coders):
            y = place + (number - (len(coders) - 1) / 2) * height
            for row in rows(data[(data["row"] == article) & (data["coder"] == coder)]):
                left = 0.0
                for strength in (3, 2, 1, 0):
                    n = getattr(row, f"strength_{strength}")
                    width = n / row.n_sentences
                    ax.barh(y, width, height * 0.9, left=left, color=STRENGTHS[strength], edgecolor=GREY, linewidth=0.3)
                    if width >= LEAST_FOR_NUMBER:
                        ax.text(
                            left + width / 2,
                            y,
                            str(n),
                            ha="center",
                            va="center",
                            fontsize=SMALL - 0.5,
                            color="white" if strength == 3 else INK,
                        )
                    left += width
                ax.text(
                    1.02,
                    y,
                    f"{coder}: {row.n_loaded} of {row.n_sentences}",
                    ha="left",
                    va="center",
                    fontsize=SMALL,
                    color=INK,
                    transform=ax.get_yaxis_transform(),
                )
    ax.set_yticks(range(len(order)), [labels[article] for article in order])
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    plain_axis(ax)
    return ax
