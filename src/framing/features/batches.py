"""Batches: tokens of several sentences read at once, those of a batch of about one length, so that little is padded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]


def by_length(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Places of sentences, the longest first, in batches of at most so many tokens with their padding."""
    sizes = np.array(lengths, dtype=np.int64)
    return full_batches(np.argsort(-sizes, kind="stable"), sizes, tokens)


def full_batches(order: Places, lengths: Places, tokens: int) -> Iterator[list[int]]:
    """Places in an order, cut into batches of at most so many tokens with their padding.

    >>> list(full_batches(np.arange(3), np.array([5, 90, 5]), 20))
    [[0], [1], [2]]
    """
    batch: list[int] = []
    longest = 0
    for place in order.tolist():
        longest = max(longest, int(lengths[place]))
        if batch and longest * (len(batch) + 1) > tokens:
            yield batch
            batch, longest = [], int(lengths[place])
        batch.append(place)
    if batch:
        yield batch


def padded(sentences: Sequence[Sequence[int]]) -> tuple[Places, Places]:
    """Tokens of a batch in one array, and where they stand."""
    lengths = np.array([len(tokens) for tokens in sentences])
    there = np.arange(lengths.max()) < lengths[:, None]
    tokens = np.zeros(there.shape, dtype=np.int64)
    tokens[there] = np.concatenate(sentences)
    return tokens, there.astype(np.int64)
