"""Contrast: what a classifier makes of a loaded term, its log-odds with it less those with the neutral wording."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.schema import ALL
from framing.stats import LEVEL, bootstrap_weights, percentile_interval

MEASURED = ["contrast", "low", "high", "level", "n_slots", "n_families", "method"]
Reals = npt.NDArray[np.float64]
# with fewer families a percentile interval would rest on a handful of sentences drawn again and again
LEAST_FAMILIES = 8


def swap_contrasts(scores: pd.DataFrame, swaps: pd.DataFrame) -> pd.DataFrame:
    """The contrast of every swap under every classifier.

    Parameters
    ----------
    scores
        of sentences and of swaps, all of one set of classifiers and tiers.
    swaps
        of `find_swaps`.

    Returns
    -------
    DataFrame
        the swaps' columns, classifier, tier, contrast: log-odds with the loaded term less log-odds with the neutral
        one, whichever of the two was written; for a placebo log-odds as swapped less as written.

    Examples
    --------
    >>> scores = pd.DataFrame({"unit_id": ["a:01", "a:01.01~ruk"], "classifier": "general", "tier": "text",
    ...                        "log_odds": [1.5, -0.5]})
    >>> swaps = pd.DataFrame({"swap_id": ["a:01.01~ruk"], "sentence_id": "a:01", "direction": "to_neutral"})
    >>> swap_contrasts(scores, swaps)["contrast"].tolist()
    [2.0]
    """
    log_odds = scores.set_index(["classifier", "tier", "unit_id"])["log_odds"]
    swapped = scores.merge(swaps, left_on="unit_id", right_on="swap_id", validate="m:1")
    places = pd.MultiIndex.from_frame(swapped[["classifier", "tier", "sentence_id"]])
    change = swapped["log_odds"].to_numpy() - log_odds.reindex(places).to_numpy()
    sign = np.where(swapped["direction"] == "to_neutral", -1.0, 1.0)
    columns = [*swaps.columns, "classifier", "tier"]
    return swapped[columns].assign(contrast=sign * change)


def contrasts(of_swaps: pd.DataFrame, sentences: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """The mean contrast of each pair of terms, and of each target, under every classifier.

    Averaged over the pairs of a slot first, then over slots. The interval resamples families of sentences and is about
    these texts; there is none under eight families.

    Parameters
    ----------
    of_swaps
        of `swap_contrasts`.
    sentences
        with family_id.
    seed
        of the bootstrap.

    Returns
    -------
    DataFrame
        classifier, tier, target, pair_id (``ALL``: all pairs of the target), contrast, low, high, level, n_slots,
        n_families, n_placebos, placebo: the size below which 95 of 100 placebos of the target stay (neutral for
        neutral, which shows what a mere change of words does), and method.
    """
    pairs = of_swaps[(of_swaps["kind"] == "pair") & of_swaps["contrast"].notna()]
    families = sentences.set_index("sentence_id")["family_id"]
    both = pd.concat([pairs, pairs.assign(pair_id=ALL)]).assign(family=lambda rows: rows["sentence_id"].map(families))
    place = ["target", "pair_id", "family", "occurrence_id"]
    slots = both.pivot_table(index=place, columns=["classifier", "tier"], values="contrast", aggfunc="mean")
    cells = [_means_with_intervals(of_cell, seed) for _, of_cell in slots.groupby(["target", "pair_id"])]
    columns = ["classifier", "tier", "target", "pair_id", *MEASURED]
    found = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=columns)
    return found[columns].merge(placebos(of_swaps), how="left", on=["classifier", "tier", "target"])


def _means_with_intervals(slots: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Mean over the slots of one pair, a row a classifier; percentile bootstrap over their families."""
    target, pair_id = slots.index[0][:2]
    by_family = slots.groupby(level="family")
    sums, sizes = by_family.sum().to_numpy(float), by_family.size().to_numpy(float)
    low = high = np.full(slots.shape[1], np.nan)
    method = f"no interval: {len(sums)} of {LEAST_FAMILIES} families"
    if len(sums) >= LEAST_FAMILIES:
        weights = bootstrap_weights(len(sums), seed=seed)
        drawn = (weights @ sums) / (weights @ sizes)[:, None]
        low, high = np.apply_along_axis(percentile_interval, 0, drawn, len(sums))
        method = f"percentile bootstrap over {len(sums)} families"
    found = pd.DataFrame({"contrast": slots.mean(), "low": low, "high": high}).reset_index()
    return found.assign(
        target=target, pair_id=pair_id, level=LEVEL, n_slots=len(slots), n_families=len(sums), method=method
    )


