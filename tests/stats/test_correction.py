"""Correction: means of predicted codes put right by a coded sample, and the drawing of that sample."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.stats import (
    CODED,
    CORRECTED,
    NAIVE,
    corrected_difference,
    corrected_means,
    corrected_regression,
)


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
        drawn = fr.sample_for_coding(everything, 40, seed=seed)
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
    assert texts["estimate"] == pytest.approx(outlets["estimate"])
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
        (units([0.2, 0.3], [1, np.nan], [0.5, 0.0]), "Row 1 had a chance of 0 of being coded.*Leave these units out"),
        (units([0.2], [1], 1.0).drop(columns="chance"), "no column 'chance'"),
        (units([0.2, 0.3], [1, 9], 1.0), "Row 1, column 'coded': found 9, expected a number from 0 to 1"),
        (units([0.2, 0.3], [-1, 1], 1.0), "Row 0, column 'coded': found -1"),
        (units([0.2, 0.3], ["yes", None], 1.0), "Row 0, column 'coded': found yes"),
        (units([20, 95.5], [0, 1], 1.0), "Row 0, column 'predicted': found 20.0.*Divide percentages by 100"),
        (units([0.2, np.inf], [0, 1], 1.0), "Row 1, column 'predicted': found inf"),
        (units([0.2, 0.3], [0, 1], ["half", 0.5]), "Row 0, column 'chance': found half"),
        (units([0.2, 0.3], [0, 1], 1.0, outlet=["Gazette", None]), "Row 1 has no outlet"),
        (units([0.2, 0.3], [0, 1], 1.0, article=[np.nan, "a"]), "Row 0 has no article_id"),
        (units([0.2, 0.3], [0, 1], 1.0, outlet=["Gazette", ""]), "Row 1 has no outlet"),
        (units([0.2, 0.3], [0, 1], 1.0, article=[" ", "a"]), "Row 0 has no article_id"),
        (units([0.2, 0.3], [1, np.nan], [0.5, 50]), "Row 1, column 'chance': found 50"),
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
    drawn = fr.sample_for_coding(table, size, seed=seed)
    for outlet, every in table.groupby("outlet"):
        of_outlet = drawn[drawn["outlet"] == outlet]
        assert len(of_outlet) == min(size, len(every))
        assert of_outlet["chance"].to_numpy() == pytest.approx(min(1.0, size / len(every)))
    assert drawn["sentence_id"].is_unique
    assert drawn.equals(fr.sample_for_coding(table, size, seed=seed))


def test_each_unit_is_drawn_as_often_as_its_chance_says():
    table = pd.DataFrame({"outlet": ["G"] * 6 + ["H"] * 3})
    often = np.zeros(9)
    for seed in range(1000):
        often[fr.sample_for_coding(table, 2, seed=seed).index] += 1
    # four standard errors of a share of 1000 draws; all nine alike would have 4/9
    assert often / 1000 == pytest.approx([1 / 3] * 6 + [2 / 3] * 3, abs=0.06)


@pytest.mark.parametrize(
    ("by", "size", "message"),
    [
        ("desk", 2, "no column 'desk'"),
        ("outlet", 1, "expected 2 or more"),
        ("outlet", 3.5, "n is 3.5; expected 2 or more units per group, as a whole number"),
        ("outlet", float("nan"), "n is nan"),
        ("outlet", "three", "n is three"),
        ("outlet", "3", "n is 3"),
        ("outlet", [2], r"n is \[2\]"),
    ],
)
def test_what_cannot_be_drawn_is_refused(by, size, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.sample_for_coding(pd.DataFrame({"outlet": ["G"]}), size, by=by, seed=1)


def stratified(seed, sizes=((60, 10), (30, 15), (10, 10))):
    """Units of three strata, of which so many are drawn; predictions are more often wrong in one stratum."""
    random = np.random.default_rng(seed)
    parts = []
    for place, (size, drawn) in enumerate(sizes):
        truth = (random.random(size) < 0.2 + 0.3 * place).astype(float)
        predicted = np.where(random.random(size) < 0.1 + 0.2 * place, 1 - truth, truth)
        coded = np.where(random.permutation(size) < drawn, truth, np.nan)
        parts.append(units(predicted, coded, drawn / size).assign(desk=f"d{place}", truth=truth))
    return pd.concat(parts, ignore_index=True)


@examples(20)
@given(st.integers(0, 2**32 - 1))
def test_a_stratified_sample_has_the_mean_and_the_variance_of_cochran(seed):
    """Cochran 1977, ch. 5: Σ W ȳ and Σ W² (1 − f) s² ÷ n over strata, by hand."""
    table = stratified(seed)
    found = of(corrected_means(table, strata="desk"), CODED)
    mean = variance = 0.0
    for _, part in table.groupby("desk"):
        codes, share = part["coded"].dropna(), len(part) / len(table)
        mean += share * codes.mean()
        variance += share**2 * (1 - len(codes) / len(part)) * codes.var() / len(codes)
    assert found["estimate"] == pytest.approx(mean)
    half = 2.068658 * variance**0.5  # 23 degrees of freedom: 25 drawn in the two strata that are not coded in full
    assert (found["low"], found["high"]) == pytest.approx((max(0, mean - half), min(1, mean + half)), abs=1e-6)


@examples(20)
@given(st.integers(0, 2**32 - 1))
def test_unequal_chances_give_the_estimate_of_hajek_and_the_interval_of_its_linear_form(seed):
    """Särndal, Swensson & Wretman 1992, result 5.7.1, for units drawn each with its own chance."""
    random = np.random.default_rng(seed)
    chance = random.uniform(0.1, 0.9, 80)
    truth = (random.random(80) < chance).astype(float)
    coded = np.where(random.random(80) < chance, truth, np.nan)
    coded[:3] = truth[:3]
    predicted = random.random(80)
    found = of(corrected_means(units(predicted, coded, chance)), CORRECTED)
    drawn = ~np.isnan(coded)
    weights, errors = 1 / chance[drawn], (coded - predicted)[drawn]
    error = sum(weights * errors) / sum(weights)
    assert found["estimate"] == pytest.approx(np.mean(predicted) + error)
    n = drawn.sum()
    variance = sum((1 - chance[drawn]) * (weights * (errors - error)) ** 2) / sum(weights) ** 2 * n / (n - 1)
    from scipy.stats import t

    assert found["high"] == pytest.approx(min(1, found["estimate"] + t.ppf(0.975, n - 1) * variance**0.5))


def test_a_stratum_that_nobody_coded_is_named():
    table = stratified(1)
    table.loc[table["desk"] == "d1", "coded"] = np.nan
    with pytest.raises(fr.BadInput, match="No unit of the stratum 'd1' is coded"):
        corrected_means(table, strata="desk")


def two_groups(seed):
    every = [stratified(seed + place).assign(outlet=name) for place, name in enumerate(("Gazette", "Herald"))]
    return pd.concat(every, ignore_index=True)


def test_a_difference_is_that_of_the_means_and_turns_its_sign_with_the_groups():
    table = two_groups(3)
    means = corrected_means(table, strata="desk")
    there = corrected_difference(table, "Gazette", "Herald", strata="desk").set_index("estimator")
    back = corrected_difference(table, "Herald", "Gazette", strata="desk").set_index("estimator")
    for name in (NAIVE, CORRECTED, CODED):
        apart = of(means, name)["estimate"] - of(means, name, "Herald")["estimate"]
        assert there.loc[name, "estimate"] == pytest.approx(apart)
        assert back.loc[name, "estimate"] == pytest.approx(-apart)
    assert there.loc[CORRECTED, "low"] == pytest.approx(-back.loc[CORRECTED, "high"])
    assert there.loc[NAIVE, "method"].startswith("no interval: Gazette: every unit is counted")
    with pytest.raises(fr.BadInput, match="Unknown outlet 'Herold'; did you mean 'Herald'"):
        corrected_difference(table, "Gazette", "Herold")


def test_a_difference_of_coded_samples_is_that_of_welch():
    """Large populations and no predictions: SciPy's Welch interval of two samples."""
    from scipy.stats import ttest_ind

    random = np.random.default_rng(4)
    codes = [(random.random(n) < share).astype(float) for n, share in ((40, 0.3), (25, 0.6))]
    parts = [
        units(0.0, np.r_[code, np.full(10**6, np.nan)], len(code) / (10**6 + len(code)), outlet=name)
        for code, name in zip(codes, ("Gazette", "Herald"), strict=True)
    ]
    found = corrected_difference(pd.concat(parts, ignore_index=True), "Gazette", "Herald").set_index("estimator")
    expected = ttest_ind(*codes, equal_var=False).confidence_interval()
    assert (found.loc[CODED, "low"], found.loc[CODED, "high"]) == pytest.approx((expected.low, expected.high), abs=1e-4)
    assert found.loc[CODED, "method"] == "Welch t interval over 40 coded units and 25 coded units"


