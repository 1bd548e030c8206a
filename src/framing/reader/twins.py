"""Twins of what is shown: each sentence linked with those that state the same in the texts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from framing.reader.changes import naming, voice, wording
from framing.tables import rows

MOST_TWINS = 3  # of a sentence in all texts beside it
DRIFTED = "One text quotes or reports what the other says itself."


@dataclass(frozen=True)
class Shown:
    """A sentence as it is shown: its row, its words, its terms, and where on the page it stands."""

    row: Any
    words: str
    terms: Sequence[Any]
    anchor: str
    number: int
    column: int
    outlet: str

    @property
    def names(self) -> list[tuple[str, str]]:
        """Targets named, each with the words for it."""
        cut = [(term, term.term_start - self.row.start, term.term_end - self.row.start) for term in self.terms]
        return [(term.target, self.words[first:last]) for term, first, last in cut if term.kind == "naming"]


@dataclass(frozen=True)
class Twin:
    """A sentence's twin in another text, and how they drifted apart."""

    sentence: Shown
    drift: str


def twins_of(alignments: pd.DataFrame, shown: Mapping[str, Shown]) -> dict[str, list[Twin]]:
    """The full twins of each sentence among those shown, the most similar first, at most `MOST_TWINS`."""
    full = alignments[alignments["overlap"] == "full"]
    both = full[full["sentence_a"].isin(shown.keys()) & full["sentence_b"].isin(shown.keys())]
    found: dict[str, list[Twin]] = {}
    for pair in rows(both.sort_values("similarity", ascending=False, kind="stable")):
        one, other = found.setdefault(pair.sentence_a, []), found.setdefault(pair.sentence_b, [])
        if max(len(one), len(other)) < MOST_TWINS:
            one.append(Twin(shown[pair.sentence_b], pair.drift))
            other.append(Twin(shown[pair.sentence_a], pair.drift))
    return found


def links(sentence: Shown, twins: Sequence[Twin]) -> str:
    """A link to each twin, and behind the first of the two texts what changed from it to the other."""
    return "".join(link(sentence, twin) for twin in twins)


def link(sentence: Shown, twin: Twin) -> str:
    other = twin.sentence
    first, second = sorted((sentence, other), key=lambda one: one.column)
    changes = f"{first.anchor}-{second.anchor}"
    to = f"{escape(other.outlet, quote=False)}, sentence {other.number}"
    told = f'<a class="twin" href="#{other.anchor}" data-changes="{changes}">↔ {to}</a>'
    return told + (what_changed(first, second, twin.drift, changes) if sentence is first else "")


def what_changed(one: Shown, other: Shown, drift: str, name: str) -> str:
    """What changed from one text to the other, to be opened."""
    named = "; ".join(naming(one.names, other.names))
    lines = {
        "Voice": f"{voice(one.row, other.row)}{f'. {DRIFTED}' if drift == 'voice' else ''}",
        "Naming": named,
        "Wording": wording(one.words, other.words),
    }
    told = "".join(f"<dt>{term}</dt><dd>{said}</dd>" for term, said in lines.items() if said)
    from_to = f"{escape(one.outlet, quote=False)} {one.number} → {escape(other.outlet, quote=False)} {other.number}"
    return (
        f'<details class="changes" id="{name}"><summary>What changed</summary>'
        f'<div class="changed"><p class="pair">{from_to}</p><dl>{told}</dl></div></details>'
    )
