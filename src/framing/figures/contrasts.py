"""Contrasts: what loaded wording does to each outlet's classifier, by target, beside its yardsticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.classifier_rows import few_note, looks, names, positives, with_classifiers
from framing.figures.view import LEAST_SLOTS, View, counted, interval
from framing.measures.contrast import ALL
from framing.plots.contrast import contrast_key, contrast_rows, margin_counts
from framing.plots.style import GREY, TWO_COLUMNS, Drawing
from framing.tables import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

TIERS = {"text": "text tier", "public": "public tier"}
MEANING = "Contrast: log-odds of being loaded with the loaded wording less those with the neutral one"
NOTHING = "no loaded word has a neutral wording to be swapped for, n = 0 slots"
YARDSTICKS = (
    "the pale band reaches as far as 95 of 100 swaps of a neutral wording for another neutral one, the thin bar over the "
    "middle 95 of 100 deals of sentences to outlets at random"
)


def draw(view: View) -> Drawing:
    """A row of panels a tier, a panel a target, a row a classifier."""
    data = drawn(view)
    tiers = [tier for tier in TIERS if (data["tier"] == tier).any()]
    order = [row for row in looks(view) if (data["row"] == row).any()]
    height = 1.6 + len(tiers) * (0.75 + 0.24 * len(order)) if tiers else 1
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    if tiers:
        axes = figure.subplots(len(tiers), len(view.targets), sharex="row", sharey=True, squeeze=False)
        for line, tier in zip(axes, tiers, strict=True):
            draw_tier(view, data[data["tier"] == tier], order, line)
        figure.legend(handles=contrast_key(term_blind=False), loc="outside upper left", ncols=4)
    else:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *((f"{MEANING}.", within(data), few_note(data)) if tiers else ()))
    return Drawing("contrasts", figure, data, caption(view, data), alt(view, data))


def draw_tier(view: View, data: pd.DataFrame, order: list[str], axes: Sequence[Axes]) -> None:
    """The panels of one tier."""
    for ax, target in zip(axes, view.targets, strict=True):
        of_target = data[data["target"] == target]
        contrast_rows(of_target, ax=ax, order=order, labels=names(view), looks=looks(view))
        n = int(of_target["n_slots"].max()) if len(of_target) else 0
        ax.set_title(f"{view.called(target)}\nn = {counted(n, 'slot')}")
        ax.set_xlabel(f"contrast, {TIERS[data['tier'].iloc[0]]}")
    margin_counts(positives(data), ax=axes[-1], order=order, heading="positives")


def drawn(view: View) -> pd.DataFrame:
    """The contrasts of the shown targets over all pairs of terms."""
    table = view.results["contrasts"]
    return measured(view, table[(table["pair_id"] == ALL) & table["target"].isin(view.targets)])


def measured(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Contrasts under loadedness classifiers with what the drawing tells apart."""
    data = with_classifiers(view, table.dropna(subset="contrast"))
    return data.assign(
        inside_placebo=data["contrast"].abs() <= data["placebo"],
        inside_dealt=data["contrast"].between(data["dealt_low"], data["dealt_high"]),
        muted=data["few"] | (data["n_slots"] < LEAST_SLOTS),
    )


def within(data: pd.DataFrame) -> str:
    """How many contrasts lie inside each yardstick."""
    parts = [
        f"{TIERS[tier]}: {of_tier['inside_placebo'].sum()} of {of_tier['placebo'].notna().sum()} within their placebo, "
        f"{of_tier['inside_dealt'].sum()} of {of_tier['dealt_low'].notna().sum()} within the range of dealt outlets"
        for tier, of_tier in sorted(data.groupby("tier"), reverse=True)
    ]
    return f"Inside a yardstick: {'; '.join(parts)}."


def intervals(data: pd.DataFrame) -> str:
    """What the lines are, where there are any."""
    none = " none under eight families" * bool(data["low"].isna().any())
    return (
        f"Lines: 95 % percentile bootstrap over families of sentences, about these texts{';' + none if none else ''}."
    )


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Contrasts of loaded against neutral wording: {NOTHING}. {view.scope}"
    words = (
        "What loaded wording does to each classifier. A row: the loadedness classifier that learnt from the outlet's own "
        "sentences and from the general model, or the general model alone. "
        f"{MEANING}, in the same slots for all classifiers, over all pairs of terms of the target. {intervals(data)} "
        f"Yardsticks: {YARDSTICKS}. {within(data)} A contrast within its placebo is no larger than what a mere change of "
        "words does; one within the range of dealt outlets says nothing of this outlet that a chance group of "
        "sentences would not. Positives: loaded sentences in training, mean over folds. The tiers have axes of their own. "
        f"{few_note(data)} {view.scope}"
    )
    return " ".join(words.split())


def alt(view: View, data: pd.DataFrame) -> str:
    named = names(view)
    parts = [
        f"{TIERS[row.tier]}, {view.called(row.target)}, {named[row.row]}: {in_words(row)}"
        for row in rows(data.sort_values("tier", ascending=False, kind="stable"))
    ]
    return f"Dot-and-interval charts, a panel for each target and tier, a row for each classifier. {'; '.join(parts) or NOTHING}."


def in_words(row: Any) -> str:
    """One contrast with its interval and what it lies inside of."""
    inside = f", inside {row.inside}" if isinstance(row.inside, str) and row.inside else ""
    return f"{row.contrast:.2f} ({interval(row.low, row.high)}{inside})".replace("-", "−")
