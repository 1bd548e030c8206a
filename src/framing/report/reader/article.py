"""Prepare one article of a reading view: its sentences, their loadedness and the reasons for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd
import regex

from framing.corpus import COMMONEST
from framing.models import (
    GENERAL,
    GENERAL_MODEL,
    STATIC_MODEL,
    SentenceModel,
    StaticModel,
    available_model,
    explain,
)
from framing.report.reader.twins import Shown
from framing.study import Study
from framing.tables import rows

STEPS = 4
MOST_REASONS = 6
LEAST_PROBABILITY, LEAST_EFFECT = 0.1, 0.005  # of a word that is named as a reason


@dataclass(frozen=True)
class Loadedness:
    """Hold the probability that each sentence is loaded and the words that make it so, by one model.

    Attributes
    ----------
    scores : mapping of str to float
        Probability by sentence_id.
    reasons : mapping of str to list of (str, str)
        Words of each sentence, each with its number as shown.
    is_network : bool
        Whether the model is the network; otherwise it is the static model.
    """

    scores: Mapping[str, float]
    reasons: Mapping[str, Sequence[tuple[str, str]]]
    is_network: bool

    @property
    def source(self) -> str:
        """The model in words."""
        if self.is_network:
            return f"the general model ‘{GENERAL_MODEL}’"
        return (
            f"the static model ‘{STATIC_MODEL}’, which adds a weight for each word and so misses many loaded names; "
            f"with framing[text] installed it is ‘{GENERAL_MODEL}’"
        )

    @property
    def meaning(self) -> str:
        """What the number of a word is."""
        return "probability that the word is loaded" if self.is_network else "what the word adds to the log-odds"


def loadedness_of(study: Study, words: Mapping[str, str]) -> Loadedness:
    """Score sentences with one model, so that shades are comparable between texts.

    Parameters
    ----------
    study : Study
        Study whose published scores are used if the network is installed and scored all sentences.
    words : mapping
        Sentences to score, by sentence_id.
    """
    model = available_model()
    is_network = isinstance(model, SentenceModel)
    if not words:
        return Loadedness({}, {}, is_network)
    sentences = list(words.values())
    published = _published(study.scores) if is_network else {}
    scores = (
        [published[name] for name in words]
        if words.keys() <= published.keys()
        else model.predict_proba(sentences)[:, 1].tolist()
    )
    return Loadedness(
        dict(zip(words, scores, strict=True)), dict(zip(words, reasons(sentences, model), strict=True)), is_network
    )


def _published(scores: pd.DataFrame) -> dict[str, float]:
    of_general = scores[scores["classifier"] == GENERAL].dropna(subset="probability")
    return dict(zip(of_general["unit_id"], of_general["probability"].astype(float), strict=True))


def reasons(sentences: Sequence[str], model: SentenceModel | StaticModel) -> list[list[tuple[str, str]]]:
    """Return the words that each sentence is loaded by according to a model, each with its number as shown.

    >>> from framing.models import load_model
    >>> [word for word, _ in reasons(["The vile mob cheered."], load_model("loaded-language-static"))[0]][:1]
    ['vile']
    """
    if isinstance(model, SentenceModel):
        scored = model.word_scores(sentences)
        tables = [scored[scored["sentence"] == place] for place in range(len(sentences))]
        return [_shown(of_one, "probability", LEAST_PROBABILITY, "{:.2f}") for of_one in tables]
    return [_shown(explain(sentence, model), "effect", LEAST_EFFECT, "{:+.2f}") for sentence in sentences]


def _shown(words: pd.DataFrame, column: str, least: float, form: str) -> list[tuple[str, str]]:
    """Return the words with the greatest numbers; repeated words once."""
    words = words[~words["word"].str.lower().isin(COMMONEST)]  # they catch the scores of their neighbours
    numbers = words.groupby("word", sort=False)[column].agg("max" if column == "probability" else "sum")
    moving = numbers[numbers.abs() >= least]
    order = moving.abs().sort_values(ascending=False, kind="stable").index[:MOST_REASONS]
    return [(str(word), form.format(moving[word]).replace("-", "−")) for word in order]


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
