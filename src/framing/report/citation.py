"""Cite toolkit, lexicon, codes, model and methods as BibTeX; methods.bib lists the results that use each method."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path

from framing.display import escape_latex
from framing.models import GENERAL
from framing.study import Study, coders_of, codes_of, model
from framing.tables import read_text, sha256_of

METHODS = Path(__file__).with_name("methods.bib")
USED_BY = re.compile(r"^  keywords = \{(.*)\},$", re.MULTILINE)
DEVELOPERS, YEAR = "The framing developers", "2026"


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
