"""Contrasts: what loaded wording does to each outlet's classifier, by target, beside its yardsticks."""

from __future__ import annotations

import pandas as pd

from framing.figures.contrast_panels import (
    MEANING,
    ROW,
    YARDSTICKS,
    closing,
    draw_panels,
    in_words,
    intervals,
    measured,
)
from framing.figures.view import View
from framing.measures.contrast import ALL
from framing.plots.style import Drawing

NOTHING = "no loaded word of the targets has a neutral wording to be swapped for, n = 0 slots"


def draw(view: View) -> Drawing:
    """A row of panels a tier, a panel a target, a row a classifier."""
    data = drawn(view)
    titles = {target: view.called(target) for target in view.targets}
    figure = draw_panels(view, data, column="target", titles=titles, nothing=NOTHING)
    words = in_words(view, data, column="target", titles=titles) if len(data) else f"No chart: {NOTHING}."
    return Drawing("contrasts", figure, data, caption(view, data), words)


def drawn(view: View) -> pd.DataFrame:
    """The contrasts of the shown targets over all pairs of terms."""
    table = view.results["contrasts"]
    of_all = table[table["pair_id"] == ALL]
    return measured(view, pd.concat([of_all[of_all["target"] == target] for target in view.targets]))


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Contrasts of loaded against neutral wording: {NOTHING}. {view.scope}"
    words = (
        f"What loaded wording does to each classifier. {ROW}. {MEANING}, in the same slots for all classifiers, over "
        f"all pairs of terms of the target. {intervals(data)} {YARDSTICKS}. {closing(view, data)}"
    )
    return " ".join(words.split())