def test_a_regression_with_all_units_coded_is_plain_least_squares():
    from statsmodels.formula.api import ols

    table = two_groups(5).assign(coded=lambda rows: rows["truth"], chance=1.0, year=lambda rows: rows.index % 7)
    found = corrected_regression(table, ["outlet", "year"]).set_index(["term", "estimator"])
    for name, outcome in ((CORRECTED, "truth"), (NAIVE, "predicted")):
        plain = ols(f"{outcome} ~ outlet + year", table).fit(cov_type="HC2", use_t=True)
        ends = plain.conf_int()
        for term, theirs in (("intercept", "Intercept"), ("outlet=Herald", "outlet[T.Herald]"), ("year", "year")):
            row = found.loc[(term, name)]
            assert row["estimate"] == pytest.approx(plain.params[theirs])
            assert [row["low"], row["high"]] == pytest.approx(ends.loc[theirs].tolist())


def test_a_regression_is_least_squares_of_the_pseudo_outcome():
    """Egami et al. 2023: Ỹ = predicted + R ÷ π (coded − predicted), here by loops and the normal equations."""
    table = two_groups(6)
    table["article_id"] = [f"a{place % 12}" for place in range(len(table))]
    pseudo = [
        row.predicted + (0 if np.isnan(row.coded) else (row.coded - row.predicted) / row.chance)
        for row in table.itertuples()
    ]
    matrix = np.c_[np.ones(len(table)), table["outlet"] == "Herald"].astype(float)
    expected = np.linalg.solve(matrix.T @ matrix, matrix.T @ pseudo)
    texts, outlets = (corrected_regression(table, ["outlet"], scope=scope) for scope in ("texts", "outlets"))
    for found in (texts, outlets):
        assert found.loc[found["estimator"] == CORRECTED, "estimate"].tolist() == pytest.approx(expected.tolist())
    assert outlets["method"].unique().tolist() == ["OLS, errors clustered by article"]
    assert outlets["low"].tolist() != texts["low"].tolist()


