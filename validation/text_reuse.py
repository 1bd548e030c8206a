"""Silver text reuse in AllSides articles (Baly et al. 2020): whether copied sentences are paired.

Pairs of articles with runs of eight words and more in common were found by an algorithm. Sentences of which a run
covers half or more on both sides, with the same words, should be paired. Pairs of the control (same topic, another
year, no run in common) should give none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import framing as fr
from framing.alignment import installed_encoder
from framing.models import pair_model
from shares import Share, table_of

SHARED_WORDS = 0.8
Span = tuple[int, int]


def text_reuse(datasets: Path) -> pd.DataFrame:
    """Recall by level of reuse, and the share of comparisons of the control that are paired."""
    folder = datasets / "allsides_articles_baly2020"
    lines = (folder / "text_reuse_articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    levels = pd.read_csv(folder / "text_reuse_pairs_silver.csv").groupby("level", sort=False)
    return table_of(row for level, pairs in levels for row in shares_of(str(level), list(pairs.itertuples()), texts))


def shares_of(level: str, pairs: list[Any], texts: dict[str, str]) -> Iterator[Share]:
    """Compute the shares of one level, with and without the encoder."""
    for name, encoder in (("wording alone", None), ("wording and meaning", installed_encoder())):
        counts = np.array([counts_of(row, texts, encoder) for row in pairs])
        expected, found, paired, compared = counts.sum(axis=0).tolist()
        if expected:
            yield Share(f"AllSides, {level} reuse", name, "recall of sentences in a run", found, expected)
        else:
            yield Share("AllSides, control", name, "pairs in comparisons", paired, compared)


def counts_of(row: Any, texts: dict[str, str], encoder: Any) -> tuple[int, int, int, int]:
    """Sentence pairs that a run covers, those of them found, all found, all comparisons."""
    frame = pd.DataFrame({"article_id": ["a", "b"], "outlet": "x", "text": [texts[row.id_a], texts[row.id_b]]})
    corpus = fr.read_articles(frame)
    sentences = fr.split_sentences(corpus)
    sentences = sentences[sentences["kind"] != "boilerplate"]
    sides = [list(sentences[sentences["article_id"] == side].itertuples()) for side in "ab"]
    expected = set(expected_of(json.loads(row.shared_runs), sides, corpus))
    model = pair_model().exactly() if encoder else None
    found = fr.align_sentences(sentences, corpus, encoder=encoder, model=model)
    pairs = set(zip(found["sentence_a"], found["sentence_b"], strict=True))
    return len(expected), len(expected & pairs), len(pairs), len(sides[0]) * len(sides[1])


def expected_of(runs: list[list[int]], sides: list[list[Any]], corpus: fr.Corpus) -> Iterator[tuple[str, str]]:
    """Pairs of sentences that a run covers on both sides."""
    for start_a, end_a, start_b, end_b, _ in runs:
        ones = [(row, words) for row in sides[0] if (words := words_within(row, (start_a, end_a), corpus))]
        others = [(row, words) for row in sides[1] if (words := words_within(row, (start_b, end_b), corpus))]
        for one, words in ones:
            for other, of_other in others:
                if len(words & of_other) >= SHARED_WORDS * min(len(words), len(of_other)):
                    yield one.sentence_id, other.sentence_id


def words_within(sentence: Any, run: Span, corpus: fr.Corpus) -> set[str]:
    """Return the words of a sentence inside the run; none if the run covers less than half of it."""
    start, end = max(run[0], sentence.start), min(run[1], sentence.end)
    if end - start < (sentence.end - sentence.start) / 2:
        return set()
    return set(corpus.text(sentence.article_id)[start:end].lower().split())
