"""How uncertainty is computed. Works on arrays and knows no tables; every stage may call it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput

Reals = npt.NDArray[np.float64]
Method = Literal["clopper-pearson", "wilson"]

LEVEL = 0.95
REPLICATES = 2000
LEAST_ARTICLES = 3


def proportion_interval(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, method: Method = "clopper-pearson", level: float = LEVEL
) -> tuple[Reals, Reals]:
    """Interval of a binomial proportion, element by element.

    Parameters
    ----------
    successes, trials
        counts; where trials is 0 the interval is (nan, nan).
    method
        ``clopper-pearson`` (Clopper & Pearson 1934: quantiles of beta distributions, coverage never under the level) or
        ``wilson`` (Wilson 1927: the values that a score test does not reject, shorter, right on average).
    level
        confidence level.

    Returns
    -------
    (low, high)
        arrays between 0 and 1.

    Raises
    ------
    BadInput
        for counts that are no successes of trials, or an unknown method.

    Examples
    --------
    >>> low, high = proportion_interval([0, 5], [19, 10])
    >>> [round(float(value), 3) for value in (*low, *high)]
    [0.0, 0.187, 0.176, 0.813]
    """
    hits, cases = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if np.any((hits < 0) | (hits > cases)):
        raise BadInput("A proportion needs 0 ≤ successes ≤ trials.")
    if method not in INTERVALS:
        raise BadInput(f"There is no interval method '{method}'; known are: {', '.join(INTERVALS)}.")
    low, high = INTERVALS[method](hits, np.where(cases > 0, cases, np.nan), (1 - level) / 2)
    any_case = cases > 0
    return np.where(any_case & (hits == 0), 0.0, low), np.where(any_case & (hits == cases), 1.0, high)


def clopper_pearson(hits: Reals, cases: Reals, tail: float) -> tuple[Reals, Reals]:
    from scipy.special import betaincinv

    misses = cases - hits
    low = betaincinv(np.maximum(hits, 1), misses + 1, tail)
    return low, 1 - betaincinv(np.maximum(misses, 1), hits + 1, tail)


def wilson(hits: Reals, cases: Reals, tail: float) -> tuple[Reals, Reals]:
    z = NormalDist().inv_cdf(1 - tail)
    middle = (hits + z**2 / 2) / (cases + z**2)
    half = z / (cases + z**2) * np.sqrt(hits * (cases - hits) / cases + z**2 / 4)
    return middle - half, middle + half


INTERVALS: dict[str, Callable[[Reals, Reals, float], tuple[Reals, Reals]]] = {
    "clopper-pearson": clopper_pearson,
    "wilson": wilson,
}


@lru_cache(maxsize=8)
def bootstrap_weights(units: int, *, seed: int, replicates: int = REPLICATES) -> Reals:
    """How often each unit is drawn in each replicate: whole units, with replacement; shape (replicates, units).

    The same draws for every number about as many units, made once; nobody may write to them.
    """
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=replicates).astype(float)
    drawn.flags.writeable = False
    return drawn


def percentile_interval(values: Reals, *, level: float = LEVEL) -> tuple[float, float]:
    """The middle `level` of the replicates; replicates without a value are left out."""
    tail = (1 - level) / 2
    finite = values[np.isfinite(values)]
    if not finite.size:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)


def ratio_interval(
    numerators: npt.ArrayLike, denominators: npt.ArrayLike, *, level: float = LEVEL
) -> tuple[float, float]:
    """Interval of Σ numerators ÷ Σ denominators over sampled units (articles), cut at 0 and 1.

    r ± t(n − 1) · s, with s² = n ÷ (n − 1) · Σ (yᵢ − r xᵢ)² ÷ (Σ xᵢ)²: the ratio estimator of cluster sampling
    (Cochran, Sampling Techniques, 3rd ed. 1977, ch. 6), with Student's t since units are few. It serves where a
    percentile bootstrap would be far too short: three articles can only be redrawn in ten ways.

    (nan, nan) under three units, since two articles say nothing about an outlet, and where all units have one ratio:
    an interval of no width would be read as certainty.

    Examples
    --------
    >>> [round(end, 3) for end in ratio_interval([6, 4, 4], [10, 9, 8])]
    [0.311, 0.726]
    """
    from scipy.stats import t

    above, below = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    units = int((below > 0).sum())
    if units < LEAST_ARTICLES:
        return float("nan"), float("nan")
    ratio = above.sum() / below.sum()
    spread = float(np.sqrt(units / (units - 1) * ((above - ratio * below) ** 2).sum()) / below.sum())
    if spread < 1e-12:
        return float("nan"), float("nan")
    half = float(t.ppf((1 + level) / 2, units - 1)) * spread
    return max(0.0, float(ratio) - half), min(1.0, float(ratio) + half)
