"""Correction: what a classifier says of all sentences, put right by what coders say of a sample of them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import BadInput
from framing.stats.intervals import LEAST_ARTICLES, LEVEL, half_width, ratio_with_variance

Reals = npt.NDArray[np.float64]
Scope = Literal["texts", "outlets"]
NEEDED = ("article_id", "predicted", "coded", "chance")
NAIVE, CORRECTED, CODED = "naive", "corrected", "coded sample alone"


def corrected_means(units: pd.DataFrame, *, by: str = "outlet", scope: Scope = "texts") -> pd.DataFrame:
    """Mean code of each group: as predicted, corrected by the coded sample, and from the coded sample alone.

    The naive mean of predictions is wrong by the classifier's mean error, which may differ between outlets and shrinks
    with no number of sentences. Design-based supervised learning (Egami et al. 2023) adds what the coded sample says of
    that error, each sampled unit standing for 1 ÷ chance units:

        corrected = mean of predicted + Σ (coded − predicted) ÷ chance ÷ Σ 1 ÷ chance, the sums over the sample

    It is right on average however wrong the classifier is, if the chances are those of the drawing and no prediction
    comes from a model that learnt from its own unit's code. A better classifier makes the interval shorter, no more.

    Parameters
    ----------
    units
        a row a sentence: the column `by`; article_id; predicted, a probability or a class of 0 and 1; coded, the code
        or nan; chance, that this unit would be coded, above 0 to 1, needed where it is (`sample_for_coding`).
    by
        the column that names the group.
    scope
        ``texts``: the mean that coders would have given all these units; the interval is about which of them were
        coded, t over the sample. ``outlets``: about the articles too, t over articles, none under three.

    Returns
    -------
    DataFrame
        a row a group and estimator (naive, corrected, coded sample alone): the column `by`, estimator, estimate, low,
        high, level, method (or why there is no interval), scope, n_units, n_coded, n_articles.

    Raises
    ------
    BadInput
        when a column is not there, a prediction is missing, or a coded unit has no chance.

    Examples
    --------
    A classifier that calls every sentence of Gazette loaded, of which coders so call a half:

    >>> units = pd.DataFrame({"outlet": "Gazette", "article_id": "a", "predicted": 1.0, "coded": [1, 0, 1, 0, None]})
    >>> found = corrected_means(units.assign(chance=4 / 5))
    >>> found[["estimator", "estimate"]].to_numpy().tolist()
    [['naive', 1.0], ['corrected', 0.5], ['coded sample alone', 0.5]]
    """
    _check_units(units, by)
    if scope not in ("texts", "outlets"):
        raise BadInput(f"There is no scope '{scope}'; known are: texts, outlets.")
    rows = [
        {by: group, "estimator": estimator, **estimate, "level": LEVEL, "scope": scope, **_counts_of(of_group)}
        for group, of_group in units.groupby(by, sort=False)
        for estimator, estimate in estimates(of_group, scope).items()
    ]
    columns = [by, "estimator", "estimate", "low", "high", "level", "method", "scope", *_counts_of(units)]
    return pd.DataFrame(rows, columns=columns)


def _check_units(units: pd.DataFrame, by: str) -> None:
    """Refuse units that no mean can be corrected from."""
    missing = [name for name in (by, *NEEDED) if name not in units]
    if missing:
        raise BadInput(f"The units have no column '{missing[0]}'; expected {by}, {', '.join(NEEDED)}.")
    if units["predicted"].isna().any():
        raise BadInput(
            f"Row {units.index[units['predicted'].isna()][0]} has no prediction; a mean of all units needs one of each."
        )
    coded = units[units["coded"].notna()]
    wrong = coded[~((coded["chance"] > 0) & (coded["chance"] <= 1))]
    if len(wrong):
        raise BadInput(
            f"Row {wrong.index[0]} is coded and its chance is {wrong['chance'].iloc[0]}; expected the chance that it "
            "would be coded, above 0 to 1, as sample_for_coding gives it."
        )


def _counts_of(units: pd.DataFrame) -> dict[str, int]:
    """How many units, of them coded, and in how many articles."""
    return {
        "n_units": len(units),
        "n_coded": int(units["coded"].notna().sum()),
        "n_articles": int(units["article_id"].nunique()),
    }


def estimates(units: pd.DataFrame, scope: Scope) -> dict[str, dict[str, Any]]:
    """The three estimates of one group, each with its interval."""
    predicted = units["predicted"].to_numpy(float)
    coded = units["coded"].to_numpy(float)
    stands_for = np.where(np.isnan(coded), 0.0, 1 / units["chance"].to_numpy(float))
    sampled = stands_for > 0
    article = units["article_id"].to_numpy()
    if not sampled.any():
        nothing = {"estimate": np.nan, **_none("no unit of this group is coded")}
        return {NAIVE: _of_predictions(predicted, article, scope), CORRECTED: nothing, CODED: nothing}
    found = {NAIVE: _of_predictions(predicted, article, scope)}
    for name, start in ((CORRECTED, predicted), (CODED, np.zeros(len(units)))):
        error = np.where(sampled, coded - start, 0.0)
        of_sample = float((stands_for * error).sum() / stands_for.sum())
        mean = float(start.mean()) + of_sample
        if scope == "texts":
            ends = _over_sample(mean, (error - of_sample)[sampled], stands_for[sampled])
        else:
            spread = start + len(units) / stands_for.sum() * stands_for * (error - of_sample) + of_sample
            ends = _over_articles(spread, article)
        found[name] = {"estimate": mean, **ends}
    return found


def _of_predictions(predicted: Reals, article: npt.NDArray[Any], scope: Scope) -> dict[str, Any]:
    """The naive mean; of these texts it has no interval, since nothing was sampled."""
    ends = _none("every unit is counted; how wrong the predictions are, it does not know")
    return {"estimate": float(predicted.mean()), **(_over_articles(predicted, article) if scope == "outlets" else ends)}


def _over_sample(mean: float, errors: Reals, stands_for: Reals) -> dict[str, Any]:
    """Interval over which units were coded: Σ (1 − chance) ÷ chance² · e² · n ÷ (n − 1) ÷ (Σ 1 ÷ chance)²."""
    n = len(errors)
    if (stands_for <= 1).all():
        return _none("all units are coded, so nothing is estimated")
    if n < 2:
        return _none("one unit is coded, and one shows no spread")
    variance = float((stands_for * (stands_for - 1) * errors**2).sum() * n / (n - 1) / stands_for.sum() ** 2)
    return _interval(mean, variance, n - 1, f"t interval over {n} coded units")


def _over_articles(values: Reals, article: npt.NDArray[Any]) -> dict[str, Any]:
    """Interval over articles of a mean of units."""
    of_article = pd.Series(values).groupby(article, sort=False).agg(["sum", "size"])
    mean, variance, articles = ratio_with_variance(of_article["sum"], of_article["size"])
    if articles < LEAST_ARTICLES:
        return _none(f"scope outlets needs {LEAST_ARTICLES} articles, here {articles}")
    return _interval(mean, variance, articles - 1, f"t interval over {articles} articles")


def _interval(mean: float, variance: float, freedom: int, method: str) -> dict[str, Any]:
    """Low and high, cut at 0 and 1."""
    if not variance > 0:
        return _none("all have the same value, so they show no spread")
    half = half_width(variance, freedom, LEVEL)
    return {"low": max(0.0, mean - half), "high": min(1.0, mean + half), "method": method}


def _none(why: str) -> dict[str, Any]:
    """No interval, and why."""
    return {"low": np.nan, "high": np.nan, "method": f"no interval: {why}"}


def sample_for_coding(units: pd.DataFrame, size: int, *, by: str = "outlet", seed: int) -> pd.DataFrame:
    """Draw as many units of each group at random, without replacement, and keep the chance that each had.

    With the chance known, what coders say of the sample corrects what a classifier says of everything
    (`corrected_means`).

    Parameters
    ----------
    units
        a row a sentence (or article), with the column `by`.
    size
        how many of each group; of a smaller group, all.
    by
        the column that names the group.
    seed
        of the drawing.

    Returns
    -------
    DataFrame
        the rows drawn, in their order, with `chance`: size ÷ units of the group.

    Raises
    ------
    BadInput
        when the column is not there, or size is under 2, of which no interval can be had.

    Examples
    --------
    >>> units = pd.DataFrame({"sentence_id": list("abcdef"), "outlet": list("GGGGHH")})
    >>> sample_for_coding(units, 2, seed=1)["chance"].tolist()
    [0.5, 0.5, 1.0, 1.0]
    """
    if by not in units:
        raise BadInput(f"The units have no column '{by}'; expected one that names the group of each.")
    if size < 2:
        raise BadInput(f"size is {size}; expected 2 or more of each group, since one code shows no spread.")
    random = np.random.default_rng(seed)
    drawn = units.assign(order=random.permutation(len(units)))
    of_group = drawn.groupby(by, sort=False)["order"]
    chosen = drawn[of_group.rank() <= size]
    chance = np.minimum(size / of_group.transform("size"), 1.0)
    return chosen.drop(columns="order").assign(chance=chance[chosen.index])
