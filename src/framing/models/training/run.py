"""Loaded language: the whole training, from a folder of data sets to the files that `fr.load_model` reads."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from safetensors.torch import load_file, save_file
from sklearn.linear_model import Ridge
from torch import nn

from framing.models.general import Redrawn, SentenceModel, StaticModel
from framing.models.loadedness import Prior
from framing.models.odds import Reals
from framing.models.persistence import SHIPPED, write_json
from framing.models.text_features import word_features
from framing.models.training.data import experts, synthetic
from framing.models.training.network import Network, Progress, Tokens, fit, tokenised
from framing.models.training.recipe import Recipe, read_recipe
from framing.models.tuned import TunedEncoder
from framing.models.weights import Reals as Floats, Weights
from framing.stats import bootstrap_weights
from framing.tables import read_text, replacing

PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)


def distilled(sentences: Sequence[str], log_odds: Reals, card: str = "") -> StaticModel:
    """The static model nearest to log-odds: least squares with a ridge penalty.

    The penalty is that of the least error on every tenth sentence when it learns from the others.

    Parameters
    ----------
    sentences
        of news; nobody need have labelled them.
    log_odds
        of the full model.
    card
        what the model is, and what it is not for.
    """
    rows = word_features(sentences)
    held = np.arange(len(sentences)) % TENTH == 0
    errors = {
        penalty: np.mean((_fitted(rows[~held], log_odds[~held], penalty).predict(rows[held]) - log_odds[held]) ** 2)
        for penalty in PENALTIES
    }
    model = _fitted(rows, log_odds, min(errors, key=errors.__getitem__))
    return StaticModel.of(model.coef_, float(model.intercept_), card)


def _fitted(rows: Any, log_odds: Reals, penalty: float) -> Ridge:
    return Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6).fit(rows, log_odds)


@dataclass(frozen=True)
class Kept:
    """What stages made.

    Parameters
    ----------
    folder
        where the files are; the embeddings of words are not in them, since no stage moves them.
    """

    folder: Path

    def made(
        self, stage: Callable[..., Network], *given: Network | pd.DataFrame, recipe: Recipe, progress: Progress | None
    ) -> Network:
        """What a stage makes of a network and a table: from its file, or made now and kept."""
        path = self.folder / f"{stage.__name__}-{digest(stage.__name__, recipe, *given)[:16]}.safetensors"
        if path.is_file():
            network = Network(recipe.layers)
            network.load_state_dict(load_file(path), strict=False)
            return network
        network = stage(*given, recipe, progress)
        with replacing(path) as spare:
            save_file(_learnt(network), spare)
        return network


def _learnt(network: Network) -> dict[str, torch.Tensor]:
    """The numbers that a stage may move."""
    return {name: number.detach() for name, number in network.named_parameters() if number.requires_grad}


def digest(*of: Any) -> str:
    """SHA-256 of the content of networks, tables and settings."""
    found = hashlib.sha256()
    for one in of:
        if isinstance(one, Network):
            for number in _learnt(one).values():
                found.update(number.numpy().tobytes())
        else:
            found.update((one.to_csv() if isinstance(one, pd.DataFrame) else repr(one)).encode())
    return found.hexdigest()


REFITS, PENALTY = 12, 1.0


def drawn(experts: pd.DataFrame, seed: int, times: int = REFITS) -> Iterator[pd.DataFrame]:
    """The sentences of as many articles as there are, drawn with replacement, again and again."""
    articles, place = np.unique(experts["article"], return_inverse=True)
    for weights in bootstrap_weights(len(articles), seed=seed, replicates=times):
        yield experts.iloc[np.repeat(np.arange(len(experts)), weights[place].astype(int))]


def shifts(differences: Reals, vectors: Reals) -> Redrawn:
    """Refits as shifts of the coefficients on a shipped encoder's vectors.

    A refit is another network. What it says of news that nobody labelled, less what the shipped one says, is put as
    nearly as may be into a linear function of the vectors of the shipped encoder, and stretched until it varies over
    that news as much as the differences do. How near that comes on other sentences: bench/language_refits.py.

    Parameters
    ----------
    differences
        of log-odds, a row a refit, a column a sentence.
    vectors
        of these sentences, a row each.

    Examples
    --------
    >>> vectors = np.random.default_rng(1).normal(size=(200, 3))
    >>> redrawn = shifts(np.array([vectors @ [1.0, 0.0, 0.5], vectors @ [-1.0, 0.0, 0.5]]), vectors)
    >>> (redrawn.steps * redrawn.size).round(1).tolist()
    [[1.0, 0.0, 0.5], [-1.0, 0.0, 0.5]]
    """
    moves = []
    for difference in differences:
        fitted = Ridge(alpha=PENALTY).fit(vectors, difference)
        linear = fitted.predict(vectors)
        stretch = difference.std() / linear.std()
        middle = float(linear.mean() - fitted.intercept_)
        moves.append([float(fitted.intercept_) + middle * (1 - stretch), *fitted.coef_ * stretch])
    return Redrawn.of(np.array(moves))


BODY = "body."


def write_network(network: Network, sentences: Tokens, path: Path) -> Prior:
    """Write the encoder to a file; returns the head. `sentences` show which numbers go into each product."""
    ends = _ends_of(network, sentences)
    arrays = {
        name.removeprefix(BODY): weight.numpy()
        for name, weight in network.state_dict().items()
        if name.startswith(BODY) and weight.is_floating_point()
    }
    Weights.of(arrays, ends, network.body.config.num_attention_heads).write(path)
    coefficients = network.head.weight.detach().numpy()[0]
    return Prior(tuple(_shortest(number) for number in coefficients), _shortest(network.head.bias.detach().numpy()[0]))


def _ends_of(network: Network, sentences: Tokens) -> dict[str, tuple[Floats, Floats]]:
    """Least and greatest of each number that goes into each product of the encoder."""
    found: dict[str, tuple[Floats, Floats]] = {}

    def watch(name: str) -> torch.utils.hooks.RemovableHandle:
        def note(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            rows = given[0].flatten(end_dim=-2).numpy()
            low, high = found.get(name, (np.zeros(rows.shape[1], np.float32),) * 2)
            found[name] = np.minimum(low, rows.min(axis=0)), np.maximum(high, rows.max(axis=0))

        return products[name].register_forward_pre_hook(note)

    products = {name: module for name, module in network.body.named_modules() if isinstance(module, nn.Linear)}
    watching = [watch(name) for name in products]
    network.log_odds(sentences)
    for handle in watching:
        handle.remove()
    return found


def _shortest(number: np.float32) -> float:
    """The number with the fewest digits that is the same in float32."""
    return float(str(number))


def synthetic_stage(table: pd.DataFrame, recipe: Recipe, progress: Progress | None = None) -> Network:
    """The network after the first stage, from `sources.synthetic`."""
    torch.manual_seed(recipe.seed)
    labels = table["label"].to_numpy("float64")
    sentences = tokenised(table["text"], recipe.longest)
    network = Network(recipe.layers)
    return fit(network, sentences, labels, recipe.synthetic, seed=recipe.seed, progress=progress)


def experts_stage(network: Network, table: pd.DataFrame, recipe: Recipe, progress: Progress | None = None) -> Network:
    """A new network after the second stage, from `sources.experts`.

    A label moves towards the share of coders who gave it, so that sentences on which coders differ teach less.
    """
    labels = (1 - recipe.disagreement) * table["label"] + recipe.disagreement * table["share"]
    sentences = tokenised(table["text"], recipe.longest)
    found = copy.deepcopy(network)
    fit(found, sentences, labels.to_numpy("float64"), recipe.experts, seed=recipe.seed, progress=progress)
    with torch.no_grad():
        for number in found.head.parameters():
            number.mul_(recipe.slope)
    return found


def _one_of(progress: Progress, time: int, times: int) -> Progress:
    """What is told of one of several runs: how far all of them are."""
    return lambda done, steps: progress(time * steps + done, times * steps)


STAGES = ("synthetic labels", "labels of experts", "experts' articles redrawn")
KEPT = "stages"
WATCHED = 1000  # sentences that show which numbers go into each product
TENTH = 10  # every tenth sentence of news is enough to compare networks on

Tell = Callable[[str, int, int], object]


def train(folder: Path, home: Path, tell: Tell, recipe: Recipe | None = None, refits: int = REFITS) -> Path:
    """Train the model and write it; returns its JSON file. Beside it stand the encoder's weights and the static model.

    Networks are kept in `home`/stages, so that training which was interrupted goes on after the last whole stage.

    Parameters
    ----------
    folder
        of data sets: anno_lexical and babe.
    home
        where the files go.
    tell
        is told the stage, the steps done and the steps in all.
    recipe
        another than that of the shipped model.
    refits
        how often the second stage is gone through again, for the interval of a score.
    """
    recipe, kept = recipe or read_recipe(), Kept(home / KEPT)
    many, few = synthetic(folder), experts(folder)
    first = kept.made(synthetic_stage, many, recipe=recipe, progress=lambda *steps: tell(STAGES[0], *steps))
    network = kept.made(experts_stage, first, few, recipe=recipe, progress=lambda *steps: tell(STAGES[1], *steps))
    name, static = (home / f"{name}.json" for name in SHIPPED)
    weights = name.with_suffix(".safetensors")
    head = write_network(network, tokenised(many["text"].head(WATCHED), recipe.longest), weights)
    plain = SentenceModel(TunedEncoder(weights), head, card=_card_of(name.stem))
    news = many["text"].tolist()
    vectors = plain.exactly().vectors(news)
    write_json(distilled(news, plain.of_vectors(vectors), _card_of(static.stem)).content(), static)

    some = tokenised(news[::TENTH], recipe.longest)
    said = [
        kept.made(
            experts_stage,
            first,
            rows,
            recipe=recipe,
            progress=_one_of(lambda *steps: tell(STAGES[2], *steps), time, refits),
        ).log_odds(some)
        for time, rows in enumerate(drawn(few, recipe.seed, refits))
    ]
    redrawn = shifts(np.array(said) - network.log_odds(some), vectors[::TENTH])
    replace(plain, refits=redrawn).save(name)
    return name


def _card_of(name: str) -> str:
    """What a model is made from and what it is not for, in words."""
    return read_text(Path(str(files("framing.models.training"))) / f"{name}.md")
