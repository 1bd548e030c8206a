"""Agreement: how well each predictor gives the codes of loadedness again, over all texts."""

from __future__ import annotations

import pandas as pd

from framing.figures.outlets import circular
from framing.figures.view import View
from framing.reporting.tables import PrintedTable
from framing.tables import rows
from framing.tabulated.cells import interval, real


def tabulate(view: View) -> PrintedTable:
    """A row a predictor, the best AUROC first."""
    table = view.results["agreement"]
    table = table[table["article_id"] == "ALL"].sort_values("auroc", ascending=False, kind="stable")
    body = pd.DataFrame(
        {
            "predictor": row.predictor,
            "AUROC": real(row.auroc),
            "95 % interval": interval(row),
            "F1": real(row.f1),
            "95 % interval of F1": interval(row, "f1_low", "f1_high"),
        }
        for row in rows(table)
    )
    n, loaded = table["n_sentences"].iloc[0], table["n_loaded"].iloc[0]
    caption = (
        f"Predictors of the codes over all texts, n = {n:g} sentences, {loaded:g} of them loaded (the mean where "
        "coders differ). AUROC: the chance that a loaded sentence has the higher log-odds of two; F1 of loaded at "
        "log-odds 0. Intervals: 95 % percentile bootstrap over families of sentences, about these texts. "
        f"{circular(view)} {view.coders} {view.scope}"
    )
    numeric = ("AUROC", "95 % interval", "F1", "95 % interval of F1")
    return PrintedTable("agreement", "Agreement of predictors with the codes", " ".join(caption.split()), body, numeric)
