"""Rounded: numbers kept in steps of a byte each, with one size of step or one for every row of a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

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
