"""Specifications: each is what the tables of results say of the same choice; a planted difference stands in all."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.text import Text
from scipy.stats import ttest_ind

import framing as fr
from conftest import ROOT
from framing.columns import no_rows
from framing.measures import Headline, Thinning, difference, headlines, naming_counts, random_halves, slots_of
from framing.plotting import View, bare_names
from framing.report import contents as edition
from framing.schema import SCORES
from framing.study import results_graph
from framing.tables import read_csv

TWO = Headline("x", "y", "Ruk", ("x",), ("y",))
OUTLETS = Headline("One", "Other", "Ruk", ("a", "b", "c"), ("d", "e", "f"))


def specified(study: fr.Study, scores: pd.DataFrame) -> pd.DataFrame:
    return results_graph(study, every_score=scores).get("specifications")


@pytest.fixture(scope="module")
def specs(case_results):
    return case_results["specifications"]


@pytest.fixture(scope="module")
def of_demo(quick_demo):
    return specified(quick_demo, no_rows(SCORES))


def cases_of(families: dict[str, list[tuple[str, float]]]) -> pd.DataFrame:
    rows = [(article, family, value) for article, found in families.items() for family, value in found]
    return pd.DataFrame(rows, columns=["article_id", "family_id", "value"])


def test_a_term_left_out_is_as_if_the_texts_had_been_read_without_it(quick_demo):
    study, found = quick_demo, quick_demo.occurrences
    thinning = Thinning(study.lexicon, found)
    terms = sorted(found.loc[(found["form"] == "loaded") & (found["kind"] == "naming"), "term_id"].unique())
    for left_out in (*({term} for term in terms[::5]), random_halves(study.lexicon, seed=study.seed)[0]):
        kept = study.lexicon.only(~study.lexicon.terms["term_id"].isin(left_out))
        read = fr.find_occurrences(study.voiced, study.corpus, lexicon=kept, tagger=study.tagger)
        counts = [
            naming_counts(slots_of(each), study.articles, study.lexicon.targets)
            for each in (read, thinning.without(left_out))
        ]
        pd.testing.assert_frame_equal(*counts)


def test_a_slot_falls_to_the_shorter_term_within_it_and_keeps_its_voice(case):
    thinning = Thinning(case.lexicon, case.occurrences)
    without = thinning.without({"aggressor-country"})
    assert set(without.loc[without["term_id"] == "aggressor", "form"]) == {"loaded"}
    reported = case.occurrences.query("term_id == 'dictator' and voice_of_term == 'source'")["occurrence_id"]
    freed = thinning.without({"dictator"}).set_index("occurrence_id").reindex(reported).dropna(subset="form")
    assert set(freed["form"]) == {"neutral"}
    assert set(freed["voice_of_term"]) == {"source"}


def test_halves_are_halves_and_come_again(case):
    halves = random_halves(case.lexicon, seed=1)
    loaded = int((case.lexicon.terms["form"] == "loaded").sum())
    assert {len(half) for half in halves} == {loaded // 2}
    assert halves == random_halves(case.lexicon, seed=1) != random_halves(case.lexicon, seed=2)


@pytest.mark.parametrize(
    ("words", "measure", "lexicon"),
    [
        ("headline", "naming rate", "full"),
        ("all voices", "naming rate, all voices", "full"),
        ("metonyms left out", "naming rate, metonyms left out", "full"),
        ("shared copy left out", "naming rate, shared copy left out", "full"),
        ("lexicon: without coder terms", "naming rate", "without coder terms"),
        ("lexicon: leave one text out", "naming rate", "leave one text out"),
    ],
)
def test_naming_rates_are_those_of_the_estimates(specs, case, words, measure, lexicon):
    rates = case.estimates
    rates = rates[(rates["measure"] == measure) & (rates["lexicon"] == lexicon) & (rates["target"] == "Putin")]
    rates = rates.set_index("article_id")
    for row in specs[(specs["measure"] == "naming rate") & (specs["specification"] == words)].itertuples():
        a, b = rates.loc[row.a], rates.loc[row.b]
        assert [row.k_a, row.n_a, row.k_b, row.n_b] == [a["n_loaded"], a["n_slots"], b["n_loaded"], b["n_slots"]]
        expected = a["estimate"] - b["estimate"]
        assert row.estimate == pytest.approx(expected, nan_ok=True)


def test_coded_shares_are_those_of_each_coder(specs):
    coded = read_csv(ROOT / "results" / "coded_loadedness.csv").astype({"n_loaded": int, "n_sentences": int})
    coded = coded.set_index(["article_id", "coder"])
    for coder in "ab":
        for row in specs.query("specification == @words", local_dict={"words": f"coder {coder} alone"}).itertuples():
            found = [tuple(coded.loc[(side, coder), ["n_loaded", "n_sentences"]]) for side in (row.a, row.b)]
            assert [(row.k_a, row.n_a), (row.k_b, row.n_b)] == found


def test_contrasts_are_the_published_differences(specs, case):
    published = read_csv(ROOT / "results" / "contrast_differences.csv").query("tier == 'text' and target == 'Putin'")
    outlets = case.articles.set_index("article_id")["outlet"]
    apart = {}
    for row in published.itertuples():
        apart[row.classifier, row.against] = float(row.difference)
        apart[row.against, row.classifier] = -float(row.difference)
    shown = specs.query("measure == 'contrast' and choice == 'headline'")
    assert len(shown) == 4
    for row in shown.itertuples():
        names = tuple(f"loadedness:{outlets[side]}" for side in (row.a, row.b))
        assert row.estimate == pytest.approx(apart[names], abs=1e-4)


def test_loadedness_is_the_mean_of_the_published_scores(specs, case):
    scores = read_csv(ROOT / "results" / "sentence_scores.csv").query("tier == 'text'").astype({"log_odds": float})
    article = scores["unit_id"].str.rpartition(":")[0]
    own = scores["classifier"] == "loadedness:" + article.map(case.articles.set_index("article_id")["outlet"])
    means = scores[own].groupby(article)["log_odds"].mean()
    for row in specs.query("measure == 'loadedness' and choice == 'headline'").itertuples():
        assert row.estimate == pytest.approx(means[row.a] - means[row.b], abs=1e-4)


def test_turned_round_every_difference_has_the_other_sign(case, specs):
    turned = replace(case, comparisons=({"a": "agg-triumph", "b": "oboz", "target": "Putin"},))
    other = specified(turned, case.scores).set_index(["measure", "specification"])
    one = specs.query("comparison == 'oboz~agg-triumph'").set_index(["measure", "specification"]).loc[other.index]
    assert len(one) > 60
    np.testing.assert_allclose(one["estimate"], -other["estimate"], atol=1e-12)
    bootstrapped = one["method"].str.startswith("percentile")
    np.testing.assert_allclose(one.loc[bootstrapped, "low"], -other.loc[bootstrapped, "high"], atol=1e-9)


def test_every_row_has_an_interval_or_says_why_not(specs, of_demo):
    for table in (specs, of_demo):
        none = table["low"].isna()
        assert table.loc[none, "method"].str.startswith("no interval: ").all()
        assert not table.loc[~none, "method"].str.startswith("no interval").any()
        inside = table["estimate"].between(table["low"], table["high"])
        assert inside[~none & (table["choice"] != "half lexicon")].all()


def test_the_planted_difference_stands_under_every_choice_and_the_headline_is_in_the_truth(of_demo, quick_demo):
    found = of_demo.query("comparison == 'Free Hadrel~Vay Courier' and measure == 'naming rate'")
    assert len(found) > 20
    assert (found["estimate"] > 0).all()
    assert set(found.loc[found["choice"] != "half lexicon", "scope"]) == {"outlets"}
    (headline,) = found.query("choice == 'headline'").itertuples()
    rates = fr.naming_rate(quick_demo.occurrences, quick_demo.articles, by="outlet", targets=["tresk"])
    rates = rates.set_index("outlet")["estimate"]
    assert headline.estimate == pytest.approx(rates["Free Hadrel"] - rates["Vay Courier"])


def test_a_text_beside_its_copy_does_not_differ_and_its_means_show_no_spread():
    same = [(f"f{number}", float(number % 2)) for number in range(30)]
    means, shares = (difference(cases_of({"x": same, "y": same}), TWO, counted=of, seed=1) for of in (False, True))
    assert means["estimate"] == shares["estimate"] == 0
    assert means["method"] == "no interval: all families are alike"
    assert shares["low"] < 0 < shares["high"]


@pytest.mark.parametrize(
    ("a", "b", "counted", "why"),
    [
        ([1.0, 0.0] * 3, [1.0, 0.0] * 10, False, "8 families are needed in each text, here 6"),
        ([], [1.0, 0.0] * 10, False, "8 families are needed in each text, here 0"),
        ([], [1.0, 0.0] * 10, True, "nothing to count in a text"),
    ],
)
def test_few_cases_bear_no_interval_and_the_reason_is_said(a, b, counted, why):
    sides = {name: [(f"{name}{n}", value) for n, value in enumerate(values)] for name, values in (("x", a), ("y", b))}
    found = difference(cases_of(sides), TWO, counted=counted, seed=1)
    assert np.isnan(found["low"])
    assert found["method"] == f"no interval: {why}"


def test_slots_that_agree_within_families_tell_less_than_as_many_that_stand_alone():
    alone = {name: [(f"{name}{n}", float(n % 3 == 0)) for n in range(24)] for name in "xy"}
    alike = {name: [(f"{name}{n // 4}", float(n // 4 % 3 == 0)) for n in range(24)] for name in "xy"}
    wide, narrow = (difference(cases_of(of), TWO, counted=True, seed=1) for of in (alike, alone))
    assert wide["estimate"] == narrow["estimate"]
    assert wide["high"] - wide["low"] > 1.5 * (narrow["high"] - narrow["low"])


def test_articles_of_one_length_have_the_interval_of_welch():
    random = np.random.default_rng(7)
    values = {name: random.normal(size=6) for name in "abcdef"}
    cases = cases_of({name: [(f"{name}{n}", value) for n, value in enumerate(of)] for name, of in values.items()})
    found = difference(cases, OUTLETS, counted=False, seed=1)
    means = [values[name].mean() for name in "abcdef"]
    expected = ttest_ind(means[:3], means[3:], equal_var=False).confidence_interval()
    assert (found["low"], found["high"]) == pytest.approx((expected.low, expected.high))
    assert found["scope"] == "outlets"


def test_two_articles_of_an_outlet_bear_no_interval():
    few = Headline("One", "Other", "Ruk", ("a", "b"), ("d", "e", "f"))
    cases = cases_of({name: [(name, 1.0), (name + "2", 0.0)] for name in "abdef"})
    assert difference(cases, few, counted=True, seed=1)["method"].endswith(
        "3 articles of each outlet are needed, here 2"
    )


def test_rows_are_compared_with_the_first_unless_the_study_says_otherwise(case, quick_demo):
    assert [one.name for one in headlines(quick_demo.articles, ["tresk"])] == [
        f"Free Hadrel~{other}" for other in ("Vay Courier", "Upland Morning", "Perrant")
    ]
    (declared,) = headlines(case.articles, case.targets, [{"a": "TSF", "b": "oboz", "target": "Xi"}])
    assert (declared.articles_of_a, declared.scope) == (("tsf",), "texts")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            'a = "oboz"\nb = "tfs"\ntarget = "Putin"',
            "'tfs' is neither an article_id, an outlet nor a group; did you mean 'tsf'",
        ),
        ('a = "oboz"\nb = "OBOZ.UA"\ntarget = "Putin"', "'oboz' and 'OBOZ.UA' share an article"),
        ('a = "oboz"\nb = "tsf"\ntarget = "Puttin"', "unknown target 'Puttin'; did you mean 'Putin'"),
        ('a = "oboz"\nb = "tsf"', r"\[\[comparisons\]\] 1: 'target' is missing"),
        ('a = "oboz"\nb = 3\ntarget = "Putin"', r"\[\[comparisons\]\] 1: b is 3; expected text"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(project, lines, message):
    path = project / "study.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[[comparisons]]\n{lines}\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        specified(fr.open_study(path), no_rows(SCORES))


def test_a_result_that_comes_again_points_to_its_first_specification(specs):
    key = ["comparison", "measure", "target"]
    first = specs[specs["same_as"] == ""].set_index([*key, "specification"])
    outcome = ["estimate", "low", "high", "n_a", "n_b", "k_a", "k_b"]
    assert not first.reset_index().dropna(subset="estimate").round(9).duplicated([*key, *outcome]).any()
    again = specs[specs["same_as"] != ""]
    pointed = first.loc[pd.MultiIndex.from_frame(again[[*key, "same_as"]]), outcome]
    assert len(again) > 0
    np.testing.assert_allclose(pointed.to_numpy(float), again[outcome].to_numpy(float), atol=1e-8)


def test_the_figure_has_each_result_of_the_first_comparison_once_and_counts_the_others(case, specs):
    view = View(case.articles, case.targets, "", bare_names(case.lexicon.terms))
    data = edition.drawing("specifications", view, {"specifications": specs}).data
    assert set(data["comparison"]) == {specs["comparison"].iloc[0]}
    assert (data["choice"] == "headline").sum() == data["measure"].nunique() == 4
    rates = specs[(specs["comparison"] == specs["comparison"].iloc[0]) & (specs["measure"] == "naming rate")]
    drawn = data[data["measure"] == "naming rate"]
    assert drawn["n_same"].sum() == len(rates)
    assert drawn["estimate"].is_monotonic_increasing


def test_halves_of_codes_are_resampled_and_not_taken_for_a_binomial_count(specs):
    coded = specs[(specs["measure"] == "sentences coded loaded") & specs["low"].notna()]
    assert coded["method"].str.startswith("percentile bootstrap").all()
    assert (coded["k_a"] % 1 > 0).any()
    alike = cases_of({name: [(f"{name}{n}", 0.5) for n in range(4)] for name in "abcdef"})
    assert difference(alike, OUTLETS, counted=False, seed=1)["method"] == (
        "no interval: all articles of an outlet are alike"
    )


@pytest.mark.parametrize("name", ["specifications", "power"])
def test_the_figures_keep_to_the_page_and_draw_every_row(case, specs, powers, name):
    view = View(case.articles, case.targets, "", bare_names(case.lexicon.terms))
    drawing = edition.drawing(name, view, {"specifications": specs, "power": powers})
    canvas = FigureCanvasAgg(drawing.figure)
    canvas.draw()
    for text in drawing.figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(canvas.get_renderer())
            assert (drawing.figure.bbox.min <= box.min).all(), text
            assert (box.max <= drawing.figure.bbox.max).all(), text
    dots = sum(len(dots.get_offsets()) for dots in drawing.figure.findobj(PathCollection))
    markers = sum(
        len(line.get_xdata()) for ax in drawing.figure.axes for line in ax.lines if line.get_marker() in "Dosx^"
    )
    assert len(drawing.data) in (dots, markers)
    assert "it is not a test" in drawing.caption or "independent" in drawing.caption


@pytest.fixture(scope="module")
def powers(case_results) -> pd.DataFrame:
    return case_results["power"]


def test_the_table_of_power_reaches_much_correlation_and_few_slots(case, powers):
    table, own = powers, powers["slots"].iloc[0]
    assert set(table["slots"]) == {own, 3}
    assert set(table["correlation"]) >= {0, 0.1, 0.3, 0.6}
    designs = table[(table["difference"] == 0.3) & (table["articles"] == 20)].set_index(["slots", "correlation"])
    assert designs.loc[(own, 0), "power"] > designs.loc[(own, 0.6), "power"] > designs.loc[(3, 0.6), "power"] - 0.02
    rate = float(table["rate"].iloc[0])
    expected = fr.power(20, 0.3, rate=rate, slots=3, correlation=0.6, seed=case.seed).power
    assert designs.loc[(3, 0.6), "power"] == expected
