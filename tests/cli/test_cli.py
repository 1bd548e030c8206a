"""The command line: help that teaches, sentences instead of tracebacks."""

import os
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest

import framing as fr
from conftest import ROOT, TABLE, files_of, process, run
from framing.study import ENCODER


def nothing(project):
    """Leave the project as it is."""


def with_setting(line, table=""):
    """Spoil study.toml: one setting of its own and none of that name before."""

    def spoil(project):
        settings = 'name = "x"\ntitle = "x"\n' + (f"[{table}]\n" if table else "")
        (project / "study.toml").write_text(f"{settings}{line}\n", encoding="utf-8")

    return spoil


COMMANDS = (
    "new",
    "ingest",
    "preregister",
    "build",
    "publish",
    "compare",
    "figures",
    "score",
    "swap",
    "concordance",
    "code",
    "verify",
    "train",
    "cite",
)


def words(output):
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", output).split())


def test_help_names_every_command_and_the_way_in(tmp_path):
    shown = process(tmp_path, "--help").stdout
    assert all(re.search(rf"\b{command}\b", shown) for command in COMMANDS)
    assert "framing new my-study" in words(shown)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path, command):
    done = run(tmp_path, command, "--help")
    assert done.returncode == 0
    assert len(words(done.stdout).split()) > 20


@pytest.mark.parametrize(
    ("spoil", "command", "message"),
    [
        (lambda p: (p / "study.toml").unlink(), ["figures"], "study.toml does not exist"),
        (lambda p: (p / "study.toml").write_text("name = ", encoding="utf-8"), ["figures"], "not well-formed TOML"),
        (
            lambda p: (p / "study.toml").write_text('name = "x"\ntitel = "y"\n', encoding="utf-8"),
            ["figures"],
            "unknown setting 'titel'; did you mean 'title'",
        ),
        (
            lambda p: (p / "data/derived/sentences.csv").unlink(),
            ["figures"],
            "data/derived was not made from what is here: output sentences.csv is missing. Build and publish",
        ),
        (
            lambda p: replace(p / "data/articles.csv", "tsf,TSF,", "tsf,TFS,"),
            ["figures"],
            "line 6: outlet 'TFS' is not among the outlets of study.toml; did you mean 'TSF'",
        ),
        (
            lambda p: replace(p / "data/articles.csv", "tsf,TSF,", "OBOZ,TSF,"),
            ["figures"],
            "'OBOZ' differs only in case from 'oboz' in line 2",
        ),
        (
            lambda p: replace(
                p / "data/lexicon.csv", "president-putin leader-putin,officeholder-putin,", ",officeholder-putin,"
            ),
            ["cite"],
            "line 2, term 'dictator': a loaded row needs a neutral wording",
        ),
        (
            lambda p: replace(p / "study.toml", '"Putin", "Russia"', '"Putin", "Rusia"'),
            ["figures"],
            "Rusia are not targets of the lexicon",
        ),
        (
            lambda p: (p / "data/lexicon.csv").write_bytes(b"\xff\xfa"),
            ["cite"],
            "line 1 is not UTF-8: byte 0xff at offset 0",
        ),
        (nothing, ["build"], "The text of 'oboz' is not attached (SHA-256 fb14a4f2"),
        (nothing, ["build", "--texts", "nowhere"], "nowhere is not a folder"),
        (nothing, ["build", "--texts", "figures"], "no file for 5 of the 5 articles"),
        (nothing, ["publish"], "build/derived holds no derived tables with their provenance.json. Run framing build"),
        (nothing, ["code", "results", "--coder", "c"], "contains no codes. Add one of labels.csv"),
        (nothing, ["code", "figures", "--coder", "../c"], "small letters or digits"),
        (nothing, ["ingest", "nowhere.csv"], "nowhere.csv does not exist"),
        (nothing, ["new", "data"], "data exists already"),
        (nothing, ["figures", "--study", "data"], "data is a folder; a file was expected"),
        (
            lambda p: (p / "data/articles.csv").unlink(),
            ["verify"],
            "does not exist. Run `framing ingest",
        ),
        (lambda p: (p / "data/lexicon.csv").unlink(), ["verify"], "lexicon.csv does not exist"),
        (with_setting("build = 3", "paths"), ["figures"], "[paths]: build is 3; expected text in quotes"),
        (with_setting("paths = 3"), ["figures"], "study.toml: paths is 3; expected a table such as [paths]"),
        (with_setting('classifiers = {revision = "x"}'), ["figures"], "[classifiers]: 'encoder' is missing"),
        (
            with_setting('classifiers = {encoder = "x", layers = ["0"]}'),
            ["figures"],
            "layers is ['0']; expected a list of whole numbers",
        ),
        (with_setting('outlets = "TSF"'), ["figures"], "outlets is 'TSF'; expected a list of texts"),
        (with_setting("outlets = [1]"), ["figures"], "outlets is [1]; expected a list of texts"),
        (with_setting('seed = "x"'), ["figures"], "seed is 'x'; expected a whole number"),
        (with_setting("seed = true"), ["figures"], "seed is True; expected a whole number"),
        (with_setting('targets = "Putin"', "figures"), ["figures"], "[figures]: targets is 'Putin'; expected a list"),
        (
            with_setting('target = ["Putin"]', "figures"),
            ["figures"],
            "[figures]: unknown setting 'target'; did you mean 'targets'",
        ),
        (
            with_setting('articles = "/data/articles.csv"', "paths"),
            ["build"],
            "articles is '/data/articles.csv'; expected a path relative to the folder of study.toml",
        ),
        (with_setting('derived = ""', "paths"), ["publish"], "derived is ''; expected a path relative"),
        (with_setting('articles = "/data/articles.csv"', "paths"), ["verify"], "expected a path relative"),
    ],
)
def test_bad_input_ends_with_a_sentence_and_changes_nothing(project, spoil, command, message):
    spoil(project)
    before = files_of(project)
    done = run(project, *command)
    assert done.returncode == 2
    assert message in words(done.stderr)
    assert "Traceback" not in done.stderr
    assert files_of(project) == before


