"""Ship: a trained network as the small file that an encoder reads, and its head as coefficients."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from framing.classifiers.prior import Prior
from framing.features.rounded import Reals
from framing.features.weights import Weights
from framing.training.network import Network, Tokens

BODY = "body."


def write_network(network: Network, sentences: Tokens, path: Path) -> Prior:
    """Write the encoder to a file; returns the head. `sentences` show which numbers go into each product."""
    ends = ends_of(network, sentences)
    arrays = {
        name.removeprefix(BODY): weight.numpy()
        for name, weight in network.state_dict().items()
        if name.startswith(BODY) and weight.is_floating_point()
    }
    Weights.of(arrays, ends, network.body.config.num_attention_heads).write(path)
    coefficients = network.head.weight.detach().numpy()[0]
    return Prior(tuple(shortest(number) for number in coefficients), shortest(network.head.bias.detach().numpy()[0]))


def ends_of(network: Network, sentences: Tokens) -> dict[str, tuple[Reals, Reals]]:
    """Least and greatest of each number that goes into each product of the encoder."""
    found: dict[str, tuple[Reals, Reals]] = {}

    def watch(name: str) -> torch.utils.hooks.RemovableHandle:
        def note(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            rows = given[0].flatten(end_dim=-2).numpy()
            low, high = found.get(name, (np.zeros(rows.shape[1], np.float32),) * 2)
            found[name] = np.minimum(low, rows.min(axis=0)), np.maximum(high, rows.max(axis=0))

        return products[name].register_forward_pre_hook(note)

    products = {name: module for name, module in network.body.named_modules() if isinstance(module, nn.Linear)}
    watching = [watch(name) for name in products]
    network.log_odds(sentences)
    for handle in watching:
        handle.remove()
    return found


def shortest(number: np.float32) -> float:
    """The number with the fewest digits that is the same in float32."""
    return float(str(number))
