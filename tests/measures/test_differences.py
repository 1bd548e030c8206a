"""Differences: permutation, multiplicity, and the naming rates of texts and outlets against each other."""

import importlib
import itertools
import re
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from conftest import ROOT, examples
from framing.measures import naming_differences
from framing.stats import (
    adjusted,
    blocked_permutation_test,
    middle,
    percentile_interval,
    permutation_test,
    permutations,
    ratio_difference_interval,
    score_difference_interval,
    smallest_reachable_p,
)

COUNTS = st.lists(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=3, max_size=5
)


@examples(60)
@given(COUNTS, COUNTS)
def test_p_is_that_of_going_through_every_way_by_hand(ours, theirs):
    """An independent way: fractions in plain loops."""
    rates = [Fraction(k, n) for k, n in ours + theirs]
    every = rates

    def apart(chosen):
        rest = [rate for i, rate in enumerate(rates) if i not in chosen]
        return abs(sum(rates[i] for i in chosen) / len(chosen) - sum(rest) / len(rest))

    seen = apart(range(len(ours)))
    ways = [apart(chosen) >= seen for chosen in itertools.combinations(range(len(every)), len(ours))]
    found = permutation_test(*np.array(ours).T, *np.array(theirs).T, seed=1)
    assert found.p == pytest.approx(sum(ways) / len(ways))
    assert found.ways == len(ways)
    assert found.p >= found.smallest - 1e-12


def test_one_loaded_slot_is_no_evidence_whatever_the_lengths_of_articles():
    """With a ratio of sums, one loaded slot in the outlet of short articles gave p = 0.019."""
    short, long = [1] * 8, [20] * 8
    found = permutation_test([1, *[0] * 7], short, [0] * 8, long, seed=1)
    assert found.p >= 0.5
    found = permutation_test([0] * 8, short, [1, *[0] * 7], long, seed=1)
    assert found.p >= 0.5


@examples(40)
@given(
    st.lists(
        st.tuples(COUNTS.map(lambda articles: articles[:2]), COUNTS.map(lambda articles: articles[:2])),
        min_size=3,
        max_size=4,
    )
)
def test_p_within_stories_is_that_of_going_through_every_way_by_hand(stories):
    """An independent way: fractions, and every way of each story with every way of the others."""
    ways, weights = [], []
    for ours, theirs in stories:
        rates = [Fraction(k, n) for k, n in ours + theirs]
        weights.append(Fraction(len(ours) * len(theirs), len(rates)))
        ways.append([])
        for chosen in itertools.combinations(range(len(rates)), len(ours)):
            rest = [rate for i, rate in enumerate(rates) if i not in chosen]
            ways[-1].append(sum(rates[i] for i in chosen) / len(chosen) - sum(rest) / len(rest))
    sums = [abs(sum(w * d for w, d in zip(weights, way, strict=True))) for way in itertools.product(*ways)]
    rows = [(*one, side, number) for number, both in enumerate(stories) for side in (0, 1) for one in both[side]]
    hits, cases, side, story = np.array(rows).T
    found = blocked_permutation_test(hits, cases, side == 0, story, seed=1)
    assert found.p == pytest.approx(sum(one >= sums[0] for one in sums) / len(sums))
    assert found.ways == len(sums)
    assert found.p >= found.smallest - 1e-12


def test_higher_in_ten_of_ten_stories_is_a_sign_test():
    """Permuting over all articles, stories of other rates hid it: p = 0.14."""
    heat = np.linspace(0, 9, 10).round()
    hits = np.column_stack([heat + 1, heat]).ravel()
    story = np.repeat(np.arange(10), 2)
    first = np.tile([True, False], 10)
    within = blocked_permutation_test(hits, np.full(20, 12), first, story, seed=1)
    assert within.p == within.smallest == 2 / 2**10
    over_all = permutation_test(hits[first], np.full(10, 12), hits[~first], np.full(10, 12), seed=1)
    assert over_all.p > 0.1


def test_stories_of_one_outlet_count_for_nothing_and_two_stories_are_too_few():
    hits, cases = [3, 1, 2, 0, 4, 1, 5], [5] * 7
    first = [True, False] * 3 + [True]
    found = blocked_permutation_test(hits, cases, first, list("aabbccd"), seed=1)
    assert (found.p, found.ways) == (0.25, 8)
    few = blocked_permutation_test(hits[:4], cases[:4], first[:4], list("aabb"), seed=1)
    assert np.isnan(few.p)
    assert few.method == "no p: 2 stories that both cover, 3 are needed"


