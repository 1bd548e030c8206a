"""Draw what loaded wording does to the scores of each classifier, against placebo and permuted outlet labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from framing.models import GENERAL, LOADEDNESS, OUTLET
from framing.plotting.context import (
    LEAST_SLOTS,
    SCORED,
    View,
    alternative,
    classifier_look,
    contrasts_of_general,
    counted,
    names,
    signed,
    with_classifiers,
)
from framing.plotting.forest import BAND, PERMUTED, contrasts as rows_of_contrasts
from framing.plotting.theme import INK, TWO_COLUMNS, Drawing, margin, nothing_drawn
from framing.schema import ALL
from framing.tables import rows

QUESTIONS = {GENERAL: "General model", LOADEDNESS: "Is it loaded?", OUTLET: "Is it this outlet's?"}
TIERS = {"text": "text tier", "public": "public tier"}
MEANING = "Contrast: log-odds with the loaded wording minus those with the neutral wording"
HEARD = "Top: general model; the words in the slot are the headline."
ASKED = {
    GENERAL: "of the words being loaded, of the sentence being loaded, and of a negative against a positive stance",
    LOADEDNESS: "of being loaded, by the classifier trained on the outlet's own coded sentences and the general model, "
    "or by the general model only",
    OUTLET: "of being this outlet's sentence rather than another's, by a classifier trained without codes of "
    "loadedness",
}
CONTROLS = (
    "Band: 95 of 100 placebo swaps of neutral terms; hollow: inside. Grey bar: middle 95 % with permuted outlets."
)
LINES = "Lines: 95 % bootstrap over families (eight or more)."
WIDTH, ALL_TITLES = 15, 66  # characters of a line of a title, and of those side by side
FEW_PANELS = 4  # that have room for a label of the axis each
MOST_PAIRS = 6  # panels side by side
CONTRASTS_NOTHING = "no loaded term of the targets has a neutral counterpart, n = 0 slots"
TERMS_NOTHING = "no loaded term that is drawn has a swap in these texts, n = 0 slots"


def draw_contrasts(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """Draw the contrasts of each target, for both questions and tiers, one row per classifier."""
    of_all = contrasts[contrasts["pair_id"] == ALL]
    chosen = pd.concat([of_all[of_all["target"] == target] for target in view.targets])
    data = _with_marks(view, chosen, classifiers, [(kind, tier) for kind in QUESTIONS for tier in TIERS])
    most = chosen.groupby("target")["n_slots"].max().sort_values(ascending=False, kind="stable").index[:MOST_PAIRS]
    data = data[data["target"].isin(most)].reset_index(drop=True)
    titles = {target: view.called(target) for target in view.targets if target in most}
    figure = _draw_panels(view, data, "target", titles, CONTRASTS_NOTHING)
    caption = view.caption(
        f"{MEANING}, over all term pairs, in the same slots (n above). {HEARD} {LINES} {CONTROLS} The public tier has "
        "lexicon hits as features: its contrasts are not evidence about the word. Right: positive training sentences."
        if len(data)
        else f"Contrasts of loaded and neutral wording: {CONTRASTS_NOTHING}.",
        _general_note(data),
        _few_note(data),
    )
    return Drawing("contrasts", figure, data, caption, alternative("contrasts", _outside(data, CONTRASTS_NOTHING)))


def draw_mission(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """Draw the contrasts of the loaded terms of a study, one panel per pair of wordings, for both questions."""
    data = drawn(view, contrasts, classifiers)
    pairs = list(dict.fromkeys(data["pair_id"]))
    width = min(WIDTH, ALL_TITLES // max(len(pairs), 1))
    titles = {pair: pair_in_words(pair, view.words, width) for pair in pairs}
    figure = _draw_panels(view, data, "pair_id", titles, TERMS_NOTHING)
    caption = view.caption(
        f"Loaded terms: {_of_whom(view, data)}. {MEANING}, in the same slots (n above). {HEARD} {LINES} {CONTROLS} "
        "Triangle: trained without the term. Right: positive training sentences."
        if len(data)
        else f"Contrasts of loaded terms: {TERMS_NOTHING}.",
        _general_note(data),
        _few_note(data),
    )
    return Drawing("mission", figure, data, caption, alternative("mission", _outside(data, TERMS_NOTHING)))


def drawn(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the contrasts of the terms that a study names, term by term: as many pairs as a page has room for."""
    term = contrasts["pair_id"].str.split("~").str[0]
    pairs = [of_pair for wanted in view.terms for _, of_pair in contrasts[term == wanted].groupby("pair_id")]
    pairs = pairs[:MOST_PAIRS]
    blocks = [(kind, "text") for kind in QUESTIONS]
    return _with_marks(view, pd.concat(pairs) if pairs else contrasts.head(0), classifiers, blocks)


