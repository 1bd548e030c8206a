"""Redrawn: the interval of a score, over refits of the general model on other samples of its training articles."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.special import logit
from scipy.stats import t as student

import framing as fr
from conftest import TEXT
from framing.models import FURTHEST_OF_ALL, REFITS, Redrawn, general_model
from framing.report import as_json


def test_the_interval_holds_the_probability_and_is_about_refits_of_the_training_articles(one_article):
    model, table = general_model(), fr.score_articles(one_article(TEXT))
    assert len(model.refits.steps) == REFITS
    assert (table["low"] < table["loadedness"]).all()
    assert (table["loadedness"] < table["high"]).all()
    middle = (logit(table["low"]) + logit(table["high"])) / 2
    assert middle.to_numpy() == pytest.approx(logit(table["loadedness"].to_numpy()), abs=1e-6)


def test_the_interval_is_the_deviation_over_the_refits_each_scored_by_itself():
    """Each refit as a model of its own, one after the other: an oracle for the one product of matrices."""
    model, words = general_model(), ["The tyrant lied.", "It rained in the afternoon."]
    vectors = model.vectors(words)
    shared, refits = np.array(model.prior.coefficients), model.refits
    each = [
        vectors @ (shared + refits.size * steps.astype(float)) + model.prior.intercept + intercept
        for steps, intercept in zip(refits.steps, refits.intercepts, strict=True)
    ]
    half = student.ppf(0.975, len(each) - 1) * np.std(each, axis=0, ddof=1)
    found = model.predict_interval(words)
    assert (logit(found["high"]) - found["log_odds"]).to_numpy() == pytest.approx(half, rel=1e-4)
    assert found["probability"].to_numpy() == pytest.approx(model.predict_proba(words)[:, 1])


@given(st.integers(2, 9), st.integers(1, 6), st.integers(0, 1000))
def test_rounding_refits_to_a_byte_moves_each_by_half_a_step_at_most(refits, width, seed):
    moves = np.random.default_rng(seed).normal(size=(refits, width + 1))
    redrawn = Redrawn.of(moves)
    assert np.abs(redrawn.steps * redrawn.size - moves[:, 1:]).max() <= redrawn.size * 0.51
    assert np.abs(redrawn.steps.astype(int)).max() <= FURTHEST_OF_ALL
    again = Redrawn.from_content(json.loads(json.dumps(redrawn.content())))
    assert again.content() == redrawn.content()
    vectors = np.random.default_rng(seed + 1).normal(size=(3, width))
    assert (again.deviations(vectors) == redrawn.deviations(vectors)).all()


def test_a_model_without_refits_has_no_interval(one_article):
    model = general_model()
    plain = type(model)(model.encoder, model.prior)
    found = fr.score_articles(one_article(TEXT), model=plain)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["loadedness"].notna().all()
    assert json.loads(as_json(found))[0]["low"] is None
