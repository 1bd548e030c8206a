"""Collation: how much of each text stands in each other text, in full or in part."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View, counted
from framing.measures.collation import ALL
from framing.plots.groups import line_count
from framing.plots.matrix import matrix_key, twin_matrix
from framing.plots.style import GREY, ONE_COLUMN, TWO_COLUMNS, Drawing
from framing.tables import rows

MOST_COLUMNS = 12  # more do not fit on a page: then each text is compared with all others together
MOST_NARROW = 5  # columns of texts in one column of a journal
ANY = "any other text"
NOTHING = "one text alone: nothing to compare, n = 0 pairs"
READING = (
    "Sentences of the row's text with a full twin in the column's text, + more with a part twin only; bars: their "
    "shares of n."
)


def draw(view: View) -> Drawing:
    """A row a text, a column a text, and a last column for any other text."""
    view = view.by_text
    data = drawn(view)
    columns = columns_of(view, data)
    wide = sum(map(len, columns)) > MOST_NARROW + 1
    height = 2.05 + 0.3 * line_count(view.groups) if len(data) else 1
    figure = Figure(figsize=(TWO_COLUMNS if wide else ONE_COLUMN, height), layout="constrained")
    if len(data):
        ax = figure.subplots()
        twin_matrix(
            data,
            ax=ax,
            groups=view.groups,
            labels=view.narrow_names,
            columns=columns,
            column_labels={**view.narrow_names, ALL: ANY},
            lengths=dict(zip(data["row"], data["n_sentences"], strict=True)),
        )
        figure.legend(handles=matrix_key(), loc="outside upper left", ncols=3, handlelength=1.6, columnspacing=1.2)
        ax.set_title(
            f"Twins in other texts\nn = {counted(sentences(data), 'sentence')}, {counted(pairs(view), 'pair')}"
        )
    else:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *((READING, drift(view)) if len(data) else ()))
    return Drawing("collation", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Every row with every column that it was compared with; where there are too many, with all others together."""
    data = view.with_rows(view.results["collation"])
    every = len(view.order) <= MOST_COLUMNS and not view.of_outlets
    data = data if every else data[data["other"] == ALL]
    data = data.groupby(["row", "other"], sort=False)[["n_sentences", "n_full", "n_twin"]].sum().reset_index()
    some = data["n_sentences"].where(data["n_sentences"] > 0)
    return data.assign(
        column=data["other"],
        share_full=data["n_full"] / some,
        share_twin=data["n_twin"] / some,
        count=[in_words(row.n_full, row.n_twin - row.n_full) for row in rows(data)],
    ).drop(columns="other")


def in_words(n_full: int, only_part: int) -> str:
    """The text of a cell.

    >>> in_words(12, 7), in_words(3, 0), in_words(0, 0)
    ('12 +7', '3', '0')
    """
    return f"{n_full} +{only_part}" if only_part else f"{n_full}"


def columns_of(view: View, data: pd.DataFrame) -> list[list[str]]:
    """The texts of each outlet, and any other text; only those that are drawn."""
    found = set(data["column"])
    sets = [[row for row in together if row in found] for together in view.groups.values()]
    return [together for together in [*sets, [ALL]] if together]


def sentences(data: pd.DataFrame) -> int:
    return int(data.loc[data["column"] == ALL, "n_sentences"].sum())


def pairs(view: View) -> int:
    return int(view.results["voice_drift"]["n_pairs"].sum())


def drift(view: View) -> str:
    """In how many pairs the voice changes."""
    if not pairs(view):
        return "No sentence has a twin in another text."
    changed = int(view.results["voice_drift"]["n_changed"].sum())
    of = f"{changed} of {counted(pairs(view), 'pair')}"
    return f"The voice changes in {of}: quoted or reported in one text, own words in the other."


def directions(view: View) -> str:
    """Who quotes what, and who says it itself: the most frequent directions."""
    table = view.results["voice_drift"].groupby(["article_a", "article_b"], sort=False).sum(numeric_only=True)
    table = table.reset_index()
    found = [
        (n, view.names.get(there, there), view.names.get(own, own))
        for row in rows(table)
        for n, there, own in (
            (row.n_own_in_a, row.article_b, row.article_a),
            (row.n_own_in_b, row.article_a, row.article_b),
        )
        if n
    ]
    most = sorted(found, key=lambda one: -one[0])[:5]
    shown = "; ".join(f"{there} quotes or reports what {own} says itself: {n}" for n, there, own in most)
    return f"Most often: {shown}. " if most else ""


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"The same proposition elsewhere: {NOTHING}. {view.scope}"
    others = "" if set(data["column"]) - {ALL} else "There are too many texts to show each pair. "
    words = (
        f"The same proposition elsewhere. Of the sentences of each {view.unit} (row, n), those that another text "
        "(column) has too: in full (all main content of the shorter one) or in part only. The matrix is not "
        f"symmetric, since one sentence may answer two and lengths differ. {others}{drift(view)} {directions(view)}"
        f"Pairs are those that the toolkit finds by wording and meaning. {view.scope}"
    )
    return " ".join(words.split())


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.names[row.row]}: {row.n_full} of {row.n_sentences} in full, {row.n_twin} in full or part"
        for row in rows(data[data["column"] == ALL])
    ]
    return f"Matrix of counts and bars, one row for each {view.unit}. In any other text: {'; '.join(parts) or NOTHING}."
