"""Validity: how the scores agree with what people coded, and what sentences shared between folds would add."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from framing.classifiers.crossfit import FOLDS, crossfit, folds_of


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
    precision, recall, of_loaded = f1_of(truth, said, weight)
    *_, of_neutral = f1_of(~truth, ~said, weight)
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


def f1_of(truth: Any, said: Any, weight: Any) -> tuple[float, float, float]:
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
        found.append({"folds": name, "n_shared": n_shared(folds, labels, components), **agreement(log_odds, labels)})
    return pd.DataFrame(found)


def n_shared(folds: pd.Series[int], labels: pd.DataFrame, components: pd.DataFrame) -> int:
    """Labelled sentences whose component stands, with another labelled sentence, in a fold that trained their model."""
    component = components.set_index("sentence_id")["component_id"]
    coded = labels["sentence_id"].unique()
    places = pd.DataFrame({"component": component.loc[coded], "fold": folds.loc[coded]})
    ends = places.groupby("component")["fold"].agg(["min", "max"])
    torn = ends["min"] < ends["max"]
    return int(np.sum(places["component"].map(torn)))
