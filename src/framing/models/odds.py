"""Convert log-odds to probabilities."""

from __future__ import annotations

import numpy as np

from framing.stats import Reals


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