def test_a_coefficient_is_right_on_average_where_the_classifier_errs_with_the_variable():
    random = np.random.default_rng(7)
    late = np.repeat([0.0, 1.0], 200)
    truth = (random.random(400) < 0.3).astype(float)
    predicted = np.where(random.random(400) < 0.4 * late, 1.0, truth)
    estimates = []
    for _ in range(200):
        coded = np.where(random.random(400) < 0.3, truth, np.nan)
        found = corrected_regression(units(predicted, coded, 0.3).assign(late=late), ["late"])
        estimates.append(found.set_index(["term", "estimator"])["estimate"].loc["late"])
    apart = truth[200:].mean() - truth[:200].mean()
    means = pd.DataFrame(estimates).mean()
    assert means[CORRECTED] == pytest.approx(apart, abs=0.02)
    assert means[NAIVE] > apart + 0.15


@pytest.mark.parametrize(
    ("change", "on", "message"),
    [
        ({}, ["desk"], "One of .* follows from the others"),
        ({"year": np.nan}, ["year"], "Row 0 has no year"),
        ({}, ["yaer"], "no column 'yaer'"),
        ({"chance": 0.0}, ["outlet"], "Row 0 had a chance of 0"),
    ],
)
def test_a_regression_that_cannot_be_computed_is_refused(change, on, message):
    table = two_groups(8).assign(desk=1.0, **change)
    with pytest.raises(fr.BadInput, match=message):
        corrected_regression(table, on)


def test_about_outlets_a_regression_needs_three_articles():
    with pytest.raises(fr.BadInput, match="scope outlets needs 3 articles, here 1"):
        corrected_regression(two_groups(9), ["outlet"], scope="outlets")


