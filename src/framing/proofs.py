"""Proofs: results and figures made anew beside the published ones, and what differs; nothing published is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from framing.chain import RECORD, VALIDATION
from framing.edition import make_edition
from framing.files import read_text, sha256_of
from framing.reporting.lock import LOCK, Lock, environment, read_lock
from framing.reporting.moved import moved
from framing.study import Study
from framing.tables import read_csv

# Two pictures, both blurred by so many pixels, may differ by so many of 255 steps. Other anti-aliasing moves the edge
# of a mark; a mark that stands elsewhere moves all of it. Another matplotlib or FreeType sets letters elsewhere and
# shifts whole axes by some pixels: only what is as large as a panel can be told. Matplotlib 3.10 against 3.11: 49.
STEPS, FINE, COARSE = 56, 4, 24
RENDERERS = ("matplotlib", "freetype")
NARROW = 3
WORDS = (".md", ".tex")
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
        return Proof(found, f"data and pictures within tolerance, since the lock was drawn elsewhere ({other})")
    return Proof(found + broken_locks(lock, study.path("figures")), "byte by byte, in the environment of the lock")


def blur_for(lock: Mapping[str, str], now: Mapping[str, str]) -> int:
    """How far pictures are blurred before they are compared; 0 where bytes are."""
    if lock == now:
        return 0
    return FINE if all(lock.get(name) == now.get(name) for name in RENDERERS) else COARSE


def differences(published: Path, anew: Path, name: str, blur: int) -> list[str]:
    """What differs between two folders of results or figures."""
    ours, theirs = files_in(anew), files_in(published)
    missing = [f"{name}/{file} is missing; it is made here" for file in sorted({*ours} - {*theirs})]
    surplus = [f"{name}/{file} is made by nothing" for file in sorted({*theirs} - {*ours})]
    return [
        *missing,
        *surplus,
        *(
            f"{name}/{file}: {difference}"
            for file in sorted(ours.keys() & theirs.keys())
            if (difference := difference_of(theirs[file], ours[file], blur))
        ),
    ]


def files_in(folder: Path) -> dict[str, Path]:
    """The published files of a folder by their names in it, but for the validation and what speaks of the others."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    left_out = {RECORD, LOCK, *(name for name in paths if name.startswith((f"{VALIDATION}/", ".")))}
    return {name: path for name, path in paths.items() if name not in left_out}


def difference_of(published: Path, anew: Path, blur: int) -> str:
    """What differs between a published file and the same made anew; empty where nothing does that counts.

    Vector graphics hold letters as outlines of the renderer: elsewhere their bytes tell nothing.
    """
    if sha256_of(published) == sha256_of(anew):
        return ""
    if published.suffix == ".png":
        found = pictures_apart(published, anew, blur or FINE)
    elif published.suffix == ".csv":
        found = tables_apart(published, anew)
    else:
        found = words_apart(published, anew) if published.suffix in WORDS else ""
    return found if found or blur else "has other bytes"


def tables_apart(published: Path, anew: Path) -> str:
    """The rows in which two tables differ."""
    found = moved(read_csv(published), read_csv(anew))
    more = f"; {len(found) - FEW} more" if len(found) > FEW else ""
    return "; ".join(found[:FEW]) + more


def words_apart(published: Path, anew: Path) -> str:
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
    there = {name: sha256_of(path) for name, path in files_in(folder).items()}
    return [
        f"{LOCK}: {name} {'is not there' if name not in there else 'has other bytes than the lock says'}"
        for name, sha256 in sorted(lock.files.items())
        if there.get(name) != sha256
    ]
