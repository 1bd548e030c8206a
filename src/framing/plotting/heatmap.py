"""Tiles: how often each text takes each term, counts printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch, Rectangle

from framing.plotting.theme import (
    GREY,
    INK,
    LARGE,
    LOADED,
    NORMAL,
    PALE,
    SMALL,
    Groups,
    axes_of,
    label_rows,
    row_places,
)
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TILES_SHADES = {
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
        _shade_tiles(own.where(forms == form), form, largest, ax)
    for y, term in enumerate(forms.index):
        dark = DARK[forms[term]] ** 2 * largest
        for x, row in enumerate(order):
            _print_count(own.loc[term, row], sources.loc[term, row], x=x + 0.5, y=y + 0.5, dark=dark, ax=ax)
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


def _shade_tiles(counts: pd.DataFrame, form: str, largest: int, ax: Axes) -> None:
    """The tiles of one form; those of the other are empty."""
    sns.heatmap(
        counts**0.5,
        ax=ax,
        cmap=TILES_SHADES[form],
        norm=Normalize(0, largest**0.5),
        cbar=False,
        linewidths=1.2,
        linecolor="white",
        xticklabels=False,
        yticklabels=False,
    )


def _print_count(own: int, sources: int, *, x: float, y: float, dark: float, ax: Axes) -> None:
    """The number in a tile: own slots, and sources ones after a plus."""
    colour = "white" if own > dark else INK if own or sources else GREY
    shown = f"{own} +{sources}" if sources else f"{own}"
    ax.text(x, y, shown, ha="center", va="center_baseline", fontsize=SMALL, color=colour)


def shade_key(most: Mapping[str, int], largest: int) -> list[Patch]:
    """What the shades stand for, for a legend: one slot, a quarter of the most that a form has, the most."""
    return [
        Patch(facecolor=TILES_SHADES[form]((n / largest) ** 0.5), label=f"{form}: {n}")
        for form, n_most in most.items()
        for n in sorted({1, n_most // 4, n_most} - {0})
        if n_most
    ]


SQUARES_SHADES = LinearSegmentedColormap.from_list("squares", ["#E08214", "#FFFFFF", "#5BA3CF"])
RANGE = Normalize(0, 1)
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
            facecolor="white" if empty else SQUARES_SHADES(RANGE(cell.estimate)),
            edgecolor=INK if own else PALE,
            linewidth=1.2 if own else 0.4,
            zorder=2 if own else 1,
        )
    )
    if empty:
        ax.text(x, y, cell.count, ha="center", va="center", fontsize=SMALL, color=GREY, style="italic", zorder=3)
        return
    interval = "" if pd.isna(cell.low) else f"{_short(cell.low)}–{_short(cell.high)}"
    for below, shown, size in (
        (-0.27, f"{cell.estimate:.2f}", LARGE),
        (0.02, interval, SMALL),
        (0.29, cell.count, SMALL),
    ):
        ax.text(x, y + below, shown, ha="center", va="center", fontsize=size, color=INK, zorder=3)


def _short(share: float) -> str:
    """A share without its nought, where a cell is narrow.

    >>> _short(0.414), _short(1.0)
    ('.41', '1.00')
    """
    return f"{share:.2f}".removeprefix("0")


FULL, PART = "#4D4D4D", "white"
HATCH = "////////"
WIDTH, THICKNESS, BELOW = 0.82, 0.2, 0.16
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
    lines, places = row_places(groups), _column_places(columns)
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


def _column_places(columns: Sequence[Sequence[str]], gap: float = 0.3) -> dict[str, float]:
    """Where each column stands.

    >>> _column_places([["a", "b"], ["c"]], gap=0.5)
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
