"""Recompute every headline comparison under alternative analytic choices (specification curve)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Any, Protocol

import numpy as np
import pandas as pd

from framing.display import progress
from framing.lexicon import Lexicon
from framing.measures.contrast import swap_contrasts
from framing.measures.differences import Headline, difference
from framing.measures.lexicon_versions import FULL, HALVES, VERSIONS, Thinning, random_halves
from framing.measures.naming import NAMING_RATE, own_copy, slots_of
from framing.models import GENERAL, LOADEDNESS, OTHER_ENCODER
from framing.stats import LEAST_RESAMPLED, LEVEL, Reals, bootstrap_weights, middle, percentile_interval

OF_HALVES = f"median and middle 95 % of {HALVES} random halves of the loaded terms: no confidence interval"
COLUMNS = [
    *("comparison", "measure", "a", "b", "target", "choice", "specification"),
    *("estimate", "low", "high", "level", "method", "scope", "n_a", "n_b", "k_a", "k_b"),
]
OF_NAMINGS = [
    *("sentence_id", "article_id", "term_id", "kind", "form", "target", "voice_of_term", "stratum"),
    *("negated", "metonym", "rule", "reference"),
]
OUTCOME = ["estimate", "low", "high", "n_a", "n_b", "k_a", "k_b"]
Further = Iterator[tuple[str, str, dict[str, Any]]]
AS_IN_HEADLINE = "headline"


@dataclass(frozen=True)
class _Level:
    """Define one option of an analytic choice: kind of choice, description and parameter value."""

    kind: str
    words: str
    does: Any


Axis = tuple[_Level, ...]  # the option of the headline specification comes first

VOICE = (
    _Level("voice", "own voice", "outlet"),
    _Level("voice", "own voice and paraphrase", "unquoted"),
    _Level("voice", "all voices", "all"),
)
NARRATOR = (_Level("voice", "all sentences", False), _Level("voice", "narrator's sentences alone", True))
COPY = (_Level("copy", "all copy", False), _Level("copy", "shared copy left out", True))
METONYMS = (_Level("metonyms", "metonyms counted", True), _Level("metonyms", "metonyms left out", False))
LEXICON = tuple(_Level("lexicon", f"lexicon: {version}", version) for version in VERSIONS)
MODEL = (
    _Level("tier", "text tier", (LOADEDNESS, "text")),
    _Level("tier", "public tier", (LOADEDNESS, "public")),
    _Level("tier", "general model alone", (GENERAL, "text")),
    _Level("encoder", "encoder trained for loadedness", (OTHER_ENCODER, "text")),
)
PLACEBO = (_Level("placebo", "contrast", False), _Level("placebo", "less its placebo", True))


def crossed(axes: tuple[Axis, ...]) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield every combination of options: kinds of choice that differ from the headline, description, and values.

    Examples
    --------
    >>> [words for _, words, _ in crossed((METONYMS, COPY))]
    ['headline', 'shared copy left out', 'metonyms left out', 'metonyms left out, shared copy left out']
    """
    for levels in product(*axes):
        other = [level for level, axis in zip(levels, axes, strict=True) if level != axis[0]]
        kinds = " + ".join(level.kind for level in other)
        words = ", ".join(level.words for level in other)
        yield kinds or AS_IN_HEADLINE, words or AS_IN_HEADLINE, [level.does for level in levels]


