"""Classify whether a sentence is worded as one outlet words its own, with one classifier per outlet.

Classifiers are named by question and training outlet: `loadedness:TSF`, `outlet:TSF`. Each consists of one model per
fold; a sentence and its swaps are scored by the model that was fitted without the sentence's component.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, validate_data

from framing.display import named
from framing.errors import BadInput
from framing.models import loadedness as ridge
from framing.models.cross_fitting import deal, fit_folds, score_folds
from framing.models.linear import LinearClassifier, in_order
from framing.models.loadedness import ENOUGH_POSITIVES, LoadednessClassifier, Prior
from framing.stats import Flags, Reals
from framing.tables import validate

STRENGTHS = 10.0 ** np.arange(-2, 3)  # inverse penalties that are tried, for rows of mean squared length 1
INNER_FOLDS = 5
LARGEST_DENSE = 10**7  # cells of the largest matrix that is converted to dense: 80 MB


@dataclass(frozen=True)
class _Sample:
    """Hold training rows with labels, weights and groups."""

    rows: Any
    labels: Flags
    weights: Reals
    groups: npt.NDArray[np.intp]

    @property
    def scale(self) -> float:
        """Mean squared length of a row; scaling by it makes the penalty independent of the unit of the features."""
        return float(self.weights @ _squared_lengths(self.rows) / self.weights.sum()) or 1.0

    def where(self, kept: Flags) -> _Sample:
        """Select rows."""
        return _Sample(self.rows[kept], self.labels[kept], self.weights[kept], self.groups[kept])

    def fit(self, strength: float, start: Reals | None = None) -> Reals:
        """Fit intercept and coefficients with this inverse penalty, from those of another penalty.

        The intercept has the weak prior of `framing.models.loadedness`, so that it is always finite.
        """
        if not sparse.issparse(self.rows):
            labels = self.labels.astype(np.float64)
            dense = ridge.Sample(self.rows, labels, self.weights, np.zeros(len(labels)))
            return ridge.mode_of(
                dense, float(np.sqrt(strength)), np.zeros(1 + self.rows.shape[1]) if start is None else start
            )
        ones = np.full((self.rows.shape[0], 1), ridge.SD_OF_INTERCEPT / np.sqrt(strength))
        model = LogisticRegression(C=strength, solver="lbfgs", tol=1e-6, max_iter=10_000, fit_intercept=False)
        model.fit(sparse.hstack([ones, self.rows], format="csr"), self.labels, self.weights)
        return np.append(model.coef_[0, 0] * ones[0, 0], model.coef_[0, 1:])

    def loss(self, values: Reals) -> float:
        """Compute the log-loss of intercept and coefficients on these rows."""
        log_odds = self.rows @ values[1:] + values[0]
        return float(self.weights @ np.logaddexp(0, np.where(self.labels, -log_odds, log_odds)))


class OutletClassifier(LinearClassifier):
    """Classify sentences of one outlet against the rest by ridge logistic regression.

    The penalty minimises the log-loss in inner cross-validation, in which sentences of a group (a shared proposition)
    stay in the same fold. Train the classifier on masked text (`mask_sentences`); otherwise names of outlets reveal the
    label.

    Parameters
    ----------
    outlet : str, optional
        Label of the outlet. By default `y` must have two labels, and the second one is the positive class.

    Attributes
    ----------
    coef_ : ndarray of shape (1, n_features)
        Coefficients.
    intercept_ : ndarray of shape (1,)
        Intercept.
    classes_ : ndarray of shape (2,)
        False and True, or the two labels if `outlet` is not given.
    strength_ : float
        Selected inverse penalty, for rows of mean squared length 1.
    n_positives_ : float
        Weighted number of training sentences from the outlet.

    See Also
    --------
    LoadednessClassifier : Classify sentences as loaded.

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
        """Select the penalty and fit the coefficients.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n, n_features)
            Features, one row per sentence.
        y : array_like of shape (n,)
            Outlet of each row.
        sample_weight : array_like of shape (n,), optional
            Weight of each row.
        groups : array_like of shape (n,), optional
            Rows of a group stay in the same inner fold; by default, identical rows form a group.

        Returns
        -------
        self

        Raises
        ------
        BadInput
            If all rows are from the outlet, or none, or `y` has more than two labels and `outlet` is not given.
        """
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        weights = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        labels = self.is_outlet(y)
        order = in_order(rows, labels, weights)
        order = order[weights[order] > 0]
        self.check_two_labels(labels[order])
        together = _equal_rows(rows[order]) if groups is None else _by_name(np.asarray(groups)[order])
        narrow, back = _in_fewest(rows[order])
        sample = _Sample(narrow, labels[order], weights[order], together)
        self.strength_ = _chosen_strength(sample)
        values = sample.fit(self.strength_ / sample.scale)
        self.coef_ = (values[1:] if back is None else values[1:] @ back)[None, :]
        self.intercept_ = values[:1]
        self.n_positives_ = float(weights @ labels)
        return self

    def is_outlet(self, y: npt.NDArray[Any]) -> Flags:
        """Return whether each row is from the outlet, and set `classes_`."""
        check_classification_targets(y)
        known = np.unique(y)
        if self.outlet is not None:
            self.classes_ = np.array([False, True])
            return np.asarray(y == self.outlet)
        if len(known) != 2:
            raise BadInput(
                f"Only binary classification is supported without outlet=, but y has {len(known)} classes. Name the "
                "outlet: OutletClassifier(outlet=...)."
            )
        self.classes_ = known
        return np.asarray(y == known[1])

    def check_two_labels(self, labels: Flags) -> None:
        """Raise BadInput if all rows are from the outlet, or none."""
        if labels.all() or not labels.any():
            which = "All sentences are" if labels.any() else "No sentence is"
            raise BadInput(
                f"{which} from the outlet {self.outlet or self.classes_[1]!r}, so there is only one class. Pass "
                "sentences of this outlet and of others."
            )