def test_a_process_ends_with_a_sentence_and_without_a_traceback(project):
    """The cases above run in this process; one of them as a reader runs it."""
    with_setting("paths = 3")(project)
    done = process(project, "figures")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("framing: study.toml: paths is 3; expected ")
    assert done.stderr.count("\n") == 1


def test_a_reader_who_stops_reading_gets_no_traceback():
    """`framing numbers | head -1`"""
    command = [sys.executable, "-c", "from framing.cli import main; main()", "numbers"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as piped:
        assert piped.stdout
        assert piped.stderr
        piped.stdout.close()
        assert "Traceback" not in piped.stderr.read()


def replace(path, find, with_this):
    content = path.read_text(encoding="utf-8")
    assert find in content
    path.write_text(content.replace(find, with_this, 1), encoding="utf-8")


def by_words_alone(settings):
    """Name no encoder in a study.toml, which is quicker."""
    replace(settings, f'encoder = "{ENCODER}"', 'encoder = ""')


@pytest.mark.release
def test_a_reader_takes_their_own_articles_from_a_table_to_figures(tmp_path, demo):
    """Two articles of the demonstration as if they were a reader's own table."""
    few = demo.articles[demo.articles["article_id"].isin(["freehadrel-1", "upland-1"])]
    table = few[["article_id", "outlet"]].assign(text=few["article_id"].map(demo.corpus.texts))
    table.to_csv(tmp_path / "mine.csv", index=False)
    assert run(tmp_path, "new", "mine").returncode == 0
    folder = tmp_path / "mine"
    (folder / "data" / "lexicon.csv").write_bytes((demo.root / "lexicon.csv").read_bytes())
    for command in (["ingest", "../mine.csv"], ["build"], ["publish"], ["figures"], ["verify"], ["cite"]):
        done = run(folder, *command, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    mine = pd.read_csv(folder / "results" / "naming_choices.csv")
    expected = demo.occurrences.query("kind == 'naming' and not negated and reference != 'unresolved'")
    assert mine["n_slots"].sum() == expected["article_id"].isin(few["article_id"]).sum() > 10
    assert not any("text" in column for column in pd.read_csv(folder / "data" / "articles.csv").columns)
    assert "build/" in (folder / ".gitignore").read_text(encoding="utf-8")


def test_cite_names_version_and_hashes(case):
    shown = run(ROOT, "cite").stdout
    assert fr.__version__ in shown
    assert case.lexicon.version in shown
    assert case.lexicon.sha256[:12] in shown
    assert "@software{framing," in shown


def test_the_version_is_told(tmp_path):
    assert run(tmp_path, "--version").stdout == f"framing {fr.__version__}\n"


@pytest.mark.parametrize("name", ["a\\b", 'the "war"', "Пекин"])
def test_a_new_study_may_have_any_name_that_a_folder_may_have(tmp_path, name):
    assert run(tmp_path, "new", name).returncode == 0
    assert fr.open_study(tmp_path / name / "study.toml").name == name


@pytest.mark.skipif(os.name == "nt", reason="folders that cannot be written to are made otherwise there")
def test_a_file_that_cannot_be_written_ends_with_its_name(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(tmp_path, "new", "file/study")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert re.search(r"framing: .*file.*: (Not a directory|File exists)\.", words(done.stderr))


def test_articles_are_not_taken_in_over_others(tmp_path):
    """The manifest was replaced without a word, and the texts of the first articles stayed."""
    for name in ("one", "two"):
        TABLE.assign(outlet=name).to_csv(tmp_path / f"{name}.csv", index=False)
    assert run(tmp_path, "new", "study").returncode == 0
    folder = tmp_path / "study"
    assert run(folder, "ingest", "../one.csv").returncode == 0
    before = files_of(folder)
    done = run(folder, "ingest", "../two.csv")
    assert done.returncode == 2
    assert "articles.csv exists already; no article was added" in words(done.stderr)
    assert files_of(folder) == before


def test_a_text_with_a_byte_order_mark_is_found_again(tmp_path):
    """The manifest held the hash of the text without its mark, and no file had that."""
    (tmp_path / "in" / "Courier").mkdir(parents=True)
    (tmp_path / "in" / "Courier" / "a.txt").write_bytes(b"\xef\xbb\xbfRain fell.\r\n")
    assert run(tmp_path, "new", "study").returncode == 0
    by_words_alone(tmp_path / "study" / "study.toml")
    assert run(tmp_path / "study", "ingest", "../in").returncode == 0
    study = fr.open_study(tmp_path / "study" / "study.toml", texts=tmp_path / "in")
    assert study.corpus.texts == {"a": "Rain fell.\r\n"}
    assert run(tmp_path / "study", "build").returncode == 0


def test_a_manifest_with_texts_is_no_manifest(tmp_path):
    assert run(tmp_path, "new", "study").returncode == 0
    TABLE.to_csv(tmp_path / "study" / "data" / "articles.csv", index=False)
    done = run(tmp_path / "study", "build")
    assert done.returncode == 2
    assert "articles.csv contains texts, and a manifest may be published" in words(done.stderr)


def test_a_study_with_public_texts_does_not_take_those_of_the_environment(tmp_path):
    """`make demo TEXTS=folder` looked for the demonstration's texts among the private ones."""
    shutil.copytree(ROOT / "data" / "demo", tmp_path / "data" / "demo")
    (tmp_path / "private").mkdir()
    here = tmp_path / "data" / "demo"
    by_words_alone(here / "study.toml")
    header, first, *_ = (here / "articles.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (here / "articles.csv").write_text(header + first, encoding="utf-8")
    replace(here / "study.toml", 'codes = "codes"\n', "")
    done = run(here, "build", TEXTS=str(tmp_path / "private"))
    assert done.returncode == 0, done.stderr
    assert run(here, "build", "--texts", str(tmp_path / "private")).returncode == 2


def test_texts_of_the_environment_serve_a_study_without_its_own(project):
    done = run(project, "build", TEXTS="figures")
    assert done.returncode == 2
    assert "no file for 5 of the 5 articles" in words(done.stderr)
