"""Score the sentences and swaps of a study by its classifiers, in both tiers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline

from framing.alignment import find_components
from framing.lexicon import Lexicon
from framing.measures import ContrastCells, PermutedOutlets, term_blind
from framing.models import (
    FOLDS,
    GENERAL,
    GENERAL_WORD,
    LOADEDNESS,
    OF_GENERAL,
    OTHER_ENCODER,
    POOLED,
    LoadednessClassifier,
    LoadednessRefits,
    OutletRefits,
    Tier,
    Units,
    as_scores,
    crossfit,
    document_features,
    folds_of,
    general_model,
    hidden_texts,
    public_tier,
    text_tier,
)
from framing.schema import DEALT_DIFFERENCES, YARDSTICKS, no_rows
from framing.study.score_texts import general_features, general_features_in, scores_at_slots, slots_of_swaps, words_of
from framing.study.study import Study
from framing.tables import validate


def units_of(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    alignments: pd.DataFrame,
    swaps: pd.DataFrame,
    labels: pd.DataFrame | None,
) -> Units | None:
    """Return the units that classifiers are fitted on, or `None` if too few sentences are coded to form folds."""
    if labels is None:
        return None
    scored_sentences = sentences[sentences["kind"] != "boilerplate"]
    if len(scored_sentences) < FOLDS or labels["label"].nunique() < 2:
        return None
    return Units.of(articles, sentences, find_components(sentences, alignments), labels, swaps)


def scored(study: Study) -> dict[str, pd.DataFrame]:
    """Compute scores and controls that need the texts or much time; nothing if the study has no codes or no encoder.

    Returns
    -------
    dict
        ``scores``, text tier: of every sentence and swap, its most loaded word, its slot and the stance towards that
        by the general model; of every sentence and swap by each outlet's classifiers and, on another encoder, by each
        outlet's classifier of loadedness; of every sentence by the pooled ones;
        ``classifiers``, text tier: what each rests on; ``yardsticks``, both tiers: each contrast where the word is not
        known, and where outlets are dealt; ``dealt_differences``: the latter of
        the difference between two outlets.
    """
    if not study.encoder:
        return {}
    units = units_of(study.articles, study.sentences, study.alignments, study.swaps, study.labels)
    if units is None:
        return {}
    slots = slots_of_swaps(units.swaps, study.occurrences, study.sentences, study.corpus, lexicon=study.lexicon)
    texts = _texts_of(study, slots)
    general = general_features(general_model().exactly(), texts)
    design = _text_design_of(study, units, texts, general)
    ordered = general.loc[design.fold_of_unit.index]
    of_general = [
        as_scores(ordered[feature], classifier, design.name, [pd.NA] * len(ordered))
        for classifier, feature in zip((GENERAL, GENERAL_WORD), OF_GENERAL, strict=True)
    ]
    pooled = _pooled_scores(design, texts.loc[units.sentence_ids])
    other = _scores_on_trained_encoder(units, texts, general)
    scores = pd.concat(
        [*of_general, *scores_at_slots(general_model().exactly(), slots), design.scores, *pooled, other],
        ignore_index=True,
    )
    public = public_tier_of(units, study.sentences, study.lexicon, scores, study.occurrences)
    measured, apart = zip(_yardsticks(study, design), _yardsticks(study, public), strict=True)
    return {
        "scores": validate(scores, "scores", "scores"),
        "classifiers": cards(design),
        "yardsticks": pd.concat(measured, ignore_index=True),
        "dealt_differences": pd.concat(apart, ignore_index=True),
    }


def _texts_of(study: Study, slots: pd.DataFrame) -> pd.Series[str]:
    """Return the words of every sentence and, by swap_id, of every swapped sentence."""
    body = study.sentences[study.sentences["kind"] != "boilerplate"]
    both: pd.Series[str] = pd.concat([words_of(body, study.corpus), slots.loc[slots["is_swap"], "sentence"]])
    return both


def _text_design_of(study: Study, units: Units, texts: pd.Series[str], general: pd.DataFrame) -> Tier:
    """Return the text tier: embeddings by the encoder that the study names, and the log-odds of the general model."""
    sentences = pd.Series(units.sentence_ids, units.sentence_ids)
    sentence = pd.concat([sentences, units.swaps.set_index("swap_id")["sentence_id"]])
    hidden = hidden_texts(texts, sentence, study.occurrences, study.corpus)
    return text_tier(units, texts, hidden, study.encoder_of_classifiers, general)


def _pooled_scores(design: Tier, texts: pd.Series[str]) -> list[pd.DataFrame]:
    """Return scores by one model for all outlets: on words, on embeddings, and on these with folds that split twins."""
    units = design.units
    singly = pd.DataFrame({"sentence_id": units.sentence_ids, "component_id": units.sentence_ids})
    torn = folds_of(singly, units.labels)
    on_words = make_pipeline(document_features(), LoadednessClassifier())
    on_vectors, vectors = LoadednessClassifier(), design.features.drop(columns=[*OF_GENERAL])
    found = {
        "TF-IDF": (crossfit(on_words, texts, units.labels, units.folds), units.folds),
        "embeddings": (crossfit(on_vectors, vectors, units.labels, units.folds), units.folds),
        "embeddings, sentences dealt singly": (crossfit(on_vectors, vectors, units.labels, torn), torn),
    }
    return [
        as_scores(log_odds, f"{POOLED}:{name}", design.name, folds.loc[log_odds.index].to_numpy())
        for name, (log_odds, folds) in found.items()
    ]


def _scores_on_trained_encoder(units: Units, texts: pd.Series[str], general: pd.DataFrame) -> pd.DataFrame:
    """Return scores by each outlet's loadedness classifier on the vectors of the network trained for loadedness."""
    design = text_tier(units, texts, texts, general_model().encoder.exactly(), general)
    folds = design.fold_of_unit
    scores = design.loadedness_models.scores(
        pd.concat([design.features, design.reworded]).loc[folds.index], folds, design.name
    )
    return scores.assign(classifier=scores["classifier"].str.replace(LOADEDNESS, OTHER_ENCODER, n=1))


