"""Draw what coders found loaded, and how well probabilities of classifiers match their codes."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.plotting.bars import coded_loadedness as bars_of_strength
from framing.plotting.context import LEAST_SLOTS, View, alternative, circular, trained_on
from framing.plotting.forest import calibration as points_of_calibration
from framing.plotting.theme import INK, TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.tables import rows


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


NOTHING = "no coded sentence was scored, n = 0"


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
        nothing_drawn(figure, NOTHING)
    few = any(few for _, few in trained_on(classifiers).values())
    caption = view.caption(
        "Calibration. Share of sentences coded as loaded against the mean predicted probability, in fifths of its "
        f"range; n = {data.groupby('predictor')['n_sentences'].sum().max():g} sentences; dashed: equality. Above each "
        "fifth: sentences coded as loaded, of all (half a sentence where coders differ). Lines: 95 % bootstrap over "
        "families, about these texts (none under eight, or if all agree). Own classifiers score only sentences "
        "without a copy in their training data."
        if predictors
        else f"Calibration: {NOTHING}.",
        "Thin and grey: fewer than five sentences." * bool(data["muted"].any()),
        circular(lexicon_coverage),
        "Some classifiers have fewer than ten loaded training sentences." * few,
    )
    return Drawing("calibration", figure, data, caption, alternative("calibration", _outside(data)))


def _outside(data: pd.DataFrame) -> str:
    """Return in how many fifths the mean probability is outside the interval of the share."""
    some = data[data["low"].notna()]
    if some.empty:
        return "No interval: too few families" if len(data) else NOTHING
    out = some[~some["predicted"].between(some["low"], some["high"])]
    parts = [
        f"{predictor} {(out['predictor'] == predictor).sum()} of {n}"
        for predictor, n in some["predictor"].value_counts(sort=False).items()
    ]
    return f"The mean probability is outside the interval of the coded share in these fifths: {'; '.join(parts)}"
