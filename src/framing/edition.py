"""Edition: all results, printed tables and figures of a study, made together from its published tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from framing.chain import published
from framing.errors import BadInput, did_you_mean
from framing.manuscript import TABLES as PRINTED
from framing.manuscript import cited_numbers, printed_table, write_numbers, write_tables
from framing.progress import progress
from framing.reads import MADE_FROM, NotedResults, noting
from framing.results import every_result, results_on_demand, write_results
from framing.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from framing.figures.view import View
    from framing.plots.style import Drawing

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


@dataclass(frozen=True)
class Edition:
    """The files of all results and figures, and from which files each result and figure was made."""

    tables: list[Path]
    pictures: list[Path]
    made_from: dict[str, list[str]]


def make_edition(study: Study, into: Mapping[str, Path] | None = None) -> Edition:
    """Make all results and figures from the published tables; nothing is written before everything is computed.

    Parameters
    ----------
    study
        whose published tables are read.
    into
        other folders for `results` and `figures` than the study's own.
    """
    from framing.plots.style import save

    study = published(study)
    refuse_unknown_targets(study)
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
    folders = into or {name: study.path(name) for name in ("results", "figures")}
    written = [
        *write_results(results, folders["results"]),
        *write_numbers(numbers, folders["results"]),
        *write_tables(printed, folders["results"] / "tables"),
    ]
    with ProcessPoolExecutor() as pool:
        saved = progress(
            pool.map(save, drawings, [folders["figures"]] * len(drawings)), "pictures", total=len(drawings)
        )
        return Edition(written, [path for paths in saved for path in paths], made_from)


def allowed(makes: Mapping[str, tuple[str, ...]], results: Mapping[str, pd.DataFrame]) -> list[str]:
    """The figures or tables for which all results are there."""
    return [name for name, needed in makes.items() if results.keys() >= set(needed)]


def view_of(study: Study, results: Mapping[str, pd.DataFrame]) -> View:
    """What the figures of a study are given."""
    from framing.figures.view import View, bare_names

    return View(study.articles, results, study.targets, study.coders, bare_names(study.lexicon.terms))


def refuse_unknown_targets(study: Study) -> None:
    """Refuse targets of study.toml that the lexicon does not have."""
    unknown = set(study.targets) - set(study.lexicon.targets)
    if unknown:
        raise BadInput(
            f"{study.file}, [figures] targets: {', '.join(sorted(unknown))} are no targets of the lexicon "
            f"({', '.join(study.lexicon.targets)})."
        )


def drawing(name: str, view: View) -> Drawing:
    """One figure, drawn in the toolkit's style."""
    from framing.plots.style import style

    with style():
        drawn: Drawing = import_module(f"framing.figures.{name}").draw(view)
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
    refuse_unknown_targets(study)
    results = results_on_demand(study)
    if not results.keys() >= set(FIGURES[name]):
        raise BadInput(
            f"The figure '{name}' rests on {' and '.join(FIGURES[name])}, which need codes that this study has not, or "
            "published scores (framing build with an encoder in study.toml, then framing publish)."
        )
    return drawing(name, view_of(study, results))
