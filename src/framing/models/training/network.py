"""Network: the lower layers of an encoder with one number on top, the log-odds that a sentence is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from framing.models.encoders import Encoder, full_batches, padded
from framing.models.training.recipe import Stage

Tokens = list[list[int]]
Reals = npt.NDArray[np.float64]
AT_ONCE = 4000  # tokens scored at once


class Network(nn.Module):
    """The encoder cut to its lower layers, the mean over its tokens, and a linear head.

    No dropout: on so few layers hidden tokens do as well for a third of the time. The embeddings of words stay as they
    were, so that a word that no training sentence has keeps its place among those that some have.
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
        """Log-odds, one a row of tokens."""
        read = self.body(input_ids=tokens, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).float()
        mean = (read * kept).sum(1) / kept.sum(1)
        return self.head(mean).squeeze(-1)  # type: ignore[no-any-return]

    @torch.inference_mode()
    def log_odds(self, sentences: Tokens) -> Reals:
        """Log-odds of tokenised sentences, in their order."""
        self.eval()
        found = np.empty(len(sentences))
        lengths = np.array([len(tokens) for tokens in sentences])
        for places in full_batches(np.argsort(lengths, kind="stable"), lengths, AT_ONCE):
            found[places] = self(*_tensors([sentences[place] for place in places])).numpy()
        return found


def tokenised(texts: Iterable[str], longest: int) -> Tokens:
    """The tokens of each sentence, cut at the longest."""
    return Encoder().tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]  # type: ignore[no-any-return]


def _tensors(sentences: Tokens) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens of a batch in one array, and where they stand."""
    tokens, there = map(torch.from_numpy, padded(sentences))
    return tokens, there


Progress = Callable[[int, int], object]
# batches are of sentences of about one length, which are sought among so many
POOL = 2048
MASK, FIRST_WORD = 103, 104  # places in the vocabulary: [MASK], and the first that is no mark of the model's own
WARM_UP = 0.1
DECAY, LONGEST_STEP = 0.01, 1.0


def fit(
    network: Network,
    sentences: Tokens,
    labels: npt.NDArray[np.float64],
    stage: Stage,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Network:
    """Teach the network the labels, 0 to 1, of tokenised sentences; changes it and returns it.

    On a GPU if there is one. AdamW (Loshchilov & Hutter 2019) on the log-loss; the rate rises over the first tenth of
    the steps, then falls to nothing.
    """
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device)
    truth = torch.tensor(labels, dtype=torch.float32)
    plan = batches(sentences, stage.epochs, stage.tokens, seed)
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [parameter for parameter in learning if parameter.ndim > 1], "weight_decay": DECAY},
            {"params": [parameter for parameter in learning if parameter.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=stage.rate,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share_of_rate(step, len(plan)))
    network.train()
    for done, places in enumerate(plan):
        words, mask = _tensors([sentences[place] for place in places])
        hidden = (torch.rand(words.shape) < stage.masked) & (words >= FIRST_WORD)
        log_odds = network(words.masked_fill(hidden, MASK).to(device), mask.to(device))
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.binary_cross_entropy_with_logits(log_odds, truth[places].to(device))
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, LONGEST_STEP)
        optimizer.step()
        schedule.step()
        if progress:
            progress(done + 1, len(plan))
    return network.to("cpu")


def share_of_rate(step: int, steps: int) -> float:
    """Which share of the full rate a step has.

    >>> [round(share_of_rate(step, 20), 2) for step in (0, 1, 11, 20)]
    [0.5, 1.0, 0.5, 0.0]
    """
    return min(1.0, (step + 1) / (WARM_UP * steps), (steps - step) / ((1 - WARM_UP) * steps))


def batches(sentences: Tokens, epochs: int, tokens: int, seed: int) -> list[list[int]]:
    """Places of the sentences of each batch: every sentence once an epoch, those of a batch of about one length."""
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
