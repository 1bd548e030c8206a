"""Compute the share of loaded sentences by coders and by lexicon, and the positions of loaded terms."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.measures.lexicon_versions import FULL
from framing.measures.voice import EXACT
from framing.stats import LEVEL, proportion_interval
from framing.tables import validate


def coded_loadedness(labels: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute the share of sentences that each coder coded as loaded in each article.

    Parameters
    ----------
    labels : DataFrame
        Codes: coder, sentence_id, loaded (0 or 1), strength (0 to 3).
    articles : DataFrame
        Manifest, in the order of the rows.

    Returns
    -------
    DataFrame
        article_id, coder, n_sentences, n_loaded, strength_0 … strength_3 (sentences of each strength), estimate, low,
        high (Clopper–Pearson over sentences, scope texts), level.
    """
    coded = labels.assign(article_id=labels["sentence_id"].str.rpartition(":")[0])
    groups = coded.groupby(["article_id", "coder"])
    counts = pd.DataFrame({"n_sentences": groups.size(), "n_loaded": groups["loaded"].sum()}).astype("int64")
    for strength in range(4):
        is_so = (coded["strength"] == strength).groupby([coded["article_id"], coded["coder"]])
        counts[f"strength_{strength}"] = is_so.sum().astype("int64")
    low, high = proportion_interval(counts["n_loaded"], counts["n_sentences"])
    estimate = counts["n_loaded"] / counts["n_sentences"]
    counts = counts.assign(estimate=estimate, low=low, high=high, level=LEVEL).reset_index()
    order = {article_id: place for place, article_id in enumerate(articles["article_id"])}
    return counts.sort_values("article_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)


def judging_rate(occurrences: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Compute the share of an article's sentences with a loaded verb, modifier or metaphor in the outlet's own voice.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`.
    sentences : DataFrame
        Sentences; boilerplate is ignored.
    articles : DataFrame
        Manifest, in the order of the rows.

    Returns
    -------
    DataFrame
        Estimates of the measure ``sentences with a judging word``; n_slots counts all sentences and n_loaded those with
        such a word.
    """
    coded = sentences[sentences["kind"] != "boilerplate"]
    judging = occurrences[
        (occurrences["kind"] != "naming")
        & (occurrences["form"] == "loaded")
        & (occurrences["voice_of_term"] == "outlet")
        & ~occurrences["negated"]
    ]
    held = coded["sentence_id"].isin(judging["sentence_id"])
    counts = (
        held.groupby(coded["article_id"])
        .agg(["sum", "size"])
        .reindex(articles["article_id"], fill_value=0)
        .astype("int64")
    )
    low, high = proportion_interval(counts["sum"], counts["size"])
    rates = pd.DataFrame(
        {
            "article_id": articles["article_id"].to_numpy(),
            "outlet": articles["outlet"].to_numpy(),
            "target": "",
            "measure": "sentences with a judging word",
            "lexicon": FULL,
            "voice": "outlet",
            "copy": "all",
            "estimate": (counts["sum"] / counts["size"].where(counts["size"] > 0)).to_numpy(),
            "low": low,
            "high": high,
            "level": LEVEL,
            "method": np.where(counts["size"] > 0, EXACT, "no interval: no sentence"),
            "scope": "texts",
            "n_loaded": counts["sum"].to_numpy(),
            "n_slots": counts["size"].to_numpy(),
            "n_sentences": counts["size"].to_numpy(),
            "n_families": pd.array([pd.NA] * len(articles), dtype="Int64"),
            "n_articles": 1,
        }
    )
    return validate(rates, "estimates", "judging rates")


def positions(occurrences: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Compute the position of each loaded occurrence in its article, ignoring boilerplate.

    Parameters
    ----------
    occurrences : DataFrame
        Table of `find_occurrences`; negated occurrences are ignored.
    sentences : DataFrame
        Sentences of `split_sentences`.

    Returns
    -------
    DataFrame
        One row per loaded occurrence: occurrence_id, article_id, term_id, kind, target, voice_of_term, position (share
        of the article's characters before the term, 0 to 1).
    """
    coded = sentences[sentences["kind"] != "boilerplate"].sort_values(["article_id", "start"])
    length = coded["end"] - coded["start"]
    before = length.groupby(coded["article_id"]).cumsum() - length
    whole = length.groupby(coded["article_id"]).transform("sum")
    places = coded.assign(before=before, whole=whole).set_index("sentence_id")[["start", "before", "whole"]]
    places = places.rename(columns={"start": "start_of_sentence"})
    loaded = occurrences[(occurrences["form"] == "loaded") & ~occurrences["negated"]]
    joined = loaded.join(places, on="sentence_id")
    position = (joined["before"] + joined["term_start"] - joined["start_of_sentence"]) / joined["whole"]
    columns = ["occurrence_id", "article_id", "term_id", "kind", "target", "voice_of_term", "position"]
    return joined.assign(position=position.astype("float64")).sort_values("occurrence_id", ignore_index=True)[columns]
