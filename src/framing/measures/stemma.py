"""Weigh the evidence of who copied whom among articles of a story, and count sentences with an earlier twin."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import regex
from scipy.stats import kendalltau

from framing.schema import ALL
from framing.stats import LEAST_ARTICLES, LEVEL, cluster_interval
from framing.tables import days_of

# below this share of the shorter article's sentences with a full twin, two articles are not said to share a text
SHARED_TEXT = 0.2
# fewer full twins tell nothing about their order
LEAST_TWINS = 4
# lowest rank correlation of twins that stand in the same order
SAME_ORDER = 0.6
# what one article has in common with another alone, if others of the story have it otherwise
VARIANTS = ("number", "attribution", "quote")
BY_AGENCY = ("byline", "dateline", "credit")


def stemma(
    sentences: pd.DataFrame,
    alignments: pd.DataFrame,
    drifts: pd.DataFrame,
    attributions: pd.DataFrame,
    articles: pd.DataFrame,
    copies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Weigh, for each two articles of a story, whether one was made from the other.

    Common text shows that two articles hang together: a share of full twins, in the same order, with readings that a
    third article has otherwise. It does not show which was first, nor whether both copied a third; an earlier date only
    excludes one direction. A direction is therefore given only where one article names the outlet of the other as its
    source, and no date speaks against it.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `split_sentences`.
    alignments : DataFrame
        Pairs of `align_sentences`.
    drifts : DataFrame
        Table of `find_drifts`.
    attributions : DataFrame
        Table of `find_attributions`, for the outlets that an article names.
    articles : DataFrame
        Manifest: article_id, outlet; story_id and date where known. Articles with the same story_id are compared.
    copies : DataFrame, optional
        Table of `find_copies`, for the wire service that an article names.

    Returns
    -------
    DataFrame
        One row per pair of articles of a story: article_a, article_b (in the order of the study); n_a, n_b (their
        sentences); n_full_a, n_full_b (with a full twin in the other); shared (the larger share of the two); order
        (Kendall's rank correlation of the places of full twins, -1 to 1; missing with fewer than four);
        n_shared_readings (twins that agree in a number, speaker or quotation which a third article has otherwise);
        earlier (article_id with the earlier date, empty if equal or unknown); named (article_id whose outlet the other
        names, empty if none or both); relation: ``a from b``, ``b from a``, ``undecided`` (common text, and no evidence
        of its direction) or ``no common text`` (under a fifth of the sentences, or in another order); evidence, in
        words.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = stemma(study.sentences, study.alignments, study.drifts, study.attributions, study.articles)
    >>> sorted(set(table["relation"]))
    ['no common text', 'undecided']
    """
    body = sentences[sentences["kind"] != "boilerplate"]
    article_of = body.set_index("sentence_id")["article_id"]
    place = body.set_index("sentence_id")["start"]
    full = alignments[alignments["overlap"] == "full"]
    full = full.assign(article_a=full["sentence_a"].map(article_of), article_b=full["sentence_b"].map(article_of))
    twins = {frozenset(pair): group for pair, group in full.groupby(["article_a", "article_b"])}
    readings = _shared_readings(full, drifts)
    size = body["article_id"].value_counts()
    manifest = articles if "story_id" in articles else articles.assign(story_id="")
    dates = _dates(manifest)
    outlets = manifest.set_index("article_id")["outlet"].str.casefold()
    names = _names_by_article(attributions, copies)
    table = []
    for _, ids in manifest.groupby("story_id", sort=False)["article_id"]:
        for one, other in combinations(ids, 2):
            sizes = int(size.get(one, 0)), int(size.get(other, 0))
            pairs = twins.get(frozenset((one, other)))
            counts, order = (0, 0), np.nan
            if pairs is not None:
                ours = pairs["sentence_a"].where(pairs["article_a"] == one, pairs["sentence_b"])
                theirs = pairs["sentence_b"].where(pairs["article_a"] == one, pairs["sentence_a"])
                counts = ours.nunique(), theirs.nunique()
                order = _order(ours.map(place).to_numpy(), theirs.map(place).to_numpy())
            shared = max(count / max(n, 1) for count, n in zip(counts, sizes, strict=True))
            common = readings.get(frozenset((one, other)), 0)
            earlier, named = _earlier(one, other, dates), _named(one, other, outlets, names)
            relation, evidence = _relation(one, shared, order, common, earlier, named)
            table.append((one, other, *sizes, *counts, shared, order, common, earlier, named, relation, evidence))
    columns = (
        "article_a article_b n_a n_b n_full_a n_full_b shared order n_shared_readings earlier named relation evidence"
    )
    return pd.DataFrame(table, columns=columns.split())


