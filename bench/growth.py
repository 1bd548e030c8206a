"""Growth of every stage of a study with the number of articles: a benchmark, not a test.

    python bench/growth.py DATASETS [30 100 300 ...]

Builds studies of the first articles, in the order of a hash, of the three most frequent outlets of
allsides_immigration, without codes, and writes the processor seconds of each stage (of all cores, in all processes) and
its exponent (the slope of log seconds on log sentences) to results/validation/benchmark_growth.csv. Texts stay in a
temporary folder.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import framing as fr
from framing import pipeline
from framing.study import every_result
from framing.tables import write_csv

HOME = Path(__file__).parents[1] / "results" / "validation"
OUTLETS = 3
TERMS = """term,form,target,neutral
migrants,neutral,migrants,
undocumented immigrants,neutral,migrants,
illegal immigrants,loaded,migrants,undocumented immigrants
illegal aliens,loaded,migrants,undocumented immigrants
Trump,neutral,Trump,
president,neutral,Trump,
"""


def articles_of(datasets: Path, number: int) -> pd.DataFrame:
    """Return articles of the most frequent outlets."""
    table = pd.read_json(datasets / "allsides_immigration" / "articles.jsonl", lines=True, dtype=False)
    table = table.rename(columns={"source": "outlet", "id": "article_id"})
    table = table[table["outlet"].isin(table["outlet"].value_counts().index[:OUTLETS])]
    lots = table["text"].map(lambda text: sha256(text.encode()).hexdigest())
    return table.iloc[lots.argsort()[:number]][["outlet", "text"]].reset_index(drop=True)


def processor_time() -> float:
    """Return the processor seconds of this process and of those that it has started and that have ended."""
    return sum(os.times()[:4])


def timed(datasets: Path, number: int, folder: Path) -> Iterator[tuple[str, int, int, float]]:
    """Yield stage, articles, sentences and seconds."""
    (folder / "lexicon.csv").write_text(TERMS, encoding="utf-8")
    at = processor_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = fr.new_study(folder / "study", articles_of(datasets, number), lexicon=folder / "lexicon.csv")
    times = {"new": processor_time() - at}
    study = pipeline.keeping(fr.open_study(study.file, texts=study.texts))
    stages = {
        "voice": ("voiced", "attributions"),
        "twins": ("alignments", "sentences"),
        "slots": ("occurrences", "occurrences_by_lexicon", "labellings", "swaps"),
    }
    for name, tables in stages.items():
        at = processor_time()
        for table in tables:
            getattr(study, table)
        times[name] = processor_time() - at
    at = processor_time()
    pipeline.build(study)
    times["scores"], at = processor_time() - at, processor_time()
    pipeline.publish(fr.open_study(study.file))
    times["publish"], at = processor_time() - at, processor_time()
    every_result(fr.open_study(study.file))
    times["results"], at = processor_time() - at, processor_time()
    pipeline.figures(fr.open_study(study.file))
    times["figures"] = processor_time() - at
    for name, seconds in times.items():
        yield name, len(study.articles), len(study.sentences), seconds


def main() -> None:
    datasets, *numbers = sys.argv[1:]
    rows = []
    for number in [*map(int, numbers)] or [30, 100, 300]:
        with TemporaryDirectory() as folder:
            rows += timed(Path(datasets), number, Path(folder))
            print(pd.DataFrame(rows[-8:]).to_string(header=False), flush=True)
    table = pd.DataFrame(rows, columns=["stage", "articles", "sentences", "seconds"])
    slopes = {
        stage: np.polyfit(np.log(of["sentences"]), np.log(of["seconds"]), 1)[0] if len(of) > 1 else np.nan
        for stage, of in table.groupby("stage")
    }
    write_csv(table.assign(exponent=table["stage"].map(slopes)).round(3), HOME / "benchmark_growth.csv")


if __name__ == "__main__":
    main()
