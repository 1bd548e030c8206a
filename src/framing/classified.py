"""Classified: every table of results that rests on classifiers, from the published tables of a study."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from framing.classifiers.design import Design, Units
from framing.classifiers.loadedness import LoadednessClassifier
from framing.classifiers.panel import GENERAL, LOADEDNESS, OTHER_ENCODER
from framing.classifiers.validity import leakage
from framing.collation.families import find_components
from framing.columns import no_rows
from framing.comparison.agreements import agreements, calibrations, predictions
from framing.comparison.choices import Published
from framing.comparison.correction import Scope, corrected_means
from framing.comparison.designs import power_of_designs
from framing.comparison.gaps import wording_gaps
from framing.comparison.headlines import headlines
from framing.comparison.robustness import LEAVE_ONE_TEXT_OUT
from framing.comparison.specifications import specifications
from framing.comparison.standing import contrast_differences, standing
from framing.comparison.transfer import transfer_matrix
from framing.features.public import GENERAL as GENERAL_FEATURE
from framing.measures.contrast import contrasts, swap_contrasts
from framing.reads import Makers, Noting
from framing.schema import LABELS
from framing.scoring import cards, public_design_of, units_of
from framing.study import Study


class Fitted(Noting):
    """What several tables rest on, made once."""

    def __init__(self, study: Study) -> None:
        self.study = study

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


def makers_of_classifiers(study: Study) -> Makers:
    """How each result of classifiers is made; nothing where there are no scores."""
    fitted = Fitted(study)
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
        "contrasts": lambda: standing(fitted.contrasts, study.yardsticks),
        "transfer": lambda: transfer_matrix(of_loadedness(fitted.scores), units, fitted.families, seed=study.seed),
        "agreement": lambda: agreements(
            predicted(study, fitted.public, fitted.scores), units.labels, fitted.families, seed=study.seed
        ),
        "leakage": lambda: leaks(study, fitted.public),
        "calibration": lambda: calibrations(fitted.scores, units),
        "classifiers": lambda: pd.concat([study.classifiers, cards(fitted.public)], ignore_index=True),
        "coefficients": lambda: coefficients(fitted.public),
        "wording_gaps": lambda: wording_gaps(
            fitted.public.features[GENERAL_FEATURE],
            fitted.of_swaps[fitted.of_swaps["classifier"] == GENERAL],
            study.sentences,
            study.articles,
            seed=study.seed,
        ),
        "sentence_scores": lambda: with_codes(
            fitted.scores[fitted.scores["unit_id"].isin(units.sentence_ids)], units.labels
        ),
        "corrected": lambda: corrected(study, units, fitted.scores),
        **designs,
    }


def of_loadedness(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores of the LoadednessClassifiers, tier by tier."""
    return scores[scores["classifier"].str.startswith(LOADEDNESS)].sort_values("tier", kind="stable")


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


def coded_shares(labels: pd.DataFrame) -> pd.Series[float]:
    """The share of coders who call each sentence loaded."""
    return (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()


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


def coefficients(public: Design) -> pd.DataFrame:
    """Coefficients of the public tier: mean over folds, with the least and the greatest."""
    found = []
    for panel, names in ((public.panel, public.features.columns), (public.outlet_panel, public.for_outlets.columns)):
        for classifier, models in panel.models.items():
            # a feature that says nothing has 0, or some 1e-17 of either sign as the processor adds up
            table = pd.DataFrame([model.coef_[0] for model in models.values()], columns=names).round(12) + 0.0
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
