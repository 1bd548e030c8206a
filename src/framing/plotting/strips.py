"""Strip: where in each text its loaded words stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from framing.plotting.theme import (
    GREY,
    INK,
    LOADED,
    LOADED as RED,
    PALE,
    SMALL,
    Groups,
    axes_of,
    label_rows,
    row_places,
)

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
    lane = pd.Series(_lanes(data["position"]), index=data.index, dtype="float64")
    step = min(STEP, ROOM / max(lane.max(), 1)) if len(lane) else 0
    heights = place + side * (NEAR + lane * step)
    for voice in ("outlet", "source"):
        of_voice = data["voice_of_term"] == voice
        if of_voice.any():  # an empty line unclipped would be given room below the axis
            ax.plot(
                data.loc[of_voice, "position"],
                heights[of_voice],
                clip_on=False,
                zorder=3,
                **_look_of_strip(mark, voice),
            )


def _lanes(positions: Iterable[float]) -> list[int]:
    """The lane of each mark, positions rising: the first lane whose last mark does not hide it.

    >>> _lanes([0.2, 0.2, 0.204, 0.5])
    [0, 1, 2, 0]
    """
    last: list[float] = []
    chosen = []
    for position in positions:
        lane = next((lane for lane, before in enumerate(last) if position - before >= APART), len(last))
        last[lane : lane + 1] = [position]
        chosen.append(lane)
    return chosen


def _look_of_strip(mark: str, voice: str) -> dict[str, Any]:
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
    return [Line2D([], [], label=label, **_look_of_strip(mark, voice)) for (mark, voice), label in ENTRIES.items()]


PROBABILITIES = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
SWARM_LOADED, DIFFER, NEUTRAL, NEITHER = "coded as loaded", "coders differ", "coded as not loaded", "not coded"
DEPTH = 0.78  # of a row
MARKS: dict[str, dict[str, Any]] = {
    SWARM_LOADED: {"marker": "D", "markersize": 3.6, "markerfacecolor": RED, "markeredgecolor": "white"},
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
            ax.plot(data.loc[chosen, "log_odds"], heights[chosen], zorder=3, clip_on=False, **_look_of_swarm(code))
    label_rows(ax, groups, labels)
    shown = [p for p in PROBABILITIES if limits[0] <= _log_odds(p) <= limits[1]]
    ax.set_xlim(*limits)
    ax.set_xticks([_log_odds(p) for p in shown], [f"{p:g}" for p in shown])
    ax.tick_params(axis="x", colors=GREY, labelcolor=INK)
    return ax


def _look_of_swarm(code: str) -> dict[str, Any]:
    """How a sentence is marked by what coders said of it."""
    return {"linestyle": "none", "markeredgewidth": 0.4 if code == SWARM_LOADED else 0.7, **MARKS[code]}


def _log_odds(probability: float) -> float:
    """Where a probability stands on the scale.

    >>> _log_odds(0.5)
    0.0
    """
    return float(np.log(probability / (1 - probability)))


def swarm_key(codes: pd.Series[str]) -> list[Line2D]:
    """What the marks that are drawn stand for, for a legend."""
    return [Line2D([], [], label=code, **_look_of_swarm(code)) for code in MARKS if (codes == code).any()]
