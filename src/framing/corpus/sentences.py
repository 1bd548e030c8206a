r"""Sentences: each with its offsets and its kind, boilerplate kept and marked.

A line of a delivered text is a paragraph; sentences are split by syntok within the line. The marks « » are shown to
syntok as “ ” (one character for one, so that offsets hold): it knows the latter only. What it splits at a semicolon is
joined again, since a clause is no sentence, and so is a title with the name behind it ("Gov. Berg").
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import regex
from syntok import segmenter

from framing.corpus.articles import Corpus
from framing.corpus.layout import Line, kinds_of
from framing.tables import validate

FAMILIAR_MARKS = str.maketrans("«»", "“”")
LINE = regex.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
JOINS = regex.compile(
    r"(?:;|\b(?:Govs?|Reps?|Sens|Lt|Atty|Supt|Pres|Cmdr|Maj|Sgt|Cpl|Pvt|Hon|Rev|Msgr|Det|Insp|Amb|Messrs)\.)\s*$"
)
LONGEST_JOIN = 20


def split_sentences(corpus: Corpus) -> pd.DataFrame:
    r"""Split the texts of a corpus into sentences.

    Parameters
    ----------
    corpus
        articles with their texts.

    Returns
    -------
    DataFrame
        sentences: sentence_id, article_id, start, end (code points, half-open), kind (body, headline, caption,
        crosshead, boilerplate), kind_rule. Every character of a text that is not space lies in exactly one sentence.

    Raises
    ------
    TextNotAvailable
        when a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus.articles import read_articles
    >>> text = "Rain\n\nIt rained. «It did.» We left."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    >>> split_sentences(corpus)[["sentence_id", "start", "end", "kind"]].values.tolist()
    [['a:01', 0, 4, 'headline'], ['a:02', 6, 16, 'body'], ['a:03', 17, 26, 'body'], ['a:04', 27, 35, 'body']]
    """
    rows = [
        (f"{article_id}:{number:02d}", article_id, start, end, kind, rule)
        for article_id in corpus.articles["article_id"]
        for number, (start, end, kind, rule) in enumerate(sentences_of(corpus.text(article_id)), start=1)
    ]
    columns = ["sentence_id", "article_id", "start", "end", "kind", "kind_rule"]
    return validate(
        pd.DataFrame(rows, columns=columns).astype({"start": "Int64", "end": "Int64"}), "sentences", "sentences"
    )


def sentences_of(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, kind, rule) of each sentence of one article."""
    lines = _lines_of(text)
    for line, (kind, why) in zip(lines, kinds_of(lines), strict=True):
        for (start, end), rule in zip(line.sentences, line.rules, strict=True):
            found = ("boilerplate", rule.rule) if rule and kind == "body" else (kind, why)
            yield line.start + start, line.start + end, *found


def _lines_of(text: str) -> list[Line]:
    """The lines that hold more than space."""
    found = []
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            found.append(Line(match.start() + match[0].index(stripped), stripped, _boundaries))
    return found


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence in a line without surrounding space; together they cover all but inner space."""
    starts = [0]
    for paragraph in segmenter.analyze(line.translate(FAMILIAR_MARKS)):
        starts += [sentence[0].offset for sentence in paragraph if sentence]
    inner = {start for start in starts if JOINS.search(line, max(0, start - LONGEST_JOIN), start)}
    for start, following in pairwise(sorted({*starts, len(line)} - inner)):
        piece = line[start:following]
        stripped = piece.strip()
        if stripped:
            begin = start + piece.index(stripped)
            yield begin, begin + len(stripped)
