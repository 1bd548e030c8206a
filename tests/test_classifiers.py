"""Classifiers: scikit-learn's contract, their laws, folds that keep components whole, planted truths, files."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

import framing as fr
from framing.classifiers import outlet
from framing.classifiers.calibration import recalibrated
from framing.classifiers.crossfit import fit_folds, score_folds
from framing.classifiers.loadedness import Prior
from framing.classifiers.ridge import SD_OF_INTERCEPT, Sample, solve
from framing.classifiers.store import SentenceModel
from framing.classifiers.validity import agreement, leakage
from framing.coding.labels import weighted_labels
from framing.collation.families import find_components
from framing.features.dfm import document_features
from framing.tables import validate

SHARED = Prior((1.0, -1.0, 0.5, 0.0), 0.3)


def sentences_like(
    n: int, *, shift: tuple[float, ...] = (0.0,) * 4, base: float = 0.3, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and labels of an outlet whose coefficients are the shared ones and a shift."""
    random = np.random.default_rng(seed)
    rows = random.normal(size=(n, 4))
    log_odds = rows @ (np.array(SHARED.coefficients) + np.array(shift)) + base
    return rows, (random.random(n) < expit(log_odds)).astype(int)


@pytest.mark.parametrize("classifier", [fr.LoadednessClassifier(), fr.OutletClassifier()], ids=["loadedness", "outlet"])
def test_scikit_learn_finds_nothing_to_object_to(classifier):
    results = check_estimator(classifier, on_skip=None)
    assert len(results) > 50


@pytest.mark.parametrize("tau", [0.05, 1.0, 8.0])
def test_the_solution_is_the_one_that_a_general_optimiser_finds(tau):
    rows, labels = sentences_like(40)
    weights, offset = np.linspace(0.1, 1, 40), rows[:, 0] / 2

    def height(values: np.ndarray) -> float:
        log_odds = offset + values[0] + rows @ values[1:]
        likelihood = weights @ (labels * log_odds - np.logaddexp(0, log_odds))
        return -(likelihood - values[0] ** 2 / (2 * SD_OF_INTERCEPT**2) - values[1:] @ values[1:] / (2 * tau**2))

    expected = minimize(height, np.zeros(5), method="BFGS", options={"gtol": 1e-9})
    found = solve(Sample(rows, labels, weights, offset), tau, np.zeros(5))
    assert found.values == pytest.approx(expected.x, abs=1e-5)


def test_the_evidence_is_near_the_integral():
    """One coefficient: the probability of the labels, integrated on a grid, differs from Laplace's by little."""
    rows, labels = sentences_like(30)
    sample = Sample(rows[:, :1] - rows[:, :1].mean(), labels, np.ones(30), np.zeros(30))
    a, b = np.meshgrid(np.linspace(-6, 6, 400), np.linspace(-9, 9, 600), indexing="ij")
    log_odds = a[..., None] + b[..., None] * sample.rows[:, 0]
    likelihood = (labels * log_odds - np.logaddexp(0, log_odds)).sum(axis=-1)
    cell = (a[1, 0] - a[0, 0]) * (b[0, 1] - b[0, 0])
    for tau in (0.3, 1.0, 2.0):
        prior = -(a**2) / (2 * SD_OF_INTERCEPT**2) - b**2 / (2 * tau**2) - np.log(2 * np.pi * SD_OF_INTERCEPT * tau)
        exact = np.log(np.exp(likelihood + prior).sum() * cell)
        assert solve(sample, tau, np.zeros(2)).evidence == pytest.approx(exact, abs=0.1)


def test_an_outlet_like_the_shared_model_stays_with_it_and_another_leaves_it():
    like, unlike = sentences_like(300), sentences_like(300, shift=(-3.0, 0.0, 2.0, 1.5))
    near = fr.LoadednessClassifier(SHARED).fit(*like)
    far = fr.LoadednessClassifier(SHARED).fit(*unlike)
    assert near.shared_weight_ > 0.6 > 0.1 > far.shared_weight_
    assert np.abs(near.shift_).max() < 0.5
    assert far.shift_ == pytest.approx([-3, 0, 2, 1.5], abs=0.6)


