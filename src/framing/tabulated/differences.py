"""Differences of naming rates: each two rows of the study on each target, with p where articles were sampled."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import View
from framing.reporting.tables import LARGEST, PrintedTable
from framing.tables import rows
from framing.tabulated.cells import count, interval, real, reasons_below

COLUMNS = ("first", "second", "first, of slots", "second, of slots", "difference", "95 % interval")
OF_TESTS = ("p", "smallest p", "adjusted p")
INTERVALS = {
    "texts": "Newcombe, families of sentences for units, about these texts. No p: with one text against one the "
    "smallest that can be reached is 1.0",
    "outlets": "Welch t over articles, about outlets. p deals the articles to the two outlets; smallest p is what the "
    "design can reach",
}


def tabulate(view: View) -> PrintedTable:
    """A group a target, a row two texts or outlets."""
    scope = "outlets" if view.of_outlets else "texts"
    table = view.results["differences"]
    table = table[(table["scope"] == scope) & table["target"].isin(view.targets) & table["difference"].notna()]
    order = table["target"].map({target: place for place, target in enumerate(view.targets)})
    table = table.iloc[order.argsort(kind="stable")]
    columns = (*COLUMNS, *OF_TESTS) if scope == "outlets" else COLUMNS
    body = pd.DataFrame(
        [
            {
                "target": view.called(row.target),
                "first": view.names.get(row.a, row.a),
                "second": view.names.get(row.b, row.b),
                "first, of slots": count(row.k_a, row.n_a),
                "second, of slots": count(row.k_b, row.n_b),
                "difference": real(row.difference, "signed 2"),
                "95 % interval": interval(row),
                "p": real(row.p, "3"),
                "smallest p": real(row.smallest_reachable_p, "3"),
                "adjusted p": real(row.adjusted_p, "3"),
            }
            for row in rows(table.head(LARGEST))
        ],
        columns=["target", *COLUMNS, *OF_TESTS],
    )[["target", *columns]]
    body, reasons = reasons_below(body, "95 % interval")
    tests = (
        f", adjusted by Holm for {table['tests_in_family'].max()} tests" if scope == "outlets" and len(table) else ""
    )
    caption = (
        f"Naming rate of the first {view.unit} less that of the second, own voice, full lexicon; n: slots. "
        f"Intervals: 95 % {INTERVALS[scope]}{tests}. {reasons} {len(body)} of {len(table)} rows. {view.scope}"
    )
    return PrintedTable(
        "differences", "Differences of naming rates", " ".join(caption.split()), body, columns[2:], "target"
    )
