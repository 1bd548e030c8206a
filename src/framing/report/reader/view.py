"""Read articles as a view: loadedness, terms, voice and twins marked in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from framing.display import closed_page
from framing.errors import BadInput, did_you_mean
from framing.report.reader.article import (
    Column,
    Window,
    legend,
    loadedness_of,
    outlet_of,
    shown_words,
    terms_by_sentence,
)
from framing.report.reader.twins import Shown, Twin, twins_of
from framing.study import Study, neutral_wordings
from framing.tables import rows, write_text


def _asset(name: str) -> str:
    """A file of style or script that comes with the package."""
    return (files("framing.report.reader") / name).read_text(encoding="utf-8")


STYLE = _asset("sheet.css")
LINKING = _asset("linking.js")
SCRIPT = f"{LINKING}document.querySelectorAll('.framing-reader').forEach(link);\n"
AROUND = "body { margin: 0; background: #fffdf8; }\n@media print { body { background: #fff; } }\n"


@dataclass(frozen=True)
class _View:
    """A reading view: `html` is the fragment, `page` a file of its own; `save` writes that, notebooks show the former.

    The fragment needs `framing.report.reader.view.STYLE`, and works without `SCRIPT`.
    """

    title: str
    told: str
    html: str = field(repr=False)

    def __repr__(self) -> str:
        return f"View: {self.told}"

    @property
    def page(self) -> str:
        """A page that needs nothing from outside."""
        body = f'<main class="framing-page"><h1>{escape(self.title, quote=False)}</h1>{self.html}</main>'
        return closed_page(self.title, body, style=AROUND + STYLE, script=SCRIPT)

    def save(self, path: str | Path) -> Path:
        """Write the page; the texts are in it."""
        write_text(Path(path), self.page)
        return Path(path)

    def _repr_html_(self) -> str:
        return f"<style>\n{STYLE}</style>\n{self.html}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        plain = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if find_spec("anywidget") is None:
            return plain

        return plain | _widget_view(self.html)


MOST_ARTICLES = 3


def read(study: Study, articles: str | Sequence[str], *, start: int = 1) -> _View:
    """Show one article, or two or three side by side, with what the toolkit found in their words.

    Sentences are shaded by loadedness; loaded terms are underlined, with target and neutral wording; voice is marked,
    boilerplate dimmed. Side by side, sentences that state one proposition are linked, with what changed between them.

    Parameters
    ----------
    study
        with its texts: a view shows them in full.
    articles
        an article_id, or a list of up to three.
    start
        the number of the sentence to start from, where an article is too long for one page.

    Returns
    -------
    View
        which a notebook shows; ``.save("view.html")`` writes a page that needs nothing from outside.

    Raises
    ------
    TextNotAvailable
        where the text is private and not attached.
    BadInput
        for an article that the study does not have, one named twice, or more than three.

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
        _shown_in(window, texts[name], terms, manifest[name], f"{prefix}-{place}")
        for place, (name, window) in enumerate(windows.items(), start=1)
    ]
    shown = {sentence.row.sentence_id: sentence for column in columns for sentence in column}
    scorable = {name: sentence.words for name, sentence in shown.items() if sentence.row.kind != "boilerplate"}
    loadedness = loadedness_of(study, [manifest[name].outlet for name in names], scorable)
    twins: dict[str, list[Twin]] = twins_of(study.alignments, shown) if len(names) > 1 else {}
    neutral = neutral_wordings(study.lexicon)
    drawn = [
        Column(manifest[name], texts[name], windows[name], column, loadedness, neutral, twins).html()
        for name, column in zip(names, columns, strict=True)
    ]
    told = legend(
        loadedness, beside=len(names) > 1, without_terms=not any(sentence.terms for sentence in shown.values())
    )
    html = (
        f'<article class="framing-reader of-{len(names)}" lang="en" aria-label="Reading view">{told}'
        f'<div class="columns">{"".join(drawn)}</div>{PANEL if twins else ""}</article>'
    )
    return _View(study.title, _told_of(windows), html)


PANEL = (
    '<aside class="panel" aria-label="What changed between twins" aria-live="polite" hidden>'
    "<p>Point at a sentence with ↔, or go there by the keys: what changed stands here.</p></aside>"
)


def _names_of(articles: str | Sequence[str], known: pd.DataFrame) -> list[str]:
    """The articles that are asked for, or a sentence of what is wrong with them."""
    names = [articles] if isinstance(articles, str) else list(articles)
    if not 1 <= len(names) <= MOST_ARTICLES:
        raise BadInput(f"{len(names)} articles are to be read; expected one, or up to {MOST_ARTICLES} side by side.")
    for name in names:
        if name not in set(known["article_id"]):
            hint = did_you_mean(str(name), known["article_id"]) if len(known) else "it has no articles."
            raise BadInput(f"The study has no article {name!r}; {hint}")
    if len(set(names)) < len(names):
        raise BadInput(f"One article is named twice ({', '.join(names)}); name each once.")
    return names


def _windows_of(
    sentences: pd.DataFrame, texts: Mapping[str, str], terms: Mapping[str, Sequence[Any]], start: int
) -> dict[str, Window]:
    """What is shown of each article."""
    of_article = {name: sentences[sentences["article_id"] == name] for name in texts}
    longest = max(1, *map(len, of_article.values()))
    if type(start) is not int or not 1 <= start <= longest:
        raise BadInput(f"start={start!r} is no sentence to start from; expected 1 to {longest}.")
    return {name: Window.of(of_article[name], text, terms, start, len(texts)) for name, text in texts.items()}


def _shown_in(window: Window, text: str, terms: Mapping[str, Sequence[Any]], article: Any, prefix: str) -> list[Shown]:
    """The sentences of a window as they are shown."""
    return [
        Shown(
            row,
            shown_words(row, text),
            terms.get(row.sentence_id, ()),
            f"{prefix}-{number}",
            number,
            int(prefix.rpartition("-")[2]),
            outlet_of(article),
        )
        for number, row in enumerate(window.sentences, start=window.first)
    ]


def _prefix_of(lexicon: str, texts: Mapping[str, str], start: int) -> str:
    """What the ids of a view begin with: the same for the same view, another for every other."""
    content = "\n".join([lexicon, *texts, *texts.values(), str(start)])
    return f"r{sha256(content.encode()).hexdigest()[:8]}"


def _told_of(windows: dict[str, Window]) -> str:
    """What a view shows, in a line."""
    return " beside ".join(
        f"{name}, {len(window.sentences)} of {window.total} sentences" for name, window in windows.items()
    )


class ReadingWidget(anywidget.AnyWidget):
    """The fragment of a view, with its script at work."""

    _esm = LINKING + _asset("widget.js")
    _css = STYLE
    html = traitlets.Unicode().tag(sync=True)


def _widget_view(html: str) -> dict[str, Any]:
    """What a notebook needs to show the widget."""
    data, _ = ReadingWidget(html=html)._repr_mimebundle_() or ({}, {})
    return {kind: content for kind, content in data.items() if kind.startswith("application/")}
