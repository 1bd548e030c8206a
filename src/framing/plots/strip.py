"""Strip: where in each text its loaded words stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.lines import Line2D

from framing.plots.groups import Groups, label_rows, row_places
from framing.plots.style import GREY, INK, LOADED, PALE, SMALL, axes_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHAPES = {"naming": ("D", 5.2, LOADED), "judging": ("o", 4.0, INK)}
SIDES = {"naming": -1, "judging": 1}
ENTRIES = {
    ("naming", "outlet"): "loaded name, own voice",
    ("naming", "source"): "loaded name, a source's",
    ("judging", "outlet"): "judging word, own voice",
    ("judging", "source"): "judging word, a source's",
}
APART = 0.008  # share of the line: marks that are nearer would hide each other
NEAR, STEP, ROOM = 0.22, 0.17, 0.3  # in lines: the first lane, from lane to lane, and all lanes


def position_strip(
    data: pd.DataFrame, *, ax: Axes | None = None, groups: Groups, labels: Mapping[str, str], counts: Mapping[str, str]
) -> Axes:
    """One line a row, one mark a loaded word: diamonds for names above it, dots for judging words below it.

    Parameters
    ----------
    data
        columns row, position (0 to 1), mark (naming, judging), voice_of_term (outlet: filled; source: hollow).
    groups, labels, counts
        rows by heading from top to bottom, their names, and the text at the right margin.
    """
    ax = axes_of(ax)
    for row, place in row_places(groups).items():
        ax.plot([0, 1], [place, place], color=PALE, linewidth=2, solid_capstyle="butt", zorder=0)
        for mark, side in SIDES.items():
            of_mark = data[(data["row"] == row) & (data["mark"] == mark)].sort_values("position", kind="stable")
            draw_marks(of_mark, mark, place=place, side=side, ax=ax)
        margin = ax.get_yaxis_transform()
        ax.text(1.03, place, counts[row], transform=margin, va="center_baseline", fontsize=SMALL, color=INK)
    label_rows(ax, groups, labels)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["first word", "¼", "½", "¾", "last word"])
    ax.tick_params(axis="x", colors=GREY, labelcolor=INK)
    return ax


def draw_marks(data: pd.DataFrame, mark: str, *, place: int, side: int, ax: Axes) -> None:
    """The marks of one kind on one side of a line, those that would hide each other in lanes."""
    lane = pd.Series(lanes(data["position"]), index=data.index, dtype="float64")
    step = min(STEP, ROOM / max(lane.max(), 1)) if len(lane) else 0
    heights = place + side * (NEAR + lane * step)
    for voice in ("outlet", "source"):
        of_voice = data["voice_of_term"] == voice
        if of_voice.any():  # an empty line unclipped would be given room below the axis
            ax.plot(data.loc[of_voice, "position"], heights[of_voice], clip_on=False, zorder=3, **look(mark, voice))


def lanes(positions: Iterable[float]) -> list[int]:
    """The lane of each mark, positions rising: the first lane whose last mark does not hide it.

    >>> lanes([0.2, 0.2, 0.204, 0.5])
    [0, 1, 2, 0]
    """
    last: list[float] = []
    chosen = []
    for position in positions:
        lane = next((lane for lane, before in enumerate(last) if position - before >= APART), len(last))
        last[lane : lane + 1] = [position]
        chosen.append(lane)
    return chosen


def look(mark: str, voice: str) -> dict[str, Any]:
    """Filled marks have a white edge, so that neighbours stay apart; hollow ones look as large."""
    shape, size, colour = SHAPES[mark]
    filled = voice == "outlet"
    return {
        "marker": shape,
        "markersize": size + 0.4 if filled else size - 0.8,
        "linestyle": "none",
        "markerfacecolor": colour if filled else "white",
        "markeredgecolor": "white" if filled else colour,
        "markeredgewidth": 0.4 if filled else 0.8,
    }


def strip_key() -> list[Line2D]:
    """The four kinds of mark, for a legend."""
    return [Line2D([], [], label=label, **look(mark, voice)) for (mark, voice), label in ENTRIES.items()]
