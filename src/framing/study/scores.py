"""Score the sentences and swaps of a study by its classifiers, in both tiers."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import partial
from typing import cast

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline

from framing.alignment import find_components
from framing.columns import no_rows
from framing.lexicon import Lexicon
from framing.measures import ContrastCells, PermutedOutlets, term_blind
from framing.models import (
    FOLDS,
    GENERAL,
    GENERAL_WORD,
    LOADEDNESS,
    MOST_OUTLETS,
    OF_GENERAL,
    OTHER_ENCODER,
    POOLED,
    STATIC,
    STATIC_MODEL,
    LoadednessClassifier,
    LoadednessRefits,
    OutletRefits,
    StaticModel,
    Tier,
    Units,
    Vectors,
    as_scores,
    crossfit,
    document_features,
    folds_of,
    general_model,
    hidden_texts,
    load_model,
    public_tier,
    text_tier,
)
from framing.schema import CLASSIFIERS, DEALT_DIFFERENCES, YARDSTICKS
from framing.study.partitions import NameReader, StanceReader
from framing.study.score_texts import as_features, general_features_in, of_slots, slots_of_swaps, with_words, words_of
from framing.study.study import Study
from framing.tables import rows, validate

NOT_CODED = pd.DataFrame({"sentence_id": [], "label": [], "weight": []}).astype(
    {"sentence_id": "str", "label": "int64", "weight": "float64"}
)


def units_of(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    alignments: pd.DataFrame,
    swaps: pd.DataFrame,
    labels: pd.DataFrame | None,
    most_outlets: int = MOST_OUTLETS,
    blocks: pd.Series[str] | None = None,
) -> Units | None:
    """Return the units that classifiers are fitted on, or `None` if there are too few sentences to form folds.

    Sentences that are connected by twins, or those of a story (`blocks`: story of each article), stay in one fold.
    Codes of sentences that are not scored are left out with a warning, and codes of one label only, since nothing can
    be learnt from them.
    """
    if blocks is None:
        both = alignments["sentence_a"].isin(sentences["sentence_id"]) & alignments["sentence_b"].isin(
            sentences["sentence_id"]
        )
        components = find_components(sentences, alignments[both])
    else:
        components = sentences[["sentence_id"]].assign(component_id=sentences["article_id"].map(blocks))
        components["outlet"] = sentences["article_id"].map(articles.set_index("article_id")["outlet"])
    swaps = swaps[swaps["sentence_id"].isin(sentences["sentence_id"])]
    if components["component_id"].nunique() < FOLDS:
        return None
    coded = NOT_CODED if labels is None else labels
    left_out = coded["sentence_id"][~coded["sentence_id"].isin(components["sentence_id"])]
    if len(left_out):
        warnings.warn(
            f"{left_out.nunique()} of {coded['sentence_id'].nunique()} coded sentences are left out, since no model "
            f"scores them, first '{left_out.iloc[0]}': boilerplate, other languages and, with sentences = \"namings\" "
            "in study.toml, sentences without a naming slot.",
            stacklevel=2,
        )
        coded = coded.drop(left_out.index)
    if coded["label"].nunique() < 2:
        coded = NOT_CODED
    return Units.of(articles, sentences, components, coded, swaps, most_outlets)


def scored(study: Study) -> dict[str, pd.DataFrame]:
    """Compute scores and controls that need the texts or much time; nothing if the texts have too few sentences.

    Without an encoder the static model scores the sentences, and there is no text tier.

    Returns
    -------
    dict
        ``scores``, text tier: of every sentence and swap, its most loaded word, its slot and the stance towards that
        by the general model; of every sentence and swap by each outlet's classifiers and, with codes, by each outlet's
        classifier of loadedness on another encoder; with codes, of every sentence by the pooled ones;
        ``classifiers``, text tier: what each rests on; ``yardsticks``, both tiers: each contrast where the word is not
        known, and where outlets are dealt; ``dealt_differences``: the latter of
        the difference between two outlets.
    """
    units = units_of(
        study.articles,
        study.scored_sentences,
        study.alignments,
        study.swaps,
        study.labels,
        study.most_outlets,
        study.blocks,
    )
    if units is None:
        return {}
    slots = slots_of_swaps(units.swaps, study.occurrences, study.sentences, study.corpus, lexicon=study.lexicon)
    texts = _texts_of(study, slots)
    if study.encoder:
        tiers, scores, cards_of_text = _by_network(study, units, texts, slots)
    else:
        tiers, scores, cards_of_text = [], _by_static_model(texts), no_rows(CLASSIFIERS)
    tiers.append(public_tier_of(units, study.sentences, study.lexicon, scores, study.occurrences))
    controls = [study.keep(f"controls, {tier.name}", partial(_yardsticks, study, tier)) for tier in tiers]
    measured, apart = zip(*controls, strict=True)
    return {
        "scores": validate(scores, "scores", "scores"),
        "classifiers": cards_of_text,
        "yardsticks": pd.concat(measured, ignore_index=True),
        "dealt_differences": pd.concat(apart, ignore_index=True),
    }


def _by_static_model(texts: pd.Series[str]) -> pd.DataFrame:
    """Return the scores of the static model."""
    model = cast("StaticModel", load_model(STATIC_MODEL))
    log_odds = pd.Series(model.log_odds(texts.tolist()), texts.index)
    return as_scores(log_odds, STATIC, "text", [pd.NA] * len(texts))


def _by_network(
    study: Study, units: Units, texts: pd.Series[str], slots: pd.DataFrame
) -> tuple[list[Tier], pd.DataFrame, pd.DataFrame]:
    """Return the text tier, all scores on texts, and the training data of the tier's classifiers."""
    general, at_slots = general_scores(study, texts, slots)
    design = _text_design_of(study, units, texts, general)

    def fitted() -> tuple[pd.DataFrame, pd.DataFrame]:
        ordered = general.loc[design.fold_of_unit.index]
        of_general = [
            as_scores(ordered[feature], classifier, design.name, [pd.NA] * len(ordered))
            for classifier, feature in zip((GENERAL, GENERAL_WORD), OF_GENERAL, strict=True)
        ]
        by_codes = [] if units.labels.empty else _scores_by_codes(design, texts, general)
        return pd.concat([*of_general, *at_slots, design.scores, *by_codes], ignore_index=True), cards(design)

    return [design], *study.keep("text tier", fitted)


