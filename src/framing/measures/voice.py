"""Compute the share of each voice, the share of loaded sentences in each voice, and whose words outlets give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from framing.measures.naming import naming_counts, slots_of
from framing.schema import ALL, VOICES
from framing.stats import LEAST_ARTICLES, LEVEL, cluster_interval, half_width, proportion_interval

SHARE, BY_LEXICON, BY_CODES = "share of the text", "loaded by lexicon", "loaded by codes"
EXACT = "Clopper–Pearson over sentences"
OVER_ARTICLES = "Wilson with effective cases over articles"
SOURCES = [
    "outlet",
    "person",
    *("n_articles", "n_sentences", "n_attributions", "n_words", "n_words_in_marks"),
    *("estimate", "low", "high", "level", "method"),
]
HULL = "hull of the coders' Clopper–Pearson intervals over sentences"


def voices(
    sentences: pd.DataFrame, occurrences: pd.DataFrame, articles: pd.DataFrame, labels: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Compute the share of each voice in each article, and the share of loaded sentences in each voice.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `find_voice`; boilerplate is ignored.
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest, in the order of the rows.
    labels : DataFrame, optional
        Codes of loadedness: coder, sentence_id, loaded.

    Returns
    -------
    DataFrame
        One row per article, voice and measure: article_id, voice, measure, n_counted, n_sentences, estimate, low, high,
        level, method, scope. Measures:

        - ``share of the text``: sentences in the voice among all sentences of the article;
        - ``loaded by lexicon``: sentences with a loaded term that is not negated, whoever uses it;
        - ``loaded by codes``: mean over coders; the interval spans the lowest and the highest limit of the coders'
          intervals.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = voices(study.sentences, study.occurrences, study.articles)
    >>> bool((table["n_counted"] <= table["n_sentences"]).all())
    True
    """
    coded = sentences[sentences["kind"] != "boilerplate"]
    loaded = occurrences.loc[(occurrences["form"] == "loaded") & ~occurrences["negated"], "sentence_id"]
    tables = [
        _shares(coded, articles),
        _rates(coded.assign(counted=coded["sentence_id"].isin(loaded)), articles, BY_LEXICON),
    ]
    if labels is not None and len(labels):
        tables.append(_rates_by_codes(coded, labels, articles))
    return pd.concat(tables, ignore_index=True)


