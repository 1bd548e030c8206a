"""The validation: its tables come again to the byte, its shares are shares, its record is verified."""

import importlib
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from sklearn.metrics import roc_auc_score

import framing as fr
from conftest import ROOT
from framing import pipeline as stages
from framing.tables import read_csv, write_csv

FOLDER = ROOT / "results" / "validation"
SHARES = ("voice", "pairs", "judged_pairs", "naming_slots", "polnear", "attributions", "text_reuse", "copies")
NAMES = st.text("Anna Berg the of mayor's", max_size=20)


@pytest.fixture
def script(monkeypatch):
    """A module of the folder validation."""
    monkeypatch.syspath_prepend(str(ROOT / "validation"))
    return importlib.import_module


def validated(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "validation"), *arguments],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(fr.__file__).parents[1]), "HOME": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_voice_and_judged_pairs_come_again_to_the_byte(script, case, demo, tmp_path):
    voices = script("voices")
    tables = {
        "voice": voices.voice(case, demo),
        "voice_confusion": voices.confusion(case, demo),
        "judged_pairs": script("judged").judged(),
    }
    for name, table in tables.items():
        write_csv(table, tmp_path / f"{name}.csv")
        assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes(), name


@pytest.mark.release
@pytest.mark.texts
def test_the_texts_give_the_published_validation(project, texts):
    done = validated(project, "--texts", str(texts.resolve()))
    assert done.returncode == 0
    assert done.stdout.count(": as published") == 6


@pytest.mark.datasets
def test_attributions_come_again_to_the_byte(script, datasets, tmp_path):
    write_csv(script("attributions").attributions(datasets), tmp_path / "attributions.csv")
    assert (tmp_path / "attributions.csv").read_bytes() == (FOLDER / "attributions.csv").read_bytes()


def test_another_code_of_a_coder_is_told_and_nothing_is_written_over(project, demo, monkeypatch, capsys):
    path = project / "data" / "codes" / "coder_c" / "voice.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("oboz:04,narrator", "oboz:04,quote"), encoding="utf-8")
    monkeypatch.syspath_prepend(str(project / "validation"))
    monkeypatch.setattr(fr, "demo", lambda: demo)
    assert runpy.run_path(str(project / "validation" / "__main__.py"))["main"]([]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line.endswith("another than published")]
    assert told == ["voice: another than published", "voice_confusion: another than published"]
    made = project / "build" / "validation" / "pairs.csv"
    assert made.read_bytes() == (FOLDER / "pairs.csv").read_bytes()
    assert (project / "results" / "validation" / "voice.csv").read_bytes() == (FOLDER / "voice.csv").read_bytes()


def test_a_validation_that_is_not_as_recorded_is_named(project):
    files = {
        "results/validation/pairs.csv": "output pairs.csv",
        "validation/judged_pairs.csv": "input validation/judged_pairs.csv",
        "data/codes/coder_b/voice.csv": "input data/codes/coder_b/voice.csv",
        "data/demo/truth.csv": "input data/demo/truth.csv",
    }
    for path in map(project.joinpath, files):
        path.write_bytes(path.read_bytes() + b"\n")
    told = stages.verify(fr.open_study(project / "study.toml"))
    assert [
        name for name in files.values() if not any(f"validation: {name} has changed" in line for line in told)
    ] == []


