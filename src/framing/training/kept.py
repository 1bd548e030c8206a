"""Kept: networks in a folder, each by the content of what made it, so that a stage that was gone through is not again.

The folder may be deleted at any time, and must be when the code of a stage has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import torch
from safetensors.torch import load_file, save_file

from framing.files import replacing
from framing.training.fit import Progress
from framing.training.network import Network
from framing.training.recipe import Recipe


@dataclass(frozen=True)
class Kept:
    """What stages made.

    Parameters
    ----------
    folder
        where the files are; the embeddings of words are not in them, since no stage moves them.
    """

    folder: Path

    def made(
        self, stage: Callable[..., Network], *given: Network | pd.DataFrame, recipe: Recipe, progress: Progress | None
    ) -> Network:
        """What a stage makes of a network and a table: from its file, or made now and kept."""
        path = self.folder / f"{stage.__name__}-{digest(stage.__name__, recipe, *given)[:16]}.safetensors"
        if path.is_file():
            network = Network(recipe.layers)
            network.load_state_dict(load_file(path), strict=False)
            return network
        network = stage(*given, recipe, progress)
        with replacing(path) as spare:
            save_file(learnt(network), spare)
        return network


def learnt(network: Network) -> dict[str, torch.Tensor]:
    """The numbers that a stage may move."""
    return {name: number.detach() for name, number in network.named_parameters() if number.requires_grad}


def digest(*of: Any) -> str:
    """SHA-256 of the content of networks, tables and settings."""
    found = hashlib.sha256()
    for one in of:
        if isinstance(one, Network):
            for number in learnt(one).values():
                found.update(number.numpy().tobytes())
        else:
            found.update((one.to_csv() if isinstance(one, pd.DataFrame) else repr(one)).encode())
    return found.hexdigest()
