"""Evaluate scores against coders' labels: agreement, calibration and leakage between folds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from framing.models.cross_fitting import FOLDS, crossfit, folds_of
from framing.stats import LEAST_RESAMPLED, LEVEL, bootstrap_weights, percentile_interval

BINS = 5


def agreement(log_odds: pd.Series[float], labels: pd.DataFrame) -> dict[str, float]:
    """Compute the agreement of log-odds with labels.

    A sentence on which two coders disagree counts a half for each label.

    Parameters
    ----------
    log_odds : Series of float
        Cross-fitted log-odds by sentence_id.
    labels : DataFrame
        Weighted labels: sentence_id, label, weight. Sentences without log-odds are ignored.

    Returns
    -------
    dict
        n_sentences, n_loaded, auroc (nan if all labels are equal), macro_f1, and precision, recall and f1 of the label
        loaded, with sentences of log-odds above 0 predicted as loaded.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:01", "a:02", "a:03"], "label": [1, 0, 0], "weight": 1.0})
    >>> result = agreement(pd.Series({"a:01": 2.0, "a:02": 0.5, "a:03": -1.0}), coded)
    >>> result["auroc"], result["precision"], result["recall"]
    (1.0, 0.5, 1.0)
    """
    scored = labels.assign(log_odds=labels["sentence_id"].map(log_odds)).dropna(subset="log_odds")
    truth, weight = scored["label"].to_numpy(bool), scored["weight"].to_numpy(float)
    predicted = scored["log_odds"].to_numpy() > 0
    precision, recall, of_loaded = _f1_of(truth, predicted, weight)
    *_, of_neutral = _f1_of(~truth, ~predicted, weight)
    return {
        "n_sentences": float(weight.sum()),
        "n_loaded": float(weight @ truth),
        "auroc": auroc_of(truth, scored["log_odds"].to_numpy(), weight),
        "macro_f1": (of_loaded + of_neutral) / 2,
        "precision": precision,
        "recall": recall,
        "f1": of_loaded,
    }


def auroc_of(truth: Any, log_odds: Any, weight: Any) -> float:
    """Compute the weighted AUROC, with ties counted a half; nan if all labels are equal."""
    _, place = np.unique(log_odds, return_inverse=True)
    loaded, neutral = (np.bincount(place, weight * which) for which in (truth, ~truth))
    pairs = loaded.sum() * neutral.sum()
    return float(loaded @ (np.cumsum(neutral) - neutral / 2) / pairs) if pairs else float("nan")


def _f1_of(truth: Any, predicted: Any, weight: Any) -> tuple[float, float, float]:
    """Compute precision, recall and F1 of one label; 0 if it is never predicted or never true."""
    cells = (truth & predicted, ~truth & predicted, truth & ~predicted)
    hits, wrong, missed = (float(weight @ cell) for cell in cells)
    precision, recall = (hits / (hits + other) if hits + other else 0.0 for other in (wrong, missed))
    return precision, recall, 2 * hits / (2 * hits + wrong + missed) if hits + wrong + missed else 0.0


def leakage(
    estimator: Any,
    features: pd.DataFrame | pd.Series[str],
    labels: pd.DataFrame,
    components: pd.DataFrame,
    *,
    k: int = FOLDS,
) -> pd.DataFrame:
    """Compare agreement with folds of whole components and with folds of single sentences, which leak shared copy.

    Parameters
    ----------
    estimator, features, labels
        See `crossfit`.
    components : DataFrame
        Components of `find_components`.
    k : int, default 5
        Number of folds.

    Returns
    -------
    DataFrame
        Two rows, folds ``components whole`` and ``sentences dealt singly``: folds, n_shared (scored sentences that
        share a component with a training sentence of their model), and the columns of `agreement`.
    """
    singly = components.assign(component_id=components["sentence_id"])
    ways = {"components whole": components, "sentences dealt singly": singly}
    rows = []
    for name, units in ways.items():
        folds = folds_of(units, labels, k=k)
        log_odds = crossfit(estimator, features, labels, folds)
        rows.append({"folds": name, "n_shared": _n_shared(folds, labels, components), **agreement(log_odds, labels)})
    return pd.DataFrame(rows)


def _n_shared(folds: pd.Series[int], labels: pd.DataFrame, components: pd.DataFrame) -> int:
    """Count labelled sentences whose component has labelled sentences in several folds."""
    component = components.set_index("sentence_id")["component_id"]
    coded = labels["sentence_id"].unique()
    places = pd.DataFrame({"component": component.loc[coded], "fold": folds.loc[coded]})
    ends = places.groupby("component")["fold"].agg(["min", "max"])
    split = ends["min"] < ends["max"]
    return int(np.sum(places["component"].map(split)))


def calibration_table(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str] | None = None, *, seed: int = 1
) -> pd.DataFrame:
    """Compute the share of loaded sentences by predicted probability (a reliability diagram as a table).

    Parameters
    ----------
    log_odds : Series of float
        Cross-fitted log-odds by sentence_id.
    labels : DataFrame
        Weighted labels: sentence_id, label, weight. A sentence on which two coders disagree counts as half loaded.
    families : Series of str, optional
        Family of each sentence, the unit of the bootstrap; by default each sentence is one of its own.
    seed : int, default 1
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row for each of five equal bins of probability, including empty bins: probability_from, probability_to,
        n_sentences, n_loaded, predicted (mean probability), estimate (share of loaded sentences), low, high
        (percentile bootstrap over families: halves of sentences are no counts of a binomial distribution), level,
        method (or why the interval is missing).

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:01", "a:02"], "label": [0, 1], "weight": 1.0})
    >>> table = calibration_table(pd.Series({"a:01": -3.0, "a:02": 3.0}), coded)
    >>> table["n_sentences"].tolist(), table["n_loaded"].tolist()
    ([1.0, 0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0, 1.0])
    """
    scored = labels.assign(probability=expit(labels["sentence_id"].map(log_odds))).dropna(subset="probability")
    fifth = np.minimum((scored["probability"] * BINS).astype("int64"), BINS - 1)
    weighted = pd.DataFrame(
        {
            "n_sentences": scored["weight"],
            "n_loaded": scored["weight"] * scored["label"],
            "predicted": scored["weight"] * scored["probability"],
        }
    )
    sums = weighted.groupby(fifth).sum().reindex(range(BINS), fill_value=0.0).reset_index(drop=True)
    cases = sums["n_sentences"].where(sums["n_sentences"] > 0)
    family = scored["sentence_id"].map(families if families is not None else lambda sentence_id: sentence_id)
    of_bins = {number: weighted[fifth == number].groupby(family).sum() for number in range(BINS)}
    low, high, method = zip(*(_interval_of_share(of_bin, seed) for of_bin in of_bins.values()), strict=True)
    edges = np.arange(BINS + 1) / BINS
    return sums.assign(
        probability_from=edges[:-1],
        probability_to=edges[1:],
        predicted=sums["predicted"] / cases,
        estimate=sums["n_loaded"] / cases,
        low=low,
        high=high,
        level=LEVEL,
        method=method,
    )[["probability_from", "probability_to", *sums.columns, "estimate", "low", "high", "level", "method"]]


def _interval_of_share(families: pd.DataFrame, seed: int) -> tuple[float, float, str]:
    """Compute the interval of a share from the loaded and all sentences of each family, or say why there is none."""
    n = len(families)
    if n < LEAST_RESAMPLED:
        return np.nan, np.nan, f"no interval: {n} of {LEAST_RESAMPLED} families"
    shares = families["n_loaded"] / families["n_sentences"]
    if np.ptp(shares) < 1e-12:
        return np.nan, np.nan, "no interval: all families are alike"
    weights = bootstrap_weights(n, seed=seed)
    drawn = (weights @ families["n_loaded"].to_numpy()) / (weights @ families["n_sentences"].to_numpy())
    return *percentile_interval(drawn, n), f"percentile bootstrap over {n} families"
