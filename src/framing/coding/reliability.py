"""Reliability: how far coders agree beyond chance (Krippendorff's alpha), with counts and an interval."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from framing.comparison.resampling import LEVEL, Reals, bootstrap_weights, percentile_interval
from framing.errors import BadInput

Metric = Literal["nominal", "ordinal", "interval"]


def reliability(
    codes: pd.DataFrame, value: str, *, metric: Metric, unit: str = "sentence_id", seed: int = 0
) -> pd.DataFrame:
    """Krippendorff's alpha of one coded variable.

    Parameters
    ----------
    codes
        one row a unit and coder: columns `unit`, ``coder`` and `value`.
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
        coded), agreement (share of coder pairs with equal values), n_units, n_coders, note (why alpha is missing, if it
        is).

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
    counts = codes.dropna(subset=[value]).pivot_table(
        index=unit, columns=value, values="coder", aggfunc="count", fill_value=0
    )
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
    coincidences = coincidences_of(counts.to_numpy(dtype=float))
    values = np.asarray(counts.columns, dtype=float) if metric != "nominal" else np.arange(counts.shape[1], dtype=float)
    total = coincidences.sum(axis=0)
    row["agreement"] = float(np.trace(total) / total.sum())
    if (total.sum(axis=0) > 0).sum() == 1:
        return pd.DataFrame([{**row, "note": "all codes are equal: agreement beyond chance is not defined"}])
    row["alpha"] = float(alpha_of(total, values, metric))
    weights = bootstrap_weights(len(counts), seed=seed)
    replicates = alpha_of(np.einsum("bu,uvw->bvw", weights, coincidences), values, metric)
    row["low"], row["high"] = percentile_interval(replicates)
    return pd.DataFrame([{**row, "note": ""}])


def coincidences_of(counts: Reals) -> Reals:
    """How often two values stand together, a matrix for each unit, weighing its number of codes."""
    pairs = np.einsum("uv,uw->uvw", counts, counts) - np.einsum("uv,vw->uvw", counts, np.eye(counts.shape[1]))
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def alpha_of(coincidences: Reals, values: Reals, metric: Metric) -> Reals:
    """Alpha of one matrix of coincidences or of a stack of them."""
    marginal = coincidences.sum(axis=-1)
    size = marginal.sum(axis=-1)
    distance = distances(marginal, values, metric)
    observed = (coincidences * distance).sum(axis=(-2, -1))
    expected = (marginal[..., :, None] * marginal[..., None, :] * distance).sum(axis=(-2, -1)) / (size - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def distances(marginal: Reals, values: Reals, metric: Metric) -> Reals:
    """Squared distance of each pair of values; the ordinal one counts the codes that lie between."""
    if metric == "nominal":
        return 1 - np.eye(len(values))
    if metric == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=float)
    middle = np.cumsum(marginal, axis=-1) - marginal / 2
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2, dtype=float)
