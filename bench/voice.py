"""Benchmark of voice, not a test: 100,000 sentences of news on one core.

    python bench/voice.py ../shared/datasets

Articles of AllSides (Baly et al. 2020), repeated as often as it takes; nothing is remembered from one to the next.
Seconds are of one core's work. Beside it, in the same run: what stands in quotation marks by one regular expression,
which is the least that a user would do, and splitting the sentences, which comes before. How much more is right than by
marks alone says results/validation/voice.csv. Writes results/validation/benchmark_voice.csv.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from alignment import peak, write_rows
from framing.attribution import voices_of
from framing.corpus import sentences_of

SIZE = 100_000
MARKED = re.compile(r"[“\"][^”\"\n]*[”\"]")
Article = tuple[str, list[tuple[int, int, str]]]


def articles_of(folder: Path) -> list[str]:
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return list({row["id"]: row["text"] for row in map(json.loads, lines)}.values())


def enough(texts: list[str]) -> list[Article]:
    """Articles with their sentences until there are enough."""
    split = [(text, [(start, end, kind) for start, end, kind, _ in sentences_of(text)]) for text in texts]
    found, n = [], 0
    for text, sentences in cycle(split):
        if n >= SIZE:
            return found
        found.append((text, sentences[: SIZE - n]))
        n += len(found[-1][1])
    return found


def measured(name: str, work: Callable[[Article], object], articles: list[Article]) -> dict[str, object]:
    start = time.process_time()
    for article in articles:
        work(article)
    return {"tool": name, "n_sentences": SIZE, "seconds": time.process_time() - start, "peak_gib": peak()}


def main(datasets: Path) -> None:
    articles = enough(articles_of(datasets / "allsides_articles_baly2020"))
    rows = [
        measured("find_voice", lambda article: voices_of(*article), articles),
        measured("marks by one regular expression", lambda article: MARKED.findall(article[0]), articles),
        measured("splitting the sentences", lambda article: list(sentences_of(article[0])), articles),
    ]
    print(f"{len(articles):,} articles, {SIZE:,} sentences")
    write_rows(rows, "voice")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
