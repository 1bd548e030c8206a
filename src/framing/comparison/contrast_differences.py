"""Contrasts of two outlets' classifiers against each other, under the analyst's choices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from framing.classifiers.panel import GENERAL
from framing.comparison.choices import COPY, PLACEBO, Axis, Published
from framing.comparison.headlines import Headline
from framing.comparison.resampling import LEVEL, bootstrap_weights, percentile_interval
from framing.comparison.shares import Further, range_of
from framing.comparison.thinning import HALVES, random_halves
from framing.measures.contrast import LEAST_FAMILIES


@dataclass(frozen=True)
class ContrastDifference:
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
        values = of_slots(swaps[swaps["kind"] == "pair"])
        if placebo:
            beside = of_slots(swaps[swaps["kind"] == "placebo"])["value"].reindex(values.index)
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
            found = self.told(of_slots(pairs[pairs["loaded"] != term_id]))
            yield "pair left out", f"without *{names[term_id].term}*", found
        yield "half lexicon", f"{HALVES} random half-lexicons", self.halved(pairs)

    def halved(self, pairs: pd.DataFrame) -> dict[str, Any]:
        """The same under random halves of the loaded terms."""
        cells = pairs.pivot_table(index="occurrence_id", columns="loaded", values="value", aggfunc=["sum", "count"])
        sums, counts = (cells[name].fillna(0) for name in ("sum", "count"))
        halves = random_halves(self.published.lexicon, seed=self.seed)
        kept = np.array([[term not in out for out in halves] for term in sums], dtype=float)
        of_slots = (sums.to_numpy() @ kept) / np.where(counts.to_numpy() @ kept > 0, counts.to_numpy() @ kept, np.nan)
        return range_of(pd.DataFrame(of_slots).mean().to_numpy(float)) | dict.fromkeys(("n_a", "n_b"), len(sums))


def of_slots(swaps: pd.DataFrame) -> pd.DataFrame:
    """Value and family of each slot: the mean over its swaps."""
    return swaps.groupby("occurrence_id").agg(value=("value", "mean"), family_id=("family_id", "first"))
