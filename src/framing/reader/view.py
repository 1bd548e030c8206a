"""Read articles as a view: loadedness, terms, voice and twins marked in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pandas as pd

from framing.errors import BadInput, did_you_mean
from framing.reader.article import Column, outlet_of
from framing.reader.legend import legend
from framing.reader.loadedness import loadedness_of
from framing.reader.page import View
from framing.reader.twins import Shown, Twin, twins_of
from framing.reader.window import Window, shown_words, terms_by_sentence
from framing.reading import neutral_wordings
from framing.study import Study
from framing.tables import rows

MOST_ARTICLES = 3


def read(study: Study, articles: str | Sequence[str], *, start: int = 1) -> View:
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
    names = names_of(articles, study.articles)
    texts = {name: study.corpus.text(name) for name in names}
    terms = terms_by_sentence(study.occurrences[study.occurrences["article_id"].isin(names)])
    windows = windows_of(study.voiced, texts, terms, start)
    manifest = {row.article_id: row for row in rows(study.articles)}
    prefix = prefix_of(study.lexicon.sha256, texts, start)
    columns = [
        shown_in(window, texts[name], terms, manifest[name], f"{prefix}-{place}")
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
    return View(study.title, told_of(windows), html)


PANEL = (
    '<aside class="panel" aria-label="What changed between twins" aria-live="polite" hidden>'
    "<p>Point at a sentence with ↔, or go there by the keys: what changed stands here.</p></aside>"
)


def names_of(articles: str | Sequence[str], known: pd.DataFrame) -> list[str]:
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


def windows_of(
    sentences: pd.DataFrame, texts: Mapping[str, str], terms: Mapping[str, Sequence[Any]], start: int
) -> dict[str, Window]:
    """What is shown of each article."""
    of_article = {name: sentences[sentences["article_id"] == name] for name in texts}
    longest = max(1, *map(len, of_article.values()))
    if type(start) is not int or not 1 <= start <= longest:
        raise BadInput(f"start={start!r} is no sentence to start from; expected 1 to {longest}.")
    return {name: Window.of(of_article[name], text, terms, start, len(texts)) for name, text in texts.items()}


def shown_in(window: Window, text: str, terms: Mapping[str, Sequence[Any]], article: Any, prefix: str) -> list[Shown]:
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


def prefix_of(lexicon: str, texts: Mapping[str, str], start: int) -> str:
    """What the ids of a view begin with: the same for the same view, another for every other."""
    content = "\n".join([lexicon, *texts, *texts.values(), str(start)])
    return f"r{sha256(content.encode()).hexdigest()[:8]}"


def told_of(windows: dict[str, Window]) -> str:
    """What a view shows, in a line."""
    return " beside ".join(
        f"{name}, {len(window.sentences)} of {window.total} sentences" for name, window in windows.items()
    )
