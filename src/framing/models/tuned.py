"""Store the network trained for loadedness as quantised weights, and encode sentences with it, by OpenVINO or torch."""

from __future__ import annotations

import json
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from framing.stats import Integers, Reals
from framing.tables import replacing, sha256_of

Steps = npt.NDArray[np.int8]
# A signed byte holds up to 127. Half of that keeps sums of two products within 16 bits, as needed on processors without
# 8-bit dot-product instructions.
FURTHEST = 63
FURTHEST_OF_ALL = 127

Ranges = Mapping[str, tuple[float, float]]
Ends = Mapping[str, tuple[Vectors, Vectors]]  # minimum and maximum of each input of a product
SIZES, SPREAD = ".sizes", ".spread"
LEAST_REACH = 1e-3
NETWORK = "network"  # a single metadata entry: the library writes several entries in arbitrary order
# small; the embeddings are only added to other vectors
IN_FULL = (
    "embeddings.position_embeddings.weight",
    "embeddings.token_type_embeddings.weight",
    "flags.weight",
    "head.weight",
    "stance.weight",
    "words.weight",
)


@dataclass(frozen=True, eq=False)
class Rounded:
    """Hold a quantised matrix, ``steps`` times ``sizes``, with one step size per row.

    Examples
    --------
    >>> rounded = Rounded.of(np.array([[0.63, -0.01], [0.0, 6.3]]))
    >>> rounded.steps.tolist()
    [[63, -1], [0, 63]]
    >>> rounded.whole().astype(float).round(3).tolist()
    [[0.63, -0.01], [0.0, 6.3]]
    """

    steps: Steps
    sizes: Vectors

    @classmethod
    def of(cls, matrix: npt.ArrayLike) -> Self:
        """Quantise a matrix row by row; the error is at most half a step, 1/126 of the largest number in the row."""
        rows = np.asarray(matrix, dtype=np.float64)
        sizes = np.abs(rows).max(axis=1, keepdims=True) / FURTHEST
        steps = np.rint(rows / np.where(sizes > 0, sizes, 1.0)).clip(-FURTHEST, FURTHEST)
        return cls(steps.astype(np.int8), sizes.astype(np.float32))

    def whole(self) -> Vectors:
        """Return the matrix in float32."""
        return np.asarray(self.steps * self.sizes, dtype=np.float32)


def in_steps(numbers: Reals) -> tuple[Steps, float]:
    """Quantise numbers with one step size; the error is at most half a step, 1/254 of the largest number.

    >>> steps, size = in_steps(np.array([1.27, -0.01, 0.004]))
    >>> steps.tolist(), size
    ([127, -1, 0], 0.01)
    """
    size = float(f"{np.abs(numbers).max() / FURTHEST_OF_ALL:.5g}")
    return np.rint(numbers / size).clip(-FURTHEST_OF_ALL, FURTHEST_OF_ALL).astype(np.int8), size


@dataclass(frozen=True, eq=False)
class Weights:
    """Hold all weights and settings of a MiniLM network."""

    matrices: Mapping[str, Rounded]
    vectors: Mapping[str, Vectors]
    spreads: Mapping[str, Vectors]
    ranges: Ranges
    layers: int
    heads: int

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], ends: Ends, heads: int) -> Self:
        """Quantise the arrays of a network, named as in transformers."""
        spreads = {name: _spread_of(lows, highs) for name, (lows, highs) in ends.items()}
        ranges = {
            name: (float((lows / spreads[name]).min()), float((highs / spreads[name]).max()))
            for name, (lows, highs) in ends.items()
        }
        matrices = {
            name: Rounded.of(array * spreads.get(name.removesuffix(".weight"), 1.0))
            for name, array in arrays.items()
            if array.ndim == 2 and name not in IN_FULL
        }
        vectors = {name: array.astype(np.float32) for name, array in arrays.items() if name not in matrices}
        layers = 1 + max(int(name.split(".")[2]) for name in arrays if name.startswith("encoder.layer."))
        return cls(matrices, vectors, spreads, ranges, layers, heads)

    @property
    def whole(self) -> dict[str, Vectors]:
        """All arrays in float32."""
        matrices = {
            name: matrix.whole() / self.spreads.get(name.removesuffix(".weight"), np.float32(1))
            for name, matrix in self.matrices.items()
        }
        return matrices | dict(self.vectors)

    def write(self, path: Path) -> None:
        """Write the weights as a safetensors file, atomically."""
        from safetensors.numpy import save_file

        content: dict[str, npt.NDArray[Any]] = dict(self.vectors)
        for name, matrix in self.matrices.items():
            content |= {name: matrix.steps, name + SIZES: matrix.sizes}
        content |= {name + SPREAD: spread for name, spread in self.spreads.items()}
        settings = {"layers": self.layers, "heads": self.heads, "ranges": dict(self.ranges)}
        with replacing(path) as spare:
            save_file(content, spare, metadata={NETWORK: json.dumps(settings)})


