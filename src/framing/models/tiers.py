"""Assemble the features of a tier (public or text), and fit and apply its classifiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from framing.corpus import Corpus
from framing.models.cross_fitting import folds_of
from framing.models.encoders import Vectors
from framing.models.features import (
    GENERAL_LOG_ODDS,
    OF_GENERAL,
    Span,
    house_masks,
    masked,
    names_of,
    outlet_masks,
    public_features,
    swapped_features,
)
from framing.models.loadedness import Prior
from framing.models.outlet import OutletModels, fit_loadedness_models, fit_outlet_models
from framing.stats import Reals
from framing.tables import rows

MOST_OUTLETS = 8


@dataclass(frozen=True)
class Units:
    """Hold the sentences of a study with labels, folds and swaps.

    Attributes
    ----------
    labels : DataFrame
        Weighted labels: sentence_id, label, weight; empty if nothing is coded.
    outlets, components, folds : Series
        Outlet, component and fold of each sentence, by sentence_id.
    swaps : DataFrame
        Swaps of `find_swaps`.
    most_outlets : int, default 8
        Number of outlets with classifiers of their own: those with most sentences.
    """

    labels: pd.DataFrame
    outlets: pd.Series[str]
    components: pd.Series[str]
    folds: pd.Series[int]
    swaps: pd.DataFrame
    most_outlets: int = MOST_OUTLETS

    @classmethod
    def of(
        cls,
        articles: pd.DataFrame,
        sentences: pd.DataFrame,
        components: pd.DataFrame,
        labels: pd.DataFrame,
        swaps: pd.DataFrame,
        most_outlets: int = MOST_OUTLETS,
    ) -> Units:
        """Collect the units of a study and assign components to folds."""
        of_sentence = components.set_index("sentence_id")["component_id"]
        article = sentences.set_index("sentence_id")["article_id"].loc[of_sentence.index]
        outlets = article.map(articles.set_index("article_id")["outlet"])
        return cls(labels, outlets, of_sentence, folds_of(components, labels), swaps, most_outlets)

    @property
    def classified(self) -> list[str]:
        """Outlets with classifiers of their own, in the order of the study."""
        largest = self.outlets.value_counts(sort=False).sort_values(ascending=False, kind="stable")
        return [outlet for outlet in self.outlets.unique() if outlet in largest.index[: self.most_outlets]]

    @property
    def pairs(self) -> pd.DataFrame:
        """Swaps of kind pair, without placebos."""
        return self.swaps[self.swaps["kind"] == "pair"].reset_index(drop=True)

    @property
    def sentence_ids(self) -> list[str]:
        """All sentences except boilerplate."""
        return self.outlets.index.tolist()


@dataclass(frozen=True)
class Tier:
    """Hold the features of a tier and fit its classifiers.

    Attributes
    ----------
    name : str
        ``public`` or ``text``.
    units : Units
        Sentences and swaps.
    features : DataFrame
        Features of loadedness, by sentence_id.
    reworded : DataFrame
        Features of loadedness, by swap_id.
    for_outlets : DataFrame
        Features of masked text for the OutletClassifiers, by sentence_id and swap_id.
    prior : Prior
        Shared model of loadedness over `features`.
    """

    name: str
    units: Units
    features: pd.DataFrame
    reworded: pd.DataFrame
    for_outlets: pd.DataFrame
    prior: Prior

    @cached_property
    def loadedness_models(self) -> OutletModels:
        """LoadednessClassifier of each outlet."""
        units = self.units
        outlets = units.outlets[units.outlets.isin(units.classified)]
        return fit_loadedness_models(self.features, units.labels, outlets, units.folds, self.prior)

    @cached_property
    def outlet_models(self) -> OutletModels:
        """OutletClassifier of each outlet."""
        units, features = self.units, self.for_outlets.loc[self.units.sentence_ids]
        return fit_outlet_models(features, units.outlets, units.folds, units.components, units.classified)

    @property
    def fold_of_unit(self) -> pd.Series[int]:
        """Fold of each sentence and swap; a swap has the fold of its sentence."""
        swaps = self.units.swaps
        of_swaps = self.units.folds.loc[swaps["sentence_id"]].set_axis(swaps["swap_id"].to_numpy())
        return pd.concat([self.units.folds.loc[self.units.sentence_ids], of_swaps])

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores of every sentence and swap by every classifier."""
        folds = self.fold_of_unit
        both = pd.concat([self.features, self.reworded]).loc[folds.index]
        loaded = self.loadedness_models.scores(both, folds, self.name)
        outlet = self.outlet_models.scores(self.for_outlets.loc[folds.index], folds, self.name)
        return pd.concat([loaded, outlet], ignore_index=True)

    @property
    def steps(self) -> Reals:
        """Features with the loaded term minus features with the neutral term, one row per swap of kind pair."""
        return self.steps_of(pd.concat([self.features, self.reworded]))

    @property
    def steps_between_outlets(self) -> Reals:
        """Differences of the features of masked text, like `steps`."""
        return self.steps_of(self.for_outlets)

    def coefficients(self) -> pd.DataFrame:
        """Return the coefficients of every classifier: mean, least and greatest over folds."""
        columns = ["classifier", "tier", "feature", "coefficient", "least", "greatest"]
        types = dict.fromkeys(columns[:3], "str") | dict.fromkeys(columns[3:], float)
        tables = [pd.DataFrame(columns=columns).astype(types)]
        fitted = ((self.loadedness_models, self.features.columns), (self.outlet_models, self.for_outlets.columns))
        for models, names in fitted:
            for classifier, of_folds in models.coefficients().items():
                # a coefficient of 0 is some 1e-17 of either sign, depending on the order in which a processor adds up
                table = pd.DataFrame([*of_folds.values()], columns=names).round(12) + 0.0
                found = {"classifier": classifier, "tier": self.name, "feature": names}
                found |= {"coefficient": table.mean().to_numpy(), "least": table.min().to_numpy()}
                tables.append(pd.DataFrame(found | {"greatest": table.max().to_numpy()}))
        return pd.concat(tables, ignore_index=True)

    def steps_of(self, features: pd.DataFrame) -> Reals:
        """Compute differences of the given features of sentences and swaps, like `steps`."""
        pairs = self.units.pairs
        swapped, written = (features.loc[pairs[unit]].to_numpy(np.float64) for unit in ("swap_id", "sentence_id"))
        return np.asarray((swapped - written) * np.where(pairs["direction"] == "to_neutral", -1.0, 1.0)[:, None])


