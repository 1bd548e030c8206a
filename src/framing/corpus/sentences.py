"""Sentences: each with its offsets and its kind, boilerplate kept and marked.

A line of a delivered text is a paragraph; sentences are split by syntok within the line. The marks « » are shown to syntok as “ ”
(one character for one, so that offsets hold): it knows the latter only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import regex
from syntok import segmenter

from framing.corpus.articles import Corpus
from framing.corpus.boilerplate import rule_of_line, rule_of_sentence
from framing.tables import validate

FAMILIAR_MARKS = str.maketrans("«»", "“”")
LINE = regex.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
ENDS_AS_SENTENCE = regex.compile(r"""[.!…:;]["'”’»)\]]*$|[?]["'”’»)\]]+$""")
QUESTION = regex.compile(r"\?$")
LONGEST_CROSSHEAD = 12


@dataclass(frozen=True)
class Line:
    """A paragraph: its first code point in the article and its text without surrounding space."""

    start: int
    text: str


def split_sentences(corpus: Corpus) -> pd.DataFrame:
    """Split the texts of a corpus into sentences.

    Parameters
    ----------
    corpus
        articles with their texts.

    Returns
    -------
    DataFrame
        sentences: sentence_id, article_id, start, end (code points, half-open), kind (body, headline, caption, crosshead,
        boilerplate), kind_rule. Every character of a text that is not space lies in exactly one sentence.

    Raises
    ------
    TextNotAvailable
        when a text is not attached.

    Examples
    --------
    >>> import pandas as pd
    >>> from framing.corpus.articles import read_articles
    >>> corpus = read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": ["Rain\\n\\nIt rained. «It did.» We left."]}))
    >>> split_sentences(corpus)[["sentence_id", "start", "end", "kind"]].to_string(index=False, header=False).split("\\n")
    ['a:01  0  4 headline', 'a:02  6 16     body', 'a:03 17 26     body', 'a:04 27 35     body']
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
    lines = lines_of(text)
    for line, (kind, rule) in zip(lines, kinds_of(lines), strict=True):
        for start, end in boundaries(line.text):
            inside = rule_of_sentence(line.text[start:end]) if kind == "body" else None
            yield (
                line.start + start,
                line.start + end,
                "boilerplate" if inside else kind,
                inside.rule if inside else rule,
            )


def lines_of(text: str) -> list[Line]:
    """The lines that hold more than space."""
    found = []
    for match in LINE.finditer(text):
        stripped = match[0].strip()
        if stripped:
            found.append(Line(match.start() + match[0].index(stripped), stripped))
    return found


def kinds_of(lines: list[Line]) -> Iterator[tuple[str, str]]:
    """(kind, rule) of each line: boilerplate by its rules; before the first body line headline, then captions; after it crossheads."""
    seen: set[str] = set()
    rest = ""
    for number, line in enumerate(lines):
        is_last = number == len(lines) - 1
        rule = None if rest else rule_of_line(line.text, in_head="body" not in seen, is_last=is_last)
        if rule and rule.where == "rest":
            rest = rule.rule
        if rest or rule:
            yield "boilerplate", rest or (rule.rule if rule else "")
            continue
        kind, why = kind_of_line(line.text, seen, is_last)
        seen.add(kind)
        yield kind, why


def kind_of_line(line: str, seen: set[str], is_last: bool) -> tuple[str, str]:
    if ENDS_AS_SENTENCE.search(line) or (is_last and seen):
        return "body", "ends as a sentence"
    if "body" not in seen:
        return (
            ("caption", "no full stop, under the headline")
            if "headline" in seen
            else ("headline", "no full stop, first line")
        )
    words = len(line.split())
    if words <= LONGEST_CROSSHEAD and len(list(boundaries(line))) == 1:
        return "crosshead", "short line without full stop between paragraphs"
    return "body", "paragraph without full stop"


def boundaries(line: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence in a line without surrounding space; together they cover all but the space between them."""
    starts = [0]
    for paragraph in segmenter.analyze(line.translate(FAMILIAR_MARKS)):
        starts += [sentence[0].offset for sentence in paragraph if sentence]
    starts = sorted({*starts, len(line)})
    for start, following in zip(starts, starts[1:], strict=False):
        piece = line[start:following]
        stripped = piece.strip()
        if stripped:
            begin = start + piece.index(stripped)
            yield begin, begin + len(stripped)
