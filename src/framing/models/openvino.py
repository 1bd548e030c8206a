"""Build an OpenVINO graph of a MiniLM network, which runs several times as fast as torch.

Weights are 8-bit integers (`framing.models.tuned.Rounded`), and the inputs of matrix products are quantised to 8 bits
within the range recorded in training. The results differ from torch in the last digits, and between processors, so they
are used to score new texts but not for published results.

OpenVINO is imported here only, without its telemetry.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

# with openvino_telemetry, `import openvino` writes an id into HOME and reports the import to its makers
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # as if it were not installed

from openvino import Core as Core, Model, PartialShape, Type, opset13  # noqa: E402

from framing.models.encoders import Vectors  # noqa: E402
from framing.models.tuned import Weights  # noqa: E402

LEVELS = 256
EPSILON = 1e-12  # of the layer normalisation in MiniLM
MASKED = -1e4  # added to the attention scores of padding


@dataclass(frozen=True)
class Graph:
    """Build the network layer by layer; products without a recorded range are computed in float32."""

    weights: Weights

    def model(self) -> Model:
        """Build the model from tokens, attention mask and flags to the outputs that `Batch` names."""
        tokens, mask = _inputs()
        flags = opset13.parameter(PartialShape([-1, -1]), Type.f32, "flags")
        words = self.weights.matrices["embeddings.word_embeddings.weight"]
        steps = opset13.convert(opset13.gather(opset13.constant(words.steps), tokens, _number(0)), "f32")
        word = opset13.multiply(steps, opset13.gather(opset13.constant(words.sizes), tokens, _number(0)))
        flagged = opset13.unsqueeze(flags, _number(2))
        hidden = self.hidden(opset13.add(word, opset13.multiply(flagged, self.wide("flag"))), tokens, mask)
        head = opset13.matmul(hidden, opset13.constant(self.weights.vectors["words.weight"]), False, True)
        of_words = opset13.squeeze(opset13.add(head, self.wide("words.bias")), _number(2))
        means = [_mean(hidden, opset13.unsqueeze(mask, _number(2))), _mean(hidden, flagged)]
        return Model([means[0], of_words, means[1]], [tokens, mask, flags], "encoder")

    def tagger(self, words: Vectors) -> Model:
        """Build the model from tokens, attention mask and flags to the log-odds of each token and role."""
        tokens, mask = _inputs()
        flags = opset13.parameter(PartialShape([-1, -1]), Type.i32, "flags")
        word = opset13.gather(opset13.constant(words), tokens, _number(0))
        flag = opset13.gather(opset13.constant(self.weights.vectors["flags.weight"]), flags, _number(0))
        hidden = self.hidden(opset13.add(word, flag), tokens, mask)
        head = opset13.matmul(hidden, opset13.constant(self.weights.vectors["head.weight"]), False, True)
        return Model([opset13.add(head, self.wide("head.bias"))], [tokens, mask, flags], "tagger")

    def pairs(self, words: Vectors) -> Model:
        """Build the model from tokens, attention mask and places to the mean vectors of both sentences."""
        tokens, mask = _inputs()
        places = opset13.parameter(PartialShape([-1, -1]), Type.f32, "places")
        segments = self.weights.vectors["embeddings.token_type_embeddings.weight"]
        second = opset13.unsqueeze(places, _number(2))
        word = opset13.gather(opset13.constant(words), tokens, _number(0))
        step = opset13.constant((segments[1] - segments[0]).reshape(1, 1, -1))
        hidden = self.hidden(opset13.add(word, opset13.multiply(second, step)), tokens, mask)
        first = opset13.subtract(opset13.unsqueeze(mask, _number(2)), second)
        return Model([_mean(hidden, first), _mean(hidden, second)], [tokens, mask, places], "pairs")

    def hidden(self, word: Any, tokens: Any, mask: Any) -> Any:
        """Build the embeddings, from those of the words, and the layers."""
        by_head = opset13.unsqueeze(opset13.unsqueeze(mask, _number(1)), _number(1))
        masked = opset13.multiply(opset13.subtract(by_head, _real(1)), _real(-MASKED))
        hidden = self.embedded(word, tokens)
        for layer in range(self.weights.layers):
            hidden = self.layer(hidden, masked, f"encoder.layer.{layer}")
        return hidden

    def embedded(self, word: Any, tokens: Any) -> Any:
        """Sum the word, position and segment embeddings of each token."""
        length = opset13.gather(opset13.shape_of(tokens), _number(1), _number(0))
        places = opset13.range(_number(0), length, _number(1), "i64")
        vectors = self.weights.vectors
        of_places = vectors["embeddings.position_embeddings.weight"]
        of_places = of_places + vectors["embeddings.token_type_embeddings.weight"][0]
        place = opset13.gather(opset13.constant(of_places), places, _number(0))
        return self.normalised(opset13.add(word, opset13.unsqueeze(place, _number(0))), "embeddings.LayerNorm")

    def layer(self, hidden: Any, masked: Any, name: str) -> Any:
        """Build one transformer layer: self-attention and feed-forward network."""
        query, key, value = (
            self.by_head(self.product(hidden, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        attended = opset13.scaled_dot_product_attention(query, key, value, masked)
        together = opset13.reshape(opset13.transpose(attended, _numbers(0, 2, 1, 3)), _numbers(0, 0, -1), True)
        residual = opset13.add(self.product(together, f"{name}.attention.output.dense"), hidden)
        hidden = self.normalised(residual, f"{name}.attention.output.LayerNorm")
        wide = opset13.gelu(self.product(hidden, f"{name}.intermediate.dense"), "erf")
        return self.normalised(
            opset13.add(self.product(wide, f"{name}.output.dense"), hidden), f"{name}.output.LayerNorm"
        )

    def product(self, hidden: Any, name: str) -> Any:
        """Build a matrix product with bias, quantised if the range of its input is known."""
        if name in self.weights.spreads:
            hidden = opset13.multiply(hidden, opset13.constant((1 / self.weights.spreads[name]).reshape(1, 1, -1)))
        if name in self.weights.ranges:
            low, high = (_real(end) for end in self.weights.ranges[name])
            hidden = opset13.fake_quantize(hidden, low, high, low, high, LEVELS)
        weight = self.weights.matrices[f"{name}.weight"]
        matrix = opset13.multiply(
            opset13.convert(opset13.constant(weight.steps), "f32"), opset13.constant(weight.sizes)
        )
        return opset13.add(opset13.matmul(hidden, matrix, False, True), self.wide(f"{name}.bias"))

    def normalised(self, hidden: Any, name: str) -> Any:
        """Build a layer normalisation."""
        flat = opset13.mvn(hidden, _numbers(-1), True, EPSILON, "INSIDE_SQRT")
        return opset13.add(opset13.multiply(flat, self.wide(f"{name}.weight")), self.wide(f"{name}.bias"))

    def by_head(self, hidden: Any) -> Any:
        """Split vectors into attention heads: (row, head, token, number)."""
        return opset13.transpose(
            opset13.reshape(hidden, _numbers(0, 0, self.weights.heads, -1), True), _numbers(0, 2, 1, 3)
        )

    def wide(self, name: str) -> Any:
        """Return a vector as a constant that broadcasts over rows and tokens."""
        return opset13.constant(self.weights.vectors[name].reshape(1, 1, -1))


def _inputs() -> tuple[Any, Any]:
    """Return the parameters of tokens and attention mask."""
    tokens = opset13.parameter(PartialShape([-1, -1]), Type.i32, "tokens")
    return tokens, opset13.parameter(PartialShape([-1, -1]), Type.f32, "mask")


def _mean(hidden: Any, kept: Any) -> Any:
    """Average the vectors of the tokens that are kept; nought if none is."""
    total = opset13.reduce_sum(opset13.multiply(hidden, kept), _number(1))
    return opset13.divide(total, opset13.maximum(opset13.reduce_sum(kept, _number(1)), _real(1)))


def _number(value: int) -> Any:
    return opset13.constant(np.int64(value))


def _numbers(*values: int) -> Any:
    return opset13.constant(np.array(values, dtype=np.int64))


def _real(value: float) -> Any:
    return opset13.constant(np.float32(value))
