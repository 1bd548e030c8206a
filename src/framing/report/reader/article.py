"""An article as HTML: a column of sentences, each with its number, its marks and its notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import accumulate
from typing import Any, cast

import pandas as pd
import regex

from framing.models import GENERAL, LOADEDNESS, StaticModel, explain, load_model
from framing.report.reader.twins import Shown, Twin, links, said_by
from framing.study import Study
from framing.tables import rows

STATIC = "loaded-language-static"


@dataclass(frozen=True)
class _Loadedness:
    """The probability that each sentence is loaded, and whose probability it is."""

    of: Mapping[str, float]
    classifier: str

    @property
    def told(self) -> str:
        """What the shading means."""
        if self.classifier == STATIC:
            whose = f"the shipped general model ‘{STATIC}’, which adds up a weight for every word"
        elif self.classifier == GENERAL:
            whose = "the general model (published scores)"
        else:
            whose = f"the classifier of {self.classifier.partition(':')[2]} (published scores, text tier)"
        return f"The shade is the probability, by {whose}, that a sentence is worded in a loaded way."

    @property
    def told_of_reasons(self) -> str:
        """What the reasons are reasons of."""
        what = "Reasons are what the words add to the log-odds or take away"
        if self.classifier == STATIC:
            return f"{what}: of this model they are exact."
        return f"{what} by the simpler model ‘{STATIC}’, not by the classifier that gave the shade."


@cache
def _static_model() -> StaticModel:
    """The model that needs nothing but words."""
    return cast(StaticModel, load_model(STATIC))


def loadedness_of(study: Study, outlets: Sequence[str], words: Mapping[str, str]) -> _Loadedness:
    """Score sentences, by one classifier for all: of several outlets, shades by one each could not be compared.

    Parameters
    ----------
    outlets
        of the articles that are shown.
    words
        the sentences to score, by sentence_id.
    """
    own = [f"{LOADEDNESS}:{outlets[0]}"] if len(set(outlets)) == 1 else []
    for classifier in (*own, GENERAL):
        found = _published(study.scores, classifier)
        if words and words.keys() <= found.keys():
            return _Loadedness({name: found[name] for name in words}, classifier)
    probabilities = _static_model().predict_proba(list(words.values()))[:, 1].tolist() if words else []
    return _Loadedness(dict(zip(words, probabilities, strict=True)), STATIC)


def _published(scores: pd.DataFrame, classifier: str) -> dict[str, float]:
    """Published probabilities of a classifier, text tier, by unit."""
    of_it = scores[(scores["classifier"] == classifier) & (scores["tier"] == "text")].dropna(subset="probability")
    return dict(zip(of_it["unit_id"], of_it["probability"].astype(float), strict=True))


def _reasons(words: str, most: int) -> list[tuple[str, float]]:
    """The words that move the log-odds most, by the static model, with what each adds; words that add nothing do not.

    >>> [word for word, _ in _reasons("The vile mob cheered.", 1)]
    ['vile']
    """
    found = explain(words, _static_model()).groupby("word", sort=False)["effect"].sum().round(2)
    moving = found[found != 0]
    chosen = moving.reindex(moving.abs().sort_values(ascending=False, kind="stable").index)[:most]
    return [(str(word), float(effect)) for word, effect in chosen.items()]


STEPS = 4


def _step(loadedness: float) -> int:
    """The step of a probability: 0 below a quarter, 1 below a half, 2 below three quarters, else 3."""
    return min(int(loadedness * STEPS), STEPS - 1)


def _tint(loadedness: float | None) -> str:
    """The class that tints a sentence; none where it has no score."""
    return "" if loadedness is None else f"step-{_step(loadedness)}"


def _marks(loadedness: float | None) -> str:
    """The step as marks to count and the probability as a figure; nothing where there is no score."""
    if loadedness is None:
        return ""
    figure = f"{loadedness:.2f}"
    return f'<span class="loadedness" role="img" aria-label="loadedness {figure}">{counted(loadedness)} {figure}</span>'


def counted(loadedness: float) -> str:
    """As many filled marks as the step has.

    >>> counted(0.3)
    '■□□'
    """
    return "■" * _step(loadedness) + "□" * (STEPS - 1 - _step(loadedness))


WHOSE = {"outlet": "the outlet’s own word", "source": "a source’s word"}


def marked(words: str, start: int, terms: Sequence[Any], anchor: str) -> str:
    """The words of a sentence that begins at `start`, escaped, its terms underlined; loaded ones lead to their note."""
    return "".join(_pieces(words, start, apart(terms), anchor))


def _pieces(words: str, start: int, terms: Iterable[Any], anchor: str) -> Iterator[str]:
    place = 0
    for term in terms:
        first, last = term.term_start - start, term.term_end - start
        if last > len(words):
            break
        yield escape(words[place:first], quote=False)
        yield _element(term, escape(words[first:last], quote=False), anchor)
        place = last
    yield escape(words[place:], quote=False)


def _element(term: Any, words: str, anchor: str) -> str:
    """One term: a neutral name, or a loaded term of the outlet or of a source."""
    if term.form == "neutral":
        return f'<span class="neutral">{words}</span>'
    source = " of-source" if term.voice_of_term == "source" else ""
    return f'<u class="loaded{source}" aria-describedby="{anchor}-terms">{words}</u>'


def apart(terms: Sequence[Any]) -> list[Any]:
    """Terms that do not overlap: of two that do the loaded one, else the first, in the order of the text."""
    kept: list[Any] = []
    for term in sorted(terms, key=lambda term: (term.form != "loaded", term.term_start, -term.term_end)):
        if all(term.term_end <= one.term_start or one.term_end <= term.term_start for one in kept):
            kept.append(term)
    return sorted(kept, key=lambda term: term.term_start)


def _notes(text: str, terms: Sequence[Any], neutral: Mapping[str, str], anchor: str) -> str:
    """A list of the loaded terms of a sentence: the neutral wording, the target, whose word and by which rule."""
    lines = "".join(_note(text, term, neutral) for term in terms if term.form == "loaded")
    return f'<ul class="terms" id="{anchor}-terms" role="list">{lines}</ul>' if lines else ""


def _note(text: str, term: Any, neutral: Mapping[str, str]) -> str:
    written = escape(text[term.term_start : term.term_end], quote=False)
    wording = escape(neutral.get(term.term_id, "no neutral wording"), quote=False)
    does = "names" if term.kind == "naming" else "judges"
    return (
        f"<li><b>{written}</b> → <i>{wording}</i> · {does} {escape(term.target, quote=False)} · "
        f'<span title="{escape(term.voice_rule)}">{WHOSE[term.voice_of_term]}</span></li>'
    )


MOST_BYTES = 560_000  # of all columns together, as estimated below; the page stays under 1 MB
OF_A_SENTENCE, OF_A_TERM = 700, 250  # bytes of marks and notes, about
LONGEST = 3_000  # code points shown of one sentence: what is longer is a text without full stops
MOST_TERMS = 60  # marked in one sentence


@dataclass(frozen=True)
class Window:
    """The sentences of one article that are shown: those from the `first`, counted from 1, of `total`."""

    sentences: tuple[Any, ...]
    first: int
    total: int

    @classmethod
    def of(
        cls, sentences: pd.DataFrame, text: str, terms: Mapping[str, Sequence[Any]], start: int, columns: int
    ) -> Window:
        """As many sentences from `start` on as fit into a column's share of the page; the first always does."""
        table = list(rows(sentences))
        sizes = accumulate(_size(row, text, len(terms.get(row.sentence_id, ())), columns) for row in table[start - 1 :])
        fits = sum(reached <= MOST_BYTES // columns for reached in sizes)
        return cls(tuple(table[start - 1 : start - 1 + max(fits, 1)]), start, len(table))

    @property
    def last(self) -> int:
        """The number of the last sentence shown."""
        return self.first + len(self.sentences) - 1

    @property
    def told(self) -> str:
        """What is shown and what is left out; nothing where all is shown."""
        left_out = self.total - len(self.sentences)
        if not left_out or not self.sentences:
            return ""
        shown = f"Sentences {self.first:,} to {self.last:,} of {self.total:,}; {left_out:,} are left out"
        return f"{shown}. start={self.last + 1} shows the next." if self.last < self.total else f"{shown}."


def _size(row: Any, text: str, terms: int, columns: int) -> int:
    """Bytes that a sentence takes, about; beside another text it is shown again where what changed is told."""
    words = len(escape(shown_words(row, text)).encode())
    return OF_A_SENTENCE + OF_A_TERM * terms + words * (1 if columns == 1 else 3)


def shown_words(row: Any, text: str) -> str:
    """What is shown of a sentence: its first `LONGEST` characters."""
    return text[row.start : min(row.end, row.start + LONGEST)]


def terms_by_sentence(occurrences: pd.DataFrame) -> dict[str, list[Any]]:
    """The occurrences of each sentence in the order of the text, at most `MOST_TERMS`."""
    found: dict[str, list[Any]] = {}
    for row in rows(occurrences.sort_values(["article_id", "term_start", "term_end"], kind="stable")):
        of_sentence = found.setdefault(row.sentence_id, [])
        if len(of_sentence) < MOST_TERMS:
            of_sentence.append(row)
    return found


LINE_BREAK = regex.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")
HEADINGS = ("headline", "crosshead")  # looked at as such; of other kinds that are no text a label tells
LABELLED = ("boilerplate", "caption")
MOST_REASONS = 6


@dataclass(frozen=True)
class Column:
    """One article: its row of the manifest, its text, what is shown of it and what was found in that."""

    article: Any
    text: str
    window: Window
    shown: Sequence[Shown]
    loadedness: _Loadedness
    neutral: Mapping[str, str]
    twins: Mapping[str, Sequence[Twin]]

    def html(self) -> str:
        """The column, a region with a heading."""
        outlet, article = escape(outlet_of(self.article)), escape(self.article.article_id)
        head = f'<h2>{outlet}</h2><p class="byline">{" · ".join(self.byline())}</p>'
        told = f'<p class="left-out">{self.window.told}</p>' if self.window.told else ""
        body = "".join(map(self.paragraph, self.paragraphs())) or f"<p>{self.nothing}</p>"
        return f'<section class="column" aria-label="{outlet}, {article}">{head}{told}{body}{told}</section>'

    @property
    def nothing(self) -> str:
        """Why no sentence is shown."""
        total = self.window.total
        return f"None from {self.window.first:,} on: it has {total:,}." if total else "This article has no sentences."

    def byline(self) -> Iterator[str]:
        """What the manifest says of the article; its title where the text does not have it."""
        yield escape(self.article.article_id, quote=False)
        if getattr(self.article, "date", ""):
            yield escape(self.article.date, quote=False)
        title = getattr(self.article, "title", "")
        if title and title not in (sentence.words for sentence in self.shown):
            yield f"<cite>{escape(title, quote=False)}</cite>"

    def paragraphs(self) -> list[list[Shown]]:
        """Sentences by the lines of the text."""
        found: list[list[Shown]] = []
        end = 0
        for sentence in self.shown:
            if not found or LINE_BREAK.search(self.text, end, sentence.row.start):
                found.append([])
            found[-1].append(sentence)
            end = sentence.row.end
        return found

    def paragraph(self, sentences: Sequence[Shown]) -> str:
        """The sentences of one line of the text."""
        return f'<ul class="paragraph" role="list">{"".join(map(self.sentence, sentences))}</ul>'

    def sentence(self, sentence: Shown) -> str:
        """One sentence: number and loadedness in the margin, the words, then what is to be said of them."""
        row, anchor = sentence.row, sentence.anchor
        loadedness = self.loadedness.of.get(row.sentence_id)
        twins = self.twins.get(row.sentence_id, ())
        classes = " ".join(filter(None, ["sentence", row.kind, row.voice, _tint(loadedness)]))
        linked = f' data-twins="{" ".join(twin.sentence.anchor for twin in twins)}"' if twins else ""
        return (
            f'<li class="{classes}" id="{anchor}"{linked}><div class="margin"><span class="number">{sentence.number}'
            f'</span> {_marks(loadedness)}</div><div class="said">{_words(sentence)}'
            f'{_label(row)}{_notes(self.text, sentence.terms, self.neutral, anchor)}<div class="more">'
            f"{links(sentence, twins)}{'' if loadedness is None else _why(sentence.words)}</div></div></li>"
        )


def _words(sentence: Shown) -> str:
    """The words of a sentence with its terms marked, and how much of them is left out."""
    row = sentence.row
    cut = row.end - row.start - len(sentence.words)
    more = f' <span class="label">… {cut:,} characters left out</span>' if cut else ""
    element = "h3" if row.kind in HEADINGS else "p"
    shown = marked(sentence.words, row.start, sentence.terms, sentence.anchor)
    return f'<{element} class="words"><span>{shown}</span>{more}</{element}>'


def _label(row: Any) -> str:
    """What kind of sentence it is and whose words, where that is to be said."""
    kind = row.kind if row.kind in LABELLED else ""
    voice = said_by(row) if row.voice not in ("", "narrator") else ""
    said = " · ".join(filter(None, [kind, voice]))
    return f'<p class="label">{escape(said, quote=False)}</p>' if said else ""


def _why(words: str) -> str:
    """The classifier's reasons, to be opened."""
    found = _reasons(words, MOST_REASONS)
    told = "".join(f"<li><b>{escape(word, quote=False)}</b> {_signed(effect)}</li>" for word, effect in found)
    said = (
        f'<ul role="list"><li>Reasons, in log-odds:</li>{told}</ul>' if told else "<p>No word of it has a weight.</p>"
    )
    return f'<details class="reasons"><summary aria-label="Reasons" title="Reasons">?</summary>{said}</details>'


def _signed(effect: float) -> str:
    """A number with its sign, as typeset.

    >>> _signed(-0.5)
    '−0.50'
    """
    return f"{effect:+.2f}".replace("-", "−")


def outlet_of(article: Any) -> str:
    """The outlet as it is shown."""
    return str(getattr(article, "label", "") or article.outlet)


KEYS = (
    "Keys: j and k or the arrows go from sentence to sentence, t to the twin, Enter opens the reasons, Escape clears."
)
PRIVATE = "Holds the texts in full: where they are private, so is this page."


def legend(loadedness: _Loadedness, *, beside: bool, without_terms: bool) -> str:
    """The marks, what the shading means, and what is to be known of this view."""
    marks = [*map(_shade, range(STEPS)), *TERMS, *VOICES, REASONS, *([TWIN] if beside else [])]
    said = [loadedness.told, loadedness.told_of_reasons, "Headlines and text are scored, boilerplate is not."]
    if beside:
        said.append("One classifier scores all texts here, so that their shades can be compared.")
    if without_terms:
        said.append("No term of the lexicon stands in what is shown.")
    return (
        f'<header class="legend" aria-label="Legend"><ul role="list">{"".join(f"<li>{mark}</li>" for mark in marks)}'
        f'</ul><p>{escape(" ".join(said), quote=False)}</p><p>{PRIVATE} <span class="keys">{KEYS}</span></p></header>'
    )


def _shade(step: int) -> str:
    """One step of the scale."""
    low, high = step / STEPS, (step + 1) / STEPS
    marks = f'<span class="loadedness">{counted(low)}</span>'
    return f'<span class="step-{step}">{marks} <span class="words"><span>{low:.2f}–{high:.2f}</span></span></span>'


TERMS = (
    '<u class="loaded">loaded term</u>, the outlet’s word',
    '<u class="loaded of-source">loaded term</u>, a source’s',
    '<span class="neutral">neutral wording</span>',
)
VOICES = (
    '<span class="sample quote">quoted</span>',
    '<span class="sample mixed">partly quoted</span>',
    '<span class="sample indirect">reported</span>',
    '<span class="sample boilerplate">boilerplate</span>',
)
REASONS = '<span class="ask">?</span> reasons of the score'
TWIN = "↔ twin: the same proposition in the text beside"
