"""The draw of sentence pairs that were judged by eye: twenty of each data set, over the range of similarity found.

    python validation/draw.py neus_allsides ../shared/datasets     (or newswcl50)

Pairs that `align_sentences` finds are put in order of similarity, cut into twenty runs of equal length, and one is
drawn from each: so the share that holds is an estimate for all pairs found. Prints each pair with its sentences, to be
judged by §4 of the codebook; what is kept (judged_pairs.csv) holds ids, similarity and the judgement, no text. It was
drawn before there was a pair model, from the pairs of the rule (`model=None`).
"""

from __future__ import annotations

import json
import random
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd

import framing as fr

DRAWN, EVENTS, SEED = 20, 400, 20261122
TUNED_ON = Path(__file__).parents[1] / "bench" / "newswcl50_pairs.csv"


def neus_allsides(datasets: Path) -> tuple[pd.DataFrame, fr.Corpus]:
    """Teasers of three sides and the neutral round-up of some events, an event a story."""
    lines = (datasets / "neus_allsides" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    articles = []
    for line in random.Random(SEED).sample(lines, EVENTS):
        event = json.loads(line)
        neutral = {"title": event["neutral_title"], "text": event["neutral_text"]}
        for name, article in zip(("0", "1", "2", "neutral"), [*event["articles"], neutral], strict=True):
            text = f"{article['title']}\n\n{article['text']}"
            articles.append({"article_id": f"{event['id']}_{name}", "story_id": event["id"], "text": text})
    corpus = fr.read_articles(pd.DataFrame(articles).assign(outlet="x"))
    return fr.split_sentences(corpus), corpus


def newswcl50(datasets: Path) -> tuple[pd.DataFrame, fr.Corpus]:
    """All 50 articles with the sentences that the data set gives."""
    given = pd.read_csv(datasets / "newswcl50" / "sentences.csv", keep_default_na=False)
    given = given[given["text"].str.strip() != ""]
    articles, sentences = [], []
    for (event, article_id), rows in given.groupby(["event_id", "doc_id"]):
        text = ""
        for number, sentence in zip(rows["sent_id"], rows["text"], strict=True):
            stretch = {"start": len(text), "end": len(text) + len(sentence), "kind": "body"}
            sentences.append({"sentence_id": f"{article_id}:{number:02d}", "article_id": article_id, **stretch})
            text += f"{sentence}\n"
        articles.append({"article_id": article_id, "story_id": str(event), "text": text})
    return pd.DataFrame(sentences), fr.read_articles(pd.DataFrame(articles).assign(outlet="x"))


def seen() -> set[tuple[str, str]]:
    """Pairs by which the thresholds were fixed, with ids as written here."""
    pairs = pd.read_csv(TUNED_ON, dtype="str")
    one, other = (pairs[side].str.replace(r":(\d)$", r":0\1", regex=True) for side in ("sentence_a", "sentence_b"))
    return {*zip(one, other, strict=True), *zip(other, one, strict=True)}


def drawn(found: pd.DataFrame) -> pd.DataFrame:
    """One pair of each of twenty runs of equal length, by similarity."""
    draw, known = random.Random(SEED), seen()
    pairs = zip(found["sentence_a"], found["sentence_b"], strict=True)
    fresh = found[[pair not in known for pair in pairs]]
    fresh = fresh.sort_values(["similarity", "sentence_a", "sentence_b"], ignore_index=True)
    ends = [len(fresh) * run // DRAWN for run in range(DRAWN + 1)]
    return fresh.loc[[draw.randrange(start, end) for start, end in pairwise(ends)]]


def main(dataset: str, datasets: Path) -> None:
    """Draw, and print each pair with its sentences."""
    sentences, corpus = {"neus_allsides": neus_allsides, "newswcl50": newswcl50}[dataset](datasets)
    found = fr.align_sentences(sentences, corpus)
    places = sentences.set_index("sentence_id")
    sys.stdout.write(f"{len(found)} pairs found\n")
    for row in drawn(found).itertuples():
        sys.stdout.write(f"\n{dataset},{row.sentence_a},{row.sentence_b},{row.similarity},{row.overlap},\n")
        for sentence_id in (row.sentence_a, row.sentence_b):
            place = places.loc[sentence_id]
            sys.stdout.write(f"    {corpus.text(place['article_id'])[place['start'] : place['end']]}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
