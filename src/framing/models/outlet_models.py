"""Fit one classifier per outlet over the same features and folds.

Classifiers are named by question and training outlet: `loadedness:TSF`, `outlet:TSF`. Each consists of one model per
fold; a sentence and its swaps are scored by the model that was fitted without the sentence's component.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy.special import expit

from framing.display import named
from framing.models.cross_fitting import fit_folds, score_folds
from framing.models.loadedness import ENOUGH_POSITIVES, LoadednessClassifier, Prior
from framing.models.outlet import OutletClassifier
from framing.stats import Reals
from framing.tables import validate

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
