"""Define the network, the lower layers of an encoder with three linear heads, and train it on examples.

The *sentence* head gives the log-odds that a sentence is loaded, the *words* head those of each token, and the *stance*
head the log-odds of negative, neutral and positive towards a target whose tokens are flagged. All heads are trained
together: an example is one row, or a group of rows that differ in one name, and each row has the labels that are known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import nn

from framing.errors import BadInput
from framing.models.encoders import Encoder, full_batches, padded
from framing.models.pairs import OVERLAPS, Pair, joined, pair_inputs
from framing.models.training.corpora import NEUTRAL, PRAISE, STRENGTHS, Variant
from framing.models.tuned import STANCES, Span, flagged
from framing.stats import Reals
from framing.tables import read_text

Progress = Callable[[int, int], object]

AT_ONCE = 4000  # tokens per batch in scoring
POOL = 2048  # examples from which batches of similar length are formed
MASK, FIRST_WORD = 103, 104  # token ids: [MASK], and the first token that is not a special token
WARM_UP = 0.1
DECAY, LONGEST_STEP = 0.01, 1.0
OF_WORDS, OF_STANCE, OF_EQUALS = 0.2, 1.0, 0.15  # weights of the losses beside that of the sentence
Tokens = list[list[int]]

UNKNOWN = -100  # the stance of a row without one
MARKED, PLAIN = 0.9, 0.1  # how sure it is that a sentence is loaded in which annotators marked a span, or none
OF_TARGETS = {NEUTRAL: "neutral", "clear": "negative", "strong": "negative", PRAISE: "positive"}  # stance in a name
# how sure it is that a name is loaded, by its strength
OF_NAMES = {NEUTRAL: 0.0, "mild": 0.6, "clear": 0.85, "strong": 0.97, PRAISE: 0.8}


@dataclass(frozen=True, eq=False)
class Row:
    """Hold the tokens of one text with the labels that are known.

    Attributes
    ----------
    tokens : list of int
        Tokens with special tokens at the ends.
    loaded : float
        Probability that the sentence is loaded; nan if unknown.
    words : sequence of float
        Probability that each token is loaded, nan where unknown; empty if no token's is known.
    flags : sequence of int
        1 for the tokens of the target, else 0; empty if there is no target.
    stance : int
        Place of the stance towards the target in `STANCES`.
    strength : float
        Strength of the exchanged name relative to the other rows of the example; nan outside such groups.
    """

    tokens: list[int]
    loaded: float = np.nan
    words: Sequence[float] | Reals = ()
    flags: Sequence[int] = ()
    stance: int = UNKNOWN
    strength: float = np.nan


Example = tuple[Row, ...]


def of_sentences(texts: Iterable[str], loaded: Iterable[float], longest: int) -> Iterator[Example]:
    """Yield sentences with the probability that each is loaded."""
    for tokens, label in zip(tokenised(texts, longest), loaded, strict=True):
        yield (Row(tokens, loaded=float(label)),)


def of_marks(marked: pd.DataFrame, longest: int, *, whole: bool) -> Iterator[Example]:
    """Yield sentences of `marked_sentences` with a label for each token and, if `whole`, for the sentence.

    A sentence in which annotators marked another technique only has no label as a whole.
    """
    for (tokens, places), spans, plain in zip(
        with_places(marked["text"], longest), marked["spans"], marked["plain"], strict=True
    ):
        loaded = np.nan if not whole else MARKED if spans else PLAIN if plain else np.nan
        yield (Row(tokens, loaded=loaded, words=labels(places, spans, 1.0, elsewhere=0.0)),)


def of_targets(judged: pd.DataFrame, longest: int) -> Iterator[Example]:
    """Yield sentences of `judged_targets` with flagged target and stance; targets behind the end are left out."""
    for (tokens, places), start, end, polarity in zip(
        with_places(judged["text"], longest), judged["start"], judged["end"], judged["polarity"], strict=True
    ):
        flags = flagged(places, (start, end))
        if any(flags):
            yield (Row(tokens, flags=flags, stance=STANCES.index(polarity)),)


def of_swaps(groups: Iterable[Sequence[Variant]], longest: int) -> Iterator[Example]:
    """Yield groups of `swapped`, whose names have an order, and names with the stance that they take."""
    listed = list(groups)
    read = with_places([variant.text for variants in listed for variant in variants], longest)
    for time, variants in enumerate(listed):
        of_group = [(variant, *next(read)) for variant in variants]
        yield tuple(
            Row(
                tokens,
                words=labels(places, [(variant.start, variant.end)], OF_NAMES[variant.strength]),
                strength=STRENGTHS[variant.strength],
            )
            for variant, tokens, places in of_group
        )
        variant, tokens, places = of_group[1 + time % (len(of_group) - 1)]
        if variant.strength in OF_TARGETS:
            flags = flagged(places, (variant.start, variant.end))
            yield (Row(tokens, flags=flags, stance=STANCES.index(OF_TARGETS[variant.strength])),)


def tokenised(texts: Iterable[str], longest: int) -> Tokens:
    """Tokenise sentences, truncated to `longest` tokens."""
    return Encoder().tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]  # type: ignore[no-any-return]


def with_places(texts: Iterable[str], longest: int) -> Iterator[tuple[list[int], list[Span]]]:
    """Yield the tokens of each text and their places, in code points; special tokens have an empty place."""
    listed = list(texts)
    if not listed:
        return iter(())
    found = Encoder().tokenizer(listed, truncation=True, max_length=longest, return_offsets_mapping=True)
    return zip(found["input_ids"], found["offset_mapping"], strict=True)


def labels(places: Sequence[Span], spans: Sequence[Span], label: float, elsewhere: float = np.nan) -> Reals:
    """Return the label for tokens in a span, `elsewhere` for other words, nan for special tokens.

    >>> labels([(0, 0), (0, 3), (4, 8), (0, 0)], [(4, 8)], 1.0, elsewhere=0.0).tolist()
    [nan, 0.0, 1.0, nan]
    """
    inside = [any(first < end and start < last for start, end in spans) for first, last in places]
    is_word = [first < last for first, last in places]
    return np.where(is_word, np.where(inside, label, elsewhere), np.nan)


@dataclass(frozen=True)
class Stage:
    """Define the training settings of one stage.

    Attributes
    ----------
    epochs : mapping of str to float
        Number of passes over the examples of each source (sentences, words, stances); 0.5 is over a random half.
    rate : float
        Maximum learning rate.
    masked : float
        Share of randomly masked tokens.
    tokens : int
        Maximum number of tokens per batch, including padding.
    swaps : int
        Number of sentences in which a name is exchanged for others.
    """

    epochs: dict[str, float]
    rate: float
    masked: float
    tokens: int
    swaps: int = 0


@dataclass(frozen=True)
class Recipe:
    """Define the settings of `train`; loaded-language.toml in this folder has those of the shipped model, with reasons.

    Attributes
    ----------
    layers : int
        Number of encoder layers that are kept, from the lowest.
    longest : int
        Maximum number of tokens of a training sentence; longer ones are truncated.
    disagreement : float
        Weight of the share of coders relative to the majority label, 0 to 1.
    slope : float
        Final factor of the log-odds, which corrects overconfidence (temperature scaling: Guo et al. 2017).
    news, again, experts : Stage
        Settings of the three stages.
    seed : int
        Seed of initialisation, order of sentences, masked tokens and exchanged names.
    """

    layers: int
    longest: int
    disagreement: float
    slope: float
    news: Stage
    again: Stage
    experts: Stage
    seed: int


def read_recipe(path: Path | None = None) -> Recipe:
    """Read training settings from a file, by default those of the shipped model."""
    path = path or Path(str(files("framing.models.training"))) / "loaded-language.toml"
    try:
        settings: dict[str, Any] = tomllib.loads(read_text(path))
        stages = {name: Stage(**settings.pop(name)) for name in ("news", "again", "experts")}
        return Recipe(**settings | stages)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        expected = ", ".join(field.name for field in fields(Recipe))
        raise BadInput(f"{path} is not a valid recipe ({error}); expected the settings {expected}.") from None


@dataclass(frozen=True)
class PairRecipe:
    """Define the settings of `train_pairs`; pairs.toml in this folder has those of the shipped model.

    Attributes
    ----------
    layers : int
        Number of encoder layers that are kept, from the lowest.
    seed : int
        Seed of initialisation, order of pairs and masked tokens.
    runs : int
        Number of trainings whose weights are averaged; each has its own seed.
    kept : int
        One story of so many is not trained on, but scored.
    coded : Stage
        Settings of the training on coded pairs.
    """

    layers: int
    seed: int
    runs: int
    kept: int
    coded: Stage


class Body(nn.Module):
    """Hold the lower layers of the encoder.

    There is no dropout: with so few layers, masking tokens regularises as well in a third of the time. Word embeddings
    are frozen, so that words absent from the training data keep their position relative to the others.
    """

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.body = Encoder().model
        self.body.encoder.layer = self.body.encoder.layer[:layers]
        self.body.pooler = None
        self.body.embeddings.word_embeddings.weight.requires_grad_(False)
        for module in self.body.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    @property
    def width(self) -> int:
        """Length of the vector of a token."""
        return int(self.body.config.hidden_size)


class Network(Body):
    """Put three linear heads on the encoder: of the mean vector, of each token, and of the target's mean vector."""

    def __init__(self, layers: int) -> None:
        super().__init__(layers)
        self.head, self.words = nn.Linear(self.width, 1), nn.Linear(self.width, 1)
        self.stance = nn.Linear(2 * self.width, len(STANCES))
        self.flag = nn.Parameter(torch.zeros(self.width))
        for head in (self.head, self.words, self.stance):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(
        self, tokens: torch.Tensor, mask: torch.Tensor, flags: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Compute the log-odds of rows (rows,), of tokens (rows, tokens) and of stances (rows, 3)."""
        flagged, kept = flags.unsqueeze(-1).float(), mask.unsqueeze(-1).float()
        words = self.body.embeddings.word_embeddings(tokens) + flagged * self.flag
        hidden = self.body(inputs_embeds=words, attention_mask=mask).last_hidden_state
        mean = (hidden * kept).sum(1) / kept.sum(1)
        target = (hidden * flagged).sum(1) / flagged.sum(1).clamp(min=1)
        return (
            self.head(mean).squeeze(-1),
            self.words(hidden).squeeze(-1),
            self.stance(torch.cat([target, mean], dim=1)),
        )

    @torch.inference_mode()
    def outputs(self, rows: Sequence[Row]) -> tuple[Reals, list[Reals], Reals]:
        """Compute the log-odds of rows, of their tokens and of stances."""
        self.eval()
        sentences, words, stances = np.empty(len(rows)), [np.empty(0)] * len(rows), np.empty((len(rows), 3))
        lengths = np.array([len(row.tokens) for row in rows])
        for places in full_batches(np.argsort(lengths, kind="stable"), lengths, AT_ONCE):
            of_rows, of_tokens, of_targets = self(*_tensors([rows[place] for place in places]))
            sentences[places], stances[places] = of_rows.numpy(), of_targets.numpy()
            for place, of_one in zip(places, of_tokens.numpy(), strict=True):
                words[place] = of_one[: lengths[place]].astype(np.float64)
        return sentences, words, stances

    def log_odds(self, sentences: Tokens) -> Reals:
        """Compute the log-odds of tokenised sentences."""
        return self.outputs([Row(tokens) for tokens in sentences])[0]


def _tensors(rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return padded tokens, attention mask and flags of a batch."""
    tokens, mask = map(torch.from_numpy, padded([row.tokens for row in rows]))
    flags = torch.zeros_like(tokens)
    for place, row in enumerate(rows):
        flags[place, : len(row.flags)] = torch.tensor(row.flags, dtype=flags.dtype)
    return tokens, mask, flags


def fit(
    network: Network,
    examples: Sequence[Example],
    stage: Stage,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Network:
    """Train the network on one pass over examples, in place, and return it.

    The loss is minimised by AdamW (Loshchilov & Hutter 2019), on a GPU if available. The learning rate increases over
    the first tenth of the steps and then decreases linearly to 0.
    """

    def loss(places: list[int], device: str) -> torch.Tensor:
        rows = [row for place in places for row in examples[place]]
        tokens, mask, flags = (tensor.to(device) for tensor in _tensors(rows))
        found = network(masked(tokens, stage.masked), mask, flags)
        return loss_of(found, [examples[place] for place in places]) / len(places)

    lengths = [sum(len(row.tokens) for row in example) for example in examples]
    descend(network, loss, batches(lengths, stage.tokens, seed), stage.rate, seed, progress)
    return network


def loss_of(found: tuple[torch.Tensor, torch.Tensor, torch.Tensor], examples: Sequence[Example]) -> torch.Tensor:
    """Sum the losses of a batch: log-loss of the three heads, and order and distance of names in a group.

    In a group the stronger name has to raise the log-odds of the sentence by the difference of strengths over every
    weaker one (softplus of what is missing), and two neutral names have to leave it where it is.
    """
    of_rows, of_tokens, of_targets = found
    rows = [row for example in examples for row in example]
    device = of_rows.device

    def tensor(values: Any) -> torch.Tensor:
        return torch.tensor(np.asarray(values, dtype=np.float32), device=device)

    truth = tensor([row.loaded for row in rows])
    known = ~truth.isnan()
    log_loss = nn.functional.binary_cross_entropy_with_logits
    total = log_loss(of_rows[known], truth[known], reduction="sum")
    words = np.full(of_tokens.shape, np.nan, dtype=np.float32)
    for place, row in enumerate(rows):
        words[place, : len(row.words)] = row.words
    of_words = tensor(words)
    known = ~of_words.isnan()
    total = total + OF_WORDS * log_loss(of_tokens[known], of_words[known], reduction="sum")
    stances = torch.tensor([row.stance for row in rows], device=device)
    if (stances != UNKNOWN).any():
        total = total + OF_STANCE * nn.functional.cross_entropy(of_targets, stances, reduction="sum")
    strengths, group = (
        tensor([row.strength for row in rows]),
        torch.tensor([place for place, example in enumerate(examples) for _ in example], device=device),
    )
    pairs = (group[:, None] == group) & ~(strengths[:, None].isnan() | strengths.isnan())
    steps, apart = strengths[:, None] - strengths, of_rows[:, None] - of_rows
    higher, equal = pairs & (steps > 0), pairs & (steps == 0)
    sizes = higher.sum(1, keepdim=True).clamp(min=1).expand_as(pairs)
    missing = (steps - apart)[higher]  # selected before softplus: elsewhere the gradient would be nan
    ordered = (nn.functional.softplus(missing) / sizes[higher]).sum()
    return total + ordered + OF_EQUALS * (apart[equal] ** 2).sum() / 2


def masked(tokens: torch.Tensor, share: float) -> torch.Tensor:
    """Replace a random share of the tokens that are not special by [MASK]."""
    hidden = (torch.rand(tokens.shape) < share).to(tokens.device)
    return tokens.masked_fill(hidden & (tokens >= FIRST_WORD), MASK)


def descend(
    network: nn.Module,
    loss: Callable[[list[int], str], torch.Tensor],
    plan: Sequence[list[int]],
    rate: float,
    seed: int,
    progress: Progress | None = None,
) -> None:
    """Minimise the loss of each batch in the plan, in place; `loss` takes the batch and the device."""
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network.to(device)
    learning = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [parameter for parameter in learning if parameter.ndim > 1], "weight_decay": DECAY},
            {"params": [parameter for parameter in learning if parameter.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=rate,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share_of_rate(step, len(plan)))
    network.train()
    for done, places in enumerate(plan):
        optimizer.zero_grad(set_to_none=True)
        loss(places, device).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learning, LONGEST_STEP)
        optimizer.step()
        schedule.step()
        if progress:
            progress(done + 1, len(plan))
    network.to("cpu")


def share_of_rate(step: int, steps: int) -> float:
    """Return the learning rate of a step as a share of the maximum.

    >>> [round(share_of_rate(step, 20), 2) for step in (0, 1, 11, 20)]
    [0.5, 1.0, 0.5, 0.0]
    """
    return min(1.0, (step + 1) / (WARM_UP * steps), (steps - step) / ((1 - WARM_UP) * steps))


def batches(lengths: Sequence[int], tokens: int, seed: int) -> list[list[int]]:
    """Plan the batches: every example once, with similar lengths within a batch."""
    random, counts = np.random.default_rng(seed), np.asarray(lengths)
    order = random.permutation(len(counts))
    pools = np.split(order, range(POOL, len(order), POOL))
    by_length = np.concatenate([pool[np.argsort(counts[pool], kind="stable")] for pool in pools])
    plan = list(full_batches(by_length, counts, tokens))
    random.shuffle(plan)
    return plan


class PairNetwork(Body):
    """Give the log-odds of each overlap from the mean vectors of both sentences, read as one text."""

    def __init__(self, layers: int) -> None:
        super().__init__(layers)
        self.head = nn.Linear(3 * self.width, len(OVERLAPS))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def means(
        self, tokens: torch.Tensor, mask: torch.Tensor, places: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Compute the mean vectors of the first and of the second sentences, shape (rows, width)."""
        hidden = self.body(input_ids=tokens, attention_mask=mask, token_type_ids=places).last_hidden_state
        sides = ((mask * (1 - places)).unsqueeze(-1).float(), (mask * places).unsqueeze(-1).float())
        one, other = ((hidden * side).sum(1) / side.sum(1) for side in sides)
        return one, other

    def forward(self, tokens: torch.Tensor, mask: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
        """Compute the log-odds of each pair and overlap, shape (rows, 3)."""
        one, other = self.means(tokens, mask, places)
        return self.head(torch.cat([(one - other).abs(), one * other, one + other], dim=1))  # type: ignore[no-any-return]


def fit_pairs(
    network: PairNetwork,
    pairs: Sequence[Pair],
    shares: Reals,
    stage: Stage,
    seed: int,
    progress: Progress | None = None,
) -> PairNetwork:
    """Train the network on tokenised pairs and the share of each code, in place, and return it.

    The sentences of a pair change places in every other epoch. Products are computed in bfloat16.
    """
    truth = torch.tensor(shares, dtype=torch.float32)
    both = [*pairs, *(pair[::-1] for pair in pairs)]

    def loss(places: list[int], device: str) -> torch.Tensor:
        tokens, mask, sides = (torch.from_numpy(array).to(device) for array in pair_inputs([both[n] for n in places]))
        with torch.autocast(device, dtype=torch.bfloat16):
            log_odds = network(masked(tokens, stage.masked), mask, sides)
        return nn.functional.cross_entropy(log_odds.float(), truth[[n % len(pairs) for n in places]].to(device))

    lengths = [len(joined(pair)[0]) for pair in pairs]
    swapped = np.random.default_rng(seed).random(len(pairs)) < 0.5
    plan = []
    for epoch in range(int(stage.epochs["pairs"])):
        turned = swapped if epoch % 2 else ~swapped
        plan += [
            [n + len(pairs) * bool(turned[n]) for n in batch] for batch in batches(lengths, stage.tokens, seed + epoch)
        ]
    descend(network, loss, plan, stage.rate, seed, progress)
    return network
