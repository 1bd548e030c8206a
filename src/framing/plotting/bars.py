"""Draw stacked bars of shares with printed counts: voices, and strength as coded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import seaborn as sns

from framing.plotting.theme import (
    GREY,
    SMALL,
    STRENGTHS,
    axes_of,
    category_rows,
    colours_of,
    legend_above,
    levels_of,
    margin,
    no_rows,
    readable_on,
    require_columns,
)
from framing.schema import VOICES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer

    from framing.plotting.theme import Palette

VOICE_COLOURS = dict(zip(VOICES, ("#8C8C8C", "#C6C6C6", "#FFFFFF", "#E4EEF7"), strict=True))
STRENGTH_NAMES = ("0 none", "1 mild", "2 clear", "3 strong")
NARROWEST = 0.022  # share of a bar that has room for one digit of its count


def stack(
    data: pd.DataFrame,
    *,
    y: str,
    hue: str,
    weights: str,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    headings: Collection[str] = (),
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw one bar per row, its parts as shares with their counts inside.

    Parameters
    ----------
    data : DataFrame
        One row per part of a bar.
    y, hue, weights : str
        Columns of the bars, of their parts and of the counts.
    order, hue_order : sequence, optional
        Bars from top to bottom and parts from left to right; default: as in the table.
    palette : mapping, list or str, optional
        Colours of the parts.
    headings : collection of str, default ()
        Levels of `order` that head the bars below them.
    legend : bool, default True
        Whether the parts have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes
    """
    ax = axes_of(ax)
    require_columns(data, y, hue, weights)
    data = data[data[weights] > 0]
    if data.empty:
        return no_rows(ax)
    order, hue_order = levels_of(data[y], order), levels_of(data[hue], hue_order)
    category_rows(ax, order, headings)
    place = data[y].map({level: number for number, level in enumerate(order)})
    sns.histplot(
        data.assign(place=place.astype("float")),
        y="place",
        hue=hue,
        hue_order=hue_order[::-1],
        weights=weights,
        multiple="fill",
        discrete=True,
        binrange=(0, len(order) - 1),
        shrink=0.72,
        palette=colours_of(hue_order, palette),
        alpha=1,
        edgecolor=GREY,
        linewidth=0.4,
        legend=legend,
        ax=ax,
    )
    if found := ax.get_legend():
        handles = [handle for handle in found.legend_handles if handle is not None]
        ax.legend(handles[::-1], [text.get_text() for text in found.get_texts()][::-1])
        legend_above(ax, ncols=4)
    counts = data.assign(place=place).groupby([hue, "place"], observed=True)[weights].sum()
    drawn = [level for level in hue_order if (data[hue] == level).any()]
    for level, bars in zip(drawn, cast("list[BarContainer]", ax.containers), strict=True):
        for bar in bars:
            x, y_of_bar = bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2
            n = counts.get((level, round(y_of_bar)), 0)
            if n and bar.get_width() >= NARROWEST * len(f"{n:g}"):
                colour = readable_on(bar.get_facecolor())
                ax.text(x, y_of_bar, f"{n:g}", ha="center", va="center", fontsize=SMALL, color=colour)
    category_rows(ax, order, headings)
    ax.set(xlim=(0, 1), xticks=[0, 0.5, 1], xlabel="share", ylabel="")
    ax.xaxis.set_major_formatter("{x:g}")
    return ax


def voices(
    data: pd.DataFrame,
    *,
    y: str = "article_id",
    hue: str = "voice",
    weights: str = "n_counted",
    palette: Palette = None,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw whose words the sentences of each text are: narrator, indirect speech, quotation, or mixed.

    Parameters
    ----------
    data : DataFrame
        The table of voices (results/voices.csv): article_id, voice, measure, n_counted. Of several measures only
        "share of the text" is drawn.
    y, hue, weights : str
        Columns of the bars, of their parts and of the number of sentences.
    palette : mapping, list or str, optional
        Colours of the voices.
    ax : Axes, optional
        Axes to draw on; default: the current one.
    **options
        Further options of `stack`: order, hue_order, headings, legend.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> ax = fr.plotting.voices(pd.read_csv("results/voices.csv"), ax=Figure().subplots())
    >>> ax.get_yticklabels()[0].get_text()
    'oboz'
    """
    data = data[data["measure"] == "share of the text"] if "measure" in data else data
    options = {"hue_order": list(VOICES) if hue == "voice" else None} | options
    palette = VOICE_COLOURS if palette is None and hue == "voice" else palette
    return stack(data, y=y, hue=hue, weights=weights, palette=palette, ax=ax, **options)


def coded_loadedness(
    data: pd.DataFrame,
    *,
    y: str = "article_id",
    coder: str | None = None,
    palette: Palette = None,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw how many sentences of each text a coder found strongly, clearly, mildly or not loaded.

    Parameters
    ----------
    data : DataFrame
        The table of coded loadedness (results/coded_loadedness.csv): article_id, coder, n_sentences, n_loaded,
        strength_0 to strength_3.
    y : str, default "article_id"
        Column of the bars.
    coder : str, optional
        Coder whose codes are drawn; default: all together.
    palette : mapping, list or str, optional
        Colours of the strengths "3 strong", "2 clear", "1 mild" and "0 none".
    ax : Axes, optional
        Axes to draw on; default: the current one.
    **options
        Further options of `stack`: order, headings, legend.

    Returns
    -------
    Axes
        With the number of loaded sentences at the right margin.

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/coded_loadedness.csv")
    >>> ax = fr.plotting.coded_loadedness(table, coder="a", ax=Figure().subplots())
    >>> ax.texts[-1].get_text()
    '10 of 25'
    """
    ax = axes_of(ax)
    columns = [f"strength_{level}" for level in range(4)]
    require_columns(data, y, "n_sentences", "n_loaded", *columns, *(["coder"] if coder else []))
    data = data[data["coder"] == coder] if coder else data
    if data.empty:
        return no_rows(ax)
    sums = data.groupby(y, sort=False, observed=True)[[*columns, "n_loaded", "n_sentences"]].sum()
    long = sums[columns].set_axis(list(STRENGTH_NAMES), axis=1).reset_index()
    long = long.melt(y, var_name="strength", value_name="n")
    order = levels_of(data[y], options.pop("order", None))
    colours = dict(zip(STRENGTH_NAMES, STRENGTHS, strict=True)) if palette is None else palette
    options = {"hue_order": STRENGTH_NAMES[::-1]} | options
    stack(long, y=y, hue="strength", weights="n", order=order, palette=colours, ax=ax, **options)
    found = sums[["n_loaded", "n_sentences"]].to_dict("index")
    margin(ax, {order.index(row): f"{n['n_loaded']} of {n['n_sentences']}" for row, n in found.items() if row in order})
    ax.set_xlabel("share of coded sentences")
    return ax
