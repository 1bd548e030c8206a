"""Prepare one article of a reading view: its sentences, their loadedness and the reasons for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, cast

import pandas as pd
import regex

from framing.models import GENERAL, LOADEDNESS, StaticModel, explain, load_model
from framing.report.reader.twins import Shown
from framing.study import Study
from framing.tables import rows

STATIC = "loaded-language-static"
STEPS = 4
MOST_REASONS = 6


@dataclass(frozen=True)
class Loadedness:
    """Probability that each sentence is loaded, and the classifier that estimated it."""

    scores: Mapping[str, float]
    classifier: str

    @property
    def source(self) -> str:
        """The classifier in words."""
        if self.classifier == STATIC:
            return f"the shipped general model ‘{STATIC}’, which sums one weight per word"
        if self.classifier == GENERAL:
            return "the general model (published scores)"
        return f"the classifier of {self.classifier.partition(':')[2]} (published scores, text tier)"

    @property
    def source_of_reasons(self) -> str:
        """The model that the reasons belong to."""
        if self.classifier == STATIC:
            return "exact for this model"
        return f"according to the simpler model ‘{STATIC}’ instead of the classifier used for shading"


@cache
def _static_model() -> StaticModel:
    return cast(StaticModel, load_model(STATIC))


def loadedness_of(study: Study, outlets: Sequence[str], words: Mapping[str, str]) -> Loadedness:
    """Score sentences with one classifier, so that shades are comparable between texts.

    Parameters
    ----------
    study : Study
        Study with published scores, if any; otherwise the static model is used.
    outlets : sequence of str
        Outlets of the articles shown. The outlet's own classifier is used if there is only one.
    words : mapping
        Sentences to score, by sentence_id.
    """
    own = [f"{LOADEDNESS}:{outlets[0]}"] if len(set(outlets)) == 1 else []
    for classifier in (*own, GENERAL):
        published = _published(study.scores, classifier)
        if words and words.keys() <= published.keys():
            return Loadedness({name: published[name] for name in words}, classifier)
    probabilities = _static_model().predict_proba(list(words.values()))[:, 1].tolist() if words else []
    return Loadedness(dict(zip(words, probabilities, strict=True)), STATIC)


def _published(scores: pd.DataFrame, classifier: str) -> dict[str, float]:
    of_it = scores[(scores["classifier"] == classifier) & (scores["tier"] == "text")].dropna(subset="probability")
    return dict(zip(of_it["unit_id"], of_it["probability"].astype(float), strict=True))


def reasons(words: str) -> list[tuple[str, float]]:
    """Return the words that move the static model's log-odds most, with their contributions.

    >>> [word for word, _ in reasons("The vile mob cheered.")][:1]
    ['vile']
    """
    effects = explain(words, _static_model()).groupby("word", sort=False)["effect"].sum().round(2)
    moving = effects[effects != 0]
    chosen = moving.reindex(moving.abs().sort_values(ascending=False, kind="stable").index)[:MOST_REASONS]
    return [(str(word), float(effect)) for word, effect in chosen.items()]


def step(loadedness: float) -> int:
    """Return the quarter that a probability lies in: 0, 1, 2 or 3."""
    return min(int(loadedness * STEPS), STEPS - 1)


def counted(loadedness: float) -> str:
    """Show the quarter of a probability as filled marks.

    >>> counted(0.3)
    '■□□'
    """
    return "■" * step(loadedness) + "□" * (STEPS - 1 - step(loadedness))


MOST_BYTES = 560_000  # of all columns, as estimated below; keeps the page under 1 MB
BYTES_PER_SENTENCE, BYTES_PER_TERM = 700, 250  # of markup, roughly
LONGEST = 3_000  # characters shown of one sentence; longer ones are texts without full stops
MOST_TERMS = 60  # marked in one sentence
SPECIAL = "&<>\"'"  # characters that take five bytes in HTML


@dataclass(frozen=True)
class Window:
    """Consecutive sentences of an article, from number `first` (counted from 1) of `total`."""

    sentences: tuple[Any, ...]
    first: int
    total: int

    @classmethod
    def of(
        cls, sentences: pd.DataFrame, text: str, terms: Mapping[str, Sequence[Any]], start: int, columns: int
    ) -> Window:
        """Return as many sentences from `start` as fit into a column's share of the page, and at least one."""
        table = list(rows(sentences))
        sizes = accumulate(_size(row, text, len(terms.get(row.sentence_id, ())), columns) for row in table[start - 1 :])
        fits = sum(size <= MOST_BYTES // columns for size in sizes)
        return cls(tuple(table[start - 1 : start - 1 + max(fits, 1)]), start, len(table))

    @property
    def omitted(self) -> str:
        """Sentence numbers shown and how to continue, or an empty string if all are shown."""
        if not self.sentences or len(self.sentences) == self.total:
            return ""
        last = self.first + len(self.sentences) - 1
        shown = f"Sentences {self.first:,}–{last:,} of {self.total:,}."
        return f"{shown} Continue with start={last + 1}." if last < self.total else shown


def _size(row: Any, text: str, terms: int, columns: int) -> int:
    """Estimate the bytes of a sentence; side by side its words are repeated among the differences."""
    words = shown_words(row, text)
    size = len(words.encode()) + 4 * sum(map(words.count, SPECIAL))
    return BYTES_PER_SENTENCE + BYTES_PER_TERM * terms + size * (1 if columns == 1 else 3)


def shown_words(row: Any, text: str) -> str:
    """Return the first `LONGEST` characters of a sentence."""
    return text[row.start : min(row.end, row.start + LONGEST)]


def terms_by_sentence(occurrences: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the first `MOST_TERMS` occurrences of each sentence in text order."""
    by_sentence: dict[str, list[Any]] = {}
    for row in rows(occurrences.sort_values(["article_id", "term_start", "term_end"], kind="stable")):
        of_sentence = by_sentence.setdefault(row.sentence_id, [])
        if len(of_sentence) < MOST_TERMS:
            of_sentence.append(row)
    return by_sentence


LINE_BREAK = regex.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True)
class Column:
    """One article of a view: its row of the manifest, its text and the sentences shown."""

    article: Any
    text: str
    window: Window
    shown: Sequence[Shown]

    @property
    def outlet(self) -> str:
        """Outlet as displayed."""
        return outlet_of(self.article)

    @property
    def date(self) -> str:
        """Date from the manifest, or an empty string."""
        return getattr(self.article, "date", "")

    @property
    def title(self) -> str:
        """Title from the manifest, or an empty string if the text contains it."""
        title = getattr(self.article, "title", "")
        return "" if title in (sentence.words for sentence in self.shown) else title

    @property
    def terms(self) -> bool:
        """Whether any sentence has a term of the lexicon."""
        return any(sentence.terms for sentence in self.shown)

    @property
    def omitted(self) -> str:
        """Sentence numbers shown, if not all are."""
        return self.window.omitted

    @property
    def empty(self) -> str:
        """Message for a column without sentences."""
        total = self.window.total
        return f"This article has only {total:,} sentences." if total else "This article has no sentences."

    @property
    def paragraphs(self) -> list[list[Shown]]:
        """Sentences grouped by lines of the text."""
        groups: list[list[Shown]] = []
        end = 0
        for sentence in self.shown:
            if not groups or LINE_BREAK.search(self.text, end, sentence.row.start):
                groups.append([])
            groups[-1].append(sentence)
            end = sentence.row.end
        return groups


def outlet_of(article: Any) -> str:
    """Return the outlet's label, or its name."""
    return str(getattr(article, "label", "") or article.outlet)