def test_with_few_labels_the_shared_model_is_better_than_none_and_with_many_it_does_no_harm():
    rows, labels = sentences_like(4000, seed=9)

    def right(prior: Prior | None, n: int) -> float:
        scores = [
            fr.LoadednessClassifier(prior).fit(*sentences_like(n, seed=seed)).score(rows, labels) for seed in range(20)
        ]
        return float(np.mean(scores))

    assert right(SHARED, 12) > right(None, 12) + 0.05
    assert right(SHARED, 400) > right(None, 400) - 0.01


def test_the_weight_of_the_prior_is_what_the_labels_left_undecided():
    rows, labels = sentences_like(8)
    none_vary = fr.LoadednessClassifier(SHARED).fit(np.ones((6, 4)), [0, 1, 0, 1, 0, 1])
    assert none_vary.shared_weight_ == 1
    assert none_vary.coef_[0] == pytest.approx(SHARED.coefficients)
    assert 0 <= fr.LoadednessClassifier(SHARED).fit(rows, labels).shared_weight_ <= 1


SMALL = st.lists(
    st.tuples(
        st.lists(st.integers(-2, 2), min_size=3, max_size=3), st.integers(0, 1), st.sampled_from([0.5, 1.0, 2.0])
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=40)
@given(SMALL, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(found, random):
    """To the bit: with other sums a score near a threshold could flip."""
    turned = random.sample(found, len(found))
    one, other = (
        fr.LoadednessClassifier().fit(
            [row for row, _, _ in rows], [label for _, label, _ in rows], [weight for _, _, weight in rows]
        )
        for rows in (found, turned)
    )
    assert (one.coef_ == other.coef_).all()
    assert one.intercept_ == other.intercept_


@settings(max_examples=40)
@given(SMALL)
def test_a_row_of_weight_two_is_a_row_that_stands_twice(found):
    rows, labels, weights = (list(column) for column in zip(*found, strict=True))
    twice = np.repeat(np.arange(len(found)), (2 * np.array(weights)).astype(int))
    one = fr.LoadednessClassifier().fit(rows, labels, 2 * np.array(weights))
    other = fr.LoadednessClassifier().fit(np.array(rows)[twice], np.array(labels)[twice])
    assert one.decision_function(rows) == pytest.approx(other.decision_function(rows), abs=1e-4)


@settings(max_examples=25)
@given(SMALL)
def test_swapped_labels_turn_the_sign(found):
    rows, labels, _ = (np.array(column) for column in zip(*found, strict=True))
    one, other = (fr.LoadednessClassifier().fit(rows, said) for said in (labels, 1 - labels))
    assert one.decision_function(rows) == pytest.approx(-other.decision_function(rows), abs=1e-4)


def test_an_outlet_with_no_loaded_sentence_or_only_such_or_one_sentence_has_a_classifier_and_says_what_it_saw():
    rows, _ = sentences_like(20)
    none, every = (fr.LoadednessClassifier(SHARED).fit(rows, np.full(20, label)) for label in (0, 1))
    shared = rows @ SHARED.coefficients + SHARED.intercept
    assert (none.decision_function(rows) < shared).all()
    assert (every.decision_function(rows) > shared).all()
    assert (none.n_positives_, none.enough_positives_) == (0, False)
    assert (every.n_positives_, every.enough_positives_) == (20, True)
    one = fr.LoadednessClassifier(SHARED).fit(rows[:1], [1])
    assert one.coef_[0] == pytest.approx(SHARED.coefficients)


def test_what_cannot_be_fitted_is_refused_in_a_sentence():
    rows, labels = sentences_like(20)
    with pytest.raises(fr.BadInput, match="The prior has 2 coefficients for 4 features"):
        fr.LoadednessClassifier(Prior((1.0, 2.0))).fit(rows, labels)
    with pytest.raises(fr.BadInput, match="There is no feature 'hits'"):
        Prior.on("hits", ["length"])
    with pytest.raises(fr.BadInput, match="No sentence is of the outlet 'Courier'"):
        fr.OutletClassifier("Courier").fit(rows, labels)
    with pytest.raises(fr.BadInput, match="All sentences are of the outlet 'Courier'"):
        fr.OutletClassifier("Courier").fit(rows, ["Courier"] * 20)
    with pytest.raises(fr.BadInput, match="Name the outlet"):
        fr.OutletClassifier().fit(rows[:3], ["Courier", "Perrant", "Upland"])


@pytest.mark.parametrize("width", [3, 90])
def test_the_outlet_classifier_is_penalised_logistic_regression(width):
    """With more features than sentences the rows are turned first; the solution may not change by it."""
    random = np.random.default_rng(3)
    rows = random.normal(size=(60, width))
    labels = rows[:, 0] + random.normal(size=60) > 0
    found = fr.OutletClassifier(True).fit(rows, labels)
    scale = (rows**2).sum(axis=1).mean()
    expected = LogisticRegression(C=found.strength_ / scale, tol=1e-10, max_iter=10_000).fit(rows, labels)
    assert found.decision_function(rows) == pytest.approx(expected.decision_function(rows), abs=1e-4)
    order = random.permutation(60)
    again = fr.OutletClassifier(True).fit(rows[order], labels[order])
    assert again.decision_function(rows) == pytest.approx(found.decision_function(rows), abs=1e-9)


def test_the_outlet_classifier_is_not_taken_in_by_shared_copy():
    """Noise alone, each row eight times: without groups the copies across inner folds would ask for no penalty."""
    random = np.random.default_rng(4)
    copies = np.repeat(np.arange(20), 8)
    rows = random.normal(size=(20, 30))[copies] + random.normal(scale=0.01, size=(160, 30))
    labels = (random.random(20) < 0.5)[copies]
    grouped = fr.OutletClassifier(True).fit(rows, labels, groups=copies)
    assert grouped.strength_ < fr.OutletClassifier(True).fit(rows, labels).strength_


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


@settings(max_examples=30)
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


@settings(max_examples=30)
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
    with pytest.raises(fr.BadInput, match="have no fold, 'z:01'"):
        fr.crossfit(fr.LoadednessClassifier(), features, labels, folds)
    with pytest.raises(fr.BadInput, match="have no features, 'a:02'"):
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


def test_few_sentences_are_not_recalibrated_and_many_are():
    random = np.random.default_rng(7)
    ids = [f"a:{n:03d}" for n in range(600)]
    truth = pd.Series(random.normal(size=600, scale=2), index=ids)
    labels = pd.DataFrame(
        {"sentence_id": ids, "label": (random.random(600) < expit(truth)).astype(int).to_numpy(), "weight": 1.0}
    )
    folds = pd.Series(np.arange(600) % 5, index=ids)
    assert (recalibrated(truth * 3, labels.head(60), folds) == truth * 3).all()
    mended = recalibrated(truth * 3 + 2, labels, folds)
    assert np.polyfit(truth, mended, 1) == pytest.approx([1, 0], abs=0.35)


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


def test_a_classifier_comes_back_from_its_file_as_it_was(tmp_path):
    rows, labels = sentences_like(50)
    table = pd.DataFrame(rows, columns=["one", "two", "three", "four"])
    models = (
        fr.LoadednessClassifier(SHARED).fit(table, labels),
        fr.OutletClassifier("x").fit(table, np.where(labels, "x", "y")),
    )
    for model in models:
        model.save(tmp_path / "model.json", card="Fitted on numbers.")
        back = fr.load_model(tmp_path / "model.json")
        assert (back.decision_function(table) == model.decision_function(table)).all()
        assert back.get_params() == model.get_params()
        assert back.predict(table).tolist() == model.predict(table).tolist()
        assert back.n_positives_ == model.n_positives_
        again = tmp_path / "again.json"
        back.save(again, card="Fitted on numbers.")
        assert again.read_bytes() == (tmp_path / "model.json").read_bytes()
    assert json.loads(again.read_text())["card"] == "Fitted on numbers."


def test_a_classifier_that_is_not_fitted_is_not_saved(tmp_path):
    with pytest.raises(NotFittedError):
        fr.LoadednessClassifier().save(tmp_path / "model.json")
    assert list(tmp_path.iterdir()) == []


def test_a_prior_survives_clone():
    """Scikit-learn clones parameters that are estimators without what they learnt; a prior is none."""
    rows, labels = sentences_like(20)
    model = fr.LoadednessClassifier(SHARED)
    assert clone(model).fit(rows, labels).coef_ == pytest.approx(model.fit(rows, labels).coef_)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not a model that the toolkit saved"),
        ("[]", "is not a model that the toolkit saved"),
        ('{"model": "LoadednessClassifier"}', "is not a model that the toolkit saved"),
        ('{"model": "Loadednessclassifier"}', "did you mean 'LoadednessClassifier'"),
    ],
)
def test_files_that_are_no_model_are_refused(tmp_path, content, message):
    path = tmp_path / "model.json"
    path.write_text(content)
    with pytest.raises(fr.BadInput, match=message):
        fr.load_model(path)


