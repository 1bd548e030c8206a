"""Draw one mark per sentence or loaded word: scores of classifiers, and positions in the text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import seaborn as sns

from framing.plotting.theme import (
    GREY,
    INK,
    LOADED,
    PALE,
    axes_of,
    category_rows,
    colours_of,
    legend_above,
    levels_of,
    margin,
    no_rows,
    require_columns,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from framing.plotting.theme import Palette

CODES = ("coded as loaded", "coders differ", "coded as not loaded", "not coded")
CODE_COLOURS = dict(zip(CODES, (LOADED, "#DE7F8B", "#A8A8A8", "#C8C8C8"), strict=True))
CODE_MARKERS = dict(zip(CODES, ("D", "^", "o", "o"), strict=True))
PROBABILITIES = np.array([0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999])
DEPTH = 0.76  # of a row
MARKS = {
    ("naming", "outlet"): "loaded name, own voice",
    ("naming", "source"): "loaded name, a source's",
    ("judging", "outlet"): "judging word, own voice",
    ("judging", "source"): "judging word, a source's",
}
MARK_COLOURS = dict(zip(MARKS.values(), (LOADED, "#EFA5AE", INK, "#ABABAB"), strict=True))


def code_of(share: float) -> str:
    """Return what coders said of a sentence, from the share of coders who called it loaded.

    >>> code_of(1.0), code_of(0.5), code_of(float("nan"))
    ('coded as loaded', 'coders differ', 'not coded')
    """
    return CODES[3] if pd.isna(share) else CODES[0] if share == 1 else CODES[2] if share == 0 else CODES[1]


def limits_of(log_odds: pd.Series[float]) -> tuple[float, float]:
    """Return whole log-odds between which every score is seen."""
    return min(float(np.floor(log_odds.min())), -1) - 0.2, max(float(np.ceil(log_odds.max())), 1) + 0.2


def loadedness(
    data: pd.DataFrame,
    *,
    x: str = "log_odds",
    y: str = "article_id",
    hue: str = "code",
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    headings: Collection[str] = (),
    limits: tuple[float, float] | None = None,
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the score of each sentence of a classifier, within each row from the first sentence (top) to the last.

    Parameters
    ----------
    data : DataFrame
        Sentence scores of one classifier and tier (results/sentence_scores.csv), in the order of the texts: unit_id,
        log_odds and, if coded, loaded. `article_id` and `code` are added if they are missing.
    x, y, hue : str
        Columns of the log-odds (the axis is labelled with probabilities), of the rows and of colour and marker.
    order, hue_order : sequence, optional
        Levels of `y` from top to bottom and of `hue`.
    palette : mapping, list or str, optional
        Colours of the hue levels.
    headings : collection of str, default ()
        Levels of `order` that head the rows below them.
    limits : tuple of float, optional
        Log-odds at which the axis begins and ends; default: whole numbers around all scores.
    legend : bool, default True
        Whether hues have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> scores = pd.read_csv("results/sentence_scores.csv").query("classifier == 'general'")
    >>> fr.plotting.loadedness(scores, ax=Figure().subplots()).get_xlabel()
    'probability of being loaded'
    """
    ax = axes_of(ax)
    require_columns(data, x, *(["unit_id"] if y == "article_id" and y not in data else [y]))
    if data.empty:
        return no_rows(ax)
    data = data if y in data else data.assign(**{y: data["unit_id"].astype("str").str.rpartition(":")[0]})
    if hue not in data and hue == "code":
        shares = data["loaded"] if "loaded" in data else [float("nan")] * len(data)
        data = data.assign(code=[code_of(share) for share in shares])
    require_columns(data, hue)
    data = data[data[x].notna()]
    if data.empty:
        return no_rows(ax)
    if hue == "code":
        hue_order = hue_order or [code for code in CODES if (data[hue] == code).any()]
        palette = CODE_COLOURS if palette is None else palette
    order, hue_order = levels_of(data[y], order), levels_of(data[hue], hue_order)
    sentences = data.groupby(y, observed=True)[x]
    within = sentences.cumcount() / (sentences.transform("size") - 1).clip(lower=1) - 0.5
    place = data[y].map({level: number for number, level in enumerate(order)}).astype("float") + within * DEPTH
    ax.axvline(0, color=GREY, linewidth=0.7, linestyle="--", zorder=1)
    sns.scatterplot(
        data.assign(place=place),
        x=x,
        y="place",
        hue=hue,
        hue_order=hue_order,
        palette=colours_of(hue_order, palette),
        style=hue,
        style_order=hue_order,
        markers=CODE_MARKERS if hue == "code" else True,
        s=15,
        edgecolor="white",
        linewidth=0.3,
        legend="full" if legend else False,
        zorder=3,
        ax=ax,
    )
    ax.hlines(np.arange(1, len(order)) - 0.5, 0, 1, PALE, linewidth=0.5, zorder=0, transform=ax.get_yaxis_transform())
    category_rows(ax, order, headings)
    low, high = limits or limits_of(data[x])
    odds = np.log(PROBABILITIES / (1 - PROBABILITIES))
    inside = (odds >= low) & (odds <= high)
    ax.set_xticks(odds[inside], [f"{p:g}" for p in PROBABILITIES[inside]])
    ax.set(xlim=(low, high), xlabel="probability of being loaded", ylabel="")
    legend_above(ax)
    return ax


