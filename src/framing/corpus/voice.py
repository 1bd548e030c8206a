"""Voice: whose words a sentence holds.

Here by quotation marks alone: inside them the source speaks, outside the outlet. Reported speech without marks counts
as the outlet's words under this rule; that is its known limit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile
from operator import itemgetter

import pandas as pd

from framing.corpus.articles import Corpus
from framing.corpus.sentences import lines_of
from framing.tables import rows, validate

CLOSING = {"“": "”", "«": "»", "„": "“", '"': '"'}
WHOLE = 0.5


def quotations(text: str) -> list[tuple[int, int]]:
    """(start, end) of what stands inside quotation marks, marks left out, in order.

    A quotation opens with “ « „ or " and closes with its partner; one that is never closed ends with its line; marks
    inside a quotation do not open a second one. Linear in the length of the text; never raises.

    >>> quotations('He called it "a gift". She did not.')
    [(14, 20)]
    """
    return [span for line in lines_of(text) for span in quotations_of_line(line.text, line.start)]


def quotations_of_line(line: str, offset: int) -> Iterator[tuple[int, int]]:
    opened, closing = -1, ""
    for position, character in enumerate(line):
        if opened < 0 and character in CLOSING:
            opened, closing = position + 1, CLOSING[character]
        elif opened >= 0 and character == closing:
            yield offset + opened, offset + position
            opened = -1
    if 0 <= opened < len(line):
        yield offset + opened, offset + len(line)


def overlap(start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """Code points of [start, end) that lie inside the spans, which are in order and apart.

    >>> overlap(5, 20, [(0, 7), (10, 12), (19, 30)])
    5
    """
    first_touching = bisect_right(spans, start, key=itemgetter(1))
    touching = takewhile(lambda span: span[0] < end, (spans[index] for index in range(first_touching, len(spans))))
    return sum(min(end, last) - max(start, first) for first, last in touching)


def find_voice(sentences: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add whose words each sentence holds.

    Parameters
    ----------
    sentences
        sentence table of `split_sentences`.
    corpus
        the articles with their texts.

    Returns
    -------
    DataFrame
        the sentences with voice (narrator: no quotation marks; mixed: some words inside; quote: half of the sentence or
        more), source (empty: this rule does not look for speakers) and voice_rule. Boilerplate has no voice.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus.articles import read_articles
    >>> from framing.corpus.sentences import split_sentences
    >>> text = "She left. “We are all done here,” he said. It was a “gift” that no one wanted."
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    >>> list(find_voice(split_sentences(corpus), corpus)["voice"])
    ['narrator', 'quote', 'mixed']
    """
    quoted = {article_id: quotations(corpus.text(article_id)) for article_id in sentences["article_id"].unique()}
    voiced = [
        ("", "") if row.kind == "boilerplate" else voice_of(row.start, row.end, quoted[row.article_id])
        for row in rows(sentences)
    ]
    found = sentences.assign(
        voice=pd.Series([voice for voice, _ in voiced], index=sentences.index, dtype="str"),
        source=pd.Series("", index=sentences.index, dtype="str"),
        voice_rule=pd.Series([rule for _, rule in voiced], index=sentences.index, dtype="str"),
    )
    return validate(found, "sentences", "sentences")


def voice_of(start: int, end: int, quoted: list[tuple[int, int]]) -> tuple[str, str]:
    share = overlap(start, end, quoted) / (end - start)
    if share == 0:
        return "narrator", "no quotation marks"
    if share < WHOLE:
        return "mixed", "some words in quotation marks"
    return "quote", "half or more in quotation marks"
