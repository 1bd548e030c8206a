"""Sampling: which sentences to have coded, and how likely each was to be drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

from framing.errors import BadInput


def sample_for_coding(units: pd.DataFrame, size: int, *, by: str = "outlet", seed: int) -> pd.DataFrame:
    """Draw as many units of each group at random, without replacement, and keep the chance that each had.

    With the chance known, what coders say of the sample corrects what a classifier says of everything
    (`corrected_means`).

    Parameters
    ----------
    units
        a row a sentence (or article), with the column `by`.
    size
        how many of each group; of a smaller group, all.
    by
        the column that names the group.
    seed
        of the drawing.

    Returns
    -------
    DataFrame
        the rows drawn, in their order, with `chance`: size ÷ units of the group.

    Raises
    ------
    BadInput
        when the column is not there, or size is under 2, of which no interval can be had.

    Examples
    --------
    >>> units = pd.DataFrame({"sentence_id": list("abcdef"), "outlet": list("GGGGHH")})
    >>> sample_for_coding(units, 2, seed=1)["chance"].tolist()
    [0.5, 0.5, 1.0, 1.0]
    """
    if by not in units:
        raise BadInput(f"The units have no column '{by}'; expected one that names the group of each.")
    if size < 2:
        raise BadInput(f"size is {size}; expected 2 or more of each group, since one code shows no spread.")
    random = np.random.default_rng(seed)
    drawn = units.assign(order=random.permutation(len(units)))
    of_group = drawn.groupby(by, sort=False)["order"]
    chosen = drawn[of_group.rank() <= size]
    chance = np.minimum(size / of_group.transform("size"), 1.0)
    return chosen.drop(columns="order").assign(chance=chance[chosen.index])
