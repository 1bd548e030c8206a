"""Stages: first the many synthetic labels, then the few of experts."""

from __future__ import annotations

import copy

import pandas as pd
import torch

from framing.training.fit import Progress, fit
from framing.training.network import Network, tokenised
from framing.training.recipe import Recipe


def synthetic_stage(table: pd.DataFrame, recipe: Recipe, progress: Progress | None = None) -> Network:
    """The network after the first stage, from `sources.synthetic`."""
    torch.manual_seed(recipe.seed)
    labels = table["label"].to_numpy("float64")
    sentences = tokenised(table["text"], recipe.longest)
    network = Network(recipe.layers)
    return fit(network, sentences, labels, recipe.synthetic, seed=recipe.seed, progress=progress)


def experts_stage(network: Network, table: pd.DataFrame, recipe: Recipe, progress: Progress | None = None) -> Network:
    """A new network after the second stage, from `sources.experts`.

    A label moves towards the share of coders who gave it, so that sentences on which coders differ teach less.
    """
    labels = (1 - recipe.disagreement) * table["label"] + recipe.disagreement * table["share"]
    sentences = tokenised(table["text"], recipe.longest)
    found = copy.deepcopy(network)
    fit(found, sentences, labels.to_numpy("float64"), recipe.experts, seed=recipe.seed, progress=progress)
    with torch.no_grad():
        for number in found.head.parameters():
            number.mul_(recipe.slope)
    return found


def one_of(progress: Progress, time: int, times: int) -> Progress:
    """What is told of one of several runs: how far all of them are."""
    return lambda done, steps: progress(time * steps + done, times * steps)
