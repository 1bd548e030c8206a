"""Cross-fitting: folds that keep components whole, scores that agree with codes, calibration."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

import framing as fr
from conftest import examples
from framing.alignment import find_components
from framing.corpus import weighted_labels
from framing.models import agreement, auroc_of, document_features, fit_folds, leakage, score_folds

IDS = [f"{article}:{number:02d}" for article in "abc" for number in range(1, 9)]


PAIRS = st.lists(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(["full", "part"])).filter(
        lambda pair: pair[0][0] < pair[1][0]
    ),
    max_size=12,
    unique_by=lambda pair: pair[:2],
)


def components_of(pairs: list[tuple[str, str, str]]) -> pd.DataFrame:
    alignments = pd.DataFrame(pairs, columns=["sentence_a", "sentence_b", "overlap"], dtype="str").assign(
        similarity=0.5
    )
    return find_components(pd.DataFrame({"sentence_id": IDS, "kind": "body"}), alignments)


class Memory(fr.LoadednessClassifier):
    """Remembers the rows that it was fitted on, each of which holds its sentence's number."""

    def fit(self, X, y, sample_weight=None):  # noqa: N803
        self.seen_ = set(X["number"])
        return super().fit(X, y, sample_weight)


@examples(30)
@given(PAIRS, st.lists(st.integers(0, 1), min_size=24, max_size=24), st.sampled_from("abc"), st.integers(2, 5))
def test_no_component_is_on_both_sides_in_any_cell(pairs, loaded, outlet, k):
    components = components_of(pairs)
    features = pd.DataFrame({"number": range(24)}, index=IDS, dtype="float64")
    labels = pd.DataFrame({"sentence_id": IDS, "label": loaded, "weight": 1.0})
    folds = fr.folds_of(components, labels, k=k)
    component = components.set_index("sentence_id")["component_id"]
    of_outlet = labels[labels["sentence_id"].str.startswith(outlet)]
    models = fit_folds(Memory(), features, of_outlet, folds)
    for fold, model in models.items():
        trained = {IDS[int(number)] for number in model.seen_}
        assert {sentence[0] for sentence in trained} == {outlet}
        assert set(component[list(trained)]) & set(component[folds.index[folds == fold]]) == set()
    scores = score_folds(models, features, folds.loc[IDS])
    assert scores.notna().tolist() == [folds[sentence] in models for sentence in IDS]


@examples(30)
@given(PAIRS, st.lists(st.integers(0, 1), min_size=24, max_size=24), st.randoms(use_true_random=False))
def test_folds_do_not_depend_on_the_order_of_rows_and_are_of_about_one_size(pairs, loaded, random):
    components = components_of(pairs)
    labels = pd.DataFrame({"sentence_id": IDS, "label": loaded, "weight": 1.0})
    folds = fr.folds_of(components, labels)
    order = random.sample(range(24), 24)
    again = fr.folds_of(components.iloc[order], labels.iloc[order])
    assert again.to_dict() == folds.to_dict()
    sizes = folds.value_counts().reindex(range(5), fill_value=0)
    assert sizes.max() <= 24 / 5 + 2 * components["n_sentences"].max()


def test_each_article_is_balanced_by_itself():
    """Folds balanced over all texts alone left folds with none or most of one outlet's loaded sentences."""
    labels = pd.DataFrame({"sentence_id": IDS, "label": [1, 1, 1, 1, 0, 0, 0, 0] * 3, "weight": 1.0})
    folds = fr.folds_of(components_of([]), labels, k=4)
    counts = labels.assign(fold=labels["sentence_id"].map(folds), article=labels["sentence_id"].str[0])
    assert (counts.groupby(["article", "fold"])["label"].sum() == 1).all()
    assert (counts.groupby(["article", "fold"]).size() == 2).all()


def test_a_fold_that_leaves_nothing_to_learn_from_has_no_score():
    components = components_of([])
    labels = pd.DataFrame({"sentence_id": IDS[:1], "label": 1, "weight": 1.0})
    folds = fr.folds_of(components, labels)
    features = pd.DataFrame({"number": range(24)}, index=IDS, dtype="float64")
    scores = fr.crossfit(fr.LoadednessClassifier(), features, labels, folds)
    assert scores[folds == folds[IDS[0]]].isna().all()
    assert scores[folds != folds[IDS[0]]].notna().all()


def test_labels_without_fold_or_features_are_named():
    components = components_of([])
    features = pd.DataFrame({"number": [0.0]}, index=IDS[:1])
    labels = pd.DataFrame({"sentence_id": ["z:01"], "label": 1, "weight": 1.0})
    folds = fr.folds_of(components, labels)
    with pytest.raises(fr.BadInput, match="have no fold, for example 'z:01'"):
        fr.crossfit(fr.LoadednessClassifier(), features, labels, folds)
    with pytest.raises(fr.BadInput, match="have no features, for example 'a:02'"):
        fr.crossfit(fr.LoadednessClassifier(), features, labels.assign(sentence_id="a:02"), folds)
    with pytest.raises(fr.BadInput, match="24 components for 30 folds"):
        fr.folds_of(components, labels, k=30)


