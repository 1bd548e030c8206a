"""Train classifiers of any coded variable: a regularised logistic regression on sentence vectors, never on its test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framing.alignment import find_components
from framing.coding.sample import sentences_to_code
from framing.corpus import codes_of_variable
from framing.display import card
from framing.errors import BadInput, did_you_mean
from framing.models import FOLDS, Encoder, agreement, auroc_of, calibration_table, fit_ridge, folds_of, probability
from framing.stats import Reals, bootstrap_weights, corrected_means, percentile_interval
from framing.study import Study
from framing.tables import rows, write_csv

LEAST_EACH = 10  # coded sentences with and without the value
DRAWS = 10  # of each size of the learning curve
NEXT = 50  # codes whose gain is extrapolated
ENCODED, OUTLET_ONLY, LENGTH_ONLY = "sentence vectors", "outlet alone", "length alone"


@dataclass(frozen=True)
class FittedVariable:
    """Hold what was learnt of one coded variable.

    Parameters
    ----------
    variable : str
        The variable.
    scores : DataFrame
        One row per sentence and value: unit_id, classifier (``variable=value``), fold, log_odds, probability, each from
        a model that saw neither the sentence nor a twin of it; calibrated.
    quality : DataFrame
        One row per value and features (sentence vectors, and the shortcuts outlet alone and length alone): auroc with
        interval, and the columns of `framing.models.agreement`.
    learning_curve : DataFrame
        One row per value and number of codes: auroc, low, high, kind (measured or extrapolated), and interval: over
        which draws of the codes, or over resampled components where all codes are used.
    calibration : DataFrame
        `calibration_table` of each value.
    estimates : DataFrame
        `corrected_means` of each value by outlet; empty without a sample.
    facts : dict
        What the model card says: codes, coders, codebook, folds, penalty.
    """

    variable: str
    scores: pd.DataFrame
    quality: pd.DataFrame
    learning_curve: pd.DataFrame
    calibration: pd.DataFrame
    estimates: pd.DataFrame
    facts: dict[str, Any] = field(default_factory=dict)

    def write_scores(self, path: str | Path) -> None:
        """Write the scores as a table that a study reads: ``[paths] scores = "…"`` in study.toml."""
        write_csv(self.scores[["unit_id", "classifier", "fold", "log_odds"]], Path(path))

    @cached_property
    def model_card(self) -> str:
        """The model card, in Markdown."""
        best = self.quality[self.quality["features"] == ENCODED]
        lines = [f"# Classifiers of {self.variable}", ""]
        lines += [f"- {name}: {value}" for name, value in self.facts.items()]
        lines += ["", "## Quality, on sentences that the model did not see", ""]
        lines += ["| value | features | n | AUROC | interval | macro-F1 |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {row.value} | {row.features} | {row.n_sentences:.0f} | {row.auroc:.2f} | {_between(row)} "
            f"| {row.macro_f1:.2f} |"
            for row in rows(self.quality)
        ]
        shortcuts = self.quality[self.quality["features"] != ENCODED].groupby("value")["auroc"].max()
        for row in rows(best):
            if not row.low > shortcuts[row.value]:
                lines += [
                    "",
                    f"**{row.value}**: not better than a shortcut ({shortcuts[row.value]:.2f}); do not use it.",
                ]
        ahead = self.learning_curve[self.learning_curve["kind"] == "extrapolated"]
        lines += ["", f"## What the next {NEXT} codes would gain", ""]
        lines += [
            f"- {row.value}: AUROC {row.auroc:.2f} ({_between(row)}) with {row.n_codes} codes, extrapolated"
            for row in rows(ahead)
        ]
        lines += [
            "",
            "Use: means of groups, corrected by a coded sample. Not for single sentences.",
            "",
        ]
        return "\n".join(lines)

    def __repr__(self) -> str:
        best = self.quality[self.quality["features"] == ENCODED]
        shown = ", ".join(f"{row.value} {row.auroc:.2f}" for row in rows(best))
        return f"Classifiers of '{self.variable}': AUROC {shown}; {self.facts['coded sentences']} coded sentences"

    def _repr_html_(self) -> str:
        return card(f"Classifiers of {self.variable}", self.facts, self.quality.round(3))


def _between(row: Any) -> str:
    return f"{row.low:.2f} to {row.high:.2f}"


def fit_classifiers(
    study: Study,
    variable: str,
    *,
    codes: pd.DataFrame | None = None,
    version: str | None = None,
    sample: pd.DataFrame | None = None,
    components: pd.DataFrame | None = None,
    vectors: pd.DataFrame | None = None,
    seed: int = 0,
) -> FittedVariable:
    """Train a classifier of each value of a coded variable and score every sentence of the study.

    Parameters
    ----------
    study : Study
        Study with texts, unless components and vectors are given.
    variable : str
        Variable of the codes: categories, a scale, or spans (then: whether the sentence has one).
    codes : DataFrame, optional
        Table ``codes`` of the schema; by default ``study.codes.variables``. Coders who differ count in shares.
    version : str, optional
        Version of the codebook, if there are codes of more than one.
    sample : DataFrame, optional
        Sentences that were drawn for coding, with their chance (`sample_for_coding`); with it, means by outlet are
        estimated and corrected.
    components : DataFrame, optional
        sentence_id and component_id: sentences that stay in one fold. By default the stories, if the study keeps these
        in one fold, or else the sentences connected by twins.
    vectors : DataFrame, optional
        Features by sentence_id. By default the encoder of the toolkit.
    seed : int, default 0
        Seed of the learning curve and the intervals.

    Returns
    -------
    FittedVariable
        Scores, quality with shortcuts, learning curve, calibration, corrected estimates and model card.

    Raises
    ------
    BadInput
        If there are no such codes, too few of them, or a sentence that the study does not have.

    Notes
    -----
    The penalty of a fold maximises the evidence on the other folds (as in `LoadednessClassifier`), and its calibration
    (Platt 1999) is found there too. The learning curve
    draws components at random; beyond the codes it follows a − b ÷ √n, fitted to the measured sizes.

    Examples
    --------
    >>> import framing as fr
    >>> from framing.coding import Category, Codebook, Variable, code_rows
    >>> study = fr.demo()
    >>> names = study.sentences["sentence_id"][study.sentences["kind"] != "boilerplate"]
    >>> codebook = Codebook("b", "1", "", (Variable("odd", categories=(Category("yes"), Category("no"))),))
    >>> given = [(name, "odd", "yes" if int(name[-1]) % 2 else "no") for name in names[:80]]
    >>> whole = pd.DataFrame({"sentence_id": names, "component_id": names})
    >>> vectors = pd.DataFrame({"odd": [int(name[-1]) % 2 for name in names]}, index=names)
    >>> fr.fit_classifiers(
    ...     study, "odd", codes=code_rows(codebook, "ann", given), components=whole, vectors=vectors.astype(float)
    ... )
    Classifiers of 'odd': AUROC yes 1.00; 80 coded sentences
    """
    if codes is None:
        if study.codes is None:
            raise BadInput(
                'The study has no codes. Add codes = "data/codes" under [paths] of study.toml, or pass codes=.'
            )
        codes = study.codes.variables
    own = codes_of_variable(codes, variable, version)
    sentences = sentences_to_code(study)
    unknown = own[~own["sentence_id"].isin(sentences["sentence_id"])]
    if len(unknown):
        name = unknown["sentence_id"].iloc[0]
        raise BadInput(
            f"'{name}' is coded, but no sentence (or boilerplate); {did_you_mean(name, sentences['sentence_id'])}"
        )
    components = _components(study, sentences) if components is None else components
    texts = study.corpus.texts
    length = pd.DataFrame({"log length": np.log1p(sentences["end"] - sentences["start"])}).set_axis(
        sentences["sentence_id"]
    )
    outlet = pd.get_dummies(sentences.set_index("sentence_id")["outlet"], dtype=float)
    if vectors is None:
        if not texts:
            raise BadInput(
                "The texts are not attached, and no vectors are given. Open the study with texts=, or pass vectors=."
            )
        encoded = Encoder()([study.corpus.text(row.article_id)[row.start : row.end] for row in rows(sentences)])
        vectors = pd.DataFrame(encoded, index=sentences["sentence_id"])
    vectors = vectors.loc[sentences["sentence_id"]]
    found = [
        _of_value(
            value, labels, sentences, components, {ENCODED: vectors, OUTLET_ONLY: outlet, LENGTH_ONLY: length}, seed
        )
        for value, labels in _labels_by_value(own).items()
    ]
    scores = pd.concat([one["scores"].assign(classifier=f"{variable}={one['value']}") for one in found])
    estimates = [_estimates(one, sentences, sample) for one in found]
    stamp = own.iloc[0]
    facts = {
        "coded sentences": own["sentence_id"].nunique(),
        "coders": ", ".join(sorted(own["coder"].unique())),
        "codebook": f"{stamp['codebook']} {stamp['version']} ({stamp['hash'][:12]})",
        "features": f"{vectors.shape[1]} per sentence",
        "folds": f"{FOLDS}, of {components['component_id'].nunique()} components",
        "deviation of the prior of a coefficient": ", ".join(f"{one['value']}: {one['tau']:.2g}" for one in found),
    }
    return FittedVariable(
        variable,
        scores[["unit_id", "classifier", "fold", "log_odds", "probability"]].reset_index(drop=True),
        pd.concat([one["quality"] for one in found], ignore_index=True),
        pd.concat([one["curve"] for one in found], ignore_index=True),
        pd.concat([one["calibration"].assign(value=one["value"]) for one in found], ignore_index=True),
        pd.concat(estimates, ignore_index=True),
        facts,
    )


def _components(study: Study, sentences: pd.DataFrame) -> pd.DataFrame:
    if study.blocks is not None:
        return sentences[["sentence_id"]].assign(component_id=sentences["article_id"].map(study.blocks))
    return find_components(study.sentences, study.alignments)[["sentence_id", "component_id"]]


def _labels_by_value(codes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return weighted labels (one value against the rest) by value; of two values, those of one."""
    if codes["start"].notna().any() or (codes["value"] == "").any():  # spans: any, or none
        codes = codes.assign(value=np.where(codes["value"] == "", "none", "any"))
        codes = codes.drop_duplicates(["coder", "sentence_id", "value"])
    values = sorted(codes["value"].unique())
    if len(values) < 2:
        raise BadInput(f"All codes have the value '{values[0]}', from which nothing can be learnt.")
    first = next((value for value in ("1", "yes", "any") if value in values), values[0])
    found = {}
    for value in values if len(values) > 2 else [first]:
        share = (codes["value"] == value).groupby(codes["sentence_id"]).mean()
        table = pd.concat(
            [pd.DataFrame({"sentence_id": share.index, "label": label, "weight": weight.to_numpy(float)})
             for label, weight in ((1, share), (0, 1 - share))]
        )  # fmt: skip
        table = table[table["weight"] > 0].sort_values(["sentence_id", "label"], ignore_index=True)
        counts = table.groupby("label")["weight"].sum()
        if counts.min() < LEAST_EACH:
            raise BadInput(
                f"'{value}' has {counts.get(1, 0):g} coded sentences with it and {counts.get(0, 0):g} without; at "
                f"least {LEAST_EACH} of each are needed. Code more, or join values in the codebook."
            )
        found[value] = table
    return found


