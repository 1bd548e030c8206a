"""Count what differs between aligned sentences, and list claims that lose their source."""

from __future__ import annotations

import pandas as pd

from framing.measures.overlap import PAIRED, paired_articles
from framing.schema import ASPECTS

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
