"""Contrast panels: a row of panels a tier, a row a classifier; what figures of contrasts draw and say alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.classifier_rows import few_note, looks, names, positives, with_classifiers
from framing.figures.view import LEAST_SLOTS, View, counted, interval
from framing.plots.contrast import contrast_key, contrast_rows, margin_counts
from framing.plots.style import GREY, TWO_COLUMNS
from framing.plots.ticks import whole_ticks
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TIERS = {"text": "text tier", "public": "public tier"}
MEANING = "Contrast: log-odds of being loaded with the loaded wording less those with the neutral one"
ROW = (
    "A row: the loadedness classifier that learnt from the outlet's own sentences and from the general model, or the "
    "general model alone"
)
YARDSTICKS = (
    "Yardsticks: the pale band reaches as far as 95 of 100 swaps of a neutral wording for another neutral one; the "
    "thin bar spans the middle 95 of 100 contrasts where sentences were dealt to outlets at random (the general model "
    "has no outlet, so no bar)"
)
READING = (
    "A contrast that is not beyond its placebo is no larger than what a mere change of words does; one within the "
    "range of dealt outlets says nothing of its outlet that a chance group of sentences would not"
)
POSITIVES = "Positives: loaded sentences in training, mean over folds"
TOLD = (
    "The text tier reads the sentence; the public tier is told by the lexicon which words are loaded, so that a large "
    "contrast there is no finding about the word"
)


def measured(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Contrasts under loadedness classifiers with what the drawing tells apart, the text tier first."""
    data = with_classifiers(view, table.dropna(subset="contrast"))
    return data.assign(
        beyond_placebo=data["contrast"].abs() > data["placebo"],
        inside_dealt=data["contrast"].between(data["dealt_low"], data["dealt_high"]),
        muted=data["few"] | (data["n_slots"] < LEAST_SLOTS),
    ).sort_values("tier", ascending=False, kind="stable", ignore_index=True)


def draw_panels(view: View, data: pd.DataFrame, *, column: str, titles: Mapping[str, str], nothing: str) -> Figure:
    """A panel for each value of a column that has a title, in every tier that has rows."""
    tiers = list(dict.fromkeys(data["tier"]))
    order = {tier: list(dict.fromkeys(data.loc[data["tier"] == tier, "row"])) for tier in tiers}
    order = {tier: [row for row in looks(view) if row in found] for tier, found in order.items()}
    heights = [1.0 + 0.24 * len(found) for found in order.values()]
    figure = Figure(figsize=(TWO_COLUMNS, sum(heights) + 1.2), layout="constrained")
    if not tiers:
        figure.text(0.5, 0.7, nothing, ha="center", color=GREY, style="italic")
        return figure
    axes = figure.subplots(len(tiers), len(titles), sharex="row", sharey="row", squeeze=False, height_ratios=heights)
    for line, tier in zip(axes, tiers, strict=True):
        of_tier = data[data["tier"] == tier]
        for ax, (value, title) in zip(line, titles.items(), strict=True):
            draw_panel(view, of_tier[of_tier[column] == value], order[tier], title, ax)
        whole_ticks(line[0])
        line[0].set_ylabel(TIERS[tier].capitalize(), fontweight="bold", labelpad=8)
        margin_counts(positives(of_tier), ax=line[-1], order=order[tier], heading="positives")
    has_blind = bool(data["term_blind"].notna().any())
    figure.legend(handles=contrast_key(term_blind=has_blind), loc="outside upper left", ncols=5)
    view.note(figure, f"{MEANING}. {intervals(data)}", f"{within(data)} {POSITIVES}.", few_note(data))
    return figure


def draw_panel(view: View, data: pd.DataFrame, order: Sequence[str], title: str, ax: Axes) -> None:
    """One panel with its number of slots."""
    contrast_rows(data, ax=ax, order=order, labels=names(view), looks=looks(view))
    n = int(data["n_slots"].max()) if len(data) else 0
    ax.set_title(f"{title}\nn = {counted(n, 'slot')}")
    ax.set_xlabel("contrast")


def within(data: pd.DataFrame) -> str:
    """How many contrasts lie inside each yardstick."""
    parts = [in_numbers(str(tier), of_tier) for tier, of_tier in data.groupby("tier", sort=False)]
    return f"{'; '.join(parts)}.".capitalize()


def in_numbers(tier: str, data: pd.DataFrame) -> str:
    """Of one tier, how many contrasts are not beyond their placebo, and how many are within the range of deals."""
    placebo, dealt = data["placebo"].notna(), data["dealt_low"].notna()
    return (
        f"{TIERS[tier]}: {(placebo & ~data['beyond_placebo']).sum()} of {placebo.sum()} contrasts not beyond their "
        f"placebo, {(dealt & data['inside_dealt']).sum()} of {dealt.sum()} within the range of dealt outlets"
    )


def intervals(data: pd.DataFrame) -> str:
    """What the lines are, and where there are none."""
    none = "; none under eight families" * bool(data["low"].isna().any())
    lines = "Lines: 95 % percentile bootstrap over families of sentences, about these texts"
    return f"{lines}{none}; the marker hides shorter ones."


def closing(view: View, data: pd.DataFrame) -> str:
    """The sentences with which every caption of contrasts ends."""
    return (
        f"{within(data)} {READING}. {TOLD}; the tiers have axes of their own. {POSITIVES}. "
        f"{few_note(data)} {view.scope}"
    )


def in_words(view: View, data: pd.DataFrame, *, column: str, titles: Mapping[str, str]) -> str:
    """Every contrast for the alternative text, panel by panel."""
    named = names(view)
    parts = [
        f"{TIERS[str(tier)]}, {' '.join(titles[str(value)].split())}: {all_in_words(panel, named)}"
        for (tier, value), panel in data.groupby(["tier", column], sort=False)
    ]
    return f"Dot-and-interval charts, a panel for each tier and wording, a row for each classifier. {'. '.join(parts)}."


def all_in_words(panel: pd.DataFrame, named: Mapping[str, str]) -> str:
    return "; ".join(one_in_words(row, named) for row in rows(panel))


def one_in_words(row: Any, named: Mapping[str, str]) -> str:
    """One contrast with its interval and what it lies inside of."""
    inside = f", inside {row.inside}" if isinstance(row.inside, str) and row.inside else ""
    few = ", not enough positives" * row.few
    return f"{named[row.row]} {row.contrast:.2f} ({interval(row.low, row.high)}{inside}{few})".replace(
        " -", " −"
    ).replace("(-", "(−")