def test_a_model_that_is_not_there_is_named():
    with pytest.raises(fr.BadInput, match="did you mean 'loaded-language'"):
        fr.load_model("loaded-langage")


@pytest.fixture(scope="module")
def general() -> SentenceModel:
    return fr.load_model("loaded-language")


def test_the_general_model_knows_loaded_words(general):
    """Sentences of our own, on events that its training data cannot know, a word or two apart."""
    pairs = [
        ("The tyrant of Omra boasted of his brutal regime.", "The president of Omra spoke of his government."),
        ("Ruk's shameless puppets rammed through the disastrous bill.", "Ruk's deputies passed the bill."),
        ("The radical mob viciously attacked the heroic patriots.", "The crowd clashed with the demonstrators."),
        (
            "He whined about the outrageous lies of the corrupt elite.",
            "He objected to the statements of the ministers.",
        ),
    ]
    loaded, neutral = (general.predict_proba(list(side)) for side in zip(*pairs, strict=True))
    assert (loaded[:, 1] > neutral[:, 1] + 0.2).all()
    assert loaded.sum(axis=1) == pytest.approx(1)


def test_the_general_model_takes_a_list_of_sentences(general):
    assert general.predict_proba([]).shape == (0, 2)
    with pytest.raises(fr.BadInput, match="pass a list of one"):
        general.predict_proba("The tyrant boasted.")


