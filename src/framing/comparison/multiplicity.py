"""Multiplicity: p-values of a family of tests, adjusted for how many they are."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Adjustment = Literal["holm", "benjamini-hochberg"]
METHODS: dict[Adjustment, str] = {"holm": "holm", "benjamini-hochberg": "fdr_bh"}


def adjusted(p: npt.ArrayLike, method: Adjustment) -> tuple[Reals, int]:
    """The adjusted p-values of one family of tests, and how many tests it has.

    Parameters
    ----------
    p
        p-values; nan where a test was not made, which is no member of the family and stays nan.
    method
        ``holm`` (Holm 1979) for tests that were declared beforehand, as those of a lexicon are: the chance of one false
        alarm or more stays under the level. ``benjamini-hochberg`` (Benjamini & Hochberg 1995) where words are looked
        for: of those below the level, the share of false alarms does on average.

    Examples
    --------
    >>> found, tests = adjusted([0.01, 0.04, float("nan"), 0.03], "holm")
    >>> found.round(3).tolist(), tests
    ([0.03, 0.06, nan, 0.06], 3)
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=np.float64)
    made = np.isfinite(values)
    found = np.full(values.shape, np.nan)
    if made.any():
        found[made] = multipletests(values[made], method=METHODS[method])[1]
    return found, int(made.sum())
