"""Draw estimates with their intervals: naming rates, contrasts, agreement, calibration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import seaborn as sns

from framing.errors import BadInput
from framing.measures import FULL
from framing.plotting.theme import (
    GREY,
    INK,
    PALE,
    SMALL,
    axes_of,
    category_rows,
    colours_of,
    legend_above,
    levels_of,
    margin,
    markers as default_markers,
    no_rows,
    require_columns,
)
from framing.schema import ALL
from framing.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from framing.plotting.theme import Palette

LEAST_CASES = 5  # estimates from fewer cases are thin and grey
SIZE, THIN_SIZE = 26, 14  # points squared
LINE, THIN_LINE = 1.4, 0.7
PERMUTED = "#9A9A9A"
BELOW, ABOVE, END = 0.34, 0.24, 0.2  # of the height of a row: permuted range, term-masked contrast, ends of the placebo


def forest(
    data: pd.DataFrame,
    *,
    x: str = "estimate",
    y: str,
    low: str = "low",
    high: str = "high",
    hue: str | None = None,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    markers: Mapping[Any, str] | None = None,
    count: str | None = None,
    filled: str | None = None,
    muted: str | None = None,
    limit: float | None = None,
    headings: Collection[str] = (),
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw one estimate per row and hue, its interval as a line and its count at the right margin.

    Parameters
    ----------
    data : DataFrame
        One row per combination of `y` and `hue`.
    x, low, high : str
        Columns of the estimate and the ends of its interval; an empty interval draws no line.
    y, hue : str
        Columns of the rows and of colour and marker. Hue is dodged if a row has several; default: `y`.
    order, hue_order : sequence, optional
        Levels of `y` from top to bottom and of `hue`; default: as in the table.
    palette : mapping, list or str, optional
        Colours of the hue levels, as in seaborn; default: the palette of the toolkit.
    markers : mapping, optional
        Marker of each hue level.
    count : str, optional
        Column of texts for the margin, such as "4 of 18".
    filled, muted : str, optional
        Columns of booleans: filled or hollow markers; thin and grey.
    limit : float, optional
        End of an axis that begins at 0; a longer interval ends in an arrow.
    headings : collection of str, default ()
        Levels of `order` that head the rows below them.
    legend : bool, default True
        Whether several hues have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Raises
    ------
    BadInput
        If a column is missing, or a row and hue has several estimates.

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.DataFrame({"outlet": ["Courier", "Herald"], "estimate": [0.2, 0.4], "low": 0.1, "high": 0.6})
    >>> ax = fr.plotting.forest(table, y="outlet", ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Courier', 'Herald']
    """
    ax, hue = axes_of(ax), hue or y
    require_columns(data, x, y, low, high, hue, count, filled, muted)
    if data.empty:
        return no_rows(ax)
    order, hue_order = levels_of(data[y], order), levels_of(data[hue], hue_order)
    points = place_rows(data, y, hue, order, hue_order)
    colours = points[hue].map(colours_of(hue_order, palette)).astype("object")
    thin = points[muted].astype("bool") if muted else pd.Series(False, points.index)
    points = points.assign(colour=colours.mask(thin, GREY), thin=thin)
    if count:
        pale = points["thin"] | points[x].isna()
        margin(ax, dict(zip(points["place"], points[count], strict=True)), set(points.loc[pale, "place"]))
    points = points[points[x].notna()]
    if count and not (points["place"] % 1).any():
        ax.hlines(points["place"], 0, 1, PALE, linewidth=0.5, zorder=0, transform=ax.get_yaxis_transform())
    lines = points[points[low].notna()]
    # seaborn draws intervals that it computes itself, or (objects.Range) at 0.3 s a panel: these are given
    widths = np.where(lines["thin"], THIN_LINE, LINE)
    ax.hlines(lines["place"], lines[low], lines[high], colors=list(lines["colour"]), linewidths=widths, zorder=2)
    if len(points):  # seaborn cannot map colours to an empty table
        sns.scatterplot(
            points,
            x=x,
            y="place",
            hue=hue,
            hue_order=hue_order,
            palette=colours_of(hue_order, palette),
            style=hue,
            style_order=hue_order,
            markers=dict(markers or default_markers(hue_order)),
            s=SIZE,
            linewidth=0.9,
            legend="full" if legend and hue != y else False,
            zorder=3,
            ax=ax,
        )
        dots = ax.collections[-1]
        hollow = ~points[filled].astype("bool") if filled else pd.Series(False, points.index)
        dots.set(
            clip_on=False,
            sizes=np.where(points["thin"], THIN_SIZE, SIZE),
            edgecolor=list(points["colour"]),
            facecolor=list(points["colour"].mask(hollow, "white")),
        )
    if limit is not None:
        past = lines[lines[high] > limit]
        ax.scatter([limit] * len(past), past["place"], s=10, c=GREY, marker=">", linewidths=0, clip_on=False)
        ax.set(xlim=(0, limit), xticks=np.linspace(0, limit, round(limit * 4) + 1 if limit < 1 else 3))
        ax.xaxis.set_major_formatter("{x:g}")
    ax.set(ylabel="")
    category_rows(ax, order, headings)
    legend_above(ax)
    return ax


