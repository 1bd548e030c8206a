"""Contradictions: where a LaTeX manuscript says otherwise than the numbers of its study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fabs, inf

from framing.errors import did_you_mean
from framing.reporting.number import MINUS, Number
from framing.reporting.typed import COMMENT, EXEMPT, Typed, as_printed, blank, running_text, typed_numbers

# macros of numbers have two words or more, as hardly another command has
MACRO = re.compile(r"\\([a-z]+(?:[A-Z][a-z]*)+)(?![A-Za-z])")
DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:New|Renew|Provide|Declare)\w+|def|let)\*?\s*\{?\s*(\\[A-Za-z]+)"
)
SAID_ANEW = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def)\*?\s*\{?\s*(\\[a-zA-Z]+)\s*\}?\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
SWALLOWED = re.compile(r"(\\[a-z]+(?:[A-Z][a-z]*)+) (?=[\w(])")
SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """What a line of a manuscript says: a contradiction, or a note."""

    line: int
    sentence: str
    wrong: bool = True


def findings(text: str, numbers: Sequence[Number]) -> list[Finding]:
    r"""What a manuscript says otherwise than the study, and where it types what a macro prints; by line.

    Contradictions: a macro of two words or more that neither the study nor the manuscript defines; a macro of ours
    defined anew with another value; a typed number that differs from the macro which a comment at its line's end names
    (`0.22% \putinObozRate`; several macros for as many numbers); any other typed number of running text that is none
    of the study's. `typed_numbers` says what is left out.

    Notes: a typed number that a macro prints; a macro before a space, which TeX takes away.

    Examples
    --------
    >>> number = Number("putin-oboz-rate", "estimates", "", "estimate", (0.2222,), "0.22", {})
    >>> [found.sentence for found in findings("0.32% \\putinObozRate", [number])]
    ['0.32 is typed where \\putinObozRate is 0.22 (estimates.csv: every row @ estimate).']
    """
    ours = {number.macro: number for number in numbers}
    typed = list(typed_numbers(SAID_ANEW.sub(lambda given: blank(given) if given[1] in ours else given[0], text)))
    tied = dict(ties(text, typed))
    found = chain(
        unknown_macros(text, ours),
        said_anew(text, ours),
        untrue_ties(text, tied, ours),
        loose(typed, set(chain.from_iterable(tied.values())), numbers),
        swallowed_spaces(text, ours),
    )
    return sorted(found, key=lambda finding: finding.line)


def line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def unknown_macros(text: str, ours: Iterable[str]) -> Iterator[Finding]:
    """Macros that look like ours, and that nobody defines."""
    known = {*ours, *DEFINED.findall(text)}
    code = re.sub(rf".*{re.escape(EXEMPT)}\b.*", blank, text)
    for used in MACRO.finditer(COMMENT.sub(blank, code)):
        if used[0] not in known:
            nearest = did_you_mean(used[0], sorted(ours)) if ours else "the study declares none."
            yield Finding(line_at(text, used.start()), f"{used[0]} is no number of the study; {nearest}")


def said_anew(text: str, ours: dict[str, Number]) -> Iterator[Finding]:
    """Macros of ours to which the manuscript gives another value."""
    for given in SAID_ANEW.finditer(COMMENT.sub(blank, text)):
        number = ours.get(given[1])
        if number and as_printed(given[2]).strip() != number.printed:
            said = f"{given[1]} is given as {given[2]}, and is {number.printed} ({number.source})."
            yield Finding(line_at(text, given.start()), said)


def ties(text: str, typed: Sequence[Typed]) -> Iterator[tuple[re.Match[str], list[Typed]]]:
    """Comments that name macros, each with the numbers typed before it on its line, as many as it names."""
    for comment in COMMENT.finditer(text):
        line = line_at(text, comment.start())
        before = [number for number in typed if number.end <= comment.start() and line_at(text, number.end) == line]
        named = MACRO.findall(comment[0])
        if named and before:
            yield comment, before[-len(named) :]


def untrue_ties(text: str, tied: dict[re.Match[str], list[Typed]], ours: dict[str, Number]) -> Iterator[Finding]:
    """Typed numbers that are not what the macros named beside them print."""
    for comment, typed in tied.items():
        line, named = line_at(text, comment.start()), [used[0] for used in MACRO.finditer(comment[0])]
        unknown = [macro for macro in named if macro not in ours]
        if unknown:
            yield Finding(line, f"{unknown[0]} is no number of the study; {did_you_mean(unknown[0], sorted(ours))}")
        elif len(named) > len(typed):
            yield Finding(line, f"{len(named)} macros are named beside {len(typed)} typed; each needs its own.")
        else:
            for macro, number in zip(named, typed, strict=True):
                if number.printed != ours[macro].printed:
                    is_ = f"{ours[macro].printed} ({ours[macro].source})"
                    yield Finding(number.line, f"{number.printed} is typed where {macro} is {is_}.")


def loose(typed: Iterable[Typed], tied: set[Typed], numbers: Sequence[Number]) -> Iterator[Finding]:
    """Numbers typed without a macro's name: whether the study has them at all."""
    counted = set(chain.from_iterable(number.printed.split(" of ") for number in numbers))  # "of the 18 slots"
    for number in typed:
        if number in tied:
            continue
        macros = [one.macro for one in numbers if one.printed == number.printed]
        if macros:
            shown = " or ".join(macros[:SHOWN]) + (" …" if len(macros) > SHOWN else "")
            yield Finding(number.line, f"{number.printed} is typed; {shown} prints it.", wrong=False)
        elif number.printed not in counted:
            said = f"{number.printed} is no number of the study{nearest(number, numbers)}; cite one by its macro, or "
            yield Finding(number.line, f"{said}end the line with {EXEMPT}.")


def parts(printed: str) -> list[str]:
    """The numbers in what is printed."""
    return re.split(" of | to ", printed)


def nearest(typed: Typed, numbers: Iterable[Number]) -> str:
    """The number of the study that a typed one is nearest to, among those of its kind."""
    alike = [number for number in numbers if distance(typed.printed, number.printed) < inf]
    if not alike:
        return ""
    least = min(alike, key=lambda number: distance(typed.printed, number.printed))
    return f" (nearest: {least.macro}, {least.printed})"


def distance(one: str, other: str) -> float:
    """How far two printed numbers lie apart; infinitely far where one is a count and the other is not.

    >>> distance("4 of 18", "4 of 19"), distance("4 of 18", "0.22")
    (1.0, inf)
    """
    if re.sub(r"[\d.+−]+", "", one) != re.sub(r"[\d.+−]+", "", other):
        return inf
    values = [
        [float(part.removesuffix(" %").replace(MINUS, "-")) for part in parts(printed)] for printed in (one, other)
    ]
    return sum(fabs(left - right) for left, right in zip(*values, strict=True))


def swallowed_spaces(text: str, ours: Iterable[str]) -> Iterator[Finding]:
    """Macros before a space and a word, which TeX would print as one."""
    for used in SWALLOWED.finditer(running_text(text)):
        if used[1] in set(ours):
            said = f"TeX takes away the space after {used[1]}; write {used[1]}{{}}."
            yield Finding(line_at(text, used.start()), said, wrong=False)
