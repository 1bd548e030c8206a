"""Specifications: every headline comparison under each choice that an analyst may make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from framing.display import progress
from framing.measures.choices import COPY, LEXICON, METONYMS, NARRATOR, PLACEBO, VOICE, Axis, Published, crossed
from framing.measures.contrast import LEAST_FAMILIES
from framing.measures.differences import Headline, difference
from framing.measures.lexicon_versions import FULL, HALVES, random_halves
from framing.models import GENERAL
from framing.stats import LEVEL, bootstrap_weights, middle, percentile_interval

OF_HALVES = f"median and middle 95 % of {HALVES} random halves of the loaded terms: no confidence interval"
Further = Iterator[tuple[str, str, dict[str, Any]]]


@dataclass(frozen=True)
class _NamingRate:
    """Naming rate of the target, of one side less that of the other."""

    published: Published
    headline: Headline
    seed: int
    name = "naming rate"

    @property
    def target(self) -> str:
        """The target that is named."""
        return self.headline.target

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Whose voice, which copy, metonyms, version of the lexicon."""
        return VOICE, COPY, METONYMS, LEXICON

    def row(self, voice: str, own: bool, metonyms: bool, version: str) -> dict[str, Any]:
        """One specification."""
        slots = self.slots(self.published.by_lexicon[version], voice=voice, metonyms=metonyms)
        return difference(self.published.chosen(slots, own=own), self.headline, counted=True, seed=self.seed)

    def slots(self, occurrences: pd.DataFrame, *, voice: str = "outlet", metonyms: bool = True) -> pd.DataFrame:
        """The slots of the target in the two sides."""
        sides = [*self.headline.articles_of_a, *self.headline.articles_of_b]
        here = occurrences[occurrences["article_id"].isin(sides)]
        return self.published.slots(here, self.target, voice=voice, metonyms=metonyms)

    def further(self) -> Further:
        """Without each loaded term that stands in one of the sides, and under random halves."""
        slots = self.slots(self.published.by_lexicon[FULL])
        names = self.published.lexicon.by_id
        for term_id in sorted(slots.loc[slots["form"] == "loaded", "term_id"].unique()):
            without = self.slots(self.published.thinning.without({term_id}))
            found = difference(without, self.headline, counted=True, seed=self.seed)
            yield "pair left out", f"without *{names[term_id].term}*", found
        yield "half lexicon", f"{HALVES} random half-lexicons", self.halved(slots)

    def halved(self, slots: pd.DataFrame) -> dict[str, Any]:
        """The difference under random halves of the loaded terms."""
        thinning = self.published.thinning
        loaded = thinning.loaded_without(random_halves(self.published.lexicon, seed=self.seed))
        loaded = self.slots(loaded)
        rates = []
        for side in (self.headline.articles_of_a, self.headline.articles_of_b):
            here = loaded[loaded["article_id"].isin(side)].groupby("lexicon")["value"].agg(["sum", "size"])
            here = here.reindex(range(HALVES), fill_value=0)
            always = int((slots["article_id"].isin(side) & (slots["form"] == "neutral")).sum())
            rates.append(here["sum"] / (here["size"] + always).where(here["size"] + always > 0))
        sizes = {
            f"n_{name}": int(slots["article_id"].isin(side).sum())
            for name, side in (("a", self.headline.articles_of_a), ("b", self.headline.articles_of_b))
        }
        return _range_of((rates[0] - rates[1]).to_numpy(float)) | sizes


