"""Compare predictors of loadedness, including shortcut baselines, with the coders' labels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from framing.measures.naming import several_articles, slots_of
from framing.models import (
    GENERAL,
    LOADEDNESS,
    OF_GENERAL,
    POOLED,
    LoadednessClassifier,
    Tier,
    Units,
    agreement,
    auroc_of,
    calibration_table,
    crossfit,
    outlet_of,
)
from framing.schema import ALL
from framing.stats import (
    LEVEL,
    Flags,
    Reals,
    Scope,
    bootstrap_weights,
    corrected_means,
    corrected_ratio,
    percentile_interval,
)

RANKED_DIGITS = 6
LEAST = 5  # with fewer loaded or fewer neutral sentences, single sentences dominate: report counts only
RATES = ("precision", "recall", "f1")
REFERENCE = "general model"  # that every AUROC is compared with


def transfer_matrix(scores: pd.DataFrame, units: Units, families: pd.Series[str], *, seed: int) -> pd.DataFrame:
    """Evaluate each outlet's LoadednessClassifier on the coded sentences of each outlet.

    Parameters
    ----------
    scores : DataFrame
        Cross-fitted scores: no model scored a sentence of a component that it was trained on.
    units : Units
        Coded sentences with their outlets.
    families : Series of str
        Family of each sentence, the unit of the bootstrap.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per pair of outlets: classifier (trained on this outlet), outlet (evaluated on this outlet), tier,
        n_sentences, n_loaded, auroc, low, high (percentile bootstrap over families), macro_f1, level, method. auroc and
        macro_f1 are nan with fewer than five loaded or five neutral sentences.
    """
    labels, rows = units.labels, []
    for (classifier, tier), of_classifier in scores.groupby(["classifier", "tier"], sort=False):
        log_odds = of_classifier.set_index("unit_id")["log_odds"]
        for outlet in units.outlets.unique():
            of_outlet = labels[labels["sentence_id"].map(units.outlets) == outlet]
            rows.append(
                {"classifier": classifier, "outlet": outlet, "tier": tier}
                | agreement_with_interval(log_odds, of_outlet, families, seed)
            )
    return pd.DataFrame(rows)


def agreement_with_interval(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> dict[str, float | str]:
    """Compute AUROC with an interval over families, and macro-F1; only counts if a label has too few sentences."""
    result = agreement(log_odds, labels)
    counts: dict[str, float | str] = {name: result[name] for name in ("n_sentences", "n_loaded")}
    fewest = min(result["n_loaded"], result["n_sentences"] - result["n_loaded"])
    if fewest < LEAST:
        reason = f"counts only: {fewest:g} of {LEAST} sentences of the rarer label"
        return (
            counts
            | dict.fromkeys(("auroc", "low", "high", "macro_f1"), float("nan"))
            | {"level": LEVEL, "method": reason}
        )
    drawn = resampled_auroc(log_odds, labels, families, seed)
    low, high = percentile_interval(drawn, _families_scored(log_odds, labels, families))
    return counts | {
        "auroc": result["auroc"],
        "low": low,
        "high": high,
        "macro_f1": result["macro_f1"],
        "level": LEVEL,
        "method": "percentile bootstrap over families",
    }


def _families_scored(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str]) -> int:
    """Count the families of sentences that have a code and a score: the units of the bootstrap."""
    scored = labels["sentence_id"][_has_score(labels, log_odds)]
    return int(scored.map(families).nunique())


def _has_score(labels: pd.DataFrame, log_odds: pd.Series[float]) -> pd.Series[bool]:
    """Return which codes have a score; looked up one by one, since a test of membership would read all scores."""
    return labels["sentence_id"].map(log_odds).notna()


def resampled_auroc(
    log_odds: pd.Series[float],
    labels: pd.DataFrame,
    families: pd.Series[str],
    seed: int,
    outlets: pd.Series[str] | None = None,
) -> Reals:
    """Compute the AUROC in each bootstrap sample of families; nan if a sample has only one label.

    If outlets are given, only sentences of the same outlet are compared with each other: a score that tells outlets
    apart, and nothing else, reaches one half.
    """
    loaded, values, weights, sentences = _resampled_codes(log_odds, labels, families, seed)
    outlet = np.zeros(len(loaded), dtype=int) if outlets is None else pd.factorize(sentences.map(outlets))[0]
    above, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for group in range(outlet.max(initial=-1) + 1):
        here = np.flatnonzero(outlet == group)
        here = here[np.argsort(values[here], kind="stable")]
        is_loaded, of_samples = loaded[here], weights[:, here]
        if is_loaded.all() or not is_loaded.any():
            continue
        # below each sentence lie all neutral ones of lower values, and half of those of the same value
        first = np.flatnonzero(np.append(True, np.diff(values[here]) > 0))
        neutral = np.add.reduceat(of_samples * ~is_loaded, first, axis=1)
        positive = np.add.reduceat(of_samples * is_loaded, first, axis=1)
        above += (positive * (neutral.cumsum(axis=1) - neutral / 2)).sum(axis=1)
        pairs += positive.sum(axis=1) * neutral.sum(axis=1)
    return np.asarray(above / np.where(pairs > 0, pairs, np.nan), dtype=np.float64)


def within_outlets(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], outlets: pd.Series[str], seed: int
) -> dict[str, float]:
    """Compute the AUROC over pairs of sentences of the same outlet, with an interval over families.

    Every pair of a loaded and a neutral sentence of one outlet counts once, by its weights, so that an outlet counts as
    much as it has pairs. Pooled over outlets, the AUROC also rewards a score for telling a loaded outlet from others.

    Examples
    --------
    >>> ids = [f"{outlet}:{n}" for outlet in "ab" for n in range(12)]
    >>> labels = pd.DataFrame({"sentence_id": ids, "label": [1] * 9 + [0] * 12 + [1] * 3, "weight": 1.0})
    >>> outlets = pd.Series([name[0] for name in ids], ids)
    >>> which_outlet = (outlets == "a").astype(float)
    >>> within_outlets(which_outlet, labels, pd.Series(ids, ids), outlets, seed=1)["auroc_within"]
    0.5
    """
    scored = labels[_has_score(labels, log_odds)]
    pairs, above = 0.0, 0.0
    for _, here in scored.groupby(scored["sentence_id"].map(outlets)):
        truth, weight = here["label"].to_numpy() == 1, here["weight"].to_numpy(float)
        among = float(weight[truth].sum() * weight[~truth].sum())
        if among:
            above += among * auroc_of(truth, here["sentence_id"].map(log_odds).to_numpy(float), weight)
            pairs += among
    names = ("auroc_within", "within_low", "within_high")
    if not pairs:
        return dict.fromkeys(names, float("nan"))
    drawn = resampled_auroc(log_odds, labels, families, seed, outlets)
    low, high = percentile_interval(drawn, _families_scored(log_odds, labels, families))
    return dict(zip(names, (above / pairs, low, high), strict=True))


def less_reference(
    log_odds: pd.Series[float],
    reference: pd.Series[float] | None,
    labels: pd.DataFrame,
    families: pd.Series[str],
    seed: int,
) -> dict[str, float]:
    """Compute the AUROC minus that of a reference over the same sentences, with a paired bootstrap over families.

    Both are computed in every bootstrap sample: the two intervals of AUROCs that overlap say little about their
    difference, because easy sentences are easy for both.

    Examples
    --------
    >>> ids = [f"a:{n:02}" for n in range(40)]
    >>> labels = pd.DataFrame({"sentence_id": ids, "label": [0, 1] * 20, "weight": 1.0})
    >>> truth, families = pd.Series([0.0, 1.0] * 20, ids), pd.Series(ids, ids)
    >>> less_reference(truth, 0 * truth, labels, families, seed=1)["difference"]
    0.5
    >>> less_reference(truth, truth, labels, families, seed=1)
    {'difference': 0.0, 'difference_low': 0.0, 'difference_high': 0.0}
    """
    names = ("difference", "difference_low", "difference_high")
    none = dict.fromkeys(names, float("nan"))
    if reference is None:
        return none
    shared = labels[_has_score(labels, log_odds) & _has_score(labels, reference)]
    loaded = float((shared["weight"] * shared["label"]).sum())
    if min(loaded, float(shared["weight"].sum()) - loaded) < LEAST:
        return none
    drawn = resampled_auroc(log_odds, shared, families, seed) - resampled_auroc(reference, shared, families, seed)
    low, high = percentile_interval(drawn, _families_scored(log_odds, shared, families))
    apart = agreement(log_odds, shared)["auroc"] - agreement(reference, shared)["auroc"]
    return dict(zip(names, (apart, low, high), strict=True))


def _resampled_codes(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> tuple[Flags, Reals, Reals, pd.Series[str]]:
    """Return for each code whether it is loaded, its log-odds, its weights in bootstrap samples, and its sentence."""
    scored = labels.assign(log_odds=labels["sentence_id"].map(log_odds)).dropna(subset="log_odds")
    family, names = pd.factorize(scored["sentence_id"].map(families))
    weights = bootstrap_weights(len(names), seed=seed)[:, family] * scored["weight"].to_numpy(float)
    return scored["label"].to_numpy() == 1, scored["log_odds"].to_numpy(), weights, scored["sentence_id"]


def agreements(
    predicted: Mapping[str, pd.Series[float]],
    labels: pd.DataFrame,
    families: pd.Series[str],
    outlets: pd.Series[str],
    *,
    seed: int,
) -> pd.DataFrame:
    """Compute precision, recall and F1 of loaded sentences, macro-F1 and AUROC of every predictor, by text and overall.

    Parameters
    ----------
    predicted : mapping of str to Series
        Cross-fitted log-odds by sentence_id, for each named predictor.
    labels : DataFrame
        Weighted labels: sentence_id, label, weight.
    families : Series of str
        Family of each sentence, the unit of the bootstrap; the intervals describe these texts.
    outlets : Series of str
        Outlet of each sentence.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per predictor and article: predictor, article_id (``ALL``, or the outlet if it has several articles),
        n_sentences, n_loaded, n_called
        (predicted loaded: log-odds above 0), precision, recall and f1 with `_low` and `_high`, auroc with low and high
        (nan with fewer than five sentences of the rarer label), level, method (of the interval of the AUROC, or why it
        is missing), macro_f1; difference with difference_low and difference_high: AUROC minus that of the general model
        (`less_reference`; nan for itself); and, for all texts together, auroc_within with within_low and within_high,
        over pairs of sentences of the same outlet (`within_outlets`).
    """
    cells = pd.DataFrame({"article_id": labels["sentence_id"].str.rpartition(":")[0]})
    cells["outlet"] = labels["sentence_id"].map(outlets)
    row = cells["outlet" if several_articles(cells.drop_duplicates()) else "article_id"]
    reference = predicted.get(REFERENCE)
    parts = {ALL: labels} | {str(name): of_row for name, of_row in labels.groupby(row, sort=False)}
    return pd.DataFrame(
        [
            {
                "predictor": name,
                "article_id": article_id,
                **_agreement_of(log_odds, of_part, families, seed),
                **less_reference(log_odds, None if name == REFERENCE else reference, of_part, families, seed),
                **(within_outlets(log_odds, of_part, families, outlets, seed) if article_id == ALL else {}),
            }
            for name, log_odds in predicted.items()
            for article_id, of_part in parts.items()
        ]
    )


def _agreement_of(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> dict[str, float | str]:
    """Compute one row of `agreements`."""
    result = agreement(log_odds, labels)
    called = float(np.sum(labels["weight"] * (labels["sentence_id"].map(log_odds) > 0)))
    units = _families_scored(log_odds, labels, families)
    rates: dict[str, float | str] = {}
    for name, drawn in zip(RATES, _resampled_rates(log_odds, labels, families, seed), strict=True):
        low, high = percentile_interval(drawn, units)
        known = result["n_sentences"] and (called or name != "precision")
        rates |= {name: result[name] if known else float("nan")}
        rates |= {f"{name}_low": low, f"{name}_high": high}
    ordered = agreement_with_interval(log_odds, labels, families, seed)
    counts = {name: ordered.pop(name) for name in ("n_sentences", "n_loaded")}
    macro_f1 = result["macro_f1"] if result["n_sentences"] else float("nan")
    return {**counts, "n_called": called, **rates, **ordered, "macro_f1": macro_f1}


def _resampled_rates(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int) -> Reals:
    """Compute precision, recall and F1 (rows) in each bootstrap sample of families; nan without cases."""
    if not _has_score(labels, log_odds).any():
        return np.full((len(RATES), 1), np.nan)
    loaded, values, weights, _ = _resampled_codes(log_odds, labels, families, seed)
    positive = values > 0
    hits, called, true = (weights[:, which].sum(axis=1) for which in (loaded & positive, positive, loaded))
    cases = np.stack([called, true, (called + true) / 2])
    return np.asarray(hits / np.where(cases > 0, cases, np.nan))


def predictions(
    public: Tier, without: Tier, scores: pd.DataFrame, hits: Mapping[str, pd.DataFrame]
) -> dict[str, pd.Series[float]]:
    """Compute cross-fitted log-odds of every sentence by every predictor that is compared.

    The predictors are three shortcut baselines that ignore the wording (outlet, length and position, lexicon hits; one
    model for all outlets each); the lexicon without a model, in each version; pooled models of words and of embeddings;
    the general model; and the classifier of each sentence's own outlet.

    Parameters
    ----------
    public : Tier
        Public tier.
    without : Tier
        Public tier with the leave-one-text-out lexicon.
    scores : DataFrame
        Scores of both tiers.
    hits : mapping of str to DataFrame
        Occurrences by version of the lexicon.

    Returns
    -------
    dict of str to Series
        Log-odds by sentence_id, for each predictor.
    """
    units = public.units
    names = public.features.columns.astype(str)
    baselines = {
        "outlet alone": pd.get_dummies(units.outlets).astype("float64"),
        "length and position alone": public.features[["position", "log length"]],
        "lexicon hits alone": public.features[[name for name in names if name.startswith(("loaded ", "neutral "))]],
    }
    predicted = {
        name: crossfit(
            LoadednessClassifier(), features.set_axis(range(features.shape[1]), axis=1), units.labels, units.folds
        )
        for name, features in baselines.items()
    }
    for version, occurrences in hits.items():
        predicted[f"lexicon only, {version}"] = _found_by_lexicon(units.outlets.index, occurrences)
    predicted |= {outlet_of(name): log_odds for name, log_odds in _by_classifier(scores, POOLED).items()}
    for name, feature in zip((REFERENCE, f"{REFERENCE}, most loaded word"), OF_GENERAL, strict=True):
        if feature in public.features:
            predicted[name] = public.features[feature]
    predicted |= {
        f"own outlet's classifier, {tier} tier": _own_scores(of_tier, units.outlets)
        for tier, of_tier in scores.groupby("tier", sort=False)
    }
    predicted["own outlet's classifier, public tier, lexicon of other texts"] = _own_scores(
        without.loadedness_models.scores(without.features, units.folds.loc[without.features.index], "public"),
        units.outlets,
    )
    # fitted numbers that are equal in theory differ in their last digits by processor, and would count as ranked
    return {name: log_odds.round(RANKED_DIGITS) for name, log_odds in predicted.items()}


def _found_by_lexicon(sentence_ids: pd.Index[str], occurrences: pd.DataFrame) -> pd.Series[float]:
    """Return log-odds 1 for sentences with a loaded term, else −1."""
    loaded = occurrences.loc[occurrences["form"] == "loaded", "sentence_id"]
    return pd.Series(np.where(sentence_ids.isin(loaded), 1.0, -1.0), index=sentence_ids)


def _by_classifier(scores: pd.DataFrame, kind: str) -> dict[str, pd.Series[float]]:
    """Return the log-odds by unit of every classifier of a kind."""
    of_kind = scores[scores["classifier"].str.startswith(f"{kind}:")]
    return {
        str(name): rows.set_index("unit_id")["log_odds"] for name, rows in of_kind.groupby("classifier", sort=False)
    }


def _own_scores(scores: pd.DataFrame, outlets: pd.Series[str]) -> pd.Series[float]:
    """Return the log-odds of each sentence by the LoadednessClassifier of its own outlet."""
    wide = scores[scores["unit_id"].isin(outlets.index)]
    own = wide["classifier"] == LOADEDNESS + ":" + wide["unit_id"].map(outlets)
    return wide[own].set_index("unit_id")["log_odds"]


def calibrations(scores: pd.DataFrame, units: Units, families: pd.Series[str], *, seed: int) -> pd.DataFrame:
    """Compute calibration tables of the general model and, for each tier, of the outlets' own classifiers.

    Parameters
    ----------
    scores : DataFrame
        Scores of both tiers.
    units : Units
        Coded sentences.
    families : Series of str
        Family of each sentence, the unit of the bootstrap.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        The columns of `calibration_table` and predictor.
    """
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    scored = {
        f"own outlet's classifier, {tier} tier": _own_scores(of_tier, units.outlets)
        for tier, of_tier in scores.groupby("tier")
    }
    tables = {REFERENCE: general[general.index.isin(units.sentence_ids)], **scored}
    return pd.concat(
        [
            calibration_table(log_odds, units.labels, families, seed=seed).assign(predictor=name)
            for name, log_odds in tables.items()
        ],
        ignore_index=True,
    )


def coded_shares(labels: pd.DataFrame) -> pd.Series[float]:
    """Return the share of coders who coded each sentence as loaded, from weighted labels."""
    return (labels["weight"] * labels["label"]).groupby(labels["sentence_id"]).sum()


def corrected_loadedness(units: Units, scores: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Estimate the share of loaded sentences per outlet by the general model, corrected by the codes.

    Only if every sentence is coded. For a coded sample the researcher gives the sampling probabilities to
    `corrected_means`.

    Parameters
    ----------
    units : Units
        Coded sentences with their outlets.
    scores : DataFrame
        Scores with those of the general model.
    articles : DataFrame
        Manifest; if an outlet has several articles, there are also rows about outlets.

    Returns
    -------
    DataFrame
        Table of `corrected_means`; empty if a sentence is not coded.
    """
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    table = units.outlets.rename("outlet").rename_axis("sentence_id").reset_index()
    table = table.assign(
        article_id=table["sentence_id"].str.rpartition(":")[0],
        predicted=(table["sentence_id"].map(general) > 0).astype(float),
        coded=table["sentence_id"].map(coded_shares(units.labels)),
        chance=1.0,
    )
    scopes: list[Scope] = ["texts", "outlets"] if several_articles(articles) else ["texts"]
    means = [corrected_means(table, scope=scope) for scope in scopes if table["coded"].notna().all()]
    return pd.concat(means, ignore_index=True) if means else corrected_means(table[:0])


