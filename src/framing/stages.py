"""The stages of a study as files: build derived tables, compute results, draw figures, publish, verify."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from framing.chain import (
    RECORD,
    derived_now,
    derived_tables,
    differences,
    facts_of,
    published,
    refuse_others,
    results_now,
)
from framing.coding.codebook import PREFIX, anchored
from framing.consequences import consequences
from framing.errors import BadInput, did_you_mean
from framing.files import sha256_of
from framing.manuscript import TABLES as PRINTED
from framing.manuscript import cited_numbers, printed_table, write_numbers, write_tables
from framing.reads import MADE_FROM, NotedResults, noting
from framing.reporting.lock import Lock
from framing.reporting.provenance import read_provenance
from framing.results import every_result, results_of, results_of_classifiers, write_results
from framing.schema import TABLES
from framing.scoring import scored
from framing.study import Study, table_of
from framing.tables import read_table, write_table

if TYPE_CHECKING:
    import pandas as pd

    from framing.figures.view import View
    from framing.plots.style import Drawing

Made = TypeVar("Made")
# tables of numbers that were fitted, whose last digits depend on the processor
FITTED, TOLERANCE = ("scores", "classifiers", "yardsticks", "dealt_differences"), 1e-5
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


def build(study: Study) -> Path:
    """Build the derived tables from the texts into `build/derived`; returns the folder.

    Raises
    ------
    TextNotAvailable, BadInput
        before anything is written, when a text is missing.
    """
    for article_id in study.articles["article_id"]:
        study.corpus.text(article_id)
    tables = {
        "sentences": study.sentences,
        "alignments": study.alignments,
        **{table_of(version): table for version, table in study.occurrences_by_lexicon.items()},
        "swaps": study.swaps,
        **scored(study),
    }
    folder = study.path("build") / "derived"
    clear(folder)
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv", name if name in TABLES else "occurrences")
    replace(derived_now(study, folder), facts=facts_of(study, "framing build")).write(folder / RECORD)
    return folder


def clear(folder: Path) -> None:
    """Take away the files of an earlier run, so that none is left that is not made any more."""
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.is_file():
            path.unlink()


def publish(study: Study) -> list[Path]:
    """Move the tables of `build/derived` over the published ones, the record last.

    Published tables that are not made any more go; a file that no record names is not touched.

    Raises
    ------
    BadInput
        before anything is moved, when the build is not what its record says, or was made from other inputs.
    """
    built, home = study.path("build") / "derived", study.path("derived")
    refuse_others(study, built, "Run framing build --texts FOLDER (again), then framing publish.")
    outdated = tables_on_record(home) - tables_on_record(built)
    home.mkdir(parents=True, exist_ok=True)
    moved = [path.replace(home / path.name) for path in [*derived_tables(built), built / RECORD]]
    for name in outdated:
        (home / name).unlink()
    return moved


def tables_on_record(folder: Path) -> set[str]:
    """Names of the files in a folder that its record says the toolkit made."""
    if not (folder / RECORD).is_file():
        return set()
    return {path.name for path in folder.iterdir() if path.is_file()} & set(read_provenance(folder / RECORD).outputs)


def compare(study: Study) -> list[Path]:
    """Compute the results from the published tables and write them to `results/`; returns the files."""
    study = published(study)
    results = every_result(study)
    numbers = cited_numbers(study, results)
    return [*write_results(results, study.path("results")), *write_numbers(numbers, study.path("results"))]


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
    results = results_of(study)
    if not results.keys() >= set(FIGURES[name]):
        results |= results_of_classifiers(study)
    if not results.keys() >= set(FIGURES[name]):
        raise BadInput(
            f"The figure '{name}' rests on {' and '.join(FIGURES[name])}, which need codes that this study has not, or "
            "published scores (framing build with an encoder in study.toml, then framing publish)."
        )
    return drawing(name, view_of(study, results))


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


def figures(study: Study) -> list[Path]:
    """Compute the results from the published tables, draw all figures that they allow, write all, record what made it.

    Returns
    -------
    list of Path
        the files of figures. Nothing is written before everything is computed.
    """
    anew = all_anew(study)
    lock = Lock.of(anew.pictures, study.path("figures")).write(study.path("figures"))
    record = results_now(study, [*anew.tables, *anew.pictures, lock])
    replace(record, made_from=anew.made_from, facts=facts_of(study, "framing figures")).write(
        study.path("results") / RECORD
    )
    return anew.pictures


@dataclass(frozen=True)
class Anew:
    """The files of all results and figures, and from which files each result and figure was made."""

    tables: list[Path]
    pictures: list[Path]
    made_from: dict[str, list[str]]


def all_anew(study: Study, into: Mapping[str, Path] | None = None) -> Anew:
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
        noted(f"{study.paths['figures']}/{name}", partial(drawing, name, view)) for name in allowed(FIGURES, results)
    ]
    folders = into or {name: study.path(name) for name in ("results", "figures")}
    written = [
        *write_results(results, folders["results"]),
        *write_numbers(numbers, folders["results"]),
        *write_tables(printed, folders["results"] / "tables"),
    ]
    with ProcessPoolExecutor() as pool:
        saved = pool.map(save, drawings, [folders["figures"]] * len(drawings))
        return Anew(written, [path for paths in saved for path in paths], made_from)


def allowed(makes: Mapping[str, tuple[str, ...]], results: Mapping[str, pd.DataFrame]) -> list[str]:
    """The figures or tables for which all results are there."""
    return [name for name, needed in makes.items() if results.keys() >= set(needed)]


def take_codes(study: Study, folder: Path, coder: str) -> list[Path]:
    """Bring a coder's delivered files into the study's codes, stand-off; returns the files written."""
    if not study.paths["codes"]:
        raise BadInput(f'{study.file} names no folder for codes: add codes = "data/codes" under [paths].')
    if not re.fullmatch(r"[a-z0-9]{1,16}", coder):
        raise BadInput(f"A coder's name is one to sixteen small letters or digits, not '{coder}'.")
    tables = anchored(folder, study.sentences, study.corpus, study.occurrences)
    home = study.path("codes") / f"{PREFIX}{coder}"
    for name, table in tables.items():
        write_table(table, home / f"{name}.csv", name)
    return [home / f"{name}.csv" for name in tables]


def verify(study: Study) -> list[str]:
    """What is not as recorded, a sentence each; none when the chain of hashes holds.

    With texts attached, the tables are built from them into `build/derived` and compared with the published ones too.
    """
    return [*differences(study), *consequences(study), *(differences_from_build(study) if study.texts else [])]


def differences_from_build(study: Study) -> list[str]:
    """Build from the texts and compare with what is published, file by file; fitted numbers may differ by 1e-5."""
    built, home = (
        {path.name: path for path in derived_tables(folder)} for folder in (build(study), study.path("derived"))
    )
    return [
        f"built tables: {name} is not the published one (look at the difference; make publish takes it over)"
        for name in sorted({*built, *home})
        if not (name in built and name in home and agree(built[name], home[name]))
    ]


def agree(one: Path, other: Path) -> bool:
    """Whether two files of a derived table are equal, or hold fitted numbers that another processor may have made."""
    if sha256_of(one) == sha256_of(other) or one.stem not in FITTED:
        return sha256_of(one) == sha256_of(other)
    tables = [read_table(path, path.stem) for path in (one, other)]
    names = [name for name, column in TABLES[one.stem].columns.items() if column.type == "real"]
    (left, right), (rest, other_rest) = zip(
        *[(table[names], table.drop(columns=names)) for table in tables], strict=True
    )
    near = rest.equals(other_rest) and np.allclose(left, right, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    return bool(near)