def public_tier(
    units: Units,
    sentences: pd.DataFrame,
    occurrences: pd.DataFrame,
    terms: pd.DataFrame,
    targets: Sequence[str],
    general: pd.DataFrame | None,
) -> Tier:
    """Assemble the public tier from published tables.

    Parameters
    ----------
    units : Units
        Sentences and swaps.
    sentences, occurrences, terms : DataFrame
        Tables of sentences, occurrences and lexicon terms.
    targets : sequence of str
        Targets of the lexicon.
    general : DataFrame, optional
        Log-odds of the general model by sentence_id and swap_id, as for `public_features`.
    """
    features = public_features(sentences, occurrences, targets, general, units=units.sentence_ids)
    reworded = swapped_features(features, units.swaps, terms, general)
    without = [name for name in features if name not in OF_GENERAL]
    prior = (
        Prior.on(GENERAL_LOG_ODDS, features.columns.astype(str).tolist())
        if general is not None
        else Prior((0.0,) * features.shape[1])
    )
    return Tier("public", units, features, reworded, pd.concat([features, reworded])[without], prior)


def text_tier(
    units: Units,
    texts: pd.Series[str],
    hidden: pd.Series[str],
    encoder: Callable[[Sequence[str]], Vectors],
    general: pd.DataFrame,
) -> Tier:
    """Assemble the text tier from sentence embeddings.

    Parameters
    ----------
    units : Units
        Sentences and swaps.
    texts : Series of str
        Text of every sentence and swap, by sentence_id and swap_id.
    hidden : Series of str
        The same texts with outlet names masked.
    encoder : callable
        Encoder of sentences that was not trained on loadedness.
    general : DataFrame
        Log-odds of `texts` by the general model, as for `public_features`; those of the sentence are the only feature
        with a non-zero prior mean.
    """
    every = sorted({*texts, *hidden})
    vectors = np.asarray(encoder(every), dtype=np.float64)
    place = {text: number for number, text in enumerate(every)}
    order = [*units.sentence_ids, *units.swaps["swap_id"]]

    def in_span(of: pd.Series[str]) -> pd.DataFrame:
        ordered = vectors[[place[text] for text in of.loc[order]]]
        return Span.of(ordered[: len(units.sentence_ids)]).features(ordered, order)

    features = in_span(texts)
    features = features.set_axis([str(name) for name in features], axis=1).join(general)
    prior = Prior.on(GENERAL_LOG_ODDS, features.columns.tolist())
    sentences, reworded = features.loc[units.sentence_ids], features.loc[units.swaps["swap_id"]]
    return Tier("text", units, sentences, reworded, in_span(hidden), prior)


def hidden_texts(
    texts: pd.Series[str], of_sentence: pd.Series[str], occurrences: pd.DataFrame, corpus: Corpus
) -> pd.Series[str]:
    """Mask outlet names and other identifying text in sentences and swaps, except words of the lexicon.

    Parameters
    ----------
    texts : Series of str
        Texts of sentences and swaps.
    of_sentence : Series of str
        sentence_id of each text, with the same index.
    occurrences : DataFrame
        Table of `find_occurrences`.
    corpus : Corpus
        Articles with their texts.
    """
    masks = [*house_masks(), *outlet_masks(names_of(corpus.articles))]
    terms: dict[str, set[str]] = {}
    for row in rows(occurrences):
        terms.setdefault(row.sentence_id, set()).add(corpus.text(row.article_id)[row.start : row.end])
    return pd.Series(
        [
            masked(text, masks, [span for words in terms.get(sentence, ()) for span in _spans(text, words)])
            for text, sentence in zip(texts, of_sentence.loc[texts.index], strict=True)
        ],
        index=texts.index,
        dtype="str",
    )


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    """Find all spans of some words in a text."""
    starts = [place for place in range(len(text)) if text.startswith(words, place)] if words in text else []
    return [(start, start + len(words)) for start in starts]
