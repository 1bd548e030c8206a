"""How uncertainty is computed. Works on arrays and knows no tables; every stage may call it."""

from __future__ import annotations

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
        ``clopper-pearson`` (Clopper & Pearson 1934, coverage never under the level) or ``wilson`` (Wilson 1927,
        shorter, right on average).
    level
        confidence level.

    Returns
    -------
    (low, high)
        arrays between 0 and 1.

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
    names = {"clopper-pearson": "beta", "wilson": "wilson"}
    if method not in names:
        raise BadInput(f"There is no interval method '{method}'; known are: {', '.join(names)}.")
    low, high = proportion_confint(hits, np.maximum(cases, 1), alpha=1 - level, method=names[method])
    none = cases == 0
    low = np.where(none, np.nan, np.where(hits == 0, 0.0, low))
    high = np.where(none, np.nan, np.where(hits == cases, 1.0, high))
    return low, high


def bootstrap_weights(units: int, *, seed: int, replicates: int = REPLICATES) -> Reals:
    """How often each unit is drawn in each replicate: whole units, with replacement; shape (replicates, units)."""
    random = np.random.default_rng(seed)
    return random.multinomial(units, np.full(units, 1 / units), size=replicates).astype(float)


def percentile_interval(values: Reals, *, level: float = LEVEL) -> tuple[float, float]:
    """The middle `level` of the replicates; replicates without a value are left out."""
    tail = (1 - level) / 2
    finite = values[np.isfinite(values)]
    if not finite.size:
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [tail, 1 - tail])
    return float(low), float(high)


def ratio_interval(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    *,
    seed: int,
    level: float = LEVEL,
    replicates: int = REPLICATES,
) -> tuple[float, float]:
    """Percentile bootstrap interval of Σ numerators ÷ Σ denominators over units (articles), drawn whole.

    (nan, nan) under three units, since two articles say nothing about an outlet, and where all units have one ratio:
    then every replicate has it too, and an interval of no width would be read as certainty.
    """
    above, below = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    ratios_of_units = np.unique(above[below > 0] / below[below > 0])
    if above.size < LEAST_ARTICLES or ratios_of_units.size < 2:
        return float("nan"), float("nan")
    weights = bootstrap_weights(above.size, seed=seed, replicates=replicates)
    totals = weights @ below
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.where(totals > 0, (weights @ above) / totals, np.nan)
    return percentile_interval(ratios, level=level)
