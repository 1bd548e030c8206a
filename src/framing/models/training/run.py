"""Train the models of loadedness and of sentence pairs, from data sets to what `framing.load_model` reads."""

from __future__ import annotations

import copy
import hashlib
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from safetensors.torch import load_file, save_file
from scipy import sparse
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, Ridge
from torch import nn

from framing.models.encoders import Encoder, Vectors, by_length_of_batches
from framing.models.features import word_features, words
from framing.models.general import Redrawn, SentenceModel, StaticModel
from framing.models.loadedness import Prior
from framing.models.pairs import OVERLAPS, Pair, PairModel, evidence_of, joined, pair_inputs
from framing.models.persistence import PAIR_MODEL, SHIPPED
from framing.models.training.corpora import (
    coded_pairs,
    experts,
    framed,
    is_kept_story,
    judged_targets,
    marked_sentences,
    swapped,
    synthetic,
)
from framing.models.training.network import (
    Body,
    Example,
    Network,
    PairNetwork,
    PairRecipe,
    Progress,
    Recipe,
    Stage,
    Tokens,
    fit,
    fit_pairs,
    of_marks,
    of_sentences,
    of_swaps,
    of_targets,
    read_recipe,
    tokenised,
)
from framing.models.tuned import AT_ONCE, TunedEncoder, Weights
from framing.stats import Reals, bootstrap_weights
from framing.tables import read_text, replacing, write_json

STAGES = (
    "labels of sentences, words and targets",
    "the same again",
    "labels of experts",
    "experts' articles redrawn",
)
CACHE = "stages"  # folder of the networks after each stage
REFITS = 6
OTHER_SEED = 10  # added to the seed for the second stage
FURTHEST_SHIFT = 20.0  # of log-odds
WATCHED = 1000  # sentences from which the input ranges of matrix products are recorded
TENTH = 10  # every tenth sentence of news suffices to compare networks
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)  # ridge penalties tried for the static model
# Of the static model: constant beside its words; weight of a change by one word, and its part that is fitted. A sum of
# words cannot level off as the network does: fitted whole, names spoil the scores of sentences. Seven settings were
# compared on names kept out of training and on the labels of BABE's training part, of which it learns none.
CONSTANT, OF_FRAMES, PART = 100.0, 3.0, 0.35
LEAST_TEXTS, LEAST_LETTERS = 3, 3  # of a word whose change is measured
NOTHING: Reals = np.empty(0)
PENALTY = 1.0  # ridge penalty of refits
BODY = "body."
WORDS = "embeddings.word_embeddings.weight"  # those of the encoder are not stored again

Tell = Callable[[str, int, int], object]


def train(folder: Path, home: Path, tell: Tell, recipe: Recipe | None = None, refits: int = REFITS) -> Path:
    """Train the general model and write its JSON file, encoder weights and static model.

    Networks are cached in `home`/stages, so that interrupted training resumes after the last complete stage.

    Parameters
    ----------
    folder : Path
        Folder of the data sets anno_lexical, babe, ptc and newsmtsc.
    home : Path
        Output folder.
    tell : callable
        Called with the name of the stage, the number of steps done and the total number of steps.
    recipe : Recipe, optional
        Training settings; by default those of the shipped model.
    refits : int, default 6
        Number of bootstrap refits of the last stage, for the intervals of scores.

    Returns
    -------
    Path
        The JSON file of the model.
    """
    recipe, cache = recipe or read_recipe(), StageCache(home / CACHE)
    news, few = news_of(folder), experts(folder)
    many, *_ = news
    first = cache.get(news_stage, *news, recipe=recipe, progress=lambda *steps: tell(STAGES[0], *steps))
    second = cache.get(again_stage, first, *news, recipe=recipe, progress=lambda *steps: tell(STAGES[1], *steps))
    network = cache.get(
        experts_stage, second, few, *news, recipe=recipe, progress=lambda *steps: tell(STAGES[2], *steps)
    )
    name, static = (home / f"{name}.json" for name in SHIPPED)
    weights = name.with_suffix(".safetensors")
    head = write_network(network, tokenised(many["text"].head(WATCHED), recipe.longest), weights)
    shift = shift_for_news(network, news[1], recipe.longest)
    head = replace(head, intercept=head.intercept + shift)
    plain = SentenceModel(TunedEncoder(weights), head, card=card_of(name.stem), balanced=shift)
    texts = many["text"].tolist()
    vectors = plain.exactly().vectors(texts)
    sample = tokenised(texts[::TENTH], recipe.longest)
    exact = network.log_odds(sample)
    plain = replace(plain, prior=fitted_to(exact + shift, vectors[::TENTH], head))
    frames = pd.DataFrame(
        framed(vocabulary(texts), many.loc[many["label"] == 0, "text"].tolist(), recipe.seed),
        columns=["word", "noun", "after", "before"],
    )
    changes = plain.log_odds(frames["after"].tolist()) - _once(plain.log_odds, frames["before"])
    tried = [*zip(frames["word"], frames["noun"], strict=True)]
    write_json(distilled(texts, plain.of_vectors(vectors), tried, changes, card_of(static.stem)).content(), static)

    log_odds = [
        cache.get(
            experts_stage,
            second,
            rows,
            *news,
            recipe=of_refits(recipe),
            progress=_part_of(lambda *steps: tell(STAGES[3], *steps), time, refits),
        ).log_odds(sample)
        for time, rows in enumerate(bootstrap_samples(few, recipe.seed, refits))
    ]
    redrawn = shifts(np.array(log_odds) - exact, vectors[::TENTH])
    replace(plain, refits=redrawn).save(name)
    return name


