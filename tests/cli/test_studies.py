"""Further studies in studies/: `make study` knows them, and each agrees with its records."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import framing as fr
from conftest import ROOT
from framing import pipeline as stages

STUDIES = sorted((ROOT / "studies").glob("*/study.toml"))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the Makefile and two studies."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("rain", "snow"):
        (tmp_path / "studies" / name).mkdir(parents=True)
        (tmp_path / "studies" / name / "study.toml").touch()
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make without what the make that runs the tests was given, such as TEXTS."""
    return subprocess.run(
        ["make", *arguments], cwd=folder, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("study", ["", "hail", "rain snow", "study.toml"])
def test_an_unknown_study_lists_those_there_are_before_anything_is_set_up(house, study):
    done = make(house, "study", f"STUDY={study}")
    assert done.returncode == 2
    assert f"STUDY is '{study}'; choose one of the folders in studies/: rain snow" in done.stderr
    assert not (house / ".venv").exists()


def test_a_folder_without_studies_says_so(house):
    shutil.rmtree(house / "studies")
    assert "choose one of the folders in studies/: (there is none)" in make(house, "study", "STUDY=rain").stderr


def test_without_texts_figures_are_drawn_and_with_texts_tables_are_built_first(house):
    file = f'--study "{house}/studies/rain/study.toml"'
    shown = make(house, "-n", "study", "STUDY=rain").stdout
    assert f"framing figures {file}" in shown
    assert "framing build" not in shown
    shown = make(house, "-n", "study", "STUDY=rain", "TEXTS=here").stdout
    build, publish, figures = (shown.index(f"framing {step} {file}") for step in ("build", "publish", "figures"))
    assert build < publish < figures
    assert f'framing build {file} --texts "here"' in shown
    assert "[text]" in shown


def test_help_names_it(house):
    assert "make study STUDY=name" in make(house, "help").stdout


@pytest.mark.parametrize("study", STUDIES, ids=[path.parent.name for path in STUDIES])
def test_each_study_agrees_with_its_records(study):
    assert stages.verify(fr.open_study(study)) == []
