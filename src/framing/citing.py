"""Citing: the toolkit, a study's lexicon, codes and model, and the methods that its results use."""

from __future__ import annotations

from collections.abc import Collection

from framing import __version__
from framing.chain import codes_of
from framing.classifiers.panel import GENERAL
from framing.files import sha256_of
from framing.reporting.citation import Citation, entry, methods_for, toolkit
from framing.reporting.facts import coders_of, model
from framing.study import Study


def cite(study: Study | None = None) -> Citation:
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
        return Citation("\n\n".join([toolkit(__version__), general_model(), *methods_for({"model"})]))
    return cited(study, {path.stem for path in study.path("results").glob("*.csv")})


def cited(study: Study, results: Collection[str]) -> Citation:
    """What to cite for a study and these of its results, by their names."""
    uses = {*results} | ({"encoder"} if study.encoder else set()) | ({"model"} if uses_model(study) else set())
    own = [toolkit(__version__), manifest(study), lexicon(study)]
    own += [codes(study)] if codes_of(study) else []
    own += [general_model()] if "model" in uses else []
    return Citation("\n\n".join([*own, *methods_for(uses)]))


def uses_model(study: Study) -> bool:
    """Whether the published scores hold those of the general model."""
    return bool((study.scores["classifier"] == GENERAL).any())


def manifest(study: Study) -> str:
    """The texts of a study, fixed by its manifest."""
    note = f"{len(study.articles)} articles; manifest SHA-256 {sha256_of(study.path('articles'))}"
    return entry("misc", "framing-study", {"title": study.title, "note": note})


def lexicon(study: Study) -> str:
    """The lexicon, fixed by version and hash."""
    terms = study.lexicon
    note = f"{len(terms)} terms; SHA-256 {terms.sha256}"
    return entry(
        "misc", "framing-lexicon", {"title": f"Lexicon of {study.name}", "version": terms.version, "note": note}
    )


def codes(study: Study) -> str:
    """The codes of all coders, each fixed by a hash over its files."""
    hashes = coders_of(study.path("codes"))
    note = "; ".join(f"coder {name} SHA-256 {sha256}" for name, sha256 in hashes.items())
    return entry(
        "misc", "framing-codes", {"title": f"Codes of {study.name}", "note": f"{note}. {study.coders}".strip()}
    )


def general_model() -> str:
    """The shipped model, fixed by the hash of its weights."""
    facts = model()
    note = (
        f"Weights SHA-256 {facts['weights']}; learnt from anno-lexical (labels by language models) and BABE v2 (labels "
        "by experts), from the encoder all-MiniLM-L6-v2"
    )
    fields = {"author": "The framing developers", "title": f"{facts['name']}: a general model of loaded language"}
    return entry("misc", "framing-model", {**fields, "version": __version__, "year": "2026", "note": note})