def test_the_general_model_is_saved_to_the_byte_and_names_its_encoder(general, tmp_path):
    general.save(tmp_path / "model.json")
    shipped = Path(fr.__file__).parent / "classifiers" / "loaded-language.json"
    assert (tmp_path / "model.json").read_bytes() == shipped.read_bytes()
    content = json.loads((tmp_path / "model.json").read_text())
    content["encoder"]["sha256"] = "0" * 64
    (tmp_path / "model.json").write_text(json.dumps(content))
    with pytest.raises(fr.BadInput, match="its coefficients mean nothing"):
        fr.load_model(tmp_path / "model.json")


@pytest.mark.datasets
def test_the_general_model_scores_what_its_card_says(general, datasets):
    """On a tenth of babe_v2_test, so that the suite stays quick: within the sampling error of the whole."""
    test = pd.read_csv(datasets / "babe" / "babe_v2_test_with_published_predictions.csv").iloc[::10]
    log_odds = pd.Series(general.log_odds(test["text"].tolist()), index=test.index.astype("str"))
    labels = pd.DataFrame({"sentence_id": log_odds.index, "label": test["label"].to_numpy(), "weight": 1.0})
    assert agreement(log_odds, labels)["auroc"] == pytest.approx(general.scores["babe_v2_test"]["auroc"][0], abs=0.08)


def test_scores_are_a_table():
    row = {
        "unit_id": "a:01",
        "classifier": "general",
        "tier": "text",
        "fold": None,
        "log_odds": 0.5,
        "probability": 0.62,
    }
    found = validate(pd.DataFrame([row, {**row, "classifier": "loadedness:a", "fold": 3}]), "scores", "scores")
    assert found["fold"].isna().tolist() == [True, False]
    with pytest.raises(fr.BadInput, match="expected one of public, text"):
        validate(pd.DataFrame([{**row, "tier": "private"}]), "scores", "scores")


def test_a_large_sparse_matrix_is_solved_as_a_small_one(monkeypatch):
    random = np.random.default_rng(10)
    rows = sparse.random(80, 20, 0.3, format="csr", rng=random)
    labels = rows.toarray()[:, 0] + random.normal(scale=0.3, size=80) > 0.2
    small = fr.OutletClassifier(True).fit(rows, labels)
    monkeypatch.setattr(outlet, "LARGEST_DENSE", 0)
    large = fr.OutletClassifier(True).fit(rows, labels)
    assert large.strength_ == small.strength_
    assert large.decision_function(rows) == pytest.approx(small.decision_function(rows), abs=1e-3)
