"""Weights: a trained network as one small file of numbers, nothing in it is run.

Matrices are kept in steps of a byte (`Rounded`), vectors in full; beside them stand the number of layers and of heads,
and the ends between which the numbers lie that go into each product. A few of these numbers are many times as great as
the others, which steps of one size would drown. So each is divided by its spread before the product, and its column of
the matrix is multiplied by it (Xiao et al. 2023).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from framing.tables import replacing

Reals = npt.NDArray[np.float32]
Steps = npt.NDArray[np.int8]
# A byte with a sign reaches to 127. Half of that keeps sums of two products within two bytes, which processors without
# instructions for products of bytes need.
FURTHEST = 63
FURTHEST_OF_ALL = 127


@dataclass(frozen=True, eq=False)
class Rounded:
    """A matrix, a row a number that comes out: ``steps`` times ``sizes``.

    Examples
    --------
    >>> rounded = Rounded.of(np.array([[0.63, -0.01], [0.0, 6.3]]))
    >>> rounded.steps.tolist()
    [[63, -1], [0, 63]]
    >>> rounded.whole().astype(float).round(3).tolist()
    [[0.63, -0.01], [0.0, 6.3]]
    """

    steps: Steps
    sizes: Reals

    @classmethod
    def of(cls, matrix: npt.ArrayLike) -> Self:
        """Round a matrix row by row; no number moves by more than half a step, 1/126 of the row's largest."""
        rows = np.asarray(matrix, dtype=np.float64)
        sizes = np.abs(rows).max(axis=1, keepdims=True) / FURTHEST
        steps = np.rint(rows / np.where(sizes > 0, sizes, 1.0)).clip(-FURTHEST, FURTHEST)
        return cls(steps.astype(np.int8), sizes.astype(np.float32))

    def whole(self) -> Reals:
        """The matrix as numbers."""
        return np.asarray(self.steps * self.sizes, dtype=np.float32)


def in_steps(numbers: npt.NDArray[np.float64]) -> tuple[Steps, float]:
    """Numbers in steps of one size, and the size; none moves by more than half a step, 1/254 of the largest.

    >>> steps, size = in_steps(np.array([1.27, -0.01, 0.004]))
    >>> steps.tolist(), size
    ([127, -1, 0], 0.01)
    """
    size = float(f"{np.abs(numbers).max() / FURTHEST_OF_ALL:.5g}")
    return np.rint(numbers / size).clip(-FURTHEST_OF_ALL, FURTHEST_OF_ALL).astype(np.int8), size


Ranges = Mapping[str, tuple[float, float]]
# of each number that goes into a product
Ends = Mapping[str, tuple[Reals, Reals]]
SIZES, SPREAD = ".sizes", ".spread"
LEAST_REACH = 1e-3
NETWORK = "network"  # one text, since the library writes several in any order, so that the hash would be another
# small, and added to others before anything is multiplied
IN_FULL = ("embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight")


@dataclass(frozen=True, eq=False)
class Weights:
    """Everything that a network of the kind of MiniLM consists of."""

    matrices: Mapping[str, Rounded]
    vectors: Mapping[str, Reals]
    spreads: Mapping[str, Reals]
    ranges: Ranges
    layers: int
    heads: int

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], ends: Ends, heads: int) -> Self:
        """Round the arrays of a network, by the names that transformers gives them."""
        spreads = {name: _spread_of(lows, highs) for name, (lows, highs) in ends.items()}
        ranges = {
            name: (float((lows / spreads[name]).min()), float((highs / spreads[name]).max()))
            for name, (lows, highs) in ends.items()
        }
        matrices = {
            name: Rounded.of(array * spreads.get(name.removesuffix(".weight"), 1.0))
            for name, array in arrays.items()
            if array.ndim == 2 and name not in IN_FULL
        }
        vectors = {name: array.astype(np.float32) for name, array in arrays.items() if name not in matrices}
        layers = 1 + max(int(name.split(".")[2]) for name in arrays if name.startswith("encoder.layer."))
        return cls(matrices, vectors, spreads, ranges, layers, heads)

    @property
    def whole(self) -> dict[str, Reals]:
        """Every array as numbers."""
        matrices = {
            name: matrix.whole() / self.spreads.get(name.removesuffix(".weight"), np.float32(1))
            for name, matrix in self.matrices.items()
        }
        return matrices | dict(self.vectors)

    def write(self, path: Path) -> None:
        """Write the file (safetensors), whole or not at all."""
        from safetensors.numpy import save_file

        content: dict[str, npt.NDArray[Any]] = dict(self.vectors)
        for name, matrix in self.matrices.items():
            content |= {name: matrix.steps, name + SIZES: matrix.sizes}
        content |= {name + SPREAD: spread for name, spread in self.spreads.items()}
        said = {"layers": self.layers, "heads": self.heads, "ranges": dict(self.ranges)}
        with replacing(path) as spare:
            save_file(content, spare, metadata={NETWORK: json.dumps(said)})


def read_weights(path: Path) -> Weights:
    """Weights as `Weights.write` wrote them."""
    from safetensors import safe_open

    with safe_open(path, "numpy") as opened:
        said = json.loads(opened.metadata()[NETWORK])
        found = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118  # it is no dict
    matrices = {name: Rounded(array, found[name + SIZES]) for name, array in found.items() if name + SIZES in found}
    spreads = {name.removesuffix(SPREAD): array for name, array in found.items() if name.endswith(SPREAD)}
    vectors = {
        name: array for name, array in found.items() if name not in matrices and not name.endswith((SIZES, SPREAD))
    }
    return Weights(matrices, vectors, spreads, said["ranges"], said["layers"], said["heads"])


def _spread_of(lows: Reals, highs: Reals) -> Reals:
    """By what each number that goes into a product is divided: the root of how much further it reaches than most.

    >>> _spread_of(np.array([-1.0, -2.0, 0.0]), np.array([2.0, 1.0, 32.0])).tolist()
    [1.0, 1.0, 4.0]
    """
    reach = np.maximum(np.maximum(-lows, highs), LEAST_REACH)
    return np.asarray(np.sqrt(reach / np.median(reach)), dtype=np.float32)
