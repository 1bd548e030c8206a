"""Sentence model: an encoder of sentences and coefficients on its vectors; the general model is one."""

from __future__ import annotations

import warnings
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from framing.errors import BadInput
from framing.models.cards import shown_scorer
from framing.models.loadedness import Prior
from framing.models.odds import Reals, of_both, probability
from framing.models.text_features import place_of, with_pairs, word_places, words
from framing.models.tuned import TunedEncoder
from framing.models.weights import Steps, in_steps
from framing.stats import LEVEL
from framing.tables import replacing

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Redrawn:
    """How far each refit lies from the model itself: a row a refit, its intercept and its coefficients.

    Coefficients are kept in steps of one size, a byte each.

    Examples
    --------
    >>> redrawn = Redrawn.of(np.array([[0.1, 0.02], [-0.1, 0.0], [0.0, -0.02]]))
    >>> redrawn.deviations(np.array([[0.0], [10.0]])).round(2).tolist()
    [0.1, 0.26]
    """

    intercepts: Reals
    steps: Steps
    size: float

    @classmethod
    def of(cls, moves: Reals) -> Redrawn:
        """Round the differences of refits from their model: intercept first, then the coefficients."""
        return cls(np.array([float(f"{move:.5g}") for move in moves[:, 0]]), *in_steps(moves[:, 1:]))

    def deviations(self, vectors: Reals) -> Reals:
        """Standard deviation over the refits of the log-odds of each row of features."""
        moves = vectors @ (self.steps.T * self.size) + self.intercepts
        return np.asarray(moves.std(axis=1, ddof=1), dtype=np.float64)

    def margins(self, vectors: Reals, level: float = LEVEL) -> Reals:
        """Half the width of the interval of each row's log-odds: Student's t, since the refits are few."""
        from scipy.special import stdtrit

        quantile = stdtrit(len(self.steps) - 1, (1 + level) / 2)
        return np.asarray(quantile * self.deviations(vectors), dtype=np.float64)

    def content(self) -> dict[str, Any]:
        """What a file keeps: a line of base64 a refit."""
        return {
            "size": self.size,
            "intercepts": self.intercepts.tolist(),
            "steps": [b64encode(steps.tobytes()).decode() for steps in self.steps],
        }

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Redrawn:
        """The same, back from a file."""
        steps = [np.frombuffer(b64decode(steps), dtype=np.int8) for steps in content["steps"]]
        return cls(np.array(content["intercepts"]), np.array(steps), content["size"])


COMMON = """
the of and to in a is that for it was on as with by he his at from be this have are not had but they which or an were
their has will who said its been would her she we after you i him them there more if no up out so what about into than
when can could all over our us my me do did does new one two some other only also
"""
COMMONEST = frozenset(COMMON.split())
# Of 20 words in a row, fewer than 2 are among them once in 5,000 times in English news, once in 100 in headlines.
LEAST_SHARE, LEAST_WORDS = 0.1, 20
ENOUGH = 200  # sentences


def _check_sentences(sentences: Sequence[str]) -> None:
    """Refuse what is no list of sentences; warn where they do not look like English."""
    _refuse_no_sentences(sentences)
    warn_unless_english(sentences)


def _refuse_no_sentences(sentences: Sequence[str]) -> None:
    """Refuse what is no list of texts, naming the first that is none or that has nothing in it."""
    if isinstance(sentences, str):
        raise BadInput("Expected a list of sentences, each a text; for one sentence pass a list of one.")
    for place, sentence in enumerate(sentences, start=1):
        if not isinstance(sentence, str):
            raise BadInput(
                f"Sentence {place} of {len(sentences)} is {sentence!r}; expected a text. Leave such rows out."
            )
        if not sentence.strip():
            raise BadInput(f"Sentence {place} of {len(sentences)} is empty, so it has no score. Leave such rows out.")