@dataclass(frozen=True, eq=False)
class Published:
    """Hold the published tables needed by the specification curve; labels and scores may be empty."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    lexicon: Lexicon
    by_lexicon: Mapping[str, pd.DataFrame]
    labels: pd.DataFrame
    primary_coders: tuple[str, ...]
    scores: pd.DataFrame
    swaps: pd.DataFrame

    @cached_property
    def namings(self) -> dict[str, pd.DataFrame]:
        """Naming slots under each version of the lexicon with their families, in the columns that choices need."""
        return {
            version: self.with_families(
                occurrences.loc[occurrences["kind"] == "naming", occurrences.columns.intersection(OF_NAMINGS)]
            )
            for version, occurrences in self.by_lexicon.items()
        }

    @cached_property
    def thinning(self) -> Thinning:
        """The full lexicon and its naming slots, for reduced lexicons."""
        return Thinning(self.lexicon, self.namings[FULL])

    @cached_property
    def without(self) -> Callable[[str], pd.DataFrame]:
        """Naming slots of the lexicon without a term, by term."""
        return cache(lambda term_id: self.thinning.without({term_id}))

    @cached_property
    def halves(self) -> Callable[[int], pd.DataFrame]:
        """Loaded names as found by random halves of the lexicon, by seed."""
        return cache(lambda seed: self.thinning.loaded_without(random_halves(self.lexicon, seed=seed)))

    @cached_property
    def coders(self) -> Axis:
        """Options of the coder: the primary coders (if none is named, all), each coder alone, then all coders."""
        names = sorted(self.labels["coder"].unique())
        primary = [name for name in names if name in self.primary_coders] or names
        alone = [_Level("coder", f"coder {name} alone", [name]) for name in names] if len(names) > 1 else []
        every = [_Level("coder", "all coders", names)] if len(names) > len(primary) else []
        words = f"coders {' and '.join(primary)}" if every else "all coders"
        return (_Level("coder", words, primary), *alone, *every)

    @cached_property
    def outlets(self) -> pd.Series[str]:
        """Outlet of each article."""
        return self.articles.set_index("article_id")["outlet"]

    @cached_property
    def of_classifiers(self) -> dict[tuple[str, str], pd.DataFrame]:
        """Sentences with their log-odds (`value`), for each classifier and tier."""
        of_sentences = self.scores[self.scores["unit_id"].isin(self.sentences["sentence_id"])].dropna(subset="log_odds")
        values = self.with_families(of_sentences.rename(columns={"unit_id": "sentence_id", "log_odds": "value"}))
        return {(str(name), str(tier)): found for (name, tier), found in values.groupby(["classifier", "tier"])}

    @cached_property
    def own(self) -> pd.Index[str]:
        """Identifiers of sentences without a full twin in another outlet's text."""
        own: pd.Index[str] = pd.Index(own_copy(self.sentences, self.sentences, self.articles)["sentence_id"])
        return own

    @cached_property
    def narrated(self) -> pd.Index[str]:
        """Identifiers of sentences in the narrator's voice."""
        narrated: pd.Index[str] = pd.Index(self.sentences.loc[self.sentences["voice"] == "narrator", "sentence_id"])
        return narrated

    @cached_property
    def known(self) -> pd.DataFrame:
        """Article and family of each sentence."""
        return self.sentences.set_index("sentence_id")[["article_id", "family_id"]]

    @cached_property
    def of_swaps(self) -> dict[tuple[str, str], pd.DataFrame]:
        """Contrast of every swap, for each loadedness classifier and tier."""
        of_loadedness = self.scores["classifier"].str.match(f"(?:{LOADEDNESS}|{OTHER_ENCODER}):")
        contrasts = self.with_families(swap_contrasts(self.scores[of_loadedness], self.swaps))
        return {(str(name), str(tier)): found for (name, tier), found in contrasts.groupby(["classifier", "tier"])}

    def models(self, headline: Headline) -> Axis:
        """Return the options of the classifier for which both sides have scores."""
        scored = self.of_classifiers.keys()
        return tuple(level for level in MODEL if scored >= set(self.classifiers(headline, *level.does)))

    def classifiers(self, headline: Headline, kind: str, tier: str) -> list[tuple[str, str]]:
        """Return name and tier of the classifier of a and of the classifier of b."""
        outlets = [self.outlets[side[0]] for side in (headline.articles_of_a, headline.articles_of_b)]
        return [(kind if kind == GENERAL else f"{kind}:{outlet}", tier) for outlet in outlets]

    def slots(self, occurrences: pd.DataFrame, target: str, *, voice: Any, metonyms: bool) -> pd.DataFrame:
        """Select the naming slots of a target; value is 1 for loaded names, else 0."""
        slots = slots_of(occurrences, voice=voice, metonyms=metonyms)
        slots = slots[slots["target"] == target]
        return slots.assign(value=(slots["form"] == "loaded").astype("float64"))

    def coded(self, coders: list[str]) -> pd.DataFrame:
        """Select the coded sentences; value is the share of these coders who coded the sentence as loaded."""
        labels = self.labels[self.labels["coder"].isin(coders)]
        shares = labels.groupby("sentence_id")["loaded"].mean().astype("float64").rename("value")
        return self.with_families(shares.reset_index())

    def with_families(self, cases: pd.DataFrame) -> pd.DataFrame:
        """Add article and family of the sentence to each case."""
        article, family = (cases["sentence_id"].map(self.known[name]) for name in self.known)
        return cases.assign(article_id=article, family_id=family)

    def chosen(self, cases: pd.DataFrame, *, narrator: bool = False, own: bool = False) -> pd.DataFrame:
        """Keep only cases in the narrator's sentences, or without shared copy, if requested."""
        for sentences in [self.narrated] * narrator + [self.own] * own:
            # an index looks a few up at once; `isin` would read all of them each time
            cases = cases[sentences.get_indexer(pd.Index(cases["sentence_id"])) >= 0]
        return cases


