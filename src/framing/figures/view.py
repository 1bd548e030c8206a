"""What every figure is given: the rows that it compares (texts, or outlets with several texts), the results, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from framing.comparison.robustness import FULL
from framing.plots.style import GREY, SMALL, Look, palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEAST_SLOTS = 5
MOST_ROWS = 60
NARROW = 14
LETTERS_AN_INCH = 19.5
WHOLE = "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"  # is not broken by fill


@dataclass(frozen=True)
class View:
    """A study as its figures see it: one row a text where each outlet has one text, else one row an outlet."""

    articles: pd.DataFrame
    results: Mapping[str, pd.DataFrame]
    targets: tuple[str, ...]
    coders: str = ""
    bare_names: Mapping[str, str] = field(default_factory=dict)
    outlets: tuple[str, ...] = ()
    each_text: bool = False

    @property
    def by_text(self) -> View:
        """The same with one row a text, as far as a page has room; a study of more texts keeps its outlets."""
        return replace(self, each_text=len(self.articles) <= MOST_ROWS)

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
        """The rows, in the order of the study."""
        return list(dict.fromkeys(self.row_of.values()))

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The rows under the outlet that heads them; no heading where the rows are all that is compared."""
        if self.of_outlets or not self.several:
            return {"": self.order}
        by_outlet = self.articles.groupby("outlet", sort=False)["article_id"]
        return {str(outlet): list(ids) for outlet, ids in by_outlet}

    @cached_property
    def names(self) -> dict[str, str]:
        """What each row is called: the outlet, or the label of its text, or its id where labels are not its own."""
        outlets = self.articles["outlet"]
        if self.of_outlets:
            return dict(zip(self.order, self.order, strict=True))
        labels = (
            self.articles["label"].where(self.articles["label"] != "", outlets) if "label" in self.articles else outlets
        )
        return dict(zip(self.order, self.order if labels.duplicated().any() else labels, strict=True))

    @cached_property
    def narrow_names(self) -> dict[str, str]:
        """The same, broken into short lines."""
        return {row: fill(name, NARROW, break_on_hyphens=False) for row, name in self.names.items()}

    @cached_property
    def looks(self) -> dict[str, Look]:
        """Colour and marker of each row: those of its outlet's place in the study, whichever outlets have articles."""
        if self.several and self.each_text:
            return palette(self.order)
        outlets = self.articles["outlet"]
        looks = palette(self.outlets or list(dict.fromkeys(outlets)))
        return {
            self.row_of[article]: looks[outlet]
            for article, outlet in zip(self.articles["article_id"], outlets, strict=True)
        }

    def called(self, target: str) -> str:
        """What a target is called in a title: its bare name, else its id."""
        return self.bare_names.get(target, target)

    @property
    def unit(self) -> str:
        """What a row is, in a word."""
        return "outlet" if self.of_outlets else "text"

    @property
    def scope(self) -> str:
        """What differences between rows are and are not, in a line."""
        if not self.several:
            return "One text per outlet: differences between texts are not estimates of outlets."
        counts = sorted(self.articles["outlet"].value_counts().unique())
        shown = " to ".join(str(n) for n in dict.fromkeys((counts[0], counts[-1])))
        return f"{shown} texts per outlet; the text is the unit."

    @property
    def intervals(self) -> str:
        """How the intervals of naming rates were found and what they are about."""
        if self.of_outlets:
            return (
                "95 % Wilson intervals over articles, slots as alike as those of articles are, about outlets; none "
                "where fewer than three articles have slots"
            )
        return "95 % Clopper–Pearson intervals that take slots as independent, about these texts"

    def with_rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with a leading column `row` in place of article_id."""
        return table.assign(row=table["article_id"].map(self.row_of)).drop(columns="article_id")

    def rates(self, version: str = FULL) -> pd.DataFrame:
        """Naming rates of the rows for the shown targets, with their count in words; muted: under five slots."""
        rates = self.results["estimates"]
        scope = "outlets" if self.of_outlets else "texts"
        chosen = (rates["measure"] == "naming rate") & (rates["lexicon"] == version) & (rates["scope"] == scope)
        rates = rates[chosen & rates["target"].isin(self.targets)]
        rows = rates["outlet"] if self.of_outlets else rates["article_id"]
        count = rates["n_loaded"].astype("str") + " of " + rates["n_slots"].astype("str")
        return rates.assign(
            row=rows,
            count=count.where(rates["n_slots"] > 0, "no slot"),
            muted=rates["n_slots"].between(1, LEAST_SLOTS - 1),
        )

    def note(self, figure: Figure, *notes: str) -> None:
        """Small print under a figure, broken to its width, but never between "n =" and its number."""
        width = int(figure.get_figwidth() * LETTERS_AN_INCH)
        lines = [line.replace("n = ", WHOLE) for line in (*notes, self.scope) if line]
        text = "\n".join(fill(line, width) for line in lines).replace(WHOLE, "n = ")
        figure.supxlabel(text, x=0.01, ha="left", fontsize=SMALL, color=GREY)


def bare_names(terms: pd.DataFrame) -> dict[str, str]:
    """The first neutral name of each target in the lexicon's terms: "Tresk" for the target tresk."""
    names = terms[(terms["kind"] == "naming") & (terms["noun"] == "name") & (terms["form"] == "neutral")]
    first = names.drop_duplicates("target")
    return dict(zip(first["target"], first["term"], strict=True))


def axis_limit(rates: pd.DataFrame) -> float:
    """The quarter at which an axis may end: every estimate and every interval that is not muted is seen whole."""
    counted = rates[~rates["muted"] & rates["estimate"].notna()]
    if counted.empty:
        return 1.0
    furthest = float(pd.concat([rates["estimate"], counted["high"]]).max())
    return max(ceil(furthest * 4), 1) / 4


def muted_note(rates: pd.DataFrame) -> str:
    """What grey rows and arrows mean, where there are any."""
    if not rates["muted"].any():
        return ""
    past = rates["muted"] & (rates["high"] > axis_limit(rates))
    return f"Grey and thin: fewer than five slots{'; arrow: the interval runs past the axis' if past.any() else ''}."


def interval(low: float, high: float) -> str:
    """An interval in words of a caption: "0.06 to 0.48".

    >>> interval(0.0641, 0.4764)
    '0.06 to 0.48'
    """
    return "no interval" if pd.isna(low) else f"{low:.2f} to {high:.2f}"


def counted(n: int, noun: str) -> str:
    """A count with its noun.

    >>> counted(1, "slot"), counted(0, "slot")
    ('1 slot', '0 slots')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