def place_rows(data: pd.DataFrame, y: str, hue: str, order: Sequence[Any], hue_order: Sequence[Any]) -> pd.DataFrame:
    """Return the rows to draw with their height (`place`): hues of one row are dodged."""
    points = data[data[y].isin(order) & data[hue].isin(hue_order)]
    several = points.duplicated([y, hue])
    if several.any():
        first = points[several].iloc[0]
        same = " and ".join(f"{column} '{first[column]}'" for column in dict.fromkeys([y, hue]))
        raise BadInput(
            f"Several rows of the table have {same}; their estimates would cover "
            "each other. Select one of them, or pass the column in which they differ as y or hue."
        )
    dodged = bool(points[y].duplicated().any())
    step = 0.8 / len(hue_order) if dodged else 0.0
    shift = points[hue].map({level: number for number, level in enumerate(hue_order)}).astype("float")
    place = points[y].map({level: number for number, level in enumerate(order)}).astype("float")
    return points.assign(place=place + (shift - (len(hue_order) - 1) / 2) * step)


def select_rates(estimates: pd.DataFrame, lexicon: str = FULL, scope: str | None = None) -> pd.DataFrame:
    """Return the naming rates of one version of the lexicon and one scope, with `count` and `muted`."""
    require_columns(estimates, "measure", "lexicon", "scope", "estimate", "low", "high", "n_loaded", "n_slots")
    rates = estimates[(estimates["measure"] == "naming rate") & (estimates["lexicon"] == lexicon)]
    scope = scope or ("outlets" if (rates["scope"] == "outlets").any() else "texts")
    rates = rates[rates["scope"] == scope]
    count = rates["n_loaded"].astype("str") + " of " + rates["n_slots"].astype("str")
    return rates.assign(
        count=count.where(rates["n_slots"] > 0, "no slot"), muted=rates["n_slots"].between(1, LEAST_CASES - 1)
    )


def axis_limit(rates: pd.DataFrame) -> float:
    """Return the quarter at which an axis can end so that all estimates, and intervals not muted, are seen whole."""
    counted = rates[~rates["muted"] & rates["estimate"].notna()]
    if counted.empty:
        return 1.0
    furthest = float(pd.concat([rates["estimate"], counted["high"]]).max())
    return max(ceil(furthest * 4), 1) / 4


