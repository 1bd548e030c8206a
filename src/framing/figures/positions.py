"""Positions: where in each text its loaded words stand."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from framing.figures.view import View
from framing.plots.strip import MARKS, SIZES, position_strip
from framing.plots.style import INK, LOADED, TWO_COLUMNS, Drawing

ENTRIES = (
    ("loaded name, own voice", "naming", LOADED, LOADED),
    ("loaded name, quoted", "naming", LOADED, "white"),
    ("judging word, own voice", "judging", INK, INK),
    ("judging word, quoted", "judging", INK, "white"),
)


def draw(view: View) -> Drawing:
    """One line a text from first to last word."""
    data = drawn(view)
    figure = Figure(figsize=(TWO_COLUMNS, 1.1 + 0.3 * len(view.order)), layout="constrained")
    ax = figure.subplots()
    position_strip(data, ax=ax, order=view.order, labels=view.names, counts=counts(view, data))
    handles = [
        Line2D(
            [],
            [],
            marker=MARKS[mark],
            markersize=SIZES[mark],
            linestyle="none",
            markeredgecolor=edge,
            markerfacecolor=face,
            markeredgewidth=0.8,
            label=label,
        )
        for label, mark, edge, face in ENTRIES
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=len(ENTRIES), handletextpad=0.3, columnspacing=1.4)
    view.note(
        figure,
        "Share of the article's text before the word, boilerplate left out. n: loaded names + judging words, quoted "
        "ones included.",
    )
    return Drawing("positions", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    data = view.with_rows(view.results["positions"])
    return data.assign(mark=data["kind"].map(lambda kind: "naming" if kind == "naming" else "judging"))


def counts(view: View, data: pd.DataFrame) -> dict[str, str]:
    table = (
        data.groupby(["row", "mark"])
        .size()
        .unstack(fill_value=0)
        .reindex(index=view.order, columns=["naming", "judging"], fill_value=0)
    )
    return {str(article): f"n = {row['naming']} + {row['judging']}" for article, row in table.to_dict("index").items()}


def caption(view: View, data: pd.DataFrame) -> str:
    return (
        "Where loaded words stand. Each line runs from the first to the last word (headline included, "
        f"boilerplate left out); each mark one of {len(data)} loaded "
        "occurrences of the full lexicon: diamonds are loaded names, dots judging verbs, modifiers and metaphors; "
        "filled in the outlet's own voice, hollow inside quotation "
        f"marks. Reported speech without quotation marks counts as the outlet's. {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = []
    for article, shown in counts(view, data).items():
        places = data.loc[data["row"] == article, "position"]
        middle = "" if places.empty else f", half of them before {places.median():.2f}"
        parts.append(f"{view.names[article]} {shown}{middle}")
    return f"Strip chart, one line for each {view.unit} with marks at loaded words. {'; '.join(parts)}."
