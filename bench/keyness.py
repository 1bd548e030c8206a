"""Benchmark of keyness, not a test: a million sentences of news on one core, from raw text to intervals.

    python bench/keyness.py ../shared/datasets

Sentences of AllSides articles and of anno-lexical, drawn with replacement and put together by twenties as documents of
two corpora. In the same run what a user would otherwise take: scikit-learn's CountVectorizer for the counts, and, for
intervals, a bootstrap over documents word by word (on a twentieth of the documents). Then 200 documents.
Seconds are of one core's work. Writes results/validation/benchmark_keyness.csv.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

from alignment import peak, write_rows
from framing.corpus import sentences_of
from framing.measures import WordCounts, count_words, log_odds
from framing.models import WORD, synthetic
from voice import articles_of

SIZE, OF_DOCUMENT, SEED = 1_000_000, 20, 7
PART = 20


def texts_of(datasets: Path) -> pd.Series[str]:
    """Generate a million sentences by document."""
    articles = articles_of(datasets / "allsides_articles_baly2020")[:800]
    sentences = [text[start:end] for text in articles for start, end, *_ in sentences_of(text)]
    every = np.array([*sentences, *synthetic(datasets)["text"]], dtype=object)
    drawn = every[np.random.default_rng(SEED).integers(0, len(every), SIZE)]
    return pd.Series(drawn, index=[f"d{place // OF_DOCUMENT:06}" for place in range(SIZE)])


def measured(name: str, work: Callable[[], object], sentences: int) -> tuple[dict[str, object], object]:
    start = time.process_time()
    made = work()
    seconds = time.process_time() - start
    return {"tool": name, "n_sentences": sentences, "seconds": seconds, "peak_gib": peak()}, made


def bootstrap(counts: WordCounts, ours: np.ndarray) -> object:
    """2,000 samples of the documents of both corpora."""
    random, drawn = np.random.default_rng(SEED), []
    for chosen in (ours, ~ours):
        every = counts.matrix[np.flatnonzero(chosen)]
        documents = every.shape[0]
        weights = random.multinomial(documents, np.full(documents, 1 / documents), 2000).astype(float)
        sizes = weights @ np.asarray(every.sum(axis=1)).ravel()
        drawn.append((weights, every, sizes))
    ends = []
    for start in range(0, len(counts.words), 1000):
        odds = []
        for weights, every, sizes in drawn:
            word = np.asarray(weights @ every[:, start : start + 1000]) + 0.5
            odds.append(np.log(word / (sizes[:, None] + 1 - word)))
        ends.append(np.quantile(odds[0] - odds[1], [0.025, 0.975], axis=0))
    return np.hstack(ends)


def main(datasets: Path) -> None:
    texts = texts_of(datasets)
    counted, counts = measured("count_words", lambda: count_words(texts), SIZE)
    assert isinstance(counts, WordCounts)
    ours = np.arange(len(counts.documents)) % 2 == 0
    groups = pd.Series(np.where(ours, "study", "reference"), counts.documents)
    compared, _ = measured("log_odds of counts", lambda: log_odds(counts, groups, study="study"), SIZE)
    by_document = texts.groupby(level=0).agg(" ".join)
    vectorizer = CountVectorizer(token_pattern=WORD.pattern)
    theirs, _ = measured("CountVectorizer, counts alone", lambda: vectorizer.fit_transform(by_document), SIZE)
    few = WordCounts(
        counts.documents[: SIZE // OF_DOCUMENT // PART],
        counts.words,
        counts.matrix.tocsr()[: SIZE // OF_DOCUMENT // PART].tocsc(),
    )
    part = ours[: len(few.documents)]
    drawn, _ = measured("bootstrap of intervals", lambda: bootstrap(few, part), SIZE // PART)
    closed, _ = measured(
        "log_odds of as many", lambda: log_odds(few, groups[few.documents], study="study"), SIZE // PART
    )
    articles = WordCounts(few.documents[:200], counts.words, few.matrix[:200])
    of_200, _ = measured("log_odds of 200 documents", lambda: log_odds(articles, groups[articles.documents]), 4000)
    write_rows([counted, compared, theirs, drawn, closed, of_200], "keyness")
    print(f"{len(counts.words):,} words in {len(counts.documents):,} documents")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
