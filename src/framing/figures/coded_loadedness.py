"""Coded loadedness: how the coders coded each text, and how far they agree."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View
from framing.plots.groups import line_count
from framing.plots.stack import STRONGEST_FIRST, has_number, strength_key, strength_stack
from framing.plots.style import ONE_COLUMN, Drawing
from framing.tables import rows


def draw(view: View) -> Drawing:
    """A bar a text and coder, parts by strength."""
    view = view.by_text
    data = drawn(view)
    coders = coders_of(data)
    height = 1.6 + (0.06 + 0.14 * len(coders)) * line_count(view.groups)
    figure = Figure(figsize=(ONE_COLUMN, height), layout="constrained")
    ax = figure.subplots()
    strength_stack(data, ax=ax, groups=view.groups, labels=view.narrow_names, coders=coders)
    ax.set_xlabel(f"share of the {view.unit}'s coded sentences")
    figure.legend(
        handles=strength_key(), loc="outside upper left", ncols=4, handlelength=1, columnspacing=0.9, handletextpad=0.4
    )
    view.note(figure, beside(coders), *agreement_lines(view), together(view))
    return Drawing("coded_loadedness", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Sentences by strength for each row and coder."""
    counts = view.with_rows(view.results["coded_loadedness"]).drop(columns=["estimate", "low", "high", "level"])
    return counts.groupby(["row", "coder"], sort=False).sum().reset_index()


def coders_of(data: pd.DataFrame) -> list[str]:
    return sorted(data["coder"].unique())


def beside(coders: list[str]) -> str:
    """What the numbers at the margin are."""
    return f"n of n: sentences coded as loaded, by coder {' and by coder '.join(coders)}."


def together(view: View) -> str:
    """That a bar holds several texts, where it does."""
    return "Sentences of all texts of an outlet are counted together." * view.of_outlets


def agreement_lines(view: View) -> list[str]:
    """A line a variable; none where there is one coder, who can agree with nobody."""
    if view.results["coded_loadedness"]["coder"].nunique() < 2:
        return []
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
    coders = coders_of(data)
    whose = f"the coders ({' and '.join(coders)})" if len(coders) > 1 else f"one coder ({coders[0]})"
    lines = "; ".join(agreement_lines(view))
    agreement = f"Agreement (Krippendorff's α, 95 % bootstrap over sentences): {lines}. " if lines else ""
    pooled = f"{together(view)} " if view.of_outlets else ""
    return (
        f"Coded loadedness. Sentences of each {view.unit} by the strength of loaded wording that {whose} gave "
        f"them; beside each bar the number coded as loaded; shares with their intervals stand in "
        f"results/coded_loadedness.csv. {unprinted(data)}{pooled}{agreement}{view.coders} {view.scope}"
    )


def unprinted(data: pd.DataFrame) -> str:
    """That some parts are too narrow for their number, where some are."""
    parts = [(getattr(row, f"strength_{level}"), row.n_sentences) for row in rows(data) for level in STRONGEST_FIRST]
    narrow = any(n > 0 and not has_number(n, of) for n, of in parts)
    return "Numbers that do not fit into their part stand in the CSV beside. " * narrow


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.names[row.row]}, coder {row.coder}: {row.n_loaded} of {row.n_sentences} loaded, {row.strength_3} strong"
        for row in rows(data)
    ]
    return f"Stacked bars, one for each {view.unit} and coder, parts by strength. {'; '.join(parts)}."
