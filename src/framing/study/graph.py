"""Reads: what a result is made from, noted while it is made, so that no list of it can be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus import CODE_FILES, Codes
from framing.display import named
from framing.lexicon import Lexicon
from framing.study.study import Study

Makers = dict[str, Callable[[], pd.DataFrame]]
MADE_FROM = "made_from"
OPEN: list[set[str]] = []  # what was read, for each thing that is being made; the innermost last


@contextmanager
def noting() -> Iterator[set[str]]:
    """Note the files that are read within a block.

    >>> with noting() as read:
    ...     note(["data/lexicon.csv"])
    >>> read
    {'data/lexicon.csv'}
    """
    OPEN.append(set())
    try:
        yield OPEN[-1]
    finally:
        OPEN.pop()


def note(files: Iterable[str]) -> None:
    """Note files as read for what is being made, if anything is."""
    if OPEN:
        OPEN[-1].update(files)


def _note_alone(files: Iterable[str]) -> None:
    """The same, and forget what was read before: it was looked at to check these files, and moves no number."""
    if OPEN:
        OPEN[-1].clear()
    note(files)


class Noting:
    """Notes what each cached property was made from: who reads the property later has read that too."""

    def __getattribute__(self, name: str) -> Any:
        if not isinstance(getattr(type(self), name, None), cached_property):
            return super().__getattribute__(name)
        kept = self.__dict__.setdefault("read_for", {})
        if name not in kept:
            with noting() as read:
                super().__getattribute__(name)
            kept[name] = read
        note(kept[name])
        return super().__getattribute__(name)


@dataclass(frozen=True, repr=False)
class _NotedCodes(Codes):
    """Codes that note which of their tables is read."""

    files: Mapping[str, list[str]] = field(default_factory=dict)

    def __getattribute__(self, name: str) -> Any:
        if name in CODE_FILES:
            note(super().__getattribute__("files").get(name, []))
        return super().__getattribute__(name)


@dataclass(frozen=True, eq=False, repr=False)
class PublishedStudy(Noting, Study):
    """A study on its published tables alone, which notes the files that are read of it."""

    @classmethod
    def of(cls, study: Study) -> PublishedStudy:
        """The same study without its texts."""
        settings = {setting.name: getattr(study, setting.name) for setting in fields(Study)}
        return cls(**settings | {"texts": None})

    def named(self, *paths: Path) -> list[str]:
        """Files as records name them, from the folder of study.toml."""
        return [path.relative_to(self.root).as_posix() for path in paths]

    @property
    def articles(self) -> pd.DataFrame:
        """The manifest, in the order of the outlets."""
        note(self.named(self.path("articles")))
        return super().articles

    @cached_property
    def lexicon(self) -> Lexicon:
        """The terms and their pairs."""
        lexicon = super().lexicon
        _note_alone(self.named(self.path("lexicon")))
        return lexicon

    @cached_property
    def codes(self) -> Codes | None:
        """Codes of all coders, or None where the study has none."""
        codes = super().codes
        _note_alone([])
        if codes is None:
            return None
        found = {name: self.named(*sorted(self.path("codes").glob(f"*/{name}.csv"))) for name in CODE_FILES}
        return _NotedCodes(**vars(codes), files=found)

    def published(self, file: str, name: str, known: Mapping[str, pd.Series[str]]) -> pd.DataFrame:
        """A published table."""
        table = super().published(file, name, known)
        _note_alone(self.named(self.path("derived") / f"{file}.csv"))
        return table

    def published_occurrences(self, version: str) -> pd.DataFrame:
        """The published occurrences under a version of the lexicon, one table of several that may be read at once."""
        with noting() as read:
            table = super().published_occurrences(version)
        note(read)
        return table


class NotedResults(dict[str, pd.DataFrame]):
    """Results by name that note which of them is read."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        note([name])
        return super().__getitem__(name)


class ResultsOnDemand(Mapping[str, pd.DataFrame]):
    """Results by name, each made when it is first read: a figure waits for no table that it does not draw."""

    def __init__(self, makers: Makers) -> None:
        self.makers = makers
        self.found: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.found:
            self.found |= made({name: self.makers[name]})
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)


def made(makers: Makers) -> dict[str, pd.DataFrame]:
    """Make every table; the files that it was made from stand in its ``attrs``."""
    results = {}
    for name, make in named(makers, "results"):
        with noting() as read:
            results[name] = make()
        results[name].attrs[MADE_FROM] = sorted(read)
    return results
