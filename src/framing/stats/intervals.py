"""Compute confidence intervals of proportions, ratios and their differences from arrays."""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import Literal

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput, did_you_mean

# the array types of this room and of those above it
Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

LEVEL = 0.95
REPLICATES = 2000
LEAST_ARTICLES = 3
LEAST_RESAMPLED = 8  # with fewer units a percentile bootstrap interval is too short
CORRELATION = 0.1  # of the cases of a unit, where the rate is 0 or 1 and does not show it
NO_SPREAD = 1e-24  # a variance below this is rounding error: all units have the same ratio

Method = Literal["clopper-pearson", "wilson"]
STATSMODELS_NAMES: dict[str, str] = {"clopper-pearson": "beta", "wilson": "wilson"}


def proportion_interval(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, method: Method = "clopper-pearson", level: float = LEVEL
) -> tuple[Reals, Reals]:
    """Compute the confidence interval of a binomial proportion, element by element.

    Computed by `statsmodels.stats.proportion.proportion_confint`.

    Parameters
    ----------
    successes, trials : array_like of float
        Counts. Only ``wilson`` takes fractional ones, for the effective number of cases (`cluster_interval`).
    method : {"clopper-pearson", "wilson"}, default "clopper-pearson"
        ``clopper-pearson`` (Clopper & Pearson 1934) uses quantiles of the beta distribution; its coverage is at least
        the level. ``wilson`` (Wilson 1927) inverts the score test; it is shorter and its average coverage is about the
        level.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    low, high : ndarray of float
        Limits between 0 and 1, in the shape of the counts; nan where `trials` is 0.

    Raises
    ------
    BadInput
        If a count is negative or (``clopper-pearson``) fractional, successes exceed trials, or the method is unknown.

    Examples
    --------
    >>> low, high = proportion_interval([0, 5], [19, 10])
    >>> [round(float(value), 3) for value in (*low, *high)]
    [0.0, 0.187, 0.176, 0.813]
    """
    from statsmodels.stats.proportion import proportion_confint

    hits, cases = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if np.any((hits < 0) | (hits > cases)):
        raise BadInput("A proportion needs 0 ≤ successes ≤ trials.")
    if method not in STATSMODELS_NAMES:
        raise BadInput(f"Unknown interval method '{method}'; {did_you_mean(method, STATSMODELS_NAMES)}")
    if method == "clopper-pearson" and not (
        np.array_equal(hits, hits.round()) and np.array_equal(cases, cases.round())
    ):
        raise BadInput(
            "A Clopper–Pearson interval needs whole counts. Where coders differ and a sentence counts a half, resample "
            "sentences or families instead (framing.stats.bootstrap_weights and percentile_interval)."
        )
    known = cases > 0
    low, high = proportion_confint(hits, np.where(known, cases, np.nan), 1 - level, method=STATSMODELS_NAMES[method])
    # exactly 0 and 1 at the bounds, where Wilson's formula leaves a rounding error
    return np.where(known & (hits == 0), 0.0, low), np.where(known & (hits == cases), 1.0, high)