def _once(score: Callable[[list[str]], Reals], texts: pd.Series[str]) -> Reals:
    """Score texts, equal ones once."""
    place, once = pd.factorize(texts)
    return score(once.tolist())[place]


def _part_of(progress: Progress, time: int, times: int) -> Progress:
    """Report the progress of one of several runs as progress of all runs."""
    return lambda done, steps: progress(time * steps + done, times * steps)


def card_of(name: str) -> str:
    return read_text(Path(str(files("framing.models.training"))) / f"{name}.md")


def news_of(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read what the first stage is trained on: `synthetic`, and what is not kept of the two other sources."""
    many = synthetic(folder)
    marked, judged = (
        table[~table["kept"]].drop(columns="kept").reset_index(drop=True)
        for table in (marked_sentences(folder), judged_targets(folder))
    )
    return many, marked, judged


def news_stage(
    many: pd.DataFrame,
    marked: pd.DataFrame,
    judged: pd.DataFrame,
    recipe: Recipe,
    progress: Progress | None = None,
) -> Network:
    """Train a new network on `synthetic`, `marked_sentences` and `judged_targets`, and on exchanged names."""
    torch.manual_seed(recipe.seed)
    examples = repeated([*of_sentences(many["text"], many["label"], recipe.longest)], recipe.news, "sentences")
    examples += _of_heads(many, marked, judged, recipe, recipe.news, whole=True)
    return fit(Network(recipe.layers), examples, recipe.news, seed=recipe.seed, progress=progress)


def again_stage(
    network: Network,
    many: pd.DataFrame,
    marked: pd.DataFrame,
    judged: pd.DataFrame,
    recipe: Recipe,
    progress: Progress | None = None,
) -> Network:
    """Train a copy of the network once more on what the first stage had; marked sentences have no label as a whole."""
    other = replace(recipe, seed=recipe.seed + OTHER_SEED)
    examples = repeated([*of_sentences(many["text"], many["label"], recipe.longest)], recipe.again, "sentences")
    examples += _of_heads(many, marked, judged, other, recipe.again, whole=False)
    return fit(copy.deepcopy(network), examples, recipe.again, seed=other.seed, progress=progress)


def experts_stage(
    network: Network,
    few: pd.DataFrame,
    many: pd.DataFrame,
    marked: pd.DataFrame,
    judged: pd.DataFrame,
    recipe: Recipe,
    progress: Progress | None = None,
) -> Network:
    """Train a copy of the network on the labels of `experts`, and again on a part of what the first stage had.

    Labels are averaged with the share of coders, so that sentences on which coders disagree have less influence.
    """
    loaded = (1 - recipe.disagreement) * few["label"] + recipe.disagreement * few["share"]
    examples = repeated([*of_sentences(few["text"], loaded, recipe.longest)], recipe.experts, "sentences")
    # of marked words alone: what makes a sentence loaded is the experts' to say
    examples += _of_heads(many, marked, judged, recipe, recipe.experts, whole=False)
    tuned = copy.deepcopy(network)
    fit(tuned, examples, recipe.experts, seed=recipe.seed, progress=progress)
    with torch.no_grad():
        for number in tuned.head.parameters():
            number.mul_(recipe.slope)
    return tuned


def _of_heads(
    many: pd.DataFrame, marked: pd.DataFrame, judged: pd.DataFrame, recipe: Recipe, stage: Stage, *, whole: bool
) -> list[Example]:
    """Return the examples of words, stances and exchanged names, as often as the stage passes over them."""
    examples = repeated([*of_marks(marked, recipe.longest, whole=whole)], stage, "words")
    examples += repeated([*of_targets(judged, recipe.longest)], stage, "stances")
    plain = many.loc[many["label"] == 0, "text"].tolist()
    return [*examples, *of_swaps(swapped(plain, stage.swaps, recipe.seed), recipe.longest)]


def repeated(examples: list[Example], stage: Stage, source: str) -> list[Example]:
    """Return the examples of a source as often as the stage passes over them; a part of a pass is a random part."""
    whole, part = divmod(stage.epochs[source], 1)
    places = np.random.default_rng(0).permutation(len(examples))[: round(part * len(examples))]
    return examples * int(whole) + [examples[place] for place in places]


@dataclass(frozen=True)
class StageCache:
    """Cache the networks that training stages return.

    Attributes
    ----------
    folder : Path
        Folder of the files, which omit the frozen word embeddings.
    """

    folder: Path

    def get(
        self, stage: Callable[..., Network], *given: Network | pd.DataFrame, recipe: Recipe, progress: Progress | None
    ) -> Network:
        """Return the network of a stage from its file, or train and store it."""
        path = self.folder / f"{stage.__name__}-{digest(stage.__name__, recipe, *given)[:16]}.safetensors"
        if path.is_file():
            network = Network(recipe.layers)
            network.load_state_dict(load_file(path), strict=False)
            return network
        network = stage(*given, recipe, progress)
        with replacing(path) as spare:
            save_file(_trained(network), spare)
        return network


def _trained(network: Network) -> dict[str, torch.Tensor]:
    """Return the parameters that training changes."""
    return {name: number.detach() for name, number in network.named_parameters() if number.requires_grad}


def digest(*of: Any) -> str:
    """Compute the SHA-256 of networks, tables and settings."""
    sha256 = hashlib.sha256()
    for one in of:
        if isinstance(one, Network):
            for number in _trained(one).values():
                sha256.update(number.numpy().tobytes())
        else:
            sha256.update((one.to_csv() if isinstance(one, pd.DataFrame) else repr(one)).encode())
    return sha256.hexdigest()


def fitted_to(log_odds: Reals, vectors: Reals, head: Prior) -> Prior:
    """Correct a head for the rounding of its encoder: ridge regression of what is missing on the rounded vectors.

    >>> vectors = np.random.default_rng(1).normal(size=(500, 2))
    >>> fitted_to(vectors @ [2.0, 1.0] + 0.5, vectors, Prior((1.9, 1.0), 0.4)).coefficients
    (2.0, 1.0)
    """
    missing = log_odds - vectors @ np.array(head.coefficients) - head.intercept
    ridge = Ridge(alpha=PENALTY).fit(vectors, missing)
    coefficients = (float(f"{number:.4g}") for number in np.array(head.coefficients) + ridge.coef_)
    return Prior(tuple(coefficients), float(f"{head.intercept + ridge.intercept_:.6g}"))


def shift_for_news(network: Network, marked: pd.DataFrame, longest: int) -> float:
    """Find what to add to log-odds so that their mean probability is the share of marked sentences of `marked`.

    BABE has about as many loaded sentences as others; in news most sentences are plain.
    """
    log_odds = network.log_odds(tokenised(marked["text"], longest))
    share = marked["spans"].map(bool).mean()
    return round(
        float(brentq(lambda shift: expit(log_odds + shift).mean() - share, -FURTHEST_SHIFT, FURTHEST_SHIFT)), 3
    )


def of_refits(recipe: Recipe) -> Recipe:
    """Return the settings of refits: without words and stances, whose heads need no intervals, in half the time."""
    epochs = recipe.experts.epochs | {"words": 0, "stances": 0}
    return replace(recipe, experts=replace(recipe.experts, epochs=epochs))


def bootstrap_samples(experts: pd.DataFrame, seed: int, times: int = REFITS) -> Iterator[pd.DataFrame]:
    """Yield bootstrap samples of articles, each with all sentences of the drawn articles."""
    articles, place = np.unique(experts["article"], return_inverse=True)
    for weights in bootstrap_weights(len(articles), seed=seed, replicates=times):
        yield experts.iloc[np.repeat(np.arange(len(experts)), weights[place].astype(int))]


def shifts(differences: Reals, vectors: Reals) -> Redrawn:
    """Approximate refits by shifts of the coefficients on the vectors of the shipped encoder.

    A refit is another network. The difference between its log-odds and those of the shipped network on unlabelled news
    is regressed on the shipped encoder's vectors, and the fitted function is rescaled to the standard deviation of the
    differences. bench/language_refits.py measures the approximation on other sentences.

    Parameters
    ----------
    differences : ndarray of shape (refits, sentences)
        Differences of log-odds.
    vectors : ndarray of shape (sentences, width)
        Vectors of these sentences.

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


def distilled(
    sentences: Sequence[str],
    log_odds: Reals,
    frames: Sequence[tuple[str, str]] = (),
    changes: Reals = NOTHING,
    card: str = "",
) -> StaticModel:
    """Fit the static model to the general model by ridge regression: to its log-odds, and to what single words change.

    The penalty minimises the squared error on every tenth sentence, which is held out.

    Parameters
    ----------
    sentences : sequence of str
        Sentences of news; they need no labels.
    log_odds : ndarray of shape (sentences,)
        Log-odds of the general model.
    frames : sequence of (str, str)
        Words that were put into sentences, and the noun that each replaced, if any.
    changes : ndarray of shape (frames,)
        Change of the general model's log-odds by each.
    card : str, default ""
        Model card.
    """
    rows = word_features(sentences)
    held = np.arange(len(sentences)) % TENTH == 0

    def fit(kept: npt.NDArray[np.bool_], penalty: float) -> tuple[Reals, float]:
        # a change has no intercept: a large constant beside the words of sentences has an intercept that is not shrunk
        constant = np.r_[np.full(kept.sum(), CONSTANT), np.zeros(len(frames))][:, None]
        both = [rows[kept], word_features([word for word, _ in frames]) - word_features([noun for _, noun in frames])]
        weights = np.r_[np.ones(kept.sum()), np.full(len(frames), OF_FRAMES)]
        ridge = Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6, fit_intercept=False)
        ridge.fit(
            sparse.hstack([sparse.vstack(both), constant], format="csr"), np.r_[log_odds[kept], PART * changes], weights
        )
        return ridge.coef_[:-1], float(ridge.coef_[-1] * CONSTANT)

    def error(penalty: float) -> float:
        weights, intercept = fit(~held, penalty)
        return float(np.mean((rows[held] @ weights + intercept - log_odds[held]) ** 2))

    weights, intercept = fit(np.ones(len(sentences), dtype=bool), min(PENALTIES, key=error))
    return StaticModel.of(weights, intercept, card)


