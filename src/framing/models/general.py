"""Define sentence models that score text directly: an encoder with a linear head, and a static bag-of-words model."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from framing.corpus import COMMONEST, refuse_other_languages, warn_unless_english
from framing.display import shown_scorer
from framing.errors import BadInput
from framing.models.encoders import Vectors
from framing.models.features import (
    WORD,
    place_of,
    with_pairs,
    word_places,
    words,
)
from framing.models.linear import of_both, probability
from framing.models.loadedness import Prior
from framing.models.tuned import STANCES, Span, Steps, TunedEncoder, flagged, in_steps
from framing.stats import LEVEL, Reals
from framing.tables import write_json

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Redrawn:
    """Hold the differences of refitted models from the shipped model: intercepts and quantised coefficients.

    Attributes
    ----------
    intercepts : ndarray of shape (refits,)
        Differences of the intercept.
    steps : ndarray of int8, shape (refits, features)
        Differences of the coefficients, in multiples of `size`.
    size : float
        Step size.

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
        """Quantise differences with the intercept in the first column and the coefficients in the others."""
        return cls(np.array([float(f"{move:.5g}") for move in moves[:, 0]]), *in_steps(moves[:, 1:]))

    def deviations(self, vectors: Reals) -> Reals:
        """Compute the standard deviation over refits of the log-odds of each row of features."""
        moves = vectors @ (self.steps.T * self.size) + self.intercepts
        return np.asarray(moves.std(axis=1, ddof=1), dtype=np.float64)

    def margins(self, vectors: Reals, level: float = LEVEL) -> Reals:
        """Compute half the width of the t interval of each row's log-odds."""
        from scipy.special import stdtrit

        quantile = stdtrit(len(self.steps) - 1, (1 + level) / 2)
        return np.asarray(quantile * self.deviations(vectors), dtype=np.float64)

    def content(self) -> dict[str, Any]:
        """Return the refits as JSON content, with one base64 string per refit."""
        return {
            "size": self.size,
            "intercepts": self.intercepts.tolist(),
            "steps": [b64encode(steps.tobytes()).decode() for steps in self.steps],
        }

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> Redrawn:
        """Restore refits from JSON content."""
        steps = [np.frombuffer(b64decode(steps), dtype=np.int8) for steps in content["steps"]]
        return cls(np.array(content["intercepts"]), np.array(steps), content["size"])


def _check_sentences(
    sentences: Sequence[str], check_language: Callable[[Sequence[str]], None] = refuse_other_languages
) -> None:
    """Raise BadInput unless the argument is a list of non-empty strings that are not in another language."""
    if isinstance(sentences, str):
        raise BadInput("Expected a list of sentences. For one sentence, pass a list with one string.")
    for place, sentence in enumerate(sentences, start=1):
        if not isinstance(sentence, str):
            raise BadInput(
                f"Sentence {place} of {len(sentences)} is {sentence!r}; expected a string. Leave such rows out."
            )
        if not sentence.strip():
            raise BadInput(f"Sentence {place} of {len(sentences)} is empty and has no score. Leave such rows out.")
    check_language(sentences)


def _check_as_many(sentences: Sequence[str], spans: Sequence[Span | None]) -> None:
    """Raise BadInput unless there are as many spans as sentences."""
    if len(spans) != len(sentences):
        raise BadInput(f"{len(sentences)} sentences, but {len(spans)} spans. Pass one (start, end) for each sentence.")


def _check_spans(sentences: Sequence[str] = (), spans: Sequence[Span] = ()) -> None:
    """Raise BadInput unless each sentence has a span that lies in it and holds a word."""
    _check_as_many(sentences, spans)
    for place, (sentence, (start, end)) in enumerate(zip(sentences, spans, strict=True), start=1):
        if not 0 <= start < end <= len(sentence):
            raise BadInput(
                f"Sentence {place}: the span ({start}, {end}) is empty or outside the sentence, which has "
                f"{len(sentence)} code points. If the name stands twice, pass the place that is meant."
            )
        if not WORD.search(sentence[start:end]):
            raise BadInput(
                f"Sentence {place}: the span ({start}, {end}) is {sentence[start:end]!r}, which has no word."
            )


