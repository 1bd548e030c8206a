"""Test differences of rates by permutation, and adjust p-values for multiple testing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from math import comb, prod
from typing import Literal

import numpy as np
import numpy.typing as npt

from framing.stats.intervals import LEAST_ARTICLES, Flags, Reals

# above ALL_WAYS permutations, DRAWN of them are drawn at random
ALL_WAYS, DRAWN = 20_000, 9_999
TIE = 1e-9  # differences closer than this are ties: floating-point sums depend on the order of the terms

Adjustment = Literal["holm", "benjamini-hochberg"]
STATSMODELS_NAMES: dict[Adjustment, str] = {"holm": "holm", "benjamini-hochberg": "fdr_bh"}


@dataclass(frozen=True)
class _Permutation:
    """Result of a permutation test.

    Attributes
    ----------
    p : float
        Share of permutations with an absolute difference at least as large as the observed one; nan if not tested.
    smallest : float
        Smallest p-value that the numbers of articles allow.
    ways : int
        Number of permutations enumerated or drawn; 0 if not tested.
    method : str
        How p was computed, or why it is missing.
    """

    p: float
    smallest: float
    ways: int
    method: str


def smallest_reachable_p(articles: int, others: int) -> float:
    """Compute the smallest two-sided p-value that a permutation test can attain.

    With n articles against m articles it is 1 ÷ C(n + m, n), or twice that if n = m, because the mirrored assignment
    has the same absolute difference.

    Parameters
    ----------
    articles, others : int
        Number of articles of the first and of the second outlet.

    Examples
    --------
    >>> [round(smallest_reachable_p(n, m), 3) for n, m in ((1, 1), (1, 4), (2, 3), (3, 3), (10, 10))]
    [1.0, 0.2, 0.1, 0.1, 0.0]
    """
    exact = (1 + (articles == others)) / comb(articles + others, articles)
    return max(exact, 1 / (DRAWN + 1)) if is_drawn(articles, others) else exact


def is_drawn(articles: int, others: int) -> bool:
    """Return whether there are too many permutations to enumerate, so that a random sample is drawn.

    >>> is_drawn(5, 5), is_drawn(10, 10)
    (False, True)
    """
    return comb(articles + others, articles) > ALL_WAYS


def permutation_test(
    counts: npt.ArrayLike, cases: npt.ArrayLike, others_counts: npt.ArrayLike, others_cases: npt.ArrayLike, *, seed: int
) -> _Permutation:
    """Test the difference between two outlets' rates by permuting outlet labels over articles.

    The statistic is the difference of the outlets' mean article rates, so that only the naming of an article counts and
    not how often it names: with a ratio of sums, one loaded slot in the shorter articles was evidence. All permutations
    are enumerated if there are at most 20,000; otherwise 9,999 are drawn and p = (b + 1) ÷ (9,999 + 1), where b is the
    number of drawn permutations with an absolute difference at least as large as the observed one (Phipson & Smyth
    2010). The null hypothesis is that articles are exchangeable between the two outlets; it is false for outlets with
    equal rates and unequal spread.

    Parameters
    ----------
    counts, cases : array_like of float
        Loaded slots and all slots of each article of the first outlet. Articles without cases are ignored.
    others_counts, others_cases : array_like of float
        Loaded slots and all slots of each article of the second outlet.
    seed : int
        Seed of the random permutations.

    Returns
    -------
    result
        `p`, `smallest` (the smallest attainable p-value), `ways` (number of permutations) and `method`. `p` is nan if
        an outlet has fewer than three articles with cases.

    Examples
    --------
    >>> result = permutation_test([6, 4, 5], [10, 9, 8], [0, 1, 0], [9, 9, 10], seed=1)
    >>> result.p, result.smallest, result.ways
    (0.1, 0.1, 20)
    """
    hits, among = (
        np.concatenate([np.asarray(side, float) for side in sides])
        for sides in ((counts, others_counts), (cases, others_cases))
    )
    ours = np.arange(len(hits)) < len(np.atleast_1d(np.asarray(counts)))
    kept = among > 0
    hits, among, ours = hits[kept], among[kept], ours[kept]
    n, m = int(ours.sum()), int((~ours).sum())
    smallest = smallest_reachable_p(n, m) if n and m else float("nan")
    if min(n, m) < LEAST_ARTICLES:
        return _Permutation(
            float("nan"), smallest, 0, f"no p: {min(n, m)} articles of an outlet, {LEAST_ARTICLES} are needed"
        )
    ways = permutations(n, n + m, seed)
    rates = hits / among
    found = np.abs(_differences(rates, ways))
    return _judged(found, abs(_differences(rates, ours[None])[0]), smallest, is_drawn(n, m), "articles")


def _judged(found: Reals, observed: float, smallest: float, drawn: bool, of: str) -> _Permutation:
    """Return the share of permutations as far from 0 as the observed statistic."""
    far = float((found >= observed - TIE).sum())
    if drawn:
        return _Permutation(
            (far + 1) / (len(found) + 1), smallest, len(found), f"permutation of {of}, {DRAWN:,} drawn ways"
        )
    return _Permutation(far / len(found), smallest, len(found), f"permutation of {of}, every way")


def _differences(rates: Reals, ways: Flags) -> Reals:
    """Compute first minus second mean rate for each permutation (row)."""
    given = ways.astype(float)
    sums, sizes = given @ rates, given.sum(axis=1)
    return np.asarray(sums / sizes - (rates.sum() - sums) / (len(rates) - sizes))


def blocked_permutation_test(
    counts: npt.ArrayLike, cases: npt.ArrayLike, is_first: npt.ArrayLike, blocks: npt.ArrayLike, *, seed: int
) -> _Permutation:
    """Test the difference between two outlets' rates by permuting outlet labels within blocks, such as stories.

    Outlets that choose their stories differ in what they report; within a story they report the same. The statistic is
    the mean over blocks of the difference of mean article rates, weighted by a b ÷ (a + b) for a and b articles. With
    one article of each outlet in a story, permuting is flipping the sign of the story's difference.

    Parameters
    ----------
    counts, cases : array_like of float
        Loaded slots and all slots of each article. Articles without cases are ignored.
    is_first : array_like of bool
        Whether the article is from the first outlet.
    blocks : array_like of str
        Block of each article. Blocks with one outlet only are ignored.
    seed : int
        Seed of the random permutations.

    Returns
    -------
    result
        As of `permutation_test`; `p` is nan with fewer than three blocks that both outlets cover.

    Examples
    --------
    The first outlet is higher in ten of ten stories, as in a sign test:

    >>> result = blocked_permutation_test([1, 0] * 10, [4, 4] * 10, [True, False] * 10, np.repeat(range(10), 2), seed=1)
    >>> round(result.p, 4), result.ways
    (0.002, 1024)
    """
    among = np.asarray(cases, dtype=float)
    kept = among > 0
    rates = np.asarray(counts, dtype=float)[kept] / among[kept]
    ours, block = np.asarray(is_first, dtype=bool)[kept], np.unique(np.asarray(blocks)[kept], return_inverse=True)[1]
    sizes, firsts = np.bincount(block), np.bincount(block, ours).astype(int)
    shared = np.flatnonzero((firsts > 0) & (firsts < sizes))
    ways = prod(comb(int(sizes[one]), int(firsts[one])) for one in shared) if len(shared) else 0
    mirrored = all(2 * firsts[one] == sizes[one] for one in shared)
    smallest = max((1 + mirrored) / ways, 1 / (DRAWN + 1) if ways > ALL_WAYS else 0) if ways else float("nan")
    if len(shared) < LEAST_ARTICLES:
        return _Permutation(
            float("nan"), smallest, 0, f"no p: {len(shared)} stories that both cover, {LEAST_ARTICLES} are needed"
        )
    parts = [_of_block(rates[block == one], ours[block == one]) for one in shared]
    weights = np.array([firsts[one] * (sizes[one] - firsts[one]) / sizes[one] for one in shared])
    observed = abs(float(weights @ [part[0] for part in parts]))
    every = [part[1] for part in parts]
    if ways > ALL_WAYS:
        random = np.random.default_rng(seed)
        found = sum(weight * random.choice(of_one, DRAWN) for weight, of_one in zip(weights, every, strict=True))
    else:
        found = np.zeros(1)
        for weight, of_one in zip(weights, every, strict=True):
            found = np.add.outer(found, weight * of_one).ravel()
    return _judged(np.abs(found), observed, smallest, ways > ALL_WAYS, f"articles within {len(shared)} stories")


def _of_block(rates: Reals, ours: Flags) -> tuple[float, Reals]:
    """Return the difference of mean rates in a block, and that of every permutation or of many drawn ones."""
    ways = permutations(int(ours.sum()), len(ours), 0)
    return float(_differences(rates, ours[None])[0]), _differences(rates, ways)


@lru_cache(maxsize=16)  # the power of designs asks for 13 sizes in turn
def permutations(articles: int, of: int, seed: int) -> Flags:
    """List permutations of outlet labels: all of them, or a random sample if there are too many.

    Parameters
    ----------
    articles : int
        Number of articles of the first outlet.
    of : int
        Number of articles of both outlets.
    seed : int
        Seed of the random permutations.

    Returns
    -------
    ndarray of bool, shape (permutations, of)
        Which articles are assigned to the first outlet. The array is cached and read-only.
    """
    if not is_drawn(articles, of - articles):
        places = np.fromiter(chain.from_iterable(combinations(range(of), articles)), int).reshape(-1, articles)
    else:
        places = np.random.default_rng(seed).random((DRAWN, of)).argpartition(articles - 1, axis=1)[:, :articles]
    ways = np.zeros((len(places), of), dtype=bool)
    ways[np.arange(len(places))[:, None], places] = True
    ways.flags.writeable = False
    return ways


def adjusted(p: npt.ArrayLike, method: Adjustment) -> tuple[Reals, int]:
    """Adjust the p-values of one family of tests.

    Parameters
    ----------
    p : array_like of float
        p-values. nan marks a test that was not made: it does not belong to the family and stays nan.
    method : {"holm", "benjamini-hochberg"}
        ``holm`` (Holm 1979) controls the family-wise error rate, for tests that were specified in advance, such as
        those of a fixed lexicon. ``benjamini-hochberg`` (Benjamini & Hochberg 1995) controls the false discovery rate,
        for exploratory searches, such as keyness.

    Returns
    -------
    adjusted_p : ndarray of float
        Adjusted p-values in the order of `p`.
    tests : int
        Number of tests in the family.

    Examples
    --------
    >>> p, tests = adjusted([0.01, 0.04, float("nan"), 0.03], "holm")
    >>> p.round(3).tolist(), tests
    ([0.03, 0.06, nan, 0.06], 3)
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=np.float64)
    made = np.isfinite(values)
    result = np.full(values.shape, np.nan)
    if made.any():
        result[made] = multipletests(values[made], method=STATSMODELS_NAMES[method])[1]
    return result, int(made.sum())