def general_scores(study: Study, texts: pd.Series[str], slots: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return the general model's features of texts, and its scores at slots; each text is read once."""
    filled = with_words(slots)
    units = [(sentence, None) for sentence in texts] + _places(filled)
    different = list(dict.fromkeys(units))
    columns = ["log_odds", "word_log_odds", "name"]
    found = pd.DataFrame(study.keep_rows("general", GENERAL, different, NameReader()), columns=columns)
    place_of = {unit: place for place, unit in enumerate(different)}
    found = found.iloc[[place_of[unit] for unit in units]].set_axis([*texts.index, *filled.index])
    features = as_features(found.iloc[: len(texts)])
    if filled.empty:
        return features, []
    named = list(dict.fromkeys(_places(filled)))
    stance = dict(zip(named, study.keep_rows("stances", GENERAL, named, StanceReader())[:, 0], strict=True))
    stances = np.array([stance[place] for place in _places(filled)])
    return features, of_slots(filled.index, found["name"].iloc[len(texts) :].to_numpy(), stances)


def _places(slots: pd.DataFrame) -> list[tuple[str, tuple[int, int] | None]]:
    """Return the sentence of each slot, and where in it the slot is."""
    return [(row.sentence, (row.start, row.end)) for row in rows(slots)]


def _texts_of(study: Study, slots: pd.DataFrame) -> pd.Series[str]:
    """Return the words of every sentence and, by swap_id, of every swapped sentence."""
    both: pd.Series[str] = pd.concat(
        [words_of(study.scored_sentences, study.corpus), slots.loc[slots["is_swap"], "sentence"]]
    )
    return both


def _text_design_of(study: Study, units: Units, texts: pd.Series[str], general: pd.DataFrame) -> Tier:
    """Return the text tier: embeddings by the encoder that the study names, and the log-odds of the general model."""
    sentences = pd.Series(units.sentence_ids, units.sentence_ids)
    sentence = pd.concat([sentences, units.swaps.set_index("swap_id")["sentence_id"]])
    hidden = hidden_texts(texts, sentence, study.occurrences, study.corpus)

    def encode(different: Sequence[str]) -> Vectors:
        others = [text for text in different if text not in study.vectors]
        found = dict(zip(others, study.encoded("vectors of rewordings", others), strict=True)) if others else {}
        return np.stack([found[text] if text in found else study.vectors[text] for text in different])

    return text_tier(units, texts, hidden, encode, general)


def _scores_by_codes(design: Tier, texts: pd.Series[str], general: pd.DataFrame) -> list[pd.DataFrame]:
    """Return scores of pooled models, and of each outlet's classifier of loadedness on another encoder."""
    pooled = _pooled_scores(design, texts.loc[design.units.sentence_ids])
    return [*pooled, _scores_on_trained_encoder(design.units, texts, general)]


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
        permuted = PermutedOutlets.of(cells, refits, units, seed=study.seed, permutations=study.permutations)
        blind = term_blind(cells, refits, units, holding)
        found.append(permuted.ranges().join(blind).reset_index().assign(tier=design.name))
        apart.append(permuted.differences().assign(tier=design.name))
    return pd.concat(found, ignore_index=True), pd.concat(apart, ignore_index=True)