def highest(places: Sequence[Span], log_odds: Vectors, span: Span) -> float:
    """Return the highest log-odds of the tokens of a span."""
    inside = np.array(flagged(places, span), dtype=bool)
    return float(log_odds[inside].max()) if inside.any() else float("nan")


def of_words(sentence: str, places: Sequence[Span], log_odds: Vectors) -> list[tuple[str, int, int, float]]:
    """Return each word with its place and the highest log-odds of its tokens.

    >>> of_words("vile mobs", [(0, 4), (5, 8), (8, 9)], np.array([2.0, 1.0, -1.0]))
    [('vile', 0, 4, 2.0), ('mobs', 5, 9, 1.0)]
    """
    found = [(match[0], *match.span()) for match in WORD.finditer(sentence)]
    if not found or not len(places):
        return [(*word, float("nan")) for word in found]
    first, last = np.array(places).T
    starts, ends = np.array([word[1:] for word in found]).T
    word_of = np.minimum(np.searchsorted(ends, first, side="right"), len(found) - 1)
    inside = (first < ends[word_of]) & (starts[word_of] < last)
    highest_of = np.full(len(found), np.nan)
    np.fmax.at(highest_of, word_of[inside], log_odds[inside])
    return [(*word, float(number)) for word, number in zip(found, highest_of, strict=True)]


def _loudest(words: Sequence[tuple[str, int, int, float]]) -> tuple[str, float]:
    """Return the word with the highest log-odds; very frequent words catch those of their neighbours."""
    scored = [(number, word) for word, _, _, number in words if number == number and word.lower() not in COMMONEST]
    number, word = max(scored, default=(float("nan"), ""))
    return word, number


