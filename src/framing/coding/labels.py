"""Labels: what all coders say of a sentence, as rows that a classifier can be fitted on."""

from __future__ import annotations

import pandas as pd


def weighted_labels(labels: pd.DataFrame) -> pd.DataFrame:
    """One row for a sentence on which all coders agree; one row a label, its weight their share, where they differ.

    Parameters
    ----------
    labels
        codes of all coders: coder, sentence_id, loaded.

    Returns
    -------
    DataFrame
        sentence_id, label, weight; the weights of a sentence add up to 1.

    Examples
    --------
    >>> codes = pd.DataFrame({"coder": ["a", "b", "a"], "sentence_id": ["s:01", "s:01", "s:02"], "loaded": [0, 1, 1]})
    >>> weighted_labels(codes).values.tolist()
    [['s:01', 0, 0.5], ['s:01', 1, 0.5], ['s:02', 1, 1.0]]
    """
    counts = labels.groupby(["sentence_id", "loaded"]).size()
    shares = (counts / counts.groupby("sentence_id").transform("sum")).rename("weight")
    return shares.reset_index().rename(columns={"loaded": "label"}).astype({"label": "int64"})
