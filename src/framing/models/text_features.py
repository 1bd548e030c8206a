"""Masking: outlet names, agencies, datelines and addresses hidden, so that a classifier learns wording.

An agency is masked as a name, not as a source: "AP reports" becomes "agency reports". Which wire an outlet takes would
give the outlet away; that the sentence has an agency behind it is wording, and stays. Whatever the lexicon found in a
sentence (terms and targets) is never masked. Bylines, credits and page furniture are boilerplate and take no part.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd
import regex

from framing.corpus import Corpus, spelt_out
from framing.tables import read_csv, rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

OUTLET = "outlet"
NAMELESS = {"", "unattributed", "unknown"}

Span = tuple[int, int]


@dataclass(frozen=True)
class _Mask:
    """What gives an outlet away, and the word that stands in its place."""

    pattern: regex.Pattern[str]
    word: str


def mask_sentences(sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame) -> pd.Series[str]:
    """The sentences' text with what gives an outlet away masked.

    Parameters
    ----------
    sentences, corpus, occurrences
        of `split_sentences`, `read_articles` and `find_occurrences`. Names of the outlets are those of the manifest.

    Returns
    -------
    Series
        text by sentence_id; boilerplate is left out.

    Raises
    ------
    TextNotAvailable
        when a text is not attached.
    """
    masks = [*house_masks(), *outlet_masks(names_of(corpus.articles))]
    spans: dict[str, list[Span]] = defaultdict(list)
    for found in rows(occurrences):
        spans[found.sentence_id].append((found.start, found.end))
    texts = {}
    for row in rows(sentences[sentences["kind"] != "boilerplate"]):
        protected = [(start - row.start, end - row.start) for start, end in spans[row.sentence_id]]
        texts[row.sentence_id] = masked(corpus.text(row.article_id)[row.start : row.end], masks, protected)
    return pd.Series(texts, dtype="str", name="text").rename_axis("sentence_id")


def masked(text: str, masks: Sequence[_Mask], protected: Sequence[Span] = ()) -> str:
    """A text with each find of a mask replaced, unless it touches a protected stretch; the longest find goes first.

    >>> masks = [*house_masks(), *outlet_masks(["Vay Courier"])]
    >>> masked("DORN (AP) — Ruk told the Vay Courier what he had told AP.", masks)
    'Ruk told the outlet what he had told agency.'
    """
    finds = [(*found.span(), mask.word) for mask in masks for found in mask.pattern.finditer(text)]
    free = [find for find in finds if not any(find[0] < end and find[1] > start for start, end in protected)]
    pieces, reached = [], 0
    for start, end, word in sorted(free, key=lambda find: (find[0], -find[1])):
        if start >= reached:
            pieces += [text[reached:start], word]
            reached = end
    return "".join([*pieces, text[reached:]])


@cache
def house_masks() -> tuple[_Mask, ...]:
    """Datelines, credits, agencies and addresses: the rows of masks.csv."""
    with as_file(files("framing.models") / "masks.csv") as path:
        table = read_csv(path)
    return tuple(_Mask(regex.compile(spelt_out(row.pattern)), row.mask) for row in rows(table))


def outlet_masks(names: Iterable[str]) -> list[_Mask]:
    """Names of outlets as whole words, as they are written."""
    return [_Mask(regex.compile(rf"(?<!\w){regex.escape(name)}(?!\w)"), OUTLET) for name in names]


def names_of(articles: pd.DataFrame) -> list[str]:
    """Names by which the manifest calls its outlets."""
    columns = [articles[name] for name in ("outlet", "label") if name in articles]
    return sorted({name for column in columns for name in column} - NAMELESS)


Places = npt.NDArray[np.int64]
# Words in different places are told apart, words in one place are not: with 2**18 places that is rare.
PLACES = 2**18
WORD = re.compile(r"[^\W_]+(?:[’'.\-][^\W_]+)*")  # letters and digits of any script


def words(sentence: str) -> list[str]:
    """The words of a sentence in small letters, with straight apostrophes.

    >>> words("The far-right mob didn’t blink.")
    ['the', 'far-right', 'mob', "didn't", 'blink']
    """
    return WORD.findall(sentence.lower().replace("’", "'"))


def word_places(sentences: Sequence[str]) -> tuple[Places, Places]:
    """The places of each sentence's words and pairs of neighbours, each of these once: rows, and places beside them."""
    found = [_hashes(words(sentence)) for sentence in sentences]
    rows = np.repeat(np.arange(len(found)), [len(of_sentence) for of_sentence in found])
    return rows, np.fromiter(chain.from_iterable(found), dtype=np.int64, count=len(rows)) % PLACES


def _hashes(found: list[str]) -> set[int]:
    """The hash of each word and, going on from it, of it with a space and the word after it."""
    encoded = [*map(str.encode, found)]
    single = [*map(crc32, encoded)]
    return {*single, *map(crc32, [b" " + word for word in encoded[1:]], single)}


def word_features(sentences: Sequence[str]) -> csr_matrix:
    """The same as a table: a row a sentence, how many of its features have each place."""
    from scipy.sparse import csr_matrix

    rows, places = word_places(sentences)
    return csr_matrix((np.ones(len(rows)), (rows, places)), (len(sentences), PLACES))


def place_of(feature: str) -> int:
    """The place of a word, or of two with a space between them."""
    return crc32(feature.encode()) % PLACES


def with_pairs(found: list[str]) -> list[str]:
    """Words, then each with the one after it.

    >>> with_pairs(["a", "vile", "mob"])
    ['a', 'vile', 'mob', 'a vile', 'vile mob']
    """
    return [*found, *map(" ".join, pairwise(found))]


LEAST_SENTENCES = 2


def document_features(of: Literal["words", "characters"] = "words") -> TfidfVectorizer:
    """A vectoriser, not yet fitted: put it into a pipeline, so that it learns from the training folds alone.

    Parameters
    ----------
    of
        ``words``: words and pairs of words. ``characters``: runs of two to five characters within words, which also
        know a word's forms. Either is counted on a log scale, weighed by rarity and brought to length one; what stands
        in one sentence only is left out: it cannot be learnt from, and would be a fingerprint of a private text.

    Examples
    --------
    >>> matrix = document_features().fit_transform(["Ruk met Tal.", "Ruk met the envoys."])
    >>> matrix.shape
    (2, 3)
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    runs = {"words": ("word", (1, 2), r"(?u)\b\w[\w’'-]*\w\b"), "characters": ("char_wb", (2, 5), None)}
    analyzer, lengths, token = runs[of]
    return TfidfVectorizer(
        analyzer=analyzer, ngram_range=lengths, token_pattern=token, sublinear_tf=True, min_df=LEAST_SENTENCES
    )