def placebos(of_swaps: pd.DataFrame) -> pd.DataFrame:
    """How far neutral for neutral moves each classifier, by target: the size that 95 of 100 placebos stay below."""
    made = of_swaps[(of_swaps["kind"] == "placebo") & of_swaps["contrast"].notna()]
    sizes = made.assign(size=made["contrast"].abs()).groupby(["classifier", "tier", "target"])["size"]
    return sizes.agg(n_placebos="size", placebo=lambda size: size.quantile(LEVEL)).reset_index()


KEYS = ["classifier", "tier", "target", "pair_id"]


def standing(found: pd.DataFrame, yardsticks: pd.DataFrame) -> pd.DataFrame:
    """Contrasts with their yardsticks, and which they lie inside of.

    Parameters
    ----------
    found
        of `contrasts`.
    yardsticks
        term_blind, dealt_low and dealt_high of each.

    Returns
    -------
    DataFrame
        both, and `inside`: ``placebo`` where the contrast is no larger than what a mere change of words does, ``dealt``
        where it lies in the range of dealt outlets, or both.
    """
    beside = found.merge(yardsticks, on=KEYS, how="left")
    placebo = beside["contrast"].abs() <= beside["placebo"]
    dealt = beside["contrast"].between(beside["dealt_low"], beside["dealt_high"])
    words = placebo.map({True: "placebo ", False: ""}) + dealt.map({True: "dealt", False: ""})
    return beside.assign(inside=words.str.strip().str.replace(" ", " + "))


def contrast_differences(found: pd.DataFrame, dealt: pd.DataFrame) -> pd.DataFrame:
    """Contrasts of two outlets' classifiers against each other, over all pairs of each target."""
    contrast = found[found["pair_id"] == ALL].set_index(["classifier", "tier", "target"])["contrast"]
    one, other = (
        contrast.reindex(pd.MultiIndex.from_frame(dealt[[name, "tier", "target"]])).to_numpy()
        for name in ("classifier", "against")
    )
    difference = one - other
    inside = (difference >= dealt["dealt_low"]) & (difference <= dealt["dealt_high"])
    return dealt.assign(difference=difference, inside_dealt=inside)


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
            | _gap_between(table[table["article_id"] == one], table[table["article_id"] == other], seed)
            for one, other in combinations(articles["article_id"], 2)
        ]
    )


def _gap_between(one: pd.DataFrame, other: pd.DataFrame, seed: int) -> dict[str, float]:
    """The gap before and after, and the share that the words carried, with its interval."""
    both = pd.concat([one, other])
    sign = np.r_[np.ones(len(one)), -np.ones(len(other))]
    family, names = pd.factorize(both["family_id"])
    weights = np.vstack([np.ones(len(names)), bootstrap_weights(len(names), seed=seed)])[:, family]
    before, after = (_gaps(both[column].to_numpy(float), weights, sign) for column in ("before", "after"))
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


def _gaps(values: Reals, weights: Reals, sign: Reals) -> Reals:
    """Weighted mean of one side less that of the other, a number a row of weights; empty where a side has none."""
    one, other = (_side_mean(values[sign == side], weights[:, sign == side]) for side in (1, -1))
    return one - other


def _side_mean(values: Reals, weights: Reals) -> Reals:
    total = weights.sum(axis=1)
    return np.asarray((weights @ values) / np.where(total > 0, total, np.nan), dtype=np.float64)
