"""Keep an append-only file of JSON lines: each line is on disk before the next step, and one program has the file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from framing.errors import BadInput

FAR = 2**40  # Windows locks a range of bytes; this one is behind any line


class Journal:
    """Open a journal, lock it, and read its lines.

    Parameters
    ----------
    path : Path
        File, created with its folder if it does not exist.

    Attributes
    ----------
    records : list of dict
        The lines in their order.
    notice : str
        What was set aside if a crash cut off the last line, otherwise "".

    Raises
    ------
    BadInput
        If another program has the journal open, or a line is not well-formed; nothing is changed then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        except OSError as error:
            raise BadInput(
                f"{path} cannot be written ({error.strerror}). Choose a folder in which you may write."
            ) from None
        try:
            _lock(self._file, path)
            _sync_folder(path.parent)
            _sync_folder(path.parent.parent)
            self.records, self._size = self._read()
        except BaseException:
            self.close()
            raise

    def _read(self) -> tuple[list[dict[str, Any]], int]:
        """Return the records and the length of the file that they take; move a cut last line to another file."""
        content = self.path.read_bytes()
        *lines, cut = content.split(b"\n")
        records = [_record_of(line) for line in lines]
        if lines and records[-1] is None:  # the disk kept the end of the line, not all of it
            cut = lines.pop() + b"\n" + cut
            records.pop()
        for number, record in enumerate(records, start=1):
            if record is None or record.get("n") != number:
                what = "is not a line of a journal" if record is None else f"has number {record.get('n')}"
                raise BadInput(
                    f"{self.path}, line {number}: {what}; expected act {number}. Lines were changed or lost: restore "
                    "the file from a backup. Nothing was written."
                )
        size = len(content) - len(cut)
        if cut:
            self._set_aside(cut, size, len(records) + 1)
        return [record for record in records if record is not None], size

    def _set_aside(self, cut: bytes, size: int, number: int) -> None:
        torn = self.path.with_suffix(".torn")
        with torn.open("ab") as stream:
            stream.write(cut + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        _sync_folder(torn.parent)
        os.ftruncate(self._file, size)
        os.fsync(self._file)
        self.notice = (
            f"{self.path}, line {number} was cut off, as by a crash. It was moved to {torn.name}. Everything before "
            "it is there; please code the sentence shown again."
        )

    def append(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Write one record, numbered, and return it once it is on disk; if that fails, leave the file as it was."""
        if self._file < 0:
            raise BadInput(f"{self.path} is closed: coding went on elsewhere. Open the session again.")
        numbered = {"n": len(self.records) + 1, **record}
        line = (json.dumps(numbered, ensure_ascii=False) + "\n").encode()
        try:
            written = 0
            while written < len(line):
                written += os.write(self._file, line[written:])
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, self._size)
            raise BadInput(
                f"Not saved: {self.path} cannot be written ({error.strerror}). Make room, then repeat."
            ) from None
        self._size += len(line)
        self.records.append(numbered)
        return numbered

    def close(self) -> None:
        """Close the file, which unlocks it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _record_of(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, path: Path) -> None:
        os.lseek(file, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BadInput(_taken(path)) from None

    def _sync_folder(folder: Path) -> None:
        """Do nothing: Windows has no handle of a folder to flush."""

else:
    import fcntl

    def _lock(file: int, path: Path) -> None:
        """Lock the file until it is closed or the program ends, by a crash too."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(_taken(path)) from None

    def _sync_folder(folder: Path) -> None:
        """Put the names of the files in a folder on disk."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _taken(path: Path) -> str:
    return (
        f"{path} is open in another window, notebook or program. Only one may code into a file at a time: close the "
        "other one, or code under another name."
    )