@dataclass(frozen=True)
class _CodedShare:
    """Share of sentences that coders call loaded, of one side less that of the other."""

    published: Published
    headline: Headline
    seed: int
    name = "sentences coded loaded"
    target = ""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Which sentences, which copy, which coders."""
        return (NARRATOR, COPY, self.published.coders) if len(self.published.labels) else ()

    def row(self, narrator: bool, own: bool, coders: list[str]) -> dict[str, Any]:
        """One specification."""
        cases = self.published.chosen(self.published.coded(coders), narrator=narrator, own=own)
        return difference(cases, self.headline, counted=True, seed=self.seed)

    def further(self) -> Further:
        """No more."""
        return iter(())


@dataclass(frozen=True)
class _MeanLoadedness:
    """Mean log-odds of being loaded by the outlet's own classifier, of one side less that of the other."""

    published: Published
    headline: Headline
    seed: int
    name = "loadedness"
    target = ""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Which sentences, which copy, which classifier."""
        models = self.published.models(self.headline)
        return (NARRATOR, COPY, models) if models else ()

    def row(self, narrator: bool, own: bool, model: tuple[str, str]) -> dict[str, Any]:
        """One specification."""
        sides = (self.headline.articles_of_a, self.headline.articles_of_b)
        scored = [
            found[found["article_id"].isin(side)]
            for side, which in zip(sides, self.published.classifiers(self.headline, *model), strict=True)
            for found in [self.published.of_classifiers[which]]
        ]
        cases = self.published.chosen(pd.concat(scored), narrator=narrator, own=own)
        return difference(cases, self.headline, counted=False, seed=self.seed)

    def further(self) -> Further:
        """No more."""
        return iter(())


def _range_of(drawn: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    """Median and middle 95 % of what half-lexicons give."""
    low, high = middle(drawn)
    median = float(np.nanmedian(drawn)) if np.isfinite(drawn).any() else float("nan")
    return {"estimate": median, "low": low, "high": high, "level": LEVEL, "method": OF_HALVES, "scope": "texts"}


@dataclass(frozen=True)
class _ContrastDifference:
    """Contrast of the target under a's classifier less that under b's, over the same slots of all texts."""

    published: Published
    headline: Headline
    seed: int
    name = "contrast"

    @property
    def target(self) -> str:
        """The target that is named."""
        return self.headline.target

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Which classifiers, which copy, with the placebo or less it; one classifier for both tells nothing."""
        if len({name for name, _ in self.published.classifiers(self.headline, "own", "text")}) < 2:
            return ()
        swaps = self.published.swaps
        models = tuple(level for level in self.published.models(self.headline) if level.does[0] != GENERAL)
        of_target = swaps[(swaps["target"] == self.target) & (swaps["kind"] == "pair")]
        return (models, COPY, PLACEBO) if models and len(of_target) else ()

    def row(self, model: tuple[str, str], own: bool, placebo: bool) -> dict[str, Any]:
        """One specification."""
        swaps = self.published.chosen(self.swaps(model), own=own)
        values = _of_slots(swaps[swaps["kind"] == "pair"])
        if placebo:
            beside = _of_slots(swaps[swaps["kind"] == "placebo"])["value"].reindex(values.index)
            values = values.assign(value=values["value"] - beside).dropna(subset="value")
        return self.told(values)

    def swaps(self, model: tuple[str, str]) -> pd.DataFrame:
        """The swaps of the target; value: how far the two classifiers' contrasts lie apart, loaded: the loaded term."""
        of_target = self.published.of_swaps[self.published.of_swaps["target"] == self.target]
        one, other = (
            of_target[(of_target["classifier"] == name) & (of_target["tier"] == tier)].set_index("swap_id")
            for name, tier in self.published.classifiers(self.headline, *model)
        )
        apart = one.assign(value=one["contrast"] - other["contrast"], loaded=one["pair_id"].str.partition("~")[0])
        return self.published.with_families(apart.dropna(subset="value"))

    def told(self, slots: pd.DataFrame) -> dict[str, Any]:
        """Mean over slots; the interval resamples families, models as they are."""
        by_family = slots.groupby("family_id")["value"].agg(["sum", "size"]).to_numpy(float)
        low, high = np.nan, np.nan
        method = f"no interval: {LEAST_FAMILIES} families are needed, here {len(by_family)}"
        if len(by_family) >= LEAST_FAMILIES:
            sums, sizes = bootstrap_weights(len(by_family), seed=self.seed).dot(by_family).T
            low, high = percentile_interval(sums / sizes, len(by_family))
            method = f"percentile bootstrap over {len(by_family)} families, classifiers as they are"
        estimate = float(slots["value"].mean()) if len(slots) else float("nan")
        ends = {"low": low, "high": high, "level": LEVEL, "method": method, "scope": "texts"}
        return {"estimate": estimate, **ends, "n_a": len(slots), "n_b": len(slots)}

    def further(self) -> Further:
        """Without each loaded term, and under random halves."""
        swaps = self.swaps(self.axes[0][0].does)
        pairs = swaps[swaps["kind"] == "pair"]
        names = self.published.lexicon.by_id
        for term_id in sorted(pairs["loaded"].unique()):
            found = self.told(_of_slots(pairs[pairs["loaded"] != term_id]))
            yield "pair left out", f"without *{names[term_id].term}*", found
        yield "half lexicon", f"{HALVES} random half-lexicons", self.halved(pairs)

    def halved(self, pairs: pd.DataFrame) -> dict[str, Any]:
        """The same under random halves of the loaded terms."""
        cells = pairs.pivot_table(index="occurrence_id", columns="loaded", values="value", aggfunc=["sum", "count"])
        sums, counts = (cells[name].fillna(0) for name in ("sum", "count"))
        halves = random_halves(self.published.lexicon, seed=self.seed)
        kept = np.array([[term not in out for out in halves] for term in sums], dtype=float)
        of_slots = (sums.to_numpy() @ kept) / np.where(counts.to_numpy() @ kept > 0, counts.to_numpy() @ kept, np.nan)
        return _range_of(pd.DataFrame(of_slots).mean().to_numpy(float)) | dict.fromkeys(("n_a", "n_b"), len(sums))


def _of_slots(swaps: pd.DataFrame) -> pd.DataFrame:
    """Value and family of each slot: the mean over its swaps."""
    return swaps.groupby("occurrence_id").agg(value=("value", "mean"), family_id=("family_id", "first"))


COLUMNS = [
    *("comparison", "measure", "a", "b", "target", "choice", "specification"),
    *("estimate", "low", "high", "level", "method", "scope", "n_a", "n_b", "k_a", "k_b"),
]
MEASURES = (_NamingRate, _CodedShare, _MeanLoadedness, _ContrastDifference)


class _Measure(Protocol):
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


def specification_curve(published: Published, comparisons: Sequence[Headline], *, seed: int) -> pd.DataFrame:
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
        for choice, words, found in _specified(measure)
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    return found.drop_duplicates(["comparison", "measure", "target", "specification"], ignore_index=True)


def _specified(measure: _Measure) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every row of one measure: kinds of choice, words, numbers."""
    if not measure.axes:
        return
    for choice, words, does in crossed(measure.axes):
        yield choice, words, measure.row(*does)
    yield from measure.further()
