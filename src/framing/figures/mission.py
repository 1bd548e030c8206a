"""Mission: dictator, terrorist state and vassal, each against its neutral wordings, under each classifier."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.classifier_rows import few_note, looks, names, positives
from framing.figures.contrasts import MEANING, TIERS, YARDSTICKS, in_words, intervals, measured, within
from framing.figures.view import View, counted
from framing.plots.contrast import contrast_key, contrast_rows, margin_counts
from framing.plots.style import GREY, TWO_COLUMNS, Drawing
from framing.tables import rows

TERMS = ("dictator", "terrorist-state", "vassal")
NOTHING = "dictator, terrorist state and vassal are no loaded terms of this study, n = 0 slots"
BLIND = "the upright stroke is the contrast where no sentence with the term was learnt from"


def draw(view: View) -> Drawing:
    """A row of panels a tier, a panel a pair of wordings."""
    data = drawn(view)
    pairs = pairs_of(data)
    tiers = [tier for tier in TIERS if (data["tier"] == tier).any()]
    order = [row for row in looks(view) if (data["row"] == row).any()]
    height = 1.7 + len(tiers) * (0.85 + 0.25 * len(order)) if tiers else 1
    figure = Figure(figsize=(TWO_COLUMNS, height), layout="constrained")
    if tiers:
        axes = figure.subplots(len(tiers), len(pairs), sharex="row", sharey=True, squeeze=False)
        for line, tier in zip(axes, tiers, strict=True):
            of_tier = data[data["tier"] == tier]
            for ax, pair in zip(line, pairs, strict=True):
                of_pair = of_tier[of_tier["pair_id"] == pair]
                contrast_rows(of_pair, ax=ax, order=order, labels=names(view), looks=looks(view))
                n = int(of_pair["n_slots"].max()) if len(of_pair) else 0
                ax.set_title(f"{pairs[pair]}\nn = {counted(n, 'slot')}")
                ax.set_xlabel(f"contrast, {TIERS[tier]}")
            margin_counts(positives(of_tier), ax=line[-1], order=order, heading="positives")
        figure.legend(handles=contrast_key(term_blind=True), loc="outside upper left", ncols=5)
    else:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, *((f"{MEANING}.", within(data), few_note(data)) if tiers else ()))
    return Drawing("mission", figure, data, caption(view, data), alt(view, data))


def drawn(view: View) -> pd.DataFrame:
    """The contrasts of each pair of the three terms, term by term."""
    table = view.results["contrasts"]
    term = table["pair_id"].str.partition("~")[0]
    return measured(view, pd.concat([table[term == wanted] for wanted in TERMS]))


def pairs_of(data: pd.DataFrame) -> dict[str, str]:
    """Each pair and what it is called, term by term."""
    pairs = sorted(rows(data.drop_duplicates("pair_id")), key=lambda row: TERMS.index(row.pair_id.partition("~")[0]))
    return {row.pair_id: pair_in_words(row.pair_id, row.target) for row in pairs}


def pair_in_words(pair_id: str, target: str) -> str:
    """The title of a pair: its term, and what it stands for.

    >>> pair_in_words("dictator~leader-putin", "Putin"), pair_in_words("terrorist-state~russia", "Russia")
    ('dictator\\nfor leader', 'terrorist state\\nfor Russia')
    """
    loaded, _, neutral = (part.replace("-", " ") for part in pair_id.partition("~"))
    name = target.lower()
    return f"{loaded}\nfor {target if neutral == name else neutral.removesuffix(f' {name}')}"


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Three loaded terms: {NOTHING}. {view.scope}"
    words = (
        "What three loaded terms do to each classifier. A row: the loadedness classifier that learnt from the outlet's "
        "own sentences and from the general model, or the general model alone. "
        f"{MEANING}, in the same slots for all classifiers. {intervals(data)} Yardsticks: {YARDSTICKS}; {BLIND}. "
        f"{within(data)} Positives: loaded sentences in training, mean over folds. The tiers have axes of their own. "
        f"{few_note(data)} {view.scope}"
    )
    return " ".join(words.split())


def alt(view: View, data: pd.DataFrame) -> str:
    named, pairs = names(view), pairs_of(data)
    parts = [
        f"{TIERS[row.tier]}, {' '.join(pairs[row.pair_id].split())}, {named[row.row]}: {in_words(row)}"
        for row in rows(data)
    ]
    return f"Dot-and-interval charts, a panel for each pair and tier, a row for each classifier. {'; '.join(parts) or NOTHING}."
