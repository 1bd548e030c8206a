"""The change after an event: planted truths, an independent oracle, invariances, coverage, and bad input."""

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

import framing as fr
from framing.measures import (
    CHANGED,
    UNCHANGED,
    change_after,
    change_placebos,
    naming_rate,
    rates_by_period,
    without_wire_credit,
)
from framing.measures.change import _halves, _split
from framing.stats import contrast_of_cells, directed_p, middle, resampled_ratios, t_tail
from framing.study import results_graph

EVENT = "2013-04-02"
DECLARED = {"target": "people", "changed": ["Post", "Times"], "unchanged": ["Herald", "Globe"]}
RATES = {"Post": (0.7, 0.1), "Times": (0.6, 0.2), "Herald": (0.8, 0.8), "Globe": (0.5, 0.5)}


def planted(rates=RATES, *, number=20, seed=1, correlation=0.4, shared=0.0, days=700):
    """Occurrences and manifest of outlets with planted rates before and after the event."""
    random, event = np.random.default_rng(seed), pd.Timestamp(EVENT)
    articles, slots = [], []
    for outlet, both in rates.items():
        for after, rate in enumerate(both):
            for place in range(number):
                name = f"a{len(articles):04d}"
                ahead = int(random.integers(0, days)) if after else -int(random.integers(1, days))
                story = f"s{after}-{place}" if random.random() < shared else f"own-{name}"
                articles.append((name, outlet, story, str((event + pd.Timedelta(days=ahead)).date())))
                spread = 1 / correlation - 1
                chance = random.beta(rate * spread, (1 - rate) * spread) if 0 < rate < 1 else rate
                slots += [(name, random.random() < chance) for _ in range(random.geometric(0.3))]
    return tables(articles, slots)


def tables(articles, slots):
    manifest = pd.DataFrame(articles, columns=["article_id", "outlet", "story_id", "date"])
    found = pd.DataFrame(slots, columns=["article_id", "loaded"])
    return found.assign(
        sentence_id=found["article_id"] + ":01",
        target="people",
        kind="naming",
        form=found["loaded"].map({True: "loaded", False: "neutral"}),
        voice_of_term="outlet",
        stratum="own",
        negated=False,
    ).drop(columns="loaded"), manifest


def estimate(table, part="difference"):
    return table[table["part"] == part].iloc[0]


@pytest.fixture(scope="module")
def data():
    return planted(shared=0.5)


@pytest.fixture(scope="module")
def table(data):
    return change_after(*data, EVENT, **DECLARED, seed=1)


def test_a_planted_change_is_found_and_counts_are_those_of_plain_loops(data, table):
    occurrences, articles = data
    found = estimate(table)
    assert -0.75 < found["change"] < -0.25
    assert found["low"] < found["change"] < found["high"] < 0
    assert found["p_directed"] < 0.01
    assert found["p_two_sided"] == pytest.approx(2 * found["p_directed"])
    means = dict.fromkeys((CHANGED, UNCHANGED), 0.0)
    for row in table[table["part"] == "outlet"].itertuples():
        for name, after in (("before", False), ("after", True)):
            chosen = articles[(articles["outlet"] == row.outlet) & ((articles["date"] >= EVENT) == after)]
            slots = occurrences[occurrences["article_id"].isin(chosen["article_id"])]
            loaded = int((slots["form"] == "loaded").sum())
            assert (getattr(row, f"k_{name}"), getattr(row, f"n_{name}")) == (loaded, len(slots))
            assert getattr(row, name) == pytest.approx(loaded / len(slots))
        means[row.side] += row.change / 2
    assert found["change"] == pytest.approx(means[CHANGED] - means[UNCHANGED])
    assert table["p_directed"].notna().sum() == 1


