"""Correction: means of predicted codes put right by a coded sample, and the drawing of that sample."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.stats import CODED, CORRECTED, NAIVE, corrected_means, sample_for_coding


def units(predicted, coded, chance, article="a", outlet="Gazette"):
    return pd.DataFrame(
        {"outlet": outlet, "article_id": article, "predicted": predicted, "coded": coded, "chance": chance}
    )


def of(found, estimator, outlet="Gazette"):
    return found.set_index(["outlet", "estimator"]).loc[(outlet, estimator)]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=2, max_size=30))
def test_where_all_are_coded_the_correction_is_the_mean_code(rows):
    predicted, coded = zip(*rows, strict=True)
    found = corrected_means(units(predicted, coded, 1.0))
    assert of(found, NAIVE)["estimate"] == pytest.approx(np.mean(predicted))
    assert of(found, CORRECTED)["estimate"] == pytest.approx(np.mean(coded))
    assert of(found, CODED)["estimate"] == pytest.approx(np.mean(coded))
    assert of(found, CORRECTED)["method"] == "no interval: all units are coded, so nothing is estimated"


@examples(30)
@given(st.integers(0, 2**32 - 1))
def test_a_perfect_classifier_leaves_nothing_to_correct(seed):
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, 40).astype(float)
    coded = np.where(random.permutation(40) < 10, truth, np.nan)
    found = corrected_means(units(truth, coded, 0.25))
    assert of(found, CORRECTED)["estimate"] == pytest.approx(truth.mean())
    assert of(found, CORRECTED)["method"].startswith("no interval: all have the same value")


def test_the_correction_is_right_on_average_however_wrong_the_classifier_and_the_naive_mean_is_not():
    """The classifier calls too many loaded, of one outlet more than of the other: a difference where there is none."""
    random = np.random.default_rng(3)
    everything = pd.concat(
        [
            units((random.random(200) < alarm) | truth, np.nan, np.nan, outlet=outlet).assign(truth=truth.astype(float))
            for outlet, alarm in (("Gazette", 0.1), ("Herald", 0.5))
            for truth in [random.random(200) < 0.3]
        ],
        ignore_index=True,
    )
    everything["predicted"] = everything["predicted"].astype(float)
    truth = everything.groupby("outlet")["truth"].mean()
    apart = {NAIVE: [], CORRECTED: []}
    covered = 0
    for seed in range(200):
        drawn = sample_for_coding(everything, 40, seed=seed)
        coded = everything.assign(coded=drawn["truth"], chance=drawn["chance"])
        found = corrected_means(coded)
        for name in apart:
            apart[name].append(of(found, name)["estimate"] - of(found, name, "Herald")["estimate"])
        one = of(found, CORRECTED, "Herald")
        covered += one["low"] <= truth["Herald"] <= one["high"]
    assert np.mean(apart[CORRECTED]) == pytest.approx(truth["Gazette"] - truth["Herald"], abs=0.02)
    assert abs(np.mean(apart[NAIVE]) - (truth["Gazette"] - truth["Herald"])) > 0.15
    assert covered / 200 > 0.9


def test_the_interval_over_the_sample_is_that_of_simple_random_sampling():
    """Cochran 1977, ch. 2: mean of the sample ± t · √[(1 − f) s² ÷ n]."""
    coded = np.array([1, 0, 0, 1, 1, 0, 0, 0.0])
    found = of(corrected_means(units(0.0, np.r_[coded, [np.nan] * 24], 0.25)), CORRECTED)
    half = 2.364624 * np.sqrt(0.75 * coded.var(ddof=1) / 8)
    assert found["estimate"] == pytest.approx(0.375)
    assert (found["low"], found["high"]) == pytest.approx((max(0, 0.375 - half), 0.375 + half), abs=1e-6)


def test_unequal_chances_weigh_units_by_what_they_stand_for():
    coded = [1.0, 0.0, 0.0, np.nan]
    found = of(corrected_means(units(0.0, coded, [0.25, 0.5, 1.0, np.nan])), CODED)
    assert found["estimate"] == pytest.approx(4 / 7)


def test_about_outlets_the_interval_is_over_articles_and_needs_three():
    random = np.random.default_rng(5)
    article = np.repeat(["a", "b", "c", "d"], 30)
    rate = np.repeat([0.2, 0.4, 0.3, 0.6], 30)
    truth = (random.random(120) < rate).astype(float)
    coded = np.where(random.random(120) < 0.5, truth, np.nan)
    every = units(np.clip(truth + random.normal(0, 0.2, 120), 0, 1), coded, 0.5, article)
    texts, outlets = (of(corrected_means(every, scope=scope), CORRECTED) for scope in ("texts", "outlets"))
    assert texts["estimate"] == outlets["estimate"]
    assert outlets["high"] - outlets["low"] > texts["high"] - texts["low"]
    assert outlets["n_articles"] == 4
    few = of(corrected_means(every[every["article_id"].isin(["a", "b"])], scope="outlets"), CORRECTED)
    assert few["method"] == "no interval: scope outlets needs 3 articles, here 2"


def test_a_group_that_nobody_coded_says_so():
    found = corrected_means(units([0.2, 0.4], [np.nan, np.nan], np.nan))
    assert of(found, NAIVE)["estimate"] == pytest.approx(0.3)
    assert of(found, CORRECTED)["method"] == "no interval: no unit of this group is coded"
    assert np.isnan(of(found, CORRECTED)["estimate"])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (units([0.2, np.nan], [1, 0], 1.0), "Row 1 has no prediction"),
        (units([0.2, 0.3], [1, np.nan], np.nan), "Row 0 is coded, but its chance is nan"),
        (units([0.2, 0.3], [1, 0], [0.5, 1.5]), "Row 1 is coded, but its chance is 1.5"),
        (units([0.2], [1], 1.0).drop(columns="chance"), "no column 'chance'"),
    ],
)
def test_units_that_no_mean_can_be_corrected_from_are_refused(table, message):
    with pytest.raises(fr.BadInput, match=message):
        corrected_means(table)


def test_an_unknown_scope_is_refused():
    with pytest.raises(fr.BadInput, match="Unknown scope 'world'"):
        corrected_means(units([0.2], [1], 1.0), scope="world")


@given(st.lists(st.sampled_from("GHK"), min_size=1, max_size=40), st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_a_sample_has_so_many_of_each_group_with_their_chance(outlets, size, seed):
    table = pd.DataFrame({"sentence_id": [f"s{n}" for n in range(len(outlets))], "outlet": outlets})
    drawn = sample_for_coding(table, size, seed=seed)
    for outlet, every in table.groupby("outlet"):
        of_outlet = drawn[drawn["outlet"] == outlet]
        assert len(of_outlet) == min(size, len(every))
        assert of_outlet["chance"].to_numpy() == pytest.approx(min(1.0, size / len(every)))
    assert drawn["sentence_id"].is_unique
    assert drawn.equals(sample_for_coding(table, size, seed=seed))


def test_each_unit_is_drawn_as_often_as_its_chance_says():
    table = pd.DataFrame({"outlet": ["G"] * 6 + ["H"] * 3})
    often = np.zeros(9)
    for seed in range(1000):
        often[sample_for_coding(table, 2, seed=seed).index] += 1
    # four standard errors of a share of 1000 draws; all nine alike would have 4/9
    assert often / 1000 == pytest.approx([1 / 3] * 6 + [2 / 3] * 3, abs=0.06)


@pytest.mark.parametrize(
    ("by", "size", "message"), [("desk", 2, "no column 'desk'"), ("outlet", 1, "expected 2 or more")]
)
def test_what_cannot_be_drawn_is_refused(by, size, message):
    with pytest.raises(fr.BadInput, match=message):
        sample_for_coding(pd.DataFrame({"outlet": ["G"]}), size, by=by, seed=1)
