"""Distil: a static model that says of news, as nearly as words one by one can, what the full model says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import Ridge

from framing.classifiers.odds import Reals
from framing.classifiers.static import StaticModel
from framing.features.words import word_features

PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
TENTH = 10


def distilled(sentences: Sequence[str], log_odds: Reals, card: str = "") -> StaticModel:
    """The static model nearest to log-odds: least squares with a ridge penalty.

    The penalty is that of the least error on every tenth sentence when it learns from the others.

    Parameters
    ----------
    sentences
        of news; nobody need have labelled them.
    log_odds
        of the full model.
    card
        what the model is, and what it is not for.
    """
    rows = word_features(sentences)
    held = np.arange(len(sentences)) % TENTH == 0
    errors = {
        penalty: np.mean((fitted(rows[~held], log_odds[~held], penalty).predict(rows[held]) - log_odds[held]) ** 2)
        for penalty in PENALTIES
    }
    model = fitted(rows, log_odds, min(errors, key=errors.__getitem__))
    return StaticModel.of(model.coef_, float(model.intercept_), card)


def fitted(rows: Any, log_odds: Reals, penalty: float) -> Ridge:
    return Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6).fit(rows, log_odds)
