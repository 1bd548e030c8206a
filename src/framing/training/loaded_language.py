"""Loaded language: the whole training, from a folder of data sets to the files that `fr.load_model` reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from framing.classifiers.sentence_model import SentenceModel
from framing.classifiers.store import SHIPPED, write_json
from framing.features.tuned import TunedEncoder
from framing.files import read_text
from framing.training.distil import distilled
from framing.training.kept import Kept
from framing.training.network import tokenised
from framing.training.recipe import Recipe, read_recipe
from framing.training.redraws import REFITS, drawn, shifts
from framing.training.ship import write_network
from framing.training.sources import experts, synthetic
from framing.training.stages import experts_stage, one_of, synthetic_stage

STAGES = ("synthetic labels", "labels of experts", "experts' articles redrawn")
KEPT = "stages"
WATCHED = 1000  # sentences that show which numbers go into each product
TENTH = 10  # every tenth sentence of news is enough to compare networks on

Tell = Callable[[str, int, int], object]


def train(folder: Path, home: Path, tell: Tell, recipe: Recipe | None = None, refits: int = REFITS) -> Path:
    """Train the model and write it; returns its JSON file. Beside it stand the encoder's weights and the static model.

    Networks are kept in `home`/stages, so that training which was interrupted goes on after the last whole stage.

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
    refits
        how often the second stage is gone through again, for the interval of a score.
    """
    recipe, kept = recipe or read_recipe(), Kept(home / KEPT)
    many, few = synthetic(folder), experts(folder)
    first = kept.made(synthetic_stage, many, recipe=recipe, progress=lambda *steps: tell(STAGES[0], *steps))
    network = kept.made(experts_stage, first, few, recipe=recipe, progress=lambda *steps: tell(STAGES[1], *steps))
    name, static = (home / f"{name}.json" for name in SHIPPED)
    weights = name.with_suffix(".safetensors")
    head = write_network(network, tokenised(many["text"].head(WATCHED), recipe.longest), weights)
    plain = SentenceModel(TunedEncoder(weights), head, card=card_of(name.stem))
    news = many["text"].tolist()
    vectors = plain.exactly().vectors(news)
    write_json(distilled(news, plain.of_vectors(vectors), card_of(static.stem)).content(), static)

    some = tokenised(news[::TENTH], recipe.longest)
    said = [
        kept.made(
            experts_stage,
            first,
            rows,
            recipe=recipe,
            progress=one_of(lambda *steps: tell(STAGES[2], *steps), time, refits),
        ).log_odds(some)
        for time, rows in enumerate(drawn(few, recipe.seed, refits))
    ]
    redrawn = shifts(np.array(said) - network.log_odds(some), vectors[::TENTH])
    replace(plain, refits=redrawn).save(name)
    return name


def card_of(name: str) -> str:
    """What a model is made from and what it is not for, in words."""
    return read_text(Path(str(files("framing"))) / "training" / f"{name}.md")
