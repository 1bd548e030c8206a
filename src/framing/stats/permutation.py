"""Permutation: what dealing the articles to two outlets at random does to a difference of their rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from math import comb
from typing import Literal

import numpy as np
import numpy.typing as npt

from framing.stats.intervals import LEAST_ARTICLES

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# as many ways as are gone through one by one; of more, so many are drawn
ALL_WAYS, DRAWN = 20_000, 9_999
# differences nearer than this are ties: sums in another order differ in their last digits
TIE = 1e-9


@dataclass(frozen=True)
class _Permutation:
    """A p-value, the smallest that the design can reach, and over how many ways of dealing.

    Parameters
    ----------
    p
        share of ways with a difference as large as the one seen or larger, either sign; nan where none is given.
    smallest
        what p would be if the articles of the two outlets lay as far apart as they can.
    ways
        how many ways of dealing were gone through, or drawn.
    method
        how p was found, or why there is none.
    """

    p: float
    smallest: float
    ways: int
    method: str


def smallest_reachable_p(articles: int, others: int) -> float:
    """The smallest p of a two-sided permutation test that so many articles against so many others can give.

    1 ÷ C(n + m, n); twice that where n = m, since the mirrored way differs as much.

    Examples
    --------
    >>> [round(smallest_reachable_p(n, m), 3) for n, m in ((1, 1), (1, 4), (2, 3), (3, 3), (10, 10))]
    [1.0, 0.2, 0.1, 0.1, 0.0]
    """
    exact = (1 + (articles == others)) / comb(articles + others, articles)
    return max(exact, 1 / (DRAWN + 1)) if is_drawn(articles, others) else exact


def is_drawn(articles: int, others: int) -> bool:
    """Whether there are more ways to deal the articles than are gone through one by one.

    >>> is_drawn(5, 5), is_drawn(10, 10)
    (False, True)
    """
    return comb(articles + others, articles) > ALL_WAYS


def permutation_test(
    counts: npt.ArrayLike, cases: npt.ArrayLike, others_counts: npt.ArrayLike, others_cases: npt.ArrayLike, *, seed: int
) -> _Permutation:
    """Test whether two outlets' articles could have been dealt to them at random, by the difference of their rates.

    Rate: Σ counts ÷ Σ cases over the articles of an outlet. Every way to deal the articles is gone through, or, where
    there are more than 20,000, 9,999 are drawn and p = (b + 1) ÷ (9,999 + 1), with b drawn ways as far apart (Phipson &
    Smyth 2010). The test is of one hypothesis, that articles are exchangeable between the two outlets: outlets whose
    articles have one rate and another spread are not.

    Parameters
    ----------
    counts, cases
        a number an article of the one outlet: loaded slots and slots; articles without cases do not count.
    others_counts, others_cases
        the same of the other outlet.
    seed
        of the drawing.

    Returns
    -------
    Permutation
        without p where an outlet has under three articles with cases.

    Examples
    --------
    >>> found = permutation_test([6, 4, 5], [10, 9, 8], [0, 1, 0], [9, 9, 10], seed=1)
    >>> found.p, found.smallest, found.ways
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
    ways = dealt(n, n + m, seed)
    far = np.abs(_differences(hits, among, ways)) >= abs(_differences(hits, among, ours[None])[0]) - TIE
    if not is_drawn(n, m):
        return _Permutation(float(far.mean()), smallest, len(ways), "permutation of articles, every way")
    return _Permutation(
        (float(far.sum()) + 1) / (len(ways) + 1), smallest, len(ways), f"permutation of articles, {DRAWN:,} drawn ways"
    )


def _differences(hits: Reals, among: Reals, ways: Flags) -> Reals:
    """Rate of the articles that a way deals to the one outlet less the rate of the rest, a number a way."""
    given = ways.astype(float)
    counts, cases = given @ hits, given @ among
    return np.asarray(counts / cases - (hits.sum() - counts) / (among.sum() - cases))


@lru_cache(maxsize=8)
def dealt(articles: int, of: int, seed: int) -> Flags:
    """Ways to choose articles of all, a row a way: every one, or as many as are drawn; nobody may write to them."""
    if not is_drawn(articles, of - articles):
        places = np.fromiter(chain.from_iterable(combinations(range(of), articles)), int).reshape(-1, articles)
    else:
        places = np.argsort(np.random.default_rng(seed).random((DRAWN, of)), axis=1)[:, :articles]
    ways = np.zeros((len(places), of), dtype=bool)
    ways[np.arange(len(places))[:, None], places] = True
    ways.flags.writeable = False
    return ways


Adjustment = Literal["holm", "benjamini-hochberg"]
METHODS: dict[Adjustment, str] = {"holm": "holm", "benjamini-hochberg": "fdr_bh"}


def adjusted(p: npt.ArrayLike, method: Adjustment) -> tuple[Reals, int]:
    """The adjusted p-values of one family of tests, and how many tests it has.

    Parameters
    ----------
    p
        p-values; nan where a test was not made, which is no member of the family and stays nan.
    method
        ``holm`` (Holm 1979) for tests that were declared beforehand, as those of a lexicon are: the chance of one false
        alarm or more stays under the level. ``benjamini-hochberg`` (Benjamini & Hochberg 1995) where words are looked
        for: of those below the level, the share of false alarms does on average.

    Examples
    --------
    >>> found, tests = adjusted([0.01, 0.04, float("nan"), 0.03], "holm")
    >>> found.round(3).tolist(), tests
    ([0.03, 0.06, nan, 0.06], 3)
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=np.float64)
    made = np.isfinite(values)
    found = np.full(values.shape, np.nan)
    if made.any():
        found[made] = multipletests(values[made], method=METHODS[method])[1]
    return found, int(made.sum())
