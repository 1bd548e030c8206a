"""Classifiers: scikit-learn's contract, and the laws of either kind."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import check_estimator

import framing as fr
from conftest import examples
from framing.models import SD_OF_INTERCEPT, Prior, Sample, fit_together, loadedness, outlet, solve

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


@pytest.mark.parametrize("tau", [0.01, 0.1, 1.0])
def test_many_coefficients_have_the_solution_of_newton_without_its_steps(tau, monkeypatch):
    """With more coefficients than a Newton step is worth; rows as correlated as embeddings are."""
    random = np.random.default_rng(4)
    rows = random.normal(size=(400, 320)) * np.arange(1, 321) ** -0.7
    labels = (rows[:, 0] + rows[:, 1] + random.normal(size=400) > 1).astype(float)
    sample = Sample(rows, labels, random.uniform(0.5, 2, 400), rows[:, 0] / 3)
    quick = solve(sample, tau, np.zeros(321))
    monkeypatch.setattr(loadedness, "MOST_NEWTON", 10**6)
    exact = solve(sample, tau, np.zeros(321))
    assert quick.values == pytest.approx(exact.values, abs=1e-6)
    assert quick.evidence == pytest.approx(exact.evidence, abs=1e-6)


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


@examples(40)
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


@examples(40)
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
    with pytest.raises(fr.BadInput, match="The prior has 2 coefficients, but X has 4 features"):
        fr.LoadednessClassifier(Prior((1.0, 2.0))).fit(rows, labels)
    with pytest.raises(fr.BadInput, match="Unknown feature 'hits'"):
        Prior.on("hits", ["length"])
    with pytest.raises(fr.BadInput, match="No sentence is from the outlet 'Courier'"):
        fr.OutletClassifier("Courier").fit(rows, labels)
    with pytest.raises(fr.BadInput, match="All sentences are from the outlet 'Courier'"):
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
    strength = found.strength_ / scale
    ones = np.full((60, 1), SD_OF_INTERCEPT / np.sqrt(strength))  # so that the intercept's prior is a penalty too
    general = LogisticRegression(C=strength, tol=1e-10, max_iter=10_000, fit_intercept=False)
    expected = general.fit(np.hstack([ones, rows]), labels).decision_function(np.hstack([ones, rows]))
    assert found.decision_function(rows) == pytest.approx(expected, abs=1e-4)
    order = random.permutation(60)
    again = fr.OutletClassifier(True).fit(rows[order], labels[order])
    assert again.decision_function(rows) == pytest.approx(found.decision_function(rows), abs=1e-9)


def test_the_outlet_classifier_is_not_taken_in_by_shared_copy():
    """Noise alone, each row eight times: without groups the copies across inner folds would ask for no penalty."""
    found = []
    for seed in range(4, 9):
        random = np.random.default_rng(seed)
        copies = np.repeat(np.arange(20), 8)
        rows = random.normal(size=(20, 30))[copies] + random.normal(scale=0.01, size=(160, 30))
        labels = (random.random(20) < 0.5)[copies]
        models = [fr.OutletClassifier(True).fit(rows, labels, groups=groups) for groups in (copies, None)]
        found.append([model.strength_ for model in models])
    grouped, single = np.median(found, axis=0)
    assert grouped <= single / 100


def test_a_prior_survives_clone():
    """Scikit-learn clones parameters that are estimators without what they learnt; a prior is none."""
    rows, labels = sentences_like(20)
    model = fr.LoadednessClassifier(SHARED)
    assert clone(model).fit(rows, labels).coef_ == pytest.approx(model.fit(rows, labels).coef_)


def test_a_large_sparse_matrix_is_solved_as_a_small_one(monkeypatch):
    random = np.random.default_rng(10)
    rows = sparse.random(80, 20, 0.3, format="csr", rng=random)
    labels = rows.toarray()[:, 0] + random.normal(scale=0.3, size=80) > 0.2
    small = fr.OutletClassifier(True).fit(rows, labels)
    monkeypatch.setattr(outlet, "LARGEST_DENSE", 0)
    large = fr.OutletClassifier(True).fit(rows, labels)
    assert large.strength_ == small.strength_
    assert large.decision_function(rows) == pytest.approx(small.decision_function(rows), abs=1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_last_digits_of_features_choose_no_strength(seed):
    """Rows were sorted by their lowest bytes: another processor's embeddings gave other inner folds, other scores."""
    random = np.random.default_rng(seed)
    rows, labels = sentences_like(60, seed=seed)
    groups = np.array([f"family {number // 2}" for number in range(60)])
    elsewhere = rows * (1 + 1e-12 * random.normal(size=rows.shape))
    one, other = (fr.OutletClassifier().fit(each, labels, groups=groups) for each in (rows, elsewhere))
    assert one.strength_ == other.strength_
    assert one.decision_function(rows) == pytest.approx(other.decision_function(rows), abs=1e-6)


@pytest.mark.parametrize("precision", [0.01, 1.0, 100.0])
def test_refits_together_are_the_fits_of_each(precision):
    random = np.random.default_rng(6)
    rows = random.normal(size=(80, 12)) * np.arange(1, 13) ** -1.0
    labels, kept = random.random((80, 5)) < 0.3, random.random((80, 5)) < 0.8
    together = fit_together(rows, labels, kept, precision)
    for place, coefficients in enumerate(together):
        chosen = kept[:, place]
        sample = Sample(
            rows[chosen], labels[chosen, place].astype(float), np.ones(chosen.sum()), np.zeros(chosen.sum())
        )
        assert coefficients == pytest.approx(solve(sample, precision**-0.5, np.zeros(13)).values[1:], abs=1e-5)


@pytest.mark.parametrize(
    ("labels", "prior"),
    [
        (["neutral", "loaded"], SHARED),
        (["neutral", "loaded"], None),
        (["plain", "Loaded"], None),
        (["Non-biased", "Biased"], None),
        (["neutral", "biased"], None),
        (["unfair", "fair"], None),
        (["a", "b"], SHARED),
        ([1, 2], SHARED),
    ],
)
def test_labels_that_do_not_say_which_one_is_loaded_are_refused(labels, prior):
    rows, _ = sentences_like(20)
    with pytest.raises(fr.BadInput, match=r"the second one would count as loaded\. Use 1 for loaded and 0 for neutral"):
        fr.LoadednessClassifier(prior).fit(rows, labels * 10)


@pytest.mark.parametrize("labels", [[0, 1], [0.0, 1.0], [False, True], [-1, 1], ["0", "1"]])
def test_labels_in_numbers_and_flags_are_fitted_with_a_prior(labels):
    rows, _ = sentences_like(20)
    assert fr.LoadednessClassifier(SHARED).fit(rows, labels * 10).classes_.tolist() == labels
