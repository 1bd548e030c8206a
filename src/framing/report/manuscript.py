"""Contradictions: where a LaTeX manuscript says otherwise than the numbers of its study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fabs, inf

from framing.errors import did_you_mean
from framing.study import MINUS, Number

# commands whose arguments are names, files, lengths or the shape of a table
SILENT = (
    r"(?:label|\w*ref|\w*refs|\w*cite\w*|includegraphics|input|include|subfile|url|bibliography|bibliographystyle|"
    r"addbibresource|usepackage|documentclass|[vh]space|setlength|addtolength|setcounter|addtocounter|begin|end|rule|"
    r"cmidrule|fontsize|hypersetup|captionsetup|color|footnotemark|\\)"
)
# how many arguments of others are
OPENING = {"multicolumn": 2, "multirow": 2, "resizebox": 2, "scalebox": 1, "textcolor": 1, "href": 1, "parbox": 1}
OPTION, BRACED = r"\s*(?:\[[^\]]*\]|\([^)]*\))", r"\s*\{[^{}]*\}"
ARGUMENTS = re.compile(rf"\\{SILENT}(?![A-Za-z])\*?(?:{OPTION})*(?:{BRACED})*")
OPENINGS = re.compile(
    "|".join(rf"\\{name}\*?(?:{OPTION})*(?:{BRACED}){{{n}}}" for name, n in OPENING.items()) + r"|[_^]\{[^{}]*\}"
)
BLOCKS = re.compile(r"\\begin\{(verbatim|lstlisting|tikzpicture|thebibliography|comment)\}.*?\\end\{\1\}", re.DOTALL)
COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%.*")
REFERENCES = re.compile(
    r"(?:§|\b(?:[Ss]ection|[Tt]able|[Ff]igure|[Ff]inding|[Cc]hapter|[Aa]ppendix|[Ee]quation|[Pp]anel|[Ss]ec\.|[Ff]ig\."
    r"|[Ee]q\.|pp?\.)s?)(?:[\s~]|\\,)*\d+(?:\.\d+)*"
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(rf"\b\d{{1,2}}(?:[\s~]+(?:{MONTHS})\b)|\b(?:{MONTHS})[\s~]+\d{{1,2}}(?!\d)")
YEARS = re.compile(r"(?<![\w.])(?:19|20)\d\d(?!\w|\.\d)")
LEVEL = re.compile(r"(?<![\w.])95(?:[\s~]|\\,)*\\%")
EXEMPT = "% not a result"

SPACE = r"(?:[\s~]|\\,)"
SIGN = r"(?:(?<=[\s(\[{$~,])(?:[-+−]|\$-\$|\\ensuremath\{-\}|\\textminus(?:\{\})?\s*))?"
VALUE = (
    rf"{SIGN}(?<![\w.^])(?<![A-Za-z]-)(?:\d+(?:\{{?,\}}?\d{{3}})*(?:\.\d+)?|\.\d+)(?:{SPACE}*\\%)?"
    r"(?![A-Za-z\d]|\.\d|\\(?:\w*(?:width|height|skip)))"
)
# a count, or an interval in words, with a dash or in brackets
TYPED = re.compile(rf"(?<=[(\[]){VALUE},{SPACE}*{VALUE}(?=[)\]])|{VALUE}(?:(?:{SPACE}+(?:of|to){SPACE}+|--|–){VALUE})?")


@dataclass(frozen=True)
class _Typed:
    """A number that stands in a manuscript: its line, where it ends, and how the toolkit would print it."""

    line: int
    end: int
    printed: str


def typed_numbers(text: str) -> Iterator[_Typed]:
    r"""The numbers of running text, in order.

    Left out are the preamble, comments, arguments that are names, files or lengths, years 1900 to 2099, days of a
    month, the level of 95 %, numbers of sections, tables and figures, versions, and lines marked `% not a result`.

    Examples
    --------
    >>> [found.printed for found in typed_numbers(r"In 2023 \emph{4~of~18} (22\,\%, $-0.07$), see \ref{sec:2}.")]
    ['4 of 18', '22 %', '−0.07']
    """
    for found in TYPED.finditer(_running_text(text)):
        yield _Typed(text.count("\n", 0, found.start()) + 1, found.end(), as_printed(found[0]))


def _running_text(text: str) -> str:
    """A manuscript with everything blank in which a number is no result; every place keeps its line and offset."""
    begin, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    text = re.sub(rf".*{re.escape(EXEMPT)}\b.*", _blank, text)
    body = _blank(text[: max(begin, 0)]) + text[max(begin, 0) : end if end >= 0 else len(text)]
    for pattern in (BLOCKS, COMMENT, ARGUMENTS, OPENINGS, REFERENCES, DATES, YEARS, LEVEL):
        body = pattern.sub(_blank, body)
    return body


def _blank(found: re.Match[str] | str) -> str:
    """Spaces for all but line breaks."""
    return re.sub(r"[^\n]", " ", found if isinstance(found, str) else found[0])


def as_printed(written: str) -> str:
    r"""What LaTeX or a hand wrote, as the toolkit prints it.

    >>> as_printed(r"$-$.07~to 1{,}234"), as_printed(r"22\%"), as_printed("0.06, 0.48"), as_printed("0.06--0.48")
    ('−0.07 to 1234', '22 %', '0.06 to 0.48', '0.06 to 0.48')
    """
    plain = re.sub(r"(?<=\d)(?:--|–)", " to ", written)
    plain = re.sub(r"\$-\$|\\ensuremath\{-\}|\\textminus(?:\{\})?\s*|-", MINUS, plain)
    plain = re.sub(r"(?<=\d)\{?,\}?(?=\d{3})", "", plain)
    plain = re.sub(rf"{SPACE}*\\%", " %", plain)
    plain = re.sub(rf"{SPACE}+", " ", plain)
    plain = re.sub(r", ?", " to ", plain)
    return re.sub(r"(?<!\d)\.(?=\d)", "0.", plain)


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
class _Finding:
    """What a line of a manuscript says: a contradiction, or a note."""

    line: int
    sentence: str
    wrong: bool = True


def findings(text: str, numbers: Sequence[Number]) -> list[_Finding]:
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
    typed = list(typed_numbers(SAID_ANEW.sub(lambda given: _blank(given) if given[1] in ours else given[0], text)))
    tied = dict(_ties(text, typed))
    found = chain(
        _unknown_macros(text, ours),
        _said_anew(text, ours),
        _untrue_ties(text, tied, ours),
        _loose(typed, set(chain.from_iterable(tied.values())), numbers),
        _swallowed_spaces(text, ours),
    )
    return sorted(found, key=lambda finding: finding.line)


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _unknown_macros(text: str, ours: Iterable[str]) -> Iterator[_Finding]:
    """Macros that look like ours, and that nobody defines."""
    known = {*ours, *DEFINED.findall(text)}
    code = re.sub(rf".*{re.escape(EXEMPT)}\b.*", _blank, text)
    for used in MACRO.finditer(COMMENT.sub(_blank, code)):
        if used[0] not in known:
            nearest = did_you_mean(used[0], sorted(ours)) if ours else "the study declares none."
            yield _Finding(_line_at(text, used.start()), f"{used[0]} is no number of the study; {nearest}")


def _said_anew(text: str, ours: dict[str, Number]) -> Iterator[_Finding]:
    """Macros of ours to which the manuscript gives another value."""
    for given in SAID_ANEW.finditer(COMMENT.sub(_blank, text)):
        number = ours.get(given[1])
        if number and as_printed(given[2]).strip() != number.printed:
            said = f"{given[1]} is given as {given[2]}, and is {number.printed} ({number.source})."
            yield _Finding(_line_at(text, given.start()), said)


def _ties(text: str, typed: Sequence[_Typed]) -> Iterator[tuple[re.Match[str], list[_Typed]]]:
    """Comments that name macros, each with the numbers typed before it on its line, as many as it names."""
    for comment in COMMENT.finditer(text):
        line = _line_at(text, comment.start())
        before = [number for number in typed if number.end <= comment.start() and _line_at(text, number.end) == line]
        named = MACRO.findall(comment[0])
        if named and before:
            yield comment, before[-len(named) :]


def _untrue_ties(text: str, tied: dict[re.Match[str], list[_Typed]], ours: dict[str, Number]) -> Iterator[_Finding]:
    """Typed numbers that are not what the macros named beside them print."""
    for comment, typed in tied.items():
        line, named = _line_at(text, comment.start()), [used[0] for used in MACRO.finditer(comment[0])]
        unknown = [macro for macro in named if macro not in ours]
        if unknown:
            yield _Finding(line, f"{unknown[0]} is no number of the study; {did_you_mean(unknown[0], sorted(ours))}")
        elif len(named) > len(typed):
            yield _Finding(line, f"{len(named)} macros are named beside {len(typed)} typed; each needs its own.")
        else:
            for macro, number in zip(named, typed, strict=True):
                if number.printed != ours[macro].printed:
                    is_ = f"{ours[macro].printed} ({ours[macro].source})"
                    yield _Finding(number.line, f"{number.printed} is typed where {macro} is {is_}.")


def _loose(typed: Iterable[_Typed], tied: set[_Typed], numbers: Sequence[Number]) -> Iterator[_Finding]:
    """Numbers typed without a macro's name: whether the study has them at all."""
    counted = set(chain.from_iterable(number.printed.split(" of ") for number in numbers))  # "of the 18 slots"
    for number in typed:
        if number in tied:
            continue
        macros = [one.macro for one in numbers if one.printed == number.printed]
        if macros:
            shown = " or ".join(macros[:SHOWN]) + (" …" if len(macros) > SHOWN else "")
            yield _Finding(number.line, f"{number.printed} is typed; {shown} prints it.", wrong=False)
        elif number.printed not in counted:
            said = f"{number.printed} is no number of the study{_nearest(number, numbers)}; cite one by its macro, or "
            yield _Finding(number.line, f"{said}end the line with {EXEMPT}.")


