"""Coefficients: what makes a sentence loaded for each outlet's classifier, in features that need no text."""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from framing.classifiers.panel import LOADEDNESS
from framing.features.public import FORMS
from framing.figures.classifier_rows import few_note, looks, names, with_classifiers
from framing.figures.view import NARROW, View
from framing.plots.coefficients import coefficient_rows
from framing.plots.style import GREY, TWO_COLUMNS, Drawing
from framing.plots.ticks import whole_ticks
from framing.schema import KINDS_OF_TERM, VOICES
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12
ACROSS = 5  # panels beside each other
NOTHING = "no outlet has a classifier of its own, n = 0"
NAMES = {
    "general log-odds": "general model's log-odds",
    "log length": "length (log)",
    "position": "place, first to last",
    **{f"{form} naming": f"{form} name" for form in ("loaded", "neutral")},
    **{f"voice {voice}": f"voice: {voice}" for voice in VOICES},
}


def draw(view: View) -> Drawing:
    """A panel a classifier, a row a feature, the same in all panels."""
    data = drawn(view)
    models = list(dict.fromkeys(data["row"]))
    order = list(dict.fromkeys(data["feature"]))
    lines = ceil(len(models) / ACROSS)
    figure = Figure(
        figsize=(TWO_COLUMNS, 1.1 + lines * (0.6 + 0.19 * len(order)) if models else 1), layout="constrained"
    )
    if models:
        axes = figure.subplots(lines, min(len(models), ACROSS), sharex=True, sharey=True, squeeze=False).ravel()
        for ax, row in zip(axes, models, strict=False):
            draw_panel(view, data[data["row"] == row], order, ax)
        whole_ticks(axes[0])
        for ax in axes[len(models) :]:
            ax.set_visible(False)
    else:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *((reading(view), few_note(data)) if models else ()))
    return Drawing("coefficients", figure, data, caption(view, data), alt(view, data))


def draw_panel(view: View, data: pd.DataFrame, order: list[str], ax: Axes) -> None:
    """One classifier with the number of its positives."""
    row, few = data["row"].iloc[0], bool(data["few"].iloc[0])
    labels = {feature: in_words(feature, view) for feature in order}
    coefficient_rows(data, ax=ax, order=order, labels=labels, look=looks(view)[row], muted=few)
    ax.set_title(f"{fill(names(view)[row], NARROW)}\nn = {data['n_positives'].iloc[0]:g}")
    ax.set_xlabel("coefficient")


def drawn(view: View) -> pd.DataFrame:
    """The features of largest mean size over all outlets' classifiers, the largest first."""
    data = with_classifiers(view, view.results["coefficients"].dropna(subset="coefficient"))
    data = data[data["kind"] == LOADEDNESS]
    sizes = data["coefficient"].abs().groupby(data["feature"]).mean().sort_values(ascending=False, kind="stable")
    place = {feature: place for place, feature in enumerate(sizes.index[:MOST])}
    kept = data[data["feature"].isin(list(place))]
    models = {row: place for place, row in enumerate(looks(view))}
    return kept.sort_values(
        ["row", "feature"], key=lambda column: column.map(models if column.name == "row" else place)
    ).reset_index(drop=True)


def in_words(feature: str, view: View) -> str:
    """What a feature is called."""
    form, _, what = feature.partition(" ")
    if feature in NAMES or what in KINDS_OF_TERM or form not in FORMS:
        return NAMES.get(feature, feature)
    return f"{form} word, {view.called(what)}"


def reading(view: View) -> str:
    """What is drawn, and how many features are not."""
    table = view.results["coefficients"]
    ours = table[table["classifier"].str.startswith(LOADEDNESS)]
    n = ours["feature"].nunique()
    return (
        "n: loaded sentences in training, mean over folds. Public tier: log-odds of being loaded for one more of the "
        "feature. Marker: mean over folds; line: least to greatest fold, no interval. "
        f"Shown: {min(n, MOST)} of {n} features, of largest mean size over all panels."
    )


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"What makes a sentence loaded for each outlet's classifier: {NOTHING}. {view.scope}"
    words = (
        "What makes a sentence loaded for each outlet's loadedness classifier, the same features in all panels. "
        f"{reading(view)} Counts (loaded and neutral names, verbs, modifiers, metaphors; loaded words by target) are "
        "per hit in the sentence; voices are set against the narrator's; the place runs from 0, first sentence, to 1, "
        "last; a text e times as long adds the coefficient of length once. A classifier with few positives is drawn "
        "towards the general model, so sizes differ between panels for that reason too; features overlap (a loaded "
        "name counts by kind and by target), so that no coefficient stands alone. "
        f"Features keep their own scales (hits, flags, a share, a logarithm). {few_note(data)} {view.scope}"
    )
    return " ".join(words.split())


def alt(view: View, data: pd.DataFrame) -> str:
    parts = []
    for row, of_row in data.groupby("row", sort=False):
        shown = ", ".join(
            f"{in_words(one.feature, view)} {one.coefficient:.2f} ({one.least:.2f} to {one.greatest:.2f})"
            for one in rows(of_row)
        )
        parts.append(f"{names(view)[str(row)]}: {shown}")
    words = f"Dot-and-range charts, a panel a classifier, a row a feature. {'. '.join(parts) or NOTHING}."
    return words.replace("-0.00", "0.00").replace(" -", " −").replace("(-", "(−")
