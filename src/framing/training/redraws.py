"""Redraws: the second stage again on the experts' articles drawn with replacement, for the interval of a score."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from framing.classifiers.odds import Reals
from framing.classifiers.redrawn import Redrawn
from framing.comparison.resampling import bootstrap_weights

REFITS, PENALTY = 12, 1.0


def drawn(experts: pd.DataFrame, seed: int, times: int = REFITS) -> Iterator[pd.DataFrame]:
    """The sentences of as many articles as there are, drawn with replacement, again and again."""
    articles, place = np.unique(experts["article"], return_inverse=True)
    for weights in bootstrap_weights(len(articles), seed=seed, replicates=times):
        yield experts.iloc[np.repeat(np.arange(len(experts)), weights[place].astype(int))]


def shifts(differences: Reals, vectors: Reals) -> Redrawn:
    """Refits as shifts of the coefficients on a shipped encoder's vectors.

    A refit is another network. What it says of news that nobody labelled, less what the shipped one says, is put as
    nearly as may be into a linear function of the vectors of the shipped encoder, and stretched until it varies over
    that news as much as the differences do. How near that comes on other sentences: bench/language_refits.py.

    Parameters
    ----------
    differences
        of log-odds, a row a refit, a column a sentence.
    vectors
        of these sentences, a row each.

    Examples
    --------
    >>> vectors = np.random.default_rng(1).normal(size=(200, 3))
    >>> redrawn = shifts(np.array([vectors @ [1.0, 0.0, 0.5], vectors @ [-1.0, 0.0, 0.5]]), vectors)
    >>> (redrawn.steps * redrawn.size).round(1).tolist()
    [[1.0, 0.0, 0.5], [-1.0, 0.0, 0.5]]
    """
    moves = []
    for difference in differences:
        fitted = Ridge(alpha=PENALTY).fit(vectors, difference)
        linear = fitted.predict(vectors)
        stretch = difference.std() / linear.std()
        middle = float(linear.mean() - fitted.intercept_)
        moves.append([float(fitted.intercept_) + middle * (1 - stretch), *fitted.coef_ * stretch])
    return Redrawn.of(np.array(moves))
