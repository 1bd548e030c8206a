"""Provenance: which inputs and which code made a set of files, by hash alone: no date, host, path or commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from framing.errors import BadInput
from framing.files import hash_of_hashes, hashes_of, read_text, write_text

PACKAGE = Path(__file__).parent.parent
CODE_OF_DERIVED = ("schema.py", "tables.py", "files.py", "corpus", "lexicon", "comparison/robustness.py")


@dataclass(frozen=True)
class Provenance:
    """Hashes of what went in, of the code (its sorted source files) and of what came out."""

    inputs: Mapping[str, str]
    code: str
    outputs: Mapping[str, str]

    def write(self, path: Path) -> None:
        """Write as JSON with sorted keys."""
        write_text(path, json.dumps(asdict(self), indent=1, sort_keys=True) + "\n")

    def differences(self, now: Provenance) -> list[str]:
        """What is not as recorded, a sentence each."""
        found = [
            f"{kind} {name} {change}"
            for kind in ("input", "output")
            for name, change in changes(getattr(self, f"{kind}s"), getattr(now, f"{kind}s"))
        ]
        return found + (["the code differs from the code that made the files"] if self.code != now.code else [])


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
        return Provenance(record["inputs"], record["code"], record["outputs"])
    except (json.JSONDecodeError, KeyError, TypeError):
        raise BadInput(f"{path} is no provenance record; expected JSON with inputs, code and outputs.") from None


def code_hash(parts: Iterable[str] = ("",)) -> str:
    """One hash over the package's source files (.py and .csv), or over those of some of its parts, names included."""
    files = {
        path
        for part in parts
        for path in ([PACKAGE / part] if (PACKAGE / part).is_file() else (PACKAGE / part).rglob("*"))
        if path.suffix in (".py", ".csv")
    }
    return hash_of_hashes(hashes_of(files, PACKAGE))
