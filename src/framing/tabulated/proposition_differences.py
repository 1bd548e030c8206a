"""Differences: what two texts that state the same propositions differ by in wording them."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import View
from framing.reporting.tables import LARGEST, PrintedTable
from framing.tables import rows
from framing.tabulated.cells import interval, real, reasons_below


def tabulate(view: View) -> PrintedTable:
    """A group a measure, a row two texts that share a proposition."""
    table = view.results["proposition_differences"]
    shared = table[table["n_families"] > 0].astype({"n_families": "int64"})
    most = shared[shared["n_families"] >= shared["n_families"].nlargest(LARGEST).min()].head(LARGEST)
    names = view.by_text.names
    body = pd.DataFrame(
        [
            {
                "measure": row.measure,
                "first text": names.get(row.article_a, row.article_a),
                "second text": names.get(row.article_b, row.article_b),
                "shared": f"{row.n_families}",
                "more": f"{row.n_more}",
                "equal": f"{row.n_equal}",
                "less": f"{row.n_less}",
                "difference": real(row.difference, "signed 2"),
                "95 % interval": interval(row),
            }
            for row in rows(most)
        ],
        columns=["measure", "first text", "second text", *NUMERIC],
    )
    body, reasons = reasons_below(body, "95 % interval")
    caption = (
        "First text less second, over the propositions that both state in full (shared): in how many the first is "
        "worded more, equally and less strongly, and the mean difference. Intervals: 95 % percentile bootstrap over "
        f"propositions, about these texts. {reasons} {len(most)} of {len(shared)} rows with a "
        f"shared proposition. {view.scope}"
    )
    return PrintedTable(
        "proposition_differences", "The same propositions in two texts", caption, body, NUMERIC, "measure"
    )


NUMERIC = ("shared", "more", "equal", "less", "difference", "95 % interval")
