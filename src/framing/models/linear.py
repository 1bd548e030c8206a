"""Define the base class of the linear classifiers, following the scikit-learn interface."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from framing.display import shown_classifier
from framing.stats import Reals
from framing.tables import write_json

# fitted attributes that are saved in addition to coefficients, intercept and classes
FITTED = ("tau_", "shared_weight_", "n_positives_", "enough_positives_", "strength_")


class LinearClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Predict two classes from linear log-odds.

    Attributes
    ----------
    coef_ : ndarray of shape (1, n_features)
        Coefficients.
    intercept_ : ndarray of shape (1,)
        Intercept.
    classes_ : ndarray of shape (2,)
        Labels; the second one is the positive class.
    """

    coef_: Reals
    intercept_: Reals
    classes_: npt.NDArray[Any]

    def decision_function(self, X: Any) -> Reals:  # noqa: N803
        """Compute the log-odds of the second class for each row, shape (n,)."""
        check_is_fitted(self)
        rows = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        return np.asarray(rows @ self.coef_[0] + self.intercept_[0], dtype=np.float64)

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Compute the probability of each class for each row, shape (n, 2)."""
        return of_both(self.decision_function(X))

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """Return the more probable class of each row."""
        second = self.decision_function(X) > 0
        return self.classes_[second.astype(np.intp)]

    def save(self, path: str | Path, *, card: str = "") -> None:
        """Write the classifier as a JSON file, with an optional model card; `load_model` reads it."""
        check_is_fitted(self)
        prior = self.get_params().get("prior")
        names: npt.NDArray[Any] | None = getattr(self, "feature_names_in_", None)
        content = {
            "model": type(self).__name__,
            "settings": self.get_params() | ({"prior": vars(prior)} if is_dataclass(prior) else {}),
            "classes": self.classes_.tolist(),
            "features": None if names is None else names.tolist(),
            "fitted": {name: getattr(self, name) for name in FITTED if hasattr(self, name)},
            "card": card,
            "intercept": float(self.intercept_[0]),
            "coefficients": self.coef_[0].tolist(),
        }
        write_json(content, Path(path))

    def _repr_html_(self) -> str:
        return shown_classifier(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:  # noqa: ARG002
        return {"text/plain": repr(self), "text/html": self._repr_html_()}  # scikit-learn's own HTML has 50 kB

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        return tags


def in_order(rows: Any, *columns: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Return the indices that sort rows by their content, so that sums do not depend on the order of the input.

    Numbers are compared by their bytes, most significant first.
    """
    if sparse.issparse(rows):
        rows.sort_indices()
        bounds = zip(rows.indptr, rows.indptr[1:], strict=False)
        content = [rows.indices[start:end].tobytes() + rows.data[start:end].tobytes() for start, end in bounds]
    else:
        content = [row.tobytes() for row in rows.astype(">f8")]
    keys = list(zip(content, *(column.tolist() for column in columns), strict=True))
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def probability(log_odds: Reals) -> Reals:
    """Compute the probability of each log-odds; nan stays nan.

    >>> probability(np.array([-800.0, 0.0, 800.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(np.exp(-np.logaddexp(0.0, -log_odds)), dtype=np.float64)


def of_both(log_odds: Reals) -> Reals:
    """Return the probabilities of neutral and loaded, shape (n, 2)."""
    return np.column_stack([probability(-log_odds), probability(log_odds)])
