"""Report what a changed input affects, and compare recomputed results and figures with the published ones."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from framing.errors import BadInput, FramingError
from framing.report import make_edition
from framing.stats import Reals
from framing.study import (
    LOCK,
    NUMBERS,
    RECORD,
    VALIDATION,
    Lock,
    Provenance,
    Study,
    changes,
    cited_numbers,
    environment,
    reach,
    read_lock,
    read_provenance,
    results_graph,
    results_now,
    write_results,
)
from framing.tables import read_csv, read_text, sha256_of

TOLERANCE = 1e-5
LABELS_SHOWN, LETTERS_SHOWN, ROWS_SHOWN, DIFFERENCES_SHOWN = 4, 60, 10, 3
PICTURES = ("png", "svg", "pdf")
TEXTS, VECTORS = (".md", ".tex"), (".svg", ".pdf")
# Points by which numbers of a vector file may differ: two processes of one machine wrote other bytes for equal PNG and
# data. Less than a step of colour (1/255), and too little to change a pixel.
REACH = 0.001
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NAMED_BY_NUMBERS = re.compile(rb"(?<=[\"#])[A-Za-z][0-9a-f]{10}(?=[\")])")  # in an SVG: the hash of a path
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# in a PDF: how long its parts are and where they start
_PLACES = re.compile(rb"/Length \d+|obj\s+\d+\s+endobj|xref\n.*", re.DOTALL)


def moved(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """Return each row that differs, as a clause: the line, what the row is about, each cell before → after.

    Parameters
    ----------
    before, after : DataFrame
        The table as text, as in a CSV file. Numbers that agree to 1e-5 (relative, or absolute near 0) count as equal.
        Rows are compared by position if both tables have equally many, else by their text.

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
    columns = {
        name: [not _near(one, other) for one, other in zip(before[name], after[name], strict=True)] for name in before
    }
    return pd.DataFrame(columns, index=before.index, dtype="bool")


def _near(one: str, other: str) -> bool:
    """Return whether two cells are equal, or numbers within the rounding of another processor.

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
    about = ", ".join([before[name] for name in labels if before[name]][:LABELS_SHOWN])
    changes = ", ".join(f"{name} {_shown(before[name])} → {_shown(after[name])}" for name in cells.index[cells])
    return f"line {int(str(before.name)) + 2}{f' ({about})' if about else ''}: {changes}"


def _shown(cell: str) -> str:
    return f"{cell[:LETTERS_SHOWN]}…" if len(cell) > LETTERS_SHOWN else cell or "empty"


def _only_in_one(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    lines = [table.agg(", ".join, axis=1) if len(table) else pd.Series(dtype="str") for table in (before, after)]
    gone, new = lines[0][~lines[0].isin(lines[1])], lines[1][~lines[1].isin(lines[0])]
    return [*(f"gone: {_shown(line)}" for line in gone), *(f"new: {_shown(line)}" for line in new)]


def consequences(study: Study) -> list[str]:
    """Return what the changed inputs of a study affect: outputs, rows of results, cited numbers.

    Only results that a changed input feeds are recomputed, from the tables as they are, and compared with the published
    ones. If a result cannot be computed, the reason takes its place.

    Returns
    -------
    list of str
        One sentence each; empty if all inputs are as recorded.
    """
    record = study.path("results") / RECORD
    if not record.is_file():
        return []
    recorded, now = read_provenance(record), results_now(study, [])
    changed = [name for name, _ in changes(recorded.inputs, now.inputs)]
    fed = {name: fed_by(recorded, name) for name in changed}
    if not any(fed.values()):
        return []
    affected = {Path(name).stem for outputs in fed.values() for name in outputs if name.endswith(".csv")}
    return [
        *(
            f"{name} has changed since the results were computed; it feeds {', '.join(outputs)}"
            for name, outputs in fed.items()
            if outputs
        ),
        *_moves(study, affected),
    ]


def fed_by(record: Provenance, name: str) -> list[str]:
    """Return every output that is computed from a file, directly or through results, in the order of the record."""
    fed = reach(record.made_from, [name])
    return [output for output in record.made_from if output in fed]


def _moves(study: Study, names: set[str]) -> list[str]:
    """Return the rows of results that move, ten at most, then a count; and why a result cannot be computed."""
    results, failures = _computed(study, names)
    differing = {name: rows for name, table in results.items() if (rows := _rows_moved(study, name, table))}
    each = max(1, ROWS_SHOWN // max(1, len(differing)))
    sentences = [
        f"{study.paths['results']}/{name}.csv would move: {'; '.join(rows[:each])}{_more(len(rows) - each)}"
        for name, rows in differing.items()
    ]
    nothing = ["no number of the results moves with it"] if not failures and not differing else []
    return [*failures, *sentences, *nothing, *_numbers_moved(study, results)]


def _numbers_moved(study: Study, results: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the cited numbers that would be printed otherwise with these results."""
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


