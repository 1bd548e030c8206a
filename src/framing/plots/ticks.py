"""Ticks: whole numbers, none beyond the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def whole_ticks(ax: Axes) -> None:
    """Few ticks at whole numbers, for panels that share an axis and are all drawn: their limits stay as they are."""
    low, high = ax.get_xlim()
    ticks = MaxNLocator(nbins=4, integer=True, min_n_ticks=2).tick_values(low, high)
    inside = [float(tick) for tick in ticks if low <= tick <= high]
    ax.set_xticks(inside, [f"{tick:g}".replace("-", "−") for tick in inside])
    ax.set_xlim(low, high)
