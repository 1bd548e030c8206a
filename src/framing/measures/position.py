"""Position: how far into its article a word stands."""

from __future__ import annotations

import pandas as pd


def positions(occurrences: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Place of each loaded occurrence: the share of the article that comes before it, boilerplate not counted.

    Returns
    -------
    DataFrame
        occurrence_id, article_id, term_id, kind, target, voice_of_term, position (0 first, 1 last character), of the
        loaded occurrences that are not denied, in order.
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
