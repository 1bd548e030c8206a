"""Prior: a model of loadedness as it is handed on, coefficients and an intercept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framing.errors import BadInput


@dataclass(frozen=True)
class Prior:
    """The shared model: its coefficients on the features, and its intercept."""

    coefficients: tuple[float, ...]
    intercept: float = 0.0

    @classmethod
    def on(cls, column: str, columns: Sequence[str]) -> Prior:
        """Prior that takes one feature as it stands: the log-odds of the shared model.

        >>> Prior.on("general", ["hits", "general"])
        Prior(coefficients=(0.0, 1.0), intercept=0.0)
        """
        if column not in columns:
            raise BadInput(f"There is no feature '{column}'; the features are {', '.join(columns)}.")
        return cls(tuple(float(name == column) for name in columns))
