"""Calibration: whether of the sentences given seven in ten about seven in ten are loaded.

With twenty to forty coded sentences an outlet nothing is recalibrated: each classifier's intercept is fitted to its own
outlet's share already, and a slope fitted on so few would move the scores by chance alone (at a hundred sentences its
standard error is still about 0.2). The table shows counts and intervals instead. From `ENOUGH` sentences on, the line
of Platt (2000) may be put through the cross-fitted log-odds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit

from framing.comparison.resampling import LEVEL, proportion_interval

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
