"""Prepare one article of a reading view: its sentences, their loadedness with reasons, and their twins elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
from framing.report.html import split_at_marks
from framing.study import Study
from framing.tables import rows

TOKEN = regex.compile(r"(?:\w[\w'’-]*|[^\w\s])\s*")
STRAIGHT = str.maketrans("“”„«»‘’", '"""""\'\'')  # quotation marks differ by house style, not by wording
VOICES = {"quote": "quoted", "indirect": "reported", "mixed": "partly quoted", "narrator": "outlet’s own voice"}
LABELLED = ("boilerplate", "caption")  # headlines and crossheads are recognised by their type
LABELS = {
    "attribution": "Speaker",
    "quote": "Quotation",
    "number": "Number",
    "modality": "Modality",
    "omission": "Left out",
    "addition": "Added",
    "wording": "Loaded wording",
    "voice": "Voice",
}
TURNED = {"omission": "addition", "addition": "omission"}
SHOWN_OTHERWISE = ("wording", "voice")
MOST_TWINS = 3  # per sentence, over all texts shown
STEPS = 4
MOST_REASONS = 6
LEAST_PROBABILITY, LEAST_EFFECT = 0.1, 0.005  # of a word that is named as a reason


def wording(one: str, other: str) -> list[tuple[str, str]]:
    """Compare two sentences word by word.

    Returns
    -------
    list of (str, str)
        Stretches of words, each ``deleted``, ``inserted`` or ``""`` (kept); only ``the same`` if nothing changed.

    Examples
    --------
    >>> wording("The strongman left.", "The leader left.")
    [('', 'The '), ('deleted', 'strongman'), ('', ' '), ('inserted', 'leader'), ('', ' '), ('', 'left.')]
    """
    a, b = TOKEN.findall(one), TOKEN.findall(other)
    plain = [[token.strip().translate(STRAIGHT) for token in tokens] for tokens in (a, b)]
    pieces: list[tuple[str, str]] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, plain[0], plain[1], autojunk=False).get_opcodes():
        if kind == "equal":
            if pieces and not b[b1][0].isalnum():
                pieces[-1] = ("", pieces[-1][1].rstrip())
            pieces.append(("", "".join(b[b1:b2])))
            continue
        if pieces and not pieces[-1][1].endswith((" ", "(", "“", "‘")):
            pieces.append(("", " "))
        for change, words in (("deleted", "".join(a[a1:a2]).strip()), ("inserted", "".join(b[b1:b2]).strip())):
            if words:
                pieces += [(change, words), ("", " ")]
    return pieces if any(change for change, _ in pieces) else [("", "the same")]


def said_by(row: Any) -> str:
    """Return voice and source of a sentence in words, or an empty string if it has no voice."""
    if not row.voice:
        return ""
    return f"{VOICES[row.voice]}: {row.source}" if row.source else VOICES[row.voice]