def naming_rates(
    data: pd.DataFrame,
    *,
    y: str = "target",
    hue: str | None = "outlet",
    lexicon: str = "full",
    limit: float | None = None,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw the naming rate of each target and outlet: loaded names divided by all naming slots in own voice.

    Parameters
    ----------
    data : DataFrame
        The table of estimates (`study.estimates`, results/estimates.csv): one row per text or outlet and target.
    y, hue : str
        Columns of the rows and of colour and marker, default "target" and "outlet".
    lexicon : str, default "full"
        Version of the lexicon.
    limit : float, optional
        End of the axis; default: the quarter beyond the longest interval of at least five slots.
    ax : Axes, optional
        Axes to draw on; default: the current one.
    **options
        Further options of `forest`: order, hue_order, palette, markers, legend.

    Returns
    -------
    Axes

    Raises
    ------
    BadInput
        If a column is missing, or several rates would cover each other.

    Examples
    --------
    >>> import framing as fr
    >>> from matplotlib.figure import Figure
    >>> study = fr.open_study("study.toml")
    >>> ax = fr.plotting.naming_rates(study.estimates, order=study.targets, ax=Figure().subplots())
    >>> ax.get_xlabel()
    'naming rate'
    """
    ax = axes_of(ax)
    require_columns(data, y, hue)
    rates = data if "muted" in data else select_rates(data, lexicon)
    if rates.empty:
        return no_rows(ax)
    kept = rates if options.get("order") is None else rates[rates[y].isin(options["order"])]
    forest(
        rates, y=y, hue=hue, count="count", muted="muted", limit=limit or axis_limit(kept), ax=ax, **options
    ).set_xlabel("naming rate")
    return ax


def contrasts(
    data: pd.DataFrame,
    *,
    x: str = "contrast",
    y: str = "classifier",
    hue: str | None = None,
    tier: str | None = "text",
    pair_id: str | None = ALL,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw contrasts, log-odds with the loaded minus those with the neutral wording, on their controls.

    Small bars end the placebo (95 of 100 swaps of one neutral term for another); the grey line is the middle 95 % of
    contrasts with sentences randomly reassigned to outlets. Filled markers lie outside the placebo. A small triangle
    marks the contrast of a model that was trained without the term.

    Parameters
    ----------
    data : DataFrame
        The table of contrasts (results/contrasts.csv) for one target: contrast, low, high, placebo, dealt_low,
        dealt_high, term_blind.
    x, y, hue : str
        Columns of the contrast, of the rows and of colour and marker.
    tier, pair_id : str or None, default "text" and "ALL"
        Rows to draw; None keeps all.
    ax : Axes, optional
        Axes to draw on; default: the current one.
    **options
        Further options of `forest`: order, hue_order, palette, markers, muted, legend.

    Returns
    -------
    Axes

    Raises
    ------
    BadInput
        If a column is missing, or several contrasts would cover each other.

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/contrasts.csv").query("target == 'Putin'")
    >>> ax = fr.plotting.contrasts(table, ax=Figure().subplots())
    >>> ax.get_xlabel()
    'contrast (log-odds)'
    """
    ax, hue = axes_of(ax), hue or y
    require_columns(data, x, y, hue, "low", "high", "placebo", "dealt_low", "dealt_high")
    data = data[data["tier"] == tier] if tier and "tier" in data else data
    data = data[data["pair_id"] == pair_id] if pair_id and "pair_id" in data else data
    data = data[data[x].notna()]
    if data.empty:
        return no_rows(ax)
    order = levels_of(data[y], options.pop("order", None))
    hue_order = levels_of(data[hue], options.pop("hue_order", None))
    points = place_rows(data, y, hue, order, hue_order)
    height = 0.9 / (len(hue_order) if (points["place"] % 1).any() else 1)
    ax.hlines(points["place"], -points["placebo"], points["placebo"], PALE, linewidth=0.7, zorder=0)
    for end in (-points["placebo"], points["placebo"]):
        ax.vlines(end, points["place"] - END * height, points["place"] + END * height, GREY, linewidth=0.9, zorder=0)
    ax.hlines(
        points["place"] + BELOW * height, points["dealt_low"], points["dealt_high"], PERMUTED, linewidth=2.2, zorder=1
    )
    ax.axvline(0, color=GREY, linewidth=0.6, zorder=1)
    if "term_blind" in points:
        ax.scatter(points["term_blind"], points["place"] - ABOVE * height, s=9, marker="v", color=INK, linewidths=0)
    data = data.assign(filled=data[x].abs() > data["placebo"])
    forest(data, x=x, y=y, hue=hue, order=order, hue_order=hue_order, filled="filled", ax=ax, **options)
    ax.set_xlabel("contrast (log-odds)")
    return ax


def agreement(
    data: pd.DataFrame,
    *,
    x: str = "auroc",
    y: str = "predictor",
    hue: str | None = None,
    article_id: str | None = ALL,
    ax: Axes | None = None,
    **options: Any,
) -> Axes:
    """Draw how well predictors rank coded sentences by loadedness (AUROC; dashed line: chance).

    Parameters
    ----------
    data : DataFrame
        The table of agreement (results/agreement.csv): predictor, auroc, low, high, n_loaded, n_sentences.
    x, y, hue : str
        Columns of the measure, of the rows and of colour and marker.
    article_id : str or None, default "ALL"
        Text whose sentences are ranked; "ALL" for all texts together, None keeps all rows.
    ax : Axes, optional
        Axes to draw on; default: the current one.
    **options
        Further options of `forest`: order, hue_order, palette, markers, legend.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/agreement.csv")
    >>> fr.plotting.agreement(table, palette=["black"] * 20, ax=Figure().subplots()).get_xlabel()
    'AUROC'
    """
    ax = axes_of(ax)
    require_columns(data, x, y, hue, "low", "high", "n_loaded", "n_sentences")
    data = data[data["article_id"] == article_id] if article_id and "article_id" in data else data
    if data.empty:
        return no_rows(ax)
    data = data.assign(count=[f"{row.n_loaded:g} of {row.n_sentences:g}" for row in rows(data)])
    forest(data, x=x, y=y, hue=hue, count="count", limit=1, ax=ax, **options)
    ax.axvline(0.5, color=GREY, linewidth=0.7, linestyle="--", zorder=1)
    ax.set_xlabel("AUROC")
    return ax


def calibration(
    data: pd.DataFrame,
    *,
    x: str = "predicted",
    y: str = "estimate",
    hue: str = "predictor",
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    legend: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the share of sentences coded as loaded against the predicted probability, in fifths of its range.

    Parameters
    ----------
    data : DataFrame
        The table of calibration (results/calibration.csv): predicted, estimate, low, high, n_loaded, n_sentences,
        predictor; with one predictor, the counts are written above the fifths.
    x, y, hue : str
        Columns of the mean probability, of the share and of colour and marker.
    hue_order, palette : optional
        Levels of `hue` and their colours, as in seaborn.
    legend : bool, default True
        Whether several predictors have a legend.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> ax = fr.plotting.calibration(pd.read_csv("results/calibration.csv"), ax=Figure().subplots())
    >>> ax.get_ylabel()
    'share coded as loaded'
    """
    ax = axes_of(ax)
    require_columns(data, x, y, hue, "low", "high", "n_loaded", "n_sentences")
    if data.empty:
        return no_rows(ax)
    hue_order = levels_of(data[hue], hue_order)
    colours = colours_of(hue_order, palette)
    few = data["n_sentences"].between(0.5, LEAST_CASES - 0.5)
    data = data.assign(colour=data[hue].map(colours).astype("object").mask(few, GREY), few=few)
    points = data[data[y].notna()]
    ax.axline((0, 0), (1, 1), color=GREY, linewidth=0.7, linestyle="--", zorder=1)
    widths = np.where(points["few"], THIN_LINE, LINE)
    ax.vlines(points[x], points["low"], points["high"], colors=list(points["colour"]), linewidths=widths, zorder=2)
    sns.scatterplot(
        points,
        x=x,
        y=y,
        hue=hue,
        hue_order=hue_order,
        palette=colours,
        style=hue,
        style_order=hue_order,
        markers=default_markers(hue_order),
        s=SIZE,
        legend="full" if legend and len(hue_order) > 1 else False,
        zorder=3,
        ax=ax,
    )
    ax.collections[-1].set(clip_on=False, edgecolor=list(points["colour"]), facecolor=list(points["colour"]))
    ticks = np.linspace(0, 1, 6)
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=ticks, yticks=ticks)
    ax.xaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.set(xlabel="probability of being loaded", ylabel="share coded as loaded")
    if len(hue_order) == 1:
        ax.vlines(ticks[1:-1], 0, 1, PALE, linewidth=0.5, zorder=0)
        for place, row in zip(ticks[:-1] + 0.1, rows(data), strict=False):
            text = f"{row.n_loaded:g}\nof {row.n_sentences:g}" if row.n_sentences else "0"
            ax.text(place, 1.03, text, ha="center", va="bottom", fontsize=SMALL, color=GREY if row.few else INK)
    legend_above(ax, ncols=1)
    return ax
