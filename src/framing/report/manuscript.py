"""What a manuscript takes from a study: references as BibTeX, and numbers, which are checked against the results.

methods.bib lists the results that use each method.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import requires, version
from itertools import chain
from pathlib import Path

from framing.display import escape_latex
from framing.errors import did_you_mean
from framing.models import GENERAL
from framing.study import MINUS, Number, Study, coders_of, codes_of, model
from framing.tables import read_text, sha256_of

METHODS = Path(__file__).with_name("methods.bib")
USED_BY = re.compile(r"^  keywords = \{(.*)\},$", re.MULTILINE)
DEVELOPERS, YEAR = "The framing developers", "2026"
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
SPACE = r"(?:[\s~]|\\[, ])"
THIN = r"(?:\{?\\[,:]\}?|\{?,\}?|\\thinspace(?:\{\}|(?![A-Za-z]))\s*|[~\u2009\u202f])"
THOUSANDS = re.compile(rf"(?<![\w.])\d{{1,3}}(?:{THIN}\d{{3}})+(?!\d)")
PACKAGES = "|".join(
    ["framing", "pytorch", "spacy", *(re.split(r"[^\w-]", one)[0] for one in requires("framing") or ())]
)
VERSION = re.compile(  # of several, as in "Python 3.11 to 3.13", all
    r"(?<![\w.])\d+(?:\.\d+){2,}"
    rf"|(?<![\w-])(?:(?i:versions?|ver\.|v\.|releases?|python|stata|spss)|R|(?i:{PACKAGES})(?=\W+\d+\.\d))"
    r"\}?[ -]\(?(?:\\[a-z]+\{)?(?P<major>\d+)(?:\.\d+)*(?:(?:,|,? and| to) (?P=major)\.\d+)*"
)


class _Citation(str):
    """BibTeX entries, displayed verbatim by notebooks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    r"""Return one entry; fields are plain text, empty ones are omitted.

    >>> print(entry("misc", "terms", {"title": "Names & titles", "version": ""}))
    @misc{terms,
      title = {{Names \& titles}}
    }
    """
    lines = [f"  {name} = {{{{{escape_latex(value)}}}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _toolkit() -> str:
    title = "framing: how outlets word the same event"
    fields = {"author": DEVELOPERS, "title": title, "version": version("framing"), "year": YEAR}
    return entry("software", "framing", fields)


def methods_for(uses: Collection[str]) -> list[str]:
    """Return the entries of the methods behind these results, in the order of methods.bib.

    >>> [method.partition(",")[0] for method in methods_for(["reliability"])]
    ['@book{efron1993', '@article{hayes2007', '@article{hesterberg2015']
    """
    return [method for method in entries() if set(uses) & set(users_of(method))]


def entries() -> list[str]:
    """Return all entries of methods.bib, which are separated by blank lines."""
    return read_text(METHODS).strip().split("\n\n")


def users_of(method: str) -> list[str]:
    """Return the results that use a method, or ``model`` or ``encoder``."""
    uses = USED_BY.search(method)
    return uses[1].split(", ") if uses else []


def cite(study: Study | None = None) -> _Citation:
    """Return BibTeX entries for the toolkit and, for a study, its lexicon, codes, general model and methods.

    Parameters
    ----------
    study : Study, optional
        Study to cite. Methods are those behind the tables in its results folder. Without a study, the toolkit and its
        general model are cited.

    Returns
    -------
    Citation
        BibTeX text. The field ``annote`` of a method states its use here, ``keywords`` the results that use it.

    Examples
    --------
    >>> import framing as fr
    >>> "@software{framing," in fr.cite()
    True
    >>> "hayes2007" in fr.cite(fr.open_study("study.toml"))
    True
    """
    if study is None:
        return _Citation("\n\n".join([_toolkit(), _general_model(), *methods_for({"model"})]))
    return cited(study, {path.stem for path in study.path("results").glob("*.csv")})


def cited(study: Study, results: Collection[str]) -> _Citation:
    """Return BibTeX entries for a study and the results named."""
    uses = {*results} | ({"encoder"} if study.encoder else set()) | ({"model"} if _uses_model(study) else set())
    own = [_toolkit(), _manifest(study), _lexicon(study)]
    own += [_codes(study)] if codes_of(study) else []
    own += [_general_model()] if "model" in uses else []
    return _Citation("\n\n".join([*own, *methods_for(uses)]))


def _uses_model(study: Study) -> bool:
    return bool((study.scores["classifier"] == GENERAL).any())


def _manifest(study: Study) -> str:
    note = f"{len(study.articles)} articles; manifest SHA-256 {sha256_of(study.path('articles'))}"
    return entry("misc", "framing-study", {"title": study.title, "note": note})


def _lexicon(study: Study) -> str:
    terms = study.lexicon
    note = f"{len(terms)} terms; SHA-256 {terms.sha256}"
    return entry(
        "misc", "framing-lexicon", {"title": f"Lexicon of {study.name}", "version": terms.version, "note": note}
    )


def _codes(study: Study) -> str:
    hashes = coders_of(study.path("codes"))
    note = "; ".join(f"coder {name} SHA-256 {sha256}" for name, sha256 in hashes.items())
    return entry(
        "misc", "framing-codes", {"title": f"Codes of {study.name}", "note": f"{note}. {study.coders}".strip()}
    )


def _general_model() -> str:
    facts = model()
    note = (
        f"Weights SHA-256 {facts['weights']}; trained on anno-lexical (labelled by language models) and BABE v2 "
        "(labelled by experts), with the encoder all-MiniLM-L6-v2"
    )
    fields = {"author": DEVELOPERS, "title": f"{facts['name']}: a general model of loaded language"}
    return entry("misc", "framing-model", fields | {"version": version("framing"), "year": YEAR, "note": note})


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
    >>> as_printed(r"12\,345 words, 22\,\%"), as_printed(r"1\thinspace 234\thinspace 567")
    ('12345 words, 22 %', '1234567')
    """
    plain = re.sub(r"(?<=\d)(?:--|–)", " to ", written)
    plain = re.sub(r"\$-\$|\\ensuremath\{-\}|\\textminus(?:\{\})?\s*|(?<![\w-])-(?=[\d.])", MINUS, plain)
    plain = THOUSANDS.sub(lambda number: re.sub(THIN, "", number[0]), plain)
    plain = re.sub(rf"{SPACE}*\\%", " %", plain)
    plain = re.sub(rf"{SPACE}+", " ", plain)
    plain = re.sub(r"(?<!\d)\.(?=\d)", "0.", plain)
    return re.sub(rf"([\[(]{VALUE}), ?({VALUE}[\])])", r"\1 to \2", plain)


def typed_numbers(written: str) -> list[str]:
    r"""List the numbers typed in LaTeX, as the toolkit prints them, without versions (3.1.4, version 2, Python 3.11).

    >>> typed_numbers(r"We read 10\,000 words with pandas 2.2 and framing 0.1.0 on Python~3.11; 22\%, and 4.5.")
    ['10000', '22 %', '4.5']
    """
    return NUMBER.findall(VERSION.sub("", as_printed(written)))


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
        typed = typed_numbers(content[: comment.start()]) if comment else []
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
