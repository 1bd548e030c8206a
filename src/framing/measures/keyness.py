"""Count words and their sequences by document, and compute keyness: what one corpus says more or less often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

import numpy as np
import pandas as pd
import regex
from scipy.sparse import csc_matrix

from framing.corpus import check_characters
from framing.errors import BadInput, did_you_mean
from framing.models import words
from framing.stats import (
    LEAST_ARTICLES,
    LEVEL,
    TIE,
    Flags,
    Integers,
    Reals,
    adjusted,
    is_drawn,
    permutations,
    smallest_reachable_p,
)

ENOUGH = 100  # from this number of documents on, p-values are those of the intervals instead of permutations
AT_ONCE = 300_000  # largest array during permutation, in numbers
REST = "all others"
# what parts two words: punctuation, unless it belongs to a word or a number
MARK = r"[[\p{P}]--['’‘#%&*@-]]"
OPENS, CLOSES = (regex.compile(mark, regex.V1) for mark in (rf"^{MARK}", rf"{MARK}$"))


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


def count_words(texts: pd.Series[str], ngram_range: tuple[int, int] = (1, 1)) -> WordCounts:
    """Count words, or sequences of words, by document.

    Words are sequences of letters and digits, with internal hyphens, apostrophes and points (`words`). Each distinct
    space-separated string is split into words only once, so that a million sentences take seconds.

    Parameters
    ----------
    texts : Series of str
        Texts indexed by document; texts with the same index value are counted together.
    ngram_range : tuple of int, default (1, 1)
        Least and greatest number of words in a sequence. Sequences do not cross punctuation or the end of a text. All
        of them are the words of the result, so that shares are shares of sequences.

    Returns
    -------
    WordCounts
        Document-term matrix with the attributes documents, words and matrix.

    Raises
    ------
    BadInput
        If a text is missing or is not a string, the texts contain no words, or `ngram_range` is not two numbers in
        ascending order from 1.

    Examples
    --------
    >>> counts = count_words(pd.Series(["The mob cheered.", "It rained.", "The MOB!"], index=["a", "a", "b"]))
    >>> counts.words.tolist()
    ['cheered', 'it', 'mob', 'rained', 'the']
    >>> counts.matrix.toarray().tolist()
    [[1, 1, 1, 1, 1], [0, 0, 1, 0, 1]]
    >>> count_words(pd.Series(["A vile mob, said the mayor."], index=["a"]), ngram_range=(2, 3)).words.tolist()
    ['a vile', 'a vile mob', 'said the', 'said the mayor', 'the mayor', 'vile mob']
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    shortest, longest = ngram_range
    if not 1 <= shortest <= longest:
        raise BadInput(f"ngram_range is {ngram_range}; expected two numbers in ascending order from 1, such as (1, 2).")
    for place, text in zip(texts.index, texts, strict=True):
        if not isinstance(text, str):
            raise BadInput(f"The text of {place} is {text!r}; expected a string. Leave such rows out: texts.dropna().")
        if not text.isascii():
            check_characters(text, f"the text of {place}")
    document, documents = pd.factorize(texts.index, sort=True)
    # other Unicode spaces end a word too, like punctuation
    pieces = pc.ascii_split_whitespace(pa.array(texts, type=pa.large_string()))
    encoded = pc.list_flatten(pieces).dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    of_piece = [words(piece) for piece in distinct]
    place, vocabulary = pd.factorize(np.array(list(chain.from_iterable(of_piece)), dtype=object), sort=True)
    if not len(vocabulary):
        raise BadInput("These texts contain no words; there is nothing to count.")
    text_of = np.repeat(np.arange(len(texts)), pc.list_value_length(pieces).to_numpy())
    indices, sizes = encoded.indices.to_numpy(), np.array([len(found) for found in of_piece])
    if longest == 1:
        rows, columns = _occurrences(document[text_of], indices, sizes, place)
    else:
        # a piece goes on where the one before stops, if no mark stands between them
        before, after = (np.array([bool(mark.search(piece)) for piece in distinct]) for mark in (OPENS, CLOSES))
        goes_on = np.r_[False, (np.diff(text_of) == 0) & ~before[indices[1:]] & ~after[indices[:-1]]]
        goes_on[1:] &= sizes[indices[:-1]] > 0
        held = indices[sizes[indices] > 0]
        joined = np.zeros(sizes[indices].sum(), dtype=bool)
        firsts = np.r_[0, np.cumsum(sizes[held])[:-1]]
        joined[firsts] = goes_on[sizes[indices] > 0]
        rows = np.repeat(document[text_of], sizes[indices])
        rows, columns, vocabulary = _sequences(rows, place[_ragged(sizes, indices)], joined, vocabulary, ngram_range)
    matrix = _counted(rows, columns, (len(documents), len(vocabulary)))
    return WordCounts(pd.Index(documents), pd.Index(vocabulary, dtype="str"), matrix)


