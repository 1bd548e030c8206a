"""Tuned: an encoder whose lower layers were trained for one question, kept as one small file."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from framing.display import progress
from framing.errors import BadInput
from framing.models.encoders import PACKAGED, by_length_of_batches, padded, weights_of
from framing.models.weights import Weights, read_weights
from framing.tables import sha256_of

Vectors = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]
Run = Callable[[list[list[list[int]]]], list[Vectors]]
# tokens read at once, and at most of one sentence without the two marks at its ends; a longer one is read in windows
AT_ONCE, WINDOW = 2048, 254
FIRST, LAST = 101, 102  # the marks at the ends of a sentence
SLOW = (
    "openvino is not installed, so torch scores the sentences, more slowly and exactly: pip install 'framing[fast]' "
    "brings it."
)


@dataclass(frozen=True)
class TunedEncoder:
    """Turns sentences into vectors by a trained network.

    Parameters
    ----------
    file
        its weights.
    exact
        computed by torch in float32, equal to 1e-5 on every processor; else by OpenVINO in bytes where it is installed,
        several times as fast; how near the two are stands in docs/model-card.md.

    Examples
    --------
    >>> import framing as fr
    >>> encoder = fr.load_model("loaded-language").encoder
    >>> encoder(["It rained.", "The vile mob cheered."]).shape
    (2, 384)
    """

    file: Path
    exact: bool = False

    def __call__(self, sentences: Sequence[str]) -> Vectors:
        """One row a sentence: the mean over its tokens, over all its windows where it is long."""
        return self.read(sentences)[0]

    def read(self, sentences: Sequence[str]) -> tuple[Vectors, Counts]:
        """The same, and in how many windows each sentence was read: one, unless it is long."""
        windows = [windows_of(tokens) for tokens in self.tokenised(sentences)]
        flat = [window for of_one in windows for window in of_one]
        found = np.empty((len(flat), self.width), dtype=np.float32)
        batches = list(by_length_of_batches([len(window) for window in flat], AT_ONCE))
        for places, vectors in zip(batches, self.run([[flat[p] for p in places] for places in batches]), strict=True):
            found[places] = vectors
        many = np.array([len(of_one) for of_one in windows], dtype=np.int64)
        sentence = np.repeat(np.arange(len(windows)), many)
        sizes = np.array([len(window) for window in flat], dtype=np.float32)[:, None]
        total = np.zeros((len(windows), self.width), dtype=np.float32)
        weight = np.zeros((len(windows), 1), dtype=np.float32)
        np.add.at(total, sentence, found * sizes)
        np.add.at(weight, sentence, sizes)
        return np.asarray(total / weight, dtype=np.float32), many

    def exactly(self) -> Self:
        """The same encoder, computed the exact way."""
        return replace(self, exact=True)

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return len(self.weights.vectors["embeddings.LayerNorm.bias"])

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the weights: what scores and stored models name the encoder by."""
        if not self.file.is_file():
            raise BadInput(
                f"The weights {self.file} are not there: this copy of the toolkit was made without them. What needs no "
                "general model works; framing train loaded-language makes them, or install the whole toolkit."
            )
        return sha256_of(self.file)

    @cached_property
    def weights(self) -> Weights:
        """The network as the file has it."""
        return read_weights(self.file)

    @cached_property
    def run(self) -> Run:
        """What computes the vectors of batches of tokens."""
        if self.exact:
            return self.by_torch
        if find_spec("openvino") is None:
            warnings.warn(SLOW, stacklevel=2)
            return self.by_torch
        return self.by_openvino

    @cached_property
    def tokenizer(self) -> Any:
        """Cuts sentences into tokens, however many."""
        file = weights_of(PACKAGED, None).with_name("tokenizer.json")
        from tokenizers import Tokenizer  # after the line above, which says what to install where nothing is

        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def tokenised(self, sentences: Sequence[str]) -> list[list[int]]:
        """Tokens of each sentence without the marks at its ends."""
        return [found.ids for found in self.tokenizer.encode_batch(list(sentences), add_special_tokens=False)]

    @cached_property
    def network(self) -> Any:
        """The network for torch."""
        import torch

        with warnings.catch_warnings():  # a bar of progress that a notebook cannot show is no news to its reader
            warnings.filterwarnings("ignore", message="IProgress not found")
            from transformers import AutoConfig, AutoModel

        config = AutoConfig.from_pretrained(weights_of(PACKAGED, None).parent, local_files_only=True)
        config.num_hidden_layers = self.weights.layers
        network = AutoModel.from_config(config, add_pooling_layer=False).eval()  # type: ignore[no-untyped-call]
        network.load_state_dict({name: torch.tensor(array) for name, array in self.weights.whole.items()})
        return network

    def by_torch(self, batches: list[list[list[int]]]) -> list[Vectors]:
        """Vectors of batches of tokens, in float32."""
        import torch

        found = []
        with torch.inference_mode():
            for batch in progress(batches, "batches of sentences"):
                tokens, mask = (torch.from_numpy(array) for array in padded(batch))
                read = self.network(input_ids=tokens, attention_mask=mask).last_hidden_state
                there = mask.unsqueeze(-1).float()
                found.append(((read * there).sum(1) / there.sum(1)).numpy())
        return found

    @cached_property
    def compiled(self) -> Any:
        """The network for OpenVINO: as many streams as cores, a core each."""
        from openvino import Core

        from framing.models.openvino import Graph

        return Core().compile_model(Graph(self.weights).model(), "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})

    def by_openvino(self, batches: list[list[list[int]]]) -> list[Vectors]:
        """Vectors of batches of tokens, in bytes."""
        from openvino import AsyncInferQueue

        found: list[Vectors] = [np.empty(0, dtype=np.float32)] * len(batches)
        queue = AsyncInferQueue(self.compiled)
        queue.set_callback(lambda request, place: found.__setitem__(place, request.get_output_tensor().data.copy()))
        for place, batch in enumerate(progress(batches, "batches of sentences", total=len(batches))):
            tokens, mask = padded(batch)
            queue.start_async({0: tokens.astype(np.int32), 1: mask.astype(np.float32)}, place)
        queue.wait_all()
        return found


def windows_of(tokens: list[int]) -> list[list[int]]:
    """The tokens in windows of about one length, none too long for the network, with the marks at their ends."""
    many = max(1, -(-len(tokens) // WINDOW))
    ends = np.linspace(0, len(tokens), many + 1).round().astype(int).tolist()
    return [[FIRST, *tokens[start:end], LAST] for start, end in pairwise(ends)]