def test_another_script_of_the_validation_is_another_code(project):
    study = fr.open_study(project / "study.toml")
    before = stages.verify(study)
    path = project / "validation" / "voices.py"
    path.write_text("# why\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert stages.verify(study) == before
    path.write_text("LEAST = 1\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "validation: the code differs" in " ".join({*stages.verify(study)})


def test_a_study_without_validation_has_nothing_to_verify_of_it(project):
    shutil.rmtree(project / "results" / "validation")
    found = stages.verify(fr.open_study(project / "study.toml"))
    assert [difference for difference in found if difference.startswith("validation")] == []


@pytest.mark.parametrize("name", SHARES)
def test_every_share_has_its_counts_and_an_interval_about_it(name):
    table = pd.read_csv(FOLDER / f"{name}.csv")
    counted = table.dropna(subset=["n"])
    assert not table.duplicated(["texts", "against", "measure"]).any()
    assert (counted["estimate"] - counted["n_right"] / counted["n"]).abs().max() < 1e-5
    assert counted["estimate"].between(counted["low"] - 1e-6, counted["high"] + 1e-6).all()
    assert (counted["high"] > counted["low"]).all()
    assert set(table.loc[table["n"].isna(), "measure"]) <= {"F1"}


def test_confusions_add_up_to_the_shares():
    counts = pd.read_csv(FOLDER / "voice_confusion.csv")
    shares = pd.read_csv(FOLDER / "voice.csv").query("measure == 'voice'").set_index(["texts", "against"])
    for key, rows in counts.groupby(["texts", "against"]):
        right = rows.loc[rows["coded"] == rows["found"], "n"].sum()
        assert (right, rows["n"].sum()) == tuple(shares.loc[key, ["n_right", "n"]])


def test_judged_pairs_are_twenty_of_each_and_none_that_thresholds_were_fixed_on(script):
    judged = read_csv(ROOT / "validation" / "judged_pairs.csv")
    assert list(judged) == ["dataset", "sentence_a", "sentence_b", "similarity", "overlap", "judged"]
    assert judged["dataset"].value_counts().to_dict() == {"neus_allsides": 20, "newswcl50": 20}
    assert set(judged["judged"]) <= {"full", "part", "none"}
    assert not set(zip(judged["sentence_a"], judged["sentence_b"], strict=True)) & script("draw").seen()


@given(one=NAMES, other=NAMES)
def test_whether_two_names_are_one_source_does_not_hang_on_their_order(one, other):
    sys.path.insert(0, str(ROOT / "validation"))
    same = importlib.import_module("voices").same_source
    sys.path.pop(0)
    assert same(one, one)
    assert same(one, other) == same(other, one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Anna Berg", "Berg", True),
        ("the mayor", "mayor of Dorn", True),
        ("The Dorn Herald", "Herald", True),
        ("Ruk", "Ruk's press service", False),
        ("Anna Berg", "Anna Pell", False),
        ("", "Berg", False),
        ("", "", True),
    ],
)
def test_when_two_names_are_one_source(one, other, expected, script):
    assert script("voices").same_source(one, other) is expected


def test_pairs_against_themselves_are_all_right_and_against_others_all_wrong(script):
    pairs = script("pairs")
    table = pd.DataFrame({"sentence_a": ["a:01", "a:02"], "sentence_b": ["b:01", "b:02"]})
    one = pairs.pairs_in(table.assign(overlap=["full", "part"]))
    turned = table.rename(columns={"sentence_a": "sentence_b", "sentence_b": "sentence_a"})
    same = pairs.pairs_in(turned.assign(overlap=["full", "part"]))
    none = pairs.pairs_in(table.iloc[:1].assign(sentence_b="b:03", overlap="full"))
    shares = list(pairs.shares_of("x", "y", same, [one]))
    assert {row.n_right - row.n for row in shares} == {0}
    assert {row.measure: row.n_right for row in pairs.shares_of("x", "y", none, [one])}["precision"] == 0


def test_types_of_drift_against_themselves_are_all_right(script):
    drifts = script("drifts")
    coded = drifts.coded_types(
        pd.DataFrame({"sentence_a": ["a", "b"], "sentence_b": "c", "drift": ["voice+meaning", "none"]})
    )
    found = drifts.found_types(
        pd.DataFrame(
            {"sentence_a": ["c", "c", "b"], "sentence_b": ["a", "a", "c"], "aspect": ["voice", "number", "shared"]}
        )
    )
    shares = {row.measure: (row.n_right, row.n) for row in drifts.shares_of("x", "y", found, [coded])}
    assert shares["voice: precision"] == shares["voice: recall"] == (1, 1)
    assert shares["meaning, by number or modality: recall"] == (1, 1)
    assert shares["meaning, by omission or addition: recall"] == (0, 1)
    assert shares["wording: precision"] == (0, 0)


def test_areas_under_the_curve_are_those_of_scikit_learn(script):
    heard, random = script("heard_names"), np.random.default_rng(3)
    truth, scores = random.random(60) < 0.4, random.integers(0, 9, 60).astype(float)
    for weights in random.integers(0, 3, (20, 60)).astype(float):
        expected = roc_auc_score(truth, scores, sample_weight=weights)
        assert heard.area_under(truth, scores)(weights) == pytest.approx(expected)


def test_a_model_that_hears_every_name_and_one_that_hears_none(script):
    heard = script("heard_names")
    kinds = ["loaded_vs_neutral"] * 9 + ["neutral_vs_neutral"] * 9 + ["praise_vs_neutral"] * 4 + ["strength"] * 4
    pairs = pd.DataFrame({"kind": kinds, "term_a": [f"term {number}" for number in range(len(kinds))]})
    placebo = np.tile([0.1, -0.2, 0.3], 9)[: len(kinds)]
    is_placebo = pairs["kind"] == "neutral_vs_neutral"
    rows = {row[0]: row[1] for row in heard.of_pairs(pairs, np.where(is_placebo, placebo, 2.0))}
    assert set(rows.values()) == {1.0}
    rows = {row[0]: row[1] for row in heard.of_pairs(pairs, placebo)}
    assert rows["loaded beyond the placebo"] == 0
    assert rows["AUROC, loaded against placebo"] == pytest.approx(0.5, abs=0.2)


def test_voice_agrees_with_the_coders_as_well_as_they_with_each_other():
    """The aim was 0.92 of the sentences; coders a and b reach 72 of 73 with each other.

    It is reached by their codes, which were in view; not on texts that were coded later.
    """
    table = pd.read_csv(FOLDER / "voice.csv").query("measure == 'voice'").set_index(["texts", "against"])["estimate"]
    assert table["two texts"][["coder a", "coder b", "coders a and b", "coder a with coder b"]].min() >= 0.92
    assert table["two texts"].min() >= 0.91
    assert table["three texts"].min() >= 0.86


def test_the_pair_model_is_worth_its_weight_on_real_news():
    """It saw none of these pairs; the rule was set on NewsWCL50, and is better on the demonstration, as is said."""
    table = pd.read_csv(FOLDER / "benchmark_sentence_pairs.csv")
    found = table.set_index(["texts", "measure", "method"])["estimate"].unstack()
    for texts, measure in (
        ("sentence_pairs", "macro-F1 of full, part and none"),
        ("sentence_pairs", "F1 of any overlap"),
        ("NewsWCL50", "F1 of any overlap"),
    ):
        of_all = found.loc[(texts, measure)].drop("coder 1 with coder 2", errors="ignore")
        assert of_all["align_sentences"] > of_all["align_sentences without a model"]
    pairs = pd.read_csv(FOLDER / "pairs.csv").query("texts == 'demonstration' and measure == 'F1'")["estimate"]
    assert found.loc[("demonstration", "F1 of any overlap"), "align_sentences"] == pytest.approx(pairs.item(), abs=5e-3)
    within = table.query("texts == 'sentence_pairs'")
    assert (within["low"] <= within["estimate"]).all()
    assert (within["estimate"] <= within["high"]).all()


@pytest.mark.parametrize(
    ("file", "column", "digits"),
    [("voice", "seconds", 1), ("slots", "seconds", 1), ("alignment", "seconds_at_50000", 0)],
)
def test_the_page_gives_the_times_that_were_measured(file, column, digits):
    section = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8").partition("## Time and memory")[2]
    table = pd.read_csv(FOLDER / f"benchmark_{file}.csv")
    assert [value for value in table[column] if f"| {value:,.{digits}f} |" not in section] == []
