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

    Found: a loaded occurrence shares a character with the expression.

    Returns
    -------
    DataFrame
        article_id, n_expressions, n_found, estimate, low, high (Clopper–Pearson, scope texts), level.
    """
    marked = marked_by_all(spans)
    found = touches(marked, occurrences[occurrences["form"] == "loaded"], "term_start", "term_end")
    marked = marked.assign(found=found, article_id=marked["sentence_id"].str.rpartition(":")[0])
    groups = marked.groupby("article_id")["found"]
    sums = pd.DataFrame({"n_expressions": groups.size(), "n_found": groups.sum()})
    sums = sums.reindex(articles["article_id"], fill_value=0)
    sums.loc["ALL"] = sums.sum()
    counts = sums.astype("int64").rename_axis("article_id").reset_index()
    low, high = proportion_interval(counts["n_found"], counts["n_expressions"])
    return counts.assign(
        estimate=counts["n_found"] / counts["n_expressions"].where(counts["n_expressions"] > 0),
        low=low,
        high=high,
        level=LEVEL,
    )


def precision(spans: pd.DataFrame, occurrences: pd.DataFrame) -> tuple[int, int]:
    """Count the loaded occurrences, and those of them that touch an expression marked by any coder."""
    loaded = occurrences[occurrences["form"] == "loaded"]
    terms = loaded.assign(start=loaded["term_start"], end=loaded["term_end"])
    return len(terms), int(touches(terms, spans, "start", "end").sum())
