"""Samples to code: every sentence may be drawn, as often as its chance says, and estimates from the codes are right."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.coding.sample import STRATEGIES, chances, sentences_to_code


def table(seed=0, n=30):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "sentence_id": [f"a{place // 5}:{place % 5:02d}" for place in range(n)],
            "article_id": [f"a{place // 5}" for place in range(n)],
            "outlet": ["G"] * (n // 3) + ["H"] * (n - n // 3),
            "predicted": random.random(n),
            "truth": (random.random(n) < 0.4).astype(float),
        }
    )


def drawn(units, n, strategy, seed):
    # two heaps of like sentences, and a few that are like no other
    vectors = np.random.default_rng(1).normal(0, 0.01, (len(units), 3)) + np.eye(3)[np.arange(len(units)) % 7 // 3]
    return fr.sample_for_coding(units, n, strategy=strategy, seed=seed, vectors=vectors)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=20), st.integers(1, 25))
def test_chances_add_up_to_the_number_drawn_and_keep_the_order_of_the_sizes(sizes, n):
    sizes = np.array(sizes)
    found = chances(sizes, n)
    assert found.sum() == pytest.approx(min(n, len(sizes)))
    assert ((found > 0) & (found <= 1)).all()
    assert (np.diff(found[np.argsort(sizes)]) >= -1e-12).all()


@pytest.mark.parametrize("strategy", STRATEGIES)
@examples(40)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 12))
def test_so_many_of_each_group_are_drawn_each_with_a_chance(strategy, seed, n):
    units = table(seed)
    sample = drawn(units, n, strategy, seed)
    for outlet, every in units.groupby("outlet"):
        assert (sample["outlet"] == outlet).sum() == min(n, len(every))
    assert sample["chance"].between(0, 1, inclusive="right").all()
    assert sample["sentence_id"].is_unique
    assert sample.equals(drawn(units, n, strategy, seed))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_each_sentence_is_drawn_as_often_as_its_chance_says(strategy):
    units, often, chance = table(), np.zeros(30), np.zeros(30)
    n_draws = 100 if strategy == "diverse" else 400  # clusters take time
    for seed in range(n_draws):
        sample = drawn(units, 4, strategy, seed)
        often[sample.index] += 1
        chance[sample.index] = sample["chance"]
    # four standard errors of a share
    assert often / n_draws == pytest.approx(chance, abs=4 * np.sqrt(0.25 / n_draws))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_estimates_from_a_sample_of_unequal_chances_are_right_on_average(strategy):
    units, found = table(5, 60), []
    truth = units.groupby("outlet")["truth"].mean()
    for seed in range(60 if strategy == "diverse" else 150):
        sample = drawn(units, 12, strategy, seed)
        coded = units.assign(coded=sample["truth"], chance=sample["chance"])
        means = fr.corrected_means(coded).query("estimator == 'corrected'").set_index("outlet")
        found.append(means["estimate"])
    # three standard errors; the weighted mean of a sample (Hájek) has a bias of the order of 1 ÷ n
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - truth.loc[found[0].index]) < 3 * error + 0.02).all()


def test_uncertain_and_rare_sentences_are_more_probable():
    units = table().assign(predicted=[0.5] * 10 + [0.99] * 10 + [0.5] * 10)
    sample = pd.concat([fr.sample_for_coding(units, 5, by=(), strategy="uncertain", seed=seed) for seed in range(40)])
    by_certainty = sample.groupby("predicted")["chance"].first()
    assert by_certainty[0.5] > 2 * by_certainty[0.99] > 0
    alike = np.zeros((30, 2))
    alike[:3] = [[5, 0], [0, 5], [5, 5]]
    often = np.zeros(30)
    for seed in range(40):
        often[fr.sample_for_coding(units, 6, by=(), strategy="diverse", vectors=alike, seed=seed).index] += 1
    assert often[:3].min() > 2 * often[3:].max()


def test_a_stratified_sample_is_spread_over_the_articles():
    units = table()
    for seed in range(20):
        sample = fr.sample_for_coding(units, 6, by=(), strategy="stratified", seed=seed)
        assert sample["article_id"].nunique() == 6


def test_a_study_is_sampled_without_its_boilerplate_and_by_several_columns():
    demo = fr.demo()
    sample = fr.sample_for_coding(demo, 3, by=["outlet"], strategy="stratified")
    assert "boilerplate" not in set(sample["kind"])
    assert (sample["outlet"].value_counts() == 3).all()
    assert len(fr.sample_for_coding(demo, 5, by=["outlet", "article_id"])) == 5 * demo.articles["article_id"].nunique()
    assert set(sample["sentence_id"]) <= set(sentences_to_code(demo)["sentence_id"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategy": "randm"}, "Unknown strategy 'randm'; did you mean 'random'"),
        ({"strategy": "diverse"}, "'diverse' needs vectors"),
        ({"strategy": "diverse", "vectors": np.zeros((2, 2))}, "2 vectors for 30 sentences"),
        ({"strategy": "uncertain", "predicted": pd.Series({"a0:00": 0.5})}, "'a0:01' has none"),
        ({"strategy": "uncertain", "predicted": pd.Series(2.0, table()["sentence_id"])}, "from 0 to 1"),
        ({"by": ["outlet", "desk"]}, "no column 'desk'"),
        ({"n": 1}, "expected 2 or more"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.sample_for_coding(table().drop(columns="predicted"), **{"n": 4, **changes})
