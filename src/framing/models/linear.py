"""What the classifiers share: log-odds that are linear in the features, in the manner of scikit-learn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from framing.models.cards import shown_classifier
from framing.models.odds import Reals, of_both

Places = npt.NDArray[np.intp]


class LinearClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A fitted classifier of two classes: `coef_` (1, n_features), `intercept_` (1,), `classes_`."""

    coef_: Reals
    intercept_: Reals
    classes_: npt.NDArray[Any]

    def decision_function(self, X: Any) -> Reals:  # noqa: N803
        """Log-odds of the second class, one a row."""
        check_is_fitted(self)
        rows = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        return np.asarray(rows @ self.coef_[0] + self.intercept_[0], dtype=np.float64)

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probability of each class, one row a row."""
        return of_both(self.decision_function(X))

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """The likelier class of each row."""
        second = self.decision_function(X) > 0
        return self.classes_[second.astype(np.intp)]

    def save(self, path: str | Path, *, card: str = "") -> None:
        """Write the classifier as one JSON file, with a model card in words; `load_model` reads it."""
        from framing.models.persistence import save_classifier

        save_classifier(self, Path(path), card)

    def _repr_html_(self) -> str:
        return shown_classifier(self)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:  # noqa: ARG002
        return {"text/plain": repr(self), "text/html": self._repr_html_()}  # scikit-learn's own page holds 50 kB

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        return tags


def in_order(rows: Any, *columns: npt.NDArray[Any]) -> Places:
    """Places of the rows sorted by what they hold: sums taken in this order are the same for every order of a table.

    Numbers are compared from their greatest byte on, so that their last digits decide last.
    """
    if sparse.issparse(rows):
        rows.sort_indices()
        bounds = zip(rows.indptr, rows.indptr[1:], strict=False)
        held = [rows.indices[start:end].tobytes() + rows.data[start:end].tobytes() for start, end in bounds]
    else:
        held = [row.tobytes() for row in rows.astype(">f8")]
    beside = [column.tolist() for column in columns]
    keys = list(zip(held, *beside, strict=True))
    return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)
