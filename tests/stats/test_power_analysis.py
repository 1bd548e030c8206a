"""Power: simulated studies are tested as real ones are, and a closed form agrees where it holds."""

from statistics import NormalDist

import numpy as np
import pytest

import framing as fr
from framing.stats import (
    article_correlation,
    blocked_permutation_test,
    counts_of,
    p_values,
    permutation_test,
    power,
    sign_flip_p_values,
)

DESIGN = {"rate": 0.2, "slots": 8, "correlation": 0.1}


@pytest.mark.parametrize("articles", [4, 6, 12])
def test_p_is_that_of_the_permutation_test(articles):
    """Every way is gone through up to eight articles, of more ways some are drawn."""
    counts = np.random.default_rng(articles).binomial(8, 0.3, (12, 2 * articles))
    one = [permutation_test(row[:articles], [8] * articles, row[articles:], [8] * articles, seed=3).p for row in counts]
    assert p_values(counts, articles, 3).tolist() == one


@pytest.mark.parametrize(
    ("articles", "difference", "correlation"), [(40, 0.1, 0.0), (40, 0.15, 0.1), (50, 0.2, 0.3), (60, 0.1, 0.2)]
)
def test_many_articles_have_the_power_of_the_normal_approximation(articles, difference, correlation):
    """Variance of a rate: r (1 − r) ÷ (articles · slots), times the design effect 1 + (slots − 1) ρ."""
    effect = 1 + 9 * correlation
    variance = sum(rate * (1 - rate) * effect / (10 * articles) for rate in (0.3, 0.3 + difference))
    expected = NormalDist().cdf(difference / variance**0.5 - NormalDist().inv_cdf(0.975))
    found = power(articles, difference, rate=0.3, slots=10, correlation=correlation, seed=1)
    assert found.power == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("articles", [4, 5, 20])
def test_without_a_difference_five_in_a_hundred_studies_or_fewer_see_one(articles):
    found = power(articles, 0.0, **DESIGN, studies=2000, seed=2)
    assert found.power <= 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5


def test_where_no_small_p_can_be_reached_power_is_none_and_it_is_said():
    for articles, smallest in ((1, 1.0), (2, 1 / 3), (3, 0.1)):
        found = power(articles, 0.8, rate=0.1, slots=50, correlation=0.0)
        assert (found.power, found.smallest) == (0.0, pytest.approx(smallest))
        assert "no p of 0.05 or less can be reached" in found.method
    assert power(3, 0.8, rate=0.1, slots=50, correlation=0.0, alpha=0.1).power > 0.9


def test_more_articles_a_larger_difference_and_less_correlation_see_more():
    grown = [power(articles, 0.2, **DESIGN, seed=1).power for articles in (4, 8, 16, 32)]
    wider = [power(8, difference, **DESIGN, seed=1).power for difference in (0.1, 0.3, 0.5)]
    alike = [power(8, 0.3, rate=0.2, slots=8, correlation=rho, seed=1).power for rho in (0.8, 0.4, 0.0)]
    assert all(np.diff(powers).min() > 0.05 for powers in (grown, wider, alike))


def test_articles_needed_are_the_fewest_that_are_enough():
    needed = fr.articles_needed(0.3, **DESIGN, seed=1)
    powers = [power(articles, 0.3, **DESIGN, seed=1).power for articles in (needed - 1, needed)]
    assert powers[0] < 0.8 <= powers[1]
    assert needed < fr.articles_needed(0.2, **DESIGN, seed=1)


@pytest.mark.parametrize("correlation", [0.0, 0.15, 0.5, 1.0])
def test_simulated_articles_have_the_mean_and_the_correlation_that_were_asked_for(correlation):
    counts = counts_of(np.random.default_rng(5), 0.3, 10, correlation, (1, 20_000))[0]
    assert counts.mean() / 10 == pytest.approx(0.3, abs=0.01)
    found = article_correlation(counts, np.full(len(counts), 10), np.zeros(len(counts)))
    assert found == pytest.approx(correlation, abs=0.02)


