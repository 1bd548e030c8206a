"""Count words by document, and compute keyness: words that one corpus uses more or less often than another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pandas as pd
from scipy.sparse import csc_matrix

from framing.errors import BadInput, did_you_mean
from framing.models import words
from framing.stats import (
    LEAST_ARTICLES,
    LEVEL,
    REPLICATES,
    TIE,
    Flags,
    Integers,
    Reals,
    adjusted,
    bootstrap_weights,
    expanded_tail,
    is_drawn,
    permutations,
    smallest_reachable_p,
)

ENOUGH = 500  # from this number of documents on, the jackknife is within the Monte Carlo error of the bootstrap
AT_ONCE = 20_000_000  # largest array during resampling, in numbers
REST = "all others"


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

    def variance(self, alpha: Reals, prior: float) -> Reals:
        """Compute the infinitesimal-jackknife variance of the log-odds: Σ (gᵢ − mean g)² · D ÷ (D − 1).

        gᵢ = yᵢ(a + b) − nᵢb is the influence of document i of D, with a = 1 ÷ (y + α) and b = 1 ÷ (n + α₀ − y − α).
        """
        documents = self.matrix.shape[0]
        with np.errstate(divide="ignore", invalid="ignore"):  # words absent from both corpora
            a, b = np.where(alpha > 0, 1 / (self.counts + alpha), 0), 1 / (self.n + prior - self.counts - alpha)
        squares, products = self.by_word(self.data**2), self.by_word(self.data * self.of_entry)
        total = (a + b) * self.counts - b * self.n
        of_squares = (a + b) ** 2 * squares - 2 * (a + b) * b * products + b**2 * (self.lengths**2).sum()
        return np.asarray((of_squares - total**2 / documents) * documents / (documents - 1))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Compare two corpora; `alpha` are the prior counts of each word and `prior` is their sum."""

    ours: Side
    theirs: Side
    alpha: Reals
    prior: float

    @property
    def log_odds(self) -> Reals:
        """Log-odds ratio of each word; nan if it is absent from both corpora."""
        return self.difference(self.ours.counts, self.ours.n, self.theirs.counts, self.theirs.n, self.alpha)

    def difference(
        self, ours: Reals, n_ours: Reals | float, theirs: Reals, n_theirs: Reals | float, alpha: Reals
    ) -> Reals:
        """Compute the log-odds ratio from counts."""
        with np.errstate(divide="ignore", invalid="ignore"):
            one = np.log((ours + alpha) / (n_ours + self.prior - ours - alpha))
            return np.asarray(one - np.log((theirs + alpha) / (n_theirs + self.prior - theirs - alpha)))

    @property
    def z(self) -> Reals:
        """Log-odds ratio divided by its standard deviation if words were independent."""
        with np.errstate(divide="ignore", invalid="ignore"):
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
    def deviation(self) -> Reals:
        """Jackknife standard deviation of the log-odds ratio over documents."""
        variance = self.ours.variance(self.alpha, self.prior) + self.theirs.variance(self.alpha, self.prior)
        return np.asarray(np.sqrt(variance))

    def interval(self, seed: int) -> tuple[Reals, Reals, str]:
        """Compute the interval of each word's log-odds ratio; return low, high and the method."""
        if min(self.sizes) < LEAST_ARTICLES:
            nothing = np.full(len(self.alpha), np.nan)
            return nothing, nothing, f"none: {min(self.sizes)} documents in a corpus, {LEAST_ARTICLES} are needed"
        if sum(self.sizes) >= ENOUGH:
            from scipy.special import ndtri

            half = ndtri((1 + LEVEL) / 2) * self.deviation
            return self.log_odds - half, self.log_odds + half, "infinitesimal jackknife over documents"
        low, high = self.bootstrap(seed)
        return low, high, "percentile bootstrap over documents"

    def p(self, seed: int) -> Reals:
        """Compute the two-sided p-value of each word if documents are exchangeable; nan with too few documents."""
        if min(self.sizes) < LEAST_ARTICLES:
            return np.full(len(self.alpha), np.nan)
        if sum(self.sizes) >= ENOUGH:
            from scipy.special import ndtr

            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(2 * ndtr(-np.abs(self.log_odds) / self.deviation))
        return self.permutation_p(seed)

    def permutation_p(self, seed: int) -> Reals:
        """Compute p-values by permuting documents between the corpora, with the same permutations for all words."""
        from scipy.sparse import vstack

        ways = permutations(self.sizes[0], sum(self.sizes), seed)
        every = vstack([self.ours.matrix, self.theirs.matrix], format="csc")
        lengths = np.concatenate([self.ours.lengths, self.theirs.lengths])
        n_ours = (ways @ lengths)[:, None]
        total, far = self.ours.counts + self.theirs.counts, np.empty(len(self.alpha))
        step = max(1, AT_ONCE // len(ways))
        given = ways.astype(np.float32)
        for start in range(0, len(self.alpha), step):
            chosen = slice(start, start + step)
            ours = np.asarray(given @ every[:, chosen].astype(np.float32), dtype=np.float64)
            permuted = self.difference(ours, n_ours, total[chosen] - ours, lengths.sum() - n_ours, self.alpha[chosen])
            far[chosen] = (np.abs(permuted) >= np.abs(self.log_odds[chosen]) - TIE).sum(axis=0)
        drawn = is_drawn(*self.sizes)
        return np.asarray((far + drawn) / (len(ways) + drawn))

    def bootstrap(self, seed: int) -> tuple[Reals, Reals]:
        """Compute bootstrap percentiles of the log-odds ratio, resampling the documents of each corpus."""
        sides = [
            (side, bootstrap_weights(side.matrix.shape[0], seed=seed + place))
            for place, side in enumerate((self.ours, self.theirs))
        ]
        lengths = [(weights @ side.lengths)[:, None] for side, weights in sides]
        ends, tail = np.empty((2, len(self.alpha))), expanded_tail(sum(self.sizes) - 1, LEVEL)
        step = max(1, AT_ONCE // REPLICATES)
        for start in range(0, len(self.alpha), step):
            chosen = slice(start, start + step)
            ours, theirs = (np.asarray(weights @ side.matrix[:, chosen]) for side, weights in sides)
            drawn = self.difference(ours, lengths[0], theirs, lengths[1], self.alpha[chosen])
            ends[:, chosen] = np.quantile(drawn, [tail, 1 - tail], axis=0)
        return ends[0], ends[1]


def log_odds(
    counts: WordCounts,
    groups: pd.Series[str],
    *,
    study: str | None = None,
    reference: str | None = None,
    prior_words: float | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Compare word frequencies of two corpora by log-odds ratios with an informative Dirichlet prior.

    For a word with y occurrences among n words, in the study corpus (s) and the reference corpus (r), and a prior of α₀
    words of which α is the word's share in both corpora (Monroe, Colaresi & Quinn 2008):

        δ = log[(yₛ + α) ÷ (nₛ + α₀ − yₛ − α)] − log[(yᵣ + α) ÷ (nᵣ + α₀ − yᵣ − α)]
        z = δ ÷ √[1 ÷ (yₛ + α) + 1 ÷ (yᵣ + α)]

    z assumes that words are sampled independently, which words of the same document are not. Interval and p-value of δ
    treat documents as units instead: the infinitesimal jackknife (Efron 1982) from 500 documents on, otherwise a
    percentile bootstrap and a permutation test. p-values are adjusted by Benjamini & Hochberg (1995) over all words of
    the comparison, because the search is exploratory.

    Parameters
    ----------
    counts : WordCounts
        Result of `count_words`.
    groups : Series of str
        Corpus of each document, indexed by document.
    study, reference : str, optional
        Names of corpora in `groups`. Without `reference`, the reference corpus is all other documents. Without `study`,
        each corpus is compared in turn.
    prior_words : float, optional
        Prior size α₀ in words, by default the mean length of a document. A larger prior shrinks rare words more towards
        0.
    seed : int, default 1
        Seed of bootstrap and permutations.

    Returns
    -------
    DataFrame
        One row per word of either corpus, in descending order of log_odds: word, study, reference; n_study, n_reference
        (counts); log_odds, low, high, level, method; p, smallest_reachable_p, adjusted_p, tests_in_family (number of
        words compared); z; g2 (log-likelihood ratio: Dunning 1993); log_ratio (binary logarithm of the ratio of
        relative frequencies: Hardie 2014); documents_study, documents_reference (number of documents with the word);
        dispersion_study, dispersion_reference (DP: 0 for a word distributed like the text as a whole, near 1 for a word
        in one small document: Gries 2008).

    Raises
    ------
    BadInput
        If a corpus is unknown or empty, a document has no group, or `prior_words` is not positive.

    Examples
    --------
    >>> import framing as fr
    >>> texts = pd.Series(["The mob, the mob.", "A vile mob.", "The crowd.", "A quiet crowd."], index=list("abcd"))
    >>> groups = pd.Series({"a": "Gazette", "b": "Gazette", "c": "Herald", "d": "Herald"})
    >>> words = fr.log_odds(fr.count_words(texts), groups, study="Gazette", reference="Herald")
    >>> words[["word", "n_study", "n_reference"]].head(2).to_numpy().tolist()
    [['mob', 3, 0], ['vile', 1, 0]]
    """
    of = groups.reindex(counts.documents)
    if of.isna().any():
        raise BadInput(f"The document {of.index[of.isna()][0]} has no group. Give the corpus of every document.")
    known = sorted(of.unique())
    for name in (study, reference):
        if name is not None and name not in known:
            raise BadInput(f"Unknown corpus '{name}'; {did_you_mean(name, known)}")
    studies = [name for name in known if name != reference] if study is None else [study]
    compared = [_compare(counts, of, name, reference, prior_words, seed) for name in studies]
    return pd.concat(compared, ignore_index=True) if len(compared) > 1 else compared[0]


def _compare(
    counts: WordCounts, of: pd.Series[str], study: str, reference: str | None, prior_words: float | None, seed: int
) -> pd.DataFrame:
    """Compute one comparison of `log_odds`."""
    ours = Side.of(counts.matrix, (of == study).to_numpy())
    theirs = Side.of(counts.matrix, (of == reference if reference is not None else of != study).to_numpy())
    for side, name in ((ours, study), (theirs, reference or REST)):
        if not side.n:
            raise BadInput(f"The corpus '{name}' contains no words; there is nothing to compare.")
    documents = ours.matrix.shape[0] + theirs.matrix.shape[0]
    prior = (ours.n + theirs.n) / documents if prior_words is None else prior_words
    if prior <= 0:
        raise BadInput(f"prior_words is {prior:g}; expected a number above 0, such as the mean length of an article.")
    both = Comparison(ours, theirs, prior * (ours.counts + theirs.counts) / (ours.n + theirs.n), prior)
    low, high, method = both.interval(seed)
    held = (ours.counts + theirs.counts) > 0
    p = np.where(held, both.p(seed), np.nan)
    adjusted_p, tests = adjusted(p, "benjamini-hochberg")
    table = pd.DataFrame(
        {
            "word": counts.words,
            "study": study,
            "reference": reference or REST,
            "n_study": ours.counts.astype("int64"),
            "n_reference": theirs.counts.astype("int64"),
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
            "documents_study": ours.documents,
            "documents_reference": theirs.documents,
            "dispersion_study": ours.dispersion,
            "dispersion_reference": theirs.dispersion,
        }
    )
    return table[held].sort_values(["log_odds", "word"], ascending=[False, True], ignore_index=True)
