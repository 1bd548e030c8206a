"""Validity: how the scores agree with what people coded, and what sentences shared between folds would add."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from framing.models.cross_fitting import FOLDS, crossfit, folds_of
from framing.stats import LEVEL, proportion_interval


def agreement(log_odds: pd.Series[float], labels: pd.DataFrame) -> dict[str, float]:
    """How log-odds agree with codes; a sentence on which coders differ counts half on either side.

    Parameters
    ----------
    log_odds
        by sentence_id, cross-fitted.
    labels
        `weighted_labels`: sentence_id, label, weight. Sentences without log-odds are left out.

    Returns
    -------
    dict
        n_sentences, n_loaded, auroc (empty where all labels are equal), macro_f1, and precision, recall and f1 of
        loaded, at the log-odds 0.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:01", "a:02", "a:03"], "label": [1, 0, 0], "weight": 1.0})
    >>> found = agreement(pd.Series({"a:01": 2.0, "a:02": 0.5, "a:03": -1.0}), coded)
    >>> found["auroc"], found["precision"], found["recall"]
    (1.0, 0.5, 1.0)
    """
    scored = labels.assign(log_odds=labels["sentence_id"].map(log_odds)).dropna(subset="log_odds")
    truth, weight = scored["label"].to_numpy(bool), scored["weight"].to_numpy(float)
    said = scored["log_odds"].to_numpy() > 0
    precision, recall, of_loaded = _f1_of(truth, said, weight)
    *_, of_neutral = _f1_of(~truth, ~said, weight)
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
    """How often a loaded sentence has the higher log-odds of two, ties half; empty where all labels are equal."""
    _, place = np.unique(log_odds, return_inverse=True)
    loaded, neutral = (np.bincount(place, weight * which) for which in (truth, ~truth))
    pairs = loaded.sum() * neutral.sum()
    return float(loaded @ (np.cumsum(neutral) - neutral / 2) / pairs) if pairs else float("nan")


def _f1_of(truth: Any, said: Any, weight: Any) -> tuple[float, float, float]:
    """Precision, recall and F1 of one label; 0 where it was never said or is never so."""
    hits, wrong, missed = (float(weight @ which) for which in (truth & said, ~truth & said, truth & ~said))
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
    """What is gained, wrongly, by folds that tear components apart.

    Parameters
    ----------
    estimator, features, labels
        of `crossfit`.
    components
        of `find_components`.

    Returns
    -------
    DataFrame
        two rows, folds ``components whole`` and ``sentences dealt singly``: n_shared, the scored sentences that share a
        component with a training sentence of their model, beside the columns of `agreement`.
    """
    singly = components.assign(component_id=components["sentence_id"])
    ways = {"components whole": components, "sentences dealt singly": singly}
    found = []
    for name, units in ways.items():
        folds = folds_of(units, labels, k=k)
        log_odds = crossfit(estimator, features, labels, folds)
        found.append({"folds": name, "n_shared": _n_shared(folds, labels, components), **agreement(log_odds, labels)})
    return pd.DataFrame(found)


def _n_shared(folds: pd.Series[int], labels: pd.DataFrame, components: pd.DataFrame) -> int:
    """Labelled sentences whose component stands, with another labelled sentence, in a fold that trained their model."""
    component = components.set_index("sentence_id")["component_id"]
    coded = labels["sentence_id"].unique()
    places = pd.DataFrame({"component": component.loc[coded], "fold": folds.loc[coded]})
    ends = places.groupby("component")["fold"].agg(["min", "max"])
    torn = ends["min"] < ends["max"]
    return int(np.sum(places["component"].map(torn)))


BINS = 5
ENOUGH, ENOUGH_OF_EACH = 100, 20


def calibration_table(log_odds: pd.Series[float], labels: pd.DataFrame) -> pd.DataFrame:
    """Loaded sentences among those of about one probability.

    Parameters
    ----------
    log_odds
        by sentence_id, cross-fitted.
    labels
        `weighted_labels`: sentence_id, label, weight; a sentence on which coders differ is half a loaded one.

    Returns
    -------
    DataFrame
        a row a fifth of the range of probability, empty ones too: probability_from, probability_to, n_sentences,
        n_loaded, predicted (mean probability), estimate (share loaded), low, high (Clopper–Pearson, each sentence by
        itself: sentences of one family make it too short), level.

    Examples
    --------
    >>> coded = pd.DataFrame({"sentence_id": ["a:01", "a:02"], "label": [0, 1], "weight": 1.0})
    >>> table = calibration_table(pd.Series({"a:01": -3.0, "a:02": 3.0}), coded)
    >>> table["n_sentences"].tolist(), table["n_loaded"].tolist()
    ([1.0, 0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0, 1.0])
    """
    scored = labels.assign(probability=expit(labels["sentence_id"].map(log_odds))).dropna(subset="probability")
    fifth = np.minimum((scored["probability"] * BINS).astype("int64"), BINS - 1)
    weighed = pd.DataFrame(
        {
            "n_sentences": scored["weight"],
            "n_loaded": scored["weight"] * scored["label"],
            "predicted": scored["weight"] * scored["probability"],
        }
    )
    sums = weighed.groupby(fifth).sum().reindex(range(BINS), fill_value=0.0).reset_index(drop=True)
    cases = sums["n_sentences"].where(sums["n_sentences"] > 0)
    low, high = proportion_interval(sums["n_loaded"].clip(upper=sums["n_sentences"]), sums["n_sentences"])
    edges = np.arange(BINS + 1) / BINS
    return sums.assign(
        probability_from=edges[:-1],
        probability_to=edges[1:],
        predicted=sums["predicted"] / cases,
        estimate=sums["n_loaded"] / cases,
        low=low,
        high=high,
        level=LEVEL,
    )[["probability_from", "probability_to", *sums.columns, "estimate", "low", "high", "level"]]


def recalibrated(log_odds: pd.Series[float], labels: pd.DataFrame, folds: pd.Series[int]) -> pd.Series[float]:
    """Log-odds brought to what was coded by a line (Platt 2000), found without the fold that it is applied to.

    With fewer than a hundred coded sentences, or twenty of either label, they come back as they are.
    """
    from sklearn.linear_model import LogisticRegression

    coded = labels[labels["sentence_id"].isin(log_odds.dropna().index)]
    if coded["weight"].sum() < ENOUGH or coded.groupby("label")["weight"].sum().reindex([0, 1]).min() < ENOUGH_OF_EACH:
        return log_odds
    found, fold_of = log_odds.copy(), folds.reindex(log_odds.index)
    for fold in sorted(folds.unique().tolist()):
        train = coded[coded["sentence_id"].map(folds) != fold]
        line = LogisticRegression(C=np.inf).fit(
            log_odds.loc[train["sentence_id"]].to_numpy()[:, None], train["label"], sample_weight=train["weight"]
        )
        here = (fold_of == fold) & log_odds.notna()
        found[here] = line.decision_function(log_odds[here].to_numpy()[:, None]) if here.any() else found[here]
    return found
