"""Save and load models as JSON files with coefficients, settings, hashes and a model card; no code is executed."""

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
from framing.models.pairs import PairModel
from framing.models.tuned import TunedEncoder
from framing.tables import read_text

if TYPE_CHECKING:
    from framing.models.linear import LinearClassifier

GENERAL_MODEL = "loaded-language"
ATTRIBUTION_MODEL = "attribution"
PAIR_MODEL = "pairs"
STATIC_MODEL = "loaded-language-static"
SHIPPED = (GENERAL_MODEL, STATIC_MODEL)  # models of loadedness
# module of each classifier: importing scikit-learn takes seconds, and sentence models do not need it
CLASSIFIERS = {
    "LoadednessClassifier": "framing.models.loadedness",
    "OutletClassifier": "framing.models.outlet",
}


def load_model(source: str | Path) -> SentenceModel | StaticModel | AttributionTagger | PairModel | LinearClassifier:
    """Load a shipped model (`loaded-language`, `loaded-language-static`, `attribution`, `pairs`) or a saved one.

    Parameters
    ----------
    source : str or Path
        Name of a shipped model, or path of the JSON file of a saved model.

    Returns
    -------
    SentenceModel, StaticModel, AttributionTagger, PairModel, LoadednessClassifier or OutletClassifier
        The fitted model. Sentence models score strings: `predict_proba(sentences)` returns an array of shape (n, 2).
        The tagger finds who says what: `spans(text, sentences, quotations)`. The pair model tells whether two sentences
        state one proposition: `predict_proba(pairs)`.

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
    names = (*SHIPPED, ATTRIBUTION_MODEL, PAIR_MODEL)
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
def pair_model() -> PairModel:
    """Return the shipped model of sentence pairs, loaded once per process."""
    model = load_model(PAIR_MODEL)
    assert isinstance(model, PairModel)
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
) -> SentenceModel | StaticModel | AttributionTagger | PairModel | LinearClassifier:
    if content["model"] == "SentenceModel":
        return _sentence_model(content, path)
    if content["model"] == "StaticModel":
        return StaticModel.from_content(content)
    if content["model"] == "AttributionTagger":
        return AttributionTagger(_encoder(content, path), content["scores"], content["card"])
    if content["model"] == "PairModel":
        coefficients = tuple(map(tuple, content["coefficients"]))
        return PairModel(_encoder(content, path), coefficients, content["scores"], content["card"])
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
