"""Consequences: what a file that changed feeds, and which numbers move with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from framing.chain import RECORD, results_now
from framing.classified import makers_of_classifiers
from framing.errors import BadInput, FramingError
from framing.files import read_text
from framing.manuscript import NUMBERS, cited_numbers
from framing.reads import PublishedStudy, made
from framing.reporting.moved import moved
from framing.reporting.provenance import Provenance, changes, read_provenance
from framing.results import makers, write_results
from framing.study import Study
from framing.tables import read_csv

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 10


def consequences(study: Study) -> list[str]:
    """What the inputs that are not as recorded feed and move, a sentence each; none where all are as recorded.

    The results that such an input feeds are computed from the tables as they lie and compared with the published
    ones. Where that cannot be done, what is wrong with a table stands in their place.
    """
    record = study.path("results") / RECORD
    if not record.is_file():
        return []
    recorded, now = read_provenance(record), results_now(study, [])
    changed = [name for name, _ in changes(recorded.inputs, now.inputs)]
    fed = {name: fed_by(recorded, name) for name in changed}
    if not any(fed.values()):
        return []
    results = [name for name in recorded.made_from if any(name in each for each in fed.values())]
    return [*(feeds(name, outputs) for name, outputs in fed.items() if outputs), *moves(study, results)]


def fed_by(record: Provenance, name: str) -> list[str]:
    """Everything that was made from a file, by way of results too, in the order of the record."""
    direct = {output for output, sources in record.made_from.items() if name in sources}
    return [output for output, sources in record.made_from.items() if output in direct or direct & set(sources)]


def feeds(name: str, outputs: Sequence[str]) -> str:
    return f"{name} is not as recorded; it feeds {', '.join(outputs)}"


def moves(study: Study, files: Sequence[str]) -> list[str]:
    """The rows of results that move, ten at most, then a count; with them the sentence of each result that fails."""
    results, failures = made_as_they_lie(PublishedStudy.of(study), {Path(name).stem for name in files})
    found = {name: rows for name, table in results.items() if (rows := rows_moved(study, name, table))}
    each = max(1, SHOWN // max(1, len(found)))
    sentences = [
        f"{study.paths['results']}/{name}.csv would move: {'; '.join(rows[:each])}{more(len(rows) - each)}"
        for name, rows in found.items()
    ]
    nothing = ["no number of the results moves with it"] if results and not found else []
    return [*failures, *sentences, *nothing, *(numbers_moved(study, results) if found else [])]


def numbers_moved(study: Study, results: Mapping[str, pd.DataFrame]) -> list[str]:
    """The named numbers that these results would print otherwise than numbers.json has them."""
    there = study.path("results") / NUMBERS
    if not there.is_file():
        return []
    printed = {name: number["printed"] for name, number in json.loads(read_text(there)).items()}
    try:
        now = {number.name: number.printed for number in cited_numbers(study, results)}
    except BadInput as error:
        return [str(error)]
    return moved_numbers(printed, now)


def more(n: int) -> str:
    return f"; {n} more rows" if n > 1 else "; one more row" if n == 1 else ""


def made_as_they_lie(study: Study, names: set[str]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The named results from the tables as they lie, and why the others cannot be made, a sentence each."""
    results: dict[str, pd.DataFrame] = {}
    failures: list[str] = []
    for part in (makers, makers_of_classifiers):
        try:
            wanted = {name: make for name, make in part(study).items() if name in names}
        except Exception as error:
            failures.append(sentence(error, "The results"))
            continue
        for name, make in wanted.items():
            try:
                results |= made({name: make})
            except Exception as error:
                failures.append(sentence(error, f"results/{name}.csv"))
    return results, list(dict.fromkeys(failures))


def sentence(error: Exception, what: str) -> str:
    """Why something cannot be made any more; a table that was changed by hand may break what relies on it anyhow."""
    if isinstance(error, FramingError):
        return str(error)
    return f"{what} cannot be made from the tables as they lie ({type(error).__name__}: {error})"


def rows_moved(study: Study, name: str, table: pd.DataFrame) -> list[str]:
    """The rows of a published result that the same made anew has otherwise."""
    published = study.path("results") / f"{name}.csv"
    if not published.is_file():
        return []
    with TemporaryDirectory() as folder:
        (anew,) = write_results({name: table}, Path(folder))
        return moved(read_csv(published), read_csv(anew))


def moved_numbers(printed: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The named numbers of a manuscript that would be printed otherwise, a sentence each.

    >>> moved_numbers({"putin-oboz": "4 of 18", "xi-oboz": "0 of 9"}, {"putin-oboz": "5 of 18", "xi-oboz": "0 of 9"})
    ['number putin-oboz: 4 of 18 → 5 of 18']
    """
    return [
        f"number {name}: {before} → {now.get(name, 'none')}"
        for name, before in printed.items()
        if before != now.get(name)
    ]
