"""Means of predicted codes on the demonstration corpus, naive and corrected by a coded sample, beside the truth.

    python bench/correction.py

Its author coded every sentence, so the mean code of each outlet is known. The general model, which never saw these
codes, calls sentences loaded; samples of twenty sentences an outlet are drawn again and again as if only these had
been coded. Writes results/validation/correction.csv: of each outlet the true mean, the naive mean, the mean of the
corrected means over all draws, the first draw with its interval, and how often the interval of a draw held the truth.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import framing as fr
from framing.stats import CODED, CORRECTED, NAIVE, corrected_means
from framing.tables import write_csv

HOME = Path(__file__).parents[1] / "results" / "validation"
EACH, DRAWS = 20, 1000


def sentences_of_the_demonstration() -> pd.DataFrame:
    """Every coded sentence with its outlet, its code and what the general model calls it."""
    study, model = fr.demo(), fr.load_model("loaded-language")
    assert study.codes
    table = study.codes.labels.merge(study.sentences, on="sentence_id", validate="1:1")
    texts = [
        study.corpus.text(article)[start:end]
        for article, start, end in zip(table["article_id"], table["start"], table["end"], strict=True)
    ]
    outlets = study.articles.set_index("article_id")["outlet"]
    return pd.DataFrame(
        {
            "outlet": table["article_id"].map(outlets),
            "article_id": table["article_id"],
            "truth": table["loaded"].astype(float),
            "predicted": (model.exactly().log_odds(texts) > 0).astype(float),
        }
    )


def corrected_by(sentences: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Compute the three means of each outlet from one sample."""
    drawn = fr.sample_for_coding(sentences, EACH, seed=seed)
    found = corrected_means(sentences.assign(coded=drawn["truth"], chance=drawn["chance"]))
    return found.set_index(["estimator", "outlet"])


def main() -> None:
    sentences = sentences_of_the_demonstration()
    truth = sentences.groupby("outlet", sort=False)["truth"].mean()
    draws = [corrected_by(sentences, seed) for seed in range(DRAWS)]
    corrected, coded = (pd.concat([draw.loc[name] for draw in draws]) for name in (CORRECTED, CODED))
    held = (corrected["low"] <= corrected.index.map(truth)) & (corrected.index.map(truth) <= corrected["high"])
    given = corrected["low"].notna()
    first = draws[0].loc[CORRECTED]
    table = pd.DataFrame(
        {
            "n_sentences": sentences.groupby("outlet", sort=False).size(),
            "n_coded": first["n_coded"],
            "truth": truth,
            "naive": draws[0].loc[NAIVE, "estimate"],
            "corrected": first["estimate"],
            "low": first["low"],
            "high": first["high"],
            "mean_corrected": corrected["estimate"].groupby(level=0).mean(),
            "spread_corrected": corrected["estimate"].groupby(level=0).std(),
            "spread_coded_alone": coded["estimate"].groupby(level=0).std(),
            "given": given.groupby(level=0).mean(),
            "held": held[given].groupby(level=0).mean(),
        }
    ).loc[truth.index]
    write_csv(table.round(4).reset_index(), HOME / "correction.csv")
    print(table.round(3).to_string())


if __name__ == "__main__":
    main()