def vocabulary(texts: Sequence[str]) -> list[str]:
    """Return the words that the encoder's tokeniser has whole, and those of three texts or more."""
    counts = Counter(word for text in texts for word in {*words(text)})
    whole = [token for token in Encoder().tokenizer.get_vocab() if token.isalpha()]
    often = [word for word, count in counts.items() if count >= LEAST_TEXTS and word.replace("-", "").isalpha()]
    return sorted(word for word in {*whole, *often} if len(word) >= LEAST_LETTERS)


def write_network(network: Network, sentences: Tokens, path: Path) -> Prior:
    """Write the quantised encoder to a file and return the head; `sentences` determine the ranges of the inputs."""
    arrays = {name: array for name, array in arrays_of(network).items() if not name.startswith("head.")}
    ends = input_ranges(network, lambda: network.log_odds(sentences))
    Weights.of(arrays, ends, network.body.config.num_attention_heads).write(path)
    coefficients = network.head.weight.detach().numpy()[0]
    return Prior(tuple(_shortest(number) for number in coefficients), _shortest(network.head.bias.detach().numpy()[0]))


def arrays_of(network: Body) -> dict[str, Vectors]:
    """Return the numbers of a network, named as in transformers."""
    return {
        name.removeprefix(BODY): number.numpy()
        for name, number in network.state_dict().items()
        if number.is_floating_point()
    }


