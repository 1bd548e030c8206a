"""Train the tagger of attributions on PolNeAR (Newell, Margolin & Ruths 2018)."""

from __future__ import annotations

import json
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from framing.corpus import sentences_of
from framing.models.attribution_tagger import (
    FLAGS,
    ROLES,
    AttributionTagger,
    SentenceSpan,
    Span,
    Window,
    inputs_of,
    windows_of_text,
)
from framing.models.encoders import by_length_of_batches, full_batches
from framing.models.persistence import ATTRIBUTION_MODEL
from framing.models.training.corpora import table
from framing.models.training.network import Body, Progress, Stage, descend, masked
from framing.models.training.run import WATCHED, WORDS, Tell, arrays_of, card_of, input_ranges
from framing.models.tuned import AT_ONCE, TunedEncoder, Weights
from framing.stats import Reals
from framing.tables import read_text

PARTS = ("content", "cue", "source")
POOL = 512  # windows from which batches of similar length are formed
SHIFTS = 5  # the first window of a text ends before one of its first sentences, drawn anew for each epoch


@dataclass(frozen=True)
class TaggerRecipe:
    """Define the settings of `train_tagger`; attribution.toml in this folder has those of the shipped model.

    Attributes
    ----------
    layers : int
        Number of encoder layers that are kept, from the lowest.
    seed : int
        Seed of initialisation, order of windows and masked tokens.
    before : str
        Month from which articles are not trained on, but scored.
    coded : Stage
        Settings of the training on coded articles.
    """

    layers: int
    seed: int
    before: str
    coded: Stage


def read_tagger_recipe() -> TaggerRecipe:
    """Read the training settings of the shipped tagger."""
    settings = tomllib.loads(read_text(Path(str(files("framing.models.training"))) / f"{ATTRIBUTION_MODEL}.toml"))
    return TaggerRecipe(**settings | {"coded": Stage(**settings["coded"])})


@dataclass(frozen=True)
class CodedArticle:
    """One article with its sentences, its quotations and, for each coder, the spans of each attribution by part."""

    article_id: str
    outlet: str
    date: str
    text: str
    sentences: list[SentenceSpan]
    quotations: list[Span]
    coders: list[list[dict[str, list[Span]]]]


def coded_articles(folder: Path, find_quotations: Callable[[str], list[Span]]) -> Iterator[CodedArticle]:
    """Read the articles that somebody coded."""
    coded: dict[str, dict[str, list[dict[str, list[Span]]]]] = defaultdict(lambda: defaultdict(list))
    for row in table(folder, "polnear/attributions.csv").to_dict("records"):
        coded[row["article_id"]][row["coder"]].append({part: _spans(row[part]) for part in PARTS})
    for line in (folder / "polnear/articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text, of_article = article["text"], coded[article["article_id"]]
        if of_article:
            yield CodedArticle(
                article["article_id"],
                article["outlet"],
                article["date"],
                text,
                [(start, end, kind) for start, end, kind, _ in sentences_of(text)],
                find_quotations(text),
                list(of_article.values()),
            )


def _spans(written: str) -> list[Span]:
    """Read spans from text.

    >>> _spans("3-9;12-15")
    [(3, 9), (12, 15)]
    """
    ends = (span.split("-") for span in written.split(";") if span)
    return [(int(start), int(end)) for start, end in ends]


def labels_of(article: CodedArticle, windows: Sequence[Window]) -> list[Reals]:
    """Compute for each word of each window the share of coders who gave it each role, shape (words, roles)."""
    starts = [word.start for window in windows for word in window.words]
    found = np.zeros((len(starts), len(ROLES)))
    for coder in article.coders:
        own = np.zeros(found.shape, dtype=bool)
        for role, part in enumerate(PARTS):
            for attribution in coder:
                for start, end in attribution[part]:
                    first, last = bisect_left(starts, start), bisect_left(starts, end)
                    own[first:last, 2 * role] = True
                    own[first : first + (first < last), 2 * role + 1] = True
        found += own / len(article.coders)
    return np.split(found, np.cumsum([len(window.words) for window in windows])[:-1])


class TaggingNetwork(Body):
    """Give each token the log-odds of each role; a small embedding tells marks, sentences and lines."""

    def __init__(self, layers: int) -> None:
        super().__init__(layers)
        self.flags = nn.Embedding(FLAGS, self.width)
        nn.init.zeros_(self.flags.weight)
        self.head = nn.Linear(self.width, len(ROLES))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, -2.0)

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor, flags: torch.Tensor) -> torch.Tensor:
        """Compute the log-odds of each token and role, shape (rows, tokens, roles)."""
        words = self.body.embeddings.word_embeddings(tokens) + self.flags(flags)
        return self.head(self.body(inputs_embeds=words, attention_mask=mask).last_hidden_state)  # type: ignore[no-any-return]


