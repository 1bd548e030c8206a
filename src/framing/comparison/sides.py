"""Sides: the difference of a mean between two texts or outlets, with its interval or why there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.comparison.headlines import Headline
from framing.comparison.resampling import (
    LEAST_ARTICLES,
    LEVEL,
    bootstrap_weights,
    effective_cases,
    percentile_interval,
    ratio_difference_interval,
    score_difference_interval,
)

# under so many families of a text percentile intervals are too short
LEAST_FAMILIES = 8
EQUAL = 1e-12
OF_SHARES = "Newcombe score interval, cases as alike as those of families are"
Reals = npt.NDArray[np.float64]


def difference(cases: pd.DataFrame, headline: Headline, *, counted: bool, seed: int) -> dict[str, Any]:
    """Mean of a less mean of b over their cases.

    Scope texts: of a share the score interval of Newcombe (1998) on as many cases as count, families for units; of a
    mean the percentile bootstrap over families, those that stand in both texts drawn together, none under eight of a
    text. Scope outlets: Welch's t on the ratio estimator over articles; none under three articles an outlet. Of shares
    cut at −1 and 1.

    Parameters
    ----------
    cases
        a slot or sentence a row: article_id, family_id, value.
    headline
        the comparison.
    counted
        whether values are shares of coders or flags, whose sums are counts.
    seed
        of the bootstrap.

    Returns
    -------
    dict
        estimate, low, high, level, method, scope, n_a, n_b and, of what is counted, k_a, k_b.
    """
    a, b = (cases[cases["article_id"].isin(side)] for side in (headline.articles_of_a, headline.articles_of_b))
    if headline.scope == "outlets":
        low, high, method = of_outlets(a, b)
    else:
        low, high, method = shares_of_texts(a, b) if counted else means_of_texts(a, b, seed)
    low, high = np.clip([low, high], -1, 1).tolist() if counted else (low, high)
    return {
        "estimate": mean(a) - mean(b),
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": method,
        "scope": headline.scope,
        "n_a": len(a),
        "n_b": len(b),
        "k_a": float(a["value"].sum()) if counted else np.nan,
        "k_b": float(b["value"].sum()) if counted else np.nan,
    }


def mean(cases: pd.DataFrame) -> float:
    return float(cases["value"].mean()) if len(cases) else float("nan")


def shares_of_texts(a: pd.DataFrame, b: pd.DataFrame) -> tuple[float, float, str]:
    """Interval of a difference of shares, families for units."""
    if a.empty or b.empty:
        return np.nan, np.nan, "no interval: nothing to count in a text"
    numbers = []
    for side in (a, b):
        many = effective_cases(*sums_by(side, "family_id"))
        numbers += [mean(side) * many, many]
    return *score_difference_interval(*numbers), OF_SHARES


def sums_by(cases: pd.DataFrame, unit: str) -> tuple[Reals, Reals]:
    """Sum of the values and number of cases of each family or article."""
    sums = cases.groupby(unit)["value"].agg(["sum", "size"])
    return sums["sum"].to_numpy(float), sums["size"].to_numpy(float)


def means_of_texts(a: pd.DataFrame, b: pd.DataFrame, seed: int) -> tuple[float, float, str]:
    """Interval of a difference of means over families."""
    fewest = min(side["family_id"].nunique() for side in (a, b))
    if fewest < LEAST_FAMILIES:
        return np.nan, np.nan, f"no interval: {LEAST_FAMILIES} families are needed in each text, here {fewest}"
    drawn = resampled(a, b, seed)
    if np.ptp(drawn) < EQUAL:
        return np.nan, np.nan, "no interval: all families are alike"
    families = pd.concat([a, b])["family_id"].nunique()
    return *percentile_interval(drawn, families), f"percentile bootstrap over {families} families"


def resampled(a: pd.DataFrame, b: pd.DataFrame, seed: int) -> Reals:
    """The difference in each bootstrap sample of families; samples without a case on a side are left out."""
    names = np.unique(np.concatenate([a["family_id"], b["family_id"]]).astype(str))
    weights = bootstrap_weights(len(names), seed=seed)
    means = []
    for side in (a, b):
        drawn = weights[:, np.searchsorted(names, side["family_id"].to_numpy(str))]
        total = drawn.sum(axis=1)
        means.append(drawn @ side["value"].to_numpy(float) / np.where(total > 0, total, np.nan))
    found = means[0] - means[1]
    return np.asarray(found[np.isfinite(found)])


def of_outlets(a: pd.DataFrame, b: pd.DataFrame) -> tuple[float, float, str]:
    """Interval over articles."""
    articles = [side["article_id"].nunique() for side in (a, b)]
    if min(articles) < LEAST_ARTICLES:
        why = f"{LEAST_ARTICLES} articles of each outlet are needed, here {min(articles)}"
        return np.nan, np.nan, f"no interval: {why}"
    low, high = ratio_difference_interval(*sums_by(a, "article_id"), *sums_by(b, "article_id"))
    if np.isnan(low):
        return low, high, "no interval: all articles of an outlet are alike, so they show no spread"
    return low, high, f"Welch t interval over {articles[0]} and {articles[1]} articles"