def test_two_outlets_give_the_interaction_of_weighted_least_squares():
    """Independent: statsmodels, article rates on dummies of outlet and period, weighted by slots."""
    occurrences, articles = planted(seed=7)
    found = change_after(occurrences, articles, EVENT, target="people", changed=["Post"], unchanged=["Globe"], seed=1)
    rates = occurrences.assign(y=occurrences["form"] == "loaded").groupby("article_id")["y"].agg(["mean", "size"])
    cases = rates.join(articles.set_index("article_id")).query("outlet in ['Post', 'Globe']")
    cases = cases.assign(after=(cases["date"] >= EVENT).astype(int), post=(cases["outlet"] == "Post").astype(int))
    fitted = smf.wls("mean ~ post + after + post:after", cases, weights=cases["size"]).fit()
    assert estimate(found)["change"] == pytest.approx(fitted.params["post:after"])


def test_swapped_sides_change_the_sign_and_the_direction(data, table):
    swapped = {**DECLARED, "changed": DECLARED["unchanged"], "unchanged": DECLARED["changed"]}
    other = estimate(change_after(*data, EVENT, **swapped, direction="increase", seed=1))
    assert other["change"] == pytest.approx(-estimate(table)["change"])
    assert other["p_directed"] == pytest.approx(estimate(table)["p_directed"], abs=0.003)
    assert (other["low"], other["high"]) == (
        pytest.approx(-estimate(table)["high"], abs=0.03),
        pytest.approx(-estimate(table)["low"], abs=0.03),
    )


def test_order_of_rows_and_names_of_stories_do_not_matter(data, table):
    occurrences, articles = data
    mixed = articles.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        change_after(occurrences.sample(frac=1, random_state=2), mixed, EVENT, **DECLARED, seed=1), table
    )
    names = {name: f"x-{name}" for name in articles["story_id"]}  # same order of names
    renamed = articles.assign(story_id=articles["story_id"].map(names))
    pd.testing.assert_frame_equal(change_after(occurrences, renamed, EVENT, **DECLARED, seed=1), table)


def test_another_seed_gives_nearly_the_same_interval_and_the_same_seed_the_same(data, table):
    again = change_after(*data, EVENT, **DECLARED, seed=1)
    pd.testing.assert_frame_equal(again, table)
    other = estimate(change_after(*data, EVENT, **DECLARED, seed=2))
    assert other["low"] == pytest.approx(estimate(table)["low"], abs=0.03)


def test_articles_of_the_day_count_as_after_and_those_outside_the_window_not_at_all():
    articles = [
        (f"a{n}", "Post", f"s{n}", day) for n, day in enumerate(["2013-03-31", EVENT, "2013-04-12", "2013-03-22"])
    ]
    articles.append(("b", "Globe", "s", EVENT))
    occurrences, manifest = tables(articles, [(name, True) for name, *_ in articles])
    found = change_after(occurrences, manifest, EVENT, target="people", changed=["Post"], unchanged=["Globe"], days=10)
    post = found[found["outlet"] == "Post"].iloc[0]
    assert (post["n_before"], post["n_after"]) == (1, 1)


def test_undated_articles_are_left_out_and_counted(data):
    occurrences, articles = data
    first = articles.index[articles["outlet"] == "Post"][:3]
    dates = articles["date"].copy()
    dates[first] = ["", "2012", "2012-05"]
    found = change_after(occurrences, articles.assign(date=dates), EVENT, **DECLARED, seed=1)
    assert found.set_index("outlet")["undated"]["Post"] == 3
    assert estimate(found)["undated"] == 3
    assert found.set_index("outlet")["articles_before"]["Post"] == 17