def _with_marks(
    view: View, table: pd.DataFrame, classifiers: pd.DataFrame, blocks: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Return the contrasts of the blocks (question, tier) in their order, and what they are inside of."""
    table = table.dropna(subset="contrast")
    data = pd.concat([contrasts_of_general(table), with_classifiers(view, table, classifiers)], ignore_index=True)
    data = data.assign(
        beyond_placebo=data["contrast"].abs() > data["placebo"],
        inside_dealt=data["contrast"].between(data["dealt_low"], data["dealt_high"]),
        muted=data["few"] | (data["n_slots"] < LEAST_SLOTS),
        as_general=_as_general(data),
    )
    if not data["classifier"].str.startswith(f"{LOADEDNESS}:").any():  # without codes, the general model is on top only
        data = data[data["kind"] != LOADEDNESS]
    reference = data[(data["row"] == GENERAL) & (data["kind"] == LOADEDNESS)]
    if (data["tier"] == "public").any():  # it has one tier, and is the reference of both
        data = pd.concat([data, reference.assign(tier="public")], ignore_index=True)
    parts = [data[(data["kind"] == kind) & (data["tier"] == tier)] for kind, tier in blocks]
    return pd.concat(parts, ignore_index=True)


def _as_general(data: pd.DataFrame) -> pd.Series[bool]:
    """Say which contrasts of outlets are not told apart from the general model's: 0 in the interval, or no interval."""
    compared = data.reindex(columns=["over_general", "over_general_low", "over_general_high"])
    apart = (compared["over_general_low"] > 0) | (compared["over_general_high"] < 0)
    return compared["over_general"].notna() & ~apart


def _general_note(data: pd.DataFrame) -> str:
    """Return how many contrasts of outlets are as the general model's."""
    of_outlets = data[data["over_general"].notna()] if "over_general" in data else data[:0]
    if of_outlets.empty:
        return ""
    as_general = f"{of_outlets['as_general'].sum()} of {len(of_outlets)}"
    return f"Not told apart from the general model (95 %): {as_general} contrasts."


def _draw_panels(view: View, data: pd.DataFrame, column: str, titles: Mapping[str, str], nothing: str) -> Figure:
    """Draw a panel for each titled value of a column, in every block (question and tier) that has rows."""
    blocks = {(str(kind), str(tier)): block for (kind, tier), block in data.groupby(["kind", "tier"], sort=False)}
    own = [row for row in dict.fromkeys(data["row"]) if row not in {*SCORED.values(), *view.order, GENERAL}]
    called, look = names(view, own), classifier_look(view, own)
    known = [*SCORED.values(), *own, *view.order, GENERAL]
    order = {key: [row for row in known if row in set(block["row"])] for key, block in blocks.items()}
    heights = [0.45 + 0.22 * len(found) for found in order.values()]
    figure = Figure(figsize=(TWO_COLUMNS, sum(heights) + 0.95 if blocks else 0.8), layout="constrained")
    if not blocks:
        return nothing_drawn(figure, nothing)
    axes = figure.subplots(len(blocks), len(titles), sharex="row", sharey="row", squeeze=False, height_ratios=heights)
    for line, (key, block) in zip(axes, blocks.items(), strict=True):
        lines = [called[row] for row in order[key]]
        shown = block.assign(classifier=block["row"].map(called))
        for ax, value in zip(line, titles, strict=True):
            panel = shown[shown[column] == value]
            if panel.empty:  # the others share its rows, whose labels have to stay
                ax.text(0.5, 0.5, "no rows", transform=ax.transAxes, ha="center", va="center", style="italic")
                continue
            rows_of_contrasts(panel, tier=None, pair_id=None, order=lines, muted="muted", ax=ax, **look)
            labelled = ax in axes[-1] and (len(titles) <= FEW_PANELS or ax is line[len(titles) // 2])
            ax.set_xlabel("contrast (log-odds)" if labelled else "")
            ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=2))
        kind, tier = key
        line[0].set_ylabel(f"{QUESTIONS[kind]}\n{TIERS[tier]}", fontweight="bold", labelpad=8)
        positives = block.dropna(subset="n_positives").drop_duplicates("row")
        shown_at = {float(order[key].index(row.row)): f"{row.n_positives:g}" for row in rows(positives)}
        if shown_at:
            margin(line[-1], shown_at, heading="positives")
    for ax, (value, title) in zip(axes[0], titles.items(), strict=True):
        n = int(data.loc[data[column] == value, "n_slots"].max()) if (data[column] == value).any() else 0
        ax.set_title(f"{title}\nn = {counted(n, 'slot')}")
    figure.legend(handles=_key(bool(data["term_blind"].notna().any())), loc="outside upper left", ncols=5)
    return figure


def _key(masked: bool) -> list[Line2D | Patch]:
    """Return the entries of the legend, which explain controls rather than hues."""
    line = Line2D([], [], label="outside placebo", color=INK, linewidth=1.4, marker="o", markersize=5)
    hollow = Line2D([], [], label="inside", color=INK, linewidth=1.4, marker="o", markersize=5, markerfacecolor="white")
    triangle = Line2D([], [], label="trained without the term", color=INK, linewidth=0, marker="v", markersize=3)
    band = Patch(facecolor=BAND, label="placebo")
    permuted = Line2D([], [], label="permuted outlets", color=PERMUTED, linewidth=2.2)
    return [line, hollow, band, permuted, *[triangle] * masked]


def _few_note(data: pd.DataFrame) -> str:
    """Return what grey rows are."""
    reasons = [
        "fewer than ten positive training sentences" * bool(data["few"].any()),
        "fewer than five slots" * bool((data["n_slots"] < LEAST_SLOTS).any()),
    ]
    return f"Thin and grey: {' or '.join(filter(None, reasons))}." if any(reasons) else ""


def _outside(data: pd.DataFrame, nothing: str) -> str:
    """Return how many contrasts are larger than their placebo in each block, and their range."""
    parts = []
    for (kind, tier), block in data.groupby(["kind", "tier"], sort=False):
        some = block[block["placebo"] > 0]  # in the public tier one neutral name may count as any other
        low, high = (signed(value) for value in (block["contrast"].min(), block["contrast"].max()))
        outside = f"{some['beyond_placebo'].sum()} of {len(some)} exceed their placebo"
        outside = outside if len(some) else "placebo swaps change no score"
        parts.append(f"{QUESTIONS[str(kind)].rstrip('?')} ({tier} tier): {outside}, from {low} to {high}")
    return "; ".join(parts) or nothing


def pair_in_words(pair_id: str, words: Mapping[str, str], width: int = WIDTH) -> str:
    r"""Return the title of a pair: its loaded term, and what it replaces.

    >>> pair_in_words("rogue~russia", {"rogue": "rogue state", "russia": "Russia"}), pair_in_words("harsh~omit", {})
    ('rogue state\nfor Russia', 'harsh\nleft out')
    """
    loaded, _, neutral = pair_id.partition("~")
    instead = "left out" if neutral == "omit" else f"for {words.get(neutral, neutral)}"
    return "\n".join(fill(part, width) for part in (words.get(loaded, loaded), instead))


def _of_whom(view: View, data: pd.DataFrame) -> str:
    """Return the terms drawn, each with its target."""
    terms = data.assign(term=data["pair_id"].str.split("~").str[0]).drop_duplicates("term").set_index("term")["target"]
    shown = [f"{view.words.get(term, term)} (of {view.called(terms[term])})" for term in view.terms if term in terms]
    return ", ".join(shown)
