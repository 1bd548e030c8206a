"""Compute every table of results from the published tables of a study, as a graph of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from framing import measures
from framing.columns import no_rows
from framing.corpus import Codes
from framing.display import named
from framing.models import (
    GENERAL,
    GENERAL_LOG_ODDS,
    GENERAL_WORD,
    LOADEDNESS,
    OTHER_ENCODER,
    LoadednessClassifier,
    Tier,
    Units,
    leakage as leakage_of,
)
from framing.schema import LABELS, SCORES
from framing.stats import Metric, reliability as reliability_of
from framing.study.graph import Graph, filled, given, sources_of
from framing.study.scores import cards, public_tier_of, units_of
from framing.study.study import Study

if TYPE_CHECKING:
    from framing.lexicon import Lexicon

    Table = pd.DataFrame
    Versions = Mapping[str, pd.DataFrame]

CODED: dict[str, tuple[str, Metric]] = {
    "loaded": ("labels", "nominal"),
    "strength": ("labels", "ordinal"),
    "voice": ("voice", "nominal"),
}


def estimates(occurrences_by_lexicon: Versions, articles: Table, sentences: Table, lexicon: Lexicon) -> Table:
    """Return naming rates and shares of sentences with a judging word, per article and target."""
    rates = measures.headline_rates(occurrences_by_lexicon, articles, sentences, lexicon.targets)
    judging = measures.judging_rate(occurrences_by_lexicon[measures.FULL], sentences, articles)
    return pd.concat([rates, judging], ignore_index=True)


def rates_by_period(
    occurrences: Table, articles: Table, targets: tuple[str, ...], period: str, event: str
) -> Table | None:
    """Return naming rates by day, month or year, and before and after an event, or `None` without dates."""
    return measures.rates_by_period(occurrences, articles, targets, period=period, event=event)


def naming_choices(occurrences: Table, lexicon: Lexicon) -> Table:
    """Return how often each article uses each term for a target."""
    return measures.naming_choices(occurrences, lexicon.terms)


def positions(occurrences: Table, sentences: Table) -> Table:
    """Return the position of each loaded occurrence in its article."""
    return measures.positions(occurrences, sentences)


def collation(sentences: Table, alignments: Table, articles: Table) -> Table:
    """Return how many sentences of each article have a twin in another article."""
    return measures.collation(sentences, alignments, articles)


def voice_drift(sentences: Table, alignments: Table, drifts: Table, articles: Table) -> Table:
    """Return how many aligned sentences differ in voice, per pair of articles."""
    return measures.voice_drifts(sentences, alignments, drifts, articles)


def drift_types(sentences: Table, alignments: Table, drifts: Table, articles: Table) -> Table:
    """Return how many aligned sentences differ in each aspect, per pair of articles."""
    return measures.drift_types(sentences, alignments, drifts, articles)


def lost_sources(sentences: Table, drifts: Table, attributions: Table, articles: Table) -> Table | None:
    """Return claims that one article attributes and another states in its own words, or `None` if there are none."""
    return filled(measures.lost_sources(sentences, drifts, attributions, articles))


def stemma(
    sentences: Table,
    alignments: Table,
    drifts: Table,
    attributions: Table,
    articles: Table,
    copies: Table | None = None,
) -> Table | None:
    """Return the evidence of who copied whom, per pair of articles of a story, or `None` without such a pair."""
    return filled(measures.stemma(sentences, alignments, drifts, attributions, articles, copies))


def earlier_twins(sentences: Table, alignments: Table, articles: Table, copies: Table | None = None) -> Table | None:
    """Return the share of sentences with a twin in an earlier article, by outlet, or `None` without dates."""
    return filled(measures.earlier_twins(sentences, alignments, articles, copies))


def voices(sentences: Table, occurrences: Table, articles: Table, labels: Table | None = None) -> Table:
    """Return the share of each voice in each article, and of loaded sentences in it."""
    return measures.voices(sentences, occurrences, articles, labels)


def who_calls_whom(articles: Table, labellings: Table) -> Table:
    """Return how often each outlet reports that somebody gives a label to a target."""
    return measures.who_calls_whom(labellings, articles)


def whose_words(articles: Table, attributions: Table) -> Table:
    """Return whose words each outlet gives, and how many."""
    return measures.count_sources(attributions, articles)


def sources_by_kind(articles: Table, attributions: Table, source_kinds: Table) -> Table:
    """Return how many words each outlet gives to each kind of source."""
    return measures.sources_by_kind(attributions, articles, source_kinds)


def compared_collocates(collocates: Table, articles: Table, seed: int) -> Table | None:
    """Return which words stand beside loaded names more than beside neutral ones, or `None` if none is frequent."""
    return filled(measures.compare_collocates(collocates, articles, seed=seed))


def propositions(sentences: Table, occurrences: Table, articles: Table, labels: Table | None = None) -> Table:
    """Return how each article words each proposition that two articles or more state."""
    return measures.propositions_by_text(sentences, occurrences, articles, labels)


def omissions(
    sentences: Table, articles: Table, labels: Table | None = None, coded_propositions: Table | None = None
) -> Table:
    """Return which article states which proposition."""
    return measures.omissions(sentences, articles, labels, coded_propositions)


def omissions_by_group(omissions: Table, articles: Table, seed: int) -> Table | None:
    """Return what each group of outlets states and each other leaves out, or `None` without groups and stories."""
    known = measures.has_groups(articles) and "story_id" in articles
    return measures.omissions_by_group(omissions, articles, seed=seed) if known else None


def agency(occurrences: Table, articles: Table, lexicon: Lexicon) -> Table | None:
    """Return how often names of events say whose they are, or `None` if no target is an event."""
    events = [target for target, kind in lexicon.target_kinds.items() if kind == "event"]
    return measures.agency(occurrences, articles, events) if events and "possessor" in occurrences else None


def proposition_differences(propositions: Table, articles: Table, seed: int) -> Table:
    """Return how the wording of shared propositions differs, per pair of articles."""
    return measures.proposition_differences(propositions, articles, seed=seed)


def differences(occurrences: Table, articles: Table, sentences: Table, lexicon: Lexicon, seed: int) -> Table:
    """Return differences of naming rates between articles, and between outlets if one has several articles."""
    units: list[measures.Unit] = ["article", "outlet"] if measures.several_articles(articles) else ["article"]
    tables = [
        measures.naming_differences(occurrences, articles, sentences, by=by, targets=lexicon.targets, seed=seed)
        for by in units
    ]
    return pd.concat(tables, ignore_index=True)


def coded_loadedness(every_label: Table, articles: Table) -> Table:
    """Return the share of sentences that each coder coded as loaded, per article."""
    return measures.coded_loadedness(every_label, articles)


def reliability(codes: Codes, primary_coders: tuple[str, ...], seed: int) -> Table:
    """Return the agreement on each variable of the primary coders, of the others, and of all coders."""
    primary = [coder for coder in codes.coders if coder in primary_coders]
    others = [coder for coder in codes.coders if coder not in primary_coders]
    groups = [group for group in (primary, others) if len(group) > 1] + ([codes.coders] if primary and others else [])
    agreed = [
        reliability_of(getattr(codes.by(group), table), variable, metric=metric, seed=seed).assign(
            coders=", ".join(group)
        )
        for group in groups or [codes.coders]
        for variable, (table, metric) in CODED.items()
    ]
    return pd.concat(agreed, ignore_index=True)


def slot_reliability(slot_codes: Table, seed: int) -> Table:
    """Return the agreement of the coders who read naming slots by hand."""
    tables = [
        reliability_of(
            slot_codes[slot_codes[variable] != ""], variable, metric="nominal", unit="occurrence_id", seed=seed
        )
        for variable in ("names", "form", "voice")
    ]
    return pd.concat(tables, ignore_index=True)


def corrected_rates(occurrences: Table, articles: Table, slot_codes: Table) -> Table:
    """Return naming rates corrected by slots read by hand, over all articles and by group of outlets."""
    return measures.corrected_rates(occurrences, articles, slot_codes)


def without_wire_credit(
    occurrences: Table,
    articles: Table,
    targets: tuple[str, ...],
    copies: Table,
    seed: int,
    change: Mapping[str, Any] | None = None,
) -> Table | None:
    """Return rates and the declared change with and without articles that credit a wire, or `None` if none does."""
    return filled(measures.without_wire_credit(occurrences, articles, copies, targets, change or {}, seed=seed))


def lexicon_coverage(spans: Table, occurrences_by_lexicon: Versions, articles: Table) -> Table:
    """Return the share of coded expressions that each version of the lexicon finds."""
    return _by_lexicon(measures.coverage, spans, occurrences_by_lexicon, articles)


def lexicon_precision(spans: Table, occurrences_by_lexicon: Versions, articles: Table) -> Table:
    """Return the share of loaded occurrences that coders marked, for each version of the lexicon."""
    return _by_lexicon(measures.precision, spans, occurrences_by_lexicon, articles)


def _by_lexicon(measure: Callable[..., Table], spans: Table, versions: Versions, articles: Table) -> Table:
    tables = [measure(spans, found, articles).assign(lexicon=version) for version, found in versions.items()]
    return pd.concat(tables, ignore_index=True)


def units(
    articles: Table,
    scored_sentences: Table,
    alignments: Table,
    swaps: Table,
    most_outlets: int,
    weighted_labels: Table | None = None,
    blocks: pd.Series[str] | None = None,
) -> Units | None:
    """Return the sentences and swaps that classifiers are fitted on, or `None` if there are too few."""
    return units_of(articles, scored_sentences, alignments, swaps, weighted_labels, most_outlets, blocks)


def coded_units(units: Units) -> Units | None:
    """Return the same if sentences are coded; `None` if not."""
    return None if units.labels.empty else units


def public(units: Units, sentences: Table, lexicon: Lexicon, text_scores: Table, occurrences: Table) -> Tier:
    """Return the classifiers of the public tier."""
    return public_tier_of(units, sentences, lexicon, text_scores, occurrences)


def every_score(text_scores: Table, public: Tier | None = None) -> Table:
    """Return the scores of both tiers, including those on the other encoder."""
    return text_scores if public is None else pd.concat([text_scores, public.scores], ignore_index=True)


def scores(text_scores: Table, public: Tier) -> Table:
    """Return the scores of both tiers, without those on the other encoder."""
    table = every_score(text_scores, public)
    return table[~table["classifier"].str.startswith(OTHER_ENCODER)]


def swap_contrasts(scores: Table, public: Tier) -> Table:
    """Return the change of log-odds by each swap under each classifier."""
    return measures.swap_contrasts(scores[scores["classifier"] != GENERAL_WORD], public.units.swaps)


def mean_contrasts(swap_contrasts: Table, sentences: Table, seed: int) -> Table:
    """Return the mean contrast of each pair of terms under each classifier."""
    return measures.contrasts(swap_contrasts, sentences, seed=seed)


def contrasts_by_outlet(
    swap_contrasts: Table, occurrences: Table, sentences: Table, articles: Table, seed: int
) -> Table | None:
    """Return the general model's contrasts in the slots of each outlet, by whose words they are."""
    return measures.contrasts_by_outlet(swap_contrasts, occurrences, sentences, articles, seed=seed)


