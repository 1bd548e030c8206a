"""Describe a study to its figures: which rows are compared, their names, colours and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from textwrap import fill
from typing import Any

import pandas as pd

from framing.measures import FULL, WITHOUT_CODER_TERMS
from framing.models import (
    GENERAL,
    GENERAL_NAME,
    GENERAL_STANCE,
    GENERAL_WORD,
    LOADEDNESS,
    OUTLET,
    STATIC,
    outlet_of,
)
from framing.plotting.forest import LEAST_CASES, select_rates
from framing.plotting.theme import INK, markers, palette
from framing.schema import ALL

LEAST_SLOTS = LEAST_CASES
MOST_ROWS = 40  # of a figure; more take over two pages
NARROW = 15  # characters per line of a label
MOST_NAMED = 6  # outlets that are named as not drawn


@dataclass(frozen=True)
class View:
    """Hold what all figures of a study share: one row per text if each outlet has one text, else one per outlet."""

    articles: pd.DataFrame
    targets: tuple[str, ...]
    coders: str = ""
    bare_names: Mapping[str, str] = field(default_factory=dict)
    outlets: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    each_text: bool = False
    not_drawn: tuple[str, ...] = ()

    @property
    def by_text(self) -> View:
        """Return the view with one row per text, or per outlet if there are too many texts for two pages."""
        lines = len(self.articles) + self.several * self.articles["outlet"].nunique()
        return replace(self, each_text=True) if lines <= MOST_ROWS else self.fitting()

    def fitting(self, most: int = MOST_ROWS) -> View:
        """Return the view of the outlets (or texts) that fit on a figure: those with most articles."""
        rows = pd.Series(self.row_of)
        largest = rows.value_counts(sort=False).sort_values(ascending=False, kind="stable").index[:most]
        if len(self.order) <= most:
            return self
        kept = self.articles["article_id"].map(self.row_of).isin(largest)
        outlets = self.outlets or tuple(dict.fromkeys(self.articles["outlet"]))
        left_out = tuple(self.names[row] for row in self.order if row not in largest)
        return replace(self, articles=self.articles[kept].reset_index(drop=True), outlets=outlets, not_drawn=left_out)

    @cached_property
    def several(self) -> bool:
        """Whether an outlet has several texts."""
        return bool(self.articles["outlet"].duplicated().any())

    @property
    def of_outlets(self) -> bool:
        """Whether rows are outlets."""
        return self.several and not self.each_text

    @cached_property
    def row_of(self) -> dict[str, str]:
        """The row of each article."""
        return dict(
            zip(self.articles["article_id"], self.articles["outlet" if self.of_outlets else "article_id"], strict=True)
        )

    @cached_property
    def order(self) -> list[str]:
        """The rows in the order of the study."""
        return list(dict.fromkeys(self.row_of.values()))

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each row: its outlet, the label of its text, or its id if labels are not unique."""
        outlets = self.articles["outlet"]
        if self.of_outlets:
            return dict(zip(self.order, self.order, strict=True))
        labels = (
            self.articles["label"].where(self.articles["label"] != "", outlets) if "label" in self.articles else outlets
        )
        return dict(zip(self.order, self.order if labels.duplicated().any() else labels, strict=True))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The names broken into short lines."""
        return {row: fill(name, NARROW, break_on_hyphens=False) for row, name in self.names.items()}

    def in_order(self, rows: Iterable[str]) -> View:
        """Return the view with its outlets in another order."""
        place = {row: number for number, row in enumerate(rows)}
        outlets = self.outlets or tuple(dict.fromkeys(self.articles["outlet"]))
        keys = self.articles["article_id"].map(self.row_of).map(place)
        articles = self.articles.iloc[keys.argsort(kind="stable")].reset_index(drop=True)
        return replace(self, articles=articles, outlets=outlets)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The outlets that head their texts; none if each outlet has one row."""
        if self.of_outlets or not self.several:
            return ()
        return tuple(f"{outlet} " for outlet in dict.fromkeys(self.articles["outlet"]))  # unlike any label

    @cached_property
    def lines(self) -> list[str]:
        """The labels from top to bottom, outlets above their texts."""
        if not self.headings:
            return [self.labels[row] for row in self.order]
        ids = self.articles.groupby("outlet", sort=False)["article_id"]
        return [line for outlet, rows in ids for line in (f"{outlet} ", *(self.labels[row] for row in rows))]

    @cached_property
    def _places(self) -> dict[str, str]:
        """What gives each row its colour: the row itself, or its outlet."""
        if self.several and self.each_text:
            return {row: row for row in self.order}
        return dict(zip(self.articles["article_id"].map(self.row_of), self.articles["outlet"], strict=True))

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colour of each row, by the place of its outlet in the study whichever outlets have articles."""
        known = palette(dict.fromkeys([*self.outlets, *self._places.values()]))
        return {row: known[place] for row, place in self._places.items()}

    @cached_property
    def markers(self) -> dict[str, str]:
        """The marker of each row."""
        known = markers(dict.fromkeys([*self.outlets, *self._places.values()]))
        return {row: known[place] for row, place in self._places.items()}

    def labelled(self, data: pd.DataFrame) -> pd.DataFrame:
        """Return a table with the labels of its rows in place of their ids."""
        return data.assign(row=data["row"].map(self.labels))

    @cached_property
    def look(self) -> dict[str, Any]:
        """The options `palette` and `markers` of plots whose hues are the labels of the rows."""
        return {
            "palette": {self.labels[row]: colour for row, colour in self.colours.items()},
            "markers": {self.labels[row]: marker for row, marker in self.markers.items()},
        }

    def called(self, target: str) -> str:
        """Return the name of a target in titles: its bare name, else its id."""
        return self.bare_names.get(target, target)

    @property
    def unit(self) -> str:
        """The unit of the rows, "outlet" or "text"."""
        return "outlet" if self.of_outlets else "text"

    @property
    def scope(self) -> str:
        """The sentence that says what differences between rows are about."""
        if not self.several:
            return "Texts are counted in full: intervals are about the propensity behind each, not about outlets."
        counts = sorted(set(self.articles["outlet"].value_counts()))
        shown = " to ".join(str(n) for n in dict.fromkeys((counts[0], counts[-1])))
        return f"{shown} texts per outlet; the text is the unit."

    @property
    def intervals(self) -> str:
        """Method, unit and scope of the intervals of naming rates."""
        if self.of_outlets:
            return "95 % Wilson intervals over articles, about outlets (none for fewer than three articles)"
        return "95 % Clopper–Pearson intervals over slots taken as independent, about these texts"

    def with_rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table with a column `row` in place of article_id, without articles that are not drawn."""
        found = table.assign(row=table["article_id"].map(self.row_of)).drop(columns="article_id")
        return found[found["row"].notna() | ~table["article_id"].ne(ALL)] if self.not_drawn else found

    def rates(self, estimates: pd.DataFrame, version: str = FULL) -> pd.DataFrame:
        """Return the naming rates of the rows and targets, with `row`, `count` ("4 of 18") and `muted`."""
        rates = select_rates(estimates, version, "outlets" if self.of_outlets else "texts")
        rates = rates[rates["target"].isin(self.targets)]
        row = rates["outlet"] if self.of_outlets else rates["article_id"]
        kept = rates.drop(columns=["count", "muted"]).assign(row=row, count=rates["count"], muted=rates["muted"])
        return kept[kept["row"].isin(self.order)]

    def caption(self, *sentences: str) -> str:
        """Return a caption: its sentences, those that are empty left out, what is not drawn, and the scope."""
        others = len(self.not_drawn) - MOST_NAMED
        which = "; ".join([*self.not_drawn[:MOST_NAMED], *([f"{others} more"] if others > 0 else [])])
        alike = " (of equal numbers, the later ones)" * self.of_outlets
        missing = f"Not drawn: the {counted(len(self.not_drawn), self.unit)} with fewest articles{alike}: {which}."
        missing *= bool(self.not_drawn)
        return " ".join(" ".join([*sentences, missing, self.scope]).split())


