"""Compute the overlap of texts, what differs between aligned or translated sentences, and rates without wire copy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.measures.change import change_after
from framing.measures.naming import Unit, has_groups, naming_rate
from framing.schema import ALL, ASPECTS

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


OVERLAPS = ("full", "part")
SIDES = ("a", "b")


def voice_drifts(
    sentences: pd.DataFrame, alignments: pd.DataFrame, drifts: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """Count aligned sentences that one article attributes to a source and the other states in its own voice.

    Parameters
    ----------
    sentences : DataFrame
        Sentences of `split_sentences`.
    alignments : DataFrame
        Pairs of `align_sentences`.
    drifts : DataFrame
        Table of `find_drifts`.
    articles : DataFrame
        Manifest; only articles with the same story_id are compared.

    Returns
    -------
    DataFrame
        One row per pair of articles and overlap: article_a, article_b, overlap (full, part), n_pairs, n_changed (voice
        differs), n_own_in_a (own voice in a; quoted or reported in b), n_own_in_b.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = voice_drifts(study.sentences, study.alignments, study.drifts, study.articles)
    >>> bool((table["n_changed"] == table["n_own_in_a"] + table["n_own_in_b"]).all())
    True
    """
    pairs = _in_study_order(sentences, alignments, articles)
    voice = drifts[drifts["aspect"] == "voice"].set_index(["sentence_a", "sentence_b"])
    keys = pd.MultiIndex.from_frame(pairs[["sentence_a", "sentence_b"]])
    own_in_a, own_in_b = (keys.isin(voice.index[voice[f"start_{side}"].isna()]) for side in SIDES)
    counted = pairs.assign(
        n_pairs=1,
        n_changed=own_in_a | own_in_b,
        n_own_in_a=(own_in_a & ~pairs["exchanged"]) | (own_in_b & pairs["exchanged"]),
        n_own_in_b=(own_in_b & ~pairs["exchanged"]) | (own_in_a & pairs["exchanged"]),
    )
    counts = counted.groupby([*PAIRED, "overlap"])[["n_pairs", "n_changed", "n_own_in_a", "n_own_in_b"]].sum()
    return counts.astype("int64").reindex(_every(articles), fill_value=0).reset_index()


def _every(articles: pd.DataFrame) -> pd.MultiIndex:
    every = [(*pair, overlap) for pair in paired_articles(articles) for overlap in OVERLAPS]
    return pd.MultiIndex.from_tuples(every, names=[*PAIRED, "overlap"])


def _in_study_order(sentences: pd.DataFrame, alignments: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add article_a and article_b in the order of the study, and whether that exchanges the sentences."""
    article_of = sentences.set_index("sentence_id")["article_id"]
    place = {article_id: number for number, article_id in enumerate(articles["article_id"])}
    one, other = (alignments[f"sentence_{side}"].map(article_of) for side in SIDES)
    exchanged = one.map(place) > other.map(place)
    return alignments.assign(
        article_a=one.where(~exchanged, other), article_b=other.where(~exchanged, one), exchanged=exchanged
    )


