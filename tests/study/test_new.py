"""A study of one's own articles: what is taken in, what is left out and said, and the way to figures."""

import ast
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import ROOT, examples, run
from framing import pipeline
from framing.corpus import import_articles, safe_id, with_safe_ids
from framing.schema import ARTICLE_ID
from framing.tables import read_csv

TEXTS = {
    "Free Press": [
        "The strongman Tresk signed a loan. Tresk left by rail.",
        "Dictator Tresk smiled, they say.",
    ],
    "Courier": [
        "President Tresk signed a loan on Friday. It rained in Selane.",
        "The president left at noon.",
    ],
}


@pytest.fixture
def folder(tmp_path):
    """Articles as files, a sub-folder for each outlet."""
    for outlet, texts in TEXTS.items():
        (tmp_path / "articles" / outlet).mkdir(parents=True)
        for number, text in enumerate(texts, start=1):
            (tmp_path / "articles" / outlet / f"{outlet} über {number}.txt").write_text(text, encoding="utf-8")
    return tmp_path / "articles"


def table() -> pd.DataFrame:
    """The same articles in a table, under odd names."""
    pairs = [(outlet, text) for outlet, texts in TEXTS.items() for text in texts]
    return pd.DataFrame(pairs, columns=["Source name", "body"]).assign(url="https://example.org", date="2024-05-01")


COLUMNS = {"text": "body", "outlet": "Source name"}


def left_out(intake) -> list[tuple[str, str, str]]:
    return list(intake.dropped.itertuples(index=False, name=None))


def test_files_become_articles_of_the_outlets_of_their_folders(folder):
    corpus = import_articles(folder).corpus
    assert corpus.articles.groupby("outlet").size().to_dict() == {"Courier": 2, "Free Press": 2}
    assert "Free-Press-uber-1" in set(corpus.articles["article_id"])
    assert sorted(corpus.texts.values()) == sorted(text for texts in TEXTS.values() for text in texts)


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "frame"])
def test_every_form_of_a_table_gives_the_same_corpus(tmp_path, form):
    path, frame = tmp_path / f"articles.{form}", table()
    writers = {
        "csv": lambda: frame.to_csv(path, index=False),
        "jsonl": lambda: frame.to_json(path, orient="records", lines=True),
        "parquet": lambda: frame.to_parquet(path),
        "frame": lambda: None,
    }
    writers[form]()
    intake = import_articles(frame if form == "frame" else path, columns=COLUMNS)
    assert list(intake.corpus.texts.values()) == [text for texts in TEXTS.values() for text in texts]
    assert list(intake.corpus.articles.columns) == ["article_id", "outlet", "date", "language", "sha256", "n_chars"]
    assert intake.notes == ("left out columns that the toolkit does not use: url",)


def test_what_is_left_out_is_listed_with_its_reason(folder):
    press = folder / "Free Press"
    (press / "copy.txt").write_bytes((press / "Free Press über 1.txt").read_bytes())
    (press / "empty.txt").write_text(" \n", encoding="utf-8")
    (press / "nul.txt").write_bytes(b"a\0b")
    (press / "x.docx").write_bytes(b"PK")
    (press / "bytes.txt").write_bytes(b"\x81\x8d")
    (press / "link.txt").symlink_to(press / "empty.txt")
    (folder / "loose.txt").write_text("It rained.", encoding="utf-8")
    intake = import_articles(folder)
    assert left_out(intake) == [
        ("Free Press/bytes.txt", "", "neither UTF-8 nor Windows-1252; save it as UTF-8"),
        ("Free Press/copy.txt", "", "same text as Free Press/Free Press über 1.txt"),
        ("Free Press/empty.txt", "", "no text"),
        ("Free Press/link.txt", "", "a link, not a .txt, .html, .htm, .docx, .rtf, .pdf file; save it as plain text"),
        ("Free Press/nul.txt", "", "character 1 of its text is none (NUL, half of a pair)"),
        ("Free Press/x.docx", "", "not a Word document; save it as plain text"),
        ("loose.txt", "", "no outlet"),
    ]
    assert len(intake.corpus) == 4
    assert len(import_articles(folder, outlet="Gazette").corpus) == 5
    assert [sentence for sentence in intake.messages() if "left out loose.txt: no outlet" in sentence]
    told = "1 article has no outlet and was left out. Put the files into one sub-folder per outlet, name the column"
    assert [sentence for sentence in intake.messages() if sentence.startswith(told)]