def _of_value(
    value: str,
    labels: pd.DataFrame,
    sentences: pd.DataFrame,
    components: pd.DataFrame,
    features: dict[str, pd.DataFrame],
    seed: int,
) -> dict[str, Any]:
    """Fit and evaluate one value on each kind of features, and draw the learning curve of the first."""
    ids = sentences["sentence_id"]
    folds = folds_of(components[components["sentence_id"].isin(ids)], labels).loc[ids]
    component = components.set_index("sentence_id")["component_id"]
    quality, kept = [], {}
    for name, table in features.items():
        log_odds, tau = _cross_fitted(table, labels, folds)
        low, high = _interval(log_odds, labels, component, seed)
        quality.append({"value": value, "features": name, "low": low, "high": high, **agreement(log_odds, labels)})
        kept[name] = (log_odds, tau)
    log_odds, tau = kept[ENCODED]
    curve = _learning_curve(features[ENCODED], labels, folds, component, tau, seed)
    whole = (curve["kind"] == "measured") & (curve["n_codes"] == labels["sentence_id"].nunique())
    for name, cell in {**{end: quality[0][end] for end in ("low", "high")}, "interval": "resampled components"}.items():
        curve[name] = curve[name].where(~whole, cell)
    scores = pd.DataFrame({"unit_id": log_odds.index, "fold": folds.to_numpy(), "log_odds": log_odds.to_numpy()})
    return {
        "value": value,
        "labels": labels,
        "scores": scores.assign(probability=probability(scores["log_odds"].to_numpy())),
        "quality": pd.DataFrame(quality),
        "curve": curve.assign(value=value),
        "calibration": calibration_table(log_odds, labels, component),
        "tau": tau,
    }


