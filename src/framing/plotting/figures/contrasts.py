"""Draw what loaded wording does to the scores of each classifier, beside what matched and neutral wording does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from framing.measures import SLOTS, placebo_slots
from framing.models import GENERAL, LOADEDNESS, OUTLET
from framing.plotting.context import (
    LEAST_SLOTS,
    SCORED,
    View,
    alternative,
    classifier_look,
    contrasts_of_general,
    counted,
    few_note,
    names,
    signed,
    with_classifiers,
)
from framing.plotting.forest import PERMUTED, contrasts as rows_of_contrasts, forest
from framing.plotting.theme import (
    COLOURS,
    GREY,
    INK,
    PALE,
    TWO_COLUMNS,
    Drawing,
    category_rows,
    margin,
    nothing_drawn,
    share_legend,
)
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
    "Between the small bars: 95 of 100 placebo swaps of neutral terms; hollow: inside. Grey line: middle 95 % with "
    "permuted outlets."
)
LINES = "Lines: 95 % bootstrap over families (eight or more)."
MOST_PAIRS = 6  # pairs in a table, targets side by side, terms below each other
CONTRASTS_NOTHING = "no loaded term of the targets has a neutral counterpart, n = 0 slots"
TERMS_NOTHING = "no loaded term that is drawn has a swap in these texts, n = 0 slots"


def draw_contrasts(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """Draw the contrasts of each target, for both questions and tiers, one row per classifier."""
    of_all = contrasts[contrasts["pair_id"] == ALL]
    chosen = pd.concat([of_all[of_all["target"] == target] for target in view.targets])
    data = _with_marks(view, chosen, classifiers, [(kind, tier) for kind in QUESTIONS for tier in TIERS])
    most = chosen.groupby("target")["n_slots"].max().sort_values(ascending=False, kind="stable").index[:MOST_PAIRS]
    data = data[data["target"].isin(most)].reset_index(drop=True)
    figure = _draw_panels(view, data, {target: view.called(target) for target in view.targets if target in most})
    caption = view.caption(
        f"{MEANING}, over all term pairs, in the same slots (n above). {HEARD} {LINES} {CONTROLS} The public tier has "
        "lexicon hits as features: its contrasts are not evidence about the word."
        if len(data)
        else f"Contrasts of loaded and neutral wording: {CONTRASTS_NOTHING}.",
        _general_note(data),
        "†: fewer than ten positive training sentences." * bool(data["few"].any()),
    )
    return Drawing("contrasts", figure, data, caption, alternative("contrasts", _outside(data)))


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


def _draw_panels(view: View, data: pd.DataFrame, titles: Mapping[str, str]) -> Figure:
    """Draw a panel for each target, in every block (question and tier) that has rows."""
    blocks = {(str(kind), str(tier)): block for (kind, tier), block in data.groupby(["kind", "tier"], sort=False)}
    own = [row for row in dict.fromkeys(data["row"]) if row not in {*SCORED.values(), *view.order, GENERAL}]
    called, look = names(view, own), classifier_look(view, own)
    known = [*SCORED.values(), *own, *view.order, GENERAL]
    order = {key: [row for row in known if row in set(block["row"])] for key, block in blocks.items()}
    heights = [0.45 + 0.2 * len(found) for found in order.values()]
    figure = Figure(figsize=(TWO_COLUMNS, sum(heights) + 0.95 if blocks else 0.8), layout="constrained")
    if not blocks:
        return nothing_drawn(figure, CONTRASTS_NOTHING)
    axes = figure.subplots(len(blocks), len(titles), sharex="row", sharey="row", squeeze=False, height_ratios=heights)
    for line, (key, block) in zip(axes, blocks.items(), strict=True):
        lines = [called[row] for row in order[key]]
        shown = block.assign(classifier=block["row"].map(called))
        for ax, target in zip(line, titles, strict=True):
            panel = shown[shown["target"] == target]
            if panel.empty:  # the others share its rows, whose labels have to stay
                ax.text(0.5, 0.5, "no rows", transform=ax.transAxes, ha="center", va="center", style="italic")
                continue
            rows_of_contrasts(panel, tier=None, pair_id=None, order=lines, ax=ax, **look)
            ax.set_xlabel("contrast (log-odds)" if ax in axes[-1] else "")
            ax.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=2))
        few = {called[row] for row in block.loc[block["few"], "row"]}
        line[0].set_yticks(range(len(lines)), [name + " †" * (name in few) for name in lines])
        kind, tier = key
        line[0].set_ylabel(f"{QUESTIONS[kind]}\n{TIERS[tier]}", fontweight="bold", labelpad=8)
    for ax, (target, title) in zip(axes[0], titles.items(), strict=True):
        of_target = data.loc[data["target"] == target, "n_slots"]
        ax.set_title(f"{title}\nn = {counted(int(of_target.max()) if len(of_target) else 0, 'slot')}")
    figure.legend(handles=_key(), loc="outside upper left", ncols=4)
    return figure


def _key() -> list[Line2D]:
    """Return the entries of the legend, which explain controls rather than hues."""
    line = Line2D([], [], label="outside placebo", color=INK, linewidth=1.4, marker="o", markersize=5)
    hollow = Line2D([], [], label="inside", color=INK, linewidth=1.4, marker="o", markersize=5, markerfacecolor="white")
    ends = Line2D([], [], label="ends of placebo", color=GREY, linewidth=0, marker="|", markersize=6)
    permuted = Line2D([], [], label="permuted outlets", color=PERMUTED, linewidth=2.2)
    return [line, hollow, ends, permuted]


def _outside(data: pd.DataFrame) -> str:
    """Return how many contrasts are larger than their placebo in each block, and their range."""
    parts = []
    for (kind, tier), block in data.groupby(["kind", "tier"], sort=False):
        some = block[block["placebo"] > 0]  # in the public tier one neutral name may count as any other
        low, high = (signed(value) for value in (block["contrast"].min(), block["contrast"].max()))
        outside = f"{some['beyond_placebo'].sum()} of {len(some)} exceed their placebo"
        outside = outside if len(some) else "placebo swaps change no score"
        parts.append(f"{QUESTIONS[str(kind)].rstrip('?')} ({tier} tier): {outside}, from {low} to {high}")
    return "; ".join(parts) or CONTRASTS_NOTHING


def pair_in_words(pair_id: str, words: Mapping[str, str]) -> str:
    """Return a pair in words: a loaded term (or a placebo), and what it replaces.

    >>> pair_in_words("rogue~russia", {"rogue": "rogue state", "russia": "Russia"}), pair_in_words("harsh~omit", {})
    ('rogue state for Russia', 'harsh left out')
    """
    loaded, _, neutral = pair_id.partition("~")
    instead = "left out" if neutral == "omit" else f"for {words.get(neutral, neutral)}"
    return f"{words.get(loaded, loaded)} {instead}"


OWN = "own outlet's classifier, text tier"
LANE = 0.115  # inches for one outlet in a row
EXPLAINED = (
    "Bold: a loaded term for its neutral wording; below: its matched control, of the same syntax and topic without the "
    "judgement. Marks: means over the same slots of all texts by each outlet's own classifier; lines: 95 % bootstrap "
    "over families (none under eight)."
)


def draw_mission(
    view: View,
    contrasts: pd.DataFrame,
    classifiers: pd.DataFrame,
    matched_placebos: pd.DataFrame,
    swap_contrasts: pd.DataFrame | None = None,
    agreement: pd.DataFrame | None = None,
    contrasts_by_outlet: pd.DataFrame | None = None,
) -> Drawing:
    """Draw the loaded terms of a study and their matched controls, scored by the classifier of each outlet.

    Without coded sentences there is no such classifier: then the general model's contrasts in the slots of each outlet.
    """
    view = view.fitting(len(COLOURS))
    if len(contrasts) and not contrasts["classifier"].str.startswith(f"{LOADEDNESS}:").any():
        return _general_by_outlet(view, contrasts_by_outlet)
    pairs = _mission_pairs(view, contrasts, matched_placebos)
    means = contrasts[contrasts["tier"] == "text"].merge(pairs[["pair_id", "pair", "control"]])
    means = _by_own_classifier(view, means, classifiers).assign(drawn="mean")
    slots = _slots_of(pairs, swap_contrasts)
    slots = _by_own_classifier(view, slots, classifiers).assign(drawn="slot")
    figure = Figure(figsize=(TWO_COLUMNS, 0.8), layout="constrained")
    if len(means):
        hues = [row for row in view.order if (means["row"] == row).any()]
        figure.set_size_inches(TWO_COLUMNS, 1.1 + (LANE * len(hues) + 0.12) * len(pairs))
        _draw_terms(view, pairs, means, slots, hues, figure)
    else:
        nothing_drawn(figure, TERMS_NOTHING)
    several = pairs[pairs["neutral_wordings"] > 1]
    most = ", ".join(dict.fromkeys(view.words.get(term, term) for term in several["term"]))
    n = means[~means["control"].astype(bool)].groupby("pair_id")["n_slots"].max().sum()
    caption = view.caption(
        f"Loaded terms under each outlet's classifier, n = {counted(int(n), 'slot')}. {EXPLAINED}"
        if len(means)
        else f"Loaded terms under each outlet's classifier: {TERMS_NOTHING}.",
        f"Of several neutral wordings ({most}) the first of the lexicon." * bool(most),
        _what_it_tells(view, agreement) if len(means) else "",
        few_note(bool(means["few"].any())),
    )
    data = pd.concat([means, slots], ignore_index=True) if len(slots) else means
    columns = [name for name in data if name not in ("tier", "kind", "shared_weight", "enough_positives")]
    return Drawing("mission", figure, data[columns], caption, alternative("mission", _reactions(pairs, means)))


def _mission_pairs(view: View, contrasts: pd.DataFrame, matched_placebos: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to draw: each term for the first neutral wording of the lexicon, and its control below it."""
    sizes = contrasts[contrasts["tier"] == "text"].groupby("pair_id")["n_slots"].max()
    place = {term: number for number, term in enumerate(view.words)}
    found = []
    for term in view.terms[:MOST_PAIRS]:
        wordings = [pair for pair in sizes.index if pair.split("~")[0] == term]
        if not wordings:
            continue
        neutral = [pair.split("~")[1] for pair in wordings]
        best = min(neutral, key=lambda one: place.get(one, len(place)))
        matched = matched_placebos.loc[matched_placebos["pair_id"].str.split("~").str[0] == term, "pair_id"]
        controls = [f"{pair.split('~')[1]}~{best}" for pair in dict.fromkeys(matched)]
        found += [
            (pair, term, pair in controls, len(wordings))
            for pair in (f"{term}~{best}", *controls)
            if pair in sizes.index
        ]
    pairs = pd.DataFrame(found, columns=["pair_id", "term", "control", "neutral_wordings"]).astype({"control": bool})
    target = contrasts.drop_duplicates("pair_id").set_index("pair_id")["target"]
    said = pd.Series([pair_in_words(pair, view.words) for pair in pairs["pair_id"]], dtype="str")
    of_whom = " (" + pairs["pair_id"].map(target).map(view.called).astype("str") + ")"
    alike = pairs["pair_id"].groupby(said).transform("nunique") > 1  # of two targets
    labels = said.where(~alike, said + of_whom)
    again = labels.groupby(labels).cumcount()  # one control of two terms: labels that differ by blanks
    return pairs.assign(pair=[label + " " * n for label, n in zip(labels, again, strict=True)])


