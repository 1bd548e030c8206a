"""What every figure is given: the rows that it compares (texts, or outlets with several texts), the results, labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from framing.comparison.robustness import FULL
from framing.plots.style import GREY, SMALL, palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class View:
    """A study as its figures see it: one row a text where each outlet has one text, else one row an outlet."""

    articles: pd.DataFrame
    results: Mapping[str, pd.DataFrame]
    targets: tuple[str, ...]
    coders: str = ""

    @cached_property
    def of_outlets(self) -> bool:
        """Whether rows are outlets."""
        return bool(self.articles["outlet"].duplicated().any())

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
    def names(self) -> dict[str, str]:
        """What each row is called: the outlet, or the label of its text."""
        if self.of_outlets or "label" not in self.articles:
            return dict(zip(self.row_of.values(), self.articles["outlet"], strict=True))
        labels = self.articles["label"].where(self.articles["label"] != "", self.articles["outlet"])
        return dict(zip(self.order, labels, strict=True))

    @cached_property
    def narrow_names(self) -> dict[str, str]:
        """The same, broken into short lines."""
        return {row: fill(name, 11) for row, name in self.names.items()}

    @cached_property
    def looks(self) -> dict[str, tuple[str, str]]:
        """Colour and marker of each row."""
        return palette(self.order)

    @property
    def unit(self) -> str:
        """What a row is, in a word."""
        return "outlet" if self.of_outlets else "text"

    @property
    def scope(self) -> str:
        """What differences between rows are and are not, in a line."""
        if not self.of_outlets:
            return "One text an outlet: differences between texts are not estimates of outlets."
        counts = sorted(self.articles["outlet"].value_counts().unique())
        return f"{' to '.join(str(n) for n in {counts[0]: 0, counts[-1]: 0})} texts an outlet; the text is the unit."

    @property
    def intervals(self) -> str:
        """How the intervals of naming rates were found and what they are about."""
        if self.of_outlets:
            return "95 % t intervals over articles, about outlets; none where articles show no spread"
        return "95 % Clopper–Pearson intervals that take slots as independent, about these texts"

    def with_rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with a leading column `row` in place of article_id."""
        return table.assign(row=table["article_id"].map(self.row_of)).drop(columns="article_id")

    def rates(self, version: str = FULL) -> pd.DataFrame:
        """Naming rates of the rows for the shown targets, with their count in words."""
        rates = self.results["estimates"]
        scope = "outlets" if self.of_outlets else "texts"
        chosen = (rates["measure"] == "naming rate") & (rates["lexicon"] == version) & (rates["scope"] == scope)
        rates = rates[chosen & rates["target"].isin(self.targets)]
        rows = rates["outlet"] if self.of_outlets else rates["article_id"]
        count = rates["n_loaded"].astype("str") + " of " + rates["n_slots"].astype("str")
        return rates.assign(row=rows, count=count)

    def note(self, figure: Figure, *lines: str) -> None:
        """Small print under a figure."""
        figure.supxlabel("\n".join((*lines, self.scope)), x=0.01, ha="left", fontsize=SMALL, color=GREY)


def interval(low: float, high: float) -> str:
    """An interval in words of a caption: "0.06 to 0.48".

    >>> interval(0.0641, 0.4764)
    '0.06 to 0.48'
    """
    return "no interval" if pd.isna(low) else f"{low:.2f} to {high:.2f}"