def test_an_outlet_of_few_articles_has_no_interval_and_is_in_no_mean(data):
    occurrences, articles = data
    few = articles[articles["outlet"] != "Times"]
    few = pd.concat([few, articles[(articles["outlet"] == "Times") & (articles["date"] >= EVENT)].head(2)])
    found = change_after(occurrences, few, EVENT, **DECLARED, seed=1).set_index("outlet")
    times = found.loc["Times"]
    assert times["method"] == "no interval: 3 stories with slots are needed before and after, here 0 and 2"
    assert times[["before", "change", "low", "high"]].isna().all()
    side = found[(found["part"] == "mean of outlets") & (found["side"] == CHANGED)].iloc[0]
    assert (side["n_outlets"], side["change"]) == (1, found.loc["Post", "change"])
    assert "without Times (fewer than 3 stories with slots before or after)" in side["method"]
    none = change_after(occurrences, few, EVENT, target="people", changed=["Times"], unchanged=["Globe"])
    assert estimate(none)[["change", "low", "high", "p_directed", "p_two_sided"]].isna().all()
    assert estimate(none)["method"].startswith("no interval: every outlet of a side has fewer than 3")


def test_an_outlet_that_is_always_neutral_has_an_interval_that_is_no_point():
    occurrences, articles = planted({"Post": (0, 0), "Times": (0.5, 0.5), "Herald": (1, 1), "Globe": (0.5, 0.5)})
    found = change_after(occurrences, articles, EVENT, **DECLARED, seed=1).set_index("outlet")
    for outlet in ("Post", "Herald"):
        row = found.loc[outlet]
        assert row["change"] == 0
        assert -0.2 < row["low"] < -0.02
        assert 0.02 < row["high"] < 0.2


def test_a_story_of_several_outlets_is_resampled_as_one():
    """Outlets that report the same stories in the same words: their difference does not vary, their mean does."""
    random = np.random.default_rng(3)
    k = random.binomial(6, random.beta(2, 2, 30)).astype(float)
    same = [np.tile(k, 2), np.full(60, 6.0), np.repeat([0, 1], 30)]
    options = {"correlation": 0.3, "seed": 1, "replicates": 4000}
    shared = resampled_ratios(*same, np.tile(np.arange(30), 2), **options)
    apart = resampled_ratios(*same, np.arange(60), **options)
    assert np.corrcoef(shared.T)[0, 1] > 0.9
    assert abs(np.corrcoef(apart.T)[0, 1]) < 0.1
    assert (shared[:, 0] - shared[:, 1]).std() < 0.5 * (apart[:, 0] - apart[:, 1]).std()


def test_replicates_have_the_variance_of_the_ratio_estimator():
    random = np.random.default_rng(5)
    sizes = random.integers(1, 6, 40).astype(float)
    hits = random.binomial(sizes.astype(int), 0.5).astype(float)
    drawn = resampled_ratios(hits, sizes, [0] * 40, range(40), correlation=0.1, seed=1, replicates=20_000)[:, 0]
    ratio = hits.sum() / sizes.sum()
    variance = 40 / 39 * ((hits - ratio * sizes) ** 2).sum() / sizes.sum() ** 2
    assert drawn.var() == pytest.approx(variance, rel=0.1)


def test_p_agrees_with_the_interval():
    values = np.random.default_rng(1).normal(-1, 0.5, 20_000)
    for freedom in (4.0, 30.0):
        below = middle(values, t_tail(freedom))[1] < 0
        assert (directed_p(values, freedom) <= 0.025) == below
    assert directed_p(values, 10) == pytest.approx(1 - directed_p(-values, 10), abs=0.001)


def test_placebo_windows_do_not_span_the_event_and_placebo_outlets_are_halves(data):
    occurrences, articles = data
    dates = ["2012-04-02", "2014-04-02"]
    found = change_placebos(occurrences, articles, EVENT, **DECLARED, placebo_dates=dates, seed=1)
    at_dates = found[found["kind"] == "date"]
    assert at_dates[["before_from", "after_until"]].values.tolist() == [
        ["2010-04-03", EVENT],
        [EVENT, "2016-04-01"],
    ]
    observed = estimate(change_after(occurrences, articles, EVENT, **DECLARED, seed=1))["change"]
    assert (found["observed"] == observed).all()
    assert (at_dates["estimate"].abs() < abs(observed)).all()
    assert at_dates["share_directed"].tolist() == [0, 0]
    halves = found[found["kind"] == "outlet"]
    assert halves["placebo"].tolist() == DECLARED["unchanged"]
    assert (halves["splits"] == 1000).all()
    assert (halves["estimate"].abs() < 0.05).all()
    assert (halves["share_directed"] <= halves["share_absolute"]).all()
    assert (halves["share_absolute"] < 0.1).all()
    assert not {"significant", "effect", "passed"} & set(" ".join(found["method"]).split())


