"""Sentence model: an encoder of sentences and coefficients on its vectors; the general model is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from framing.classifiers.odds import Reals, of_both, probability
from framing.classifiers.prior import Prior
from framing.classifiers.redrawn import Redrawn
from framing.classifiers.shown import shown_scorer
from framing.features.readable import check_sentences
from framing.features.tuned import TunedEncoder
from framing.files import replacing

if TYPE_CHECKING:
    import pandas as pd


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
        check_sentences(sentences)
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

        check_sentences(sentences)
        read, windows = self.encoder.read(sentences)
        vectors = np.asarray(read, dtype=np.float64)
        log_odds = self.of_vectors(vectors)
        half = self.refits.margins(vectors) if self.refits else np.full(len(vectors), np.nan)
        ends = {"low": probability(log_odds - half), "high": probability(log_odds + half)}
        return pd.DataFrame({"log_odds": log_odds, "probability": probability(log_odds), **ends, "windows": windows})

    def save(self, path: str | Path) -> None:
        """Write the model as one JSON file, and the weights of its encoder beside it; `load_model` reads them."""
        from framing.classifiers.store import write_json

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
