"""Models as files, and the shipped general model."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.metrics import roc_auc_score
from test_classifiers import SHARED, sentences_like

import framing as fr
from conftest import ROOT
from framing.models import SHIPPED, TEST, SentenceModel
from framing.study import words_of
from framing.tables import read_csv, validate


def test_a_classifier_comes_back_from_its_file_as_it_was(tmp_path):
    rows, labels = sentences_like(50)
    table = pd.DataFrame(rows, columns=["one", "two", "three", "four"])
    models = (
        fr.LoadednessClassifier(SHARED).fit(table, labels),
        fr.OutletClassifier("x").fit(table, np.where(labels, "x", "y")),
    )
    for model in models:
        model.save(tmp_path / "model.json", card="Fitted on numbers.")
        back = fr.load_model(tmp_path / "model.json")
        assert (back.decision_function(table) == model.decision_function(table)).all()
        assert back.get_params() == model.get_params()
        assert back.predict(table).tolist() == model.predict(table).tolist()
        assert back.n_positives_ == model.n_positives_
        again = tmp_path / "again.json"
        back.save(again, card="Fitted on numbers.")
        assert again.read_bytes() == (tmp_path / "model.json").read_bytes()
    assert json.loads(again.read_text())["card"] == "Fitted on numbers."


def test_a_classifier_that_is_not_fitted_is_not_saved(tmp_path):
    with pytest.raises(NotFittedError):
        fr.LoadednessClassifier().save(tmp_path / "model.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not a saved model of this toolkit"),
        ("[]", "is not a saved model of this toolkit"),
        ('{"model": "LoadednessClassifier"}', "is not a saved model of this toolkit"),
        ('{"model": "Loadednessclassifier"}', "did you mean 'LoadednessClassifier'"),
    ],
)
def test_files_that_are_no_model_are_refused(tmp_path, content, message):
    path = tmp_path / "model.json"
    path.write_text(content)
    with pytest.raises(fr.BadInput, match=message):
        fr.load_model(path)


def test_a_model_that_is_not_there_is_named():
    with pytest.raises(fr.BadInput, match="did you mean 'loaded-language'"):
        fr.load_model("loaded-langage")


@pytest.fixture(scope="module")
def general() -> SentenceModel:
    return fr.load_model("loaded-language")


def test_the_general_model_knows_loaded_words(general):
    """Sentences of our own, on events that its training data cannot know, a word or two apart."""
    pairs = [
        ("The tyrant of Omra boasted of his brutal regime.", "The president of Omra spoke of his government."),
        ("Ruk's shameless puppets rammed through the disastrous bill.", "Ruk's deputies passed the bill."),
        ("The radical mob viciously attacked the heroic patriots.", "The crowd clashed with the demonstrators."),
        (
            "He whined about the outrageous lies of the corrupt elite.",
            "He objected to the statements of the ministers.",
        ),
    ]
    loaded, neutral = (general.predict_proba(list(side)) for side in zip(*pairs, strict=True))
    assert (loaded[:, 1] > neutral[:, 1] + 0.2).all()
    assert loaded.sum(axis=1) == pytest.approx(1)


def test_the_general_model_takes_a_list_of_sentences(general):
    assert general.predict_proba([]).shape == (0, 2)
    with pytest.raises(fr.BadInput, match="pass a list with one string"):
        general.predict_proba("The tyrant boasted.")


def test_the_general_model_is_saved_to_the_byte_and_names_its_encoder(general, tmp_path):
    general.save(tmp_path / "model.json")
    shipped = Path(fr.__file__).parent / "models" / "loaded-language.json"
    assert (tmp_path / "model.json").read_bytes() == shipped.read_bytes()
    content = json.loads((tmp_path / "model.json").read_text())
    content["encoder"]["sha256"] = "0" * 64
    (tmp_path / "model.json").write_text(json.dumps(content))
    with pytest.raises(fr.BadInput, match="Copy both files from the same source"):
        fr.load_model(tmp_path / "model.json")
    (tmp_path / "loaded-language.safetensors").unlink()
    with pytest.raises(fr.BadInput, match="weights of the general model are missing"):
        fr.load_model(tmp_path / "model.json")


@pytest.mark.datasets
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_scores_what_it_says_of_itself(name, datasets):
    """On a fifth of babe_v2_test, so that the suite stays quick: within the sampling error of the whole."""
    model, test = fr.load_model(name), read_csv(datasets / TEST).iloc[::5]
    log_odds = model.log_odds(test["text"].tolist())
    told = model.scores["babe_v2_test"]["auroc"][0]
    assert roc_auc_score(test["label"].astype(int), log_odds) == pytest.approx(told, abs=0.06)


def test_what_a_model_says_of_its_scores_stands_in_the_results(general):
    table = pd.read_csv(ROOT / "results" / "validation" / "loaded_language_scores.csv")
    for row in table[table["measure"].isin(["macro_f1", "auroc"])].itertuples():
        assert general.scores[row.set][row.measure] == [row.score, row.low, row.high]
        assert general.scores[row.set]["n"] == row.n
    assert len(general.scores) == table["set"].nunique()


def test_rounding_the_network_and_openvino_cost_next_to_nothing():
    """The issue's bound: 0.005 of macro-F1 against float32, on the test part of BABE v2."""
    table = pd.read_csv(ROOT / "results" / "validation" / "loaded_language_forms.csv").set_index(["form", "measure"])
    for form in ("shipped, exact", "shipped, OpenVINO"):
        assert table.loc[(form, "macro_f1"), "difference"] > -0.005
        assert table.loc[(form, "auroc"), "difference"] > -0.005


def test_the_fast_way_lies_near_the_exact_one(general, demo):
    body = demo.sentences.query("kind != 'boilerplate'")
    words = words_of(body, demo.corpus).tolist()
    apart = general.log_odds(words) - general.exactly().log_odds(words)
    assert np.abs(apart).max() < 0.5
    assert np.std(apart) < 0.12
    assert abs(np.mean(apart)) < 0.05


def test_scores_are_a_table():
    row = {
        "unit_id": "a:01",
        "classifier": "general",
        "tier": "text",
        "fold": None,
        "log_odds": 0.5,
        "probability": 0.62,
    }
    found = validate(pd.DataFrame([row, {**row, "classifier": "loadedness:a", "fold": 3}]), "scores", "scores")
    assert found["fold"].isna().tolist() == [True, False]
    with pytest.raises(fr.BadInput, match="expected one of public, text"):
        validate(pd.DataFrame([{**row, "tier": "private"}]), "scores", "scores")
