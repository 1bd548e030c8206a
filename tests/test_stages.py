"""Stages as files: same inputs, same bytes; other inputs, other bytes; a chain of hashes that breaks where it must."""

import re
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert, deltaE

import framing as fr
from conftest import ROOT
from framing import stages
from framing.plots.style import COLOURS, MARKERS, ONE_COLUMN, TWO_COLUMNS, palette, style
from framing.tables import read_csv

FIGURES = sorted(stages.FIGURES)
KINDS = ("png", "svg", "pdf", "csv", "md")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from framing.cli import main; main()", *arguments],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(Path(fr.__file__).parents[1]),  # the code under test, not another copy that is installed
            "PYTHONWARNINGS": "error",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_results_and_figures_come_again_to_the_byte(project):
    """Deleted and made again in another process, with another home, time zone and hash seed."""
    published = {name: files_of(ROOT / name) for name in ("results", "figures")}
    for name in published:
        shutil.rmtree(project / name)
    done = run(project, "figures", HOME=str(project / "home"), TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    for name, files in published.items():
        made = files_of(project / name)
        assert sorted(made) == sorted(files)
        assert [file for file in files if made[file] != files[file]] == []


def test_one_changed_code_moves_a_table_and_a_figure(project):
    before = {name: files_of(project / name) for name in ("results", "figures")}
    path = project / "data" / "codes" / "coder_a" / "labels.csv"
    content = path.read_text(encoding="utf-8")
    assert "tsf:25,0,0" in content
    path.write_text(content.replace("tsf:25,0,0", "tsf:25,1,3"), encoding="utf-8")
    stages.figures(fr.open_study(project / "study.toml"))
    moved = {
        file for name in before for file, content in files_of(project / name).items() if content != before[name][file]
    }
    assert moved == {
        *("coded_loadedness.csv", "reliability.csv", "provenance.json"),
        *(f"coded_loadedness.{kind}" for kind in KINDS),
    }


def test_a_changed_occurrence_moves_the_rates(project):
    path = project / "data" / "derived" / "occurrences.csv"
    table = read_csv(path)
    slot = table.index[
        (table["target"] == "Putin") & (table["article_id"] == "tsf") & (table["voice_of_term"] == "outlet")
    ][0]
    table.loc[slot, ["term_id", "form"]] = ["dictator", "loaded"]
    table.to_csv(path, index=False, lineterminator="\n")
    rates = fr.open_study(project / "study.toml").estimates
    full = rates[(rates["lexicon"] == "full") & (rates["measure"] == "naming rate") & (rates["target"] == "Putin")]
    assert full.set_index("article_id").loc["tsf", ["n_loaded", "n_slots"]].tolist() == [1, 12]


def test_what_is_published_agrees(case):
    assert stages.verify(case) == []


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("data/lexicon.csv", "derived tables: input data/lexicon.csv has changed"),
        ("data/articles.csv", "results and figures: input data/articles.csv has changed"),
        ("data/derived/occurrences.csv", "derived tables: output occurrences.csv has changed"),
        ("data/codes/coder_b/labels.csv", "results and figures: input data/codes/coder_b/labels.csv has changed"),
        ("results/estimates.csv", "results and figures: output results/estimates.csv has changed"),
        ("figures/naming.svg", "results and figures: output figures/naming.svg has changed"),
    ],
)
def test_a_broken_chain_is_named(project, file, expected):
    path = project / file
    path.write_bytes(path.read_bytes() + b"\n")
    done = run(project, "verify")
    assert done.returncode == 1
    assert expected in done.stderr


def test_a_missing_and_an_unrecorded_file_are_named(project):
    (project / "figures" / "naming.pdf").unlink()
    (project / "results" / "mine.csv").write_text("x\n", encoding="utf-8")
    differences = " ".join(stages.verify(fr.open_study(project / "study.toml")))
    assert "figures/naming.pdf is missing" in differences
    assert "results/mine.csv is not recorded" in differences


def test_provenance_names_no_machine_and_no_day():
    for record in ROOT.glob("**/provenance.json"):
        if ".venv" not in record.parts and "build" not in record.parts:
            content = record.read_text(encoding="utf-8")
            assert not re.search(r"/(?:home|root|tmp|work|usr)/|20\d\d-\d\d-\d\d|commit", content)
            assert re.search(r'"code": "[0-9a-f]{64}"', content)


