"""Describe the blocks of a report page: text, lists, tables and figures, rendered by report.html."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

import pandas as pd
from markupsafe import Markup

from framing.display import render

LARGEST = 60  # rows shown of a table
SHORT = 14  # characters of a cell that is kept on one line


class Block(Protocol):
    """A part of a section; `kind` selects its markup, tables and figures are numbered."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class Section:
    """A heading with its anchor and blocks."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Text:
    """A paragraph; `style` is empty, ``note`` or ``warning``."""

    words: str
    style: str = ""
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Points:
    """A bulleted list."""

    sentences: Sequence[str]
    kind: ClassVar[str] = "points"


@dataclass(frozen=True)
class Facts:
    """A definition list."""

    values: Mapping[str, object]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Listing:
    """Preformatted lines, such as commands or BibTeX."""

    lines: str
    kind: ClassVar[str] = "listing"


@dataclass(frozen=True)
class Article:
    """A reading view, rendered by its own template."""

    html: Markup
    kind: ClassVar[str] = "article"


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str  # CSS class


@dataclass(frozen=True)
class Grid:
    """Cells of a table for the macro ``grid``: one group and one list of cells per row."""

    columns: Sequence[_Column]
    rows: Sequence[tuple[object, Sequence[str]]]
    group: str = ""

    @classmethod
    def of(cls, body: pd.DataFrame, numeric: Sequence[str], group: str = "", largest: int | None = None) -> Grid:
        """Return the first `largest` rows; the values of column `group` become headings."""
        shown = body.head(len(body) if largest is None else largest)
        names = [name for name in body.columns if name != group]
        columns = [_Column(str(name), _kind_of(shown[name], name in set(numeric))) for name in names]
        cells = shown[names].astype("object").map(str).to_numpy().tolist()
        groups = shown[group] if group else [""] * len(shown)
        return cls(columns, list(zip(groups, cells, strict=True)), group)


def _kind_of(cells: pd.Series, numeric: bool) -> str:
    """Return the class of a column: numbers are set flush right, short cells on one line."""
    if numeric:
        return "number"
    return "short" if cells.astype("str").str.len().max() <= SHORT else ""


@dataclass(frozen=True, eq=False)
class Table:
    """A numbered table: title above, note below, the first rows of `body`; `numeric` columns are set flush right.

    The values of column `group`, if given, become headings of groups of rows.
    """

    title: str
    body: pd.DataFrame
    note: str = ""
    numeric: Sequence[str] = ()
    group: str = ""
    kind: ClassVar[str] = "table"

    @property
    def grid(self) -> Grid:
        """Cells of the first rows."""
        return Grid.of(self.body, self.numeric, self.group, LARGEST)

    @property
    def more(self) -> int:
        """Number of rows that are not shown."""
        return max(len(self.body) - LARGEST, 0)


@dataclass(frozen=True, eq=False)
class Picture:
    """A numbered figure: image, caption, alternative text and the data drawn."""

    svg: bytes = field(repr=False)
    width: float  # in CSS pixels
    caption: str
    alt: str
    drawn: pd.DataFrame
    kind: ClassVar[str] = "figure"

    @property
    def source(self) -> str:
        """Image as a data URI."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg).decode()}"

    @property
    def title(self) -> str:
        """First sentence of the caption."""
        return "".join(self.caption.partition(". ")[:2])

    @property
    def explanation(self) -> str:
        """Caption after its first sentence."""
        return self.caption.partition(". ")[2]

    @property
    def extent(self) -> str:
        """Number of rows drawn and shown."""
        return f"{len(self.drawn):,} rows" + (f", first {LARGEST} shown" if len(self.drawn) > LARGEST else "")

    @property
    def grid(self) -> Grid:
        """Data drawn, as its CSV file has it: six significant digits, missing values empty."""
        numeric = list(self.drawn.select_dtypes("number").columns)
        return Grid.of(self.drawn.head(LARGEST).astype("object").map(_six_digits), numeric)


def _six_digits(cell: object) -> str:
    if isinstance(cell, float) and cell == cell:
        return f"{cell:.6g}"
    return "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]


def report_page(title: str, subtitle: str, summary: str, sections: Sequence[Section], warning: str = "") -> str:
    """Render a report as a page of its own; tables and figures are numbered in order."""
    reading = any(block.kind == Article.kind for section in sections for block in section.blocks)
    values = {"subtitle": subtitle, "summary": summary, "sections": sections, "warning": warning, "reading": reading}
    return render("report.html", title=title, **values)


Mark = TypeVar("Mark")


def split_at_marks(words: str, marks: Iterable[tuple[int, int, Mark]]) -> Iterator[tuple[str, Mark | None]]:
    """Split words at marks (start, end, value); drop marks that overlap an earlier one or exceed the words.

    >>> list(split_at_marks("The despot left.", [(4, 10, "loaded")]))
    [('The ', None), ('despot', 'loaded'), (' left.', None)]
    """
    place = 0
    for first, last, mark in marks:
        if place <= first and last <= len(words):
            yield words[place:first], None
            yield words[first:last], mark
            place = last
    yield words[place:], None
