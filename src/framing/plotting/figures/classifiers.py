"""Draw what coders and classifiers make of the sentences: codes, scores, own words, calibration and transfer."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from framing.models import GENERAL, LOADEDNESS, STATIC, outlet_of
from framing.plotting.bars import coded_loadedness as bars_of_strength
from framing.plotting.context import (
    LEAST_SLOTS,
    NARROW,
    View,
    alternative,
    circular,
    few_note,
    outlet_names,
    signed,
    trained_on,
)
from framing.plotting.forest import (
    agreement as rows_of_agreement,
    calibration as points_of_calibration,
    forest,
)
from framing.plotting.heatmap import transfer as matrix_of_transfer
from framing.plotting.strips import CODES, code_of, limits_of, loadedness as strip_of_scores
from framing.plotting.theme import INK, TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.schema import ALL
from framing.tables import rows

PANELS = {
    "text": "Own classifier,\ntext tier",
    "public": "Own classifier,\npublic tier",
    GENERAL: "General model,\ntrained on other texts",
    STATIC: "Static model,\ntrained on other texts",
}
NO_SCORES = "no sentence was scored, n = 0"
NOTHING_CODED = "no coded sentence was scored, n = 0"


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
        f"last, by {' and '.join(_by_whom(panels))}. "
        + "Below the names: sentences coded as loaded, of all coded. " * bool(data["loaded"].notna().any())
        + "No sentence is scored by a model trained on it or a copy of it."
        if panels
        else f"Loadedness of sentences: {NO_SCORES}.",
        circular(lexicon_coverage),
        few_note(bool(few)),
    )
    return Drawing("loadedness", figure, data, caption, alternative("loadedness", _medians(data)))


def _by_whom(panels: list[str]) -> list[str]:
    """Return whose scores the panels show."""
    own = ["its outlet's own classifiers"] if {"text", "public"} & {*panels} else []
    models = {GENERAL: "the general model", STATIC: "the static model"}
    return [*own, *(models[panel] for panel in panels if panel in models)]


def _own_scores(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of each sentence by its own outlet's classifiers and the general model, in text order."""
    outlets = view.articles.set_index("article_id")["outlet"]
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, "loaded"])))
    parts = table["unit_id"].astype("str").str.extract(r"^(.*):(\d+)$")
    table = table.assign(article_id=parts[0], number=pd.to_numeric(parts[1]), panel=table["tier"])
    general = table["classifier"].isin([GENERAL, STATIC])
    own = table["classifier"] == f"{LOADEDNESS}:" + table["article_id"].map(outlets)
    table["panel"] = table["panel"].mask(general, table["classifier"])
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
        count = f"\n{counts.get(row, 'none coded')}" if counts else ""
        shown[row] = f"{name}{' †' * (outlet in few)}{count}"
    return shown


def _medians(data: pd.DataFrame) -> str:
    """Return the median probabilities of sentences coded as loaded and as not loaded."""
    if data.empty:
        return NO_SCORES
    if data["loaded"].isna().all():
        return f"Median probability of being loaded, over all sentences: {data['probability'].median():.2f}"
    middle = data.groupby(["panel", "code"])["probability"].median()
    parts = [
        f"{' '.join(title.split())} {middle[panel, CODES[0]]:.2f} and {middle[panel, CODES[2]]:.2f}"
        for panel, title in PANELS.items()
        if {(panel, CODES[0]), (panel, CODES[2])} <= set(middle.index)
    ]
    return f"Median probability of sentences coded as loaded and as not loaded: {'; '.join(parts) or 'none coded'}"


LOOK_OF_VOICES: dict[str, Any] = {
    "palette": {"own words": INK, "reported": "#8C8C8C", "quoted": "#56B4E9"},
    "markers": {"own words": "h", "reported": "p", "quoted": "d"},  # of no text
}
NO_VOICES = "no sentence of a known voice was scored, n = 0"