def drift_types(
    sentences: pd.DataFrame, alignments: pd.DataFrame, drifts: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """Count, for each pair of articles, the aligned sentences that differ in each aspect.

    Parameters
    ----------
    sentences, alignments, drifts, articles : DataFrame
        Tables as in `voice_drifts`.

    Returns
    -------
    DataFrame
        One row per pair of articles with a pair of sentences, overlap and aspect: article_a, article_b (in the order of
        the study), overlap, aspect (`omission`: a clause of article_a that article_b does not have), n_pairs (aligned
        sentences), n_differing. No interval: the sentences of these texts are all there.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = drift_types(study.sentences, study.alignments, study.drifts, study.articles)
    >>> bool((table["n_differing"] <= table["n_pairs"]).all())
    True
    """
    pairs = _in_study_order(sentences, alignments, articles)
    keys = [*PAIRED, "overlap"]
    found = drifts[["sentence_a", "sentence_b", "aspect"]].drop_duplicates()
    found = pairs[["sentence_a", "sentence_b", *keys, "exchanged"]].merge(found, on=["sentence_a", "sentence_b"])
    turned = {"omission": "addition", "addition": "omission"}
    found["aspect"] = found["aspect"].where(~found["exchanged"], found["aspect"].replace(turned))
    differing = found.groupby([*keys, "aspect"]).size().rename("n_differing")
    of_pairs = pairs.groupby(keys).size().rename("n_pairs").reset_index()
    aspects = pd.DataFrame({"aspect": [aspect for aspect in ASPECTS if aspect != "shared"]})
    place = {article_id: number for number, article_id in enumerate(articles["article_id"])}
    order = of_pairs.sort_values(keys, key=lambda column: column.map(place) if column.name in PAIRED else column)
    table = order.merge(aspects, how="cross").join(differing, on=[*keys, "aspect"])
    return table.fillna({"n_differing": 0}).astype({"n_differing": "int64"})[
        [*keys, "aspect", "n_pairs", "n_differing"]
    ]


def translated_names(
    sentences: pd.DataFrame, alignments: pd.DataFrame, occurrences: pd.DataFrame, originals: Collection[str]
) -> pd.DataFrame:
    """List how each target is named in sentences of an original and in those that translate them.

    Parameters
    ----------
    sentences : DataFrame
        The sentences of all languages.
    alignments : DataFrame
        Pairs of `align_sentences` across languages.
    occurrences : DataFrame
        Tables of `find_occurrences`, one for each language and its lexicon, one below the other. Lexicons that call a
        target by the same name can be compared.
    originals : collection of str
        article_id of each original; other articles are translations.

    Returns
    -------
    DataFrame
        One row per pair of sentences and target that either names: original, translation (article_id), sentence,
        translated_sentence, target, terms, translated_terms (term_ids, parted by spaces), shift. The shift is
        ``put in`` or ``taken out`` if only the translation or only the original has a loaded name, ``loaded`` or
        ``neutral`` if both have a loaded one or neither has, ``unnamed`` if one of them does not name the target and
        no name is loaded.

    Raises
    ------
    BadInput
        If no pair is of an original and a translation.

    Examples
    --------
    >>> sentences = pd.DataFrame({"sentence_id": ["en:01", "uk:01"], "article_id": ["en", "uk"]})
    >>> pairs = pd.DataFrame({"sentence_a": ["en:01"], "sentence_b": ["uk:01"]})
    >>> names = sentences.assign(target="Ruk", kind="naming", term_id=["dictator", "prezydent"])
    >>> names = names.assign(form=["loaded", "neutral"])
    >>> table = translated_names(sentences, pairs, names, originals=["en"])
    >>> table[["sentence", "translated_sentence", "target", "shift"]].values.tolist()
    [['en:01', 'uk:01', 'Ruk', 'taken out']]
    """
    article_of = sentences.set_index("sentence_id")["article_id"]
    sides = [alignments[f"sentence_{side}"] for side in SIDES]
    is_original = [side.map(article_of).isin(list(originals)) for side in sides]
    pairs = pd.DataFrame(
        {
            "sentence": sides[0].where(is_original[0], sides[1]),
            "translated_sentence": sides[1].where(is_original[0], sides[0]),
        }
    )[is_original[0] != is_original[1]]
    if pairs.empty:
        raise BadInput(
            "No pair is of an original and a translation. Pass pairs of align_sentences, and as originals the "
            f"article_id of each original, such as '{article_of.iloc[0] if len(article_of) else 'a'}'."
        )
    names = occurrences[occurrences["kind"] == "naming"].groupby(["sentence_id", "target"])
    named = names.agg(terms=("term_id", " ".join), loaded=("form", lambda forms: (forms == "loaded").any()))
    named = named.reset_index()
    there = pairs.merge(named.rename(columns={"sentence_id": "sentence"}), on="sentence")
    here = pairs.merge(named.rename(columns={"sentence_id": "translated_sentence"}), on="translated_sentence")
    table = there.merge(
        here.rename(columns={"terms": "translated_terms", "loaded": "translated_loaded"}),
        on=["sentence", "translated_sentence", "target"],
        how="outer",
    ).fillna({"terms": "", "translated_terms": "", "loaded": False, "translated_loaded": False})
    before, after = table["loaded"].astype(bool), table["translated_loaded"].astype(bool)
    is_named = (table["terms"] != "") & (table["translated_terms"] != "")
    table["shift"] = np.select(
        [before & after, before, after, is_named], ["loaded", "taken out", "put in", "neutral"], "unnamed"
    )
    table = table.assign(
        original=table["sentence"].map(article_of), translation=table["translated_sentence"].map(article_of)
    )
    columns = "original translation sentence translated_sentence target terms translated_terms shift"
    return table[columns.split()].sort_values(["sentence", "translated_sentence", "target"], ignore_index=True)


def lost_sources(
    sentences: pd.DataFrame, drifts: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """List claims that one article gives as a source's and another states in its own words.

    Parameters
    ----------
    sentences, drifts, articles : DataFrame
        Tables as in `voice_drifts`.
    attributions : DataFrame
        Table of `find_attributions`.

    Returns
    -------
    DataFrame
        One row per sentence in an article's own words and sentence of another article that attributes the same claim:
        article_id, sentence_id (own words), start, end (the claim in it), other, other_sentence, other_start,
        other_end (the claim as reported), person (its source, empty if the text names none), marks (direct, mixed,
        indirect: whether in quotation marks). Sorted by article in the order of the study, then by place.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.open_study("study.toml")
    >>> table = lost_sources(study.sentences, study.drifts, study.attributions, study.articles)
    >>> bool((table["article_id"] != table["other"]).all())
    True
    """
    keys = ["sentence_a", "sentence_b"]
    shared = drifts[drifts["aspect"] == "shared"].set_index(keys)
    voice = drifts[drifts["aspect"] == "voice"]
    article_of = sentences.set_index("sentence_id")["article_id"]
    reports = attributions.drop_duplicates(["sentence_id", "start", "end"])
    reports = reports.set_index(["sentence_id", "start", "end"])[["person", "marks"]]
    found = []
    for own, told in (SIDES, SIDES[::-1]):
        of_side = voice[voice[f"start_{own}"].isna()]
        claim = shared.loc[pd.MultiIndex.from_frame(of_side[keys])]
        found.append(
            pd.DataFrame(
                {
                    "sentence_id": of_side[f"sentence_{own}"].to_numpy(),
                    "start": claim[f"start_{own}"].to_numpy(),
                    "end": claim[f"end_{own}"].to_numpy(),
                    "other_sentence": of_side[f"sentence_{told}"].to_numpy(),
                    "other_start": of_side[f"start_{told}"].to_numpy(),
                    "other_end": of_side[f"end_{told}"].to_numpy(),
                }
            )
        )
    table = pd.concat(found, ignore_index=True)
    table = table.join(reports, on=["other_sentence", "other_start", "other_end"])
    table = table.assign(article_id=table["sentence_id"].map(article_of), other=table["other_sentence"].map(article_of))
    place = {article_id: number for number, article_id in enumerate(articles["article_id"])}
    order = table.assign(one=table["article_id"].map(place), two=table["other"].map(place))
    table = table.loc[order.sort_values(["one", "start", "two", "other_start"], kind="stable").index]
    columns = "article_id sentence_id start end other other_sentence other_start other_end person marks"
    return table[columns.split()].reset_index(drop=True)
