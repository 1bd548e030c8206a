"""Standing: contrasts beside the yardsticks that they are measured on."""

from __future__ import annotations

import pandas as pd

from framing.measures.contrast import ALL

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
