"""Static: a sum of the weights of words, and how it is made from a full model's scores."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.models import (
    FURTHEST_OF_ALL,
    PLACES,
    StaticModel,
    distilled,
    place_of,
    with_pairs,
    word_features,
    word_places,
    words,
)

SENTENCE = "The vile, vile mob didn’t blink at the vile lies."
VOCABULARY = ["vile", "mob", "office", "monday", "the", "regime", "puppet", "river", "opened", "on"]


@pytest.fixture(scope="module")
def model():
    return StaticModel.of(np.random.default_rng(3).normal(size=PLACES), intercept=-0.4, card="For a test.")


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=12).map(" ".join))
@examples(50)
def test_the_effects_of_words_add_up_to_the_score(model, sentence):
    assert model.effects(sentence).sum() + model.intercept == pytest.approx(model.log_odds([sentence])[0], abs=1e-9)
    assert len(fr.explain(sentence, model)) == len(words(sentence))


def test_the_place_of_a_word_is_the_one_that_sentences_have():
    found = set(word_features([SENTENCE]).indices)
    assert found == {place_of(feature) for feature in with_pairs(words(SENTENCE))}
    assert word_features([SENTENCE]).max() == 1  # each word counts once


@given(st.lists(st.text("abé-’. 5", max_size=9), max_size=9).map(" ".join))
def test_hashes_of_neighbours_are_those_of_the_two_words_with_a_space(sentence):
    rows, places = word_places([sentence])
    assert sorted(places.tolist()) == sorted(map(place_of, set(with_pairs(words(sentence)))))
    assert set(rows.tolist()) <= {0}


def test_a_file_gives_the_same_scores(model, tmp_path):
    (tmp_path / "static.json").write_text(json.dumps(model.content()), encoding="utf-8")
    again = fr.load_model(tmp_path / "static.json")
    assert np.array_equal(again.log_odds([SENTENCE]), model.log_odds([SENTENCE]))
    assert again.card == "For a test."
    assert model.predict_proba([SENTENCE, "Mob."]).sum(axis=1) == pytest.approx([1, 1])


def test_no_weight_moves_by_more_than_half_a_step():
    weights = np.random.default_rng(5).normal(size=PLACES)
    model = StaticModel.of(weights, 0.0)
    assert np.abs(model.steps * model.size - weights).max() <= model.size * 0.51
    assert np.abs(model.steps).max() == FURTHEST_OF_ALL


def test_distilling_finds_the_weights_that_made_the_scores():
    random = np.random.default_rng(7)
    sentences = [" ".join(random.permutation(VOCABULARY)[:5]) for _ in range(600)]
    weight = dict(zip(VOCABULARY, random.normal(size=len(VOCABULARY)), strict=True))
    truth = np.array([sum(weight[word] for word in sentence.split()) for sentence in sentences])
    found = distilled(sentences, truth).log_odds(sentences)
    assert np.corrcoef(found, truth)[0, 1] > 0.98
    assert np.corrcoef(distilled(sentences, random.permutation(truth)).log_odds(sentences[:60]), truth[:60])[0, 1] < 0.9


def test_scores_need_neither_torch_nor_openvino(tmp_path, model):
    import subprocess
    import sys

    (tmp_path / "static.json").write_text(json.dumps(model.content()), encoding="utf-8")
    code = (
        "import sys; import framing as fr; fr.load_model('static.json').log_odds(['The vile mob.']); "
        "print([name for name in ('torch', 'openvino', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
