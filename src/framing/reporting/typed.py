"""Typed: the numbers that a LaTeX manuscript types by hand, and where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from framing.reporting.number import MINUS

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
class Typed:
    """A number that stands in a manuscript: its line, where it ends, and how the toolkit would print it."""

    line: int
    end: int
    printed: str


def typed_numbers(text: str) -> Iterator[Typed]:
    r"""The numbers of running text, in order.

    Left out are the preamble, comments, arguments that are names, files or lengths, years 1900 to 2099, days of a
    month, the level of 95 %, numbers of sections, tables and figures, versions, and lines marked `% not a result`.

    Examples
    --------
    >>> [found.printed for found in typed_numbers(r"In 2023 \emph{4~of~18} (22\,\%, $-0.07$), see \ref{sec:2}.")]
    ['4 of 18', '22 %', '−0.07']
    """
    for found in TYPED.finditer(running_text(text)):
        yield Typed(text.count("\n", 0, found.start()) + 1, found.end(), as_printed(found[0]))


def running_text(text: str) -> str:
    """A manuscript with everything blank in which a number is no result; every place keeps its line and offset."""
    begin, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    text = re.sub(rf".*{re.escape(EXEMPT)}\b.*", blank, text)
    body = blank(text[: max(begin, 0)]) + text[max(begin, 0) : end if end >= 0 else len(text)]
    for pattern in (BLOCKS, COMMENT, ARGUMENTS, OPENINGS, REFERENCES, DATES, YEARS, LEVEL):
        body = pattern.sub(blank, body)
    return body


def blank(found: re.Match[str] | str) -> str:
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
