"""Logistic regression with a Gaussian prior: the coefficients, how strong the prior is, how much the data moved them.

A sentence's log-odds are an offset, given, plus an intercept and a linear part, both found. The linear part has the
prior N(0, τ²); τ is where the evidence is greatest (the probability of the labels with the coefficients integrated out,
by Laplace's approximation; MacKay 1992). Evidence needs no inner folds, so that twenty sentences are enough to try, the
order of rows cannot matter, and a row of weight two is a row that stands twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Reals = npt.NDArray[np.float64]

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
class Solution:
    """Intercept and coefficients (in one vector), the evidence, and the degrees of freedom that the data decided."""

    values: Reals
    evidence: float
    decided: float
    tau: float


@dataclass(frozen=True)
class Ridge:
    """The fitted part: coefficients on the features, intercept, τ, and the weight of the prior among 0 … 1."""

    coefficients: Reals
    intercept: float
    tau: float
    weight_of_prior: float


def fit_ridge(rows: Reals, labels: Reals, weights: Reals, offset: Reals, tau: float | None = None) -> Ridge:
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
    best = strongest_evidence(sample) if tau is None else solve(sample, tau, np.zeros(1 + rotated.shape[1]))
    coefficients = back.T @ best.values[1:]
    shared = 1 - best.decided / len(back) if len(back) else 1.0
    return Ridge(coefficients, float(best.values[0] - centre @ coefficients), best.tau, shared)


def directions(centred: Reals) -> tuple[Reals, Reals]:
    """Rows in the directions in which they vary, and these directions: few sentences vary in few."""
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    kept = sizes > max(centred.shape) * np.finfo(float).eps * max(sizes[0], np.finfo(float).tiny)
    return left[:, kept] * sizes[kept], right[kept]


def strongest_evidence(sample: Sample) -> Solution:
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


def solve(sample: Sample, tau: float, start: Reals) -> Solution:
    """Newton's method, each step halved until it gains; the last one, of next to no gain, is taken too."""
    design = np.column_stack([np.ones(len(sample.rows)), sample.rows])
    precision = np.append(SD_OF_INTERCEPT**-2, np.full(sample.rows.shape[1], tau**-2))
    values, height = start, posterior(sample, design, precision, start)
    for _ in range(STEPS):
        chances = expit(sample.offset + design @ values)
        slope = design.T @ (sample.weights * (sample.labels - chances)) - precision * values
        step = np.linalg.solve(curvature(sample, design, chances) + np.diag(precision), slope)
        gain = float(slope @ step)
        while gain > NEAR and posterior(sample, design, precision, values + step) < height:
            step = step / 2
        values = values + step
        height = posterior(sample, design, precision, values)
        if gain <= NEAR:
            break
    return solution(sample, design, precision, values, tau)


def posterior(sample: Sample, design: Reals, precision: Reals, values: Reals) -> float:
    """Log-likelihood of the labels less what the prior takes, constants left out."""
    log_odds = sample.offset + design @ values
    likelihood = sample.weights @ (sample.labels * log_odds - np.logaddexp(0, log_odds))
    return float(likelihood - precision @ values**2 / 2)


def curvature(sample: Sample, design: Reals, chances: Reals) -> Reals:
    return np.asarray((design * (sample.weights * chances * (1 - chances))[:, None]).T @ design)


def solution(sample: Sample, design: Reals, precision: Reals, values: Reals, tau: float) -> Solution:
    from_data = curvature(sample, design, expit(sample.offset + design @ values))
    both = from_data + np.diag(precision)
    height = posterior(sample, design, precision, values)
    evidence = height + (np.log(precision).sum() - np.linalg.slogdet(both)[1]) / 2
    share = np.diag(np.linalg.solve(both, from_data))
    return Solution(values, float(evidence), float(share[1:].sum()), tau)
