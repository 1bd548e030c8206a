"""Shares and means of two texts or outlets under the analyst's choices: naming rates, codes, scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framing.comparison.choices import COPY, LEXICON, METONYMS, NARRATOR, VOICE, Axis, Published
from framing.comparison.headlines import Headline
from framing.comparison.resampling import LEVEL, middle
from framing.comparison.robustness import FULL
from framing.comparison.sides import difference
from framing.comparison.thinning import HALVES, random_halves

OF_HALVES = f"median and middle 95 % of {HALVES} random halves of the loaded terms: no confidence interval"
Further = Iterator[tuple[str, str, dict[str, Any]]]


@dataclass(frozen=True)
class NamingRate:
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
        return range_of((rates[0] - rates[1]).to_numpy(float)) | sizes


@dataclass(frozen=True)
class CodedShare:
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
class MeanLoadedness:
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


def range_of(drawn: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    """Median and middle 95 % of what half-lexicons give."""
    low, high = middle(drawn)
    median = float(np.nanmedian(drawn)) if np.isfinite(drawn).any() else float("nan")
    return {"estimate": median, "low": low, "high": high, "level": LEVEL, "method": OF_HALVES, "scope": "texts"}