def _parts(printed: str) -> list[str]:
    """The numbers in what is printed."""
    return re.split(" of | to ", printed)


def _nearest(typed: _Typed, numbers: Iterable[Number]) -> str:
    """The number of the study that a typed one is nearest to, among those of its kind."""
    alike = [number for number in numbers if _distance(typed.printed, number.printed) < inf]
    if not alike:
        return ""
    least = min(alike, key=lambda number: _distance(typed.printed, number.printed))
    return f" (nearest: {least.macro}, {least.printed})"


def _distance(one: str, other: str) -> float:
    """How far two printed numbers lie apart; infinitely far where one is a count and the other is not.

    >>> _distance("4 of 18", "4 of 19"), _distance("4 of 18", "0.22")
    (1.0, inf)
    """
    if re.sub(r"[\d.+−]+", "", one) != re.sub(r"[\d.+−]+", "", other):
        return inf
    values = [
        [float(part.removesuffix(" %").replace(MINUS, "-")) for part in _parts(printed)] for printed in (one, other)
    ]
    return sum(fabs(left - right) for left, right in zip(*values, strict=True))


def _swallowed_spaces(text: str, ours: Iterable[str]) -> Iterator[_Finding]:
    """Macros before a space and a word, which TeX would print as one."""
    for used in SWALLOWED.finditer(_running_text(text)):
        if used[1] in set(ours):
            said = f"TeX takes away the space after {used[1]}; write {used[1]}{{}}."
            yield _Finding(_line_at(text, used.start()), said, wrong=False)
