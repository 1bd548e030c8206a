"""Naming slots in real news against two coders: are they found, are only they found, and in the right form.

Recall counts slots that both coders marked, precision what is found against slots that either marked: of the same
target, with at least one character in common, each slot once. Form and stratum are scored on slots found, the stratum
where the coders agree on it. Loaded and neutral are apart, and so are persons and
states (lexicon of the case study) and the class target migrants (validation/migrants.csv, made from style guides and
dictionaries). Rules were written with articles of one half, by a hash of their id; the other half checked them: its
errors were read twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import framing as fr
from framing.tables import read_csv
from shares import share, table_of

ROOT = Path(__file__).parents[1]
TEXTS = ("allsides_immigration/articles.jsonl", "allsides_articles_baly2020/russia_china_subset.jsonl")
LEXICONS = {"persons and states": ROOT / "data" / "lexicon.csv", "class": ROOT / "validation" / "migrants.csv"}
CODERS = ("coder_1", "coder_2")
FORMS = ("loaded", "neutral")
STRATUM_OF = {"outlet": "own", "paraphrase": "paraphrase", "quotation": "quotation", "scare": "quotation"}
OFFSETS = ["start", "end"]


def kind_of(passage_id: str) -> str:
    """Return the lexicon that the passage was drawn for."""
    return "persons and states" if passage_id.startswith("rc-") else "class"


def part_of(article_id: str) -> str:
    """Return "tuned" for articles that rules were written with, "looked at" for those that only checked them."""
    return "looked at" if int(hashlib.sha256(article_id.encode()).hexdigest(), 16) % 2 else "tuned"


def passages_of(datasets: Path) -> pd.DataFrame:
    """Read the passages; in the lists of a few texts one article can hold two."""
    passages = read_csv(datasets / "naming_slots" / "passages.csv").astype({"start": int, "end": int})
    return passages.assign(kind=passages["passage_id"].map(kind_of), part=passages["article_id"].map(part_of))


def corpus_of(datasets: Path, article_ids: set[str]) -> fr.Corpus:
    """Read the articles that hold the passages."""
    articles = {}
    for name in TEXTS:
        for line in (datasets / name).read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            article_id = article.get("article_id") or article["id"]
            if article_id in article_ids:
                articles[article_id] = (article_id, article.get("outlet") or article["source"], article["text"])
    return fr.read_articles(pd.DataFrame(articles.values(), columns=["article_id", "outlet", "text"]))


def codes_of(datasets: Path, coder: str) -> pd.DataFrame:
    """Read the slots that a coder marked."""
    codes = read_csv(datasets / "naming_slots" / f"{coder}.csv")
    return codes[codes["start"] != ""].astype({"start": int, "end": int})


def found_in(datasets: Path, passages: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Find the slots of each passage, in the whole article; what names nobody for certain is left out."""
    corpus = corpus_of(datasets, {*passages["article_id"]})
    sentences = fr.split_sentences(corpus)
    found = fr.find_occurrences(sentences, corpus, lexicon=fr.read_lexicon(LEXICONS[kind]))
    found = found[(found["kind"] == "naming")]
    if "reference" in found:
        found = found[found["reference"] != "unresolved"]
    beside = passages[["passage_id", "article_id", *OFFSETS]].rename(columns={"start": "first", "end": "last"})
    found = found.merge(beside, on="article_id")
    return found[(found["start"] < found["last"]) & (found["end"] > found["first"])]


def paired(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Pair slots of one passage and target that share a character, those that share most first, each slot once."""
    one, other = one.reset_index(drop=True), other.reset_index(drop=True)
    pairs = one.reset_index(names="i").merge(
        other.reset_index(names="j"), on=["passage_id", "target"], suffixes=("", "_other")
    )
    pairs["shared"] = pairs[["end", "end_other"]].min(axis=1) - pairs[["start", "start_other"]].max(axis=1)
    lengths = pairs["end"] - pairs["start"] + pairs["end_other"] - pairs["start_other"]
    pairs = pairs[pairs["shared"] > 0].assign(likeness=pairs["shared"] / lengths)
    pairs = pairs.sort_values("likeness", ascending=False, kind="stable")
    pairs = pairs[~pairs["i"].duplicated() | pairs["i"].isna()]
    return pairs[~pairs["j"].duplicated()]


def outcomes(datasets: Path, kind: str) -> Iterator[pd.DataFrame]:
    """Yield the cases of each measure: article, measure and whether right."""
    passages = passages_of(datasets)
    passages = passages[passages["kind"] == kind]
    one, other = (codes_of(datasets, coder) for coder in CODERS)
    one, other = (codes[codes["passage_id"].isin(passages["passage_id"])] for codes in (one, other))
    found = found_in(datasets, passages, kind)
    found = found[found["target"].isin({*one["target"], *other["target"]})]
    agreed = paired(one, other)
    agreed["spoken_alike"] = agreed["voice"] == agreed["voice_other"]
    both = agreed[agreed["form"] == agreed["form_other"]][[*one.columns, "spoken_alike"]].reset_index(drop=True)
    either = pd.concat([one, other], ignore_index=True)
    recalled = paired(both, found)
    both["right"] = both.index.isin(recalled["i"])
    found = found.reset_index(drop=True)
    found["right"] = [
        (
            (either["passage_id"] == row.passage_id)
            & (either["target"] == row.target)
            & (either["start"] < row.end)
            & (either["end"] > row.start)
        ).any()
        for row in found.itertuples()
    ]
    spoken = recalled[recalled["spoken_alike"]]
    strata = spoken["voice"].map(STRATUM_OF)
    measures = {
        "recall": both,
        "precision": found,
        "form, of slots found": recalled.assign(right=recalled["form"] == recalled["form_other"]),
        "stratum, of slots found": spoken.assign(right=strata == spoken["stratum"]),
        "own words or not, of slots found": spoken.assign(right=(strata == "own") == (spoken["stratum"] == "own")),
    }
    for form in FORMS:
        for measure, cases in measures.items():
            yield cases[cases["form"] == form].assign(measure=measure)[
                ["passage_id", "article_id", "target", *OFFSETS, "form", "measure", "right"]
            ]


def naming_slots(datasets: Path) -> pd.DataFrame:
    """Compute the shares by kind of target, part and form, with intervals over articles."""
    shares = []
    for kind in LEXICONS:
        cases = pd.concat(outcomes(datasets, kind), ignore_index=True)
        parts = {"": cases, **{f", {name}": part for name, part in cases.groupby(cases["article_id"].map(part_of))}}
        for part, of_part in parts.items():
            for (form, measure), chosen in of_part.groupby(["form", "measure"], sort=False):
                names = (f"naming slots, {kind}{part}", "both coders", f"{form}: {measure}")
                shares.append(share(*names, chosen["right"], chosen["article_id"]))
    return table_of(shares)