def test_rows_are_left_out_by_their_row_in_a_spreadsheet(tmp_path):
    path = tmp_path / "articles.csv"
    path.write_text('outlet,text\nA,"One\ntwo."\n,Three.\nB,\nA,"One\ntwo."\nB,Four.\n', encoding="utf-8")
    assert left_out(import_articles(path)) == [
        ("articles.csv", "3", "no outlet"),
        ("articles.csv", "4", "no text"),
        ("articles.csv", "5", "same text as articles.csv, row 2"),
    ]


def test_a_cell_that_is_no_text_is_named_by_its_type():
    frame = pd.DataFrame({"outlet": "A", "text": ["Rain.", ["a", "b"], 7, None, float("nan")]}, dtype="object")
    assert [reason for _, _, reason in left_out(import_articles(frame))] == [
        "its text is of type list",
        "its text is of type int",
        "no text",
        "no text",
    ]


def test_windows_files_and_marks_are_read_and_said(folder):
    (folder / "Courier" / "win.txt").write_bytes("Zoë’s café.".encode("cp1252"))
    (folder / "Courier" / "bom.txt").write_bytes("\ufeffMarked.".encode())
    intake = import_articles(folder)
    assert (intake.corpus.text("win"), intake.corpus.text("bom")) == ("Zoë’s café.", "Marked.")
    assert intake.notes[0].startswith("Courier/win.txt: not UTF-8; read as Windows-1252")


@given(st.lists(st.text(max_size=80), min_size=1, max_size=8))
@examples(50)
def test_ids_are_safe_and_differ(names):
    ids = with_safe_ids(pd.DataFrame({"article_id": names}, dtype="str"))[0]["article_id"]
    assert all(re.fullmatch(ARTICLE_ID, name) for name in ids)
    assert ids.str.casefold().is_unique
    assert [safe_id(name) for name in ids] == ids.tolist()


@pytest.mark.parametrize(
    ("columns", "outlet", "message"),
    [
        ({"title": "body"}, "X", "no column 'text' among Source name, body, url, date. Name the column"),
        ({"text": "bdy"}, "X", "there is no column 'bdy'; did you mean 'body'"),
        ({"txt": "body"}, "", "Cannot fill a column 'txt': the toolkit has none; did you mean 'text'"),
        ({"text": "body", "title": "Source name"}, "", "no article has an outlet"),
    ],
)
def test_a_table_that_cannot_be_read_is_said(columns, outlet, message):
    with pytest.raises(fr.BadInput, match=message):
        import_articles(table(), columns=columns, outlet=outlet)


