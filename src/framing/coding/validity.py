"""Validity: how the lexicon's finds agree with what coders marked."""

from __future__ import annotations

import pandas as pd

from framing.comparison.resampling import LEVEL, proportion_interval


def marked_by_all(spans: pd.DataFrame) -> pd.DataFrame:
    """Expressions of the first coder that touch an expression of every other coder: sentence_id, start, end."""
    coders = sorted(spans["coder"].unique())
    first = spans[spans["coder"] == coders[0]] if coders else spans
    for coder in coders[1:]:
        first = first[touches(first, spans[spans["coder"] == coder], "start", "end")]
    return first[["sentence_id", "start", "end"]].drop_duplicates().reset_index(drop=True)


def touches(spans: pd.DataFrame, others: pd.DataFrame, start: str, end: str) -> pd.Series[bool]:
    """Which spans share a character with one of `others` in the same sentence."""
    left = spans[["sentence_id", "start", "end"]].reset_index(names="row")
    right = others[["sentence_id", start, end]].set_axis(["sentence_id", "from", "to"], axis=1)
    both = left.merge(right, on="sentence_id")
    hit = both.loc[(both["start"] < both["to"]) & (both["end"] > both["from"]), "row"]
    return pd.Series(spans.index.isin(hit), index=spans.index)


def coverage(spans: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Share of the expressions marked by every coder that the lexicon finds, by article and over ALL.

    Found: any loaded occurrence, whatever its target, shares a character with the expression.

    Returns
    -------
    DataFrame
        article_id, n_expressions, n_found, estimate, low, high (Clopper–Pearson, scope texts), level.
    """
    marked = marked_by_all(spans)
    loaded = occurrences[occurrences["form"] == "loaded"]
    return shares(marked, touches(marked, loaded, "term_start", "term_end"), articles, ("n_expressions", "n_found"))


def precision(spans: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Share of the loaded occurrences that touch an expression marked by any coder, by article and over ALL.

    Returns
    -------
    DataFrame
        article_id, n_occurrences, n_marked, estimate, low, high (Clopper–Pearson, scope texts), level.
    """
    loaded = occurrences[occurrences["form"] == "loaded"]
    terms = loaded.assign(start=loaded["term_start"], end=loaded["term_end"])
    return shares(loaded, touches(terms, spans, "start", "end"), articles, ("n_occurrences", "n_marked"))


def shares(units: pd.DataFrame, hits: pd.Series[bool], articles: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """How many of the units are hits, by the article of their sentence_id and over ALL, with intervals."""
    size, hit = names
    groups = hits.groupby(units["sentence_id"].str.rpartition(":")[0])
    sums = pd.DataFrame({size: groups.size(), hit: groups.sum()}).reindex(articles["article_id"], fill_value=0)
    sums.loc["ALL"] = sums.sum()
    counts = sums.astype("int64").rename_axis("article_id").reset_index()
    low, high = proportion_interval(counts[hit], counts[size])
    estimate = counts[hit] / counts[size].where(counts[size] > 0)
    return counts.assign(estimate=estimate, low=low, high=high, level=LEVEL)