def test_coders_who_differ_weigh_a_half_each():
    codes = pd.DataFrame({"coder": ["a", "b"] * 2, "sentence_id": ["s:01"] * 2 + ["s:02"] * 2, "loaded": [0, 1, 1, 1]})
    labels = weighted_labels(codes)
    assert labels.to_numpy().tolist() == [["s:01", 0, 0.5], ["s:01", 1, 0.5], ["s:02", 1, 1.0]]
    both = fr.LoadednessClassifier().fit([[1.0], [1.0], [0.0], [2.0]], [0, 1, 0, 1], [0.5, 0.5, 1, 1])
    assert both.n_positives_ == 1.5


def copied() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Sentences of noise, each standing in three articles with one label: nothing can be learnt but the copies."""
    random = np.random.default_rng(5)
    noise, label = random.normal(size=(30, 40)), (random.random(30) < 0.5).astype(int)
    ids = [f"{article}:{number:02d}" for article in "abc" for number in range(30)]
    features = pd.DataFrame(np.tile(noise, (3, 1)), index=ids)
    labels = pd.DataFrame({"sentence_id": ids, "label": np.tile(label, 3), "weight": 1.0})
    components = pd.DataFrame({"sentence_id": ids, "component_id": [f"a:{number:02d}" for number in range(30)] * 3})
    return features, labels, components


def test_torn_components_are_reported_with_what_they_add():
    report = leakage(fr.LoadednessClassifier(), *copied()).set_index("folds")
    whole, singly = report.loc["components whole"], report.loc["sentences dealt singly"]
    assert (whole["n_shared"], whole["n_sentences"]) == (0, 90)
    assert singly["n_shared"] > 60
    assert singly["auroc"] > 0.8
    assert whole["auroc"] < 0.7


def test_agreement_of_scores_and_half_labels():
    labels = pd.DataFrame(
        {
            "sentence_id": ["a:01", "a:02", "a:02", "a:03", "a:04"],
            "label": [1, 0, 1, 0, 0],
            "weight": [1, 0.5, 0.5, 1, 1],
        }
    )
    found = agreement(pd.Series({"a:01": 2.0, "a:02": 1.0, "a:03": -1.0}), labels)
    assert (found["n_sentences"], found["n_loaded"]) == (3, 1.5)
    assert found["precision"] == pytest.approx(1.5 / 2)
    assert found["recall"] == 1
    assert found["macro_f1"] == pytest.approx((2 * 1.5 / 3.5 + 2 / 2.5) / 2)
    assert np.isnan(agreement(pd.Series({"a:01": 2.0}), labels)["auroc"])


@examples(40)
@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 3), st.sampled_from([0.5, 1.0])), min_size=2, max_size=30))
def test_the_area_under_the_curve_is_that_of_scikit_learn(found):
    truth, log_odds, weight = (np.array(column) for column in zip(*found, strict=True))
    area = auroc_of(truth, log_odds, weight)
    if truth.all() or not truth.any():
        assert np.isnan(area)
    else:
        assert area == pytest.approx(roc_auc_score(truth, log_odds, sample_weight=weight))


def test_the_calibration_table_counts_every_sentence_once():
    random = np.random.default_rng(6)
    log_odds = pd.Series(random.normal(size=400, scale=2), index=[f"a:{n:03d}" for n in range(400)])
    loaded = (random.random(400) < expit(log_odds)).astype(int)
    labels = pd.DataFrame({"sentence_id": log_odds.index, "label": loaded.to_numpy(), "weight": 1.0})
    table = fr.calibration_table(log_odds, labels)
    assert (table["n_sentences"].sum(), table["n_loaded"].sum()) == (400, loaded.sum())
    assert ((table["low"] <= table["predicted"]) & (table["predicted"] <= table["high"])).all()
    too_sure = fr.calibration_table(3 * log_odds + 1, labels)
    assert not ((too_sure["low"] <= too_sure["predicted"]) & (too_sure["predicted"] <= too_sure["high"])).all()


def test_an_outlet_is_known_by_its_planted_wording_and_not_where_none_is_planted():
    """Courier says "regime" in nine of ten places, Upland in one; Perrant and Quay word alike."""
    random = np.random.default_rng(8)
    subjects, acts = ["envoys", "miners", "traders", "judges", "sailors"], ["left", "met", "waited", "signed", "spoke"]
    share = {"Courier": 0.9, "Upland": 0.1, "Perrant": 0.5, "Quay": 0.5}
    found = []
    for house, chance in share.items():
        for number in range(40):
            name = "regime" if random.random() < chance else "government"
            words = f"The {random.choice(subjects)} of the {name} {random.choice(acts)}."
            found.append((f"{house.lower()}:{number:02d}", house, words))
    table = pd.DataFrame(found, columns=["sentence_id", "label", "text"])
    components = table[["sentence_id"]].assign(component_id=table["sentence_id"])

    def auroc(outlet: str, other: str) -> float:
        rows = table[table["label"].isin([outlet, other])].assign(weight=1.0)
        is_it = rows.assign(label=(rows["label"] == outlet).astype(int))
        model = make_pipeline(document_features(), fr.OutletClassifier(outlet))
        folds = fr.folds_of(components[components["sentence_id"].isin(rows["sentence_id"])], is_it)
        return agreement(fr.crossfit(model, rows.set_index("sentence_id")["text"], rows, folds), is_it)["auroc"]

    assert auroc("Courier", "Upland") > 0.8
    assert auroc("Perrant", "Quay") < 0.65
