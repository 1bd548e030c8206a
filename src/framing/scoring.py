"""Scoring: what the classifiers make of a study, in both tiers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline

from framing.classifiers.calibration import calibration_table
from framing.classifiers.crossfit import FOLDS, crossfit, folds_of
from framing.classifiers.design import Design, Units, hidden_texts, public_design, text_design
from framing.classifiers.loadedness import LoadednessClassifier
from framing.classifiers.panel import GENERAL, LOADEDNESS, POOLED, as_scores
from framing.classifiers.refits import LoadednessRefits, OutletRefits
from framing.classifiers.store import SentenceModel, load_model
from framing.classifiers.validity import leakage
from framing.collation.families import find_components
from framing.columns import no_rows
from framing.comparison.agreements import agreements, own_scores, predictions
from framing.comparison.gaps import wording_gaps
from framing.comparison.robustness import LEAVE_ONE_TEXT_OUT
from framing.comparison.transfer import transfer_matrix
from framing.comparison.yardsticks import Deals, Yard, term_blind
from framing.features.dfm import document_features
from framing.features.public import GENERAL as GENERAL_FEATURE
from framing.lexicon.swaps import swapped_sentences
from framing.measures.contrast import ALL, contrasts, swap_contrasts
from framing.schema import DEALT_DIFFERENCES, YARDSTICKS
from framing.study import Study
from framing.tables import rows, validate

SHIPPED = "loaded-language"
KEYS = ["classifier", "tier", "target", "pair_id"]


def units_of(study: Study) -> Units | None:
    """The units that classifiers are fitted on; None where nothing is coded, or too little to make folds of it."""
    if study.labels is None:
        return None
    units = study.sentences[study.sentences["kind"] != "boilerplate"]
    if len(units) < FOLDS or study.labels["label"].nunique() < 2:
        return None
    return Units.of(study.articles, study.sentences, study.alignments, study.labels, study.swaps)


def scored(study: Study) -> dict[str, pd.DataFrame]:
    """What the texts are needed for, or much time; nothing where the study has no codes or no encoder.

    Returns
    -------
    dict
        ``scores``, text tier: of every sentence and swap by the general model and by each outlet's classifiers, of
        every sentence by the pooled ones; ``classifiers``, text tier: what each rests on; ``yardsticks``, both tiers:
        each contrast where the word is not known, and where outlets are dealt; ``dealt_differences``: the latter of
        the difference between two outlets.
    """
    units = units_of(study) if study.encoder else None
    if units is None:
        return {}
    model = load_model(SHIPPED)
    assert isinstance(model, SentenceModel)
    texts = texts_of(study, units)
    design = text_design_of(study, units, texts, model)
    both = pd.concat([design.features, design.reworded])
    odds = pd.Series(both.to_numpy() @ np.array(design.prior.coefficients) + design.prior.intercept, both.index)
    general = as_scores(odds, GENERAL, design.tier, [pd.NA] * len(odds))
    pooled = pooled_scores(design, texts.loc[units.sentence_ids])
    scores = pd.concat([general, design.scores, *pooled], ignore_index=True)
    public = public_design_of(study, units, scores, study.occurrences)
    measured, apart = zip(yardsticks(study, design), yardsticks(study, public), strict=True)
    return {
        "scores": validate(scores, "scores", "scores"),
        "classifiers": cards(design),
        "yardsticks": pd.concat(measured, ignore_index=True),
        "dealt_differences": pd.concat(apart, ignore_index=True),
    }


def texts_of(study: Study, units: Units) -> pd.Series[str]:
    """The words of every sentence and, by swap_id, of every rewording."""
    body = study.sentences[study.sentences["kind"] != "boilerplate"]
    text = study.corpus.text
    plain = pd.Series({row.sentence_id: text(row.article_id)[row.start : row.end] for row in rows(body)}, dtype="str")
    swapped = swapped_sentences(units.swaps, study.occurrences, study.sentences, study.corpus, lexicon=study.lexicon)
    both: pd.Series[str] = pd.concat([plain, swapped.set_axis(units.swaps["swap_id"].to_numpy())])
    return both


def text_design_of(study: Study, units: Units, texts: pd.Series[str], model: SentenceModel) -> Design:
    """The design of embeddings, by the encoder of the general model or the one that study.toml names."""
    sentences = pd.Series(units.sentence_ids, units.sentence_ids)
    sentence = pd.concat([sentences, units.swaps.set_index("swap_id")["sentence_id"]])
    hidden = hidden_texts(texts, sentence, study.occurrences, study.corpus)
    encoder = study.own_encoder
    if encoder is None:
        return text_design(units, texts, hidden, model.encoder, model.prior)
    general = pd.Series(model.log_odds(texts.tolist()), index=texts.index)
    return text_design(units, texts, hidden, encoder, general)


def pooled_scores(design: Design, texts: pd.Series[str]) -> list[pd.DataFrame]:
    """Scores by one model for all outlets: on words, on embeddings, and on these where folds tear components apart."""
    units = design.units
    singly = pd.DataFrame({"sentence_id": units.sentence_ids, "component_id": units.sentence_ids})
    torn = folds_of(singly, units.labels)
    on_words = make_pipeline(document_features(), LoadednessClassifier())
    on_vectors = LoadednessClassifier()
    found = {
        "TF-IDF": (crossfit(on_words, texts, units.labels, units.folds), units.folds),
        "embeddings": (crossfit(on_vectors, design.features, units.labels, units.folds), units.folds),
        "embeddings, sentences dealt singly": (crossfit(on_vectors, design.features, units.labels, torn), torn),
    }
    return [
        as_scores(log_odds, f"{POOLED}:{name}", design.tier, folds.loc[log_odds.index].to_numpy())
        for name, (log_odds, folds) in found.items()
    ]


def cards(design: Design) -> pd.DataFrame:
    """What each classifier of a design rests on."""
    both = pd.concat([design.panel.cards(), design.outlet_panel.cards()], ignore_index=True)
    return both.assign(tier=design.tier)


def public_design_of(study: Study, units: Units, scores: pd.DataFrame, occurrences: pd.DataFrame) -> Design:
    """The design of published tables, with the general model's log-odds where they are among the scores."""
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    return public_design(
        units,
        study.sentences,
        occurrences,
        study.lexicon.terms,
        study.lexicon.targets,
        general if len(general) else None,
    )


