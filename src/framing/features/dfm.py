"""Document-feature matrix: which words, or pieces of words, stand in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

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