def _fit(x: Reals, labels: pd.DataFrame, tau: float | None = None) -> tuple[Reals, float, float]:
    """Return coefficients, intercept and the prior deviation of the coefficients, by maximum evidence if not given."""
    fit = fit_ridge(x, labels["label"].to_numpy(float), labels["weight"].to_numpy(float), np.zeros(len(x)), tau)
    return fit.coefficients, fit.intercept, fit.tau


def _cross_fitted(x: pd.DataFrame, labels: pd.DataFrame, folds: pd.Series[int]) -> tuple[pd.Series[float], float]:
    """Return calibrated log-odds of every sentence, each by a model without its fold, and the usual prior deviation."""
    fold_of = labels["sentence_id"].map(folds)
    found, chosen = pd.Series(np.nan, index=x.index, name="log_odds"), []
    for fold in sorted(folds.unique()):
        training, of_training = labels[fold_of != fold], fold_of[fold_of != fold]
        coefficients, intercept, tau = _fit(x.loc[training["sentence_id"]].to_numpy(float), training)
        slope, level = _platt(_scored(x, training, of_training, tau), training)
        here = folds.index[folds == fold]
        found[here] = level + slope * (x.loc[here].to_numpy(float) @ coefficients + intercept)
        chosen.append(tau)
    return found, float(np.median(chosen))


