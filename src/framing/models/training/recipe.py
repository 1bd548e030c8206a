"""Recipe: every choice of training, frozen in a file before anything is scored."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from framing.errors import BadInput
from framing.tables import read_text


@dataclass(frozen=True)
class Stage:
    """How the network learns from one source.

    Attributes
    ----------
    epochs, rate
        how often each sentence is seen, and the highest rate of learning.
    masked
        share of tokens hidden at random.
    tokens
        of a batch, padding included.
    """

    epochs: int
    rate: float
    masked: float
    tokens: int


@dataclass(frozen=True)
class Recipe:
    """What `train` does. loaded-language.toml beside this file says it for the shipped model, and why.

    Attributes
    ----------
    layers
        of the encoder that are kept, from the lowest.
    longest
        tokens of a sentence in training; longer ones are cut there.
    disagreement
        how far a label moves towards the share of coders who gave it, 0 to 1.
    slope
        what log-odds are multiplied by in the end, since a network is surer than it should be of sentences it has not
        seen (temperature scaling: Guo et al. 2017).
    synthetic, experts
        the two stages.
    seed
        of all that is drawn: the first head, the order of sentences, the hidden tokens.
    """

    layers: int
    longest: int
    disagreement: float
    slope: float
    synthetic: Stage
    experts: Stage
    seed: int


def read_recipe(path: Path | None = None) -> Recipe:
    """The recipe of a file, or that of the shipped model."""
    path = path or Path(str(files("framing.models.training"))) / "loaded-language.toml"
    try:
        found: dict[str, Any] = tomllib.loads(read_text(path))
        stages = {name: Stage(**found.pop(name)) for name in ("synthetic", "experts")}
        return Recipe(**found | stages)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        expected = ", ".join(field.name for field in fields(Recipe))
        raise BadInput(f"{path} is no recipe ({error}); expected {expected}.") from None
