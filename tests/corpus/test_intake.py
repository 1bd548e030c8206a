"""Stories and copies at intake: what is grouped, what is left out, and what is said of articles that do not fit."""

import re
import warnings

import pandas as pd
import pytest
from test_stories import ARTICLES, written

import framing as fr
from conftest import run
from framing.corpus import alike_outlets, import_articles, read_intake
from framing.tables import read_csv

AP = f"NORFIELD (AP) — The crew left on Monday. {written('flood', 1, 120)}"
COPY = f"{AP} Readers may write to the Herald."


def with_copy(**columns: object) -> pd.DataFrame:
    """The articles of three events, and a wire story that a second outlet printed two days later."""
    rows = {"article_id": ["wire", "late"], "outlet": ["AP", "Herald"], "text": [AP, COPY]}
    return pd.concat(
        [ARTICLES, pd.DataFrame(rows).assign(date=["2024-05-20", "2024-05-22"])], ignore_index=True
    ).assign(**columns)


def notes(table: pd.DataFrame, **which: bool) -> str:
    return "\n".join(import_articles(table, **{"find_stories": True} | which).messages())


def test_a_copy_is_left_out_and_named_and_its_first_publisher_is_kept():
    intake = import_articles(with_copy(), drop_copies=True)
    assert set(ARTICLES["article_id"]) | {"wire"} == set(intake.corpus.articles["article_id"])
    assert set(intake.corpus.texts) == set(intake.corpus.articles["article_id"])
    assert intake.dropped.values.tolist() == [["articles", "12", "copy of wire (share 0.95), wire AP"]]
    assert intake.notes == ("1 of 11 articles is a copy of an earlier one, left out (data/copies.csv)",)
    assert "no article is a copy" in import_articles(ARTICLES, drop_copies=True).notes


def test_stories_go_into_the_manifest_and_are_found_without_the_copies():
    intake = import_articles(with_copy(), find_stories=True, drop_copies=True)
    stories = dict(zip(intake.corpus.articles["article_id"], intake.corpus.articles["story_id"], strict=True))
    assert stories == {name: "wire" if name == "wire" else f"{name[:-2]}-0" for name in stories}
    assert intake.stories["article_id"].tolist() == list(stories)
    assert intake.notes[1] == "4 stories in 10 articles, 3 of them in two outlets or more"


def test_a_story_that_is_given_is_kept():
    given = ARTICLES.assign(story_id=["mine", *[""] * (len(ARTICLES) - 1)])
    intake = import_articles(given, find_stories=True)
    assert intake.corpus.articles["story_id"].tolist()[:2] == ["mine", "ferry-1"]
    assert "; story_id of 1 given by the manifest" in intake.notes[0]


def test_the_order_of_articles_does_not_matter():
    one, other = (
        import_articles(table, find_stories=True, drop_copies=True) for table in (with_copy(), with_copy()[::-1])
    )
    assert dict(one.corpus.articles[["article_id", "story_id"]].values) == dict(
        other.corpus.articles[["article_id", "story_id"]].values
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (ARTICLES.drop(columns="date"), "all 9 articles have no date to the day .* found by content only"),
        (ARTICLES.assign(date=["2024", *ARTICLES["date"][1:]]), "1 of 9 articles has no date to the day"),
        (
            ARTICLES.assign(outlet="Courier"),
            r"all articles are of one outlet \(Courier\), so no story compares outlets",
        ),
        (ARTICLES.head(3), r"all 3 articles are one story \(ferry-0\).*write a story_id for each in data/articles.csv"),
        (ARTICLES.iloc[[0, 3, 6]].assign(outlet=["A", "B", "C"]), "no story is in two outlets"),
        (ARTICLES.assign(article_id="x"), "duplicate ids, numbered from the second article on: 'x'"),
        (ARTICLES.assign(outlet=["The Sun", "sun.com", *["Sun (Online) - News"] * 7]), "'Sun.* - News' .7 articles"),
    ],
)
def test_articles_that_do_not_fit_are_said(table, message):
    assert re.search(message, notes(table))


def test_copies_without_dates_are_said():
    assert "all 11 articles have no date: of two copies without date, the wire service's or the longer" in notes(
        with_copy().drop(columns="date"), drop_copies=True
    )


