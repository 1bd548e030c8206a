"""Naming rates: the share of slots in which each text took a loaded name, by target."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import View
from framing.reporting.tables import PrintedTable
from framing.tables import rows
from framing.tabulated.cells import interval, real, reasons_below


def tabulate(view: View) -> PrintedTable:
    """A group a target, a row a text."""
    rates = view.rates()
    order = {row: place for place, row in enumerate(view.order)}
    targets = {target: place for place, target in enumerate(view.targets)}
    place = rates["target"].map(targets) * len(order) + rates["row"].map(order)
    body = pd.DataFrame(
        {
            "target": view.called(row.target),
            view.unit: view.names[row.row],
            "loaded of slots": row._asdict()["count"],
            "rate": real(row.estimate),
            "95 % interval": interval(row),
        }
        for row in rows(rates.iloc[place.argsort(kind="stable")])
    )
    body, reasons = reasons_below(body, "95 % interval")
    caption = (
        f"Of all places (slots) where the {view.unit} had to name the target in its own voice, those with a loaded "
        f"name, full lexicon; n = {rates['n_slots'].sum()} slots. Intervals: {view.intervals}. {reasons} {view.scope}"
    )
    return PrintedTable(
        "naming_rates",
        "Naming rates",
        " ".join(caption.split()),
        body,
        ("loaded of slots", "rate", "95 % interval"),
        "target",
    )
