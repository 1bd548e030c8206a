"""Show the lines of a concordance as text, in a notebook or as a page, aligned at the node."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from rich.cells import cell_len

from framing.display import render
from framing.errors import BadInput
from framing.tables import rows

MOST_LINES, NEAREST = 40, 60  # in a notebook: lines, and characters on each side


@dataclass(frozen=True, repr=False)
class Kwic:
    """Lines of `concordance` with the node in one column (key word in context).

    Attributes
    ----------
    lines : DataFrame
        Table returned by `concordance`.

    Examples
    --------
    >>> import framing as fr
    >>> fr.Kwic(fr.concordance(fr.demo(), "tyrant", width=18, sort="right").tail(2))
    Free Hadrel     old them that the   tyrant   was, because with
    Upland Morning  ey told us that a   tyrant   was coming," said
    <BLANKLINE>
    2 lines in 2 articles from 2 outlets
    """

    lines: pd.DataFrame

    def __post_init__(self) -> None:
        columns = self.lines.columns if isinstance(self.lines, pd.DataFrame) else ()
        if not {"left", "node", "right"} <= {*columns}:
            raise BadInput("A concordance is shown from the lines of fr.concordance(study, words).")

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        lines = rows(self.lines.head(MOST_LINES))
        return render("concordance_card.html", count=self.count, lines=lines, nearest=NEAREST)

    @property
    def count(self) -> str:
        """Number of lines, articles and outlets."""
        articles, outlets = self.lines["article_id"].nunique(), self.lines["outlet"].nunique()
        return f"{_plural(len(self.lines), 'line')} in {_plural(articles, 'article')} from {_plural(outlets, 'outlet')}"

    def text(self) -> str:
        """Return aligned lines for a terminal or a file: outlet, left, node, right."""
        if self.lines.empty:
            return self.count
        outlets, lefts, nodes = (self.lines[name].tolist() for name in ("outlet", "left", "node"))
        first, second, third = (max(map(cell_len, column)) for column in (outlets, lefts, nodes))
        shown = [
            f"{outlet}{_blank(outlet, first)}  {_blank(left, second)}{left}  "
            f"{node}{_blank(node, third)}  {right}".rstrip()
            for outlet, left, node, right in zip(outlets, lefts, nodes, self.lines["right"], strict=True)
        ]
        return "\n".join([*shown, "", self.count])

    def html(self, title: str) -> str:
        """Return a page that loads and runs nothing; it has a column of loadedness if scores are known."""
        scored = bool(self.lines["score"].notna().any())
        return render("concordance.html", title=title, count=self.count, lines=rows(self.lines), scored=scored)


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _blank(text: str, width: int) -> str:
    """Return the spaces that fill a text up to `width` terminal cells."""
    return " " * (width - cell_len(text))
