"""Define the analytic choices of the specification curve and select the cases for each choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import pandas as pd

from framing.lexicon import Lexicon
from framing.measures.contrast import swap_contrasts
from framing.measures.differences import Headline
from framing.measures.lexicon_versions import FULL, VERSIONS, Thinning
from framing.measures.naming import own_copy, slots_of
from framing.models import GENERAL, LOADEDNESS, OTHER_ENCODER

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
    def thinning(self) -> Thinning:
        """The full lexicon and its occurrences, for reduced lexicons."""
        return Thinning(self.lexicon, self.by_lexicon[FULL])

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
    def own(self) -> pd.Series[str]:
        """Identifiers of sentences without a full twin in another outlet's text."""
        return own_copy(self.sentences, self.sentences, self.articles)["sentence_id"]

    @cached_property
    def narrated(self) -> pd.Series[str]:
        """Identifiers of sentences in the narrator's voice."""
        return self.sentences.loc[self.sentences["voice"] == "narrator", "sentence_id"]

    @cached_property
    def known(self) -> pd.DataFrame:
        """Article and family of each sentence."""
        return self.sentences.set_index("sentence_id")[["article_id", "family_id"]]

    @cached_property
    def of_swaps(self) -> pd.DataFrame:
        """Contrast of every swap by every loadedness classifier."""
        of_loadedness = self.scores["classifier"].str.match(f"(?:{LOADEDNESS}|{OTHER_ENCODER}):")
        return swap_contrasts(self.scores[of_loadedness], self.swaps)

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
        return self.with_families(slots.assign(value=(slots["form"] == "loaded").astype("float64")))

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
        if narrator:
            cases = cases[cases["sentence_id"].isin(self.narrated)]
        return cases[cases["sentence_id"].isin(self.own)] if own else cases
