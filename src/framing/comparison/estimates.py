"""Estimates: measures of a whole study, each with its interval, under each version of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framing.comparison.robustness import FULL
from framing.measures.naming import Unit, naming_rate


def headline_rates(by_lexicon: Mapping[str, pd.DataFrame], articles: pd.DataFrame, targets: list[str]) -> pd.DataFrame:
    """Naming rates of every article and target, under each version of the lexicon and with metonyms left out.

    Where an outlet has several articles, the rates of outlets stand beside those of articles.

    Returns
    -------
    DataFrame
        estimates; the column lexicon names the version.
    """
    units: list[Unit] = ["article", "outlet"] if articles["outlet"].duplicated().any() else ["article"]
    rates = []
    for by in units:
        for version, occurrences in by_lexicon.items():
            rates.append(naming_rate(occurrences, articles, by=by, targets=targets).assign(lexicon=version))
        rates.append(naming_rate(by_lexicon[FULL], articles, by=by, targets=targets, metonyms=False))
    return pd.concat(rates, ignore_index=True)
