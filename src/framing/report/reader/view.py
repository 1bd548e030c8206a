"""Read articles in a notebook or on a page, annotated with loadedness, terms, voice and twins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets
from markupsafe import Markup

from framing.corpus import other_languages
from framing.display import read_asset, render
from framing.errors import BadInput, did_you_mean
from framing.report.reader.article import (
    LABELS,
    Column,
    Shown,
    Twin,
    Window,
    counted,
    loadedness_of,
    outlet_of,
    shown_words,
    step,
    terms_by_sentence,
    twins_of,
)
from framing.schema import ASPECTS
from framing.study import Study, neutral_wordings
from framing.tables import rows, write_text

STYLE = read_asset("reading.css")
MOST_ARTICLES = 3


@dataclass(frozen=True)
class _View:
    """A reading view: notebooks show it, ``save`` writes it as a page; `html` is the fragment without its style."""

    title: str
    summary: str
    html: str = field(repr=False)

    def __repr__(self) -> str:
        return f"View: {self.summary}"

    @property
    def page(self) -> str:
        """Self-contained page."""
        return render("reading_page.html", title=self.title, reading=Markup(self.html))  # noqa: S704, from a template

    def save(self, path: str | Path) -> Path:
        """Write the page, which contains the full texts, and return its path."""
        write_text(Path(path), self.page)
        return Path(path)

    def _repr_html_(self) -> str:
        return f"<style>\n{STYLE}</style>\n{self.html}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        plain = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return plain | _widget_view(self.html) if find_spec("anywidget") else plain


def read(study: Study, articles: str | Sequence[str], *, start: int = 1) -> _View:
    """Show one article, or two or three side by side, annotated with the toolkit's results.

    Sentences are shaded by loadedness. Loaded terms are underlined and listed with target and neutral wording. Voice is
    marked by a rule, boilerplate is set in grey. Side by side, twins are linked and their differences described.

    Parameters
    ----------
    study : Study
        Study with texts attached; a view shows them in full.
    articles : str or sequence of str
        article_id, or up to three of them.
    start : int, default 1
        Number of the first sentence shown, for articles that are too long for one page.

    Returns
    -------
    View
        Object that notebooks display; ``.save("view.html")`` writes a self-contained page.

    Raises
    ------
    TextNotAvailable
        If a text is private and not attached.
    BadInput
        If an article is unknown or repeated, if there are more than three, or if `start` is out of range.

    Examples
    --------
    >>> import framing as fr
    >>> fr.read(fr.demo(), "freehadrel-1")
    View: freehadrel-1, 26 of 26 sentences
    """
    names = _names_of(articles, study.articles)
    texts = {name: study.corpus.text(name) for name in names}
    terms = terms_by_sentence(study.occurrences[study.occurrences["article_id"].isin(names)])
    windows = _windows_of(study.voiced, texts, terms, start)
    manifest = {row.article_id: row for row in rows(study.articles)}
    prefix = _prefix_of(study.lexicon.sha256, texts, start)
    columns = [
        Column(
            manifest[name], texts[name], window, _shown_in(window, texts[name], terms, manifest[name], prefix, place)
        )
        for place, (name, window) in enumerate(windows.items(), start=1)
    ]
    shown = {sentence.row.sentence_id: sentence for column in columns for sentence in column.shown}
    foreign = other_languages(study.corpus)  # the model that shades sentences is of English
    scorable = {
        name: sentence.words
        for name, sentence in shown.items()
        if sentence.row.kind != "boilerplate" and sentence.row.article_id not in foreign
    }
    loadedness = loadedness_of(study, scorable)
    html = render(
        "reading.html",
        columns=columns,
        loadedness=loadedness,
        scores=loadedness.scores,
        twins=(twins := twins_of(study.alignments, study.drifts, shown) if len(names) > 1 else {}),
        aspects=_aspects_of(twins),
        neutral=neutral_wordings(study.lexicon),
        marks=counted,
        step=step,
    )
    return _View(study.title, _summary(windows), html)


def _aspects_of(twins: Mapping[str, Sequence[Twin]]) -> list[tuple[str, str]]:
    """Return the aspects in which some twins differ, with their labels, in the order of the schema."""
    found = {aspect for of_sentence in twins.values() for twin in of_sentence for aspect in twin.aspects}
    return [(aspect, LABELS[aspect]) for aspect in ASPECTS if aspect in found]


def _names_of(articles: str | Sequence[str], known: pd.DataFrame) -> list[str]:
    """Return the article_ids requested, checked."""
    names = [articles] if isinstance(articles, str) else list(articles)
    if not 1 <= len(names) <= MOST_ARTICLES:
        raise BadInput(f"Cannot show {len(names)} articles. Pass one article_id, or a list of up to {MOST_ARTICLES}.")
    for name in names:
        if name not in set(known["article_id"]):
            hint = did_you_mean(str(name), known["article_id"]) if len(known) else "the study has no articles."
            raise BadInput(f"Unknown article {name!r}; {hint}")
    if len(set(names)) < len(names):
        raise BadInput(f"Duplicate article in {names}. Pass each article_id once.")
    return names


def _windows_of(
    sentences: pd.DataFrame, texts: Mapping[str, str], terms: Mapping[str, Sequence[Any]], start: int
) -> dict[str, Window]:
    of_article = {name: sentences[sentences["article_id"] == name] for name in texts}
    longest = max(1, *map(len, of_article.values()))
    if type(start) is not int or not 1 <= start <= longest:
        raise BadInput(f"start={start!r} is not a valid sentence number. Pass a whole number from 1 to {longest}.")
    return {name: Window.of(of_article[name], text, terms, start, len(texts)) for name, text in texts.items()}


def _shown_in(
    window: Window, text: str, terms: Mapping[str, Sequence[Any]], article: Any, prefix: str, column: int
) -> list[Shown]:
    outlet = outlet_of(article)
    return [
        Shown(
            row=row,
            words=shown_words(row, text),
            terms=terms.get(row.sentence_id, ()),
            anchor=f"{prefix}-{column}-{number}",
            number=number,
            column=column,
            outlet=outlet,
        )
        for number, row in enumerate(window.sentences, start=window.first)
    ]


def _prefix_of(lexicon: str, texts: Mapping[str, str], start: int) -> str:
    """Return a prefix of element ids that depends on the content, so that views on one page do not clash."""
    content = "\n".join([lexicon, *texts, *texts.values(), str(start)])
    return f"r{sha256(content.encode()).hexdigest()[:8]}"


def _summary(windows: dict[str, Window]) -> str:
    return "; ".join(f"{name}, {len(window.sentences)} of {window.total} sentences" for name, window in windows.items())


class ReadingWidget(anywidget.AnyWidget):
    """A reading view with its script, for notebooks."""

    _esm = read_asset("reading.js") + read_asset("reading-widget.js")
    _css = STYLE
    html = traitlets.Unicode().tag(sync=True)


def _widget_view(html: str) -> dict[str, Any]:
    data, _ = ReadingWidget(html=html)._repr_mimebundle_() or ({}, {})
    return {kind: content for kind, content in data.items() if kind.startswith("application/")}
