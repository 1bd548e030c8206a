"""Provenance: which inputs and which code made a set of files, by hash alone: no date, host, path or commit."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from framing.errors import BadInput
from framing.study.graph import PublishedStudy
from framing.study.numbers import declarations
from framing.study.study import DERIVED, Study
from framing.tables import hash_of_hashes, hashes_of, read_text, sha256_of, write_text

NEEDED = ("inputs", "code", "outputs")
PACKAGE = Path(__file__).parent.parent
# what finds sentences, voice, terms and pairs: this is what is validated
CODE_OF_DETECTORS = ("tables.py", "corpus", "attribution", "lexicon", "alignment", "models/encoders.py")
CODE_OF_DERIVED = (
    *CODE_OF_DETECTORS,
    "schema.py",
    "study/settings.py",
    "study/study.py",
    "study/scores.py",
    "models",
    "measures/lexicon_versions.py",
    "measures/controls.py",
    "stats/intervals.py",
    "measures/contrast.py",
)


@dataclass(frozen=True)
class Provenance:
    """Hashes of what went in, of the code and of what came out.

    Also from which files each output was made, and facts that a reader looks for: command, seed, versions of lexicon,
    model and packages. These say no more than the hashes do, so that nothing is compared with them.
    """

    inputs: Mapping[str, str]
    code: str
    outputs: Mapping[str, str]
    made_from: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write as JSON with sorted keys, what is empty left out."""
        filled = {name: value for name, value in asdict(self).items() if value or name in NEEDED}
        write_text(path, json.dumps(filled, indent=1, sort_keys=True) + "\n")

    def differences(self, now: Provenance) -> list[str]:
        """What is not as recorded, a sentence each."""
        code = ["the code differs from the code that made the files"] if self.code != now.code else []
        return self.differences_of_files(now) + code

    def differences_of_files(self, now: Provenance) -> list[str]:
        """Inputs and outputs that are not as recorded, whatever the code."""
        return [
            f"{kind} {name} {change}"
            for kind in ("input", "output")
            for name, change in changes(getattr(self, f"{kind}s"), getattr(now, f"{kind}s"))
        ]


def changes(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (name, "is missing" if name not in now else "is not recorded" if name not in recorded else "has changed")
        for name in sorted({*recorded, *now})
        if recorded.get(name) != now.get(name)
    ]


def read_provenance(path: Path) -> Provenance:
    """Read a record; a sentence when it is no record."""
    try:
        record: dict[str, Any] = json.loads(read_text(path))
        made_from, facts = (dict(record.get(name, {})) for name in ("made_from", "facts"))
        return Provenance(record["inputs"], record["code"], record["outputs"], made_from, facts)
    except (json.JSONDecodeError, KeyError, TypeError, ValueError):
        raise BadInput(f"{path} is no provenance record; expected JSON with inputs, code and outputs.") from None


def _code_hash(parts: Iterable[str] = ("",)) -> str:
    """One hash over the source files (.py, .csv, .json) of the package or of some of its parts, names included.

    Python counts by its syntax tree, so that a comment, a docstring or a line break breaks no chain; tables by bytes.
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
    """The hash of a syntax tree; the same source is parsed once, since parsing is most of what verifying takes."""
    return hashlib.sha256(spelt_out(ast.parse(source)).encode()).hexdigest()


def spelt_out(node: Any) -> str:
    """A syntax tree as text, without docstrings.

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
    """The body of a module, class or function after its docstring, where it has one."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {}
    return {"body": node.body[1:]} if ast.get_docstring(node, clean=False) is not None else {}


MODEL = "loaded-language"
# what computes the numbers of results, by the names of their packages
COMPUTE = ("numpy", "pandas", "regex", "scikit-learn", "scipy", "seaborn", "statsmodels", "syntok")
CODER = "coder_"


def _packages() -> dict[str, str]:
    """Versions of the packages that compute, the toolkit among them."""
    return {name: version(name) for name in ("framing", *COMPUTE)}


def model() -> dict[str, str]:
    """The shipped general model: its name and SHA-256 of its weights and of the file of its coefficients."""
    home = PACKAGE / "models"
    return {
        "name": MODEL,
        "weights": sha256_of(home / f"{MODEL}.safetensors"),
        "coefficients": sha256_of(home / f"{MODEL}.json"),
    }


def coders_of(codes: Path) -> dict[str, str]:
    """One hash for all files of each coder, by the coder's name."""
    return {
        folder.name.removeprefix(CODER): hash_of_hashes(hashes_of(folder.glob("*.csv"), folder))
        for folder in sorted(codes.glob("*"))
        if folder.is_dir()
    }


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
    return Provenance({**inputs, **texts}, _code_hash(CODE_OF_DERIVED), hashes_of(derived_tables(folder), folder))


