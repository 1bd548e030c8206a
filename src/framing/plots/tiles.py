"""Tiles: how often each text takes each term, counts printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch

from framing.plots.style import GREY, INK, LOADED, NORMAL, SMALL, axes_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = {
    "loaded": LinearSegmentedColormap.from_list("loaded", ["#FFFFFF", "#F4A582", LOADED]),
    "neutral": LinearSegmentedColormap.from_list("neutral", ["#FFFFFF", "#C8C8C8", "#7A7A7A"]),
}
DARK = {"loaded": 0.75, "neutral": 0.9}  # share of the darkest shade from which white is read better
SLANT = 40


def term_tiles(
    data: pd.DataFrame, *, ax: Axes | None = None, order: Sequence[str], labels: dict[str, str], largest: int
) -> Axes:
    """Terms in rows, texts in columns; colour by count, red for loaded terms and grey for neutral ones.

    Parameters
    ----------
    data
        columns label, form, row, own (slots in the outlet's voice), sources (slots in sources' voice); rows
        of one label stand together, in the order wanted.
    order
        rows of the study, left to right.
    labels
        what stands under the column of each.
    largest
        count of the darkest tile: the same for all panels.
    """
    ax = axes_of(ax)
    forms = data.drop_duplicates("label").set_index("label")["form"]
    own, sources = (
        data.pivot(index="label", columns="row", values=voice)
        .reindex(index=forms.index, columns=list(order))
        .fillna(0)
        .astype("int64")
        for voice in ("own", "sources")
    )
    for form in forms.unique():
        shade_tiles(own.where(forms == form), form, largest, ax)
    for y, term in enumerate(forms.index):
        dark = DARK[forms[term]] ** 2 * largest
        for x, row in enumerate(order):
            print_count(own.loc[term, row], sources.loc[term, row], x=x + 0.5, y=y + 0.5, dark=dark, ax=ax)
    ax.set_xticks(
        [place + 0.5 for place in range(len(order))],
        [labels[row] for row in order],
        fontsize=SMALL,
        rotation=SLANT,
        rotation_mode="anchor",
        ha="right",
    )
    ax.set_yticks([place + 0.5 for place in range(len(forms))], forms.index, fontsize=NORMAL, rotation=0)
    ax.tick_params(length=0, labelcolor=INK)
    for label, form in zip(ax.get_yticklabels(), forms, strict=True):
        label.set(color=LOADED if form == "loaded" else INK, fontweight="bold" if form == "loaded" else "normal")
    ax.set(xlabel="", ylabel="")
    return ax


def shade_tiles(counts: pd.DataFrame, form: str, largest: int, ax: Axes) -> None:
    """The tiles of one form; those of the other are empty."""
    sns.heatmap(
        counts**0.5,
        ax=ax,
        cmap=SHADES[form],
        norm=Normalize(0, largest**0.5),
        cbar=False,
        linewidths=1.2,
        linecolor="white",
        xticklabels=False,
        yticklabels=False,
    )


def print_count(own: int, sources: int, *, x: float, y: float, dark: float, ax: Axes) -> None:
    """The number in a tile: own slots, and sources ones after a plus."""
    colour = "white" if own > dark else INK if own or sources else GREY
    shown = f"{own} +{sources}" if sources else f"{own}"
    ax.text(x, y, shown, ha="center", va="center_baseline", fontsize=SMALL, color=colour)


def shade_key(most: Mapping[str, int], largest: int) -> list[Patch]:
    """What the shades stand for, for a legend: one slot, a quarter of the most that a form has, the most."""
    return [
        Patch(facecolor=SHADES[form]((n / largest) ** 0.5), label=f"{form}: {n}")
        for form, n_most in most.items()
        for n in sorted({1, n_most // 4, n_most} - {0})
        if n_most
    ]