def test_many_stories_are_drawn_and_drawn_again_alike():
    hits, first, story = np.tile([4, 1], 16), np.tile([True, False], 16), np.repeat(np.arange(16), 2)
    found = [blocked_permutation_test(hits, np.full(32, 5), first, story, seed=3) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].p == 1 / 10_000
    assert "drawn" in found[0].method


def test_outlets_are_compared_within_the_stories_that_both_cover():
    """An outlet that writes about hot stories only has a higher rate, and no other wording."""
    rows = [
        (f"{outlet}{story}{copy}", outlet, story, rate)
        for story, rate in (("a", 3), ("b", 1), ("c", 2), ("d", 0))
        for outlet in ("Courier", "Herald")
        for copy in range(5 if (outlet == "Courier") == (rate > 1) else 1)
    ]
    articles = pd.DataFrame([row[:3] for row in rows], columns=["article_id", "outlet", "story_id"])
    slots = [
        (f"{article}:01", article, "loaded" if place < rate else "neutral")
        for article, _, _, rate in rows
        for place in range(4)
    ]
    occurrences = pd.DataFrame(slots, columns=["sentence_id", "article_id", "form"]).assign(
        kind="naming", negated=False, voice_of_term="outlet", stratum="own", target="Ruk", reference="named"
    )
    sentences = occurrences[["sentence_id"]].drop_duplicates().assign(family_id=lambda table: table["sentence_id"])
    options = {"by": "outlet", "targets": ["Ruk"], "seed": 1}
    within = naming_differences(occurrences, articles, sentences, **options).iloc[0]
    assert (within["difference"], within["stories"], within["p"]) == (0, 4, 1)
    assert within["method"] == "no interval: all stories differ alike, so they show no spread"
    over_all = naming_differences(occurrences, articles.drop(columns="story_id"), sentences, **options).iloc[0]
    assert over_all["difference"] > 0.3
    assert pd.isna(over_all["stories"])
    apart = articles.assign(
        story_id=articles["story_id"] + articles["outlet"].str[0].where(articles["story_id"] > "b", "")
    )
    few = naming_differences(occurrences, apart, sentences, **options).iloc[0]
    assert pd.isna(few["p"])
    assert few["test"] == few["method"] == "incomparable: 2 stories that both cover, 3 are needed"


def test_p_is_that_of_scipy_where_all_cases_weigh_alike():
    random = np.random.default_rng(2)
    one, other = random.integers(0, 9, 5), random.integers(2, 11, 6)

    def difference(x, y, axis):
        return x.mean(axis=axis) - y.mean(axis=axis)

    # SciPy doubles the smaller tail; where both groups are as large, that is the share of both tails
    exact = stats.permutation_test((one[:5], other[:5]), difference, vectorized=True, n_resamples=np.inf).pvalue
    found = permutation_test(one, np.full(5, 12), other[:5], np.full(5, 12), seed=1)
    assert found.p == pytest.approx(exact)


def test_the_smallest_reachable_p_is_reached_by_articles_as_far_apart_as_can_be():
    for n, m in ((3, 3), (3, 4), (4, 4), (5, 3)):
        found = permutation_test([5] * n, [5] * n, [0] * m, [5] * m, seed=1)
        assert found.p == pytest.approx(smallest_reachable_p(n, m))


def test_the_design_of_the_case_study_can_reach_no_small_p():
    assert smallest_reachable_p(1, 1) == 1.0
    assert smallest_reachable_p(1, 4) == 0.2
    assert smallest_reachable_p(2, 3) == 0.1


def test_drawn_ways_give_no_p_below_one_in_ten_thousand_and_repeat_themselves():
    found = permutation_test([9] * 12, [9] * 12, [0] * 12, [9] * 12, seed=4)
    assert found.p == found.smallest == 1 / 10_000
    assert "drawn" in found.method
    again = permutation_test([9] * 12, [9] * 12, [0] * 12, [9] * 12, seed=4)
    assert again == found
    assert (permutations(12, 24, 4).sum(axis=1) == 12).all()


def test_two_articles_get_no_p_and_the_reason():
    found = permutation_test([1, 2], [5, 5], [0, 1, 1], [5, 5, 5], seed=1)
    assert np.isnan(found.p)
    assert found.method == "no p: 2 articles of an outlet, 3 are needed"
    assert found.smallest == 0.1


def test_articles_without_a_slot_do_not_count():
    with_none = permutation_test([3, 2, 4, 0], [5, 5, 5, 0], [0, 1, 1], [5, 5, 5], seed=1)
    assert with_none == permutation_test([3, 2, 4], [5, 5, 5], [0, 1, 1], [5, 5, 5], seed=1)


