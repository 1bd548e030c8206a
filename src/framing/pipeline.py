"""The stages of a study as files: build derived tables, compute results, draw figures, publish, verify."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from joblib import cpu_count

from framing.corpus import CODER_PREFIX, listed_languages, other_languages, to_standoff
from framing.display import named
from framing.errors import BadInput
from framing.measures import PERMUTATIONS
from framing.report import draw_some, make_edition
from framing.schema import TABLES
from framing.study import (
    DERIVED,
    RECORD,
    Lock,
    Pool,
    Stages,
    Study,
    cited_numbers,
    code_of_derived,
    derived_now,
    derived_tables,
    differences,
    every_result,
    hash_of,
    published,
    read_provenance,
    refuse_others,
    results_now,
    scored,
    table_of,
    warn_of_silent_terms,
    write_numbers,
    write_results,
)
from framing.tables import hashes_of, read_table, sha256_of, write_table
from framing.verify import consequences
from framing.writing import delete, one_run, replacing

SAMPLED, READ = 4, 60  # articles and sentences on which times are measured
FIT, REFIT = 4.0, 3.0  # seconds of an outlet's classifiers per thousand sentences, and of its permutations
# tables of numbers that were fitted, whose last digits depend on the processor
FITTED, TOLERANCE = ("scores", "classifiers", "yardsticks", "dealt_differences"), 1e-5


def keeping(study: Study, *, workers: int | None = None, scheduler: str = "") -> Study:
    """Return the study with its stages kept in `build/stages`, each under hashes of its inputs and of the code.

    Parameters
    ----------
    study : Study
        The study, with texts.
    workers : int, optional
        Number of processes for batches of articles and sentences; by default one per processor core.
    scheduler : str, default ""
        Address of a Dask scheduler whose workers take the place of processes.
    """
    code = code_of_derived()
    pool = Pool(workers or cpu_count(), scheduler, code)
    return replace(study, stages=Stages(study.path("build") / "stages", code, pool))


def build(study: Study) -> Path:
    """Build the derived tables from the texts into `build/derived`; return the folder.

    Each batch of articles or sentences is kept when it is done, and each further stage when it ends, so that a stopped
    build goes on where it was, and a changed lexicon repeats only what depends on it.

    Raises
    ------
    TextNotAvailable, BadInput
        If a text is missing, or another run is at work in the study, before anything is written.
    """
    with one_run(study.root, study.path("build"), together=False):
        return _build(study)


def _check_languages(study: Study) -> None:
    """Warn of articles that the models and the grammar of English leave out; refuse those that the manifest hides."""
    others = other_languages(study.corpus)
    given = study.articles.get("language", pd.Series("", study.articles.index))
    said = dict(zip(study.articles["article_id"], given, strict=True))
    hidden = {name: language for name, language in others.items() if said[name] != language}
    if hidden:
        raise BadInput(
            f"{len(hidden)} of {len(said)} articles are not in English, and {study.paths['articles']} does not "
            f"say so: {listed_languages(hidden)}. Write these codes into its column language (en if that is wrong): "
            "models of English then leave them out."
        )
    if others:
        warnings.warn(
            f"{len(others)} of {len(said)} articles are in another language than English: {listed_languages(others)}. "
            "Their sentences, quotations and names are found and counted; scores and swaps are for English and leave "
            "them out.",
            stacklevel=3,
        )


def _build(study: Study) -> Path:
    study = study if study.stages else keeping(study)
    for article_id in study.articles["article_id"]:
        study.corpus.text(article_id)
    _check_languages(study)
    makers: dict[str, Callable[[], Any]] = {
        "voice": lambda: study.voiced,
        "attributions": lambda: study.attributions,
        "alignments": lambda: study.alignments,
        "families": lambda: study.sentences,
        "occurrences": lambda: study.occurrences_by_lexicon,
        "labellings": lambda: study.labellings,
        "collocates": lambda: study.collocates,
        "drifts": lambda: (study.drifts, study.quotations),
        "swaps": lambda: study.swaps,
        "scores": lambda: scored(study),
    }
    made = {name: make() for name, make in named(makers, "stages")}
    warn_of_silent_terms(study)
    # a study of one name publishes the reports in the sentences that it scores, and counts whose words these are
    reports = study.attributions
    tables = {
        "sentences": study.sentences,
        "attributions": reports[reports["sentence_id"].isin(study.scored_sentences["sentence_id"])]
        if study.scores_namings_only
        else reports,
        "alignments": study.alignments,
        **{table_of(version): table for version, table in study.occurrences_by_lexicon.items()},
        "labellings": study.labellings,
        "collocates": study.collocates,
        "drifts": study.drifts,
        "quotations": study.quotations,
        "swaps": study.swaps,
        **made["scores"],
    }
    folder = study.path("build") / "derived"
    _clear(folder)
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv", name if name in TABLES else "occurrences")
    derived_now(study, folder).write(folder / RECORD)
    if study.stages:
        study.stages.tidy()
    return folder


def estimate(study: Study) -> dict[str, float]:
    """Estimate how long each stage of a build will take, in seconds, from the time that a few articles take.

    Voice, slots and scores grow with the number of sentences, twins with its square within a story. Each processor core
    reads a part of the articles.
    """
    from framing.study import general_scores, slots_of_swaps, words_of

    ids = study.articles["article_id"]
    few = study.articles[ids.isin(sorted(ids, key=lambda name: hash_of(name))[:SAMPLED])].reset_index(drop=True)
    sample = replace(study, stages=None)
    vars(sample)["corpus"] = replace(study.corpus, articles=few)
    _ = sample.tagger, sample.lexicon
    times, at = {}, perf_counter()
    for name in ("voiced", "alignments", "occurrences", "swaps"):
        getattr(sample, name)
        times[name], at = perf_counter() - at, perf_counter()
    body = sample.sentences[sample.sentences["kind"] != "boilerplate"].head(READ)
    swaps = sample.swaps[sample.swaps["sentence_id"].isin(body["sentence_id"])]
    read = 0.0
    if study.encoder and len(body):
        slots = slots_of_swaps(swaps, sample.occurrences, sample.sentences, sample.corpus, lexicon=sample.lexicon)
        general_scores(sample, words_of(body.head(1), sample.corpus), slots.head(1))  # models are loaded once
        at = perf_counter()
        general_scores(sample, words_of(body, sample.corpus), slots)
        read = perf_counter() - at
    characters = [len(study.corpus.text(article_id)) for article_id in ids]
    share = sum(characters) / max(sum(len(study.corpus.text(one)) for one in few["article_id"]), 1)
    sentences, cores = len(sample.sentences) * share, min(cpu_count(), len(ids))
    fits = min(study.most_outlets, len(set(study.articles["outlet"]))) * sentences / 1000
    return {
        "voice": times["voiced"] * share / cores,
        "twins": times["alignments"] * share,
        "slots": (times["occurrences"] + times["swaps"]) * share / cores,
        "scores": 3 * read * sentences / max(len(body), 1) / cores,
        "classifiers": fits * (FIT + REFIT * study.permutations / PERMUTATIONS) if study.encoder else 0.0,
    }


def _clear(folder: Path) -> None:
    """Delete the files of an earlier run, so that no outdated one is left."""
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.is_file():
            path.unlink()


def publish(study: Study) -> list[Path]:
    """Replace the published tables and their record by those in `build/derived`, all together; return the files.

    Published tables that the build no longer contains are deleted; files that no record names are kept. A published
    table of fitted numbers is kept if the build agrees with it to 1e-5, so that another processor moves no number.

    Raises
    ------
    BadInput
        If the build differs from its record or was computed from other inputs, or another run is at work in the study,
        before anything is copied.
    """
    with one_run(study.root, study.path("build")):
        return _publish(study)


def _publish(study: Study) -> list[Path]:
    built, home = study.path("build") / "derived", study.path("derived")
    refuse_others(study, built, "Run framing build --texts FOLDER (again), then framing publish.")
    for path in derived_tables(built):
        if not ((home / path.name).is_file() and agree(path, home / path.name)):
            with replacing(home / path.name) as spare:
                copyfile(path, spare)
    outdated = _tables_on_record(home) - _tables_on_record(built)
    for name in outdated:
        delete(home / name)
    names = {path.name for folder in (built, home) for path in derived_tables(folder)} - outdated
    tables = [home / f"{table}.csv" for table in DERIVED if f"{table}.csv" in names]
    replace(read_provenance(built / RECORD), outputs=hashes_of(tables, home)).write(home / RECORD)
    return [*tables, home / RECORD]


def _tables_on_record(folder: Path) -> set[str]:
    """Return the names of the files in a folder that its record lists as outputs."""
    if not (folder / RECORD).is_file():
        return set()
    return {path.name for path in folder.iterdir() if path.is_file()} & set(read_provenance(folder / RECORD).outputs)


def compare(study: Study) -> list[Path]:
    """Compute the results from the published tables and write them to `results/`; return the files."""
    study = published(study)
    with one_run(study.root, study.path("build")):
        results = every_result(study)
        numbers = cited_numbers(study, results)
        return [*write_results(results, study.path("results")), *write_numbers(numbers, study.path("results"))]


def figures(study: Study, names: Sequence[str] = ()) -> list[Path]:
    """Compute the results from the published tables, draw the figures that they allow, write all and record the inputs.

    Parameters
    ----------
    study : Study
        The study.
    names : sequence of str, default ()
        Names of figures: only these are drawn and written. Results, lock and provenance record stay as they are, so
        that `verify` reports a figure that differs from the recorded one.

    Returns
    -------
    list of Path
        The files of figures. They are written together with the results and the records, when all is computed.
    """
    with one_run(study.root, study.path("build")):
        if names:
            return draw_some(study, names)
        edition = make_edition(study)
        lock = Lock.of(edition.pictures, study.path("figures")).write(study.path("figures"))
        record = results_now(study, [*edition.tables, *edition.pictures, lock])
        replace(record, made_from=edition.made_from).write(study.path("results") / RECORD)
        return edition.pictures


def take_codes(study: Study, folder: Path, coder: str) -> list[Path]:
    """Add a coder's files to the codes of a study, as stand-off annotation; return the files written."""
    if not re.fullmatch(r"[a-z0-9]{1,16}", coder):
        raise BadInput(f"A coder's name is one to sixteen small letters or digits, not '{coder}'.")
    tables = to_standoff(folder, study.sentences, study.corpus, study.occurrences)
    home = study.path("codes") / f"{CODER_PREFIX}{coder}"
    with one_run(study.root, study.path("build")):
        for name, table in tables.items():
            write_table(table, home / f"{name}.csv", name)
    return [home / f"{name}.csv" for name in tables]


