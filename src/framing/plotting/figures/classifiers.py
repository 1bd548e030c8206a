"""Loadedness: how loaded each sentence of each text is to its own outlet's classifier and to the general model."""

from __future__ import annotations

from math import ceil, floor
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from framing.models import FORMS, GENERAL, LOADEDNESS
from framing.plotting.context import (
    NARROW,
    View,
    circular,
    few_note_of_classifier_rows,
    few_note_of_outlets,
    looks,
    names,
    too_few,
    with_classifiers,
)
from framing.plotting.forest import coefficient_rows
from framing.plotting.strips import DIFFER, NEITHER, NEUTRAL, SWARM_LOADED, score_swarm, swarm_key
from framing.plotting.theme import GREY, TWO_COLUMNS, Drawing, whole_ticks
from framing.schema import KINDS_OF_TERM, VOICES
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS = {
    "text": "Own classifier,\ntext tier",
    "public": "Own classifier,\npublic tier",
    GENERAL: "General model,\ntrained on other texts",
}
LOADEDNESS_NOTHING = "no sentence was scored, n = 0"
READING = (
    "Rows: sentences from a text's first (top) to its last (bottom). Across: probability of being loaded, spaced by "
    "log-odds; dashed: 0.5."
)
UNDER = "Under the names: sentences coded as loaded, of all coded ones (halves: coders differ)."
OWN = "No sentence is scored by a classifier that saw it or a copy of it."