def read_weights(path: Path) -> Weights:
    """Read weights written by `Weights.write`."""
    from safetensors import safe_open

    with safe_open(path, "numpy") as opened:
        settings = json.loads(opened.metadata()[NETWORK])
        arrays = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118  # not a dict
    matrices = {name: Rounded(array, arrays[name + SIZES]) for name, array in arrays.items() if name + SIZES in arrays}
    spreads = {name.removesuffix(SPREAD): array for name, array in arrays.items() if name.endswith(SPREAD)}
    vectors = {
        name: array for name, array in arrays.items() if name not in matrices and not name.endswith((SIZES, SPREAD))
    }
    return Weights(matrices, vectors, spreads, settings["ranges"], settings["layers"], settings["heads"])


def _spread_of(lows: Vectors, highs: Vectors) -> Vectors:
    """Compute the divisor of each input: the square root of its largest magnitude relative to the median.

    >>> _spread_of(np.array([-1.0, -2.0, 0.0]), np.array([2.0, 1.0, 32.0])).tolist()
    [1.0, 1.0, 4.0]
    """
    reach = np.maximum(np.maximum(-lows, highs), LEAST_REACH)
    return np.asarray(np.sqrt(reach / np.median(reach)), dtype=np.float32)


Span = tuple[int, int]
Inputs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]  # tokens, mask, flags
Outputs = Sequence[Vectors]  # mean vectors, log-odds of tokens, mean vectors of the targets
Run = Callable[[list[Inputs]], Iterable[Outputs]]
STANCES = ("negative", "neutral", "positive")
HEADS = ("flag", "words.weight", "words.bias", "stance.weight", "stance.bias")  # beside the arrays of the encoder
AT_ONCE = 2048  # tokens per batch
WINDOW = 254  # tokens per window without the special tokens; longer sentences are split into windows
FIRST, LAST = 101, 102  # special tokens at the ends of a window
# of OpenVINO; on some processors it would also quantise the inputs of products that have no recorded range, and compute
# the others in bfloat16, of three digits
SETTINGS = {
    "PERFORMANCE_HINT": "THROUGHPUT",
    "DYNAMIC_QUANTIZATION_GROUP_SIZE": "0",
    "INFERENCE_PRECISION_HINT": "f32",
}
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
        return self.read(sentences).vectors

    def read(self, sentences: Sequence[str], targets: Sequence[Span] | None = None) -> Reading:
        """Encode sentences, each as one window unless it is long, with the tokens of the targets flagged if given."""
        encodings = self.tokenizer.encode_batch(list(sentences), add_special_tokens=False)
        flags = (
            [[0] * len(encoding.ids) for encoding in encodings]
            if targets is None
            else [flagged(encoding.offsets, target) for encoding, target in zip(encodings, targets, strict=True)]
        )
        windows = [
            list(zip(windows_of(encoding.ids), windows_of(of_one, 0, 0), strict=True))
            for encoding, of_one in zip(encodings, flags, strict=True)
        ]
        flat = [window for of_one in windows for window in of_one]
        batches = list(by_length_of_batches([len(tokens) for tokens, _ in flat], AT_ONCE))
        inputs = [inputs_of([flat[place] for place in places]) for places in batches]
        vectors, of_targets = (np.empty((len(flat), self.width), dtype=np.float32) for _ in range(2))
        words: list[Vectors] = [np.empty(0, dtype=np.float32)] * len(flat)
        for places, (mean, of_tokens, target) in zip(batches, self.run(inputs), strict=True):
            vectors[places], of_targets[places] = mean, target
            for place, of_one in zip(places, of_tokens, strict=True):
                words[place] = of_one[1 : len(flat[place][0]) - 1]
        many = np.array([len(of_one) for of_one in windows], dtype=np.int64)
        starts = np.cumsum(many) - many
        counts = np.array([*map(_counts, flat)], dtype=np.float32).reshape(-1, 2)
        sizes, of_flags = counts[:, :1], counts[:, 1:]
        return Reading(
            _averaged(vectors, sizes, starts),
            many,
            _averaged(of_targets, of_flags, starts),
            [encoding.offsets for encoding in encodings],
            [np.concatenate(words[start : start + n]) for start, n in zip(starts, many, strict=True)],
        )

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
        network.load_state_dict(
            {name: torch.tensor(array) for name, array in self.weights.whole.items() if name not in HEADS}
        )
        return network

    def by_torch(self, batches: list[Inputs]) -> Iterator[Outputs]:
        """Encode batches with torch, in float32."""
        import torch

        heads = {name: torch.tensor(self.weights.vectors[name]) for name in HEADS}
        for batch in progress(batches, "batches of sentences"):
            with torch.inference_mode():
                tokens, mask, flags = map(torch.from_numpy, batch)
                flagged, kept = flags.unsqueeze(-1), mask.unsqueeze(-1).float()
                words = self.network.embeddings.word_embeddings(tokens) + flagged * heads["flag"]
                hidden = self.network(inputs_embeds=words, attention_mask=mask).last_hidden_state
                mean = (hidden * kept).sum(1) / kept.sum(1)
                target = (hidden * flagged).sum(1) / flagged.sum(1).clamp(min=1)
                of_words = (hidden @ heads["words.weight"].T + heads["words.bias"]).squeeze(-1)
                yield mean.numpy(), of_words.numpy(), target.numpy()

    @cached_property
    def compiled(self) -> Any:
        """Network for OpenVINO, with one stream per core."""
        from framing.models.openvino import Core, Graph

        return Core().compile_model(Graph(self.weights).model(), "CPU", SETTINGS)

    def by_openvino(self, batches: list[Inputs]) -> Iterator[Outputs]:
        """Encode batches with OpenVINO, in 8 bits."""
        inputs = ((tokens.astype(np.int32), mask.astype(np.float32), flags) for tokens, mask, flags in batches)
        yield from progress(inferred(self.compiled, inputs), "batches of sentences", total=len(batches))