def who_calls_whom(labellings: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count who gives which label to whom, by outlet.

    Parameters
    ----------
    labellings : DataFrame
        Table of `find_labellings`. Labels in the outlet's own words ("we call") are left out.
    articles : DataFrame
        Manifest with article_id and outlet, in the order of the rows.

    Returns
    -------
    DataFrame
        One row per outlet, labeller, target, term and status, the most frequent first within an outlet: outlet,
        labeller (the name; empty if the texts name no one), target, term_id, form, status, n_labels, n_sentences,
        n_articles.

    Examples
    --------
    >>> labellings = pd.DataFrame({
    ...     "article_id": ["a", "b", "b"], "sentence_id": ["a:01", "b:01", "b:02"], "name": ["Zel", "Zel", "Bo"],
    ...     "target": "Ruk", "term_id": ["tyrant", "tyrant", "partner"], "form": ["loaded", "loaded", "neutral"],
    ...     "status": "stated", "stratum": "paraphrase"})
    >>> table = who_calls_whom(labellings, pd.DataFrame({"article_id": ["a", "b"], "outlet": "Courier"}))
    >>> table[["labeller", "term_id", "n_sentences", "n_articles"]].values.tolist()
    [['Zel', 'tyrant', 2, 2], ['Bo', 'partner', 1, 1]]
    """
    outlets = articles.set_index("article_id")["outlet"]
    given = labellings[labellings["stratum"] != "own"]
    given = given.assign(labeller=given["name"], outlet=given["article_id"].map(outlets))
    keys = ["outlet", "labeller", "target", "term_id", "form", "status"]
    counts = given.groupby(keys, as_index=False).agg(
        n_labels=("sentence_id", "size"), n_sentences=("sentence_id", "nunique"), n_articles=("article_id", "nunique")
    )
    place = counts["outlet"].map({outlet: place for place, outlet in enumerate(dict.fromkeys(outlets))})
    in_order = counts.assign(place=place).sort_values(
        ["place", "n_labels", *keys], ascending=[True, False, *[True] * 6]
    )
    return in_order.drop(columns="place").reset_index(drop=True)


def count_sources(attributions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count whose words each outlet gives, and how many.

    Parameters
    ----------
    attributions : DataFrame
        Table of `find_attributions`. Scare quotes, words without a person, and what somebody only wants are left out.
    articles : DataFrame
        Manifest.

    Returns
    -------
    DataFrame
        One row per outlet and person, most words first: outlet, person, n_articles, n_sentences, n_attributions,
        n_words, n_words_in_marks (of attributions wholly in quotation marks); estimate: the words of the person among
        all words that the outlet attributes to persons; low, high: its interval over the outlet's articles (missing
        below three); level, method.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a:01", "a", "Berg", "direct", 6, True), ("a:02", "a", "Pell", "indirect", 2, True)]
    >>> columns = ["sentence_id", "article_id", "person", "marks", "n_words", "said"]
    >>> articles = pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"]})
    >>> table = count_sources(pd.DataFrame(rows, columns=columns), articles)
    >>> table[["outlet", "person", "n_words", "n_words_in_marks", "estimate"]].values.tolist()
    [['Courier', 'Berg', 6, 6, 0.75], ['Courier', 'Pell', 2, 0, 0.25]]
    """
    counted = attributions[
        (attributions["marks"] != "scare") & (attributions["person"] != "") & attributions["said"]
    ].merge(articles[["article_id", "outlet"]], on="article_id")
    counted = counted.assign(n_words_in_marks=counted["n_words"].where(counted["marks"] == "direct", 0))
    rows = []
    for outlet, of_outlet in counted.groupby("outlet"):
        words = of_outlet.pivot_table(
            index="person", columns="article_id", values="n_words", aggfunc="sum", fill_value=0
        )
        of_persons = of_outlet.groupby("person").agg(
            n_sentences=("sentence_id", "nunique"),
            n_attributions=("sentence_id", "size"),
            n_words_in_marks=("n_words_in_marks", "sum"),
        )
        by_person = words.to_numpy(np.float64)
        all_words = by_person.sum(axis=0)
        method = "no interval: fewer than 3 articles" if len(all_words) < LEAST_ARTICLES else OVER_ARTICLES
        for person, own, counts in zip(words.index, by_person, of_persons.to_numpy(int).tolist(), strict=True):
            n_sentences, n_attributions, in_marks = counts
            given = (int((own > 0).sum()), n_sentences, n_attributions, int(own.sum()), in_marks)
            interval = cluster_interval(own, all_words)
            rows.append((outlet, person, *given, own.sum() / all_words.sum(), *interval, LEVEL, method))
    return pd.DataFrame(rows, columns=SOURCES).sort_values(
        ["outlet", "n_words", "person"], ascending=[True, False, True], ignore_index=True
    )


def sources_by_kind(attributions: pd.DataFrame, articles: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """Count the words that each outlet gives to each kind of source, as `count_sources` does by person.

    Parameters
    ----------
    attributions, articles : DataFrame
        As of `count_sources`.
    kinds : DataFrame
        person and source_kind; other persons are of the kind ``other``.

    Returns
    -------
    DataFrame
        Table of `count_sources` with source_kind in place of person; empty for words of nobody by name.
    """
    kind = attributions["person"].map(kinds.set_index("person")["source_kind"]).fillna("other")
    named = attributions.assign(person=kind.where(attributions["person"] != "", ""))
    return count_sources(named, articles).rename(columns={"person": "source_kind"})


def _shares(coded: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute the share of each voice among the sentences of an article."""
    counts = _counts_of(coded.assign(counted=True), articles)
    whole = counts.groupby("article_id")["n_counted"].transform("sum")
    return _with_rate(counts.assign(n_sentences=whole), SHARE)


def _rates(coded: pd.DataFrame, articles: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Compute the share of counted sentences in each voice."""
    return _with_rate(_counts_of(coded, articles), measure)


def _rates_by_codes(coded: pd.DataFrame, labels: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute shares over coders; a sentence that one of two coders coded as loaded counts a half."""
    labels = labels[["coder", "sentence_id"]].assign(counted=labels["loaded"])
    means = labels.groupby("sentence_id")["counted"].mean().reset_index()
    counts = _counts_of(coded.merge(means, on="sentence_id"), articles)
    each = [
        _rates(coded.merge(of_coder, on="sentence_id"), articles, BY_CODES) for _, of_coder in labels.groupby("coder")
    ]
    ends = pd.concat(each).groupby(level=0)
    return _in_columns(counts.assign(low=ends["low"].min(), high=ends["high"].max()), BY_CODES, HULL)


def _counts_of(coded: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count sentences and counted sentences of every article and voice, including zeros."""
    every = pd.MultiIndex.from_product([articles["article_id"], VOICES], names=["article_id", "voice"])
    counts = coded.groupby(["article_id", "voice"])["counted"].agg(n_counted="sum", n_sentences="size")
    return counts.reindex(every, fill_value=0).astype("float64").reset_index()


def _with_rate(counts: pd.DataFrame, measure: str) -> pd.DataFrame:
    low, high = proportion_interval(counts["n_counted"], counts["n_sentences"])
    return _in_columns(counts.assign(low=low, high=high), measure, EXACT)


def _in_columns(counts: pd.DataFrame, measure: str, method: str) -> pd.DataFrame:
    known = counts["n_sentences"] > 0
    return pd.DataFrame(
        {
            "article_id": counts["article_id"],
            "voice": counts["voice"],
            "measure": measure,
            "n_counted": counts["n_counted"],
            "n_sentences": counts["n_sentences"],
            "estimate": counts["n_counted"] / counts["n_sentences"].where(known),
            "low": counts["low"],
            "high": counts["high"],
            "level": LEVEL,
            "method": np.where(known, method, "no interval: no sentence"),
            "scope": "texts",
        }
    )


def voice_gaps(occurrences: pd.DataFrame, articles: pd.DataFrame, targets: Sequence[str]) -> pd.DataFrame:
    """Compute how much higher naming rates are in quotations than in the outlets' own words.

    Both rates are sums over articles, and an article can have slots in both. The variance is that of the linear form
    (l − r n) ÷ N of the quotations minus that of own words, summed by article, with l loaded of n slots, rate r and N
    slots in all; the interval is t over articles.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    articles : DataFrame
        Manifest: article_id and, for rows by group, group.
    targets : sequence of str
        Targets, in the order of the rows.

    Returns
    -------
    DataFrame
        One row per target and set of articles (``ALL``; with groups, each group and ``all but`` it): target, group,
        quotation, own, gap (quotation − own), low, high, level, method (or why the interval is missing), n_quotation,
        n_own (slots), n_articles.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> gaps = voice_gaps(study.occurrences, study.articles, ["tresk"])
    >>> gaps.loc[[0], ["group", "n_quotation", "n_own"]].values.tolist()
    [['ALL', 10, 68]]
    """
    keys = ["target", "article_id"]
    counts = {
        "quotation": naming_counts(slots_of(occurrences, voice="quotation"), articles, [*targets]).set_index(keys),
        "own": naming_counts(slots_of(occurrences), articles, [*targets]).set_index(keys),
    }
    group = articles["group"] if "group" in articles else pd.Series("", index=articles.index)
    sets = {ALL: group.notna()}
    groups = sorted(set(group) - {""})
    for name in groups if len(groups) > 1 else ():
        sets |= {name: group == name, f"all but {name}": group != name}
    rows = []
    for target in targets:
        for name, chosen in sets.items():
            ids = articles.loc[chosen, "article_id"]
            cells = pd.MultiIndex.from_product([[target], ids])
            gap = _voice_gap(*(counts[voice].loc[cells] for voice in ("quotation", "own")))
            rows.append({"target": target, "group": name} | gap)
    return pd.DataFrame(rows)


def _voice_gap(quotation: pd.DataFrame, own: pd.DataFrame) -> dict[str, Any]:
    """Compute the difference of two naming rates over the same articles."""
    sums = {name: table[["n_loaded", "n_slots"]].sum() for name, table in (("quotation", quotation), ("own", own))}
    rates = {name: found["n_loaded"] / found["n_slots"] if found["n_slots"] else np.nan for name, found in sums.items()}
    linear = np.zeros(len(own))
    for name, table, sign in (("quotation", quotation, 1), ("own", own, -1)):
        part = (table["n_loaded"] - rates[name] * table["n_slots"]) / max(int(sums[name]["n_slots"]), 1)
        linear += sign * part.to_numpy(float)
    n = int(((quotation["n_slots"] > 0) | (own["n_slots"] > 0)).sum())
    fewest = min(int((table["n_slots"] > 0).sum()) for table in (quotation, own))
    gap, half, method = rates["quotation"] - rates["own"], np.nan, f"t interval over {n} articles"
    if fewest < LEAST_ARTICLES:
        method = f"no interval: needs {LEAST_ARTICLES} articles with slots in each voice, here {fewest}"
    else:
        half = half_width(n / (n - 1) * float((linear**2).sum()), n - 1, LEVEL)
        method = method if half > 0 else "no interval: all articles are alike, so they show no spread"
        half = half or np.nan
    low, high = np.clip([gap - half, gap + half], -1, 1).tolist()
    return {
        **rates,
        "gap": gap,
        "low": low,
        "high": high,
        "level": LEVEL,
        "method": method,
        "n_quotation": int(sums["quotation"]["n_slots"]),
        "n_own": int(sums["own"]["n_slots"]),
        "n_articles": n,
    }
