"""Contrasts of swapped terms, their yardsticks, transfer and gaps: laws, oracles and small worked examples."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import framing as fr
from conftest import examples
from framing.measures import (
    ContrastCells,
    agreement_with_interval,
    by_cell,
    contrasts,
    matched_placebos,
    permute_outlets,
    placebos,
    resampled_auroc,
    swap_contrasts,
    term_blind,
    transfer_matrix,
    wording_gaps,
)
from framing.models import (
    GENERAL_LOG_ODDS,
    OF_GENERAL,
    Case,
    LoadednessClassifier,
    LoadednessRefits,
    OutletRefits,
    Prior,
    Span,
    Tier,
    Units,
    fit_together,
    hidden_texts,
    public_features,
    swapped_features,
    text_tier,
)
from framing.schema import ALL

OUTLETS = ("Courier", "Perrant")


@pytest.fixture(scope="module")
def design() -> Tier:
    """Sixty sentences of two outlets in forty components, five features of which the first tells loaded ones."""
    random = np.random.default_rng(3)
    ids = [f"{'ab'[place % 2]}:{place:02d}" for place in range(60)]
    outlets = pd.Series([OUTLETS[place % 2] for place in range(60)], index=ids)
    features = pd.DataFrame(random.normal(size=(60, 5)), index=ids)
    labels = pd.DataFrame(
        {"sentence_id": ids, "label": (features[0] + random.normal(size=60) > 0).astype(int).to_numpy(), "weight": 1.0}
    )
    components = pd.Series([ids[min(place, place % 40)] for place in range(60)], index=ids)
    folds = components.map({name: number % 5 for number, name in enumerate(components.unique())})
    swaps = pd.DataFrame(
        {
            "swap_id": [f"{sentence}.01~{term}" for sentence in ids for term in ("mild", "plain", "other")],
            "occurrence_id": [f"{sentence}.01" for sentence in ids for _ in range(3)],
            "sentence_id": [sentence for sentence in ids for _ in range(3)],
            "pair_id": ["harsh~mild", "harsh~plain", "mild~other"] * 60,
            "target": "ruk",
            "kind": ["pair", "pair", "placebo"] * 60,
            "direction": ["to_neutral", "to_loaded", ""] * 60,
        }
    )
    reworded = pd.DataFrame(random.normal(size=(180, 5)), index=swaps["swap_id"].to_numpy())
    units = Units(labels, outlets, components, folds, swaps)
    prior = Prior((0.5, 0.0, 0.1, 0.0, 0.0), -0.2)
    return Tier("text", units, features, reworded, pd.concat([features, reworded]), prior)


@pytest.fixture(scope="module")
def cells(design) -> ContrastCells:
    pairs = design.units.swaps[design.units.swaps["kind"] == "pair"].reset_index(drop=True)
    return ContrastCells(pairs, design.steps, design.units.folds.loc[pairs["sentence_id"]].to_numpy())


@pytest.fixture(scope="module")
def of_swaps(design) -> pd.DataFrame:
    return swap_contrasts(
        design.loadedness_models.scores(
            pd.concat([design.features, design.reworded]).loc[design.fold_of_unit.index], design.fold_of_unit, "text"
        ),
        design.units.swaps,
    )


@pytest.mark.parametrize("kind", [LoadednessRefits, OutletRefits])
def test_refits_of_the_outlets_as_they_are_are_the_classifiers(design, kind):
    refits = kind(design)
    outlets = design.units.outlets.loc[refits.sentence_ids].to_numpy(str)
    (again,) = refits.again([Case(outlets, np.ones(60, dtype=bool))])
    for classifier, by_fold in refits.fitted().items():
        for fold, coefficients in by_fold.items():
            assert again[classifier][fold] == pytest.approx(coefficients, abs=1e-3)


def test_many_fits_at_once_are_those_of_a_general_solver():
    random = np.random.default_rng(2)
    rows, kept = random.normal(size=(80, 6)), random.random((80, 3)) < 0.8
    labels = rows[:, :3] + random.normal(size=(80, 3)) > 0
    found = fit_together(rows, labels, kept, 0.5)
    for place, coefficients in enumerate(found):
        seen = kept[:, place]
        expected = LogisticRegression(C=2, tol=1e-10, max_iter=10_000).fit(rows[seen], labels[seen, place])
        assert coefficients == pytest.approx(expected.coef_[0], abs=0.01)  # its intercept has no prior


def test_the_general_model_speaks_where_nothing_was_learnt(design):
    units = design.units
    ids = [*units.sentence_ids, *units.swaps["swap_id"]]
    texts = pd.Series([f"Envoy {place % 50} met {'aeiou'[place % 5]} delegates." for place in range(len(ids))], ids)
    general = pd.DataFrame(np.random.default_rng(6).normal(size=(len(ids), 2)), ids, list(OF_GENERAL))
    found = text_tier(units, texts, texts, fr.Encoder(), general)
    both = pd.concat([found.features, found.reworded]).loc[ids]
    spoken = both.to_numpy() @ np.array(found.prior.coefficients) + found.prior.intercept
    assert spoken == pytest.approx(general[GENERAL_LOG_ODDS].to_numpy(), abs=1e-9)


def test_means_of_the_yard_are_the_contrasts(design, cells, of_swaps):
    sentences = pd.DataFrame({"sentence_id": design.units.sentence_ids, "family_id": design.units.components})
    of_swaps = of_swaps.assign(term_in="", term_out="")
    found = contrasts(of_swaps, sentences, seed=1).set_index(["classifier", "target", "pair_id"])["contrast"]
    measured = by_cell(cells.contrasts(LoadednessRefits(design).fitted()), cells.keys)
    assert measured.to_dict() == pytest.approx(found.to_dict())


def test_a_contrast_is_loaded_less_neutral_whichever_was_written(design, of_swaps):
    log_odds = design.scores.set_index(["classifier", "unit_id"])["log_odds"]["loadedness:Courier"]
    found = of_swaps[of_swaps["classifier"] == "loadedness:Courier"].set_index("swap_id")["contrast"]
    assert found["a:00.01~mild"] == pytest.approx(log_odds["a:00"] - log_odds["a:00.01~mild"])
    assert found["a:00.01~plain"] == pytest.approx(log_odds["a:00.01~plain"] - log_odds["a:00"])


def test_pairs_of_a_slot_are_averaged_before_slots():
    rows = [("s:01.01", "p~q", 1.0), ("s:01.01", "p~r", 3.0), ("s:02.01", "p~q", 8.0)]
    swaps = pd.DataFrame(rows, columns=["occurrence_id", "pair_id", "contrast"]).assign(
        sentence_id=["s:01", "s:01", "s:02"], target="ruk", kind="pair", classifier="general", tier="text"
    )
    swaps = swaps.assign(direction="to_neutral", term_in="", term_out="")
    sentences = pd.DataFrame({"sentence_id": ["s:01", "s:02"], "family_id": ["s:01", "s:02"]})
    found = contrasts(swaps, sentences, seed=1).set_index("pair_id")
    assert found["contrast"].to_dict() == {ALL: 5.0, "p~q": 4.5, "p~r": 3.0}
    assert found["n_slots"].to_dict() == {ALL: 2, "p~q": 2, "p~r": 1}
    assert found["low"].isna().all()
    assert found.loc[ALL, "method"] == "no interval: 2 of 8 families"


def test_an_outlet_is_compared_with_the_general_model_in_the_same_slots():
    """An outlet's classifier is planted 2 above the general model in eleven slots, and does not score the twelfth."""
    names = [f"s:{place:02d}" for place in range(12)]
    general = np.random.default_rng(4).normal(size=12)
    rows = [(name, "general", odds) for name, odds in zip(names, general, strict=True)]
    rows += [(name, "loadedness:A", odds + 2) for name, odds in zip(names[:11], general, strict=False)]
    rows += [(name, "outlet:A", 9.0) for name in names]
    swaps = pd.DataFrame(rows, columns=["sentence_id", "classifier", "contrast"]).assign(
        pair_id="p~q", target="ruk", kind="pair", tier="text", direction="to_neutral", term_in="q", term_out="p"
    )
    swaps = swaps.assign(occurrence_id=swaps["sentence_id"] + ".01")
    sentences = pd.DataFrame({"sentence_id": names, "family_id": names})
    found = contrasts(swaps, sentences, seed=1).query("pair_id == @ALL").set_index("classifier")
    own = found.loc["loadedness:A"]
    assert [own["over_general"], own["over_general_low"], own["over_general_high"]] == pytest.approx([2, 2, 2])
    assert found.loc[["general", "outlet:A"], "over_general"].isna().all()


