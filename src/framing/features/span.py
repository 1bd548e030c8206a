"""Span: features of few sentences in as many directions as these sentences have.

Classifiers fitted on the sentences lie in their span. In an orthonormal basis of it
fits are the same and many times faster, and a rewording keeps all that a classifier could see of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """An orthonormal basis, a column a direction."""

    basis: Reals

    @classmethod
    def of(cls, vectors: Reals) -> Span:
        """The span of the rows of `vectors`.

        >>> Span.of(np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0]])).basis.shape
        (3, 2)
        """
        from scipy.linalg import qr

        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        basis, triangle, _ = qr((vectors / np.where(lengths > 0, lengths, 1.0)).T, mode="economic", pivoting=True)
        return cls(basis[:, np.abs(np.diag(triangle)) > 1e-9])

    def inside(self, vectors: Reals) -> Reals:
        """Vectors as coordinates of the span."""
        return np.asarray(vectors @ self.basis, dtype=np.float64)

    def features(self, vectors: Reals, units: list[str]) -> pd.DataFrame:
        """Vectors as a table of features by unit."""
        return pd.DataFrame(self.inside(vectors), index=pd.Index(units, dtype="str"))
