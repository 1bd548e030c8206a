"""Loaded language: the whole training, from a folder of data sets to the two files that `fr.load_model` reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from framing.classifiers.store import SentenceModel
from framing.features.tuned import TunedEncoder
from framing.training.network import tokenised
from framing.training.recipe import Recipe, read_recipe
from framing.training.ship import write_network
from framing.training.sources import experts, synthetic
from framing.training.stages import experts_stage, synthetic_stage

NAME = "loaded-language"
STAGES = ("synthetic labels", "labels of experts")
WATCHED = 1000  # sentences that show which numbers go into each product

Tell = Callable[[str, int, int], object]


def train(folder: Path, home: Path, tell: Tell, recipe: Recipe | None = None) -> Path:
    """Train the model and write it; returns the JSON file, beside which the encoder's weights stand.

    Parameters
    ----------
    folder
        of data sets: anno_lexical and babe.
    home
        where the files go.
    tell
        is told the stage, the steps done and the steps in all.
    recipe
        another than that of the shipped model.
    """
    recipe = recipe or read_recipe()
    many, few = synthetic(folder), experts(folder)
    first = synthetic_stage(many, recipe, lambda *steps: tell(STAGES[0], *steps))
    network = experts_stage(first, few, recipe, lambda *steps: tell(STAGES[1], *steps))
    weights = home / f"{NAME}.safetensors"
    head = write_network(network, tokenised(many["text"].head(WATCHED), recipe.longest), weights)
    SentenceModel(TunedEncoder(weights), head).save(home / f"{NAME}.json")
    return home / f"{NAME}.json"
