"""Provenance: which inputs and which code made a set of files, by hash alone: no date, host, path or commit."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from framing.errors import BadInput
from framing.files import hash_of_hashes, read_text, sha256_of, write_text

NEEDED = ("inputs", "code", "outputs")
PACKAGE = Path(__file__).parent.parent
# what finds sentences, voice, terms and pairs: this is what is validated
CODE_OF_DETECTORS = ("tables.py", "files.py", "corpus", "lexicon", "collation", "features/embeddings.py")
CODE_OF_DERIVED = (
    *CODE_OF_DETECTORS,
    "columns.py",
    "schema.py",
    "settings.py",
    "study.py",
    "scoring.py",
    "features",
    "classifiers",
    "coding",
    "comparison/robustness.py",
    "comparison/yardsticks.py",
    "comparison/resampling.py",
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


def code_hash(parts: Iterable[str] = ("",)) -> str:
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
                hash_of_python(read_text(path)) if path.suffix == ".py" else sha256_of(path)
            )
            for path in files
        }
    )


@cache
def hash_of_python(source: str) -> str:
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
    fields = {**dict(ast.iter_fields(node)), **without_docstring(node)}
    filled = (f"{name}={spelt_out(value)}" for name, value in fields.items() if value not in (None, []))
    return f"{type(node).__name__}({', '.join(filled)})"


def without_docstring(node: ast.AST) -> dict[str, list[ast.stmt]]:
    """The body of a module, class or function after its docstring, where it has one."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {}
    return {"body": node.body[1:]} if ast.get_docstring(node, clean=False) is not None else {}
