"""Network: the lower layers of an encoder with one number on top, the log-odds that a sentence is loaded."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from framing.features.batches import full_batches, padded
from framing.features.embeddings import Encoder

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
            found[places] = self(*tensors([sentences[place] for place in places])).numpy()
        return found


def tokenised(texts: Iterable[str], longest: int) -> Tokens:
    """The tokens of each sentence, cut at the longest."""
    return Encoder().tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]  # type: ignore[no-any-return]


def tensors(sentences: Tokens) -> tuple[torch.Tensor, torch.Tensor]:
    """Tokens of a batch in one array, and where they stand."""
    tokens, there = map(torch.from_numpy, padded(sentences))
    return tokens, there