# leanings from left to right, as data sets of news name them; they keep their colour whichever of them are there
LEANINGS = {
    "left": ("#0072B2", "o"),
    "lean left": ("#56B4E9", "^"),
    "center": (INK, "s"),
    "centre": (INK, "s"),
    "lean right": ("#EE7733", "v"),
    "right": ("#CC3311", "D"),
}


def look_of_groups(groups: pd.Series[str]) -> dict[str, Any]:
    """Return the options `hue_order`, `palette` and `markers` of plots whose hues are groups; empty without groups.

    >>> look_of_groups(pd.Series(["right", "left"]))["hue_order"]
    ['left', 'right']
    """
    names = [name for name in dict.fromkeys(groups) if name]
    if not names:
        return {}
    if set(names) <= set(LEANINGS):
        names = [name for name in LEANINGS if name in names]
        colours, shapes = ({name: LEANINGS[name][place] for name in names} for place in (0, 1))
    else:
        colours, shapes = palette(names), markers(names)
    return {"hue_order": names, "palette": colours, "markers": shapes}


def alternative(name: str, finding: str) -> str:
    """Return the alternative text of a figure: its finding, and where the numbers are."""
    return f"{finding.rstrip('.')}. Numbers: {name}.csv."


def bare_names(terms: pd.DataFrame) -> dict[str, str]:
    """Return the first neutral name of each target in the lexicon's terms: "Tresk" for the target tresk."""
    names = terms[(terms["kind"] == "naming") & (terms["noun"] == "name") & (terms["form"] == "neutral")]
    first = names.drop_duplicates("target")
    return dict(zip(first["target"], first["term"], strict=True))


