"""The look of every figure, and the one way to save it: same data, same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.ticker import MaxNLocator

from framing.tables import replacing, write_csv

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ONE_COLUMN = 89 / 25.4
TWO_COLUMNS = 183 / 25.4
SMALL, NORMAL, LARGE = 7.0, 7.0, 8.0
SCREEN_DPI = 110

INK, GREY, PALE = "#222222", "#6E6E6E", "#D9D9D9"
LOADED, NEUTRAL = "#B2182B", "#8C8C8C"
COLOURS = ("#0072B2", "#E69F00", "#332288", "#56B4E9", "#000000", "#CC3311", "#777777")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
STRENGTHS = ("#F2F2F2", "#FDCC8A", "#FC8D59", "#B30000")

STYLE: dict[str, Any] = {
    "axes.edgecolor": GREY,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": NORMAL,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": LARGE,
    "axes.titleweight": "bold",
    "figure.dpi": 150,
    "font.family": "DejaVu Sans",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": NORMAL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "mathtext.fontset": "dejavusans",
    "pdf.fonttype": 42,
    "savefig.dpi": 300,
    "svg.fonttype": "path",
    "svg.hashsalt": "framing",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "xtick.major.width": 0.6,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": NORMAL,
    "ytick.major.width": 0.6,
}
METADATA = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}

CANVASES = {"png": FigureCanvasAgg, "svg": FigureCanvasSVG, "pdf": FigureCanvasPdf}


@contextmanager
def style() -> Iterator[None]:
    """The look, for the length of a block: nothing outside it changes."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
        yield


class Look(NamedTuple):
    """How a category is marked: colour of the line, marker, and what fills the marker."""

    colour: str
    marker: str
    face: str


def palette(names: Sequence[str]) -> dict[str, Look]:
    """Colour and marker of each text by its place in the study, the same in every figure."""
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
    return {name: Look(colours[name], MARKERS[place % len(MARKERS)], colours[name]) for place, name in enumerate(names)}


def axes_of(ax: Axes | None) -> Axes:
    """The Axes to draw on: the one given, else the current one of pyplot, as seaborn has it."""
    if ax is not None:
        return ax
    from matplotlib import pyplot  # takes a second, and chooses a backend: only where nobody gave an Axes

    return pyplot.gca()


def plain_axis(ax: Axes) -> None:
    """An axis of categories: no ticks and no spine on the left."""
    ax.tick_params(axis="y", length=0, pad=6)
    ax.spines["left"].set_visible(False)


@dataclass(frozen=True)
class Drawing:
    """A finished figure with the rows it draws, its caption and alternative text; a notebook shows it as a picture."""

    name: str
    figure: Figure
    data: pd.DataFrame
    caption: str
    alt: str

    def __repr__(self) -> str:
        return f"Figure '{self.name}', {len(self.data)} rows drawn. {self.alt}"

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return self.rendered("png"), {"width": round(self.figure.get_figwidth() * SCREEN_DPI)}

    def rendered(self, kind: str) -> bytes:
        """Render as png, svg or pdf: the layout is solved once and frozen, so that no format moves another's lines.

        The canvas is asked itself: savefig would draw everything twice.
        """
        if not isinstance(self.figure.get_layout_engine(), PlaceHolderLayoutEngine | None):
            self.solve_layout()
        buffer, canvas = BytesIO(), CANVASES[kind](self.figure)
        dpi = self.figure.dpi
        with style():
            self.figure.set_dpi(mpl.rcParams["savefig.dpi"])
            getattr(canvas, f"print_{kind}")(buffer, metadata=METADATA[kind])
            self.figure.set_dpi(dpi)
        return buffer.getvalue()

    def solve_layout(self) -> None:
        """Find the places of all axes and keep them."""
        FigureCanvasAgg(self.figure).draw()  # type: ignore[no-untyped-call]
        self.figure.set_layout_engine("none")
        for ax in self.figure.axes:  # the solver's last digit depends on the order of a hash table
            left, bottom, width, height = (round(float(side), 9) for side in ax.get_position().bounds)
            ax.set_position((left, bottom, width, height))


def save(drawing: Drawing, folder: Path, *, pictures: bool = True) -> list[Path]:
    """Write the files of a figure: `name`.png, .svg, .pdf, .csv (the rows drawn) and .md (caption, alternative text).

    Parameters
    ----------
    drawing : Drawing
        The figure.
    folder : Path
        The folder to write into.
    pictures : bool, default True
        Whether to write the pictures in addition to data and caption. No file holds a date.

    Returns
    -------
    list of Path
        The files.
    """
    files = {f"{drawing.name}.{kind}": drawing.rendered(kind) for kind in METADATA if pictures}
    files[f"{drawing.name}.md"] = f"**Caption.** {drawing.caption}\n\n**Alternative text.** {drawing.alt}\n".encode()
    for name, content in files.items():
        with replacing(folder / name) as temporary:
            temporary.write_bytes(content)
    write_csv(drawing.data, folder / f"{drawing.name}.csv")
    return [*(folder / name for name in files), folder / f"{drawing.name}.csv"]


def whole_ticks(ax: Axes) -> None:
    """Few ticks at whole numbers, for panels that share an axis and are all drawn: their limits stay as they are."""
    low, high = ax.get_xlim()
    ticks = MaxNLocator(nbins=4, integer=True, min_n_ticks=2).tick_values(low, high)
    inside = [float(tick) for tick in ticks if low <= tick <= high]
    ax.set_xticks(inside, [f"{tick:g}".replace("-", "−") for tick in inside])
    ax.set_xlim(low, high)


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