@pytest.mark.parametrize(
    ("names", "n_notes"),
    [
        (["Fox News", "Fox Online News"], 0),
        (["Fox News", "Fox News"], 0),
        (["Fox News", "FOX NEWS", "Fox-News", "The Fox News (Opinion)"], 1),
        (["NPR - News", "npr.com", "Times", "The Times"], 2),
        (["The", "()", "…"], 0),
        (["Der Spiegel", "Spiegel"], 0),
    ],
)
def test_outlets_that_look_alike_are_named_with_what_merges_them(names, n_notes):
    found = alike_outlets(names)
    assert len(found) == n_notes
    assert all("write one name for all in the column outlet of data/articles.csv" in note for note in found)


def test_a_folder_names_the_files_of_copies(tmp_path):
    for outlet, name, text in (("AP", "wire", AP), ("Herald", "late", COPY[:-1])):
        (tmp_path / outlet).mkdir()
        (tmp_path / outlet / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "loose.txt").write_text(written("vote", 3), encoding="utf-8")
    for read in (
        lambda: import_articles(tmp_path, outlet="X", drop_copies=True),
        lambda: read_intake(tmp_path, drop_copies=True),
    ):
        assert read().dropped[["file", "reason"]].values.tolist() == [
            ["Herald/late.txt", "copy of wire (share 0.95), wire AP"]
        ]


@pytest.fixture
def table(tmp_path):
    with_copy().to_csv(tmp_path / "articles.csv", index=False)
    return tmp_path


FLAGS = ("--find-stories", "--drop-copies")


@pytest.mark.parametrize("command", ["new", "ingest"])
def test_both_commands_write_stories_copies_and_what_was_left_out(table, command):
    if command == "new":
        done = run(table, "new", "mine", "--articles", "articles.csv", *FLAGS)
    else:
        assert run(table, "new", "mine").returncode == 0
        done = run(table / "mine", "ingest", "../articles.csv", *FLAGS)
    assert done.returncode == 0, done.stderr
    assert "left out articles.csv, row 12: copy of wire (share 0.95), wire AP" in done.stdout
    assert "4 stories in 10 articles" in done.stdout
    data = table / "mine" / "data"
    assert read_csv(data / "dropped.csv")["reason"].tolist() == ["copy of wire (share 0.95), wire AP"]
    assert read_csv(data / "copies.csv").query("copy_of != ''")["article_id"].tolist() == ["late"]
    assert len(read_csv(data / "stories.csv")) == 10
    assert "wire" in set(read_csv(data / "articles.csv")["story_id"])
    assert not (table / "mine" / "build" / "texts" / "late.txt").exists()
    assert not [path for path in data.iterdir() if "harbour" in path.read_text(encoding="utf-8")]


def test_ingest_without_them_writes_no_such_table(table):
    run(table, "new", "mine")
    assert run(table / "mine", "ingest", "../articles.csv").returncode == 0
    assert {path.name for path in (table / "mine" / "data").iterdir()} == {
        "articles.csv",
        "codebook.toml",
        "lexicon.csv",
    }


def test_ingest_refuses_duplicate_ids_and_writes_nothing(table):
    with_copy(article_id="x").to_csv(table / "articles.csv", index=False)
    run(table, "new", "mine")
    done = run(table / "mine", "ingest", "../articles.csv", *FLAGS)
    assert done.returncode == 2
    assert "line 3: article_id 'x' duplicates line 2. Keys must be unique." in done.stderr
    assert not (table / "mine" / "data" / "articles.csv").exists()


def test_the_options_need_articles(tmp_path):
    done = run(tmp_path, "new", "mine", "--find-stories")
    assert (done.returncode, "--find-stories and --drop-copies require --articles" in done.stderr) == (2, True)


def test_a_study_in_python_does_the_same(tmp_path):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        study = fr.new_study(tmp_path / "mine", with_copy(), find_stories=True, drop_copies=True)
    assert "left out articles, row 12: copy of wire (share 0.95), wire AP" in [str(one.message) for one in warned]
    assert study.articles["story_id"].nunique() == 4
    assert (study.path("articles").parent / "stories.csv").is_file()
