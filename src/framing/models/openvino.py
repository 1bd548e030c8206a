"""Graph: a network of the kind of MiniLM laid out for OpenVINO, which runs it several times as fast as torch does.

Its weights are bytes (see `rounded`); what goes into each product is rounded to bytes too, within the range that was
seen when the network was made. The result is not that of torch to the last digit, and differs between processors: it
serves texts that are scored, not numbers that are published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from openvino import Model, PartialShape, Type, opset13

from framing.models.weights import Weights

LEVELS = 256
EPSILON = 1e-12  # of layer normalisation, as the network was made with
FORBIDDEN = -1e4  # added to the attention of places that hold no token


@dataclass(frozen=True)
class Graph:
    """Lays out the network, piece by piece. A product whose range is not known is computed in float32."""

    weights: Weights

    def model(self) -> Model:
        """Tokens and their mask in, the mean vector of each row out; any number of rows, of any length."""
        tokens = opset13.parameter(PartialShape([-1, -1]), Type.i32, "tokens")
        mask = opset13.parameter(PartialShape([-1, -1]), Type.f32, "mask")
        there = opset13.unsqueeze(mask, _number(2))
        forbidden = opset13.multiply(opset13.subtract(_there_by_row(mask), _real(1)), _real(-FORBIDDEN))
        read = self.embedded(tokens)
        for layer in range(self.weights.layers):
            read = self.layer(read, forbidden, f"encoder.layer.{layer}")
        total = opset13.reduce_sum(opset13.multiply(read, there), _number(1))
        return Model([opset13.divide(total, opset13.reduce_sum(there, _number(1)))], [tokens, mask], "encoder")

    def embedded(self, tokens: Any) -> Any:
        """The vector of each token: of its word, of its place, and of being in a first sentence."""
        length = opset13.gather(opset13.shape_of(tokens), _number(1), _number(0))
        places = opset13.range(_number(0), length, _number(1), "i64")
        vectors = self.weights.vectors
        of_places = vectors["embeddings.position_embeddings.weight"]
        of_places = of_places + vectors["embeddings.token_type_embeddings.weight"][0]
        place = opset13.gather(opset13.constant(of_places), places, _number(0))
        words = self.weights.matrices["embeddings.word_embeddings.weight"]
        steps = opset13.convert(opset13.gather(opset13.constant(words.steps), tokens, _number(0)), "f32")
        word = opset13.multiply(steps, opset13.gather(opset13.constant(words.sizes), tokens, _number(0)))
        return self.normalised(opset13.add(word, opset13.unsqueeze(place, _number(0))), "embeddings.LayerNorm")

    def layer(self, read: Any, forbidden: Any, name: str) -> Any:
        """One layer: every token attends to all, then each is worked on by itself."""
        query, key, value = (
            self.by_head(self.product(read, f"{name}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        attended = opset13.scaled_dot_product_attention(query, key, value, forbidden)
        together = opset13.reshape(opset13.transpose(attended, _numbers(0, 2, 1, 3)), _numbers(0, 0, -1), True)
        found = opset13.add(self.product(together, f"{name}.attention.output.dense"), read)
        read = self.normalised(found, f"{name}.attention.output.LayerNorm")
        wide = opset13.gelu(self.product(read, f"{name}.intermediate.dense"), "erf")
        return self.normalised(
            opset13.add(self.product(wide, f"{name}.output.dense"), read), f"{name}.output.LayerNorm"
        )

    def product(self, read: Any, name: str) -> Any:
        """A matrix product with its offset, in bytes where the range of what goes in is known."""
        if name in self.weights.spreads:
            read = opset13.multiply(read, opset13.constant((1 / self.weights.spreads[name]).reshape(1, 1, -1)))
        if name in self.weights.ranges:
            low, high = (_real(end) for end in self.weights.ranges[name])
            read = opset13.fake_quantize(read, low, high, low, high, LEVELS)
        weight = self.weights.matrices[f"{name}.weight"]
        matrix = opset13.multiply(
            opset13.convert(opset13.constant(weight.steps), "f32"), opset13.constant(weight.sizes)
        )
        return opset13.add(opset13.matmul(read, matrix, False, True), self.wide(f"{name}.bias"))

    def normalised(self, read: Any, name: str) -> Any:
        """Each vector with mean 0 and variance 1, then scaled and moved."""
        flat = opset13.mvn(read, _numbers(-1), True, EPSILON, "INSIDE_SQRT")
        return opset13.add(opset13.multiply(flat, self.wide(f"{name}.weight")), self.wide(f"{name}.bias"))

    def by_head(self, read: Any) -> Any:
        """Row, head, token, number."""
        return opset13.transpose(
            opset13.reshape(read, _numbers(0, 0, self.weights.heads, -1), True), _numbers(0, 2, 1, 3)
        )

    def wide(self, name: str) -> Any:
        """A vector that applies to every token alike."""
        return opset13.constant(self.weights.vectors[name].reshape(1, 1, -1))


def _there_by_row(mask: Any) -> Any:
    """The mask for every head and every token that attends."""
    return opset13.unsqueeze(opset13.unsqueeze(mask, _number(1)), _number(1))


def _number(value: int) -> Any:
    return opset13.constant(np.int64(value))


def _numbers(*values: int) -> Any:
    return opset13.constant(np.array(values, dtype=np.int64))


def _real(value: float) -> Any:
    return opset13.constant(np.float32(value))
