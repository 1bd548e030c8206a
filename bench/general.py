"""The general model of loaded language, fitted and scored: what made src/framing/classifiers/loaded-language.json.

    python bench/general.py ../shared/datasets

BABE v2 (Horych et al. 2025; labels and split MIT as found) is the only data. The encoder is frozen; which of its layers
and how strong a penalty are chosen by five folds of babe_v2_train in which the sentences of an article stay together,
by log-loss. babe_v2_test is scored once, by the model chosen. Beside its scores stand what its outlets alone would give
and, from the training part, how the model does on outlets that it has not seen. No sentence is printed or stored.

Fifty refits, on the training articles drawn with replacement, same layers and strength, stand in the file for the
intervals of `SentenceModel.predict_interval`. Run it with OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, matthews_corrcoef, roc_auc_score
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut

from framing.classifiers.loadedness import Prior
from framing.classifiers.redrawn import Redrawn
from framing.classifiers.store import SentenceModel
from framing.comparison.resampling import bootstrap_weights, percentile_interval
from framing.features.embeddings import Encoder

HOME = Path(__file__).parents[1] / "src" / "framing" / "classifiers" / "loaded-language.json"
LAYERS = range(7)
CHOICES: dict[str, tuple[int, ...]] = {"last": (6,), "last four": (3, 4, 5, 6), "all": tuple(LAYERS)}
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
SEED, LEAST_OF_OUTLET, REFITS = 7, 90, 50
CARD = """Is this sentence worded in a loaded way? Logistic regression on means of layers of all-MiniLM-L6-v2, frozen.

Made from: BABE v2, sentences of US news of 2017 to 2020 that experts labelled as biased by word choice or not; labels
and split from Media-Bias-Group/llm-annotations-annomatic (MIT as found), sentences from BABE (Spinde et al. 2021, AGPL
or CC BY-NC by source; research use). The file holds coefficients only, no sentence.

Not for: a verdict on an outlet, an article or a person; languages other than English; telling whether a charge is true.
A loaded word inside a quotation counts like the reporter's own. In BABE the outlet alone tells much of the label, so
scores on outlets unseen are the ones to expect elsewhere; a word that stands for a topic in US politics may pass for a
loaded one.
"""


def main(datasets: Path) -> None:
    train, test = sentences_of(datasets / "babe")
    encoder = Encoder(layers=LAYERS)
    layers = by_layer(encoder(train["text"].tolist()))
    choice, strength = chosen(layers, train)
    model = fitted(layers[list(CHOICES[choice])], train["label"], strength)
    unseen = on_unseen_outlets(flat(layers[list(CHOICES[choice])]), train, strength)
    tested = Encoder(layers=CHOICES[choice])
    shipped = SentenceModel(tested, prior_of(model), {}, CARD)
    scores = {
        "chosen": {"layers": choice, "strength": strength},
        "babe_v2_test": with_intervals(shipped.log_odds(test["text"].tolist()), test),
        "babe_v2_test, from the outlet alone": rounded(outlet_alone(train, test)),
        "babe_v2_train, outlets unseen": unseen,
    }
    print(scores)
    redrawn = refits(flat(layers[list(CHOICES[choice])]), train, strength, shipped.prior)
    whole = SentenceModel(tested, shipped.prior, scores, CARD, redrawn)
    print(widths(whole, test["text"].tolist()))
    whole.save(HOME)


def sentences_of(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Training and test sentences with outlet and article; a sentence whose article is not known is one by itself."""
    origin = pd.read_csv(folder / "babe_sg2.csv").set_index("row")[["outlet", "news_link"]]
    found = []
    for name in ("babe_v2_train", "babe_v2_test_with_published_predictions"):
        part = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)[["text", "label", "sg2_row"]]
        part = part.join(origin, on=part["sg2_row"].astype(float).astype(int))
        found.append(part.assign(article=part["news_link"].fillna(part["sg2_row"].astype("str"))))
    return found[0], found[1]


def by_layer(vectors: np.ndarray) -> np.ndarray:
    """Layer, sentence, number."""
    return vectors.astype(np.float64).reshape(len(vectors), len(LAYERS), -1).swapaxes(0, 1)


def flat(layers: np.ndarray) -> np.ndarray:
    return np.hstack(list(layers))


def chosen(layers: np.ndarray, train: pd.DataFrame) -> tuple[str, float]:
    """The layers and strength of least log-loss over folds of articles."""
    losses = {}
    for choice, places in CHOICES.items():
        rows = flat(layers[list(places)])
        for strength in STRENGTHS:
            folds = GroupKFold(5).split(rows, groups=train["article"])
            log_odds = out_of_fold(rows, train["label"], strength, folds)
            losses[choice, strength] = np.logaddexp(0, np.where(train["label"] == 1, -log_odds, log_odds)).mean()
            print(
                choice,
                strength,
                f"log-loss {losses[choice, strength]:.4f}",
                rounded(scores_of(log_odds, train["label"])),
            )
    return min(losses, key=losses.__getitem__)


