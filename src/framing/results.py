"""Results: every table that a paper would print, from the published tables of a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from framing.classified import makers_of_classifiers
from framing.coding.codebook import Codes
from framing.coding.reliability import Metric, reliability
from framing.coding.validity import coverage, precision
from framing.comparison.differences import naming_differences
from framing.measures.collation import collation, voice_drifts
from framing.measures.loadedness import coded_loadedness, judging_rate
from framing.measures.naming import Unit, naming_choices
from framing.measures.position import positions
from framing.measures.propositions import proposition_differences, propositions
from framing.measures.voice import voices
from framing.reads import Makers, Noting, ResultsOnDemand, made
from framing.schema import TABLES
from framing.study import Study
from framing.tables import write_csv, write_table

CODED: dict[str, tuple[str, Metric]] = {
    "loaded": ("labels", "nominal"),
    "strength": ("labels", "ordinal"),
    "voice": ("voice", "nominal"),
}


def every_result(study: Study) -> dict[str, pd.DataFrame]:
    """The results, those of classifiers too: these take the longest."""
    return made(makers(study) | makers_of_classifiers(study))


def results_of(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of results but those of classifiers, by name; tables about codes where there are codes."""
    return made(makers(study))


@lru_cache(maxsize=2)
def results_on_demand(study: Study) -> ResultsOnDemand:
    """The same as `every_result`, each made when it is read; kept, as figure after figure is drawn of one study."""
    return ResultsOnDemand(makers(study) | makers_of_classifiers(study))


def write_results(results: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write every table of results; returns the files."""
    paths = {name: folder / f"{name}.csv" for name in results}
    for name, table in results.items():
        write_table(table, paths[name], name) if name in TABLES else write_csv(table, paths[name])
    return list(paths.values())


class Worded(Noting):
    """What several tables rest on, made once."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def propositions(self) -> pd.DataFrame:
        """What each text makes of each proposition."""
        study = self.study
        return propositions(study.sentences, study.occurrences, study.articles, labels_of(study))


def labels_of(study: Study) -> pd.DataFrame | None:
    """The codes of loadedness, or None where nobody coded."""
    return study.codes.labels if study.codes else None


def makers(study: Study) -> Makers:
    """How each result but those of classifiers is made."""
    shared = Worded(study)
    found: Makers = {
        "estimates": lambda: pd.concat(
            [study.estimates, judging_rate(study.occurrences, study.sentences, study.articles)], ignore_index=True
        ),
        "naming_choices": lambda: naming_choices(study.occurrences, study.lexicon.terms),
        "positions": lambda: positions(study.occurrences, study.sentences),
        "collation": lambda: collation(study.sentences, study.alignments, study.articles),
        "voice_drift": lambda: voice_drifts(study.sentences, study.alignments, study.articles),
        "voices": lambda: voices(study.sentences, study.occurrences, study.articles, labels_of(study)),
        "propositions": lambda: shared.propositions.copy(),
        "proposition_differences": lambda: proposition_differences(
            shared.propositions, study.articles, seed=study.seed
        ),
        "differences": lambda: differences(study),
    }
    return found | makers_of_codes(study, study.codes) if study.codes else found


def makers_of_codes(study: Study, codes: Codes) -> Makers:
    """How the results are made that rest on what coders said, as far as they said it."""
    found: Makers = {}
    if len(codes.labels):
        found["coded_loadedness"] = lambda: coded_loadedness(codes.labels, study.articles)
        found["reliability"] = lambda: agreement_of_coders(codes, study.seed)
    if len(codes.spans):
        found["lexicon_coverage"] = lambda: by_lexicon(coverage, codes, study)
        found["lexicon_precision"] = lambda: by_lexicon(precision, codes, study)
    return found


def agreement_of_coders(codes: Codes, seed: int) -> pd.DataFrame:
    """Agreement of the coders on each variable."""
    agreed = [
        reliability(getattr(codes, table), variable, metric=metric, seed=seed)
        for variable, (table, metric) in CODED.items()
    ]
    return pd.concat(agreed, ignore_index=True)


def by_lexicon(measure: Callable[..., pd.DataFrame], codes: Codes, study: Study) -> pd.DataFrame:
    """What the lexicon finds of coded expressions, in each of its versions."""
    found = [
        measure(codes.spans, occurrences, study.articles).assign(lexicon=version)
        for version, occurrences in study.occurrences_by_lexicon.items()
    ]
    return pd.concat(found, ignore_index=True)


def differences(study: Study) -> pd.DataFrame:
    """Differences of naming rates: of each two texts of a story, and of outlets where one has several texts."""
    units: list[Unit] = ["article", "outlet"] if study.articles["outlet"].duplicated().any() else ["article"]
    found = [
        naming_differences(
            study.occurrences, study.articles, study.sentences, by=by, targets=study.lexicon.targets, seed=study.seed
        )
        for by in units
    ]
    return pd.concat(found, ignore_index=True)
