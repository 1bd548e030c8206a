"""Loadedness of what is shown: published scores where the study has them, else those of the shipped static model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import pandas as pd

from framing.classifiers.explanation import explain
from framing.classifiers.panel import GENERAL, LOADEDNESS
from framing.classifiers.static import StaticModel
from framing.classifiers.store import load_model
from framing.study import Study

STATIC = "loaded-language-static"


@dataclass(frozen=True)
class Loadedness:
    """The probability that each sentence is loaded, and whose probability it is."""

    of: Mapping[str, float]
    classifier: str

    @property
    def told(self) -> str:
        """What the shading means."""
        if self.classifier == STATIC:
            whose = f"the shipped general model ‘{STATIC}’, which adds up a weight for every word"
        elif self.classifier == GENERAL:
            whose = "the general model (published scores)"
        else:
            whose = f"the classifier of {self.classifier.partition(':')[2]} (published scores, text tier)"
        return f"The shade is the probability, by {whose}, that a sentence is worded in a loaded way."

    @property
    def told_of_reasons(self) -> str:
        """What the reasons are reasons of."""
        what = "Reasons are what the words add to the log-odds or take away"
        if self.classifier == STATIC:
            return f"{what}: of this model they are exact."
        return f"{what} by the simpler model ‘{STATIC}’, not by the classifier that gave the shade."


@cache
def static_model() -> StaticModel:
    """The model that needs nothing but words."""
    return cast(StaticModel, load_model(STATIC))


def loadedness_of(study: Study, outlets: Sequence[str], words: Mapping[str, str]) -> Loadedness:
    """Score sentences, by one classifier for all: of several outlets, shades by one each could not be compared.

    Parameters
    ----------
    outlets
        of the articles that are shown.
    words
        the sentences to score, by sentence_id.
    """
    own = [f"{LOADEDNESS}:{outlets[0]}"] if len(set(outlets)) == 1 else []
    for classifier in (*own, GENERAL):
        found = published(study.scores, classifier)
        if words and words.keys() <= found.keys():
            return Loadedness({name: found[name] for name in words}, classifier)
    probabilities = static_model().predict_proba(list(words.values()))[:, 1].tolist() if words else []
    return Loadedness(dict(zip(words, probabilities, strict=True)), STATIC)


def published(scores: pd.DataFrame, classifier: str) -> dict[str, float]:
    """Published probabilities of a classifier, text tier, by unit."""
    of_it = scores[(scores["classifier"] == classifier) & (scores["tier"] == "text")].dropna(subset="probability")
    return dict(zip(of_it["unit_id"], of_it["probability"].astype(float), strict=True))


def reasons(words: str, most: int) -> list[tuple[str, float]]:
    """The words that move the log-odds most, by the static model, with what each adds; words that add nothing do not.

    >>> [word for word, _ in reasons("The vile mob cheered.", 1)]
    ['vile']
    """
    found = explain(words, static_model()).groupby("word", sort=False)["effect"].sum().round(2)
    moving = found[found != 0]
    chosen = moving.reindex(moving.abs().sort_values(ascending=False, kind="stable").index)[:most]
    return [(str(word), float(effect)) for word, effect in chosen.items()]