def words_of_terms(terms: pd.DataFrame) -> dict[str, str]:
    """Return the dictionary form of each term of the lexicon, by term_id."""
    return dict(zip(terms["term_id"], terms["term"], strict=True))


def counted(n: int, noun: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "slot"), counted(0, "slot")
    ('1 slot', '0 slots')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def signed(number: float) -> str:
    """Return a number with its sign and two digits.

    >>> signed(-0.254), signed(0.1)
    ('−0.25', '+0.10')
    """
    return f"{number:+.2f}".replace("-", "−")


def outlet_names(view: View) -> dict[str, str]:
    """Return the label of each outlet: that of its text if it has one."""
    shown = view.articles["article_id"].map(view.row_of).map(view.labels)
    return dict(zip(view.articles["outlet"], shown, strict=True))


def trained_on(classifiers: pd.DataFrame) -> dict[str, tuple[float, bool]]:
    """Return the loaded training sentences of each outlet's classifier, and whether they are fewer than ten."""
    cards = classifiers[classifiers["classifier"].str.startswith(f"{LOADEDNESS}:")].drop_duplicates("classifier")
    few = ~cards["enough_positives"].astype("bool")
    return dict(zip(cards["classifier"].map(outlet_of), zip(cards["n_positives"], few, strict=True), strict=True))


def few_note(few: bool, mark: str = "†") -> str:
    """Return what a mark at classifiers with little training data means."""
    return f"{mark}: fewer than ten loaded training sentences." if few else ""


def circular(lexicon_coverage: pd.DataFrame | None) -> str:
    """Return a warning if the lexicon was completed from the coded texts: results based on it are optimistic."""
    if lexicon_coverage is None:
        return ""
    found = lexicon_coverage[lexicon_coverage["article_id"] == ALL].set_index("lexicon")["n_found"]
    full, without = (int(found.get(version, 0)) for version in (FULL, WITHOUT_CODER_TERMS))
    if without >= full:
        return ""
    return (
        f"Lexicon-based results are optimistic: {full - without} of the {full} coded expressions are found by terms "
        "that were added from these texts."
    )


# what the general model scores, by classifier; the first is the headline contrast
SCORED = {
    GENERAL_NAME: "words in the slot",
    GENERAL: "whole sentence",
    GENERAL_STANCE: "stance towards them",
    STATIC: "sentence, static model",
}


def with_classifiers(view: View, table: pd.DataFrame, classifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of classifiers in the order of the study, with kind, row, n_positives and few (under ten)."""
    rows = list(zip(view.articles["outlet"], view.articles["article_id"].map(view.row_of), strict=True))
    row_of = {**{f"{kind}:{outlet}": row for kind in (LOADEDNESS, OUTLET) for outlet, row in rows}, GENERAL: GENERAL}
    found = table[table["classifier"].isin(list(row_of))]
    found = found.merge(classifiers, on=["classifier", "tier"], how="left")
    place = found["classifier"].map({name: place for place, name in enumerate(row_of)})
    found = found.assign(
        kind=found["classifier"].str.split(":").str[0].replace(GENERAL, LOADEDNESS),
        row=found["classifier"].map(row_of),
        few=found["enough_positives"].eq(False),
    )
    return found.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def contrasts_of_general(table: pd.DataFrame) -> pd.DataFrame:
    """Return the general model's rows by what it scores (words in the slot, sentence, stance), then own models'."""
    rows = {**SCORED, **{name: name for name in own_models(table)}}
    found = table[table["classifier"].isin(list(rows))]
    row = found["classifier"].map(rows)
    found = found.assign(kind=GENERAL, row=row, n_positives=float("nan"), few=False)
    return found.iloc[row.map([*rows.values()].index).argsort(kind="stable")].reset_index(drop=True)


def own_models(table: pd.DataFrame) -> list[str]:
    """Return the classifiers that are the researcher's own: those that the toolkit does not name."""
    known = {*SCORED, GENERAL_WORD}
    return [name for name in dict.fromkeys(table["classifier"]) if name not in known and ":" not in name]


def names(view: View, own: Sequence[str] = ()) -> dict[str, str]:
    """Return the name of each classifier: that of its row."""
    return {**view.names, GENERAL: "general model", **{row: row for row in (*SCORED.values(), *own)}}


def classifier_look(view: View, own: Sequence[str] = ()) -> dict[str, Any]:
    """Return the options `palette` and `markers` of plots whose hues are the names of classifiers."""
    called = names(view, own)
    of_general = [GENERAL, *SCORED.values(), *own]
    colours = {**view.colours, **dict.fromkeys(of_general, INK)}
    shapes = {**view.markers, **dict.fromkeys(of_general, "h")}  # a marker that no text has
    return {
        "palette": {called[row]: colour for row, colour in colours.items()},
        "markers": {called[row]: marker for row, marker in shapes.items()},
    }
