"""Proofs: results and figures made anew beside the published ones, and what differs; nothing published is touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from framing.chain import RECORD, VALIDATION
from framing.files import read_text, sha256_of
from framing.reporting.lock import LOCK, Lock, environment, read_lock
from framing.reporting.moved import moved
from framing.stages import all_anew
from framing.study import Study
from framing.tables import read_csv

# greatest difference of two pictures that may come of the renderer alone, in steps of 255, both blurred by so many
# pixels: other anti-aliasing changes the edge of a mark, while a mark that stands elsewhere changes all of it
STEPS, BLUR = 48, 4
FEW = 3


@dataclass(frozen=True)
class Proof:
    """What differs from the published files, a sentence each, and how it was compared."""

    differences: list[str]
    how: str


def proof(study: Study) -> Proof:
    """Make all results and figures in a temporary folder and compare them with the published ones.

    Where the environment is the one that `figures.lock.json` names, bytes are compared. Elsewhere: tables by their
    data (numbers to 1e-5), captions and alternative texts by their words, PNG within a tolerance for other rendering
    of edges and letters; SVG and PDF have to be there.

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
        all_anew(replace(study, paths={**study.paths, **{name: str(path) for name, path in anew.items()}}))
        found = [
            difference
            for name, path in anew.items()
            for difference in differences(study.path(name), path, study.paths[name], bool(other))
        ]
    if other:
        return Proof(found, f"data and pictures within tolerance, since the lock was drawn elsewhere ({other})")
    return Proof(found + broken_locks(lock, study.path("figures")), "byte by byte, in the environment of the lock")


def differences(published: Path, anew: Path, name: str, elsewhere: bool) -> list[str]:
    """What differs between two folders of results or figures."""
    ours, theirs = (
        {path.relative_to(folder).as_posix(): path for path in files_in(folder)} for folder in (anew, published)
    )
    missing = [f"{name}/{file} is missing; it is made here" for file in sorted({*ours} - {*theirs})]
    surplus = [f"{name}/{file} is made by nothing" for file in sorted({*theirs} - {*ours})]
    return [
        *missing,
        *surplus,
        *(
            f"{name}/{file}: {difference}"
            for file in sorted({*ours} & {*theirs})
            if (difference := difference_of(theirs[file], ours[file], elsewhere))
        ),
    ]


def files_in(folder: Path) -> dict[str, Path]:
    """The published files of a folder by their names in it, without what speaks of others and without the validation."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    left_out = {RECORD, LOCK, *(name for name in paths if name.startswith((f"{VALIDATION}/", ".")))}
    return {name: path for name, path in paths.items() if name not in left_out}


def difference_of(published: Path, anew: Path, elsewhere: bool) -> str:
    """What differs between a published file and the same made anew; empty where nothing does that counts."""
    if sha256_of(published) == sha256_of(anew):
        return ""
    found = COMPARED.get(published.suffix, not_compared)(published, anew)
    return found if elsewhere or found else "has other bytes"


def tables_apart(published: Path, anew: Path) -> str:
    """The rows in which two tables differ."""
    found = moved(read_csv(published), read_csv(anew))
    more = f"; {len(found) - FEW} more" if len(found) > FEW else ""
    return "; ".join(found[:FEW]) + more


def words_apart(published: Path, anew: Path) -> str:
    """Whether two captions differ."""
    return "" if read_text(published) == read_text(anew) else "caption or alternative text has other words"


def pictures_apart(published: Path, anew: Path) -> str:
    """Where two pictures differ by more than their renderer, from the left and from the top."""
    from PIL import Image, ImageFilter, UnidentifiedImageError

    try:
        one, other = (Image.open(path).convert("RGB") for path in (published, anew))
    except UnidentifiedImageError:
        return "it cannot be read as a picture"
    if one.size != other.size:
        return f"{one.width} × {one.height} pixels, made here {other.width} × {other.height}"
    steps = [np.asarray(image.filter(ImageFilter.BoxBlur(BLUR)), dtype=np.int16) for image in (one, other)]
    down, across, _ = np.nonzero(np.abs(steps[0] - steps[1]) > STEPS)
    if not len(down):
        return ""
    return (
        f"the picture differs around {across.mean() / one.width:.0%} from the left, "
        f"{down.mean() / one.height:.0%} from the top"
    )


def not_compared(_published: Path, _anew: Path) -> str:
    """Vector graphics hold letters as outlines of the renderer: elsewhere their bytes tell nothing."""
    return ""


COMPARED: dict[str, Callable[[Path, Path], str]] = {
    ".csv": tables_apart,
    ".md": words_apart,
    ".tex": words_apart,
    ".png": pictures_apart,
}


def broken_locks(lock: Lock, folder: Path) -> list[str]:
    """Figure files that are not those of the lock."""
    there = {name: sha256_of(path) for name, path in files_in(folder).items()}
    return [
        f"{LOCK}: {name} {'is not there' if name not in there else 'has other bytes than the lock says'}"
        for name, sha256 in sorted(lock.files.items())
        if there.get(name) != sha256
    ]
