"""Stack: how many sentences of each strength, as parts of a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Patch

from framing.plotting.forest import draw_estimate
from framing.plotting.theme import GREY, INK, PALE, SMALL, STRENGTHS, Groups, Look, axes_of, label_rows, row_places
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = ("none", "mild", "clear", "strong")
STRONGEST_FIRST = (3, 2, 1, 0)
STACK_LEAST_FOR_DIGIT = 0.02  # share of the bar


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
        if n and has_number_of_stack(n, bar.n_sentences):
            colour = "white" if strength == 3 else INK
            ax.text(left + width / 2, y, str(n), ha="center", va="center_baseline", fontsize=SMALL, color=colour)
        left += width


def has_number_of_stack(n: int, n_sentences: int) -> bool:
    """Whether a part is wide enough for its count.

    >>> has_number(1, 44), has_number(1, 120)
    (True, False)
    """
    return n / n_sentences >= STACK_LEAST_FOR_DIGIT * len(str(n))


def strength_key() -> list[Patch]:
    """The strengths, for a legend."""
    return [
        Patch(facecolor=STRENGTHS[level], edgecolor=GREY, linewidth=0.3, label=f"{level} {NAMES[level]}")
        for level in STRONGEST_FIRST
    ]


FILLS = {  # told apart by lightness and by hatch
    "narrator": ("#999999", ""),
    "indirect": ("#D0D0D0", ""),
    "quote": ("white", ""),
    "mixed": ("white", "////////"),
}
HATCHED = "#B0B0B0"  # pale, so that a number can be read on it
THICKNESS = 0.62
VOICES_LEAST_FOR_DIGIT = 0.045  # share of the bar
END = 1.12  # room for a marker at 1 beside its count
BETWEEN = 0.4  # from one measure of a row to the next, in lines


def voice_stack(data: pd.DataFrame, *, ax: Axes | None = None, groups: Groups, labels: Mapping[str, str]) -> Axes:
    """One bar a row: the share of each voice, its sentences counted inside where there is room.

    Parameters
    ----------
    data
        columns row, voice, n_counted, estimate; rows of one row in the order of the parts.
    groups, labels
        rows by heading from top to bottom, and their names.
    """
    ax = axes_of(ax)
    places = row_places(groups)
    for row, of_row in data.groupby("row", sort=False):
        left = 0.0
        for part in rows(of_row.dropna(subset="estimate")):
            draw_part(part, left, places[str(row)], ax)
            left += part.estimate
    label_rows(ax, groups, labels)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    return ax


def draw_part(part: Any, left: float, place: int, ax: Axes) -> None:
    """One voice of one row, with its count."""
    colour, hatch = FILLS[part.voice]
    ax.barh(place, part.estimate, THICKNESS, left=left, color=colour, edgecolor=HATCHED, linewidth=0, hatch=hatch)
    ax.barh(place, part.estimate, THICKNESS, left=left, fill=False, edgecolor=GREY, linewidth=0.4)
    if has_number_of_voices(part.n_counted, part.estimate):
        middle = left + part.estimate / 2
        shown = f"{part.n_counted:g}"
        ax.text(middle, place, shown, ha="center", va="center_baseline", fontsize=SMALL, color=INK)


def has_number_of_voices(n: float, share: float) -> bool:
    """Whether a part is there and wide enough for its count.

    >>> has_number(1, 0.06), has_number(12, 0.06)
    (True, False)
    """
    return n > 0 and share >= VOICES_LEAST_FOR_DIGIT * len(f"{n:g}")


def voice_rates(
    data: pd.DataFrame, *, ax: Axes | None = None, groups: Groups, labels: Mapping[str, str], looks: Mapping[str, Look]
) -> Axes:
    """One estimate a row and measure, with interval and count; the measures of a row stand below each other.

    Parameters
    ----------
    data
        columns row, measure, estimate, low, high, count, muted.
    groups, labels
        rows by heading from top to bottom, and their names.
    looks
        colour and marker of each measure.
    """
    ax = axes_of(ax)
    places = row_places(groups)
    for found in rows(data):
        below = (list(looks).index(found.measure) - (len(looks) - 1) / 2) * BETWEEN * pd.notna(found.estimate)
        draw_estimate(found, places[found.row] + below, looks[found.measure], 1, ax)
    ax.axvline(0.5, color=PALE, linewidth=0.5, zorder=0)
    label_rows(ax, groups, labels)
    ax.set_xlim(0, END)
    ax.spines["bottom"].set_bounds(0, 1)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    return ax


def voice_key() -> list[Patch]:
    """The voices, for a legend."""
    return [
        Patch(facecolor=colour, edgecolor=HATCHED if hatch else GREY, linewidth=0.4, hatch=hatch, label=voice)
        for voice, (colour, hatch) in FILLS.items()
    ]