def test_a_correlation_is_not_told_by_one_article_an_outlet():
    assert np.isnan(article_correlation([3, 4], [10, 12], ["a", "b"]))
    assert np.isnan(article_correlation([0, 0, 0], [5, 5, 5], ["a", "a", "b"]))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rate": 0.9}, r"rate \+ difference is 1.2; expected a number between 0 and 1"),
        ({"correlation": -0.1}, "correlation is -0.1"),
        ({"slots": 0}, "slots is 0; expected 1 or more"),
    ],
)
def test_a_design_that_cannot_be_is_refused(changed, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.power(5, 0.3, **{**DESIGN, **changed})


def test_a_difference_that_takes_too_many_articles_is_said_to_be_so():
    with pytest.raises(
        fr.BadInput, match=r"200 articles per outlet give less than 80% power for a difference of 0\.01"
    ):
        fr.articles_needed(0.01, **DESIGN, studies=50)


@pytest.mark.parametrize("stories", [4, 9])
def test_p_within_stories_is_that_of_the_blocked_test(stories):
    """Nine stories have 512 ways, all gone through."""
    random = np.random.default_rng(stories)
    ours, theirs = random.binomial(8, 0.3, (2, 12, stories))
    block = np.tile(np.arange(stories), 2)
    first = np.arange(2 * stories) < stories
    one = [
        blocked_permutation_test([*a, *b], [8] * (2 * stories), first, block, seed=1).p
        for a, b in zip(ours, theirs, strict=True)
    ]
    assert sign_flip_p_values(ours - theirs, 3).tolist() == one


@pytest.mark.parametrize("story_correlation", [0.0, 0.5, 0.9])
def test_within_stories_about_five_in_a_hundred_studies_or_fewer_see_what_is_not_there(story_correlation):
    """Whatever the stories are like: an outlet that chooses heated stories is compared within them only."""
    found = power(
        20, 0.0, rate=0.3, slots=8, correlation=0.3, story_correlation=story_correlation, studies=2000, seed=2
    )
    assert 0.03 <= found.power <= 0.06


def test_stories_that_outlets_share_see_no_less_than_as_many_articles_of_any_story():
    design = {"rate": 0.2, "slots": 8, "correlation": 0.3, "studies": 2000, "seed": 4}
    over_all = power(20, 0.2, **design).power
    unlike, alike = (power(20, 0.2, **design, story_correlation=story).power for story in (0.0, 0.8))
    assert unlike == pytest.approx(over_all, abs=0.04)
    assert alike > over_all + 0.1
    needed = {story: fr.articles_needed(0.2, rate=0.2, slots=8, correlation=0.3, story_correlation=story, studies=500)
              for story in (None, 0.8)}  # fmt: skip
    assert needed[0.8] < needed[None]


def test_too_few_shared_stories_are_said_to_be():
    found = power(5, 0.8, rate=0.1, slots=50, correlation=0.0, story_correlation=0.5)
    assert (found.power, found.smallest) == (0.0, 1 / 16)
    assert found.method.endswith("the smallest of 5 stories that both cover is 0.0625")
    with pytest.raises(fr.BadInput, match="story_correlation is 2; expected"):
        power(9, 0.2, **DESIGN, story_correlation=2)


def test_where_outlets_choose_their_events_only_the_test_within_stories_keeps_its_level():
    """Ten stories that both cover; the first outlet adds six heated ones, the second six that are not."""
    random = np.random.default_rng(7)
    story = np.array([*range(16), *range(10), *range(16, 22)])
    first = np.arange(32) < 16
    alarms = []
    for _ in range(500):
        heat = np.concatenate([random.uniform(0.1, 0.6, 10), np.repeat([0.6, 0.1], 6)])
        hits, slots = random.binomial(12, heat[story]), np.full(32, 12)
        within = blocked_permutation_test(hits, slots, first, story, seed=1)
        over_all = permutation_test(hits[first], slots[first], hits[~first], slots[~first], seed=1)
        alarms.append([within.p <= 0.05, over_all.p <= 0.05])
    shares = np.mean(alarms, axis=0)
    assert 0.03 <= shares[0] <= 0.06
    assert shares[1] > 0.2
