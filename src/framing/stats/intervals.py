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
# a variance below this is rounding: all units have one ratio
NO_SPREAD = 1e-24


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


def _clopper_pearson(hits: Reals, cases: Reals, tail: float) -> tuple[Reals, Reals]:
    from scipy.special import betaincinv

    misses = cases - hits
    low = betaincinv(np.maximum(hits, 1), misses + 1, tail)
    return low, 1 - betaincinv(np.maximum(misses, 1), hits + 1, tail)


def _wilson(hits: Reals, cases: Reals, tail: float) -> tuple[Reals, Reals]:
    z = NormalDist().inv_cdf(1 - tail)
    middle = (hits + z**2 / 2) / (cases + z**2)
    half = z / (cases + z**2) * np.sqrt(hits * (cases - hits) / cases + z**2 / 4)
    return middle - half, middle + half


INTERVALS: dict[str, Callable[[Reals, Reals, float], tuple[Reals, Reals]]] = {
    "clopper-pearson": _clopper_pearson,
    "wilson": _wilson,
}


@lru_cache(maxsize=8)
def bootstrap_weights(units: int, *, seed: int, replicates: int = REPLICATES) -> Reals:
    """How often each unit is drawn in each replicate: whole units, with replacement; shape (replicates, units).

    The same draws for every number about as many units, made once; nobody may write to them.
    """
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=replicates).astype(float)
    drawn.flags.writeable = False
    return drawn


def percentile_interval(values: Reals, units: int, *, level: float = LEVEL) -> tuple[float, float]:
    """The middle of replicates over so many units, widened for few: the expanded percentiles of Hesterberg (2015).

    Plain percentiles are as short as a normal interval with Σ (x − mean)² ÷ n for variance. Their tails are set to
    those of Student's t with n − 1 degrees of freedom and n − 1 in that place: Φ(−√[n ÷ (n − 1)] · t). Of eight units
    the middle 98.9 % are taken, of a hundred the middle 95.4 %. Replicates without a value are left out; (nan, nan)
    where none has one, or there is one unit.
    """
    return middle(values, expanded_tail(units, level)) if units > 1 else (float("nan"), float("nan"))