@dataclass(frozen=True)
class SentenceModel:
    """Score the loadedness of sentences with an encoder and a linear head.

    Attributes
    ----------
    encoder : TunedEncoder
        Encoder of the sentences.
    prior : Prior
        Coefficients and intercept.
    scores : dict
        Results of the validation.
    card : str
        Model card: training data, intended use and limitations.
    refits : Redrawn, optional
        Differences of models refitted to bootstrap samples of the training articles, for intervals.
    balanced : float, default 0.0
        Threshold of the log-odds for a sample that has as many loaded sentences as others, such as BABE. Probabilities
        are those of news, where most sentences are plain, so that the threshold there is 0.
    """

    encoder: TunedEncoder
    prior: Prior
    scores: dict[str, Any] = field(default_factory=dict)
    card: str = field(default="", repr=False)
    refits: Redrawn | None = field(default=None, repr=False, compare=False)
    balanced: float = 0.0

    def __repr__(self) -> str:
        refits = f"{len(self.refits.steps)} refits for intervals" if self.refits else "no refits, so no intervals"
        return f"SentenceModel of {self.encoder.file.name}: {len(self.prior.coefficients)} coefficients, {refits}"

    def _repr_html_(self) -> str:
        facts: dict[str, object] = {"encoder": self.encoder.file.name, "coefficients": len(self.prior.coefficients)}
        facts |= {"refits for intervals": len(self.refits.steps) if self.refits else "none"}
        return shown_scorer("Model of sentences", facts, self.scores, self.card)

    def log_odds(self, sentences: Sequence[str]) -> Reals:
        """Compute the log-odds that each sentence is loaded.

        Parameters
        ----------
        sentences : sequence of str
            English sentences.

        Returns
        -------
        ndarray of shape (sentences,)

        Raises
        ------
        BadInput
            If `sentences` is not a list of non-empty strings.
        """
        return self.of_vectors(self.vectors(sentences))

    def vectors(self, sentences: Sequence[str]) -> Reals:
        """Encode sentences."""
        _check_sentences(sentences)
        return np.asarray(self.encoder(sentences), dtype=np.float64)

    def exactly(self) -> Self:
        """Return the model with exact (float32) computation, for published results."""
        return replace(self, encoder=self.encoder.exactly())

    def of_vectors(self, vectors: Reals) -> Reals:
        """Compute log-odds from encoded sentences."""
        return np.asarray(vectors @ np.array(self.prior.coefficients) + self.prior.intercept, dtype=np.float64)

    def predict_proba(self, sentences: Sequence[str]) -> Reals:
        """Compute the probabilities that each sentence is neutral and loaded.

        Parameters
        ----------
        sentences : sequence of str
            English sentences.

        Returns
        -------
        ndarray of shape (sentences, 2)
            Probability of neutral and probability of loaded.

        Raises
        ------
        BadInput
            If `sentences` is not a list of non-empty strings.
        """
        return of_both(self.log_odds(sentences))

    def predict_interval(self, sentences: Sequence[str]) -> pd.DataFrame:
        """Compute the probability that each sentence is loaded, with a 95 % confidence interval.

        The interval reflects the sampling of training articles: it is a t interval of the log-odds over models refitted
        to bootstrap samples of these articles. It does not reflect differences between annotators, nor news that
        differs from the training articles.

        Parameters
        ----------
        sentences : sequence of str
            English sentences.

        Returns
        -------
        DataFrame
            One row per sentence: log_odds, probability, low, high (nan if the model has no refits), windows (number of
            parts in which the sentence was encoded; 1 unless it is long), word (the one with the highest word score,
            function words apart; empty without one) and word_log_odds (its score, as in `word_scores`).

        Raises
        ------
        BadInput
            If `sentences` is not a list of non-empty strings.

        Examples
        --------
        >>> import framing as fr
        >>> scores = fr.load_model("loaded-language").predict_interval(["The minister arrived on Monday."])
        >>> bool((scores["low"] < scores["probability"]).all() and (scores["probability"] < scores["high"]).all())
        True
        """
        import pandas as pd

        _check_sentences(sentences)
        read = self.encoder.read(sentences)
        vectors = np.asarray(read.vectors, dtype=np.float64)
        log_odds = self.of_vectors(vectors)
        half = self.refits.margins(vectors) if self.refits else np.full(len(vectors), np.nan)
        ends = {"low": probability(log_odds - half), "high": probability(log_odds + half)}
        table = {"log_odds": log_odds, "probability": probability(log_odds), **ends, "windows": read.windows}
        loudest = [*map(_loudest, map(of_words, sentences, read.places, read.words))]
        words = {"word": [word for word, _ in loudest], "word_log_odds": [number for _, number in loudest]}
        return pd.DataFrame(table | words)

    def word_scores(self, sentences: Sequence[str]) -> pd.DataFrame:
        """Compute the log-odds that each word is loaded, as annotators of news marked loaded words and names.

        The score of a word is the highest of its tokens.

        Parameters
        ----------
        sentences : sequence of str
            English sentences.

        Returns
        -------
        DataFrame
            One row per word, in order: sentence (place in `sentences`, from 0), word, start, end (in the sentence, in
            code points), log_odds, probability.

        Raises
        ------
        BadInput
            If `sentences` is not a list of non-empty strings.

        Examples
        --------
        >>> import framing as fr
        >>> words = fr.load_model("loaded-language").word_scores(["The vile mob cheered on Monday."])
        >>> words.nlargest(2, "log_odds")["word"].sort_index().tolist()
        ['vile', 'mob']
        """
        import pandas as pd

        _check_sentences(sentences)
        read = self.encoder.read(sentences)
        rows = [
            (place, *word)
            for place, of_one in enumerate(zip(sentences, read.places, read.words, strict=True))
            for word in of_words(*of_one)
        ]
        table = pd.DataFrame(rows, columns=["sentence", "word", "start", "end", "log_odds"])
        return table.assign(probability=probability(table["log_odds"].to_numpy(float)))

    def span_scores(self, sentences: Sequence[str], spans: Sequence[Span]) -> Reals:
        """Compute the log-odds that a name is loaded: the highest of its words.

        Parameters
        ----------
        sentences : sequence of str
            English sentences.
        spans : sequence of (int, int)
            Start and end of the name in each sentence, in code points.

        Returns
        -------
        ndarray of shape (sentences,)

        Raises
        ------
        BadInput
            If a span is empty or outside its sentence, or `sentences` is not a list of non-empty strings.
        """
        return self.read_names(sentences, spans)["name_log_odds"].to_numpy(float)

    def read_names(self, sentences: Sequence[str], spans: Sequence[Span | None]) -> pd.DataFrame:
        """Compute the log-odds of sentences, of their most loaded words and of names in them, reading each once.

        Parameters
        ----------
        sentences : sequence of str
            English sentences; the same sentence may come with several names.
        spans : sequence of (int, int) or None
            Start and end of the name in each sentence, in code points; None for the sentence only.

        Returns
        -------
        DataFrame
            One row per sentence: log_odds, word_log_odds (as in `predict_interval`), name_log_odds (as in
            `span_scores`).

        Raises
        ------
        BadInput
            If a span is empty or outside its sentence, or `sentences` is not a list of non-empty strings.
        """
        import pandas as pd

        _check_sentences(sentences, warn_unless_english)  # a study leaves out whole articles
        _check_as_many(sentences, spans)
        _check_spans(*zip(*((one, span) for one, span in zip(sentences, spans, strict=True) if span), strict=True))
        place_of = {sentence: place for place, sentence in enumerate(dict.fromkeys(sentences))}
        read = self.encoder.read(list(place_of))
        log_odds = self.of_vectors(np.asarray(read.vectors, dtype=np.float64))
        loudest = [_loudest(of_words(*of_one))[1] for of_one in zip(place_of, read.places, read.words, strict=True)]
        places = [place_of[sentence] for sentence in sentences]
        names = [
            highest(read.places[at], read.words[at], span) if span else float("nan")
            for at, span in zip(places, spans, strict=True)
        ]
        of_sentences = pd.DataFrame({"log_odds": log_odds, "word_log_odds": loudest}).iloc[places]
        return of_sentences.reset_index(drop=True).assign(name_log_odds=np.array(names, dtype=np.float64))

    def stances(self, sentences: Sequence[str], targets: Sequence[Span]) -> pd.DataFrame:
        """Compute how probable a negative, neutral and positive stance towards a target is.

        The stance is that of the sentence, whoever takes it: words of quoted speakers count.

        Parameters
        ----------
        sentences : sequence of str
            English sentences.
        targets : sequence of (int, int)
            Start and end of the target's name in each sentence, in code points.

        Returns
        -------
        DataFrame
            One row per sentence: negative, neutral, positive (probabilities) and log_odds (of negative against
            positive).

        Raises
        ------
        BadInput
            If a span is empty or outside its sentence, or `sentences` is not a list of non-empty strings.

        Examples
        --------
        >>> import framing as fr
        >>> model, sentence = fr.load_model("loaded-language"), "The liar Ruk betrayed the nation again."
        >>> model.stances([sentence], [(9, 12)])[["negative", "neutral", "positive"]].idxmax(axis=1).tolist()
        ['negative']
        """
        import pandas as pd
        from scipy.special import softmax

        _check_sentences(sentences, warn_unless_english)
        _check_spans(sentences, targets)
        read, heads = self.encoder.read(sentences, targets), self.encoder.weights.vectors
        log_odds = np.hstack([read.targets, read.vectors]) @ heads["stance.weight"].T + heads["stance.bias"]
        table = pd.DataFrame(softmax(log_odds.astype(np.float64), axis=1), columns=list(STANCES))
        return table.assign(log_odds=(log_odds[:, 0] - log_odds[:, -1]).astype(np.float64))

    def save(self, path: str | Path) -> None:
        """Write the model as a JSON file and the encoder weights to the same folder; `load_model` reads them."""
        path = Path(path)
        content = {
            "model": "SentenceModel",
            "encoder": {"file": self.encoder.file.name, "sha256": self.encoder.sha256},
            "scores": self.scores,
            "card": self.card,
            "intercept": self.prior.intercept,
            "balanced": self.balanced,
            "coefficients": list(self.prior.coefficients),
            **({"refits": self.refits.content()} if self.refits else {}),
        }
        self.encoder.copy_beside(path)
        write_json(content, path)


