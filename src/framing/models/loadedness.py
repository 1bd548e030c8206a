"""Loadedness: whether a sentence is loaded, by one classifier an outlet, each a shift of one shared model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_sample_weight, validate_data

from framing.errors import BadInput
from framing.models.linear import LinearClassifier, in_order
from framing.models.odds import Reals


@dataclass(frozen=True)
class Prior:
    """The shared model: its coefficients on the features, and its intercept."""

    coefficients: tuple[float, ...]
    intercept: float = 0.0

    @classmethod
    def on(cls, column: str, columns: Sequence[str]) -> Prior:
        """Prior that takes one feature as it stands: the log-odds of the shared model.

        >>> Prior.on("general", ["hits", "general"])
        Prior(coefficients=(0.0, 1.0), intercept=0.0)
        """
        if column not in columns:
            raise BadInput(f"There is no feature '{column}'; the features are {', '.join(columns)}.")
        return cls(tuple(float(name == column) for name in columns))


# the intercept may go where it likes within log-odds that sentences have, and is finite where all labels are equal
SD_OF_INTERCEPT = 2.5
# standard deviations tried for what the linear part adds to the log-odds of an average sentence
SHIFTS = 2.0 ** np.arange(-5, 4)
STEPS, NEAR = 100, 1e-8


@dataclass(frozen=True)
class Sample:
    """Labelled rows in as many directions as they vary in: `rows` (centred, rotated), labels 0 or 1, weights."""

    rows: Reals
    labels: Reals
    weights: Reals
    offset: Reals

    def variance(self) -> float:
        """Mean squared length of a row."""
        return float(self.weights @ (self.rows**2).sum(axis=1) / self.weights.sum())


@dataclass(frozen=True)
class _Solution:
    """Intercept and coefficients (in one vector), the evidence, and the degrees of freedom that the data decided."""

    values: Reals
    evidence: float
    decided: float
    tau: float


@dataclass(frozen=True)
class _Ridge:
    """The fitted part: coefficients on the features, intercept, τ, and the weight of the prior among 0 … 1."""

    coefficients: Reals
    intercept: float
    tau: float
    weight_of_prior: float


def fit_ridge(rows: Reals, labels: Reals, weights: Reals, offset: Reals, tau: float | None = None) -> _Ridge:
    """Fit intercept and coefficients beside an offset; τ by evidence where none is given.

    Examples
    --------
    >>> rows = np.array([[-1.0], [-0.5], [0.5], [1.0]])
    >>> found = fit_ridge(rows, np.array([0.0, 0, 1, 1]), np.ones(4), np.zeros(4))
    >>> bool(found.coefficients[0] > 0), abs(round(found.intercept, 6))
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
    """Rows in the directions in which they vary, and these directions: few sentences vary in few."""
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    kept = sizes > max(centred.shape) * np.finfo(float).eps * max(sizes[0], np.finfo(float).tiny)
    return left[:, kept] * sizes[kept], right[kept]


def _strongest_evidence(sample: Sample) -> _Solution:
    """The solution under the τ of greatest evidence; of equals the smallest, which keeps nearest to the prior."""
    scale = np.sqrt(sample.variance()) or 1.0
    best, start = None, np.zeros(1 + sample.rows.shape[1])
    for shift in SHIFTS:
        found = solve(sample, float(shift / scale), start)
        if best is None or found.evidence > best.evidence + NEAR:
            best = found
        start = found.values
    assert best is not None
    return best


def solve(sample: Sample, tau: float, start: Reals) -> _Solution:
    """Newton's method, each step halved until it gains; the last one, of next to no gain, is taken too."""
    design = np.column_stack([np.ones(len(sample.rows)), sample.rows])
    precision = np.append(SD_OF_INTERCEPT**-2, np.full(sample.rows.shape[1], tau**-2))
    values, height = start, _posterior(sample, design, precision, start)
    for _ in range(STEPS):
        chances = expit(sample.offset + design @ values)
        slope = design.T @ (sample.weights * (sample.labels - chances)) - precision * values
        step = np.linalg.solve(_curvature(sample, design, chances) + np.diag(precision), slope)
        gain = float(slope @ step)
        while gain > NEAR and _posterior(sample, design, precision, values + step) < height:
            step = step / 2
        values = values + step
        height = _posterior(sample, design, precision, values)
        if gain <= NEAR:
            break
    return _solution(sample, design, precision, values, tau)


