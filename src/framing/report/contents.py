"""Edition: all results, printed tables and figures of a study, made together from its published tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from framing.display import progress
from framing.errors import BadInput, did_you_mean
from framing.report.paper_tables import PAPER_TABLES as PRINTED, printed_table, write_tables
from framing.report.tables import given, required
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


@dataclass(frozen=True)
class Contents:
    """All that is made of a study, computed and not yet written, and from which files each of it was made."""

    view: View
    results: Mapping[str, pd.DataFrame]
    numbers: list[Number]
    printed: list[PrintedTable]
    drawings: list[Drawing]
    made_from: dict[str, list[str]]


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
        view = view_of(study)

    def noted(output: str, make: Callable[[], Made]) -> Made:
        with noting() as read:
            found = make()
        made_from[output] = sorted(of_all | {f"{home}/{result}.csv" for result in read})
        return found

    numbers = noted(f"{home}/numbers.json", lambda: cited_numbers(study, results))
    printed = [
        noted(f"{home}/tables/{name}", partial(printed_table, name, view, results))
        for name in allowed(PRINTED, results)
    ]
    drawings = [
        noted(f"{study.paths['figures']}/{name}", partial(drawing, name, view, results))
        for name in progress(allowed(figures(), results), "figures")
    ]
    return Contents(view, results, numbers, printed, drawings, made_from)


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


@lru_cache
def figures() -> dict[str, Callable[..., Drawing]]:
    """The figures by name, in their order."""
    from framing.plotting import FIGURES

    return {draw.__name__.removeprefix("draw_"): draw for draw in FIGURES}


def allowed(makes: Mapping[str, Callable[..., Any]], results: Mapping[str, pd.DataFrame]) -> list[str]:
    """The figures or tables for which all results are there."""
    return [name for name, make in makes.items() if results.keys() >= set(required(make))]


def view_of(study: Study) -> View:
    """What the figures of a study are given."""
    from framing.plotting import View, bare_names

    names = bare_names(study.lexicon.terms)
    return View(study.articles, study.targets, study.coders, names, study.outlets)


def _refuse_unknown_targets(study: Study) -> None:
    """Refuse targets of study.toml that the lexicon does not have."""
    unknown = set(study.targets) - set(study.lexicon.targets)
    if unknown:
        raise BadInput(
            f"{study.file}, [figures] targets: {', '.join(sorted(unknown))} are no targets of the lexicon "
            f"({', '.join(study.lexicon.targets)})."
        )


def drawing(name: str, view: View, results: Mapping[str, pd.DataFrame]) -> Drawing:
    """One figure, drawn in the toolkit's style."""
    from framing.plotting import style

    with style():
        return figures()[name](view, **given(figures()[name], results))


def draw(study: Study, name: str) -> Drawing:
    """Draw one figure of a study without writing anything.

    Parameters
    ----------
    study
        the study.
    name
        one of naming, naming_rates, positions, voice, collation, propositions, coded_loadedness,
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
    if name not in figures():
        raise BadInput(f"There is no figure '{name}'; {did_you_mean(name, figures())}")
    _refuse_unknown_targets(study)
    results = results_on_demand(study)
    needed = required(figures()[name])
    if not results.keys() >= set(needed):
        raise BadInput(
            f"The figure '{name}' rests on {' and '.join(needed)}, which need codes that this study has not, or "
            "published scores (framing build with an encoder in study.toml, then framing publish)."
        )
    return drawing(name, view_of(study), results)
