"""Consequences: what a file that changed feeds, and which numbers move with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from framing.errors import BadInput, FramingError
from framing.report import make_edition
from framing.study import (
    LOCK,
    NUMBERS,
    RECORD,
    VALIDATION,
    Lock,
    Provenance,
    PublishedStudy,
    Study,
    changes,
    cited_numbers,
    environment,
    made,
    makers,
    makers_of_classifiers,
    read_lock,
    read_provenance,
    results_now,
    write_results,
)
from framing.tables import read_csv, read_text, sha256_of

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-5
LABELS, MOVED_SHOWN = 4, 60


def moved(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """The rows that differ, a clause each: the line, what the row is about, each cell before → after.

    Parameters
    ----------
    before, after
        the table as text, as it stands in a CSV file. Numbers that agree to 1e-5 (relative, or absolute near 0) have
        not moved. Rows are taken by their place where there are as many, else by their text.

    Examples
    --------
    >>> before = pd.DataFrame({"outlet": ["Courier"], "n_loaded": ["2"]})
    >>> moved(before, before.assign(n_loaded="3"))
    ['line 2 (Courier): n_loaded 2 → 3']
    """
    if list(before.columns) != list(after.columns):
        return [f"columns {', '.join(before.columns)} → {', '.join(after.columns)}"]
    if len(before) != len(after):
        return [f"{len(before)} rows → {len(after)}", *_only_in_one(before, after)]
    cells = _differing(before, after)
    labels = [name for name in before if not cells[name].any() and not any(map(_is_number, before[name]))]
    return [_clause(before.loc[row], after.loc[row], cells.loc[row], labels) for row in cells.index[cells.any(axis=1)]]


def _differing(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Which cells of two tables of one shape differ."""
    columns = {
        name: [not _near(one, other) for one, other in zip(before[name], after[name], strict=True)] for name in before
    }
    return pd.DataFrame(columns, index=before.index, dtype="bool")


