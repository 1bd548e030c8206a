"""Propositions: the wording of the same statements in one text after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure

from framing.figures.view import View
from framing.measures.propositions import LEAST_DIFFERING, LEAST_FAMILIES, MEASURES
from framing.plots.slopes import band_slopes, lanes_of, paths_of, slope_key
from framing.plots.stack import NAMES
from framing.plots.style import GREY, ONE_COLUMN, TWO_COLUMNS, Drawing
from framing.tables import rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PATHS = 40  # more lines could not be told apart
MOST_DIFFERENCES = 6
MOST_NARROW = 6  # texts in one column of a journal
LANE = 0.115  # inches
TITLES = {"coded strength": "Coded strength", "loaded words a sentence": "Loaded words a sentence"}
NOTHING = "no proposition stands in two texts, n = 0"
STRENGTH = "Coded strength: of the whole sentence, whoever speaks, mean of the coders. "
READING = (
    "Marker: the {unit} states the proposition; without one the line only passes by. ×n and thickness: how many go the "
    "same way."
)


def draw(view: View) -> Drawing:
    """A panel a measure, a line for all propositions that go the same way."""
    data = drawn(view)
    panels = dict(list(data.groupby("measure", sort=False)))
    lanes = max((len(lanes_of(paths_of(of_measure, view.order))) for of_measure in panels.values()), default=0)
    width = TWO_COLUMNS if len(panels) > 1 or len(view.order) > MOST_NARROW else ONE_COLUMN
    figure = Figure(figsize=(width, 2.2 + LANE * lanes if panels else 1), layout="constrained")
    if panels:
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for ax, (measure, of_measure) in zip(axes, panels.items(), strict=True):
            draw_panel(view, str(measure), of_measure, ax)
        figure.legend(handles=slope_key(), loc="outside upper left", ncols=2)
    else:
        figure.text(0.5, 0.7, NOTHING, ha="center", color=GREY, style="italic")
    view.note(figure, READING.format(unit=view.unit) if panels else "", together(view), left_out(view, data))
    return Drawing("propositions", figure, data, caption(view, data), alt(view, data))


def draw_panel(view: View, measure: str, data: pd.DataFrame, ax: Axes) -> None:
    bands = {value: name_of(measure, value) for value in data["value"].unique()}
    band_slopes(data, ax=ax, order=view.order, labels=view.narrow_names, looks=view.looks, bands=bands)
    ax.set_title(f"{TITLES[measure]}\nn = {data['family_id'].nunique()} propositions")


def name_of(measure: str, value: float) -> str:
    """What a band is called: a strength by its number and word.

    >>> name_of("coded strength", 1.0), name_of("coded strength", 0.5), name_of("loaded words a sentence", 1.0)
    ('1 mild', '0.5', '1')
    """
    named = measure == "coded strength" and value == int(value)
    return f"{value:g} {NAMES[int(value)]}" if named else f"{value:g}"


def every(view: View) -> pd.DataFrame:
    """The value of each row in each family of two rows or more, by measure; an outlet's texts are averaged."""
    table = view.with_rows(view.results["propositions"])
    long = table.melt(["family_id", "row"], list(MEASURES.values()), "column", "value").dropna(subset="value")
    long = long.assign(measure=long["column"].map({column: name for name, column in MEASURES.items()}))
    means = long.groupby(["measure", "family_id", "row"], sort=False)["value"].mean().round(2).reset_index()
    return means[means.groupby(["measure", "family_id"])["row"].transform("size") > 1]


def drawn(view: View) -> pd.DataFrame:
    """The same with the propositions on the most frequent ways, where there are too many ways."""
    found = [most_frequent(of_measure, view) for _, of_measure in every(view).groupby("measure", sort=False)]
    return pd.concat(found, ignore_index=True) if found else every(view)


def most_frequent(data: pd.DataFrame, view: View) -> pd.DataFrame:
    most = sorted(paths_of(data, view.order), key=lambda path: -path.n)[:MOST_PATHS]
    return data[data["family_id"].isin([family for path in most for family in path.families])]


def left_out(view: View, data: pd.DataFrame) -> str:
    """How many propositions are not drawn, where some are not."""
    keys = ["measure", "family_id"]
    missing = len(every(view).drop_duplicates(keys)) - len(data.drop_duplicates(keys))
    return f"Not drawn: {missing} lines on rarer ways; they stand in results/propositions.csv." if missing else ""


def together(view: View) -> str:
    """That a value is of several texts, where it is."""
    return "An outlet's value is the mean of its texts that state the proposition." * view.of_outlets


def differences(view: View) -> str:
    """What the texts with most propositions in common differ by, in counts."""
    table = view.results["proposition_differences"]
    enough = table[table["n_families"] >= LEAST_FAMILIES].sort_values("n_families", ascending=False, kind="stable")
    shown = "; ".join(difference(row, view.by_text.names) for row in rows(enough.head(MOST_DIFFERENCES)))
    return f"First text less second, over what both state: {shown}. " if shown else ""


def difference(row: Any, names: dict[str, str]) -> str:
    """One difference with its counts and its interval, if any."""
    ends = "" if pd.isna(row.low) else f", 95 % {row.low:.2f} to {row.high:.2f}"
    which = " and ".join(names.get(article, article) for article in (row.article_a, row.article_b))
    number = f"{row.difference:+.2f}{ends}".replace("-", "−")
    return (
        f"{which}, {row.measure}: {number} (more in {row.n_more}, equal in {row.n_equal}, less in {row.n_less} of "
        f"{row.n_families})"
    )


def caption(view: View, data: pd.DataFrame) -> str:
    if data.empty:
        return f"The same proposition in different wording: {NOTHING}. {view.scope}"
    coded = "coded strength" in set(data["measure"])
    words = (
        f"The same proposition in different wording. Propositions that two {view.unit}s or more state in full, each a "
        f"line from {view.unit} to {view.unit}. {STRENGTH * coded}Loaded words a sentence: names and judging words of "
        "the full lexicon in the outlet's own voice. Where a text states a proposition in several sentences, their "
        "mean is drawn. Lines with one value lie beside each other in its band; bands are not to scale. "
        f"{together(view)} {left_out(view, data)} {differences(view)}Intervals resample the propositions, are about "
        f"these texts, and are left out where fewer than {LEAST_DIFFERING} differ; counts for each two texts stand in "
        f"results/proposition_differences.csv. {view.scope}"
    )
    return " ".join(words.split())


def alt(view: View, data: pd.DataFrame) -> str:
    parts = []
    for measure, of_measure in data.groupby("measure", sort=False):
        paths = paths_of(of_measure, view.order)
        same = sum(path.n for path in paths if not path.changes)
        parts.append(
            f"{measure}: {same} of {sum(path.n for path in paths)} propositions the same in all their {view.unit}s"
        )
    return f"Slope charts, {view.unit}s from left to right. {'; '.join(parts) or NOTHING}."