def _sequences(
    rows: Integers, columns: Integers, joined: Flags, vocabulary: np.ndarray, ngram_range: tuple[int, int]
) -> tuple[Integers, Integers, np.ndarray]:
    """Return row and column of every sequence of words, and the sequences; `joined` words follow the one before."""
    shortest, longest = ngram_range
    starts, codes, names = np.arange(len(columns)), columns, vocabulary
    every = [(starts, codes, names)]
    for length in range(2, longest + 1):
        last = starts + length - 1
        kept = last < len(columns)
        kept[kept] = joined[last[kept]]
        starts, last = starts[kept], last[kept]
        pairs, codes = np.unique(codes[kept] * len(vocabulary) + columns[last], return_inverse=True)
        names = names[pairs // len(vocabulary)] + " " + vocabulary[pairs % len(vocabulary)]
        every.append((starts, codes, names))
    chosen = every[shortest - 1 :]
    offsets = np.cumsum([0, *(len(names) for *_, names in chosen)])
    place, found = pd.factorize(np.concatenate([names for *_, names in chosen]), sort=True)
    codes = np.concatenate([codes + offset for (_, codes, _), offset in zip(chosen, offsets, strict=False)])
    return rows[np.concatenate([starts for starts, *_ in chosen])], place[codes], found


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


@dataclass(frozen=True, eq=False)
class Side:
    """Compute statistics of one corpus for each word."""

    matrix: csc_matrix

    @classmethod
    def of(cls, matrix: csc_matrix, chosen: Flags) -> Side:
        """Select documents of a matrix."""
        held = np.flatnonzero(chosen[matrix.indices])
        rows = (np.cumsum(chosen, dtype=matrix.indices.dtype) - 1)[matrix.indices[held]]
        ends = np.searchsorted(held, matrix.indptr)
        return cls(csc_matrix((matrix.data[held], rows, ends), shape=(int(chosen.sum()), matrix.shape[1])))

    @cached_property
    def data(self) -> Reals:
        """Stored counts."""
        return np.asarray(self.matrix.data, dtype=np.float64)

    @cached_property
    def lengths(self) -> Reals:
        """Number of words in each document."""
        lengths = np.bincount(self.matrix.indices, weights=self.data, minlength=self.matrix.shape[0])
        return np.asarray(lengths, dtype=np.float64)

    @cached_property
    def n(self) -> float:
        """Number of words in the corpus."""
        return float(self.lengths.sum())

    @cached_property
    def counts(self) -> Reals:
        """Count of each word."""
        return self.by_word(self.data)

    @cached_property
    def documents(self) -> Integers:
        """Number of documents that contain each word."""
        return np.asarray(np.diff(self.matrix.indptr), dtype=np.int64)

    @cached_property
    def of_entry(self) -> Reals:
        """Length of the document of each stored count."""
        return np.asarray(self.lengths[self.matrix.indices])

    @cached_property
    def dispersion(self) -> Reals:
        """DP (Gries 2008): half the sum of absolute differences between observed and expected shares of documents."""
        observed = self.data / np.repeat(self.counts, self.documents)
        expected = self.of_entry / self.n
        dp = (1 + self.by_word(np.abs(observed - expected) - expected)) / 2
        return np.where(self.counts > 0, dp, np.nan)

    def by_word(self, of_entries: Reals) -> Reals:
        """Sum values of stored counts by word."""
        sums, held = np.zeros(self.matrix.shape[1]), self.documents > 0
        if len(of_entries):
            sums[held] = np.add.reduceat(of_entries, self.matrix.indptr[:-1][held])
        return sums

    @cached_property
    def scatter(self) -> Reals:
        """Sum over documents of (yᵢ − r nᵢ)² for each word, where r is its share of the corpus, times D ÷ (D − 1)."""
        documents, share = self.matrix.shape[0], self.counts / self.n
        squares, products = self.by_word(self.data**2), self.by_word(self.data * self.of_entry)
        summed = squares - 2 * share * products + share**2 * (self.lengths**2).sum()
        return np.asarray(summed * documents / (documents - 1))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Compare two corpora; `alpha` are the prior counts of each word and `prior` is their sum."""

    ours: Side
    theirs: Side
    alpha: Reals
    prior: float

    @property
    def log_odds(self) -> Reals:
        """Log-odds ratio of each word."""
        return np.log(self.odds_ratio(self.ours.counts, self.ours.n, self.theirs.counts, self.theirs.n, self.alpha))

    def odds_ratio(
        self, ours: Reals, n_ours: Reals | float, theirs: Reals, n_theirs: Reals | float, alpha: Reals
    ) -> Reals:
        """Compute the odds ratio from counts."""
        one, other = ours + alpha, theirs + alpha
        return np.asarray(one / (n_ours + self.prior - one) * ((n_theirs + self.prior - other) / other))

    @property
    def z(self) -> Reals:
        """Log-odds ratio divided by its standard deviation if words were independent."""
        spread = 1 / (self.ours.counts + self.alpha) + 1 / (self.theirs.counts + self.alpha)
        return np.asarray(self.log_odds / np.sqrt(spread))

    @property
    def g2(self) -> Reals:
        """Log-likelihood ratio 2 Σ O log(O ÷ E) of the two-by-two table of word and corpus."""
        sides = [(side.counts, side.n) for side in (self.ours, self.theirs)]
        share = sum(counts for counts, _ in sides) / sum(n for _, n in sides)
        cells = [(counts, n * share) for counts, n in sides] + [(n - counts, n * (1 - share)) for counts, n in sides]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(2 * sum(np.where(seen > 0, seen * np.log(seen / due), 0.0) for seen, due in cells))

    @property
    def log_ratio(self) -> Reals:
        """Binary logarithm of the ratio of relative frequencies; zero counts are replaced by a half."""
        ours, theirs = (np.where(side.counts > 0, side.counts, 0.5) / side.n for side in (self.ours, self.theirs))
        return np.asarray(np.log2(ours / theirs))

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of documents of each corpus."""
        return self.ours.matrix.shape[0], self.theirs.matrix.shape[0]

    @cached_property
    def design_effect(self) -> Reals:
        """Variance of each word over documents, as a multiple of that of words drawn one by one, at least 1."""
        sides = (self.ours, self.theirs)
        singly = sum(side.counts * (1 - side.counts / side.n) for side in sides)
        return np.maximum(sum(side.scatter for side in sides) / np.maximum(singly, TIE), 1)

    @cached_property
    def effective(self) -> tuple[Reals, Reals]:
        """Log-odds ratio of counts divided by the design effect (Rao & Scott 1992), and its standard deviation."""
        effect = self.design_effect
        words = [side.counts / effect + self.alpha for side in (self.ours, self.theirs)]
        others = [(side.n - side.counts) / effect + self.prior - self.alpha for side in (self.ours, self.theirs)]
        ratio = words[0] / others[0] * (others[1] / words[1])
        return np.log(ratio), np.sqrt(sum(1 / count for count in (*words, *others)))

    def interval(self) -> tuple[Reals, Reals, str]:
        """Compute the t interval of each word's log-odds ratio; return low, high and the method."""
        if min(self.sizes) < LEAST_ARTICLES:
            nothing = np.full(len(self.alpha), np.nan)
            return nothing, nothing, f"none: {min(self.sizes)} documents in a corpus, {LEAST_ARTICLES} are needed"
        from scipy.special import stdtrit

        centre, deviation = self.effective
        half = stdtrit(sum(self.sizes) - 2, (1 + LEVEL) / 2) * deviation
        low, high = np.minimum(centre - half, self.log_odds), np.maximum(centre + half, self.log_odds)
        return low, high, "t interval over documents, effective counts"

    def p(self, seed: int) -> Reals:
        """Compute the two-sided p-value of each word if documents are exchangeable; nan with too few documents."""
        if min(self.sizes) < LEAST_ARTICLES:
            return np.full(len(self.alpha), np.nan)
        if sum(self.sizes) < ENOUGH:
            return self.permutation_p(seed)
        from scipy.special import stdtr

        centre, deviation = self.effective
        return np.asarray(2 * stdtr(sum(self.sizes) - 2, -np.abs(centre) / deviation))

    def permutation_p(self, seed: int) -> Reals:
        """Compute p-values by permuting documents between the corpora, with the same permutations for all words."""
        from scipy.sparse import vstack

        ways = permutations(self.sizes[0], sum(self.sizes), seed)
        every = vstack([self.ours.matrix, self.theirs.matrix], format="csc").astype(np.float64)
        lengths = np.concatenate([self.ours.lengths, self.theirs.lengths])
        # equally many times in the same documents, as most rare words: equal up to a hash, and tested once
        alike = np.c_[np.random.default_rng(seed).random(len(lengths)) @ every, self.alpha, self.log_odds]
        _, words, same = np.unique(alike, axis=0, return_index=True, return_inverse=True)
        total, alpha = self.ours.counts + self.theirs.counts, self.alpha
        least = np.exp(np.abs(self.log_odds) - TIE)  # odds ratios are compared, since logarithms take most of the time
        given, far = np.ascontiguousarray(ways.T, dtype=np.float64), np.empty(len(words))
        n_ours, n, step = lengths @ given, lengths.sum(), max(1, AT_ONCE // len(ways))
        for start in range(0, len(words), step):
            chosen = words[start : start + step]
            ours, least_far = np.asarray(every[:, chosen].T @ given), least[chosen][:, None]
            permuted = self.odds_ratio(ours, n_ours, total[chosen][:, None] - ours, n - n_ours, alpha[chosen][:, None])
            far[start : start + step] = ((permuted >= least_far) | (permuted <= 1 / least_far)).sum(axis=1)
        drawn = is_drawn(*self.sizes)
        return np.asarray(((far + drawn) / (len(ways) + drawn))[same.ravel()])


def log_odds(
    counts: WordCounts,
    groups: pd.Series[str],
    *,
    study: str | None = None,
    reference: str | None = None,
    background: WordCounts | Mapping[str, float] | pd.Series[float] | None = None,
    prior_words: float | None = None,
    order: Literal["certain", "z"] = "certain",
    seed: int = 1,
) -> pd.DataFrame:
    """Compare word frequencies of two corpora by log-odds ratios with a Dirichlet prior.

    For a word with y occurrences among n words, in the study corpus (s) and the reference corpus (r), and a prior of α₀
    words of which α are this word (Monroe, Colaresi & Quinn 2008):

        δ = log[(yₛ + α) ÷ (nₛ + α₀ − yₛ − α)] − log[(yᵣ + α) ÷ (nᵣ + α₀ − yᵣ − α)]
        z = δ ÷ √[1 ÷ (yₛ + α) + 1 ÷ (yᵣ + α)]

    Without a background the prior is uninformative: half a word for the word and half for all others, the Dirichlet
    prior of Jeffreys for two categories. (Half a word for each word of the vocabulary would pull all frequent words
    apart where the corpora have unequal lengths.) With a background, α = α₀ (b + ½) ÷ (B + 1), where b of its B words
    are this word.

    z assumes that words are sampled independently, which words of the same document are not. Interval and p-value of δ
    treat documents as units instead: they are computed from counts divided by the design effect of the word,
    Σ (yᵢ − r nᵢ)² ÷ Σ yᵢ (1 − r) over the documents of both corpora and at least 1 (Rao & Scott 1992), so that a word
    that one document repeats fifty times counts as one. The interval is a t interval. Below 100 documents the p-value
    is that of a permutation test of documents, otherwise of the t interval. p-values are adjusted by Benjamini &
    Hochberg (1995) over all words of the comparison, because the search is exploratory.

    Parameters
    ----------
    counts : WordCounts
        Result of `count_words`.
    groups : Series of str
        Corpus of each document, indexed by document.
    study, reference : str, optional
        Names of corpora in `groups`. Without `reference`, the reference corpus is all other documents. Without `study`,
        each corpus is compared in turn.
    background : WordCounts, Series or mapping of str to float, optional
        Counts of words in a corpus from which the prior takes the shares of words.
    prior_words : float, optional
        Prior size α₀ in words: by default 1 without a background, needed with one. A larger prior shrinks rare words
        more towards 0.
    order : {"certain", "z"}, default "certain"
        Order of the words of a comparison: by the limit of the interval that is nearer to 0 (0 where the interval
        holds 0 or there is none) and then by z, or by z alone; both in descending order.
    seed : int, default 1
        Seed of the permutations.

    Returns
    -------
    DataFrame
        One row per word of either corpus: word, study, reference; n_study, n_reference (counts); documents_study,
        documents_reference (number of documents with the word); log_odds, low, high, level, method; p,
        smallest_reachable_p, adjusted_p, tests_in_family (number of words compared); z; g2 (log-likelihood ratio:
        Dunning 1993); log_ratio (binary logarithm of the ratio of relative frequencies: Hardie 2014);
        dispersion_study, dispersion_reference (DP: 0 for a word distributed like the text as a whole, near 1 for a word
        in one small document: Gries 2008).

    Raises
    ------
    BadInput
        If a corpus is unknown, empty or compared with itself, a document has no group or two, `prior_words` is not
        positive, the order is unknown, or a background has a count that is not a number of at least 0, or no
        `prior_words`.

    Examples
    --------
    >>> import framing as fr
    >>> texts = pd.Series(["The mob, the mob.", "A vile mob.", "The crowd.", "A quiet crowd."], index=list("abcd"))
    >>> groups = pd.Series({"a": "Gazette", "b": "Gazette", "c": "Herald", "d": "Herald"})
    >>> counts = fr.count_words(texts)
    >>> words = fr.log_odds(counts, groups, study="Gazette", reference="Herald")
    >>> words[["word", "n_study", "n_reference"]].head(2).to_numpy().tolist()
    [['mob', 3, 0], ['vile', 1, 0]]

    A prior of ten words, with the shares that words have in other articles:

    >>> other = {"mob": 5, "crowd": 60, "the": 5_000, "a": 2_000, "of": 2_935}
    >>> words = fr.log_odds(counts, groups, study="Gazette", reference="Herald", background=other, prior_words=10)
    """
    if groups.index.has_duplicates:
        again = groups.index[groups.index.duplicated()][0]
        raise BadInput(f"The document {again} has two groups. Give the corpus of each document once.")
    of = groups.reindex(counts.documents)
    missing = of.isna() | (of == "")
    if missing.any():
        raise BadInput(f"The document {of.index[missing][0]} has no group. Give the corpus of every document.")
    if order not in ("certain", "z"):
        raise BadInput(f"Unknown order '{order}'; {did_you_mean(order, ['certain', 'z'])}")
    known = sorted(of.unique())
    for name in (study, reference):
        if name is not None and name not in known:
            raise BadInput(f"Unknown corpus '{name}'; {did_you_mean(name, known)}")
    if study is not None and study == reference:
        raise BadInput(f"'{study}' is compared with itself. Name two corpora, or leave out reference= for all others.")
    prior, shares = _prior(counts.words, background, prior_words)
    studies = [name for name in known if name != reference] if study is None else [study]
    compared = [_compare(counts, of, name, reference, prior, shares, seed, order) for name in studies]
    return pd.concat(compared, ignore_index=True) if len(compared) > 1 else compared[0]


def _prior(
    vocabulary: pd.Index[str],
    background: WordCounts | Mapping[str, float] | pd.Series[float] | None,
    prior_words: float | None,
) -> tuple[float, Reals]:
    """Return the size of the prior and the share of each word in it."""
    if prior_words is not None and not prior_words > 0:
        raise BadInput(f"prior_words is {prior_words:g}; expected a number above 0, such as 1 without a background.")
    if background is None:
        return prior_words or 1.0, np.full(len(vocabulary), 0.5)
    if prior_words is None:
        raise BadInput("The background has no weight. Give the number of words it counts for: prior_words=500.")
    if isinstance(background, WordCounts):
        background = pd.Series(np.asarray(background.matrix.sum(axis=0)).ravel(), background.words)
    counts = pd.Series(background, dtype=float)
    wrong = counts.index[~(counts >= 0) | np.isinf(counts)]
    if len(wrong):
        raise BadInput(f"The background counts '{wrong[0]}' {counts[wrong[0]]:g} times; expected 0 or more.")
    held = np.asarray(counts.reindex(vocabulary).fillna(0.0), dtype=np.float64)
    return prior_words, (held + 0.5) / (float(counts.sum()) + 1)


def _compare(
    counts: WordCounts,
    of: pd.Series[str],
    study: str,
    reference: str | None,
    prior: float,
    shares: Reals,
    seed: int,
    order: str,
) -> pd.DataFrame:
    """Compute one comparison of `log_odds`."""
    ours = Side.of(counts.matrix, (of == study).to_numpy())
    theirs = Side.of(counts.matrix, (of == reference if reference is not None else of != study).to_numpy())
    for side, name in ((ours, study), (theirs, reference or REST)):
        if not side.n:
            raise BadInput(f"The corpus '{name}' contains no words; there is nothing to compare.")
    held = (ours.counts + theirs.counts) > 0  # other corpora may have words that neither of these two has
    ours, theirs = (Side(side.matrix[:, held]) for side in (ours, theirs))
    both = Comparison(ours, theirs, prior * shares[held], prior)
    low, high, method = both.interval()
    p = both.p(seed)
    adjusted_p, tests = adjusted(p, "benjamini-hochberg")
    table = pd.DataFrame(
        {
            "word": counts.words[held],
            "study": study,
            "reference": reference or REST,
            "n_study": ours.counts.astype("int64"),
            "n_reference": theirs.counts.astype("int64"),
            "documents_study": ours.documents,
            "documents_reference": theirs.documents,
            "log_odds": both.log_odds,
            "low": low,
            "high": high,
            "level": LEVEL,
            "method": method,
            "p": p,
            "smallest_reachable_p": smallest_reachable_p(*both.sizes),
            "adjusted_p": adjusted_p,
            "tests_in_family": tests,
            "z": both.z,
            "g2": both.g2,
            "log_ratio": both.log_ratio,
            "dispersion_study": ours.dispersion,
            "dispersion_reference": theirs.dispersion,
        }
    )
    certain = (table["low"].clip(lower=0) + table["high"].clip(upper=0)).fillna(0) * (order == "certain")
    return table.iloc[np.lexsort((table["word"], -table["z"], -certain))].reset_index(drop=True)
