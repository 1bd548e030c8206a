"""Score who says what in PolNeAR (Newell, Margolin & Ruths 2018): sentences that report, and their sources.

A sentence reports if a word of it is content of an attribution, or, more strictly, half of its words are. It counts as
direct if an attribution in it has quotation marks in its content, and as indirect otherwise. The annotators marked
wishes, beliefs and plans too. Of an article that several read the first reading counts; `agreement` scores the readings
against each other by the same measures, which is about what a program can reach.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from pathlib import Path

import pandas as pd
import regex

from framing.attribution import find_quotations, voices_of
from framing.models import (
    ATTRIBUTION_MODEL,
    AttributionTagger,
    CodedArticle,
    coded_articles,
    load_model,
    read_tagger_recipe,
)
from shares import Share, ratio, table_of

TEXTS, AGAINST = "PolNeAR", "annotators"
MARK = regex.compile(r'[“”„«»"]')
WORD = regex.compile(r"\w[\w'’-]*")
# what follows the head of a noun phrase
BEHIND_HEAD = regex.compile(
    r"[,(;:–—]|\s(?:of|in|at|on|for|from|to|with|by|who|whom|whose|which|that|and|or|as|about|near|like|including)\s"
)
POSSESSIVE = regex.compile(r"['’]s?$")

Span = tuple[int, int]


@dataclass(frozen=True)
class Reading:
    """What one reader found in one sentence: the share of words reported, any in marks, and heads of the sources."""

    share: float
    direct: bool
    sources: frozenset[str]


Reader = Callable[[CodedArticle], list[Reading]]


def head_of(phrase: str) -> str:
    """Return the head of a noun phrase in lower case: the last word before what follows a head.

    >>> head_of("Anna Berg, the mayor of Ruk"), head_of("the people in line"), head_of("the minister’s")
    ('berg', 'people', 'minister')
    """
    front = BEHIND_HEAD.split(f"{phrase.strip(' ,.')} ", maxsplit=1)[0]
    words = WORD.findall(front) or WORD.findall(phrase)
    return POSSESSIVE.sub("", words[-1].casefold()) if words else ""


def reading(text: str, sentence: Span, content: Iterable[Span], sources: Iterable[str], *, direct: bool) -> Reading:
    """Return the reading of a sentence from the spans of content in it."""
    words = [match.start() for match in WORD.finditer(text, *sentence)]
    inside = sum(any(start <= word < end for start, end in content) for word in words)
    return Reading(inside / max(len(words), 1), direct, frozenset(map(head_of, sources)) - {""})


def coded(article: CodedArticle, coder: int = 0) -> list[Reading]:
    """Return the reading of an annotator."""
    ends = [end for _, end, _ in article.sentences]
    direct = [False] * len(ends)
    contents: list[list[Span]] = [[] for _ in ends]
    sources: list[list[str]] = [[] for _ in ends]
    for attribution in article.coders[coder]:
        marked = any(MARK.search(article.text, *span) for span in attribution["content"])
        source = " ".join(article.text[slice(*span)] for span in attribution["source"])
        for span in attribution["content"]:
            for number in range(bisect_right(ends, span[0]), len(ends)):
                if article.sentences[number][0] >= span[1]:
                    break
                contents[number].append(span)
                sources[number].append(source)
                direct[number] |= marked
    return [
        reading(article.text, (start, end), contents[number], sources[number], direct=direct[number])
        for number, (start, end, _) in enumerate(article.sentences)
    ]


def by_rules(article: CodedArticle, tagger: AttributionTagger | None = None) -> list[Reading]:
    """Return the reading of the rules, alone or joined with the tagger."""
    voices = voices_of(article.text, article.sentences, tagger=tagger)
    return [
        reading(
            article.text,
            (start, end),
            [(one.start, one.end) for one in voice.reported if not one.scare],
            [article.text[slice(*one.source)] for one in voice.reported if one.source and not one.scare],
            direct=any(one.in_marks for one in voice.reported),
        )
        for (start, end, _), voice in zip(article.sentences, voices, strict=True)
    ]


def by_tagger(tagger: AttributionTagger, article: CodedArticle) -> list[Reading]:
    """Return the reading of the tagger alone."""
    tagged = tagger.spans(article.text, article.sentences, article.quotations)
    return [
        reading(
            article.text,
            (start, end),
            [(one.start, one.end) for one in found.content],
            [article.text[one.source.start : one.source.end] for one in found.attributions if one.source],
            direct=False,
        )
        for (start, end, _), found in zip(article.sentences, tagged, strict=True)
    ]


def cases(articles: Iterable[CodedArticle], reader: Reader, truth: Reader = coded) -> pd.DataFrame:
    """Return one row per sentence: what the reader found beside what an annotator marked."""
    rows = [
        (
            article.article_id,
            article.outlet,
            article.date[:7],
            marked.share,
            marked.direct,
            found.share,
            bool(marked.sources),
            bool(marked.sources & found.sources),
        )
        for article in articles
        for marked, found, (*_, kind) in zip(truth(article), reader(article), article.sentences, strict=True)
        if kind != "boilerplate"
    ]
    columns = ["article_id", "outlet", "month", "marked", "direct", "found", "has_source", "right_source"]
    return pd.DataFrame(rows, columns=columns)


def shares_of(sentences: pd.DataFrame, texts: str, against: str) -> Iterator[Share]:
    """Precision, recall and F1 of reporting sentences; recall of direct and indirect ones; heads of sources."""

    def of(measure: str, right: pd.Series, n: pd.Series) -> Share:
        counts = pd.DataFrame({"right": right.astype(float), "n": n.astype(float)})
        return ratio(texts, against, measure, counts.groupby(sentences["article_id"]).sum())

    direct = sentences["direct"]
    for least, name in ((0.0, "a word reported"), (0.5, "half of the words reported")):
        reports, found = (sentences[column].ge(least) & sentences[column].gt(0) for column in ("marked", "found"))
        hits = reports & found
        yield of(f"{name}: precision", hits, found)
        yield of(f"{name}: recall", hits, reports)
        yield of(f"{name}: F1", 2.0 * hits, 1.0 * reports + found)
        yield of(f"{name}, direct: recall", hits & direct, reports & direct)
        yield of(f"{name}, indirect: recall", hits & ~direct, reports & ~direct)
    sourced = sentences["marked"].gt(0) & sentences["found"].gt(0) & sentences["has_source"]
    yield of("found, with a source marked: the same head", sourced & sentences["right_source"], sourced)


def agreement(articles: Iterable[CodedArticle]) -> Iterator[Share]:
    """Score each annotator against each other in the articles that several read."""
    shared = [article for article in articles if len(article.coders) > 1]
    pairs = [
        cases([article], partial(coded, coder=one), partial(coded, coder=other))
        for article in shared
        for one, other in permutations(range(len(article.coders)), 2)
    ]
    yield from shares_of(pd.concat(pairs, ignore_index=True), TEXTS, "annotators with each other")


def polnear(datasets: Path) -> pd.DataFrame:
    """Return the shares of the annotators, of the rules and, in months that it was not trained on, of the tagger."""
    articles = list(coded_articles(datasets, find_quotations))
    tagger, before = load_model(ATTRIBUTION_MODEL), read_tagger_recipe().before
    assert isinstance(tagger, AttributionTagger)
    late = [article for article in articles if article.date >= before]
    readers: dict[str, Reader] = {
        "rules": by_rules,
        "tagger": partial(by_tagger, tagger),
        "rules and tagger": partial(by_rules, tagger=tagger),
    }
    return table_of(
        [
            *agreement(articles),
            *shares_of(cases(articles, by_rules), TEXTS, f"{AGAINST}, by rules"),
            *(
                share
                for name, reader in readers.items()
                for share in shares_of(cases(late, reader), f"{TEXTS}, months not trained on", f"{AGAINST}, by {name}")
            ),
        ]
    )