def input_ranges(network: Body, compute: Callable[[], object]) -> dict[str, tuple[Vectors, Vectors]]:
    """Record minimum and maximum of each input of each matrix product of the encoder while `compute` runs it."""
    ranges: dict[str, tuple[Vectors, Vectors]] = {}

    def watch(name: str) -> torch.utils.hooks.RemovableHandle:
        def note(_: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
            rows = given[0].flatten(end_dim=-2).numpy()
            low, high = ranges.get(name, (np.zeros(rows.shape[1], np.float32),) * 2)
            ranges[name] = np.minimum(low, rows.min(axis=0)), np.maximum(high, rows.max(axis=0))

        return products[name].register_forward_pre_hook(note)

    products = {name: module for name, module in network.body.named_modules() if isinstance(module, nn.Linear)}
    handles = [watch(name) for name in products]
    compute()
    for handle in handles:
        handle.remove()
    return ranges


def _shortest(number: np.float32) -> float:
    """Return the float with the fewest digits that equals the number in float32."""
    return float(str(number))


def read_pair_recipe() -> PairRecipe:
    """Read the training settings of the shipped model."""
    settings = tomllib.loads(read_text(Path(str(files("framing.models.training"))) / f"{PAIR_MODEL}.toml"))
    return PairRecipe(**settings | {"coded": Stage(**settings["coded"])})


def train_pairs(
    folder: Path,
    home: Path,
    tell: Tell,
    measures_of: Callable[[Sequence[tuple[str, str]]], Reals],
    recipe: PairRecipe | None = None,
    codes: pd.DataFrame | None = None,
) -> Path:
    """Train the model of sentence pairs and write its JSON file and weights.

    Parameters
    ----------
    folder : Path
        Folder of the data sets neus_allsides, allsides_immigration and allsides_articles_baly2020.
    home : Path
        Output folder.
    tell : callable
        Called with the name of the stage, the number of steps done and the total number of steps.
    measures_of : callable
        Returns wording, meaning and similarity of pairs, shape (n, 3).
    recipe : PairRecipe, optional
        Training settings; by default those of the shipped model.
    codes : DataFrame, optional
        Coded pairs; by default those of the shipped model, in pair_codes.csv of this folder.

    Returns
    -------
    Path
        The JSON file of the model.
    """
    recipe = recipe or read_pair_recipe()
    coded = coded_pairs(folder, codes)
    kept = is_kept_story(coded["story"], recipe.kept)
    few, many = coded[kept], coded[~kept]
    tokenizer = TunedEncoder(home).tokenizer
    sides = [
        [one.ids for one in tokenizer.encode_batch(many[side].tolist(), add_special_tokens=False)]
        for side in ("text_a", "text_b")
    ]
    pairs = list(zip(*sides, strict=True))
    shares, runs = many[[*OVERLAPS]].to_numpy(), []
    for run in range(recipe.runs):
        torch.manual_seed(recipe.seed + run)
        stage = _part_of(lambda *steps: tell("coded pairs", *steps), run, recipe.runs)
        runs.append(fit_pairs(PairNetwork(recipe.layers), pairs, shares, recipe.coded, recipe.seed + run, stage))
    network = averaged(runs)
    path = home / f"{PAIR_MODEL}.json"
    model = PairModel(TunedEncoder(path.with_suffix(".safetensors")), (), card=card_of(PAIR_MODEL))
    write_pair_network(network, pairs[:WATCHED], model.encoder.file)
    replace(model, coefficients=fitted_to_kept(model, few, measures_of)).save(path)
    return path


def averaged(networks: Sequence[PairNetwork]) -> PairNetwork:
    """Average the weights of networks that were trained from the same start (Wortsman et al. 2022), in place."""
    first, *others = networks
    with torch.no_grad():
        for name, number in first.named_parameters():
            number.copy_(torch.stack([number, *(other.get_parameter(name) for other in others)]).mean(0))
    return first


def write_pair_network(network: PairNetwork, pairs: Sequence[Pair], path: Path) -> None:
    """Write the quantised network; `pairs` determine the ranges of the inputs."""
    lengths = [len(joined(pair)[0]) for pair in pairs]
    read = [pair_inputs([pairs[n] for n in batch]) for batch in by_length_of_batches(lengths, AT_ONCE)]
    network.eval()

    @torch.inference_mode()
    def compute() -> None:
        for batch in read:
            network(*map(torch.from_numpy, batch))

    arrays = {name: array for name, array in arrays_of(network).items() if name != WORDS}
    Weights.of(arrays, input_ranges(network, compute), network.body.config.num_attention_heads).write(path)


def fitted_to_kept(
    model: PairModel, kept: pd.DataFrame, measures_of: Callable[[Sequence[tuple[str, str]]], Reals]
) -> tuple[tuple[float, ...], ...]:
    """Fit intercept and coefficients of each overlap to pairs of stories that the network was not trained on."""
    pairs = list(zip(kept["text_a"], kept["text_b"], strict=True))
    given = evidence_of(model.exactly().predict_proba(pairs), measures_of(pairs))
    fitted = LogisticRegression(max_iter=1000).fit(given, kept[[*OVERLAPS]].to_numpy().argmax(axis=1))
    rows = np.hstack([fitted.intercept_[:, None], fitted.coef_])
    return tuple(tuple(float(f"{number:.4g}") for number in row) for row in rows)