def cards(design: Tier) -> pd.DataFrame:
    """Return the training data of each classifier of a tier."""
    both = pd.concat([design.loadedness_models.cards(), design.outlet_models.cards()], ignore_index=True)
    return both.assign(tier=design.name)


def public_tier_of(
    units: Units, sentences: pd.DataFrame, lexicon: Lexicon, scores: pd.DataFrame, occurrences: pd.DataFrame
) -> Tier:
    """Return the public tier, with the log-odds of the general model if they are among the scores."""
    general = general_features_in(scores)
    return public_tier(units, sentences, occurrences, lexicon.terms, lexicon.targets, general)


def _yardsticks(study: Study, design: Tier) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the controls of contrasts (term-masked, permuted outlets) and of their differences between outlets."""
    units, found, apart = design.units, [no_rows(YARDSTICKS)], [no_rows(DEALT_DIFFERENCES)]
    holding = study.occurrences[study.occurrences["form"] == "loaded"]
    folds = np.asarray(units.folds.loc[units.pairs["sentence_id"]], dtype=np.int64)
    for refits in (LoadednessRefits(design), OutletRefits(design)):
        if units.pairs.empty or not refits.fitted():  # of one outlet alone there is nothing to tell apart
            continue
        cells = ContrastCells(units.pairs, refits.steps, folds)
        permuted = PermutedOutlets.of(cells, refits, units, seed=study.seed)
        blind = term_blind(cells, refits, units, holding)
        found.append(permuted.ranges().join(blind).reset_index().assign(tier=design.name))
        apart.append(permuted.differences().assign(tier=design.name))
    return pd.concat(found, ignore_index=True), pd.concat(apart, ignore_index=True)
