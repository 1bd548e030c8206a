"""The loaded-language model's scores by protocol, from the log-odds that bench/language_runs.py left.

    python bench/language_scores.py ../shared/datasets

Writes results/validation/loaded_language_scores.csv, loaded_language_comparisons.csv (with the published predictions,
row by row) and loaded_language_alarms.csv (false alarms with and without quotation marks). Every interval resamples
articles.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from statsmodels.stats.contingency_tables import mcnemar

from framing.models import TEST, experts, labelled
from framing.stats import bootstrap_weights, percentile_interval, proportion_interval
from framing.tables import read_csv, write_csv
from language_runs import HOME, whole
from weighted_scores import told, weighted_scores

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

    def samples(self) -> npt.NDArray[np.float64]:
        """How often each row stands in the whole set, then in each bootstrap sample of articles."""
        names, place = np.unique(self.articles, return_inverse=True)
        drawn = bootstrap_weights(len(names), seed=SEED, replicates=REPLICATES)[:, place]
        return np.vstack([np.ones(len(place)), drawn])

    def measures(self) -> dict[str, npt.NDArray[np.float64]]:
        """Every measure of every sample, mean over runs: folds are scored each by itself."""
        weights, parts = self.samples(), [self.run == run for run in np.unique(self.run)]
        found = [weighted_scores(self.labels[part], self.log_odds[part], weights[:, part]) for part in parts]
        return {name: np.mean([of_part[name] for of_part in found], axis=0) for name in found[0]}


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
    """Return the scores by the name of the protocol; runs of folds and of outlets are combined."""
    sg2 = whole(datasets).set_index("row")
    test = labelled(datasets, TEST)
    v2 = runs["v2"].astype({"row": "int64", "log_odds": "float64"})
    found = {
        "babe_v2_test": joined(v2[v2["set"] == "babe_v2_test"], test),
        "babe_v2_test, from the outlet alone": joined(outlet_alone(experts(datasets), test), test),
    }
    for kind, name in (("fold", "babe_sg2, folds of 2021"), ("articles", "babe_sg2, folds of articles")):
        parts = [table for run, table in runs.items() if run.startswith(f"{kind}-")]
        if len(parts) == FOLDS:
            found[name] = joined(pd.concat(parts, keys=range(FOLDS)), sg2)
    folds = [outlet_alone(sg2[sg2["fold"] != fold], sg2[sg2["fold"] == fold]) for fold in range(FOLDS)]
    found["babe_sg2, folds of 2021, from the outlet alone"] = joined(pd.concat(folds, keys=range(FOLDS)), sg2)
    outlets = {run.removeprefix("outlet-"): table for run, table in runs.items() if run.startswith("outlet-")}
    if outlets:
        found["babe_sg2, outlets left out"] = joined(pd.concat(outlets.values(), keys=range(len(outlets))), sg2)
    found |= {f"babe_sg2, {name} left out": joined(table, sg2) for name, table in outlets.items()}
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


def outlet_alone(train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """Score each sentence by the share of loaded training sentences of its outlet."""
    by_outlet = train.groupby("outlet")["label"].agg(["sum", "count"])
    share = (by_outlet["sum"] + 1) / (by_outlet["count"] + 2)
    log_odds = test["outlet"].map(np.log(share / (1 - share))).fillna(0.0)
    return pd.DataFrame({"row": test.index, "log_odds": log_odds.to_numpy()})


def joined(run: pd.DataFrame, truth: pd.DataFrame) -> Scored:
    """Log-odds of a run beside labels and articles, by row."""
    rows = truth.loc[run["row"].astype("int64")]
    made = run.index.get_level_values(0).to_numpy() if run.index.nlevels > 1 else np.zeros(len(run), dtype=np.int64)
    log_odds = run["log_odds"].to_numpy("float64")
    return Scored(rows["label"].to_numpy("int64"), log_odds, rows["article"].astype("str").to_numpy(), made)


def scores(name: str, scored: Scored) -> pd.DataFrame:
    """Each measure of one set with its interval over articles."""
    articles = len(np.unique(scored.articles))
    found = [
        (name, measure, drawn[0], *percentile_interval(drawn[1:], articles))
        for measure, drawn in scored.measures().items()
    ]
    table = pd.DataFrame(found, columns=["set", "measure", "score", "low", "high"]).round(4)
    return table.assign(n=len(scored.labels), n_loaded=int(scored.labels.sum()), n_articles=articles)


def comparisons(datasets: Path, scored: Scored) -> pd.DataFrame:
    """Macro-F1 less that of each published prediction on the same rows; McNemar's exact test."""
    published, found = read_csv(datasets / TEST), []
    loaded, ours, weights = scored.labels == 1, scored.log_odds > 0, scored.samples()
    of_ours = told(loaded, ours, weights)["macro_f1"]
    for column, name in PUBLISHED.items():
        theirs = published[column].astype("float64").to_numpy() > 0
        of_theirs = told(loaded, theirs, weights)["macro_f1"]
        low, high = percentile_interval((of_ours - of_theirs)[1:], len(np.unique(scored.articles)))
        only = int(((ours == loaded) & (theirs != loaded)).sum()), int(((ours != loaded) & (theirs == loaded)).sum())
        found.append(
            {
                "against": name,
                "macro_f1": of_ours[0],
                "theirs": of_theirs[0],
                "difference": of_ours[0] - of_theirs[0],
                "low": low,
                "high": high,
                "only_ours_right": only[0],
                "only_theirs_right": only[1],
                "mcnemar_p": mcnemar([[0, only[0]], [only[1], 0]], exact=True).pvalue,
                "n": len(ours),
            }
        )
    return pd.DataFrame(found).round(4)


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
