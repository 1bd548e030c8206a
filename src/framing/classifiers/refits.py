"""Refits: the LoadednessClassifiers of a design again and again, on other sentences or under other outlets.

Each keeps the strength of the prior (τ) that the classifier of its outlet and fold has, so that what differs is what it
learnt from; and nothing but the fit is done, so that thousands take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from framing.classifiers.design import Design
from framing.classifiers.panel import LOADEDNESS
from framing.classifiers.ridge import fit_ridge

Reals = npt.NDArray[np.float64]
Coefficients = dict[str, dict[int, Reals]]


@dataclass(frozen=True)
class Refits:
    """Refits of one design."""

    design: Design

    @cached_property
    def rows(self) -> Reals:
        """Features of the labelled rows."""
        return self.design.features.loc[self.design.units.labels["sentence_id"]].to_numpy(np.float64)

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
        return np.asarray(self.design.units.labels["sentence_id"].map(self.design.units.folds), dtype=np.int64)

    def fitted(self) -> Coefficients:
        """The coefficients of the classifiers as they are."""
        return {
            classifier: {fold: model.coef_[0] for fold, model in models.items()}
            for classifier, models in self.design.panel.models.items()
        }

    def again(self, outlet_of_row: npt.NDArray[np.str_], kept: npt.NDArray[np.bool_]) -> Coefficients:
        """Coefficients by classifier and fold, fitted on the labelled rows that are kept.

        Parameters
        ----------
        outlet_of_row
            the outlet of each labelled row, as it is or as it is dealt.
        kept
            which labelled rows may be learnt from; an outlet without any is left out.
        """
        labels = self.design.units.labels
        label, weight = labels["label"].to_numpy(np.float64), labels["weight"].to_numpy(np.float64)
        found: Coefficients = {}
        for classifier, models in self.design.panel.models.items():
            of_outlet = kept & (outlet_of_row == classifier.removeprefix(f"{LOADEDNESS}:"))
            found[classifier] = {
                fold: self.shared
                + fit_ridge(self.rows[seen], label[seen], weight[seen], self.offset[seen], model.tau_).coefficients
                for fold, model in models.items()
                if (seen := of_outlet & (self.fold_of_row != fold)).any()
            }
        return found
