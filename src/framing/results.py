"""Results: every table that a paper would print, from the published tables of a study."""

from __future__ import annotations

from functools import lru_cache

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
from framing.comparison.designs import power_of_designs
from framing.comparison.gaps import wording_gaps
from framing.comparison.headlines import headlines
from framing.comparison.robustness import LEAVE_ONE_TEXT_OUT
from framing.comparison.specifications import specifications
from framing.comparison.transfer import transfer_matrix
from framing.features.public import GENERAL as GENERAL_FEATURE
from framing.measures.collation import collation, voice_drifts
from framing.measures.contrast import ALL, contrasts, swap_contrasts
from framing.measures.loadedness import coded_loadedness, judging_rate
from framing.measures.naming import naming_choices
from framing.measures.position import positions
from framing.measures.propositions import proposition_differences, propositions
from framing.measures.voice import voices
from framing.schema import LABELS
from framing.scoring import cards, public_design_of, units_of
from framing.study import Study

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
    rates = pd.concat(
        [study.estimates, judging_rate(study.occurrences, study.sentences, study.articles)], ignore_index=True
    )
    results = {
        "estimates": rates,
        "naming_choices": naming_choices(study.occurrences, study.lexicon.terms),
        "positions": positions(study.occurrences, study.sentences),
        "collation": collation(study.sentences, study.alignments, study.articles),
        "voice_drift": voice_drifts(study.sentences, study.alignments, study.articles),
        **results_by_labels(study, study.codes.labels if study.codes else None),
    }
    return results | results_of_codes(study, study.codes) if study.codes else results


def results_by_labels(study: Study, labels: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """The tables that the lexicon gives, and that hold codes of loadedness too where there are any."""
    worded = propositions(study.sentences, study.occurrences, study.articles, labels)
    return {
        "voices": voices(study.sentences, study.occurrences, study.articles, labels),
        "propositions": worded,
        "proposition_differences": proposition_differences(worded, study.articles, seed=study.seed),
    }


def results_of_codes(study: Study, codes: Codes) -> dict[str, pd.DataFrame]:
    """The tables that rest on what coders said, as far as they said it."""
    results = {}
    if len(codes.labels):
        results["coded_loadedness"] = coded_loadedness(codes.labels, study.articles)
        agreements = [
            reliability(getattr(codes, table), variable, metric=metric, seed=study.seed)
            for variable, (table, metric) in CODED.items()
        ]
        results["reliability"] = pd.concat(agreements, ignore_index=True)
    if len(codes.spans):
        for name, measure in (("lexicon_coverage", coverage), ("lexicon_precision", precision)):
            found = [
                measure(codes.spans, occurrences, study.articles).assign(lexicon=version)
                for version, occurrences in study.occurrences_by_lexicon.items()
            ]
            results[name] = pd.concat(found, ignore_index=True)
    return results


@lru_cache(maxsize=1)
def results_of_classifiers(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of results about classifiers, from the published tables, and of what rests on them in part."""
    units = units_of(study)
    if units is None or study.scores.empty:
        return results_of_designs(study, study.scores)
    public = public_design_of(study, units, study.scores, study.occurrences)
    every = pd.concat([study.scores, public.scores], ignore_index=True)
    scores = every[~every["classifier"].str.startswith(OTHER_ENCODER)]
    families = study.sentences.set_index("sentence_id")["family_id"]
    of_swaps = swap_contrasts(scores, units.swaps)
    found = contrasts(of_swaps, study.sentences, seed=study.seed)
    return {
        "contrast_differences": contrast_differences(found, study.dealt_differences),
        "contrasts": inside(found.merge(study.yardsticks, on=KEYS, how="left")),
        "transfer": transfers(scores, public, families, study.seed),
        "agreement": agreements(predicted(study, public, scores), units.labels, families, seed=study.seed),
        "leakage": leaks(study, public),
        "calibration": calibrations(scores, units),
        "classifiers": pd.concat([study.classifiers, cards(public)], ignore_index=True),
        "coefficients": coefficients(public),
        "wording_gaps": wording_gaps(
            public.features[GENERAL_FEATURE],
            of_swaps[of_swaps["classifier"] == GENERAL],
            study.sentences,
            study.articles,
            seed=study.seed,
        ),
        "sentence_scores": with_codes(scores[scores["unit_id"].isin(units.sentence_ids)], units.labels),
        **results_of_designs(study, every),
    }


def results_of_designs(study: Study, scores: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What other choices, and other numbers of articles, would do to the headline comparisons."""
    target = study.targets[0] if study.targets else ""
    return {
        "specifications": specified(study, scores),
        "power": power_of_designs(study.occurrences, study.articles, target, seed=study.seed),
    }


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
    said = (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()
    return scores.assign(loaded=scores["unit_id"].map(said))


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