def test_a_classifier_of_slots_is_compared_at_the_slot():
    swaps = pd.DataFrame(
        {
            "swap_id": ["s:01.01~mild", "s:01.02~mild"],
            "occurrence_id": ["s:01.01", "s:01.02"],
            "sentence_id": "s:01",
            "direction": "to_neutral",
        }
    )
    scores = pd.DataFrame(
        [("s:01.01", 3.0), ("s:01.02", 2.0), ("s:01.01~mild", 0.5), ("s:01.02~mild", 1.0)],
        columns=["unit_id", "log_odds"],
    )
    found = swap_contrasts(scores.assign(classifier="general name", tier="text"), swaps)
    assert found["contrast"].tolist() == [2.5, 1.0]


def test_a_matched_placebo_is_taken_off_in_its_own_slot():
    """A term is planted 2 above its placebo where it stands, 1.5 where it is put in; a placebo is 0.5 above neutral."""
    matched = pd.DataFrame({"pair_id": ["harsh~dry"], "loaded": ["harsh"], "placebo": ["dry"], "target": ["ruk"]})
    rows = [
        ("s:01.01", "harsh", "plain", "pair", "to_neutral", 2.5),
        ("s:01.01", "harsh", "dry", "matched", "to_placebo", 2.0),
        ("s:02.01", "plain", "harsh", "pair", "to_loaded", 2.0),
        ("s:02.01", "plain", "other", "pair", "to_loaded", 9.0),
        ("s:02.01", "plain", "dry", "matched", "", 0.5),
        ("s:03.01", "plain", "harsh", "pair", "to_loaded", 7.0),  # its placebo did not fit
    ]
    columns = ["occurrence_id", "term_out", "term_in", "kind", "direction", "contrast"]
    swaps = pd.DataFrame(rows, columns=columns).assign(classifier="general", tier="text", target="ruk")
    swaps = swaps.assign(sentence_id=swaps["occurrence_id"].str[:4], pair_id="")
    swaps.loc[swaps["direction"] == "to_placebo", "pair_id"] = "harsh~dry"
    sentences = pd.DataFrame({"sentence_id": ["s:01", "s:02", "s:03"], "family_id": ["1", "2", "3"]})
    found = matched_placebos(swaps, matched, sentences, seed=1).set_index(["slots", "pair_id"])
    assert found["contrast"].to_dict() == {
        ("as written", ALL): 2.0,
        ("as written", "harsh~dry"): 2.0,
        ("inserted", ALL): 1.5,
        ("inserted", "harsh~dry"): 1.5,
    }
    assert set(found["n_slots"]) == {1}
    assert matched_placebos(swaps[swaps["kind"] == "pair"], matched, sentences, seed=1).empty


