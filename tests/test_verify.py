"""The chain of hashes: what is published agrees with what made it, and a link that breaks is named."""

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest

import framing as fr
from conftest import ROOT, files_of, run, with_ingested
from framing import pipeline as stages
from framing.study import RECORD, derived_now, differences, spelt_out
from framing.tables import hash_of_hashes, read_csv


def test_what_is_published_agrees(case):
    assert stages.verify(case) == []


BROKEN = {
    "data/lexicon.csv": "derived tables: input data/lexicon.csv has changed",
    "data/articles.csv": "results and figures: input data/articles.csv has changed",
    "data/derived/occurrences.csv": "derived tables: output occurrences.csv has changed",
    "data/codes/coder_b/labels.csv": "results and figures: input data/codes/coder_b/labels.csv has changed",
    "results/estimates.csv": "results and figures: output results/estimates.csv has changed",
    "figures/naming.svg": "results and figures: output figures/naming.svg has changed",
}


@pytest.mark.parametrize("file", BROKEN)
def test_a_broken_chain_is_named(project, file):
    path = project / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert BROKEN[file] in " ".join(differences(fr.open_study(project / "study.toml")))


@pytest.mark.release
def test_the_command_names_a_broken_chain(project):
    for file in BROKEN:
        (project / file).write_bytes((project / file).read_bytes() + b"\n")
    done = run(project, "verify")
    assert done.returncode == 1
    assert [expected for expected in BROKEN.values() if expected not in done.stderr] == []


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


def refused(command, folder: Path, message: str) -> None:
    before = files_of(folder)
    with pytest.raises(fr.BadInput, match=message):
        command(with_ingested(folder))
    assert files_of(folder) == before


@pytest.mark.parametrize("command", [stages.figures, stages.compare])
def test_results_are_not_made_from_tables_of_other_articles(study_of, command):
    """Other articles were taken in, and the old tables were drawn under the new manifest."""
    folder = study_of("Free Hadrel")
    *rows, _ = (folder / "data" / "articles.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "data" / "articles.csv").write_text("".join(rows), encoding="utf-8")
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
    for path in [*home.glob("occurrences*.csv"), home / "swaps.csv"]:
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


@pytest.mark.release
def test_code_pins_and_name_of_the_study_file_are_on_record(study_of):
    """A change of code stops no figure; the record looked for study.toml, and any other name ended in a traceback."""
    folder = study_of("Free Hadrel")
    record, pins = folder / "data" / "derived" / "provenance.json", folder / "constraints.txt"
    content = record.read_text(encoding="utf-8")
    (folder / "study.toml").rename(folder / "hadrel.toml")
    pins.write_text("matplotlib==3.10.8\n", encoding="utf-8")
    study = fr.open_study(folder / "hadrel.toml")
    record.write_text(json.dumps({**json.loads(content), "code": "0" * 64}), encoding="utf-8")
    stages.figures(study)
    assert [sentence for sentence in stages.verify(study) if "the code differs" in sentence] != []
    record.write_text(content, encoding="utf-8")
    assert stages.verify(study) == []
    assert "hadrel.toml" in (folder / "results" / "provenance.json").read_text(encoding="utf-8")
    pins.write_text("matplotlib==3.11.2\n", encoding="utf-8")
    assert "input constraints.txt has changed" in " ".join(stages.verify(study))


@pytest.mark.release
def test_publishing_leaves_the_files_of_the_researcher_and_takes_away_a_table_that_is_made_no_more(study_of):
    """Notes in data/derived were deleted, and a folder there ended the move half-way."""
    folder = study_of("Free Hadrel")
    home = folder / "data" / "derived"
    (home / "notes").mkdir()
    for name in ("notes.csv", "old.csv"):
        (home / name).write_text("mine\n", encoding="utf-8")
    content = json.loads((home / "provenance.json").read_text(encoding="utf-8"))
    content["outputs"]["old.csv"] = "0" * 64
    (home / "provenance.json").write_text(json.dumps(content), encoding="utf-8")
    stages.build(with_ingested(folder))
    stages.publish(with_ingested(folder))
    assert (home / "notes").is_dir()
    assert (home / "notes.csv").read_text(encoding="utf-8") == "mine\n"
    assert not (home / "old.csv").exists()
    stages.figures(with_ingested(folder))
    assert stages.verify(with_ingested(folder)) == []


def test_a_build_that_is_not_what_its_record_says_is_not_published(study_of):
    folder = study_of("Free Hadrel")
    stages.build(with_ingested(folder))
    for file, message in {
        "build/derived/occurrences.csv": "output occurrences.csv has changed",
        "data/articles.csv": "input data/articles.csv has changed",
        "data/lexicon.csv": "input data/lexicon.csv has changed",
    }.items():
        path, content = folder / file, (folder / file).read_bytes()
        path.write_bytes(content + b"\n")
        refused(stages.publish, folder, f"derived was not made from what is here: {message}.*framing build")
        path.write_bytes(content)


def test_contents_that_change_their_names_change_the_hash():
    assert hash_of_hashes({"a.py": "1", "b.py": "2"}) != hash_of_hashes({"a.py": "2", "b.py": "1"})


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
        (
            'encoder = "MiniLM"',
            'unknown encoder \'MiniLM\'. Choose "all-MiniLM-L6-v2", or "" for wording and rules only',
        ),
        ("encoder = 6", "encoder is 6; expected text in quotes"),
    ],
)
def test_an_unknown_encoder_is_refused(line, message, study_of):
    folder = study_of("Free Hadrel")
    settings = folder / "study.toml"
    given = settings.read_text(encoding="utf-8").replace('encoder = ""', line)
    settings.write_text(given, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        stages.build(with_ingested(folder))


@pytest.mark.parametrize(
    ("column", "change", "equal"),
    [("log_odds", 5e-6, True), ("log_odds", 1e-3, False), ("fold", 1, False)],
)
def test_fitted_numbers_may_differ_by_their_last_digits_only(case, tmp_path, column, change, equal):
    published = case.path("derived") / "scores.csv"
    table = pd.read_csv(published, dtype={"fold": "Int64"})
    table = table[table["fold"].notna()].head(50)
    one, other = tmp_path / "one" / "scores.csv", tmp_path / "other" / "scores.csv"
    for path, add in ((one, 0), (other, change)):
        path.parent.mkdir()
        table.assign(**{column: table[column] + add}).to_csv(path, index=False)
    assert stages.agree(one, other) == equal


def test_other_tables_are_compared_by_bytes(case, tmp_path):
    published = case.path("derived") / "sentences.csv"
    (tmp_path / "sentences.csv").write_bytes(published.read_bytes() + b"\n")
    assert not stages.agree(published, tmp_path / "sentences.csv")