class _Measure(Protocol):
    """Compute one compared measure under each specification."""

    @property
    def name(self) -> str:
        """Name of the measure in the table."""

    @property
    def target(self) -> str:
        """Target that is named; empty for measures without a target."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Choices that are combined; empty if the study lacks the data of the measure."""

    @property
    def row(self) -> Callable[..., dict[str, Any]]:
        """Function that computes estimate, interval and counts from one option of each choice."""

    def further(self) -> Further:
        """Yield choices that are applied to the headline specification only: kind, description, row."""


@dataclass(frozen=True)
class _NamingRate:
    """Compare naming rates of the target, a minus b."""

    published: Published
    headline: Headline
    seed: int
    name = NAMING_RATE

    @property
    def target(self) -> str:
        """Target of the comparison."""
        return self.headline.target

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Voice, copy, metonyms and version of the lexicon."""
        return VOICE, COPY, METONYMS, LEXICON

    def row(self, voice: str, own: bool, metonyms: bool, version: str) -> dict[str, Any]:
        """Compute one specification."""
        slots = self.slots(self.published.namings[version], voice=voice, metonyms=metonyms)
        return difference(self.published.chosen(slots, own=own), self.headline, counted=True, seed=self.seed)

    def slots(self, occurrences: pd.DataFrame, *, voice: str = "outlet", metonyms: bool = True) -> pd.DataFrame:
        """Select the slots of the target in the texts of both sides."""
        sides = [*self.headline.articles_of_a, *self.headline.articles_of_b]
        here = occurrences[occurrences["article_id"].isin(sides)]
        return self.published.slots(here, self.target, voice=voice, metonyms=metonyms)

    def further(self) -> Further:
        """Omit each loaded term of the two sides in turn, then random halves of the lexicon."""
        slots = self.slots(self.published.namings[FULL])
        names = self.published.lexicon.by_id
        for term_id in sorted(slots.loc[slots["form"] == "loaded", "term_id"].unique()):
            without = self.slots(self.published.without(term_id))
            result = difference(without, self.headline, counted=True, seed=self.seed)
            yield "pair left out", f"without *{names[term_id].term}*", result
        yield "half lexicon", f"{HALVES} random half-lexicons", self.halved(slots)

    def halved(self, slots: pd.DataFrame) -> dict[str, Any]:
        """Compute the range of the difference over random halves of the loaded terms."""
        loaded = self.slots(self.published.halves(self.seed))
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
    """Compare shares of sentences coded as loaded, a minus b."""

    published: Published
    headline: Headline
    seed: int
    name = "sentences coded loaded"
    target = ""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Sentences, copy and coders."""
        return (NARRATOR, COPY, self.published.coders) if len(self.published.labels) else ()

    def row(self, narrator: bool, own: bool, coders: list[str]) -> dict[str, Any]:
        """Compute one specification."""
        cases = self.published.chosen(self.published.coded(coders), narrator=narrator, own=own)
        found = difference(cases, self.headline, counted=False, seed=self.seed)  # halves where coders differ
        found["low"], found["high"] = np.clip([found["low"], found["high"]], -1, 1).tolist()
        for name, side in (("k_a", self.headline.articles_of_a), ("k_b", self.headline.articles_of_b)):
            found[name] = float(cases.loc[cases["article_id"].isin(side), "value"].sum())
        return found

    def further(self) -> Further:
        """Yield nothing: all choices are combined."""
        return iter(())


