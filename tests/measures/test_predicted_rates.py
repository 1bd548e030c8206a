"""Rates predicted for a new sample, rates in headlines and bodies, declared differences, and bounds of pairs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.measures import declared_differences, headline_and_body, naming_differences, predicted_rates
from framing.measures.naming import noun_of_units, units_of_articles
from framing.measures.overlap import MOST_PAIRED, collation, paired_articles
from framing.stats import cluster_interval, effective_cases, prediction_interval
from framing.study import results_graph

SLOT = {"target": "people", "kind": "naming", "voice_of_term": "outlet", "stratum": "own", "negated": False}
COUNTS = st.lists(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=3, max_size=12
)


def occurrences_of(counts):
    """Occurrences of articles with the given loaded slots and slots, in the second sentence."""
    rows = [
        SLOT | {"article_id": name, "sentence_id": f"{name}:02", "form": "loaded" if one < loaded else "neutral"}
        for name, (loaded, slots) in counts.items()
        for one in range(slots)
    ]
    return pd.DataFrame(rows)


def manifest_of(outlets, **columns):
    names = [f"a{place:03d}" for place in range(len(outlets))]
    return pd.DataFrame({"article_id": names, "outlet": outlets, **columns})


@examples(60)
@given(COUNTS, st.floats(0.1, 3))
def test_limits_are_those_of_trying_every_rate(counts, share):
    """Independent: the score test of two samples, tried on a grid of new rates."""
    from scipy.stats import t

    hits, cases = np.array(counts, dtype=float).T
    low, high = prediction_interval(hits, cases, share=share)
    ratio, here = hits.sum() / cases.sum(), effective_cases(hits, cases)
    there = share * here
    new = np.linspace(0, 1, 2001)
    pooled = (here * ratio + there * new) / (here + there)
    limit = t.ppf(0.975, len(hits) - 1) ** 2 * pooled * (1 - pooled) * (1 / here + 1 / there)
    held = new[(new - ratio) ** 2 <= limit + 1e-12]
    assert low == pytest.approx(held.min(), abs=0.002)
    assert high == pytest.approx(held.max(), abs=0.002)
    assert 0 <= low <= ratio <= high <= 1


@examples(40)
@given(COUNTS)
def test_a_smaller_new_sample_has_a_longer_interval_and_mirrored_counts_a_mirrored_one(counts):
    hits, cases = np.array(counts, dtype=float).T
    wide, narrow = (prediction_interval(hits, cases, share=share) for share in (0.3, 3))
    assert wide[0] <= narrow[0] + 1e-9
    assert narrow[1] <= wide[1] + 1e-9
    mirrored = prediction_interval(cases - hits, cases, share=0.3)
    assert (1 - mirrored[1], 1 - mirrored[0]) == (pytest.approx(wide[0]), pytest.approx(wide[1]))


def test_an_unlimited_new_sample_leaves_the_error_of_this_one():
    hits, cases = [3, 0, 2, 5, 1, 4, 0, 2], [5, 4, 4, 6, 5, 5, 3, 4]
    assert prediction_interval(hits, cases, share=1e9) == pytest.approx(cluster_interval(hits, cases), abs=1e-4)


def test_few_articles_have_no_prediction_and_none_of_forty_has_one():
    assert np.isnan(prediction_interval([1, 2], [4, 4], share=1)).all()
    low, high = prediction_interval([0] * 20, [2] * 20, share=5 / 11)
    assert low == 0
    assert 0.05 < high < 0.25
    assert prediction_interval([2] * 20, [2] * 20, share=5 / 11) == (pytest.approx(1 - high), 1)
    with pytest.raises(fr.BadInput, match="share is 0; expected a number above 0"):
        prediction_interval([1, 2, 3], [4, 4, 4], share=0)


def simulated(random, number, rate, correlation):
    sizes, spread = random.geometric(0.28, number), 1 / correlation - 1
    return random.binomial(sizes, random.beta(rate * spread, (1 - rate) * spread, number)), sizes


PREDICTED = [
    (number, rate, correlation)
    for number in (5, 10, 20, 60)
    for rate in (0.02, 0.1, 0.4, 0.8, 0.95)
    for correlation in (0.3, 0.6)
]
RUNS = 800


def coverage(number, rate, correlation, share=5 / 11):
    random = np.random.default_rng([number, round(100 * rate), round(10 * correlation)])
    held = 0
    for _ in range(RUNS):
        low, high = prediction_interval(*simulated(random, number, rate, correlation), share=share)
        hits, cases = simulated(random, max(1, round(share * number)), rate, correlation)
        held += low - 1e-9 <= hits.sum() / cases.sum() <= high + 1e-9
    return held / RUNS


@pytest.mark.release
@pytest.mark.parametrize("number", [5, 10, 20, 60])
def test_predictions_hold_the_rate_of_a_new_sample(number):
    """At the level on average over rates and correlations; in no case below 0.89."""
    shares = [coverage(*case) for case in PREDICTED if case[0] == number]
    assert np.mean(shares) >= 0.93, shares
    assert min(shares) >= 0.89, shares


def test_rates_are_predicted_for_every_outlet_with_slots():
    outlets = ["Post"] * 5 + ["Globe"] * 2 + ["Herald"]
    articles = manifest_of(outlets)
    occurrences = occurrences_of(
        dict(zip(articles["article_id"], [(1, 4), (0, 3), (2, 2), (1, 1), (0, 5), (1, 1), (0, 2)], strict=False))
    )
    found = predicted_rates(occurrences, articles, ["people"], share=0.5)
    assert found[["outlet", "n_loaded", "n_slots", "n_articles", "new_units"]].values.tolist() == [
        ["Post", 4, 15, 5, 2.5],
        ["Globe", 1, 3, 2, 1.0],
    ]
    assert found["method"].tolist() == [
        "score interval for a new sample of 0.5 times 5 articles",
        "no interval: 3 articles with slots are needed, here 2",
    ]
    low, high = found.loc[0, ["predicted_low", "predicted_high"]]
    assert (low, high) == prediction_interval([1, 0, 2, 1, 0], [4, 3, 2, 1, 5], share=0.5)
    stories = articles.assign(story_id=["s", "s", "t", "u", "v", "w", "x", "y"])
    of_stories = predicted_rates(occurrences, stories, ["people"], share=0.5)
    assert of_stories.loc[0, "n_units"] == 4
    assert tuple(of_stories.loc[0, ["predicted_low", "predicted_high"]]) == prediction_interval(
        [1, 2, 1, 0], [7, 2, 1, 5], share=0.5
    )


def test_units_are_stories_only_if_the_manifest_has_several():
    articles = manifest_of(["Post"] * 3)
    assert (noun_of_units(articles), noun_of_units(articles.assign(story_id="one"))) == ("articles", "articles")
    units = units_of_articles(articles.assign(story_id=["s", "", "s"]))
    assert units.to_dict() == {"a000": "s", "a001": "a001", "a002": "s"}


def test_headlines_are_counted_apart_from_all_other_text():
    articles = manifest_of(["Post", "Post", "Globe"])
    body = occurrences_of({"a000": (1, 2), "a001": (0, 3), "a002": (2, 2)})
    top = [SLOT | {"article_id": "a000", "sentence_id": "a000:01", "form": "loaded"}]
    sentences = pd.DataFrame(
        {"sentence_id": ["a000:01", "a000:02", "a001:02", "a002:02"], "kind": ["headline", "body", "caption", "body"]}
    )
    found = headline_and_body(pd.concat([pd.DataFrame(top), body]), articles, sentences, ["people"])
    assert found[["outlet", "part", "n_loaded", "n_slots", "n_articles"]].values.tolist() == [
        ["ALL", "headline", 1, 1, 1],
        ["ALL", "body", 3, 7, 3],
        ["Post", "headline", 1, 1, 1],
        ["Post", "body", 1, 5, 2],
        ["Globe", "body", 2, 2, 1],
    ]
    assert headline_and_body(body, articles, sentences, ["people"]) is None


def pair_of_outlets(stories, seed=1, gap=0.4):
    """Two outlets with an article each on every story, a gap between them, and more of one on other news."""
    random = np.random.default_rng(seed)
    counts, rows = {}, []
    for place, (outlet, story) in enumerate(
        [(outlet, f"s{story}") for story in range(stories) for outlet in ("Post", "Globe")]
        + [("Globe", f"hot{extra}") for extra in range(12)]
    ):
        name = f"a{place:03d}"
        rate = 0.95 if story.startswith("hot") else 0.3 + gap * (outlet == "Post")
        slots = int(random.integers(3, 7))
        counts[name] = (int(random.binomial(slots, rate)), slots)
        rows.append((name, outlet, story))
    articles = pd.DataFrame(rows, columns=["article_id", "outlet", "story_id"])
    occurrences = occurrences_of(counts)
    sentences = pd.DataFrame({"sentence_id": [f"{name}:02" for name in counts], "kind": "body"})
    return occurrences, articles, sentences.assign(family_id=sentences["sentence_id"])


def test_declared_pairs_are_a_family_of_their_own_within_stories_and_beside_it_over_all_articles():
    """An outlet that also covers hot news is higher over all articles and lower within the stories of both."""
    tables = pair_of_outlets(12)
    declared = [{"a": "Post", "b": "Globe", "target": "people"}] * 2
    found = declared_differences(*tables, declared, targets=["people"], seed=1)
    within, over_all = (found[found["basis"] == basis].iloc[0] for basis in ("shared stories", "all articles"))
    assert within["difference"] > 0.2
    assert within["stories"] == 12
    assert within["p"] < 0.02
    assert (within["tests_in_family"], within["adjusted_p"]) == (2, pytest.approx(2 * within["p"]))
    assert over_all["difference"] < 0.2
    assert over_all["method"] == "interval over 12 and 24 stories, not blocked by event"
    assert over_all["test"] == "no p: articles on different events are not exchangeable"
    assert np.isnan(over_all["p"])
    assert over_all["low"] < over_all["difference"] < over_all["high"]
    of_outlets = naming_differences(*tables, by="outlet", targets=["people"], seed=1).iloc[0]
    same = ["difference", "low", "high", "p", "k_a", "n_a", "k_b", "n_b", "articles_a", "articles_b"]
    assert of_outlets[same].tolist() == within[same].tolist()


def test_a_declared_pair_with_few_shared_stories_is_incomparable_and_says_so():
    declared = [{"a": "Post", "b": "Globe", "target": "people"}]
    found = declared_differences(*pair_of_outlets(2), declared, targets=["people"], seed=1)
    assert found["method"][0] == "incomparable: 2 stories that both cover, 3 are needed"
    assert found["method"][1] == "no interval: 3 stories with slots are needed on either side, here 2 and 14"
    assert found[["low", "high", "p", "adjusted_p"]].isna().all().all()


def test_a_study_that_declares_no_comparison_has_no_declared_differences(quick_demo):
    assert not results_graph(quick_demo).has("declared_differences")
    pairs = ({"a": "Free Hadrel", "b": "Perrant", "target": "tresk"},)
    found = results_graph(quick_demo, comparisons=pairs).get("declared_differences")
    assert found["basis"].tolist() == ["shared stories", "all articles"]


def test_of_many_outlets_the_twenty_with_most_articles_are_compared():
    outlets = [f"Outlet {place:02d}" for place in range(30) for _ in range(5 if place < 22 else 2)]
    articles = manifest_of(outlets)
    occurrences = occurrences_of(dict.fromkeys(articles["article_id"], (1, 2)))
    occurrences = occurrences[~occurrences["article_id"].isin(articles["article_id"][:3])]  # the first has two left
    sentences = pd.DataFrame({"sentence_id": articles["article_id"] + ":02", "family_id": articles["article_id"]})
    found = naming_differences(occurrences, articles, sentences, by="outlet", targets=["people"], seed=1)
    assert len(found) == 20 * 19 / 2
    assert set(found["a"]) | set(found["b"]) == {f"Outlet {place:02d}" for place in range(1, 21)}
    assert found["tests_in_family"].max() == 190


def test_articles_of_a_long_story_are_not_compared_in_pairs():
    articles = manifest_of(["Post"] * (MOST_PAIRED + 1) + ["Globe"] * 3)
    stories = ["long"] * (MOST_PAIRED + 1) + ["short"] * 3
    articles = articles.assign(story_id=stories)
    assert len(paired_articles(articles)) == 3
    sentences = pd.DataFrame({"sentence_id": articles["article_id"] + ":01", "article_id": articles["article_id"]})
    alignments = pd.DataFrame({"sentence_a": [], "sentence_b": [], "overlap": []}, dtype="str")
    table = collation(sentences.assign(kind="body"), alignments, articles)
    assert (table["other"] == "ALL").sum() == len(articles)
    assert len(table) == len(articles) + 6