def fit_tagger(
    network: TaggingNetwork,
    windows: Sequence[tuple[Window, Reals]],
    plan: Sequence[list[int]],
    stage: Stage,
    seed: int,
    progress: Progress | None = None,
) -> TaggingNetwork:
    """Train the network on windows and their labels, in place, and return it."""

    def loss(places: list[int], device: str) -> torch.Tensor:
        batch = [windows[place] for place in places]
        tokens, mask, flags = (tensor.to(device) for tensor in _inputs([window for window, _ in batch]))
        log_odds = network(masked(tokens, stage.masked), mask, flags)
        rows = np.repeat(np.arange(len(batch)), [len(window.words) for window, _ in batch])
        columns = [word.place for window, _ in batch for word in window.words]
        truth = torch.tensor(np.concatenate([labels for _, labels in batch]), dtype=torch.float32, device=device)
        losses = nn.functional.binary_cross_entropy_with_logits(log_odds[rows, columns], truth, reduction="none")
        return losses.sum(1).mean()

    descend(network, loss, plan, stage.rate, seed, progress)
    return network


def _inputs(windows: Sequence[Window]) -> Iterator[torch.Tensor]:
    """Return padded tokens, attention mask and flags of a batch."""
    return map(torch.from_numpy, inputs_of(windows))


def planned(
    tokenizer: Any, coded: Sequence[CodedArticle], stage: Stage, seed: int
) -> tuple[list[tuple[Window, Reals]], list[list[int]]]:
    """Return the labelled windows of all epochs, and the batches: every text once per epoch, in other windows."""
    random = np.random.default_rng(seed)
    windows: list[tuple[Window, Reals]] = []
    plan: list[list[int]] = []
    for epoch in range(int(stage.epochs["articles"])):
        start = len(windows)
        for article in coded:
            first = int(random.integers(0, SHIFTS)) if epoch else 0
            of_text = windows_of_text(tokenizer, article.text, article.sentences, article.quotations, first)
            windows += zip(of_text, labels_of(article, of_text), strict=True)
        lengths = np.array([len(window.tokens) for window, _ in windows[start:]])
        order = random.permutation(len(lengths))
        pools = np.split(order, range(POOL, len(order), POOL))
        by_length = np.concatenate([pool[np.argsort(lengths[pool], kind="stable")] for pool in pools])
        of_epoch = [[start + place for place in batch] for batch in full_batches(by_length, lengths, stage.tokens)]
        random.shuffle(of_epoch)
        plan += of_epoch
    return windows, plan


def train_tagger(
    folder: Path,
    home: Path,
    tell: Tell,
    find_quotations: Callable[[str], list[Span]],
    recipe: TaggerRecipe | None = None,
) -> Path:
    """Train the tagger on PolNeAR and write its JSON file and weights.

    Parameters
    ----------
    folder : Path
        Folder of the data set polnear.
    home : Path
        Output folder.
    tell : callable
        Called with the name of the stage, the number of steps done and the total number of steps.
    find_quotations : callable
        Returns the spans in quotation marks of a text.
    recipe : TaggerRecipe, optional
        Training settings; by default those of the shipped tagger.

    Returns
    -------
    Path
        The JSON file of the tagger.
    """
    recipe = recipe or read_tagger_recipe()
    coded = [article for article in coded_articles(folder, find_quotations) if article.date < recipe.before]
    torch.manual_seed(recipe.seed)
    network = TaggingNetwork(recipe.layers)
    windows, plan = planned(TunedEncoder(home).tokenizer, coded, recipe.coded, recipe.seed)
    fit_tagger(network, windows, plan, recipe.coded, recipe.seed, lambda *steps: tell("coded articles", *steps))
    return write_tagger(network, [window for window, _ in windows[:WATCHED]], home / f"{ATTRIBUTION_MODEL}.json")


def write_tagger(network: TaggingNetwork, windows: Sequence[Window], path: Path) -> Path:
    """Write the quantised network beside its JSON file; `windows` determine the ranges of the inputs.

    The word embeddings are those of the encoder and are not stored again.
    """
    arrays = {name: array for name, array in arrays_of(network).items() if name != WORDS}
    encoder = TunedEncoder(path.with_suffix(".safetensors"))
    batches = list(by_length_of_batches([len(window.tokens) for window in windows], AT_ONCE))

    @torch.inference_mode()
    def compute() -> None:
        for places in batches:
            network(*_inputs([windows[place] for place in places]))

    Weights.of(arrays, input_ranges(network, compute), network.body.config.num_attention_heads).write(encoder.file)
    AttributionTagger(encoder, card=card_of(ATTRIBUTION_MODEL)).save(path)
    return path
