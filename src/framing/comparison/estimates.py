"""Estimates: measures of a whole study, each with its interval, under each version of the lexicon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from framing.comparison.robustness import FULL
from framing.measures.naming import Unit, naming_rate

CHOICES: tuple[dict[str, Any], ...] = ({"metonyms": False}, {"voice": "all"}, {"copy": "own"})


def headline_rates(
    by_lexicon: Mapping[str, pd.DataFrame], articles: pd.DataFrame, sentences: pd.DataFrame, targets: list[str]
) -> pd.DataFrame:
    """Naming rates of every article and target, under each version of the lexicon and other choices of the analyst.

    Other choices: metonyms left out; sources' words counted too; sentences that other outlets have too left out.

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
            rate = naming_rate(occurrences, articles, sentences, by=by, targets=targets)
            rates.append(rate.assign(lexicon=version))
        rates += [naming_rate(by_lexicon[FULL], articles, sentences, by=by, targets=targets, **one) for one in CHOICES]
    return pd.concat(rates, ignore_index=True)
