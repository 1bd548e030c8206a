"""Time and memory of the tables of single articles, from a thousand sentences up: a benchmark, not a test.

    python bench/scale.py DATASETS [1000 10000 100000 ...]

Articles of allsides_immigration, in the order of a hash, are repeated under new names until they have about as many
sentences. Reports are found by rules only: the network reads an article by itself, so that its time is proportional to
the number of articles. Each size runs in a process of its own, with one worker; the seconds are its processor time, the
memory is its peak. Writes results/validation/benchmark_scale.csv with the exponent of each column (the slope of its
logarithm on that of the sentences). Texts stay in a temporary folder.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import warnings
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import framing as fr
from framing import pipeline
from framing.tables import write_csv

HOME = Path(__file__).parents[1] / "results" / "validation"
SENTENCES = 59  # of an article, on average
STAGES = {"reading": "voiced", "namings": "occurrences", "swaps": "swaps"}
TERMS = """term,form,target,neutral
migrants,neutral,migrants,
undocumented immigrants,neutral,migrants,
illegal immigrants,loaded,migrants,undocumented immigrants
illegal aliens,loaded,migrants,undocumented immigrants
Trump,neutral,Trump,
"""


def study_of(datasets: Path, articles: int, folder: Path) -> fr.Study:
    """Write a study of so many articles; those beyond the data set are repeated with another first line."""
    table = pd.read_json(datasets / "allsides_immigration" / "articles.jsonl", lines=True, dtype=False)
    table = table.iloc[table["text"].map(lambda text: sha256(text.encode()).hexdigest()).argsort()]
    places = np.arange(articles)
    table = table.iloc[places % len(table)].reset_index(drop=True)
    table["text"] = [f"Copy {place}.\n\n{text}" for place, text in enumerate(table["text"])]
    table["article_id"] = [f"a{place}" for place in places]
    (folder / "lexicon.csv").write_text(TERMS, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        study = fr.new_study(folder / "study", table[["article_id", "outlet", "text"]], lexicon=folder / "lexicon.csv")
    settings = study.file.read_text(encoding="utf-8").replace('encoder = "all-MiniLM-L6-v2"', 'encoder = ""')
    study.file.write_text(settings, encoding="utf-8")
    return study


def measure(folder: Path) -> None:
    """Print articles, sentences, seconds of each stage and of a second build, and the peak of memory in megabytes."""
    warnings.simplefilter("ignore")
    opened = fr.open_study(folder / "study" / "study.toml", texts=folder / "study" / "build" / "texts")
    times = []
    for _ in range(2):
        study = pipeline.keeping(opened, workers=1)
        for table in STAGES.values():
            at = sum(os.times()[:2])
            getattr(study, table)
            times.append(sum(os.times()[:2]) - at)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(len(study.articles), len(study.voiced), *times[: len(STAGES)], sum(times[len(STAGES) :]), memory)


def main() -> None:
    datasets, *numbers = sys.argv[1:]
    if datasets == "--measure":
        measure(Path(numbers[0]))
        return
    found = []
    for number in [*map(int, numbers)] or [1_000, 10_000, 100_000]:
        with TemporaryDirectory() as folder:
            study_of(Path(datasets), max(1, number // SENTENCES), Path(folder))
            command = [sys.executable, __file__, "--measure", folder]
            found.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())  # noqa: S603, this file
            print(*found[-1], flush=True)
    columns = ["articles", "sentences", *(f"seconds_{name}" for name in STAGES), "seconds_again", "megabytes"]
    table = pd.DataFrame(found, columns=columns).astype(float).astype({"articles": "int64", "sentences": "int64"})
    logs = np.log(table)
    slopes = {name: np.polyfit(logs["sentences"], logs[name], 1)[0] for name in columns[2:]} if len(found) > 1 else {}
    exponents = pd.DataFrame([slopes], index=["exponent"])
    write_csv(pd.concat([table, exponents]).rename_axis("row").reset_index().round(3), HOME / "benchmark_scale.csv")


if __name__ == "__main__":
    main()
