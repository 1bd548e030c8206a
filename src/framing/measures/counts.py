"""Count words by document."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.models import words
from framing.stats import Integers

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix


@dataclass(frozen=True, eq=False)
class WordCounts:
    """Hold a document-term matrix of word counts.

    Attributes
    ----------
    documents : Index of str
        Identifiers of the rows.
    words : Index of str
        Words of the columns, in lower case, sorted.
    matrix : scipy.sparse.csc_matrix of shape (documents, words)
        Counts.
    """

    documents: pd.Index[str]
    words: pd.Index[str]
    matrix: csc_matrix


def count_words(texts: pd.Series[str]) -> WordCounts:
    """Count the words of texts by document.

    Words are sequences of letters and digits, with internal hyphens, apostrophes and points. Each distinct
    space-separated string is split into words only once, so that a million sentences take seconds.

    Parameters
    ----------
    texts : Series of str
        Texts indexed by document; texts with the same index value are counted together.

    Returns
    -------
    WordCounts
        Document-term matrix with the attributes documents, words and matrix.

    Raises
    ------
    BadInput
        If the texts contain no words.

    Examples
    --------
    >>> counts = count_words(pd.Series(["The mob cheered.", "It rained.", "The MOB!"], index=["a", "a", "b"]))
    >>> counts.words.tolist()
    ['cheered', 'it', 'mob', 'rained', 'the']
    >>> counts.matrix.toarray().tolist()
    [[1, 1, 1, 1, 1], [0, 0, 1, 0, 1]]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    document, documents = pd.factorize(texts.index, sort=True)
    # other Unicode spaces end a word too, like punctuation
    pieces = pc.ascii_split_whitespace(pa.array(texts, type=pa.large_string()))
    encoded = pc.list_flatten(pieces).dictionary_encode()
    of_piece = [words(piece) for piece in encoded.dictionary.to_pylist()]
    place, vocabulary = pd.factorize(np.array(list(chain.from_iterable(of_piece)), dtype=object), sort=True)
    if not len(vocabulary):
        raise BadInput("These texts contain no words; there is nothing to count.")
    rows = np.repeat(document, pc.list_value_length(pieces).to_numpy())
    rows, columns = _occurrences(rows, encoded.indices.to_numpy(), np.array([len(found) for found in of_piece]), place)
    matrix = _counted(rows, columns, (len(documents), len(vocabulary)))
    return WordCounts(pd.Index(documents), pd.Index(vocabulary, dtype="str"), matrix)


def _occurrences(rows: Integers, pieces: Integers, sizes: Integers, place: Integers) -> tuple[Integers, Integers]:
    """Return row and column of every word, from the row of each piece of text and the words that it contains.

    Most pieces consist of one word; only the others are expanded.
    """
    first = place[np.minimum(np.cumsum(sizes) - sizes, len(place) - 1)]
    single, several = (sizes == 1)[pieces], (sizes > 1)[pieces]
    of_several = pieces[several]
    return (
        np.concatenate([rows[single], np.repeat(rows[several], sizes[of_several])]),
        np.concatenate([first[pieces[single]], place[_ragged(sizes, of_several)]]),
    )


def _counted(rows: Integers, columns: Integers, shape: tuple[int, int]) -> csc_matrix:
    """Count pairs of row and column; one sort of integers is faster than summing duplicate sparse entries."""
    from scipy.sparse import csc_matrix

    keys = columns * shape[0] + rows
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    columns, rows = np.divmod(keys[starts], shape[0])
    ends = np.cumsum(np.bincount(columns, minlength=shape[1]))
    return csc_matrix((np.diff(starts, append=len(keys)), rows, np.r_[0, ends]), shape=shape)


def _ragged(sizes: Integers, chosen: Integers) -> Integers:
    """Return the positions of the members of chosen groups in a list that concatenates all groups.

    >>> _ragged(np.array([1, 2, 0]), np.array([1, 0, 2, 1])).tolist()
    [1, 2, 0, 1, 2]
    """
    starts = np.r_[0, np.cumsum(sizes)[:-1]][chosen]
    lengths = sizes[chosen]
    ends = np.cumsum(lengths)
    return np.asarray(np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths) + np.repeat(starts, lengths))