def test_placebos_are_sizes():
    swaps = pd.DataFrame({"kind": "placebo", "contrast": [-2.0, 1.0], "classifier": "c", "tier": "text", "target": "t"})
    (found,) = placebos(swaps).to_dict("records")
    assert (found["n_placebos"], found["placebo"]) == (2, pytest.approx(1.95))


def test_without_the_sentences_that_hold_it_a_term_is_not_known(design, cells):
    everywhere = pd.DataFrame({"term_id": "harsh", "sentence_id": design.units.sentence_ids[:30]})
    nowhere = everywhere.iloc[:0]
    blind = term_blind(cells, LoadednessRefits(design), design.units, everywhere)
    assert blind.xs(ALL, level="pair_id").isna().all()
    kept = design.units.labels[~design.units.labels["sentence_id"].isin(everywhere["sentence_id"])]
    refits = LoadednessRefits(replace(design, units=replace(design.units, labels=kept)))
    outlets = kept["sentence_id"].map(design.units.outlets).to_numpy(str)
    refits.tier.__dict__["loadedness_models"] = design.loadedness_models  # the strength of the prior stays
    (again,) = refits.again([Case(outlets, np.ones(len(kept), dtype=bool))])
    expected = by_cell(cells.contrasts(again), cells.keys)
    known = blind.dropna()
    assert known.to_dict() == pytest.approx(expected[known.index].to_dict())
    whole = by_cell(cells.contrasts(LoadednessRefits(design).fitted()), cells.keys)
    unseen = term_blind(cells, LoadednessRefits(design), design.units, nowhere).dropna()
    assert unseen.to_dict() == pytest.approx(whole[unseen.index].to_dict())