def draw_own_words(view: View, loadedness_by_voice: pd.DataFrame) -> Drawing:
    """Draw the mean loadedness of each outlet's own words, and of what it reports and quotes."""
    view = view.fitting()
    data = loadedness_by_voice[loadedness_by_voice["row"].isin(view.order) & (loadedness_by_voice["n_sentences"] > 0)]
    data = data[data["voice"].isin(LOOK_OF_VOICES["palette"])]
    data = data.assign(count=data["n_sentences"].astype("str"), muted=data["low"].isna())
    figure = Figure(figsize=(TWO_COLUMNS, 1.0 + 0.3 * len(view.order) if len(data) else 0.8), layout="constrained")
    if len(data):
        ax = figure.subplots()
        shown = view.labelled(data)
        order = [view.labels[row] for row in view.order]
        voices = [voice for voice in LOOK_OF_VOICES["palette"] if (data["voice"] == voice).any()]
        forest(
            shown,
            y="row",
            hue="voice",
            order=order,
            hue_order=voices,
            count="count",
            muted="muted",
            ax=ax,
            **LOOK_OF_VOICES,
        )
        ax.set_xlabel("mean log-odds of being loaded")
        share_legend(figure, ax)
    else:
        nothing_drawn(figure, NO_VOICES)
    model = "static" if (data["classifier"] == STATIC).any() else "general"
    interval = "t over articles, about outlets" if view.of_outlets else "bootstrap over families, about these texts"
    caption = view.caption(
        f"Loadedness of own, reported and quoted words. Mean log-odds of being loaded, by the {model} model, which is "
        f"one for all; own words are the headline, since quotations are somebody else's. Right: sentences; n = "
        f"{data['n_sentences'].sum()}. Lines: 95 % intervals, {interval}."
        if len(data)
        else f"Loadedness of own, reported and quoted words: {NO_VOICES}.",
        "Thin and grey: too few for an interval." * bool(len(data) and data["muted"].any()),
    )
    own = data[data["voice"] == "own words"].sort_values("estimate", kind="stable")
    ends = own.iloc[[0, -1]] if len(own) else own
    finding = " to ".join(f"{view.names[row.row]} {signed(row.estimate)}" for row in rows(ends))
    return Drawing(
        "own_words",
        figure,
        data,
        caption,
        alternative("own_words", f"Mean log-odds of own words: {finding or NO_VOICES}"),
    )


SIDE_BY_SIDE = 6  # outlets whose cells have room for their text in half a page
WIDE = 40  # characters per line of a predictor's name
BASELINES = ("outlet alone", "length and position alone", "lexicon hits alone")
TRAINED = (
    "TF-IDF",
    "embeddings",
    "general model",
    "general model, most loaded word",
    "own outlet's classifier, public tier",
    "own outlet's classifier, public tier, lexicon of other texts",
    "own outlet's classifier, text tier",
)
CELL = ["n_sentences", "n_loaded", "auroc", "low", "high", "macro_f1", "level", "method"]
POOLED, WITHIN = "all outlets together", "within outlets"  # panels of the lower half
WITHIN_COLUMNS = {"auroc_within": "auroc", "within_low": "low", "within_high": "high"}
NOT_TRANSFERRED = "no classifier was transferred, n = 0"