def draw_loadedness(
    view: View,
    sentence_scores: pd.DataFrame,
    classifiers: pd.DataFrame,
    lexicon_coverage: pd.DataFrame | None = None,
) -> Drawing:
    """A panel a predictor, a row a text, a mark a sentence."""
    view = view.by_text
    data = _drawn_of_loadedness(view, sentence_scores)
    limits = f"{circular(lexicon_coverage)} {few_note_of_outlets(view, classifiers)}"
    caption, alt = _caption_of_loadedness(view, data, limits), _alt_of_loadedness(view, data)
    panels = [panel for panel in PANELS if (data["panel"] == panel).any()]
    height = 1.85 + 0.66 * len(view.order) if panels else 1
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    if not panels:
        figure.text(0.5, 0.7, LOADEDNESS_NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("loadedness", figure, data, caption, alt)
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    span = _limits_of(data)
    for ax, panel in zip(axes, panels, strict=True):
        of_panel = data[data["panel"] == panel]
        score_swarm(of_panel, ax=ax, groups={"": view.order}, labels=_labels(view, data, classifiers), limits=span)
        ax.tick_params(labelleft=ax is axes[0])
        ax.set_title(f"{PANELS[panel]}\nn = {len(of_panel)} sentences")
        ax.set_xlabel("probability of being loaded")
    figure.legend(handles=swarm_key(data["code"]), loc="outside upper left", ncols=4, columnspacing=1.4)
    view.note(
        figure, READING, f"{UNDER} {OWN}", circular(lexicon_coverage), few_note_of_outlets(view, classifiers, "† ")
    )
    return Drawing("loadedness", figure, data, caption, alt)


def _drawn_of_loadedness(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Every sentence by the classifiers of its own outlet and by the general model, in the order of its text."""
    outlets = view.articles.set_index("article_id")["outlet"]
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, "loaded"])))
    parts = table["unit_id"].astype("str").str.extract(r"^(.*):(\d+)$")
    table = table.assign(article_id=parts[0], number=pd.to_numeric(parts[1]), panel=table["tier"])
    general = table["classifier"] == GENERAL
    own = table["classifier"] == f"{LOADEDNESS}:" + table["article_id"].map(outlets)
    table["panel"] = table["panel"].mask(general, GENERAL)
    table = table[(own | general) & table["log_odds"].notna()].sort_values(["panel", "article_id", "number"])
    data = view.with_rows(table)
    sentences = data.groupby(["panel", "row"])["unit_id"]
    return data.assign(
        place=sentences.cumcount() / (sentences.transform("size") - 1).clip(lower=1),
        code=[_code_of(share) for share in data["loaded"]],
    )[["panel", "row", "unit_id", "classifier", "log_odds", "probability", "loaded", "code", "place"]]


def _code_of(share: float) -> str:
    """What the coders said of a sentence, by the share of them that called it loaded.

    >>> _code_of(1.0), _code_of(0.5), _code_of(float("nan"))
    ('coded as loaded', 'coders differ', 'not coded')
    """
    return NEITHER if pd.isna(share) else {1.0: SWARM_LOADED, 0.0: NEUTRAL}.get(share, DIFFER)


def _labels(view: View, data: pd.DataFrame, classifiers: pd.DataFrame) -> dict[str, str]:
    """The rows with their sentences and how many of them are coded as loaded."""
    few, shown = too_few(classifiers), {}
    for article, outlet in zip(view.articles["article_id"], view.articles["outlet"], strict=True):
        row = view.row_of[article]
        names = dict.fromkeys([*[fill(outlet, NARROW)] * view.several, view.narrow_names[row]])
        shown[row] = "\n".join(names) + " †" * (outlet in few) + f"\n{_counts(data, row)}"
    return shown


def _counts(data: pd.DataFrame, row: str) -> str:
    """Loaded sentences of all coded ones of a row."""
    coded = data[(data["row"] == row) & data["loaded"].notna()].drop_duplicates("unit_id")["loaded"]
    return f"{coded.sum():g} of {len(coded)}" if len(coded) else "none coded"


def _limits_of(data: pd.DataFrame) -> tuple[float, float]:
    """Whole log-odds between which every score is seen."""
    return min(floor(data["log_odds"].min()), -1) - 0.2, max(ceil(data["log_odds"].max()), 1) + 0.2


def _caption_of_loadedness(view: View, data: pd.DataFrame, limits: str) -> str:
    if data.empty:
        return f"Loadedness: {LOADEDNESS_NOTHING}. {view.scope}"
    words = (
        f"Loadedness of each sentence by {view.unit}: the probability of being loaded by the classifiers of its own "
        "outlet (text tier: sentence embeddings; public tier: lexicon hits, voice, position, length and the general "
        "model's log-odds) and by the general model, which learnt from public labelled sentences of other texts. "
        f"{READING} {UNDER} {OWN} "
        f"{_medians(data)} {limits} {view.coders} {view.scope}"
    )
    return " ".join(words.split())


def _medians(data: pd.DataFrame) -> str:
    """Where the sentences stand that coders agree on, in each panel."""
    middle = data.groupby(["panel", "code"])["probability"].median()
    parts = [
        f"{' '.join(PANELS[panel].split())} {middle[panel, SWARM_LOADED]:.2f} and {middle[panel, NEUTRAL]:.2f}"
        for panel in PANELS
        if {(panel, SWARM_LOADED), (panel, NEUTRAL)} <= set(middle.index)
    ]
    return f"Medians of sentences coded as loaded and as not loaded: {'; '.join(parts)}." if parts else ""


def _alt_of_loadedness(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{' '.join(PANELS[panel].split())}, {view.names[row]}: n = {len(values)}, median {values.median():.2f}, "
        f"{(values > 0.5).sum()} above 0.5"
        for panel in PANELS
        for row in view.order
        if len(values := data.loc[(data["panel"] == panel) & (data["row"] == row), "probability"])
    ]
    body = "; ".join(parts) or LOADEDNESS_NOTHING
    return f"Strip chart of sentences, one row for each {view.unit}, one panel a predictor. {body}."


MOST = 12
ACROSS = 5  # panels beside each other
COEFFICIENTS_NOTHING = "no outlet has a classifier of its own, n = 0"
NAMES = {
    "general log-odds": "general model's log-odds",
    "log length": "length (log)",
    "position": "place, first to last",
    **{f"{form} naming": f"{form} name" for form in ("loaded", "neutral")},
    **{f"voice {voice}": f"voice: {voice}" for voice in VOICES},
}


def draw_coefficients(view: View, coefficients: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """A panel a classifier, a row a feature, the same in all panels."""
    data = _drawn_of_coefficients(view, coefficients, classifiers)
    reading = _reading(coefficients)
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
        figure.text(0.5, 0.7, COEFFICIENTS_NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *((reading, few_note_of_classifier_rows(data)) if models else ()))
    caption = _caption_of_coefficients(view, data, reading)
    return Drawing("coefficients", figure, data, caption, _alt_of_coefficients(view, data))


def draw_panel(view: View, data: pd.DataFrame, order: list[str], ax: Axes) -> None:
    """One classifier with the number of its positives."""
    row, few = data["row"].iloc[0], bool(data["few"].iloc[0])
    labels = {feature: _in_words(feature, view) for feature in order}
    coefficient_rows(data, ax=ax, order=order, labels=labels, look=looks(view)[row], muted=few)
    ax.set_title(f"{fill(names(view)[row], NARROW)}\nn = {data['n_positives'].iloc[0]:g}")
    ax.set_xlabel("coefficient")


def _drawn_of_coefficients(view: View, coefficients: pd.DataFrame, classifiers: pd.DataFrame) -> pd.DataFrame:
    """The features of largest mean size over all outlets' classifiers, the largest first."""
    data = with_classifiers(view, coefficients.dropna(subset="coefficient"), classifiers)
    data = data[data["kind"] == LOADEDNESS]
    sizes = data["coefficient"].abs().groupby(data["feature"]).mean().sort_values(ascending=False, kind="stable")
    place = {feature: place for place, feature in enumerate(sizes.index[:MOST])}
    kept = data[data["feature"].isin(list(place))]
    models = {row: place for place, row in enumerate(looks(view))}
    return kept.sort_values(
        ["row", "feature"], key=lambda column: column.map(models if column.name == "row" else place)
    ).reset_index(drop=True)


def _in_words(feature: str, view: View) -> str:
    """What a feature is called."""
    form, _, what = feature.partition(" ")
    if feature in NAMES or what in KINDS_OF_TERM or form not in FORMS:
        return NAMES.get(feature, feature)
    return f"{form} word, {view.called(what)}"


def _reading(coefficients: pd.DataFrame) -> str:
    """What is drawn, and how many features are not."""
    ours = coefficients[coefficients["classifier"].str.startswith(LOADEDNESS)]
    n = ours["feature"].nunique()
    return (
        "n: loaded sentences in training, mean over folds. Public tier: log-odds of being loaded for one more of the "
        "feature. Marker: mean over folds; line: least to greatest fold, no interval. "
        f"Shown: {min(n, MOST)} of {n} features, of largest mean size over all panels."
    )


def _caption_of_coefficients(view: View, data: pd.DataFrame, reading: str) -> str:
    if data.empty:
        return f"What makes a sentence loaded for each outlet's classifier: {COEFFICIENTS_NOTHING}. {view.scope}"
    words = (
        "What makes a sentence loaded for each outlet's loadedness classifier, the same features in all panels. "
        f"{reading} Counts (loaded and neutral names, verbs, modifiers, metaphors; loaded words by target) are "
        "per hit in the sentence; voices are set against the narrator's; the place runs from 0, first sentence, to 1, "
        "last; a text e times as long adds the coefficient of length once. A classifier with few positives is drawn "
        "towards the general model, so sizes differ between panels for that reason too; features overlap (a loaded "
        "name counts by kind and by target), so that no coefficient stands alone. "
        "Features keep their own scales (hits, flags, a share, a logarithm). "
        f"{few_note_of_classifier_rows(data)} {view.scope}"
    )
    return " ".join(words.split())


def _alt_of_coefficients(view: View, data: pd.DataFrame) -> str:
    parts = []
    for row, of_row in data.groupby("row", sort=False):
        shown = ", ".join(
            f"{_in_words(one.feature, view)} {one.coefficient:.2f} ({one.least:.2f} to {one.greatest:.2f})"
            for one in rows(of_row)
        )
        parts.append(f"{names(view)[str(row)]}: {shown}")
    words = f"Dot-and-range charts, a panel a classifier, a row a feature. {'. '.join(parts) or COEFFICIENTS_NOTHING}."
    return words.replace("-0.00", "0.00").replace(" -", " −").replace("(-", "(−")
