"""Compute the power of a study and the number of articles per outlet that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from framing.errors import BadInput
from framing.stats.intervals import LEAST_ARTICLES, Integers, Reals
from framing.stats.permutation import ALL_WAYS, DRAWN, TIE, is_drawn, permutations, smallest_reachable_p

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
    story_correlation: float | None = None,
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
        Number of articles per outlet; with `story_correlation`, number of stories that both outlets cover.
    difference : float
        Difference of the outlets' naming rates, between 0 and 1.
    rate : float
        Lower of the two naming rates, between 0 and 1; the other one is rate + difference.
    slots : int
        Number of naming slots per article.
    correlation : float
        Intra-article correlation ρ of slots, between 0 (articles of an outlet have equal rates) and 1 (all slots of an
        article are loaded, or none).
    story_correlation : float, optional
        Correlation, 0 to 1, of the (normal scores of the) rates of two articles on one story. If given, each outlet has
        one article on each story, and labels are permuted within stories (`blocked_permutation_test`).
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

    Ten stories that both outlets cover:

    >>> power(10, 0.5, rate=0.1, slots=10, correlation=0.1, story_correlation=0.5, studies=100).power > 0.9
    True
    """
    _check(articles, difference, rate, slots, correlation, story_correlation or 0.0)
    blocked = story_correlation is not None
    smallest = max(2.0 ** (1 - articles), 1 / (DRAWN + 1)) if blocked else smallest_reachable_p(articles, articles)
    if articles < LEAST_ARTICLES or smallest > alpha:
        of = f"{articles} stories that both cover" if blocked else f"{articles} articles against {articles}"
        why = f"no p of {alpha:g} or less can be reached: the smallest of {of} is {smallest:.3g}"
        return _Power(0.0, 0.0, smallest, why)
    random = np.random.default_rng(seed)
    shape, means = (studies, articles), (rate + difference, rate)
    if story_correlation is None:
        counts = np.hstack([counts_of(random, mean, slots, correlation, shape) for mean in means])
        found = p_values(counts, articles, seed)
    else:
        ours, theirs = _counts_within_stories(random, means, slots, correlation, story_correlation, shape)
        found = sign_flip_p_values(ours - theirs, seed)
    share = float(np.mean(found <= alpha + TIE))
    return _Power(share, (share * (1 - share) / studies) ** 0.5, smallest, f"{studies:,} simulated studies")


def articles_needed(
    difference: float,
    *,
    rate: float,
    slots: int,
    correlation: float,
    story_correlation: float | None = None,
    power_wanted: float = ENOUGH,
    alpha: float = ALPHA,
    studies: int = STUDIES,
    seed: int = 0,
) -> int:
    """Find the number of articles per outlet, or of shared stories, that detects a difference with the given power.

    Parameters
    ----------
    difference, rate, slots, correlation, story_correlation, alpha, studies, seed
        Design of the study, see `power`.
    power_wanted : float, default 0.8
        Power that the study should have.

    Returns
    -------
    int
        The smallest sufficient number of articles per outlet, or of stories that both cover if `story_correlation` is
        given, found by bisection up to the Monte Carlo error of the simulation.

    Raises
    ------
    BadInput
        If 200 articles per outlet (or stories) are not enough, or the design is invalid (see `power`).

    Examples
    --------
    >>> articles_needed(0.5, rate=0.1, slots=10, correlation=0.1, studies=200)
    5
    """

    def enough(articles: int) -> bool:
        found = power(
            articles,
            difference,
            rate=rate,
            slots=slots,
            correlation=correlation,
            story_correlation=story_correlation,
            alpha=alpha,
            studies=studies,
            seed=seed,
        )
        return found.power >= power_wanted

    if not enough(MOST_ARTICLES):
        units = "articles per outlet" if story_correlation is None else "shared stories"
        raise BadInput(
            f"Even {MOST_ARTICLES} {units} give less than {power_wanted:.0%} power for a difference of "
            f"{difference:g} (rate {rate:g}, {slots} slots per article, correlation {correlation:g})."
        )
    too_few, many = LEAST_ARTICLES - 1, MOST_ARTICLES
    while many - too_few > 1:
        middle = (too_few + many) // 2
        too_few, many = (too_few, middle) if enough(middle) else (middle, many)
    return many


def _check(
    articles: int, difference: float, rate: float, slots: int, correlation: float, story_correlation: float
) -> None:
    shares = {
        "difference": difference,
        "rate": rate,
        "rate + difference": rate + difference,
        "correlation": correlation,
        "story_correlation": story_correlation,
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


def _counts_within_stories(
    random: np.random.Generator,
    means: tuple[float, float],
    slots: int,
    correlation: float,
    story_correlation: float,
    shape: tuple[int, int],
) -> Iterator[Integers]:
    """Draw loaded slots of one article per outlet and story: rates as in `counts_of`, joined by a normal copula."""
    story = random.standard_normal(shape)
    for mean in means:
        own = random.standard_normal(shape)
        level = special.ndtr(story_correlation**0.5 * story + (1 - story_correlation) ** 0.5 * own)
        if not correlation > 0 or not 0 < mean < 1:
            rates = np.full(shape, mean)
        elif correlation == 1:
            rates = (level > 1 - mean).astype(float)
        else:
            spread = 1 / correlation - 1
            rates = special.betaincinv(mean * spread, (1 - mean) * spread, level)
        yield random.binomial(slots, rates)


def sign_flip_p_values(differences: npt.ArrayLike, seed: int) -> Reals:
    """Compute the p-value of `blocked_permutation_test` for each study (row) of differences within stories (columns).

    With one article of each outlet per story and equal numbers of slots, permuting is flipping signs.
    """
    table = np.asarray(differences, dtype=np.float32)
    stories = table.shape[1]
    drawn = 2**stories > ALL_WAYS
    flips = (
        np.random.default_rng(seed).integers(2, size=(DRAWN, stories))
        if drawn
        else (np.arange(2**stories)[:, None] >> np.arange(stories)) & 1
    )
    signs = (1 - 2 * flips.T).astype(np.float32)
    far = np.concatenate(
        [
            (np.abs(some @ signs) >= np.abs(some.sum(axis=1))[:, None] - 0.5).sum(axis=1)  # differences are integers
            for some in np.array_split(table, max(1, len(table) // AT_ONCE))
        ]
    )
    return np.asarray((far + drawn) / (signs.shape[1] + drawn), dtype=np.float64)


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