@examples(30)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("xyz")), min_size=3, max_size=40), st.integers(0, 99))
def test_dealing_keeps_components_whole(drawn, seed):
    ids = [f"s:{place:02d}" for place in range(len(drawn))]
    outlets = pd.Series([outlet for _, outlet in drawn], index=ids)
    components = pd.Series([f"c{number}" for number, _ in drawn], index=ids)
    found = permute_outlets(outlets, components, np.random.default_rng(seed))
    assert set(found) <= set(outlets)
    assert found.index.equals(outlets.index)
    assert found.groupby(components).nunique().max() == 1


def test_dealing_single_sentences_keeps_the_size_of_each_outlet():
    outlets = pd.Series(["x"] * 7 + ["y"] * 3, index=[f"s:{place}" for place in range(10)])
    found = permute_outlets(outlets, pd.Series(outlets.index, outlets.index), np.random.default_rng(1))
    assert found.value_counts().to_dict() == {"x": 7, "y": 3}
    assert not found.equals(outlets)


def test_fits_in_the_span_are_those_in_all_directions():
    random = np.random.default_rng(5)
    vectors, others = random.normal(size=(20, 300)), random.normal(size=(7, 300))
    labels = vectors[:, 0] > 0
    span = Span.of(vectors)
    assert span.basis.shape == (300, 20)
    wide = LoadednessClassifier().fit(vectors, labels)
    narrow = LoadednessClassifier().fit(span.inside(vectors), labels)
    for rows in (vectors, others):
        assert narrow.decision_function(span.inside(rows)) == pytest.approx(wide.decision_function(rows), abs=1e-6)


def test_swapped_features_are_those_of_the_table_with_the_term_changed(small_lexicon, one_article):
    corpus = one_article("The tyrant Ruk left. Ruk said little.")
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    occurrences = fr.find_occurrences(sentences, corpus, lexicon=small_lexicon)
    terms, targets = small_lexicon.terms, small_lexicon.targets
    features = public_features(sentences, occurrences, targets)
    swap = pd.DataFrame(
        {"swap_id": ["a:01.01~ruk"], "sentence_id": ["a:01"], "term_out": ["tyrant"], "term_in": ["ruk"]}
    )
    changed = occurrences.copy()
    slot = (changed["sentence_id"] == "a:01") & (changed["term_id"] == "tyrant")
    assert slot.sum() == 1
    changed.loc[slot, ["term_id", "form"]] = ["ruk", "neutral"]
    expected = public_features(sentences, changed, targets).loc["a:01"]
    found = swapped_features(features, swap, terms).loc["a:01.01~ruk"]
    assert found.to_dict() == expected.to_dict()
    assert found.to_dict() != features.loc["a:01"].to_dict()


def test_masks_spare_what_the_lexicon_found(one_article):
    corpus = one_article("Courier readers saw Ruk. Courier left.")
    texts = pd.Series({"a:01": "Courier readers saw Ruk.", "a:01.01~x": "Courier readers saw the tyrant."})
    sentence = pd.Series({"a:01": "a:01", "a:01.01~x": "a:01"})
    found = pd.DataFrame({"sentence_id": ["a:01"], "article_id": ["a"], "start": [0], "end": [15]})
    nothing = found.iloc[:0]
    assert hidden_texts(texts, sentence, nothing, corpus).tolist() == [
        "outlet readers saw Ruk.",
        "outlet readers saw the tyrant.",
    ]
    assert hidden_texts(texts, sentence, found, corpus).tolist() == texts.tolist()