def test_nothing_is_written_where_nothing_can_be_taken_in(tmp_path, folder):
    with pytest.raises(fr.BadInput, match=r"No article could be read\. The first, articles, row 2: no text"):
        fr.new_study(tmp_path / "mine", pd.DataFrame({"outlet": ["A"], "text": [" "]}))
    (tmp_path / "lexicon.csv").write_text("term\nx\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match="column 'term_id' is missing"):
        fr.new_study(tmp_path / "mine", folder, lexicon=tmp_path / "lexicon.csv")
    assert not (tmp_path / "mine").exists()


def test_a_study_is_made_and_says_what_it_left_out(tmp_path):
    frame = pd.concat([table(), pd.DataFrame({"Source name": ["A"], "body": [""]})], ignore_index=True)
    with pytest.warns(UserWarning, match="left out") as warned:
        study = fr.new_study(tmp_path / "mine", frame, columns=COLUMNS)
    assert [str(warning.message) for warning in warned] == [
        "left out columns that the toolkit does not use: url",
        "left out articles, row 6: no text",
    ]
    assert repr(study) == "Study 'mine': mine; 4 articles, texts attached"
    assert read_csv(study.path("articles").with_name("dropped.csv"))["reason"].tolist() == ["no text"]
    assert "Tresk" in set(read_csv(study.path("articles").with_name("candidates.csv"))["name"])
    assert (study.root / ".gitignore").read_text().splitlines()[0] == "build/"
    published = [path for path in study.root.rglob("*") if path.is_file() and "build" not in path.parts]
    assert [path for path in published if "signed a loan" in path.read_text(encoding="utf-8")] == []


def test_candidates_are_names_with_the_words_before_them():
    frame = pd.DataFrame({"outlet": ["A", "B"], "article_id": ["a", "b"]})
    texts = ["Rain fell. The strongman Jo Tresk met Ms Ode’s envoy.", "The rain stopped as strongman Jo Tresk sang."]
    found = fr.name_candidates(fr.read_articles(frame.assign(text=texts)))
    assert found.to_dict("records") == [
        {"name": "Jo Tresk", "words_before": "strongman (2)", "n": 2, "n_articles": 2, "n_outlets": 2}
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory, demo):
    """Two studies as a newcomer makes them: with a lexicon that fits, and with the starter, which finds nothing."""
    home = tmp_path_factory.mktemp("newcomer")
    rows = demo.articles[demo.articles["article_id"].isin(["freehadrel-1", "perrant-1"])]
    rows[["article_id", "outlet"]].assign(body=rows["article_id"].map(demo.corpus.texts)).to_csv(
        home / "articles.csv", index=False
    )
    lexicon = str(demo.root / "lexicon.csv")
    arguments = ("--articles", "articles.csv", "--column", "text=body")
    (home / "rain.csv").write_text("outlet,text\nA,It rained all day.\nB,Crops grew.\n", encoding="utf-8")
    told = {
        "fits": run(home, "new", "fits", *arguments, "--lexicon", lexicon),
        "starter": run(home, "new", "starter", "--articles", "rain.csv"),
    }
    return home, told


def make_figures(study: Path) -> subprocess.CompletedProcess[str]:
    command = f"FRAMING={sys.executable} -c 'from framing.cli import main; main()'"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        ["make", "figures", command], cwd=study, env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_says_what_it_took_in_and_what_is_next(made):
    _, told = made
    assert told["starter"].returncode == 0, told["starter"].stderr
    lines = told["starter"].stdout.splitlines()
    assert lines[0] == "Created starter with 2 articles: A (1), B (1). Skipped: 0."
    assert [
        line for line in lines if line.startswith("  2. edit data/lexicon.csv (framing lexicon suggest lists terms")
    ]
    assert "check the lexicon: framing lexicon check shows what each term finds" in told["fits"].stdout


@pytest.mark.release
@pytest.mark.parametrize(("name", "finds"), [("fits", True), ("starter", False)])
def test_make_leads_to_figures_even_with_a_lexicon_that_finds_nothing(made, name, finds):
    home, _ = made
    done = make_figures(home / name)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    rates = read_csv(home / name / "results" / "estimates.csv").query("measure == 'naming rate' and lexicon == 'full'")
    assert (rates["n_loaded"].astype(int).sum() > 5) == finds
    assert ("occurs in these articles, so there is nothing to compare yet" in done.stderr) != finds
    assert {"naming_rates.png", "specifications.png"} <= {path.name for path in (home / name / "figures").iterdir()}


def cells_of(study: Path) -> list[str]:
    """The code of the notebook of a new study."""
    notebook = json.loads((study / "notebook.ipynb").read_text(encoding="utf-8"))
    nbformat.validate(notebook)
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_the_notebook_calls_what_the_toolkit_has_by_the_names_of_its_parameters(made):
    """It is run before a release; every day its calls are bound to the functions that are called."""
    home, _ = made
    calls = [node for node in ast.walk(ast.parse("\n".join(cells_of(home / "fits")))) if isinstance(node, ast.Call)]
    bound = set()
    for call in calls:
        module, _, name = ast.unparse(call.func).rpartition(".")
        if module in ("fr", "pipeline"):
            called = getattr({"fr": fr, "pipeline": pipeline}[module], name)
            inspect.signature(called).bind(*call.args, **{keyword.arg: keyword for keyword in call.keywords})
            bound.add(name)
    assert bound >= {"open_study", "build", "publish", "draw", "naming_rate", "naming_differences", "write_report"}


@pytest.mark.release
def test_the_notebook_runs_from_top_to_bottom(made, monkeypatch):
    home, _ = made
    monkeypatch.chdir(home / "fits")
    known: dict[str, object] = {}
    for cell in cells_of(home / "fits"):
        exec(cell, known)
    assert len(known["loaded"]) > 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--articles", "nowhere.csv"], "nowhere.csv does not exist"),
        (["--articles", "articles.csv", "--column", "text"], "--column text: expected NAME=YOUR_COLUMN"),
        (
            ["--articles", "articles.csv", "--column", "text=body", "--column", "text=lead"],
            "--column text=body and --column text=lead: give one column for 'text'",
        ),
        (["--outlet", "A"], "require --articles"),
    ],
)
def test_the_command_refuses_in_a_sentence_and_writes_nothing(made, arguments, message):
    home, _ = made
    done = run(home, "new", "other", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (home / "other").exists()
