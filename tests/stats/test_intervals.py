"""Intervals: published values, an independent implementation, laws."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, strategies as st
from scipy.stats import binom, binomtest

import framing as fr
from conftest import examples
from framing.stats import (
    block_interval,
    bootstrap_weights,
    cluster_interval,
    effective_cases,
    proportion_interval,
    ratio_difference_interval,
    ratio_with_variance,
    within_blocks,
)

COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998, table I
@pytest.mark.parametrize(
    ("successes", "trials", "exact", "wilson"),
    [
        (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
        (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1684), (0.0000, 0.1611)),
        (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
    ],
)
def test_published_intervals(successes, trials, exact, wilson):
    for method, expected in (("clopper-pearson", exact), ("wilson", wilson)):
        low, high = proportion_interval(successes, trials, method=method)
        assert (round(float(low), 4), round(float(high), 4)) == expected


@given(
    COUNTS,
    st.sampled_from(["clopper-pearson", "wilson"]),
)
def test_interval_holds_its_estimate_and_mirrors(counts, method):
    k, n = counts
    low, high = proportion_interval(k, n, method=method)
    assert 0 <= low <= k / n <= high <= 1
    other_low, other_high = proportion_interval(n - k, n, method=method)
    assert (1 - other_high, 1 - other_low) == pytest.approx((float(low), float(high)))


@given(COUNTS, st.sampled_from(["clopper-pearson", "wilson"]), st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_equal_an_independent_implementation(counts, method, level):
    names = {"clopper-pearson": "exact", "wilson": "wilson"}
    expected = binomtest(*counts).proportion_ci(level, method=names[method])
    found = proportion_interval(*counts, method=method, level=level)
    assert [float(end) for end in found] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("trials", [2, 5, 11, 18, 40])
def test_clopper_pearson_never_covers_less_than_its_level(trials):
    low, high = proportion_interval(np.arange(trials + 1), np.full(trials + 1, trials))
    for truth in np.linspace(0.01, 0.99, 99):
        covered = (low <= truth) & (truth <= high)
        assert binom.pmf(np.arange(trials + 1), trials, truth)[covered].sum() >= 0.95 - 1e-9


def test_no_trials_no_interval():
    low, high = proportion_interval([0, 1], [0, 2])
    assert np.isnan([low[0], high[0]]).all()
    assert not np.isnan([low[1], high[1]]).any()


@pytest.mark.parametrize(
    ("k", "n", "method", "message"),
    [
        (3, 2, "wilson", "successes ≤ trials"),
        (1.5, 2, "clopper-pearson", "needs whole counts"),
        (1, 2, "wald", "Unknown interval method 'wald'"),
    ],
)
def test_bad_proportions(k, n, method, message):
    with pytest.raises(fr.BadInput, match=message):
        proportion_interval(k, n, method=method)


ARTICLES = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=3, max_size=12
)


@given(ARTICLES)
def test_the_variance_of_a_ratio_is_that_of_weighted_regression_with_robust_errors(articles):
    y, x = np.array(articles, dtype=float).T
    ratio, variance, units = ratio_with_variance(y, x)
    assert units == len(x)
    fit = sm.WLS(y / x, np.ones_like(x), weights=x).fit(cov_type="HC1", use_t=True)
    assert ratio == pytest.approx(fit.params[0])
    assert variance == pytest.approx(fit.bse[0] ** 2 if np.ptp(y / x) > 1e-12 else 0, abs=1e-9)


@given(ARTICLES)
def test_an_interval_over_articles_holds_the_rate_and_counts_no_more_cases_than_there_are(articles):
    y, x = np.array(articles, dtype=float).T
    low, high = cluster_interval(y, x)
    assert 0 <= low <= y.sum() / x.sum() <= high <= 1
    assert high - low > 0.01  # never certain, not where all articles have one rate either
    assert x.sum() ** 2 / (x**2).sum() - 1e-9 <= effective_cases(y, x) <= x.sum() + 1e-9


def test_two_articles_say_nothing_about_an_outlet():
    assert np.isnan(cluster_interval([1, 2], [4, 4])).all()


def test_bootstrap_draws_whole_units_and_repeats_itself():
    weights = bootstrap_weights(7, seed=3, replicates=50)
    assert (weights.sum(axis=1) == 7).all()
    assert np.array_equal(weights, bootstrap_weights(7, seed=3, replicates=50))


OCCURRENCE = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from("XY"),
    st.sampled_from(["loaded", "neutral"]),
    st.sampled_from(["own", "paraphrase", "quotation"]),
    st.booleans(),
    st.booleans(),
)
ARTICLE_TABLE = pd.DataFrame({"article_id": ["a", "b", "c"], "outlet": ["one", "two", "two"]})


def occurrences_of(drawn):
    return pd.DataFrame(
        [
            {
                "occurrence_id": f"{article}:01.{number:02d}",
                "sentence_id": f"{article}:01",
                "article_id": article,
                "term_id": "t",
                "kind": "naming",
                "form": form,
                "target": target,
                "voice_of_term": "outlet" if voice == "own" else "source",
                "stratum": voice,
                "metonym": metonym and form == "neutral",
                "negated": negated,
            }
            for number, (article, target, form, voice, metonym, negated) in enumerate(drawn)
        ],
        columns=[
            "occurrence_id",
            "sentence_id",
            "article_id",
            "term_id",
            "kind",
            "form",
            "target",
            "voice_of_term",
            "stratum",
            "metonym",
            "negated",
        ],
    )


@examples(20)
@given(st.lists(OCCURRENCE, min_size=1, max_size=30), st.randoms())
def test_naming_rates_obey_their_laws(drawn, random):
    def counts(order, **options):
        table = fr.naming_rate(occurrences_of(order), ARTICLE_TABLE, targets=["X", "Y"], **options)
        return table.set_index(["article_id", "target"])[["n_loaded", "n_slots"]]

    own, others, every = (counts(drawn, voice=voice) for voice in ("outlet", "source", "all"))
    reported, quoted, unquoted = (counts(drawn, voice=voice) for voice in ("paraphrase", "quotation", "unquoted"))
    assert (own + others).equals(every)
    assert (reported + quoted).equals(others)
    assert (own + reported).equals(unquoted)
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert counts(shuffled, voice="all").equals(every)
    denied = sum(negated for *_, negated in drawn)
    assert every["n_slots"].sum() == len(drawn) - denied
    without = counts(drawn, voice="all", metonyms=False)
    assert (without["n_loaded"] == every["n_loaded"]).all()
    assert (without["n_slots"] <= every["n_slots"]).all()
    assert (every["n_loaded"] <= every["n_slots"]).all()


def test_every_rate_has_its_interval_or_its_reason(case):
    missing = case.estimates["low"].isna()
    assert missing.any()
    assert case.estimates.loc[missing, "method"].str.startswith("no interval: ").all()
    assert (case.estimates.loc[~missing, "method"] == "Clopper–Pearson over slots").all()
    assert (case.estimates["scope"] == "texts").all()


def test_rates_of_outlets_need_three_articles():
    rates = fr.naming_rate(occurrences_of([("a", "X", "loaded", "own", False, False)]), ARTICLE_TABLE, by="outlet")
    assert rates["method"].tolist() == [
        "no interval: scope outlets needs 3 articles with slots, here 1",
        "no interval: no slot of this target",
    ]
    assert rates["estimate"].fillna(-1).tolist() == [1, -1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"voice": "editor"}, "Unknown voice 'editor'"),
        ({"by": "day"}, "Unknown unit by='day'"),
        ({"by": "outlet", "articles": None}, "needs the articles"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.naming_rate(occurrences_of([]), **{"articles": ARTICLE_TABLE, **options})


@pytest.mark.parametrize(
    ("articles", "rate", "spread", "least"), [(3, 0.3, 0.0, 0.95), (5, 0.3, 0.15, 0.95), (4, 0.1, 0.05, 0.95)]
)
def test_an_interval_over_articles_covers_the_rate_of_simulated_outlets(articles, rate, spread, least):
    """Rates of articles vary by a beta distribution about the outlet's."""
    random = np.random.default_rng(1)
    covered = 0
    for _ in range(2_000):
        slots = random.integers(4, 12, size=articles)
        size = rate * (1 - rate) / spread**2 - 1 if spread else np.inf
        rates = random.beta(rate * size, (1 - rate) * size, size=articles) if spread else np.full(articles, rate)
        low, high = cluster_interval(random.binomial(slots, rates), slots)
        covered += low <= rate <= high
    assert covered / 2_000 > least