def _by_own_classifier(view: View, table: pd.DataFrame, classifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the classifiers of loadedness, the general model among them."""
    found = with_classifiers(view, table.dropna(subset="contrast"), classifiers)
    return found[found["kind"] == LOADEDNESS].reset_index(drop=True)


def _slots_of(pairs: pd.DataFrame, swap_contrasts: pd.DataFrame | None) -> pd.DataFrame:
    """Return the contrast in each slot of the pairs, with `slots`: whether the loaded term stands in it."""
    columns = ["classifier", "tier", "occurrence_id", "target", "pair_id", "slots", "contrast"]
    if swap_contrasts is None:
        return pd.DataFrame(columns=[*columns, "pair", "control"])
    of_text = swap_contrasts[swap_contrasts["tier"] == "text"]
    of_terms = of_text[of_text["kind"] == "pair"]
    written = of_terms["direction"] == "to_neutral"
    of_terms = of_terms.assign(slots=written.map({True: SLOTS[0], False: SLOTS[1]}))
    both = pd.concat([of_terms[columns], placebo_slots(of_text)[columns]])
    return both.merge(pairs[["pair_id", "pair", "control"]])


def _draw_terms(
    view: View, pairs: pd.DataFrame, means: pd.DataFrame, slots: pd.DataFrame, hues: list[str], figure: Figure
) -> None:
    """Draw one row per pair: slots as dots, means as marks with their intervals, the general model as a bar."""
    ax, few = figure.subplots(), set(means.loc[means["few"], "row"])
    called = {row: view.names[row] + " †" * (row in few) for row in hues}
    order = list(pairs["pair"])
    look: dict[str, Any] = {"order": order, "hue_order": list(called.values())}
    look["palette"] = {called[row]: view.colours[row] for row in hues}
    means, slots = (table.assign(row=table["row"].replace(called)) for table in (means, slots))
    ax.axvline(0, color=GREY, linewidth=0.6, zorder=1)
    ax.hlines(
        [place - 0.5 for place in range(1, len(order)) if not pairs["control"].iloc[place]],
        0,
        1,
        PALE,
        linewidth=0.6,
        zorder=0,
        transform=ax.get_yaxis_transform(),
    )
    of_general = means[means["row"] == GENERAL].set_index("pair")["contrast"]
    for place, pair in enumerate(order):
        ax.vlines(of_general.reindex([pair]), place - 0.42, place + 0.42, INK, linewidth=1.2, zorder=1.5)
    own, own_slots = (table[table["row"] != GENERAL] for table in (means, slots))
    for kind in SLOTS:
        before = len(ax.collections)
        of_kind = own_slots[own_slots["slots"] == kind]
        sns.stripplot(
            of_kind,
            x="contrast",
            y="pair",
            hue="row",
            dodge=True,
            jitter=False,
            size=2.6,
            legend=False,
            zorder=2,
            ax=ax,
            **look,
        )
        for dots in ax.collections[before:]:
            face = dots.get_facecolor()
            dots.set(edgecolor=face, facecolor=face if kind == SLOTS[0] else "none", linewidth=0.5, alpha=0.75)
    marks = {called[row]: view.markers[row] for row in hues}
    forest(own, x="contrast", y="pair", hue="row", markers=marks, ax=ax, **look)
    ax.collections[-1].set(edgecolor="white", linewidth=0.5)
    category_rows(ax, order, list(pairs.loc[~pairs["control"], "pair"]))
    n = means.groupby("pair")["n_slots"].max()
    written = own_slots[own_slots["slots"] == SLOTS[0]].groupby("pair")["occurrence_id"].nunique()
    shown = f" ({SLOTS[0]})" * bool(len(own_slots))
    margin(
        ax,
        {place: f"{n[pair]:g}" + f" ({written.get(pair, 0)})" * bool(shown) for place, pair in enumerate(order)},
        heading=f"slots{shown}",
    )
    ax.set_xlabel("contrast: change in log-odds of being loaded when the term replaces the neutral word")
    reference = Line2D([], [], label="general model", color=INK, linewidth=0, marker="|", markersize=9)
    kinds = [
        Line2D(
            [],
            [],
            label=f"slot, {kind}",
            color=GREY,
            linewidth=0,
            marker="o",
            markersize=2.6,
            markerfacecolor=face,
            markeredgewidth=0.5,
        )
        for kind, face in zip(SLOTS, (GREY, "white"), strict=True)
    ]
    share_legend(figure, ax, reference, *(kinds if len(own_slots) else []), ncols=4)


def _what_it_tells(view: View, agreement: pd.DataFrame | None) -> str:
    """Return the sentence on what the figure can and cannot tell, with the AUROC of classifiers within texts."""
    tells = "It tells how a classifier reacts to a word, not how its outlet writes"
    table = pd.DataFrame(columns=["article_id", "predictor", "auroc_within"]) if agreement is None else agreement
    within = table[table["article_id"] == ALL].set_index("predictor")["auroc_within"]
    if not {OWN, "general model"} <= set(within.index):
        return f"{tells}."
    return (
        f"{tells}: within {view.unit}s, own classifiers rank loaded above neutral sentences with AUROC "
        f"{within[OWN]:.2f}, the general model with {within['general model']:.2f}."
    )


def _reactions(pairs: pd.DataFrame, means: pd.DataFrame) -> str:
    """Return the range of each row over the outlets' classifiers."""
    own = means[means["row"] != GENERAL].groupby("pair")["contrast"].agg(["min", "max"])
    parts = [f"{pair.strip()} {signed(own['min'][pair])} to {signed(own['max'][pair])}" for pair in pairs["pair"][:8]]
    return f"Over the outlets' classifiers: {'; '.join(parts)}" if parts else TERMS_NOTHING


def _general_by_outlet(view: View, contrasts_by_outlet: pd.DataFrame | None) -> Drawing:
    """Draw the general model's contrasts in the slots of each outlet in its own voice, where no outlet is coded."""
    columns = ["row", "target", "stratum", "classifier", "n_slots", "n_articles", "estimate", "low", "high", "method"]
    table = pd.DataFrame(columns=columns) if contrasts_by_outlet is None else contrasts_by_outlet[columns]
    data = table[(table["stratum"] == "own") & table["row"].isin(view.order) & table["target"].isin(view.targets)]
    targets = [target for target in view.targets if (data["target"] == target).any()][:MOST_PAIRS]
    data = data[data["target"].isin(targets)].reset_index(drop=True)
    figure = Figure(figsize=(TWO_COLUMNS, 0.8), layout="constrained")
    if len(data):
        hues = [row for row in view.order if (data["row"] == row).any()]
        figure.set_size_inches(TWO_COLUMNS, 1.1 + (LANE * len(hues) + 0.12) * len(targets))
        ax = figure.subplots()
        shown = view.labelled(data).assign(target=data["target"].map(view.called), count=data["n_slots"].astype("str"))
        order, hue_order = [view.called(target) for target in targets], [view.labels[row] for row in hues]
        forest(shown, y="target", hue="row", order=order, hue_order=hue_order, count="count", ax=ax, **view.look)
        ax.axvline(0, color=GREY, linewidth=0.6, zorder=1)
        ax.set_xlabel("contrast of the words in the slot (log-odds of being loaded)")
        share_legend(figure, ax)
    else:
        nothing_drawn(figure, TERMS_NOTHING)
    interval = "t over articles" if view.of_outlets else "bootstrap over families"
    caption = view.caption(
        "Without codes no outlet has a classifier of loadedness. Instead: the general model's contrasts "
        f"of loaded and neutral names, mean over the slots of each {view.unit} in its own voice; right: slots, n = "
        f"{data['n_slots'].sum()}. Lines: 95 %, {interval}."
        if len(data)
        else f"Loaded terms: {TERMS_NOTHING}."
    )
    parts = [f"{row.target} {view.names[row.row]} {signed(row.estimate)}" for row in rows(data.head(12))]
    return Drawing("mission", figure, data, caption, alternative("mission", "; ".join(parts) or TERMS_NOTHING))