def _shared_readings(full: pd.DataFrame, drifts: pd.DataFrame) -> dict[frozenset[str], int]:
    """Count, for two articles, full twins that agree where a third article has another number, speaker or quotation."""
    varied = drifts[drifts["aspect"].isin(VARIANTS)]
    varies = {frozenset(pair) for pair in zip(varied["sentence_a"], varied["sentence_b"], strict=True)}
    partners: dict[str, set[str]] = {}
    for one, other in zip(full["sentence_a"], full["sentence_b"], strict=True):
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    counts: dict[frozenset[str], int] = {}
    for row in zip(full["sentence_a"], full["sentence_b"], full["article_a"], full["article_b"], strict=True):
        one, other, *of = row
        if frozenset((one, other)) in varies:
            continue
        thirds = partners[one] & partners[other]
        if any(frozenset((one, third)) in varies and frozenset((other, third)) in varies for third in thirds):
            counts[frozenset(of)] = counts.get(frozenset(of), 0) + 1
    return counts


def _dates(articles: pd.DataFrame) -> dict[str, pd.Timestamp]:
    if "date" not in articles:
        return {}
    days = days_of(articles["date"])
    return {name: day for name, day in zip(articles["article_id"], days, strict=True) if not pd.isna(day)}


def _earlier(one: str, other: str, dates: dict[str, pd.Timestamp]) -> str:
    if one not in dates or other not in dates or dates[one] == dates[other]:
        return ""
    return min((one, other), key=dates.__getitem__)


def _names_by_article(attributions: pd.DataFrame, copies: pd.DataFrame | None) -> dict[str, set[str]]:
    """Return the sources and the wire service that each article names, in lower case."""
    names: dict[str, set[str]] = {}
    for article_id, group in attributions.groupby("article_id"):
        names[str(article_id)] = {name.casefold() for name in (*group["person"], *group["source"]) if name}
    for article_id, wire in () if copies is None else zip(copies["article_id"], copies["wire"], strict=True):
        names.setdefault(article_id, set()).update([wire.casefold()] if wire else [])
    return names


def _named(one: str, other: str, outlets: pd.Series[str], names: dict[str, set[str]]) -> str:
    """Return the one article of two whose outlet the other names as a source."""
    named = [
        source
        for source, client in ((one, other), (other, one))
        if outlets[source] != outlets[client]
        and any(regex.search(rf"\b{regex.escape(outlets[source])}\b", name) for name in names.get(client, ()))
    ]
    return named[0] if len(named) == 1 else ""


def _order(one: Any, other: Any) -> float:
    """Return the rank correlation of the places of twins; missing for few."""
    if len(one) < LEAST_TWINS:
        return np.nan
    return float(kendalltau(one, other).statistic)


def _relation(one: str, shared: float, order: float, common: int, earlier: str, named: str) -> tuple[str, str]:
    """Decide what the evidence carries, and say it in words."""
    said = [f"full twins of {shared:.0%} of the shorter text's sentences" if shared else "no full twin"]
    if not np.isnan(order):
        said.append(f"in {'the same' if order >= SAME_ORDER else 'another'} order ({order:.2f})")
    if common:
        said.append(f"{common} readings in common that a third text has otherwise")
    if shared < SHARED_TEXT or order < SAME_ORDER:
        return "no common text", "; ".join(said)
    said += [f"{earlier} is earlier, so not made from the other"] * bool(earlier)
    said += [f"the other names the outlet of {named}"] * bool(named)
    if named and earlier in ("", named):
        return "b from a" if named == one else "a from b", "; ".join(said)
    why = "the date speaks against the outlet named" if named else "neither names the other as its source"
    return "undecided", "; ".join([*said, why])