def verify(study: Study) -> list[str]:
    """Return each difference from the records as a sentence, and what changed inputs affect; empty if there is none.

    If texts are attached, the tables are built from them into `build/derived` too and compared with the published ones.
    """
    return [*differences(study), *consequences(study), *(_differences_from_build(study) if study.texts else [])]


def _differences_from_build(study: Study) -> list[str]:
    """Build from the texts and compare with the published tables; fitted numbers may differ by 1e-5."""
    built, home = (
        {path.name: path for path in derived_tables(folder)} for folder in (build(study), study.path("derived"))
    )
    return [
        f"built tables: {name} differs from the published one (compare them; make publish replaces it)"
        for name in sorted({*built, *home})
        if not (name in built and name in home and agree(built[name], home[name]))
    ]


def agree(one: Path, other: Path) -> bool:
    """Return whether two files of a derived table are equal, up to the rounding of fitted numbers."""
    if sha256_of(one) == sha256_of(other) or one.stem not in FITTED:
        return sha256_of(one) == sha256_of(other)
    tables = [read_table(path, path.stem) for path in (one, other)]
    names = [name for name, column in TABLES[one.stem].columns.items() if column.type == "real"]
    (left, right), (rest, other_rest) = zip(
        *[(table[names], table.drop(columns=names)) for table in tables], strict=True
    )
    near = rest.equals(other_rest) and np.allclose(left, right, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    return bool(near)
