"""Contrasts of classifiers that ask whether a sentence is this outlet's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from framing.classifiers.panel import OUTLET
from framing.tabulated.contrasts import contrast_table

if TYPE_CHECKING:
    from framing.figures.view import View
    from framing.reporting.tables import PrintedTable


def tabulate(view: View) -> PrintedTable:
    """A group a pair of wordings, a row a classifier."""
    return contrast_table(view, OUTLET)
