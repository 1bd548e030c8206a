"""The chain of hashes: what derived tables, results and figures were made from, then and now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from framing.errors import BadInput
from framing.files import hash_of_hashes, hashes_of, read_text
from framing.reads import PublishedStudy
from framing.reporting.facts import coders_of, model, packages
from framing.reporting.numbers import declarations
from framing.reporting.provenance import (
    CODE_OF_DERIVED,
    CODE_OF_DETECTORS,
    Provenance,
    code_hash,
    hash_of_python,
    read_provenance,
)
from framing.study import DERIVED, Study

RECORD = "provenance.json"
MEND_DERIVED = "make all TEXTS=folder, then make publish"
MEND_RESULTS = "make figures; a file of your own belongs elsewhere"
MEND_VALIDATION = "make validate DATASETS=folder"
VALIDATION = "validation"
DATA_SET = "data set "
SHOWN = 3


def derived_tables(folder: Path) -> list[Path]:
    """The derived tables in a folder; whatever else lies there is the researcher's own."""
    return [path for table in DERIVED if (path := folder / f"{table}.csv").is_file()]


def derived_now(study: Study, folder: Path) -> Provenance:
    """What is to be recorded of derived tables in `folder` at this moment."""
    articles = study.articles
    if "sha256" not in articles:
        raise BadInput(f"{study.path('articles')} has no column 'sha256'; framing ingest makes a manifest that has.")
    texts = {f"text of {name}": sha256 for name, sha256 in zip(articles["article_id"], articles["sha256"], strict=True)}
    inputs = hashes_of([study.path("articles"), study.path("lexicon"), *codes_of(study)], study.root)
    return Provenance({**inputs, **texts}, code_hash(CODE_OF_DERIVED), hashes_of(derived_tables(folder), folder))


def codes_of(study: Study) -> list[Path]:
    """The files of all coders."""
    return list(study.path("codes").rglob("*.csv")) if study.paths["codes"] else []


def declared_numbers(study: Study) -> list[Path]:
    """The file that declares the numbers to cite, and what tables of the validation it takes some from, if there."""
    if not study.paths["numbers"]:
        return []
    declared = study.path("numbers")
    if not declared.is_file():
        return []
    tables = {table for table in declarations(declared)["table"] if table.startswith(f"{VALIDATION}/")}
    paths = [study.path("results") / f"{table}.csv" for table in tables]
    return [declared, *(path for path in paths if path.is_file())]


def results_now(study: Study, outputs: Iterable[Path]) -> Provenance:
    """What is to be recorded of results and figures at this moment.

    Pinned versions are an input where the study has them: they move bytes as code does.
    """
    named = [study.path("articles"), study.path("lexicon"), study.file]
    pins = [path for path in [study.root / "constraints.txt"] if path.is_file()]
    named += [*derived_tables(study.path("derived")), *codes_of(study), *declared_numbers(study)]
    inputs = hashes_of([*named, *pins], study.root)
    return Provenance(inputs, code_hash(), hashes_of(outputs, study.root))


def facts_of(study: Study, command: str) -> dict[str, Any]:
    """What a reader of a record looks for first."""
    lexicon = study.lexicon
    return {
        "command": command,
        "seed": study.seed,
        "lexicon": {"version": lexicon.version, "sha256": lexicon.sha256},
        "coders": coders_of(study.path("codes")) if study.paths["codes"] else {},
        "model": model(),
        "packages": packages(),
    }


def published_outputs(study: Study) -> list[Path]:
    """Every file that lies in the folders of results and figures, but for the validation, which has its own record."""
    found = {path for name in ("results", "figures") for path in study.path(name).rglob("*")}
    found -= set((study.path("results") / VALIDATION).rglob("*"))
    return [path for path in found if path.is_file() and path.name != RECORD and not path.name.startswith(".")]


def validation_now(study: Study, inputs: Mapping[str, str], outputs: Iterable[str]) -> Provenance:
    """What is to be recorded of the validation: these files as they are now, these data sets as given.

    Data sets are not at hand when the chain is verified, and benchmarks are no function of what they were made from:
    of the former the given hash stands, the latter are not among the outputs.
    """
    given = {name: sha256 for name, sha256 in inputs.items() if name.startswith(DATA_SET)}
    there = [path for name in inputs if name not in given and (path := study.root / name).is_file()]
    scripts = {path.name: hash_of_python(read_text(path)) for path in (study.root / VALIDATION).glob("*.py")}
    code = hash_of_hashes({"framing": code_hash(CODE_OF_DETECTORS), **scripts})
    folder = study.path("results") / VALIDATION
    made = [path for name in outputs if (path := folder / name).is_file()]
    return Provenance({**hashes_of(there, study.root), **given}, code, hashes_of(made, folder))


def published(study: Study) -> PublishedStudy:
    """The study on its published tables alone, as a clone without texts has it.

    Raises
    ------
    BadInput
        when they were made from another manifest or lexicon, or changed since.
    """
    folder = study.path("derived")
    refuse_others(study, folder, "Build and publish the tables: framing build --texts FOLDER, then framing publish.")
    return PublishedStudy.of(study)


def refuse_others(study: Study, folder: Path, remedy: str) -> None:
    """Refuse derived tables that the inputs at hand did not make.

    Neither another code nor other codes are a reason: who changes them draws while doing so, and `verify` reports it.
    Where codes have changed, the scores of the text tier still rest on the earlier ones.
    """
    if not (folder / RECORD).is_file():
        raise BadInput(f"{folder} holds no derived tables with their {RECORD}. {remedy}")
    codes = {f"input {name}" for name in hashes_of(codes_of(study), study.root)}
    found = read_provenance(folder / RECORD).differences_of_files(derived_now(study, folder))
    found = [difference for difference in found if not difference.startswith(tuple(f"{name} " for name in codes))]
    if found:
        more = f"; {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise BadInput(f"{folder} was not made from what is here: {'; '.join(found[:SHOWN])}{more}. {remedy}")


def differences(study: Study) -> list[str]:
    """What is not as recorded, a sentence each, with what mends it."""
    derived, results = study.path("derived"), study.path("results")
    return [
        *since(derived / RECORD, derived_now(study, derived), f"derived tables: {{}} ({MEND_DERIVED})"),
        *since(
            results / RECORD,
            results_now(study, published_outputs(study)),
            f"results and figures: {{}} ({MEND_RESULTS})",
        ),
        *differences_of_validation(study),
    ]


def differences_of_validation(study: Study) -> list[str]:
    """What has changed since the detectors were validated, where a study keeps a validation."""
    record = study.path("results") / VALIDATION / RECORD
    if not record.is_file():
        return []
    recorded = read_provenance(record)
    now = validation_now(study, recorded.inputs, recorded.outputs)
    return since(record, now, f"validation: {{}} ({MEND_VALIDATION})")


def since(record: Path, now: Provenance, sentence: str) -> list[str]:
    """Differences between a record and now, put into a sentence."""
    found = read_provenance(record).differences(now) if record.is_file() else [f"{record} is missing"]
    return [sentence.format(difference) for difference in found]
