"""The loaded-language model by its frozen recipe, trained once for every row that it may not have seen.

    python bench/language_runs.py ../shared/datasets [RUN ...]

Writes log-odds by row, no text and no label, to results/validation/loaded_language/RUN.csv; a run that stands there
with the hash of today's recipe is not made again. Runs: `v2` (train part of BABE v2, scored on its test part and on two
sets of other makers); `fold-K` (the folds of Spinde et al. 2021); `articles-K` (folds in which the sentences of an
article stay together); `outlet-NAME` (the outlet taken out). In the last three the labels are those of BABE SG2. The
first two stages have no sentence of BABE, so all runs share them; for `outlet-NAME` they have none of any outlet of
BABE either.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import torch
from sklearn.model_selection import GroupKFold

from framing.models import (
    TEST,
    WHOLE,
    Network,
    Recipe,
    StageCache,
    again_stage,
    digest,
    experts,
    experts_stage,
    labelled,
    news_of,
    news_stage,
    read_recipe,
    shares,
    table,
    tokenised,
    wording,
)
from framing.tables import read_csv, write_csv, write_text

ROOT = Path(__file__).parents[1]
HOME = ROOT / "results" / "validation" / "loaded_language"
# where framing train keeps its networks too, so that it need not go through the same stages again
KEPT = StageCache(ROOT / "build" / "loaded-language" / "stages")
LEAST_OF_OUTLET = 100
# as anno-lexical calls the outlets of BABE
ALIASES = {"fox-business", "the-federalist", "daily-beast", "the-new-york-times", "huffington-post"}


def main(datasets: Path, wanted: list[str]) -> None:
    recipe = read_recipe()
    sg2 = whole(datasets)
    for name, train, scored in runs(datasets, sg2):
        if (wanted and name not in wanted) or is_made(name, recipe):
            continue
        start = time.time()
        news = news_without(datasets, sg2 if name.startswith("outlet-") else None)
        first = KEPT.get(news_stage, *news, recipe=recipe, progress=told)
        second = KEPT.get(again_stage, first, *news, recipe=recipe, progress=told)
        network = KEPT.get(experts_stage, second, train, *news, recipe=recipe, progress=told)
        keep(name, network, scored, recipe, seconds=time.time() - start)


def runs(datasets: Path, sg2: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame, dict[str, pd.DataFrame]]]:
    """Name, training rows and scored sets of each run."""
    others = {
        "babe_v2_test": labelled(datasets, TEST).drop(columns="row"),  # some rows of BABE stand there twice
        "checkthat_dev_test": read_csv(datasets / "checkthat2025_subjectivity" / "english_dev_test.csv").rename(
            columns={"sentence": "text"}
        ),
        "faerber": read_csv(datasets / "ukraine_faerber2020" / "sentences.csv"),
    }
    yield "v2", experts(datasets), others
    for fold in range(5):
        held = sg2[sg2["fold"] == fold]
        yield f"fold-{fold}", unseen_by(sg2[sg2["fold"] != fold], held), {"babe_sg2": held}
    for fold, (_, places) in enumerate(GroupKFold(5).split(sg2, groups=sg2["article"])):
        held = sg2.iloc[places]
        yield f"articles-{fold}", unseen_by(sg2.drop(index=held.index), held), {"babe_sg2": held}
    counts = sg2["outlet"].value_counts()
    for outlet in sorted(counts.index[counts >= LEAST_OF_OUTLET]):
        held = sg2[sg2["outlet"] == outlet]
        yield f"outlet-{slug(outlet)}", unseen_by(sg2[sg2["outlet"] != outlet], held), {"babe_sg2": held}


def whole(datasets: Path) -> pd.DataFrame:
    """BABE SG2 but for the one sentence on which its coders tied: columns as `sources.experts`, and fold."""
    found = table(datasets, WHOLE)
    found = found[found["label"] != ""].astype({"row": "int64"}).reset_index(drop=True)
    label = found["label"].astype("float64").astype("int64")
    return pd.DataFrame(
        {
            "text": found["text"],
            "label": label,
            "share": found["row"].map(shares(datasets)).fillna(label.astype("float64")),
            "outlet": found["outlet"],
            "article": found["news_link"].where(found["news_link"] != "", found["row"].astype("str")),
            "row": found["row"],
            "fold": found["fold_spinde2021"].astype("int64"),
        }
    )


def unseen_by(train: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Training rows whose wording is not among the held ones: BABE has a few sentences twice."""
    return train[~wording(train["text"]).isin(set(wording(held["text"])))]


def slug(outlet: str) -> str:
    return outlet.lower().replace(" ", "-")


def news_without(datasets: Path, without: pd.DataFrame | None) -> tuple[pd.DataFrame, ...]:
    """Return what the first stages are trained on, without sentences of the outlets of a table if one is given."""
    sentences, *others = news_of(datasets)
    if without is not None:
        sentences = sentences[~sentences["outlet"].isin({*map(slug, without["outlet"].unique()), *ALIASES})]
    return sentences, *others


def told(done: int, steps: int) -> None:
    """Print a line every hundred steps."""
    if done % 100 == 0:
        print(done, "of", steps, flush=True)


def is_made(name: str, recipe: Recipe) -> bool:
    path = HOME / f"{name}.json"
    return path.is_file() and json.loads(path.read_text(encoding="utf-8"))["recipe"] == digest(recipe)


def keep(name: str, network: Network, scored: dict[str, pd.DataFrame], recipe: Recipe, seconds: float) -> None:
    """Write the log-odds of every scored row, and by which recipe."""
    found = [
        pd.DataFrame(
            {
                "set": of_set,
                "row": rows["row"].to_numpy() if "row" in rows else range(len(rows)),
                "log_odds": network.log_odds(tokenised(rows["text"], recipe.longest)).round(4),
            }
        )
        for of_set, rows in scored.items()
    ]
    write_csv(pd.concat(found, ignore_index=True), HOME / f"{name}.csv")
    content = {"recipe": digest(recipe), "seconds": round(seconds), "torch": torch.__version__}
    write_text(HOME / f"{name}.json", json.dumps(content, indent=1) + "\n")
    print(name, f"{seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