@dataclass(frozen=True)
class _MeanLoadedness:
    """Compare mean log-odds by the outlets' own loadedness classifiers, a minus b."""

    published: Published
    headline: Headline
    seed: int
    name = "loadedness"
    target = ""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Sentences, copy and classifier."""
        models = self.published.models(self.headline)
        return (NARRATOR, COPY, models) if models else ()

    def row(self, narrator: bool, own: bool, model: tuple[str, str]) -> dict[str, Any]:
        """Compute one specification."""
        sides = (self.headline.articles_of_a, self.headline.articles_of_b)
        scored = [
            sentences[sentences["article_id"].isin(side)]
            for side, which in zip(sides, self.published.classifiers(self.headline, *model), strict=True)
            for sentences in [self.published.of_classifiers[which]]
        ]
        cases = self.published.chosen(pd.concat(scored), narrator=narrator, own=own)
        return difference(cases, self.headline, counted=False, seed=self.seed)

    def further(self) -> Further:
        """Yield nothing: all choices are combined."""
        return iter(())


def _range_of(drawn: Reals) -> dict[str, Any]:
    """Compute median and middle 95 % of the differences over half-lexicons."""
    low, high = middle(drawn)
    median = float(np.nanmedian(drawn)) if np.isfinite(drawn).any() else float("nan")
    return {"estimate": median, "low": low, "high": high, "level": LEVEL, "method": OF_HALVES, "scope": "texts"}


@dataclass(frozen=True)
class _ContrastDifference:
    """Compare contrasts of the target by the classifiers of a and b, over the same slots of all texts."""

    published: Published
    headline: Headline
    seed: int
    name = "contrast"

    @property
    def target(self) -> str:
        """Target of the comparison."""
        return self.headline.target

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Classifiers, copy and placebo; empty if one classifier serves both sides."""
        if len({name for name, _ in self.published.classifiers(self.headline, "own", "text")}) < 2:
            return ()
        swaps = self.published.swaps
        models = tuple(level for level in self.published.models(self.headline) if level.does[0] != GENERAL)
        of_target = swaps[(swaps["target"] == self.target) & (swaps["kind"] == "pair")]
        return (models, COPY, PLACEBO) if models and len(of_target) else ()

    def row(self, model: tuple[str, str], own: bool, placebo: bool) -> dict[str, Any]:
        """Compute one specification."""
        swaps = self.published.chosen(self.swaps(model), own=own)
        values = _of_slots(swaps[swaps["kind"] == "pair"])
        if placebo:
            placebos = _of_slots(swaps[swaps["kind"] == "placebo"])["value"].reindex(values.index)
            values = values.assign(value=values["value"] - placebos).dropna(subset="value")
        return self.estimated(values)

    @cached_property
    def swaps(self) -> Callable[[tuple[str, str]], pd.DataFrame]:
        """Swaps of the target, by kind and tier of the classifier.

        value is the difference of the two contrasts, loaded the loaded term.
        """
        return cache(self._swaps)

    def _swaps(self, model: tuple[str, str]) -> pd.DataFrame:
        one, other = (
            swaps[swaps["target"] == self.target].set_index("swap_id")
            for which in self.published.classifiers(self.headline, *model)
            for swaps in [self.published.of_swaps[which]]
        )
        apart = one.assign(value=one["contrast"] - other["contrast"], loaded=one["pair_id"].str.partition("~")[0])
        return apart.dropna(subset="value")

    def estimated(self, slots: pd.DataFrame) -> dict[str, Any]:
        """Average slots, with a bootstrap over families that keeps the classifiers fixed."""
        by_family = slots.groupby("family_id")["value"].agg(["sum", "size"]).to_numpy(float)
        low, high = np.nan, np.nan
        method = f"no interval: {LEAST_RESAMPLED} families are needed, here {len(by_family)}"
        if len(by_family) >= LEAST_RESAMPLED:
            sums, sizes = bootstrap_weights(len(by_family), seed=self.seed).dot(by_family).T
            low, high = percentile_interval(sums / sizes, len(by_family))
            method = f"percentile bootstrap over {len(by_family)} families, classifiers as they are"
        estimate = float(slots["value"].mean()) if len(slots) else float("nan")
        ends = {"low": low, "high": high, "level": LEVEL, "method": method, "scope": "texts"}
        return {"estimate": estimate, **ends, "n_a": len(slots), "n_b": len(slots)}

    def further(self) -> Further:
        """Omit each loaded term in turn, then random halves of the lexicon."""
        swaps = self.swaps(self.axes[0][0].does)
        pairs = swaps[swaps["kind"] == "pair"]
        names = self.published.lexicon.by_id
        for term_id in sorted(pairs["loaded"].unique()):
            result = self.estimated(_of_slots(pairs[pairs["loaded"] != term_id]))
            yield "pair left out", f"without *{names[term_id].term}*", result
        yield "half lexicon", f"{HALVES} random half-lexicons", self.halved(pairs)

    def halved(self, pairs: pd.DataFrame) -> dict[str, Any]:
        """Compute the range of the difference over random halves of the loaded terms."""
        cells = pairs.pivot_table(index="occurrence_id", columns="loaded", values="value", aggfunc=["sum", "count"])
        sums, counts = (cells[name].fillna(0) for name in ("sum", "count"))
        halves = random_halves(self.published.lexicon, seed=self.seed)
        kept = np.array([[term not in out for out in halves] for term in sums], dtype=float)
        of_slots = (sums.to_numpy() @ kept) / np.where(counts.to_numpy() @ kept > 0, counts.to_numpy() @ kept, np.nan)
        return _range_of(pd.DataFrame(of_slots).mean().to_numpy(float)) | dict.fromkeys(("n_a", "n_b"), len(sums))


