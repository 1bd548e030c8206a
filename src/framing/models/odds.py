"""Convert log-odds to probabilities; imports NumPy only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]


def probability(log_odds: Reals) -> Reals:
    """The probability of each log-odds; of none, none.

    >>> probability(np.array([-800.0, 0.0, 800.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(np.exp(-np.logaddexp(0.0, -log_odds)), dtype=np.float64)


def of_both(log_odds: Reals) -> Reals:
    """Probabilities of neutral and of loaded, a row each."""
    return np.column_stack([probability(-log_odds), probability(log_odds)])
