"""Draw whose words the texts are, which sentences they share, and how they word the same propositions."""

from __future__ import annotations

from textwrap import shorten

import pandas as pd
from matplotlib.figure import Figure

from framing.measures import BY_CODES, BY_LEXICON, MEASURES, SHARE
from framing.plotting.bars import voices as bars_of_voices
from framing.plotting.context import LEAST_SLOTS, View, alternative, counted
from framing.plotting.forest import forest
from framing.plotting.heatmap import by_spread, propositions as matrix_of_propositions
from framing.plotting.theme import INK, ONE_COLUMN, TWO_COLUMNS, Drawing, nothing_drawn, share_legend
from framing.schema import VOICES
from framing.tables import rows

NAMES = {BY_LEXICON: "loaded by the lexicon", BY_CODES: "loaded by the codes"}
LOOK = {
    "palette": {"loaded by the lexicon": INK, "loaded by the codes": "#8C8C8C"},
    "markers": {"loaded by the lexicon": "h", "loaded by the codes": "p"},  # of no text
}


def draw_voice(view: View, voices: pd.DataFrame) -> Drawing:
    """Draw the share of each voice, and one panel per voice with its loaded sentences."""
    view = view.by_text
    data = _by_voice(view, voices)
    measures = [name for measure, name in NAMES.items() if (data["measure"] == measure).any()]
    height = 1.0 + (0.12 + 0.17 * len(measures)) * len(view.lines)
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    axes = figure.subplots(1, 1 + len(VOICES), width_ratios=[1.3, *[0.75] * len(VOICES)], sharey=True)
    share = data[data["measure"] == SHARE]
    bars_of_voices(view.labelled(share), y="row", order=view.lines, headings=view.headings, ax=axes[0])
    axes[0].set(title=f"Sentences\nn = {int(share['n_counted'].sum())}", xlabel=f"share of the {view.unit}")
    loaded = view.labelled(data[data["measure"] != SHARE])
    loaded = loaded.assign(measure=loaded["measure"].map(NAMES))
    for ax, voice in zip(axes[1:], VOICES, strict=True):
        of_voice = loaded[(loaded["voice"] == voice) & (loaded["n_sentences"] > 0)]
        options = {"order": view.lines, "hue_order": measures, "headings": view.headings, "ax": ax, **LOOK}
        forest(of_voice, y="row", hue="measure", count="count", muted="muted", limit=1, **options)
        n = int(share.loc[share["voice"] == voice, "n_counted"].sum())
        ax.set(title=f"{voice.capitalize()}\nn = {n}", xlabel="share loaded")
        ax.tick_params(labelleft=False)
    handles = {
        handle.get_label(): handle
        for ax in axes[1:]
        if (legend := ax.get_legend())
        for handle in legend.legend_handles
        if handle is not None
    }
    for ax in axes[1:]:
        if legend := ax.get_legend():
            legend.remove()
    share_legend(figure, axes[0], *handles.values())
    return Drawing("voice", figure, data, *_words_of_voice(view, data, BY_CODES in set(data["measure"])))


def _by_voice(view: View, voices: pd.DataFrame) -> pd.DataFrame:
    """Return shares and rates with their count in words; muted: fewer than five sentences."""
    data = view.with_rows(voices)
    data = data[["row", "voice", "measure", "n_counted", "n_sentences", "estimate", "low", "high"]]
    if view.of_outlets:  # sentences of all texts of an outlet together: no interval is about them
        data = data.groupby(["row", "voice", "measure"], sort=False)[["n_counted", "n_sentences"]].sum().reset_index()
        some = data["n_sentences"].where(data["n_sentences"] > 0)
        data = data.assign(estimate=data["n_counted"] / some, low=float("nan"), high=float("nan"))
    data = data[data["estimate"].notna() | (data["measure"] == BY_LEXICON)]
    shown = [f"{row.n_counted:g} of {row.n_sentences:g}" if row.n_sentences else "no sentence" for row in rows(data)]
    return data.assign(count=shown, muted=data["n_sentences"].between(0.5, LEAST_SLOTS - 0.5))


def _words_of_voice(view: View, data: pd.DataFrame, coded: bool) -> tuple[str, str]:
    """Return caption and alternative text."""
    share = data[data["measure"] == SHARE]
    n = int(share["n_counted"].sum())
    intervals = (
        "Texts of one outlet are counted together, without intervals."
        if view.of_outlets
        else "Lines: 95 % Clopper–Pearson intervals over sentences, about these texts."
    )
    caption = view.caption(
        f"Whose words. Left: {counted(n, 'sentence')} by voice (narrator: the text itself; indirect: reported; quote: "
        "in quotation marks; mixed: with a quoted fragment). Right: sentences of each voice with a loaded name or "
        f"judging word{' and, of the coded ones, those coded as loaded (mean of the coders)' * coded}.",
        intervals,
        "Thin and grey: fewer than five sentences." * bool(data.loc[data["measure"] != SHARE, "muted"].any()),
        view.coders if coded else "",
    )
    by_lexicon = data[data["measure"] == BY_LEXICON].groupby("voice")[["n_counted", "n_sentences"]].sum()
    parts = [f"{voice} {found.n_counted:g} of {found.n_sentences:g}" for voice, found in by_lexicon.iterrows()]
    return caption, alternative("voice", f"Sentences that the lexicon finds loaded, by voice: {', '.join(parts)}")