def positions(
    data: pd.DataFrame,
    *,
    x: str = "position",
    y: str = "article_id",
    hue: str = "mark",
    order: Sequence[Any] | None = None,
    palette: Palette = None,
    headings: Collection[str] = (),
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw where in each text its loaded words are: names above judging words, own voice above sources.

    Parameters
    ----------
    data : DataFrame
        The table of positions (results/positions.csv): article_id, position (0 first word, 1 last), kind,
        voice_of_term. `mark` (kind and voice in words) is added if it is missing.
    x, y, hue : str
        Columns of the position, of the rows and of the colour.
    order : sequence, optional
        Levels of `y` from top to bottom.
    palette : mapping, list or str, optional
        Colours of the hue levels.
    headings : collection of str, default ()
        Levels of `order` that head the rows below them.
    legend : bool, default True
        Whether hues have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes
        With the number of names and of judging words at the right margin.

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> ax = fr.plotting.positions(pd.read_csv("results/positions.csv"), ax=Figure().subplots())
    >>> ax.get_xticklabels()[0].get_text()
    'first word'
    """
    ax = axes_of(ax)
    require_columns(data, x, y, *(["kind", "voice_of_term"] if hue == "mark" else [hue]))
    if data.empty and order is None:
        return no_rows(ax)
    order = levels_of(data[y], order)
    levels = levels_of(data[hue], None) if hue != "mark" else list(MARKS.values())
    if hue == "mark":
        kinds = data["kind"].map(lambda kind: kind if kind == "naming" else "judging")
        data = data.assign(mark=[MARKS[pair] for pair in zip(kinds, data["voice_of_term"], strict=True)])
        palette = MARK_COLOURS if palette is None else palette
    ax.hlines([place for place, row in enumerate(order) if row not in headings], 0, 1, PALE, linewidth=0.7, zorder=0)
    category_rows(ax, order, headings)
    ax.set(xlim=(-0.01, 1.01))
    if len(data):
        sns.swarmplot(
            data,
            x=x,
            y=y,
            order=order,
            hue=hue,
            hue_order=levels,
            palette=colours_of(levels, palette),
            dodge=True,
            size=3.2,
            edgecolor=INK,
            linewidth=0.3,
            legend=legend,
            warn_thresh=1,
            ax=ax,
        )
    if hue == "mark":
        named = data["kind"].eq("naming").groupby(data[y], observed=True).agg(["sum", "size"]).to_dict("index")
        counts = {row: (named[row]["sum"], named[row]["size"]) if row in named else (0, 0) for row in order}
        shown = {place: counts[row] for place, row in enumerate(order) if row not in headings}
        margin(ax, {place: f"{names} + {n - names}" for place, (names, n) in shown.items()}, heading="n")
    category_rows(ax, order, headings)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["first word", "¼", "½", "¾", "last word"])
    ax.set(xlabel="", ylabel="")
    legend_above(ax)
    return ax