def test_the_demonstration_runs_from_text_to_figures_twice_the_same(tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name / "data" / "demo"
        shutil.copytree(ROOT / "data" / "demo", folder)
        for command in ("build", "publish", "figures", "verify"):
            done = run(folder, command, HOME=str(tmp_path))
            assert done.returncode == 0, done.stderr
        made.append(files_of(tmp_path / name / "build"))
    assert made[0] == made[1]
    assert len([file for file in made[0] if file.endswith(".png")]) == 4


@pytest.mark.texts
def test_the_published_tables_come_again_from_the_texts(project, texts):
    study = fr.open_study(project / "study.toml", texts=texts)
    assert stages.verify(study) == []


@pytest.mark.texts
def test_a_changed_private_text_is_refused_before_anything_is_written(project, texts, tmp_path):
    copies = tmp_path / "copies"
    shutil.copytree(texts, copies)
    first = sorted(copies.iterdir())[0]
    first.chmod(0o644)
    first.write_bytes(first.read_bytes() + b" ")
    done = run(project, "build", "--texts", str(copies))
    assert done.returncode == 2
    assert "have no file with their SHA-256" in done.stderr
    assert not (project / "build").exists()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_has_all_its_files_and_says_its_numbers(name):
    assert all((ROOT / "figures" / f"{name}.{kind}").is_file() for kind in KINDS)
    caption = (ROOT / "figures" / f"{name}.md").read_text(encoding="utf-8")
    assert "**Caption.**" in caption
    assert "**Alternative text.**" in caption
    assert "One text an outlet: differences between texts are not estimates of outlets." in caption
    assert len(read_csv(ROOT / "figures" / f"{name}.csv")) > 0


@pytest.fixture(scope="module")
def drawings(case):
    view = stages.view_of(case, stages.results_of(case))
    return {name: stages.drawing(name, view) for name in FIGURES}


def test_a_notebook_shows_the_very_picture_that_is_published(case):
    shown, size = fr.draw(case, "coded_loadedness")._repr_png_()
    assert shown == (ROOT / "figures" / "coded_loadedness.png").read_bytes()
    assert size["width"] < 500


@pytest.mark.parametrize(
    ("name", "message"),
    [("names", "did you mean 'naming'"), ("lexicon_versions", "need codes that this study has not")],
)
def test_a_figure_that_cannot_be_drawn_says_why(demo, name, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.draw(demo, name)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fits_a_column_of_a_journal_and_counts_its_cases(drawings, name):
    figure = drawings[name].figure
    assert figure.get_figwidth() in (pytest.approx(ONE_COLUMN), pytest.approx(TWO_COLUMNS))
    for ax in figure.axes:
        words = [
            ax.get_title(loc="left"),
            *(text.get_text() for text in ax.texts),
            *(text.get_text() for text in figure.texts),
            figure.get_supxlabel(),
        ]
        assert re.search(r"n = \d|\d+ of \d+", " ".join(words)), name


@pytest.mark.parametrize("name", FIGURES)
def test_no_label_is_smaller_than_a_journal_allows(drawings, name):
    sizes = {
        text.get_fontsize()
        for ax in drawings[name].figure.axes
        for text in (*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), ax.title)
        if text.get_text()
    }
    assert min(sizes) >= 5.5


def test_rates_are_drawn_where_the_table_says(drawings):
    drawing = drawings["naming_rates"]
    for ax, (target, rows) in zip(drawing.figure.axes, drawing.data.groupby("target", sort=False), strict=True):
        assert ax.get_title(loc="left").startswith(target)
        points = [line.get_xdata()[0] for line in ax.lines if line.get_marker() not in ("None", "", None)]
        assert points == pytest.approx(rows["estimate"].dropna().tolist())


def test_naming_tiles_print_the_counts_of_the_table(drawings):
    drawing = drawings["naming"]
    printed = sum(int(text.get_text().split()[0]) for ax in drawing.figure.axes for text in ax.texts)
    assert printed == drawing.data["own"].sum()


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_rows_are_told_apart_by_colour_for_the_colour_blind(kind):
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen = [np.clip(cspace_convert(mpl.colors.to_rgb(colour), space, "sRGB1"), 0, 1) for colour in COLOURS]
    assert min(deltaE(one, other) for one, other in combinations(seen, 2)) > 15


def test_rows_are_told_apart_by_marker_too():
    assert len(set(MARKERS)) == len(MARKERS) == len(COLOURS)
    assert palette(list("abc"))["b"] == palette(list("abcdefg"))["b"]


def test_the_look_of_figures_touches_nothing_else():
    before = dict(mpl.rcParams)
    with style():
        assert mpl.rcParams["svg.hashsalt"] == "framing"
    assert dict(mpl.rcParams) == before


def test_a_study_without_any_slot_still_draws(tmp_path):
    folder = tmp_path / "study"
    assert run(tmp_path, "new", "study").returncode == 0
    pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": ["It rained."]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    for command in (["ingest", "../a.csv"], ["build"], ["publish"], ["figures"], ["verify"]):
        done = run(folder, *command, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    assert (
        "No naming slot" in (folder / "figures" / "naming.md").read_text(encoding="utf-8")
        or (folder / "figures" / "naming.png").is_file()
    )