def naming(one: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[str]:
    """List the targets that two sentences name differently, each with both names.

    >>> naming([("tresk", "strongman")], [("tresk", "leader"), ("heron", "the line")])
    ['tresk: strongman → leader']
    """
    before, after = _by_target(one), _by_target(other)
    return [
        f"{target}: {' and '.join(before[target])} → {' and '.join(after[target])}"
        for target in before
        if target in after and set(map(str.casefold, before[target])) != set(map(str.casefold, after[target]))
    ]


def _by_target(names: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    by_target: dict[str, list[str]] = {}
    for target, words in names:
        of_target = by_target.setdefault(target, [])
        if words not in of_target:
            of_target.append(words)
    return by_target


def apart(terms: Sequence[Any]) -> list[Any]:
    """Return non-overlapping terms in text order; loaded terms take precedence, then earlier ones."""
    kept: list[Any] = []
    for term in sorted(terms, key=lambda term: (term.form != "loaded", term.term_start, -term.term_end)):
        if all(term.term_end <= one.term_start or one.term_end <= term.term_start for one in kept):
            kept.append(term)
    return sorted(kept, key=lambda term: term.term_start)


@dataclass(frozen=True)
class Shown:
    """A sentence of a reading view: its table row, words, terms and position on the page."""

    row: Any
    words: str
    terms: Sequence[Any]
    anchor: str
    number: int
    column: int
    outlet: str

    @property
    def pieces(self) -> list[tuple[str, Any]]:
        """Words split at their terms."""
        start = self.row.start
        marks = ((term.term_start - start, term.term_end - start, term) for term in apart(self.terms))
        return list(split_at_marks(self.words, marks))

    @property
    def loaded(self) -> list[Any]:
        """Loaded terms."""
        return [term for term in self.terms if term.form == "loaded"]

    @property
    def names(self) -> list[tuple[str, str]]:
        """Targets named, each with the name used."""
        cut = [(term, term.term_start - self.row.start, term.term_end - self.row.start) for term in self.terms]
        return [(term.target, self.words[first:last]) for term, first, last in cut if term.kind == "naming"]

    @property
    def cut(self) -> int:
        """Number of characters that are not shown."""
        return int(self.row.end - self.row.start - len(self.words))

    @property
    def label(self) -> str:
        """Kind and voice, if the sentence is not body text in the outlet's own voice."""
        kind = self.row.kind if self.row.kind in LABELLED else ""
        voice = said_by(self.row) if self.row.voice != "narrator" else ""
        return " · ".join(filter(None, [kind, voice]))


@dataclass(frozen=True)
class Twin:
    """A sentence with its twin in another text, and their drift."""

    one: Shown
    other: Shown
    drifts: Sequence[Any]

    @property
    def is_first(self) -> bool:
        """Whether the sentence precedes its twin on the page."""
        return self.one.column < self.other.column

    @property
    def anchor(self) -> str:
        """Identifier of the pair, the same from both sides."""
        first, second = (self.one, self.other) if self.is_first else (self.other, self.one)
        return f"{first.anchor}-{second.anchor}"

    @property
    def voice(self) -> str:
        """Change of voice or source, or an empty string."""
        before, after = said_by(self.one.row), said_by(self.other.row)
        changed = f"{before} → {after}" if before != after else ""
        drifted = (
            "One text quotes or reports what the other states in its own voice." if "voice" in self.aspects else ""
        )
        return ". ".join(filter(None, [changed, drifted]))

    @property
    def aspects(self) -> list[str]:
        """Aspects in which the two differ."""
        return list(dict.fromkeys(row.aspect for row in self.drifts))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Each difference that has a line of its own: its aspect, and the words on either side, which may be empty."""
        found = []
        for row in self.drifts:
            if row.aspect in SHOWN_OTHERWISE:
                continue
            ends = [(row.start_a, row.end_a), (row.start_b, row.end_b)]
            first, second = ends if row.sentence_a == self.one.row.sentence_id else ends[::-1]
            found.append((self._label(row), _cut(self.one, *first), _cut(self.other, *second)))
        return found

    def _label(self, row: Any) -> str:
        """Name an aspect as seen from the first sentence of this twin."""
        turned = row.sentence_a != self.one.row.sentence_id
        return LABELS[TURNED.get(row.aspect, row.aspect) if turned else row.aspect]

    @property
    def naming(self) -> str:
        """Targets named differently."""
        return "; ".join(naming(self.one.names, self.other.names))

    @property
    def wording(self) -> list[tuple[str, str]]:
        """Differences word by word."""
        return wording(self.one.words, self.other.words)


def _cut(shown: Shown, start: Any, end: Any) -> str:
    """Return some words of a sentence; empty without a place."""
    if pd.isna(start):
        return ""
    return shown.words[max(int(start) - shown.row.start, 0) : int(end) - shown.row.start].strip()


def twins_of(alignments: pd.DataFrame, drifts: pd.DataFrame, shown: Mapping[str, Shown]) -> dict[str, list[Twin]]:
    """Return up to `MOST_TWINS` full twins of each sentence among those shown, most similar first."""
    of_pair: dict[tuple[str, str], list[Any]] = {}
    for row in rows(drifts[(drifts["aspect"] != "shared") & drifts["sentence_a"].isin(shown.keys())]):
        of_pair.setdefault((row.sentence_a, row.sentence_b), []).append(row)
    full = alignments[alignments["overlap"] == "full"]
    both = full[full["sentence_a"].isin(shown.keys()) & full["sentence_b"].isin(shown.keys())]
    twins: dict[str, list[Twin]] = {}
    for pair in rows(both.sort_values("similarity", ascending=False, kind="stable")):
        of_one, of_other = twins.setdefault(pair.sentence_a, []), twins.setdefault(pair.sentence_b, [])
        if max(len(of_one), len(of_other)) < MOST_TWINS:
            one, other = shown[pair.sentence_a], shown[pair.sentence_b]
            differences = of_pair.get((pair.sentence_a, pair.sentence_b), [])
            of_one.append(Twin(one, other, differences))
            of_other.append(Twin(other, one, differences))
    return twins


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
