"""Scoring: what the classifiers make of a study, in both tiers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.classifiers.calibration import calibration_table
from framing.classifiers.crossfit import FOLDS
from framing.classifiers.design import Design, Units, hidden_texts, public_design, text_design
from framing.classifiers.panel import GENERAL, LOADEDNESS, as_scores
from framing.classifiers.refits import Refits
from framing.classifiers.store import SentenceModel, load_model
from framing.comparison.gaps import wording_gaps
from framing.comparison.transfer import own_scores, shortcuts, transfer_matrix
from framing.comparison.yardsticks import Yard, dealt_outlets, term_blind
from framing.features.public import GENERAL as GENERAL_FEATURE
from framing.lexicon.swaps import swapped_sentences
from framing.measures.contrast import contrasts, swap_contrasts
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
        ``scores``, text tier: of every sentence and swap by the general model and by each outlet's classifiers;
        ``yardsticks``, both tiers: each contrast where the word is not known, and where outlets are dealt.
    """
    units = units_of(study) if study.encoder else None
    if units is None:
        return {}
    design = text_design_of(study, units)
    both = pd.concat([design.features, design.reworded])
    odds = pd.Series(both.to_numpy() @ np.array(design.prior.coefficients) + design.prior.intercept, both.index)
    general = as_scores(odds, GENERAL, design.tier, [pd.NA] * len(odds))
    scores = pd.concat([general, design.scores], ignore_index=True)
    public = public_design_of(study, units, scores)
    measured = pd.concat([yardsticks(study, design), yardsticks(study, public)], ignore_index=True)
    return {"scores": validate(scores, "scores", "scores"), "yardsticks": measured}


def text_design_of(study: Study, units: Units) -> Design:
    """The design of embeddings, by the encoder of the general model."""
    model = load_model(SHIPPED)
    assert isinstance(model, SentenceModel)
    body = study.sentences[study.sentences["kind"] != "boilerplate"]
    plain = pd.Series({row.sentence_id: study.corpus.text(row.article_id)[row.start : row.end] for row in rows(body)})
    swapped = swapped_sentences(units.swaps, study.occurrences, study.sentences, study.corpus, lexicon=study.lexicon)
    swapped.index = pd.Index(units.swaps["swap_id"])
    texts = pd.concat([plain, swapped])
    sentence = pd.concat([pd.Series(plain.index, plain.index), units.swaps.set_index("swap_id")["sentence_id"]])
    hidden = hidden_texts(texts, sentence, study.occurrences, study.corpus)
    return text_design(units, texts, hidden, model.encoder, model.prior)


def public_design_of(study: Study, units: Units, scores: pd.DataFrame) -> Design:
    """The design of published tables, with the general model's log-odds where they are among the scores."""
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    return public_design(
        units,
        study.sentences,
        study.occurrences,
        study.lexicon.terms,
        study.lexicon.targets,
        general if len(general) else None,
    )


def yardsticks(study: Study, design: Design) -> pd.DataFrame:
    """Each contrast where the word is not known, and where outlets are dealt at random."""
    units = design.units
    pairs = units.swaps[units.swaps["kind"] == "pair"].reset_index(drop=True)
    if pairs.empty:
        return pd.DataFrame(columns=[*KEYS, "term_blind", "dealt_low", "dealt_high", "n_deals"])
    yard = Yard(pairs, design.steps, np.asarray(units.folds.loc[pairs["sentence_id"]], dtype=np.int64))
    refits = Refits(design)
    blind = term_blind(yard, refits, study.occurrences[study.occurrences["form"] == "loaded"])
    dealt = dealt_outlets(yard, refits, seed=study.seed)
    return dealt.join(blind).reset_index().assign(tier=design.tier)


def results_of_classifiers(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of results about classifiers, from the published tables; nothing where there are no scores."""
    units = units_of(study)
    if units is None or study.scores.empty:
        return {}
    public = public_design_of(study, units, study.scores)
    scores = pd.concat([study.scores, public.scores], ignore_index=True)
    families = study.sentences.set_index("sentence_id")["family_id"]
    of_swaps = swap_contrasts(scores, units.swaps)
    found = contrasts(of_swaps, study.sentences, seed=study.seed)
    return {
        "contrasts": inside(found.merge(study.yardsticks, on=KEYS, how="left")),
        "transfer": transfers(scores, public, families, study.seed),
        "shortcuts": shortcuts(public, families, scores, seed=study.seed),
        "calibration": calibrations(scores, units),
        "classifiers": public.panel.cards(),
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
                        "feature": names,
                        "coefficient": table.mean().to_numpy(),
                        "least": table.min().to_numpy(),
                        "greatest": table.max().to_numpy(),
                    }
                )
            )
    return pd.concat(found, ignore_index=True)