def test_own_copy_leaves_out_what_another_outlet_has_too():
    drawn = [("a", "X", "loaded", "own", False, False), ("b", "X", "neutral", "own", False, False)] + [
        ("c", "X", "loaded", "own", False, False)
    ] * 2
    sentences = pd.DataFrame(
        {"sentence_id": ["a:01", "b:01", "c:01"], "article_id": ["a", "b", "c"], "family_id": ["a:01", "a:01", "c:01"]}
    )

    def counts(**options):
        rates = fr.naming_rate(occurrences_of(drawn), ARTICLE_TABLE, sentences, targets=["X"], **options)
        return rates[["n_loaded", "n_slots", "n_families"]].to_numpy().tolist()

    assert counts() == [[1, 1, 1], [0, 1, 1], [2, 2, 1]]
    assert counts(copy="own") == [[0, 0, 0], [0, 0, 0], [2, 2, 1]]
    assert counts(by="outlet") == [[1, 1, 1], [2, 3, 2]]
    # b and c are of one outlet: a family of theirs alone is their own
    sentences["family_id"] = ["a:01", "b:01", "b:01"]
    assert counts(copy="own") == [*counts()[:1], [0, 1, 1], [2, 2, 1]]
    assert counts(by="outlet")[1] == [2, 3, 1]
    with pytest.raises(fr.BadInput, match="copy='own' needs sentence families"):
        fr.naming_rate(occurrences_of(drawn), ARTICLE_TABLE, copy="own")


