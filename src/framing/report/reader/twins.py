"""Pair sentences that state the same proposition in the texts shown, and describe how they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import pandas as pd
import regex

from framing.report.html import split_at_marks
from framing.tables import rows

TOKEN = regex.compile(r"(?:\w[\w'’-]*|[^\w\s])\s*")
STRAIGHT = str.maketrans("“”„«»‘’", '"""""\'\'')  # quotation marks differ by house style, not by wording
VOICES = {"quote": "quoted", "indirect": "reported", "mixed": "partly quoted", "narrator": "outlet’s own voice"}
LABELLED = ("boilerplate", "caption")  # headlines and crossheads are recognised by their type
LABELS = {
    "attribution": "Speaker",
    "quote": "Quotation",
    "number": "Number",
    "modality": "Modality",
    "omission": "Left out",
    "addition": "Added",
    "wording": "Loaded wording",
    "voice": "Voice",
}
TURNED = {"omission": "addition", "addition": "omission"}
SHOWN_OTHERWISE = ("wording", "voice")
MOST_TWINS = 3  # per sentence, over all texts shown


def wording(one: str, other: str) -> list[tuple[str, str]]:
    """Compare two sentences word by word.

    Returns
    -------
    list of (str, str)
        Stretches of words, each ``deleted``, ``inserted`` or ``""`` (kept); only ``the same`` if nothing changed.

    Examples
    --------
    >>> wording("The strongman left.", "The leader left.")
    [('', 'The '), ('deleted', 'strongman'), ('', ' '), ('inserted', 'leader'), ('', ' '), ('', 'left.')]
    """
    a, b = TOKEN.findall(one), TOKEN.findall(other)
    plain = [[token.strip().translate(STRAIGHT) for token in tokens] for tokens in (a, b)]
    pieces: list[tuple[str, str]] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, plain[0], plain[1], autojunk=False).get_opcodes():
        if kind == "equal":
            if pieces and not b[b1][0].isalnum():
                pieces[-1] = ("", pieces[-1][1].rstrip())
            pieces.append(("", "".join(b[b1:b2])))
            continue
        if pieces and not pieces[-1][1].endswith((" ", "(", "“", "‘")):
            pieces.append(("", " "))
        for change, words in (("deleted", "".join(a[a1:a2]).strip()), ("inserted", "".join(b[b1:b2]).strip())):
            if words:
                pieces += [(change, words), ("", " ")]
    return pieces if any(change for change, _ in pieces) else [("", "the same")]


def said_by(row: Any) -> str:
    """Return voice and source of a sentence in words, or an empty string if it has no voice."""
    if not row.voice:
        return ""
    return f"{VOICES[row.voice]}: {row.source}" if row.source else VOICES[row.voice]


