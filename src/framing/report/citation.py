"""Citation: what a study rests on as BibTeX; methods are data in methods.bib, each with the results that use it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path

from framing.models import GENERAL
from framing.study import Study, coders_of, codes_of, model
from framing.tables import read_text, sha256_of

METHODS = Path(__file__).with_name("methods.bib")
USED_BY = re.compile(r"^  keywords = \{(.*)\},$", re.MULTILINE)
DEVELOPERS = "The framing developers"
# one pass, so that no replacement is replaced again
LATEX = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",  # BibTeX counts braces, also after a backslash
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\^{}",
    }
)


class _Citation(str):
    """BibTeX entries that a notebook shows as they are."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    r"""One entry; fields are plain text, and empty ones are left out.

    >>> print(entry("misc", "terms", {"title": "Names & titles", "version": ""}))
    @misc{terms,
      title = {{Names \& titles}}
    }
    """
    lines = [f"  {name} = {{{{{value.translate(LATEX)}}}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _toolkit(version: str) -> str:
    """The toolkit's own entry."""
    return entry(
        "software",
        "framing",
        {
            "author": DEVELOPERS,
            "title": "framing: how outlets word the same event",
            "version": version,
            "year": "2026",
        },
    )


def methods_for(uses: Collection[str]) -> list[str]:
    """The entries of the methods that any of these results use, in the order of methods.bib.

    >>> [method.partition(",")[0] for method in methods_for(["reliability"])]
    ['@book{efron1993', '@article{hayes2007', '@article{hesterberg2015']
    """
    return [method for method in entries() if set(uses) & set(users_of(method))]


def entries() -> list[str]:
    """Every entry of methods.bib; a blank line stands between two."""
    return read_text(METHODS).strip().split("\n\n")


def users_of(method: str) -> list[str]:
    """The results that use a method, or `model` or `encoder`."""
    found = USED_BY.search(method)
    return found[1].split(", ") if found else []


def cite(study: Study | None = None) -> _Citation:
    """What to cite, as BibTeX: the toolkit and, of a study, lexicon, codes, general model and the methods used.

    Parameters
    ----------
    study
        the study; methods are those of the tables in its folder of results, so that a study without codes cites no
        measure of their agreement. Without a study: the toolkit and its general model.

    Returns
    -------
    Citation
        text; ``annote`` of a method says what it does here, ``keywords`` in which results.

    Examples
    --------
    >>> import framing as fr
    >>> "@software{framing," in fr.cite()
    True
    >>> "hayes2007" in fr.cite(fr.open_study("study.toml"))
    True
    """
    if study is None:
        return _Citation("\n\n".join([_toolkit(version("framing")), _general_model(), *methods_for({"model"})]))
    return cited(study, {path.stem for path in study.path("results").glob("*.csv")})


def cited(study: Study, results: Collection[str]) -> _Citation:
    """What to cite for a study and these of its results, by their names."""
    uses = {*results} | ({"encoder"} if study.encoder else set()) | ({"model"} if _uses_model(study) else set())
    own = [_toolkit(version("framing")), _manifest(study), _lexicon(study)]
    own += [_codes(study)] if codes_of(study) else []
    own += [_general_model()] if "model" in uses else []
    return _Citation("\n\n".join([*own, *methods_for(uses)]))


def _uses_model(study: Study) -> bool:
    """Whether the published scores hold those of the general model."""
    return bool((study.scores["classifier"] == GENERAL).any())


def _manifest(study: Study) -> str:
    """The texts of a study, fixed by its manifest."""
    note = f"{len(study.articles)} articles; manifest SHA-256 {sha256_of(study.path('articles'))}"
    return entry("misc", "framing-study", {"title": study.title, "note": note})


def _lexicon(study: Study) -> str:
    """The lexicon, fixed by version and hash."""
    terms = study.lexicon
    note = f"{len(terms)} terms; SHA-256 {terms.sha256}"
    return entry(
        "misc", "framing-lexicon", {"title": f"Lexicon of {study.name}", "version": terms.version, "note": note}
    )


def _codes(study: Study) -> str:
    """The codes of all coders, each fixed by a hash over its files."""
    hashes = coders_of(study.path("codes"))
    note = "; ".join(f"coder {name} SHA-256 {sha256}" for name, sha256 in hashes.items())
    return entry(
        "misc", "framing-codes", {"title": f"Codes of {study.name}", "note": f"{note}. {study.coders}".strip()}
    )


def _general_model() -> str:
    """The shipped model, fixed by the hash of its weights."""
    facts = model()
    note = (
        f"Weights SHA-256 {facts['weights']}; learnt from anno-lexical (labels by language models) and BABE v2 (labels "
        "by experts), from the encoder all-MiniLM-L6-v2"
    )
    fields = {"author": "The framing developers", "title": f"{facts['name']}: a general model of loaded language"}
    return entry("misc", "framing-model", {**fields, "version": version("framing"), "year": "2026", "note": note})
