"""Record inputs, code and outputs by hash, without date, host, path or commit, and compare them with a record."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import pandas as pd

from framing.errors import BadInput
from framing.study.numbers import declarations
from framing.study.preregistration import edited_plan, files_of_plan, hashes_of_texts
from framing.study.study import DERIVED, Study
from framing.tables import hash_of_hashes, hashes_of, read_text, sha256_of, write_text

RECORD, LOCK = "provenance.json", "figures.lock.json"
VALIDATION = "validation"
DATA_SET = "data set "
MODEL = "loaded-language"
CODER = "coder_"
PACKAGE = Path(__file__).parent.parent
# the code that finds sentences, voice, terms and twins: this is what the validation measures
CODE_OF_DETECTORS = (
    "tables.py",
    "corpus",
    "attribution",
    "lexicon",
    "alignment",
    "models/encoders.py",
    "models/attribution_tagger.py",
    "models/pairs.py",
    "models/pairs.json",
)
CODE_OF_DERIVED = (
    *CODE_OF_DETECTORS,
    "columns.py",
    "schema.py",
    "study/settings.py",
    "study/stages.py",
    "study/partitions.py",
    "study/study.py",
    "study/scores.py",
    "study/score_texts.py",
    "models",
    "measures/lexicon_versions.py",
    "measures/controls.py",
    "measures/collocates.py",
    "stats/intervals.py",
    "measures/contrast.py",
)
REMEDY_DERIVED = "make all TEXTS=folder, then make publish"
REMEDY_RESULTS = "make figures; keep files of your own elsewhere"
REMEDY_VALIDATION = "make validate DATASETS=folder"
SHOWN = 3
OF_A_STUDY = ("README.md", "CITATION.cff", "LICENSE")


@dataclass(frozen=True)
class Provenance:
    """Hashes of inputs, code and outputs, and the inputs of each output.

    Attributes
    ----------
    inputs, outputs : mapping of str to str
        SHA-256 by the path of each file in the study.
    code : str
        SHA-256 of the package's code.
    made_from : mapping of str to sequence of str, default {}
        The inputs of each output: of a result the published tables, lexicon and codes; of a figure, a printed table
        or the cited numbers the results.
    """

    inputs: Mapping[str, str]
    code: str
    outputs: Mapping[str, str]
    made_from: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the record as JSON with sorted keys, without an empty `made_from`."""
        filled = {name: value for name, value in asdict(self).items() if value or name != "made_from"}
        write_text(path, json.dumps(filled, indent=1, sort_keys=True) + "\n")

    def differences(self, now: Provenance) -> list[str]:
        """Return each difference from the present state as a sentence."""
        code = ["the code differs from the code that made the files"] if self.code != now.code else []
        return self.differences_of_files(now) + code

    def differences_of_files(self, now: Provenance) -> list[str]:
        """Return each input and output that differs from the present state, whatever the code."""
        return [
            f"{kind} {name} {change}"
            for kind in ("input", "output")
            for name, change in changes(getattr(self, f"{kind}s"), getattr(now, f"{kind}s"))
        ]


