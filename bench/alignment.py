"""Benchmark of alignment, not a test: time, memory and recall at 50,000 × 50,000 sentences.

    python bench/alignment.py scale ../shared/datasets     (a)
    python bench/alignment.py coded ../shared/datasets     (b)

(a) Sentences of AllSides articles (Baly et al. 2020) stand on one side and recombined halves of them on the other, with
1,000 copies planted in which one word in six is dropped, doubled or swapped. Meaning is stood for by random vectors,
those of the copies near their originals: encoding 100,000 sentences takes a quarter of an hour and is no part of the
search. The search is exact, so its recall against exact search is checked on a sample rather than assumed. What a user
would take instead is timed on a part, in the same run, and scaled up: the number of comparisons says by how much.
Seconds are of one core (OMP_NUM_THREADS=1). Writes results/validation/benchmark_alignment.csv.

(b) The pairs by which the thresholds were fixed: newswcl50_pairs.csv, ids of NewsWCL50 (doc_id:sent_id), coded once
by one language model by §4 of the codebook, from three strata of a similarity made of several measures (its first 240
pairs, the next 660, the next 2,100 of 66,887); weight is how many pairs of its stratum a coded one stands for.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

import framing as fr
from framing.alignment import (
    Wording,
    align,
    count_differing_values,
    covered_share,
    evidence_of,
    installed_encoder,
    meaning_vectors,
    wording_of,
)
from framing.tables import write_csv

SIZE, PLANTED, SAMPLE, SEED = 50_000, 1_000, 500, 7
RESULTS = Path(__file__).parents[1] / "results" / "validation"


def read_jsonl(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sentences_of(folder: Path) -> list[str]:
    articles = {row["id"]: row["text"] for path in sorted(folder.glob("*.jsonl")) for row in read_jsonl(path)}
    frame = pd.DataFrame(
        {"article_id": [f"a{n}" for n in range(len(articles))], "outlet": "x", "text": articles.values()}
    )
    corpus = fr.read_articles(frame)
    rows = fr.split_sentences(corpus).itertuples()
    found = dict.fromkeys(corpus.text(row.article_id)[row.start : row.end] for row in rows if row.kind != "boilerplate")
    return [sentence for sentence in found if len(sentence.split()) > 5]


def edited(sentence: str, draw: random.Random) -> str:
    words = sentence.split()
    for place in range(len(words) - 1):
        if draw.random() < 1 / 6:
            edit = draw.choice(("drop", "double", "swap"))
            if edit == "swap":
                words[place], words[place + 1] = words[place + 1], words[place]
            else:
                words[place] = "" if edit == "drop" else f"{words[place]} {words[place]}"
    return " ".join(words)


def recombined(pool: list[str], draw: random.Random) -> str:
    one, other = draw.choice(pool).split(), draw.choice(pool).split()
    return " ".join(one[: len(one) // 2] + other[len(other) // 2 :])


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def scale(datasets: Path) -> None:
    draw, noise = random.Random(SEED), np.random.default_rng(SEED)
    pool = sentences_of(datasets / "allsides_articles_baly2020")
    left = pool[:SIZE] + [recombined(pool, draw) for _ in range(SIZE - len(pool[:SIZE]))]
    right = [edited(sentence, draw) for sentence in left[:PLANTED]]
    right += [recombined(pool, draw) for _ in range(SIZE - PLANTED)]
    vectors = unit(noise.normal(size=(2 * SIZE, 384)))
    vectors[SIZE : SIZE + PLANTED] = unit(vectors[:PLANTED] + 0.5 * vectors[SIZE : SIZE + PLANTED])
    rows = [
        searched(name, meaning, left + right) for name, meaning in (("wording alone", None), ("and meaning", vectors))
    ]
    rows += [alternative(name, tool, size, left, right) for name, (tool, size) in ALTERNATIVES.items()]
    write_rows(rows, "alignment")


def searched(name: str, meaning: np.ndarray | None, sentences: list[str]) -> dict[str, object]:
    start = time.process_time()
    wording = wording_of(sentences)
    found = np.hstack(list(align.candidates(wording, meaning, np.repeat([0, 1], SIZE), align.threshold(meaning))))
    seconds = time.process_time() - start
    pairs = set(map(tuple, found.T.tolist()))
    copies = sum((place, SIZE + place) in pairs for place in range(PLANTED))
    told, expected = against_exact(wording, meaning, pairs)
    counts = {"n_pairs": len(pairs), "n_planted_found": copies, "n_exact_found": told, "n_exact": expected}
    return row_of(f"align_sentences, {name}", SIZE, seconds) | counts


def against_exact(wording: Wording, meaning: np.ndarray | None, pairs: set[tuple[int, int]]) -> tuple[int, int]:
    """How many of the pairs of a sample of rows that the plain product gives were found, and how many it gives."""
    found = expected = 0
    for row in np.random.default_rng(SEED).choice(SIZE, SAMPLE, replace=False).tolist():
        similarity = (wording.vectors[[row]] @ wording.vectors[SIZE:].T).toarray()[0]
        if meaning is not None:
            similarity = (similarity + meaning[SIZE:] @ meaning[row]) / 2
        places = np.flatnonzero(similarity >= align.threshold(meaning)).tolist()
        expected += len(places)
        found += sum((row, SIZE + place) in pairs for place in places)
    return found, expected


def by_cosine(one: list[str], other: list[str]) -> np.ndarray:
    vectors = TfidfVectorizer().fit_transform([*one, *other])
    return cosine_similarity(vectors[: len(one)], vectors[len(one) :])


def by_token_set(one: list[str], other: list[str]) -> np.ndarray:
    return process.cdist(one, other, scorer=fuzz.token_set_ratio, workers=1)


ALTERNATIVES = {
    "scikit-learn, dense cosine of tf-idf": (by_cosine, 5_000),
    "rapidfuzz, cdist of token_set_ratio": (by_token_set, 1_000),
}


def alternative(
    name: str, tool: Callable[[list[str], list[str]], np.ndarray], size: int, left: list[str], right: list[str]
) -> dict[str, object]:
    start = time.process_time()
    tool(left[:size], right[:size])
    return row_of(name, size, time.process_time() - start)


def row_of(name: str, size: int, seconds: float) -> dict[str, object]:
    whole = seconds * (SIZE / size) ** 2
    return {"tool": name, "n_a_side": size, "seconds": seconds, "seconds_at_50000": whole, "peak_gib": peak()}


def write_rows(rows: list[dict[str, object]], name: str) -> None:
    table = pd.DataFrame(rows)
    counts = [column for column in table if column.startswith("n_")]
    write_csv(table.astype(dict.fromkeys(counts, "Int64")), RESULTS / f"benchmark_{name}.csv")
    print(table.to_string(index=False))


def coded(datasets: Path) -> None:
    pairs = pd.read_csv(Path(__file__).with_name("newswcl50_pairs.csv"))
    sentences = pd.read_csv(datasets / "newswcl50" / "sentences.csv")
    sentences = sentences[sentences["text"].str.split().str.len() > 3]
    sentences["id"] = sentences["doc_id"] + ":" + sentences["sent_id"].astype(str)
    found = pd.concat([measured(pairs, story) for _, story in sentences.groupby("event_id")])
    for name, least in (("words", align.WORDING_THRESHOLD), ("both", align.THRESHOLD)):
        for threshold in (least - 0.05, least - 0.025, least, least + 0.025, least + 0.05):
            told = found[found[name] >= threshold]
            right = told.loc[told["overlap"] != "none", "weight"].sum()
            every = found.loc[found["overlap"] != "none", "weight"].sum()
            precision, recall = right / told["weight"].sum(), right / every
            print(
                f"{name} at {threshold:.3f}: {len(told)} of {len(found)} pairs; weighted "
                f"precision {precision:.2f}, recall {recall:.2f}"
            )
    told = found[(found["both"] >= align.THRESHOLD) & (found["overlap"] != "none")]
    agree = ((told["covered"] >= align.FULL) == (told["overlap"] == "full")).sum()
    print(f"full or part as coded: {agree} of {len(told)}")


def measured(pairs: pd.DataFrame, story: pd.DataFrame) -> pd.DataFrame:
    """Return the coded pairs of one story with their similarity by wording, and by wording and meaning."""
    texts = story["text"].tolist()
    places = {sentence: place for place, sentence in enumerate(story["id"])}
    ours = pairs[pairs["sentence_a"].isin(places)]
    one, other = (ours[side].map(places).to_numpy() for side in ("sentence_a", "sentence_b"))
    wording, vectors = wording_of(texts), meaning_vectors(texts, installed_encoder())
    words = np.asarray(wording.vectors[one].multiply(wording.vectors[other]).sum(axis=1))
    against = [
        count_differing_values(evidence_of(texts[a]), evidence_of(texts[b])) for a, b in zip(one, other, strict=True)
    ]
    taken = align.CONFLICT * np.array(against)
    cosine = (vectors[one] * vectors[other]).sum(axis=1)
    share = covered_share(words, wording.weights[one], wording.weights[other])
    return ours.assign(words=words - taken, both=(words + cosine) / 2 - taken, covered=share)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    {"scale": scale, "coded": coded}[sys.argv[1]](Path(sys.argv[2]))
