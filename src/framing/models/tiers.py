"""Design: what the classifiers of one tier are fitted on, which sentence is in which fold, and what they score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from framing.corpus import Corpus
from framing.models.cross_fitting import folds_of
from framing.models.encoders import Vectors
from framing.models.features import GENERAL_LOG_ODDS, Span, public_features, swapped_features
from framing.models.loadedness import Prior
from framing.models.outlet_models import Panel, loadedness_panel, outlet_panel
from framing.models.text_features import house_masks, masked, names_of, outlet_masks
from framing.tables import rows

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Units:
    """The sentences of a study, what people said of them, and their swaps.

    `labels` are weighted (sentence_id, label, weight); `outlets`, `components` and `folds` go by sentence_id.
    """

    labels: pd.DataFrame
    outlets: pd.Series[str]
    components: pd.Series[str]
    folds: pd.Series[int]
    swaps: pd.DataFrame

    @classmethod
    def of(
        cls,
        articles: pd.DataFrame,
        sentences: pd.DataFrame,
        components: pd.DataFrame,
        labels: pd.DataFrame,
        swaps: pd.DataFrame,
    ) -> Units:
        """The units of a study: folds are dealt by components over all its texts."""
        of_sentence = components.set_index("sentence_id")["component_id"]
        article = sentences.set_index("sentence_id")["article_id"].loc[of_sentence.index]
        outlets = article.map(articles.set_index("article_id")["outlet"])
        return cls(labels, outlets, of_sentence, folds_of(components, labels), swaps)

    @property
    def pairs(self) -> pd.DataFrame:
        """The swaps but placebos."""
        return self.swaps[self.swaps["kind"] == "pair"].reset_index(drop=True)

    @property
    def sentence_ids(self) -> list[str]:
        """All sentences but boilerplate."""
        return self.outlets.index.tolist()


@dataclass(frozen=True)
class Design:
    """Features of one tier over the units: of sentences and, by swap_id, of rewordings.

    `for_outlets` are the features that tell outlets apart (masked text), for sentences and rewordings in one table;
    `prior` is the shared model of loadedness over `features`.
    """

    tier: str
    units: Units
    features: pd.DataFrame
    reworded: pd.DataFrame
    for_outlets: pd.DataFrame
    prior: Prior

    @cached_property
    def panel(self) -> Panel:
        """The LoadednessClassifier of each outlet."""
        units = self.units
        return loadedness_panel(self.features, units.labels, units.outlets, units.folds, self.prior)

    @cached_property
    def outlet_panel(self) -> Panel:
        """The OutletClassifier of each outlet."""
        features = self.for_outlets.loc[self.units.sentence_ids]
        return outlet_panel(features, self.units.outlets, self.units.folds, self.units.components)

    @property
    def fold_of_unit(self) -> pd.Series[int]:
        """The fold of each sentence and, that of its sentence, of each rewording."""
        swaps = self.units.swaps
        of_swaps = self.units.folds.loc[swaps["sentence_id"]].set_axis(swaps["swap_id"].to_numpy())
        return pd.concat([self.units.folds.loc[self.units.sentence_ids], of_swaps])

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Scores of every sentence and rewording by every classifier."""
        folds = self.fold_of_unit
        both = pd.concat([self.features, self.reworded]).loc[folds.index]
        loaded = self.panel.scores(both, folds, self.tier)
        outlet = self.outlet_panel.scores(self.for_outlets.loc[folds.index], folds, self.tier)
        return pd.concat([loaded, outlet], ignore_index=True)

    @property
    def steps(self) -> Reals:
        """Features with the loaded term less those with the neutral one, a row a swap of kind pair."""
        return self.steps_of(pd.concat([self.features, self.reworded]))

    @property
    def steps_between_outlets(self) -> Reals:
        """The same of the features that tell outlets apart."""
        return self.steps_of(self.for_outlets)

    def steps_of(self, features: pd.DataFrame) -> Reals:
        """The same of features of sentences and rewordings."""
        pairs = self.units.pairs
        swapped, written = (features.loc[pairs[unit]].to_numpy(np.float64) for unit in ("swap_id", "sentence_id"))
        return np.asarray((swapped - written) * np.where(pairs["direction"] == "to_neutral", -1.0, 1.0)[:, None])


def public_design(
    units: Units,
    sentences: pd.DataFrame,
    occurrences: pd.DataFrame,
    terms: pd.DataFrame,
    targets: Sequence[str],
    general: pd.Series[float] | None,
) -> Design:
    """The design of published tables alone; `general` are the general model's log-odds of sentences and swaps."""
    features = public_features(sentences, occurrences, targets, general).loc[units.sentence_ids]
    reworded = swapped_features(features, units.swaps, terms, general)
    without = [name for name in features if name != GENERAL_LOG_ODDS]
    prior = (
        Prior.on(GENERAL_LOG_ODDS, features.columns.astype(str).tolist())
        if general is not None
        else Prior((0.0,) * features.shape[1])
    )
    return Design("public", units, features, reworded, pd.concat([features, reworded])[without], prior)


def text_design(
    units: Units,
    texts: pd.Series[str],
    hidden: pd.Series[str],
    encoder: Callable[[Sequence[str]], Vectors],
    general: pd.Series[float],
) -> Design:
    """The design of sentence embeddings.

    Parameters
    ----------
    units
        of the study.
    texts
        the words of every sentence and rewording, by sentence_id and swap_id.
    hidden
        the same with what gives an outlet away masked.
    encoder
        one that nobody trained to tell loaded from neutral.
    general
        the general model's log-odds of `texts`, the feature that the shared model takes as it stands.
    """
    every = sorted({*texts, *hidden})
    vectors = np.asarray(encoder(every), dtype=np.float64)
    place = {text: number for number, text in enumerate(every)}
    order = [*units.sentence_ids, *units.swaps["swap_id"]]

    def in_span(of: pd.Series[str]) -> pd.DataFrame:
        found = vectors[[place[text] for text in of.loc[order]]]
        return Span.of(found[: len(units.sentence_ids)]).features(found, order)

    features = in_span(texts)
    features = features.set_axis([str(name) for name in features], axis=1).assign(**{GENERAL_LOG_ODDS: general})
    prior = Prior.on(GENERAL_LOG_ODDS, features.columns.tolist())
    sentences, reworded = features.loc[units.sentence_ids], features.loc[units.swaps["swap_id"]]
    return Design("text", units, sentences, reworded, in_span(hidden), prior)


def hidden_texts(
    texts: pd.Series[str], of_sentence: pd.Series[str], occurrences: pd.DataFrame, corpus: Corpus
) -> pd.Series[str]:
    """Texts with what gives an outlet away masked, but no word that the lexicon found in the sentence.

    Parameters
    ----------
    texts
        sentences and their rewordings.
    of_sentence
        the sentence of each, by the same index.
    occurrences, corpus
        of the study.
    """
    masks = [*house_masks(), *outlet_masks(names_of(corpus.articles))]
    found: dict[str, set[str]] = {}
    for row in rows(occurrences):
        found.setdefault(row.sentence_id, set()).add(corpus.text(row.article_id)[row.start : row.end])
    return pd.Series(
        [
            masked(text, masks, [span for words in found.get(sentence, ()) for span in _spans(text, words)])
            for text, sentence in zip(texts, of_sentence.loc[texts.index], strict=True)
        ],
        index=texts.index,
        dtype="str",
    )


def _spans(text: str, words: str) -> list[tuple[int, int]]:
    """Where some words stand in a text."""
    starts = [place for place in range(len(text)) if text.startswith(words, place)] if words in text else []
    return [(start, start + len(words)) for start in starts]