def slot_scores(every_score: Table, occurrences: Table, sentences: Table, articles: Table, lexicon: Lexicon) -> Table:
    """Return one row per naming slot with article, date, story, voice and scores, for analyses elsewhere."""
    return measures.slot_scores(every_score, occurrences, sentences, articles, lexicon.terms)


def families(sentences: Table) -> pd.Series[str]:
    """Return the family of each sentence."""
    return sentences.set_index("sentence_id")["family_id"]


def contrast_differences(mean_contrasts: Table, dealt_differences: Table) -> Table:
    """Return differences of contrasts between outlets, with their range under permuted outlet labels."""
    return measures.contrast_differences(mean_contrasts, dealt_differences)


def matched_placebos(swap_contrasts: Table, lexicon: Lexicon, sentences: Table, seed: int) -> Table:
    """Return the contrasts minus those of matched placebos in the same slots."""
    return measures.matched_placebos(swap_contrasts, lexicon.placebos, sentences, seed=seed)


def contrasts(mean_contrasts: Table, yardsticks: Table) -> Table:
    """Return the contrasts with their controls: placebo, term-masked, permuted outlet labels."""
    return measures.with_controls(mean_contrasts, yardsticks)


def transfer(scores: Table, coded_units: Units, families: pd.Series[str], seed: int) -> Table:
    """Return how well the loadedness classifier of each outlet agrees with the codes of each outlet."""
    own = scores[scores["classifier"].str.startswith(LOADEDNESS)].sort_values("tier", kind="stable")
    return measures.transfer_matrix(own, coded_units, families, seed=seed)


