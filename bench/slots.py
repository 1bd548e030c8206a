"""Benchmark of naming slots and of the tagger, not a test: 30,000 sentences and a lexicon of 300 terms, on one core.

    python bench/slots.py ../shared/datasets

Articles of PolNeAR. The lexicon has six persons with the loaded terms of the case study's lexicon. Beside it, in the
same run: finding the forms by one regular expression, which is the least that a user would do, and the voice, which
comes before, by rules and with the tagger. Writes results/validation/benchmark_slots.csv.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import framing as fr
from alignment import peak, write_rows

SENTENCES, TERMS = 30_000, 300
PERSONS = {
    "Trump": "Donald Trump",
    "Clinton": "Hillary Clinton",
    "Cruz": "Ted Cruz",
    "Sanders": "Bernie Sanders",
    "Obama": "Barack Obama",
    "Rubio": "Marco Rubio",
}


def lexicon() -> fr.Lexicon:
    """Return a lexicon in which each person has the loaded terms of the case study."""
    of_case = fr.read_lexicon(Path(__file__).parents[1] / "data" / "lexicon.csv").terms
    loaded = of_case[(of_case["form"] == "loaded") & ~of_case["forms"].str.contains("<") & (of_case["noun"] != "name")]
    words = loaded[loaded["kind"] == "naming"].drop_duplicates("term")[: TERMS // len(PERSONS) - 2]
    rows = []
    for person, full in PERSONS.items():
        key = person.lower()
        rows += [
            {"term_id": key, "term": person, "form": "neutral", "noun": "name", "forms": f"variant={full}"},
            {"term_id": f"leader-{key}", "term": f"leader {person}", "form": "neutral", "noun": "title", "forms": ""},
        ]
        rows += [
            {
                "term_id": f"{key}-{word.term_id}",
                "term": word.term,
                "form": "loaded",
                "noun": "epithet",
                "forms": "; ".join(part for part in word.forms.split("; ") if part.startswith("plural=")),
                "neutral": f"leader-{key}",
            }
            for word in words.itertuples()
        ]
        for row in rows:
            row.setdefault("target", person)
    return fr.read_lexicon(pd.DataFrame(rows).fillna("").assign(kind="naming"))


def measured(name: str, work: Callable[[], object]) -> dict[str, object]:
    """Return the seconds of one core's work."""
    start = time.process_time()
    work()
    seconds = time.process_time() - start
    return {"tool": name, "n_sentences": SENTENCES, "seconds": seconds, "peak_gib": peak()}


def main(datasets: Path) -> None:
    """Measure slots, voice and a regular expression on the same sentences."""
    articles = pd.read_json(datasets / "polnear" / "articles.jsonl", lines=True)
    corpus = fr.read_articles(articles[["article_id", "outlet", "text"]])
    sentences = fr.split_sentences(corpus)[:SENTENCES]
    terms = lexicon()
    forms = re.compile(rf"\b(?:{'|'.join(re.escape(surface) for _, _, surface in terms.surfaces())})\b", re.IGNORECASE)
    texts = [corpus.text(article_id) for article_id in sentences["article_id"].unique()]
    rows = [
        measured("forms by one regular expression", lambda: [forms.findall(text) for text in texts]),
        measured("find_voice, rules", lambda: fr.find_voice(sentences, corpus, tagger=None)),
        measured("find_voice, rules and tagger", lambda: fr.find_voice(sentences, corpus)),
        measured(
            "find_occurrences, voice known", lambda: fr.find_occurrences(sentences, corpus, lexicon=terms, tagger=None)
        ),
    ]
    print(f"{len(texts):,} articles, {len(sentences):,} sentences, {len(terms)} terms")
    write_rows(rows, "slots")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
