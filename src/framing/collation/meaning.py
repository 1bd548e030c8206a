"""Meaning: sentence embeddings, by an encoder that is passed in or the small one of the extra `text`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput
from framing.features import embeddings
from framing.features.embeddings import is_installed as is_installed

Vectors = npt.NDArray[np.float32]
Encoder = Callable[[list[str]], npt.ArrayLike]

MODEL = embeddings.PACKAGE


@cache
def installed_encoder() -> Encoder | None:
    """all-MiniLM-L6-v2 on the CPU where the extra `text` is installed, else None. Loads torch on first use."""
    return embeddings.Encoder() if is_installed() else None


def meaning_vectors(sentences: Sequence[str], encoder: Encoder) -> Vectors:
    """One row of length one a sentence.

    Raises
    ------
    BadInput
        when the encoder does not give one row of finite numbers a sentence.
    """
    found = np.asarray(encoder(list(sentences)), dtype=np.float32)
    if found.ndim != 2 or len(found) != len(sentences) or not np.isfinite(found).all():
        raise BadInput(
            f"The encoder gave an array of shape {found.shape} for {len(sentences)} sentences; expected one row of "
            "finite numbers a sentence."
        )
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1), dtype=np.float32)
