"""Agreements: how well each way of telling loaded sentences agrees with the codes, text by text, shortcuts included."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.models import (
    GENERAL,
    GENERAL_LOG_ODDS as GENERAL_FEATURE,
    LOADEDNESS,
    POOLED,
    Design,
    LoadednessClassifier,
    Units,
    agreement,
    calibration_table,
    crossfit,
    outlet_of,
)
from framing.schema import ALL
from framing.stats import LEVEL, bootstrap_weights, percentile_interval

# in a cell with fewer loaded or fewer neutral sentences one sentence decides: counts only
LEAST = 5
Flags = npt.NDArray[np.bool_]


def transfer_matrix(scores: pd.DataFrame, units: Units, families: pd.Series[str], *, seed: int) -> pd.DataFrame:
    """How well each outlet's LoadednessClassifier agrees with the codes of each outlet's sentences.

    No model scored a sentence whose component it had seen. Returns a row a pair of outlets: classifier (whose sentences
    it learnt from), outlet (whose it scored), tier, n_sentences, n_loaded, auroc, low, high (percentile bootstrap over
    families), level, macro_f1, method; auroc and macro_f1 are empty under five loaded or five neutral sentences.
    """
    labels, found = units.labels, []
    for (classifier, tier), of_classifier in scores.groupby(["classifier", "tier"], sort=False):
        log_odds = of_classifier.set_index("unit_id")["log_odds"]
        for outlet in units.outlets.unique():
            of_outlet = labels[labels["sentence_id"].map(units.outlets) == outlet]
            found.append(
                {"classifier": classifier, "outlet": outlet, "tier": tier}
                | agreement_with_interval(log_odds, of_outlet, families, seed)
            )
    return pd.DataFrame(found)


def agreement_with_interval(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> dict[str, float | str]:
    """AUROC with an interval over families, and macro-F1; counts alone where there are too few of either label."""
    found = agreement(log_odds, labels)
    counts: dict[str, float | str] = {name: found[name] for name in ("n_sentences", "n_loaded")}
    fewest = min(found["n_loaded"], found["n_sentences"] - found["n_loaded"])
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
        "auroc": found["auroc"],
        "low": low,
        "high": high,
        "macro_f1": found["macro_f1"],
        "level": LEVEL,
        "method": "percentile bootstrap over families",
    }


def _families_scored(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str]) -> int:
    """How many families the sentences with a code and a score are of: the units of every interval here."""
    scored = labels["sentence_id"][labels["sentence_id"].isin(log_odds.dropna().index)]
    return int(scored.map(families).nunique())


def resampled_auroc(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int) -> Reals:
    """AUROC in each bootstrap sample of families; empty where a sample holds one label alone."""
    loaded, values, weights = _resampled_codes(log_odds, labels, families, seed)
    higher = (values[loaded, None] > values[None, ~loaded]) + (values[loaded, None] == values[None, ~loaded]) / 2
    above = ((weights[:, loaded] @ higher) * weights[:, ~loaded]).sum(axis=1)
    pairs = weights[:, loaded].sum(axis=1) * weights[:, ~loaded].sum(axis=1)
    return np.asarray(above / np.where(pairs > 0, pairs, np.nan), dtype=np.float64)


def _resampled_codes(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> tuple[Flags, Reals, Reals]:
    """Which codes say loaded, the log-odds of each, and its weight in each bootstrap sample of families (rows)."""
    scored = labels.assign(log_odds=labels["sentence_id"].map(log_odds)).dropna(subset="log_odds")
    family, names = pd.factorize(scored["sentence_id"].map(families))
    weights = bootstrap_weights(len(names), seed=seed)[:, family] * scored["weight"].to_numpy(float)
    return scored["label"].to_numpy() == 1, scored["log_odds"].to_numpy(), weights


RATES = ("precision", "recall", "f1")
SHORTCUTS = ("outlet alone", "length and position alone", "lexicon hits alone")
Reals = npt.NDArray[np.float64]


def agreements(
    predicted: Mapping[str, pd.Series[float]], labels: pd.DataFrame, families: pd.Series[str], *, seed: int
) -> pd.DataFrame:
    """Precision, recall and F1 of loaded, macro-F1 and AUROC of every predictor, for each text and for all.

    Parameters
    ----------
    predicted
        log-odds by sentence_id, by the name of what predicts: no sentence by a model that saw its component.
    labels
        `weighted_labels`.
    families
        family of each sentence, the unit that intervals resample: they are about these texts.
    seed
        of the bootstrap.

    Returns
    -------
    DataFrame
        predictor, article_id (``ALL`` for all together), n_sentences, n_loaded, n_called (called loaded: log-odds above
        0), then precision, recall and f1, each with `_low` and `_high`, macro_f1, and auroc with low and high (empty
        under five sentences of the rarer label), level, method (of the AUROC's interval, or why there is none).
    """
    article = labels["sentence_id"].str.rpartition(":")[0]
    parts = {ALL: labels} | {str(name): of_article for name, of_article in labels.groupby(article, sort=False)}
    return pd.DataFrame(
        [
            {"predictor": name, "article_id": article_id, **_agreement_of(log_odds, of_part, families, seed)}
            for name, log_odds in predicted.items()
            for article_id, of_part in parts.items()
        ]
    )


def _agreement_of(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> dict[str, float | str]:
    """One row of `agreements`."""
    found = agreement(log_odds, labels)
    called = float(np.sum(labels["weight"] * (labels["sentence_id"].map(log_odds) > 0)))
    units = _families_scored(log_odds, labels, families)
    rates: dict[str, float | str] = {}
    for name, drawn in zip(RATES, _resampled_rates(log_odds, labels, families, seed), strict=True):
        low, high = percentile_interval(drawn, units)
        known = found["n_sentences"] and (called or name != "precision")
        rates |= {name: found[name] if known else float("nan")}
        rates |= {f"{name}_low": low, f"{name}_high": high}
    ordered = agreement_with_interval(log_odds, labels, families, seed)
    counts = {name: ordered.pop(name) for name in ("n_sentences", "n_loaded")}
    macro_f1 = found["macro_f1"] if found["n_sentences"] else float("nan")
    return {**counts, "n_called": called, **rates, **ordered, "macro_f1": macro_f1}


def _resampled_rates(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int) -> Reals:
    """Precision, recall and F1 (rows) in each bootstrap sample of families; empty where a sample has no case of it."""
    if not labels["sentence_id"].isin(log_odds.dropna().index).any():
        return np.full((len(RATES), 1), np.nan)
    loaded, values, weights = _resampled_codes(log_odds, labels, families, seed)
    said = values > 0
    hits, called, true = (weights[:, which].sum(axis=1) for which in (loaded & said, said, loaded))
    cases = np.stack([called, true, (called + true) / 2])
    return np.asarray(hits / np.where(cases > 0, cases, np.nan))


def predictions(
    public: Design, without: Design, scores: pd.DataFrame, hits: Mapping[str, pd.DataFrame]
) -> dict[str, pd.Series[float]]:
    """Log-odds of every sentence by everything that can be compared.

    Three shortcuts that do not read, each one model for all outlets over the same folds; the lexicon alone, without a
    model (loaded where it finds a loaded term), in each of its versions; one model for all outlets on words and on
    embeddings; the general model as it stands; and each sentence by the classifier of its own outlet.

    Parameters
    ----------
    public
        the design of published tables.
    without
        the same where no text is read by terms that were met in it alone.
    scores
        of both tiers.
    hits
        occurrences by version of the lexicon.
    """
    units = public.units
    names = public.features.columns.astype(str)
    given = {
        "outlet alone": pd.get_dummies(units.outlets).astype("float64"),
        "length and position alone": public.features[["position", "log length"]],
        "lexicon hits alone": public.features[[name for name in names if name.startswith(("loaded ", "neutral "))]],
    }
    predicted = {
        name: crossfit(
            LoadednessClassifier(), features.set_axis(range(features.shape[1]), axis=1), units.labels, units.folds
        )
        for name, features in given.items()
    }
    for version, occurrences in hits.items():
        predicted[f"lexicon only, {version}"] = _found_by_lexicon(units.outlets.index, occurrences)
    predicted |= {outlet_of(name): log_odds for name, log_odds in _by_classifier(scores, POOLED).items()}
    if GENERAL_FEATURE in public.features:
        predicted["general model"] = public.features[GENERAL_FEATURE]
    predicted |= {
        f"own outlet's classifier, {tier} tier": _own_scores(of_tier, units.outlets)
        for tier, of_tier in scores.groupby("tier", sort=False)
    }
    predicted["own outlet's classifier, public tier, lexicon of other texts"] = _own_scores(
        without.panel.scores(without.features, units.folds.loc[without.features.index], "public"), units.outlets
    )
    return predicted


def _found_by_lexicon(sentence_ids: pd.Index[str], occurrences: pd.DataFrame) -> pd.Series[float]:
    """One where the lexicon finds a loaded term in a sentence, else minus one."""
    loaded = occurrences.loc[occurrences["form"] == "loaded", "sentence_id"]
    return pd.Series(np.where(sentence_ids.isin(loaded), 1.0, -1.0), index=sentence_ids)


def _by_classifier(scores: pd.DataFrame, kind: str) -> dict[str, pd.Series[float]]:
    """Log-odds by unit of every classifier of a kind."""
    of_kind = scores[scores["classifier"].str.startswith(f"{kind}:")]
    return {
        str(name): found.set_index("unit_id")["log_odds"] for name, found in of_kind.groupby("classifier", sort=False)
    }


def _own_scores(scores: pd.DataFrame, outlets: pd.Series[str]) -> pd.Series[float]:
    """Each sentence by the LoadednessClassifier of its own outlet."""
    wide = scores[scores["unit_id"].isin(outlets.index)]
    own = wide["classifier"] == LOADEDNESS + ":" + wide["unit_id"].map(outlets)
    return wide[own].set_index("unit_id")["log_odds"]


def calibrations(scores: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Calibration of each tier, every sentence by the classifier of its own outlet, and of the general model."""
    general = scores[scores["classifier"] == GENERAL].set_index("unit_id")["log_odds"]
    scored = {
        f"own outlet's classifier, {tier} tier": _own_scores(of_tier, units.outlets)
        for tier, of_tier in scores.groupby("tier")
    }
    tables = {"general model": general[general.index.isin(units.sentence_ids)], **scored}
    return pd.concat(
        [calibration_table(log_odds, units.labels).assign(predictor=name) for name, log_odds in tables.items()],
        ignore_index=True,
    )
