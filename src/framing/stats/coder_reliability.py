"""Compute intercoder reliability (Krippendorff's alpha) with counts and a confidence interval."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.stats.intervals import LEVEL, Reals, bootstrap_weights, percentile_interval

Metric = Literal["nominal", "ordinal", "interval"]
DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+|\d+,(?!\d{3}$)\d+)")
FLAGS = {"true": "1", "false": "0"}
ANSWERS = {"yes": "1", "y": "1", "no": "0", "n": "0"}  # one coder's file may have these, the other's 1 and 0
NO_CODE = ("", "nan", "-nan", "<na>", "nat", "#n/a")  # what pandas and spreadsheets write for a missing value
UNSURE = ("NA", "N/A", "n/a", "None", "NULL", "null")  # what programs write for it too, but perhaps a code


def reliability(
    codes: pd.DataFrame,
    value: str,
    *,
    metric: Metric,
    unit: str = "sentence_id",
    cluster: str | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Compute Krippendorff's alpha of one coded variable.

    Parameters
    ----------
    codes : DataFrame
        One row per unit and coder, with the columns `unit`, ``coder`` and `value`. Rows without a code are ignored. The
        number 1 and the text "1" are one code, and one unit, because files may be typed differently.
    value : str
        Column of the codes; it must be numeric for the ordinal and interval metrics.
    metric : {"nominal", "ordinal", "interval"}
        Distance between two values.
    unit : str, default "sentence_id"
        Column that identifies the coded unit.
    cluster : str, optional
        Column of the clusters that the bootstrap resamples instead of units, such as the sentence of a character.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row: variable, metric, alpha, low, high (95 % percentile bootstrap over the units coded by at least two
        coders), agreement (share of coder pairs with equal values), level, n_units, n_coders, and note (why alpha or
        its interval is missing).

    Raises
    ------
    BadInput
        If a column is missing, a code has no unit or no coder, a coder coded a unit twice, two codes, units or coders
        differ only in case, the codes have both yes and 1, or a code is not a number where the metric needs one.

    Notes
    -----
    α = 1 − D_o ÷ D_e, observed over expected disagreement, from the matrix of coincidences of values within units
    (Krippendorff, Content Analysis, 4th ed. 2019, ch. 12; Hayes & Krippendorff 2007). Units with a single code are
    ignored. The bootstrap treats units as independent. Sentences from the same wire story are not, so the interval is
    too short for them.

    Examples
    --------
    >>> codes = pd.DataFrame({"sentence_id": list("aabbccdd"), "coder": list("xyxyxyxy")})
    >>> codes["loaded"] = [1, 1, 0, 0, 1, 0, 0, 0]
    >>> reliability(codes, "loaded", metric="nominal")[["alpha", "agreement", "n_units"]].round(3).to_dict("records")
    [{'alpha': 0.533, 'agreement': 0.75, 'n_units': 4}]
    """
    if metric not in ("nominal", "ordinal", "interval"):
        raise BadInput(f"Unknown metric '{metric}'. Choose 'nominal', 'ordinal' or 'interval'.")
    codes = _coded_rows(codes, value, unit, metric)
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
    if cluster is not None:
        place, _ = pd.factorize(codes.groupby(unit)[cluster].first().loc[counts.index])
        together = np.zeros((place.max() + 1, *coincidences.shape[1:]))
        np.add.at(together, place, coincidences)
        coincidences = together
    values = np.asarray(counts.columns, dtype=float) if metric != "nominal" else np.arange(counts.shape[1], dtype=float)
    total = coincidences.sum(axis=0)
    row["agreement"] = float(np.trace(total) / total.sum())
    if (total.sum(axis=0) > 0).sum() == 1:
        return pd.DataFrame([{**row, "note": "all codes are equal: agreement beyond chance is not defined"}])
    row["alpha"] = float(_alpha_of(total, values, metric))
    weights = bootstrap_weights(len(coincidences), seed=seed)
    replicates = _alpha_of(np.einsum("bu,uvw->bvw", weights, coincidences), values, metric)
    if row["agreement"] == 1:
        return pd.DataFrame([{**row, "note": "no interval: every pair of codes is equal, so no sample differs"}])
    low, high = percentile_interval(replicates, len(coincidences))
    if np.isnan(low) or np.isclose(low, high):
        n = len(coincidences)
        units = "one unit shows no spread" if n == 1 else f"every sample of the {n} units has the same alpha"
        return pd.DataFrame([{**row, "note": f"no interval: {units}"}])
    row["low"], row["high"] = low, high
    return pd.DataFrame([{**row, "note": ""}])