def _scored(x: pd.DataFrame, labels: pd.DataFrame, fold_of: pd.Series[int], tau: float, part: Any = None) -> Reals:
    """Return log-odds of the rows of labels, each by a model of the rows (of a part of them) outside its fold."""
    scores = np.full(len(labels), np.nan)
    values = x.loc[labels["sentence_id"]].to_numpy(float)
    for fold in fold_of.unique():
        train, test = (fold_of != fold).to_numpy(), (fold_of == fold).to_numpy()
        train = train if part is None else train & part
        if len(set(labels[train]["label"])) > 1:
            coefficients, intercept, _ = _fit(values[train], labels[train], tau)
            scores[test] = values[test] @ coefficients + intercept
    return scores


def _platt(log_odds: Reals, labels: pd.DataFrame) -> tuple[float, float]:
    """Return slope and intercept that calibrate log-odds; the slope is not below 0."""
    from sklearn.linear_model import LogisticRegression

    spread = float(np.std(log_odds)) or 1.0
    model = LogisticRegression(C=10.0).fit(
        (log_odds / spread)[:, None], labels["label"], sample_weight=labels["weight"]
    )
    return max(float(model.coef_[0, 0]) / spread, 1e-6), float(model.intercept_[0])


def _auroc(log_odds: pd.Series[float], labels: pd.DataFrame, times: Reals | None = None) -> float:
    scored = labels["sentence_id"].map(log_odds).to_numpy(float)
    weight = labels["weight"].to_numpy(float) * (1 if times is None else times)
    return auroc_of(labels["label"].to_numpy(bool), scored, weight)