def _chosen_strength(sample: _Sample) -> float:
    """Select the inverse penalty with minimum log-loss in inner folds; prefer the strongest of equal penalties."""
    folds = _inner_folds(sample)
    cells = [(sample.where(folds != fold), sample.where(folds == fold)) for fold in np.unique(folds)]
    cells = [(seen, unseen) for seen, unseen in cells if seen.labels.any() and not seen.labels.all()]

    losses = np.zeros(len(STRENGTHS))
    for seen, unseen in cells:
        values = None
        for place, strength in enumerate(STRENGTHS):
            values = seen.fit(strength / sample.scale, values)
            losses[place] += unseen.loss(values)
    return float(STRENGTHS[losses.round(9).argmin()])


def _in_fewest(rows: Any) -> tuple[Any, Reals | None]:
    """Rotate rows with many features to their principal directions; a ridge penalty is invariant.

    Small sparse matrices are converted to dense, for which the solver is faster and more precise.
    """
    if sparse.issparse(rows) and rows.shape[0] * rows.shape[1] <= LARGEST_DENSE:
        rows = rows.toarray()
    if sparse.issparse(rows) or rows.shape[1] < min(rows.shape[0], ridge.MOST_NEWTON):
        return rows, None
    return ridge.directions(rows)


def _squared_lengths(rows: Any) -> Reals:
    return np.asarray((rows.multiply(rows) if hasattr(rows, "multiply") else rows**2).sum(axis=1)).ravel()


def _equal_rows(rows: Any) -> npt.NDArray[np.intp]:
    """Assign a group number to each set of identical rows, given sorted rows."""
    gaps = rows[1:] - rows[:-1]
    return np.append(0, np.cumsum(_squared_lengths(gaps) > 0)).astype(np.intp)


