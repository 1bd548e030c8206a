"""Set the look of all figures, check what plots are given, and save figures to the same bytes every time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from seaborn.utils import relative_luminance

from framing.errors import BadInput
from framing.tables import replacing, write_csv

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Palette = Mapping[Any, Any] | Sequence[Any] | str | None

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
    "savefig.dpi": 200,
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
    """Apply the look of the figures within a block."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
        yield


def palette(names: Iterable[str]) -> dict[str, str]:
    """Return the colour of each name by its place, so that a text has one colour in every figure.

    >>> palette(["Courier", "Herald"])
    {'Courier': '#0072B2', 'Herald': '#E69F00'}
    """
    return dict(zip(names, cycle(COLOURS), strict=False))


def markers(names: Iterable[str]) -> dict[str, str]:
    """Return the marker of each name by its place, for readers who cannot tell the colours apart."""
    return dict(zip(names, cycle(MARKERS), strict=False))


def axes_of(ax: Axes | None) -> Axes:
    """Return the given Axes or, as in seaborn, the current one of pyplot."""
    if ax is not None:
        return ax
    from matplotlib import pyplot  # takes a second and chooses a backend: only if no Axes was given

    return pyplot.gca()


def require_columns(data: pd.DataFrame, *columns: str | None) -> None:
    """Refuse what is not a table, or a table that lacks a column to draw."""
    if not isinstance(data, pd.DataFrame):
        raise BadInput(f"Plots draw a DataFrame, not {type(data).__name__}; read a file with pandas.read_csv.")
    missing = [column for column in dict.fromkeys(columns) if column is not None and column not in data]
    if missing:
        shown = ", ".join(f"'{column}'" for column in missing)
        raise BadInput(
            f"The table to plot has no column {shown}. Its columns are {', '.join(map(str, data.columns))}. Rename "
            "one, or name another column in the call."
        )


def readable_on(face: Any) -> str:
    """Return the colour of text on a face: dark, or white where the luminance of the face is below 0.2."""
    return INK if relative_luminance(face) > 0.2 else "white"


def no_rows(ax: Axes) -> Axes:
    """Leave an Axes empty but for the words "no rows"."""
    ax.text(0.5, 0.5, "no rows", transform=ax.transAxes, ha="center", va="center", color=GREY, style="italic")
    ax.set(xticks=[], yticks=[])
    sns.despine(ax=ax, left=True, bottom=True)
    return ax


def levels_of(values: pd.Series[Any], order: Iterable[Any] | None) -> list[Any]:
    """Return the categories to draw: the given ones, else those of the column in their order."""
    if order is not None:
        return list(order)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return [level for level in values.cat.categories if (values == level).any()]
    return list(dict.fromkeys(values.dropna()))


def colours_of(levels: Sequence[Any], chosen: Palette) -> dict[Any, Any]:
    """Return a colour for each level from a mapping, a list or the name of a seaborn palette, else the toolkit's."""
    if chosen is None:
        return palette(levels)
    if not isinstance(chosen, Mapping):
        return dict(zip(levels, sns.color_palette(chosen, len(levels)), strict=False))
    absent = [str(level) for level in levels if level not in chosen]
    if absent:
        raise BadInput(f"The palette has no colour for {', '.join(absent)}. Add one, or leave palette out.")
    return dict(chosen)


def category_rows(ax: Axes, order: Sequence[str], headings: Collection[str] = ()) -> None:
    """Label the rows of a plot from top to bottom, headings in bold, without ticks or a left spine."""
    ax.set_yticks(range(len(order)), [str(level) for level in order])
    for level, label in zip(order, ax.get_yticklabels(), strict=False):  # inner panels have none
        label.set_fontweight("bold" if level in headings else "normal")
    ax.set_ylim(len(order) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0, pad=6)
    sns.despine(ax=ax, left=True)


def margin(ax: Axes, texts: Mapping[Any, str], grey: Collection[float] = (), heading: str = "") -> None:
    """Write a column of counts at the right of a plot, at the given heights."""
    for y, text in texts.items():
        ax.annotate(
            text,
            (1, y),
            (6, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center_baseline",
            fontsize=SMALL,
            color=GREY if y in grey else INK,
        )
    if heading:
        ax.annotate(heading, (1, 1), (6, 2), "axes fraction", "offset points", va="bottom", fontsize=SMALL, color=GREY)


def legend_above(ax: Axes, ncols: int = 2) -> None:
    """Move the legend of a plot, if it has one, above it and out of its data."""
    if ax.get_legend():
        sns.move_legend(ax, "lower left", bbox_to_anchor=(0, 1), ncols=ncols, title=None, columnspacing=1.2)


def share_legend(figure: Figure, ax: Axes, *more: Artist, **options: Any) -> None:
    """Move the legend of one panel above the figure, with further entries."""
    legend = ax.get_legend()
    handles = []
    for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True) if legend else []:
        if handle is not None:
            handle.set_label(text.get_text())
            handles.append(handle)
    if legend:
        legend.remove()
    options = {"ncols": 6, "columnspacing": 1.2, **options}
    if handles or more:
        figure.legend(handles=[*handles, *more], loc="outside upper left", **options)


def nothing_drawn(figure: Figure, text: str) -> Figure:
    """Write on a figure why it has no plot."""
    figure.text(0.5, 0.5, text, ha="center", color=GREY, style="italic")
    return figure


@dataclass(frozen=True)
class Drawing:
    """Hold a finished figure with the rows drawn, caption and alternative text; notebooks show it as a picture."""

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
        """Render as png, svg or pdf; the layout is solved once, so that no format moves the lines of another.

        The canvas prints directly, because savefig would draw everything twice.
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
        """Solve the layout and freeze the places of all axes."""
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
