"""Cross-fitting: every sentence scored by a model that saw neither it nor a sentence of its component.

Components (framing.collation.families.find_components) run across all texts, and so do the folds: in the cell of any
two outlets, the folds that a model did not see hold no sentence that shares a proposition with its training set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from framing.errors import BadInput

Reals = npt.NDArray[np.float64]
FOLDS = 5


def folds_of(components: pd.DataFrame, labels: pd.DataFrame, *, k: int = FOLDS) -> pd.Series[int]:
    """The fold of each sentence: components whole, each article's loaded and other sentences spread evenly.

    Nothing is drawn: components are dealt the largest first, equal ones by a hash of their smallest sentence_id, each
    to the fold that has least of what it brings. Each article is balanced by itself, since classifiers are fitted on
    one outlet: a fold with more than its share of an outlet's loaded sentences leaves fewer to train on, the model
    expects fewer there, and pooled scores would look worse than chance (Parker, Günter & Bedo 2007).

    Parameters
    ----------
    components
        sentence_id and component_id of `find_components`.
    labels
        `weighted_labels`: sentence_id, label, weight; sentences without a label are dealt too.
    k
        number of folds.

    Returns
    -------
    Series
        0 … k-1 by sentence_id.

    Examples
    --------
    >>> pairs = pd.DataFrame({"sentence_id": ["a:01", "a:02", "b:01"], "component_id": ["a:01", "a:02", "a:01"]})
    >>> coded = pd.DataFrame({"sentence_id": ["a:01", "a:02"], "label": [1, 0], "weight": 1.0})
    >>> folds_of(pairs, coded, k=2).to_dict()
    {'a:01': 0, 'a:02': 1, 'b:01': 0}
    """
    loaded = (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()
    sentences = components.assign(loaded=components["sentence_id"].map(loaded).fillna(0.0))
    sentences["neutral"] = 1 - sentences["loaded"]
    sentences["article"] = sentences["sentence_id"].str.rpartition(":")[0]
    parts = sentences.pivot_table(
        index="component_id", columns="article", values=["loaded", "neutral"], aggfunc="sum", fill_value=0.0
    )
    if len(parts) < k:
        raise BadInput(f"There are {len(parts)} components for {k} folds; expected one a fold at least.")
    first = sentences.groupby("component_id")["sentence_id"].min().map(_hash_of)
    parts = parts.loc[first.sort_values().index]
    fold = pd.Series(deal(parts.to_numpy(np.float64), k), index=parts.index)
    return sentences.set_index("sentence_id")["component_id"].map(fold).rename("fold")


def _hash_of(sentence_id: str) -> str:
    return hashlib.sha256(sentence_id.encode()).hexdigest()


def deal(units: Reals, k: int) -> npt.NDArray[np.intp]:
    """Fold of each unit, where a unit brings so much of each kind (columns); each fold gets about as much of each.

    The largest units go first, each to the fold that has least of the kinds that the unit brings.
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
    """For each fold a model that was fitted without it.

    Parameters
    ----------
    estimator
        a classifier of this package, or a pipeline that ends in one (a document-feature matrix is made inside, so that
        it too knows the training folds alone).
    features
        by sentence_id: numbers, or texts for a pipeline.
    labels
        the training rows of the cell: sentence_id, label, weight. Those of one outlet make its classifier.
    folds
        of `folds_of`, over the sentences of all outlets.
    groups
        component of each sentence, for classifiers that choose their strength in inner folds.
    against
        a label that is told from all others, for classifiers that cannot learn from either alone.

    Returns
    -------
    dict
        a fitted model by fold; a fold that leaves nothing to learn from has none.
    """
    refuse_unknown(labels["sentence_id"], folds.index, "no fold")
    refuse_unknown(labels["sentence_id"], features.index, "no features")
    fold_of_row = labels["sentence_id"].map(folds)
    cells = {fold: labels[fold_of_row != fold] for fold in sorted(folds.unique().tolist())}
    if against is not None:
        cells = {fold: rows for fold, rows in cells.items() if (rows["label"] == against).nunique() == 2}
    return {fold: fitted(estimator, features, rows, groups) for fold, rows in cells.items() if len(rows)}


def refuse_unknown(ids: pd.Series[str], known: pd.Index[Any], what: str) -> None:
    missing = ids[~ids.isin(known)]
    if len(missing):
        raise BadInput(f"{len(missing)} of {len(ids)} labelled sentences have {what}, '{missing.iloc[0]}' for one.")


def fitted(estimator: Any, features: Any, rows: pd.DataFrame, groups: pd.Series[str] | None) -> Any:
    step = f"{estimator.steps[-1][0]}__" if isinstance(estimator, Pipeline) else ""
    beside = {f"{step}sample_weight": rows["weight"].to_numpy(float)}
    if groups is not None:
        beside[f"{step}groups"] = groups.loc[rows["sentence_id"]].to_numpy()
    return clone(estimator).fit(features.loc[rows["sentence_id"]], rows["label"].to_numpy(), **beside)


def score_folds(
    models: Mapping[int, Any], features: pd.DataFrame | pd.Series[str], folds: pd.Series[int]
) -> pd.Series[float]:
    """Log-odds of each row of features by the model of its fold, which saw nothing of its component.

    Parameters
    ----------
    models
        of `fit_folds`.
    features
        by unit: sentences, or rewordings of them.
    folds
        fold of each unit, in the order of `features`; a rewording has that of its sentence.

    Returns
    -------
    Series
        by the index of `features`; empty where a fold has no model.
    """
    found = pd.Series(np.nan, index=features.index, name="log_odds")
    places = folds.to_numpy()
    for fold, model in models.items():
        if (places == fold).any():
            found.iloc[places == fold] = model.decision_function(features.iloc[places == fold])
    return found


def crossfit(
    estimator: Any,
    features: pd.DataFrame | pd.Series[str],
    labels: pd.DataFrame,
    folds: pd.Series[int],
    groups: pd.Series[str] | None = None,
) -> pd.Series[float]:
    """Log-odds of every sentence, by models fitted on `labels` without its fold: `fit_folds`, then `score_folds`.

    With the labels of one outlet this is a row of the transfer matrix: its classifier on the sentences of all.
    """
    models = fit_folds(estimator, features, labels, folds, groups)
    return score_folds(models, features, folds.loc[features.index])
