"""Whether the general models hear a loaded name: in minimal pairs, and in sentences with a coded name or word.

*Pairs* (naming_pairs): two sentences that differ in one term. *Placebo* pairs are both neutral, so that the size of
their differences says what any change of a name does. Three contrasts are compared: of the sentence, of the words of
the name, and of the stance towards who is named. *Articles* (PTC): the AUROC of sentences in which professional
annotators marked name calling or loaded language, against those without any mark, and the F1 of loaded words.
*Targets* (NewsMTSC): the macro-F1 of the stance. Intervals resample the terms of the pairs, and articles.

Nothing was trained on the pairs. The articles of PTC and NewsMTSC are those that no network was trained on; the static
model learnt from none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import f1_score

import framing as fr
from framing.models import (
    SHIPPED,
    TECHNIQUES,
    SentenceModel,
    StaticModel,
    explain,
    judged_targets,
    marked_sentences,
)
from framing.stats import Reals, bootstrap_weights, percentile_interval
from framing.tables import read_csv, rows

FILES = ("naming_pairs/pairs_dev.csv", "ptc/articles.jsonl", "ptc/spans.csv", "newsmtsc/newsmtsc_train.csv")
LOADED, PLACEBO = "loaded_vs_neutral", "neutral_vs_neutral"
BEYOND = 0.95  # quantile of the placebo's differences
# Log-odds from which a word is predicted as loaded: log(p / (1 - p)) of half the F1 that is reached, which maximises F1
# for calibrated probabilities (Lipton, Elkan & Naryanaswamy 2014); of the network on articles it was trained on
LOADED_WORD = -1.5
SEED, REPLICATES = 7, 1000
SENTENCE, NAME, STANCE = "sentence", "name", "stance"
Span = tuple[int, int]
Row = tuple[object, ...]
COLUMNS = ["texts", "model", "score", "measure", "estimate", "low", "high", "n", "n_units", "unit"]


def heard_names(datasets: Path) -> pd.DataFrame:
    """Compute every measure of every model."""
    pairs = read_csv(datasets / "naming_pairs" / "pairs_dev.csv")
    tables = marked_sentences(datasets), judged_targets(datasets)
    marked, judged = (table[table["kept"]].reset_index(drop=True) for table in tables)
    found: list[Row] = []
    for name in SHIPPED:
        model = fr.load_model(name)
        assert isinstance(model, SentenceModel | StaticModel)
        model = model.exactly() if isinstance(model, SentenceModel) else model
        for score, differences in contrasts(pairs, model).items():
            found += [("naming_pairs", name, score, *row, "term") for row in of_pairs(pairs, differences)]
        words = words_of(marked, model)
        for score, log_odds in of_lines(marked, words, model).items():
            found += [("PTC", name, score, *row, "article") for row in of_sentences(marked.assign(log_odds=log_odds))]
        found += [("PTC", name, "words", *row, "article") for row in of_words(marked, words)]
        if isinstance(model, SentenceModel):
            found.append(("NewsMTSC", name, STANCE, *of_stances(judged, model), "article"))
    return pd.DataFrame(found, columns=COLUMNS)


def contrasts(pairs: pd.DataFrame, model: SentenceModel | StaticModel) -> dict[str, Reals]:
    """Return the difference of both sides of each pair by each score of a model."""
    sides = [(pairs[f"text_{side}"].tolist(), spans_of(pairs, side)) for side in "ab"]
    if isinstance(model, StaticModel):
        scores = [{SENTENCE: model.log_odds(texts)} for texts, _ in sides]
    else:
        scores = [
            {
                SENTENCE: model.log_odds(texts),
                NAME: model.span_scores(texts, spans),
                STANCE: model.stances(texts, spans)["log_odds"].to_numpy(float),
            }
            for texts, spans in sides
        ]
    return {score: log_odds - scores[1][score] for score, log_odds in scores[0].items()}


def spans_of(pairs: pd.DataFrame, side: str) -> list[Span]:
    """Return the place of the term of each pair in its sentence."""
    starts = [
        text.lower().index(term.lower())
        for text, term in zip(pairs[f"text_{side}"], pairs[f"term_{side}"], strict=True)
    ]
    return [(start, start + len(term)) for start, term in zip(starts, pairs[f"term_{side}"], strict=True)]


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


def words_of(marked: pd.DataFrame, model: SentenceModel | StaticModel) -> pd.DataFrame:
    """Return every word of the marked sentences: sentence (place), start, end, log_odds."""
    if isinstance(model, SentenceModel):
        return model.word_scores(marked["text"].tolist())
    tables = [explain(text, model).assign(sentence=place) for place, text in enumerate(marked["text"])]
    return pd.concat(tables, ignore_index=True).rename(columns={"effect": "log_odds"})


def of_lines(marked: pd.DataFrame, words: pd.DataFrame, model: SentenceModel | StaticModel) -> dict[str, Reals]:
    """Return the scores of marked sentences: of the sentence, and of its most loaded word."""
    highest = words.groupby("sentence")["log_odds"].max().reindex(range(len(marked)), fill_value=-np.inf)
    return {SENTENCE: model.log_odds(marked["text"].tolist()), "most loaded word": highest.to_numpy(float)}


def of_sentences(scored: pd.DataFrame) -> Iterator[Row]:
    """Yield measure, estimate, interval over articles and counts."""
    for name in TECHNIQUES.values():
        cases = scored[scored[name] | scored["plain"]].reset_index(drop=True)
        area = area_under(cases[name].to_numpy(bool), cases["log_odds"].to_numpy(float))
        yield f"AUROC, {name}", *over_units(area, cases["article_id"], np.ones(len(cases), dtype=bool))


def of_words(marked: pd.DataFrame, words: pd.DataFrame) -> Iterator[Row]:
    """Yield AUROC and F1 of marked words, and F1 of spans as Da San Martino et al. (2019) overlap them."""
    spans = marked["spans"].tolist()
    truth = np.array(
        [any(row.start < end and start < row.end for start, end in spans[row.sentence]) for row in rows(words)]
    )
    log_odds, articles = words["log_odds"].to_numpy(float), words["sentence"].map(marked["article_id"])
    every = np.ones(len(words), dtype=bool)
    yield "AUROC of words", *over_units(area_under(truth, log_odds), articles, every)
    predicted = log_odds >= LOADED_WORD

    def f1(weights: Reals) -> float:
        both = weights[predicted & truth].sum()
        return float(2 * both / (weights[predicted].sum() + weights[truth].sum()))

    yield "F1 of words", *over_units(f1, articles, every)
    parts = overlaps(marked, words[predicted])

    def f1_of_spans(weights: Reals) -> float:
        found, n_found, right, n_right = weights @ parts.to_numpy(float)
        precision, recall = found / n_found, right / n_right
        return float(2 * precision * recall / (precision + recall))

    yield "F1 of spans", *over_units(f1_of_spans, marked["article_id"], np.ones(len(marked), dtype=bool))


def overlaps(marked: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """Return for each sentence: covered shares of found spans, found spans, covered shares of marked spans, these.

    Neighbouring loaded words form one span.
    """
    of_sentence = {
        place: list(zip(part["start"], part["end"], strict=True)) for place, part in words.groupby("sentence")
    }
    table = []
    for place, (text, spans) in enumerate(zip(marked["text"], marked["spans"], strict=True)):
        found: list[Span] = []
        for start, end in of_sentence.get(place, []):
            joins = found and not any(sign.isalnum() for sign in text[found[-1][1] : start])
            found[-1:] = [(found[-1][0], end)] if joins else [*found[-1:], (start, end)]
        table.append((_covered(found, spans), len(found), _covered(spans, found), len(spans)))
    return pd.DataFrame(table, columns=["found", "n_found", "right", "n_right"])


def _covered(spans: list[Span], others: list[Span]) -> float:
    """Sum the shares of spans that others cover."""
    return sum(
        min(1.0, sum(max(0, min(end, last) - max(start, first)) for first, last in others) / (end - start))
        for start, end in spans
    )


def of_stances(judged: pd.DataFrame, model: SentenceModel) -> Row:
    """Return measure, estimate, interval over articles and counts."""
    spans = list(zip(judged["start"], judged["end"], strict=True))
    stances = model.stances(judged["text"].tolist(), spans)
    named = stances[["negative", "neutral", "positive"]].idxmax(axis=1)

    def macro_f1(weights: Reals) -> float:
        return float(f1_score(judged["polarity"], named, average="macro", sample_weight=weights))

    return "macro-F1", *over_units(macro_f1, judged["article"], np.ones(len(judged), dtype=bool))


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
    weights = np.zeros((REPLICATES, len(units)), dtype=np.float32)
    weights[:, counted] = bootstrap_weights(len(names), seed=SEED, replicates=REPLICATES)[:, place]
    low, high = percentile_interval(np.array([measure(of_sample) for of_sample in weights]), len(names))
    return measure(counted.astype(float)), low, high, len(place), len(names)