def test_halves_divide_each_side_evenly_and_their_difference_is_that_of_plain_loops():
    after = np.array([False] * 7 + [True] * 6)
    halves = _halves(after, 1)
    assert set(halves[:, ~after].sum(axis=1)) == {3, 4}
    assert set(halves[:, after].sum(axis=1)) == {3}
    random = np.random.default_rng(1)
    cases = random.integers(1, 5, 13).astype(float)
    hits = random.binomial(cases.astype(int), 0.4).astype(float)
    found = _split(hits, cases, after, halves[:3])
    for half, value in zip(halves[:3], found, strict=True):
        rate = {
            (one, late): hits[(half == one) & (after == late)].sum() / cases[(half == one) & (after == late)].sum()
            for one in (True, False)
            for late in (True, False)
        }
        expected = (rate[True, True] - rate[True, False]) - (rate[False, True] - rate[False, False])
        assert value == pytest.approx(expected)


def test_too_few_stories_are_not_split():
    occurrences, articles = planted(number=5)
    found = change_placebos(occurrences, articles, EVENT, **DECLARED, seed=1)
    assert set(found["method"]) == {"no splits: 6 stories with slots are needed before and after, here 5"}
    assert found["estimate"].isna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"event": "April 2013"}, "event is 'April 2013'; expected a date such as 2013-04-02."),
        ({"changed": ["Pots"]}, "changed: unknown outlet 'Pots'; did you mean 'Post'?"),
        ({"changed": ["Globe"]}, "'Globe' is both changed and unchanged. Name each outlet on one side."),
        ({"changed": "Post"}, "changed needs a list of outlets, such as changed=['Post']."),
        ({"unchanged": []}, "unchanged needs a list of outlets, such as unchanged=['Post']."),
        ({"days": 0}, "days is 0; expected 1 or more."),
        ({"direction": "down"}, "Unknown direction 'down'. Choose 'decrease' or 'increase'."),
        ({"placebo_dates": [EVENT]}, "The placebo date 2013-04-02 is the event. Choose other dates."),
        ({"placebo_dates": ["2013"]}, "A placebo date is '2013'; expected a date such as 2013-04-02."),
    ],
)
def test_bad_input_is_named(data, change, message):
    options = {"event": EVENT, **DECLARED, **change}
    call = change_placebos if "placebo_dates" in change else change_after
    with pytest.raises(fr.BadInput, match=f"^{re.escape(message)}"):
        call(*data, **options)


