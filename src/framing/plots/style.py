"""The look of every figure, and the one way to save it: same data, same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

from framing.files import replacing, write_text
from framing.schema import write_csv

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ONE_COLUMN = 89 / 25.4
TWO_COLUMNS = 183 / 25.4
SMALL, NORMAL, LARGE = 6.0, 7.0, 8.0

INK, GREY, PALE = "#222222", "#6E6E6E", "#D9D9D9"
LOADED, NEUTRAL = "#B2182B", "#8C8C8C"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A6D00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
STRENGTHS = ("#F2F2F2", "#FDCC8A", "#FC8D59", "#B30000")

STYLE: dict[str, Any] = {
    "axes.edgecolor": GREY,
    "axes.grid": False,
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


@dataclass(frozen=True)
class Drawing:
    """A finished figure with the rows it draws, its caption and its alternative text."""

    name: str
    figure: Figure
    data: pd.DataFrame
    caption: str
    alt: str


@contextmanager
def style() -> Iterator[None]:
    """The look, for the length of a block: nothing outside it changes."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
        yield


def palette(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each text by its place in the study, the same in every figure."""
    return {name: (COLOURS[place % len(COLOURS)], MARKERS[place % len(MARKERS)]) for place, name in enumerate(names)}


def plain_axis(ax: Axes) -> None:
    """An axis of categories: no ticks and no spine on the left."""
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def save(drawing: Drawing, folder: Path) -> list[Path]:
    """Write `name`.png, .svg, .pdf, .csv (the rows drawn) and .md (caption and alternative text) into a folder.

    The layout is solved once and frozen, so that the order of formats does not move a line; no file holds a date or a
    version.
    """
    figure = drawing.figure
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    figure.set_layout_engine("none")
    for kind, metadata in METADATA.items():
        with replacing(folder / f"{drawing.name}.{kind}") as temporary:
            figure.savefig(temporary, format=kind, metadata=metadata)
    write_csv(drawing.data, folder / f"{drawing.name}.csv")
    write_text(
        folder / f"{drawing.name}.md", f"**Caption.** {drawing.caption}\n\n**Alternative text.** {drawing.alt}\n"
    )
    return [folder / f"{drawing.name}.{kind}" for kind in (*METADATA, "csv", "md")]
