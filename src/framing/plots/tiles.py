"""Tiles: how often each text takes each term, counts printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap, Normalize

from framing.plots.style import GREY, INK, LOADED, NORMAL, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOADED_TILES = LinearSegmentedColormap.from_list("loaded", ["#FFFFFF", "#F4A582", LOADED])
NEUTRAL_TILES = LinearSegmentedColormap.from_list("neutral", ["#FFFFFF", "#C8C8C8", "#7A7A7A"])
DARK = 0.75


def term_tiles(data: pd.DataFrame, *, ax: Axes, order: Sequence[str], labels: dict[str, str], largest: int) -> Axes:
    """Terms in rows, texts in columns; colour by count, red for loaded terms and grey for neutral ones.

    Parameters
    ----------
    data
        columns label, form, row, own (slots in the outlet's voice), quoted (slots inside quotation marks); rows
        of one label stand together, in the order wanted.
    order
        rows of the study, left to right.
    labels
        what stands under the column of each.
    largest
        count of the darkest tile: the same for all panels.
    """
    rows = list(dict.fromkeys(data["label"]))
    forms = data.drop_duplicates("label").set_index("label")["form"]
    own = data.pivot(index="label", columns="row", values="own").reindex(index=rows, columns=list(order)).fillna(0)
    quoted = (
        data.pivot(index="label", columns="row", values="quoted").reindex(index=rows, columns=list(order)).fillna(0)
    )
    norm = Normalize(0, largest**0.5)
    for form, cmap in (("neutral", NEUTRAL_TILES), ("loaded", LOADED_TILES)):
        shades = own.astype("float64") ** 0.5
        shades.loc[[row for row in rows if forms[row] != form]] = float("nan")
        sns.heatmap(
            shades,
            ax=ax,
            cmap=cmap,
            norm=norm,
            cbar=False,
            linewidths=1.2,
            linecolor="white",
            xticklabels=False,
            yticklabels=False,
        )
    for y, row in enumerate(rows):
        for x, article in enumerate(order):
            n, m = int(own.loc[row, article]), int(quoted.loc[row, article])
            shown = f"{n} +{m}" if m else str(n)
            colour = "white" if n**0.5 > DARK * largest**0.5 else INK if n or m else "#B0B0B0"
            ax.text(x + 0.5, y + 0.5, shown, ha="center", va="center", fontsize=SMALL, color=colour)
    ax.set_yticks([place + 0.5 for place in range(len(rows))], rows, fontsize=NORMAL, rotation=0)
    for label, row in zip(ax.get_yticklabels(), rows, strict=True):
        if forms[row] == "loaded":
            label.set(color=LOADED, fontweight="bold")
    ax.set_xticks([place + 0.5 for place in range(len(order))], [labels[article] for article in order], fontsize=SMALL)
    ax.tick_params(length=0, colors=GREY, labelcolor=INK)
    for label, row in zip(ax.get_yticklabels(), rows, strict=True):
        label.set_color(LOADED if forms[row] == "loaded" else INK)
    ax.set(xlabel="", ylabel="")
    return ax
