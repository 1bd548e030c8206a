"""Exports: the published tables as R and Stata read them, with names and labels that fit."""

import re
import shutil
import subprocess

import pandas as pd
import pytest

import framing as fr
from conftest import ROOT, run
from framing.errors import BadInput
from framing.report import deposit


@pytest.fixture(scope="module")
def exported(tmp_path_factory, drawn_study):
    """The tables of a study, one of whose outlets has a long name, in both forms."""
    home = tmp_path_factory.mktemp("exported")
    study = fr.open_study(drawn_study / "study.toml")
    written = {form: deposit.export(study, form, home / form) for form in deposit.EXPORTS}
    # the derived table and the result classifiers are two files
    assert all(len(set(paths)) == len(paths) == len([*paths[-1].parent.rglob("*.*")]) for paths in written.values())
    return {form: {path.relative_to(home / form).as_posix(): path for path in paths} for form, paths in written.items()}


def test_feather_holds_the_rows_and_types_of_the_tables(exported, drawn_study):
    study = fr.open_study(drawn_study / "study.toml")
    table = pd.read_feather(exported["feather"]["derived/occurrences.feather"])
    assert table["occurrence_id"].tolist() == study.published_occurrences("full")["occurrence_id"].tolist()
    assert table["negated"].dtype == "bool"
    assert table["start"].dtype == "int64"
    slots = pd.read_feather(exported["feather"]["results/slot_scores.feather"])
    assert slots["loaded"].sum() == pd.read_csv(study.path("results") / "slot_scores.csv")["loaded"].sum()


def test_stata_names_are_legal_and_labels_say_what_they_stand_for(exported):
    listing = pd.read_csv(exported["stata"]["variables.csv"], dtype="str", keep_default_na=False)
    assert listing["name"].str.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,31}").all()
    assert not listing.duplicated(["table", "name"]).any()
    renamed = listing[listing["name"] != listing["column"]]
    assert set(renamed["column"]) == {"end"}
    with pd.io.stata.StataReader(exported["stata"]["results/slot_scores.dta"]) as reader:
        labels, table = reader.variable_labels(), reader.read()
    assert labels["metonym"] == "metonym: whether a capital or palace is used for the state"
    assert max(map(len, labels.values())) <= 80
    assert table["occurrence_id"].str.contains(":").all()
    assert table["loaded"].isin([0, 1]).all()
    with pd.io.stata.StataReader(exported["stata"]["derived/sentences.dta"]) as reader:
        assert reader.variable_labels()["end_"] == "end: position after the last character"


def test_a_long_text_and_a_number_without_an_end_reach_stata(tmp_path):
    name = "outlet:a name of more than thirty-two characters"
    table = pd.DataFrame({"words": ["é" * 1500, "short"], "ratio": [float("inf"), 2.0], "if": [1, 2], name: [3, 4]})
    names = deposit._names_for_stata(table.columns)
    deposit._write_stata(table.astype({"words": "str"}), names, dict.fromkeys(table, ""), tmp_path / "t.dta", "t")
    back = pd.read_stata(tmp_path / "t.dta")
    assert back["words"].tolist() == ["é" * 1500, "short"]
    assert back["ratio"].isna().tolist() == [True, False]
    assert back["if_"].tolist() == [1, 2]
    assert back[names[name]].tolist() == [3, 4]


def test_columns_that_the_schema_has_as_text_stay_text():
    table = deposit._typed(pd.DataFrame({"article_id": ["007", "12"], "n_sentences": ["3", ""]}, dtype="str"))
    assert table["article_id"].tolist() == ["007", "12"]
    assert table["n_sentences"].tolist()[0] == 3


def test_a_study_without_results_and_an_unknown_form_are_refused(tmp_path):
    fr.new_study(tmp_path / "new", pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": ["Rain fell."]}))
    ended = run(tmp_path / "new", "export", "stata")
    assert ended.returncode != 0
    assert "holds no results. Run framing build" in ended.stderr
    with pytest.raises(BadInput, match="Choose feather or stata"):
        deposit.export(fr.open_study(ROOT / "study.toml"), "sas", tmp_path)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="needs R")
def test_the_snippet_for_r_computes_the_naming_rate(drawn_study):
    page = (ROOT / "docs" / "how-to" / "r-and-stata.md").read_text(encoding="utf-8")
    snippet = re.search(r"```r\n(slots <- read.csv.*?)```", page, re.DOTALL)[1]
    ended = subprocess.run(["Rscript", "-e", snippet], cwd=drawn_study, capture_output=True, text=True, check=True)
    slots = pd.read_csv(drawn_study / "results" / "slot_scores.csv")
    own = slots.query("stratum == 'own' and reference != 'unresolved' and target == 'tresk'")
    assert f"{own['loaded'].mean():.4f}"[:6] in ended.stdout
