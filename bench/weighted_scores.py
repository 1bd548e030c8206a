"""Scores of binary predictions in many weighted samples at once: what scikit-learn gives for one, by counting.

Rows of `weights` are samples, columns the sentences; a weight of two is a sentence that stands there twice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def weighted_scores(labels: npt.NDArray[np.int64], log_odds: Reals, weights: Reals) -> dict[str, Reals]:
    """Every measure of every sample; a side is told at log-odds 0. Empty where a sample has one label alone."""
    loaded = labels == 1
    auroc, average_precision = ranked(loaded, log_odds, weights)
    return told(loaded, log_odds > 0, weights) | {"auroc": auroc, "average_precision": average_precision}


def told(loaded: Flags, said: Flags, weights: Reals) -> dict[str, Reals]:
    """Return the results that depend on the given side."""
    hits, alarms, missed, right = (
        weights[:, which].sum(axis=1) for which in (loaded & said, ~loaded & said, loaded & ~said, ~loaded & ~said)
    )
    of_loaded, of_neutral = (share(2 * both, 2 * both + alarms + missed) for both in (hits, right))
    n_loaded, n_neutral = hits + missed, right + alarms
    spread = np.sqrt((hits + alarms) * n_loaded * (right + missed) * n_neutral)
    return {
        "macro_f1": (of_loaded + of_neutral) / 2,
        "weighted_f1": share(of_loaded * n_loaded + of_neutral * n_neutral, n_loaded + n_neutral),
        "mcc": share(hits * right - alarms * missed, spread),
        "precision": share(hits, hits + alarms),
        "recall": share(hits, n_loaded),
    }


def ranked(loaded: Flags, log_odds: Reals, weights: Reals) -> tuple[Reals, Reals]:
    """Area under the curve, ties half, and average precision."""
    order = np.argsort(-log_odds, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(log_odds[order]) != 0])
    of_loaded, of_neutral = (
        np.add.reduceat(weights[:, order] * which[order], starts, axis=1) for which in (loaded, ~loaded)
    )
    above = np.cumsum(of_neutral, axis=1) - of_neutral / 2
    n_loaded, n_neutral = of_loaded.sum(axis=1), of_neutral.sum(axis=1)
    both = n_loaded * n_neutral
    auroc = 1 - (of_loaded * above).sum(axis=1) / np.where(both > 0, both, np.nan)
    hits = np.cumsum(of_loaded, axis=1)
    precision = share(hits, hits + np.cumsum(of_neutral, axis=1))
    return auroc, (of_loaded * precision).sum(axis=1) / np.where(n_loaded > 0, n_loaded, np.nan)


def share(part: Reals, whole: Reals) -> Reals:
    """Part of a whole; nothing of nothing is 0, as scikit-learn has it."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)
