"""Write files whole or not at all, those of a run together, one run at a time; and let no worker outlive its run."""

from __future__ import annotations

import glob
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TextIO

from framing.errors import BadInput

SPARE = ".part"  # ends the names of spare files and folders, before the ending of the name they stand for
PENDING, COMMIT, LOCK = "pending", "commit.json", ".lock"
KEPT = "stages"  # in the build folder: what a long run keeps as it goes


@dataclass
class _Run:
    """Hold the files that a run has written so far and the names that they will get."""

    root: Path
    build: Path
    moves: dict[Path, Path] = field(default_factory=dict)
    deleted: set[Path] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def pending(self) -> Path:
        """The folder of spare files."""
        return self.build / PENDING

    def holds(self, path: Path) -> bool:
        """Return whether a file waits for the end of the run."""
        inside = any(path.is_relative_to(folder) for folder in (self.root, self.build))
        return inside and not any(path.is_relative_to(self.build / name) for name in (PENDING, KEPT))

    @contextmanager
    def replacing(self, path: Path) -> Iterator[Path]:
        """Yield a spare path that takes the name `path` at the end of the run."""
        spare = self.pending / f"{next(self.numbers)}{path.suffix}"
        yield spare
        self.moves[path] = spare
        self.deleted.discard(path)

    def commit(self) -> None:
        """Write down what the run changes, which makes it final, then change it."""
        if not self.moves and not self.deleted:
            return
        files = {os.path.relpath(path, self.root): spare.name for path, spare in self.moves.items()}
        deleted = sorted(os.path.relpath(path, self.root) for path in self.deleted)
        spare = self.pending / f"{COMMIT}{SPARE}"
        spare.write_text(json.dumps({"files": files, "deleted": deleted}), encoding="utf-8")
        spare.replace(self.pending / COMMIT)
        self.finish()

    def finish(self) -> None:
        """Do what is written down, or forget what is not."""
        final = self.pending / COMMIT
        if final.is_file():
            content = json.loads(final.read_text(encoding="utf-8"))
            for name, spare in content["files"].items():
                with suppress(FileNotFoundError):  # moved already, by the run that was killed
                    _move(self.pending / spare, self.root / name)
            for name in content["deleted"]:
                (self.root / name).unlink(missing_ok=True)
            final.unlink()
        if self.pending.exists():
            shutil.rmtree(self.pending)


_running: list[_Run] = []  # at most one in a process


@contextmanager
def one_run(root: Path, build: Path, *, together: bool = True) -> Iterator[None]:
    """Let one run at a time write into a folder, and give its files their names together, at its end.

    A run that is killed leaves the folder as it was, or, if it had come to its end, what the next run completes first.
    A run that fails leaves the folder as it was. Runs within a run are parts of it.

    Parameters
    ----------
    root : Path
        Folder of a study.
    build : Path
        Its folder for what git ignores, where files wait for the end of the run.
    together : bool, default True
        Whether files get their names at the end of the run; otherwise each as soon as it is written.

    Raises
    ------
    BadInput
        If another run is at work in the folder.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     home = Path(folder)
    ...     with one_run(home, home / "build"):
    ...         write_text(home / "rain.txt", "It rained.")
    ...         before = (home / "rain.txt").exists()
    ...     before, (home / "rain.txt").read_text()
    (False, 'It rained.')
    """
    if _running:
        yield
        return
    run = _Run(_absolute(root), _absolute(build))
    with _locked(run.build / LOCK, run.root):
        run.finish()
        if not together:
            yield
            return
        run.pending.mkdir()
        elsewhere, tempfile.tempdir = tempfile.tempdir, str(run.pending)  # so that the next run clears them away too
        _running.append(run)
        try:
            yield
            _running.clear()
            run.commit()
        finally:
            _running.clear()
            tempfile.tempdir = elsewhere
            if not (run.pending / COMMIT).exists():
                shutil.rmtree(run.pending, ignore_errors=True)


