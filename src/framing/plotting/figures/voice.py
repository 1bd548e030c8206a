"""Draw whose words the texts are, which sentences they share, and how they word the same propositions."""

from __future__ import annotations

from itertools import cycle

import pandas as pd
from matplotlib.figure import Figure

from framing.measures import BY_CODES, BY_LEXICON, SHARE
from framing.plotting.bars import stack, voices as bars_of_voices
from framing.plotting.context import LEAST_SLOTS, View, alternative, counted, outlet_names
from framing.plotting.forest import forest
from framing.plotting.heatmap import above_columns, propositions as matrix_of_propositions
from framing.plotting.theme import INK, TWO_COLUMNS, Drawing, margin, nothing_drawn, share_legend
from framing.schema import ALL, VOICES
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


LONGEST_ID = 27  # letters of the id of an article
MOST_PROPOSITIONS, MOST_TEXTS = 45, 12  # rows and columns that fit on a page
NO_PROPOSITION = "no proposition is stated by two texts, n = 0"
STATED = 1.0  # shade of a statement that is not coded


def draw_propositions(view: View, omissions: pd.DataFrame) -> Drawing:
    """Draw which text states which proposition, shaded by coded strength; those that most texts state first."""
    view = view.by_text.fitting(MOST_TEXTS)
    table = view.with_rows(omissions)
    every = table[table["proposition"] != ALL]
    if view.of_outlets:  # two articles of one outlet are one that states it
        stating = every[every["sentence_ids"] != ""].groupby("proposition")["row"].nunique()
        every = every[every["proposition"].isin(stating.index[stating > 1])]
    order = list(dict.fromkeys(every["proposition"]))[:MOST_PROPOSITIONS]
    data = every[every["proposition"].isin(order) & (every["sentence_ids"] != "")]
    figure = Figure(figsize=(TWO_COLUMNS, 1.0 + 0.165 * len(order) if len(data) else 0.8), layout="constrained")
    coded = bool(data["strength"].notna().any())
    if len(data):
        shown = data.groupby(["proposition", "row"], sort=False)["strength"].mean().reset_index()
        number = shown["strength"].map(lambda strength: f"{strength:.1f}".removesuffix(".0"))
        shown = view.labelled(
            shown.assign(
                value=shown["strength"].fillna(0 if coded else STATED),
                text=number.where(shown["strength"].notna(), "–" if coded else ""),
            )
        )
        columns = [view.labels[row] for row in view.order]
        ax = matrix_of_propositions(
            shown,
            x="row",
            y="proposition",
            value="value",
            text="text",
            order=order,
            col_order=columns,
            labels={name: _short(name) for name in order},
            ax=figure.subplots(),
        )
        stated = {row.row: f"{row.n_stated} of {row.n}" for row in rows(table) if row.proposition == ALL}
        above_columns(ax, [stated.get(row, "") for row in view.order] if not view.of_outlets else [])
        ax.set_title(f"n = {len(order)} propositions", pad=14)
    else:
        nothing_drawn(figure, NO_PROPOSITION)
    left_out = every["proposition"].nunique() - len(order)
    caption = view.caption(
        f"What each {view.unit} states and leaves out. One row per proposition that two {view.unit}s or more state, "
        f"n = {len(order)}; empty: not stated. Above: how many it states of those that two others state. "
        + "Number and shade: coded strength of its sentences, 0 stated without loaded wording to 3 strong, whoever "
        "speaks (mean of the coders and sentences; –: not coded). " * coded + "Sentences: results/omissions.csv."
        if len(data)
        else f"What each {view.unit} states and leaves out: {NO_PROPOSITION}.",
        f"Not drawn: {left_out} propositions." * (left_out > 0),
        view.coders * coded,
    )
    of_all = [row for row in rows(table) if row.proposition == ALL and row.n]
    parts = [f"{view.names[row.row]} {row.n_stated} of {row.n}" for row in of_all]
    finding = f"Of the propositions that two others or more state, each states: {', '.join(parts)}"
    if view.of_outlets:
        finding = f"{counted(len(order), 'proposition')} that two outlets or more state"
    return Drawing("propositions", figure, data, caption, alternative("propositions", finding))


def _short(proposition: str) -> str:
    """Return the id of a sentence with a long name of its article cut; the name of a proposition as it is.

    >>> _short("2018-04-20-rain-in-the-old-town-of-lunn:34"), _short("It rained")
    ('2018-04-20-rain-in-the-old-…:34', 'It rained')
    """
    article, mark, number = proposition.rpartition(":")
    return f"{article[:LONGEST_ID]}…:{number}" if mark and len(article) > LONGEST_ID else proposition


KINDS = ("#4D4D4D", "#8C8C8C", "#D9D9D9", "#9EC5E3", "#FFFFFF", "#8C2D04", "#C8E6C9")


def draw_sources(view: View, sources_by_kind: pd.DataFrame) -> Drawing:
    """Draw whose words each outlet gives, by kind of source, as shares of the words that it attributes."""
    view = view.fitting()
    called = outlet_names(view)
    data = sources_by_kind[sources_by_kind["outlet"].isin(called)]
    data = data.assign(row=data["outlet"].map(called)).reset_index(drop=True)
    kinds = list(data.groupby("source_kind")["n_words"].sum().sort_values(ascending=False, kind="stable").index)
    lines = [name for name in dict.fromkeys(called.values()) if name in set(data["row"])]
    figure = Figure(figsize=(TWO_COLUMNS, 0.9 + 0.27 * len(lines)), layout="constrained")
    ax = stack(
        data,
        y="row",
        hue="source_kind",
        weights="n_words",
        order=lines,
        hue_order=kinds,
        palette=dict(zip(kinds, cycle(KINDS), strict=False)),
        ax=figure.subplots(),
    )
    share_legend(figure, ax)
    words_of = data.groupby("row")["n_words"].sum()
    margin(ax, {float(place): f"{words_of[row]}" for place, row in enumerate(lines)}, heading="words")
    words = int(data["n_words"].sum())
    ax.set(xlabel="share of the words given to named sources", title=f"n = {counted(words, 'word')}")
    caption = view.caption(
        f"Whose words are given room, by kind of source. Words of reports and quotations whose source the text names, "
        f"n = {counted(words, 'word')}; the number in a bar counts words. By person: results/whose_words.csv."
    )
    parts = [
        f"{row} {max(zip(of_row['n_words'], of_row['source_kind'], strict=True))[1]} most"
        for row, of_row in data.groupby("row")
    ]
    return Drawing("sources", figure, data, caption, alternative("sources", f"Of the words: {', '.join(parts)}"))
