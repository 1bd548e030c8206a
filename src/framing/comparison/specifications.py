"""Specifications: every headline comparison under each choice that an analyst may make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import pandas as pd

from framing.comparison.choices import Axis, Published, crossed
from framing.comparison.contrast_differences import ContrastDifference
from framing.comparison.headlines import Headline
from framing.comparison.shares import CodedShare, MeanLoadedness, NamingRate
from framing.progress import progress

COLUMNS = [
    *("comparison", "measure", "a", "b", "target", "choice", "specification"),
    *("estimate", "low", "high", "level", "method", "scope", "n_a", "n_b", "k_a", "k_b"),
]
MEASURES = (NamingRate, CodedShare, MeanLoadedness, ContrastDifference)


class Measure(Protocol):
    """What is compared, under each choice."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    @property
    def target(self) -> str:
        """The target that is named; empty where the measure has none."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Choices that can be combined; none where the study has not what the measure needs."""

    @property
    def row(self) -> Callable[..., dict[str, Any]]:
        """Estimate, interval and counts under a level of each axis."""

    def further(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Choices that are made of the headline alone: kind, words, row."""


def specifications(published: Published, comparisons: Sequence[Headline], *, seed: int) -> pd.DataFrame:
    """Each headline comparison under each choice of the analyst (Simonsohn, Simmons & Nelson 2020).

    Choices of one measure are combined with each other; a loaded term left out, and random halves of the lexicon, are
    set against the headline alone.

    - naming rate: *voice* (own, all), *copy* (all; what stands in another outlet's text too left out), *metonyms*,
      *lexicon* (its versions), *pair left out* (the lexicon without one loaded term), *half lexicon*;
    - sentences coded loaded: *voice* (narrator's sentences alone), *copy*, *coder*;
    - loadedness, mean log-odds of the outlet's own classifier: *voice*, *copy*, *tier* (public tier, general model
      alone), *encoder* (vectors of the network that was trained for loadedness);
    - contrast of the target, a's classifier less b's, over the same slots of all texts: *tier*, *encoder*, *copy*,
      *placebo* (less what neutral for neutral does in the same slot), *pair left out*, *half lexicon*.

    Parameters
    ----------
    published
        the tables of a study.
    comparisons
        of `headlines`.
    seed
        of the bootstrap and of the halves.

    Returns
    -------
    DataFrame
        comparison, measure, a, b, target (empty where the measure has none), choice (kinds that differ from the
        headline), specification (the same in words), estimate (a less b), low, high, level, method (or why there is no
        interval), scope, n_a, n_b (slots or sentences), k_a, k_b (of these loaded; halves where coders differ; empty
        where nothing is counted). Of half lexicons estimate is the median, low and high hold the middle 95 %: no
        confidence interval.
    """
    rows = [
        {"comparison": comparison.name, "measure": measure.name, "a": comparison.a, "b": comparison.b}
        | {"target": measure.target, "choice": choice, "specification": words, **found}
        for comparison in progress(comparisons, "comparisons")
        for kind in MEASURES
        for measure in [kind(published, comparison, seed)]
        for choice, words, found in specified(measure)
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.drop_duplicates(["comparison", "measure", "target", "specification"], ignore_index=True)


def specified(measure: Measure) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every row of one measure: kinds of choice, words, numbers."""
    if not measure.axes:
        return
    for choice, words, does in crossed(measure.axes):
        yield choice, words, measure.row(*does)
    yield from measure.further()
