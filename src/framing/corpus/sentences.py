"""Split articles into sentences with offsets and kinds; boilerplate is kept and marked.

A line of a text is a paragraph, unless the lines are cut at a width. Layout decides what each paragraph is, `ends`
where its sentences end; nothing ends within a dateline.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from framing.corpus.articles import Corpus
from framing.corpus.ends import sentence_starts
from framing.corpus.layout import DATELINE, Line, classify_lines
from framing.corpus.reading import as_read
from framing.corpus.wrapping import paragraphs_of
from framing.tables import validate


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
        caption, crosshead, boilerplate), kind_rule. Every visible character is in exactly one sentence.

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
    reading = as_read(text)
    lines = [Line(places, paragraph, _boundaries) for paragraph, places in paragraphs_of(reading.text)]
    for line, (line_kind, line_rule) in zip(lines, classify_lines(lines), strict=True):
        for (start, end), rule in zip(line.sentences, line.rules, strict=True):
            kind, why = ("boilerplate", rule.rule) if rule and line_kind == "body" else (line_kind, line_rule)
            yield reading.places[line.places[start]], reading.places[line.places[end - 1] + 1], kind, why


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a stripped line; together they cover all but white space."""
    dateline = DATELINE.match(line)
    for start, following in pairwise([0, *sentence_starts(line, dateline.end() if dateline else 0), len(line)]):
        yield start, start + len(line[start:following].rstrip())
