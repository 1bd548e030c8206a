"""Draw what classifiers make of the sentences: scores of each text, and coefficients."""

from __future__ import annotations

from math import ceil
from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from framing.models import FORMS, GENERAL, LOADEDNESS
from framing.plotting.context import (
    NARROW,
    View,
    alternative,
    circular,
    classifier_look,
    few_note,
    names,
    trained_on,
    with_classifiers,
)
from framing.plotting.forest import coefficients as rows_of_coefficients, largest_features
from framing.plotting.strips import CODES, code_of, limits_of, loadedness as strip_of_scores
from framing.plotting.theme import TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.schema import KINDS_OF_TERM, VOICES

PANELS = {
    "text": "Own classifier,\ntext tier",
    "public": "Own classifier,\npublic tier",
    GENERAL: "General model,\ntrained on other texts",
}
NO_SCORES = "no sentence was scored, n = 0"


def draw_loadedness(
    view: View,
    sentence_scores: pd.DataFrame,
    classifiers: pd.DataFrame,
    lexicon_coverage: pd.DataFrame | None = None,
) -> Drawing:
    """Draw the score of each sentence, one panel per predictor and one row per text."""
    view = view.by_text
    data = _own_scores(view, sentence_scores)
    panels = [panel for panel in PANELS if (data["panel"] == panel).any()]
    figure = Figure(figsize=(TWO_COLUMNS, 1.2 + 0.62 * len(view.order) if panels else 0.8), layout="constrained")
    few = {outlet for outlet, (_, few) in trained_on(classifiers).items() if few}
    if panels:
        labels = _labels(view, data, few)
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for ax, panel in zip(axes, panels, strict=True):
            of_panel = data[data["panel"] == panel]
            hues = [code for code in CODES if (data["code"] == code).any()]
            shown = of_panel.assign(row=of_panel["row"].map(labels))
            order = [labels[row] for row in view.order]
            limits = limits_of(data["log_odds"])
            strip_of_scores(shown, y="row", order=order, hue_order=hues, limits=limits, ax=ax)
            ax.set_title(f"{PANELS[panel]}\nn = {len(of_panel)} sentences")
            ax.tick_params(labelleft=ax is axes[0])
        for ax in axes[1:]:
            ax.get_legend().remove()
        share_legend(figure, axes[0])
    else:
        nothing_drawn(figure, NO_SCORES)
    caption = view.caption(
        f"Loadedness of sentences. Probability of being loaded of each of n = {data['unit_id'].nunique()} sentences "
        f"(spaced by log-odds; dashed: 0.5), within each row from the first sentence of the {view.unit} (top) to the "
        "last, by its outlet's own classifiers and the general model. Below the names: sentences coded as loaded, of "
        "all coded. No sentence is scored by a model trained on it or a copy of it."
        if panels
        else f"Loadedness of sentences: {NO_SCORES}.",
        circular(lexicon_coverage),
        few_note(bool(few)),
    )
    return Drawing("loadedness", figure, data, caption, alternative("loadedness", _medians(data)))


def _own_scores(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of each sentence by its own outlet's classifiers and the general model, in text order."""
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
        code=[code_of(share) for share in data["loaded"]],
    )[["panel", "row", "unit_id", "classifier", "log_odds", "probability", "loaded", "code", "place"]]


def _labels(view: View, data: pd.DataFrame, few: set[str]) -> dict[str, str]:
    """Return the labels of the rows with their sentences coded as loaded, of all coded ones."""
    coded = data[data["loaded"].notna()].drop_duplicates(["row", "unit_id"]).groupby("row")["loaded"]
    counts = {str(row): f"{shares.sum():g} of {len(shares)}" for row, shares in coded}
    shown = {}
    for article, outlet in zip(view.articles["article_id"], view.articles["outlet"], strict=True):
        row = view.row_of[article]
        name = "\n".join(dict.fromkeys([*[fill(outlet, NARROW)] * view.several, view.labels[row]]))
        shown[row] = f"{name}{' †' * (outlet in few)}\n{counts.get(row, 'none coded')}"
    return shown


