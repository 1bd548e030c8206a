"""Changes: what two sentences that state one proposition do not have in common: voice, source, naming, wording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Any

import regex

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
            html = spaced(html) + " ".join(gone_and_come("".join(a[a1:a2]), "".join(b[b1:b2]))) + " "
    return html.strip() if "<del>" in html or "<ins>" in html else "the same"


def spaced(html: str) -> str:
    return html if not html or html.endswith((" ", "(", "“", "‘")) else f"{html} "


def gone_and_come(gone: str, come: str) -> Iterator[str]:
    for name, words in (("del", gone), ("ins", come)):
        if words.strip():
            yield f"<{name}>{escape(words.strip(), quote=False)}</{name}>"


def voice(one: Any, other: Any) -> str:
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
    before, after = by_target(one), by_target(other)
    return [
        escape(f"{target}: {' and '.join(before[target])} → {' and '.join(after[target])}", quote=False)
        for target in before
        if target in after and set(map(str.casefold, before[target])) != set(map(str.casefold, after[target]))
    ]


def by_target(names: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for target, words in names:
        of_target = found.setdefault(target, [])
        if words not in of_target:
            of_target.append(words)
    return found
