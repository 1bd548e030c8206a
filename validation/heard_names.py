"""Whether the general models hear a loaded name: in minimal pairs, and in sentences with a coded name or word.

*Pairs* (naming_pairs): two sentences that differ in one term. *Placebo* pairs are both neutral, so that the size of
their differences says what any change of a name does. Three contrasts are compared: the log-odds of the sentence, the
word score at the name, and the stance towards it. *Articles* (PTC): the AUROC of sentences in which professional
annotators marked name calling or loaded language, against those without any mark, and the F1 of loaded words.
*Targets* (NewsMTSC): macro-F1 of the stance. Intervals resample the terms of the pairs, the article of each sentence.
Nothing was trained on the pairs; the scored articles of PTC and NewsMTSC are those that a training run left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

import framing as fr
from framing.models import SHIPPED
from framing.stats import Reals, bootstrap_weights, percentile_interval
from framing.tables import read_csv

FILES = ("naming_pairs/pairs_dev.csv", "ptc/articles.jsonl", "ptc/spans.csv")
TECHNIQUES = {"Name_Calling,Labeling": "name calling", "Loaded_Language": "loaded language"}
LOADED, PLACEBO = "loaded_vs_neutral", "neutral_vs_neutral"
BEYOND = 0.95  # quantile of the placebo's differences
SEED, REPLICATES = 7, 1000
FEWEST_WORDS = 3
Row = tuple[object, ...]
COLUMNS = ["texts", "model", "measure", "estimate", "low", "high", "n", "n_units", "unit"]


def heard_names(datasets: Path) -> pd.DataFrame:
    """Compute every measure of every model."""
    pairs, sentences = read_csv(datasets / "naming_pairs" / "pairs_dev.csv"), coded_sentences(datasets)
    rows: list[tuple[object, ...]] = []
    for name in SHIPPED:
        model = fr.load_model(name)
        model = model.exactly() if hasattr(model, "exactly") else model

        differences = model.log_odds(pairs["text_a"].tolist()) - model.log_odds(pairs["text_b"].tolist())
        rows += [("naming_pairs", name, *row, "term") for row in of_pairs(pairs, differences)]
        scored = sentences.assign(log_odds=model.log_odds(sentences["text"].tolist()))
        rows += [("PTC", name, *row, "article") for row in of_sentences(scored)]
    return pd.DataFrame(rows, columns=COLUMNS)


def of_pairs(pairs: pd.DataFrame, differences: Reals) -> Iterator[Row]:
    """Yield measure, estimate, interval over terms and counts; a tie counts half."""
    kinds = pairs["kind"].to_numpy(str)
    higher = (differences > 0) + 0.5 * (differences == 0)
    is_loaded, is_placebo = kinds == LOADED, kinds == PLACEBO
    of_placebo = differences[is_placebo]
    values = np.concatenate([differences[is_loaded], of_placebo, -of_placebo])  # the side of a placebo is arbitrary
    area = area_under(np.arange(len(values)) < is_loaded.sum(), values)

    def beyond(weights: Reals) -> float:
        least = np.quantile(np.repeat(np.abs(of_placebo), weights[is_placebo].astype(int)), BEYOND)
        return float(np.average(differences[is_loaded] > least, weights=weights[is_loaded]))

    def auroc(weights: Reals) -> float:
        return area(np.concatenate([weights[is_loaded], weights[is_placebo], weights[is_placebo]]))

    def share(kind: str) -> Callable[[Reals], float]:
        return lambda weights: float(np.average(higher[kinds == kind], weights=weights[kinds == kind]))

    measures = {f"{kind}: higher": (share(kind), kinds == kind) for kind in (LOADED, "praise_vs_neutral", "strength")}
    measures |= {
        "loaded beyond the placebo": (beyond, is_loaded | is_placebo),
        "AUROC, loaded against placebo": (auroc, is_loaded | is_placebo),
    }
    for name, (measure, counted) in measures.items():
        yield name, *over_units(measure, pairs["term_a"], counted)


def of_sentences(scored: pd.DataFrame) -> Iterator[Row]:
    """Yield measure, estimate, interval over articles and counts."""
    for name in TECHNIQUES.values():
        cases = scored[scored[name] | scored["plain"]]
        area = area_under(cases[name].to_numpy(bool), cases["log_odds"].to_numpy(float))
        yield f"AUROC, {name}", *over_units(area, cases["article_id"], np.ones(len(cases), dtype=bool))


def area_under(truth: npt.NDArray[np.bool_], scores: Reals) -> Callable[[Reals], float]:
    """Return a function of the weights of cases that computes the area under the curve, ties half."""
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(scores[order]) != 0])

    def area(weights: Reals) -> float:
        right, wrong = (np.add.reduceat((weights * side)[order], starts) for side in (truth, ~truth))
        return float((right * (np.cumsum(wrong) - wrong / 2)).sum() / (right.sum() * wrong.sum()))

    return area


def over_units(
    measure: Callable[[Reals], float], units: pd.Series[str], counted: npt.NDArray[np.bool_]
) -> tuple[float, float, float, int, int]:
    """Compute a measure of weighted cases, its interval over resampled units, and the numbers of both."""
    place, names = pd.factorize(units[counted])
    weights = np.zeros((REPLICATES, len(units)))
    weights[:, counted] = bootstrap_weights(len(names), seed=SEED, replicates=REPLICATES)[:, place]
    low, high = percentile_interval(np.array([measure(of_sample) for of_sample in weights]), len(names))
    return measure(counted.astype(float)), low, high, len(place), len(names)


def coded_sentences(datasets: Path) -> pd.DataFrame:
    """Read the sentences of PTC, one a line, with article, the techniques marked in them, and whether none was."""
    spans = read_csv(datasets / "ptc" / "spans.csv").astype({"start": int, "end": int})
    of_article = dict(tuple(spans.groupby("article_id")))
    rows = []
    for line in (datasets / "ptc" / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        marked, start = of_article.get(str(article["article_id"]), spans[:0]), 0
        for sentence in article["text"].split("\n"):
            here = marked[(marked["start"] < start + len(sentence)) & (marked["end"] > start)]["technique"]
            if len(sentence.split()) >= FEWEST_WORDS:
                found = {name: technique in {*here} for technique, name in TECHNIQUES.items()}
                found["plain"] = here.empty
                rows.append({"article_id": str(article["article_id"]), "text": sentence, **found})
            start += len(sentence) + 1
    return pd.DataFrame(rows)
