"""Draw how classifiers trained on one outlet rank the sentences of another, and how far simple baselines go."""

from __future__ import annotations

from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure

from framing.models import outlet_of
from framing.plotting.context import View, alternative, circular, few_note, outlet_names, trained_on
from framing.plotting.forest import agreement as rows_of_agreement
from framing.plotting.heatmap import transfer as matrix_of_transfer
from framing.plotting.theme import INK, TWO_COLUMNS, Drawing, nothing_drawn
from framing.schema import ALL
from framing.tables import rows

SIDE_BY_SIDE = 6  # outlets whose cells have room for their text in half a page
WIDE = 40  # characters per line of a predictor's name
BASELINES = ("outlet alone", "length and position alone", "lexicon hits alone")
MODELS = (
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
NOTHING = "no classifier was transferred, n = 0"


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
        nothing_drawn(figure, NOTHING)
    caption = view.caption(
        "Transfer. Above: AUROC (0.5: chance) with interval and sentences coded as loaded, of all coded, of the "
        "classifier trained on the outlet in the row (with its loaded training sentences), on the sentences of the "
        "outlet in the column; the diagonal (bold) is cross-fitted; –: fewer than five sentences of a label. Below: "
        "baselines (hollow) and models; left, over all outlets; right, against neutral sentences of the same outlet "
        "only. Intervals: 95 % percentile bootstrap over families of sentences."
        if tiers
        else f"Transfer: {NOTHING}.",
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
    shown = [*BASELINES, *MODELS]
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
        return NOTHING
    baseline = some["row"].isin(BASELINES)
    best = {"baseline": some[baseline].head(1), "model": some[~baseline].head(1)}
    parts = [
        f"the best {kind} is “{row.row}” with AUROC {row.estimate:.2f} ({row.low:.2f} to {row.high:.2f})"
        for kind, found in best.items()
        for row in rows(found)
    ]
    return f"Over all outlets {' and '.join(parts)}"
