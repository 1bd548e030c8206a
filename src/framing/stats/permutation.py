"""Test differences of rates by permutation, and adjust p-values for multiple testing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from math import comb
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

    The rate of an outlet is Σ counts ÷ Σ cases over its articles. All permutations are enumerated if there are at most
    20,000; otherwise 9,999 are drawn and p = (b + 1) ÷ (9,999 + 1), where b is the number of drawn permutations with an
    absolute difference at least as large as the observed one (Phipson & Smyth 2010). The null hypothesis is that
    articles are exchangeable between the two outlets; it is false for outlets with equal rates and unequal spread.

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
    far = np.abs(_differences(hits, among, ways)) >= abs(_differences(hits, among, ours[None])[0]) - TIE
    if not is_drawn(n, m):
        return _Permutation(float(far.mean()), smallest, len(ways), "permutation of articles, every way")
    return _Permutation(
        (float(far.sum()) + 1) / (len(ways) + 1), smallest, len(ways), f"permutation of articles, {DRAWN:,} drawn ways"
    )


def _differences(hits: Reals, among: Reals, ways: Flags) -> Reals:
    """Compute first minus second rate for each permutation (row)."""
    given = ways.astype(float)
    counts, cases = given @ hits, given @ among
    return np.asarray(counts / cases - (hits.sum() - counts) / (among.sum() - cases))


@lru_cache(maxsize=8)
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
        places = np.argsort(np.random.default_rng(seed).random((DRAWN, of)), axis=1)[:, :articles]
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
