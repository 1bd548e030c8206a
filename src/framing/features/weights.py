"""Weights: a trained network as one small file of numbers, nothing in it is run.

Matrices are kept in steps of a byte (`Rounded`), vectors in full; beside them stand the number of layers and of heads,
and the ends between which the numbers lie that go into each product.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from framing.features.rounded import Reals, Rounded

Ranges = Mapping[str, tuple[float, float]]
SIZES = ".sizes"
# small, and added to others before anything is multiplied
IN_FULL = ("embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight")


@dataclass(frozen=True, eq=False)
class Weights:
    """Everything that a network of the kind of MiniLM consists of."""

    matrices: Mapping[str, Rounded]
    vectors: Mapping[str, Reals]
    ranges: Ranges
    layers: int
    heads: int

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], ranges: Ranges, heads: int) -> Self:
        """Round the arrays of a network, by the names that transformers gives them."""
        matrices = {
            name: Rounded.of(array) for name, array in arrays.items() if array.ndim == 2 and name not in IN_FULL
        }
        vectors = {name: array.astype(np.float32) for name, array in arrays.items() if name not in matrices}
        layers = 1 + max(int(name.split(".")[2]) for name in arrays if name.startswith("encoder.layer."))
        return cls(matrices, vectors, ranges, layers, heads)

    @property
    def whole(self) -> dict[str, Reals]:
        """Every array as numbers."""
        return {name: matrix.whole() for name, matrix in self.matrices.items()} | dict(self.vectors)

    def write(self, path: Path) -> None:
        """Write the file (safetensors), whole or not at all."""
        from safetensors.numpy import save_file

        content: dict[str, npt.NDArray[Any]] = dict(self.vectors)
        for name, matrix in self.matrices.items():
            content |= {name: matrix.steps, name + SIZES: matrix.sizes}
        said = {"layers": self.layers, "heads": self.heads, "ranges": dict(self.ranges)}
        spare = path.with_name(f".{path.name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(content, spare, metadata={name: json.dumps(value) for name, value in said.items()})
        spare.replace(path)


def read_weights(path: Path) -> Weights:
    """Weights as `Weights.write` wrote them."""
    from safetensors import safe_open

    with safe_open(path, "numpy") as opened:
        said = {name: json.loads(text) for name, text in opened.metadata().items()}
        found = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118  # it is no dict
    matrices = {name: Rounded(array, found[name + SIZES]) for name, array in found.items() if name + SIZES in found}
    vectors = {name: array for name, array in found.items() if name not in matrices and not name.endswith(SIZES)}
    return Weights(matrices, vectors, said["ranges"], said["layers"], said["heads"])
