"""Voice: whose words a text is made of, and how loaded each voice is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.schema import VOICES
from framing.stats import LEVEL, proportion_interval

SHARE, BY_LEXICON, BY_CODES = "share of the text", "loaded by lexicon", "loaded by codes"
EXACT = "Clopper–Pearson over sentences"
HULL = "hull of the coders' Clopper–Pearson intervals over sentences"


def voices(
    sentences: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame, labels: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How much of each article stands in each voice, and how many of these sentences are loaded.

    Parameters
    ----------
    sentences, occurrences
        of `find_voice` and `find_occurrences`; boilerplate takes no part.
    articles
        manifest: the order of the rows.
    labels
        codes of loadedness, where there are any.

    Returns
    -------
    DataFrame
        article_id, voice, measure, n_counted of n_sentences, estimate, low, high, level, method, scope. The measure
        ``share of the text``: sentences in the voice; ``loaded by lexicon``: those that hold a loaded name or judging
        word which is not denied, whoever's word it is; ``loaded by codes``: the coded ones by the mean of the coders,
        the interval from the lowest to the highest end of theirs.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> found = voices(study.sentences, study.occurrences, study.articles)
    >>> bool((found["n_counted"] <= found["n_sentences"]).all())
    True
    """
    coded = sentences[sentences["kind"] != "boilerplate"]
    loaded = occurrences.loc[(occurrences["form"] == "loaded") & ~occurrences["negated"], "sentence_id"]
    found = [
        _shares(coded, articles),
        _rates(coded.assign(counted=coded["sentence_id"].isin(loaded)), articles, BY_LEXICON),
    ]
    if labels is not None and len(labels):
        found.append(_rates_by_codes(coded, labels, articles))
    return pd.concat(found, ignore_index=True)


def _shares(coded: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Sentences of each voice among all of the article."""
    counts = _counts_of(coded.assign(counted=True), articles)
    whole = counts.groupby("article_id")["n_counted"].transform("sum")
    return _with_rate(counts.assign(n_sentences=whole), SHARE)


def _rates(coded: pd.DataFrame, articles: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Counted sentences among all of the article in the voice."""
    return _with_rate(_counts_of(coded, articles), measure)


def _rates_by_codes(coded: pd.DataFrame, labels: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """A sentence that one of two coders called loaded counts a half; each coder alone gives an interval."""
    labels = labels[["coder", "sentence_id"]].assign(counted=labels["loaded"])
    means = labels.groupby("sentence_id")["counted"].mean().reset_index()
    counts = _counts_of(coded.merge(means, on="sentence_id"), articles)
    each = [
        _rates(coded.merge(of_coder, on="sentence_id"), articles, BY_CODES) for _, of_coder in labels.groupby("coder")
    ]
    ends = pd.concat(each).groupby(level=0)
    return _in_columns(counts.assign(low=ends["low"].min(), high=ends["high"].max()), BY_CODES, HULL)


def _counts_of(coded: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Sentences and counted ones of every article and voice, zeros included."""
    every = pd.MultiIndex.from_product([articles["article_id"], VOICES], names=["article_id", "voice"])
    counts = coded.groupby(["article_id", "voice"])["counted"].agg(n_counted="sum", n_sentences="size")
    return counts.reindex(every, fill_value=0).astype("float64").reset_index()


def _with_rate(counts: pd.DataFrame, measure: str) -> pd.DataFrame:
    low, high = proportion_interval(counts["n_counted"], counts["n_sentences"])
    return _in_columns(counts.assign(low=low, high=high), measure, EXACT)


def _in_columns(counts: pd.DataFrame, measure: str, method: str) -> pd.DataFrame:
    there = counts["n_sentences"] > 0
    return pd.DataFrame(
        {
            "article_id": counts["article_id"],
            "voice": counts["voice"],
            "measure": measure,
            "n_counted": counts["n_counted"],
            "n_sentences": counts["n_sentences"],
            "estimate": counts["n_counted"] / counts["n_sentences"].where(there),
            "low": counts["low"],
            "high": counts["high"],
            "level": LEVEL,
            "method": np.where(there, method, "no interval: no sentence"),
            "scope": "texts",
        }
    )