def yardsticks(study: Study, design: Design) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each contrast where the word is not known, and where outlets are dealt; and where so the difference of two."""
    units, found, apart = design.units, [no_rows(YARDSTICKS)], [no_rows(DEALT_DIFFERENCES)]
    holding = study.occurrences[study.occurrences["form"] == "loaded"]
    folds = np.asarray(units.folds.loc[units.pairs["sentence_id"]], dtype=np.int64)
    for refits in (LoadednessRefits(design), OutletRefits(design)):
        if units.pairs.empty or not refits.fitted():  # of one outlet alone there is nothing to tell apart
            continue
        yard = Yard(units.pairs, refits.steps, folds)
        deals = Deals.of(yard, refits, units, seed=study.seed)
        blind = term_blind(yard, refits, units, holding)
        found.append(deals.ranges().join(blind).reset_index().assign(tier=design.tier))
        apart.append(deals.differences().assign(tier=design.tier))
    return pd.concat(found, ignore_index=True), pd.concat(apart, ignore_index=True)


def results_of_classifiers(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of results about classifiers, from the published tables; nothing where there are no scores."""
    units = units_of(study)
    if units is None or study.scores.empty:
        return {}
    public = public_design_of(study, units, study.scores, study.occurrences)
    scores = pd.concat([study.scores, public.scores], ignore_index=True)
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
    }


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
