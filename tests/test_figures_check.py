"""Figures made anew are compared with the published ones: files in the environment of the lock, data elsewhere."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageDraw

import framing as fr
from conftest import ROOT, files_of
from framing.plotting import Drawing
from framing.study import LOCK, environment, read_lock
from framing.verify import broken_locks, compare_with_published, differences, picture_difference, same_drawing

pytestmark = pytest.mark.slow

PICTURE = ROOT / "figures" / "naming_rates.png"


@pytest.fixture
def own(drawn_study, tmp_path) -> fr.Study:
    return fr.open_study(shutil.copytree(drawn_study, tmp_path / "study") / "study.toml")


def test_a_lock_names_environment_and_files_and_no_machine(own):
    lock = read_lock(own.path("figures"))
    assert lock.environment == environment()
    assert set(lock.files) == {path.name for path in own.path("figures").iterdir()} - {LOCK}
    assert lock.environment["python"].count(".") == 1
    assert "/" not in (own.path("figures") / LOCK).read_text(encoding="utf-8")


def test_what_is_made_anew_is_equal_and_touches_nothing(own):
    before = files_of(own.root)
    found = compare_with_published(own)
    assert found.differences == []
    assert "byte by byte" in found.how
    assert files_of(own.root) == before


def test_in_another_environment_data_and_captions_are_compared_and_pictures_have_to_be_there(own):
    folder = own.path("figures")
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    lock["environment"]["python"] = "3.99"
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    moved_mark(folder / "naming.png")
    shutil.copy(folder / "naming.csv", folder / "mine.csv")
    (folder / "voice.svg").unlink()
    (folder / "positions.md").write_text("**Caption.** Other words.\n", encoding="utf-8")
    found = compare_with_published(own)
    assert "python 3.99 →" in found.how
    assert found.differences == [
        "figures/voice.svg is missing",
        "figures/mine.csv is not an output of this study",
        "figures/positions.md: caption or alternative text has other words",
    ]


def moved_mark(path: Path) -> None:
    """Draw a mark of one and a half millimetres where none was."""
    image = Image.open(path).convert("RGB")
    middle = image.width // 2, image.height // 2
    ImageDraw.Draw(image).ellipse([*middle, middle[0] + 16, middle[1] + 16], fill="#0072B2")
    image.save(path)


def test_a_difference_of_pictures_is_measured(tmp_path):
    other = tmp_path / "other.png"
    shutil.copy(PICTURE, other)
    assert picture_difference(PICTURE, other) == ""
    moved_mark(other)
    assert re.fullmatch(r"the picture differs \(RMS \d\.\d of 255\)", picture_difference(PICTURE, other))
    image = Image.open(PICTURE)
    image.crop((0, 0, image.width - 1, image.height)).save(other)
    assert picture_difference(PICTURE, other) == "the picture has another size"
    other.write_bytes(b"no picture")
    assert picture_difference(PICTURE, other) == "it cannot be read as a picture"
    assert [path.name for path in tmp_path.iterdir()] == ["other.png"]


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_vector_picture_is_the_same_if_only_last_digits_differ(tmp_path, kind):
    """Of two processes on one machine, one drew two figures with other bytes, though PNG and data were equal."""
    paths = [tmp_path / f"{name}.{kind}" for name in ("one", "digits", "moved", "words", "colour")]
    drawn = [(0, "rate", "#404040"), (1e-9, "rate", "#404040"), (1e-4, "rate", "#404040")]
    drawn += [(0, "Rate", "#404040"), (0, "rate", "#404041")]
    for path, (shift, title, colour) in zip(paths, drawn, strict=True):
        figure = Figure(figsize=(3, 2))
        ax = figure.subplots()
        ax.plot([0.2, 0.4, 0.9], [1, 5, 7], marker="o", color=colour)
        ax.set_title(title)
        ax.set_position((0.1 + shift, 0.2, 0.7, 0.6))
        path.write_bytes(Drawing("it", figure, pd.DataFrame(), "", "").rendered(kind))
    one, digits, moved, words, colour = paths
    assert one.read_bytes() != digits.read_bytes()
    assert same_drawing(one, digits)
    assert not same_drawing(one, moved)
    assert not same_drawing(one, words)
    assert not same_drawing(one, colour)


def test_in_the_same_environment_a_byte_counts_and_a_number_is_named(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, number in ((one, "0.25"), (other, "0.250001")):
        folder.mkdir()
        (folder / "a.csv").write_text(f"outlet,rate\nCourier,{number}\n", encoding="utf-8")
    assert differences(one, other, "results", same=False) == []
    assert differences(one, other, "results", same=True) == ["results/a.csv: has other bytes"]
    (other / "a.csv").write_text("outlet,rate\nCourier,0.26\n", encoding="utf-8")
    assert differences(one, other, "results", same=False) == ["results/a.csv: line 2 (Courier): rate 0.25 → 0.26"]


def test_without_a_lock_the_researcher_is_told_how_to_get_one(own):
    with pytest.raises(fr.BadInput, match=r"figures\.lock\.json does not exist\. Run `framing figures` to draw"):
        compare_with_published(replace(own, paths={**own.paths, "figures": "nowhere"}))
    (own.path("figures") / LOCK).write_text("[]", encoding="utf-8")
    with pytest.raises(fr.BadInput, match="is not a lock of figures"):
        compare_with_published(own)


def test_a_figure_that_is_not_the_one_of_the_lock_is_named(own):
    lock, folder = read_lock(own.path("figures")), own.path("figures")
    assert broken_locks(lock, folder) == []
    (folder / "naming.pdf").unlink()
    (folder / "naming.svg").write_bytes(b"x")
    assert broken_locks(lock, folder) == [
        f"{LOCK}: naming.pdf is missing",
        f"{LOCK}: naming.svg has other bytes than recorded",
    ]