def test_none_of_160_has_no_longer_an_interval_than_five_of_160():
    """It had: where no article has a loaded slot, all slots of an article counted as one."""
    articles, none = np.full(20, 8), np.zeros(20)
    some = none.copy()
    some[[1, 4, 9, 12, 17]] = 1
    lengths = [high - low for low, high in (cluster_interval(hits, articles) for hits in (none, some))]
    assert lengths[0] < lengths[1]
    assert cluster_interval(none, articles)[0] == 0
    assert (1 - np.array(cluster_interval(articles, articles)[::-1])).tolist() == pytest.approx(
        cluster_interval(none, articles)
    )


def test_a_difference_has_an_interval_where_one_outlet_is_all_neutral():
    """80 of 160 against 0 of 160 had none."""
    articles = np.full(20, 8)
    half = np.tile([2, 6], 10)
    low, high = ratio_difference_interval(half, articles, np.zeros(20), articles)
    assert 0.3 < low < 0.5 < high < 0.7
    other_low, other_high = ratio_difference_interval(np.zeros(20), articles, half, articles)
    assert (-other_high, -other_low) == pytest.approx((low, high))


STORIES = st.lists(
    st.tuples(*[st.integers(0, 6)] * 4).map(lambda n: (n[0], n[0] + n[1], n[2], n[2] + n[3])), min_size=1
)


@given(STORIES)
def test_differences_within_stories_weigh_as_mantel_and_haenszel_say(stories):
    differences, weights = within_blocks(*np.array(stories, dtype=float).T)
    expected = [(a / n - b / m, n * m / (n + m)) if n and m else (0.0, 0.0) for a, n, b, m in stories]
    assert differences.tolist() == pytest.approx([difference for difference, _ in expected])
    assert weights.tolist() == pytest.approx([weight for _, weight in expected])


def test_with_equal_weights_the_interval_over_stories_is_that_of_one_sample():
    values = np.array([0.1, 0.4, 0.2, 0.3, 0.15])
    expected = sm.stats.DescrStatsW(values).tconfint_mean()
    assert block_interval(values, np.full(5, 3.0)) == pytest.approx(expected)
    assert np.isnan(block_interval(values, np.array([1.0, 2.0, 0, 0, 0]))).all()
    assert np.isnan(block_interval(np.full(5, 0.2), np.full(5, 3.0))).all()
