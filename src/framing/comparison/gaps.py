"""Gaps: how much of the difference in loadedness between two texts the swapped words carry."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.comparison.resampling import LEVEL, bootstrap_weights, percentile_interval

Reals = npt.NDArray[np.float64]


def wording_gaps(
    log_odds: pd.Series[float], of_swaps: pd.DataFrame, sentences: pd.DataFrame, articles: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """For each two texts the gap of mean log-odds as written, and after every loaded word with a swap is made neutral.

    share = 1 − |gap after| ÷ |gap before|: 1 where the words carry all of the gap, 0 where they carry nothing, below 0
    where the texts come to lie further apart. A sentence with several loaded terms is made neutral term by term and the
    changes are added.

    Parameters
    ----------
    log_odds
        of one classifier, by sentence_id.
    of_swaps
        of `swap_contrasts`, of the same classifier.
    sentences
        with family_id; families are what the interval resamples.
    articles
        in the order of the study.

    Returns
    -------
    DataFrame
        article_a, article_b, n_a, n_b (sentences), n_swapped (loaded terms made neutral), before, after (mean of a less
        mean of b), share, low, high (of the share), level.
    """
    neutral = of_swaps[(of_swaps["kind"] == "pair") & (of_swaps["direction"] == "to_neutral")]
    of_slots = neutral.groupby(["sentence_id", "occurrence_id"])["contrast"].mean()
    carried = of_slots.groupby("sentence_id").agg(["sum", "size"])
    table = sentences[sentences["sentence_id"].isin(log_odds.index)].set_index("sentence_id")
    table = table.assign(before=log_odds, less=carried["sum"], swapped=carried["size"]).fillna(
        {"less": 0, "swapped": 0}
    )
    table["after"] = table["before"] - table["less"]
    return pd.DataFrame(
        [
            {"article_a": one, "article_b": other}
            | gap_between(table[table["article_id"] == one], table[table["article_id"] == other], seed)
            for one, other in combinations(articles["article_id"], 2)
        ]
    )


def gap_between(one: pd.DataFrame, other: pd.DataFrame, seed: int) -> dict[str, float]:
    """The gap before and after, and the share that the words carried, with its interval."""
    both = pd.concat([one, other])
    sign = np.r_[np.ones(len(one)), -np.ones(len(other))]
    family, names = pd.factorize(both["family_id"])
    weights = np.vstack([np.ones(len(names)), bootstrap_weights(len(names), seed=seed)])[:, family]
    before, after = (gaps(both[column].to_numpy(float), weights, sign) for column in ("before", "after"))
    shares = 1 - np.abs(after) / np.where(before == 0, np.nan, np.abs(before))
    low, high = percentile_interval(shares[1:], len(names))
    return {
        "n_a": len(one),
        "n_b": len(other),
        "n_swapped": int(both["swapped"].sum()),
        "before": float(before[0]),
        "after": float(after[0]),
        "share": float(shares[0]),
        "low": low,
        "high": high,
        "level": LEVEL,
    }


def gaps(values: Reals, weights: Reals, sign: Reals) -> Reals:
    """Weighted mean of one side less that of the other, a number a row of weights; empty where a side has none."""
    one, other = (side_mean(values[sign == side], weights[:, sign == side]) for side in (1, -1))
    return one - other


def side_mean(values: Reals, weights: Reals) -> Reals:
    total = weights.sum(axis=1)
    return np.asarray((weights @ values) / np.where(total > 0, total, np.nan), dtype=np.float64)
