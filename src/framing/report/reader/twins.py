"""Twins of what is shown: each sentence linked with those that state the same in the texts beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any

import pandas as pd
import regex

from framing.tables import rows

TOKEN = regex.compile(r"(?:\w[\w'’-]*|[^\w\s])\s*")
STRAIGHT = str.maketrans("“”„«»‘’", '"""""\'\'')  # which marks a house sets is no change of wording
VOICED = {"quote": "quoted", "indirect": "reported", "mixed": "partly quoted", "narrator": "the outlet’s own voice"}


def wording(one: str, other: str) -> str:
    """The words of two sentences in HTML: what went as <del>, what came as <ins>; `the same` without either.

    >>> wording("The strongman left on Monday.", "The leader left & stayed.")
    'The <del>strongman</del> <ins>leader</ins> left <del>on Monday</del> <ins>&amp; stayed</ins>.'
    """
    a, b = TOKEN.findall(one), TOKEN.findall(other)
    plain = [[token.strip().translate(STRAIGHT) for token in tokens] for tokens in (a, b)]
    html = ""
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, plain[0], plain[1], autojunk=False).get_opcodes():
        if kind == "equal":
            kept = "".join(b[b1:b2])
            html = (html.rstrip() if not kept[0].isalnum() else html) + escape(kept, quote=False)
        else:
            html = _spaced(html) + " ".join(_gone_and_come("".join(a[a1:a2]), "".join(b[b1:b2]))) + " "
    return html.strip() if "<del>" in html or "<ins>" in html else "the same"


def _spaced(html: str) -> str:
    return html if not html or html.endswith((" ", "(", "“", "‘")) else f"{html} "


def _gone_and_come(gone: str, come: str) -> Iterator[str]:
    for name, words in (("del", gone), ("ins", come)):
        if words.strip():
            yield f"<{name}>{escape(words.strip(), quote=False)}</{name}>"


def _voice(one: Any, other: Any) -> str:
    """Voice and source of two sentences where they differ, else nothing."""
    before, after = said_by(one), said_by(other)
    return f"{escape(before, quote=False)} → {escape(after, quote=False)}" if before != after else ""


def said_by(row: Any) -> str:
    """Whose words a sentence has, in words; nothing where it has no voice."""
    if not row.voice:
        return ""
    return f"{VOICED[row.voice]}: {row.source}" if row.source else VOICED[row.voice]


def naming(one: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[str]:
    """For each target that both sentences name, in other words: what it is called here and there.

    >>> naming([("tresk", "strongman")], [("tresk", "leader"), ("heron", "the line")])
    ['tresk: strongman → leader']
    """
    before, after = _by_target(one), _by_target(other)
    return [
        escape(f"{target}: {' and '.join(before[target])} → {' and '.join(after[target])}", quote=False)
        for target in before
        if target in after and set(map(str.casefold, before[target])) != set(map(str.casefold, after[target]))
    ]


def _by_target(names: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target, words in names:
        of_target = found.setdefault(target, [])
        if words not in of_target:
            of_target.append(words)
    return found


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
    return "".join(_link(sentence, twin) for twin in twins)


def _link(sentence: Shown, twin: Twin) -> str:
    other = twin.sentence
    first, second = sorted((sentence, other), key=lambda one: one.column)
    changes = f"{first.anchor}-{second.anchor}"
    to = f"{escape(other.outlet, quote=False)}, sentence {other.number}"
    told = f'<a class="twin" href="#{other.anchor}" data-changes="{changes}">↔ {to}</a>'
    return told + (_what_changed(first, second, twin.drift, changes) if sentence is first else "")


def _what_changed(one: Shown, other: Shown, drift: str, name: str) -> str:
    """What changed from one text to the other, to be opened."""
    named = "; ".join(naming(one.names, other.names))
    lines = {
        "Voice": f"{_voice(one.row, other.row)}{f'. {DRIFTED}' if drift == 'voice' else ''}",
        "Naming": named,
        "Wording": wording(one.words, other.words),
    }
    told = "".join(f"<dt>{term}</dt><dd>{said}</dd>" for term, said in lines.items() if said)
    from_to = f"{escape(one.outlet, quote=False)} {one.number} → {escape(other.outlet, quote=False)} {other.number}"
    return (
        f'<details class="changes" id="{name}"><summary>What changed</summary>'
        f'<div class="changed"><p class="pair">{from_to}</p><dl>{told}</dl></div></details>'
    )
