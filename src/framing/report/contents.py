"""Edition: all results, printed tables and figures of a study, made together from its published tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from framing.display import progress
from framing.errors import BadInput, did_you_mean
from framing.report.paper_tables import PAPER_TABLES as PRINTED, printed_table, write_tables
from framing.study import (
    MADE_FROM,
    NotedResults,
    Study,
    cited_numbers,
    every_result,
    noting,
    published,
    results_on_demand,
    write_numbers,
    write_results,
)

if TYPE_CHECKING:
    import pandas as pd

    from framing.plotting import Drawing, View
    from framing.report.tables import PrintedTable
    from framing.study import Number

Made = TypeVar("Made")
FIGURES = {  # each with the results that it needs
    "naming": ("naming_choices",),
    "naming_rates": ("estimates",),
    "positions": ("positions",),
    "voice": ("voices",),
    "collation": ("collation", "voice_drift"),
    "propositions": ("propositions", "proposition_differences"),
    "coded_loadedness": ("coded_loadedness", "reliability"),
    "contrasts": ("contrasts", "classifiers"),
    "outlet_contrasts": ("contrasts", "classifiers"),
    "mission": ("contrasts", "classifiers"),
    "coefficients": ("coefficients", "classifiers"),
    "lexicon_versions": ("lexicon_coverage", "estimates"),
    "loadedness": ("sentence_scores", "classifiers"),
    "calibration": ("calibration", "classifiers"),
    "transfer": ("transfer", "agreement", "classifiers"),
    "specifications": ("specifications",),
    "power": ("power",),
}

HOMES = {
    "naming": "naming",
    "naming_rates": "naming",
    "positions": "naming",
    "lexicon_versions": "naming",
    "voice": "voice",
    "collation": "voice",
    "propositions": "voice",
    "coded_loadedness": "coding",
    "calibration": "coding",
    "loadedness": "classifiers",
    "coefficients": "classifiers",
    "transfer": "transfer",
    "contrasts": "contrasts",
    "outlet_contrasts": "contrasts",
    "mission": "contrasts",
    "specifications": "robustness",
    "power": "robustness",
}


@dataclass(frozen=True)
class Contents:
    """All that is made of a study, computed and not yet written, and from which files each of it was made."""

    view: View
    numbers: list[Number]
    printed: list[PrintedTable]
    drawings: list[Drawing]
    made_from: dict[str, list[str]]

    @property
    def results(self) -> Mapping[str, pd.DataFrame]:
        """Every table of results, by name."""
        return self.view.results


@dataclass(frozen=True)
class _Edition:
    """The files of all results and figures, and from which files each result and figure was made."""

    tables: list[Path]
    pictures: list[Path]
    made_from: dict[str, list[str]]


def contents_of(study: Study) -> Contents:
    """Compute all results, numbers, printed tables and figures that a study allows."""
    _refuse_unknown_targets(study)
    results = NotedResults(every_result(study))
    home = study.paths["results"]
    made_from = {f"{home}/{name}.csv": table.attrs[MADE_FROM] for name, table in results.items()}
    with noting() as of_all:
        view = view_of(study, results)

    def noted(output: str, make: Callable[[], Made]) -> Made:
        with noting() as read:
            found = make()
        made_from[output] = sorted(of_all | {f"{home}/{result}.csv" for result in read})
        return found

    numbers = noted(f"{home}/numbers.json", lambda: cited_numbers(study, results))
    printed = [noted(f"{home}/tables/{name}", partial(printed_table, name, view)) for name in allowed(PRINTED, results)]
    drawings = [
        noted(f"{study.paths['figures']}/{name}", partial(drawing, name, view))
        for name in progress(allowed(FIGURES, results), "figures")
    ]
    return Contents(view, numbers, printed, drawings, made_from)


def make_edition(study: Study, into: Mapping[str, Path] | None = None) -> _Edition:
    """Make all results and figures from the published tables; nothing is written before everything is computed.

    Parameters
    ----------
    study
        whose published tables are read.
    into
        other folders for `results` and `figures` than the study's own.
    """
    from framing.plotting import save

    contents = contents_of(published(study))
    folders = into or {name: study.path(name) for name in ("results", "figures")}
    written = [
        *write_results(contents.results, folders["results"]),
        *write_numbers(contents.numbers, folders["results"]),
        *write_tables(contents.printed, folders["results"] / "tables"),
    ]
    with ProcessPoolExecutor() as pool:
        saved = pool.map(save, contents.drawings, [folders["figures"]] * len(contents.drawings))
        paths = progress(saved, "pictures", total=len(contents.drawings))
        return _Edition(written, [path for each in paths for path in each], contents.made_from)


def allowed(makes: Mapping[str, tuple[str, ...]], results: Mapping[str, pd.DataFrame]) -> list[str]:
    """The figures or tables for which all results are there."""
    return [name for name, needed in makes.items() if results.keys() >= set(needed)]


def view_of(study: Study, results: Mapping[str, pd.DataFrame]) -> View:
    """What the figures of a study are given."""
    from framing.plotting import View, bare_names

    names = bare_names(study.lexicon.terms)
    return View(study.articles, results, study.targets, study.coders, names, study.outlets)


def _refuse_unknown_targets(study: Study) -> None:
    """Refuse targets of study.toml that the lexicon does not have."""
    unknown = set(study.targets) - set(study.lexicon.targets)
    if unknown:
        raise BadInput(
            f"{study.file}, [figures] targets: {', '.join(sorted(unknown))} are no targets of the lexicon "
            f"({', '.join(study.lexicon.targets)})."
        )


def drawing(name: str, view: View) -> Drawing:
    """One figure, drawn in the toolkit's style."""
    from framing.plotting import style

    with style():
        drawn: Drawing = getattr(import_module(f"framing.plotting.figures.{HOMES[name]}"), f"draw_{name}")(view)
    return drawn


def draw(study: Study, name: str) -> Drawing:
    """Draw one figure of a study without writing anything.

    Parameters
    ----------
    study
        the study.
    name
        a name of `FIGURES`: naming, naming_rates, positions, voice, collation, propositions, coded_loadedness,
        lexicon_versions, specifications, power, or of classifiers: loadedness, calibration, transfer, contrasts,
        outlet_contrasts, mission, coefficients.

    Returns
    -------
    Drawing
        with .figure (matplotlib), .data (the rows drawn), .caption and .alt; a notebook shows it as a picture.

    Raises
    ------
    BadInput
        when there is no such figure, or the study has not what it needs.

    Examples
    --------
    >>> import framing as fr
    >>> draw(fr.open_study("study.toml"), "naming_rates").data["target"].nunique()
    4
    """
    if name not in FIGURES:
        raise BadInput(f"There is no figure '{name}'; {did_you_mean(name, FIGURES)}")
    _refuse_unknown_targets(study)
    results = results_on_demand(study)
    if not results.keys() >= set(FIGURES[name]):
        raise BadInput(
            f"The figure '{name}' rests on {' and '.join(FIGURES[name])}, which need codes that this study has not, or "
            "published scores (framing build with an encoder in study.toml, then framing publish)."
        )
    return drawing(name, view_of(study, results))
