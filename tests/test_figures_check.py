"""Figures made anew are compared with the published ones: bytes in the environment of the lock, data elsewhere."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

import framing as fr
from conftest import ROOT, files_of
from framing.study import LOCK, environment, read_lock
from framing.verify import COARSE, FINE, blur_for, broken_locks, differences, pictures_apart, proof

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
    found = proof(own)
    assert found.differences == []
    assert "byte by byte" in found.how
    assert files_of(own.root) == before


def test_in_another_environment_renderings_may_differ_and_marks_may_not(own):
    folder = own.path("figures")
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    lock["environment"]["python"] = "3.99"
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    softened(folder / "naming.png")
    moved_mark(folder / "naming_rates.png")
    shutil.copy(folder / "naming.csv", folder / "mine.csv")
    (folder / "voice.svg").unlink()
    (folder / "positions.md").write_text("**Caption.** Other words.\n", encoding="utf-8")
    found = proof(own)
    assert "python 3.99 →" in found.how
    named = [difference.removeprefix("figures/").split(" ")[0].rstrip(":") for difference in found.differences]
    assert named == ["voice.svg", "mine.csv", "naming_rates.png", "positions.md"]


def softened(path: Path) -> None:
    """Edges as another renderer may draw them."""
    image = Image.open(path).convert("RGB")
    image.filter(ImageFilter.BoxBlur(1)).save(path)


def moved_mark(path: Path) -> None:
    """A mark of one and a half millimetres that stands elsewhere."""
    image = Image.open(path).convert("RGB")
    middle = image.width // 2, image.height // 2
    ImageDraw.Draw(image).ellipse([*middle, middle[0] + 16, middle[1] + 16], fill="#0072B2")
    image.save(path)


def test_a_picture_says_where_it_differs(tmp_path):
    other = tmp_path / "other.png"
    shutil.copy(PICTURE, other)
    softened(other)
    assert pictures_apart(PICTURE, other, FINE) == ""
    shutil.copy(PICTURE, other)
    moved_mark(other)
    assert "differs around 50% from the left, 51% from the top" in pictures_apart(PICTURE, other, FINE)
    other.write_bytes(b"no picture")
    assert "cannot be read as a picture" in pictures_apart(PICTURE, other, FINE)


def test_another_renderer_is_compared_coarsely_and_another_python_is_not():
    here = {"matplotlib": "3.11.2", "freetype": "2.14.3", "python": "3.11"}
    assert blur_for(here, here) == 0
    assert blur_for(here, here | {"python": "3.13"}) == FINE
    assert blur_for(here, here | {"matplotlib": "3.10.8"}) == COARSE


def test_in_the_same_environment_a_byte_counts_and_a_number_is_named(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, number in ((one, "0.25"), (other, "0.250001")):
        folder.mkdir()
        (folder / "a.csv").write_text(f"outlet,rate\nCourier,{number}\n", encoding="utf-8")
    assert differences(one, other, "results", FINE) == []
    assert differences(one, other, "results", 0) == ["results/a.csv: has other bytes"]
    (other / "a.csv").write_text("outlet,rate\nCourier,0.26\n", encoding="utf-8")
    assert differences(one, other, "results", FINE) == ["results/a.csv: line 2 (Courier): rate 0.25 → 0.26"]


def test_without_a_lock_the_researcher_is_told_how_to_get_one(own):
    with pytest.raises(fr.BadInput, match=r"figures\.lock\.json does not exist\. framing figures draws"):
        proof(replace(own, paths={**own.paths, "figures": "nowhere"}))
    (own.path("figures") / LOCK).write_text("[]", encoding="utf-8")
    with pytest.raises(fr.BadInput, match="is no lock of figures"):
        proof(own)


def test_a_figure_that_is_not_the_one_of_the_lock_is_named(own):
    lock, folder = read_lock(own.path("figures")), own.path("figures")
    assert broken_locks(lock, folder) == []
    (folder / "naming.pdf").unlink()
    (folder / "naming.svg").write_bytes(b"x")
    assert broken_locks(lock, folder) == [
        f"{LOCK}: naming.pdf is not there",
        f"{LOCK}: naming.svg has other bytes than the lock says",
    ]
