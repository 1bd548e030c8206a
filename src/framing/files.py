"""Files by content: hashes that name them and replacement that is never half done."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from framing.errors import BadInput


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with there(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes_of(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """SHA-256 of each file, keyed by its path relative to `root`, in sorted order."""
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in sorted(paths)}


def hash_of_hashes(hashes: dict[str, str]) -> str:
    """One SHA-256 for many files: over the sorted lines `name hash`."""
    lines = "".join(f"{name} {hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


@contextmanager
def there(path: Path) -> Iterator[None]:
    """Say in a sentence that a file which is about to be read is missing or is a folder."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder; a file was expected.") from None


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and vanishes when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with newline LF, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def read_text(path: Path) -> str:
    """A file's text: strict UTF-8, newlines untouched, a byte order mark left out.

    Raises
    ------
    BadInput
        naming the file, the line and the first byte that is not UTF-8.
    """
    try:
        with there(path):
            return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{path}, line {line} is not UTF-8: byte {byte:#04x} at offset {error.start}. "
            "Convert the file to UTF-8 (the toolkit does not guess encodings) and try again."
        ) from None
