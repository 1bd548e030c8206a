"""Reliability: how far coders agree beyond chance (Krippendorff's alpha), with counts and an interval."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.stats.intervals import LEVEL, Reals, bootstrap_weights, percentile_interval

Metric = Literal["nominal", "ordinal", "interval"]


def reliability(
    codes: pd.DataFrame, value: str, *, metric: Metric, unit: str = "sentence_id", seed: int = 0
) -> pd.DataFrame:
    """Krippendorff's alpha of one coded variable.

    Parameters
    ----------
    codes
        one row a unit and coder: columns `unit`, ``coder`` and `value`. Empty codes are no codes.
    value
        column that holds the codes; numbers for ordinal and interval.
    metric
        how far apart two values are: ``nominal``, ``ordinal`` or ``interval``.
    unit
        column that names what was coded.
    seed
        of the bootstrap.

    Returns
    -------
    DataFrame
        one row: variable, metric, alpha, low, high (95 % percentile bootstrap over the units that two coders or more
        coded), agreement (share of coder pairs with equal values), n_units, n_coders, note (why alpha or its interval
        is missing, if one is).

    Raises
    ------
    BadInput
        naming the column, unit or code that is wrong.

    Notes
    -----
    α = 1 − D_o ÷ D_e, observed over expected disagreement, from the matrix of coincidences of values within units
    (Krippendorff, Content Analysis, 4th ed. 2019, ch. 12; Hayes & Krippendorff 2007). Units with one code take no part.
    The interval resamples units as if they were independent; sentences of one wire story are not, so it is rather too
    short.

    Examples
    --------
    >>> codes = pd.DataFrame({"sentence_id": list("aabbccdd"), "coder": list("xyxyxyxy")})
    >>> codes["loaded"] = [1, 1, 0, 0, 1, 0, 0, 0]
    >>> reliability(codes, "loaded", metric="nominal")[["alpha", "agreement", "n_units"]].round(3).to_dict("records")
    [{'alpha': 0.533, 'agreement': 0.75, 'n_units': 4}]
    """
    if metric not in ("nominal", "ordinal", "interval"):
        raise BadInput(f"There is no metric '{metric}'; known are: nominal, ordinal, interval.")
    codes = _filled(codes, value, unit, metric)
    counts = codes.pivot_table(index=unit, columns=value, values="coder", aggfunc="count", fill_value=0)
    counts = counts[counts.sum(axis=1) > 1]
    coders = codes.loc[codes[unit].isin(counts.index), "coder"].nunique()
    row = {
        "variable": value,
        "metric": metric,
        "alpha": np.nan,
        "low": np.nan,
        "high": np.nan,
        "agreement": np.nan,
        "level": LEVEL,
        "n_units": len(counts),
        "n_coders": coders,
    }
    if counts.empty:
        return pd.DataFrame([{**row, "note": "no unit was coded by two coders"}])
    coincidences = _coincidences_of(counts.to_numpy(dtype=float))
    values = np.asarray(counts.columns, dtype=float) if metric != "nominal" else np.arange(counts.shape[1], dtype=float)
    total = coincidences.sum(axis=0)
    row["agreement"] = float(np.trace(total) / total.sum())
    if (total.sum(axis=0) > 0).sum() == 1:
        return pd.DataFrame([{**row, "note": "all codes are equal: agreement beyond chance is not defined"}])
    row["alpha"] = float(_alpha_of(total, values, metric))
    weights = bootstrap_weights(len(counts), seed=seed)
    replicates = _alpha_of(np.einsum("bu,uvw->bvw", weights, coincidences), values, metric)
    if row["agreement"] == 1:
        return pd.DataFrame([{**row, "note": "no interval: every pair of codes is equal, so no sample differs"}])
    row["low"], row["high"] = percentile_interval(replicates, len(counts))
    return pd.DataFrame([{**row, "note": ""}])


def _filled(codes: pd.DataFrame, value: str, unit: str, metric: Metric) -> pd.DataFrame:
    """The rows that hold a code, numbers where the metric needs them, one row a unit and coder."""
    for column in (unit, "coder", value):
        if column not in codes:
            raise BadInput(f"The codes have no column '{column}'; they have {', '.join(map(str, codes.columns))}.")
    codes = codes[codes[value].notna() & (codes[value].astype("str") != "")]
    again = codes.duplicated([unit, "coder"])
    if again.any():
        row = codes[again].iloc[0]
        raise BadInput(
            f"Coder '{row['coder']}' coded '{row[unit]}' more than once; one row a unit and coder is expected."
        )
    if metric == "nominal":
        return codes
    numbers = pd.to_numeric(codes[value], errors="coerce")
    if numbers.isna().any():
        word = codes.loc[numbers.isna(), value].iloc[0]
        raise BadInput(f"The metric '{metric}' needs numbers; column '{value}' holds '{word}'.")
    return codes.assign(**{value: numbers})


def _coincidences_of(counts: Reals) -> Reals:
    """How often two values stand together, a matrix for each unit, weighing its number of codes."""
    pairs = np.einsum("uv,uw->uvw", counts, counts) - np.einsum("uv,vw->uvw", counts, np.eye(counts.shape[1]))
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def _alpha_of(coincidences: Reals, values: Reals, metric: Metric) -> Reals:
    """Alpha of one matrix of coincidences or of a stack of them."""
    marginal = coincidences.sum(axis=-1)
    size = marginal.sum(axis=-1)
    distance = _distances(marginal, values, metric)
    observed = (coincidences * distance).sum(axis=(-2, -1))
    expected = (marginal[..., :, None] * marginal[..., None, :] * distance).sum(axis=(-2, -1)) / (size - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def _distances(marginal: Reals, values: Reals, metric: Metric) -> Reals:
    """Squared distance of each pair of values; the ordinal one counts the codes that lie between."""
    if metric == "nominal":
        return 1 - np.eye(len(values))
    if metric == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=float)
    middle = np.cumsum(marginal, axis=-1) - marginal / 2
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2, dtype=float)