def test_articles_that_credit_a_wire_are_left_out_of_rates_and_change(data):
    occurrences, articles = data
    of_post = articles.loc[articles["outlet"] == "Post", "article_id"]
    signs = pd.DataFrame({"article_id": of_post, "wire_sign": ["credit", "dateline"] * (len(of_post) // 2)})
    found = without_wire_credit(
        occurrences, articles, signs, ["people"], {"event": EVENT, **DECLARED}, seed=1
    ).set_index(["measure", "outlet", "basis"])
    assert {outlet for measure, outlet, _ in found.index if measure.startswith("naming")} == {"Post"}
    kept = articles[~articles["article_id"].isin(signs.loc[signs["wire_sign"] == "credit", "article_id"])]
    rates = naming_rate(occurrences, kept, by="outlet").set_index("outlet")
    without = "without articles that credit a wire"
    assert found.loc[("naming rate by outlet", "Post", without), "estimate"] == rates.loc["Post", "estimate"]
    changed = estimate(change_after(occurrences, kept, EVENT, **DECLARED, seed=1))
    assert found.loc[("change, difference", changed["side"], without), "estimate"] == changed["change"]
    every = estimate(change_after(occurrences, articles, EVENT, **DECLARED, seed=1))
    assert found.loc[("change, difference", every["side"], "all articles"), "estimate"] == every["change"]


def test_where_no_article_credits_a_wire_there_is_no_such_table():
    signs = pd.DataFrame({"article_id": ["perrant-1"], "wire_sign": ["dateline"]})
    assert not results_graph(fr.demo(), copies=signs).has("without_wire_credit")
    assert results_graph(fr.demo(), copies=signs.assign(wire_sign="credit")).has("without_wire_credit")


def test_times_and_zones_beside_plain_days_change_nothing(data):
    """Pages state 2013-04-02T23:00:00-04:00 where tables state 2013-04-02; pandas refused the mixture."""
    occurrences, articles = data
    mixed = articles["date"].where(articles.index % 2 == 0, articles["date"] + "T23:00:00-04:00")
    mixed = mixed.where(articles.index % 3 > 0, articles["date"] + "T00:30:00+02:00")
    for measure in (
        lambda articles: rates_by_period(occurrences, articles, ["people"], event=EVENT),
        lambda articles: change_after(occurrences, articles, EVENT, **DECLARED, seed=1),
    ):
        pd.testing.assert_frame_equal(measure(articles.assign(date=mixed)), measure(articles))


def test_an_event_that_is_no_date_is_named(data):
    with pytest.raises(fr.BadInput, match="event is 'soon'; expected a date such as 2013-04-02"):
        rates_by_period(*data, ["people"], event="soon")


def test_articles_without_dates_are_refused(data):
    with pytest.raises(fr.BadInput, match="The articles have no dates"):
        change_after(data[0], data[1].drop(columns="date"), EVENT, **DECLARED)


SETTINGS = """name = "x"
title = "x"
outlets = ["Post", "Globe"]
[change]
event = "2013-04-02"
target = "people"
changed = ["Post"]
unchanged = ["Globe"]
"""


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('event = "2013-04-02"', 'event = "2013-02-30"', 'event has "2013-02-30"; expected a date such as'),
        ('["Post"]\nunch', '["Pots"]\nunch', "unknown outlet 'Pots' in changed; did you mean 'Post'?"),
        ('changed = ["Post"]\nunchanged', "changed = []\nunchanged", "changed has no outlet"),
        ('unchanged = ["Globe"]', 'unchanged = ["Post"]', "'Post' is in changed and in unchanged"),
        ('target = "people"\n', "", "'target' is missing"),
        ('target = "people"', 'target = "people"\ndays = 0', "days is 0; expected 1 or more"),
        ('target = "people"', 'target = "people"\ndirection = "up"', 'direction is "up"; expected "decrease" or'),
        ('target = "people"', 'target = "people"\nplacebo_dates = ["2013-04-02"]', "is among placebo_dates"),
        ('target = "people"', 'target = "people"\nplacebo_date = ["2012-04-02"]', "unknown setting 'placebo_date'"),
        ('target = "people"', 'target = "people"\n[replication]\nshare = 0.0', "share is 0.0; expected more than 0"),
        ('target = "people"', 'target = "people"\n[replication]\nshare = 1', "expected a number with a point"),
        ('target = "people"', 'target = "people"\n[replication]', "'share' is missing"),
    ],
)
def test_bad_settings_are_named(tmp_path, before, after, message):
    text = SETTINGS.replace(before, after, 1)
    if "[replication]" in after:
        text = SETTINGS + after.removeprefix('target = "people"\n')
    assert text != SETTINGS
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=re.escape(message)):
        fr.open_study(tmp_path / "study.toml")


