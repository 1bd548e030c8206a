"""The legend: what each mark means, drawn as in the text."""

from __future__ import annotations

from html import escape

from framing.reader.loadedness import Loadedness
from framing.reader.shading import STEPS, counted

KEYS = (
    "Keys: j and k or the arrows go from sentence to sentence, t to the twin, Enter opens the reasons, Escape clears."
)
PRIVATE = "Holds the texts in full: where they are private, so is this page."


def legend(loadedness: Loadedness, *, beside: bool, without_terms: bool) -> str:
    """The marks, what the shading means, and what is to be known of this view."""
    marks = [*map(shade, range(STEPS)), *TERMS, *VOICES, REASONS, *([TWIN] if beside else [])]
    said = [loadedness.told, loadedness.told_of_reasons, "Headlines and text are scored, boilerplate is not."]
    if beside:
        said.append("One classifier scores all texts here, so that their shades can be compared.")
    if without_terms:
        said.append("No term of the lexicon stands in what is shown.")
    return (
        f'<header class="legend" aria-label="Legend"><ul role="list">{"".join(f"<li>{mark}</li>" for mark in marks)}'
        f'</ul><p>{escape(" ".join(said), quote=False)}</p><p>{PRIVATE} <span class="keys">{KEYS}</span></p></header>'
    )


def shade(step: int) -> str:
    """One step of the scale."""
    low, high = step / STEPS, (step + 1) / STEPS
    marks = f'<span class="loadedness">{counted(low)}</span>'
    return f'<span class="step-{step}">{marks} <span class="words"><span>{low:.2f}–{high:.2f}</span></span></span>'


TERMS = (
    '<u class="loaded">loaded term</u>, the outlet’s word',
    '<u class="loaded of-source">loaded term</u>, a source’s',
    '<span class="neutral">neutral wording</span>',
)
VOICES = (
    '<span class="sample quote">quoted</span>',
    '<span class="sample mixed">partly quoted</span>',
    '<span class="sample indirect">reported</span>',
    '<span class="sample boilerplate">boilerplate</span>',
)
REASONS = '<span class="ask">?</span> reasons of the score'
TWIN = "↔ twin: the same proposition in the text beside"
