"""Compute the power of a study and the number of articles per outlet that it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput
from framing.stats.intervals import LEAST_ARTICLES, Integers, Reals
from framing.stats.permutation import TIE, is_drawn, permutations, smallest_reachable_p

ALPHA, ENOUGH, STUDIES, MOST_ARTICLES = 0.05, 0.8, 1000, 200
AT_ONCE = 100  # studies tested at once, to bound memory


@dataclass(frozen=True)
class _Power:
    """Result of a power simulation.

    Attributes
    ----------
    power : float
        Share of simulated studies with p ≤ alpha; exactly 0 if no attainable p-value is that small.
    error : float
        Monte Carlo standard error, √(power · (1 − power) ÷ studies).
    smallest : float
        Smallest p-value that this number of articles per outlet allows.
    method : str
        How power was computed, or why it is 0.
    """

    power: float
    error: float
    smallest: float
    method: str


def power(
    articles: int,
    difference: float,
    *,
    rate: float,
    slots: int,
    correlation: float,
    alpha: float = ALPHA,
    studies: int = STUDIES,
    seed: int = 0,
) -> _Power:
    """Compute the power of the permutation test between two outlets by simulation.

    The naming rate of each article is drawn from a beta distribution with the outlet's mean and the given intra-article
    correlation ρ; the number of loaded slots is binomial given that rate (beta-binomial model: Williams 1975). Each
    simulated study is tested by the two-sided permutation test of articles. All articles have the same number of slots;
    where a few have most of the slots the power is lower.

    Parameters
    ----------
    articles : int
        Number of articles per outlet.
    difference : float
        Difference of the outlets' naming rates, between 0 and 1.
    rate : float
        Lower of the two naming rates, between 0 and 1; the other one is rate + difference.
    slots : int
        Number of naming slots per article.
    correlation : float
        Intra-article correlation ρ of slots, between 0 (articles of an outlet have equal rates) and 1 (all slots of an
        article are loaded, or none).
    alpha : float, default 0.05
        Significance level.
    studies : int, default 1000
        Number of simulated studies.
    seed : int, default 0
        Seed of the simulation.

    Returns
    -------
    result
        `power` (0 to 1), `error` (Monte Carlo standard error), `smallest` (the smallest attainable p-value) and
        `method`. `power` is 0 if no attainable p-value is at most `alpha`.

    Raises
    ------
    BadInput
        If a rate or the correlation is outside 0 to 1, or `articles` or `slots` is below 1.

    Examples
    --------
    >>> power(3, 0.5, rate=0.1, slots=10, correlation=0.1).method
    'no p of 0.05 or less can be reached: the smallest of 3 articles against 3 is 0.1'
    >>> power(10, 0.5, rate=0.1, slots=10, correlation=0.1, studies=100).power > 0.9
    True
    """
    _check(articles, difference, rate, slots, correlation)
    smallest = smallest_reachable_p(articles, articles)
    if articles < LEAST_ARTICLES or smallest > alpha:
        why = f"no p of {alpha:g} or less can be reached: the smallest of {articles} articles against {articles} is"
        return _Power(0.0, 0.0, smallest, f"{why} {smallest:.3g}")
    random = np.random.default_rng(seed)
    shape = (studies, articles)
    counts = np.hstack([counts_of(random, mean, slots, correlation, shape) for mean in (rate + difference, rate)])
    share = float(np.mean(p_values(counts, articles, seed) <= alpha + TIE))
    return _Power(share, (share * (1 - share) / studies) ** 0.5, smallest, f"{studies:,} simulated studies")


def articles_needed(
    difference: float,
    *,
    rate: float,
    slots: int,
    correlation: float,
    power_wanted: float = ENOUGH,
    alpha: float = ALPHA,
    studies: int = STUDIES,
    seed: int = 0,
) -> int:
    """Find the number of articles per outlet that detects a difference of naming rates with the given power.

    Parameters
    ----------
    difference, rate, slots, correlation, alpha, studies, seed
        Design of the study, see `power`.
    power_wanted : float, default 0.8
        Power that the study should have.

    Returns
    -------
    int
        The smallest sufficient number, found by bisection up to the Monte Carlo error of the simulation.

    Raises
    ------
    BadInput
        If 200 articles per outlet are not enough, or the design is invalid (see `power`).

    Examples
    --------
    >>> articles_needed(0.5, rate=0.1, slots=10, correlation=0.1, studies=200)
    5
    """

    def enough(articles: int) -> bool:
        design = {"rate": rate, "slots": slots, "correlation": correlation, "alpha": alpha}
        return power(articles, difference, **design, studies=studies, seed=seed).power >= power_wanted  # type: ignore[arg-type]

    if not enough(MOST_ARTICLES):
        raise BadInput(
            f"Even {MOST_ARTICLES} articles per outlet give less than {power_wanted:.0%} power for a difference of "
            f"{difference:g} (rate {rate:g}, {slots} slots per article, correlation {correlation:g})."
        )
    too_few, many = LEAST_ARTICLES - 1, MOST_ARTICLES
    while many - too_few > 1:
        middle = (too_few + many) // 2
        too_few, many = (too_few, middle) if enough(middle) else (middle, many)
    return many


def _check(articles: int, difference: float, rate: float, slots: int, correlation: float) -> None:
    shares = {
        "difference": difference,
        "rate": rate,
        "rate + difference": rate + difference,
        "correlation": correlation,
    }
    for name, value in shares.items():
        if not 0 <= value <= 1:
            raise BadInput(f"{name} is {value:g}; expected a number between 0 and 1.")
    if articles < 1 or slots < 1:
        raise BadInput(f"articles is {articles} and slots is {slots}; expected 1 or more of each.")


def counts_of(
    random: np.random.Generator, mean: float, slots: int, correlation: float, shape: tuple[int, int]
) -> Integers:
    """Draw the number of loaded slots of each simulated article from a beta-binomial distribution."""
    if not correlation > 0 or not 0 < mean < 1:
        return random.binomial(slots, mean, shape)
    if correlation == 1:
        return slots * random.binomial(1, mean, shape)
    spread = 1 / correlation - 1
    return random.binomial(slots, random.beta(mean * spread, (1 - mean) * spread, shape))


def p_values(counts: Integers, articles: int, seed: int) -> Reals:
    """Compute the p-value of `permutation_test` for each study (row) of articles with equal numbers of slots."""
    ways = permutations(articles, 2 * articles, seed).T.astype(np.float32)
    extreme = []
    for some in np.array_split(counts.astype(np.float32), max(1, len(counts) // AT_ONCE)):
        total = some.sum(axis=1)[:, None]
        seen = np.abs(2 * some[:, :articles].sum(axis=1)[:, None] - total) - 0.5  # counts are integers
        first = some @ ways  # loaded slots of the first outlet; the difference is 2 · first − total
        extreme.append(((first >= (total + seen) / 2) | (first <= (total - seen) / 2)).sum(axis=1))
    far = np.concatenate(extreme)
    if is_drawn(articles, articles):
        return np.asarray((far + 1) / (ways.shape[1] + 1), dtype=np.float64)
    return np.asarray(far / ways.shape[1], dtype=np.float64)


def article_correlation(counts: npt.ArrayLike, cases: npt.ArrayLike, outlets: npt.ArrayLike) -> float:
    """Estimate the intra-article correlation of loaded slots by analysis of variance (Donner & Koval 1980).

    ρ = (B − W) ÷ (B + (m₀ − 1) W), where B is the mean square between articles of an outlet, W the mean square within
    articles, and m₀ the mean number of slots per article, corrected for its variation. Negative estimates are set to 0.

    Parameters
    ----------
    counts, cases : array_like of float
        Loaded slots and all slots of each article.
    outlets : array_like of str
        Outlet of each article.

    Returns
    -------
    float
        nan if no outlet has two articles with slots, or all slots are equal.

    Examples
    --------
    >>> round(article_correlation([9, 1, 8, 2], [10, 10, 10, 10], ["a", "a", "b", "b"]), 2)
    0.63
    """
    hits, among, names = np.asarray(counts, float), np.asarray(cases, float), np.asarray(outlets)
    kept = among > 0
    hits, among, (_, place) = hits[kept], among[kept], np.unique(names[kept], return_inverse=True)
    sums, sizes, squares = (np.bincount(place, weights=of) for of in (hits, among, among**2))
    between_freedom, within_freedom = len(hits) - len(sizes), among.sum() - len(hits)
    if between_freedom < 1 or within_freedom < 1:
        return float("nan")
    within = (hits * (1 - hits / among)).sum() / within_freedom
    between = (among * (hits / among - (sums / sizes)[place]) ** 2).sum() / between_freedom
    mean_size = (among.sum() - (squares / sizes).sum()) / between_freedom
    total = between + (mean_size - 1) * within
    return max(0.0, float((between - within) / total)) if total > 0 else float("nan")
