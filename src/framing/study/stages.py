"""Keep what a build computes, by the content it was computed from, so that a stopped build goes on."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial, wraps
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.display import progress
from framing.stats import Reals
from framing.study.partitions import UNITS, ArticleStage, Pool, Work, hash_of
from framing.tables import replacing

Parts = Callable[[list[str]], tuple[list[list[str]], Iterable[Any]]]
KEY = "S32"


@dataclass(frozen=True)
class Stages:
    """Keep the results of stages in a folder, each under a hash of its inputs and of the code.

    Parameters
    ----------
    folder : Path
        Folder of the stages; each state of the code has a folder in it.
    code : str
        Hash of the code.
    pool : Pool
        Where batches of articles and sentences are computed; by default in this process.
    """

    folder: Path
    code: str
    pool: Pool = field(default_factory=Pool)
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
        path = self.file(name, inputs, ".pickle")
        self.used.add(path)
        if path.is_file():
            return self.load(path)
        result = make()
        self.write(path, pickle.dumps(result))
        return result

    def tables(self, name: str, keys: Mapping[str, str], parts: Parts, work: Work) -> dict[str, Any]:
        """Return tables of articles; those of articles that an earlier build has seen are kept.

        A finished batch is written at once, so that a build that is killed loses the batches at work only; when all are
        finished, one file takes their place.

        Parameters
        ----------
        name : str
            Name of the tables.
        keys : mapping of str to str
            Hash of what each article's rows are computed from, by article_id, in order.
        parts : callable
            Cut articles into batches: return the article_ids of each and what `work` computes it from.
        work : callable
            Compute the tables of a batch, all with a column article_id; they may be in mappings.

        Returns
        -------
        dict
            The tables, with articles in the order of `keys`.
        """
        path = self.file(name, keys.values(), ".pickle")
        self.used.add(path)
        if path.is_file():
            return self.load(path)[1]  # type: ignore[no-any-return]
        missing, found = dict(keys), []
        for part in self.files(name, ".pickle"):
            of_part, tables = self.load(part)
            seen = [article_id for article_id, key in of_part.items() if missing.get(article_id) == key]
            for article_id in seen:
                del missing[article_id]
            if seen:
                found.append(tables if len(seen) == len(of_part) else _chosen(tables, seen))
        batches, inputs = parts([*missing])
        bar: Any
        with progress(None, "articles", total=len(missing), title=name) as bar:
            for number, tables in self.pool.run(work, inputs, len(batches)):
                of_batch = {article_id: keys[article_id] for article_id in batches[number]}
                self.write(self.file(name, of_batch.values(), ".pickle"), pickle.dumps((of_batch, tables)))
                found.append(tables)
                bar.update(len(of_batch))
        whole = _joined(found, {article_id: place for place, article_id in enumerate(keys)})
        self.write(path, pickle.dumps((dict(keys), whole)))
        return whole  # type: ignore[no-any-return]

    def rows(self, name: str, of: str, units: Sequence[Any], work: Work) -> Reals:
        """Return one row of numbers per unit; rows of units that an earlier build has seen are kept.

        Batches are cut from all units, in order of their length, so that a build that goes on has those of one that was
        not stopped.

        Parameters
        ----------
        name : str
            Name of the numbers.
        of : str
            What computes them.
        units : sequence
            The units, all different: each a sentence, or a tuple with a sentence first.
        work : callable
            Compute the rows of some units.

        Returns
        -------
        ndarray of shape (units, width)
            Read from a file when they are used, since vectors of many sentences do not fit into memory.
        """
        if not units:
            return np.empty((0, 0))
        keys = np.array([hash_of(of, repr(unit)) for unit in units], dtype=KEY)
        path = self.file(name, [keys.tobytes().decode()], ".npy")
        self.used.add(path)
        if not path.is_file():
            self._compute_rows(path, name, units, keys, work)
        return np.asarray(np.load(path, mmap_mode="r")["row"])

    def _compute_rows(self, path: Path, name: str, units: Sequence[Any], keys: Any, work: Work) -> None:
        """Compute the rows of units that no earlier build has seen, and write all rows into one file, in order."""
        files = [file for file in self.files(name, ".npy") if np.isin(_keys_in(file), keys).any()]
        new = ~np.isin(keys, np.concatenate([np.empty(0, dtype=KEY), *map(_keys_in, files)]))
        order = sorted(range(len(units)), key=lambda place: _by_length(units[place]))
        batches = [
            [place for place in order[start : start + UNITS] if new[place]] for start in range(0, len(order), UNITS)
        ]
        batches = [batch for batch in batches if batch]
        bar: Any
        with progress(None, "sentences", total=int(new.sum()), title=name) as bar:
            inputs = ([units[place] for place in batch] for batch in batches)
            for number, made in self.pool.run(work, inputs, len(batches)):
                of_batch = np.empty(len(made), dtype=[("key", KEY), ("row", made.dtype, made.shape[1:])])
                of_batch["key"], of_batch["row"] = keys[batches[number]], made
                files.append(self.file(name, [of_batch["key"].tobytes().decode()], ".npy"))
                with replacing(files[-1]) as spare, spare.open("wb") as file:
                    np.save(file, of_batch)
                bar.update(len(made))
        by_key = np.argsort(keys)
        with replacing(path) as spare:
            whole: Any = None
            for part in (np.load(file, mmap_mode="r") for file in files):
                if whole is None:
                    whole = np.lib.format.open_memmap(spare, "w+", part.dtype, keys.shape)
                places = by_key[np.searchsorted(keys, part["key"], sorter=by_key).clip(max=len(keys) - 1)]
                mine = keys[places] == part["key"]
                whole[places[mine]] = part[mine]
            whole.flush()

    def file(self, name: str, inputs: Iterable[str], suffix: str) -> Path:
        """Return the file of a stage for some inputs."""
        return self.home / f"{name}-{hash_of(*inputs)}{suffix}"

    def files(self, name: str, suffix: str) -> list[Path]:
        """Return the files of a stage, for any inputs."""
        return sorted(self.home.glob(f"{name}-{'[0-9a-f]' * 32}{suffix}"))

    def load(self, path: Path) -> Any:
        """Read what `write` wrote."""
        return pickle.loads(path.read_bytes())  # noqa: S301, written by this computer

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


def article_stage(of: ArticleStage) -> Callable[[Callable[[Any], Any]], Any]:
    """Turn a method that computes a table of single articles into a property, which a build keeps by article."""

    def decorate(make: Callable[[Any], Any]) -> Any:
        @wraps(make)
        def found(study: Any) -> Any:
            if study.stages is None or not study.corpus.texts:
                return make(study)
            parts = partial(of.parts, study)
            tables = study.stages.tables(of.name, of.keys(study), parts, of)
            for name in of.tables:
                vars(study).setdefault(name, tables[name])
            return vars(study)[make.__name__]

        return cached_property(found)

    return decorate


def _keys_in(file: Path) -> Any:
    return np.load(file, mmap_mode="r")["key"]


def _by_length(unit: Any) -> tuple[int, str]:
    """Return the length of a unit's sentence, and the unit, which sort units as an encoder does."""
    sentence = unit if isinstance(unit, str) else unit[0]
    return len(sentence), str(unit)


def _chosen(tables: Any, article_ids: Sequence[str]) -> Any:
    """Return the rows of some articles."""
    if isinstance(tables, Mapping):
        return {name: _chosen(table, article_ids) for name, table in tables.items()}
    return tables[tables["article_id"].isin(article_ids)]


def _joined(parts: Sequence[Any], places: Mapping[str, int]) -> Any:
    """Concatenate tables, with articles in order of their places."""
    if isinstance(parts[0], Mapping):
        return {name: _joined([part[name] for part in parts], places) for name in parts[0]}
    whole = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    order = whole["article_id"].map(places).to_numpy().argsort(kind="stable")
    return whole.take(order).reset_index(drop=True)
