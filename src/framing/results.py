"""Results: every table that a paper would print, from the published tables of a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from framing.classifiers.calibration import calibration_table
from framing.classifiers.design import Design, Units
from framing.classifiers.loadedness import LoadednessClassifier
from framing.classifiers.panel import GENERAL, LOADEDNESS, OTHER_ENCODER
from framing.classifiers.validity import leakage
from framing.coding.codebook import Codes
from framing.coding.reliability import Metric, reliability
from framing.coding.validity import coverage, precision
from framing.collation.families import find_components
from framing.columns import no_rows
from framing.comparison.agreements import agreements, own_scores, predictions
from framing.comparison.choices import Published
from framing.comparison.correction import Scope, corrected_means
from framing.comparison.designs import power_of_designs
from framing.comparison.differences import naming_differences
from framing.comparison.gaps import wording_gaps
from framing.comparison.headlines import headlines
from framing.comparison.robustness import LEAVE_ONE_TEXT_OUT
from framing.comparison.specifications import specifications
from framing.comparison.transfer import transfer_matrix
from framing.features.public import GENERAL as GENERAL_FEATURE
from framing.measures.collation import collation, voice_drifts
from framing.measures.contrast import ALL, contrasts, swap_contrasts
from framing.measures.loadedness import coded_loadedness, judging_rate
from framing.measures.naming import Unit, naming_choices
from framing.measures.position import positions
from framing.measures.propositions import proposition_differences, propositions
from framing.measures.voice import voices
from framing.reads import Makers, Noting, made
from framing.schema import LABELS, TABLES
from framing.scoring import cards, public_design_of, units_of
from framing.study import Study
from framing.tables import write_csv, write_table

CODED: dict[str, tuple[str, Metric]] = {
    "loaded": ("labels", "nominal"),
    "strength": ("labels", "ordinal"),
    "voice": ("voice", "nominal"),
}
KEYS = ["classifier", "tier", "target", "pair_id"]


def every_result(study: Study) -> dict[str, pd.DataFrame]:
    """The results, those of classifiers too: these take the longest."""
    return results_of(study) | results_of_classifiers(study)


def results_of(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of results but those of classifiers, by name; tables about codes where there are codes."""
    return made(makers(study))


