"""Check a LaTeX manuscript against the numbers of its study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from framing.errors import did_you_mean
from framing.study import MINUS, Number

COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%.*")
EXEMPT = "% not a result"
# macros of numbers consist of two words or more; few other commands do
MACRO = re.compile(r"\\([a-z]+(?:[A-Z][a-z]*)+)(?![A-Za-z])")
DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|(?:New|Renew|Provide|Declare)\w+|def|let)\*?\s*\{?\s*(\\[A-Za-z]+)"
)
REDEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def)\*?\s*\{?\s*(\\[a-zA-Z]+)\s*\}?\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
VALUE = rf"[+{MINUS}]?\d+(?:\.\d+)?(?: %)?"
NUMBER = re.compile(rf"(?<![\w.]){VALUE}(?: (?:of|to) {VALUE})?")
SPACE = r"(?:[\s~]|\\,)"


@dataclass(frozen=True)
class _Finding:
    """A contradiction between a line of a manuscript and the study."""

    line: int
    sentence: str


def findings(text: str, numbers: Sequence[Number]) -> list[_Finding]:
    r"""List the contradictions between a manuscript and the numbers of its study, by line.

    Reported are macros of two words or more that neither the study nor the manuscript defines, macros of the study that
    the manuscript redefines with another value, and typed numbers that differ from the macros named in a comment at the
    end of their line (``0.22% \putinObozRate``). Other typed numbers, and numbers in figures or files read by
    ``\input``, are not checked.

    Examples
    --------
    >>> number = Number("putin-oboz-rate", "estimates", "", "estimate", (0.2222,), "0.22", {})
    >>> [finding.sentence for finding in findings("0.32% \\putinObozRate", [number])]
    ['0.32 contradicts \\putinObozRate, which is 0.22 (estimates.csv: every row @ estimate).']
    """
    ours = {number.macro: number for number in numbers}
    found = chain(_unknown_macros(text, ours), _redefined_macros(text, ours), _contradicted_ties(text, ours))
    return sorted(found, key=lambda finding: finding.line)


def as_printed(written: str) -> str:
    r"""Convert numbers written in LaTeX to the form that the toolkit prints.

    >>> as_printed(r"$-$.07~to 1{,}234"), as_printed(r"22\%"), as_printed("[0.06, 0.48]"), as_printed("0.06--0.48")
    ('−0.07 to 1234', '22 %', '[0.06 to 0.48]', '0.06 to 0.48')
    """
    plain = re.sub(r"(?<=\d)(?:--|–)", " to ", written)
    plain = re.sub(r"\$-\$|\\ensuremath\{-\}|\\textminus(?:\{\})?\s*|(?<![\w-])-(?=[\d.])", MINUS, plain)
    plain = re.sub(r"(?<=\d)\{?,\}?(?=\d{3})", "", plain)
    plain = re.sub(rf"{SPACE}*\\%", " %", plain)
    plain = re.sub(rf"{SPACE}+", " ", plain)
    plain = re.sub(r"(?<!\d)\.(?=\d)", "0.", plain)
    return re.sub(rf"([\[(]{VALUE}), ?({VALUE}[\])])", r"\1 to \2", plain)


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _unknown(macro: str, ours: Iterable[str]) -> str:
    known = sorted(ours)
    hint = did_you_mean(macro, known) if known else "the study declares no numbers."
    return f"{macro} is not a number of the study; {hint}"


def _unknown_macros(text: str, ours: Iterable[str]) -> Iterator[_Finding]:
    defined = {*ours, *DEFINED.findall(text)}
    code = COMMENT.sub(_blank, re.sub(rf".*{EXEMPT}\b.*", _blank, text))
    for used in MACRO.finditer(code):
        if used[0] not in defined:
            yield _Finding(_line_at(text, used.start()), _unknown(used[0], ours))


def _redefined_macros(text: str, ours: dict[str, Number]) -> Iterator[_Finding]:
    for definition in REDEFINED.finditer(COMMENT.sub(_blank, text)):
        number = ours.get(definition[1])
        if number and as_printed(definition[2]).strip() != number.printed:
            sentence = f"{number.macro} is redefined as {definition[2]}, but is {number.printed} ({number.source})."
            yield _Finding(_line_at(text, definition.start()), sentence)


def _contradicted_ties(text: str, ours: dict[str, Number]) -> Iterator[_Finding]:
    """Compare the last numbers typed on a line with the macros that the comment at its end names, in order."""
    for line, content in enumerate(text.split("\n"), start=1):
        comment = COMMENT.search(content)
        macros = [used[0] for used in MACRO.finditer(comment[0])] if comment else []
        typed = NUMBER.findall(as_printed(content[: comment.start()])) if comment else []
        if not macros or not typed:
            continue
        if unknown := [macro for macro in macros if macro not in ours]:
            yield _Finding(line, _unknown(unknown[0], ours))
        elif len(macros) > len(typed):
            sentence = f"The comment names {len(macros)} macros for {len(typed)} typed numbers; name one for each."
            yield _Finding(line, sentence)
        else:
            for macro, number in zip(macros, typed[-len(macros) :], strict=True):
                if number != ours[macro].printed:
                    is_ = f"{ours[macro].printed} ({ours[macro].source})"
                    yield _Finding(line, f"{number} contradicts {macro}, which is {is_}.")
