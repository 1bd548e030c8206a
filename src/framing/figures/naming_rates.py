"""Naming rates: the share of slots in which each text took a loaded name, by target."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.comparison.robustness import FULL
from framing.figures.view import View, interval
from framing.plots.intervals import estimate_rows
from framing.plots.style import TWO_COLUMNS, Drawing
from framing.schema import rows


def draw(view: View) -> Drawing:
    """A panel a target, a row a text, interval and count for each."""
    data = drawn(view)
    figure = Figure(figsize=(TWO_COLUMNS, 0.95 + 0.26 * len(view.order)), layout="constrained")
    axes = figure.subplots(1, len(view.targets), sharey=True, squeeze=False)[0]
    for ax, target in zip(axes, view.targets, strict=True):
        of_target = data[data["target"] == target]
        estimate_rows(of_target, ax=ax, row="article_id", order=view.order, labels=view.names, looks=view.looks)
        ax.set_title(f"{target}\nn = {int(of_target['n_slots'].sum())} slots")
        ax.set_xlabel("naming rate")
    view.note(
        figure,
        "Loaded ÷ all naming slots in the outlet's own voice; lines: 95 % Clopper–Pearson intervals over slots, about "
        "these texts.",
    )
    return Drawing("naming_rates", figure, data, caption(view), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    rates = view.results["estimates"]
    chosen = (rates["measure"] == "naming rate") & (rates["lexicon"] == FULL) & rates["target"].isin(view.targets)
    rates = rates[chosen]
    return rates.assign(count=rates["n_loaded"].astype("str") + " of " + rates["n_slots"].astype("str"))


def caption(view: View) -> str:
    return (
        "Naming rates: of all places where a text had to name the target in its own voice, the share where it took a "
        "loaded name (full lexicon). "
        "Counts at the right margin; lines are 95 % Clopper–Pearson intervals that treat slots as independent and "
        "describe these texts only. "
        f"“no slot”: the text never names the target in its own voice. {view.texts}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{row.target}, {view.names[row.article_id]}: {row.count_}"
        + ("" if pd.isna(row.estimate) else f", {row.estimate:.2f} ({interval(row.low, row.high)})")
        for row in rows(data.rename(columns={"count": "count_"}))
    ]
    return f"Dot-and-interval chart, one panel a target, one row a text. {'; '.join(parts)}."