@lru_cache(maxsize=1)
def results_of_classifiers(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of results about classifiers, from the published tables; nothing where there are no scores."""
    return made(makers_of_classifiers(study))


def write_results(results: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write every table of results; returns the files."""
    paths = {name: folder / f"{name}.csv" for name in results}
    for name, table in results.items():
        write_table(table, paths[name], name) if name in TABLES else write_csv(table, paths[name])
    return list(paths.values())


class Shared(Noting):
    """What several results rest on, made once."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @cached_property
    def propositions(self) -> pd.DataFrame:
        """What each text makes of each proposition."""
        study = self.study
        return propositions(study.sentences, study.occurrences, study.articles, labels_of(study))

    @cached_property
    def units(self) -> Units | None:
        """What classifiers are fitted on."""
        return units_of(self.study)

    @cached_property
    def public(self) -> Design:
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


def labels_of(study: Study) -> pd.DataFrame | None:
    """The codes of loadedness, or None where nobody coded."""
    return study.codes.labels if study.codes else None


def makers(study: Study) -> Makers:
    """How each result but those of classifiers is made."""
    shared = Shared(study)
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


def makers_of_classifiers(study: Study) -> Makers:
    """How each result of classifiers is made; nothing where there are no scores."""
    shared = Shared(study)
    designs: Makers = {
        "specifications": lambda: specified(study, shared.every_score),
        "power": lambda: power_of_designs(
            study.occurrences, study.articles, next(iter(study.targets), ""), seed=study.seed
        ),
    }
    if shared.units is None or study.scores.empty:
        return designs
    units: Units = shared.units
    return {
        "contrast_differences": lambda: contrast_differences(shared.contrasts, study.dealt_differences),
        "contrasts": lambda: inside(shared.contrasts.merge(study.yardsticks, on=KEYS, how="left")),
        "transfer": lambda: transfers(shared.scores, shared.public, shared.families, study.seed),
        "agreement": lambda: agreements(
            predicted(study, shared.public, shared.scores), units.labels, shared.families, seed=study.seed
        ),
        "leakage": lambda: leaks(study, shared.public),
        "calibration": lambda: calibrations(shared.scores, units),
        "classifiers": lambda: pd.concat([study.classifiers, cards(shared.public)], ignore_index=True),
        "coefficients": lambda: coefficients(shared.public),
        "wording_gaps": lambda: wording_gaps(
            shared.public.features[GENERAL_FEATURE],
            shared.of_swaps[shared.of_swaps["classifier"] == GENERAL],
            study.sentences,
            study.articles,
            seed=study.seed,
        ),
        "sentence_scores": lambda: with_codes(
            shared.scores[shared.scores["unit_id"].isin(units.sentence_ids)], units.labels
        ),
        "corrected": lambda: corrected(study, units, shared.scores),
        **designs,
    }


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


def corrected(study: Study, units: Units, scores: pd.DataFrame) -> pd.DataFrame:
    """Share of loaded sentences of each outlet as the general model has it, and as coders have it.

    Where every sentence is coded. Where a sample is, its chances are the researcher's to give: `corrected_means`.
    """
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    table = units.outlets.rename("outlet").rename_axis("sentence_id").reset_index()
    table = table.assign(
        article_id=table["sentence_id"].str.rpartition(":")[0],
        predicted=(table["sentence_id"].map(general) > 0).astype(float),
        coded=table["sentence_id"].map(coded_shares(units.labels)),
        chance=1.0,
    )
    scopes: list[Scope] = ["texts", "outlets"] if study.articles["outlet"].duplicated().any() else ["texts"]
    means = [corrected_means(table, scope=scope) for scope in scopes if table["coded"].notna().all()]
    return pd.concat(means, ignore_index=True) if means else corrected_means(table[:0])


def coded_shares(labels: pd.DataFrame) -> pd.Series[float]:
    """The share of coders who call each sentence loaded."""
    return (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()


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
    return specifications(published, compared, seed=study.seed)


def predicted(study: Study, public: Design, scores: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """What is compared with the codes."""
    versions = study.occurrences_by_lexicon
    without = public_design_of(study, public.units, study.scores, versions[LEAVE_ONE_TEXT_OUT])
    return predictions(public, without, scores, versions)


def leaks(study: Study, public: Design) -> pd.DataFrame:
    """What folds that tear components apart would add, by one model for all outlets on public features."""
    components = find_components(study.sentences, study.alignments)
    return leakage(LoadednessClassifier(), public.features, public.units.labels, components)


def with_codes(scores: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Scores of sentences with the share of coders who call each loaded; empty where nobody coded it."""
    return scores.assign(loaded=scores["unit_id"].map(coded_shares(labels)))


def inside(found: pd.DataFrame) -> pd.DataFrame:
    """The contrasts with what they lie inside of: what a mere change of words does, and what dealt outlets do."""
    placebo = found["contrast"].abs() <= found["placebo"]
    dealt = found["contrast"].between(found["dealt_low"], found["dealt_high"])
    words = placebo.map({True: "placebo ", False: ""}) + dealt.map({True: "dealt", False: ""})
    return found.assign(inside=words.str.strip().str.replace(" ", " + "))


def contrast_differences(found: pd.DataFrame, dealt: pd.DataFrame) -> pd.DataFrame:
    """Contrasts of two outlets' classifiers against each other, over all pairs of each target."""
    contrast = found[found["pair_id"] == ALL].set_index(["classifier", "tier", "target"])["contrast"]
    one, other = (
        contrast.reindex(pd.MultiIndex.from_frame(dealt[[name, "tier", "target"]])).to_numpy()
        for name in ("classifier", "against")
    )
    difference = one - other
    inside = (difference >= dealt["dealt_low"]) & (difference <= dealt["dealt_high"])
    return dealt.assign(difference=difference, inside_dealt=inside)


def transfers(scores: pd.DataFrame, public: Design, families: pd.Series[str], seed: int) -> pd.DataFrame:
    """Transfer matrices of both tiers, one below the other."""
    return pd.concat(
        [
            transfer_matrix(
                of_tier[of_tier["classifier"].str.startswith(LOADEDNESS)], public.units, families, seed=seed
            )
            for _, of_tier in scores.groupby("tier", sort=True)
        ],
        ignore_index=True,
    )


def calibrations(scores: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Calibration of each tier, every sentence by the classifier of its own outlet, and of the general model."""
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    scored = {
        f"own outlet's classifier, {tier} tier": own_scores(of_tier, units.outlets)
        for tier, of_tier in scores.groupby("tier")
    }
    tables = {"general model": general[general.index.isin(units.sentence_ids)], **scored}
    return pd.concat(
        [calibration_table(log_odds, units.labels).assign(predictor=name) for name, log_odds in tables.items()],
        ignore_index=True,
    )


def coefficients(public: Design) -> pd.DataFrame:
    """Coefficients of the public tier: mean over folds, with the least and the greatest."""
    found = []
    for panel, names in ((public.panel, public.features.columns), (public.outlet_panel, public.for_outlets.columns)):
        for classifier, models in panel.models.items():
            table = pd.DataFrame([model.coef_[0] for model in models.values()], columns=names)
            found.append(
                pd.DataFrame(
                    {
                        "classifier": classifier,
                        "tier": public.tier,
                        "feature": names,
                        "coefficient": table.mean().to_numpy(),
                        "least": table.min().to_numpy(),
                        "greatest": table.max().to_numpy(),
                    }
                )
            )
    return pd.concat(found, ignore_index=True)
