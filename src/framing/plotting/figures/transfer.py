"""Transfer: each outlet's classifier on the sentences of each outlet, and what shortcuts alone reach."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from framing.models import outlet_of
from framing.plotting.context import (
    NARROW,
    View,
    circular,
    few_note_of_outlets,
    interval,
    outlet_names,
    positives_of_outlets,
    too_few,
)
from framing.plotting.forest import estimate_rows
from framing.plotting.heatmap import square_matrix
from framing.plotting.theme import GREY, INK, TWO_COLUMNS, Drawing, Look
from framing.schema import ALL
from framing.tables import rows

SIDE_BY_SIDE = 6  # outlets whose cells have room for their text in half a page
SHORTCUT, CLASSIFIER = Look(INK, "p", "white"), Look(INK, "h", INK)  # markers that no text has
WIDE = 38  # letters of a predictor's name in a line
CELL = [
    "classifier",
    "outlet",
    "tier",
    "n_sentences",
    "n_loaded",
    "auroc",
    "low",
    "high",
    "macro_f1",
    "level",
    "method",
]
SHOWN = (
    "outlet alone",
    "length and position alone",
    "lexicon hits alone",
    "TF-IDF",
    "embeddings",
    "general model",
    "own outlet's classifier, public tier",
    "own outlet's classifier, public tier, lexicon of other texts",
    "own outlet's classifier, text tier",
)
NOTHING = "no classifier was transferred, n = 0"
CELLS = (
    "Cells: AUROC (0.5: chance), its interval, loaded sentences of all coded ones (halves: coders differ); grey "
    "italic: fewer than five of either label, counts only. Framed: the outlet's own sentences, cross-fitted."
)
ABOUT = "95 % percentile bootstrap intervals over families of sentences, about these texts"


def draw_transfer(
    view: View,
    transfer: pd.DataFrame,
    agreement: pd.DataFrame,
    classifiers: pd.DataFrame,
    lexicon_coverage: pd.DataFrame | None = None,
) -> Drawing:
    """A matrix a tier, and below them a row a predictor."""
    matrix, predictors = _cells(transfer), _guesses(agreement)
    data = pd.concat([matrix, predictors], ignore_index=True)
    limits = f"{circular(lexicon_coverage)} {few_note_of_outlets(view, classifiers)}"
    caption = _caption(view, data, limits)
    tiers = list(dict.fromkeys(matrix["panel"]))
    order = [outlet for outlet in outlet_names(view) if outlet in {*matrix["row"], *matrix["column"]}]
    if not tiers:
        figure = Figure(figsize=(TWO_COLUMNS, 1), layout="constrained")
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("transfer", figure, data, caption, _alt(view, data))
    together = len(order) <= SIDE_BY_SIDE
    tall, short = 0.95 + 0.46 * len(order), 0.55 + 0.19 * max(len(predictors), 1)
    lines = 1 if together else len(tiers)
    figure = Figure(figsize=(TWO_COLUMNS, 1.0 + lines * tall + short), layout="constrained")
    top, bottom = figure.subfigures(2, 1, squeeze=False, height_ratios=[lines * tall, short])[:, 0]
    axes = top.subplots(lines, len(tiers) if together else 1, sharey=together, squeeze=False).ravel()
    for ax, tier in zip(axes, tiers, strict=True):
        draw_tier(view, matrix[matrix["panel"] == tier], classifiers, tier, order, ax)
    draw_guesses(predictors, bottom.subplots())
    view.note(
        figure, CELLS, f"Intervals: {ABOUT}.", circular(lexicon_coverage), few_note_of_outlets(view, classifiers, "† ")
    )
    return Drawing("transfer", figure, data, caption, _alt(view, data))


def _cells(transfer: pd.DataFrame) -> pd.DataFrame:
    """The cells of both matrices, with their counts in words."""
    table = transfer.reindex(columns=CELL)
    found = table.assign(
        panel=table["tier"].astype("str") + " tier",
        row=table["classifier"].map(outlet_of),
        column=table["outlet"],
        estimate=table["auroc"],
    )
    return _in_words(found.drop(columns=["classifier", "tier", "outlet", "auroc"])).sort_values(
        "panel", ascending=False, kind="stable", ignore_index=True
    )


def _guesses(agreement: pd.DataFrame) -> pd.DataFrame:
    """The predictors of the lower panel, shortcuts first."""
    table = agreement[(agreement["article_id"] == ALL) & agreement["predictor"].isin(SHOWN)]
    place = table["predictor"].map(list(SHOWN).index)
    table = table.iloc[place.argsort(kind="stable")].reindex(columns=["predictor", *CELL[3:]])
    return _in_words(
        table.rename(columns={"predictor": "row", "auroc": "estimate"}).assign(panel="shortcuts", column="")
    )


def _in_words(data: pd.DataFrame) -> pd.DataFrame:
    """The same with the count as it is printed."""
    counts = [f"{row.n_loaded:g} of {row.n_sentences:g}" for row in rows(data)]
    return data.assign(count=counts, muted=False)


def draw_tier(
    view: View, data: pd.DataFrame, classifiers: pd.DataFrame, tier: str, order: Sequence[str], ax: Axes
) -> None:
    """One matrix: rows named with the loaded sentences that the classifier learnt from."""
    names = {outlet: fill(name, NARROW, break_on_hyphens=False) for outlet, name in outlet_names(view).items()}
    learnt, few = positives_of_outlets(classifiers), too_few(classifiers)
    labels = {
        outlet: f"{names[outlet]}\n{learnt[outlet]:g} loaded{' †' * (outlet in few)}"
        if outlet in learnt
        else names[outlet]
        for outlet in order
    }
    square_matrix(data, ax=ax, order=order, row_labels=labels, column_labels=names)
    n = data.drop_duplicates("column")["n_sentences"].sum()
    ax.set_title(f"{tier.capitalize()}, n = {n:g} sentences")
    ax.set_xlabel("scored sentences of")
    ax.set_ylabel("learnt from")


def draw_guesses(data: pd.DataFrame, ax: Axes) -> None:
    """How well each predictor orders all sentences."""
    order = list(data["row"])
    looks = {name: SHORTCUT if name.endswith(" alone") else CLASSIFIER for name in order}
    if order:
        estimate_rows(
            data, ax=ax, row="row", order=order, labels={name: fill(name, WIDE) for name in order}, looks=looks
        )
    ax.axvline(0.5, color=GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=1)
    n = data["n_sentences"].max() if order else 0
    ax.set_title(f"Shortcuts and classifiers, all outlets together, n = {n:g} sentences")
    ax.set_xlabel("AUROC")


def _caption(view: View, data: pd.DataFrame, limits: str) -> str:
    if data.empty:
        return f"Transfer: {NOTHING}. {view.scope}"
    words = (
        "Transfer. Above: the classifier that learnt from the coded sentences of one outlet (row, with how many loaded "
        "ones, mean over folds; each starts from the same shared model) scores the sentences of another (column); no "
        "sentence is scored by a model that saw its component. "
        f"{CELLS} {_wide(data)} {_shortcut(data)} Intervals are {ABOUT}. {_lengthless(data)} {limits} "
        f"{view.coders} {view.scope}"
    )
    return " ".join(words.split())


def _wide(data: pd.DataFrame) -> str:
    """In how many cells chance lies within the interval."""
    counted = data[(data["panel"] != "shortcuts") & data["estimate"].notna()]
    within = counted[(counted["low"] <= 0.5) & (counted["high"] >= 0.5)]
    return f"In {len(within)} of {len(counted)} cells with an AUROC the interval holds 0.5."


def _lengthless(data: pd.DataFrame) -> str:
    """What an interval from 1 to 1 is, where there is one."""
    none = bool((data["low"] == data["high"]).any())
    return "Where all sentences are in order the bootstrap has an interval without length: that is no certainty." * none


def _shortcut(data: pd.DataFrame) -> str:
    """What the best shortcut reaches, beside the best of the others."""
    found = data[(data["panel"] == "shortcuts") & data["estimate"].notna()].sort_values("estimate", ascending=False)
    alone = found["row"].str.endswith(" alone")
    if not alone.any() or alone.all():
        return ""
    best, other = found[alone].iloc[0], found[~alone].iloc[0]
    return (
        "Below: how well shortcuts alone guess the code (hollow), beside the models (filled). "
        f"Best shortcut: {best['row']}, {best['estimate']:.2f} ({interval(best['low'], best['high'])}); "
        f"best model: {other['row']}, {other['estimate']:.2f} ({interval(other['low'], other['high'])})."
    )


def _alt(view: View, data: pd.DataFrame) -> str:
    names = outlet_names(view)
    parts = [
        (
            f"{row.panel}, {names.get(row.row, row.row)} on {names.get(row.column, row.column)}"
            if row.column
            else row.row
        )
        + f": {row.count} loaded"
        + ("" if pd.isna(row.estimate) else f", {row.estimate:.2f} ({interval(row.low, row.high)})")
        for row in rows(data)
    ]
    return (
        "Matrices of AUROC, classifiers in rows and outlets in columns, and a dot-and-interval chart of predictors. "
        f"{'; '.join(parts) or NOTHING}."
    )
