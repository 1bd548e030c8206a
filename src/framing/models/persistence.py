"""Write models to files and read them: classifiers, and the weights of networks.

Matrices are quantised to one byte per number (`Rounded`); vectors are stored in float32. The file also contains the
number of layers and heads, and the range of the inputs of each matrix product. A few inputs are many times larger than
the others, which would reduce the precision of a common step size. Each input is therefore divided by its spread, and
the corresponding column of the matrix is multiplied by it (SmoothQuant: Xiao et al. 2023).
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from framing.errors import BadInput, did_you_mean
from framing.models.attribution_tagger import AttributionTagger
from framing.models.encoders import is_installed
from framing.models.general import Redrawn, SentenceModel, StaticModel
from framing.models.loadedness import Prior
from framing.models.tuned import TunedEncoder
from framing.tables import read_text

if TYPE_CHECKING:
    from framing.models.linear import LinearClassifier
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy.typing as npt

from framing.models.encoders import Vectors
from framing.stats import Reals
from framing.tables import replacing

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


GENERAL_MODEL = "loaded-language"
ATTRIBUTION_MODEL = "attribution"
STATIC_MODEL = "loaded-language-static"
SHIPPED = (GENERAL_MODEL, STATIC_MODEL)  # models of loadedness
# module of each classifier: importing scikit-learn takes seconds, and sentence models do not need it
CLASSIFIERS = {
    "LoadednessClassifier": "framing.models.loadedness",
    "OutletClassifier": "framing.models.outlet",
}


def load_model(source: str | Path) -> SentenceModel | StaticModel | AttributionTagger | LinearClassifier:
    """Load a shipped model (`loaded-language`, `loaded-language-static`, `attribution`) or a saved one.

    Parameters
    ----------
    source : str or Path
        Name of a shipped model, or path of the JSON file of a saved model.

    Returns
    -------
    SentenceModel, StaticModel, AttributionTagger, LoadednessClassifier or OutletClassifier
        The fitted model. Sentence models score strings: `predict_proba(sentences)` returns an array of shape (n, 2).
        The tagger finds who says what: `spans(text, sentences, quotations)`.

    Raises
    ------
    BadInput
        If the model does not exist, the file is not a saved model, or the encoder weights in the same folder do not
        match.

    Examples
    --------
    >>> model = load_model("loaded-language")
    >>> model.predict_proba(["The regime's brutal puppet boasted.", "The minister arrived on Monday."]).shape
    (2, 2)
    """
    names = (*SHIPPED, ATTRIBUTION_MODEL)
    path = Path(str(files("framing.models"))) / f"{source}.json" if source in names else Path(source)
    if source not in names and not path.exists():
        raise BadInput(f"'{source}' is neither a file nor a shipped model; {did_you_mean(str(source), names)}")
    try:
        content = json.loads(read_text(path))
        return _restored(content, path)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{path} is not a saved model of this toolkit ({type(error).__name__}: {error}).") from None


@cache
def general_model() -> SentenceModel:
    """Return the shipped general model, loaded once per process."""
    model = load_model(GENERAL_MODEL)
    assert isinstance(model, SentenceModel)
    return model


@cache
def available_model() -> SentenceModel | StaticModel:
    """Return the general model where its network can run, else the static model, loaded once per process."""
    if is_installed() and any(find_spec(name) for name in ("openvino", "torch")):
        return general_model()
    model = load_model(STATIC_MODEL)
    assert isinstance(model, StaticModel)
    return model


def _restored(
    content: dict[str, Any], path: Path
) -> SentenceModel | StaticModel | AttributionTagger | LinearClassifier:
    if content["model"] == "SentenceModel":
        return _sentence_model(content, path)
    if content["model"] == "StaticModel":
        return StaticModel.from_content(content)
    if content["model"] == "AttributionTagger":
        return AttributionTagger(_encoder(content, path), content["scores"], content["card"])
    if content["model"] not in CLASSIFIERS:
        raise BadInput(f"{path}: unknown model '{content['model']}'; {did_you_mean(content['model'], CLASSIFIERS)}")
    return _classifier(content)


def _encoder(content: dict[str, Any], path: Path) -> TunedEncoder:
    return TunedEncoder(path.with_name(content["encoder"]["file"])).check(content["encoder"]["sha256"], path)


def _sentence_model(content: dict[str, Any], path: Path) -> SentenceModel:
    encoder = _encoder(content, path)
    prior = Prior(tuple(content["coefficients"]), content["intercept"])
    refits = Redrawn.from_content(content["refits"]) if "refits" in content else None
    return SentenceModel(encoder, prior, content["scores"], content["card"], refits, content.get("balanced", 0.0))


def _classifier(content: dict[str, Any]) -> LinearClassifier:
    settings = dict(content["settings"])
    if settings.get("prior"):
        settings["prior"] = Prior(tuple(settings["prior"]["coefficients"]), settings["prior"]["intercept"])
    name = content["model"]
    model: LinearClassifier = getattr(import_module(CLASSIFIERS[name]), name)(**settings)
    model.coef_ = np.array([content["coefficients"]])
    model.intercept_ = np.array([content["intercept"]])
    model.classes_ = np.array(content["classes"])
    model.n_features_in_ = model.coef_.shape[1]
    if content["features"]:
        model.feature_names_in_ = np.array(content["features"], dtype=object)
    for name, value in content["fitted"].items():
        setattr(model, name, value)
    return model
