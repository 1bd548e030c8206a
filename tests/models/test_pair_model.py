"""The model of sentence pairs, on sentences of our own."""

import json
import warnings

import numpy as np
import pytest

import framing as fr
from framing.errors import BadInput
from framing.models import PairModel
from framing.tables import sha256_of

PAIRS = [
    ("The bridge at Dorn was closed on Monday after a storm.", "After Monday’s storm Dorn shut its bridge."),
    ("The bridge at Dorn was closed on Monday after a storm.", "The mayor of Dorn will retire next year."),
    ("Berg said the tax would rise by a fifth.", "“The tax will go up by 20 per cent,” Berg told reporters in Osk."),
    ("Rain fell.", "Rain fell."),
]


@pytest.fixture(scope="module")
def model() -> PairModel:
    return fr.load_model("pairs")


def test_rewordings_are_pairs_and_one_topic_is_none(model):
    found = model.predict_proba(PAIRS)
    assert found.shape == (4, 3)
    assert found.sum(axis=1) == pytest.approx(1)
    assert (1 - found[:, 0] > 0.5).tolist() == [True, False, True, True]
    assert found[3].argmax() == 2


def test_neither_the_order_of_sentences_nor_other_pairs_matter(model):
    exact = model.exactly()
    whole, turned = exact.predict_proba(PAIRS), exact.predict_proba([pair[::-1] for pair in PAIRS])
    alone = np.vstack([exact.predict_proba([pair]) for pair in PAIRS])
    assert whole == pytest.approx(turned, abs=1e-5)
    assert whole == pytest.approx(alone, abs=1e-5)


def test_eight_bits_and_exact_computation_agree(model):
    assert model.predict_proba(PAIRS) == pytest.approx(model.exactly().predict_proba(PAIRS), abs=0.1)


def test_no_pairs_and_long_sentences(model):
    assert model.predict_proba([]).shape == (0, 3)
    assert model.predict_proba([("word " * 900, "word " * 900)]).argmax() == 2


def test_the_shipped_weights_are_small_and_those_that_the_model_names(model):
    assert model.encoder.file.stat().st_size < 12e6
    content = json.loads(model.encoder.file.with_suffix(".json").read_text())
    assert content["encoder"]["sha256"] == sha256_of(model.encoder.file)
    assert "Not for:" in model.card


def test_other_weights_are_refused(model, tmp_path):
    path = tmp_path / "pairs.json"
    model.save(path)
    assert fr.load_model(path).predict_proba(PAIRS) == pytest.approx(model.predict_proba(PAIRS))
    weights = path.with_suffix(".safetensors")
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(BadInput, match="Copy both files from the same source"):
        fr.load_model(path)


def test_without_openvino_torch_computes_and_says_so(model, monkeypatch):
    monkeypatch.setattr("framing.models.pairs.find_spec", {}.get)
    with pytest.warns(UserWarning, match="openvino is not installed"):
        found = model.predict_proba(PAIRS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert found == pytest.approx(model.exactly().predict_proba(PAIRS))
