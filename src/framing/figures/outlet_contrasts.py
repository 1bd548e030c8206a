"""Outlet contrasts: whether loaded wording makes a sentence look like this outlet's, by target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.classifiers.panel import OUTLET
from framing.figures.contrast_panels import TIERS
from framing.figures.contrasts import by_target

if TYPE_CHECKING:
    from framing.figures.view import View
    from framing.plots.style import Drawing


def draw(view: View) -> Drawing:
    """A row of panels a tier, a panel a target, a row a classifier."""
    return by_target(view, "outlet_contrasts", [(OUTLET, tier) for tier in TIERS])
