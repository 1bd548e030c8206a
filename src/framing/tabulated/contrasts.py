"""Contrasts: what the mission's terms do to each classifier, beside what they are measured by."""

from __future__ import annotations

import pandas as pd

from framing.classifiers.panel import LOADEDNESS, OUTLET
from framing.figures.classifier_rows import names
from framing.figures.contrast_panels import ASKED, MEANING, QUESTIONS
from framing.figures.mission import NOTHING, drawn, pair_in_words
from framing.figures.view import View
from framing.reporting.tables import PrintedTable
from framing.tables import rows
from framing.tabulated.cells import interval, real, reasons_below

FILES = {LOADEDNESS: "contrasts_loadedness", OUTLET: "contrasts_outlet"}
NUMERIC = ("contrast", "95 % interval", "slots", "placebo", "dealt outlets", "term-blind")
YARDSTICKS = (
    "Placebo: as far as 95 of 100 swaps of a neutral wording for another neutral one reach. Dealt outlets: the middle "
    "95 of 100 contrasts where sentences were dealt to outlets at random. Term-blind: the contrast where no sentence "
    "with the term was learnt from. –: nothing to measure by; the general model has no outlet"
)
CENTRE = "Intervals: 95 % percentile bootstrap over families of sentences, about these texts; none under eight families"


def contrast_table(view: View, kind: str) -> PrintedTable:
    """A group a pair of wordings, a row a classifier."""
    data = drawn(view)
    data = data[data["kind"] == kind]
    order = {pair: place for place, pair in enumerate(dict.fromkeys(data["pair_id"]))}
    called = names(view)
    body = pd.DataFrame(
        [
            {
                "pair": pair_in_words(row.pair_id, row.target).replace("\n", " "),
                "classifier": called[row.row] + " *" * row.few,
                "contrast": real(row.contrast),
                "95 % interval": interval(row),
                "slots": f"{row.n_slots}",
                "placebo": real(row.placebo),
                "dealt outlets": interval(row, "dealt_low", "dealt_high"),
                "term-blind": real(row.term_blind),
            }
            for row in rows(data.iloc[data["pair_id"].map(order).argsort(kind="stable")])
        ],
        columns=["pair", "classifier", *NUMERIC],
    )
    few = "*: fewer than ten loaded sentences to learn from. " if data["few"].any() else ""
    body, reasons = reasons_below(body, "95 % interval")
    caption = (
        f"Text tier. {MEANING}; log-odds {ASKED[kind]}. {CENTRE}. {YARDSTICKS}. {reasons} {few}{view.scope}"
        if len(data)
        else f"{NOTHING}. {view.scope}"
    )
    return PrintedTable(
        FILES[kind], f"{QUESTIONS[kind]} Contrasts of three loaded terms", caption, body, NUMERIC, "pair"
    )
