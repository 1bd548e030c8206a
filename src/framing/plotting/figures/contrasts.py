"""Contrast panels: a row of panels for each question and tier, a row a classifier; what such figures say alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from framing.models import LOADEDNESS, OUTLET
from framing.plotting.context import (
    LEAST_SLOTS,
    View,
    counted,
    few_note_of_classifier_rows,
    interval,
    looks,
    names,
    positives_of_classifier_rows,
    with_classifiers,
)
from framing.plotting.forest import contrast_key, contrast_rows, margin_counts
from framing.plotting.theme import GREY, TWO_COLUMNS, Drawing, whole_ticks
from framing.schema import ALL
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from framing.plotting.context import View
    from framing.plotting.theme import Drawing

QUESTIONS = {LOADEDNESS: "Is it loaded?", OUTLET: "Is it this outlet's?"}
TIERS = {"text": "text tier", "public": "public tier"}
MEANING = "Contrast: log-odds with the loaded wording less those with the neutral one"
ASKED = {
    LOADEDNESS: "of being loaded, by the classifier that learnt from the outlet's own coded sentences and from the "
    "general model, or by the general model alone",
    OUTLET: "of standing in this outlet's text rather than in another, by the classifier that tells them apart and "
    "learnt from no code of loadedness",
}
YARDSTICKS = (
    "Yardsticks: the pale band reaches as far as 95 of 100 swaps of a neutral wording for another neutral one; the "
    "thin bar spans the middle 95 of 100 contrasts where sentences were dealt to outlets at random (the general model "
    "has no outlet, so no bar)"
)
READING = (
    "A contrast that is not beyond its placebo is no larger than what a mere change of words does; one within the "
    "range of dealt outlets says nothing of its outlet that a chance group of sentences would not"
)
POSITIVES = "Positives: loaded sentences, or the outlet's own, in training, mean over folds"
TOLD = (
    "The text tier reads the sentence; in the public tier the lexicon tells which words are loaded, so that a large "
    "contrast there is no finding about the word."
)


def _measured(
    view: View, table: pd.DataFrame, classifiers: pd.DataFrame, blocks: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Contrasts of the blocks (question, tier), in their order, with what the drawing tells apart."""
    data = with_classifiers(view, table.dropna(subset="contrast"), classifiers)
    data = data.assign(
        beyond_placebo=data["contrast"].abs() > data["placebo"],
        inside_dealt=data["contrast"].between(data["dealt_low"], data["dealt_high"]),
        muted=data["few"] | (data["n_slots"] < LEAST_SLOTS),
    )
    parts = [data[(data["kind"] == kind) & (data["tier"] == tier)] for kind, tier in blocks]
    return pd.concat(parts, ignore_index=True)


def _panels(
    view: View, name: str, data: pd.DataFrame, *, column: str, titles: Mapping[str, str], nothing: str, caption: str
) -> Drawing:
    """The whole figure: a panel for each value of a column that has a title, in every block that has rows."""
    figure = draw_panels(view, data, column=column, titles=titles, nothing=nothing)
    words = _in_words(view, data, column=column, titles=titles) if len(data) else f"No chart: {nothing}."
    return Drawing(name, figure, data, " ".join(caption.split()), words)


