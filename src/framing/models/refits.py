"""Refits: the classifiers of a design again and again, on other sentences or under other outlets.

Each keeps the strength of the penalty that the classifier of its outlet and fold has, so that what differs is what it
learnt from; and nothing but the fit is done, so that thousands take seconds.
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
from framing.models.outlet_models import outlet_of
from framing.models.tiers import Design

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Coefficients = dict[str, dict[int, Reals]]

STEPS, NEAR = 5000, 1e-7


class Case(NamedTuple):
    """What to learn from: the outlet of each sentence, as it is or as it is dealt, and which may be learnt from."""

    outlets: npt.NDArray[np.str_]
    kept: Flags


class Refits(Protocol):
    """Refits of the classifiers of one kind."""

    @property
    def sentence_ids(self) -> pd.Index[str]:
        """The sentence of each row that is learnt from."""

    @property
    def steps(self) -> Reals:
        """Features with the loaded term less those with the neutral one, a row a swap of kind pair."""

    def fitted(self) -> Coefficients:
        """The coefficients of the classifiers as they are, by classifier and fold."""

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Coefficients of every case; a fold that leaves an outlet nothing to learn from has none."""


@dataclass(frozen=True)
class LoadednessRefits:
    """Refits of the LoadednessClassifiers, on the labelled rows."""

    design: Design

    @cached_property
    def sentence_ids(self) -> pd.Index[str]:
        """The sentence of each labelled row."""
        ids: pd.Index[str] = pd.Index(self.design.units.labels["sentence_id"])
        return ids

    @cached_property
    def steps(self) -> Reals:
        """Of the features of loadedness."""
        return self.design.steps

    @cached_property
    def rows(self) -> Reals:
        """Features of the labelled rows."""
        return self.design.features.loc[self.sentence_ids].to_numpy(np.float64)

    @cached_property
    def offset(self) -> Reals:
        """Log-odds of the labelled rows by the shared model."""
        return np.asarray(self.rows @ self.shared + self.design.prior.intercept, dtype=np.float64)

    @property
    def shared(self) -> Reals:
        """Coefficients of the shared model."""
        return np.array(self.design.prior.coefficients)

    @cached_property
    def fold_of_row(self) -> npt.NDArray[np.int64]:
        """Fold of each labelled row."""
        return np.asarray(self.design.units.folds.loc[self.sentence_ids], dtype=np.int64)

    def fitted(self) -> Coefficients:
        """The coefficients of the classifiers as they are."""
        return self.design.panel.coefficients()

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Coefficients of every case."""
        return [self.once(case) for case in progress(cases, "refits")]

    def once(self, case: Case) -> Coefficients:
        """Coefficients of one case; an outlet without any row is left out."""
        labels = self.design.units.labels
        label, weight = labels["label"].to_numpy(np.float64), labels["weight"].to_numpy(np.float64)
        found: Coefficients = {}
        for classifier, models in self.design.panel.models.items():
            of_outlet = case.kept & (case.outlets == outlet_of(classifier))
            found[classifier] = {
                fold: self.shared
                + fit_ridge(self.rows[seen], label[seen], weight[seen], self.offset[seen], model.tau_).coefficients
                for fold, model in models.items()
                if (seen := of_outlet & (self.fold_of_row != fold)).any()
            }
        return found


@dataclass(frozen=True)
class OutletRefits:
    """Refits of the OutletClassifiers, on all sentences: all cases of one classifier and fold at once."""

    design: Design

    @property
    def sentence_ids(self) -> pd.Index[str]:
        """All sentences but boilerplate."""
        return pd.Index(self.design.units.sentence_ids)

    @cached_property
    def steps(self) -> Reals:
        """Of the features that tell outlets apart."""
        return self.design.steps_between_outlets

    def fitted(self) -> Coefficients:
        """The coefficients of the classifiers as they are."""
        return self.design.outlet_panel.coefficients()

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Coefficients of every case."""
        rows = self.design.for_outlets.loc[self.sentence_ids].to_numpy(np.float64)
        fold_of_row = self.design.units.folds.loc[self.sentence_ids].to_numpy()
        outlets, kept = (np.stack(column, axis=1) for column in zip(*cases, strict=True))
        found: list[Coefficients] = [{} for _ in cases]
        for classifier, models in named(self.design.outlet_panel.models, "classifiers"):
            is_it = outlets == outlet_of(classifier)
            for fold, model in models.items():
                seen = fold_of_row != fold
                scale = (rows[seen] ** 2).sum(axis=1).mean()
                together = fit_together(rows[seen], is_it[seen], kept[seen], scale / model.strength_)
                for place, coefficients in enumerate(together):
                    found[place].setdefault(classifier, {})[fold] = coefficients
        return found


def fit_together(rows: Reals, labels: Flags, kept: Flags, precision: float) -> Reals:
    """Coefficients of many penalised logistic regressions over the same rows, a row a regression.

    The curvature is never more than a quarter of the rows' inner products (Böhning & Lindsay 1988): one factorisation
    of that bound serves all steps of all regressions.

    Parameters
    ----------
    rows
        (n, d).
    labels, kept
        (n, m): the label of each row in each of m regressions, and whether it is learnt from.
    precision
        of the coefficients; the intercept is free within log-odds that sentences have.

    Returns
    -------
    array
        (m, d).

    Examples
    --------
    >>> rows, labels = np.array([[-1.0], [1.0], [2.0]]), np.array([[False, True], [True, False], [True, False]])
    >>> found = fit_together(rows, labels, np.ones_like(labels), 1.0)
    >>> bool(found[0, 0] > 0), bool(np.isclose(found[0, 0], -found[1, 0]))
    (True, True)
    """
    design = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.append(SD_OF_INTERCEPT**-2, np.full(rows.shape[1], precision))
    bound = cho_factor(design.T @ design / 4 + np.diag(penalty))
    values = np.zeros((design.shape[1], labels.shape[1]))
    with threadpool_limits(1):  # on matrices this small threads wait for each other longer than they work
        for _ in range(STEPS):
            slope = design.T @ (kept * (labels - expit(design @ values))) - penalty[:, None] * values
            step = cho_solve(bound, slope)
            values += step
            if np.abs(step).max() <= NEAR:
                break
    return np.asarray(values[1:].T)
