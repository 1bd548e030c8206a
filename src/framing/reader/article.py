"""An article as HTML: a column of sentences, each with its number, its marks and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import regex

from framing.reader.changes import said_by
from framing.reader.loadedness import Loadedness, reasons
from framing.reader.shading import marks, tint
from framing.reader.terms import marked, notes
from framing.reader.twins import Shown, Twin, links
from framing.reader.window import Window

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
    loadedness: Loadedness
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
        classes = " ".join(filter(None, ["sentence", row.kind, row.voice, tint(loadedness)]))
        linked = f' data-twins="{" ".join(twin.sentence.anchor for twin in twins)}"' if twins else ""
        return (
            f'<li class="{classes}" id="{anchor}"{linked}><div class="margin"><span class="number">{sentence.number}'
            f'</span> {marks(loadedness)}</div><div class="said">{words(sentence)}'
            f'{label(row)}{notes(self.text, sentence.terms, self.neutral, anchor)}<div class="more">'
            f"{links(sentence, twins)}{'' if loadedness is None else why(sentence.words)}</div></div></li>"
        )


def words(sentence: Shown) -> str:
    """The words of a sentence with its terms marked, and how much of them is left out."""
    row = sentence.row
    cut = row.end - row.start - len(sentence.words)
    more = f' <span class="label">… {cut:,} characters left out</span>' if cut else ""
    element = "h3" if row.kind in HEADINGS else "p"
    shown = marked(sentence.words, row.start, sentence.terms, sentence.anchor)
    return f'<{element} class="words"><span>{shown}</span>{more}</{element}>'


def label(row: Any) -> str:
    """What kind of sentence it is and whose words, where that is to be said."""
    kind = row.kind if row.kind in LABELLED else ""
    voice = said_by(row) if row.voice not in ("", "narrator") else ""
    said = " · ".join(filter(None, [kind, voice]))
    return f'<p class="label">{escape(said, quote=False)}</p>' if said else ""


def why(words: str) -> str:
    """The classifier's reasons, to be opened."""
    found = reasons(words, MOST_REASONS)
    told = "".join(f"<li><b>{escape(word, quote=False)}</b> {signed(effect)}</li>" for word, effect in found)
    said = (
        f'<ul role="list"><li>Reasons, in log-odds:</li>{told}</ul>' if told else "<p>No word of it has a weight.</p>"
    )
    return f'<details class="reasons"><summary aria-label="Reasons" title="Reasons">?</summary>{said}</details>'


def signed(effect: float) -> str:
    """A number with its sign, as typeset.

    >>> signed(-0.5)
    '−0.50'
    """
    return f"{effect:+.2f}".replace("-", "−")


def outlet_of(article: Any) -> str:
    """The outlet as it is shown."""
    return str(getattr(article, "label", "") or article.outlet)
