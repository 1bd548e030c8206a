"""Fit classifiers on folds, and refit them without some sentences or with outlet labels permuted.

Components (`framing.find_components`) extend across all texts, and so do folds. A model is therefore never evaluated on
a sentence that shares a proposition with its training data, for any pair of training and test outlet.

Refits keep the penalty of the original classifier of the same outlet and fold, so that only the training data differ.
Only the coefficients are computed, so that thousands of refits take seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from framing.display import named, progress
from framing.errors import BadInput
from framing.models.loadedness import SD_OF_INTERCEPT, fit_ridge
from framing.models.outlet import outlet_of
from framing.models.tiers import Tier
from framing.stats import Flags, Integers, Reals

FOLDS = 5


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


Coefficients = dict[str, dict[int, Reals]]

STEPS, NEAR = 5000, 1e-7


class Case(NamedTuple):
    """Hold the training data of a refit: outlet label of each sentence, and whether it is used for training."""

    outlets: npt.NDArray[np.str_]
    kept: Flags


class Refits(Protocol):
    """Define refits of one kind of classifier."""

    @property
    def sentence_ids(self) -> pd.Index[str]:
        """Sentence of each training row."""

    @property
    def steps(self) -> Reals:
        """Features with the loaded term minus features with the neutral term, one row per swap of kind pair."""

    def fitted(self) -> Coefficients:
        """Return the coefficients of the original classifiers, by classifier and fold."""

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Return the coefficients of every case; folds without training data of an outlet are omitted."""


@dataclass(frozen=True)
class LoadednessRefits:
    """Refit the LoadednessClassifiers to the labelled rows."""

    tier: Tier

    @cached_property
    def sentence_ids(self) -> pd.Index[str]:
        """Sentence of each labelled row."""
        ids: pd.Index[str] = pd.Index(self.tier.units.labels["sentence_id"])
        return ids

    @cached_property
    def steps(self) -> Reals:
        """Differences of the features of loadedness."""
        return self.tier.steps

    @cached_property
    def rows(self) -> Reals:
        """Features of the labelled rows."""
        return self.tier.features.loc[self.sentence_ids].to_numpy(np.float64)

    @cached_property
    def offset(self) -> Reals:
        """Log-odds of the labelled rows by the shared model."""
        return np.asarray(self.rows @ self.shared + self.tier.prior.intercept, dtype=np.float64)

    @property
    def shared(self) -> Reals:
        """Coefficients of the shared model."""
        return np.array(self.tier.prior.coefficients)

    @cached_property
    def fold_of_row(self) -> Integers:
        """Fold of each labelled row."""
        return np.asarray(self.tier.units.folds.loc[self.sentence_ids], dtype=np.int64)

    def fitted(self) -> Coefficients:
        """Return the coefficients of the original classifiers."""
        return self.tier.loadedness_models.coefficients()

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Return the coefficients of every case."""
        return [self.once(case) for case in progress(cases, "refits")]

    def once(self, case: Case) -> Coefficients:
        """Return the coefficients of one case."""
        labels = self.tier.units.labels
        label, weight = labels["label"].to_numpy(np.float64), labels["weight"].to_numpy(np.float64)
        coefficients: Coefficients = {}
        for classifier, models in self.tier.loadedness_models.models.items():
            of_outlet = case.kept & (case.outlets == outlet_of(classifier))
            coefficients[classifier] = {
                fold: self.shared
                + fit_ridge(self.rows[seen], label[seen], weight[seen], self.offset[seen], model.tau_).coefficients
                for fold, model in models.items()
                if (seen := of_outlet & (self.fold_of_row != fold)).any()
            }
        return coefficients


@dataclass(frozen=True)
class OutletRefits:
    """Refit the OutletClassifiers to all sentences, with all cases of a classifier and fold in one computation."""

    tier: Tier

    @property
    def sentence_ids(self) -> pd.Index[str]:
        """All sentences except boilerplate."""
        return pd.Index(self.tier.units.sentence_ids)

    @cached_property
    def steps(self) -> Reals:
        """Differences of the features of masked text."""
        return self.tier.steps_between_outlets

    def fitted(self) -> Coefficients:
        """Return the coefficients of the original classifiers."""
        return self.tier.outlet_models.coefficients()

    def again(self, cases: Sequence[Case]) -> list[Coefficients]:
        """Return the coefficients of every case."""
        rows = self.tier.for_outlets.loc[self.sentence_ids].to_numpy(np.float64)
        fold_of_row = self.tier.units.folds.loc[self.sentence_ids].to_numpy()
        outlets, kept = (np.stack(column, axis=1) for column in zip(*cases, strict=True))
        results: list[Coefficients] = [{} for _ in cases]
        for classifier, models in named(self.tier.outlet_models.models, "classifiers"):
            is_it = outlets == outlet_of(classifier)
            for fold, model in models.items():
                seen = fold_of_row != fold
                scale = (rows[seen] ** 2).sum(axis=1).mean()
                together = fit_together(rows[seen], is_it[seen], kept[seen], scale / model.strength_)
                for place, coefficients in enumerate(together):
                    results[place].setdefault(classifier, {})[fold] = coefficients
        return results


def fit_together(rows: Reals, labels: Flags, kept: Flags, precision: float) -> Reals:
    """Fit many ridge logistic regressions to the same rows.

    The Hessian is bounded by a quarter of the inner products of the rows (Böhning & Lindsay 1988), so one factorisation
    of that bound serves all steps of all regressions. Steps have momentum (Nesterov 1983), which begins again where it
    leads uphill (O'Donoghue & Candès 2015).

    Parameters
    ----------
    rows : ndarray of shape (n, d)
        Features.
    labels : ndarray of bool, shape (n, m)
        Label of each row in each of m regressions.
    kept : ndarray of bool, shape (n, m)
        Whether the row is used in the regression.
    precision : float
        Prior precision of the coefficients; the intercept has a weak prior.

    Returns
    -------
    ndarray of shape (m, d)
        Coefficients without the intercepts.

    Examples
    --------
    >>> rows, labels = np.array([[-1.0], [1.0], [2.0]]), np.array([[False, True], [True, False], [True, False]])
    >>> coefficients = fit_together(rows, labels, np.ones_like(labels), 1.0)
    >>> bool(coefficients[0, 0] > 0), bool(np.isclose(coefficients[0, 0], -coefficients[1, 0]))
    (True, True)
    """
    design = np.column_stack([np.ones(len(rows)), rows])
    penalty = np.append(SD_OF_INTERCEPT**-2, np.full(rows.shape[1], precision))
    bound = cho_factor(design.T @ design / 4 + np.diag(penalty))
    values = ahead = np.zeros((design.shape[1], labels.shape[1]))
    pace = np.ones(labels.shape[1])
    with threadpool_limits(1):  # for such small matrices, threads cost more than they save
        for _ in range(STEPS):
            slope = design.T @ (kept * (labels - expit(design @ ahead))) - penalty[:, None] * ahead
            step = cho_solve(bound, slope)
            moved = ahead + step - values
            pace = np.where((slope * moved).sum(axis=0) < 0, 1.0, pace)
            following = (1 + np.sqrt(1 + 4 * pace**2)) / 2
            values, ahead = values + moved, values + moved * (1 + (pace - 1) / following)
            pace = following
            if max(np.abs(step).max(), np.abs(moved).max()) <= NEAR:
                break
    return np.asarray(values[1:].T)
