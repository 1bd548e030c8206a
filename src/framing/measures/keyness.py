"""Keyness: which words a study corpus uses more, or less, than a named reference corpus."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.comparison.multiplicity import adjusted
from framing.comparison.permutation import smallest_reachable_p
from framing.comparison.resampling import LEVEL
from framing.errors import BadInput, did_you_mean
from framing.measures.corpora import Comparison, Side
from framing.measures.counts import WordCounts

REST = "all others"


def log_odds(
    counts: WordCounts,
    groups: pd.Series[str],
    *,
    study: str | None = None,
    reference: str | None = None,
    prior_words: float | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Compare the words of two corpora: log-odds with an informative Dirichlet prior, and what else speaks of a word.

    Of a word with counts y in n words, in the study (s) and the reference corpus (r), and a prior of α₀ words of which
    the word has its share of both corpora together, α (Monroe, Colaresi & Quinn 2008):

        δ = log[(yₛ + α) ÷ (nₛ + α₀ − yₛ − α)] − log[(yᵣ + α) ÷ (nᵣ + α₀ − yᵣ − α)]
        z = δ ÷ √[1 ÷ (yₛ + α) + 1 ÷ (yᵣ + α)]

    z takes every word for drawn by itself, and words of one article are not. The interval of δ draws documents instead:
    from 500 documents on by the infinitesimal jackknife (Efron 1982), of fewer by a percentile bootstrap. So does p: by
    the same closed form, or by dealing the documents to the two corpora at random. Words are looked for here, not
    declared, so p is adjusted by Benjamini & Hochberg (1995) over all words of the comparison.

    Parameters
    ----------
    counts
        of `count_words`.
    groups
        the corpus of each document, by document.
    study, reference
        names in `groups`; without a reference, all other documents; without a study corpus, each against all others,
        one below the other.
    prior_words
        α₀; without it as many words as a document has on average. More pull rare words nearer to 0.
    seed
        of the bootstrap.

    Returns
    -------
    DataFrame
        a row a word that either corpus has, the highest log-odds first: word, study, reference; n_study, n_reference
        (counts); log_odds, low, high, level, method; p, smallest_reachable_p (of the design), adjusted_p,
        tests_in_family (words of this comparison); z; g2, the log-likelihood ratio of the two-by-two table (Dunning
        1993); log_ratio, base 2, half a count for none (Hardie 2014); documents_study, documents_reference, in how many
        it stands; dispersion_study, dispersion_reference: DP, 0 where it is spread as the words are, near 1 where it
        stands in one small document (Gries 2008).

    Raises
    ------
    BadInput
        when a corpus is not there or has no word, or a document has no group.

    Examples
    --------
    >>> from framing.measures.counts import count_words
    >>> texts = pd.Series(["The mob, the mob.", "A vile mob.", "The crowd.", "A quiet crowd."], index=list("abcd"))
    >>> groups = pd.Series({"a": "Gazette", "b": "Gazette", "c": "Herald", "d": "Herald"})
    >>> found = log_odds(count_words(texts), groups, study="Gazette", reference="Herald")
    >>> found[["word", "n_study", "n_reference"]].head(2).to_numpy().tolist()
    [['mob', 3, 0], ['vile', 1, 0]]
    """
    of = groups.reindex(counts.documents)
    if of.isna().any():
        raise BadInput(f"The document {of.index[of.isna()][0]} has no group; expected the corpus of every document.")
    known = sorted(of.unique())
    for name in (study, reference):
        if name is not None and name not in known:
            raise BadInput(f"There is no corpus '{name}' in groups; {did_you_mean(name, known)}")
    studies = [name for name in known if name != reference] if study is None else [study]
    compared = [compare(counts, of, name, reference, prior_words, seed) for name in studies]
    return pd.concat(compared, ignore_index=True) if len(compared) > 1 else compared[0]


def compare(
    counts: WordCounts, of: pd.Series[str], study: str, reference: str | None, prior_words: float | None, seed: int
) -> pd.DataFrame:
    """One comparison of `log_odds`."""
    ours = Side.of(counts.matrix, (of == study).to_numpy())
    theirs = Side.of(counts.matrix, (of == reference if reference is not None else of != study).to_numpy())
    for side, name in ((ours, study), (theirs, reference or REST)):
        if not side.n:
            raise BadInput(f"The corpus '{name}' has no word, so there is nothing to compare.")
    documents = ours.matrix.shape[0] + theirs.matrix.shape[0]
    prior = (ours.n + theirs.n) / documents if prior_words is None else prior_words
    if prior <= 0:
        raise BadInput(f"prior_words is {prior:g}; expected a number above 0, such as the words of an average article.")
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
