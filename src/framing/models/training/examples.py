"""Turn labelled sentences into examples that the network is trained on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framing.models.encoders import Encoder
from framing.models.training.swaps import NEUTRAL, PRAISE, STRENGTHS, Variant
from framing.models.tuned import STANCES, Span, flagged
from framing.stats import Reals

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
    words: Sequence[float] = ()
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
