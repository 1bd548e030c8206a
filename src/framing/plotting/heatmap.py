"""Draw matrices with printed counts: names by text, transfer, shared sentences, propositions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap

from framing.plotting.theme import (
    GREY,
    INK,
    LOADED,
    NORMAL,
    SMALL,
    STRENGTHS,
    axes_of,
    levels_of,
    no_rows,
    readable_on,
    require_columns,
)
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SLANT = 40
MOST_BROKEN = 6  # columns that leave room for names of two lines, and for "1 of 14" above them
COUNTS = LinearSegmentedColormap.from_list("counts", ["#7A7A7A", "#C8C8C8", "#FFFFFF", "#F4A582", LOADED])
SHARES = LinearSegmentedColormap.from_list("shares", ["#FFFFFF", "#9EC5E3", "#2171B5"])
RANKING = LinearSegmentedColormap.from_list("ranking", ["#E08214", "#FFFFFF", "#5BA3CF"])
STRENGTH = LinearSegmentedColormap.from_list("strength", STRENGTHS)


def matrix(
    values: pd.DataFrame,
    texts: pd.DataFrame,
    *,
    ax: Axes,
    cmap: Any,
    span: tuple[float, float],
    labels: Mapping[Any, str] | None = None,
) -> Axes:
    """Draw a heatmap with a text in each cell, rows from top to bottom, slanted names below the columns."""
    labels = labels or {}
    sns.heatmap(
        values.astype("float"),
        annot=texts.to_numpy(),
        fmt="",
        cmap=cmap,
        vmin=span[0],
        vmax=span[1],
        cbar=False,
        linewidths=1,
        linecolor="white",
        annot_kws={"fontsize": SMALL},
        xticklabels=False,
        yticklabels=False,
        ax=ax,
    )
    columns, index = ([str(labels.get(name, name)) for name in names] for names in (values.columns, values.index))
    if len(columns) > MOST_BROKEN:  # slanted names of two lines would overlap
        columns = [" ".join(name.split()) for name in columns]
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=SLANT, rotation_mode="anchor", ha="right")
    ax.set_yticks(np.arange(len(index)) + 0.5, index, rotation=0)
    # seaborn writes white on mid shades too
    faces = np.asarray(ax.collections[0].get_facecolor())[~np.isnan(values.to_numpy("float")).ravel()]
    for text, face in zip(ax.texts, faces, strict=True):
        text.set_color(GREY if text.get_text() == "0" else readable_on(face))
    ax.tick_params(length=0, labelcolor=INK, labelsize=NORMAL)
    ax.set(xlabel="", ylabel="")
    return ax


def above_columns(ax: Axes, words: Sequence[str]) -> None:
    """Write a word above each column of a matrix."""
    for place, word in enumerate(words):
        # in points: a row may be of any height, and the title stands in points above
        ax.annotate(
            word, (place + 0.5, 0), (0, 1.7), textcoords="offset points",
            ha="center", va="bottom", fontsize=SMALL, color=GREY,
        )  # fmt: skip


def _wide(data: pd.DataFrame, x: str, y: str, value: str, order: Sequence[Any], columns: Sequence[Any]) -> pd.DataFrame:
    """Return one column as a matrix."""
    return data.pivot(index=y, columns=x, values=value).reindex(index=list(order), columns=list(columns))


def naming_choices(
    data: pd.DataFrame,
    *,
    x: str = "article_id",
    y: str = "term",
    order: Sequence[Any] | None = None,
    col_order: Sequence[Any] | None = None,
    largest: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each text uses each name of a target: red and bold for loaded, grey for neutral names.

    Parameters
    ----------
    data : DataFrame
        The table of naming choices (results/naming_choices.csv) for one target: article_id, term, form, voice, n_slots.
    x, y : str
        Columns of the columns (texts) and rows (terms) of the matrix.
    order, col_order : sequence, optional
        Terms from top to bottom (default: loaded ones first, then by frequency) and texts from left to right.
    largest : int, optional
        Count with the darkest shade; default: the largest of the table. Shade is by the square root.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes
        Each cell has the count in own voice and, after a plus, the count in sources' voices. A star marks counts with
        phrases that hold a loaded name of another target (n_nested, if the table has it).

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/naming_choices.csv").query("target == 'Xi'")
    >>> ax = fr.plotting.naming_choices(table, ax=Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['dictator', 'Xi', 'leader', 'president']
    """
    ax = axes_of(ax)
    require_columns(data, x, y, "form", "voice", "n_slots")
    if data.empty:
        return no_rows(ax)
    counts = data.pivot_table(index=[y, "form", x], columns="voice", values="n_slots", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=["outlet", "source"], fill_value=0).reset_index()
    totals = counts.groupby([y, "form"])[["outlet", "source"]].sum().reset_index()
    ranked = totals.sort_values(["form", "outlet", "source"], ascending=[True, False, False], kind="stable")
    order, columns = levels_of(ranked[y], order), levels_of(data[x], col_order)
    forms = ranked.set_index(y)["form"]
    own, sources = (
        _wide(counts, x, y, voice, order, columns).fillna(0).astype("int") for voice in ("outlet", "source")
    )
    nested = data[(data["voice"] == "outlet") & (data.get("n_nested", pd.Series(0, data.index)) > 0)]
    marked = pd.DataFrame({name: own.index.isin(nested.loc[nested[x] == name, y]) for name in own}, own.index)
    texts = own.astype("str") + marked.map(lambda some: "*" * some) + sources.map(lambda n: f" +{n}" if n else "")
    darkest = float(largest or max(own.to_numpy().max(), 1)) ** 0.5
    signs = pd.Series(np.where(forms.reindex(own.index) == "loaded", 1, -1), own.index)
    matrix((own**0.5).mul(signs, axis=0), texts, ax=ax, cmap=COUNTS, span=(-darkest, darkest))
    for label, term in zip(ax.get_yticklabels(), order, strict=True):
        if forms.get(term) == "loaded":
            label.set(color=LOADED, fontweight="bold")
    return ax