P = st.one_of(st.just(float("nan")), st.floats(0, 1))


@examples(40)
@given(st.lists(P, max_size=30))
def test_holm_and_benjamini_hochberg_are_what_their_papers_say(p):
    """Written out: Holm's k-th smallest times tests left, never falling; BH's times tests ÷ rank, from the largest."""
    values = np.array(p, dtype=float)
    made = np.flatnonzero(np.isfinite(values))
    order = made[np.argsort(values[made], kind="stable")]
    m = len(order)
    holm, bh = np.full(len(values), np.nan), np.full(len(values), np.nan)
    highest, least = 0.0, 1.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (m - rank) * values[place]))
        holm[place] = highest
    for rank, place in reversed([*enumerate(order, start=1)]):
        least = min(least, values[place] * m / rank)
        bh[place] = least
    for method, expected in (("holm", holm), ("benjamini-hochberg", bh)):
        found, tests = adjusted(values, method)
        assert tests == m
        assert found == pytest.approx(expected, nan_ok=True)


def test_benjamini_and_hochberg_find_what_they_found():
    """Their example of 1995, fifteen tests of a trial: four are below 0.05 adjusted, by Holm three."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590]
    p.append(1.0)
    assert (adjusted(p, "benjamini-hochberg")[0] <= 0.05).sum() == 4
    assert (adjusted(p, "holm")[0] <= 0.05).sum() == 3


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_score_interval_of_a_difference_is_that_of_statsmodels(n, m, data):
    one, other = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    expected = confint_proportions_2indep(one, n, other, m, method="newcomb", compare="diff")
    there, back = score_difference_interval(one, n, other, m), score_difference_interval(other, m, one, n)
    assert there == pytest.approx(expected, abs=1e-9)
    assert there == pytest.approx((-back[1], -back[0]))


def test_welch_over_articles_of_equal_length_is_that_of_scipy():
    one, other = np.array([3, 5, 4, 6]), np.array([1, 2, 1])
    expected = stats.ttest_ind(one / 10, other / 10, equal_var=False).confidence_interval(0.95)
    assert ratio_difference_interval(one, np.full(4, 10), other, np.full(3, 10)) == pytest.approx(tuple(expected))


def test_percentiles_of_few_units_reach_further_and_of_many_no_further():
    values = np.random.default_rng(1).normal(size=100_000)
    assert percentile_interval(values, 10**6) == pytest.approx(middle(values), abs=0.01)
    wide, narrow = percentile_interval(values, 5), percentile_interval(values, 50)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    # of normal replicates the expanded ends are Student's, times √(n ÷ (n − 1))
    assert percentile_interval(values, 8)[1] == pytest.approx(stats.t.ppf(0.975, 7) * np.sqrt(8 / 7), abs=0.06)
    assert np.isnan(percentile_interval(values, 1)).all()


@pytest.fixture(scope="module")
def of_outlets(demo):
    study = demo
    return naming_differences(
        study.occurrences, study.articles, study.sentences, by="outlet", targets=study.lexicon.targets, seed=study.seed
    ).set_index(["target", "a", "b"])


def test_the_planted_difference_is_as_far_as_its_design_can_show_and_the_planted_null_is_not(of_outlets):
    planted = of_outlets.loc[("tresk", "Free Hadrel", "Upland Morning")]
    assert planted["p"] == planted["smallest_reachable_p"] == pytest.approx(0.1)
    assert planted["low"] > 0.2
    assert planted["adjusted_p"] == 1.0  # of 28 tests that each can reach 0.1 at best
    null = of_outlets.loc[("galvora", "Free Hadrel", "Upland Morning")]
    assert null["p"] == 1.0
    assert null["low"] < 0 < null["high"]


def test_no_p_is_below_what_the_design_can_reach_and_none_is_given_under_three_articles(of_outlets):
    made = of_outlets[of_outlets["p"].notna()]
    assert (made["p"] >= made["smallest_reachable_p"]).all()
    few = of_outlets[of_outlets[["articles_a", "articles_b"]].min(axis=1) < 3]
    assert len(few)
    assert few["p"].isna().all()
    assert few["test"].str.startswith("no p: ").all()
    assert (of_outlets["tests_in_family"] == len(made)).all()


def test_a_difference_without_an_interval_says_why(of_outlets, of_texts):
    for table in (of_outlets, of_texts):
        none = table[table["low"].isna()]
        assert none["method"].str.startswith("no interval: ").all()
        assert (table["low"].notna() == ~table["method"].str.startswith("no interval")).all()


@pytest.fixture(scope="module")
def of_texts(case):
    return naming_differences(
        case.occurrences, case.articles, case.sentences, by="article", targets=["Putin", "West"], seed=1
    )


def test_texts_get_no_p_whatever_they_say(of_texts):
    found = of_texts
    assert found["p"].isna().all()
    assert (found["smallest_reachable_p"] == 1.0).all()
    assert (found["scope"] == "texts").all()
    one = found.set_index(["target", "a", "b"]).loc[("Putin", "oboz", "tsf")]
    assert one["difference"] == pytest.approx(2 / 15)
    assert one["low"] < one["difference"] < one["high"]


def test_to_turn_a_difference_round_turns_its_signs(demo):
    study = demo
    targets = ["tresk", "galvora"]
    there = naming_differences(study.occurrences, study.articles, study.sentences, by="outlet", targets=targets, seed=1)
    back = naming_differences(
        study.occurrences, study.articles.iloc[::-1], study.sentences, by="outlet", targets=targets, seed=1
    )
    joined = there.merge(back, left_on=["target", "a", "b"], right_on=["target", "b", "a"], suffixes=("", "_back"))
    assert len(joined) == len(there)
    assert joined["difference"].to_numpy() == pytest.approx(-joined["difference_back"].to_numpy())
    assert joined["low"].to_numpy() == pytest.approx(-joined["high_back"].to_numpy(), nan_ok=True)
    assert joined["p"].to_numpy() == pytest.approx(joined["p_back"].to_numpy(), nan_ok=True)


@pytest.fixture
def coverage(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "bench")
    return importlib.import_module("coverage")


def test_the_claims_of_coverage_are_those_of_the_code_and_cover_every_case(coverage):
    table = pd.read_csv(ROOT / "results" / "validation" / "coverage.csv")
    keys = ["quantity", "method", "units", "detail"]
    claimed = table.set_index(keys)["claimed"]
    assert claimed.index.is_unique
    for setting in coverage.settings():
        assert claimed[setting.quantity, setting.method, setting.units, setting.detail] == setting.claimed
    assert set(coverage.CLAIMS) == set(table.loc[table["claimed"], ["quantity", "method"]].itertuples(index=False))
    kinds = {kind for kind, _ in coverage.CASES}
    assert kinds == {"Poisson", "constant", "geometric", "immigration"}


def test_the_table_of_coverage_in_the_methods_is_that_of_the_simulations_and_counts_broken_claims(coverage):
    table = pd.read_csv(ROOT / "results" / "validation" / "coverage.csv")
    told = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    shown = told.partition("<!-- coverage -->\n")[2].partition("\n<!-- /coverage -->")[0]
    assert shown == coverage.as_table(table)
    cells = [cell for cell in re.findall(r"\|([^|\n]*)", shown) if "**" in cell]
    broken = sum("†" in cell for cell in cells)
    assert f"{broken} of {len(cells)} claims do not hold" in told


def test_a_claim_is_about_the_worst_case_and_a_broken_one_is_marked(coverage):
    cases = {"quantity": "rate of an outlet", "unit": "articles", "method": "t", "units": 10, "what": "coverage"}
    table = pd.DataFrame([{**cases, "detail": "a", "share": 0.96}, {**cases, "detail": "b", "share": 0.92}])
    cells = [
        coverage.as_table(table.assign(claimed=claimed, **change)).splitlines()[2]
        for claimed, change in ((True, {}), (False, {}), (True, {"share": 0.95}), (True, {"what": "alarms"}))
    ]
    assert cells == [
        "| t | **0.940 / 0.920** † |",
        "| t | 0.940 / 0.920 |",
        "| t | **0.950 / 0.950** |",
        "| t | **0.940 / 0.960** † |",
    ]


@pytest.mark.release
def test_a_cell_of_the_table_of_coverage_comes_out_again(coverage):
    """One setting simulated again gives the same share to the digit: nothing there depends on the order of settings."""
    wanted = ("Wilson, effective cases, t", 10, "rate 0.3, Poisson slots, correlation 0.1")
    (setting,) = [one for one in coverage.settings() if (one.method, one.units, one.detail) == wanted]
    table = pd.read_csv(ROOT / "results" / "validation" / "coverage.csv")
    row = table[(table["method"] == setting.method) & (table["units"] == 10) & (table["detail"] == setting.detail)]
    assert coverage.simulated(setting)["share"] == row["share"].item()
