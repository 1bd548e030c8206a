"""Define the training settings, which are fixed in a file before evaluation."""

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
    """Define the training settings of one stage.

    Attributes
    ----------
    epochs : int
        Number of passes over the sentences.
    rate : float
        Maximum learning rate.
    masked : float
        Share of randomly masked tokens.
    tokens : int
        Maximum number of tokens per batch, including padding.
    """

    epochs: int
    rate: float
    masked: float
    tokens: int


@dataclass(frozen=True)
class Recipe:
    """Define the settings of `train`; loaded-language.toml in this folder has those of the shipped model, with reasons.

    Attributes
    ----------
    layers : int
        Number of encoder layers that are kept, from the lowest.
    longest : int
        Maximum number of tokens of a training sentence; longer ones are truncated.
    disagreement : float
        Weight of the share of coders relative to the majority label, 0 to 1.
    slope : float
        Final factor of the log-odds, which corrects overconfidence (temperature scaling: Guo et al. 2017).
    synthetic, experts : Stage
        Settings of the two stages.
    seed : int
        Seed of initialisation, order of sentences and masked tokens.
    """

    layers: int
    longest: int
    disagreement: float
    slope: float
    synthetic: Stage
    experts: Stage
    seed: int


def read_recipe(path: Path | None = None) -> Recipe:
    """Read training settings from a file, by default those of the shipped model."""
    path = path or Path(str(files("framing.models.training"))) / "loaded-language.toml"
    try:
        settings: dict[str, Any] = tomllib.loads(read_text(path))
        stages = {name: Stage(**settings.pop(name)) for name in ("synthetic", "experts")}
        return Recipe(**settings | stages)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        expected = ", ".join(field.name for field in fields(Recipe))
        raise BadInput(f"{path} is not a valid recipe ({error}); expected the settings {expected}.") from None