def transfer(
    data: pd.DataFrame,
    *,
    x: str = "outlet",
    y: str = "classifier",
    order: Sequence[Any] | None = None,
    col_order: Sequence[Any] | None = None,
    labels: Mapping[Any, str] | None = None,
    tier: str | None = "text",
    ax: Axes | None = None,
) -> Axes:
    """Draw how well the classifier of each outlet ranks the sentences of each outlet (AUROC, interval, counts).

    Parameters
    ----------
    data : DataFrame
        The table of transfer (results/transfer.csv): classifier, outlet, tier, auroc, low, high, n_loaded, n_sentences.
    x, y : str
        Columns of the scored outlet and of the classifier.
    order, col_order : sequence, optional
        Classifiers from top to bottom and outlets from left to right; default: as in the table.
    labels : mapping, optional
        Names to print for them.
    tier : str or None, default "text"
        Tier to draw; None keeps all rows.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes
        A cell without an AUROC (too few sentences of a label) has its counts only.

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> ax = fr.plotting.transfer(pd.read_csv("results/transfer.csv"), ax=Figure().subplots())
    >>> len(ax.texts)
    25
    """
    ax = axes_of(ax)
    require_columns(data, x, y, "auroc", "low", "high", "n_loaded", "n_sentences")
    data = data[data["tier"] == tier] if tier and "tier" in data else data
    if data.empty:
        return no_rows(ax)
    texts = [_ranked(row._asdict()) for row in rows(data)]
    data = data.assign(text=texts, shade=data["auroc"].fillna(0.5))
    shape = (levels_of(data[y], order), levels_of(data[x], col_order))
    shades, words = (_wide(data, x, y, value, *shape) for value in ("shade", "text"))
    return matrix(shades, words.fillna(""), ax=ax, cmap=RANKING, span=(0, 1), labels=labels)


def _ranked(cell: Mapping[str, Any]) -> str:
    """Return the text of a cell: AUROC, interval and counts, or counts only."""
    count = f"{cell['n_loaded']:g} of {cell['n_sentences']:g}"
    if pd.isna(cell["auroc"]):
        return f"–\n{count}"
    interval = "" if pd.isna(cell["low"]) else f"{_short(cell['low'])}–{_short(cell['high'])}\n"
    return f"{cell['auroc']:.2f}\n{interval}{count}"


def _short(share: float) -> str:
    """Return a share without its nought, for narrow cells.

    >>> _short(0.414), _short(1.0)
    ('.41', '1.00')
    """
    return f"{share:.2f}".removeprefix("0")


def propositions(
    data: pd.DataFrame,
    *,
    x: str = "article_id",
    y: str = "family_id",
    value: str = "strength",
    text: str | None = None,
    order: Sequence[Any] | None = None,
    col_order: Sequence[Any] | None = None,
    labels: Mapping[Any, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how strongly each text words the same propositions: one row each, empty if a text does not state it.

    Parameters
    ----------
    data : DataFrame
        The table of propositions (results/propositions.csv): family_id, article_id and the values.
    x, y, value : str
        Columns of the texts, of the propositions and of the value: "strength" (coded, 0 none to 3 strong) or
        "loaded_a_sentence".
    text : str, optional
        Column of what is printed in the cells; default: the value.
    order, col_order : sequence, optional
        Propositions from top to bottom (default: the largest difference between texts first, then the highest mean)
        and texts from left to right.
    labels : mapping, optional
        Names to print for them.
    ax : Axes, optional
        Axes to draw on; default: the current one.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import framing as fr, pandas as pd
    >>> from matplotlib.figure import Figure
    >>> table = pd.read_csv("results/propositions.csv")
    >>> ax = fr.plotting.propositions(table, ax=Figure().subplots())
    >>> len(ax.texts) == len(table.dropna(subset="strength"))
    True
    """
    ax = axes_of(ax)
    require_columns(data, x, y, value)
    data = data[data[value].notna()]
    if data.empty:
        return no_rows(ax)
    order, columns = order or by_spread(data, y, value), levels_of(data[x], col_order)
    values = _wide(data, x, y, value, order, columns)
    printed = data[text] if text else data[value].map(lambda number: f"{number:.1f}".removesuffix(".0"))
    texts = _wide(data.assign(text=printed), x, y, "text", order, columns).astype(object).fillna("")
    return matrix(values, texts, ax=ax, cmap=STRENGTH, span=(0, 3), labels=labels)


def by_spread(data: pd.DataFrame, y: str = "family_id", value: str = "strength") -> list[Any]:
    """Return propositions by the range of their values, then by their mean, the largest first."""
    found = data.groupby(y, sort=False)[value].agg(["max", "min", "mean"])
    found = found.assign(range=found["max"] - found["min"])
    return list(found.sort_values(["range", "mean"], ascending=False, kind="stable").index)