def out_of_fold(rows: np.ndarray, labels: pd.Series, strength: float, folds: Any) -> np.ndarray:
    log_odds = np.full(len(rows), np.nan)
    for seen, unseen in folds:
        log_odds[unseen] = regression(strength).fit(rows[seen], labels.iloc[seen]).decision_function(rows[unseen])
    return log_odds


def regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=10_000, tol=1e-6)


def fitted(layers: np.ndarray, labels: pd.Series, strength: float) -> LogisticRegression:
    return regression(strength).fit(flat(layers), labels)


def prior_of(model: LogisticRegression) -> Prior:
    """Coefficients to the precision of float32, the shortest digits that give it back."""
    numbers = [float(str(number)) for number in model.coef_[0].astype(np.float32)]
    return Prior(tuple(numbers), float(str(np.float32(model.intercept_[0]))))


def refits(rows: np.ndarray, train: pd.DataFrame, strength: float, shipped: Prior) -> Redrawn:
    """The model on its training articles drawn with replacement, a sentence as often as its article."""
    moves = moves_of(rows, train, strength, shipped)
    found = Redrawn.of(moves)
    exact = (rows @ moves[:, 1:].T + moves[:, 0]).std(axis=1, ddof=1)
    lost = np.abs(found.deviations(rows) / exact - 1)
    print(f"deviation rounded against exact, training sentences: off by {lost.mean():.2%}, at most {lost.max():.2%}")
    return found


def moves_of(rows: np.ndarray, train: pd.DataFrame, strength: float, shipped: Prior) -> np.ndarray:
    """Differences of each refit from the shipped model: intercept, then coefficients."""
    articles, place = np.unique(train["article"], return_inverse=True)
    found = []
    for weights in bootstrap_weights(len(articles), seed=SEED, replicates=REFITS):
        model = regression(strength).fit(rows, train["label"], sample_weight=weights[place])
        found.append([*model.intercept_, *model.coef_[0]])
    return np.array(found) - np.array([shipped.intercept, *shipped.coefficients])


def widths(model: SentenceModel, sentences: list[str]) -> dict[str, float]:
    """How wide the intervals of the probability are, and how many leave open on which side of a half it lies."""
    found = model.predict_interval(sentences)
    width = found["high"] - found["low"]
    quartiles = {f"{share:.0%} narrower than": width.quantile(share) for share in (0.25, 0.5, 0.75)}
    either = (found["low"] < 0.5) & (found["high"] > 0.5)
    return rounded({**quartiles, "wider than 0.2": (width > 0.2).mean(), "holds a half": either.mean()})


def scores_of(log_odds: np.ndarray, labels: pd.Series | np.ndarray) -> dict[str, float]:
    said = log_odds > 0
    return {
        "macro_f1": f1_score(labels, said, average="macro"),
        "auroc": roc_auc_score(labels, log_odds),
        "mcc": matthews_corrcoef(labels, said),
        "average_precision": average_precision_score(labels, log_odds),
    }


def with_intervals(log_odds: np.ndarray, test: pd.DataFrame) -> dict[str, Any]:
    """Each score with its interval over articles drawn with replacement."""
    articles, place = np.unique(test["article"], return_inverse=True)
    labels = test["label"].to_numpy()
    drawn = []
    for weights in bootstrap_weights(len(articles), seed=SEED):
        rows = np.repeat(np.arange(len(test)), weights[place].astype(int))
        drawn.append(scores_of(log_odds[rows], labels[rows]))
    found: dict[str, Any] = {"n": len(test), "n_loaded": int(labels.sum()), "n_articles": len(articles)}
    for name, score in scores_of(log_odds, labels).items():
        low, high = percentile_interval(np.array([scores[name] for scores in drawn]))
        found[name] = [round(float(number), 3) for number in (score, low, high)]
    return found


def outlet_alone(train: pd.DataFrame, test: pd.DataFrame) -> dict[str, float]:
    """Scores of the log-odds of an outlet's training sentences, without reading a word."""
    counts = train.groupby("outlet")["label"].agg(["sum", "size"])
    share = (counts["sum"] + 1) / (counts["size"] + 2)
    guess = test["outlet"].map(share).fillna(train["label"].mean())
    return scores_of(np.log(guess / (1 - guess)).to_numpy(), test["label"])


def on_unseen_outlets(rows: np.ndarray, train: pd.DataFrame, strength: float) -> dict[str, Any]:
    """Each large outlet by a model of the others: mean over outlets, and the lowest."""
    large = train["outlet"].map(train["outlet"].value_counts()) >= LEAST_OF_OUTLET
    outlets = train["outlet"].where(large, "others")
    log_odds = out_of_fold(rows, train["label"], strength, LeaveOneGroupOut().split(rows, groups=outlets))
    each = [
        scores_of(log_odds[outlets == name], train["label"][outlets == name]) for name in sorted(set(outlets[large]))
    ]
    mean = {f"mean {name}": np.mean([scores[name] for scores in each]) for name in each[0]}
    least = {f"least {name}": min(scores[name] for scores in each) for name in each[0]}
    return {"n_outlets": len(each), **rounded({**mean, **least})}


def rounded(scores: dict[str, Any]) -> dict[str, float]:
    return {name: round(float(score), 3) for name, score in scores.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