def warn_unless_english(sentences: Sequence[str]) -> None:
    """Warn where texts do not look like English, by how many words, in some of the sentences, are its commonest."""
    found = [word for sentence in sentences[:: 1 + len(sentences) // ENOUGH] for word in words(sentence)]
    common = sum(word in COMMONEST for word in found)
    if len(found) >= LEAST_WORDS and common < LEAST_SHARE * len(found):
        warnings.warn(
            f"{common} of {len(found)} words are among the commonest of English, so these texts seem to be in another "
            "language. The general model knows English alone, as US news of 2017 to 2020 wrote it; its scores of other "
            "texts mean nothing.",
            stacklevel=2,
        )


@dataclass(frozen=True)
class SentenceModel:
    """A classifier of sentences as they stand: an encoder and the coefficients on its vectors.

    `scores` holds how well it did where it was validated; `card` says what it was made from and what it is not for;
    `refits` are the same model on its training articles drawn again, where they were made.
    """

    encoder: TunedEncoder
    prior: Prior
    scores: dict[str, Any] = field(default_factory=dict)
    card: str = field(default="", repr=False)
    refits: Redrawn | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        refits = f"{len(self.refits.steps)} refits for intervals" if self.refits else "no refits, so no intervals"
        return f"SentenceModel of {self.encoder.file.name}: {len(self.prior.coefficients)} coefficients, {refits}"

    def _repr_html_(self) -> str:
        facts = {"encoder": self.encoder.file.name, "coefficients": len(self.prior.coefficients)}
        told = facts | {"refits for intervals": len(self.refits.steps) if self.refits else "none"}
        return shown_scorer("Model of sentences", told, self.scores, self.card)

    def log_odds(self, sentences: Sequence[str]) -> Reals:
        """Log-odds that each sentence is loaded."""
        return self.of_vectors(self.vectors(sentences))

    def vectors(self, sentences: Sequence[str]) -> Reals:
        """What the encoder makes of each sentence; warns where they are not English."""
        _check_sentences(sentences)
        return np.asarray(self.encoder(sentences), dtype=np.float64)

    def exactly(self) -> Self:
        """The same model, computed the exact way: for numbers that are published."""
        return replace(self, encoder=self.encoder.exactly())

    def of_vectors(self, vectors: Reals) -> Reals:
        """Log-odds of the sentences of these vectors."""
        return np.asarray(vectors @ np.array(self.prior.coefficients) + self.prior.intercept, dtype=np.float64)

    def predict_proba(self, sentences: Sequence[str]) -> Reals:
        """Probabilities of neutral and of loaded, a row a sentence."""
        return of_both(self.log_odds(sentences))

    def predict_interval(self, sentences: Sequence[str]) -> pd.DataFrame:
        """Log-odds and probability that each sentence is loaded, with the interval of the probability.

        The interval is about another sample of training articles: where the probability would lie if as many articles
        of the same kind had been labelled by the same people. It says nothing of how other people would label, nor of
        news unlike the training articles. On the scale of log-odds, by the deviation over the refits and the
        quantile of Student's t for so many.

        Returns
        -------
        DataFrame
            a row a sentence: log_odds, probability, low, high at 95 % (none where the model has no refits), windows: in
            how many parts the sentence was read, more than one where it is long.

        Examples
        --------
        >>> import framing as fr
        >>> found = fr.load_model("loaded-language").predict_interval(["The minister arrived on Monday."])
        >>> bool((found["low"] < found["probability"]).all() and (found["probability"] < found["high"]).all())
        True
        """
        import pandas as pd

        _check_sentences(sentences)
        read, windows = self.encoder.read(sentences)
        vectors = np.asarray(read, dtype=np.float64)
        log_odds = self.of_vectors(vectors)
        half = self.refits.margins(vectors) if self.refits else np.full(len(vectors), np.nan)
        ends = {"low": probability(log_odds - half), "high": probability(log_odds + half)}
        return pd.DataFrame({"log_odds": log_odds, "probability": probability(log_odds), **ends, "windows": windows})

    def save(self, path: str | Path) -> None:
        """Write the model as one JSON file, and the weights of its encoder beside it; `load_model` reads them."""
        from framing.models.persistence import write_json

        path = Path(path)
        content = {
            "model": "SentenceModel",
            "encoder": {"file": self.encoder.file.name, "sha256": self.encoder.sha256},
            "scores": self.scores,
            "card": self.card,
            "intercept": self.prior.intercept,
            "coefficients": list(self.prior.coefficients),
            **({"refits": self.refits.content()} if self.refits else {}),
        }
        beside = path.with_name(self.encoder.file.name)
        if beside.resolve() != self.encoder.file.resolve():
            with replacing(beside) as spare:
                copyfile(self.encoder.file, spare)
        write_json(content, path)


@dataclass(frozen=True, eq=False)
class StaticModel:
    """Log-odds as an intercept and the sum of the weights of a sentence's words and pairs of words, each counted once.

    ``steps`` times ``size`` are the weights, by the places of `word_places`.

    Examples
    --------
    >>> from framing.models.text_features import PLACES
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
        _check_sentences(sentences)
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
