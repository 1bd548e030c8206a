"""Reliability: how far coders agree with each other, variable by variable."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import View
from framing.reporting.tables import PrintedTable
from framing.tables import rows
from framing.tabulated.cells import interval, real


def tabulate(view: View) -> PrintedTable:
    """A row a variable."""
    table = view.results["reliability"]
    body = pd.DataFrame(
        {
            "variable": row.variable,
            "metric": row.metric,
            "alpha": real(row.alpha, "3"),
            "95 % interval": row.note or interval(row),
            "equal codes": real(row.agreement, "3"),
            "sentences": str(row.n_units),
            "coders": str(row.n_coders),
        }
        for row in rows(table)
    )
    caption = (
        "Krippendorff's alpha and the share of pairs of codes that are equal; n: sentences that two coders or more "
        f"coded. Intervals: percentile bootstrap over sentences, which takes them as independent. {view.coders}"
    )
    numeric = ("alpha", "95 % interval", "equal codes", "sentences", "coders")
    return PrintedTable("reliability", "Agreement of the coders", caption, body, numeric)
