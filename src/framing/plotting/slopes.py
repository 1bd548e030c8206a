"""Slopes: the same things in one text after another, those that go the same way as one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from matplotlib.lines import Line2D

from framing.plotting.theme import INK, SMALL, Look, axes_of, plain_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SAME, GROUND = "#A6A6A6", "#F4F4F4"
THIN, THICK = 0.9, 4.2
SIZE = 5.0
SLANT = 40
GAP = 0.9  # between bands, in lanes


class _Way(NamedTuple):
    """A way through the texts: the value in each text that has one, and the families that go this way."""

    values: tuple[tuple[str, float], ...]
    families: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many go this way."""
        return len(self.families)

    @property
    def changes(self) -> bool:
        """Whether it has two values or more."""
        return len({value for _, value in self.values}) > 1


Lanes = Mapping[tuple[_Way, float], float]


def paths_of(data: pd.DataFrame, order: Sequence[str]) -> list[_Way]:
    """The ways of the data, flat ones first, so that they are drawn below."""
    families: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for family, of_one in data.groupby("family_id", sort=False):
        values = sorted(zip(of_one["row"], of_one["value"], strict=True), key=lambda at: order.index(at[0]))
        families.setdefault(tuple(values), []).append(str(family))
    found = [_Way(values, tuple(names)) for values, names in families.items()]
    return sorted(found, key=lambda path: (path.changes, -path.n, path.values))


def lanes_of(paths: Sequence[_Way]) -> dict[tuple[_Way, float], float]:
    """The height of each path in each band: in a band no two paths lie on each other.

    Bands lie above each other by value; in a band, paths that reach higher ones lie above those that reach lower ones.
    """
    lanes: dict[tuple[_Way, float], float] = {}
    height = 0.0
    for band in sorted({value for path in paths for _, value in path.values}):
        inside = [path for path in paths if band in {value for _, value in path.values}]
        inside.sort(key=lambda path: sum(value for _, value in path.values) / len(path.values))
        lanes |= {(path, band): height + number for number, path in enumerate(inside)}
        height += len(inside) + GAP
    return lanes


def band_slopes(
    data: pd.DataFrame,
    *,
    ax: Axes | None = None,
    order: Sequence[str],
    labels: Mapping[str, str],
    looks: Mapping[str, Look],
    bands: Mapping[float, str],
) -> Axes:
    """A line a path through the texts, as thick as there are families on it; a marker where a text has a value.

    Parameters
    ----------
    data
        columns family_id, row, value.
    order, labels, looks
        texts from left to right, their names, and their colours and markers.
    bands
        names of the values.
    """
    ax = axes_of(ax)
    paths = paths_of(data, order)
    lanes = lanes_of(paths)
    most = max((path.n for path in paths), default=1)
    for path in paths:
        draw_path(path, lanes, order, THIN + (THICK - THIN) * (path.n - 1) / max(most - 1, 1), looks, ax)
    _frame_bands(lanes, bands, ax)
    ax.set_xlim(-0.4, len(order) - 0.4)
    ax.set_xticks(range(len(order)), [labels[row] for row in order], rotation=SLANT, rotation_mode="anchor", ha="right")
    ax.tick_params(axis="x", length=0)
    ax.spines["bottom"].set_visible(False)
    plain_axis(ax)
    return ax


def draw_path(
    path: _Way, lanes: Lanes, order: Sequence[str], width: float, looks: Mapping[str, Look], ax: Axes
) -> None:
    """The line, a marker a text, and behind the last one the families, where there are several."""
    xs = [order.index(row) for row, _ in path.values]
    ys = [lanes[path, value] for _, value in path.values]
    colour = INK if path.changes else SAME
    ax.plot(*line_through(xs, ys), color=colour, linewidth=width, solid_capstyle="butt", zorder=1 + path.changes)
    for x, y, (row, _) in zip(xs, ys, path.values, strict=True):
        ax.plot(
            x,
            y,
            marker=looks[row].marker,
            markersize=SIZE,
            markerfacecolor=looks[row].colour,
            markeredgecolor="white",
            markeredgewidth=0.4,
            zorder=4,
        )
    if path.n > 1:
        ax.annotate(
            f"×{path.n}",
            (xs[-1], ys[-1]),
            (5, 0),
            textcoords="offset points",
            va="center_baseline",
            fontsize=SMALL,
            color=INK,
            bbox={"facecolor": GROUND, "linewidth": 0, "pad": 0.4},
            zorder=5,
        )


def line_through(xs: Sequence[int], ys: Sequence[float]) -> tuple[list[int], list[float]]:
    """The corners of a line: it leaves its lane only beside the next marker, so that it meets no other's marker.

    >>> line_through([0, 3], [1.0, 2.0])
    ([0, 2, 3], [1.0, 1.0, 2.0])
    """
    corners = [(xs[0], ys[0])]
    for x, y in zip(xs[1:], ys[1:], strict=True):
        corners += [(x - 1, corners[-1][1]), (x, y)] if x - 1 > corners[-1][0] else [(x, y)]
    return [x for x, _ in corners], [y for _, y in corners]


def _frame_bands(lanes: Lanes, bands: Mapping[float, str], ax: Axes) -> None:
    """A pale ground and a name for each band."""
    heights: dict[float, list[float]] = {}
    for (_, band), height in lanes.items():
        heights.setdefault(band, []).append(height)
    for inside in heights.values():
        ax.axhspan(min(inside) - 0.5, max(inside) + 0.5, color=GROUND, linewidth=0, zorder=0)
    ax.set_yticks([(min(inside) + max(inside)) / 2 for inside in heights.values()], [bands[band] for band in heights])
    top = max((height for inside in heights.values() for height in inside), default=0)
    ax.set_ylim(-0.6, top + 0.6)


def slope_key() -> list[Line2D]:
    """The two kinds of line, for a legend."""
    return [
        Line2D([], [], color=SAME, linewidth=THIN + 0.8, label="the same throughout"),
        Line2D([], [], color=INK, linewidth=THIN + 0.8, label="changes"),
    ]
