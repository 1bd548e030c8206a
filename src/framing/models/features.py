"""Compute the features of sentences: words, document-feature matrices, embeddings; with names masked.

Outlet names, agencies, datelines and addresses are masked, so that classifiers learn wording. Agencies are masked as
names, not as sources: "AP reports" becomes "agency reports", because the choice of agency identifies the outlet while
the use of one is wording. Occurrences of the lexicon (terms and targets) are never masked. Bylines, credits and page
furniture are boilerplate and are excluded.

The features have similar scales (counts, flags, shares and logarithms), so that a coefficient is the change in log-odds
for one more loaded verb, for a quotation, for the last instead of the first position, or for an e-fold length.
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
import pandas as pd
import regex

from framing.corpus import HIDDEN, Corpus, as_read, expand_pattern
from framing.errors import BadInput
from framing.schema import KINDS_OF_TERM, VOICES
from framing.stats import Integers, Reals
from framing.tables import read_csv, rows

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer


NAMELESS = {"", "unattributed", "unknown"}
PLACES = 2**18  # number of hash buckets; collisions are rare
LEAST_SENTENCES = 2  # minimum document frequency of words and character sequences
INSIDE = "\u0300-\u036f" + HIDDEN  # accents of their own, and what no reader sees
LETTERS = rf"[^\W_]+(?:[{INSIDE}][^\W_]*)*"  # and digits, of any script
WORD = re.compile(rf"{LETTERS}(?:[’'.\-\u2010\u2011][{INSIDE}]*{LETTERS})*")

Place = tuple[int, int]


@dataclass(frozen=True)
class _Mask:
    """Define a pattern that identifies an outlet and the word that replaces it."""

    pattern: regex.Pattern[str]
    word: str


def mask_sentences(sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame) -> pd.Series[str]:
    """Mask outlet names, agencies, datelines and addresses in the text of sentences.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `split_sentences`.
    corpus : Corpus
        Articles with their texts; outlet names are taken from its manifest.
    occurrences : DataFrame
        Table of `find_occurrences`; occurrences are not masked.

    Returns
    -------
    Series of str
        Masked text by sentence_id, without boilerplate.

    Raises
    ------
    TextNotAvailable
        If the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> texts = fr.mask_sentences(study.sentences, study.corpus, study.occurrences)
    >>> bool(texts.str.contains("outlet").any())
    True
    """
    masks = [*house_masks(), *outlet_masks(names_of(corpus.articles))]
    spans: dict[str, list[Place]] = defaultdict(list)
    for occurrence in rows(occurrences):
        spans[occurrence.sentence_id].append((occurrence.start, occurrence.end))
    texts = {}
    for row in rows(sentences[sentences["kind"] != "boilerplate"]):
        protected = [(start - row.start, end - row.start) for start, end in spans[row.sentence_id]]
        texts[row.sentence_id] = masked(corpus.text(row.article_id)[row.start : row.end], masks, protected)
    return pd.Series(texts, dtype="str", name="text").rename_axis("sentence_id")


def masked(text: str, masks: Sequence[_Mask], protected: Sequence[Place] = ()) -> str:
    """Replace the matches of masks in a text, except in protected spans; longer matches take precedence.

    >>> masks = [*house_masks(), *outlet_masks(["Vay Courier"])]
    >>> masked("DORN (AP) — Ruk told the Vay Courier what he had told AP.", masks)
    'Ruk told the outlet what he had told agency.'
    """
    matches = [(*match.span(), mask.word) for mask in masks for match in mask.pattern.finditer(text)]
    free = [match for match in matches if not any(match[0] < end and match[1] > start for start, end in protected)]
    pieces, reached = [], 0
    for start, end, word in sorted(free, key=lambda match: (match[0], -match[1])):
        if start >= reached:
            pieces += [text[reached:start], word]
            reached = end
    return "".join([*pieces, text[reached:]])


@cache
def house_masks() -> tuple[_Mask, ...]:
    """Return the masks of datelines, credits, agencies and addresses in masks.csv."""
    with as_file(files("framing.models") / "masks.csv") as path:
        table = read_csv(path)
    return tuple(_Mask(regex.compile(expand_pattern(row.pattern)), row.mask) for row in rows(table))


def outlet_masks(names: Iterable[str]) -> list[_Mask]:
    """Return masks of outlet names as whole words, case-sensitive."""
    return [_Mask(regex.compile(rf"(?<!\w){regex.escape(name)}(?!\w)"), "outlet") for name in names]


def names_of(articles: pd.DataFrame) -> list[str]:
    """List the names of outlets in the manifest."""
    columns = [articles[name] for name in ("outlet", "label") if name in articles]
    return sorted({name for column in columns for name in column} - NAMELESS)


def words(sentence: str) -> list[str]:
    """Split a sentence into words in lower case, with straight apostrophes and hyphens and without hidden characters.

    >>> words("The far-right mob didn’t blink.")
    ['the', 'far-right', 'mob', "didn't", 'blink']
    >>> words("far\u2011right ty\u200brant") == ["far-right", "tyrant"]
    True
    """
    if sentence.isascii():
        return WORD.findall(sentence.lower())
    # "İ" leaves a dot on its "i"
    return WORD.findall(as_read(sentence).text.lower().replace("’", "'").replace("\u0307", ""))


def word_places(sentences: Sequence[str]) -> tuple[Integers, Integers]:
    """Return sentence index and hash bucket of the distinct words and word pairs of each sentence."""
    hashes = [_hashes(words(sentence)) for sentence in sentences]
    rows = np.repeat(np.arange(len(hashes)), [len(of_sentence) for of_sentence in hashes])
    return rows, np.fromiter(chain.from_iterable(hashes), dtype=np.int64, count=len(rows)) % PLACES


def _hashes(of: list[str]) -> set[int]:
    """Hash each word, and each word with the next one by continuing the CRC of the first."""
    encoded = [*map(str.encode, of)]
    single = [*map(crc32, encoded)]
    return {*single, *map(crc32, [b" " + word for word in encoded[1:]], single)}


def word_features(sentences: Sequence[str]) -> csr_matrix:
    """Count the distinct words and word pairs of each sentence (row) by hash bucket (column)."""
    from scipy.sparse import csr_matrix

    rows, places = word_places(sentences)
    return csr_matrix((np.ones(len(rows)), (rows, places)), (len(sentences), PLACES))


def place_of(feature: str) -> int:
    """Return the hash bucket of a word, or of two words separated by a space."""
    return crc32(feature.encode()) % PLACES


def with_pairs(of: list[str]) -> list[str]:
    """Return words followed by the pairs of neighbouring words.

    >>> with_pairs(["a", "vile", "mob"])
    ['a', 'vile', 'mob', 'a vile', 'vile mob']
    """
    return [*of, *map(" ".join, pairwise(of))]


def document_features(of: Literal["words", "characters"] = "words") -> TfidfVectorizer:
    """Create an unfitted TF-IDF vectoriser for use in a pipeline, so that it is fitted to the training folds only.

    Term frequencies are logarithmic and rows have length 1. Features that occur in one sentence only are dropped: they
    cannot generalise, and they would identify a private text.

    Parameters
    ----------
    of : {"words", "characters"}, default "words"
        ``words``: words and pairs of words. ``characters``: sequences of two to five characters within words, which
        also capture inflected forms.

    Examples
    --------
    >>> matrix = document_features().fit_transform(["Ruk met Tal.", "Ruk met the envoys."])
    >>> matrix.shape
    (2, 3)
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    settings = {"words": ("word", (1, 2), r"(?u)\b\w[\w’'-]*\w\b"), "characters": ("char_wb", (2, 5), None)}
    analyzer, lengths, token = settings[of]
    return TfidfVectorizer(
        analyzer=analyzer, ngram_range=lengths, token_pattern=token, sublinear_tf=True, min_df=LEAST_SENTENCES
    )