def test_results_are_there_if_declared_only(data):
    occurrences, articles = data
    study = fr.demo()
    change, dates = {"event": EVENT, **DECLARED}, ["2012-04-02"]
    graph = results_graph(study, occurrences=occurrences, articles=articles, change=change, placebo_dates=dates)
    assert len(graph.get("changes")) == 7
    assert graph.get("change_placebos")["kind"].tolist() == ["date", "outlet", "outlet"]
    assert not {"changes", "change_placebos", "predicted_rates", "declared_differences"} & {
        name for name in results_graph(study).nodes if results_graph(study).has(name) and name in PROBED
    }


PROBED = ("changes", "change_placebos", "predicted_rates", "declared_differences")

COVERED = [
    # articles per outlet and side, outlets per side, rates (changed before, after, unchanged before, after)
    (3, (3, 2), (0.6, 0.2, 0.6, 0.6)),
    (5, (1, 1), (0.5, 0.5, 0.5, 0.5)),
    (5, (3, 2), (0.9, 0.1, 0.95, 0.95)),
    (10, (3, 2), (0.6, 0.2, 0.6, 0.6)),
    (10, (3, 2), (0.02, 0.02, 0.02, 0.02)),
    (25, (1, 1), (0.5, 0.5, 0.5, 0.5)),
    (25, (3, 2), (0.9, 0.1, 0.95, 0.95)),
    (40, (3, 2), (0.0, 0.0, 0.5, 0.5)),
    (40, (2, 2), (0.05, 0.05, 0.05, 0.05)),
    (15, (3, 3), (0.7, 0.3, 0.7, 0.3)),
]


def interval_of(random, number, outlets, rates, correlation=0.4, shared=True, replicates=1500):
    """One simulated study: its interval and p, half of the stories reported by all outlets with rates that go along."""
    rows, place = [], 0
    common = random.random((2, number))
    for side, count in enumerate(outlets):
        for _ in range(count):
            for after in (0, 1):
                rate, spread = rates[2 * side + after], 1 / correlation - 1
                lots = random.random(number)
                joint = shared and np.arange(number) < number // 2
                lots = np.where(joint, common[after], lots)
                chance = beta_quantile(lots, rate, spread) if 0 < rate < 1 else np.full(number, rate)
                size = random.geometric(0.28, number)
                own = 10_000 + place * number + np.arange(number)
                unit = np.where(joint, after * number + np.arange(number), own)
                rows += zip(random.binomial(size, chance), size, [place] * number, unit, strict=True)
                place += 1
    hits, cases, cell, unit = (np.array(column) for column in zip(*rows, strict=True))
    signs = np.tile([-1.0, 1.0], sum(outlets))
    weights = signs * np.repeat([1 / outlets[0]] * outlets[0] + [-1 / outlets[1]] * outlets[1], 2)
    units = np.unique(unit, return_inverse=True)[1]
    drawn = resampled_ratios(
        hits, cases, cell, units, correlation=correlation, seed=int(random.integers(1e9)), replicates=replicates
    )
    values, freedom = contrast_of_cells(drawn, weights, np.full(place, number))
    return middle(values, t_tail(freedom)), directed_p(values, freedom)


def beta_quantile(lots, rate, spread):
    from scipy.special import betaincinv

    return betaincinv(rate * spread, (1 - rate) * spread, lots)


@pytest.mark.release
@pytest.mark.parametrize(("number", "outlets", "rates"), COVERED)
def test_intervals_cover_and_alarms_are_rare(number, outlets, rates):
    """Coverage of 95 % intervals at least 0.93, one-sided alarms (p ≤ 0.05 with no effect) at most 0.07."""
    random = np.random.default_rng([number, *outlets, *(int(100 * rate) for rate in rates)])
    truth = (rates[1] - rates[0]) - (rates[3] - rates[2])
    found = [interval_of(random, number, outlets, rates) for _ in range(500)]
    covered = np.mean([low - 1e-9 <= truth <= high + 1e-9 for (low, high), _ in found])
    assert covered >= 0.93, covered
    if truth == 0:
        assert np.mean([p <= 0.05 for _, p in found]) <= 0.07