def _by_name(groups: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Assign group numbers by name, which does not depend on rounding in the features."""
    return np.unique(groups, return_inverse=True)[1].astype(np.intp)


def _inner_folds(sample: _Sample) -> npt.NDArray[np.intp]:
    """Assign groups to inner folds with about equal numbers of sentences from the outlet and from the rest."""
    counted = (sample.weights * ~sample.labels, sample.weights * sample.labels)
    parts = [np.bincount(sample.groups, each) for each in counted]
    return deal(np.column_stack(parts).astype(np.float64), INNER_FOLDS)[sample.groups]


LOADEDNESS, OUTLET, GENERAL, POOLED = "loadedness", "outlet", "general", "pooled"
STATIC = "static"  # the static model, where the general one cannot run
# further outputs of the general model: the most loaded word of a unit; the name in a slot; the stance towards it
GENERAL_WORD, GENERAL_NAME, GENERAL_STANCE = "general word", "general name", "general stance"
OTHER_ENCODER = "other encoder"  # loadedness on vectors of the encoder that was trained for loadedness


@dataclass(frozen=True)
class OutletModels:
    """Hold the fitted models of each classifier, by fold."""

    models: Mapping[str, Mapping[int, Any]]

    def scores(self, features: pd.DataFrame, folds: pd.Series[int], tier: str) -> pd.DataFrame:
        """Score every unit with every classifier.

        Parameters
        ----------
        features : DataFrame
            Features by unit: sentences or swapped sentences.
        folds : Series of int
            Fold of each unit, in the order of `features`.
        tier : {"public", "text"}
            Tier of the features.

        Returns
        -------
        DataFrame
            Table scores: unit_id, classifier, tier, fold, log_odds, probability.
        """
        tables = [
            as_scores(score_folds(models, features, folds), classifier, tier, folds.to_numpy())
            for classifier, models in self.models.items()
        ]
        return validate(pd.concat(tables, ignore_index=True), "scores", "scores") if tables else _no_scores()

    def coefficients(self) -> dict[str, dict[int, Reals]]:
        """Return the coefficients by classifier and fold."""
        return {
            classifier: {fold: model.coef_[0] for fold, model in models.items()}
            for classifier, models in self.models.items()
        }

    def cards(self) -> pd.DataFrame:
        """Describe the training data of each classifier, averaged over folds.

        Returns
        -------
        DataFrame
            classifier, n_positives (positive training rows), enough_positives (whether n_positives is at least 10),
            shared_weight (weight of the shared model; nan for OutletClassifiers).
        """
        return pd.DataFrame(
            [(classifier, *_card_of(models)) for classifier, models in self.models.items()],
            columns=["classifier", "n_positives", "enough_positives", "shared_weight"],
        )


def outlet_of(classifier: str) -> str:
    """Return the outlet in the name of a classifier.

    >>> outlet_of("loadedness:TSF")
    'TSF'
    """
    return classifier.partition(":")[2]


def as_scores(log_odds: pd.Series[float], classifier: str, tier: str, fold: Any) -> pd.DataFrame:
    """Convert log-odds by unit to rows of the table scores."""
    return pd.DataFrame(
        {
            "unit_id": log_odds.index.to_numpy(),
            "classifier": classifier,
            "tier": tier,
            "fold": pd.array(fold, dtype="Int64"),
            "log_odds": log_odds.to_numpy(),
            "probability": expit(log_odds.to_numpy()),
        }
    )


def _no_scores() -> pd.DataFrame:
    """Return an empty table of scores."""
    return as_scores(pd.Series(dtype="float64"), "", "text", []).astype({"unit_id": "str", "classifier": "str"})


def _card_of(models: Mapping[int, Any]) -> tuple[float, bool, float]:
    """Return mean n_positives, enough_positives and mean shared_weight over folds."""
    positives = pd.Series([model.n_positives_ for model in models.values()], dtype="float64").mean()
    shared = pd.Series([getattr(model, "shared_weight_", None) for model in models.values()], dtype="float64").mean()
    return float(positives), bool(positives >= ENOUGH_POSITIVES), float(shared)


def fit_loadedness_models(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    outlets: pd.Series[str],
    folds: pd.Series[int],
    prior: Prior | None = None,
) -> OutletModels:
    """Fit one LoadednessClassifier per outlet to the outlet's own coded sentences, with a common shared model.

    Parameters
    ----------
    features : DataFrame
        Features by sentence_id.
    labels : DataFrame
        Weighted labels: sentence_id, label, weight.
    outlets : Series of str
        Outlet of each sentence, by sentence_id; outlets without coded sentences are omitted.
    folds : Series of int
        Folds of `folds_of`.
    prior : Prior, optional
        Shared model.
    """
    of_outlet = labels["sentence_id"].map(outlets)
    return OutletModels(
        {
            f"{LOADEDNESS}:{outlet}": fit_folds(
                LoadednessClassifier(prior), features, labels[of_outlet == outlet], folds
            )
            for outlet in outlets.unique()
            if (of_outlet == outlet).any()
        }
    )


def fit_outlet_models(
    features: pd.DataFrame,
    outlets: pd.Series[str],
    folds: pd.Series[int],
    components: pd.Series[str],
    names: Sequence[str],
) -> OutletModels:
    """Fit the OutletClassifiers of some outlets, each against all others; empty for a study of one outlet.

    Parameters
    ----------
    features : DataFrame
        Features of masked text, by sentence_id.
    outlets, folds, components : Series
        Outlet, fold and component of each sentence, by sentence_id.
    names : sequence of str
        Outlets that get a classifier.
    """
    rows = pd.DataFrame({"sentence_id": outlets.index, "label": outlets.to_numpy(), "weight": 1.0})
    fitted = {name: name for name in (names if len(set(outlets)) > 1 else ())}
    return OutletModels(
        {
            f"{OUTLET}:{outlet}": fit_folds(OutletClassifier(outlet), features, rows, folds, components, outlet)
            for outlet, _ in named(fitted, "outlets")
        }
    )
