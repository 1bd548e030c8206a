"""Pairs judged by eye: which of those that `align_sentences` finds without a model state one proposition.

judged_pairs.csv holds twenty of each of two public collections, drawn over the range of similarity (draw.py), with the
overlap found and that judged: full, part or none by §4 of the codebook. One language model judged, the one that wrote
this.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from framing.tables import read_csv
from shares import Share, share, table_of

JUDGED = Path(__file__).with_name("judged_pairs.csv")
AGAINST = "one language model"


def judged() -> pd.DataFrame:
    """How many of the pairs hold, and of how many full or part is right."""
    return table_of(
        row for dataset, rows in read_csv(JUDGED).groupby("dataset") for row in shares_of(str(dataset), rows)
    )


def shares_of(dataset: str, rows: pd.DataFrame) -> Iterator[Share]:
    """Compute the shares of one collection."""
    holds = rows[rows["judged"] != "none"]
    yield share(dataset, AGAINST, "precision", rows["judged"] != "none")
    for overlap in ("full", "part"):
        of_kind = rows[rows["overlap"] == overlap]
        yield share(dataset, AGAINST, f"precision of pairs called {overlap}", of_kind["judged"] != "none")
    yield share(dataset, AGAINST, "full or part as judged", holds["judged"] == holds["overlap"])