def _medians(data: pd.DataFrame) -> str:
    """Return the median probabilities of sentences coded as loaded and as not loaded."""
    if data.empty:
        return NO_SCORES
    middle = data.groupby(["panel", "code"])["probability"].median()
    parts = [
        f"{' '.join(title.split())} {middle[panel, CODES[0]]:.2f} and {middle[panel, CODES[2]]:.2f}"
        for panel, title in PANELS.items()
        if {(panel, CODES[0]), (panel, CODES[2])} <= set(middle.index)
    ]
    return f"Median probability of sentences coded as loaded and as not loaded: {'; '.join(parts) or 'none coded'}"


MOST = 12
ACROSS = 5  # panels side by side
NO_CLASSIFIERS = "no outlet has a classifier of its own, n = 0"
NAMES = {
    "general log-odds": "general model's log-odds",
    "general word log-odds": "its log-odds of one word",
    "log length": "length (log)",
    "position": "position, first to last",
    **{f"{form} naming": f"{form} name" for form in ("loaded", "neutral")},
    **{f"voice {voice}": f"voice: {voice}" for voice in VOICES},
}


def draw_coefficients(view: View, coefficients: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """Draw the coefficients of each outlet's loadedness classifier, the same features in all panels."""
    data = with_classifiers(view, coefficients.dropna(subset="coefficient"), classifiers)
    data = data[data["kind"] == LOADEDNESS]
    features = largest_features(data, MOST)
    models = [row for row in view.order if (data["row"] == row).any()]
    kept = data[data["feature"].isin(features)]
    places = {name: place for place, name in enumerate([*models, *features])}
    data = kept.sort_values(["row", "feature"], key=lambda column: column.map(places)).reset_index(drop=True)
    lines = ceil(len(models) / ACROSS)
    size = (TWO_COLUMNS, 0.3 + lines * (0.75 + 0.18 * len(features)) if models else 0.8)
    figure = Figure(figsize=size, layout="constrained")
    if models:
        axes = figure.subplots(lines, min(len(models), ACROSS), sharex=True, sharey=True, squeeze=False).ravel()
        words = {feature: _in_words(feature, view) for feature in features}
        look, called = classifier_look(view), names(view)
        for ax, row in zip(axes, models, strict=False):
            of_row = data[data["row"] == row]
            shown = of_row.assign(feature=of_row["feature"].map(words), classifier=called[row])
            order = list(words.values())
            rows_of_coefficients(shown, order=order, muted="few", legend=False, ax=ax, **look)
            few = " †" * bool(of_row["few"].iloc[0])
            ax.set_title(f"{fill(called[row], NARROW)}{few}\nn = {of_row['n_positives'].iloc[0]:g}")
            ax.set_xlabel("coefficient")
        for ax in axes[len(models) :]:
            ax.set_visible(False)
    else:
        nothing_drawn(figure, NO_CLASSIFIERS)
    n = coefficients.loc[coefficients["classifier"].str.startswith(LOADEDNESS), "feature"].nunique()
    caption = view.caption(
        f"Coefficients of the loadedness classifiers (public tier): change of the log-odds of being loaded per unit of "
        f"a feature. Marker: mean over folds; line: smallest to largest fold (not an interval). n: loaded training "
        f"sentences, mean over folds. Shown: {min(n, MOST)} of {n} features, by mean absolute size. Classifiers with "
        "little training data are shrunk towards the general model, and features overlap, so sizes are not comparable "
        "one by one."
        if models
        else f"Coefficients of the loadedness classifiers: {NO_CLASSIFIERS}.",
        few_note(bool(data["few"].any()), "† and grey"),
    )
    first = (
        f"The features with the largest coefficients are {', '.join(_in_words(name, view) for name in features[:3])}"
    )
    return Drawing(
        "coefficients", figure, data, caption, alternative("coefficients", first if models else NO_CLASSIFIERS)
    )


def _in_words(feature: str, view: View) -> str:
    """Return the name of a feature in words."""
    form, _, what = feature.partition(" ")
    if feature in NAMES or what in KINDS_OF_TERM or form not in FORMS:
        return NAMES.get(feature, feature)
    return f"{form} word, {view.called(what)}"
