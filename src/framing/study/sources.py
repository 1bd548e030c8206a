"""Name what the results of a study are computed from: its tables, lexicon, codes and settings."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing import measures
from framing.study.graph import Source, given
from framing.study.preregistration import compared_plan, deviations as deviations_of, files_of_plan
from framing.study.study import Study, table_of


def sources_of(study: Study) -> dict[str, Source]:
    """Return the inputs of a study by name: its tables, its lexicon, its codes and its settings."""

    def derived(*tables: str) -> tuple[str, ...]:
        return _files(study, *(study.path("derived") / f"{table}.csv" for table in tables))

    def codes_of(*names: str) -> tuple[str, ...]:
        folder = study.path("codes") if study.paths["codes"] else None
        return _files(study, *(path for name in names if folder for path in sorted(folder.glob(f"*/{name}.csv"))))

    lexicon = _files(study, study.path("lexicon"))
    of_names = ("occurrences",) if "sentences" in study.classifiers_on else ()
    return {
        "articles": Source(lambda: study.articles, _files(study, study.path("articles"))),
        "lexicon": Source(lambda: study.lexicon, lexicon),
        "sentences": Source(lambda: study.sentences, derived("sentences")),
        "scored_sentences": Source(lambda: study.scored_sentences, derived("sentences", *of_names)),
        "blocks": Source(lambda: study.blocks, _files(study, study.path("articles"))),
        "alignments": Source(lambda: study.alignments, derived("alignments")),
        "occurrences": Source(lambda: study.occurrences, derived("occurrences")),
        "occurrences_by_lexicon": Source(
            lambda: study.occurrences_by_lexicon, derived(*map(table_of, measures.VERSIONS))
        ),
        "coded_propositions": Source(lambda: study.propositions, _given_file(study, "propositions")),
        "source_kinds": Source(lambda: study.source_kinds, _given_file(study, "sources")),
        "slot_codes": Source(lambda: study.slot_codes, _given_file(study, "slot_codes")),
        "copies": Source(lambda: study.copies, _given_file(study, "copies")),
        "labellings": Source(lambda: filled(study.labellings), derived("labellings")),
        "collocates": Source(lambda: filled(study.collocates), derived("collocates")),
        "drifts": Source(lambda: filled(study.drifts), derived("drifts")),
        "attributions": Source(lambda: filled(study.attributions), derived("attributions")),
        "swaps": Source(lambda: study.swaps, derived("swaps")),
        "text_scores": Source(
            lambda: filled(pd.concat([study.scores, study.own_scores], ignore_index=True)),
            derived("scores") + _given_file(study, "scores"),
        ),
        "text_classifiers": Source(lambda: study.classifiers, derived("classifiers")),
        "yardsticks": Source(lambda: study.yardsticks, derived("yardsticks")),
        "dealt_differences": Source(lambda: study.dealt_differences, derived("dealt_differences")),
        "plan": Source(lambda: None if compared_plan(study) is None else deviations_of(study), _inputs_of_plan(study)),
        "codes": Source(lambda: study.codes, codes_of("labels", "voice")),
        "every_label": Source(lambda: filled(getattr(study.codes, "labels", None)), codes_of("labels")),
        "labels": Source(lambda: filled(getattr(study.primary_codes, "labels", None)), codes_of("labels")),
        "weighted_labels": Source(lambda: study.labels, codes_of("labels")),
        "spans": Source(lambda: filled(getattr(study.primary_codes, "spans", None)), codes_of("spans")),
        "primary_coders": given(study.primary_coders),
        "targets": Source(
            lambda: study.targets, lexicon + (() if "targets" in study.figures else derived("occurrences"))
        ),
        "terms": Source(lambda: study.terms, lexicon + (() if "terms" in study.figures else derived("occurrences"))),
        "period": given(study.figures.get("period", "")),
        "event": given(study.figures.get("event", "")),
        "comparisons": given(study.comparisons),
        "change": given({key: value for key, value in study.change.items() if key != "placebo_dates"} or None),
        "placebo_dates": given(study.change.get("placebo_dates", [])),
        "replication": given(study.replication.get("share")),
        "outlets": given(study.outlets),
        "most_outlets": given(study.most_outlets),
        "coders": given(study.coders),
        "seed": given(study.seed),
    }


def _inputs_of_plan(study: Study) -> tuple[str, ...]:
    plan = files_of_plan(study)
    return _files(study, *plan, study.path("articles"), study.path("lexicon"), study.file) if plan else ()


def filled(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return a table that has rows; `None` for an empty one."""
    return None if table is None or table.empty else table


def _given_file(study: Study, name: str) -> tuple[str, ...]:
    return _files(study, study.path(name)) if study.paths[name] else ()


def _files(study: Study, *paths: Path) -> tuple[str, ...]:
    return tuple(path.relative_to(study.root).as_posix() for path in paths if path.is_file())
