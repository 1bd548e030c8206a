"""Rows of classifiers: which row of a figure each classifier is, what it rests on, what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from framing.classifiers.panel import GENERAL, LOADEDNESS, OUTLET
from framing.figures.view import LEAST_SLOTS
from framing.plots.style import INK, Look
from framing.tables import rows

if TYPE_CHECKING:
    from framing.figures.view import View

GENERAL_LOOK = Look(INK, "h", INK)  # a marker that no text has


def rows_of_classifiers(view: View) -> dict[str, str]:
    """The row of each outlet's classifiers, and of the general model, in the order of the study."""
    row_of_outlet = list(zip(view.articles["outlet"], view.articles["article_id"].map(view.row_of), strict=True))
    rows = {f"{kind}:{outlet}": row for kind in (LOADEDNESS, OUTLET) for outlet, row in row_of_outlet}
    return {**rows, GENERAL: GENERAL}


def with_classifiers(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of classifiers in the order of the study, with `kind`, `row`, n_positives and `few` (under ten)."""
    row_of = rows_of_classifiers(view)
    found = table[table["classifier"].isin(list(row_of))]
    found = found.merge(view.results["classifiers"], on=["classifier", "tier"], how="left")
    place = found["classifier"].map({name: place for place, name in enumerate(row_of)})
    found = found.assign(
        kind=found["classifier"].str.split(":").str[0].replace(GENERAL, LOADEDNESS),
        row=found["classifier"].map(row_of),
        few=found["enough_positives"].eq(False),
    )
    return found.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def looks(view: View) -> dict[str, Look]:
    """Colour and marker of each outlet's classifier as of its text, and of the general model."""
    return {**view.looks, GENERAL: GENERAL_LOOK}


def names(view: View) -> dict[str, str]:
    """What each classifier is called: as its text is."""
    return {**view.names, GENERAL: "general model"}


def positives(data: pd.DataFrame) -> dict[str, str]:
    """The positives that each classifier learnt from, as they stand beside its row; none of the general model's.

    >>> positives(pd.DataFrame({"row": ["a", "b"], "n_positives": [14.4, float("nan")]}))
    {'a': '14.4'}
    """
    return {row.row: f"{row.n_positives:g}" for row in rows(data.dropna(subset="n_positives"))}


def few_note(data: pd.DataFrame) -> str:
    """What grey rows are, where there are any; data with few, and n_slots where slots are counted."""
    slots = "n_slots" in data and bool(data["n_slots"].lt(LEAST_SLOTS).any())
    reasons = [
        "not enough positives (fewer than ten in training)" * bool(data["few"].any()),
        "fewer than five slots" * slots,
    ]
    said = " or ".join(filter(None, reasons))
    return f"Grey and thin: {said}." if said else ""