def test_auroc_is_that_of_scikit_learn(design):
    log_odds, labels = design.features[0], design.units.labels
    families = pd.Series(design.units.sentence_ids, design.units.sentence_ids)
    found = agreement_with_interval(log_odds, labels, families, 1)
    assert found["auroc"] == pytest.approx(roc_auc_score(labels["label"], log_odds.loc[labels["sentence_id"]]))
    assert found["low"] < found["auroc"] < found["high"]
    assert np.nanmean(resampled_auroc(log_odds, labels, families, 1)) == pytest.approx(found["auroc"], abs=0.02)


def test_a_cell_of_few_loaded_sentences_has_counts_only(design):
    few = design.units.labels.assign(label=[1] * 4 + [0] * 56)
    families = pd.Series(design.units.sentence_ids, design.units.sentence_ids)
    found = agreement_with_interval(design.features[0], few, families, 1)
    assert np.isnan(found["auroc"])
    assert (found["n_sentences"], found["n_loaded"]) == (60.0, 4.0)
    assert found["method"] == "counts only: 4 of 5 sentences of the rarer label"


def test_the_transfer_matrix_has_every_pair_of_outlets(design):
    families = pd.Series(design.units.sentence_ids, design.units.sentence_ids)
    scores = design.scores[design.scores["classifier"].str.startswith("loadedness")]
    found = transfer_matrix(scores, design.units, families, seed=1)
    assert set(zip(found["classifier"], found["outlet"], strict=True)) == {
        (f"loadedness:{one}", other) for one in OUTLETS for other in OUTLETS
    }
    assert found["n_sentences"].eq(30).all()


@pytest.mark.parametrize("carried", [2.0, 1.0, 0.0, -2.0])
def test_what_words_contribute_to_a_gap(carried):
    ids = [f"{text}:{place:02d}" for text in "ab" for place in range(4)]
    sentences = pd.DataFrame({"sentence_id": ids, "article_id": [name[0] for name in ids], "family_id": ids})
    log_odds = pd.Series([2.0] * 4 + [0.0] * 4, index=ids)
    swaps = pd.DataFrame(
        {
            "sentence_id": [name for name in ids[:4] for _ in range(2)],
            "occurrence_id": [f"{name}.01" for name in ids[:4] for _ in range(2)],
            "kind": "pair",
            "direction": "to_neutral",
            "contrast": [carried - 0.5, carried + 0.5] * 4,
        }
    )
    (found,) = wording_gaps(
        log_odds, swaps, sentences, pd.DataFrame({"article_id": ["a", "b"], "outlet": ["A", "B"]}), seed=1
    ).to_dict("records")
    assert (found["before"], found["after"]) == (2.0, 2.0 - carried)
    assert found["contribution"] == found["low"] == found["high"] == carried
    assert found["n_swapped"] == 4


def test_the_gap_of_outlets_with_several_articles_is_theirs_and_resamples_articles():
    """Pairs of articles were compared: 44,850 rows for 300 articles, none about an outlet."""
    ids = [f"{article}:{place}" for article in ("a1", "a2", "b1", "b2") for place in range(2)]
    articles = pd.DataFrame({"article_id": ["a1", "a2", "b1", "b2"], "outlet": ["A", "A", "B", "B"]})
    sentences = pd.DataFrame({"sentence_id": ids, "article_id": [name[:2] for name in ids], "family_id": ids})
    log_odds = pd.Series([3.0, 3, 1, 1, 0, 0, 0, 0], index=ids)
    swaps = pd.DataFrame(
        {"sentence_id": ids[:2], "occurrence_id": ids[:2], "kind": "pair", "direction": "to_neutral", "contrast": 2.0}
    )
    (found,) = wording_gaps(log_odds, swaps, sentences, articles, seed=1).to_dict("records")
    assert (found["a"], found["b"], found["scope"], found["n_a"]) == ("A", "B", "outlets", 4)
    assert (found["before"], found["contribution"]) == (2.0, 1.0)
    assert (found["low"], found["high"]) != (1.0, 1.0)  # the two articles of A differ