def changes(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the name of each file whose hash differs, and how: missing, not recorded or changed."""
    return [
        (name, "is missing" if name not in now else "is not recorded" if name not in recorded else "has changed")
        for name in sorted({*recorded, *now})
        if recorded.get(name) != now.get(name)
    ]


def read_provenance(path: Path) -> Provenance:
    """Read a record.

    Raises
    ------
    BadInput
        If the file is not a record.
    """
    try:
        record: dict[str, Any] = json.loads(read_text(path))
        return Provenance(record["inputs"], record["code"], record["outputs"], dict(record.get("made_from", {})))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError):
        raise BadInput(f"{path} is not a provenance record; expected JSON with inputs, code and outputs.") from None


def _code_hash(parts: Iterable[str] = ("",)) -> str:
    """Return one hash of the source files (.py, .csv, .json) of the package or of some of its parts, with their names.

    Python counts by its syntax tree, so that a comment, a docstring or a line break is not a change; tables by bytes.
    """
    files = {
        path
        for part in parts
        for path in ([PACKAGE / part] if (PACKAGE / part).is_file() else (PACKAGE / part).rglob("*"))
        if path.suffix in (".py", ".csv", ".json")
    }
    return hash_of_hashes(
        {
            path.relative_to(PACKAGE).as_posix(): (
                _hash_of_python(read_text(path)) if path.suffix == ".py" else sha256_of(path)
            )
            for path in files
        }
    )


@cache
def _hash_of_python(source: str) -> str:
    """Return the hash of a syntax tree; kept, since parsing takes most of the time of `verify`."""
    return hashlib.sha256(spelt_out(ast.parse(source)).encode()).hexdigest()


def spelt_out(node: Any) -> str:
    """Return a syntax tree as text, without docstrings.

    Empty fields are left out, as ast.dump does in some versions of Python only: the hash may not depend on the version.

    >>> spelt_out(ast.parse("x = 1  # one")) == spelt_out(ast.parse("x = (1)"))
    True
    """
    if isinstance(node, list):
        return f"[{', '.join(map(spelt_out, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = {**dict(ast.iter_fields(node)), **_without_docstring(node)}
    filled = (f"{name}={spelt_out(value)}" for name, value in fields.items() if value not in (None, []))
    return f"{type(node).__name__}({', '.join(filled)})"


def _without_docstring(node: ast.AST) -> dict[str, list[ast.stmt]]:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {}
    return {"body": node.body[1:]} if ast.get_docstring(node, clean=False) is not None else {}


def packages(of: str = "framing") -> dict[str, str]:
    """Return the installed version of each package that a package requires, without its extras.

    Parameters
    ----------
    of : str, default "framing"
        Name of an installed package; its own metadata name the packages.

    Examples
    --------
    >>> {"numpy", "pandas", "scikit-learn", "seaborn"} <= set(packages())
    True
    """
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in requires(of) or [] if ";" not in line]
    return {name: version(name) for name in sorted(names)}


def session_info() -> pd.DataFrame:
    """Return the versions of Python, the toolkit and the packages it requires.

    Returns
    -------
    DataFrame
        Columns package and version, one row per package.
    """
    rows = {"python": platform.python_version(), "framing": version("framing"), **packages()}
    return pd.DataFrame(list(rows.items()), columns=["package", "version"], dtype="str")


def model() -> dict[str, str]:
    """Return the name of the shipped general model and the SHA-256 of its weights and coefficients."""
    home = PACKAGE / "models"
    return {
        "name": MODEL,
        "weights": sha256_of(home / f"{MODEL}.safetensors"),
        "coefficients": sha256_of(home / f"{MODEL}.json"),
    }


def coders_of(codes: Path) -> dict[str, str]:
    """Return one hash of all files of each coder, by the coder's name."""
    return {
        folder.name.removeprefix(CODER): hash_of_hashes(hashes_of(folder.glob("*.csv"), folder))
        for folder in sorted(codes.glob("*"))
        if folder.is_dir()
    }


def derived_tables(folder: Path) -> list[Path]:
    """Return the derived tables in a folder; other files there are the researcher's own."""
    return [path for table in DERIVED if (path := folder / f"{table}.csv").is_file()]


def code_of_derived() -> str:
    """Return the hash of the code that derived tables depend on."""
    return _code_hash(CODE_OF_DERIVED)


def derived_now(study: Study, folder: Path) -> Provenance:
    """Return the record of the derived tables in a folder in their present state."""
    texts = {f"text of {name}": sha256 for name, sha256 in hashes_of_texts(study).items()}
    inputs = hashes_of([study.path("articles"), study.path("lexicon"), *codes_of(study)], study.root)
    return Provenance({**inputs, **texts}, code_of_derived(), hashes_of(derived_tables(folder), folder))


def codes_of(study: Study) -> list[Path]:
    """Return the files of all coders."""
    return list(study.path("codes").rglob("*.csv"))


def declared_numbers(study: Study) -> list[Path]:
    """Return the file that declares the numbers to cite and the tables of the validation that it cites, if present."""
    if not study.paths["numbers"]:
        return []
    declared = study.path("numbers")
    if not declared.is_file():
        return []
    tables = {table for table in declarations(declared)["table"] if table.startswith(f"{VALIDATION}/")}
    paths = [study.path("results") / f"{table}.csv" for table in sorted(tables)]
    return [declared, *(path for path in paths if path.is_file())]


def results_now(study: Study, outputs: Iterable[Path]) -> Provenance:
    """Return the record of results and figures in their present state.

    Pinned versions are an input where the study has them, because they change bytes as code does.
    """
    named = [study.path("articles"), study.path("lexicon"), study.file]
    pins = [path for path in [study.root / "constraints.txt"] if path.is_file()]
    named += [*derived_tables(study.path("derived")), *codes_of(study), *declared_numbers(study)]
    named += [
        study.path(name) for name in ("scores", "propositions", "sources", "slot_codes", "copies") if study.paths[name]
    ]
    named += files_of_plan(study)
    inputs = hashes_of([*named, *pins], study.root)
    return Provenance(inputs, _code_hash(), hashes_of(outputs, study.root))


def _published_outputs(study: Study) -> list[Path]:
    """Return the files in the folders of results and figures, without the validation, which has its own record."""
    paths = {path for name in ("results", "figures") for path in study.path(name).rglob("*")}
    paths -= set((study.path("results") / VALIDATION).rglob("*"))
    return [path for path in paths if path.is_file() and path.name != RECORD and not path.name.startswith(".")]


def validation_now(study: Study, inputs: Mapping[str, str], outputs: Iterable[str]) -> Provenance:
    """Return the record of the validation in its present state.

    Parameters
    ----------
    study : Study
        The study that keeps the validation.
    inputs : mapping of str to str
        The recorded inputs. Hashes of data sets are taken as recorded, because data sets are not distributed.
    outputs : iterable of str
        Names of the files of the validation. Benchmarks are not among them, because they depend on the machine.
    """
    given = {name: sha256 for name, sha256 in inputs.items() if name.startswith(DATA_SET)}
    there = [path for name in inputs if name not in given and (path := study.root / name).is_file()]
    scripts = {path.name: _hash_of_python(read_text(path)) for path in (study.root / VALIDATION).glob("*.py")}
    code = hash_of_hashes({"framing": _code_hash(CODE_OF_DETECTORS), **scripts})
    folder = study.path("results") / VALIDATION
    written = [path for name in outputs if (path := folder / name).is_file()]
    return Provenance({**hashes_of(there, study.root), **given}, code, hashes_of(written, folder))


def published(study: Study) -> Study:
    """Return the study on its published tables only, as a clone without texts has it.

    Raises
    ------
    BadInput
        If the tables were computed from another manifest or lexicon, or have changed since.
    """
    folder = study.path("derived")
    refuse_others(study, folder, "Build and publish the tables: framing build --texts FOLDER, then framing publish.")
    return replace(study, texts=None)


def refuse_others(study: Study, folder: Path, remedy: str) -> None:
    """Raise if derived tables were computed from other inputs than the present ones.

    Changed code or changed codes are not refused: users draw while they change them, and `verify` reports the change.
    After a change of codes the scores of the text tier still rest on the earlier codes.
    """
    if not (folder / RECORD).is_file():
        raise BadInput(f"{folder} holds no derived tables with their {RECORD}. {remedy}")
    codes = {f"input {name}" for name in hashes_of(codes_of(study), study.root)}
    changed = read_provenance(folder / RECORD).differences_of_files(derived_now(study, folder))
    changed = [difference for difference in changed if not difference.startswith(tuple(f"{name} " for name in codes))]
    if changed:
        more = f"; {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        raise BadInput(f"{folder} was not made from what is here: {'; '.join(changed[:SHOWN])}{more}. {remedy}")


def differences(study: Study) -> list[str]:
    """Return each difference between the records and the present files and code, with its remedy."""
    derived, results = study.path("derived"), study.path("results")
    return [
        *_since(derived / RECORD, derived_now(study, derived), f"derived tables: {{}} ({REMEDY_DERIVED})"),
        *_since(
            results / RECORD,
            results_now(study, _published_outputs(study)),
            f"results and figures: {{}} ({REMEDY_RESULTS})",
        ),
        *_differences_of_validation(study),
        *edited_plan(study),
    ]


def _differences_of_validation(study: Study) -> list[str]:
    record = study.path("results") / VALIDATION / RECORD
    if not record.is_file():
        return []
    recorded = read_provenance(record)
    now = validation_now(study, recorded.inputs, recorded.outputs)
    return _since(record, now, f"validation: {{}} ({REMEDY_VALIDATION})")


def _since(record: Path, now: Provenance, sentence: str) -> list[str]:
    changed = read_provenance(record).differences(now) if record.is_file() else [f"{record} is missing"]
    return [sentence.format(difference) for difference in changed]


def environment() -> dict[str, str]:
    """Return what drawing depends on in addition to code and data: the same on two machines with the same pins.

    >>> {"fonttools", "freetype", "machine", "matplotlib", "pillow", "seaborn"} <= set(environment())
    True
    """
    from matplotlib import ft2font

    return {
        **packages("matplotlib"),
        **packages(),
        "freetype": ft2font.__freetype_version__,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "machine": platform.machine(),
        "system": platform.system(),
    }


@dataclass(frozen=True)
class Lock:
    """The environment in which figures were drawn, and the SHA-256 of each of their files."""

    environment: Mapping[str, str]
    files: Mapping[str, str]

    @classmethod
    def of(cls, files: Iterable[Path], folder: Path) -> Lock:
        """Return the lock of files in a folder that were drawn in the present environment."""
        return cls(environment(), hashes_of(files, folder))

    def write(self, folder: Path) -> Path:
        """Write the lock as JSON with sorted keys; return the file."""
        write_text(folder / LOCK, json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")
        return folder / LOCK

    def other_environment(self, now: Mapping[str, str]) -> str:
        """Return how the present environment differs, in words; empty if it does not."""
        return ", ".join(
            f"{name} {self.environment.get(name, 'none')} → {now.get(name, 'none')}"
            for name in sorted({*self.environment, *now})
            if self.environment.get(name) != now.get(name)
        )


def read_lock(folder: Path) -> Lock:
    """Read the lock of a folder of figures.

    Raises
    ------
    BadInput
        If the folder has no lock, or the file is not a lock.
    """
    path = folder / LOCK
    try:
        content = json.loads(read_text(path))
        return Lock(dict(content["environment"]), dict(content["files"]))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadInput):
            raise BadInput(f"{error} Run `framing figures` to draw the figures and write it.") from None
        raise BadInput(f"{path} is not a lock of figures; expected JSON with environment and files.") from None


def files_to_publish(study: Study) -> list[Path]:
    """Return the published files of a study, each as it was recorded; no text is among them.

    Raises
    ------
    BadInput
        If a file is missing or has changed since it was recorded, or lies outside the folder of the study.
    """
    derived, results = study.path("derived"), study.path("results")
    outputs = _published_outputs(study)
    states = {derived: derived_now(study, derived), results: results_now(study, outputs)}
    for folder, now in states.items():
        if not (folder / RECORD).is_file():
            raise BadInput(f"{folder / RECORD} does not exist. Run framing build, framing publish and framing figures.")
        changed = read_provenance(folder / RECORD).differences_of_files(now)
        if changed:
            raise BadInput(f"{folder}: {'; '.join(changed[:SHOWN])}. Run framing figures (framing verify lists all).")
    inputs = [study.root / name for now in states.values() for name in now.inputs if not name.startswith("text of ")]
    own = [path for name in OF_A_STUDY if (path := study.root / name).is_file()]
    paths = {*own, *inputs, *derived_tables(derived), *outputs, derived / RECORD, results / RECORD}
    outside = [path for path in paths if not path.resolve().is_relative_to(study.root.resolve())]
    if outside:
        raise BadInput(f"{min(outside)} lies outside {study.root}, the folder that a crate describes. Change [paths].")
    return sorted(paths)
