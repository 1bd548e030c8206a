"""Contrasts: what loaded wording does to each outlet's loadedness classifier, by target, beside its yardsticks."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from framing.classifiers.panel import LOADEDNESS
from framing.figures.contrast_panels import (
    MEANING,
    TIERS,
    YARDSTICKS,
    asked,
    closing,
    intervals,
    measured,
    panels,
)
from framing.figures.view import View
from framing.measures.contrast import ALL
from framing.plots.style import Drawing

NOTHING = "no loaded word of the targets has a neutral wording to be swapped for, n = 0 slots"


def draw(view: View) -> Drawing:
    """A row of panels a tier, a panel a target, a row a classifier."""
    return by_target(view, "contrasts", [(LOADEDNESS, tier) for tier in TIERS])


def by_target(view: View, name: str, blocks: Sequence[tuple[str, str]]) -> Drawing:
    """A figure of the contrasts of each shown target, over all pairs of terms."""
    table = view.results["contrasts"]
    of_all = table[table["pair_id"] == ALL]
    data = measured(view, pd.concat([of_all[of_all["target"] == target] for target in view.targets]), blocks)
    titles = {target: view.called(target) for target in view.targets}
    return panels(view, name, data, column="target", titles=titles, nothing=NOTHING, caption=caption(view, data))


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Contrasts of loaded against neutral wording: {NOTHING}. {view.scope}"
    return (
        f"What loaded wording does to each classifier. {asked(data)}. {MEANING}, in the same slots for all "
        f"classifiers, over all pairs of terms of the target. {intervals(data)} {YARDSTICKS}. {closing(view, data)}"
    )
