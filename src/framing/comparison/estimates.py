"""Estimates: measures of a whole study, each with its interval, under each version of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framing.comparison.robustness import FULL
from framing.measures.naming import naming_rate


def headline_rates(by_lexicon: Mapping[str, pd.DataFrame], articles: pd.DataFrame, targets: list[str]) -> pd.DataFrame:
    """Naming rates of every article and target, under each version of the lexicon and with metonyms left out.

    Returns
    -------
    DataFrame
        estimates; the column lexicon names the version.
    """
    rates = [
        naming_rate(occurrences, articles, targets=targets).assign(lexicon=version)
        for version, occurrences in by_lexicon.items()
    ]
    rates.append(naming_rate(by_lexicon[FULL], articles, targets=targets, metonyms=False))
    return pd.concat(rates, ignore_index=True)
