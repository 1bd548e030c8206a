"""Groups: rows that belong together stand under their heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from framing.plots.style import plain_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Groups = Mapping[str, Sequence[str]]


def row_places(groups: Groups) -> dict[str, int]:
    """The line of each row from the top; a heading takes a line of its own, an empty heading none.

    >>> row_places({"Courier": ["one", "two"], "Herald": ["three"]})
    {'one': 1, 'two': 2, 'three': 4}
    """
    places: dict[str, int] = {}
    line = 0
    for heading, rows in groups.items():
        line += 1 if heading else 0
        places |= {row: line + number for number, row in enumerate(rows)}
        line += len(rows)
    return places


def line_count(groups: Groups) -> int:
    """How many lines the rows and their headings take."""
    return max(row_places(groups).values(), default=0) + 1


def label_rows(ax: Axes, groups: Groups, labels: Mapping[str, str]) -> None:
    """Name the rows on the left, headings in bold above theirs, the first on top."""
    places = row_places(groups)
    headings = {places[rows[0]] - 1: heading for heading, rows in groups.items() if heading}
    texts = dict(sorted({**headings, **{place: labels[row] for row, place in places.items()}}.items()))
    ax.set_yticks(list(texts), list(texts.values()))
    for place, label in zip(texts, ax.get_yticklabels(), strict=True):
        label.set_fontweight("bold" if place in headings else "normal")
    ax.set_ylim(line_count(groups) - 0.5, -0.5)
    plain_axis(ax)
