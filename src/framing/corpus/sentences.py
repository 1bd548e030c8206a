"""Split articles into sentences with offsets and kinds; boilerplate is kept and marked.

A line of a text is a paragraph, and syntok splits it into sentences. syntok knows the marks “ ” but not « », so these
are replaced one by one before splitting, which keeps offsets. Two kinds of splits are undone: after a semicolon,
because a clause is not a sentence, and between a title and a name ("Gov. Berg").
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import regex
from syntok import segmenter

from framing.corpus.articles import Corpus
from framing.corpus.layout import Line, classify_lines
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
    corpus : Corpus
        Articles with their texts.

    Returns
    -------
    DataFrame
        One row per sentence: sentence_id, article_id, start, end (code points, half-open), kind (body, headline,
        caption, crosshead, boilerplate), kind_rule. Every character that is not white space is in exactly one sentence.

    Raises
    ------
    TextNotAvailable
        If a text is not attached.

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
    """Yield (start, end, kind, rule) of each sentence of one article."""
    lines = _lines_of(text)
    for line, (line_kind, line_rule) in zip(lines, classify_lines(lines), strict=True):
        for (start, end), rule in zip(line.sentences, line.rules, strict=True):
            kind, why = ("boilerplate", rule.rule) if rule and line_kind == "body" else (line_kind, line_rule)
            yield line.start + start, line.start + end, kind, why


def _lines_of(text: str) -> list[Line]:
    """Return the lines that are not blank."""
    lines = []
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            lines.append(Line(match.start() + match[0].index(stripped), stripped, _boundaries))
    return lines


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a stripped line; together they cover all but white space."""
    starts = [0]
    for paragraph in segmenter.analyze(line.translate(FAMILIAR_MARKS)):
        starts += [sentence[0].offset for sentence in paragraph if sentence]
    undone = {start for start in starts if JOINS.search(line, max(0, start - LONGEST_JOIN), start)}
    for start, following in pairwise(sorted({*starts, len(line)} - undone)):
        piece = line[start:following]
        stripped = piece.strip()
        if stripped:
            begin = start + piece.index(stripped)
            yield begin, begin + len(stripped)
