"""Benchmark of alignment, not a test: time, memory and recall at 50,000 × 50,000 sentences, and silver text reuse.

    python bench/alignment.py scale ../shared/datasets     (a)
    python bench/alignment.py silver ../shared/datasets    (b)
    python bench/alignment.py coded ../shared/datasets     (c)

(a) Sentences of AllSides articles (Baly et al. 2020) stand on one side and recombined halves of them on the other, with
1,000 copies planted in which one word in six is dropped, doubled or swapped. Meaning is stood for by random vectors,
those of the copies near their originals: encoding 100,000 sentences takes a quarter of an hour and is no part of the
search. The search is exact, so its recall against exact search is checked on a sample rather than assumed.

(b) Pairs of articles with runs of eight words and more in common, found by an algorithm: sentences of which a run
covers half or more on both sides should be paired. Pairs of the control (same topic, another year, no run in common)
should give none. No text is printed.

(c) The pairs by which the thresholds were fixed: newswcl50_pairs.csv, ids of NewsWCL50 (doc_id:sent_id), coded once
by one language model by §4 of the codebook, from three strata of a similarity made of several measures (its first 240
pairs, the next 660, the next 2,100 of 66,887); weight is how many pairs of its stratum a coded one stands for.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

import framing as fr
from framing.collation import align
from framing.collation.evidence import conflicts, evidence_of
from framing.collation.meaning import installed_encoder, meaning_vectors
from framing.collation.wording import covered, wording_of

SIZE, PLANTED, SAMPLE, SEED = 50_000, 1_000, 500, 7


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
    articles = np.repeat([0, 1], SIZE)
    print(f"{len(pool):,} distinct sentences of AllSides; {peak()} before the search")
    for name, meaning in (("wording alone", None), ("wording and meaning", vectors)):
        start = time.perf_counter()
        wording = wording_of(left + right)
        indexed = time.perf_counter()
        found = np.hstack(list(align.candidates(wording, meaning, articles)))
        seconds = time.perf_counter() - start
        pairs = set(map(tuple, found.T.tolist()))
        copies = sum((place, SIZE + place) in pairs for place in range(PLANTED))
        print(
            f"{name}: {seconds:.1f} s (words {indexed - start:.1f} s), {len(pairs):,} pairs, "
            f"planted copies {copies} of {PLANTED}, exact search {against_exact(wording, meaning, pairs)}, {peak()}"
        )


def against_exact(wording: align.Wording, meaning: np.ndarray | None, pairs: set[tuple[int, int]]) -> str:
    """Recall against the plain product, of a sample of rows."""
    found = expected = 0
    for row in np.random.default_rng(SEED).choice(SIZE, SAMPLE, replace=False).tolist():
        similarity = (wording.vectors[[row]] @ wording.vectors[SIZE:].T).toarray()[0]
        if meaning is not None:
            similarity = (similarity + meaning[SIZE:] @ meaning[row]) / 2
        places = np.flatnonzero(similarity >= align.least(meaning)).tolist()
        expected += len(places)
        found += sum((row, SIZE + place) in pairs for place in places)
    return f"{found} of {expected} in {SAMPLE} rows"


def silver(datasets: Path) -> None:
    folder = datasets / "allsides_articles_baly2020"
    texts = {row["id"]: row["text"] for row in read_jsonl(folder / "text_reuse_articles.jsonl")}
    levels = pd.read_csv(folder / "text_reuse_pairs_silver.csv").groupby("level", sort=False)
    for name, encoder in (("wording alone", None), ("wording and meaning", installed_encoder())):
        align.installed_encoder = lambda encoder=encoder: encoder
        for level, pairs in levels:
            counts = np.array([counts_of(row, texts) for row in pairs.itertuples()])
            expected, found, paired, compared = counts.sum(axis=0).tolist()
            print(
                f"{name}, {level}: {len(pairs)} pairs of articles, {found} of {expected} sentence pairs of a run "
                f"found; {paired} pairs in {compared:,} comparisons"
            )


def counts_of(row: tuple, texts: dict[str, str]) -> tuple[int, int, int, int]:
    """Sentence pairs that a run covers, those of them found, all found, all comparisons."""
    frame = pd.DataFrame({"article_id": ["a", "b"], "outlet": "x", "text": [texts[row.id_a], texts[row.id_b]]})
    corpus = fr.read_articles(frame)
    sentences = fr.split_sentences(corpus)
    sentences = sentences[sentences["kind"] != "boilerplate"]
    sides = [list(sentences[sentences["article_id"] == side].itertuples()) for side in "ab"]
    expected = {
        (one.sentence_id, other.sentence_id)
        for start_a, end_a, start_b, end_b, _ in json.loads(row.shared_runs)
        for one in sides[0]
        for other in sides[1]
        if same_words(one, other, (start_a, end_a), (start_b, end_b), corpus)
    }
    found = fr.align_sentences(sentences, corpus)
    pairs = set(zip(found["sentence_a"], found["sentence_b"], strict=True))
    return len(expected), len(expected & pairs), len(pairs), len(sides[0]) * len(sides[1])


def same_words(one: tuple, other: tuple, run_a: tuple[int, int], run_b: tuple[int, int], corpus: fr.Corpus) -> bool:
    """Whether the run covers half of both sentences or more, with the same words in both."""
    stretches = []
    for sentence, (start, end) in ((one, run_a), (other, run_b)):
        start, end = max(start, sentence.start), min(end, sentence.end)
        if end - start < (sentence.end - sentence.start) / 2:
            return False
        stretches.append(set(corpus.text(sentence.article_id)[start:end].lower().split()))
    return len(stretches[0] & stretches[1]) >= 0.8 * min(map(len, stretches))


def coded(datasets: Path) -> None:
    pairs = pd.read_csv(Path(__file__).with_name("newswcl50_pairs.csv"))
    sentences = pd.read_csv(datasets / "newswcl50" / "sentences.csv")
    sentences = sentences[sentences["text"].str.split().str.len() > 3]
    sentences["id"] = sentences["doc_id"] + ":" + sentences["sent_id"].astype(str)
    found = pd.concat([measured(pairs, story) for _, story in sentences.groupby("event_id")])
    for name, least in (("words", align.LEAST_BY_WORDING), ("both", align.LEAST)):
        for threshold in (least - 0.05, least - 0.025, least, least + 0.025, least + 0.05):
            told = found[found[name] >= threshold]
            right = told.loc[told["overlap"] != "none", "weight"].sum()
            every = found.loc[found["overlap"] != "none", "weight"].sum()
            precision, recall = right / told["weight"].sum(), right / every
            print(
                f"{name} at {threshold:.3f}: {len(told)} of {len(found)} pairs; weighted "
                f"precision {precision:.2f}, recall {recall:.2f}"
            )
    told = found[(found["both"] >= align.LEAST) & (found["overlap"] != "none")]
    agree = ((told["covered"] >= align.FULL) == (told["overlap"] == "full")).sum()
    print(f"full or part as coded: {agree} of {len(told)}")


def measured(pairs: pd.DataFrame, story: pd.DataFrame) -> pd.DataFrame:
    """The coded pairs of one story with their similarity by words and by words and meaning."""
    texts = story["text"].tolist()
    places = {sentence: place for place, sentence in enumerate(story["id"])}
    ours = pairs[pairs["sentence_a"].isin(places)]
    one, other = (ours[side].map(places).to_numpy() for side in ("sentence_a", "sentence_b"))
    wording, vectors = wording_of(texts), meaning_vectors(texts, installed_encoder())
    words = np.asarray(wording.vectors[one].multiply(wording.vectors[other]).sum(axis=1))
    against = [conflicts(evidence_of(texts[a]), evidence_of(texts[b])) for a, b in zip(one, other, strict=True)]
    taken = align.CONFLICT * np.array(against)
    cosine = (vectors[one] * vectors[other]).sum(axis=1)
    share = covered(words, wording.weights[one], wording.weights[other])
    return ours.assign(words=words - taken, both=(words + cosine) / 2 - taken, covered=share)


def peak() -> str:
    return f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"


if __name__ == "__main__":
    {"scale": scale, "silver": silver, "coded": coded}[sys.argv[1]](Path(sys.argv[2]))
