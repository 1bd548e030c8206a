"""Naming rates: the share of slots in which each text took a loaded name, by target."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View, axis_limit, counted, interval, muted_note
from framing.plots.intervals import estimate_rows
from framing.plots.style import TWO_COLUMNS, Drawing
from framing.tables import rows


def draw(view: View) -> Drawing:
    """A panel a target, a row a text, interval and count for each."""
    data = view.rates()
    limit = axis_limit(data)
    figure = Figure(figsize=(TWO_COLUMNS, 1.15 + 0.24 * len(view.order)), layout="constrained")
    axes = figure.subplots(1, len(view.targets), sharey=True, squeeze=False)[0]
    for ax, target in zip(axes, view.targets, strict=True):
        of_target = data[data["target"] == target]
        estimate_rows(of_target, ax=ax, row="row", order=view.order, labels=view.names, looks=view.looks, limit=limit)
        ax.set_title(f"{view.called(target)}\nn = {counted(int(of_target['n_slots'].sum()), 'slot')}")
        ax.set_xlabel("naming rate")
    view.note(
        figure,
        f"Loaded ÷ all naming slots in own voice; lines: {view.intervals}.",
        muted_note(data),
    )
    return Drawing("naming_rates", figure, data, caption(view, data), alt(view, data))


def caption(view: View, data: pd.DataFrame) -> str:
    none = (
        f"“no slot”: the {view.unit} never names the target in its own voice. " if (data["n_slots"] == 0).any() else ""
    )
    muted = muted_note(data)
    return (
        f"Naming rates: of all places where the {view.unit} had to name the target in its own voice, the share where "
        f"it took a loaded name (full lexicon). Counts at the right margin; lines are {view.intervals}. "
        f"{none}{muted}{' ' if muted else ''}The axis ends at {axis_limit(data):g}. {view.scope}"
    )


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{view.called(row.target)}, {view.names[row.row]}: {row.count}"
        + ("" if pd.isna(row.estimate) else f", {row.estimate:.2f} ({interval(row.low, row.high)})")
        for row in rows(data)
    ]
    return f"Dot-and-interval chart, one panel a target, one row for each {view.unit}. {'; '.join(parts)}."