def _near(one: str, other: str) -> bool:
    """Whether two cells are equal, or numbers that another processor may have made of each other.

    >>> _near("0.25", "0.250001"), _near("2", "3"), _near("2", "two")
    (True, False, False)
    """
    if one == other or not (_is_number(one) and _is_number(other)):
        return one == other
    return isclose(float(one), float(other), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _clause(before: pd.Series[str], after: pd.Series[str], cells: pd.Series[bool], labels: list[Any]) -> str:
    """One row that differs: its line in the file, its first labels, what moved."""
    about = ", ".join([before[name] for name in labels if before[name]][:LABELS])
    changes = ", ".join(f"{name} {_shown(before[name])} → {_shown(after[name])}" for name in cells.index[cells])
    return f"line {int(str(before.name)) + 2}{f' ({about})' if about else ''}: {changes}"


def _shown(cell: str) -> str:
    """A cell in a sentence: cut where it is long, "empty" where it is."""
    return f"{cell[:MOVED_SHOWN]}…" if len(cell) > MOVED_SHOWN else cell or "empty"


def _only_in_one(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """The rows that stand in one of two tables alone."""
    lines = [table.agg(", ".join, axis=1) if len(table) else pd.Series(dtype="str") for table in (before, after)]
    gone, new = lines[0][~lines[0].isin(lines[1])], lines[1][~lines[1].isin(lines[0])]
    return [*(f"gone: {_shown(line)}" for line in gone), *(f"new: {_shown(line)}" for line in new)]


CONSEQUENCES_SHOWN = 10


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
    return [*(_feeds(name, outputs) for name, outputs in fed.items() if outputs), *_moves(study, results)]


def fed_by(record: Provenance, name: str) -> list[str]:
    """Everything that was made from a file, by way of results too, in the order of the record."""
    direct = {output for output, sources in record.made_from.items() if name in sources}
    return [output for output, sources in record.made_from.items() if output in direct or direct & set(sources)]


def _feeds(name: str, outputs: Sequence[str]) -> str:
    return f"{name} is not as recorded; it feeds {', '.join(outputs)}"


def _moves(study: Study, files: Sequence[str]) -> list[str]:
    """The rows of results that move, ten at most, then a count; with them the sentence of each result that fails."""
    results, failures = _made_as_they_lie(PublishedStudy.of(study), {Path(name).stem for name in files})
    found = {name: rows for name, table in results.items() if (rows := _rows_moved(study, name, table))}
    each = max(1, CONSEQUENCES_SHOWN // max(1, len(found)))
    sentences = [
        f"{study.paths['results']}/{name}.csv would move: {'; '.join(rows[:each])}{_more(len(rows) - each)}"
        for name, rows in found.items()
    ]
    nothing = ["no number of the results moves with it"] if results and not found else []
    return [*failures, *sentences, *nothing, *(_numbers_moved(study, results) if found else [])]


def _numbers_moved(study: Study, results: Mapping[str, pd.DataFrame]) -> list[str]:
    """The named numbers that these results would print otherwise than numbers.json has them."""
    there = study.path("results") / NUMBERS
    if not there.is_file():
        return []
    printed = {name: number["printed"] for name, number in json.loads(read_text(there)).items()}
    try:
        now = {number.name: number.printed for number in cited_numbers(study, results)}
    except BadInput as error:
        return [str(error)]
    return _moved_numbers(printed, now)


def _more(n: int) -> str:
    return f"; {n} more rows" if n > 1 else "; one more row" if n == 1 else ""


def _made_as_they_lie(study: Study, names: set[str]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The named results from the tables as they lie, and why the others cannot be made, a sentence each."""
    results: dict[str, pd.DataFrame] = {}
    failures: list[str] = []
    for part in (makers, makers_of_classifiers):
        try:
            wanted = {name: make for name, make in part(study).items() if name in names}
        except Exception as error:
            failures.append(_sentence(error, "The results"))
            continue
        for name, make in wanted.items():
            try:
                results |= made({name: make})
            except Exception as error:
                failures.append(_sentence(error, f"results/{name}.csv"))
    return results, list(dict.fromkeys(failures))


def _sentence(error: Exception, what: str) -> str:
    """Why something cannot be made any more; a table that was changed by hand may break what relies on it anyhow."""
    if isinstance(error, FramingError):
        return str(error)
    return f"{what} cannot be made from the tables as they lie ({type(error).__name__}: {error})"


def _rows_moved(study: Study, name: str, table: pd.DataFrame) -> list[str]:
    """The rows of a published result that the same made anew has otherwise."""
    published = study.path("results") / f"{name}.csv"
    if not published.is_file():
        return []
    with TemporaryDirectory() as folder:
        (anew,) = write_results({name: table}, Path(folder))
        return moved(read_csv(published), read_csv(anew))


def _moved_numbers(printed: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The named numbers of a manuscript that would be printed otherwise, a sentence each.

    >>> _moved_numbers({"putin-oboz": "4 of 18", "xi-oboz": "0 of 9"}, {"putin-oboz": "5 of 18", "xi-oboz": "0 of 9"})
    ['number putin-oboz: 4 of 18 → 5 of 18']
    """
    return [
        f"number {name}: {before} → {now.get(name, 'none')}"
        for name, before in printed.items()
        if before != now.get(name)
    ]


# Two pictures, both blurred by so many pixels, may differ by so many of 255 steps. Other anti-aliasing moves the edge
# of a mark; a mark that stands elsewhere moves all of it. Another matplotlib or FreeType sets letters elsewhere and
# shifts whole axes by some pixels: only what is as large as a panel can be told. Matplotlib 3.10 against 3.11: 49.
STEPS, FINE, COARSE = 56, 4, 24
RENDERERS = ("matplotlib", "freetype")
NARROW = 3
WORDS = (".md", ".tex")
FEW = 3


@dataclass(frozen=True)
class _Proof:
    """What differs from the published files, a sentence each, and how it was compared."""

    differences: list[str]
    how: str


def proof(study: Study) -> _Proof:
    """Make all results and figures in a temporary folder and compare them with the published ones.

    Where the environment is the one that `figures.lock.json` names, bytes are compared. Elsewhere: tables by their
    data (numbers to 1e-5), captions and alternative texts by their words, PNG within a tolerance for other rendering
    of edges and letters (with another matplotlib a coarse one); SVG and PDF have to be there.

    Returns
    -------
    Proof

    Raises
    ------
    BadInput
        when there is no lock, or the published tables were made from other inputs.
    """
    lock, now = read_lock(study.path("figures")), environment()
    other = lock.other_environment(now)
    with TemporaryDirectory() as folder:
        anew = {name: Path(folder) / name for name in ("results", "figures")}
        make_edition(study, anew)
        found = [
            difference
            for name, path in anew.items()
            for difference in differences(study.path(name), path, study.paths[name], blur_for(lock.environment, now))
        ]
    if other:
        return _Proof(found, f"data and pictures within tolerance, since the lock was drawn elsewhere ({other})")
    return _Proof(found + broken_locks(lock, study.path("figures")), "byte by byte, in the environment of the lock")


def blur_for(lock: Mapping[str, str], now: Mapping[str, str]) -> int:
    """How far pictures are blurred before they are compared; 0 where bytes are."""
    if lock == now:
        return 0
    return FINE if all(lock.get(name) == now.get(name) for name in RENDERERS) else COARSE


def differences(published: Path, anew: Path, name: str, blur: int) -> list[str]:
    """What differs between two folders of results or figures."""
    ours, theirs = _files_in(anew), _files_in(published)
    missing = [f"{name}/{file} is missing; it is made here" for file in sorted({*ours} - {*theirs})]
    surplus = [f"{name}/{file} is made by nothing" for file in sorted({*theirs} - {*ours})]
    return [
        *missing,
        *surplus,
        *(
            f"{name}/{file}: {difference}"
            for file in sorted(ours.keys() & theirs.keys())
            if (difference := _difference_of(theirs[file], ours[file], blur))
        ),
    ]


def _files_in(folder: Path) -> dict[str, Path]:
    """The published files of a folder by their names in it, but for the validation and what speaks of the others."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    left_out = {RECORD, LOCK, *(name for name in paths if name.startswith((f"{VALIDATION}/", ".")))}
    return {name: path for name, path in paths.items() if name not in left_out}


def _difference_of(published: Path, anew: Path, blur: int) -> str:
    """What differs between a published file and the same made anew; empty where nothing does that counts.

    Vector graphics hold letters as outlines of the renderer: elsewhere their bytes tell nothing.
    """
    if sha256_of(published) == sha256_of(anew):
        return ""
    if published.suffix == ".png":
        found = pictures_apart(published, anew, blur or FINE)
    elif published.suffix == ".csv":
        found = _tables_apart(published, anew)
    else:
        found = _words_apart(published, anew) if published.suffix in WORDS else ""
    return found if found or blur else "has other bytes"


def _tables_apart(published: Path, anew: Path) -> str:
    """The rows in which two tables differ."""
    found = moved(read_csv(published), read_csv(anew))
    more = f"; {len(found) - FEW} more" if len(found) > FEW else ""
    return "; ".join(found[:FEW]) + more


def _words_apart(published: Path, anew: Path) -> str:
    """Whether two captions differ."""
    return "" if read_text(published) == read_text(anew) else "caption or alternative text has other words"


def pictures_apart(published: Path, anew: Path, blur: int) -> str:
    """Where two pictures differ by more than their renderer, from the left and from the top."""
    from PIL import Image, ImageFilter, UnidentifiedImageError

    try:
        one, other = (Image.open(path).convert("RGB") for path in (published, anew))
    except UnidentifiedImageError:
        return "it cannot be read as a picture"
    if max(abs(one.width - other.width), abs(one.height - other.height)) > (NARROW if blur == COARSE else 0):
        return f"{one.width} × {one.height} pixels, made here {other.width} × {other.height}"
    images = (one, other.resize(one.size))
    steps = [np.asarray(image.filter(ImageFilter.BoxBlur(blur)), dtype=np.int16) for image in images]
    down, across, _ = np.nonzero(np.abs(steps[0] - steps[1]) > STEPS)
    if not len(down):
        return ""
    return (
        f"the picture differs around {across.mean() / one.width:.0%} from the left, "
        f"{down.mean() / one.height:.0%} from the top"
    )


def broken_locks(lock: Lock, folder: Path) -> list[str]:
    """Figure files that are not those of the lock."""
    there = {name: sha256_of(path) for name, path in _files_in(folder).items()}
    return [
        f"{LOCK}: {name} {'is not there' if name not in there else 'has other bytes than the lock says'}"
        for name, sha256 in sorted(lock.files.items())
        if there.get(name) != sha256
    ]
