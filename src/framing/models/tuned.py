"""Encode sentences with the network trained for loadedness, by OpenVINO or torch."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from framing.display import progress
from framing.errors import BadInput
from framing.models.encoders import PACKAGED, Vectors, by_length_of_batches, padded, weights_of
from framing.models.weights import Weights, read_weights
from framing.stats import Integers
from framing.tables import replacing, sha256_of

Run = Callable[[list[list[list[int]]]], list[Vectors]]
AT_ONCE = 2048  # tokens per batch
WINDOW = 254  # tokens per window without the special tokens; longer sentences are split into windows
FIRST, LAST = 101, 102  # special tokens at the ends of a window
# of OpenVINO; on some processors it would also quantise the inputs of products that have no recorded range
SETTINGS = {"PERFORMANCE_HINT": "THROUGHPUT", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0"}
SLOW = "openvino is not installed, so torch scores the sentences, which is slower. Run: pip install 'framing[fast]'"


@dataclass(frozen=True)
class TunedEncoder:
    """Encode sentences as vectors with the trained network.

    Parameters
    ----------
    file : Path
        File of the weights.
    exact : bool, default False
        If True, compute with torch in float32, equal up to 1e-5 on every processor. Otherwise compute with OpenVINO in
        8 bits, if it is installed, which is several times faster; docs/model-card.md reports the difference.

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
        """Encode sentences as mean token vectors, shape (sentences, width)."""
        return self.read(sentences)[0]

    def read(self, sentences: Sequence[str]) -> tuple[Vectors, Integers]:
        """Encode sentences; return the vectors and the number of windows of each sentence (1 unless it is long)."""
        windows = [windows_of(tokens) for tokens in self.tokenised(sentences)]
        flat = [window for of_one in windows for window in of_one]
        encoded = np.empty((len(flat), self.width), dtype=np.float32)
        batches = list(by_length_of_batches([len(window) for window in flat], AT_ONCE))
        for places, vectors in zip(batches, self.run([[flat[p] for p in places] for places in batches]), strict=True):
            encoded[places] = vectors
        many = np.array([len(of_one) for of_one in windows], dtype=np.int64)
        sentence = np.repeat(np.arange(len(windows)), many)
        sizes = np.array([len(window) for window in flat], dtype=np.float32)[:, None]
        total = np.zeros((len(windows), self.width), dtype=np.float32)
        weight = np.zeros((len(windows), 1), dtype=np.float32)
        np.add.at(total, sentence, encoded * sizes)
        np.add.at(weight, sentence, sizes)
        return np.asarray(total / weight, dtype=np.float32), many

    def check(self, expected: str, path: Path) -> Self:
        """Return the encoder if its weights are those that the model in `path` was trained with; else raise."""
        if self.sha256 != expected:
            raise BadInput(
                f"{path} was trained with encoder weights of SHA-256 {expected}, but {self.file.name} in the same "
                f"folder has {self.sha256}. Copy both files from the same source."
            )
        return self

    def copy_beside(self, path: Path) -> None:
        """Copy the weights to the folder of `path`, unless they are there."""
        weights = path.with_name(self.file.name)
        if weights.resolve() != self.file.resolve():
            with replacing(weights) as spare:
                copyfile(self.file, spare)

    def exactly(self) -> Self:
        """Return the encoder with exact computation."""
        return replace(self, exact=True)

    @property
    def width(self) -> int:
        """Length of a vector."""
        return len(self.weights.vectors["embeddings.LayerNorm.bias"])

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the weights; it identifies the encoder in stored models."""
        if not self.file.is_file():
            raise BadInput(
                f"The weights of the general model are missing: {self.file}. Reinstall the toolkit, or run "
                "`framing train loaded-language`. Everything that does not use the general model works without them."
            )
        return sha256_of(self.file)

    @cached_property
    def weights(self) -> Weights:
        """Stored weights of the network."""
        return read_weights(self.file)

    @cached_property
    def run(self) -> Run:
        """Function that encodes batches of tokens."""
        if self.exact:
            return self.by_torch
        if find_spec("openvino") is None:
            warnings.warn(SLOW, stacklevel=2)
            return self.by_torch
        return self.by_openvino

    @cached_property
    def tokenizer(self) -> Any:
        """Tokeniser without truncation."""
        file = weights_of(PACKAGED, None).with_name("tokenizer.json")
        from tokenizers import Tokenizer  # after the previous line, which states what to install

        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def tokenised(self, sentences: Sequence[str]) -> list[list[int]]:
        """Tokenise sentences, without special tokens."""
        return [encoding.ids for encoding in self.tokenizer.encode_batch(list(sentences), add_special_tokens=False)]

    @cached_property
    def network(self) -> Any:
        """Network for torch."""
        import torch

        with warnings.catch_warnings():  # a missing progress bar does not matter
            warnings.filterwarnings("ignore", message="IProgress not found")
            from transformers import AutoConfig, AutoModel

        config = AutoConfig.from_pretrained(weights_of(PACKAGED, None).parent, local_files_only=True)
        config.num_hidden_layers = self.weights.layers
        network = AutoModel.from_config(config, add_pooling_layer=False).eval()  # type: ignore[no-untyped-call]
        network.load_state_dict({name: torch.tensor(array) for name, array in self.weights.whole.items()})
        return network

    def by_torch(self, batches: list[list[list[int]]]) -> list[Vectors]:
        """Encode batches of tokens with torch, in float32."""
        import torch

        vectors = []
        with torch.inference_mode():
            for batch in progress(batches, "batches of sentences"):
                tokens, mask = (torch.from_numpy(array) for array in padded(batch))
                hidden = self.network(input_ids=tokens, attention_mask=mask).last_hidden_state
                kept = mask.unsqueeze(-1).float()
                vectors.append(((hidden * kept).sum(1) / kept.sum(1)).numpy())
        return vectors

    @cached_property
    def compiled(self) -> Any:
        """Network for OpenVINO, with one stream per core."""
        from openvino import Core

        from framing.models.openvino import Graph

        return Core().compile_model(Graph(self.weights).model(), "CPU", SETTINGS)

    def by_openvino(self, batches: list[list[list[int]]]) -> list[Vectors]:
        """Encode batches of tokens with OpenVINO, in 8 bits."""
        inputs = ((tokens.astype(np.int32), mask.astype(np.float32)) for tokens, mask in map(padded, batches))
        return list(progress(inferred(self.compiled, inputs), "batches of sentences", total=len(batches)))


def inferred(compiled: Any, batches: Iterable[Sequence[npt.NDArray[Any]]]) -> Iterator[Vectors]:
    """Yield the output of a compiled OpenVINO model for each batch of inputs, in order, on all its streams.

    There are no callbacks: one that still runs when the model is deleted would wait for Python's lock for ever.
    """
    streams = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
    free = [compiled.create_infer_request() for _ in range(streams)]
    running: deque[Any] = deque()

    def oldest() -> Vectors:
        free.append(running.popleft())
        free[-1].wait()
        return np.array(free[-1].get_output_tensor().data, dtype=np.float32)

    for batch in batches:
        if not free:
            yield oldest()
        running.append(free.pop())
        running[-1].start_async(dict(enumerate(batch)))
    while running:
        yield oldest()


def windows_of(tokens: list[int]) -> list[list[int]]:
    """Split tokens into windows of about equal length, with special tokens at the ends."""
    many = max(1, -(-len(tokens) // WINDOW))
    ends = np.linspace(0, len(tokens), many + 1).round().astype(int).tolist()
    return [[FIRST, *tokens[start:end], LAST] for start, end in pairwise(ends)]
