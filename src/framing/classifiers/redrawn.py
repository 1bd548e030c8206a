"""Redrawn: a model refitted on samples of its training articles, kept as how far each refit lies from the model."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np

from framing.classifiers.odds import Reals
from framing.comparison.resampling import LEVEL
from framing.features.rounded import Steps, in_steps


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
