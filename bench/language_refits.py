"""How near the shipped refits come to the networks that they stand for.

    python bench/language_refits.py ../shared/datasets

The interval of a score rests on six networks of the last stage, each kept as a linear shift on the shipped
encoder's vectors. Here those networks themselves score the test part of BABE v2, of which none learnt: their deviation
from each other is put beside that of the shifts, sentence by sentence, and their scores beside the interval. Needs the
networks that `framing train` keeps; writes results/validation/loaded_language_refits.csv.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from framing.models import (
    TEST,
    SentenceModel,
    again_stage,
    bootstrap_samples,
    experts,
    experts_stage,
    general_model,
    labelled,
    news_of,
    news_stage,
    of_refits,
    read_recipe,
    tokenised,
)
from framing.tables import write_csv
from language_runs import HOME, KEPT


def main(datasets: Path) -> None:
    recipe, model = read_recipe(), general_model()
    assert isinstance(model, SentenceModel)
    assert model.refits is not None
    sentences = labelled(datasets, TEST)["text"].tolist()
    news = news_of(datasets)
    first = KEPT.get(news_stage, *news, recipe=recipe, progress=None)
    second = KEPT.get(again_stage, first, *news, recipe=recipe, progress=None)
    few, tokens = experts(datasets), tokenised(sentences, recipe.longest)
    said = np.array(
        [
            KEPT.get(experts_stage, second, rows, *news, recipe=of_refits(recipe), progress=None).log_odds(tokens)
            for rows in bootstrap_samples(few, recipe.seed, len(model.refits.steps))
        ]
    )
    vectors = model.exactly().vectors(sentences)
    true, kept = said.std(axis=0, ddof=1), model.refits.deviations(vectors)
    apart = np.abs(said - (model.of_vectors(vectors) - model.balanced))
    within = apart <= model.refits.margins(vectors)
    table = pd.DataFrame(
        {
            "refits": [len(said)],
            "n": len(sentences),
            "median_deviation_of_networks": np.median(true),
            "median_deviation_of_shifts": np.median(kept),
            "median_ratio": np.median(kept / true),
            "rank_correlation": spearmanr(kept, true).statistic,
            "networks_within_interval": within.mean(),
        }
    ).round(4)
    write_csv(table, HOME.parent / "loaded_language_refits.csv")
    print(table.T.to_string())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
