"""The trained model taken into the toolkit: its files, its scores by protocol, and what each form of it loses.

    python bench/language_ship.py ../shared/datasets [FOLDER]

FOLDER is where `framing train` wrote, build/loaded-language if none is named. A form is the network as it was trained
and scored; the same from the shipped file (rounded to bytes), computed exactly and by OpenVINO; and the static model.
Each is scored
on the test part of BABE v2 with the threshold of a balanced sample, beside the first on the same rows, intervals over
articles. Writes
results/validation/loaded_language_forms.csv and the files of src/framing/classifiers.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import framing as fr
from framing.models import SHIPPED, TEST, SentenceModel, StaticModel, labelled
from framing.stats import percentile_interval
from framing.tables import read_csv, write_csv, write_json
from language_runs import HOME, ROOT
from language_scores import Scored, scored_sets

CLASSIFIERS = ROOT / "src" / "framing" / "models"
TRAINED = "as trained"
# what the card says; the rest is in results/validation
SAID = ("macro_f1", "auroc")


def main(datasets: Path, folder: Path) -> None:
    model, static = (fr.load_model(folder / f"{name}.json") for name in SHIPPED)
    assert isinstance(model, SentenceModel)
    assert isinstance(static, StaticModel)
    trained = scored_sets(datasets, {"v2": read_csv(HOME / "v2.csv")})["babe_v2_test"]
    sentences = labelled(datasets, TEST)["text"].tolist()
    found = {
        TRAINED: trained.log_odds,
        "shipped, exact": model.exactly().log_odds(sentences) - model.balanced,
        "shipped, OpenVINO": model.log_odds(sentences) - model.balanced,
        "static": static.log_odds(sentences) - model.balanced,
    }
    table = forms(trained, found)
    write_csv(table, HOME.parent / "loaded_language_forms.csv")
    print(table.to_string())
    replace(model, scores=scores_by_set()).save(CLASSIFIERS / f"{SHIPPED[0]}.json")
    of_static = table.set_index(["form", "measure"]).loc["static"]
    told = {"babe_v2_test": {measure: numbers(of_static.loc[measure]) for measure in SAID}}
    write_json(replace(static, scores=told).content(), CLASSIFIERS / f"{SHIPPED[1]}.json")


def forms(trained: Scored, found: dict[str, np.ndarray]) -> pd.DataFrame:
    """Scores of each form, and less those of the network as it was trained, on the same bootstrap samples."""
    measured = {form: replace(trained, log_odds=log_odds).measures() for form, log_odds in found.items()}
    rows = []
    for form, scores in measured.items():
        apart = np.abs(found[form] - trained.log_odds)
        for measure in SAID:
            score, less = scores[measure], scores[measure] - measured[TRAINED][measure]
            ends, ends_of_less = (
                percentile_interval(drawn[1:], len(np.unique(trained.articles))) for drawn in (score, less)
            )
            rows.append((form, measure, score[0], *ends, less[0], *ends_of_less, np.median(apart), apart.max()))
    columns = ["form", "measure", "score", "low", "high", "difference", "difference_low", "difference_high"]
    columns += ["median_log_odds_apart", "most_log_odds_apart"]
    return pd.DataFrame(rows, columns=columns).round(4).assign(n=len(trained.labels))


def scores_by_set() -> dict[str, dict[str, Any]]:
    """Return the scores of the protocol, by set."""
    table = pd.read_csv(HOME.parent / "loaded_language_scores.csv")
    return {
        str(name): {
            **{count: int(rows[count].iloc[0]) for count in ("n", "n_loaded", "n_articles")},
            **{row["measure"]: numbers(row) for _, row in rows.iterrows() if row["measure"] in SAID},
        }
        for name, rows in table.groupby("set", sort=False)
    }


def numbers(row: pd.Series) -> list[float]:
    """Return a score with the bounds of its interval."""
    return [float(row[name]) for name in ("score", "low", "high")]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "build" / "loaded-language")
