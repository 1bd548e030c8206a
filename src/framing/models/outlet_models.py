"""Panel: the classifiers of all outlets of a study, fitted over the same features and folds.

A classifier is called by what it is asked and whose sentences it learnt from: `loadedness:TSF`, `outlet:TSF`. Each is
a model a fold; a sentence, and every rewording of it, is scored by the model that saw nothing of its component.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from framing.models.cross_fitting import fit_folds, score_folds
from framing.models.loadedness import ENOUGH_POSITIVES, LoadednessClassifier, Prior
from framing.models.outlet import OutletClassifier
from framing.tables import validate

LOADEDNESS, OUTLET, GENERAL, POOLED = "loadedness", "outlet", "general", "pooled"
OTHER_ENCODER = "other encoder"  # loadedness as well, on the vectors of the network that was trained for it


@dataclass(frozen=True)
class Panel:
    """Fitted models by classifier and fold."""

    models: Mapping[str, Mapping[int, Any]]

    def scores(self, features: pd.DataFrame, folds: pd.Series[int], tier: str) -> pd.DataFrame:
        """Log-odds of every unit by every classifier.

        Parameters
        ----------
        features
            by unit: sentences, or rewordings of them.
        folds
            fold of each unit, in the order of `features`.
        tier
            public or text.

        Returns
        -------
        DataFrame
            scores: unit_id, classifier, tier, fold, log_odds, probability.
        """
        found = [
            as_scores(score_folds(models, features, folds), classifier, tier, folds.to_numpy())
            for classifier, models in self.models.items()
        ]
        return validate(pd.concat(found, ignore_index=True), "scores", "scores") if found else _no_scores()

    def coefficients(self) -> dict[str, dict[int, npt.NDArray[np.float64]]]:
        """Coefficients by classifier and fold."""
        return {
            classifier: {fold: model.coef_[0] for fold, model in models.items()}
            for classifier, models in self.models.items()
        }

    def cards(self) -> pd.DataFrame:
        """What each classifier rests on, over its folds.

        Returns
        -------
        DataFrame
            classifier; n_positives (of the training rows, mean over folds) and whether these are enough; shared_weight
            (mean over folds: how much of a LoadednessClassifier is the shared model; empty for others).
        """
        return pd.DataFrame(
            [(classifier, *_card_of(models)) for classifier, models in self.models.items()],
            columns=["classifier", "n_positives", "enough_positives", "shared_weight"],
        )


def outlet_of(classifier: str) -> str:
    """The outlet in the name of a classifier.

    >>> outlet_of("loadedness:TSF")
    'TSF'
    """
    return classifier.partition(":")[2]


def as_scores(log_odds: pd.Series[float], classifier: str, tier: str, fold: Any) -> pd.DataFrame:
    """Log-odds by unit as rows of the table of scores."""
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
    """A table of scores without a row."""
    return as_scores(pd.Series(dtype="float64"), "", "text", []).astype({"unit_id": "str", "classifier": "str"})


def _card_of(models: Mapping[int, Any]) -> tuple[float, bool, float]:
    """Mean number of positives, whether it is enough, and mean weight of the shared model."""
    positives = pd.Series([model.n_positives_ for model in models.values()], dtype="float64").mean()
    shared = pd.Series([getattr(model, "shared_weight_", None) for model in models.values()], dtype="float64").mean()
    return float(positives), bool(positives >= ENOUGH_POSITIVES), float(shared)


def loadedness_panel(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    outlets: pd.Series[str],
    folds: pd.Series[int],
    prior: Prior | None = None,
) -> Panel:
    """One LoadednessClassifier an outlet, each a shift of the same shared model by the outlet's own coded sentences.

    Parameters
    ----------
    features
        by sentence_id.
    labels
        `weighted_labels`: sentence_id, label, weight.
    outlets
        the outlet of each sentence, by sentence_id; an outlet without a coded sentence has no classifier.
    folds
        of `folds_of`.
    prior
        the shared model.
    """
    of_outlet = labels["sentence_id"].map(outlets)
    return Panel(
        {
            f"{LOADEDNESS}:{outlet}": fit_folds(
                LoadednessClassifier(prior), features, labels[of_outlet == outlet], folds
            )
            for outlet in outlets.unique()
            if (of_outlet == outlet).any()
        }
    )


def outlet_panel(
    features: pd.DataFrame, outlets: pd.Series[str], folds: pd.Series[int], components: pd.Series[str]
) -> Panel:
    """One OutletClassifier an outlet, against all others; none where there is one outlet alone.

    Parameters
    ----------
    features
        by sentence_id, of masked text.
    outlets, folds, components
        by sentence_id.
    """
    rows = pd.DataFrame({"sentence_id": outlets.index, "label": outlets.to_numpy(), "weight": 1.0})
    names = sorted(set(outlets), key=outlets.tolist().index)
    return Panel(
        {
            f"{OUTLET}:{outlet}": fit_folds(OutletClassifier(outlet), features, rows, folds, components, outlet)
            for outlet in (names if len(names) > 1 else ())
        }
    )