def naming(one: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[str]:
    """List the targets that two sentences name differently, each with both names.

    >>> naming([("tresk", "strongman")], [("tresk", "leader"), ("heron", "the line")])
    ['tresk: strongman → leader']
    """
    before, after = _by_target(one), _by_target(other)
    return [
        f"{target}: {' and '.join(before[target])} → {' and '.join(after[target])}"
        for target in before
        if target in after and set(map(str.casefold, before[target])) != set(map(str.casefold, after[target]))
    ]


def _by_target(names: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    by_target: dict[str, list[str]] = {}
    for target, words in names:
        of_target = by_target.setdefault(target, [])
        if words not in of_target:
            of_target.append(words)
    return by_target


def apart(terms: Sequence[Any]) -> list[Any]:
    """Return non-overlapping terms in text order; loaded terms take precedence, then earlier ones."""
    kept: list[Any] = []
    for term in sorted(terms, key=lambda term: (term.form != "loaded", term.term_start, -term.term_end)):
        if all(term.term_end <= one.term_start or one.term_end <= term.term_start for one in kept):
            kept.append(term)
    return sorted(kept, key=lambda term: term.term_start)


@dataclass(frozen=True)
class Shown:
    """A sentence of a reading view: its table row, words, terms and position on the page."""

    row: Any
    words: str
    terms: Sequence[Any]
    anchor: str
    number: int
    column: int
    outlet: str

    @property
    def pieces(self) -> list[tuple[str, Any]]:
        """Words split at their terms."""
        start = self.row.start
        marks = ((term.term_start - start, term.term_end - start, term) for term in apart(self.terms))
        return list(split_at_marks(self.words, marks))

    @property
    def loaded(self) -> list[Any]:
        """Loaded terms."""
        return [term for term in self.terms if term.form == "loaded"]

    @property
    def names(self) -> list[tuple[str, str]]:
        """Targets named, each with the name used."""
        cut = [(term, term.term_start - self.row.start, term.term_end - self.row.start) for term in self.terms]
        return [(term.target, self.words[first:last]) for term, first, last in cut if term.kind == "naming"]

    @property
    def cut(self) -> int:
        """Number of characters that are not shown."""
        return int(self.row.end - self.row.start - len(self.words))

    @property
    def label(self) -> str:
        """Kind and voice, if the sentence is not body text in the outlet's own voice."""
        kind = self.row.kind if self.row.kind in LABELLED else ""
        voice = said_by(self.row) if self.row.voice != "narrator" else ""
        return " · ".join(filter(None, [kind, voice]))


@dataclass(frozen=True)
class Twin:
    """A sentence with its twin in another text, and their drift."""

    one: Shown
    other: Shown
    drifts: Sequence[Any]

    @property
    def is_first(self) -> bool:
        """Whether the sentence precedes its twin on the page."""
        return self.one.column < self.other.column

    @property
    def anchor(self) -> str:
        """Identifier of the pair, the same from both sides."""
        first, second = (self.one, self.other) if self.is_first else (self.other, self.one)
        return f"{first.anchor}-{second.anchor}"

    @property
    def voice(self) -> str:
        """Change of voice or source, or an empty string."""
        before, after = said_by(self.one.row), said_by(self.other.row)
        changed = f"{before} → {after}" if before != after else ""
        drifted = (
            "One text quotes or reports what the other states in its own voice." if "voice" in self.aspects else ""
        )
        return ". ".join(filter(None, [changed, drifted]))

    @property
    def aspects(self) -> list[str]:
        """Aspects in which the two differ."""
        return list(dict.fromkeys(row.aspect for row in self.drifts))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Each difference that has a line of its own: its aspect, and the words on either side, which may be empty."""
        found = []
        for row in self.drifts:
            if row.aspect in SHOWN_OTHERWISE:
                continue
            ends = [(row.start_a, row.end_a), (row.start_b, row.end_b)]
            first, second = ends if row.sentence_a == self.one.row.sentence_id else ends[::-1]
            found.append((self._label(row), _cut(self.one, *first), _cut(self.other, *second)))
        return found

    def _label(self, row: Any) -> str:
        """Name an aspect as seen from the first sentence of this twin."""
        turned = row.sentence_a != self.one.row.sentence_id
        return LABELS[TURNED.get(row.aspect, row.aspect) if turned else row.aspect]

    @property
    def naming(self) -> str:
        """Targets named differently."""
        return "; ".join(naming(self.one.names, self.other.names))

    @property
    def wording(self) -> list[tuple[str, str]]:
        """Differences word by word."""
        return wording(self.one.words, self.other.words)


def _cut(shown: Shown, start: Any, end: Any) -> str:
    """Return some words of a sentence; empty without a place."""
    if pd.isna(start):
        return ""
    return shown.words[max(int(start) - shown.row.start, 0) : int(end) - shown.row.start].strip()


def twins_of(alignments: pd.DataFrame, drifts: pd.DataFrame, shown: Mapping[str, Shown]) -> dict[str, list[Twin]]:
    """Return up to `MOST_TWINS` full twins of each sentence among those shown, most similar first."""
    of_pair: dict[tuple[str, str], list[Any]] = {}
    for row in rows(drifts[(drifts["aspect"] != "shared") & drifts["sentence_a"].isin(shown.keys())]):
        of_pair.setdefault((row.sentence_a, row.sentence_b), []).append(row)
    full = alignments[alignments["overlap"] == "full"]
    both = full[full["sentence_a"].isin(shown.keys()) & full["sentence_b"].isin(shown.keys())]
    twins: dict[str, list[Twin]] = {}
    for pair in rows(both.sort_values("similarity", ascending=False, kind="stable")):
        of_one, of_other = twins.setdefault(pair.sentence_a, []), twins.setdefault(pair.sentence_b, [])
        if max(len(of_one), len(of_other)) < MOST_TWINS:
            one, other = shown[pair.sentence_a], shown[pair.sentence_b]
            differences = of_pair.get((pair.sentence_a, pair.sentence_b), [])
            of_one.append(Twin(one, other, differences))
            of_other.append(Twin(other, one, differences))
    return twins