def predicted(
    public: Tier,
    coded_units: Units,
    scores: Table,
    text_scores: Table,
    occurrences_by_lexicon: Versions,
    sentences: Table,
    lexicon: Lexicon,
) -> dict[str, pd.Series[float]]:
    """Return the log-odds of each sentence by each predictor that is compared with the codes."""
    left_out = occurrences_by_lexicon[measures.LEAVE_ONE_TEXT_OUT]
    without = public_tier_of(coded_units, sentences, lexicon, text_scores, left_out)
    return measures.predictions(public, without, scores, occurrences_by_lexicon)


def agreement(
    predicted: Mapping[str, pd.Series[float]], coded_units: Units, families: pd.Series[str], seed: int
) -> Table:
    """Return the agreement of each predictor with the codes."""
    return measures.agreements(predicted, coded_units.labels, families, coded_units.outlets, seed=seed)


def leakage(public: Tier, coded_units: Units) -> Table:
    """Return how optimistic folds are that separate twins, for one model of all outlets on public features."""
    components = coded_units.components.reset_index()
    return leakage_of(LoadednessClassifier(), public.features, coded_units.labels, components)


def calibration(scores: Table, coded_units: Units, families: pd.Series[str], seed: int) -> Table:
    """Return the share of coded sentences by predicted probability."""
    return measures.calibrations(scores, coded_units, families, seed=seed)


