"""Public features: what the published tables say of a sentence, with no word of its text.

All are of about one scale (counts, flags, shares, logs), so that a coefficient reads as log-odds for one loaded verb, a
quotation, a place from first to last, a text e times as long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from framing.errors import BadInput
from framing.schema import KINDS_OF_TERM, VOICES

GENERAL = "general log-odds"
FORMS = ("loaded", "neutral")


def public_features(
    sentences: pd.DataFrame, occurrences: pd.DataFrame, targets: Sequence[str], general: pd.Series[float] | None = None
) -> pd.DataFrame:
    """One row of numbers a sentence.

    Parameters
    ----------
    sentences
        of `find_voice`; boilerplate is left out.
    occurrences
        of `find_occurrences`.
    targets
        of the lexicon: a column each, whether or not it occurs, so that all outlets have the same columns.
    general
        the general model's log-odds by sentence_id, stored; without them there is no such column.

    Returns
    -------
    DataFrame
        by sentence_id: loaded and neutral hits by kind of term, loaded hits by target, whether the voice is indirect,
        quote or mixed (narrator is none of them), the place in its article from 0 to 1, the log of its characters, and
        the general log-odds.
    """
    if "voice" not in sentences:
        raise BadInput("The sentences have no column 'voice'; find_voice adds it.")
    kept = sentences[sentences["kind"] != "boilerplate"].sort_values(["article_id", "start"])
    kept = kept.set_index("sentence_id")
    blocks = [
        hits(occurrences, kept.index, "kind", KINDS_OF_TERM, FORMS),
        hits(occurrences, kept.index, "target", targets, FORMS[:1]),
        pd.DataFrame({f"voice {voice}": kept["voice"] == voice for voice in VOICES[1:]}, dtype="float64"),
        pd.DataFrame({"position": positions(kept), "log length": log_length(kept)}),
    ]
    if general is not None:
        blocks.append(stored(general, kept.index))
    return pd.concat(blocks, axis=1)


def hits(
    occurrences: pd.DataFrame, index: pd.Index[str], column: str, values: Sequence[str], forms: Sequence[str]
) -> pd.DataFrame:
    """How often each value of a column stands in each sentence, by form."""
    counts = occurrences.groupby(["sentence_id", "form", column]).size()
    wide = counts.unstack(["form", column], fill_value=0)
    columns = pd.MultiIndex.from_tuples([(form, value) for form in forms for value in values])
    found = wide.reindex(index=index, columns=columns, fill_value=0).astype("float64")
    return found.set_axis([f"{form} {value}" for form, value in columns], axis=1)


def positions(sentences: pd.DataFrame) -> pd.Series[float]:
    """The place of each sentence in its article: 0 the first, 1 the last."""
    articles = sentences.groupby("article_id")["start"]
    return articles.cumcount() / (articles.transform("size") - 1).clip(lower=1)


def log_length(sentences: pd.DataFrame) -> pd.Series[float]:
    characters = (sentences["end"] - sentences["start"]).to_numpy(np.float64)
    return pd.Series(np.log(characters), index=sentences.index)


def stored(general: pd.Series[float], index: pd.Index[str]) -> pd.DataFrame:
    missing = index.difference(general.index)
    if len(missing):
        raise BadInput(
            f"{len(missing)} of {len(index)} sentences have no log-odds of the general model, '{missing[0]}' for one; "
            "score them where the texts are."
        )
    return general.loc[index].to_frame(GENERAL).astype("float64")