def _coded_rows(codes: pd.DataFrame, value: str, unit: str, metric: Metric) -> pd.DataFrame:
    """Return the rows that have a code, as numbers if the metric needs them."""
    for column in (unit, "coder", value):
        if column not in codes:
            raise BadInput(
                f"The table of codes has no column '{column}'. Its columns are {', '.join(map(str, codes.columns))}."
            )
    plain = codes.assign(**{column: codes[column].map(_plain) for column in (unit, "coder", value)})
    codes = plain[plain[value] != ""]
    unsure = codes[codes[value].isin(UNSURE)]
    if len(unsure):
        raise BadInput(
            f"Row {unsure.index[0]}, column '{value}': '{unsure[value].iloc[0]}' may be no code or a code. Leave the "
            "cell empty where nobody coded, or give the code another name."
        )
    for column in (unit, "coder"):
        if (codes[column] == "").any():
            raise BadInput(f"Row {codes.index[codes[column] == ''][0]} has a code but no {column}. Add it.")
    for column, names in ((unit, {}), ("coder", {}), (value, ANSWERS)):
        _refuse_other_writing(codes[column], names)
    again = codes.duplicated([unit, "coder"])
    if again.any():
        row = codes[again].iloc[0]
        raise BadInput(f"Coder '{row['coder']}' coded '{row[unit]}' more than once. Keep one row per unit and coder.")
    numbers = pd.to_numeric(codes[value], errors="coerce").replace([np.inf, -np.inf], np.nan)
    if not numbers.isna().any():
        return codes.assign(**{value: numbers})
    if metric == "nominal":
        return codes
    word = codes.loc[numbers.isna(), value].iloc[0]
    raise BadInput(f"The metric '{metric}' needs numbers, but the column '{value}' contains '{word}'.")


def _plain(value: Any) -> str:
    """Return a code or a name as text, with numbers, flags, spaces and letters in one form; empty if missing.

    >>> [_plain(value) for value in (1, 1.0, "1", " 1,0", True, "true", "2.50", "nan", None, "u-1", "own\u00a0 words")]
    ['1', '1', '1', '1', '1', '1', '2.5', '', '', 'u-1', 'own words']
    """
    if value is None or value is pd.NaT:
        return ""
    text = str(value)
    if not text.isascii():  # half a character, a lone surrogate, is a sign as others; what is not seen is none
        whole = unicodedata.normalize("NFC", text.encode("utf-8", "backslashreplace").decode())
        text = "".join(sign for sign in whole if unicodedata.category(sign) != "Cf")
    text = " ".join(text.split())
    if text.casefold() in NO_CODE:
        return ""
    if DECIMAL.fullmatch(text):
        return f"{Decimal(text.replace(',', '.')).normalize():f}"
    return FLAGS.get(text.lower(), text)


def _refuse_other_writing(values: pd.Series[str], names: dict[str, str]) -> None:
    """Refuse values that are one for a reader and two for a computer."""
    first: dict[str, str] = {}
    for one in values.unique():
        other = first.setdefault(names.get(one.casefold(), one.casefold()), one)
        if other != one:
            raise BadInput(f"The column '{values.name}' has both '{other}' and '{one}'. Write them in one way.")


def _coincidences_of(counts: Reals) -> Reals:
    """Count coincidences of values in each unit, weighted by its number of codes; shape (units, values, values)."""
    pairs = np.einsum("uv,uw->uvw", counts, counts) - np.einsum("uv,vw->uvw", counts, np.eye(counts.shape[1]))
    return np.asarray(pairs / (counts.sum(axis=1) - 1)[:, None, None])


def _alpha_of(coincidences: Reals, values: Reals, metric: Metric) -> Reals:
    """Compute alpha of one matrix of coincidences or of a stack of matrices."""
    marginal = coincidences.sum(axis=-1)
    size = marginal.sum(axis=-1)
    distance = _distances(marginal, values, metric)
    observed = (coincidences * distance).sum(axis=(-2, -1))
    expected = (marginal[..., :, None] * marginal[..., None, :] * distance).sum(axis=(-2, -1)) / (size - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def _distances(marginal: Reals, values: Reals, metric: Metric) -> Reals:
    """Compute squared distances between values; the ordinal distance counts the codes between two values."""
    if metric == "nominal":
        return 1 - np.eye(len(values))
    if metric == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=float)
    middle = np.cumsum(marginal, axis=-1) - marginal / 2
    return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2, dtype=float)
