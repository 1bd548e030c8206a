"""Results: every table that a paper would print, from the published tables of a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from framing.alignment import find_components
from framing.corpus import Codes
from framing.measures import (
    LEAVE_ONE_TEXT_OUT,
    Published,
    Unit,
    agreements,
    calibrations,
    coded_loadedness,
    collation,
    contrast_differences,
    contrasts,
    coverage,
    headlines,
    judging_rate,
    naming_choices,
    naming_differences,
    positions,
    power_of_designs,
    precision,
    predictions,
    proposition_differences,
    propositions_by_text,
    specification_curve,
    swap_contrasts,
    transfer_matrix,
    voice_drifts,
    voices,
    with_controls,
    wording_gaps,
)
from framing.models import (
    GENERAL,
    GENERAL_LOG_ODDS as GENERAL_FEATURE,
    LOADEDNESS,
    OTHER_ENCODER,
    LoadednessClassifier,
    Tier,
    Units,
    leakage,
)
from framing.schema import LABELS, TABLES, no_rows
from framing.stats import Metric, Scope, corrected_means, reliability
from framing.study.graph import Makers, Noting, ResultsOnDemand, made
from framing.study.scores import cards, public_design_of, units_of
from framing.study.study import Study
from framing.tables import write_csv, write_table


class _Fitted(Noting):
    """What several tables rest on, made once."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def units(self) -> Units | None:
        """What classifiers are fitted on."""
        return units_of(self.study)

    @cached_property
    def public(self) -> Tier:
        """The classifiers of the public tier."""
        assert self.units
        return public_design_of(self.study, self.units, self.study.scores, self.study.occurrences)

    @cached_property
    def every_score(self) -> pd.DataFrame:
        """Scores of both tiers, those under another encoder too."""
        if self.units is None or self.study.scores.empty:
            return self.study.scores
        return pd.concat([self.study.scores, self.public.scores], ignore_index=True)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores of both tiers."""
        return self.every_score[~self.every_score["classifier"].str.startswith(OTHER_ENCODER)]

    @cached_property
    def of_swaps(self) -> pd.DataFrame:
        """What each swap does to each classifier."""
        return swap_contrasts(self.scores, self.public.units.swaps)

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """Contrasts of every classifier."""
        return contrasts(self.of_swaps, self.study.sentences, seed=self.study.seed)

    @property
    def families(self) -> pd.Series[str]:
        """The family of each sentence."""
        return self.study.sentences.set_index("sentence_id")["family_id"]


def makers_of_classifiers(study: Study) -> Makers:
    """How each result of classifiers is made; nothing where there are no scores."""
    fitted = _Fitted(study)
    designs: Makers = {
        "specifications": lambda: specified(study, fitted.every_score),
        "power": lambda: power_of_designs(
            study.occurrences, study.articles, next(iter(study.targets), ""), seed=study.seed
        ),
    }
    if fitted.units is None or study.scores.empty:
        return designs
    units: Units = fitted.units
    return {
        "contrast_differences": lambda: contrast_differences(fitted.contrasts, study.dealt_differences),
        "contrasts": lambda: with_controls(fitted.contrasts, study.yardsticks),
        "transfer": lambda: transfer_matrix(_of_loadedness(fitted.scores), units, fitted.families, seed=study.seed),
        "agreement": lambda: agreements(
            _predicted(study, fitted.public, fitted.scores), units.labels, fitted.families, seed=study.seed
        ),
        "leakage": lambda: _leaks(study, fitted.public),
        "calibration": lambda: calibrations(fitted.scores, units),
        "classifiers": lambda: pd.concat([study.classifiers, cards(fitted.public)], ignore_index=True),
        "coefficients": lambda: _coefficients(fitted.public),
        "wording_gaps": lambda: wording_gaps(
            fitted.public.features[GENERAL_FEATURE],
            fitted.of_swaps[fitted.of_swaps["classifier"] == GENERAL],
            study.sentences,
            study.articles,
            seed=study.seed,
        ),
        "sentence_scores": lambda: _with_codes(
            fitted.scores[fitted.scores["unit_id"].isin(units.sentence_ids)], units.labels
        ),
        "corrected": lambda: _corrected(study, units, fitted.scores),
        **designs,
    }


def _of_loadedness(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores of the LoadednessClassifiers, tier by tier."""
    return scores[scores["classifier"].str.startswith(LOADEDNESS)].sort_values("tier", kind="stable")


