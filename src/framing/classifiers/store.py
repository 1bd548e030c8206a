"""Models as files: one JSON with coefficients, settings, hashes and a card in words; nothing in it is run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from framing.classifiers.linear import LinearClassifier, Reals
from framing.classifiers.loadedness import LoadednessClassifier, Prior
from framing.classifiers.outlet import OutletClassifier
from framing.classifiers.redrawn import Redrawn
from framing.classifiers.static import StaticModel
from framing.comparison.resampling import LEVEL
from framing.errors import BadInput, did_you_mean
from framing.features.embeddings import Encoder
from framing.features.tuned import AnyEncoder, TunedEncoder
from framing.files import read_text, write_text

if TYPE_CHECKING:
    import pandas as pd

SHIPPED = ("loaded-language",)
CLASSIFIERS: dict[str, type[LinearClassifier]] = {
    "LoadednessClassifier": LoadednessClassifier,
    "OutletClassifier": OutletClassifier,
}
FITTED = ("tau_", "shared_weight_", "n_positives_", "enough_positives_", "strength_")
KEYS = ("model", "settings", "classes", "features", "coefficients", "intercept", "fitted", "encoder", "card")


@dataclass(frozen=True)
class SentenceModel:
    """A classifier of sentences as they stand: an encoder and the coefficients on its vectors.

    `scores` holds how well it did where it was validated; `card` says what it was made from and what it is not for;
    `refits` are the same model on its training articles drawn again, where they were made.
    """

    encoder: AnyEncoder
    prior: Prior
    scores: dict[str, Any] = field(default_factory=dict)
    card: str = field(default="", repr=False)
    refits: Redrawn | None = field(default=None, repr=False, compare=False)

    def log_odds(self, sentences: Sequence[str]) -> Reals:
        """Log-odds that each sentence is loaded."""
        return self.of_vectors(self.vectors(sentences))

    def vectors(self, sentences: Sequence[str]) -> Reals:
        """What the encoder makes of each sentence."""
        refuse_no_sentences(sentences)
        return np.asarray(self.encoder(sentences), dtype=np.float64)

    def of_vectors(self, vectors: Reals) -> Reals:
        """Log-odds of the sentences of these vectors."""
        return np.asarray(vectors @ np.array(self.prior.coefficients) + self.prior.intercept, dtype=np.float64)

    def predict_proba(self, sentences: Sequence[str]) -> Reals:
        """Probabilities of neutral and of loaded, a row a sentence."""
        from scipy.special import expit

        log_odds = self.log_odds(sentences)
        return np.column_stack([expit(-log_odds), expit(log_odds)])

    def predict_interval(self, sentences: Sequence[str]) -> pd.DataFrame:
        """Log-odds and probability that each sentence is loaded, with the interval of the probability.

        The interval is about another sample of training articles: where the probability would lie if as many articles
        of the same kind had been labelled by the same people. It says nothing of how other people would label, nor of
        news unlike the training articles. Normal on the scale of log-odds, its deviation that over the refits.

        Returns
        -------
        DataFrame
            a row a sentence: log_odds, probability, low, high at 95 %; no low and high where the model has no refits.

        Examples
        --------
        >>> found = load_model("loaded-language").predict_interval(["The minister arrived on Monday."])
        >>> bool((found["low"] < found["probability"]).all() and (found["probability"] < found["high"]).all())
        True
        """
        import pandas as pd
        from scipy.special import expit

        vectors = self.vectors(sentences)
        log_odds = self.of_vectors(vectors)
        deviation = self.refits.deviations(vectors) if self.refits else np.full(len(vectors), np.nan)
        half = NormalDist().inv_cdf((1 + LEVEL) / 2) * deviation
        ends = {"low": expit(log_odds - half), "high": expit(log_odds + half)}
        return pd.DataFrame({"log_odds": log_odds, "probability": expit(log_odds), **ends})

    def save(self, path: str | Path) -> None:
        """Write the model as one JSON file; `load_model` reads it. A trained encoder has its own file beside it."""
        content = {
            "model": "SentenceModel",
            "encoder": named(self.encoder),
            "scores": self.scores,
            "card": self.card,
            "intercept": self.prior.intercept,
            "coefficients": list(self.prior.coefficients),
            **({"refits": self.refits.content()} if self.refits else {}),
        }
        write_json(content, Path(path))


def named(encoder: AnyEncoder) -> dict[str, Any]:
    """By what a file names an encoder."""
    if isinstance(encoder, TunedEncoder):
        return {"file": encoder.file.name, "sha256": encoder.sha256}
    layers = None if encoder.layers is None else list(encoder.layers)
    return {"name": encoder.name, "revision": encoder.revision, "layers": layers, "sha256": encoder.sha256}


def encoder_named(named: dict[str, Any], path: Path) -> AnyEncoder:
    """The encoder that a model's file names."""
    if "file" in named:
        return TunedEncoder(path.with_name(named["file"]))
    return Encoder(named["name"], named["revision"], named["layers"])


