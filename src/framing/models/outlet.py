"""Outlet: whether a sentence is worded as this outlet words, against the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, validate_data

from framing.errors import BadInput
from framing.models import loadedness as ridge
from framing.models.cross_fitting import deal
from framing.models.linear import LinearClassifier, in_order
from framing.models.odds import Reals

# inverse strengths of the penalty that are tried, for rows of mean squared length one
STRENGTHS = 10.0 ** np.arange(-2, 3)
FOLDS = 5
# cells of a matrix that is solved dense: 80 MB
LARGEST_DENSE = 10**7

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Sample:
    """Rows with their labels, weights and groups."""

    rows: Any
    labels: Flags
    weights: Reals
    groups: npt.NDArray[np.intp]

    @property
    def scale(self) -> float:
        """Mean squared length of a row: the penalty is the same whatever the unit of the features."""
        return float(self.weights @ _squared_lengths(self.rows) / self.weights.sum()) or 1.0

    def where(self, kept: Flags) -> _Sample:
        """The rows that are kept."""
        return _Sample(self.rows[kept], self.labels[kept], self.weights[kept], self.groups[kept])

    def fit(self, strength: float) -> Reals:
        """Intercept and coefficients under a penalty of this inverse strength.

        The intercept has the prior of framing.models.loadedness, and is finite whatever the labels.
        """
        if not sparse.issparse(self.rows):
            labels = self.labels.astype(np.float64)
            dense = ridge.Sample(self.rows, labels, self.weights, np.zeros(len(labels)))
            return ridge.solve(dense, float(np.sqrt(strength)), np.zeros(1 + self.rows.shape[1])).values
        ones = np.full((self.rows.shape[0], 1), ridge.SD_OF_INTERCEPT / np.sqrt(strength))
        model = LogisticRegression(C=strength, solver="lbfgs", tol=1e-6, max_iter=10_000, fit_intercept=False)
        model.fit(sparse.hstack([ones, self.rows], format="csr"), self.labels, self.weights)
        return np.append(model.coef_[0, 0] * ones[0, 0], model.coef_[0, 1:])

    def loss(self, values: Reals) -> float:
        """Log-loss of intercept and coefficients on these rows."""
        log_odds = self.rows @ values[1:] + values[0]
        return float(self.weights @ np.logaddexp(0, np.where(self.labels, -log_odds, log_odds)))


class OutletClassifier(LinearClassifier):
    """Penalised logistic regression of one outlet against the rest.

    The strength of the penalty is the one of least log-loss over inner folds, in which sentences of a group (a shared
    proposition) stay together. Train it on masked text (framing.models.text_features): names of outlets would give
    themselves away.

    Parameters
    ----------
    outlet
        the label of the outlet. Without one there must be two labels, and the second is meant.

    Attributes
    ----------
    strength_
        the inverse strength of the penalty that was chosen, for rows of mean squared length one.
    n_positives_
        sentences of the outlet seen, by weight.

    Examples
    --------
    >>> X = [[0.0], [0.2], [0.1], [0.9], [1.0], [0.8]]
    >>> y = ["Courier", "Courier", "Upland", "Perrant", "Perrant", "Perrant"]
    >>> model = OutletClassifier("Perrant").fit(X, y)
    >>> model.predict([[0.0], [1.0]]).tolist()
    [False, True]
    """

    def __init__(self, outlet: str | None = None) -> None:
        self.outlet = outlet

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:  # noqa: N803
        """Fit on rows of features and their outlets; rows of one of the `groups` stay together in inner folds.

        Without groups, equal rows are one.
        """
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        weights = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        labels = self.is_outlet(y)
        order = in_order(rows, labels, weights)
        order = order[weights[order] > 0]
        self.refuse_one_label(labels[order])
        together = _equal_rows(rows[order]) if groups is None else _by_name(np.asarray(groups)[order])
        narrow, back = _in_fewest(rows[order])
        sample = _Sample(narrow, labels[order], weights[order], together)
        self.strength_ = _chosen_strength(sample)
        found = sample.fit(self.strength_ / sample.scale)
        self.coef_ = (found[1:] if back is None else found[1:] @ back)[None, :]
        self.intercept_ = found[:1]
        self.n_positives_ = float(weights @ labels)
        return self

    def is_outlet(self, y: npt.NDArray[Any]) -> Flags:
        """Which rows are of the outlet; sets `classes_`."""
        check_classification_targets(y)
        known = np.unique(y)
        if self.outlet is not None:
            self.classes_ = np.array([False, True])
            return np.asarray(y == self.outlet)
        if len(known) != 2:
            raise BadInput(
                f"Only binary classification is supported without outlet=; found {len(known)} classes, expected one "
                "outlet and the rest. Name the outlet."
            )
        self.classes_ = known
        return np.asarray(y == known[1])

    def refuse_one_label(self, labels: Flags) -> None:
        """Refuse rows that are all of the outlet, or none."""
        if labels.all() or not labels.any():
            found = "All sentences are" if labels.any() else "No sentence is"
            raise BadInput(
                f"{found} of the outlet {self.outlet or self.classes_[1]!r}, so there is one class alone; expected "
                "sentences of the outlet and of the rest."
            )


def _chosen_strength(sample: _Sample) -> float:
    """The strength under which the labels of unseen folds are likeliest; of equals the strongest penalty."""
    folds = _inner_folds(sample)
    cells = [(sample.where(folds != fold), sample.where(folds == fold)) for fold in np.unique(folds)]
    cells = [(seen, unseen) for seen, unseen in cells if seen.labels.any() and not seen.labels.all()]

    def loss(strength: float) -> float:
        return round(sum(unseen.loss(seen.fit(strength / sample.scale)) for seen, unseen in cells), 9)

    return float(min(STRENGTHS, key=loss))


def _in_fewest(rows: Any) -> tuple[Any, Reals | None]:
    """Rows of more features than rows in the directions in which they vary: the penalty does not mind being turned.

    A sparse matrix that is not large is made dense first, for which the solution is found sooner and to more digits.
    """
    if sparse.issparse(rows) and rows.shape[0] * rows.shape[1] <= LARGEST_DENSE:
        rows = rows.toarray()
    if sparse.issparse(rows) or rows.shape[0] >= rows.shape[1]:
        return rows, None
    return ridge.directions(rows)


def _squared_lengths(rows: Any) -> Reals:
    return np.asarray((rows.multiply(rows) if hasattr(rows, "multiply") else rows**2).sum(axis=1)).ravel()


def _equal_rows(rows: Any) -> npt.NDArray[np.intp]:
    """Number of the group of each row, where sorted rows that are equal are a group."""
    gaps = rows[1:] - rows[:-1]
    return np.append(0, np.cumsum(_squared_lengths(gaps) > 0)).astype(np.intp)


def _by_name(groups: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Groups numbered by their names: rows hold last digits that another processor makes otherwise."""
    return np.unique(groups, return_inverse=True)[1].astype(np.intp)


def _inner_folds(sample: _Sample) -> npt.NDArray[np.intp]:
    """Fold of each row: groups dealt to folds of about equal size, those of the outlet first."""
    counted = (sample.weights * ~sample.labels, sample.weights * sample.labels)
    parts = [np.bincount(sample.groups, each) for each in counted]
    return deal(np.column_stack(parts).astype(np.float64), FOLDS)[sample.groups]