@dataclass(frozen=True, eq=False)
class StaticModel:
    """Score the loadedness of sentences by the sum of the weights of their distinct words and word pairs.

    Attributes
    ----------
    steps : ndarray of int8, shape (PLACES,)
        Weights in multiples of `size`, by hashed feature.
    size : float
        Step size.
    intercept : float
        Intercept.
    scores : dict
        Results of the validation.
    card : str
        Model card.

    Examples
    --------
    >>> from framing.models.features import PLACES
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
        """Quantise weights to one byte each."""
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
        """Compute the log-odds that each sentence is loaded."""
        _check_sentences(sentences)
        rows, places = word_places(sentences)
        sums = np.bincount(rows, weights=self.steps[places], minlength=len(sentences))
        return np.asarray(sums * self.size + self.intercept, dtype=np.float64)

    def predict_proba(self, sentences: Sequence[str]) -> Reals:
        """Compute the probabilities that each sentence is neutral and loaded, shape (sentences, 2)."""
        return of_both(self.log_odds(sentences))

    def effects(self, sentence: str) -> Reals:
        """Compute what each word adds to the log-odds: its weight and half the weights of its pairs."""
        found = words(sentence)
        holders = [[place] for place in range(len(found))] + [[place, place + 1] for place in range(len(found) - 1)]
        effects, counted = np.zeros(len(found)), set[str]()
        for feature, held_by in zip(with_pairs(found), holders, strict=True):
            if feature not in counted:
                effects[held_by] += self.steps[place_of(feature)] * self.size / len(held_by)
            counted.add(feature)
        return effects

    def content(self) -> dict[str, Any]:
        """Return the model as JSON content."""
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
        """Restore a model from JSON content."""
        steps = np.frombuffer(b64decode(content["steps"]), dtype=np.int8)
        return cls(steps, content["size"], content["intercept"], content["scores"], content["card"])


def explain(sentence: str, model: SentenceModel | StaticModel | None = None) -> pd.DataFrame:
    """Compute for each word of a sentence how loaded the model takes it to be.

    A network gives each word the log-odds that annotators would have marked it as loaded language or as a name that
    somebody is called (`SentenceModel.word_scores`). For the static model the effect is what the word adds to the score
    of the sentence: its weight and half the weights of its pairs, counted once for repeated words; the effects add up
    to the score minus the intercept. Both describe a model, not the perception of readers.

    Parameters
    ----------
    sentence : str
        One sentence.
    model : SentenceModel or StaticModel, optional
        Model to explain; by default the shipped general model, `loaded-language`.

    Returns
    -------
    DataFrame
        One row per word, in order: word, start, end (positions in the sentence, in code points), effect (log-odds).

    Raises
    ------
    BadInput
        If `sentence` is not a string.

    Examples
    --------
    >>> import framing as fr
    >>> effects = fr.explain("The vile mob cheered on Monday.")
    >>> effects["word"].tolist()
    ['The', 'vile', 'mob', 'cheered', 'on', 'Monday']
    >>> bool(effects["effect"].idxmax() in (1, 2))
    True
    """
    import pandas as pd

    if not isinstance(sentence, str):
        raise BadInput(f"sentence is {sentence!r}; expected one sentence as a string.")
    model = model or _shipped()
    if not isinstance(model, StaticModel) and WORD.search(sentence):
        words = model.word_scores([sentence]).rename(columns={"log_odds": "effect"})
        return words[["word", "start", "end", "effect"]]
    spans = [match.span() for match in WORD.finditer(sentence)]
    return pd.DataFrame(
        {
            "word": pd.Series([sentence[start:end] for start, end in spans], dtype="str"),
            "start": pd.Series([start for start, _ in spans], dtype="int64"),
            "end": pd.Series([end for _, end in spans], dtype="int64"),
            "effect": model.effects(sentence) if isinstance(model, StaticModel) else np.empty(0),
        }
    )


def _shipped() -> SentenceModel:
    from framing.models.persistence import general_model  # which restores the models of this module

    return general_model()
