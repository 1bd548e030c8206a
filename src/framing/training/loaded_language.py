"""Loaded language: the whole training, from a folder of data sets to the files that `fr.load_model` reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from framing.classifiers.store import SentenceModel, write_json
from framing.features.tuned import TunedEncoder
from framing.training.distil import distilled
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
    """Train the model and write it; returns its JSON file. Beside it stand the encoder's weights and the static model.

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
    model = SentenceModel(TunedEncoder(weights), head)
    model.save(home / f"{NAME}.json")
    news = many["text"].tolist()
    exact = replace(model, encoder=TunedEncoder(weights, exact=True))
    write_json(distilled(news, exact.log_odds(news)).content(), home / f"{NAME}-static.json")
    return home / f"{NAME}.json"