@dataclass(frozen=True, eq=False)
class Reading:
    """Hold what the network makes of sentences.

    Attributes
    ----------
    vectors : ndarray of shape (sentences, width)
        Mean vector of the tokens.
    windows : ndarray of shape (sentences,)
        Number of windows in which the sentence was encoded: 1 unless it is long.
    targets : ndarray of shape (sentences, width)
        Mean vector of the target's tokens; nought without a target.
    places : list of list of (int, int)
        Start and end of each token in its sentence, in code points.
    words : list of ndarray
        Log-odds that each token is loaded.
    """

    vectors: Vectors
    windows: Integers
    targets: Vectors
    places: list[list[Span]]
    words: list[Vectors]


def _averaged(vectors: Vectors, sizes: Vectors, starts: Integers) -> Vectors:
    """Average the windows of each sentence, weighted by their sizes."""
    total, weight = (np.add.reduceat(each, starts) for each in (vectors * sizes, sizes))
    return np.asarray(total / np.maximum(weight, 1), dtype=np.float32)


def _counts(window: tuple[list[int], list[int]]) -> Span:
    """Return the number of tokens and of flagged tokens of a window."""
    tokens, flags = window
    return len(tokens), sum(flags)


def flagged(places: Sequence[Span], span: Span) -> list[int]:
    """Flag the tokens of a span."""
    return [int(first < span[1] and span[0] < last) for first, last in places]


def inputs_of(windows: Sequence[tuple[list[int], list[int]]]) -> Inputs:
    """Return padded tokens, attention mask and flags of a batch."""
    tokens, mask = padded([tokens for tokens, _ in windows])
    flags, _ = padded([flags for _, flags in windows])
    return tokens, mask, flags.astype(np.float32)


def inferred(compiled: Any, batches: Iterable[Sequence[npt.NDArray[Any]]]) -> Iterator[Outputs]:
    """Yield the outputs of a compiled OpenVINO model for each batch of inputs, in order, on all its streams.

    There are no callbacks: one that still runs when the model is deleted would wait for Python's lock for ever.
    """
    streams = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
    free = [compiled.create_infer_request() for _ in range(streams)]
    running: deque[Any] = deque()

    def oldest() -> Outputs:
        free.append(running.popleft())
        free[-1].wait()
        return [np.array(tensor.data, dtype=np.float32) for tensor in free[-1].output_tensors]

    for batch in batches:
        if not free:
            yield oldest()
        running.append(free.pop())
        running[-1].start_async(dict(enumerate(batch)))
    while running:
        yield oldest()


def windows_of(tokens: list[int], first: int = FIRST, last: int = LAST) -> list[list[int]]:
    """Split tokens into windows of about equal length, with special tokens at the ends."""
    many = max(1, -(-len(tokens) // WINDOW))
    ends = np.linspace(0, len(tokens), many + 1).round().astype(int).tolist()
    return [[first, *tokens[start:end], last] for start, end in pairwise(ends)]
