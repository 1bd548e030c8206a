"""Counts: how often each word stands in each document, an article or whatever else texts are labelled by."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import BadInput
from framing.models import words

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class WordCounts:
    """Counts of words, a row a document, a column a word.

    Attributes
    ----------
    documents
        ids of the rows.
    words
        of the columns, in small letters, sorted.
    matrix
        the counts, sparse.
    """

    documents: pd.Index[str]
    words: pd.Index[str]
    matrix: csc_matrix


def count_words(texts: pd.Series[str]) -> WordCounts:
    """Count the words of texts.

    A word is what `framing.models.text_features.words` takes for one: letters and digits, with hyphens, apostrophes and
    points inside. What stands between spaces is cut into words once, however often it comes, so that a million
    sentences take seconds.

    Parameters
    ----------
    texts
        by document; the texts of one document are counted together.

    Raises
    ------
    BadInput
        when there is no word, or a text is missing.

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
    # what Unicode has for spaces beyond these ends a word as any sign does
    pieces = pc.ascii_split_whitespace(pa.array(texts, type=pa.large_string()))
    encoded = pc.list_flatten(pieces).dictionary_encode()
    of_piece = [words(piece) for piece in encoded.dictionary.to_pylist()]
    place, vocabulary = pd.factorize(np.array(list(chain.from_iterable(of_piece)), dtype=object), sort=True)
    if not len(vocabulary):
        raise BadInput("There is no word in these texts, so there is nothing to count.")
    rows = np.repeat(document, pc.list_value_length(pieces).to_numpy())
    rows, columns = _occurrences(rows, encoded.indices.to_numpy(), np.array([len(found) for found in of_piece]), place)
    matrix = _counted(rows, columns, (len(documents), len(vocabulary)))
    return WordCounts(pd.Index(documents), pd.Index(vocabulary, dtype="str"), matrix)


def _occurrences(rows: Places, pieces: Places, sizes: Places, place: Places) -> tuple[Places, Places]:
    """Row and column of every word, from the row of every piece of text and the words that each piece holds.

    Most pieces hold one word: only the others are taken apart.
    """
    first = place[np.minimum(np.cumsum(sizes) - sizes, len(place) - 1)]
    single, several = (sizes == 1)[pieces], (sizes > 1)[pieces]
    of_several = pieces[several]
    return (
        np.concatenate([rows[single], np.repeat(rows[several], sizes[of_several])]),
        np.concatenate([first[pieces[single]], place[_ragged(sizes, of_several)]]),
    )


def _counted(rows: Places, columns: Places, shape: tuple[int, int]) -> csc_matrix:
    """How often each pair of row and column comes, as a matrix: one sort of numbers, faster than adding up entries."""
    from scipy.sparse import csc_matrix

    keys = columns * shape[0] + rows
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    columns, rows = np.divmod(keys[starts], shape[0])
    ends = np.cumsum(np.bincount(columns, minlength=shape[1]))
    return csc_matrix((np.diff(starts, append=len(keys)), rows, np.r_[0, ends]), shape=shape)


def _ragged(sizes: Places, chosen: Places) -> Places:
    """Places of the members of chosen groups, in a list that has the members of group after group.

    >>> _ragged(np.array([1, 2, 0]), np.array([1, 0, 2, 1])).tolist()
    [1, 2, 0, 1, 2]
    """
    starts = np.r_[0, np.cumsum(sizes)[:-1]][chosen]
    lengths = sizes[chosen]
    ends = np.cumsum(lengths)
    return np.asarray(np.arange(lengths.sum()) - np.repeat(ends - lengths, lengths) + np.repeat(starts, lengths))