def _posterior(sample: Sample, design: Reals, precision: Reals, values: Reals) -> float:
    """Log-likelihood of the labels less what the prior takes, constants left out."""
    log_odds = sample.offset + design @ values
    likelihood = sample.weights @ (sample.labels * log_odds - np.logaddexp(0, log_odds))
    return float(likelihood - precision @ values**2 / 2)


def _curvature(sample: Sample, design: Reals, chances: Reals) -> Reals:
    return np.asarray((design * (sample.weights * chances * (1 - chances))[:, None]).T @ design)


def _solution(sample: Sample, design: Reals, precision: Reals, values: Reals, tau: float) -> _Solution:
    from_data = _curvature(sample, design, expit(sample.offset + design @ values))
    both = from_data + np.diag(precision)
    height = _posterior(sample, design, precision, values)
    evidence = height + (np.log(precision).sum() - np.linalg.slogdet(both)[1]) / 2
    share = np.diag(np.linalg.solve(both, from_data))
    return _Solution(values, float(evidence), float(share[1:].sum()), tau)


# below this many loaded sentences a classifier says little of its own
ENOUGH_POSITIVES = 10


class LoadednessClassifier(LinearClassifier):
    """Logistic regression whose prior is centred at a shared model: how far an outlet's own sentences move it.

    The coefficients are the shared ones plus a shift with prior N(0, τ²), τ by evidence (framing.models.loadedness);
    the intercept is free within log-odds that sentences have. With few labels the shift stays near zero and the shared
    model speaks; `shared_weight_` shows how much. Features should be of one scale: a unit of each counts alike.

    Parameters
    ----------
    prior
        the shared model over the same features; without one the shift starts from nothing.

    Attributes
    ----------
    shared_weight_
        1 less the share of the shift's degrees of freedom that the labels decided, among the directions in which the
        sentences vary: 1 is the shared model but for its intercept, 0 a model of these sentences alone.
    n_positives_
        loaded sentences seen, by weight.
    enough_positives_
        whether these are ten or more.
    tau_
        standard deviation of the prior of each coefficient's shift.
    shift_
        the shift of each coefficient.

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
        """Fit the shift.

        Parameters
        ----------
        X
            features, a row a sentence.
        y
            whether each is loaded. Labels of 0 and 1 alone may all be equal: then the intercept moves.
        sample_weight
            of each row: a sentence on which two coders differ is a row with each label, of weight a half.
        """
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        rows = rows.toarray() if hasattr(rows, "toarray") else rows  # the sentences that people coded are few
        weights = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        self.classes_ = _two_classes(y)
        labels = (y == self.classes_[1]).astype(np.float64)
        order = in_order(rows, labels, weights)
        order = order[weights[order] > 0]
        self.find_shift(rows[order], labels[order], weights[order])
        return self

    def find_shift(self, rows: Reals, labels: Reals, weights: Reals) -> None:
        """Fit and set what `fit` promises, from rows in order."""
        prior = self.prior or Prior((0.0,) * rows.shape[1])
        shared = np.asarray(prior.coefficients, dtype=np.float64)
        if len(shared) != rows.shape[1]:
            raise BadInput(f"The prior has {len(shared)} coefficients for {rows.shape[1]} features; expected one each.")
        if not len(rows):
            raise BadInput("All rows have the weight 0; at least one sentence is needed.")
        found = fit_ridge(rows, labels, weights, rows @ shared + prior.intercept)
        self.shift_, self.tau_, self.shared_weight_ = found.coefficients, found.tau, found.weight_of_prior
        self.coef_ = (shared + found.coefficients)[None, :]
        self.intercept_ = np.array([prior.intercept + found.intercept])
        self.n_positives_ = float(weights @ labels)
        self.enough_positives_ = self.n_positives_ >= ENOUGH_POSITIVES


def _two_classes(y: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The two labels, the second meaning loaded; 0 and 1 where only one of these occurs."""
    check_classification_targets(y)
    classes = np.unique(y)
    if len(classes) > 2:
        kind = type_of_target(y, input_name="y")
        raise BadInput(f"Only binary classification is supported. The type of the target is {kind}.")
    if len(classes) == 2:
        return classes
    if classes[0] not in (0, 1):
        raise BadInput(f"All labels are of one class, {classes[0]!r}; expected 0 for neutral and 1 for loaded.")
    return np.array([0, 1], dtype=classes.dtype)
