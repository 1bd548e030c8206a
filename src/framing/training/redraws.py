"""Redraws: the second stage again on the experts' articles drawn with replacement, for the interval of a score."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from framing.classifiers.linear import Reals
from framing.classifiers.redrawn import Redrawn
from framing.comparison.resampling import bootstrap_weights
from framing.training.fit import Progress
from framing.training.network import Network, Tokens
from framing.training.recipe import Recipe
from framing.training.stages import experts_stage, one_of

REFITS, PENALTY = 12, 1.0


def redrawn(
    first: Network,
    network: Network,
    experts: pd.DataFrame,
    recipe: Recipe,
    sentences: Tokens,
    vectors: Reals,
    progress: Progress | None = None,
    refits: int = REFITS,
) -> tuple[Redrawn, float]:
    """How far each refit lies from the network, as a shift of the coefficients on the shipped encoder's vectors.

    A refit is another network, from the same first stage. What it says of news that nobody labelled, less what the
    network says, is put as nearly as may be into a linear function of the vectors that the network's own encoder makes.

    Parameters
    ----------
    first, network
        after the first and after the second stage.
    experts
        of `sources.experts`.
    sentences, vectors
        news, tokenised, and what the shipped encoder makes of it.

    Returns
    -------
    Redrawn, float
        the shifts, and the share of the variance of the differences that they carry, mean over refits.
    """
    articles, place = np.unique(experts["article"], return_inverse=True)
    said = network.log_odds(sentences)
    moves, carried = [], []
    for time, weights in enumerate(bootstrap_weights(len(articles), seed=recipe.seed, replicates=refits)):
        rows = np.repeat(np.arange(len(experts)), weights[place].astype(int))
        told = progress and one_of(progress, time, refits)
        difference = experts_stage(first, experts.iloc[rows], recipe, told).log_odds(sentences) - said
        shift = Ridge(alpha=PENALTY).fit(vectors, difference)
        moves.append([float(shift.intercept_), *shift.coef_])
        carried.append(shift.score(vectors, difference))
    return Redrawn.of(np.array(moves)), float(np.mean(carried))
