"""Outlet: whether a sentence is worded as this outlet words, against the rest."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, validate_data

from framing.classifiers.crossfit import deal
from framing.classifiers.linear import LinearClassifier, Reals, in_order
from framing.errors import BadInput

# inverse strengths of the penalty that are tried, for rows of mean squared length one
STRENGTHS = 10.0 ** np.arange(-2, 4)
FOLDS = 5


class OutletClassifier(LinearClassifier):
    """Penalised logistic regression of one outlet against the rest.

    The strength of the penalty is the one of least log-loss over inner folds, in which sentences of a group (a shared
    proposition) stay together. Train it on masked text (framing.features.masking): names of outlets would give
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
        rows, labels, weights = rows[order], labels[order], weights[order]
        self.refuse_one_label(labels)
        together = equal_rows(rows) if groups is None else by_first_row(np.asarray(groups)[order])
        scale = float(weights @ squared_lengths(rows) / weights.sum()) or 1.0
        self.strength_ = self.chosen_strength(rows, labels, weights, together, scale)
        found = penalised(self.strength_ / scale).fit(rows, labels, weights)
        self.coef_, self.intercept_ = found.coef_, found.intercept_
        self.n_positives_ = float(weights @ labels)
        return self

    def is_outlet(self, y: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
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

    def refuse_one_label(self, labels: npt.NDArray[np.bool_]) -> None:
        """Refuse rows that are all of the outlet, or none."""
        if not labels.any():
            raise BadInput(f"No sentence is of the outlet {self.outlet or self.classes_[1]!r}: found one class alone.")
        if labels.all():
            raise BadInput(f"All sentences are of the outlet {self.outlet or self.classes_[1]!r}: there is no rest.")

    def chosen_strength(
        self, rows: Any, labels: npt.NDArray[np.bool_], weights: Reals, groups: npt.NDArray[np.intp], scale: float
    ) -> float:
        """The strength under which the labels of unseen folds are likeliest; the strongest penalty of equals."""
        folds = inner_folds(groups, labels, weights)
        seen = [(folds != fold, folds == fold) for fold in np.unique(folds)]
        seen = [(train, test) for train, test in seen if 0 < labels[train].sum() < train.sum()]
        if not seen:
            return 1.0

        def loss(strength: float) -> float:
            return sum(
                loss_of(
                    penalised(strength / scale).fit(rows[train], labels[train], weights[train]),
                    rows[test],
                    labels[test],
                    weights[test],
                )
                for train, test in seen
            )

        return float(min(STRENGTHS, key=lambda strength: round(loss(strength), 9)))


def penalised(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, solver="lbfgs", tol=1e-6, max_iter=10_000)


def loss_of(model: LogisticRegression, rows: Any, labels: npt.NDArray[np.bool_], weights: Reals) -> float:
    log_odds = model.decision_function(rows)
    return float(weights @ np.logaddexp(0, np.where(labels, -log_odds, log_odds)))


def squared_lengths(rows: Any) -> Reals:
    return np.asarray((rows.multiply(rows) if hasattr(rows, "multiply") else rows**2).sum(axis=1)).ravel()


def equal_rows(rows: Any) -> npt.NDArray[np.intp]:
    """Number of the group of each row, where sorted rows that are equal are a group."""
    gaps = rows[1:] - rows[:-1]
    return np.append(0, np.cumsum(squared_lengths(gaps) > 0)).astype(np.intp)


def by_first_row(groups: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Groups numbered in the order in which they come."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups.tolist()))}
    return np.array([numbers[group] for group in groups.tolist()], dtype=np.intp)


def inner_folds(groups: npt.NDArray[np.intp], labels: npt.NDArray[np.bool_], weights: Reals) -> npt.NDArray[np.intp]:
    """Fold of each row: groups dealt to folds of about equal size, the outlet's first."""
    sizes, positives = (np.bincount(groups, counted).astype(np.float64) for counted in (weights, weights * labels))
    return deal(sizes, positives, FOLDS)[groups]