def earlier_twins(
    sentences: pd.DataFrame,
    alignments: pd.DataFrame,
    articles: pd.DataFrame,
    copies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compute, for each outlet, the share of its sentences with a full twin in an earlier article of another outlet.

    Parameters
    ----------
    sentences, alignments, articles : DataFrame
        Tables as in `stemma`; articles without a date are left out, and articles of one date have no order.
    copies : DataFrame, optional
        Table of `find_copies`. With it the shares are also given without articles that credit a wire service or repeat
        an earlier article.

    Returns
    -------
    DataFrame
        One row per outlet and kind of copy (``all`` articles; ``own``: without wire copy): outlet, copy, n_sentences,
        n_earlier (with a full twin in an earlier article of another outlet), n_same_day (in one of the same date, so
        that it is unknown which was first), share (n_earlier ÷ n_sentences), low, high, level, method, n_articles.
        Intervals are of Wilson's kind over articles, which need three; ALL outlets together if there are two or more.

    Examples
    --------
    >>> ids = ["a:01", "b:01", "b:02"]
    >>> sentences = pd.DataFrame({"sentence_id": ids, "article_id": ["a", "b", "b"], "kind": "body"})
    >>> pairs = pd.DataFrame({"sentence_a": ["a:01"], "sentence_b": ["b:01"], "overlap": ["full"]})
    >>> days = ["2025-06-03", "2025-06-04"]
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["Courier", "Herald"], "date": days})
    >>> shares = earlier_twins(sentences, pairs, articles).set_index("outlet")["share"]
    >>> shares[["Courier", "Herald"]].to_dict()
    {'Courier': 0.0, 'Herald': 0.5}
    """
    dates = _dates(articles)
    outlet = articles.set_index("article_id")["outlet"]
    body = sentences[(sentences["kind"] != "boilerplate") & sentences["article_id"].isin(list(dates))]
    article_of = body.set_index("sentence_id")["article_id"]
    marked = (
        set()
        if copies is None
        else set(copies.loc[(copies["copy_of"] != "") | copies["wire_sign"].isin(BY_AGENCY), "article_id"])
    )
    full = alignments[(alignments["overlap"] == "full") & alignments["sentence_a"].isin(article_of.index)]
    full = full[full["sentence_b"].isin(article_of.index)]
    both = pd.concat(
        [
            pd.DataFrame({"sentence_id": full[f"sentence_{one}"], "other": full[f"sentence_{other}"].map(article_of)})
            for one, other in (("a", "b"), ("b", "a"))
        ]
    )
    both["article_id"] = both["sentence_id"].map(article_of)
    both = both[both["article_id"].map(outlet) != both["other"].map(outlet)]
    ours, theirs = both["article_id"].map(dates), both["other"].map(dates)
    earlier, same = set(both.loc[theirs < ours, "sentence_id"]), set(both.loc[theirs == ours, "sentence_id"])
    counted = body.assign(
        earlier=body["sentence_id"].isin(earlier), same=body["sentence_id"].isin(same - earlier), one=1
    )
    per_article = counted.groupby("article_id")[["one", "earlier", "same"]].sum()
    table = []
    for copy in ("all", "own") if copies is not None else ("all",):
        kept = per_article[~per_article.index.isin(marked)] if copy == "own" else per_article
        names = outlet.reindex(kept.index)
        table += [(name, copy, *_share(kept[names == name])) for name in sorted(set(names))]
        table += [(ALL, copy, *_share(kept))] if len(set(names)) > 1 else []
    columns = "outlet copy n_sentences n_earlier n_same_day share low high level method n_articles"
    return pd.DataFrame(table, columns=columns.split())


def _share(counts: pd.DataFrame) -> tuple[Any, ...]:
    n, found, same = (int(counts[name].sum()) for name in ("one", "earlier", "same"))
    low, high = cluster_interval(counts["earlier"].to_numpy(), counts["one"].to_numpy())
    enough = len(counts) >= LEAST_ARTICLES
    method = (
        "Wilson interval over articles"
        if enough
        else f"no interval: needs {LEAST_ARTICLES} articles, here {len(counts)}"
    )
    return n, found, same, found / n if n else np.nan, low, high, LEVEL, method, len(counts)
