"""Shading: loadedness in four steps, each with a tint, marks to count and the figure, so that no step is colour alone.

>>> step(0.0), step(0.3), step(0.74), step(1.0)
(0, 1, 2, 3)
>>> marks(0.62)
'<span class="loadedness" role="img" aria-label="loadedness 0.62">■■□ 0.62</span>'
"""

from __future__ import annotations

STEPS = 4


def step(loadedness: float) -> int:
    """The step of a probability: 0 below a quarter, 1 below a half, 2 below three quarters, else 3."""
    return min(int(loadedness * STEPS), STEPS - 1)


def tint(loadedness: float | None) -> str:
    """The class that tints a sentence; none where it has no score."""
    return "" if loadedness is None else f"step-{step(loadedness)}"


def marks(loadedness: float | None) -> str:
    """The step as marks to count and the probability as a figure; nothing where there is no score."""
    if loadedness is None:
        return ""
    figure = f"{loadedness:.2f}"
    return f'<span class="loadedness" role="img" aria-label="loadedness {figure}">{counted(loadedness)} {figure}</span>'


def counted(loadedness: float) -> str:
    """As many filled marks as the step has.

    >>> counted(0.3)
    '■□□'
    """
    return "■" * step(loadedness) + "□" * (STEPS - 1 - step(loadedness))
