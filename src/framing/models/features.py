"""Public features: what the published tables say of a sentence, with no word of its text.

All are of about one scale (counts, flags, shares, logs), so that a coefficient reads as log-odds for one loaded verb, a
quotation, a place from first to last, a text e times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.errors import BadInput
from framing.schema import KINDS_OF_TERM, VOICES

GENERAL_LOG_ODDS = "general log-odds"
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
        _hits(occurrences, kept.index, "kind", KINDS_OF_TERM, FORMS),
        _hits(occurrences, kept.index, "target", targets, FORMS[:1]),
        pd.DataFrame({f"voice {voice}": kept["voice"] == voice for voice in VOICES[1:]}, dtype="float64"),
        pd.DataFrame({"position": _positions(kept), "log length": _log_length(kept)}),
    ]
    if general is not None:
        blocks.append(_stored(general, kept.index))
    return pd.concat(blocks, axis=1)


def _hits(
    occurrences: pd.DataFrame, index: pd.Index[str], column: str, values: Sequence[str], forms: Sequence[str]
) -> pd.DataFrame:
    """How often each value of a column stands in each sentence, by form."""
    counts = occurrences.groupby(["sentence_id", "form", column]).size()
    wide = counts.unstack(["form", column], fill_value=0)
    columns = pd.MultiIndex.from_tuples([(form, value) for form in forms for value in values])
    found = wide.reindex(index=index, columns=columns, fill_value=0).astype("float64")
    return found.set_axis([f"{form} {value}" for form, value in columns], axis=1)


def _positions(sentences: pd.DataFrame) -> pd.Series[float]:
    """The place of each sentence in its article: 0 the first, 1 the last."""
    articles = sentences.groupby("article_id")["start"]
    return articles.cumcount() / (articles.transform("size") - 1).clip(lower=1)


def _log_length(sentences: pd.DataFrame) -> pd.Series[float]:
    characters = (sentences["end"] - sentences["start"]).to_numpy(np.float64)
    return pd.Series(np.log(characters), index=sentences.index)


def _stored(general: pd.Series[float], index: pd.Index[str]) -> pd.DataFrame:
    missing = index.difference(general.index)
    if len(missing):
        raise BadInput(
            f"{len(missing)} of {len(index)} sentences have no log-odds of the general model, '{missing[0]}' for one; "
            "score them where the texts are."
        )
    return general.loc[index].to_frame(GENERAL_LOG_ODDS).astype("float64")


def swapped_features(
    features: pd.DataFrame, swaps: pd.DataFrame, terms: pd.DataFrame, general: pd.Series[float] | None = None
) -> pd.DataFrame:
    """The features of each swapped sentence: those of the sentence, one term taken out and one put in.

    Parameters
    ----------
    features
        of `public_features`, by sentence_id.
    swaps
        of `find_swaps`.
    terms
        of the lexicon: term_id, kind, form, target.
    general
        the general model's log-odds by swap_id, stored.

    Returns
    -------
    DataFrame
        by swap_id, the columns of `features`. Length and place stay as they are.
    """
    found = features.loc[swaps["sentence_id"]].set_axis(swaps["swap_id"].to_numpy())
    known = terms.set_index("term_id")
    for column, change in (("term_out", -1.0), ("term_in", 1.0)):
        for part in ("kind", "target"):
            names = _names_of(swaps[column], known, part)
            _add(found, names, change)
    if general is not None:
        found[GENERAL_LOG_ODDS] = general.loc[swaps["swap_id"]].to_numpy()
    return found


def _names_of(term_ids: pd.Series[str], terms: pd.DataFrame, part: str) -> pd.Series[str]:
    """The feature in which a term is counted, by kind or by target; none for a word left out."""
    return term_ids.map(terms["form"]) + " " + term_ids.map(terms[part])


def _add(features: pd.DataFrame, names: pd.Series[str], change: float) -> None:
    """Change the named feature of each row; rows that name no feature stay."""
    places = features.columns.get_indexer(pd.Index(names.fillna("")))
    rows = np.flatnonzero(places >= 0)
    values = features.to_numpy(copy=True)
    np.add.at(values, (rows, places[rows]), change)
    features[:] = values


Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """An orthonormal basis, a column a direction."""

    basis: Reals

    @classmethod
    def of(cls, vectors: Reals) -> Span:
        """The span of the rows of `vectors`.

        >>> Span.of(np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0]])).basis.shape
        (3, 2)
        """
        from scipy.linalg import qr

        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        basis, triangle, _ = qr((vectors / np.where(lengths > 0, lengths, 1.0)).T, mode="economic", pivoting=True)
        return cls(basis[:, np.abs(np.diag(triangle)) > 1e-9])

    def inside(self, vectors: Reals) -> Reals:
        """Vectors as coordinates of the span."""
        return np.asarray(vectors @ self.basis, dtype=np.float64)

    def features(self, vectors: Reals, units: list[str]) -> pd.DataFrame:
        """Vectors as a table of features by unit."""
        return pd.DataFrame(self.inside(vectors), index=pd.Index(units, dtype="str"))