def draw_transfer(
    view: View,
    transfer: pd.DataFrame,
    agreement: pd.DataFrame,
    classifiers: pd.DataFrame,
    lexicon_coverage: pd.DataFrame | None = None,
) -> Drawing:
    """Draw one matrix per tier and, below them, one row per predictor."""
    cells, predictors = _cells(transfer), _predictors(agreement)
    data = pd.concat([cells, predictors], ignore_index=True)
    tiers = list(dict.fromkeys(cells["panel"]))
    labels = outlet_names(view)
    order = [outlet for outlet in labels if outlet in {*cells["row"], *cells["column"]}]
    trained = trained_on(classifiers)
    figure = Figure(figsize=(TWO_COLUMNS, 0.8), layout="constrained")
    if tiers:
        together = len(order) <= SIDE_BY_SIDE
        lines = 1 if together else len(tiers)
        tall, short = 0.8 + 0.44 * len(order), 0.7 + 0.19 * max(len(predictors) // 2, 1)
        figure.set_size_inches(TWO_COLUMNS, lines * tall + short)
        top, bottom = figure.subfigures(2, 1, squeeze=False, height_ratios=[lines * tall, short])[:, 0]
        axes = top.subplots(lines, len(tiers) if together else 1, sharey=together, squeeze=False).ravel()
        trained_names = {
            outlet: f"{label}\n{trained[outlet][0]:g} loaded{' †' * trained[outlet][1]}" if outlet in trained else label
            for outlet, label in labels.items()
        }
        for ax, tier in zip(axes, tiers, strict=True):
            of_tier = cells[cells["panel"] == tier].rename(columns={"estimate": "auroc"})
            shown = of_tier.assign(row=of_tier["row"].map(trained_names), column=of_tier["column"].map(labels))
            rows_named = [trained_names[outlet] for outlet in order]
            matrix_of_transfer(
                shown,
                x="column",
                y="row",
                tier=None,
                order=rows_named,
                col_order=[labels[outlet] for outlet in order],
                ax=ax,
            )
            for text in ax.texts[:: len(order) + 1]:
                text.set_fontweight("bold")
            n = of_tier.drop_duplicates("column")["n_sentences"].sum()
            ax.set_title(f"{tier.capitalize()}, n = {n:g} sentences")
            ax.set_xlabel("scored sentences of")
            ax.set_ylabel("trained on" if ax is axes[0] or not together else "")
        _draw_predictors(predictors, bottom)
    else:
        nothing_drawn(figure, NOT_TRANSFERRED)
    caption = view.caption(
        "Transfer. Above: AUROC (0.5: chance) with interval and sentences coded as loaded, of all coded, of the "
        "classifier trained on the outlet in the row (with its loaded training sentences), on the sentences of the "
        "outlet in the column; the diagonal (bold) is cross-fitted; –: fewer than five sentences of a label. Below: "
        "baselines (hollow) and models; left, over all outlets; right, against neutral sentences of the same outlet "
        "only. Intervals: 95 % bootstrap over families of sentences."
        if tiers
        else f"Transfer: {NOT_TRANSFERRED}.",
        circular(lexicon_coverage),
        few_note(any(few for _, few in trained.values())),
    )
    return Drawing("transfer", figure, data, caption, alternative("transfer", _best(predictors)))


def _cells(transfer: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of all matrices, with their counts in words."""
    table = transfer.reindex(columns=["classifier", "outlet", "tier", *CELL])
    found = table.assign(
        panel=table["tier"].astype("str") + " tier",
        row=table["classifier"].map(outlet_of),
        column=table["outlet"],
        estimate=table["auroc"],
    )
    found = _with_counts(found.drop(columns=["classifier", "tier", "outlet", "auroc"]))
    return found.sort_values("panel", ascending=False, kind="stable", ignore_index=True)


def _predictors(agreement: pd.DataFrame) -> pd.DataFrame:
    """Return the predictors of both lower panels, baselines first."""
    shown = [*BASELINES, *TRAINED]
    table = agreement[(agreement["article_id"] == ALL) & agreement["predictor"].isin(shown)]
    table = table.iloc[table["predictor"].map(shown.index).argsort(kind="stable")]
    within = table.drop(columns=[*WITHIN_COLUMNS.values()]).rename(columns=WITHIN_COLUMNS)
    both = pd.concat([table.assign(panel=POOLED), within.assign(panel=WITHIN)])
    both = both.reindex(columns=["panel", "predictor", *CELL]).rename(columns={"predictor": "row", "auroc": "estimate"})
    return _with_counts(both.assign(column=""))


def _with_counts(data: pd.DataFrame) -> pd.DataFrame:
    """Return the table with counts in words."""
    counts = [f"{row.n_loaded:g} of {row.n_sentences:g}" for row in rows(data)]
    return data.assign(count=counts, muted=False)


def _draw_predictors(data: pd.DataFrame, figure: Figure) -> None:
    """Draw how well each predictor ranks the sentences of all outlets, and those of the same outlet."""
    shown = data.rename(columns={"estimate": "auroc"})
    shown = shown.assign(row=[fill(name, WIDE) for name in data["row"]], model=~data["row"].isin(BASELINES))
    names = dict.fromkeys(shown["row"])
    for ax, panel in zip(figure.subplots(1, 2, sharey=True), (POOLED, WITHIN), strict=True):
        of_panel = shown[shown["panel"] == panel]
        rows_of_agreement(
            of_panel,
            y="row",
            palette=dict.fromkeys(names, INK),
            markers=dict.fromkeys(names, "h"),
            filled="model",
            ax=ax,
        )
        n = of_panel["n_sentences"].max() if len(of_panel) else 0
        ax.set_title(f"{panel.capitalize()}, n = {n:g} sentences")


def _best(data: pd.DataFrame) -> str:
    """Return the best baseline and the best model with their intervals."""
    some = data[data["estimate"].notna() & (data["panel"] == POOLED)].sort_values("estimate", ascending=False)
    if some.empty:
        return NOT_TRANSFERRED
    baseline = some["row"].isin(BASELINES)
    best = {"baseline": some[baseline].head(1), "model": some[~baseline].head(1)}
    parts = [
        f"the best {kind} is “{row.row}” with AUROC {row.estimate:.2f} ({row.low:.2f} to {row.high:.2f})"
        for kind, found in best.items()
        for row in rows(found)
    ]
    return f"Over all outlets {' and '.join(parts)}"


def draw_coded_loadedness(
    view: View, coded_loadedness: pd.DataFrame, reliability: pd.DataFrame, primary_coders: tuple[str, ...] = ()
) -> Drawing:
    """Draw the strength of loaded wording that each coder gave the sentences of each text, one panel per coder."""
    view = view.by_text
    counts = view.with_rows(coded_loadedness).drop(columns=["estimate", "low", "high", "level"])
    data = counts.groupby(["row", "coder"], sort=False).sum().reset_index()
    coders = sorted(data["coder"].unique(), key=lambda coder: (coder not in primary_coders, coder))
    figure = Figure(figsize=(TWO_COLUMNS, 1.0 + 0.26 * len(view.lines)), layout="constrained")
    axes = figure.subplots(1, max(len(coders), 1), sharey=True, squeeze=False)[0]
    for ax, coder in zip(axes, coders, strict=True):
        of_coder = view.labelled(data[data["coder"] == coder])
        bars_of_strength(of_coder, y="row", order=view.lines, headings=view.headings, ax=ax)
        ax.set_title(f"Coder {coder}\nn = {of_coder['n_sentences'].sum()} sentences")
    for ax in axes[1:]:
        ax.get_legend().remove()
    share_legend(figure, axes[0])
    sentences = {coder: data.loc[data["coder"] == coder, ["n_loaded", "n_sentences"]].sum() for coder in coders}
    caption = view.caption(
        f"Coded loadedness. Sentences of each {view.unit} by the strength of loaded wording, with the number coded as "
        "loaded. Intervals of the shares: results/coded_loadedness.csv.",
        "Texts of one outlet are counted together." * view.of_outlets,
        *(_agreement(reliability) if len(coders) > 1 else ()),
        view.coders,
    )
    parts = [f"coder {coder} {n['n_loaded']} of {n['n_sentences']}" for coder, n in sentences.items()]
    finding = f"Sentences coded as loaded: {', '.join(parts)}"
    return Drawing("coded_loadedness", figure, data, caption, alternative("coded_loadedness", finding))


def _agreement(reliability: pd.DataFrame) -> list[str]:
    """Return Krippendorff's alpha of loadedness with interval and n, by set of coders."""
    table = reliability[reliability["variable"] == "loaded"]
    parts = [
        (row.note if pd.isna(row.alpha) else f"{row.alpha:.3f} [{row.low:.2f}, {row.high:.2f}]")
        + f" (coders {row.coders}, n = {row.n_units})"
        for row in rows(table)
    ]
    return [f"Krippendorff's α of loaded, 95 % bootstrap over sentences: {'; '.join(parts)}."] if parts else []


def draw_calibration(
    view: View,
    calibration: pd.DataFrame,
    classifiers: pd.DataFrame,
    lexicon_coverage: pd.DataFrame | None = None,
) -> Drawing:
    """Draw the share of sentences coded as loaded against the predicted probability, one panel per predictor."""
    data = calibration.rename(columns={"probability_from": "bin_from", "probability_to": "bin_to"})
    counts = [f"{row.n_loaded:g}\nof {row.n_sentences:g}" if row.n_sentences else "0" for row in rows(data)]
    data = data.assign(count=counts, muted=data["n_sentences"].between(0.5, LEAST_SLOTS - 0.5))
    predictors = list(dict.fromkeys(data["predictor"]))
    figure = Figure(figsize=(TWO_COLUMNS, 3.1 if predictors else 0.8), layout="constrained")
    if predictors:
        axes = figure.subplots(1, len(predictors), squeeze=False, sharey=True)[0]
        for ax, predictor in zip(axes, predictors, strict=True):
            of_predictor = data[data["predictor"] == predictor]
            points_of_calibration(of_predictor, palette=[INK], ax=ax)
            name, _, tier = predictor.partition(", ")
            title = f"{name[:1].upper()}{name[1:]}\n{tier or 'trained on other texts'}"
            ax.set_title(f"{title}\nn = {of_predictor['n_sentences'].sum():g} sentences", pad=24)
        for ax in axes[1:]:
            ax.set_ylabel("")
    else:
        nothing_drawn(figure, NOTHING_CODED)
    few = any(few for _, few in trained_on(classifiers).values())
    caption = view.caption(
        "Calibration. Share of sentences coded as loaded against the mean predicted probability, in fifths of its "
        f"range; n = {data.groupby('predictor')['n_sentences'].sum().max():g} sentences; dashed: equality. Above each "
        "fifth: sentences coded as loaded, of all (half a sentence where coders differ). Lines: 95 % bootstrap over "
        "families, about these texts (none under eight, or if all agree). Own classifiers score only sentences "
        "without a copy in their training data."
        if predictors
        else f"Calibration: {NOTHING_CODED}.",
        "Thin and grey: fewer than five sentences." * bool(data["muted"].any()),
        circular(lexicon_coverage),
        "Some classifiers have fewer than ten loaded training sentences." * few,
    )
    return Drawing("calibration", figure, data, caption, alternative("calibration", _outside(data)))


def _outside(data: pd.DataFrame) -> str:
    """Return in how many fifths the mean probability is outside the interval of the share."""
    some = data[data["low"].notna()]
    if some.empty:
        return "No interval: too few families" if len(data) else NOTHING_CODED
    out = some[~some["predicted"].between(some["low"], some["high"])]
    parts = [
        f"{predictor} {(out['predictor'] == predictor).sum()} of {n}"
        for predictor, n in some["predictor"].value_counts(sort=False).items()
    ]
    return f"The mean probability is outside the interval of the coded share in these fifths: {'; '.join(parts)}"