def _predicted(study: Study, public: Tier, scores: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """What is compared with the codes."""
    versions = study.occurrences_by_lexicon
    without = public_design_of(study, public.units, study.scores, versions[LEAVE_ONE_TEXT_OUT])
    return predictions(public, without, scores, versions)


def _leaks(study: Study, public: Tier) -> pd.DataFrame:
    """What folds that tear components apart would add, by one model for all outlets on public features."""
    components = find_components(study.sentences, study.alignments)
    return leakage(LoadednessClassifier(), public.features, public.units.labels, components)


def _with_codes(scores: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Scores of sentences with the share of coders who call each loaded; empty where nobody coded it."""
    return scores.assign(loaded=scores["unit_id"].map(_coded_shares(labels)))


def _coded_shares(labels: pd.DataFrame) -> pd.Series[float]:
    """The share of coders who call each sentence loaded."""
    return (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()


def _corrected(study: Study, units: Units, scores: pd.DataFrame) -> pd.DataFrame:
    """Share of loaded sentences of each outlet as the general model has it, and as coders have it.

    Where every sentence is coded. Where a sample is, its chances are the researcher's to give: `corrected_means`.
    """
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    table = units.outlets.rename("outlet").rename_axis("sentence_id").reset_index()
    table = table.assign(
        article_id=table["sentence_id"].str.rpartition(":")[0],
        predicted=(table["sentence_id"].map(general) > 0).astype(float),
        coded=table["sentence_id"].map(_coded_shares(units.labels)),
        chance=1.0,
    )
    scopes: list[Scope] = ["texts", "outlets"] if study.articles["outlet"].duplicated().any() else ["texts"]
    means = [corrected_means(table, scope=scope) for scope in scopes if table["coded"].notna().all()]
    return pd.concat(means, ignore_index=True) if means else corrected_means(table[:0])


def specified(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """Each headline comparison under each choice, by scores of all tiers."""
    published = Published(
        study.articles,
        study.sentences,
        study.lexicon,
        study.occurrences_by_lexicon,
        study.codes.labels if study.codes else no_rows(LABELS).assign(coder=""),
        scores,
        study.swaps,
    )
    compared = headlines(study.articles, study.targets, study.comparisons)
    return specification_curve(published, compared, seed=study.seed)


def _coefficients(public: Tier) -> pd.DataFrame:
    """Coefficients of the public tier: mean over folds, with the least and the greatest."""
    found = []
    for classifiers, names in (
        (public.loadedness_models, public.features.columns),
        (public.outlet_models, public.for_outlets.columns),
    ):
        for classifier, models in classifiers.models.items():
            # a feature that says nothing has 0, or some 1e-17 of either sign as the processor adds up
            table = pd.DataFrame([model.coef_[0] for model in models.values()], columns=names).round(12) + 0.0
            found.append(
                pd.DataFrame(
                    {
                        "classifier": classifier,
                        "tier": public.name,
                        "feature": names,
                        "coefficient": table.mean().to_numpy(),
                        "least": table.min().to_numpy(),
                        "greatest": table.max().to_numpy(),
                    }
                )
            )
    return pd.concat(found, ignore_index=True)


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


class _Worded(Noting):
    """What several tables rest on, made once."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def propositions(self) -> pd.DataFrame:
        """What each text makes of each proposition."""
        study = self.study
        return propositions_by_text(study.sentences, study.occurrences, study.articles, _labels_of(study))


def _labels_of(study: Study) -> pd.DataFrame | None:
    """The codes of loadedness, or None where nobody coded."""
    return study.codes.labels if study.codes else None


def makers(study: Study) -> Makers:
    """How each result but those of classifiers is made."""
    shared = _Worded(study)
    found: Makers = {
        "estimates": lambda: pd.concat(
            [study.estimates, judging_rate(study.occurrences, study.sentences, study.articles)], ignore_index=True
        ),
        "naming_choices": lambda: naming_choices(study.occurrences, study.lexicon.terms),
        "positions": lambda: positions(study.occurrences, study.sentences),
        "collation": lambda: collation(study.sentences, study.alignments, study.articles),
        "voice_drift": lambda: voice_drifts(study.sentences, study.alignments, study.articles),
        "voices": lambda: voices(study.sentences, study.occurrences, study.articles, _labels_of(study)),
        "propositions": lambda: shared.propositions.copy(),
        "proposition_differences": lambda: proposition_differences(
            shared.propositions, study.articles, seed=study.seed
        ),
        "differences": lambda: _differences(study),
    }
    return found | _makers_of_codes(study, study.codes) if study.codes else found


def _makers_of_codes(study: Study, codes: Codes) -> Makers:
    """How the results are made that rest on what coders said, as far as they said it."""
    found: Makers = {}
    if len(codes.labels):
        found["coded_loadedness"] = lambda: coded_loadedness(codes.labels, study.articles)
        found["reliability"] = lambda: _agreement_of_coders(codes, study.seed)
    if len(codes.spans):
        found["lexicon_coverage"] = lambda: _by_lexicon(coverage, codes, study)
        found["lexicon_precision"] = lambda: _by_lexicon(precision, codes, study)
    return found


def _agreement_of_coders(codes: Codes, seed: int) -> pd.DataFrame:
    """Agreement of the coders on each variable."""
    agreed = [
        reliability(getattr(codes, table), variable, metric=metric, seed=seed)
        for variable, (table, metric) in CODED.items()
    ]
    return pd.concat(agreed, ignore_index=True)


def _by_lexicon(measure: Callable[..., pd.DataFrame], codes: Codes, study: Study) -> pd.DataFrame:
    """What the lexicon finds of coded expressions, in each of its versions."""
    found = [
        measure(codes.spans, occurrences, study.articles).assign(lexicon=version)
        for version, occurrences in study.occurrences_by_lexicon.items()
    ]
    return pd.concat(found, ignore_index=True)


def _differences(study: Study) -> pd.DataFrame:
    """Differences of naming rates: of each two texts of a story, and of outlets where one has several texts."""
    units: list[Unit] = ["article", "outlet"] if study.articles["outlet"].duplicated().any() else ["article"]
    found = [
        naming_differences(
            study.occurrences, study.articles, study.sentences, by=by, targets=study.lexicon.targets, seed=study.seed
        )
        for by in units
    ]
    return pd.concat(found, ignore_index=True)