def _computed(study: Study, names: set[str]) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the named results from the tables as they are, and one sentence for each reason why others fail."""
    graph = results_graph(replace(study, texts=None))
    results: dict[str, pd.DataFrame] = {}
    failures: dict[str, list[str]] = {}
    for name in [name for name in graph.nodes if name in names]:
        try:
            if graph.has(name):
                results[name] = graph.get(name)
        except FramingError as error:
            failures[str(error)] = []
        except Exception as error:  # a table that was edited by hand may break anything that relies on it
            failures.setdefault(f"({type(error).__name__}: {error})", []).append(f"{study.paths['results']}/{name}.csv")
    return results, [
        f"{', '.join(outputs)} cannot be computed from the tables as they are {error}" if outputs else error
        for error, outputs in failures.items()
    ]


def _rows_moved(study: Study, name: str, table: pd.DataFrame) -> list[str]:
    published = study.path("results") / f"{name}.csv"
    if not published.is_file():
        return []
    with TemporaryDirectory() as folder:
        (computed,) = write_results({name: table}, Path(folder))
        return moved(read_csv(published), read_csv(computed))


def _moved_numbers(printed: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the cited numbers that would be printed otherwise, a sentence each.

    >>> _moved_numbers({"putin-oboz": "4 of 18", "xi-oboz": "0 of 9"}, {"putin-oboz": "5 of 18", "xi-oboz": "0 of 9"})
    ['number putin-oboz: 4 of 18 → 5 of 18']
    """
    return [
        f"number {name}: {before} → {now.get(name, 'none')}"
        for name, before in printed.items()
        if before != now.get(name)
    ]


@dataclass(frozen=True)
class Comparison:
    """The differences from the published files, a sentence each, and how files were compared."""

    differences: list[str]
    how: str


def compare_with_published(study: Study) -> Comparison:
    """Recompute all results and figures in a temporary folder and compare them with the published ones.

    In the environment that `figures.lock.json` names, files are compared by bytes, SVG and PDF by what they draw
    (`same_drawing`); for a PNG that differs the root mean square of the difference is given
    (`matplotlib.testing.compare`). In another environment no picture is rendered: tables are compared by their data
    (numbers to 1e-5), captions and alternative texts by their words, and every picture has to be there.

    Returns
    -------
    Comparison

    Raises
    ------
    BadInput
        If there is no lock, or the published tables were computed from other inputs.
    """
    lock = read_lock(study.path("figures"))
    other = lock.other_environment(environment())
    with TemporaryDirectory() as folder:
        computed = {name: Path(folder) / name for name in ("results", "figures")}
        edition = make_edition(study, computed, pictures=not other)
        pictures = {path.with_suffix(f".{kind}").name for path in edition.pictures for kind in PICTURES}
        found = [
            difference
            for name, path in computed.items()
            for difference in differences(
                study.path(name), path, study.paths[name], same=not other, also=pictures if name == "figures" else ()
            )
        ]
    if other:
        return Comparison(found, f"data and captions, because the figures were drawn in another environment ({other})")
    how = "byte by byte, SVG and PDF by what they draw, in the environment of the lock"
    return Comparison(found + broken_locks(lock, study.path("figures")), how)


