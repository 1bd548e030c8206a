"""Traps: where a string of the lexicon does not do what it seems to.

It is denied, supposed, generic, said of somebody else, part of another name or a mere place. The patterns are data
(traps.csv), each with its reason and an example in which the phrase stands in brackets; they look at the words before
or after the phrase within its sentence.
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
APPLIES_TO = {
    "predicate": "a phrase without a name, or a judging word",
    "class": "a phrase without a name",
    "epithet": "a phrase without a name that names no tie",
    "noun": "a phrase without a name, where capitals tell something",
    "name": "a phrase that ends with a name, where capitals tell something",
    "metonym": "a phrase of capitals or palaces only",
    "tie": "a phrase that names something between others",
}
EFFECTS = {
    "drop": "no slot",
    "negated": "the naming is denied",
    "maybe": "the naming is not stated if a verb of wishing, fearing or supposing stands earlier in the clause",
    "other": "no slot, unless who is named in the group `other` is one of ours",
    "said": "no slot, unless who is named in the group `other` is the target: then even a title names it",
    "joint": "a plural that names a target if the sentence names the target too",
}

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Trap:
    """One pattern: what it applies to (APPLIES_TO), the side it looks at and its effect (EFFECTS)."""

    trap: str
    applies_to: str
    side: str
    pattern: regex.Pattern[str]
    effect: str
    example: str


@cache
def traps() -> tuple[Trap, ...]:
    with as_file(files("framing.lexicon") / "traps.csv") as path:
        table = read_csv(path)
    return tuple(
        Trap(row.trap, row.applies_to, row.side, regex.compile(row.pattern), row.effect, row.example)
        for row in rows(table)
    )


def sprung(applies_to: set[str], text: str, before: Stretch, after: Stretch) -> dict[str, Stretch]:
    """What the words before and after a phrase do to it: {effect: where the words stand that do it}."""
    starts = {"before": max(before[0], before[1] - LONGEST_LOOK), "after": after[0]}
    words = {
        "before": text[starts["before"] : before[1]],
        "after": text[after[0] : min(after[1], after[0] + LONGEST_LOOK)],
    }
    found: dict[str, Stretch] = {}
    for trap in traps():
        match = trap.pattern.search(words[trap.side]) if trap.applies_to in applies_to else None
        if match:
            start, end = match.span("other" if "other" in match.re.groupindex else 0)
            found.setdefault(trap.effect, (starts[trap.side] + start, starts[trap.side] + end))
    if "maybe" in found and SUPPOSING.search(text[slice(*before)]):
        found["irrealis"] = found["maybe"]
    found.pop("maybe", None)
    return found
