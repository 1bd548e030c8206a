"""The loaded-language model's scores by protocol, from the log-odds that bench/language_runs.py left.

    python bench/language_scores.py ../shared/datasets

Writes results/validation/loaded_language_scores.csv, loaded_language_comparisons.csv (with the published predictions,
row by row) and loaded_language_alarms.csv (false alarms with and without quotation marks). Every interval resamples
articles.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    matthews_corrcoef,
    precision_score,
    recall_score,
    roc_auc_score,
)
from statsmodels.stats.contingency_tables import mcnemar

from framing.comparison.resampling import bootstrap_weights, percentile_interval, proportion_interval
from framing.tables import read_csv, write_csv
from framing.training.sources import TEST, labelled
from language_runs import HOME, whole

SEED, REPLICATES, FOLDS = 7, 1000, 5
PUBLISHED = {
    "pred_ha_ft": "RoBERTa, labels of experts (Horych et al. 2025)",
    "pred_sa_ft": "RoBERTa, synthetic labels (Horych et al. 2025)",
    "pred_magpie": "MAGPIE (Horych et al. 2024)",
}
# of which the first is about wording; the second is all but one label for each article
FAERBER = {"bin_subj": "subjective", "bin_bias": "biased"}
QUOTED = r"[\"“”«»]|''"


@dataclass(frozen=True)
class Scored:
    """Rows with their labels, log-odds, articles, and the run that scored them."""

    labels: npt.NDArray[np.int64]
    log_odds: npt.NDArray[np.float64]
    articles: npt.NDArray[Any]
    run: npt.NDArray[np.int64]

    def at(self, rows: npt.NDArray[np.int64]) -> Scored:
        """Some of the rows."""
        return Scored(self.labels[rows], self.log_odds[rows], self.articles[rows], self.run[rows])

    def mean(self, measure: Callable[[Any, Any], float]) -> float:
        """A measure, mean over runs: folds are scored each by itself."""
        parts = [self.run == run for run in np.unique(self.run)]
        return float(np.mean([measure(self.labels[part], self.log_odds[part]) for part in parts]))

    def samples(self) -> Iterator[npt.NDArray[np.int64]]:
        """Rows of each bootstrap sample: articles drawn with replacement, their rows together."""
        names, place = np.unique(self.articles, return_inverse=True)
        for weights in bootstrap_weights(len(names), seed=SEED, replicates=REPLICATES):
            yield np.repeat(np.arange(len(place)), weights[place].astype(int))


def main(datasets: Path) -> None:
    runs = {path.stem: read_csv(path) for path in sorted(HOME.glob("*.csv"))}
    scored = scored_sets(datasets, runs)
    tables = {
        "scores": pd.concat([scores(name, of_set) for name, of_set in scored.items()], ignore_index=True),
        "comparisons": comparisons(datasets, scored["babe_v2_test"]),
        "alarms": alarms(datasets, scored["babe_v2_test"]),
    }
    for name, table in tables.items():
        write_csv(table, HOME.parent / f"loaded_language_{name}.csv")
        print(table.to_string(), flush=True)


def scored_sets(datasets: Path, runs: Mapping[str, pd.DataFrame]) -> dict[str, Scored]:
    """What was scored, by the name of the protocol; runs of folds and of outlets put together."""
    sg2 = whole(datasets).set_index("row")
    test = labelled(datasets, TEST)
    v2 = runs["v2"].astype({"row": "int64", "log_odds": "float64"})
    found = {"babe_v2_test": joined(v2[v2["set"] == "babe_v2_test"], test)}
    for kind, name in (("fold", "babe_sg2, folds of 2021"), ("articles", "babe_sg2, folds of articles")):
        parts = [table for run, table in runs.items() if run.startswith(f"{kind}-")]
        if len(parts) == FOLDS:
            found[name] = joined(pd.concat(parts, keys=range(FOLDS)), sg2)
    for run, table in runs.items():
        if run.startswith("outlet-"):
            found[f"babe_sg2, {run.removeprefix('outlet-')} left out"] = joined(table, sg2)
    checkthat = read_csv(datasets / "checkthat2025_subjectivity" / "english_dev_test.csv")
    found["checkthat_dev_test"] = joined(
        v2[v2["set"] == "checkthat_dev_test"],
        pd.DataFrame({"label": (checkthat["label"] == "SUBJ").astype("int64"), "article": checkthat["sentence_id"]}),
    )
    faerber = read_csv(datasets / "ukraine_faerber2020" / "sentences.csv")
    for column, name in FAERBER.items():
        labels = {"label": faerber[column].astype("float64").astype("int64"), "article": faerber["article"]}
        found[f"faerber, {name}"] = joined(v2[v2["set"] == "faerber"], pd.DataFrame(labels))
    return found


def joined(run: pd.DataFrame, truth: pd.DataFrame) -> Scored:
    """Log-odds of a run beside labels and articles, by row."""
    rows = truth.loc[run["row"].astype("int64")]
    made = run.index.get_level_values(0).to_numpy() if run.index.nlevels > 1 else np.zeros(len(run), dtype=np.int64)
    log_odds = run["log_odds"].to_numpy("float64")
    return Scored(rows["label"].to_numpy("int64"), log_odds, rows["article"].astype("str").to_numpy(), made)


MEASURES = {
    "macro_f1": lambda y, z: f1_score(y, z > 0, average="macro"),
    "weighted_f1": lambda y, z: f1_score(y, z > 0, average="weighted"),
    "mcc": lambda y, z: matthews_corrcoef(y, z > 0),
    "precision": lambda y, z: precision_score(y, z > 0, zero_division=0.0),
    "recall": lambda y, z: recall_score(y, z > 0, zero_division=0.0),
    "auroc": lambda y, z: roc_auc_score(y, z) if len(set(y)) > 1 else np.nan,
    "average_precision": lambda y, z: average_precision_score(y, z) if y.any() else np.nan,
}


def scores(name: str, scored: Scored) -> pd.DataFrame:
    """Each measure of one set, mean over its folds, with its interval over articles."""
    drawn = [scored.at(rows) for rows in scored.samples()]
    found = []
    for measure, of in MEASURES.items():
        values = np.array([sample.mean(of) for sample in drawn])
        low, high = percentile_interval(values)
        found.append((name, measure, scored.mean(of), low, high))
    table = pd.DataFrame(found, columns=["set", "measure", "score", "low", "high"]).round(4)
    return table.assign(
        n=len(scored.labels), n_loaded=int(scored.labels.sum()), n_articles=len(np.unique(scored.articles))
    )


def comparisons(datasets: Path, scored: Scored) -> pd.DataFrame:
    """Macro-F1 less that of each published prediction on the same rows; McNemar's exact test."""
    told = read_csv(datasets / TEST)
    ours = scored.log_odds > 0
    found = []
    for column, name in PUBLISHED.items():
        theirs = told[column].astype("float64").to_numpy() > 0
        differences = np.array([difference(scored.labels, ours, theirs, rows) for rows in scored.samples()])
        right, also = ours == scored.labels, theirs == scored.labels
        only = int((right & ~also).sum()), int((also & ~right).sum())
        low, high = percentile_interval(differences)
        found.append(
            {
                "against": name,
                "macro_f1": f1_score(scored.labels, ours, average="macro"),
                "theirs": f1_score(scored.labels, theirs, average="macro"),
                "difference": difference(scored.labels, ours, theirs, np.arange(len(ours))),
                "low": low,
                "high": high,
                "only_ours_right": only[0],
                "only_theirs_right": only[1],
                "mcnemar_p": mcnemar([[0, only[0]], [only[1], 0]], exact=True).pvalue,
                "n": len(ours),
            }
        )
    return pd.DataFrame(found).round(4)


def difference(labels: Any, ours: Any, theirs: Any, rows: Any) -> float:
    one, other = (f1_score(labels[rows], said[rows], average="macro") for said in (ours, theirs))
    return float(one - other)


def alarms(datasets: Path, scored: Scored) -> pd.DataFrame:
    """Of the sentences that nobody calls loaded, how many are called so, with and without quotation marks."""
    quoted = labelled(datasets, TEST)["text"].str.contains(QUOTED).to_numpy()
    plain, said = scored.labels == 0, scored.log_odds > 0
    found = []
    for name, which in (("with quotation marks", quoted), ("without", ~quoted)):
        alarm, cases = int((plain & which & said).sum()), int((plain & which).sum())
        low, high = proportion_interval(alarm, cases)
        found.append((name, alarm, cases, alarm / cases, float(low), float(high)))
    return pd.DataFrame(found, columns=["sentences", "n_alarms", "n", "rate", "low", "high"]).round(4)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
