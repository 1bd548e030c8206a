"""Correct means of predictions, their differences and regressions with a coded sample (design-based learning)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.stats.intervals import LEAST_ARTICLES, LEVEL, Integers, Reals, half_width, ratio_with_variance

Scope = Literal["texts", "outlets"]
NEEDED = ("article_id", "predicted", "coded", "chance")
NUMBERS = ("predicted", "coded", "chance", "predicted_of", "coded_of")
NAIVE, CORRECTED, CODED = "naive", "corrected", "coded sample alone"
NO_SPREAD = "no interval: all are fitted exactly, so they show no spread"
COUNTS = ("n_units", "n_coded", "n_articles")
COLUMNS = ["estimator", "estimate", "low", "high", "level", "method", "scope", *COUNTS]


def corrected_means(
    units: pd.DataFrame, *, by: str = "outlet", scope: Scope = "texts", strata: str | None = None
) -> pd.DataFrame:
    """Estimate the mean code of each group from predictions, corrected predictions, and the coded sample only.

    The naive mean of predictions is biased by the classifier's mean error, which may differ between outlets and does
    not shrink with the number of sentences. Design-based supervised learning (Egami et al. 2023) estimates that error
    from the coded sample, weighting each sampled unit by 1 ÷ chance:

        corrected = mean of predicted + Σ (coded − predicted) ÷ chance ÷ Σ 1 ÷ chance, with sums over the sample

    With strata the error is estimated in each stratum and weighted by the stratum's share of the units. The estimate is
    unbiased whatever the quality of the classifier, if the chances are the sampling probabilities and no prediction
    comes from a model trained on the same unit's code. A better classifier only shortens the interval.

    Parameters
    ----------
    units : DataFrame
        One row per sentence with the column `by`, article_id, predicted (a probability, or a class 0 or 1), coded (the
        code, or nan), and chance (probability of being sampled for coding, in (0, 1], needed for coded rows; see
        `sample_for_coding`). Chances may differ from unit to unit.
    by : str, default "outlet"
        Column of the group.
    scope : {"texts", "outlets"}, default "texts"
        ``texts``: estimate the mean code of these units; the t interval reflects which units were coded. ``outlets``:
        the interval also reflects the sampling of articles; it needs three articles.
    strata : str, optional
        Column of the stratum, if a fixed number of units was drawn from each stratum of a group.

    Returns
    -------
    DataFrame
        One row per group and estimator (``naive``, ``corrected``, ``coded sample alone``): the column `by`, estimator,
        estimate, low, high, level, method (or why the interval is missing), scope, n_units, n_coded, n_articles.

    Raises
    ------
    BadInput
        If a column, a prediction, the group or the article of a unit is missing, a prediction or code is outside 0 to
        1, a unit had no chance of being coded, a chance is not valid, a stratum has no coded unit, or the scope is
        unknown.

    Examples
    --------
    A classifier that predicts every sentence of the Gazette to be loaded, when coders call half of them loaded:

    >>> units = pd.DataFrame({"outlet": "Gazette", "article_id": "a", "predicted": 1.0, "coded": [1, 0, 1, 0, None]})
    >>> means = corrected_means(units.assign(chance=4 / 5))
    >>> means[["estimator", "estimate"]].to_numpy().tolist()
    [['naive', 1.0], ['corrected', 0.5], ['coded sample alone', 0.5]]
    """
    units = _checked(units, scope, by, strata)
    rows = [
        {by: group, "estimator": estimator, **estimate, "level": LEVEL, "scope": scope, **_counts_of(of_group)}
        for group, of_group in units.groupby(by, sort=False)
        for estimator, estimate in estimates(of_group, scope, strata).items()
    ]
    return pd.DataFrame(rows, columns=[by, *COLUMNS])


def corrected_difference(
    units: pd.DataFrame, a: str, b: str, *, by: str = "outlet", scope: Scope = "texts", strata: str | None = None
) -> pd.DataFrame:
    """Estimate the difference of the mean codes of two groups, a minus b, with the estimators of `corrected_means`.

    The variance is the sum of the variances of the two means, with the degrees of freedom of Welch (1947), because each
    group has a sample of its own.

    Parameters
    ----------
    units, by, scope, strata
        See `corrected_means`.
    a, b : str
        Groups of the column `by`.

    Returns
    -------
    DataFrame
        One row per estimator: estimator, estimate, low, high, level, method (or why the interval is missing), scope,
        n_units, n_coded, n_articles (of both groups).

    Raises
    ------
    BadInput
        If a group is unknown, and as for `corrected_means`.

    Examples
    --------
    >>> units = pd.DataFrame({"outlet": [*"GGGHHH"], "article_id": "a", "predicted": 1.0, "coded": [1, 0, 1, 0, 0, 1]})
    >>> differences = corrected_difference(units.assign(chance=0.5), "G", "H")
    >>> differences.set_index("estimator")["estimate"].round(2).to_dict()
    {'naive': 0.0, 'corrected': 0.33, 'coded sample alone': 0.33}
    """
    units = _checked(units, scope, by, strata)
    for name in (a, b):
        if name not in set(units[by]):
            raise BadInput(f"Unknown {by} '{name}'; {did_you_mean(name, sorted(map(str, units[by].unique())))}")
    sides = [_means(units[units[by] == name], scope, strata) for name in (a, b)]
    counts = _counts_of(units[units[by].isin([a, b])])
    rows = []
    for estimator in (NAIVE, CORRECTED, CODED):
        one, other = (side[estimator] for side in sides)
        why = next((f"{name}: {side.why}" for name, side in ((a, one), (b, other)) if side.why), "")
        total, over = one.variance + other.variance, f"{one.over} and {other.over}"
        parts = sum(side.variance**2 / side.freedom for side in (one, other) if side.freedom)
        both = _Mean(one.mean - other.mean, total, total**2 / parts if parts else 0.0, over, why)
        found = both.interval(-1.0, "Welch t")
        rows.append({"estimator": estimator, **found, "level": LEVEL, "scope": scope, **counts})
    return pd.DataFrame(rows, columns=COLUMNS)


def corrected_regression(units: pd.DataFrame, on: Sequence[str], *, scope: Scope = "texts") -> pd.DataFrame:
    """Regress a predicted code on explanatory variables, corrected by a coded sample (Egami et al. 2023).

    Ordinary least squares of the pseudo-outcome predicted + (coded − predicted) ÷ chance, where the second term is 0
    for units that are not coded. Its mean given the explanatory variables is that of the code, whatever the quality of
    the classifier; predictions with errors that depend on an explanatory variable bias the naive coefficient.

    Parameters
    ----------
    units : DataFrame
        One row per sentence, as for `corrected_means`, with the explanatory variables as columns.
    on : sequence of str
        Columns of explanatory variables: numbers, flags, or names, which are compared with the first of them in
        alphabetical order.
    scope : {"texts", "outlets"}, default "texts"
        ``texts``: robust standard errors of single units (HC2). ``outlets``: standard errors clustered by article.

    Returns
    -------
    DataFrame
        One row per coefficient and estimator (``naive``: predictions only; ``corrected``): term, estimator, estimate,
        low, high, level, method, scope, n_units, n_coded, n_articles.

    Raises
    ------
    BadInput
        If a column or a value of an explanatory variable is missing, one follows from the others, ``outlets`` has fewer
        than three articles, and as for `corrected_means`.

    Examples
    --------
    >>> units = pd.DataFrame({"late": [0, 0, 0, 1, 1, 1], "article_id": [*"abcdef"], "predicted": 1.0, "chance": 1.0})
    >>> found = corrected_regression(units.assign(coded=[0, 0, 1, 1, 1, 1]), ["late"])
    >>> found[["term", "estimator", "estimate"]].round(2).to_numpy().tolist()[-1]
    ['late', 'corrected', 0.67]
    """
    from statsmodels.api import OLS

    units = _checked(units, scope, *on)
    matrix = pd.get_dummies(units[[*on]], prefix_sep="=", drop_first=True).astype(float)
    matrix.insert(0, "intercept", 1.0)
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise BadInput(f"One of {', '.join(matrix.columns)} follows from the others, or never varies. Leave it out.")
    counts = _counts_of(units)
    if scope == "outlets" and counts["n_articles"] < LEAST_ARTICLES:
        raise BadInput(f"scope outlets needs {LEAST_ARTICLES} articles, here {counts['n_articles']}.")
    predicted, coded = units["predicted"].to_numpy(float), units["coded"].to_numpy(float)
    with np.errstate(invalid="ignore"):
        error_of = np.where(np.isnan(coded), 0.0, (coded - predicted) / units["chance"].to_numpy(float))
    errors: dict[str, Any] = {"cov_type": "HC2"}
    if scope == "outlets":
        errors = {"cov_type": "cluster", "cov_kwds": {"groups": pd.factorize(units["article_id"])[0]}}
    outcomes = {NAIVE: predicted, CORRECTED: predicted + error_of}
    fits = {name: OLS(outcome, matrix).fit(use_t=True, **errors) for name, outcome in outcomes.items()}
    method = "OLS, errors clustered by article" if scope == "outlets" else "OLS, robust errors (HC2)"
    rows = [
        {"term": term, "estimator": name, "estimate": fit.params[term], "low": low, "high": high, "method": method}
        | ({"low": np.nan, "high": np.nan, "method": NO_SPREAD} if np.isclose(low, high) else {})
        for term in matrix.columns
        for name, fit in fits.items()
        for low, high in [fit.conf_int(1 - LEVEL).loc[term]]
    ]
    return pd.DataFrame(rows).assign(level=LEVEL, scope=scope, **counts)[["term", *COLUMNS]]


def corrected_ratio(
    units: pd.DataFrame, *, by: str = "outlet", scope: Scope = "texts", strata: str | None = None
) -> pd.DataFrame:
    """Estimate a ratio of two means, such as a naming rate, from predictions, corrected predictions and the sample.

    Both means are estimated as in `corrected_means`. With R the ratio, the variance is that of the mean of numerator −
    R · denominator, divided by the square of the denominator's mean (linearisation; Särndal, Swensson & Wretman 1992,
    section 5.6).

    Parameters
    ----------
    units : DataFrame
        One row per unit with the columns of `corrected_means` for the numerator (predicted, coded) and, for the
        denominator, predicted_of and coded_of. A naming rate in own words: a slot found counts in the denominator if
        it is in the outlet's own words, and in the numerator if it is loaded besides.
    by, scope, strata
        See `corrected_means`.

    Returns
    -------
    DataFrame
        As `corrected_means`. The estimate is nan where no unit counts in the denominator.

    Raises
    ------
    BadInput
        As `corrected_means`, and if a unit has a code of the numerator without one of the denominator, or the reverse.

    Examples
    --------
    Every second slot that was taken for the outlet's own is a source's, and these are the loaded ones:

    >>> units = pd.DataFrame({"outlet": "G", "article_id": "a", "predicted": [1, 0, 1, 0, 1, 0], "predicted_of": 1})
    >>> units = units.assign(coded=[0, 0, 0, 0, None, None], coded_of=[0, 1, 0, 1, None, None], chance=2 / 3)
    >>> corrected_ratio(units)["estimate"].tolist()
    [0.5, 0.0, 0.0]
    """
    units = _checked(units, scope, by, strata, "predicted_of", "coded_of")
    torn = units.index[units["coded"].isna() != units["coded_of"].isna()]
    if len(torn):
        raise BadInput(f"Row {torn[0]} has only one of coded and coded_of. Code both, or neither.")
    columns = ["predicted", "coded"]
    rows = []
    for group, of_group in units.groupby(by, sort=False):
        top, bottom = (of_group[[*columns, *of]].astype(float) for of in ([], ["predicted_of", "coded_of"]))
        bottom = bottom[["predicted_of", "coded_of"]].set_axis(columns, axis=1)
        tops, bottoms = (_means(of_group.assign(**side), scope, strata) for side in (top, bottom))
        for estimator in (NAIVE, CORRECTED, CODED):
            size = bottoms[estimator].mean
            ratio = tops[estimator].mean / size if size > 0 else np.nan
            rest = _means(of_group.assign(**(top - (ratio if size > 0 else 0.0) * bottom)), scope, strata)[estimator]
            why = rest.why or ("" if size > 0 else "no unit counts in the denominator")
            found = replace(rest, mean=ratio, variance=rest.variance / size**2 if size > 0 else np.nan, why=why)
            rows.append({by: group, "estimator": estimator, **found.interval(0.0), "level": LEVEL, "scope": scope})
            rows[-1] |= _counts_of(of_group)
    return pd.DataFrame(rows, columns=[by, *COLUMNS])


def _checked(units: pd.DataFrame, scope: str, *others: str | None) -> pd.DataFrame:
    """Return the units with numbers as numbers, or refuse them."""
    if scope not in ("texts", "outlets"):
        raise BadInput(f"Unknown scope '{scope}'. Choose 'texts' or 'outlets'.")
    needed = [name for name in (*others, *NEEDED) if name is not None]
    missing = [name for name in needed if name not in units]
    if missing:
        raise BadInput(f"The table of units has no column '{missing[0]}'; expected {', '.join(needed)}.")
    for name in (name for name in needed if name not in NUMBERS):
        refuse_missing(units[name])
    for name in (name for name in NUMBERS if name in needed):
        # the chance of a coded unit has a message of its own
        _refuse_impossible(units[name], any_number=units["coded"].notna() & (name == "chance"))
    units = units.assign(**{name: pd.to_numeric(units[name]) for name in NUMBERS if name in needed})
    for name in ("predicted", "predicted_of"):
        if name in needed and units[name].isna().any():
            row = units.index[units[name].isna()][0]
            raise BadInput(f"Row {row} has no prediction ({name}). Predict all units before averaging.")
    never = units.index[units["chance"] == 0]
    if len(never):
        raise BadInput(
            f"Row {never[0]} had a chance of 0 of being coded, so that no code stands for it ({len(never)} such rows). "
            "Leave these units out; the estimate is then about the others: units[units['chance'] != 0]."
        )
    coded = units[units["coded"].notna()]
    wrong = coded[~((coded["chance"] > 0) & (coded["chance"] <= 1))]
    if len(wrong):
        raise BadInput(
            f"Row {wrong.index[0]} is coded, but its chance is {wrong['chance'].iloc[0]}; expected its probability of "
            "being sampled, above 0 and at most 1, as returned by sample_for_coding."
        )
    return units


def refuse_missing(values: pd.Series[Any]) -> None:
    """Refuse a missing or empty name of a group, which would be left out without a word or be a group of its own.

    >>> refuse_missing(pd.Series(["Gazette", " "], name="outlet"))
    Traceback (most recent call last):
    framing.errors.BadInput: Row 1 has no outlet. Leave it out or give its value.
    """
    missing = values.index[values.isna() | (values.astype("str").str.strip() == "")]
    if len(missing):
        raise BadInput(f"Row {missing[0]} has no {values.name}. Leave it out or give its value.")


def _refuse_impossible(values: pd.Series[Any], *, any_number: pd.Series[bool]) -> None:
    """Refuse a value that is neither missing nor a number from 0 to 1, or any number."""
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = values[values.notna() & ~((numbers >= 0) & (numbers <= 1) | numbers.notna() & any_number)]
    if len(wrong):
        raise BadInput(
            f"Row {wrong.index[0]}, column '{values.name}': found {wrong.iloc[0]}, expected a number from 0 to 1 "
            f"({len(wrong)} such rows). Divide percentages by 100; a unit that could not be coded has no code (nan)."
        )


def _counts_of(units: pd.DataFrame) -> dict[str, int]:
    return {
        "n_units": len(units),
        "n_coded": int(units["coded"].notna().sum()),
        "n_articles": int(units["article_id"].nunique()),
    }


@dataclass(frozen=True)
class _Mean:
    """Hold a mean, its variance, degrees of freedom, what it is taken over, and why it has no interval (else empty)."""

    mean: float
    variance: float = np.nan
    freedom: float = 0.0
    over: str = ""
    why: str = ""

    def interval(self, least: float, name: str = "t") -> dict[str, Any]:
        """Compute a t interval, limited to `least` and 1."""
        why = self.why or ("" if self.variance > 0 else "all have the same value, so they show no spread")
        if why:
            return {"estimate": self.mean, "low": np.nan, "high": np.nan, "method": f"no interval: {why}"}
        half = half_width(self.variance, self.freedom, LEVEL)
        ends = {"low": max(least, self.mean - half), "high": min(1.0, self.mean + half)}
        return {"estimate": self.mean, **ends, "method": f"{name} interval over {self.over}"}


def estimates(units: pd.DataFrame, scope: Scope, strata: str | None = None) -> dict[str, dict[str, Any]]:
    """Compute the three estimates of one group, each with its interval."""
    return {name: mean.interval(0.0) for name, mean in _means(units, scope, strata).items()}


def _means(units: pd.DataFrame, scope: Scope, strata: str | None) -> dict[str, _Mean]:
    """Compute the three means of one group."""
    predicted, article = units["predicted"].to_numpy(float), units["article_id"]
    coded = units["coded"].to_numpy(float)
    weight = np.where(np.isnan(coded), 0.0, 1 / units["chance"].to_numpy(float))
    naive = _Mean(float(predicted.mean()), why="every unit is counted; how wrong the predictions are, it does not know")
    if scope == "outlets":
        naive = _over_articles(predicted, article)
    if not (weight > 0).any():
        nothing = _Mean(np.nan, why="no unit of this group is coded")
        return {NAIVE: naive, CORRECTED: nothing, CODED: nothing}
    stratum, names = pd.factorize(units[strata]) if strata else (np.zeros(len(units), dtype=int), ["all"])
    sizes, sampled = np.bincount(stratum), np.bincount(stratum, weight > 0)
    if not (sampled > 0).all():
        raise BadInput(f"No unit of the stratum '{names[int(sampled.argmin())]}' is coded. Code some, or join strata.")
    # a coded unit stands for as many units as its weight, so scaled that each stratum has its size
    stands_for = weight * (sizes / np.bincount(stratum, weight))[stratum]
    results = {NAIVE: naive}
    for name, start in ((CORRECTED, predicted), (CODED, np.zeros(len(units)))):
        error = np.where(weight > 0, coded - start, 0.0)
        mean_error = (np.bincount(stratum, stands_for * error) / sizes)[stratum]
        rest = stands_for * (error - mean_error)
        if scope == "texts":
            results[name] = _over_sample(float((start + mean_error).mean()), rest, weight, sampled[stratum])
        else:
            results[name] = _over_articles(start + rest + mean_error, article)
    return results


def _over_sample(mean: float, rest: Reals, weight: Reals, sampled: Integers) -> _Mean:
    """Compute the variance Σ (1 − chance) (N e)² n ÷ (n − 1) ÷ (Σ N)², for n coded units of the unit's stratum.

    N is the number of units that a coded unit stands for, e its error minus the mean error of the stratum.
    """
    drawn = weight > 1
    n, strata = int((weight > 0).sum()), float((1 / sampled[drawn]).sum())
    if not drawn.any():
        return _Mean(mean, why="all units are coded, so nothing is estimated")
    if (sampled[drawn] < 2).any():
        return _Mean(mean, why="one unit is coded, and one shows no spread")
    spread = (1 - 1 / weight[drawn]) * rest[drawn] ** 2 * sampled[drawn] / (sampled[drawn] - 1)
    return _Mean(mean, float(spread.sum()) / len(rest) ** 2, drawn.sum() - strata, f"{n} coded units")


def _over_articles(values: Reals, article: pd.Series[str]) -> _Mean:
    of_article = pd.Series(values).groupby(article.to_numpy(), sort=False).agg(["sum", "size"])
    mean, variance, articles = ratio_with_variance(of_article["sum"], of_article["size"])
    why = "" if articles >= LEAST_ARTICLES else f"scope outlets needs {LEAST_ARTICLES} articles, here {articles}"
    return _Mean(mean, variance, articles - 1, f"{articles} articles", why)
