"""Contrast: what a classifier makes of a loaded term, its log-odds with it less those with the neutral wording."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.comparison.resampling import LEVEL, bootstrap_weights, percentile_interval

ALL = "ALL"
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
    cells = [means_with_intervals(of_cell, seed) for _, of_cell in slots.groupby(["target", "pair_id"])]
    columns = ["classifier", "tier", "target", "pair_id", *MEASURED]
    found = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=columns)
    return found[columns].merge(placebos(of_swaps), how="left", on=["classifier", "tier", "target"])


def means_with_intervals(slots: pd.DataFrame, seed: int) -> pd.DataFrame:
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
