"""Page: the blocks that a journal page is made of, as escaped HTML; figures and tables are numbered in their order."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import ClassVar, Protocol

import pandas as pd

LARGEST = 60  # rows of a table that a page bears
SHORT = 14  # letters of a cell that is not broken


class Block(Protocol):
    """A part of a section; those of a `kind` are numbered."""

    kind: ClassVar[str]

    def html(self, number: int) -> str:
        """The block, escaped."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Text:
    """A paragraph; one with a style is set apart: `note` or `warning`."""

    words: str
    style: str = ""
    kind: ClassVar[str] = ""

    def html(self, number: int) -> str:  # noqa: ARG002
        """A paragraph."""
        kind = f' class="{self.style}"' if self.style else ""
        return f"<p{kind}>{escape(self.words)}</p>"


@dataclass(frozen=True)
class Points:
    """Sentences below each other."""

    sentences: Sequence[str]
    kind: ClassVar[str] = ""

    def html(self, number: int) -> str:  # noqa: ARG002
        """A list."""
        return f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in self.sentences)}</ul>"


@dataclass(frozen=True)
class Facts:
    """Names with their values, in two columns."""

    told: Mapping[str, object]
    kind: ClassVar[str] = ""

    def html(self, number: int) -> str:  # noqa: ARG002
        """A list of definitions."""
        lines = (f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in self.told.items())
        return f"<dl>{''.join(lines)}</dl>"


@dataclass(frozen=True)
class Listing:
    """Lines that keep their breaks: commands, BibTeX."""

    lines: str
    kind: ClassVar[str] = ""

    def html(self, number: int) -> str:  # noqa: ARG002
        """Preformatted text."""
        return f'<pre tabindex="0">{escape(self.lines)}</pre>'


@dataclass(frozen=True)
class Fragment:
    """HTML that another module has escaped."""

    content: str
    kind: ClassVar[str] = ""

    def html(self, number: int) -> str:  # noqa: ARG002
        """The HTML as it is."""
        return self.content


@dataclass(frozen=True, eq=False)
class Table:
    """A table: title above, note below, the first rows of `body`; columns of `numeric` flush right.

    The values of `group`, the first column if there is one, head groups of rows.
    """

    title: str
    body: pd.DataFrame
    note: str = ""
    numeric: Sequence[str] = ()
    group: str = ""
    kind: ClassVar[str] = "Table"

    def html(self, number: int) -> str:
        """A table with its number."""
        more = len(self.body) - LARGEST
        rest = f" … and {more:,} more rows." if more > 0 else ""
        note = f'<p class="note">{escape(self.note + rest)}</p>' if self.note or rest else ""
        return (
            f'<figure class="table" id="table-{number}"><figcaption><b>Table {number}.</b> {escape(self.title)}'
            f"</figcaption>{_scrolled(_grid(self.body, self.numeric, self.group))}{note}</figure>"
        )


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure: the picture, its caption, its alternative text, and the rows that it draws."""

    svg: bytes
    width: float  # in CSS pixels
    caption: str
    alt: str
    drawn: pd.DataFrame
    kind: ClassVar[str] = "Figure"

    def html(self, number: int) -> str:
        """A figure with its number; the first sentence of its caption is its title."""
        title, stop, rest = self.caption.partition(". ")
        source = f"data:image/svg+xml;base64,{b64encode(self.svg).decode()}"
        counted = f"{len(self.drawn):,} rows" + (f", the first {LARGEST}" if len(self.drawn) > LARGEST else "")
        numeric = list(self.drawn.select_dtypes("number").columns)
        return (
            f'<figure class="picture" id="figure-{number}"><img src="{source}" alt="{escape(self.alt)}" '
            f'width="{self.width:.0f}"><figcaption><b>Figure {number}. {escape(title + stop)}</b>{escape(rest)}'
            f"</figcaption><details><summary>The numbers drawn ({counted})</summary>"
            f"{_scrolled(_grid(_printed(self.drawn.head(LARGEST)), numeric))}</details></figure>"
        )


def _scrolled(content: str) -> str:
    """What may be wider than the page, so that the page itself never is."""
    return f'<div class="scroll" tabindex="0">{content}</div>'


def _printed(table: pd.DataFrame) -> pd.DataFrame:
    """Cells as a CSV of results has them: six digits, nothing where there is nothing."""
    return table.astype("object").map(
        lambda cell: f"{cell:.6g}" if isinstance(cell, float) and cell == cell else "" if pd.isna(cell) else str(cell)
    )


def _grid(body: pd.DataFrame, numeric: Sequence[str], group: str = "") -> str:
    """The first rows of a table, escaped; under the head of their group where there is one."""
    columns = [str(column) for column in body.columns if column != group]
    sides = [_kind_of(body[column], column in set(numeric)) for column in body.columns if column != group]
    head = "".join(f'<th scope="col" {side}>{escape(name)}</th>' for side, name in zip(sides, columns, strict=True))
    lines, last = [], None
    for row in body.head(LARGEST).to_dict("records"):
        if group and row[group] != last:
            last = row[group]
            lines.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{len(columns)}">{escape(str(last))}</th></tr>'
            )
        cells = (f"<td {side}>{escape(str(row[name]))}</td>" for side, name in zip(sides, columns, strict=True))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>".replace(" >", ">")


def _kind_of(cells: pd.Series, numeric: bool) -> str:
    """How a column is set: numbers flush right, and what is short in one line."""
    if numeric:
        return 'class="number"'
    return 'class="short"' if cells.astype("str").str.len().max() <= SHORT else ""


def body(title: str, subtitle: str, summary: str, sections: Sequence[Section], warning: str = "") -> str:
    """The body of the page: title, warning, summary, contents, sections with all blocks in order."""
    counts: Counter[str] = Counter()
    entries, parts = [], []
    for place, section in enumerate(sections, start=1):
        blocks = []
        for block in section.blocks:
            counts[block.kind] += 1
            blocks.append(block.html(counts[block.kind]))
        heading = f"{place}. {escape(section.title)}"
        entries.append(f'<li><a href="#{section.key}">{heading}</a></li>')
        parts += [f'<section id="{section.key}"><h2>{heading}</h2>', *blocks, "</section>"]
    content = "\n".join(parts)
    told = Text(warning, "warning").html(0) if warning else ""
    return (
        f'<header><p class="kind">Report of a study</p><h1>{escape(title)}</h1><p class="by">{escape(subtitle)}</p>'
        f'{told}<p class="summary">{escape(summary)}</p></header>\n<nav aria-label="Contents"><h2>Contents</h2><ol>'
        f"{''.join(entries)}</ol></nav>\n<main>\n{content}\n</main>"
    )
