"""Compute the overlap of texts, and rates without wire copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from framing.measures.change import change_after
from framing.measures.naming import Unit, has_groups, naming_rate
from framing.schema import ALL

ORDERED = ["article_id", "other"]
PAIRED = ["article_a", "article_b"]
MOST_PAIRED = 40  # articles of a story that are compared in pairs; where there are more, only outlets are compared


def collation(sentences: pd.DataFrame, alignments: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute the share of an article's sentences with a twin in each other article of the story, and in any (`ALL`).

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `split_sentences`; boilerplate is ignored.
    alignments : DataFrame
        Pairs of `align_sentences`.
    articles : DataFrame
        Manifest; only articles with the same story_id are compared.

    Returns
    -------
    DataFrame
        One row per ordered pair of articles: article_id, other, n_sentences (of article_id), n_full (with a full twin
        in other), n_twin (with a full or part twin), share_full, share_twin. The shares are not symmetric, because one
        sentence may correspond to several.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = collation(study.sentences, study.alignments, study.articles).set_index(["article_id", "other"])
    >>> bool(table.loc[("oboz", "ALL"), "n_twin"] >= table.loc[("oboz", "tsf"), "n_twin"])
    True
    """
    twins = _both_ways(sentences, alignments)
    twins = pd.concat([twins, twins.assign(other=ALL)], ignore_index=True)
    rows = pd.MultiIndex.from_tuples(list(_ordered_pairs(articles)), names=ORDERED)
    lengths = sentences.loc[sentences["kind"] != "boilerplate", "article_id"].value_counts()
    counts = pd.DataFrame(
        {
            "n_sentences": lengths.reindex(rows.get_level_values("article_id"), fill_value=0).to_numpy(),
            "n_full": _counted(twins[twins["overlap"] == "full"], rows),
            "n_twin": _counted(twins, rows),
        },
        index=rows,
    ).reset_index()
    cases = counts["n_sentences"].where(counts["n_sentences"] > 0)
    return counts.assign(share_full=counts["n_full"] / cases, share_twin=counts["n_twin"] / cases)


def _both_ways(sentences: pd.DataFrame, alignments: pd.DataFrame) -> pd.DataFrame:
    """List every pair in both directions: sentence, article_id, other (the article of its twin), overlap."""
    article_of = sentences.set_index("sentence_id")["article_id"]
    sides = [("sentence_a", "sentence_b"), ("sentence_b", "sentence_a")]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "sentence": alignments[here],
                    "article_id": alignments[here].map(article_of),
                    "other": alignments[there].map(article_of),
                    "overlap": alignments["overlap"],
                }
            )
            for here, there in sides
        ],
        ignore_index=True,
    )


def _counted(twins: pd.DataFrame, rows: pd.MultiIndex) -> pd.Series[int]:
    """Count distinct sentences of every ordered pair."""
    return twins.groupby(ORDERED)["sentence"].nunique().reindex(rows, fill_value=0)


def _stories(articles: pd.DataFrame) -> Iterator[list[str]]:
    """Yield the articles of each story in the order of the study; articles without story_id form one story."""
    story = articles["story_id"] if "story_id" in articles else pd.Series("", index=articles.index)
    for _, ids in articles["article_id"].groupby(story, sort=False):
        yield list(ids)


def _ordered_pairs(articles: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield each article with each other article of its story, then with ALL."""
    for ids in _stories(articles):
        others = ids if len(ids) <= MOST_PAIRED else []
        for here in ids if len(ids) > 1 else ():
            yield from ((here, there) for there in [*(other for other in others if other != here), ALL])


def paired_articles(articles: pd.DataFrame) -> list[tuple[str, str]]:
    """List the pairs of articles of a story of up to 40 articles, in the order of the study.

    >>> [len(paired_articles(pd.DataFrame({"article_id": range(n)}))) for n in (5, 40, 41)]
    [10, 780, 0]
    """
    return [pair for ids in _stories(articles) if len(ids) <= MOST_PAIRED for pair in combinations(ids, 2)]


def without_wire_credit(
    occurrences: pd.DataFrame,
    articles: pd.DataFrame,
    copies: pd.DataFrame,
    targets: Sequence[str],
    change: Mapping[str, Any],
    *,
    seed: int,
) -> pd.DataFrame:
    """Compute naming rates and the declared change with and without articles that credit a wire service.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest.
    copies : DataFrame
        Table of `find_copies`; articles whose wire_sign is ``credit`` are left out.
    targets : sequence of str
        Targets, in the order of the rows.
    change : mapping
        Arguments of `change_after`; empty if no change is declared.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        Two rows (basis: all articles, without articles that credit a wire) per measure, target and outlet, group or
        side that loses an article: estimate, low, high, level, method, n_articles.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> credits = pd.DataFrame({"article_id": ["perrant-1"], "wire_sign": "credit"})
    >>> table = without_wire_credit(study.occurrences, study.articles, credits, ["tresk"], {}, seed=1)
    >>> table[["outlet", "n_articles"]].values.tolist()
    [['Perrant', 3], ['Perrant', 2]]
    """
    credited = copies.loc[copies["wire_sign"] == "credit", "article_id"]
    without = articles[~articles["article_id"].isin(credited)]
    units: list[Unit] = ["group", "outlet"] if has_groups(articles) else ["outlet"]
    found = []
    for basis, some in (("all articles", articles), ("without articles that credit a wire", without)):
        for by in units:
            rates = naming_rate(occurrences, some, by=by, targets=targets)
            found.append(rates.assign(basis=basis, measure=f"naming rate by {by}"))
        if change:
            changed = change_after(occurrences, some, **change, seed=seed).query("part != 'outlet'")
            counted = changed[["articles_before", "articles_after"]].sum(axis=1)
            of_change = changed.drop(columns="outlet").rename(columns={"change": "estimate", "side": "outlet"})
            found.append(of_change.assign(basis=basis, measure="change, " + changed["part"], n_articles=counted))
    columns = ["measure", "target", "outlet", "basis", "estimate", "low", "high", "level", "method", "n_articles"]
    table = pd.concat(found, ignore_index=True)[columns]
    loses = table.groupby(["measure", "target", "outlet"], sort=False)["n_articles"].transform("nunique") > 1
    return table[loses].sort_values(["measure", "target", "outlet", "basis"], kind="stable", ignore_index=True)
