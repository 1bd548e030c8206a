"""Cross-fit classifiers with whole components in one fold, and evaluate their scores against coders' labels.

Components (`framing.find_components`) extend across all texts, and so do folds. A model is therefore never evaluated on
a sentence that shares a proposition with its training data, for any pair of training and test outlet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from framing.errors import BadInput
from framing.stats import LEAST_RESAMPLED, LEVEL, Reals, bootstrap_weights, percentile_interval

FOLDS = 5
BINS = 5


def folds_of(components: pd.DataFrame, labels: pd.DataFrame, *, k: int = FOLDS) -> pd.Series[int]:
    """Assign sentences to folds, keeping components whole and balancing labels within each article.

    The assignment is deterministic: components are assigned in order of size (ties by a hash of their smallest
    sentence_id), each to the fold with the fewest sentences of the same articles and labels. Balance within articles
    matters because classifiers are fitted to one outlet. A fold with too many loaded sentences leaves too few for
    training, which lowers the predicted log-odds in that fold and can push a pooled AUROC below chance (Parker, Günter
    & Bedo 2007).

    Parameters
    ----------
    components : DataFrame
        sentence_id and component_id, as returned by `find_components`; with a column outlet, labels are balanced within
        outlets instead.
    labels : DataFrame
        Weighted labels: sentence_id, label (0 or 1), weight. Sentences without a label are assigned too.
    k : int, default 5
        Number of folds.

    Returns
    -------
    Series of int
        Fold (0 … k − 1) of each sentence, indexed by sentence_id.

    Raises
    ------
    BadInput
        If there are fewer components than folds.

    Examples
    --------
    >>> pairs = pd.DataFrame({"sentence_id": ["a:01", "a:02", "b:01"], "component_id": ["a:01", "a:02", "a:01"]})
    >>> coded = pd.DataFrame({"sentence_id": ["a:01", "a:02"], "label": [1, 0], "weight": 1.0})
    >>> folds_of(pairs, coded, k=2).to_dict()
    {'a:01': 0, 'a:02': 1, 'b:01': 0}
    """
    if not labels["label"].isin([0, 1]).all():
        raise BadInput("The labels are not 0 and 1. Use 1 for loaded and 0 for neutral, as weighted_labels does.")
    loaded = (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()
    sentences = components.assign(loaded=components["sentence_id"].map(loaded).fillna(0.0))
    sentences["neutral"] = 1 - sentences["loaded"]
    within = "outlet" if "outlet" in sentences else "article"
    sentences["article"] = sentences["sentence_id"].str.rpartition(":")[0]
    parts = sentences.pivot_table(
        index="component_id", columns=within, values=["loaded", "neutral"], aggfunc="sum", fill_value=0.0
    )
    if len(parts) < k:
        raise BadInput(f"There are {len(parts)} components for {k} folds. Use at most as many folds as components.")
    first = sentences.groupby("component_id")["sentence_id"].min()
    hashes = first.map(lambda name: hashlib.sha256(name.encode()).hexdigest())
    parts = parts.loc[hashes.sort_values().index]
    fold = pd.Series(deal(parts.to_numpy(np.float64), k), index=parts.index)
    return sentences.set_index("sentence_id")["component_id"].map(fold).rename("fold")


def deal(units: Reals, k: int) -> npt.NDArray[np.intp]:
    """Assign units to folds so that the column sums are about equal in all folds.

    Units are assigned in order of size, each to the fold with the smallest sums in the columns of the unit.

    Parameters
    ----------
    units : ndarray of shape (units, kinds)
        Amount of each kind in each unit.
    k : int
        Number of folds.
    """
    shares = units / np.maximum(units.sum(axis=0), np.finfo(float).tiny)
    folds, held = np.zeros(len(units), dtype=np.intp), np.zeros((k, units.shape[1]))
    for unit in np.argsort(-shares.sum(axis=1).round(12), kind="stable"):
        has = (held @ shares[unit]).round(12)
        fold = np.lexsort((held.sum(axis=1).round(12), has))[0]
        folds[unit] = fold
        held[fold] += shares[unit]
    return folds


def fit_folds(
    estimator: Any,
    features: pd.DataFrame | pd.Series[str],
    labels: pd.DataFrame,
    folds: pd.Series[int],
    groups: pd.Series[str] | None = None,
    against: Any = None,
) -> dict[int, Any]:
    """Fit one model per fold, without the sentences of that fold.

    Parameters
    ----------
    estimator : estimator
        A classifier of this package, or a pipeline that ends in one; text features fitted inside the pipeline are
        learnt from the training folds only.
    features : DataFrame or Series
        Numeric features by sentence_id, or texts for a pipeline.
    labels : DataFrame
        Training rows: sentence_id, label, weight.
    folds : Series of int
        Folds of `folds_of`, for the sentences of all outlets.
    groups : Series of str, optional
        Component of each sentence, for classifiers that tune the penalty by inner cross-validation.
    against : optional
        Positive label of a one-against-rest classifier, which needs both classes in training.

    Returns
    -------
    dict of int to estimator
        Fitted model by fold; folds without sufficient training data are omitted.

    Raises
    ------
    BadInput
        If a labelled sentence has no fold or no features.
    """
    refuse_unknown(labels["sentence_id"], folds.index, "no fold")
    refuse_unknown(labels["sentence_id"], features.index, "no features")
    fold_of_row = labels["sentence_id"].map(folds)
    cells = {fold: labels[fold_of_row != fold] for fold in sorted(folds.unique().tolist())}
    if against is not None:
        cells = {fold: rows for fold, rows in cells.items() if (rows["label"] == against).nunique() == 2}
    return {fold: fitted(estimator, features, rows, groups) for fold, rows in cells.items() if len(rows)}


def refuse_unknown(ids: pd.Series[str], known: pd.Index[Any], what: str) -> None:
    missing = ids[known.get_indexer(pd.Index(ids)) < 0]
    if len(missing):
        raise BadInput(f"{len(missing)} of {len(ids)} labelled sentences have {what}, for example '{missing.iloc[0]}'.")


def fitted(estimator: Any, features: Any, rows: pd.DataFrame, groups: pd.Series[str] | None) -> Any:
    step = f"{estimator.steps[-1][0]}__" if isinstance(estimator, Pipeline) else ""
    arguments = {f"{step}sample_weight": rows["weight"].to_numpy(float)}
    if groups is not None:
        arguments[f"{step}groups"] = groups.loc[rows["sentence_id"]].to_numpy()
    return clone(estimator).fit(features.loc[rows["sentence_id"]], rows["label"].to_numpy(), **arguments)


def score_folds(
    models: Mapping[int, Any], features: pd.DataFrame | pd.Series[str], folds: pd.Series[int]
) -> pd.Series[float]:
    """Score each row of features with the model of its fold, which was fitted without its component.

    Parameters
    ----------
    models : mapping of int to estimator
        Models of `fit_folds`.
    features : DataFrame or Series
        Features by unit: sentences or swapped sentences.
    folds : Series of int
        Fold of each unit, in the order of `features`; a swapped sentence has the fold of its original.

    Returns
    -------
    Series of float
        Log-odds by unit; nan if the fold has no model.
    """
    log_odds = pd.Series(np.nan, index=features.index, name="log_odds")
    places = folds.to_numpy()
    for fold, model in models.items():
        if (places == fold).any():
            log_odds.iloc[places == fold] = model.decision_function(features.iloc[places == fold])
    return log_odds


def crossfit(
    estimator: Any,
    features: pd.DataFrame | pd.Series[str],
    labels: pd.DataFrame,
    folds: pd.Series[int],
    groups: pd.Series[str] | None = None,
) -> pd.Series[float]:
    """Compute cross-fitted log-odds of every sentence.

    Each sentence is scored by a model fitted to `labels` without the sentence's fold. With the labels of one outlet,
    this evaluates the outlet's classifier on the sentences of all outlets.

    Parameters
    ----------
    estimator : estimator
        A classifier of this package, or a pipeline that ends in one.
    features : DataFrame or Series
        Numeric features by sentence_id, or texts for a pipeline.
    labels : DataFrame
        Training rows: sentence_id, label, weight.
    folds : Series of int
        Fold of each sentence, as returned by `folds_of`.
    groups : Series of str, optional
        Component of each sentence, for classifiers that tune the penalty by inner cross-validation.

    Returns
    -------
    Series of float
        Log-odds by the index of `features`; nan if the fold has no model.

    Raises
    ------
    BadInput
        If a labelled sentence has no fold or no features.

    Examples
    --------
    >>> import framing as fr
    >>> ids = [f"a:{place:02d}" for place in range(6)]
    >>> features = pd.DataFrame({"hits": [0.0, 2.0, 0.0, 3.0, 1.0, 0.0]}, index=ids)
    >>> labels = pd.DataFrame({"sentence_id": ids, "label": [0, 1, 0, 1, 1, 0], "weight": 1.0})
    >>> folds = pd.Series([0, 0, 1, 1, 2, 2], index=ids)
    >>> log_odds = fr.crossfit(fr.LoadednessClassifier(), features, labels, folds)
    >>> bool(log_odds["a:03"] > log_odds["a:02"])
    True
    """
    models = fit_folds(estimator, features, labels, folds, groups)
    return score_folds(models, features, folds.loc[features.index])


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
