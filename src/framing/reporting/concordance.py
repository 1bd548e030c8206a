"""Concordance lines: the node in one column, so that what stands beside it is read at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
from rich.cells import cell_len

from framing.reporting.closed_page import closed_page
from framing.tables import rows

MOST_LINES, NEAREST = 40, 60  # of a notebook's card: lines, and characters on each side
CSS = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; padding: 0 1rem; }
body { max-width: 84rem; }
h1 { font-size: 1.4rem; margin-bottom: 0.2rem; } p { color: #444; margin-top: 0; }
table { border-collapse: collapse; width: 100%; }
th { position: sticky; top: 0; background: #fff; font-size: 0.8rem; font-weight: 600; color: #444; }
th, td { text-align: left; vertical-align: baseline; padding: 0.22rem 0.4rem; border-bottom: 1px solid #ddd; }
.left { text-align: right; width: 50%; } .right { width: 50%; }
td.left, td.node, td.right { font-family: Georgia, serif; white-space: pre-wrap; padding-left: 0; padding-right: 0; }
td.node { font-weight: 700; color: #8a3b00; text-align: center; }
th.node { text-align: center; }
.number { text-align: right; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
td.small { font-size: 0.8rem; color: #444; white-space: nowrap; }
@media (max-width: 50rem) { .wide { display: none; } }
@media print { body { max-width: none; margin: 0; font-size: 10px; } th { position: static; } }
"""


@dataclass(frozen=True, repr=False)
class Kwic:
    """A table of `concordance` as lines with the node in one column: as text, in a notebook, as a page.

    Examples
    --------
    >>> import framing as fr
    >>> fr.Kwic(fr.concordance(fr.demo(), "tyrant", width=18, sort="right").tail(2))
    Free Hadrel     old them that the   tyrant   was, because with
    Upland Morning  ey told us that a   tyrant   was coming," said
    <BLANKLINE>
    2 lines in 2 articles, outlets: 2
    """

    lines: pd.DataFrame

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        first = "".join(
            f'<tr><td align="right">{escape(row.left[-NEAREST:])}</td>'
            f'<td align="center"><strong>{escape(row.node[:NEAREST])}</strong></td>'
            f'<td align="left">{escape(row.right[:NEAREST])}</td>'
            f'<td align="left">{escape(row.outlet[:NEAREST])}</td></tr>'
            for row in rows(self.lines.head(MOST_LINES))
        )
        return f"<div><p>{self.count}</p><table><tbody>{first}</tbody></table></div>"

    @property
    def count(self) -> str:
        """How many lines there are, in how many articles of how many outlets."""
        found = len(self.lines), self.lines["article_id"].nunique(), self.lines["outlet"].nunique()
        return "{:,} lines in {:,} articles, outlets: {:,}".format(*found)

    def text(self) -> str:
        """Lines for a terminal or a file: outlet, left, node, right."""
        if self.lines.empty:
            return self.count
        outlets, lefts, nodes = (self.lines[name].tolist() for name in ("outlet", "left", "node"))
        first, second, third = (max(map(cell_len, column)) for column in (outlets, lefts, nodes))
        shown = [
            f"{outlet}{blank(outlet, first)}  {blank(left, second)}{left}  {node}{blank(node, third)}  {right}".rstrip()
            for outlet, left, node, right in zip(outlets, lefts, nodes, self.lines["right"], strict=True)
        ]
        return "\n".join([*shown, "", self.count])

    def html(self, title: str) -> str:
        """A page of its own, which loads nothing and runs nothing."""
        heads = "".join(f'<th scope="col" class="{kind}">{name}</th>' for name, kind in self.columns)
        body = "\n".join(
            f"<tr>{''.join(self.cells(number, row))}</tr>" for number, row in enumerate(rows(self.lines), 1)
        )
        table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        return closed_page(title, f"<h1>{escape(title)}</h1>\n<p>{self.count}</p>\n{table}", style=CSS)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Heads and kinds of the columns; loadedness only where it is known."""
        context = [("left", "left"), ("node", "node"), ("right", "right")]
        scored = [("loadedness", "number wide")] if self.lines["score"].notna().any() else []
        return [("No.", "number wide"), *context, ("outlet", "small"), ("voice", "small wide"), *scored]

    def cells(self, number: int, row: Any) -> Iterator[str]:
        """The cells of one line."""
        score = "" if pd.isna(row.score) else f"{row.score:.2f}"
        told = {"No.": f"{number}", "loadedness": score}
        for name, kind in self.columns:
            value = told[name] if name in told else getattr(row, name)
            yield f'<td class="{kind}" dir="auto">{escape(value)}</td>'


def blank(text: str, width: int) -> str:
    """Space that fills a text up to a width, by the cells of a terminal."""
    return " " * (width - cell_len(text))
