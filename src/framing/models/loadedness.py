"""Classify sentences as loaded or neutral, with a model per outlet that is shrunk towards a shared model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_sample_weight, validate_data

from framing.errors import BadInput
from framing.models.linear import LinearClassifier, in_order
from framing.stats import Reals

SD_OF_INTERCEPT = 2.5  # prior of the intercept: weak, but finite estimates if all labels are equal
# prior standard deviations that are tried for the log-odds contributed by the features of an average sentence
SHIFTS = 2.0 ** np.arange(-5, 4)
STEPS, NEAR = 100, 1e-8  # maximum number of Newton steps, and tolerance
MOST_NEWTON = 300  # coefficients; with more, a Newton step costs more than all steps that need no curvature
ENOUGH_POSITIVES = 10  # with fewer loaded sentences a classifier hardly differs from the shared model


@dataclass(frozen=True)
class Prior:
    """Hold the shared model that classifiers are shrunk towards.

    Attributes
    ----------
    coefficients : tuple of float
        Coefficients of the features.
    intercept : float, default 0.0
        Intercept.
    """

    coefficients: tuple[float, ...]
    intercept: float = 0.0

    @classmethod
    def on(cls, column: str, columns: Sequence[str]) -> Prior:
        """Create a prior with coefficient 1 for one feature, the log-odds of the shared model, and 0 for the others.

        >>> Prior.on("general", ["hits", "general"])
        Prior(coefficients=(0.0, 1.0), intercept=0.0)
        """
        if column not in columns:
            raise BadInput(f"Unknown feature '{column}'. Choose one of: {', '.join(columns)}.")
        return cls(tuple(float(name == column) for name in columns))


@dataclass(frozen=True)
class Sample:
    """Hold training data: centred and rotated rows, labels (0 or 1), weights, and offset of the log-odds."""

    rows: Reals
    labels: Reals
    weights: Reals
    offset: Reals

    def variance(self) -> float:
        """Compute the mean squared length of a row."""
        return float(self.weights @ (self.rows**2).sum(axis=1) / self.weights.sum())


@dataclass(frozen=True)
class _Solution:
    """Hold intercept and coefficients (one vector), log evidence, and effective degrees of freedom."""

    values: Reals
    evidence: float
    decided: float
    tau: float


@dataclass(frozen=True)
class _Ridge:
    """Hold fitted coefficients, intercept, τ, and the weight of the prior (0 to 1)."""

    coefficients: Reals
    intercept: float
    tau: float
    weight_of_prior: float


def fit_ridge(rows: Reals, labels: Reals, weights: Reals, offset: Reals, tau: float | None = None) -> _Ridge:
    """Fit a ridge logistic regression with an offset; choose τ by maximum evidence unless it is given.

    Examples
    --------
    >>> rows = np.array([[-1.0], [-0.5], [0.5], [1.0]])
    >>> fit = fit_ridge(rows, np.array([0.0, 0, 1, 1]), np.ones(4), np.zeros(4))
    >>> bool(fit.coefficients[0] > 0), abs(round(fit.intercept, 6))
    (True, 0.0)
    """
    centre = weights @ rows / weights.sum()
    rotated, back = directions(rows - centre)
    sample = Sample(rotated, labels, weights, offset)
    best = _strongest_evidence(sample) if tau is None else solve(sample, tau, np.zeros(1 + rotated.shape[1]))
    coefficients = back.T @ best.values[1:]
    shared = 1 - best.decided / len(back) if len(back) else 1.0
    return _Ridge(coefficients, float(best.values[0] - centre @ coefficients), best.tau, shared)


def directions(centred: Reals) -> tuple[Reals, Reals]:
    """Rotate centred rows to their principal directions; return the rotated rows and the directions."""
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    kept = sizes > max(centred.shape) * np.finfo(float).eps * max(sizes[0], np.finfo(float).tiny)
    return left[:, kept] * sizes[kept], right[kept]


def _strongest_evidence(sample: Sample) -> _Solution:
    """Find the τ with maximum evidence; prefer the smallest of equal ones, closest to the prior.

    Each search starts from the mode of the last τ.
    """
    scale = np.sqrt(sample.variance()) or 1.0
    best, start = None, np.zeros(1 + sample.rows.shape[1])
    for shift in SHIFTS:
        solution = solve(sample, float(shift / scale), start)
        if best is None or solution.evidence > best.evidence + NEAR:
            best = solution
        start = solution.values
    assert best is not None
    return best


def solve(sample: Sample, tau: float, start: Reals) -> _Solution:
    """Maximise the posterior, and compute the evidence of τ there."""
    design, precision = _with_intercept(sample, tau)
    return _solution(sample, design, precision, mode_of(sample, tau, start), tau)


def _with_intercept(sample: Sample, tau: float) -> tuple[Reals, Reals]:
    """Return the rows with a column of ones, and the prior precision of each coefficient."""
    width = sample.rows.shape[1]
    return np.column_stack([np.ones(len(sample.rows)), sample.rows]), np.append(
        SD_OF_INTERCEPT**-2, np.full(width, tau**-2)
    )


def mode_of(sample: Sample, tau: float, start: Reals) -> Reals:
    """Return the mode of the posterior: intercept and coefficients, found from a start."""
    design, precision = _with_intercept(sample, tau)
    find = _newton if design.shape[1] <= MOST_NEWTON else _quasi_newton
    return find(sample, design, precision, start)


def _newton(sample: Sample, design: Reals, precision: Reals, start: Reals) -> Reals:
    """Maximise the posterior by Newton's method with step halving.

    Single precision suffices for the curvature, which only directs the steps; the slope says where they end.
    """
    single = design.astype(np.float32)
    values, height = start, _posterior(sample, design, precision, start)
    for _ in range(STEPS):
        chances = expit(sample.offset + design @ values)
        slope = design.T @ (sample.weights * (sample.labels - chances)) - precision * values
        step = np.linalg.solve(_curvature(sample, single, chances) + np.diag(precision), slope)
        gain = float(slope @ step)
        while gain > NEAR and _posterior(sample, design, precision, values + step) < height:
            step = step / 2
        values = values + step
        height = _posterior(sample, design, precision, values)
        if gain <= NEAR:
            break
    return values


def _quasi_newton(sample: Sample, design: Reals, precision: Reals, start: Reals) -> Reals:
    """Maximise the posterior by L-BFGS, whose steps grow linearly with rows and with columns.

    The unit of each coefficient is what the posterior can tell of it. Rotated columns hardly overlap, so that in these
    units all directions are alike and some twenty steps suffice.
    """
    chance = sample.weights @ sample.labels / sample.weights.sum()
    bend = max(chance * (1 - chance), 0.05)
    unit = 1 / np.sqrt(precision + bend * (sample.weights @ design**2))

    def loss(scaled: Reals) -> tuple[float, Reals]:
        values = unit * scaled
        log_odds = sample.offset + design @ values
        slope = design.T @ (sample.weights * (sample.labels - expit(log_odds))) - precision * values
        likelihood = sample.weights @ (sample.labels * log_odds - np.logaddexp(0, log_odds))
        return -float(likelihood - precision @ values**2 / 2), -unit * slope

    options = {"maxcor": 20, "maxiter": 10 * STEPS, "ftol": 0.0, "gtol": NEAR}
    return np.asarray(unit * minimize(loss, start / unit, jac=True, method="L-BFGS-B", options=options).x)


def _posterior(sample: Sample, design: Reals, precision: Reals, values: Reals) -> float:
    """Compute the log posterior up to a constant."""
    log_odds = sample.offset + design @ values
    likelihood = sample.weights @ (sample.labels * log_odds - np.logaddexp(0, log_odds))
    return float(likelihood - precision @ values**2 / 2)


def _curvature(sample: Sample, design: npt.NDArray[np.floating[Any]], chances: Reals) -> Reals:
    """Compute the second derivatives of the likelihood, in the precision of the design."""
    weights = (sample.weights * chances * (1 - chances)).astype(design.dtype)
    return np.asarray((design * weights[:, None]).T @ design, dtype=np.float64)


def _solution(sample: Sample, design: Reals, precision: Reals, values: Reals, tau: float) -> _Solution:
    from_data = _curvature(sample, design, expit(sample.offset + design @ values))
    both = from_data + np.diag(precision)
    height = _posterior(sample, design, precision, values)
    evidence = height + (np.log(precision).sum() - np.linalg.slogdet(both)[1]) / 2
    share = np.diag(np.linalg.solve(both, from_data))
    return _Solution(values, float(evidence), float(share[1:].sum()), tau)


class LoadednessClassifier(LinearClassifier):
    """Classify sentences as loaded by logistic regression with a prior centred at a shared model.

    The coefficients are those of the shared model plus a shift with prior N(0, τ²), where τ maximises the marginal
    likelihood (evidence). The intercept has a weak prior. With few labels the shift stays near zero and predictions are
    close to the shared model; `shared_weight_` reports how close. Features should have similar scales, because the same
    τ applies to all.

    Parameters
    ----------
    prior : Prior, optional
        Shared model over the same features; by default all coefficients are 0.

    Attributes
    ----------
    coef_ : ndarray of shape (1, n_features)
        Coefficients, shared model plus shift.
    intercept_ : ndarray of shape (1,)
        Intercept.
    classes_ : ndarray of shape (2,)
        Labels; the second one means loaded.
    shared_weight_ : float
        1 minus the share of effective degrees of freedom among the directions in which the sentences vary: 1 for the
        shared model with a new intercept, 0 for a model without shrinkage.
    n_positives_ : float
        Weighted number of loaded sentences in training.
    enough_positives_ : bool
        Whether ``n_positives_`` is at least 10.
    tau_ : float
        Prior standard deviation of the shift of each coefficient.
    shift_ : ndarray of shape (n_features,)
        Shift of each coefficient.

    See Also
    --------
    OutletClassifier : Classify sentences by outlet.

    Examples
    --------
    >>> X = [[0.0, 1.0], [0.2, 0.0], [0.9, 1.0], [1.0, 0.0]]
    >>> model = LoadednessClassifier(prior=Prior((4.0, 0.0), -2.0)).fit(X, [0, 0, 1, 1])
    >>> model.predict([[0.1, 1.0], [0.8, 1.0]]).tolist()
    [0, 1]
    >>> model.enough_positives_
    False
    """

    def __init__(self, prior: Prior | None = None) -> None:
        self.prior = prior

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803
        """Fit the shift from the shared model.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n, n_features)
            Features, one row per sentence.
        y : array_like of shape (n,)
            Labels of two classes, the second one meaning loaded. If the labels are 0 and 1, all may be equal. With a
            prior they must be 0 and 1 (or flags), since the prior predicts which sentences are loaded.
        sample_weight : array_like of shape (n,), optional
            Weight of each row. A sentence on which two coders disagree has two rows, one per label, of weight 0.5.

        Returns
        -------
        self

        Raises
        ------
        BadInput
            If there are more than two classes, the labels do not show which one means loaded, all weights are 0, or the
            prior has another number of features.
        """
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        rows = rows.toarray() if hasattr(rows, "toarray") else rows  # coded sentences are few
        weights = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        self.classes_ = _two_classes(y)
        _refuse_other_order(self.classes_, self.prior)
        labels = (y == self.classes_[1]).astype(np.float64)
        order = in_order(rows, labels, weights)
        order = order[weights[order] > 0]
        self.find_shift(rows[order], labels[order], weights[order])
        return self

    def find_shift(self, rows: Reals, labels: Reals, weights: Reals) -> None:
        """Fit the ridge regression and set the fitted attributes."""
        prior = self.prior or Prior((0.0,) * rows.shape[1])
        shared = np.asarray(prior.coefficients, dtype=np.float64)
        if len(shared) != rows.shape[1]:
            raise BadInput(f"The prior has {len(shared)} coefficients, but X has {rows.shape[1]} features.")
        if not len(rows):
            raise BadInput("All rows have weight 0. At least one row needs a positive weight.")
        fit = fit_ridge(rows, labels, weights, rows @ shared + prior.intercept)
        self.shift_, self.tau_, self.shared_weight_ = fit.coefficients, fit.tau, fit.weight_of_prior
        self.coef_ = (shared + fit.coefficients)[None, :]
        self.intercept_ = np.array([prior.intercept + fit.intercept])
        self.n_positives_ = float(weights @ labels)
        self.enough_positives_ = self.n_positives_ >= ENOUGH_POSITIVES


def _two_classes(y: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the two labels; 0 and 1 if only one of these occurs."""
    check_classification_targets(y)
    classes = np.unique(y)
    if len(classes) > 2:
        kind = type_of_target(y, input_name="y")
        raise BadInput(f"Only binary classification is supported. The type of the target is {kind}.")
    if len(classes) == 2:
        return classes
    if classes[0] not in (0, 1):
        raise BadInput(f"All labels are {classes[0]!r}. Use 0 for neutral and 1 for loaded if only one class occurs.")
    return np.array([0, 1], dtype=classes.dtype)


def _refuse_other_order(classes: npt.NDArray[Any], prior: Prior | None) -> None:
    """Refuse labels of which the second in sorted order need not mean loaded: words come in alphabetical order.

    >>> _refuse_other_order(np.array(["biased", "non-biased"]), None)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    framing.errors.BadInput: The labels are 'biased' and 'non-biased', and ...
    """
    first, second = classes.tolist()
    one, other = (str(label).strip().casefold() for label in (first, second))
    is_no = other == "neutral" or (isinstance(first, str) and other.endswith(one))  # unloaded, not biased
    if one == "loaded" or is_no or (prior is not None and second not in (1, "1")):
        raise BadInput(
            f"The labels are {first!r} and {second!r}, and the second one would count as loaded. Use 1 for loaded and "
            "0 for neutral: y = (labels == 'loaded').astype(int)."
        )
