"""Keep what a build computes, by the content it was computed from, so that a stopped build goes on."""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import numpy as np

from framing.stats import Flags, Reals
from framing.tables import replacing


def hash_of(*content: str) -> str:
    """Return a hash of some texts, in order."""
    return hashlib.sha256("\0".join(content).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Stages:
    """Keep the results of stages in a folder, each under a hash of its inputs and of the code.

    Parameters
    ----------
    folder : Path
        Folder of the stages; each state of the code has a folder in it.
    code : str
        Hash of the code.
    """

    folder: Path
    code: str
    used: set[Path] = field(default_factory=set)

    @property
    def home(self) -> Path:
        """The folder of this state of the code."""
        return self.folder / self.code[:16]

    def kept(self, name: str, inputs: Sequence[str], make: Callable[[], Any]) -> Any:
        """Return the result of a stage: the one that is kept for these inputs, else a new one, which is then kept.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as home:
        ...     stages = Stages(Path(home), "0" * 64)
        ...     [stages.kept("sum", [text], lambda: len(text)) for text in ("one", "three", "two")]
        [3, 5, 3]
        """
        path = self.home / f"{name}-{hash_of(*inputs)}.pickle"
        self.used.add(path)
        if path.is_file():
            return pickle.loads(path.read_bytes())  # noqa: S301, written by this computer
        result = make()
        self.write(path, pickle.dumps(result))
        return result

    def rows(self, name: str, units: Sequence[str], make: Callable[[Flags], Any]) -> Reals:
        """Return one row of numbers per unit; rows of units that an earlier build has seen are kept.

        Parameters
        ----------
        name : str
            Name of the numbers.
        units : sequence of str
            Content of each unit, all different.
        make : callable
            Compute the rows of the flagged units.

        Returns
        -------
        ndarray of shape (units, width)
        """
        path = self.home / f"{name}.npz"
        self.used.add(path)
        keys = np.array([hash_of(unit) for unit in units], dtype="S32")
        known, seen = self._seen(path)
        order = np.argsort(seen)
        places = np.searchsorted(seen, keys, sorter=order).clip(max=max(len(seen) - 1, 0))
        new = np.ones(len(keys), dtype=bool) if not len(seen) else seen[order[places]] != keys
        if not new.any():
            return np.asarray(known[order[places]])
        made = make(new)
        rows = np.empty((len(keys), made.shape[1]), dtype=made.dtype)
        rows[new] = made
        if len(seen):
            rows[~new] = known[order[places[~new]]]
        with replacing(path) as spare, spare.open("wb") as file:
            np.savez(file, rows=rows, keys=keys)  # those of this build only, so that the file does not grow for ever
        return rows

    def _seen(self, path: Path) -> tuple[Reals, Any]:
        if not path.is_file():
            return np.empty((0, 0)), np.empty(0, dtype="S32")
        with np.load(path) as found:
            return found["rows"], found["keys"]

    def write(self, path: Path, content: bytes) -> None:
        """Write a file under a temporary name, then rename it."""
        with replacing(path) as spare:
            spare.write_bytes(content)

    def tidy(self) -> None:
        """Delete what this build did not use: stages of other inputs, and of other states of the code."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder != self.home and folder.is_dir():
                shutil.rmtree(folder)
        for path in self.home.glob("*"):
            if path not in self.used:
                path.unlink()


def stage(*inputs: str) -> Callable[[Callable[[Any], Any]], Any]:
    """Turn a method that computes something from texts into a property, which a build keeps.

    Parameters
    ----------
    *inputs : str
        What the stage is computed from: names of `Study.fingerprints`.
    """

    def decorate(make: Callable[[Any], Any]) -> Any:
        @wraps(make)
        def found(study: Any) -> Any:
            if study.stages is None or not study.corpus.texts:
                return make(study)
            hashes = [study.fingerprints[name] for name in inputs]
            return study.stages.kept(make.__name__, hashes, lambda: make(study))

        return cached_property(found)

    return decorate
