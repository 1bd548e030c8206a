"""Mission: dictator, terrorist state and vassal, each against its neutral wordings, under each classifier."""

from __future__ import annotations

from textwrap import fill

import pandas as pd

from framing.classifiers.panel import LOADEDNESS, OUTLET
from framing.figures.contrast_panels import (
    MEANING,
    YARDSTICKS,
    asked,
    closing,
    intervals,
    measured,
    panels,
)
from framing.figures.view import View
from framing.plots.style import Drawing
from framing.tables import rows

TERMS = ("dictator", "terrorist-state", "vassal")
BLOCKS = ((LOADEDNESS, "text"), (OUTLET, "text"))
WIDTH = 15  # letters of a title
NOTHING = "dictator, terrorist state and vassal are no loaded terms of this study, n = 0 slots"
BLIND = "the small arrow points at the term-blind contrast, for which no sentence with the term was learnt from"


def draw(view: View) -> Drawing:
    """A row of panels a question, a panel a pair of wordings, a row a classifier."""
    data = drawn(view)
    titles = {row.pair_id: pair_in_words(row.pair_id, row.target) for row in rows(data.drop_duplicates("pair_id"))}
    return panels(view, "mission", data, column="pair_id", titles=titles, nothing=NOTHING, caption=caption(view, data))


def drawn(view: View) -> pd.DataFrame:
    """The contrasts of each pair of the three terms, term by term."""
    table = view.results["contrasts"]
    term = table["pair_id"].str.split("~").str[0]
    pairs = [of_pair for wanted in TERMS for _, of_pair in table[term == wanted].groupby("pair_id")]
    return measured(view, pd.concat(pairs) if pairs else table.head(0), BLOCKS)


def pair_in_words(pair_id: str, target: str) -> str:
    r"""The title of a pair: its term, and what it stands for.

    >>> pair_in_words("dictator~leader-putin", "Putin"), pair_in_words("terrorist-state~russia", "Russia")
    ('dictator\nfor leader', 'terrorist state\nfor Russia')
    """
    loaded, _, neutral = (part.replace("-", " ") for part in pair_id.partition("~"))
    name = target.lower()
    wording = target if neutral == name else neutral.removesuffix(f" {name}")
    return f"{loaded}\n{fill(f'for {wording}', WIDTH)}"


def of_whom(data: pd.DataFrame) -> str:
    """The terms drawn, each with whom it names."""
    terms = data.assign(term=data["pair_id"].str.split("~").str[0]).drop_duplicates("term").set_index("term")["target"]
    return ", ".join(f"{term.replace('-', ' ')} (of {terms[term]})" for term in TERMS if term in terms)


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"Three loaded terms: {NOTHING}. {view.scope}"
    return (
        f"What three loaded terms do to each classifier: {of_whom(data)}. {asked(data)}. {MEANING}, in "
        f"the same slots for all classifiers. {intervals(data)} {YARDSTICKS}; {BLIND}. {closing(view, data)}"
    )