def score_difference_interval(
    hits: float, cases: float, others_hits: float, others_cases: float, *, level: float = LEVEL
) -> tuple[float, float]:
    """Compute Newcombe's confidence interval of the difference of two binomial rates.

    The hybrid score interval (Newcombe 1998, method 10) combines the Wilson limits l, u and l′, u′ of the two rates:
    p − p′ − √[(p − l)² + (u′ − p′)²] to p − p′ + √[(u − p)² + (p′ − l′)²]. Computed by
    `statsmodels.stats.proportion.confint_proportions_2indep`.

    Parameters
    ----------
    hits, cases : float
        Successes and trials of the first rate; they may be fractional.
    others_hits, others_cases : float
        Successes and trials of the second rate.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    low, high : float
        Limits of first minus second rate; nan if a rate has no trials.

    Examples
    --------
    Newcombe's first example, 56 of 70 against 48 of 80:

    >>> [round(end, 4) for end in score_difference_interval(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    if not (cases > 0 and others_cases > 0):
        return float("nan"), float("nan")
    low, high = confint_proportions_2indep(
        hits, cases, others_hits, others_cases, method="newcomb", compare="diff", alpha=1 - level
    )
    return float(low), float(high)


def cluster_interval(
    numerators: npt.ArrayLike, denominators: npt.ArrayLike, *, level: float = LEVEL
) -> tuple[float, float]:
    """Compute a Wilson interval of Σ numerators ÷ Σ denominators over sampled units, such as articles.

    Cases of one unit resemble each other, so Wilson's interval is computed for the effective number of cases
    (`effective_cases`; Korn & Graubard 1998), with the quantile of Student's t with units − 1 degrees of freedom in
    place of the normal quantile. A rate of 0 of 19 therefore has an upper limit above 0, and few units give a long
    interval.

    Parameters
    ----------
    numerators, denominators : array_like of float
        Successes and cases of each unit.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    low, high : float
        Limits between 0 and 1; nan with fewer than three units that have a case.

    Examples
    --------
    >>> [round(end, 3) for end in cluster_interval([6, 4, 4], [10, 9, 8])]
    [0.192, 0.83]
    >>> [round(end, 3) for end in cluster_interval([0, 0, 0], [10, 9, 8])]
    [0.0, 0.553]
    """
    ratio, _, units = ratio_with_variance(numerators, denominators)
    if units < LEAST_ARTICLES:
        return float("nan"), float("nan")
    from scipy.special import stdtrit

    tail = NormalDist().cdf(-float(stdtrit(units - 1, (1 + level) / 2)))
    cases = effective_cases(numerators, denominators)
    low, high = proportion_interval(min(ratio * cases, cases), cases, method="wilson", level=1 - 2 * tail)
    return (float(low) if ratio > 0 else 0.0), (float(high) if ratio < 1 else 1.0)


def prediction_interval(
    numerators: npt.ArrayLike, denominators: npt.ArrayLike, *, share: float, level: float = LEVEL
) -> tuple[float, float]:
    """Compute a prediction interval of the ratio in a new sample of units from the same population.

    The interval holds every ratio y of the new sample that a score test would not tell from the ratio x of this one
    (joint sampling: Krishnamoorthy & Peng 2011): with n* effective cases here (`effective_cases`) and m* = share · n*
    there,

        (y − x)² ≤ t² · p (1 − p) · (1 ÷ n* + 1 ÷ m*),   p = (n* x + m* y) ÷ (n* + m*)

    with the quantile t of Student's t with units − 1 degrees of freedom. The first term is the error of this sample,
    the second that of the new one. At 0 of n the interval begins at 0 and is not empty.

    Parameters
    ----------
    numerators, denominators : array_like of float
        Successes and cases of each unit of this sample.
    share : float
        Number of units of the new sample, as a share of the units of this one; above 0.
    level : float, default 0.95
        Probability that the interval is to contain the new ratio.

    Returns
    -------
    low, high : float
        Limits between 0 and 1; nan with fewer than three units that have a case.

    Examples
    --------
    >>> [round(end, 3) for end in prediction_interval([6, 4, 4, 5], [10, 9, 8, 9], share=1)]
    [0.17, 0.872]
    >>> [round(end, 3) for end in prediction_interval([0] * 20, [2] * 20, share=0.5)]
    [0.0, 0.116]
    """
    from scipy.special import stdtrit

    if not share > 0:
        raise BadInput(f"share is {share:g}; expected a number above 0, such as 0.5 for half as many articles.")
    ratio, _, units = ratio_with_variance(numerators, denominators)
    if units < LEAST_ARTICLES:
        return float("nan"), float("nan")
    cases = effective_cases(numerators, denominators)
    part = share / (1 + share)  # m* ÷ (n* + m*)
    spread = float(stdtrit(units - 1, (1 + level) / 2)) ** 2 * (1 + 1 / share) / cases
    # roots of (1 + s β²) d² − s β (1 − 2 x) d − s x (1 − x) for d = y − x, β = part, s = spread
    square, slope = 1 + spread * part**2, spread * part * (1 - 2 * ratio)
    root = np.sqrt(slope**2 + 4 * square * spread * ratio * (1 - ratio))
    low, high = np.clip(ratio + np.array([slope - root, slope + root]) / (2 * square), 0, 1).tolist()
    return (low if ratio > 0 else 0.0), (high if ratio < 1 else 1.0)


def effective_cases(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> float:
    """Compute the number of independent cases that are as informative as these clustered cases.

    n* = r (1 − r) ÷ s², where s² is the variance of the ratio estimator r (`ratio_with_variance`). It is at least
    (Σ m)² ÷ Σ m² for units of m cases, the value when all cases of a unit agree and also when s² is 0, and at most the
    number of cases. A rate of 0 or 1 does not show how alike the cases of a unit are; they are then taken to correlate
    by 0.1, n* = Σ m ÷ (1 + 0.1 (Σ m² ÷ Σ m − 1)), so that 0 of 160 has no longer an interval than 5 of 160.

    Examples
    --------
    >>> [round(effective_cases(hits, [8, 8, 8, 8]), 1) for hits in ([0, 0, 0, 0], [1, 0, 2, 0], [8, 0, 8, 0])]
    [18.8, 23.7, 4.0]
    """
    below = np.asarray(denominators, dtype=float)
    total = float(below.sum())
    if not total:
        return 0.0
    size = float((below**2).sum()) / total
    ratio, variance, _ = ratio_with_variance(numerators, denominators)
    if ratio in (0, 1):
        return total / (1 + CORRELATION * (size - 1))
    return float(np.clip(ratio * (1 - ratio) / variance, total / size, total)) if variance > 0 else total / size


def ratio_with_variance(numerators: npt.ArrayLike, denominators: npt.ArrayLike) -> tuple[float, float, int]:
    """Compute Σ numerators ÷ Σ denominators, its variance over sampled units, and the number of units with a case.

    s² = n ÷ (n − 1) · Σ (yᵢ − r xᵢ)² ÷ (Σ xᵢ)² is the variance of the ratio estimator of cluster sampling (Cochran,
    Sampling Techniques, 3rd ed. 1977, ch. 6). It is nan with fewer than three units and 0 if all units have the same
    ratio.
    """
    above, below = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    units = int((below > 0).sum())
    ratio = float(above.sum() / below.sum()) if units else float("nan")
    if units < LEAST_ARTICLES:
        return ratio, float("nan"), units
    variance = float(units / (units - 1) * ((above - ratio * below) ** 2).sum() / below.sum() ** 2)
    return ratio, variance if variance > NO_SPREAD else 0.0, units


def ratio_difference_interval(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    others_numerators: npt.ArrayLike,
    others_denominators: npt.ArrayLike,
    *,
    level: float = LEVEL,
) -> tuple[float, float]:
    """Compute the interval of the difference of two ratios over independently sampled units.

    r − r′ ± t(ν) · √(s² + s′²), with the degrees of freedom ν of Welch (1947) for unequal variances. If all units of a
    sample have the same ratio, its s² would understate the uncertainty: the limits l, u and l′, u′ of the two ratios
    (`cluster_interval`) are then combined as Newcombe (1998, method 10) does with those of proportions.

    Parameters
    ----------
    numerators, denominators : array_like of float
        Successes and cases of each unit of the first sample.
    others_numerators, others_denominators : array_like of float
        Successes and cases of each unit of the second sample.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    low, high : float
        Limits of first minus second ratio; nan if a sample has fewer than three units.

    Examples
    --------
    >>> [round(end, 3) for end in ratio_difference_interval([6, 4, 4], [10, 9, 8], [0, 1, 1], [9, 9, 8])]
    [0.265, 0.618]
    >>> [round(end, 3) for end in ratio_difference_interval([6, 4, 4], [10, 9, 8], [0, 0, 0], [9, 9, 8])]
    [-0.127, 0.83]
    """
    one, other = (
        ratio_with_variance(*of) for of in ((numerators, denominators), (others_numerators, others_denominators))
    )
    total, units = one[1] + other[1], min(one[2], other[2])
    if units < LEAST_ARTICLES:
        return float("nan"), float("nan")
    if not min(one[1], other[1]) > 0:
        (low, high), (least, most) = (
            cluster_interval(*of, level=level)
            for of in ((numerators, denominators), (others_numerators, others_denominators))
        )
        apart = one[0] - other[0]
        return (
            apart - float(np.hypot(one[0] - low, most - other[0])),
            apart + float(np.hypot(high - one[0], other[0] - least)),
        )
    freedom = total**2 / sum(variance**2 / (units - 1) for _, variance, units in (one, other))
    half = half_width(total, freedom, level)
    return one[0] - other[0] - half, one[0] - other[0] + half


def within_blocks(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    others_numerators: npt.ArrayLike,
    others_denominators: npt.ArrayLike,
) -> tuple[Reals, Reals]:
    """Compute the difference of two ratios in each block, such as a story, and the weight of each difference.

    The weight n n′ ÷ (n + n′) of n and n′ cases is that of Mantel & Haenszel (1959) for differences of rates; blocks
    without cases on a side have none.

    Parameters
    ----------
    numerators, denominators, others_numerators, others_denominators : array_like of float
        Successes and cases of both sides in each block, in the last dimension.

    Returns
    -------
    differences, weights : ndarray of float

    Examples
    --------
    >>> differences, weights = within_blocks([3, 1], [6, 2], [0, 0], [6, 0])
    >>> differences.tolist(), weights.tolist()
    ([0.5, 0.0], [3.0, 0.0])
    """
    above, below, others_above, others_below = (
        np.asarray(each, dtype=float) for each in (numerators, denominators, others_numerators, others_denominators)
    )
    shared = (below > 0) & (others_below > 0)
    one, other = (np.where(shared, each, 1) for each in (below, others_below))
    return np.where(shared, above / one - others_above / other, 0.0), np.where(shared, one * other / (one + other), 0.0)


def block_interval(differences: Reals, weights: Reals, *, level: float = LEVEL) -> tuple[float, float]:
    """Compute the t interval of a weighted mean of differences over sampled blocks, such as stories.

    Σ w d ÷ Σ w ± t(n − 1) · s, where s² is the variance of a ratio estimator over the n blocks with a weight.

    Returns
    -------
    low, high : float
        nan with fewer than three such blocks, or if all their differences are equal.

    Examples
    --------
    >>> [round(end, 3) for end in block_interval(np.array([0.2, 0.4, 0.3, 0.1]), np.array([4.0, 4.0, 6.0, 2.0]))]
    [0.115, 0.435]
    """
    ratio, variance, blocks = ratio_with_variance(weights * differences, weights)
    if blocks < LEAST_ARTICLES or not variance > 0:
        return float("nan"), float("nan")
    half = half_width(variance, blocks - 1, level)
    return ratio - half, ratio + half


def half_width(variance: float, freedom: float, level: float) -> float:
    """Compute half the width of a t interval from a variance and its degrees of freedom."""
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, freedom) * np.sqrt(variance))


@lru_cache(maxsize=8)
def bootstrap_weights(units: int, *, seed: int, replicates: int = REPLICATES) -> Reals:
    """Draw how often each unit occurs in each bootstrap replicate.

    Parameters
    ----------
    units : int
        Number of units that are resampled with replacement.
    seed : int
        Seed of the random generator.
    replicates : int, default 2000
        Number of bootstrap replicates.

    Returns
    -------
    ndarray of shape (replicates, units)
        Counts; each row sums to `units`. The array is cached and read-only.
    """
    drawn = np.random.default_rng(seed).multinomial(units, np.full(units, 1 / units), size=replicates).astype(float)
    drawn.flags.writeable = False
    return drawn


def resampled_ratios(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    cells: npt.ArrayLike,
    units: npt.ArrayLike,
    *,
    correlation: float,
    seed: int,
    replicates: int,
) -> Reals:
    """Draw the ratio Σ numerators ÷ Σ denominators of each cell by a bootstrap over units with random weights.

    Each replicate gives each unit, such as a story, a weight (Bayesian bootstrap: Rubin 1981). The weight counts in all
    cells of the unit, so outlets that report the same story vary together, and no cell is ever empty. Weights are gamma
    variates of shape 1 − 2 ÷ n for n units in the smallest cell of the unit, so that a mean of n has the variance
    s² ÷ n; the exponential weights of Rubin give s² (n − 1) ÷ n (n + 1), too little where units are few. To each cell
    half a unit of successes and half a unit of failures are added, with gamma weights, as in the prior of Jeffreys: a
    cell at 0 of 40 would otherwise never vary. Such a unit counts 1 + ρ (m − 1) cases, for units of m cases that
    correlate by ρ.

    Parameters
    ----------
    numerators, denominators : array_like of float
        Successes and cases of each row, such as an article.
    cells : array_like of int
        Cell of each row, from 0.
    units : array_like of int
        Unit of each row, from 0.
    correlation : float
        Correlation ρ of the cases of a unit; at least 0.1 is used.
    seed : int
        Seed of the random weights.
    replicates : int
        Number of replicates.

    Returns
    -------
    ndarray of shape (replicates, cells)

    Examples
    --------
    >>> drawn = resampled_ratios([0] * 20, [2] * 20, [0] * 20, range(20), correlation=0.1, seed=1, replicates=2000)
    >>> [round(end, 2) for end in middle(drawn[:, 0])]
    [0.0, 0.07]
    """
    rows = np.asarray(cells, dtype=np.int64), np.asarray(units, dtype=np.int64)
    shape = int(rows[1].max()) + 1, int(rows[0].max()) + 1
    above, below = np.zeros(shape), np.zeros(shape)
    np.add.at(above, (rows[1], rows[0]), np.asarray(numerators, dtype=float))
    np.add.at(below, (rows[1], rows[0]), np.asarray(denominators, dtype=float))
    size = (below**2).sum(axis=0) / below.sum(axis=0)
    prior = 1 + max(CORRELATION, correlation) * (size - 1)
    random = np.random.default_rng(seed)
    units_of_cell = np.where(below > 0, (below > 0).sum(axis=0), np.inf).min(axis=1)  # in the smallest cell of a unit
    shapes = np.maximum(1 - 2 / units_of_cell, 1 / 3)
    weights = random.gamma(shapes, size=(replicates, shape[0])) / shapes
    successes, failures = prior * random.gamma(0.5, size=(2, replicates, shape[1]))
    return np.asarray((weights @ above + successes) / (weights @ below + successes + failures))


def contrast_of_cells(replicates: Reals, weights: npt.ArrayLike, units: npt.ArrayLike) -> tuple[Reals, float]:
    """Compute a weighted sum of cells in each replicate, and its degrees of freedom (Satterthwaite 1946).

    ν = (Σ w² s²)² ÷ Σ (w⁴ s⁴ ÷ (n − 1)) over cells with variance s² and n units; between 2 and that of all units.

    Parameters
    ----------
    replicates : ndarray of shape (replicates, cells)
        Ratios of `resampled_ratios`.
    weights : array_like of float
        Weight of each cell; cells of weight 0 do not count.
    units : array_like of float
        Number of units of each cell.

    Returns
    -------
    values : ndarray of float
        The sum in each replicate.
    freedom : float
    """
    chosen = np.asarray(weights, dtype=float)
    variances = chosen**2 * replicates.var(axis=0)
    kept = variances > 0
    freedom = variances.sum() ** 2 / (variances[kept] ** 2 / (np.asarray(units, float)[kept] - 1)).sum()
    return replicates @ chosen, max(float(freedom), 2.0)


def t_tail(freedom: float, level: float = LEVEL) -> float:
    """Compute the tail probability, of bootstrap replicates, that corresponds to the quantile of Student's t.

    >>> round(t_tail(5), 4), round(t_tail(1000), 4)
    (0.0051, 0.0249)
    """
    from scipy.special import ndtr, stdtrit

    return float(ndtr(-stdtrit(freedom, (1 + level) / 2)))


def directed_p(values: Reals, freedom: float) -> float:
    """Compute the one-sided p-value, for a value below 0, that agrees with the interval that cuts off `t_tail`.

    The share q of replicates at 0 or above corresponds to the quantile Φ⁻¹(q) of Student's t: p ≤ 0.025 exactly if the
    interval of level 0.95 is below 0. With R replicates q is at least 1 ÷ (R + 1).

    >>> round(directed_p(np.linspace(-3, 1, 1000), 20), 3), round(directed_p(np.linspace(-3, 1, 1000), 2), 3)
    (0.255, 0.285)
    """
    from scipy.special import stdtr

    share = ((values >= 0).sum() + 1) / (len(values) + 1)
    return float(stdtr(freedom, NormalDist().inv_cdf(min(float(share), 1 - 1e-9))))


def percentile_interval(values: Reals, units: int, *, level: float = LEVEL) -> tuple[float, float]:
    """Compute the expanded percentile interval of bootstrap replicates (Hesterberg 2015).

    Plain percentile intervals are too short for few units: they correspond to a normal quantile and the variance
    Σ (x − mean)² ÷ n. The tail probability Φ(−√[n ÷ (n − 1)] · t), with the quantile t of Student's t with n − 1
    degrees of freedom, corrects both. For 8 units the interval spans the middle 98.9 % of the replicates, for 100 units
    the middle 95.4 %.

    Parameters
    ----------
    values : ndarray of float
        Replicates; nan values are ignored.
    units : int
        Number of units that were resampled.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    low, high : float
        nan if no replicate has a value or there is only one unit.
    """
    return middle(values, expanded_tail(units, level)) if units > 1 else (float("nan"), float("nan"))


def middle(values: Reals, tail: float = (1 - LEVEL) / 2) -> tuple[float, float]:
    """Return the quantiles that cut off a tail on either side of the finite values."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)


@lru_cache(maxsize=64)
def expanded_tail(units: int, level: float) -> float:
    """Compute the tail probability of the expanded percentile interval.

    >>> round(expanded_tail(8, 0.95), 4), round(expanded_tail(100_000, 0.95), 4)
    (0.0057, 0.025)
    """
    from scipy.special import ndtr, stdtrit

    return float(ndtr(-np.sqrt(units / (units - 1)) * stdtrit(units - 1, (1 + level) / 2)))