def middle(values: Reals, tail: float = (1 - LEVEL) / 2) -> tuple[float, float]:
    """What is left of numbers when a tail is cut off on either side; nan among them is left out."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)


@lru_cache(maxsize=64)
def expanded_tail(units: int, level: float) -> float:
    """How much is cut off on either side.

    >>> round(expanded_tail(8, 0.95), 4), round(expanded_tail(100_000, 0.95), 4)
    (0.0057, 0.025)
    """
    from scipy.special import ndtr, stdtrit

    return float(ndtr(-np.sqrt(units / (units - 1)) * stdtrit(units - 1, (1 + level) / 2)))


def cluster_interval(
    numerators: npt.ArrayLike, denominators: npt.ArrayLike, *, level: float = LEVEL
) -> tuple[float, float]:
    """Interval of Σ numerators ÷ Σ denominators over sampled units (articles): Wilson's, of as many cases as count.

    Cases of one unit are alike, so n of them tell less: n* = r (1 − r) ÷ s², with s² the variance of the ratio
    estimator (`ratio_with_variance`), as in surveys (Korn & Graubard 1998); not under (Σ m)² ÷ Σ m², where all cases of
    a unit agree, which serves too where no unit differs, and not over n. Student's t(units − 1) stands for the normal
    quantile. So 0 of 19 has an upper end, and few units a long interval. (nan, nan) under three units.

    Examples
    --------
    >>> [round(end, 3) for end in cluster_interval([6, 4, 4], [10, 9, 8])]
    [0.192, 0.83]
    >>> [round(end, 3) for end in cluster_interval([0, 0, 0], [10, 9, 8])]
    [0.0, 0.862]
    """
    ratio, _, units = ratio_with_variance(numerators, denominators)
    if units < LEAST_ARTICLES:
        return float("nan"), float("nan")
    from scipy.special import stdtrit

    tail = NormalDist().cdf(-float(stdtrit(units - 1, (1 + level) / 2)))
    cases = effective_cases(numerators, denominators)
    low, high = _wilson(np.array(ratio * cases), np.array(cases), tail)
    return (float(low) if ratio > 0 else 0.0), (float(high) if ratio < 1 else 1.0)


def effective_cases(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> float:
    """How many independent cases tell as much as these, given that those of one unit are alike."""
    below = np.asarray(denominators, dtype=float)
    total = float(below.sum())
    if not total:
        return 0.0
    least = total**2 / float((below**2).sum())
    ratio, variance, _ = ratio_with_variance(numerators, denominators)
    return float(np.clip(ratio * (1 - ratio) / variance, least, total)) if variance > 0 else least


def ratio_with_variance(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> tuple[float, float, int]:
    """Σ numerators ÷ Σ denominators, its variance over sampled units, and how many units have a case.

    s² = n ÷ (n − 1) · Σ (yᵢ − r xᵢ)² ÷ (Σ xᵢ)²: the ratio estimator of cluster sampling (Cochran, Sampling Techniques,
    3rd ed. 1977, ch. 6). nan under three units, 0 where all have one ratio.
    """
    above, below = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    units = int((below > 0).sum())
    ratio = float(above.sum() / below.sum()) if units else float("nan")
    if units < LEAST_ARTICLES:
        return ratio, float("nan"), units
    variance = float(units / (units - 1) * ((above - ratio * below) ** 2).sum() / below.sum() ** 2)
    return ratio, variance if variance > NO_SPREAD else 0.0, units


def half_width(variance: float, freedom: float, level: float) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, freedom) * np.sqrt(variance))


def ratio_difference_interval(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    others_numerators: npt.ArrayLike,
    others_denominators: npt.ArrayLike,
    *,
    level: float = LEVEL,
) -> tuple[float, float]:
    """Interval of the difference of two such ratios over units that were sampled apart.

    r − r′ ± t(ν) · √(s² + s′²), with the degrees of freedom ν of Welch (1947) for two variances that may differ.

    (nan, nan) where either has under three units, or shows no spread: the other's alone would be read as certainty.

    Examples
    --------
    >>> [round(end, 3) for end in ratio_difference_interval([6, 4, 4], [10, 9, 8], [0, 1, 1], [9, 9, 8])]
    [0.265, 0.618]
    """
    one, other = (
        ratio_with_variance(*of) for of in ((numerators, denominators), (others_numerators, others_denominators))
    )
    total = one[1] + other[1]
    if not min(one[1], other[1]) > 0:
        return float("nan"), float("nan")
    freedom = total**2 / sum(variance**2 / (units - 1) for _, variance, units in (one, other))
    half = half_width(total, freedom, level)
    return one[0] - other[0] - half, one[0] - other[0] + half


def score_difference_interval(
    hits: float, cases: float, others_hits: float, others_cases: float, *, level: float = LEVEL
) -> tuple[float, float]:
    """Interval of the difference of two binomial rates, Newcombe's hybrid of two Wilson intervals (1998, method 10).

    p − p′ with √[(p − l)² + (u′ − p′)²] below and √[(u − p)² + (p′ − l′)²] above it. Counts need not be whole.
    (nan, nan) where a side has no case.

    Examples
    --------
    Newcombe's first example, 56 of 70 against 48 of 80:

    >>> [round(end, 4) for end in score_difference_interval(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    if not (cases > 0 and others_cases > 0):
        return float("nan"), float("nan")
    lows, highs = _wilson(np.array([hits, others_hits]), np.array([cases, others_cases]), (1 - level) / 2)
    one, other = hits / cases, others_hits / others_cases
    below = np.hypot(one - lows[0], highs[1] - other)
    above = np.hypot(highs[0] - one, other - lows[1])
    return float(one - other - below), float(one - other + above)