def _blocks_of(data: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """The rows of each question and tier."""
    return {(str(kind), str(tier)): block for (kind, tier), block in data.groupby(["kind", "tier"], sort=False)}


def draw_panels(view: View, data: pd.DataFrame, *, column: str, titles: Mapping[str, str], nothing: str) -> Figure:
    """A panel for each value of a column that has a title, in every block that has rows."""
    blocks = _blocks_of(data)
    order = {key: [row for row in looks(view) if row in set(block["row"])] for key, block in blocks.items()}
    heights = [1.0 + 0.24 * len(found) for found in order.values()]
    figure = Figure(figsize=(TWO_COLUMNS, sum(heights) + 1.2), layout="constrained")
    if not blocks:
        figure.text(0.5, 0.7, nothing, ha="center", color=GREY, style="italic")
        return figure
    axes = figure.subplots(len(blocks), len(titles), sharex="row", sharey="row", squeeze=False, height_ratios=heights)
    for line, (key, block) in zip(axes, blocks.items(), strict=True):
        for ax, (value, title) in zip(line, titles.items(), strict=True):
            draw_panel(view, block[block[column] == value], order[key], title, ax)
        whole_ticks(line[0])
        kind, tier = key
        line[0].set_ylabel(f"{QUESTIONS[kind]}\n{TIERS[tier]}", fontweight="bold", labelpad=8)
        margin_counts(positives_of_classifier_rows(block), ax=line[-1], order=order[key], heading="positives")
    has_blind = bool(data["term_blind"].notna().any())
    figure.legend(handles=contrast_key(term_blind=has_blind), loc="outside upper left", ncols=5)
    view.note(
        figure, f"{MEANING}. {_intervals(data)}", f"{_within(data)} {POSITIVES}.", few_note_of_classifier_rows(data)
    )
    return figure


def draw_panel(view: View, data: pd.DataFrame, order: Sequence[str], title: str, ax: Axes) -> None:
    """One panel with its number of slots."""
    contrast_rows(data, ax=ax, order=order, labels=names(view), looks=looks(view))
    n = int(data["n_slots"].max()) if len(data) else 0
    ax.set_title(f"{title}\nn = {counted(n, 'slot')}")
    ax.set_xlabel("contrast")


def _within(data: pd.DataFrame) -> str:
    """How many contrasts lie inside each yardstick."""
    return " ".join(_in_numbers(_called(key), block) for key, block in _blocks_of(data).items())


def _called(key: tuple[str, str]) -> str:
    """A question and tier in a line."""
    kind, tier = key
    return f"{QUESTIONS[kind]} {TIERS[tier].capitalize()}"


def _in_numbers(block: str, data: pd.DataFrame) -> str:
    """Of one block, how many contrasts are not beyond their placebo, and how many are within the range of deals."""
    placebo, dealt = data["placebo"] > 0, data["dealt_low"].notna()
    beyond = f"{(placebo & ~data['beyond_placebo']).sum()} of {placebo.sum()} contrasts not beyond their placebo"
    none = "a placebo changes nothing (a neutral name counts as any other)"
    inside = f"{(dealt & data['inside_dealt']).sum()} of {dealt.sum()} within the range of dealt outlets"
    return f"{block}: {beyond if placebo.any() else none}, {inside}."


def _asked(data: pd.DataFrame) -> str:
    """What the log-odds are of, for each question that is drawn."""
    return ". ".join(f"{QUESTIONS[kind]} Log-odds {ASKED[kind]}" for kind in dict.fromkeys(data["kind"]))


def _intervals(data: pd.DataFrame) -> str:
    """What the lines are, and where there are none."""
    none = "; none under eight families" * bool(data["low"].isna().any())
    lines = "Lines: 95 % percentile bootstrap over families of sentences, about these texts"
    return f"{lines}{none}; the marker hides shorter ones."


def _closing(view: View, data: pd.DataFrame) -> str:
    """The sentences with which every caption of contrasts ends."""
    told = TOLD * bool((data["tier"] == "public").any())
    return (
        f"{_within(data)} {READING}. {told} Each row of panels has an axis of its own. {POSITIVES}. "
        f"{few_note_of_classifier_rows(data)} {view.scope}"
    )


def _in_words(view: View, data: pd.DataFrame, *, column: str, titles: Mapping[str, str]) -> str:
    """Every contrast for the alternative text, panel by panel."""
    named = names(view)
    parts = [
        f"{_called(key)}, {' '.join(titles[str(value)].split())}: {_all_in_words(panel, named)}"
        for key, block in _blocks_of(data).items()
        for value, panel in block.groupby(column, sort=False)
    ]
    kind = "Dot-and-interval charts, a panel for each question and wording, a row for each classifier"
    return f"{kind}. {'. '.join(parts)}."


def _all_in_words(panel: pd.DataFrame, named: Mapping[str, str]) -> str:
    return "; ".join(_one_in_words(row, named) for row in rows(panel))


def _one_in_words(row: Any, named: Mapping[str, str]) -> str:
    """One contrast with its interval and what it lies inside of."""
    inside = f", inside {row.inside}" if isinstance(row.inside, str) and row.inside else ""
    few = ", not enough positives" * row.few
    return f"{named[row.row]} {row.contrast:.2f} ({interval(row.low, row.high)}{inside}{few})".replace(
        " -", " −"
    ).replace("(-", "(−")


CONTRASTS_NOTHING = "no loaded word of the targets has a neutral wording to be swapped for, n = 0 slots"


def draw_contrasts(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """A row of panels a tier, a panel a target, a row a classifier."""
    return _by_target(view, contrasts, classifiers, "contrasts", [(LOADEDNESS, tier) for tier in TIERS])


def _by_target(
    view: View, table: pd.DataFrame, classifiers: pd.DataFrame, name: str, blocks: Sequence[tuple[str, str]]
) -> Drawing:
    """A figure of the contrasts of each shown target, over all pairs of terms."""
    of_all = table[table["pair_id"] == ALL]
    chosen = pd.concat([of_all[of_all["target"] == target] for target in view.targets])
    data = _measured(view, chosen, classifiers, blocks)
    titles = {target: view.called(target) for target in view.targets}
    return _panels(
        view,
        name,
        data,
        column="target",
        titles=titles,
        nothing=CONTRASTS_NOTHING,
        caption=_caption_of_contrasts(view, data),
    )


def _caption_of_contrasts(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Contrasts of loaded against neutral wording: {CONTRASTS_NOTHING}. {view.scope}"
    return (
        f"What loaded wording does to each classifier. {_asked(data)}. {MEANING}, in the same slots for all "
        f"classifiers, over all pairs of terms of the target. {_intervals(data)} {YARDSTICKS}. {_closing(view, data)}"
    )


def draw_outlet_contrasts(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """A row of panels a tier, a panel a target, a row a classifier."""
    return _by_target(view, contrasts, classifiers, "outlet_contrasts", [(OUTLET, tier) for tier in TIERS])


TERMS = ("dictator", "terrorist-state", "vassal")
BLOCKS = ((LOADEDNESS, "text"), (OUTLET, "text"))
WIDTH = 15  # letters of a title
MISSION_NOTHING = "dictator, terrorist state and vassal are no loaded terms of this study, n = 0 slots"
BLIND = "the small arrow points at the term-blind contrast, for which no sentence with the term was learnt from"


def draw_mission(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> Drawing:
    """A row of panels a question, a panel a pair of wordings, a row a classifier."""
    data = drawn(view, contrasts, classifiers)
    titles = {row.pair_id: pair_in_words(row.pair_id, row.target) for row in rows(data.drop_duplicates("pair_id"))}
    return _panels(
        view,
        "mission",
        data,
        column="pair_id",
        titles=titles,
        nothing=MISSION_NOTHING,
        caption=_caption_of_mission(view, data),
    )


def drawn(view: View, contrasts: pd.DataFrame, classifiers: pd.DataFrame) -> pd.DataFrame:
    """The contrasts of each pair of the three terms, term by term."""
    term = contrasts["pair_id"].str.split("~").str[0]
    pairs = [of_pair for wanted in TERMS for _, of_pair in contrasts[term == wanted].groupby("pair_id")]
    return _measured(view, pd.concat(pairs) if pairs else contrasts.head(0), classifiers, BLOCKS)


def pair_in_words(pair_id: str, target: str) -> str:
    r"""The title of a pair: its term, and what it stands for.

    >>> pair_in_words("dictator~leader-putin", "Putin"), pair_in_words("terrorist-state~russia", "Russia")
    ('dictator\nfor leader', 'terrorist state\nfor Russia')
    """
    loaded, _, neutral = (part.replace("-", " ") for part in pair_id.partition("~"))
    name = target.lower()
    wording = target if neutral == name else neutral.removesuffix(f" {name}")
    return f"{loaded}\n{fill(f'for {wording}', WIDTH)}"


def _of_whom(data: pd.DataFrame) -> str:
    """The terms drawn, each with whom it names."""
    terms = data.assign(term=data["pair_id"].str.split("~").str[0]).drop_duplicates("term").set_index("term")["target"]
    return ", ".join(f"{term.replace('-', ' ')} (of {terms[term]})" for term in TERMS if term in terms)


def _caption_of_mission(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Three loaded terms: {MISSION_NOTHING}. {view.scope}"
    return (
        f"What three loaded terms do to each classifier: {_of_whom(data)}. {_asked(data)}. {MEANING}, in "
        f"the same slots for all classifiers. {_intervals(data)} {YARDSTICKS}; {BLIND}. {_closing(view, data)}"
    )