def refuse_no_sentences(sentences: Sequence[str]) -> None:
    """Refuse what is no list of texts, naming the first that is none or that has nothing in it."""
    if isinstance(sentences, str):
        raise BadInput("Expected a list of sentences, each a text; for one sentence pass a list of one.")
    for place, sentence in enumerate(sentences, start=1):
        if not isinstance(sentence, str):
            raise BadInput(
                f"Sentence {place} of {len(sentences)} is {sentence!r}; expected a text. Leave such rows out."
            )
        if not sentence.strip():
            raise BadInput(f"Sentence {place} of {len(sentences)} is empty, so it has no score. Leave such rows out.")


def load_model(source: str | Path) -> SentenceModel | StaticModel | LinearClassifier:
    """Load a model that was saved, or the shipped one, `loaded-language`.

    Parameters
    ----------
    source
        its JSON file, or the name of a shipped model.

    Returns
    -------
    SentenceModel, StaticModel or classifier
        as it was when it was saved.

    Raises
    ------
    BadInput
        when there is no such model, the file is none, or the encoder on this computer has other weights.

    Examples
    --------
    >>> model = load_model("loaded-language")
    >>> model.predict_proba(["The regime's brutal puppet boasted.", "The minister arrived on Monday."]).shape
    (2, 2)
    """
    path = Path(str(files("framing"))) / "classifiers" / f"{source}.json" if source in SHIPPED else Path(source)
    if source not in SHIPPED and not path.exists():
        raise BadInput(f"{source} is no file and no shipped model; {did_you_mean(str(source), SHIPPED)}")
    try:
        content = json.loads(read_text(path))
        return restored(content, path)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(f"{path} is not a model that the toolkit saved ({type(error).__name__}: {error}).") from None


def restored(content: dict[str, Any], path: Path) -> SentenceModel | StaticModel | LinearClassifier:
    if content["model"] == "SentenceModel":
        return sentence_model(content, path)
    if content["model"] == "StaticModel":
        return StaticModel.from_content(content)
    if content["model"] not in CLASSIFIERS:
        raise BadInput(f"{path}: there is no model '{content['model']}'; {did_you_mean(content['model'], CLASSIFIERS)}")
    return classifier(content)


def sentence_model(content: dict[str, Any], path: Path) -> SentenceModel:
    of_encoder = content["encoder"]
    encoder = encoder_named(of_encoder, path)
    if encoder.sha256 != of_encoder["sha256"]:
        name = of_encoder.get("file") or of_encoder["name"]
        raise BadInput(
            f"{path} was fitted on the encoder {name} with the weights {of_encoder['sha256']}; those here are "
            f"{encoder.sha256}, on which its coefficients mean nothing."
        )
    prior = Prior(tuple(content["coefficients"]), content["intercept"])
    refits = Redrawn.from_content(content["refits"]) if "refits" in content else None
    return SentenceModel(encoder, prior, content["scores"], content["card"], refits)


def classifier(content: dict[str, Any]) -> LinearClassifier:
    settings = dict(content["settings"])
    if settings.get("prior"):
        settings["prior"] = Prior(tuple(settings["prior"]["coefficients"]), settings["prior"]["intercept"])
    model = CLASSIFIERS[content["model"]](**settings)
    model.coef_ = np.array([content["coefficients"]])
    model.intercept_ = np.array([content["intercept"]])
    model.classes_ = np.array(content["classes"])
    model.n_features_in_ = model.coef_.shape[1]
    if content["features"]:
        model.feature_names_in_ = np.array(content["features"], dtype=object)
    for name, value in content["fitted"].items():
        setattr(model, name, value)
    return model


def save_classifier(model: LinearClassifier, path: Path, card: str) -> None:
    """Write a fitted classifier as one JSON file."""
    from sklearn.utils.validation import check_is_fitted

    check_is_fitted(model)
    settings = model.get_params()
    if isinstance(settings.get("prior"), Prior):
        settings["prior"] = vars(settings["prior"])
    content = {
        "model": type(model).__name__,
        "settings": settings,
        "classes": model.classes_.tolist(),
        "features": names_of(model),
        "fitted": {name: getattr(model, name) for name in FITTED if hasattr(model, name)},
        "card": card,
        "intercept": float(model.intercept_[0]),
        "coefficients": model.coef_[0].tolist(),
    }
    write_json(content, path)


def names_of(model: LinearClassifier) -> list[str] | None:
    names: npt.NDArray[Any] | None = getattr(model, "feature_names_in_", None)
    return None if names is None else names.tolist()


def write_json(content: dict[str, Any], path: Path) -> None:
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