def classifiers(text_classifiers: Table, public: Tier) -> Table:
    """Return the training data of each classifier in both tiers."""
    return pd.concat([text_classifiers, cards(public)], ignore_index=True)


def coefficients(public: Tier) -> Table:
    """Return the coefficients of the public tier: mean, minimum and maximum over folds."""
    return public.coefficients()


def wording_gaps(public: Tier, swap_contrasts: Table, sentences: Table, articles: Table, seed: int) -> Table | None:
    """Return the gap of log-odds between texts, or outlets with classifiers, before and after words are made neutral.

    `None` if the general model did not score them.
    """
    if GENERAL_LOG_ODDS not in public.features:
        return None
    general = swap_contrasts[swap_contrasts["classifier"] == GENERAL]
    articles = articles[articles["outlet"].isin(public.units.classified)]
    return measures.wording_gaps(public.features[GENERAL_LOG_ODDS], general, sentences, articles, seed=seed)


def loadedness_by_voice(every_score: Table, sentences: Table, articles: Table, seed: int) -> Table:
    """Return the mean log-odds of each outlet's own, reported and quoted words by the general model."""
    return measures.loadedness_by_voice(every_score, sentences, articles, seed=seed)


def sentence_scores(scores: Table, units: Units) -> Table:
    """Return the scores of sentences with the share of coders who coded each as loaded; empty if not coded."""
    own = scores[scores["unit_id"].isin(units.sentence_ids)]
    return own.assign(loaded=own["unit_id"].map(measures.coded_shares(units.labels)))


def corrected(coded_units: Units, scores: Table, articles: Table) -> Table:
    """Return the share of loaded sentences per outlet by the general model, corrected by the codes."""
    return measures.corrected_loadedness(coded_units, scores, articles)


def specifications(
    articles: Table,
    sentences: Table,
    lexicon: Lexicon,
    occurrences_by_lexicon: Versions,
    swaps: Table,
    targets: tuple[str, ...],
    comparisons: tuple[Mapping[str, str], ...],
    seed: int,
    primary_coders: tuple[str, ...] = (),
    every_label: Table | None = None,
    every_score: Table | None = None,
) -> Table:
    """Return each headline comparison under each analytic choice."""
    published = measures.Published(
        articles,
        sentences,
        lexicon,
        occurrences_by_lexicon,
        no_rows(LABELS).assign(coder="") if every_label is None else every_label,
        primary_coders,
        no_rows(SCORES) if every_score is None else every_score,
        swaps,
    )
    return measures.specification_curve(published, measures.headlines(articles, targets, comparisons), seed=seed)


def power(occurrences: Table, articles: Table, targets: tuple[str, ...], seed: int) -> Table:
    """Return the power of designs with more articles per outlet."""
    return measures.power_of_designs(occurrences, articles, next(iter(targets), ""), seed=seed)


