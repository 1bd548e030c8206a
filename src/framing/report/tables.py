"""Print tables of a paper as HTML pages and as LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from framing.display import escape_latex, render
from framing.report.html import Grid


@dataclass(frozen=True, eq=False)
class PrintedTable:
    r"""A table of a paper, with cells formatted as text.

    Attributes
    ----------
    name : str
        Stem of its files.
    title, caption : str
        Subject; n, unit, interval method and scope.
    body : DataFrame
        Text cells under printed column names.
    numeric : sequence of str
        Columns set flush right. All cells of one have the same number of decimals.
    group : str, default ""
        Column whose values head groups of rows; rows of a group are adjacent.

    Examples
    --------
    >>> body = pd.DataFrame({"text": ["A & B"], "contrast": ["−0.07"]})
    >>> print(PrintedTable("one", "One", "n = 1 slot", body, ("contrast",)).latex().splitlines()[9])
    A \& B & \ensuremath{-}0.07 \\
    """

    name: str
    title: str
    caption: str
    body: pd.DataFrame
    numeric: Sequence[str] = ()
    group: str = ""

    @property
    def grid(self) -> Grid:
        """Cells of all rows."""
        return Grid.of(self.body, self.numeric, self.group)

    def html(self) -> str:
        """Return a page that loads and runs nothing."""
        return render("printed_table.html", title=self.title, caption=self.caption, table=self.grid)

    def _repr_html_(self) -> str:
        return render("printed_table_card.html", title=self.title, caption=self.caption, table=self.grid)

    def latex(self) -> str:
        r"""Return a floating table for \input, with booktabs rules and the label ``tab:NAME``.

        Written here because ``great_tables.GT.as_latex`` has no label and leaves −, α and → unescaped, and
        ``Styler.to_latex`` has no headings of groups.
        """
        lines = "\n".join(self._latex_lines())
        return f"% made by framing; needs \\usepackage{{booktabs}}\n{lines}\n"

    def _latex_lines(self) -> Iterator[str]:
        table = self.grid
        shape = "".join("r" if column.kind == "number" else "l" for column in table.columns)
        yield r"\begin{table}[tbp]"
        yield r"\centering\footnotesize"
        yield rf"\caption{{{escape_latex(f'{self.title}. {self.caption}')}}}"
        yield rf"\label{{tab:{self.name}}}"
        yield rf"\begin{{tabular}}{{@{{}}{shape}@{{}}}}"
        yield r"\toprule"
        yield _latex_row(column.name for column in table.columns)
        yield r"\midrule"
        last: object = None
        for group, cells in table.rows:
            if self.group and group != last:
                if last is not None:
                    yield r"\addlinespace"
                yield rf"\multicolumn{{{len(cells)}}}{{@{{}}l}}{{\textbf{{{escape_latex(group)}}}}} \\"
                last = group
            yield _latex_row(cells)
        yield r"\bottomrule"
        yield r"\end{tabular}"
        yield r"\end{table}"


def _latex_row(cells: Iterable[str]) -> str:
    return " & ".join(map(escape_latex, cells)) + r" \\"
