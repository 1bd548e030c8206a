"""Refit the classifiers of a tier to other training sentences or with other outlet labels.

Refits keep the penalty of the original classifier of the same outlet and fold, so that only the training data differ.
Only the coefficients are computed, so that thousands of refits take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit
from threadpoolctl import threadpool_limits

from framing.display import named, progress
from framing.models.loadedness import SD_OF_INTERCEPT, fit_ridge
from framing.models.outlet import outlet_of
from framing.models.tiers import Tier
from framing.stats import Flags, Integers, Reals

Coefficients = dict[str, dict[int, Reals]]

STEPS, NEAR = 5000, 1e-7


class Case(NamedTuple):
    """Hold the training data of a refit: outlet label of each sentence, and whether it is used for training."""

    outlets: npt.NDArray[np.str_]
    kept: Flags


class Refits(Protocol):
    """Define refits of one kind of classifier."""

    @property
    def sentence_ids(self) -> pd.Index[str]:
        """Sentence of each training row."""

    @property
    def steps(self) -> Reals:
        """Features with the loaded term minus features with the neutral term, one row per swap of kind pair."""

    def fitted(self) -> Coefficients:
        """Return the coefficients of the original classifiers, by classifier and fold."""

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Return the coefficients of every case; folds without training data of an outlet are omitted."""


@dataclass(frozen=True)
class LoadednessRefits:
    """Refit the LoadednessClassifiers to the labelled rows."""

    tier: Tier

    @cached_property
    def sentence_ids(self) -> pd.Index[str]:
        """Sentence of each labelled row."""
        ids: pd.Index[str] = pd.Index(self.tier.units.labels["sentence_id"])
        return ids

    @cached_property
    def steps(self) -> Reals:
        """Differences of the features of loadedness."""
        return self.tier.steps

    @cached_property
    def rows(self) -> Reals:
        """Features of the labelled rows."""
        return self.tier.features.loc[self.sentence_ids].to_numpy(np.float64)

    @cached_property
    def offset(self) -> Reals:
        """Log-odds of the labelled rows by the shared model."""
        return np.asarray(self.rows @ self.shared + self.tier.prior.intercept, dtype=np.float64)

    @property
    def shared(self) -> Reals:
        """Coefficients of the shared model."""
        return np.array(self.tier.prior.coefficients)

    @cached_property
    def fold_of_row(self) -> Integers:
        """Fold of each labelled row."""
        return np.asarray(self.tier.units.folds.loc[self.sentence_ids], dtype=np.int64)

    def fitted(self) -> Coefficients:
        """Return the coefficients of the original classifiers."""
        return self.tier.loadedness_models.coefficients()

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Return the coefficients of every case."""
        return [self.once(case) for case in progress(cases, "refits")]

    def once(self, case: Case) -> Coefficients:
        """Return the coefficients of one case."""
        labels = self.tier.units.labels
        label, weight = labels["label"].to_numpy(np.float64), labels["weight"].to_numpy(np.float64)
        coefficients: Coefficients = {}
        for classifier, models in self.tier.loadedness_models.models.items():
            of_outlet = case.kept & (case.outlets == outlet_of(classifier))
            coefficients[classifier] = {
                fold: self.shared
                + fit_ridge(self.rows[seen], label[seen], weight[seen], self.offset[seen], model.tau_).coefficients
                for fold, model in models.items()
                if (seen := of_outlet & (self.fold_of_row != fold)).any()
            }
        return coefficients


@dataclass(frozen=True)
class OutletRefits:
    """Refit the OutletClassifiers to all sentences, with all cases of a classifier and fold in one computation."""

    tier: Tier

    @property
    def sentence_ids(self) -> pd.Index[str]:
        """All sentences except boilerplate."""
        return pd.Index(self.tier.units.sentence_ids)

    @cached_property
    def steps(self) -> Reals:
        """Differences of the features of masked text."""
        return self.tier.steps_between_outlets

    def fitted(self) -> Coefficients:
        """Return the coefficients of the original classifiers."""
        return self.tier.outlet_models.coefficients()

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Return the coefficients of every case."""
        rows = self.tier.for_outlets.loc[self.sentence_ids].to_numpy(np.float64)
        fold_of_row = self.tier.units.folds.loc[self.sentence_ids].to_numpy()
        outlets, kept = (np.stack(column, axis=1) for column in zip(*cases, strict=True))
        results: list[Coefficients] = [{} for _ in cases]
        for classifier, models in named(self.tier.outlet_models.models, "classifiers"):
            is_it = outlets == outlet_of(classifier)
            for fold, model in models.items():
                seen = fold_of_row != fold
                scale = (rows[seen] ** 2).sum(axis=1).mean()
                together = fit_together(rows[seen], is_it[seen], kept[seen], scale / model.strength_)
                for place, coefficients in enumerate(together):
                    results[place].setdefault(classifier, {})[fold] = coefficients
        return results


def fit_together(rows: Reals, labels: Flags, kept: Flags, precision: float) -> Reals:
    """Fit many ridge logistic regressions to the same rows.

    The Hessian is bounded by a quarter of the inner products of the rows (Böhning & Lindsay 1988), so one factorisation
    of that bound serves all steps of all regressions. Steps have momentum (Nesterov 1983), which begins again where it
    leads uphill (O'Donoghue & Candès 2015).

    Parameters
    ----------
    rows : ndarray of shape (n, d)
        Features.
    labels : ndarray of bool, shape (n, m)
        Label of each row in each of m regressions.
    kept : ndarray of bool, shape (n, m)
        Whether the row is used in the regression.
    precision : float
        Prior precision of the coefficients; the intercept has a weak prior.

    Returns
    -------
    ndarray of shape (m, d)
        Coefficients without the intercepts.

    Examples
    --------
    >>> rows, labels = np.array([[-1.0], [1.0], [2.0]]), np.array([[False, True], [True, False], [True, False]])
    >>> coefficients = fit_together(rows, labels, np.ones_like(labels), 1.0)
    >>> bool(coefficients[0, 0] > 0), bool(np.isclose(coefficients[0, 0], -coefficients[1, 0]))
    (True, True)
    """
    design = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.append(SD_OF_INTERCEPT**-2, np.full(rows.shape[1], precision))
    bound = cho_factor(design.T @ design / 4 + np.diag(penalty))
    values = ahead = np.zeros((design.shape[1], labels.shape[1]))
    pace = np.ones(labels.shape[1])
    with threadpool_limits(1):  # for such small matrices, threads cost more than they save
        for _ in range(STEPS):
            slope = design.T @ (kept * (labels - expit(design @ ahead))) - penalty[:, None] * ahead
            step = cho_solve(bound, slope)
            moved = ahead + step - values
            pace = np.where((slope * moved).sum(axis=0) < 0, 1.0, pace)
            following = (1 + np.sqrt(1 + 4 * pace**2)) / 2
            values, ahead = values + moved, values + moved * (1 + (pace - 1) / following)
            pace = following
            if max(np.abs(step).max(), np.abs(moved).max()) <= NEAR:
                break
    return np.asarray(values[1:].T)
