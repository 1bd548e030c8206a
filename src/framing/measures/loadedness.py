"""Compute how loaded texts are, by coders, by lexicon and by model, and where their loaded terms are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.measures.differences import mean_with_interval
from framing.measures.lexicon_versions import FULL
from framing.measures.naming import rows_compared
from framing.measures.voice import EXACT
from framing.models import GENERAL, GENERAL_NAME, GENERAL_STANCE, STATIC
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
        of the article's characters before the term, 0 to 1), part (headline, lead, body; the lead is the first sentence
        of the body).
    """
    coded = sentences[sentences["kind"] != "boilerplate"].sort_values(["article_id", "start"])
    length = coded["end"] - coded["start"]
    before = length.groupby(coded["article_id"]).cumsum() - length
    whole = length.groupby(coded["article_id"]).transform("sum")
    lead = coded[coded["kind"] == "body"].drop_duplicates("article_id")["sentence_id"]
    part = coded["kind"].where(coded["kind"] == "headline", "body").mask(coded["sentence_id"].isin(lead), "lead")
    places = coded.assign(before=before, whole=whole, part=part).set_index("sentence_id")
    places = places[["start", "before", "whole", "part"]]
    places = places.rename(columns={"start": "start_of_sentence"})
    loaded = occurrences[(occurrences["form"] == "loaded") & ~occurrences["negated"]]
    joined = loaded.join(places, on="sentence_id")
    position = (joined["before"] + joined["term_start"] - joined["start_of_sentence"]) / joined["whole"]
    columns = ["occurrence_id", "article_id", "term_id", "kind", "target", "voice_of_term", "position", "part"]
    return joined.assign(position=position.astype("float64")).sort_values("occurrence_id", ignore_index=True)[columns]


WHOSE = {"own words": ("narrator",), "reported": ("indirect",), "quoted": ("quote", "mixed"), "all": None}


def loadedness_by_voice(
    scores: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """Compute the mean log-odds of loaded wording by outlet (or text) and voice.

    Own words are the headline: quotations are somebody else's, and often more loaded, so that an outlet that quotes
    more has a higher mean.

    Parameters
    ----------
    scores : DataFrame
        Scores of sentences by the general model, or by the static one.
    sentences : DataFrame
        Sentences with voice and family_id.
    articles : DataFrame
        Manifest, in the order of the rows.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame
        One row per outlet (per text if each outlet has one) and voice: row, voice (own words, reported, quoted, all),
        classifier, n_sentences, n_articles, estimate (mean log-odds), low, high, level, method, scope (outlets: over
        articles; texts: over families).
    """
    of_model = scores[scores["classifier"].isin([GENERAL, STATIC])].drop_duplicates("unit_id")
    values = of_model.set_index("unit_id")["log_odds"]
    known = sentences[sentences["sentence_id"].isin(values.index)]
    row_of = rows_compared(articles)
    several = bool(row_of.duplicated().any())
    cases = known.assign(value=known["sentence_id"].map(values), row=known["article_id"].map(row_of)).dropna(
        subset="value"
    )
    classifier = str(of_model["classifier"].iloc[0]) if len(of_model) else GENERAL
    rows = []
    for row in dict.fromkeys(row_of):
        for voice, names in WHOSE.items():
            chosen = cases[(cases["row"] == row) & (cases["voice"].isin(names) if names else True)]
            rows.append(
                {
                    "row": row,
                    "voice": voice,
                    "classifier": classifier,
                    "n_sentences": len(chosen),
                    "n_articles": len(set(chosen["article_id"])),
                    **mean_with_interval(chosen, outlets=several, seed=seed),
                }
            )
    return pd.DataFrame(rows)


SCORED_SLOTS = {GENERAL_NAME: "name_log_odds", GENERAL_STANCE: "stance_log_odds"}


def slot_scores(
    scores: pd.DataFrame,
    occurrences: pd.DataFrame,
    sentences: pd.DataFrame,
    articles: pd.DataFrame,
    terms: pd.DataFrame,
) -> pd.DataFrame:
    """Arrange naming slots as one table for analyses in R, Stata or elsewhere.

    Parameters
    ----------
    scores : DataFrame
        Scores of the study.
    occurrences, sentences, articles, terms : DataFrame
        Tables of the study.

    Returns
    -------
    DataFrame
        One row per naming slot that is not negated: occurrence_id, sentence_id, article_id, outlet, group, date,
        story_id (empty if the manifest lacks them), target, term, loaded (1 or 0), stratum, reference, metonym (1 or
        0), family_id, sentence_log_odds, name_log_odds and stance_log_odds (of the general model; empty without it, and
        for slots that were not swapped), and one column of sentence log-odds per classifier of an outlet. Its codebook
        is docs/slot-scores.md of the toolkit.
    """
    slots = occurrences[(occurrences["kind"] == "naming") & ~occurrences["negated"]]
    names = ["outlet", "group", "date", "story_id"]
    manifest = articles.set_index("article_id").reindex(columns=names, fill_value="")
    table = slots.join(manifest, on="article_id")
    table = table.assign(
        term=table["term_id"].map(terms.set_index("term_id")["term"]),
        loaded=(table["form"] == "loaded").astype("int64"),
        metonym=table["metonym"].astype("int64"),
        family_id=table["sentence_id"].map(sentences.set_index("sentence_id")["family_id"]),
    )
    by_classifier = {str(name): of_one for name, of_one in scores[scores["tier"] == "text"].groupby("classifier")}
    of_sentences = {"sentence_log_odds": by_classifier.get(GENERAL, by_classifier.get(STATIC))}
    of_sentences |= {
        name: found for name, found in by_classifier.items() if ":" in name and not name.startswith("pooled")
    }
    units = [(column, found, "sentence_id") for column, found in of_sentences.items()]
    units += [(column, by_classifier.get(name), "occurrence_id") for name, column in SCORED_SLOTS.items()]
    for column, found, unit in units:
        table[column] = np.nan if found is None else table[unit].map(found.set_index("unit_id")["log_odds"])
    known = ["occurrence_id", "sentence_id", "article_id", "outlet", "group", "date", "story_id", "target", "term"]
    known += ["loaded", "stratum", "reference", "metonym", "family_id"]
    return table[[*known, *(column for column, _, _ in units)]].reset_index(drop=True)
