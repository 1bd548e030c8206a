"""Agreements: how well each way of telling loaded sentences agrees with the codes, text by text, shortcuts included."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.classifiers.calibration import calibration_table
from framing.classifiers.crossfit import crossfit
from framing.classifiers.design import Design, Units
from framing.classifiers.loadedness import LoadednessClassifier
from framing.classifiers.panel import GENERAL, LOADEDNESS, POOLED, outlet_of
from framing.classifiers.validity import agreement
from framing.comparison.resampling import percentile_interval
from framing.comparison.transfer import ALL, agreement_with_interval, families_scored, resampled_codes
from framing.features.public import GENERAL as GENERAL_FEATURE

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
            {"predictor": name, "article_id": article_id, **agreement_of(log_odds, of_part, families, seed)}
            for name, log_odds in predicted.items()
            for article_id, of_part in parts.items()
        ]
    )


def agreement_of(
    log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int
) -> dict[str, float | str]:
    """One row of `agreements`."""
    found = agreement(log_odds, labels)
    called = float(np.sum(labels["weight"] * (labels["sentence_id"].map(log_odds) > 0)))
    units = families_scored(log_odds, labels, families)
    rates: dict[str, float | str] = {}
    for name, drawn in zip(RATES, resampled_rates(log_odds, labels, families, seed), strict=True):
        low, high = percentile_interval(drawn, units)
        known = found["n_sentences"] and (called or name != "precision")
        rates |= {name: found[name] if known else float("nan")}
        rates |= {f"{name}_low": low, f"{name}_high": high}
    ordered = agreement_with_interval(log_odds, labels, families, seed)
    counts = {name: ordered.pop(name) for name in ("n_sentences", "n_loaded")}
    macro_f1 = found["macro_f1"] if found["n_sentences"] else float("nan")
    return {**counts, "n_called": called, **rates, **ordered, "macro_f1": macro_f1}


def resampled_rates(log_odds: pd.Series[float], labels: pd.DataFrame, families: pd.Series[str], seed: int) -> Reals:
    """Precision, recall and F1 (rows) in each bootstrap sample of families; empty where a sample has no case of it."""
    if not labels["sentence_id"].isin(log_odds.dropna().index).any():
        return np.full((len(RATES), 1), np.nan)
    loaded, values, weights = resampled_codes(log_odds, labels, families, seed)
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
        predicted[f"lexicon only, {version}"] = found_by_lexicon(units.outlets.index, occurrences)
    predicted |= {outlet_of(name): log_odds for name, log_odds in by_classifier(scores, POOLED).items()}
    if GENERAL_FEATURE in public.features:
        predicted["general model"] = public.features[GENERAL_FEATURE]
    predicted |= {
        f"own outlet's classifier, {tier} tier": own_scores(of_tier, units.outlets)
        for tier, of_tier in scores.groupby("tier", sort=False)
    }
    predicted["own outlet's classifier, public tier, lexicon of other texts"] = own_scores(
        without.panel.scores(without.features, units.folds.loc[without.features.index], "public"), units.outlets
    )
    return predicted


def found_by_lexicon(sentence_ids: pd.Index[str], occurrences: pd.DataFrame) -> pd.Series[float]:
    """One where the lexicon finds a loaded term in a sentence, else minus one."""
    loaded = occurrences.loc[occurrences["form"] == "loaded", "sentence_id"]
    return pd.Series(np.where(sentence_ids.isin(loaded), 1.0, -1.0), index=sentence_ids)


def by_classifier(scores: pd.DataFrame, kind: str) -> dict[str, pd.Series[float]]:
    """Log-odds by unit of every classifier of a kind."""
    of_kind = scores[scores["classifier"].str.startswith(f"{kind}:")]
    return {
        str(name): found.set_index("unit_id")["log_odds"] for name, found in of_kind.groupby("classifier", sort=False)
    }


def own_scores(scores: pd.DataFrame, outlets: pd.Series[str]) -> pd.Series[float]:
    """Each sentence by the LoadednessClassifier of its own outlet."""
    wide = scores[scores["unit_id"].isin(outlets.index)]
    own = wide["classifier"] == LOADEDNESS + ":" + wide["unit_id"].map(outlets)
    return wide[own].set_index("unit_id")["log_odds"]


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