MOST_PROPOSITIONS = 40  # more rows do not fit on a page
NO_PROPOSITION = "no proposition is stated by two texts, n = 0"
TITLES = {"coded strength": "Coded strength", "loaded words a sentence": "Loaded words per sentence"}
MEANINGS = {
    "coded strength": "Coded strength: 0 none to 3 strong, mean of the coders, of the whole sentence whoever speaks.",
    "loaded words a sentence": "Loaded words: names and judging words of the full lexicon in own voice.",
}


def draw_propositions(view: View, propositions: pd.DataFrame) -> Drawing:
    """Draw how each text words the propositions that two texts or more state, one panel per measure."""
    every = _values(view, propositions)
    panels = {str(measure): _most_different(of_measure) for measure, of_measure in every.groupby("measure", sort=False)}
    data = pd.concat(panels.values(), ignore_index=True) if panels else every
    longest = max((of_measure["family_id"].nunique() for of_measure in panels.values()), default=0)
    size = (TWO_COLUMNS if len(panels) > 1 else ONE_COLUMN, 1.4 + 0.165 * longest if panels else 0.8)
    figure = Figure(figsize=size, layout="constrained")
    if panels:
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        order = by_spread(next(iter(panels.values())), value="value")  # the same rows in all panels
        for ax, (measure, of_measure) in zip(axes, panels.items(), strict=True):
            found = set(of_measure["family_id"])
            mine = [*(f for f in order if f in found), *(f for f in of_measure["family_id"].unique() if f not in order)]
            names = {family: shorten(str(family), 24, placeholder="…") for family in mine}
            shown = view.labelled(of_measure)
            matrix_of_propositions(
                shown, x="row", value="value", order=mine, col_order=_stating(view, shown), labels=names, ax=ax
            )
            ax.tick_params(labelleft=ax is axes[0] or mine != order)
            ax.set_title(f"{TITLES[measure]}\nn = {len(found)} propositions")
    else:
        nothing_drawn(figure, NO_PROPOSITION)
    left_out = len(every.drop_duplicates(["measure", "family_id"])) - len(
        data.drop_duplicates(["measure", "family_id"])
    )
    caption = view.caption(
        f"The same propositions in different wording. One row per proposition that two {view.unit}s or more state in "
        "full (named after its first sentence), the largest differences first; empty: not stated; "
        f"n = {longest}. {' '.join(MEANINGS[measure] for measure in panels)} Several sentences of one text are "
        "averaged. Differences with "
        "intervals: results/proposition_differences.csv."
        if panels
        else f"The same propositions in different wording: {NO_PROPOSITION}.",
        f"Not drawn: {left_out} rows with smaller differences." * (left_out > 0),
    )
    return Drawing("propositions", figure, data, caption, alternative("propositions", _same(view, data)))


def _stating(view: View, shown: pd.DataFrame) -> list[str]:
    """Return the labels of rows that state a proposition, in the order of the study."""
    return [view.labels[row] for row in view.order if view.labels[row] in set(shown["row"])]


def _values(view: View, propositions: pd.DataFrame) -> pd.DataFrame:
    """Return the value of each row in each family of two rows or more, by measure; texts of an outlet are averaged."""
    table = view.with_rows(propositions)
    long = table.melt(["family_id", "row"], list(MEASURES.values()), "column", "value").dropna(subset="value")
    long = long.assign(measure=long["column"].map({column: name for name, column in MEASURES.items()}))
    means = long.groupby(["measure", "family_id", "row"], sort=False)["value"].mean().round(2).reset_index()
    return means[means.groupby(["measure", "family_id"])["row"].transform("size") > 1]


def _most_different(data: pd.DataFrame) -> pd.DataFrame:
    """Return the propositions with the largest differences, as many as a page has room for."""
    return data[data["family_id"].isin(by_spread(data, value="value")[:MOST_PROPOSITIONS])]


def _same(view: View, data: pd.DataFrame) -> str:
    """Return in how many propositions all texts have the same value."""
    if data.empty:
        return NO_PROPOSITION
    parts = []
    for measure, of_measure in data.groupby("measure", sort=False):
        values = of_measure.groupby("family_id")["value"]
        same = values.max() == values.min()
        parts.append(f"{TITLES[str(measure)].lower()} in {same.sum()} of {len(same)} propositions")
    return f"All {view.unit}s that state a proposition have the same {' and the same '.join(parts)}"