def _of_slots(swaps: pd.DataFrame) -> pd.DataFrame:
    """Average the swaps of each slot; keep its family."""
    return swaps.groupby("occurrence_id").agg(value=("value", "mean"), family_id=("family_id", "first"))


_MEASURES = (_NamingRate, _CodedShare, _MeanLoadedness, _ContrastDifference)


def specification_curve(published: Published, comparisons: Sequence[Headline], *, seed: int) -> pd.DataFrame:
    """Compute a specification curve for each headline comparison (Simonsohn, Simmons & Nelson 2020).

    The choices of a measure are fully crossed. Omitting a loaded term and random halves of the lexicon are applied to
    the headline specification only.

    - naming rate: *voice* (own, own and paraphrase, all), *copy* (all, without copy shared with other outlets),
      *metonyms*, *lexicon* (its
      versions), *pair left out* (without one loaded term), *half lexicon*;
    - sentences coded loaded: *voice* (all, narrator's sentences), *copy*, *coder*;
    - loadedness (mean log-odds by the outlet's own classifier): *voice*, *copy*, *tier* (text tier, public tier,
      general model), *encoder* (trained for loadedness);
    - contrast (of the target, over the same slots of all texts): *tier*, *encoder*, *copy*, *placebo* (minus the
      placebo in the same slot), *pair left out*, *half lexicon*.

    Parameters
    ----------
    published : Published
        Tables of the study.
    comparisons : sequence of Headline
        Comparisons of `headlines`.
    seed : int
        Seed of the bootstrap and of the random halves.

    Returns
    -------
    DataFrame
        comparison, measure, a, b, target (empty for measures without a target), choice (kinds that differ from the
        headline), specification (description), estimate (a minus b), low, high, level, method (or why the interval is
        missing), scope, n_a, n_b (slots or sentences), k_a, k_b (loaded ones; fractional if coders disagree; nan for
        means), same_as (the first specification of the comparison and measure with the same estimate, interval and
        counts; empty if it is the first). For half lexicons the estimate is the median, and low and high are the middle
        95 % of the halves, not a confidence interval.
    """
    rows = [
        {"comparison": comparison.name, "measure": measure.name, "a": comparison.a, "b": comparison.b}
        | {"target": measure.target, "choice": choice, "specification": words, **result}
        for comparison in progress(comparisons, "comparisons")
        for kind in _MEASURES
        for measure in [kind(published, comparison, seed)]
        for choice, words, result in _specified(measure)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.drop_duplicates(["comparison", "measure", "target", "specification"], ignore_index=True)
    return table.assign(same_as=_same_as(table))


def _same_as(table: pd.DataFrame) -> pd.Series[str]:
    """Name the first specification of a comparison with the same estimate, interval and counts; empty for the first.

    >>> found = pd.DataFrame({"specification": ["headline", "metonyms left out", "all voices"], "comparison": "a~b",
    ...     "measure": "naming rate", "target": "Ruk", "estimate": [0.5, 0.5, 0.2], "low": np.nan, "high": np.nan,
    ...     "n_a": 4, "n_b": 4, "k_a": 3.0, "k_b": 1.0})
    >>> _same_as(found).tolist()
    ['', 'headline', '']
    """
    found = table.assign(**table[["estimate", "low", "high"]].round(9))
    cells = found.groupby(["comparison", "measure", "target", *OUTCOME], sort=False, dropna=False)["specification"]
    first = cells.transform("first")
    return first.where(first != table["specification"], "").astype("str")


def _specified(measure: _Measure) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield kinds of choice, description and result of every specification of a measure."""
    if not measure.axes:
        return
    for choice, words, does in crossed(measure.axes):
        yield choice, words, measure.row(*does)
    yield from measure.further()
