"""Coded loadedness: how the coders coded each text, and how far they agree."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from framing.figures.view import View
from framing.plots.stack import NAMES, strength_stack
from framing.plots.style import GREY, ONE_COLUMN, STRENGTHS, Drawing
from framing.tables import rows


def draw(view: View) -> Drawing:
    """A bar a text and coder, parts by strength."""
    data = drawn(view)
    coders = sorted(data["coder"].unique())
    figure = Figure(figsize=(ONE_COLUMN, 1.35 + 0.17 * len(coders) * len(view.order)), layout="constrained")
    ax = figure.subplots()
    strength_stack(data, ax=ax, order=view.order, labels=view.narrow_names, coders=coders)
    ax.set_xlabel("share of the text's sentences")
    handles = [
        Patch(facecolor=STRENGTHS[level], edgecolor=GREY, linewidth=0.3, label=f"{level} {NAMES[level]}")
        for level in (3, 2, 1, 0)
    ]
    figure.legend(
        handles=handles, loc="outside upper left", ncols=4, handlelength=1, columnspacing=0.9, handletextpad=0.4
    )
    view.note(figure, *agreement_lines(view))
    return Drawing("coded_loadedness", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Sentences by strength for each row and coder."""
    counts = view.with_rows(view.results["coded_loadedness"]).drop(columns=["estimate", "low", "high", "level"])
    return counts.groupby(["row", "coder"], sort=False).sum().reset_index()


def agreement_lines(view: View) -> list[str]:
    table = view.results["reliability"]
    return [agreement(row) for row in rows(table[table["variable"].isin(["loaded", "strength"])])]


def agreement(row: Any) -> str:
    """Alpha of one variable with interval and n, or why there is none."""
    if pd.isna(row.alpha):
        return f"α {row.variable}: {row.note}, n = {row.n_units} sentences"
    return (
        f"α {row.variable} ({row.metric}) {row.alpha:.3f} [{row.low:.2f}, {row.high:.2f}], n = {row.n_units} sentences"
    )


def caption(view: View, data: pd.DataFrame) -> str:
    coders = " and ".join(sorted(data["coder"].unique()))
    return (
        f"Coded loadedness. Sentences of each {view.unit} by the strength of loaded wording that the coders ({coders}) "
        "gave them; beside each bar the number coded as loaded; shares with their intervals stand in "
        f"results/coded_loadedness.csv. Agreement (Krippendorff's α, 95 % bootstrap over sentences): "
        f"{'; '.join(agreement_lines(view))}. {view.coders} {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.names[row.row]}, coder {row.coder}: {row.n_loaded} of {row.n_sentences} loaded, {row.strength_3} strong"
        for row in rows(data)
    ]
    return f"Stacked bars, one for each {view.unit} and coder, parts by strength. {'; '.join(parts)}."