def corrected_rates(occurrences: pd.DataFrame, articles: pd.DataFrame, slot_codes: pd.DataFrame) -> pd.DataFrame:
    """Correct naming rates in own words by slots that coders read.

    A slot that was found may name nobody, or be a source's word and not the outlet's. The codes on which all coders
    agree correct the rate (`framing.stats.corrected_ratio`). Slots that were not found are not in it.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest: article_id and, for rates by group, group.
    slot_codes : DataFrame
        One row per coder and slot read: occurrence_id, coder, names, form, voice, chance of being drawn.

    Returns
    -------
    DataFrame
        One row per target, group (``ALL``, then each group of outlets) and estimator (naive, corrected, coded sample
        alone): target, group and the columns of `corrected_ratio`, among them estimate, low, high, n_units, n_coded.

    Examples
    --------
    >>> ids = ["a:01.01", "a:01.02", "a:02.01"]
    >>> found = pd.DataFrame({"occurrence_id": ids, "article_id": "a", "target": "t", "kind": "naming"})
    >>> found = found.assign(form=["loaded", "neutral", "neutral"], stratum="own", negated=False)
    >>> read = pd.DataFrame({"occurrence_id": ids, "coder": "x", "names": True, "form": found["form"], "chance": 1.0})
    >>> read = read.assign(voice=["quotation", "own", "own"])
    >>> corrected_rates(found, pd.DataFrame({"article_id": ["a"]}), read)["estimate"].round(2).tolist()
    [0.33, 0.0, 0.0]
    """
    read = slot_codes.assign(own=slot_codes["names"] & (slot_codes["voice"] == "own"))
    read["loaded"] = read["own"] & (read["form"] == "loaded")
    of_slot = read.groupby("occurrence_id").agg(
        {"own": ["min", "max"], "loaded": ["min", "max"], "chance": "first", "coder": "nunique"}
    )
    agreed = (of_slot["own"]["min"] == of_slot["own"]["max"]) & (of_slot["loaded"]["min"] == of_slot["loaded"]["max"])
    codes = of_slot[agreed & (of_slot["coder"]["nunique"] == slot_codes["coder"].nunique())]
    slots = slots_of(occurrences, voice="all").set_index("occurrence_id")
    own = slots["stratum"] == "own"
    units = slots[["article_id", "target"]].assign(
        predicted=(own & (slots["form"] == "loaded")).astype(float),
        predicted_of=own.astype(float),
        coded=codes["loaded"]["min"].astype(float).reindex(slots.index),
        coded_of=codes["own"]["min"].astype(float).reindex(slots.index),
        chance=codes["chance"]["first"].reindex(slots.index).fillna(1.0),
    )
    group = articles.set_index("article_id").get("group", pd.Series("", index=articles["article_id"]))
    of_group = units.assign(group=units["article_id"].map(group))
    every = pd.concat([units.assign(group=ALL), of_group[of_group["group"] != ""].sort_values("group", kind="stable")])
    tables = [
        corrected_ratio(of_target, by="group").assign(target=target)
        for target, of_target in every.groupby("target", sort=True)
    ]
    table = pd.concat(tables, ignore_index=True)
    return table[["target", *(name for name in table if name != "target")]]
