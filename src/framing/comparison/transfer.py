"""Transfer: each outlet's classifier on the sentences of each outlet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.classifiers.design import Units
from framing.classifiers.validity import agreement
from framing.comparison.resampling import LEVEL, bootstrap_weights, percentile_interval

# in a cell with fewer loaded or fewer neutral sentences one sentence decides: counts only
LEAST = 5
ALL = "ALL"
Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def transfer_matrix(scores: pd.DataFrame, units: Units, families: pd.Series[str], *, seed: int) -> pd.DataFrame:
    """How well each outlet's LoadednessClassifier agrees with the codes of each outlet's sentences.

    No model scored a sentence whose component it had seen. Returns a row a pair of outlets: classifier (whose sentences
    it learnt from), outlet (whose it scored), tier, n_sentences, n_loaded, auroc, low, high (percentile bootstrap over
    families), level, macro_f1, method; auroc and macro_f1 are empty under five loaded or five neutral sentences.
    """
    labels, found = units.labels, []
    for (classifier, tier), of_classifier in scores.groupby(["classifier", "tier"], sort=False):
        log_odds = of_classifier.set_index("unit_id")["log_odds"]
        for outlet in units.outlets.unique():
            of_outlet = labels[labels["sentence_id"].map(units.outlets) == outlet]
            found.append(
                {"classifier": classifier, "outlet": outlet, "tier": tier}
                | agreement_with_interval(log_odds, of_outlet, families, seed)
            )
    return pd.DataFrame(found)


def agreement_with_interval(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> dict[str, float | str]:
    """AUROC with an interval over families, and macro-F1; counts alone where there are too few of either label."""
    found = agreement(log_odds, labels)
    counts: dict[str, float | str] = {name: found[name] for name in ("n_sentences", "n_loaded")}
    fewest = min(found["n_loaded"], found["n_sentences"] - found["n_loaded"])
    if fewest < LEAST:
        reason = f"counts only: {fewest:g} of {LEAST} sentences of the rarer label"
        return (
            counts
            | dict.fromkeys(("auroc", "low", "high", "macro_f1"), float("nan"))
            | {"level": LEVEL, "method": reason}
        )
    drawn = resampled_auroc(log_odds, labels, families, seed)
    low, high = percentile_interval(drawn, families_scored(log_odds, labels, families))
    return counts | {
        "auroc": found["auroc"],
        "low": low,
        "high": high,
        "macro_f1": found["macro_f1"],
        "level": LEVEL,
        "method": "percentile bootstrap over families",
    }


def families_scored(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str]) -> int:
    """How many families the sentences with a code and a score are of: the units of every interval here."""
    scored = labels["sentence_id"][labels["sentence_id"].isin(log_odds.dropna().index)]
    return int(scored.map(families).nunique())


def resampled_auroc(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int) -> Reals:
    """AUROC in each bootstrap sample of families; empty where a sample holds one label alone."""
    loaded, values, weights = resampled_codes(log_odds, labels, families, seed)
    higher = (values[loaded, None] > values[None, ~loaded]) + (values[loaded, None] == values[None, ~loaded]) / 2
    above = ((weights[:, loaded] @ higher) * weights[:, ~loaded]).sum(axis=1)
    pairs = weights[:, loaded].sum(axis=1) * weights[:, ~loaded].sum(axis=1)
    return np.asarray(above / np.where(pairs > 0, pairs, np.nan), dtype=np.float64)


def resampled_codes(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> tuple[Flags, Reals, Reals]:
    """Which codes say loaded, the log-odds of each, and its weight in each bootstrap sample of families (rows)."""
    scored = labels.assign(log_odds=labels["sentence_id"].map(log_odds)).dropna(subset="log_odds")
    family, names = pd.factorize(scored["sentence_id"].map(families))
    weights = bootstrap_weights(len(names), seed=seed)[:, family] * scored["weight"].to_numpy(float)
    return scored["label"].to_numpy() == 1, scored["log_odds"].to_numpy(), weights
