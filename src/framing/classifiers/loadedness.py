"""Loadedness: whether a sentence is loaded, by one classifier an outlet, each a shift of one shared model."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import _check_sample_weight, validate_data

from framing.classifiers.linear import LinearClassifier, in_order
from framing.classifiers.odds import Reals
from framing.classifiers.prior import Prior
from framing.classifiers.ridge import fit_ridge
from framing.errors import BadInput

# below this many loaded sentences a classifier says little of its own
ENOUGH_POSITIVES = 10


class LoadednessClassifier(LinearClassifier):
    """Logistic regression whose prior is centred at a shared model: how far an outlet's own sentences move it.

    The coefficients are the shared ones plus a shift with prior N(0, τ²), τ by evidence (framing.classifiers.ridge);
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
        self.classes_ = two_classes(y)
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


def two_classes(y: npt.NDArray[Any]) -> npt.NDArray[Any]:
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