GENERAL_LOG_ODDS, GENERAL_WORD_LOG_ODDS = "general log-odds", "general word log-odds"
OF_GENERAL = (GENERAL_LOG_ODDS, GENERAL_WORD_LOG_ODDS)  # of the sentence, and of its most loaded word
FORMS = ("loaded", "neutral")
EMPTY = 1e-12  # squared length of a direction, relative to the longest one, that holds nothing but rounding
MOST_DIRECTIONS = 256  # of a span; more would make fits of large studies slow and change no score visibly


def public_features(
    sentences: pd.DataFrame,
    occurrences: pd.DataFrame,
    targets: Sequence[str],
    general: pd.DataFrame | None = None,
    *,
    units: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Compute the features of the public tier: lexicon hits, voice, position and length of each sentence.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `find_voice`; boilerplate is omitted.
    occurrences : DataFrame
        Table of `find_occurrences`.
    targets : sequence of str
        Targets of the lexicon. Each gets a column even if it does not occur, so that all outlets have the same columns.
    general : DataFrame, optional
        Stored log-odds of the general model by sentence_id: the columns ``general log-odds`` (of the sentence) and
        ``general word log-odds`` (of its most loaded word), which are added.
    units : sequence of str, optional
        sentence_ids of the rows, in order; by default all sentences. Positions are those among all sentences.

    Returns
    -------
    DataFrame
        One row per sentence, indexed by sentence_id: counts of loaded and neutral terms by kind, counts of loaded terms
        by target, flags of the voices indirect, quote and mixed (the narrator is the reference category), position in
        the article (0 first, 1 last), logarithm of the number of characters, and the columns of `general`.

    Raises
    ------
    BadInput
        If the sentences have no column voice, or a sentence has no log-odds of the general model.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> features = public_features(study.sentences, study.occurrences, study.targets)
    >>> [name for name in features if name.startswith("voice")]
    ['voice indirect', 'voice quote', 'voice mixed']
    """
    if "voice" not in sentences:
        raise BadInput("The sentences have no column 'voice'. Run find_voice(sentences, corpus) first.")
    kept = sentences[sentences["kind"] != "boilerplate"].sort_values(["article_id", "start"])
    kept = kept.set_index("sentence_id")
    kept = kept.assign(position=_positions(kept))
    kept = kept if units is None else kept.loc[[*units]]
    log_length = np.log((kept["end"] - kept["start"]).astype("float64"))
    blocks = [
        _hits(occurrences, kept.index, "kind", KINDS_OF_TERM, FORMS),
        _hits(occurrences, kept.index, "target", targets, FORMS[:1]),
        pd.DataFrame({f"voice {voice}": kept["voice"] == voice for voice in VOICES[1:]}, dtype="float64"),
        pd.DataFrame({"position": kept["position"], "log length": log_length}),
    ]
    if general is not None:
        blocks.append(_stored(general, kept.index))
    return pd.concat(blocks, axis=1)


def _hits(
    occurrences: pd.DataFrame, index: pd.Index[str], column: str, values: Sequence[str], forms: Sequence[str]
) -> pd.DataFrame:
    """Count the values of a column in each sentence, by form."""
    counts = occurrences.groupby(["sentence_id", "form", column]).size()
    wide = counts.unstack(["form", column], fill_value=0)
    columns = pd.MultiIndex.from_tuples([(form, value) for form in forms for value in values])
    table = wide.reindex(index=index, columns=columns, fill_value=0).astype("float64")
    return table.set_axis([f"{form} {value}" for form, value in columns], axis=1)


def _positions(sentences: pd.DataFrame) -> pd.Series[float]:
    """Compute the position of each sentence in its article: 0 first, 1 last."""
    articles = sentences.groupby("article_id")["start"]
    return articles.cumcount() / (articles.transform("size") - 1).clip(lower=1)


def _stored(general: pd.DataFrame, index: pd.Index[str]) -> pd.DataFrame:
    missing = index.difference(general.index)
    if len(missing):
        raise BadInput(
            f"{len(missing)} of {len(index)} sentences have no log-odds of the general model, for example "
            f"'{missing[0]}'. Run `framing build` where the texts are attached."
        )
    return general.loc[index].astype("float64")


def swapped_features(
    features: pd.DataFrame, swaps: pd.DataFrame, terms: pd.DataFrame, general: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Compute the features of swapped sentences by replacing the counts of one term.

    Parameters
    ----------
    features : DataFrame
        Features of `public_features`, by sentence_id.
    swaps : DataFrame
        Swaps of `find_swaps`.
    terms : DataFrame
        Terms of the lexicon: term_id, kind, form, target.
    general : DataFrame, optional
        Stored log-odds of the general model by swap_id, with the columns of `public_features`.

    Returns
    -------
    DataFrame
        One row per swap, indexed by swap_id, with the columns of `features`. Length and position are not changed.
    """
    swapped = features.loc[swaps["sentence_id"]].set_axis(swaps["swap_id"].to_numpy())
    known = terms.set_index("term_id")
    for column, change in (("term_out", -1.0), ("term_in", 1.0)):
        for part in ("kind", "target"):
            names = swaps[column].map(known["form"]) + " " + swaps[column].map(known[part])
            _add(swapped, names, change)
    if general is not None:
        swapped[general.columns] = general.loc[swaps["swap_id"]].to_numpy()
    return swapped


def _add(features: pd.DataFrame, names: pd.Series[str], change: float) -> None:
    """Add `change` to the named feature of each row; ignore names that are not features."""
    places = features.columns.get_indexer(pd.Index(names.fillna("")))
    rows = np.flatnonzero(places >= 0)
    values = features.to_numpy(copy=True)
    np.add.at(values, (rows, places[rows]), change)
    features[:] = values


@dataclass(frozen=True)
class Span:
    """Represent vectors in an orthonormal basis (columns) of their span."""

    basis: Reals

    @classmethod
    def of(cls, vectors: Reals) -> Span:
        """Compute a basis of the rows of `vectors` by pivoted QR decomposition.

        Of more than 256 rows it is a basis of their 256 principal directions, which hold nearly all of their length.

        >>> Span.of(np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0]])).basis.shape
        (3, 2)
        """
        from scipy.linalg import eigh, qr

        if len(vectors) > MOST_DIRECTIONS:
            few = len(vectors) < vectors.shape[1]  # the smaller matrix of products has the same directions
            products = vectors @ vectors.T if few else vectors.T @ vectors
            last = len(products) - 1
            sizes, found = eigh(products, subset_by_index=(max(last + 1 - MOST_DIRECTIONS, 0), last))
            basis = vectors.T @ found[:, sizes > EMPTY * sizes[-1]] if few else found
            return cls(np.asarray((basis / np.linalg.norm(basis, axis=0))[:, ::-1]))

        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        basis, triangle, _ = qr((vectors / np.where(lengths > 0, lengths, 1.0)).T, mode="economic", pivoting=True)
        return cls(basis[:, np.abs(np.diag(triangle)) > 1e-9])

    def inside(self, vectors: Reals) -> Reals:
        """Project vectors to coordinates in the span."""
        return np.asarray(vectors @ self.basis, dtype=np.float64)

    def features(self, vectors: Reals, units: list[str]) -> pd.DataFrame:
        """Return the coordinates of vectors as a table of features, indexed by unit."""
        return pd.DataFrame(self.inside(vectors), index=pd.Index(units, dtype="str"))
