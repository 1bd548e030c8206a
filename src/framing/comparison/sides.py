"""Sides: the difference of a mean between two texts or outlets, with its interval or why there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t

from framing.comparison.headlines import Headline
from framing.comparison.resampling import LEAST_ARTICLES, LEVEL, bootstrap_weights, percentile_interval

# under so many families, or so few that differ, percentile intervals are too short
LEAST_FAMILIES, LEAST_OF_EACH, LEAST_OF_EITHER = 20, 8, 3
EQUAL = 1e-12
Reals = npt.NDArray[np.float64]


def difference(cases: pd.DataFrame, headline: Headline, *, counted: bool, seed: int) -> dict[str, Any]:
    """Mean of a less mean of b over their cases.

    Scope texts: percentile bootstrap over families, those that stand in both texts drawn together; none under twenty
    families or eight of a text, nor of a share of which a text has under three families with a case or under three
    without: a text that has no loaded slot would not vary at all. Scope outlets: Welch's t on the ratio estimator over
    articles; none under three articles an outlet. Of shares cut at −1 and 1.

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
    low, high, method = of_texts(a, b, counted, seed) if headline.scope == "texts" else of_outlets(a, b)
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


def of_texts(a: pd.DataFrame, b: pd.DataFrame, counted: bool, seed: int) -> tuple[float, float, str]:
    """Interval over families."""
    why = why_none_of_texts(a, b, counted)
    if why:
        return np.nan, np.nan, f"no interval: {why}"
    drawn = resampled(a, b, seed)
    if np.ptp(drawn) < EQUAL:
        return np.nan, np.nan, "no interval: all families are alike"
    families = pd.concat([a, b])["family_id"].nunique()
    return *percentile_interval(drawn), f"percentile bootstrap over {families} families"


def why_none_of_texts(a: pd.DataFrame, b: pd.DataFrame, counted: bool) -> str:
    if a.empty or b.empty:
        return "nothing to count in a text"
    for least, is_so, what in ((0, np.greater, "a loaded case"), (1, np.less, "a case that is not")):
        few = min(side.loc[is_so(side["value"], least), "family_id"].nunique() for side in (a, b))
        if counted and few < LEAST_OF_EITHER:
            return f"{LEAST_OF_EITHER} families with {what} are needed in each text, here {few}"
    fewest = min(side["family_id"].nunique() for side in (a, b))
    if fewest < LEAST_OF_EACH:
        return f"{LEAST_OF_EACH} families are needed in each text, here {fewest}"
    families = pd.concat([a, b])["family_id"].nunique()
    return f"{LEAST_FAMILIES} families are needed, here {families}" if families < LEAST_FAMILIES else ""


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
    articles = min(side["article_id"].nunique() for side in (a, b))
    if articles < LEAST_ARTICLES:
        return np.nan, np.nan, f"no interval: {LEAST_ARTICLES} articles of each outlet are needed, here {articles}"
    (one, spread, units), (other, others_spread, others_units) = (ratio(side) for side in (a, b))
    total = spread + others_spread
    if total < EQUAL:
        return np.nan, np.nan, "no interval: all articles are alike"
    freedom = total**2 / (spread**2 / (units - 1) + others_spread**2 / (others_units - 1))
    half = float(t.ppf((1 + LEVEL) / 2, freedom)) * total**0.5
    return one - other - half, one - other + half, f"Welch t interval over {units} and {others_units} articles"


def ratio(cases: pd.DataFrame) -> tuple[float, float, int]:
    """Mean over cases, its variance over articles (ratio estimator of cluster sampling), and how many articles."""
    sums = cases.groupby("article_id")["value"].agg(["sum", "size"]).to_numpy(float)
    above, below = sums[:, 0], sums[:, 1]
    value, units = above.sum() / below.sum(), len(sums)
    variance = units / (units - 1) * ((above - value * below) ** 2).sum() / below.sum() ** 2
    return float(value), float(variance), units
