"""Ship: a trained network as the small file that an encoder reads, and its head as coefficients."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from framing.classifiers.loadedness import Prior
from framing.features.weights import Weights
from framing.training.network import Network, Tokens

BODY = "body."


def write_network(network: Network, sentences: Tokens, path: Path) -> Prior:
    """Write the encoder to a file; returns the head. `sentences` show which numbers go into each product."""
    ranges = ranges_of(network, sentences)
    arrays = {
        name.removeprefix(BODY): weight.numpy()
        for name, weight in network.state_dict().items()
        if name.startswith(BODY) and weight.is_floating_point()
    }
    Weights.of(arrays, ranges, network.body.config.num_attention_heads).write(path)
    coefficients = network.head.weight.detach().numpy()[0]
    return Prior(tuple(shortest(number) for number in coefficients), shortest(network.head.bias.detach().numpy()[0]))


def ranges_of(network: Network, sentences: Tokens) -> dict[str, tuple[float, float]]:
    """Least and greatest number that goes into each product of the encoder."""
    found: dict[str, tuple[float, float]] = {}

    def watch(name: str) -> torch.utils.hooks.RemovableHandle:
        def note(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            low, high = found.get(name, (0.0, 0.0))
            found[name] = min(low, float(given[0].min())), max(high, float(given[0].max()))

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
