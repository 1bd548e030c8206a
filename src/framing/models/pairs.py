"""Tell whether two sentences state one proposition, with a network that reads both at once."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.special import softmax

from framing.display import progress, shown_scorer
from framing.models.encoders import Vectors, by_length_of_batches, padded, word_embeddings
from framing.models.tuned import AT_ONCE, FIRST, LAST, SETTINGS, SLOW, TunedEncoder, inferred
from framing.stats import Integers, Reals
from framing.tables import write_json

OVERLAPS = ("none", "part", "full")
MEASURES = ("wording", "meaning", "similarity")  # columns of the table of alignments
LEAST = 1e-4  # probability, so that its logarithm is finite
LONGEST = 94  # tokens of a sentence without special tokens; longer ones are cut, as in training
Pair = tuple[list[int], list[int]]
Inputs = tuple[Integers, Integers, Integers]  # tokens, attention mask and place of each token: 1 in the second sentence


def joined(pair: Pair) -> tuple[list[int], list[int]]:
    """Return the tokens of two sentences in one window, and 1 for those of the second."""
    one, other = pair
    tokens = [FIRST, *one[:LONGEST], LAST, *other[:LONGEST], LAST]
    return tokens, [0] * (len(one[:LONGEST]) + 2) + [1] * (len(tokens) - len(one[:LONGEST]) - 2)


def pair_inputs(pairs: Sequence[Pair]) -> Inputs:
    """Return padded tokens, attention mask and places of a batch of pairs."""
    windows = [joined(pair) for pair in pairs]
    tokens, mask = padded([tokens for tokens, _ in windows])
    return tokens, mask, padded([places for _, places in windows])[0]


def evidence_of(alone: Reals, measures: Reals) -> Reals:
    """Return what the logistic regression is given: log-odds of part and of full against none, and the measures."""
    logarithms = np.log(alone + LEAST)
    return np.hstack([logarithms[:, 1:] - logarithms[:, :1], measures])


@dataclass(frozen=True, eq=False)
class PairModel:
    """Give the probability that two sentences share no proposition, one in part, or all of the shorter one's.

    Attributes
    ----------
    encoder : TunedEncoder
        Weights of the network, and whether it computes exactly.
    coefficients : tuple of tuple of float
        For each overlap, an intercept and the coefficients of a logistic regression on what the network says and on
        the measures of alignment, fitted to pairs that the network was not trained on.
    scores : dict
        Results of the validation.
    card : str
        Model card: training data, intended use and limitations.

    Examples
    --------
    >>> import framing as fr
    >>> pairs = [("The bridge at Dorn was closed on Monday.", "On Monday, Dorn shut its bridge.")]
    >>> pairs += [("The bridge at Dorn was closed on Monday.", "The mayor of Dorn will retire next year.")]
    >>> fr.load_model("pairs").predict_proba(pairs).argmax(axis=1).tolist()
    [2, 0]
    """

    encoder: TunedEncoder
    coefficients: tuple[tuple[float, ...], ...]
    scores: dict[str, Any] = field(default_factory=dict)
    card: str = field(default="", repr=False)

    def __repr__(self) -> str:
        return f"PairModel of {self.encoder.file.name}: {self.encoder.weights.layers} layers"

    def _repr_html_(self) -> str:
        facts = {"network": self.encoder.file.name, "layers": self.encoder.weights.layers}
        return shown_scorer("Model of sentence pairs", facts, self.scores, self.card)

    def predict_proba(self, pairs: Sequence[tuple[str, str]], measures: Reals | None = None) -> Reals:
        """Compute the probabilities of `none`, `part` and `full`, whichever sentence comes first.

        Parameters
        ----------
        pairs : sequence of (str, str)
            English sentences of two texts.
        measures : ndarray of shape (n, 3), optional
            Wording, meaning and similarity of each pair, as `align_sentences` measures them. Without them the network
            alone decides, a little worse.

        Returns
        -------
        ndarray of shape (n, 3)
            Rows that sum to 1.

        Raises
        ------
        BadInput
            If the weights or the small encoder are missing.
        """
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        encodings = self.encoder.tokenizer.encode_batch(texts, add_special_tokens=False)
        tokens = {text: encoding.ids for text, encoding in zip(texts, encodings, strict=True)}
        both = [(tokens[one], tokens[other]) for pair in pairs for one, other in (pair, pair[::-1])]
        alone = np.asarray(softmax(self.log_odds(both), axis=1).reshape(-1, 2, len(OVERLAPS)).mean(axis=1))
        if measures is None:
            return alone
        intercepts, coefficients = np.split(np.array(self.coefficients), [1], axis=1)
        return np.asarray(softmax(evidence_of(alone, measures) @ coefficients.T + intercepts.T, axis=1))

    def exactly(self) -> Self:
        """Return the model with exact (float32) computation."""
        return replace(self, encoder=self.encoder.exactly())

    def log_odds(self, pairs: Sequence[Pair]) -> Reals:
        """Compute the log-odds of each order of two tokenised sentences, shape (n, 3)."""
        batches = list(by_length_of_batches([len(joined(pair)[0]) for pair in pairs], AT_ONCE))
        inputs = [pair_inputs([pairs[place] for place in places]) for places in batches]
        exact = self.encoder.exact or find_spec("openvino") is None
        if exact and not self.encoder.exact:
            warnings.warn(SLOW, stacklevel=2)
        found = np.empty((len(pairs), len(OVERLAPS)))
        for places, means in zip(batches, self.by_torch(inputs) if exact else self.by_openvino(inputs), strict=True):
            found[places] = self.of_means(*means)
        return found

    def of_means(self, one: Vectors, other: Vectors) -> Vectors:
        """Compute the log-odds from the mean vectors of both sentences."""
        vectors = self.encoder.weights.vectors
        both = np.hstack([np.abs(one - other), one * other, one + other])
        return np.asarray(both @ vectors["head.weight"].T + vectors["head.bias"], dtype=np.float32)

    @cached_property
    def network(self) -> Any:
        """Network for torch."""
        import torch

        from framing.models.training.network import PairNetwork

        weights = self.encoder.weights
        network = PairNetwork(weights.layers).eval()
        whole = {
            name if name in network.state_dict() else f"body.{name}": array for name, array in weights.whole.items()
        }
        network.load_state_dict({name: torch.tensor(array) for name, array in whole.items()}, strict=False)
        return network

    def by_torch(self, batches: Sequence[Inputs]) -> Iterator[Sequence[Vectors]]:
        """Compute the mean vectors of batches with torch, in float32."""
        import torch

        for batch in progress(batches, "batches of sentence pairs"):
            with torch.inference_mode():
                yield [mean.numpy() for mean in self.network.means(*map(torch.from_numpy, batch))]

    @cached_property
    def compiled(self) -> Any:
        """Network for OpenVINO, with one stream per core."""
        from framing.models.openvino import Core, Graph

        return Core().compile_model(Graph(self.encoder.weights).pairs(word_embeddings()), "CPU", SETTINGS)

    def by_openvino(self, batches: Sequence[Inputs]) -> Iterator[Sequence[Vectors]]:
        """Compute the mean vectors of batches with OpenVINO, in 8 bits."""
        inputs = (
            (tokens.astype(np.int32), mask.astype(np.float32), places.astype(np.float32))
            for tokens, mask, places in batches
        )
        yield from progress(inferred(self.compiled, inputs), "batches of sentence pairs", total=len(batches))

    def save(self, path: str | Path) -> None:
        """Write the model as a JSON file and the weights to the same folder; `load_model` reads them."""
        path = Path(path)
        content = {
            "model": "PairModel",
            "encoder": {"file": self.encoder.file.name, "sha256": self.encoder.sha256},
            "coefficients": [list(row) for row in self.coefficients],
            "scores": self.scores,
            "card": self.card,
        }
        self.encoder.copy_beside(path)
        write_json(content, path)
