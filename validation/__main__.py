"""Score the detectors on every text whose codes are at hand, and write results/validation.

    python validation [--datasets FOLDER] [--texts FOLDER]

The case study is scored on its published tables, or on its texts where they are attached. Without the public data sets
the tables that need none are made in build/validation and compared with the published ones; nothing is written over.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

import framing as fr
from attributions import attributions
from drifts import SENTENCE_PAIRS, drift_misses, drifts, sentence_pair_drifts
from framing.study import DATA_SET, RECORD, VALIDATION, validation_now
from framing.tables import hashes_of, write_csv
from heard_names import FILES as OF_NAMES, heard_names
from judged import JUDGED, judged
from naming_slots import TEXTS as SLOT_TEXTS, naming_slots
from pairs import pairs
from polnear import polnear
from stories import FILES as OF_STORIES, JUDGED as JUDGED_COPIES, copies, stories
from text_reuse import text_reuse
from voices import confusion, voice

ROOT = Path(__file__).parents[1]
DATA_SETS = {
    "polnear": ("polnear/articles.jsonl", "polnear/attributions.csv"),
    "attributions": ("gum_news/attributions.csv", "gum_news/news_documents.jsonl"),
    "text_reuse": (
        "allsides_articles_baly2020/text_reuse_articles.jsonl",
        "allsides_articles_baly2020/text_reuse_pairs_silver.csv",
    ),
    "naming_slots": (
        "naming_slots/passages.csv",
        "naming_slots/coder_1.csv",
        "naming_slots/coder_2.csv",
        *SLOT_TEXTS,
    ),
    "heard_names": OF_NAMES,
    "stories": OF_STORIES,
    "sentence_pair_drifts": (SENTENCE_PAIRS,),
}
INPUTS = (
    "data/derived/sentences.csv",
    "data/derived/alignments.csv",
    "data/derived/drifts.csv",
    "data/codes/*/voice.csv",
    "data/codes/*/families.csv",
    "data/demo/**/*.csv",
    "data/demo/texts/*.txt",
    "data/lexicon.csv",
    "validation/migrants.csv",
)


def tables_of(study: fr.Study, datasets: Path | None) -> dict[str, pd.DataFrame]:
    """Every table of the validation by name; without the data sets, those that need none."""
    demo = fr.demo()
    tables = {
        "voice": voice(study, demo),
        "voice_confusion": confusion(study, demo),
        "pairs": pairs(study, demo),
        "judged_pairs": judged(),
        "drifts": drifts(study, demo),
        "drift_misses": drift_misses(demo),
    }
    if datasets:
        tables |= {
            "naming_slots": naming_slots(datasets),
            "polnear": polnear(datasets),
            "attributions": attributions(datasets),
            "text_reuse": text_reuse(datasets),
            "heard_names": heard_names(datasets),
            "stories": stories(datasets),
            "copies": copies(datasets),
            "sentence_pair_drifts": sentence_pair_drifts(datasets),
        }
    return tables


def written(tables: dict[str, pd.DataFrame], folder: Path) -> dict[str, Path]:
    """Return the tables as files."""
    paths = {name: folder / f"{name}.csv" for name in tables}
    for name, table in tables.items():
        write_csv(table, paths[name])
    return paths


def record(study: fr.Study, datasets: Path, names: list[str]) -> None:
    """Write what the tables were made from."""
    of_data_sets = hashes_of([datasets / file for files in DATA_SETS.values() for file in files], datasets)
    files = [path for pattern in INPUTS for path in ROOT.glob(pattern) if path.is_file()]
    inputs = {
        **dict.fromkeys((path.relative_to(ROOT).as_posix() for path in [*files, JUDGED, JUDGED_COPIES]), ""),
        **{f"{DATA_SET}{name}": sha256 for name, sha256 in of_data_sets.items()},
    }
    folder = study.path("results") / VALIDATION
    validation_now(study, inputs, [f"{name}.csv" for name in names]).write(folder / RECORD)


def main(arguments: list[str]) -> int:
    """Validate; 1 when a table that was made again is not the published one."""
    parser = argparse.ArgumentParser(prog="validation", description="Score the detectors on coded texts.")
    parser.add_argument("--datasets", type=Path, help="folder with the public data sets")
    parser.add_argument("--texts", type=Path, help="folder with the private texts of the case study")
    given = parser.parse_args(arguments)
    study = fr.open_study(ROOT / "study.toml", texts=given.texts)
    tables, published = tables_of(study, given.datasets), study.path("results") / VALIDATION
    if given.datasets:
        written(tables, published)
        record(study, given.datasets, list(tables))
        return 0
    made = written(tables, study.path("build") / VALIDATION)
    others = [name for name, path in made.items() if path.read_bytes() != (published / path.name).read_bytes()]
    for name in made:
        sys.stdout.write(f"{name}: {'another than' if name in others else 'as'} published\n")
    sys.stdout.write(f"{', '.join(DATA_SETS)}: not made again, make validate DATASETS=folder does\n")
    return int(bool(others))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except fr.FramingError as error:
        sys.exit(f"{error}")
