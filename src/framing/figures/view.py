"""What every figure is given: the articles in order, the results, and how texts are labelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from framing.plots.style import GREY, SMALL, palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class View:
    """A study as its figures see it."""

    articles: pd.DataFrame
    results: Mapping[str, pd.DataFrame]
    targets: tuple[str, ...]

    @cached_property
    def order(self) -> list[str]:
        """The article_ids, in the order of the study."""
        return list(self.articles["article_id"])

    @cached_property
    def names(self) -> dict[str, str]:
        """What each article is called: its label, else its outlet."""
        shown = (
            self.articles["label"].where(self.articles["label"] != "", self.articles["outlet"])
            if "label" in self.articles
            else self.articles["outlet"]
        )
        return dict(zip(self.articles["article_id"], shown, strict=True))

    @cached_property
    def narrow_names(self) -> dict[str, str]:
        """The same, broken into short lines."""
        return {article: fill(name, 11) for article, name in self.names.items()}

    @cached_property
    def looks(self) -> dict[str, tuple[str, str]]:
        """Colour and marker of each article."""
        return palette(self.order)

    @property
    def texts(self) -> str:
        """The unit of the comparison in a line: what differences between rows are not."""
        counts = self.articles["outlet"].value_counts()
        if (counts == 1).all():
            return "One text an outlet: differences between texts are not estimates of outlets."
        return (
            f"{len(self.articles)} texts of {len(counts)} outlets: each row is one text, not an estimate of its outlet."
        )

    def note(self, figure: Figure, *lines: str) -> None:
        """Small print under a figure."""
        figure.supxlabel("\n".join((*lines, self.texts)), x=0.01, ha="left", fontsize=SMALL, color=GREY)


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def interval(low: float, high: float) -> str:
    """An interval in words of a caption: "0.06 to 0.48".

    >>> interval(0.0641, 0.4764)
    '0.06 to 0.48'
    """
    return f"{low:.2f} to {high:.2f}"
