"""Static: a model of sentences that adds up a weight for every word and every pair of neighbours, and nothing more.

It learns from the scores that a full model gives to news (distillation: Hinton, Vinyals & Dean 2015), needs neither
torch nor OpenVINO, and what each word does to a score is exact.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from framing.classifiers.odds import Reals, of_both
from framing.classifiers.shown import shown_scorer
from framing.features.readable import check_sentences
from framing.features.rounded import Steps, in_steps
from framing.features.words import place_of, with_pairs, word_places, words


@dataclass(frozen=True, eq=False)
class StaticModel:
    """Log-odds as an intercept and the sum of the weights of a sentence's words and pairs of words, each counted once.

    ``steps`` times ``size`` are the weights, by the places of `word_places`.

    Examples
    --------
    >>> from framing.features.words import PLACES
    >>> model = StaticModel.of(np.linspace(-1, 1, PLACES), intercept=0.0)
    >>> model.predict_proba(["The office opened on Monday."]).shape
    (1, 2)
    """

    steps: Steps
    size: float
    intercept: float
    scores: dict[str, Any] = field(default_factory=dict)
    card: str = field(default="", repr=False)

    @classmethod
    def of(cls, weights: Reals, intercept: float, card: str = "") -> Self:
        """Round weights to a byte each."""
        return cls(*in_steps(weights), float(f"{intercept:.6g}"), card=card)

    def __repr__(self) -> str:
        return f"StaticModel: {np.count_nonzero(self.steps):,} weights of words and pairs of words"

    def _repr_html_(self) -> str:
        facts = {
            "weights of words and pairs": f"{np.count_nonzero(self.steps):,}",
            "intercept": f"{self.intercept:.3g}",
        }
        return shown_scorer("Static model of sentences", facts, self.scores, self.card)

    def log_odds(self, sentences: Sequence[str]) -> Reals:
        """Log-odds that each sentence is loaded."""
        check_sentences(sentences)
        rows, places = word_places(sentences)
        sums = np.bincount(rows, weights=self.steps[places], minlength=len(sentences))
        return np.asarray(sums * self.size + self.intercept, dtype=np.float64)

    def predict_proba(self, sentences: Sequence[str]) -> Reals:
        """Probabilities of neutral and of loaded, a row a sentence."""
        return of_both(self.log_odds(sentences))

    def effects(self, sentence: str) -> Reals:
        """What each word adds to the log-odds of a sentence: its weight, and half of those of its pairs."""
        found = words(sentence)
        holders = [[place] for place in range(len(found))] + [[place, place + 1] for place in range(len(found) - 1)]
        effects, counted = np.zeros(len(found)), set[str]()
        for feature, held_by in zip(with_pairs(found), holders, strict=True):
            if feature not in counted:
                effects[held_by] += self.steps[place_of(feature)] * self.size / len(held_by)
            counted.add(feature)
        return effects

    def content(self) -> dict[str, Any]:
        """What a file keeps."""
        return {
            "model": "StaticModel",
            "scores": self.scores,
            "card": self.card,
            "intercept": self.intercept,
            "size": self.size,
            "steps": b64encode(self.steps.tobytes()).decode(),
        }

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Self:
        """The same, back from a file."""
        steps = np.frombuffer(b64decode(content["steps"]), dtype=np.int8)
        return cls(steps, content["size"], content["intercept"], content["scores"], content["card"])
