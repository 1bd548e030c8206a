"""Coded loadedness: sentences of each text that each coder called loaded."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import View
from framing.reporting.tables import LARGEST, PrintedTable
from framing.tables import rows
from framing.tabulated.cells import count, interval, real


def tabulate(view: View) -> PrintedTable:
    """A group a coder, a row a text."""
    table = view.results["coded_loadedness"].sort_values("coder", kind="stable")
    names = view.by_text.names
    body = pd.DataFrame(
        {
            "coder": f"coder {row.coder}",
            "text": names.get(row.article_id, row.article_id),
            "loaded of coded sentences": count(row.n_loaded, row.n_sentences),
            "share": real(row.estimate),
            "95 % interval": interval(row),
        }
        for row in rows(table.head(LARGEST))
    )
    left = f"The first {LARGEST} rows of {len(table)}. " if len(table) > LARGEST else ""
    coders = table.groupby("coder")["n_sentences"].sum()
    caption = (
        f"Sentences coded as loaded, n = {' and '.join(f'{n} (coder {coder})' for coder, n in coders.items())} "
        "sentences. Intervals: 95 % Clopper–Pearson that take sentences as independent, about these texts. "
        f"{left}{view.coders} {view.scope}"
    )
    numeric = ("loaded of coded sentences", "share", "95 % interval")
    return PrintedTable("coded_loadedness", "Coded loadedness", caption, body, numeric, "coder")