def codes_of(study: Study) -> list[Path]:
    """The files of all coders."""
    return list(study.path("codes").rglob("*.csv")) if study.paths["codes"] else []


def _declared_numbers(study: Study) -> list[Path]:
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
    named += [*derived_tables(study.path("derived")), *codes_of(study), *_declared_numbers(study)]
    inputs = hashes_of([*named, *pins], study.root)
    return Provenance(inputs, _code_hash(), hashes_of(outputs, study.root))


def facts_of(study: Study, command: str) -> dict[str, Any]:
    """What a reader of a record looks for first."""
    lexicon = study.lexicon
    return {
        "command": command,
        "seed": study.seed,
        "lexicon": {"version": lexicon.version, "sha256": lexicon.sha256},
        "coders": coders_of(study.path("codes")) if study.paths["codes"] else {},
        "model": model(),
        "packages": _packages(),
    }


def _published_outputs(study: Study) -> list[Path]:
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
    scripts = {path.name: _hash_of_python(read_text(path)) for path in (study.root / VALIDATION).glob("*.py")}
    code = hash_of_hashes({"framing": _code_hash(CODE_OF_DETECTORS), **scripts})
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
        *_since(derived / RECORD, derived_now(study, derived), f"derived tables: {{}} ({MEND_DERIVED})"),
        *_since(
            results / RECORD,
            results_now(study, _published_outputs(study)),
            f"results and figures: {{}} ({MEND_RESULTS})",
        ),
        *_differences_of_validation(study),
    ]


def _differences_of_validation(study: Study) -> list[str]:
    """What has changed since the detectors were validated, where a study keeps a validation."""
    record = study.path("results") / VALIDATION / RECORD
    if not record.is_file():
        return []
    recorded = read_provenance(record)
    now = validation_now(study, recorded.inputs, recorded.outputs)
    return _since(record, now, f"validation: {{}} ({MEND_VALIDATION})")


def _since(record: Path, now: Provenance, sentence: str) -> list[str]:
    """Differences between a record and now, put into a sentence."""
    found = read_provenance(record).differences(now) if record.is_file() else [f"{record} is missing"]
    return [sentence.format(difference) for difference in found]


LOCK = "figures.lock.json"
# what moves bytes of a picture or of the numbers in it
DRAW = ("contourpy", "matplotlib", "numpy", "pandas", "pillow", "scikit-learn", "scipy", "seaborn", "statsmodels")


def environment() -> dict[str, str]:
    """What drawing depends on beside code and data: the same on two machines with the same pins.

    >>> sorted(environment())[-4:]
    ['scipy', 'seaborn', 'statsmodels', 'system']
    """
    from matplotlib import ft2font

    return {
        **{name: version(name) for name in DRAW},
        "freetype": ft2font.__freetype_version__,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "machine": platform.machine(),
        "system": platform.system(),
    }


@dataclass(frozen=True)
class Lock:
    """The environment that drew, and SHA-256 of each file by its name in the folder."""

    environment: Mapping[str, str]
    files: Mapping[str, str]

    @classmethod
    def of(cls, files: Iterable[Path], folder: Path) -> Lock:
        """The lock of files that were drawn just now."""
        return cls(environment(), hashes_of(files, folder))

    def write(self, folder: Path) -> Path:
        """Write as JSON with sorted keys; returns the file."""
        write_text(folder / LOCK, json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")
        return folder / LOCK

    def other_environment(self, now: Mapping[str, str]) -> str:
        """How an environment differs from the one that drew, in a clause; empty where it does not."""
        names = sorted({*self.environment, *now})
        return ", ".join(
            f"{name} {self.environment.get(name, 'none')} → {now.get(name, 'none')}"
            for name in names
            if self.environment.get(name) != now.get(name)
        )


def read_lock(folder: Path) -> Lock:
    """The lock of a folder of figures.

    Raises
    ------
    BadInput
        when there is none, or it is no lock.
    """
    path = folder / LOCK
    try:
        content = json.loads(read_text(path))
        return Lock(dict(content["environment"]), dict(content["files"]))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, BadInput):
            raise BadInput(f"{error} framing figures draws the figures and writes it.") from None
        raise BadInput(f"{path} is no lock of figures; expected JSON with environment and files.") from None


LIBRARIES = ("framing", "numpy", "pandas", "scipy", "scikit-learn", "statsmodels", "seaborn", "matplotlib", "syntok")


def session_info() -> pd.DataFrame:
    """Versions of Python, the toolkit and the libraries that its numbers rest on: columns package, version."""
    rows = [("python", platform.python_version()), *((name, version(name)) for name in LIBRARIES)]
    return pd.DataFrame(rows, columns=["package", "version"], dtype="str")