def slots(rng, n=600, chance=0.25):
    """Slots found: own words or not, loaded or not, with errors of both, and codes of a sample."""
    own, loaded = rng.random(n) < 0.6, rng.random(n) < 0.4
    taken = np.where(rng.random(n) < 0.2, ~own, own)  # a fifth of the voices is wrong
    taken[loaded & ~own] |= rng.random(int((loaded & ~own).sum())) < 0.5  # and more where a source is loaded
    sampled = rng.permutation(n) < chance * n
    table = pd.DataFrame({"outlet": "G", "article_id": [f"a{k % 40}" for k in range(n)]}).assign(
        predicted=(taken & loaded).astype(float), predicted_of=taken.astype(float), chance=chance
    )
    table["coded"] = np.where(sampled, (own & loaded).astype(float), np.nan)
    table["coded_of"] = np.where(sampled, own.astype(float), np.nan)
    return table, (own & loaded).sum() / own.sum()


def test_a_corrected_rate_holds_the_true_one_as_often_as_it_says_and_the_naive_one_is_off():
    rng = np.random.default_rng(3)
    held, naive = [], []
    for _ in range(300):
        table, true = slots(rng)
        found = fr.corrected_ratio(table).set_index("estimator")
        held.append(found.loc["corrected", "low"] <= true <= found.loc["corrected", "high"])
        naive.append(found.loc["naive", "estimate"] - true)
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(naive) > 0.02


def test_a_ratio_to_all_units_is_the_mean():
    table, _ = slots(np.random.default_rng(1))
    table = table.assign(predicted_of=1.0, coded_of=np.where(table["coded"].notna(), 1.0, np.nan))
    ratio, mean = fr.corrected_ratio(table), fr.corrected_means(table)
    assert np.allclose(ratio[["estimate", "low", "high"]], mean[["estimate", "low", "high"]], equal_nan=True)


def test_a_ratio_without_denominator_has_no_interval_and_half_a_code_is_refused():
    table, _ = slots(np.random.default_rng(2))
    nothing = fr.corrected_ratio(
        table.assign(predicted=0.0, predicted_of=0.0, coded=table["coded"] * 0, coded_of=0.0 * table["coded"])
    )
    assert nothing["estimate"].isna().all()
    assert nothing["method"].str.contains("denominator").any()
    with pytest.raises(fr.BadInput, match="only one of coded and coded_of"):
        fr.corrected_ratio(table.assign(coded_of=np.nan))


def test_a_stratum_that_is_missing_is_refused_and_codes_between_0_and_1_are_none_of_it():
    shares = units([0.2, 0.4, 0.6], [0.5, 1, None], [0.5, 0.5, 0.5])
    assert len(corrected_means(shares)) == 3
    with pytest.raises(fr.BadInput, match="Row 2 has no desk"):
        corrected_means(shares.assign(desk=["a", "a", None]), strata="desk")


def test_numbers_that_a_table_holds_as_text_are_numbers():
    table = units([0.2, 0.4, 0.9], [0, 1, 1], 1.0)
    numbers = ["predicted", "coded", "chance"]
    assert corrected_means(table.astype(dict.fromkeys(numbers, "str"))).equals(corrected_means(table))


@pytest.mark.parametrize("strategy", ["random", "stratified"])
@pytest.mark.parametrize("nobody", [None, np.nan, "", " "])
def test_units_of_no_group_are_not_drawn_from(strategy, nobody):
    table = pd.DataFrame({"outlet": ["G", "G", nobody, nobody]})
    with pytest.raises(fr.BadInput, match="Row 2 has no outlet"):
        fr.sample_for_coding(table, 2, seed=1, strategy=strategy)


def test_a_regression_that_fits_exactly_has_no_interval_of_no_width():
    table = pd.DataFrame({"late": [0, 0, 0, 1, 1, 1], "article_id": [*"abcdef"], "predicted": 1.0, "chance": 1.0})
    found = fr.corrected_regression(table.assign(coded=1), ["late"])
    assert found["low"].isna().all()
    assert set(found["method"]) == {"no interval: all are fitted exactly, so they show no spread"}
