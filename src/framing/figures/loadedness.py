"""Loadedness: how loaded each sentence of each text is to its own outlet's classifier and to the general model."""

from __future__ import annotations

from math import ceil, floor
from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from framing.classifiers.panel import GENERAL, LOADEDNESS
from framing.figures.outlets import circular, few_note, too_few
from framing.figures.view import NARROW, View
from framing.plots.style import GREY, TWO_COLUMNS, Drawing
from framing.plots.swarm import DIFFER, LOADED, NEITHER, NEUTRAL, score_swarm, swarm_key

PANELS = {
    "text": "Own classifier,\ntext tier",
    "public": "Own classifier,\npublic tier",
    GENERAL: "General model,\ntrained on other texts",
}
NOTHING = "no sentence was scored, n = 0"
READING = (
    "Rows: sentences from a text's first (top) to its last (bottom). Across: probability of being loaded, spaced by "
    "log-odds; dashed: 0.5."
)
UNDER = "Under the names: sentences coded as loaded, of all coded ones (halves: coders differ)."
OWN = "No sentence is scored by a classifier that saw it or a copy of it."


def draw(view: View) -> Drawing:
    """A panel a predictor, a row a text, a mark a sentence."""
    view = view.by_text
    data = drawn(view)
    panels = [panel for panel in PANELS if (data["panel"] == panel).any()]
    height = 1.85 + 0.66 * len(view.order) if panels else 1
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    if not panels:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
        view.note(figure)
        return Drawing("loadedness", figure, data, caption(view, data), alt(view, data))
    axes = figure.subplots(1, len(panels), squeeze=False)[0]
    limits = limits_of(data)
    for ax, panel in zip(axes, panels, strict=True):
        of_panel = data[data["panel"] == panel]
        score_swarm(of_panel, ax=ax, groups={"": view.order}, labels=labels(view, data), limits=limits)
        ax.tick_params(labelleft=ax is axes[0])
        ax.set_title(f"{PANELS[panel]}\nn = {len(of_panel)} sentences")
        ax.set_xlabel("probability of being loaded")
    figure.legend(handles=swarm_key(data["code"]), loc="outside upper left", ncols=4, columnspacing=1.4)
    view.note(figure, READING, f"{UNDER} {OWN}", circular(view), few_note(view, "† "))
    return Drawing("loadedness", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """Every sentence by the classifiers of its own outlet and by the general model, in the order of its text."""
    outlets = view.articles.set_index("article_id")["outlet"]
    table = view.results["sentence_scores"]
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


def code_of(share: float) -> str:
    """What the coders said of a sentence, by the share of them that called it loaded.

    >>> code_of(1.0), code_of(0.5), code_of(float("nan"))
    ('coded as loaded', 'coders differ', 'not coded')
    """
    return NEITHER if pd.isna(share) else {1.0: LOADED, 0.0: NEUTRAL}.get(share, DIFFER)


def labels(view: View, data: pd.DataFrame) -> dict[str, str]:
    """The rows with their sentences and how many of them are coded as loaded."""
    few, shown = too_few(view), {}
    for article, outlet in zip(view.articles["article_id"], view.articles["outlet"], strict=True):
        row = view.row_of[article]
        names = dict.fromkeys([*[fill(outlet, NARROW)] * view.several, view.narrow_names[row]])
        shown[row] = "\n".join(names) + " †" * (outlet in few) + f"\n{counts(data, row)}"
    return shown


def counts(data: pd.DataFrame, row: str) -> str:
    """Loaded sentences of all coded ones of a row."""
    coded = data[(data["row"] == row) & data["loaded"].notna()].drop_duplicates("unit_id")["loaded"]
    return f"{coded.sum():g} of {len(coded)}" if len(coded) else "none coded"


def limits_of(data: pd.DataFrame) -> tuple[float, float]:
    """Whole log-odds between which every score is seen."""
    return min(floor(data["log_odds"].min()), -1) - 0.2, max(ceil(data["log_odds"].max()), 1) + 0.2


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Loadedness: {NOTHING}. {view.scope}"
    words = (
        f"Loadedness of each sentence by {view.unit}: the probability of being loaded by the classifiers of its own "
        "outlet (text tier: sentence embeddings; public tier: lexicon hits, voice, position, length and the general "
        "model's log-odds) and by the general model, which learnt from public labelled sentences of other texts. "
        f"{READING} {UNDER} {OWN} "
        f"{medians(data)} {circular(view)} {few_note(view)} {view.coders} {view.scope}"
    )
    return " ".join(words.split())


def medians(data: pd.DataFrame) -> str:
    """Where the sentences stand that coders agree on, in each panel."""
    middle = data.groupby(["panel", "code"])["probability"].median()
    parts = [
        f"{' '.join(PANELS[panel].split())} {middle[panel, LOADED]:.2f} and {middle[panel, NEUTRAL]:.2f}"
        for panel in PANELS
        if {(panel, LOADED), (panel, NEUTRAL)} <= set(middle.index)
    ]
    return f"Medians of sentences coded as loaded and as not loaded: {'; '.join(parts)}." if parts else ""


def alt(view: View, data: pd.DataFrame) -> str:
    parts = [
        f"{' '.join(PANELS[panel].split())}, {view.names[row]}: n = {len(values)}, median {values.median():.2f}, "
        f"{(values > 0.5).sum()} above 0.5"
        for panel in PANELS
        for row in view.order
        if len(values := data.loc[(data["panel"] == panel) & (data["row"] == row), "probability"])
    ]
    return (
        f"Strip chart of sentences, one row for each {view.unit}, one panel a predictor. {'; '.join(parts) or NOTHING}."
    )
