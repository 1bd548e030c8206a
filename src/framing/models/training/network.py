"""Define and train the network: the lower layers of an encoder with a linear head for the log-odds of loaded.

The training settings are fixed in a file before evaluation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from framing.errors import BadInput
from framing.models.encoders import Encoder, full_batches, padded
from framing.stats import Reals
from framing.tables import read_text

Tokens = list[list[int]]
Progress = Callable[[int, int], object]

AT_ONCE = 4000  # tokens per batch in scoring
POOL = 2048  # sentences from which batches of similar length are formed
MASK, FIRST_WORD = 103, 104  # token ids: [MASK], and the first token that is not a special token
WARM_UP = 0.1
DECAY, LONGEST_STEP = 0.01, 1.0


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


class Network(nn.Module):
    """Combine the lower layers of the encoder, mean pooling and a linear head.

    There is no dropout: with so few layers, masking tokens regularises as well in a third of the time. Word embeddings
    are frozen, so that words absent from the training data keep their position relative to the others.
    """

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.body = Encoder().model
        self.body.encoder.layer = self.body.encoder.layer[:layers]
        self.body.pooler = None
        self.body.embeddings.word_embeddings.weight.requires_grad_(False)
        for module in self.body.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        self.head = nn.Linear(self.body.config.hidden_size, 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Compute the log-odds of each row of tokens."""
        hidden = self.body(input_ids=tokens, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).float()
        mean = (hidden * kept).sum(1) / kept.sum(1)
        return self.head(mean).squeeze(-1)  # type: ignore[no-any-return]

    @torch.inference_mode()
    def log_odds(self, sentences: Tokens) -> Reals:
        """Compute the log-odds of tokenised sentences."""
        self.eval()
        log_odds = np.empty(len(sentences))
        lengths = np.array([len(tokens) for tokens in sentences])
        for places in full_batches(np.argsort(lengths, kind="stable"), lengths, AT_ONCE):
            log_odds[places] = self(*_tensors([sentences[place] for place in places])).numpy()
        return log_odds


def tokenised(texts: Iterable[str], longest: int) -> Tokens:
    """Tokenise sentences, truncated to `longest` tokens."""
    return Encoder().tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]  # type: ignore[no-any-return]


def _tensors(sentences: Tokens) -> tuple[torch.Tensor, torch.Tensor]:
    """Return padded tokens and attention mask of a batch."""
    tokens, mask = map(torch.from_numpy, padded(sentences))
    return tokens, mask


def fit(
    network: Network,
    sentences: Tokens,
    labels: Reals,
    stage: Stage,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Network:
    """Train the network on labels between 0 and 1, in place, and return it.

    The log-loss is minimised by AdamW (Loshchilov & Hutter 2019), on a GPU if available. The learning rate increases
    over the first tenth of the steps and then decreases linearly to 0.
    """
    truth = torch.tensor(labels, dtype=torch.float32)

    def loss(places: list[int], device: str) -> torch.Tensor:
        words, mask = _tensors([sentences[place] for place in places])
        log_odds = network(masked(words.to(device), stage.masked), mask.to(device))
        return nn.functional.binary_cross_entropy_with_logits(log_odds, truth[places].to(device))

    descend(network, loss, batches(sentences, stage.epochs, stage.tokens, seed), stage.rate, seed, progress)
    return network


def masked(tokens: torch.Tensor, share: float) -> torch.Tensor:
    """Replace a random share of the tokens that are not special by [MASK]."""
    hidden = (torch.rand(tokens.shape) < share).to(tokens.device)
    return tokens.masked_fill(hidden & (tokens >= FIRST_WORD), MASK)


def descend(
    network: nn.Module,
    loss: Callable[[list[int], str], torch.Tensor],
    plan: Sequence[list[int]],
    rate: float,
    seed: int,
    progress: Progress | None = None,
) -> None:
    """Minimise the loss of each batch in the plan, in place; `loss` takes the batch and the device."""
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device)
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [parameter for parameter in learning if parameter.ndim > 1], "weight_decay": DECAY},
            {"params": [parameter for parameter in learning if parameter.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=rate,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share_of_rate(step, len(plan)))
    network.train()
    for done, places in enumerate(plan):
        optimizer.zero_grad(set_to_none=True)
        loss(places, device).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, LONGEST_STEP)
        optimizer.step()
        schedule.step()
        if progress:
            progress(done + 1, len(plan))
    network.to("cpu")


def share_of_rate(step: int, steps: int) -> float:
    """Return the learning rate of a step as a share of the maximum.

    >>> [round(share_of_rate(step, 20), 2) for step in (0, 1, 11, 20)]
    [0.5, 1.0, 0.5, 0.0]
    """
    return min(1.0, (step + 1) / (WARM_UP * steps), (steps - step) / ((1 - WARM_UP) * steps))


def batches(sentences: Tokens, epochs: int, tokens: int, seed: int) -> list[list[int]]:
    """Plan the batches: every sentence once per epoch, with similar lengths within a batch."""
    random = np.random.default_rng(seed)
    lengths = np.array([len(sentence) for sentence in sentences])
    plan: list[list[int]] = []
    for _ in range(epochs):
        order = random.permutation(len(sentences))
        pools = np.split(order, range(POOL, len(order), POOL))
        by_length = np.concatenate([pool[np.argsort(lengths[pool], kind="stable")] for pool in pools])
        of_epoch = list(full_batches(by_length, lengths, tokens))
        random.shuffle(of_epoch)
        plan += of_epoch
    return plan
