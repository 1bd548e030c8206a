"""Power: how many articles an outlet a study needs to see a difference of naming rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput
from framing.stats.intervals import LEAST_ARTICLES
from framing.stats.permutation import TIE, dealt, is_drawn, smallest_reachable_p

ALPHA, ENOUGH, STUDIES, MOST_ARTICLES = 0.05, 0.8, 1000, 200
AT_ONCE = 100  # studies, so that memory stays small

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Power:
    """Share of simulated studies with p ≤ alpha, its Monte Carlo error, the smallest p of the design, and how.

    Parameters
    ----------
    power
        between 0 and 1; exactly 0 where no p of the design is small enough.
    error
        standard error of the simulation, √(power · (1 − power) ÷ studies).
    smallest
        the smallest p that so many articles an outlet can give.
    method
        how power was found, or why it is 0.
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
    """Power of the permutation test of articles between two outlets, by simulated studies.

    Articles of an outlet have naming rates drawn from a beta distribution with the outlet's mean and the given
    intra-article correlation ρ, and binomial counts (beta-binomial: Williams 1975). Each study is tested as
    `permutation_test` does it, two-sided.

    Parameters
    ----------
    articles
        of each outlet.
    difference
        of the outlets' naming rates, between 0 and 1.
    rate
        naming rate of the outlet with the lower one; rate + difference is that of the other.
    slots
        naming slots an article.
    correlation
        ρ: of two slots of one article, beyond that of the outlet; 0: articles do not differ, 1: each is all loaded or
        all neutral.
    alpha, studies, seed
        when p counts as small, how many studies are simulated, and from what.

    Returns
    -------
    Power

    Raises
    ------
    BadInput
        for rates or a correlation outside 0 to 1, or counts under one.

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
    """Articles an outlet needs so that a difference of naming rates is seen with the power that is wanted.

    Parameters
    ----------
    difference, rate, slots, correlation, alpha, studies, seed
        as in `power`.
    power_wanted
        0.8 by convention.

    Returns
    -------
    int
        the least number found by halving, so that its error is that of the simulation.

    Raises
    ------
    BadInput
        when 200 articles an outlet are not enough.

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
            f"{MOST_ARTICLES} articles an outlet do not see a difference of {difference:g} with power "
            f"{power_wanted:g} (rate {rate:g}, {slots} slots an article, correlation {correlation:g})."
        )
    too_few, many = LEAST_ARTICLES - 1, MOST_ARTICLES
    while many - too_few > 1:
        middle = (too_few + many) // 2
        too_few, many = (too_few, middle) if enough(middle) else (middle, many)
    return many


def _check(articles: int, difference: float, rate: float, slots: int, correlation: float) -> None:
    """Refuse a design that cannot be."""
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
        raise BadInput(f"Found {articles} articles with {slots} slots; expected one or more of either.")


def counts_of(
    random: np.random.Generator, mean: float, slots: int, correlation: float, shape: tuple[int, int]
) -> npt.NDArray[np.int64]:
    """Loaded slots of each simulated article: beta-binomial with a mean and an intra-article correlation."""
    if not correlation > 0 or not 0 < mean < 1:
        return random.binomial(slots, mean, shape)
    if correlation == 1:
        return slots * random.binomial(1, mean, shape)
    spread = 1 / correlation - 1
    return random.binomial(slots, random.beta(mean * spread, (1 - mean) * spread, shape))


def p_values(counts: npt.NDArray[np.int64], articles: int, seed: int) -> Reals:
    """P of `permutation_test` for each study, a row: first the articles of the one outlet, all of equal length."""
    ways = dealt(articles, 2 * articles, seed).T.astype(np.float32)
    found = []
    for some in np.array_split(counts.astype(np.float32), max(1, len(counts) // AT_ONCE)):
        seen = 2 * some[:, :articles].sum(axis=1) - some.sum(axis=1)
        apart = 2 * (some @ ways) - some.sum(axis=1)[:, None]
        found.append((np.abs(apart) >= np.abs(seen)[:, None] - 0.5).sum(axis=1))  # counts are whole
    far = np.concatenate(found)
    if is_drawn(articles, articles):
        return np.asarray((far + 1) / (ways.shape[1] + 1), dtype=np.float64)
    return np.asarray(far / ways.shape[1], dtype=np.float64)


def article_correlation(counts: npt.ArrayLike, cases: npt.ArrayLike, outlets: npt.ArrayLike) -> float:
    """Intra-article correlation ρ of loaded slots within outlets, by analysis of variance (Donner & Koval 1980).

    (B − W) ÷ (B + (m₀ − 1) W): B the mean square between articles of an outlet, W that between slots of an article, m₀
    the mean number of slots corrected for its variation. Cut at 0; nan without two articles of an outlet that have
    slots, or where all slots are alike.

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