def _interval(
    log_odds: pd.Series[float], labels: pd.DataFrame, component: pd.Series[str], seed: int
) -> tuple[float, float]:
    """Return the percentile interval of AUROC over resampled components."""
    place, names = pd.factorize(labels["sentence_id"].map(component))
    drawn = [
        _auroc(log_odds, labels, times[place]) for times in bootstrap_weights(len(names), seed=seed, replicates=400)
    ]
    return percentile_interval(np.array(drawn), len(names))


def _learning_curve(
    x: pd.DataFrame,
    labels: pd.DataFrame,
    folds: pd.Series[int],
    component: pd.Series[str],
    tau: float,
    seed: int,
) -> pd.DataFrame:
    """Return AUROC by number of codes, measured by drawing components, and what the next codes would gain."""
    fold_of = labels["sentence_id"].map(folds)
    total = labels["sentence_id"].nunique()
    sizes = sorted({round(total * share) for share in (0.25, 0.4, 0.6, 0.8)} | {total})
    random = np.random.default_rng(seed)
    of_component = labels["sentence_id"].map(component)
    measured = np.full((len(sizes), DRAWS), np.nan)
    for draw in range(DRAWS):
        order = random.permutation(of_component.unique())
        rank = of_component.map({name: place for place, name in enumerate(order)})
        place = labels["sentence_id"].map(rank.groupby(labels["sentence_id"]).first().rank(method="first"))
        for row, size in enumerate(sizes):
            scores = _scored(x, labels, fold_of, tau, (place <= size).to_numpy())
            if not np.isnan(scores).any():
                measured[row, draw] = auroc_of(labels["label"].to_numpy(bool), scores, labels["weight"].to_numpy(float))
    with np.errstate(invalid="ignore"):
        found = [
            {"n_codes": size, "auroc": np.nanmean(values), **_ends(values), "kind": "measured"}
            for size, values in zip(sizes, measured, strict=True)
            if not np.isnan(values).all()
        ]
    ahead = [_extrapolated(sizes, values, total + NEXT) for values in measured.T]
    found.append({"n_codes": total + NEXT, "auroc": float(np.nanmean(ahead)), **_ends(ahead), "kind": "extrapolated"})
    return pd.DataFrame(found)


def _ends(values: Sequence[float] | Reals) -> dict[str, Any]:
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return {"low": float(low), "high": float(high), "interval": f"{DRAWS} draws of the codes"}


def _extrapolated(sizes: Sequence[int], values: Reals, n: int) -> float:
    """Return the value at n of a − b ÷ √n with b not below 0, fitted by least squares; not above 1."""
    there = ~np.isnan(values)
    if there.sum() < 2:
        return np.nan
    root = 1 / np.sqrt(np.array(sizes)[there])
    slope, level = np.polyfit(root, values[there], 1)
    if slope > 0:  # no growth
        return float(values[there].mean())
    return float(min(1.0, level + slope / np.sqrt(n)))


def _estimates(one: dict[str, Any], sentences: pd.DataFrame, sample: pd.DataFrame | None) -> pd.DataFrame:
    """Return the means by outlet, naive, corrected and of the coded sample alone; nothing without a sample."""
    if sample is None:
        return pd.DataFrame()
    labels = one["labels"]
    code = (labels["label"] * labels["weight"]).groupby(labels["sentence_id"]).sum()
    chance = sample.set_index("sentence_id")["chance"]
    uncoded = [name for name in chance.index if name not in code.index]
    if uncoded:
        raise BadInput(
            f"{len(uncoded)} sentences of the sample have no code, for example '{uncoded[0]}'. Code them, or the codes "
            "do not stand for all sentences."
        )
    ids = sentences["sentence_id"]
    units = sentences[["sentence_id", "article_id", "outlet"]].assign(
        predicted=ids.map(one["scores"].set_index("unit_id")["probability"]),
        chance=ids.map(chance),
        coded=ids.map(code).where(ids.isin(chance.index)),
    )
    return corrected_means(units).assign(value=one["value"])