def differences(published: Path, computed: Path, name: str, *, same: bool, also: Iterable[str] = ()) -> list[str]:
    """Return each difference between a published folder of results or figures and a recomputed one.

    Parameters
    ----------
    published, computed : Path
        The two folders.
    name : str
        How sentences call the folder.
    same : bool
        Whether both were written in the same environment, so that bytes count.
    also : iterable of str, default ()
        Names of further files that have to be in the published folder.
    """
    ours, theirs = _files_in(computed), _files_in(published)
    expected = {*ours, *also}
    return [
        *(f"{name}/{file} is missing" for file in sorted(expected - {*theirs})),
        *(f"{name}/{file} is not an output of this study" for file in sorted({*theirs} - expected)),
        *(
            f"{name}/{file}: {difference}"
            for file in sorted(ours.keys() & theirs.keys())
            if (difference := _difference_of(theirs[file], ours[file], same=same))
        ),
    ]


def _files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by name, without the validation and the files that describe the others."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    left_out = {RECORD, LOCK, *(name for name in paths if name.startswith((f"{VALIDATION}/", ".")))}
    return {name: path for name, path in paths.items() if name not in left_out}


def _difference_of(published: Path, computed: Path, *, same: bool) -> str:
    """Return what differs between two files, in words; empty if nothing does that counts."""
    if sha256_of(published) == sha256_of(computed):
        return ""
    found = ""
    if published.suffix == ".csv":
        found = _tables_apart(published, computed)
    elif published.suffix in TEXTS:
        found = "" if read_text(published) == read_text(computed) else "caption or alternative text has other words"
    elif published.suffix == ".png":
        found = picture_difference(published, computed)
    elif published.suffix in VECTORS and same_drawing(published, computed):
        return ""
    return found or ("has other bytes" if same else "")


def _tables_apart(published: Path, computed: Path) -> str:
    rows = moved(read_csv(published), read_csv(computed))
    more = f"; {len(rows) - DIFFERENCES_SHOWN} more" if len(rows) > DIFFERENCES_SHOWN else ""
    return "; ".join(rows[:DIFFERENCES_SHOWN]) + more


def picture_difference(published: Path, computed: Path) -> str:
    """Return how much two PNG files differ, in words; empty if they show the same pixels.

    The root mean square is that of `matplotlib.testing.compare.compare_images`: 0 for equal pictures, 255 at most.
    """
    from matplotlib.testing.compare import compare_images
    from matplotlib.testing.exceptions import ImageComparisonFailure
    from PIL import UnidentifiedImageError

    with TemporaryDirectory() as folder:  # compare_images writes a picture of the difference next to the second file
        copy = Path(folder) / "computed.png"
        copy.write_bytes(computed.read_bytes())
        try:
            found = compare_images(str(published), str(copy), tol=0, in_decorator=True)
        except UnidentifiedImageError:
            return "it cannot be read as a picture"
        except ImageComparisonFailure:
            return "the picture has another size"
    return f"the picture differs (RMS {found['rms']:.2g} of 255)" if found else ""


def same_drawing(published: Path, computed: Path) -> bool:
    """Say whether two SVG or PDF files draw the same: equal but for numbers that differ by less than `REACH`."""
    (words, numbers), (other_words, other_numbers) = map(_drawn, (published, computed))
    return words == other_words and np.allclose(numbers, other_numbers, rtol=0, atol=REACH)


def _drawn(path: Path) -> tuple[list[bytes], Reals]:
    """Return the content of a vector file between its numbers, and the numbers."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        parts = [_inflated(found[1]) for found in _STREAM.finditer(content)]
        content = b"\n".join([_PLACES.sub(b"", _STREAM.sub(b"", content)), *parts])
    order: dict[bytes, bytes] = {}
    content = _NAMED_BY_NUMBERS.sub(lambda found: order.setdefault(found[0], b"path %d" % len(order)), content)
    content = b" ".join(content.split())  # lines of a PDF end where they get too long
    return _NUMBER.split(content), np.array(_NUMBER.findall(content), dtype=np.float64)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:  # stored as it is
        return stream


def broken_locks(lock: Lock, folder: Path) -> list[str]:
    """Return the figure files that are not those of the lock."""
    there = {name: sha256_of(path) for name, path in _files_in(folder).items()}
    return [
        f"{LOCK}: {name} {'is missing' if name not in there else 'has other bytes than recorded'}"
        for name, sha256 in sorted(lock.files.items())
        if there.get(name) != sha256
    ]