@contextmanager
def _locked(path: Path, root: Path) -> Iterator[None]:
    """Hold the lock of a folder; the system releases it when the process ends, however it ends."""
    stream = _opened(path, root)
    while not (path.exists() and os.path.samestat(os.fstat(stream.fileno()), path.stat())):
        stream.close()  # the run before has deleted this file in the meantime
        stream = _opened(path, root)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows deletes no open file
            path.unlink()
        stream.close()
        with suppress(OSError):
            path.parent.rmdir()  # if nothing was built


def _opened(path: Path, root: Path) -> TextIO:
    """Open and lock a file."""
    stream = None
    while stream is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # the run before has deleted the empty folder in the meantime
            stream = path.open("a", encoding="utf-8")
    try:
        _lock(stream.fileno())
    except (BlockingIOError, PermissionError):
        stream.close()
        raise BadInput(
            f"Another run of framing is writing into {root}. Wait until it has ended, then try again."
        ) from None
    except OSError:  # a disk of the network that knows no locks
        pass
    return stream


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _move(spare: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        spare.replace(path)
    except FileNotFoundError:
        raise
    except OSError:  # the build folder is on another disk
        beside = path.with_name(f".{path.name}{SPARE}")
        shutil.copyfile(spare, beside)
        beside.replace(path)


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100, links are not resolved, since names are compared


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a spare path that replaces `path` if the block succeeds and is deleted if it fails.

    Within a run that writes together (`one_run`), the path is replaced at the end of the run.
    """
    place = _absolute(path)
    if _running and _running[0].holds(place):
        with _running[0].replacing(place) as spare:
            yield spare
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_away(path)
    spare = _spare_of(path)
    try:
        yield spare
        spare.replace(path)
    finally:
        spare.unlink(missing_ok=True)


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Yield a spare folder that gets the name `folder` if the block succeeds and is deleted if it fails.

    Raises
    ------
    BadInput
        If the folder exists.
    """
    _refuse_existing(folder)
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    _clear_away(folder)
    spare = _spare_of(folder)
    spare.mkdir()
    try:
        yield spare
        _refuse_existing(folder)  # another run may have been faster
        spare.rename(folder)
    finally:
        shutil.rmtree(spare, ignore_errors=True)


def _refuse_existing(folder: Path) -> None:
    if folder.exists():
        raise BadInput(f"{folder} exists already. Choose another folder.")


def _spare_of(path: Path) -> Path:
    path = path.absolute()
    return path.with_name(f".{path.name}.{os.getpid()}{SPARE}{path.suffix}")


def _clear_away(path: Path) -> None:
    """Delete the spare files that runs which were killed left of a path."""
    path = path.absolute()
    for spare in path.parent.glob(f".{glob.escape(path.name)}.*{SPARE}{glob.escape(path.suffix)}"):
        number = spare.name.removeprefix(f".{path.name}.").partition(".")[0]
        if number.isdecimal() and not _is_alive(int(number)):
            shutil.rmtree(spare) if spare.is_dir() else spare.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    """Return whether a process runs; on Windows, where asking would end it, yes."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_with(parent: int) -> None:
    """End this process as soon as the one that started it is gone: killed, it cannot tell its workers to end.

    Called first in a worker, from a module that takes no time to import, so that no worker outlives a process that was
    killed while the worker started. On Windows, which keeps no account of parents, nothing is watched.
    """

    def watch() -> None:
        while os.getppid() == parent:
            sleep(0.5)
        os._exit(1)

    if sys.platform != "win32":
        Thread(target=watch, daemon=True).start()


def written(path: Path) -> Path:
    """Return where the content of a path is: in a run that writes together, what it has written under this name."""
    return _running[0].moves.get(_absolute(path), path) if _running else path


def delete(path: Path) -> None:
    """Delete a file; in a run that writes together, at its end."""
    if _running and _running[0].holds(_absolute(path)):
        _running[0].deleted.add(_absolute(path))
        _running[0].moves.pop(_absolute(path), None)
    else:
        path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with newline LF, atomically."""
    with replacing(path) as spare:
        spare.write_text(text, encoding="utf-8", newline="\n")
