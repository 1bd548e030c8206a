"""Swapped: the public features of a sentence once a term in it is swapped, without its text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.features.public import GENERAL


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
            names = names_of(swaps[column], known, part)
            add(found, names, change)
    if general is not None:
        found[GENERAL] = general.loc[swaps["swap_id"]].to_numpy()
    return found


def names_of(term_ids: pd.Series[str], terms: pd.DataFrame, part: str) -> pd.Series[str]:
    """The feature in which a term is counted, by kind or by target; none for a word left out."""
    return term_ids.map(terms["form"]) + " " + term_ids.map(terms[part])


def add(features: pd.DataFrame, names: pd.Series[str], change: float) -> None:
    """Change the named feature of each row; rows that name no feature stay."""
    places = features.columns.get_indexer(pd.Index(names.fillna("")))
    rows = np.flatnonzero(places >= 0)
    values = features.to_numpy(copy=True)
    np.add.at(values, (rows, places[rows]), change)
    features[:] = values
