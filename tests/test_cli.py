"""The command line: help that teaches, sentences instead of tracebacks."""

import re

import pandas as pd
import pytest

import framing as fr
from conftest import ROOT
from test_stages import files_of, run


def nothing(project):
    """Leave the project as it is."""


COMMANDS = ("new", "ingest", "build", "publish", "compare", "figures", "code", "verify", "cite")


def words(output):
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", output).split())


def test_help_names_every_command_and_the_way_in(tmp_path):
    shown = run(tmp_path, "--help").stdout
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
            "no setting 'titel'; did you mean 'title'",
        ),
        (
            lambda p: (p / "data/derived/sentences.csv").unlink(),
            ["figures"],
            "sentences.csv does not exist and no texts are attached",
        ),
        (
            lambda p: replace(p / "data/articles.csv", "tsf,TSF,", "tsf,TFS,"),
            ["figures"],
            "line 6: outlet 'TFS' is not among the outlets of study.toml; did you mean 'TSF'",
        ),
        (
            lambda p: replace(p / "data/articles.csv", "tsf,TSF,", "OBOZ,TSF,"),
            ["figures"],
            "'OBOZ' is 'oboz' but for upper and lower case as in line 2",
        ),
        (
            lambda p: replace(p / "data/lexicon.csv", "president-putin leader-putin,,mission", ",,mission"),
            ["figures"],
            "line 2, term 'dictator': a loaded row needs its neutral wording",
        ),
        (
            lambda p: replace(p / "study.toml", '"Putin", "Russia"', '"Putin", "Rusia"'),
            ["figures"],
            "Rusia are no targets of the lexicon",
        ),
        (lambda p: (p / "data/lexicon.csv").write_bytes(b"\xff\xfe"), ["figures"], "not UTF-8: byte 0xff at offset 0"),
        (nothing, ["build"], "The text of 'oboz' is not attached (SHA-256 fb14a4f2"),
        (nothing, ["build", "--texts", "nowhere"], "nowhere is no folder"),
        (nothing, ["build", "--texts", "figures"], "5 have no file with their SHA-256"),
        (nothing, ["publish"], "holds no finished build"),
        (nothing, ["code", "figures", "--coder", "c"], "holds none of labels.csv"),
        (nothing, ["code", "figures", "--coder", "../c"], "small letters or digits"),
        (nothing, ["ingest", "nowhere.csv"], "nowhere.csv does not exist"),
        (nothing, ["new", "data"], "data exists already"),
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


def replace(path, find, with_this):
    content = path.read_text(encoding="utf-8")
    assert find in content
    path.write_text(content.replace(find, with_this, 1), encoding="utf-8")


def test_a_reader_takes_their_own_articles_from_a_table_to_figures(tmp_path, demo):
    """The demonstration corpus as if it were a reader's own table."""
    table = demo.articles[["article_id", "outlet"]].assign(
        text=[demo.corpus.texts[article_id] for article_id in demo.articles["article_id"]]
    )
    table.to_csv(tmp_path / "mine.csv", index=False)
    assert run(tmp_path, "new", "mine").returncode == 0
    folder = tmp_path / "mine"
    (folder / "data" / "lexicon.csv").write_bytes((demo.root / "lexicon.csv").read_bytes())
    for command in (["ingest", "../mine.csv"], ["build"], ["publish"], ["figures"], ["verify"], ["cite"]):
        done = run(folder, *command, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    mine = pd.read_csv(folder / "results" / "naming_choices.csv")
    expected = fr.demo().occurrences.query("kind == 'naming' and not negated")
    assert mine["n_slots"].sum() == len(expected)
    assert not any("text" in column for column in pd.read_csv(folder / "data" / "articles.csv").columns)
    assert "build/" in (folder / ".gitignore").read_text(encoding="utf-8")


def test_cite_names_version_and_hashes(case):
    shown = run(ROOT, "cite").stdout
    assert fr.__version__ in shown
    assert case.lexicon.version in shown
    assert case.lexicon.sha256[:12] in shown
    assert "@software{framing," in shown
