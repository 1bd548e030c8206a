"""Traps: where a string of the lexicon does not do what it seems to.

It is denied, supposed, generic, part of another name or a mere place. The patterns are data (traps.csv), each with
its reason; they look at the words before or after a slot within its
sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import regex

from framing.tables import read_csv, rows

SUPPOSING = regex.compile(
    r"(?i)\b(?:would|could|might|may|should|wants?|wanted|hopes?|hoped|hoping|fears?|feared|fearing|tr(?:y|ies|ied|ying)|seeks?|seeking|sought"
    r"|risks?|risking|risked|threatens?|threatened|aspir\w+|dreams?|as if|as though|if|unless|whether)\b[^.;:]*$"
)
LONGEST_LOOK = 120


@dataclass(frozen=True)
class Trap:
    """One pattern: what it applies to (predicate, noun, name, metonym, tie), the side it looks at and its effect."""

    trap: str
    applies_to: str
    side: str
    pattern: regex.Pattern[str]
    effect: str


@cache
def traps() -> tuple[Trap, ...]:
    with as_file(files("framing.lexicon") / "traps.csv") as path:
        table = read_csv(path)
    return tuple(
        Trap(row.trap, row.applies_to, row.side, regex.compile(row.pattern), row.effect) for row in rows(table)
    )


def sprung(applies_to: set[str], before: str, after: str) -> dict[str, regex.Match[str]]:
    """What the words around a stretch do to it: {effect: the words that do it}."""
    found: dict[str, regex.Match[str]] = {}
    for trap in traps():
        side = before[-LONGEST_LOOK:] if trap.side == "before" else after[:LONGEST_LOOK]
        match = trap.pattern.search(side) if trap.applies_to in applies_to else None
        if match:
            found.setdefault(trap.effect, match)
    if "maybe" in found and SUPPOSING.search(before):
        found["irrealis"] = found["maybe"]
    found.pop("maybe", None)
    return found