def deviations(plan: Table | None = None) -> Table | None:
    """Return the preregistered items that the study departs from, or `None` if no plan is frozen."""
    return plan


def changes(occurrences: Table, articles: Table, change: Mapping[str, Any], seed: int) -> Table:
    """Return the change of naming rates after the declared event, by outlet, by side and between the sides."""
    return measures.change_after(occurrences, articles, **change, seed=seed)


def change_placebos(
    occurrences: Table, articles: Table, change: Mapping[str, Any], placebo_dates: list[str], seed: int
) -> Table:
    """Return the estimate of the change at placebo dates and within halves of unchanged outlets."""
    return measures.change_placebos(occurrences, articles, **change, placebo_dates=placebo_dates, seed=seed)


def predicted_rates(occurrences: Table, articles: Table, targets: tuple[str, ...], replication: float) -> Table:
    """Return the naming rate of each outlet that a new sample of the declared size is expected to have."""
    return measures.predicted_rates(occurrences, articles, targets, share=replication)


def declared_differences(
    occurrences: Table,
    articles: Table,
    sentences: Table,
    lexicon: Lexicon,
    comparisons: tuple[Mapping[str, str], ...],
    seed: int,
) -> Table | None:
    """Return the differences of the declared comparisons, or `None` if study.toml declares none."""
    if not comparisons:
        return None
    targets = lexicon.targets
    return measures.declared_differences(occurrences, articles, sentences, comparisons, targets=targets, seed=seed)


def rates_by_voice(occurrences: Table, articles: Table, targets: tuple[str, ...]) -> Table | None:
    """Return naming rates by outlet in own words, paraphrase and quotation, or `None` with one article per outlet."""
    return measures.rates_by_voice(occurrences, articles, targets) if measures.several_articles(articles) else None


def voice_gaps(occurrences: Table, articles: Table, targets: tuple[str, ...]) -> Table | None:
    """Return naming rates in quotations minus those in own words, or `None` with one article per outlet."""
    return measures.voice_gaps(occurrences, articles, targets) if measures.several_articles(articles) else None


def headline_and_body(occurrences: Table, articles: Table, sentences: Table, targets: tuple[str, ...]) -> Table | None:
    """Return naming rates in headlines and in the body by outlet, or `None` if no slot is in a headline."""
    several = measures.several_articles(articles)
    return measures.headline_and_body(occurrences, articles, sentences, targets) if several else None


RESULTS = (
    estimates,
    naming_choices,
    positions,
    collation,
    voice_drift,
    drift_types,
    lost_sources,
    stemma,
    earlier_twins,
    voices,
    propositions,
    proposition_differences,
    differences,
    coded_loadedness,
    reliability,
    lexicon_coverage,
    lexicon_precision,
    contrast_differences,
    contrasts,
    matched_placebos,
    transfer,
    agreement,
    leakage,
    calibration,
    classifiers,
    coefficients,
    wording_gaps,
    sentence_scores,
    loadedness_by_voice,
    contrasts_by_outlet,
    slot_scores,
    corrected,
    specifications,
    power,
    who_calls_whom,
    whose_words,
    compared_collocates,
    sources_by_kind,
    omissions,
    omissions_by_group,
    agency,
    rates_by_period,
    slot_reliability,
    corrected_rates,
    without_wire_credit,
    deviations,
    changes,
    change_placebos,
    predicted_rates,
    declared_differences,
    rates_by_voice,
    headline_and_body,
    voice_gaps,
)
INTERMEDIATE = (units, coded_units, public, every_score, scores, swap_contrasts, mean_contrasts, families, predicted)
RESULT_NAMES = tuple(node.__name__ for node in RESULTS)


def results_graph(study: Study, **values: Any) -> Graph:
    """Return the graph of a study's results.

    Parameters
    ----------
    study : Study
        The study whose tables are read.
    **values
        Values that replace nodes or sources of the same name.
    """
    replaced = {name: given(value) for name, value in values.items()}
    return Graph([*INTERMEDIATE, *RESULTS], sources_of(study) | replaced)


def every_result(study: Study, graph: Graph | None = None) -> dict[str, pd.DataFrame]:
    """Return every table of results that the study allows, by name."""
    graph = graph or results_graph(study)
    there = {name: name for name in RESULT_NAMES if graph.has(name)}
    return {name: graph.get(name) for name, _ in named(there, "results")}
