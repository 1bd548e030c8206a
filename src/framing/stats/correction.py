"""Correct means of classifier predictions with a coded sample (design-based supervised learning)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.stats.intervals import LEAST_ARTICLES, LEVEL, Reals, half_width, ratio_with_variance

Scope = Literal["texts", "outlets"]
NEEDED = ("article_id", "predicted", "coded", "chance")
NAIVE, CORRECTED, CODED = "naive", "corrected", "coded sample alone"


def corrected_means(units: pd.DataFrame, *, by: str = "outlet", scope: Scope = "texts") -> pd.DataFrame:
    """Estimate the mean code of each group from predictions, corrected predictions, and the coded sample only.

    The naive mean of predictions is biased by the classifier's mean error, which may differ between outlets and does
    not shrink with the number of sentences. Design-based supervised learning (Egami et al. 2023) estimates that error
    from the coded sample, weighting each sampled unit by 1 ÷ chance:

        corrected = mean of predicted + Σ (coded − predicted) ÷ chance ÷ Σ 1 ÷ chance, with sums over the sample

    The estimate is unbiased whatever the quality of the classifier, if the chances are the sampling probabilities and
    no prediction comes from a model trained on the same unit's code. A better classifier only shortens the interval.

    Parameters
    ----------
    units : DataFrame
        One row per sentence with the column `by`, article_id, predicted (a probability, or a class 0 or 1), coded (the
        code, or nan), and chance (probability of being sampled for coding, in (0, 1], needed for coded rows; see
        `sample_for_coding`).
    by : str, default "outlet"
        Column of the group.
    scope : {"texts", "outlets"}, default "texts"
        ``texts``: estimate the mean code of these units; the t interval reflects which units were coded. ``outlets``:
        the interval also reflects the sampling of articles; it needs three articles.

    Returns
    -------
    DataFrame
        One row per group and estimator (``naive``, ``corrected``, ``coded sample alone``): the column `by`, estimator,
        estimate, low, high, level, method (or why the interval is missing), scope, n_units, n_coded, n_articles.

    Raises
    ------
    BadInput
        If a column or a prediction is missing, a coded unit has no valid chance, or the scope is unknown.

    Examples
    --------
    A classifier that predicts every sentence of the Gazette to be loaded, when coders call half of them loaded:

    >>> units = pd.DataFrame({"outlet": "Gazette", "article_id": "a", "predicted": 1.0, "coded": [1, 0, 1, 0, None]})
    >>> means = corrected_means(units.assign(chance=4 / 5))
    >>> means[["estimator", "estimate"]].to_numpy().tolist()
    [['naive', 1.0], ['corrected', 0.5], ['coded sample alone', 0.5]]
    """
    _check_units(units, by)
    if scope not in ("texts", "outlets"):
        raise BadInput(f"Unknown scope '{scope}'. Choose 'texts' or 'outlets'.")
    rows = [
        {by: group, "estimator": estimator, **estimate, "level": LEVEL, "scope": scope, **_counts_of(of_group)}
        for group, of_group in units.groupby(by, sort=False)
        for estimator, estimate in estimates(of_group, scope).items()
    ]
    columns = [by, "estimator", "estimate", "low", "high", "level", "method", "scope", *_counts_of(units)]
    return pd.DataFrame(rows, columns=columns)


def _check_units(units: pd.DataFrame, by: str) -> None:
    missing = [name for name in (by, *NEEDED) if name not in units]
    if missing:
        raise BadInput(f"The table of units has no column '{missing[0]}'; expected {by}, {', '.join(NEEDED)}.")
    if units["predicted"].isna().any():
        raise BadInput(
            f"Row {units.index[units['predicted'].isna()][0]} has no prediction. Predict all units before averaging."
        )
    coded = units[units["coded"].notna()]
    wrong = coded[~((coded["chance"] > 0) & (coded["chance"] <= 1))]
    if len(wrong):
        raise BadInput(
            f"Row {wrong.index[0]} is coded, but its chance is {wrong['chance'].iloc[0]}; expected its probability of "
            "being sampled, above 0 and at most 1, as returned by sample_for_coding."
        )


def _counts_of(units: pd.DataFrame) -> dict[str, int]:
    return {
        "n_units": len(units),
        "n_coded": int(units["coded"].notna().sum()),
        "n_articles": int(units["article_id"].nunique()),
    }


def estimates(units: pd.DataFrame, scope: Scope) -> dict[str, dict[str, Any]]:
    """Compute the three estimates of one group, each with its interval."""
    predicted = units["predicted"].to_numpy(float)
    coded = units["coded"].to_numpy(float)
    weight = np.where(np.isnan(coded), 0.0, 1 / units["chance"].to_numpy(float))
    sampled = weight > 0
    article = units["article_id"]
    if not sampled.any():
        nothing = {"estimate": np.nan, **_no_interval("no unit of this group is coded")}
        return {NAIVE: _naive(predicted, article, scope), CORRECTED: nothing, CODED: nothing}
    results = {NAIVE: _naive(predicted, article, scope)}
    for name, start in ((CORRECTED, predicted), (CODED, np.zeros(len(units)))):
        error = np.where(sampled, coded - start, 0.0)
        mean_error = float((weight * error).sum() / weight.sum())
        mean = float(start.mean()) + mean_error
        if scope == "texts":
            ends = _interval_over_sample(mean, (error - mean_error)[sampled], weight[sampled])
        else:
            values = start + len(units) / weight.sum() * weight * (error - mean_error) + mean_error
            ends = _interval_over_articles(values, article)
        results[name] = {"estimate": mean, **ends}
    return results


def _naive(predicted: Reals, article: pd.Series[str], scope: Scope) -> dict[str, Any]:
    ends = _no_interval("every unit is counted; how wrong the predictions are, it does not know")
    if scope == "outlets":
        ends = _interval_over_articles(predicted, article)
    return {"estimate": float(predicted.mean()), **ends}


def _interval_over_sample(mean: float, errors: Reals, weight: Reals) -> dict[str, Any]:
    """Compute the interval from the variance Σ (1 − chance) ÷ chance² · e² · n ÷ (n − 1) ÷ (Σ 1 ÷ chance)²."""
    n = len(errors)
    if (weight <= 1).all():
        return _no_interval("all units are coded, so nothing is estimated")
    if n < 2:
        return _no_interval("one unit is coded, and one shows no spread")
    variance = float((weight * (weight - 1) * errors**2).sum() * n / (n - 1) / weight.sum() ** 2)
    return _interval(mean, variance, n - 1, f"t interval over {n} coded units")


def _interval_over_articles(values: Reals, article: pd.Series[str]) -> dict[str, Any]:
    of_article = pd.Series(values).groupby(article.to_numpy(), sort=False).agg(["sum", "size"])
    mean, variance, articles = ratio_with_variance(of_article["sum"], of_article["size"])
    if articles < LEAST_ARTICLES:
        return _no_interval(f"scope outlets needs {LEAST_ARTICLES} articles, here {articles}")
    return _interval(mean, variance, articles - 1, f"t interval over {articles} articles")


def _interval(mean: float, variance: float, freedom: int, method: str) -> dict[str, Any]:
    """Compute a t interval, limited to 0 and 1."""
    if not variance > 0:
        return _no_interval("all have the same value, so they show no spread")
    half = half_width(variance, freedom, LEVEL)
    return {"low": max(0.0, mean - half), "high": min(1.0, mean + half), "method": method}


def _no_interval(why: str) -> dict[str, Any]:
    return {"low": np.nan, "high": np.nan, "method": f"no interval: {why}"}


def sample_for_coding(units: pd.DataFrame, size: int, *, by: str = "outlet", seed: int) -> pd.DataFrame:
    """Draw a simple random sample from each group, without replacement, and record the sampling probability.

    `corrected_means` uses the probabilities to correct classifier predictions with the codes of the sample.

    Parameters
    ----------
    units : DataFrame
        One row per sentence (or article), with the column `by`.
    size : int
        Number of units to draw from each group, at least 2; smaller groups are sampled in full.
    by : str, default "outlet"
        Column of the group.
    seed : int
        Seed of the random sample.

    Returns
    -------
    DataFrame
        The sampled rows in their original order, with the column chance: size ÷ number of units in the group, at
        most 1.

    Raises
    ------
    BadInput
        If the column is missing, or `size` is below 2: a single code has no variance.

    Examples
    --------
    >>> units = pd.DataFrame({"sentence_id": list("abcdef"), "outlet": list("GGGGHH")})
    >>> sample_for_coding(units, 2, seed=1)["chance"].tolist()
    [0.5, 0.5, 1.0, 1.0]
    """
    if by not in units:
        raise BadInput(f"The table of units has no column '{by}'. Name the column of the group: by='outlet'.")
    if size < 2:
        raise BadInput(f"size is {size}; expected 2 or more units per group, because one code has no variance.")
    random = np.random.default_rng(seed)
    drawn = units.assign(order=random.permutation(len(units)))
    of_group = drawn.groupby(by, sort=False)["order"]
    chosen = drawn[of_group.rank() <= size]
    chance = np.minimum(size / of_group.transform("size"), 1.0)
    return chosen.drop(columns="order").assign(chance=chance[chosen.index])
