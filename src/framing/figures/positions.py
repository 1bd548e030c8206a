"""Positions: where in each text its loaded words stand."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View
from framing.plots.groups import line_count
from framing.plots.strip import ENTRIES, position_strip, strip_key
from framing.plots.style import TWO_COLUMNS, Drawing


def draw(view: View) -> Drawing:
    """One line a text from first to last word."""
    view = view.by_text
    data = drawn(view)
    figure = Figure(figsize=(TWO_COLUMNS, 1.2 + 0.29 * line_count(view.groups)), layout="constrained")
    ax = figure.subplots()
    position_strip(data, ax=ax, groups=view.groups, labels=view.names, counts=counts(view, data))
    figure.legend(
        handles=strip_key(), loc="outside upper left", ncols=len(ENTRIES), handletextpad=0.3, columnspacing=1.4
    )
    view.note(
        figure,
        "No loaded word was found." if data.empty else "",
        "Share of the article's text before the word, boilerplate left out. n: loaded names + judging words, those of "
        "sources included.",
        together(view),
    )
    return Drawing("positions", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Every loaded occurrence with its row, and whether it is a name or a judging word."""
    data = view.with_rows(view.results["positions"])
    return data.assign(mark=(data["kind"] == "naming").map({True: "naming", False: "judging"}).astype("str"))


def counts(view: View, data: pd.DataFrame) -> dict[str, str]:
    """Names and judging words of each row, for the margin."""
    table = (
        data.groupby(["row", "mark"])
        .size()
        .unstack(fill_value=0)
        .reindex(index=view.order, columns=["naming", "judging"], fill_value=0)
    )
    return {str(row): f"n = {count['naming']} + {count['judging']}" for row, count in table.to_dict("index").items()}


def together(view: View) -> str:
    """That a line holds several texts, where it does."""
    return "Texts of an outlet are drawn on one line, each from its own first to its own last word." * view.of_outlets


def named(view: View, data: pd.DataFrame) -> str:
    """Which targets the loaded names are of."""
    found = data.loc[data["mark"] == "naming", "target"].unique()
    if not len(found):
        return "No loaded naming was found."
    return (
        "Loaded names of every target of the lexicon are counted, not only of those shown in other figures; here of "
        f"{', '.join(sorted(view.called(target) for target in found))}."
    )


def caption(view: View, data: pd.DataFrame) -> str:
    lines = together(view) if view.of_outlets else "Each line is a text from its first to its last word"
    return (
        f"Where loaded words stand. {lines.removesuffix('.')} (headline included, boilerplate left out); each mark one "
        f"of {len(data)} loaded occurrences of the full lexicon: diamonds are loaded names, dots judging verbs, "
        "modifiers and metaphors; filled in the outlet's own voice, hollow in a source's (quoted or reported). "
        f"Marks that would hide each other stand one above the other. {named(view, data)} {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = []
    for row, shown in counts(view, data).items():
        places = data.loc[data["row"] == row, "position"]
        middle = "" if places.empty else f", half of them before {places.median():.2f}"
        parts.append(f"{view.names[row]} {shown}{middle}")
    return f"Strip chart, one line for each {view.unit} with marks at loaded words. {'; '.join(parts)}."
