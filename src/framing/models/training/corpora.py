"""Read the labelled data sets that the general model is trained on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from framing.errors import BadInput
from framing.tables import read_csv

SYNTHETIC = tuple(f"anno_lexical/anno_lexical_{part}.csv" for part in ("train", "dev", "test"))
TRAIN, TEST = "babe/babe_v2_train.csv", "babe/babe_v2_test_with_published_predictions.csv"
WHOLE, CODERS = "babe/babe_sg2.csv", "babe/babe_sg2_raw_annotations.csv"
ARTICLES, MARKED = "ptc/articles.jsonl", "ptc/spans.csv"
TARGETS = "newsmtsc/newsmtsc_train.csv"
TECHNIQUES = {"Name_Calling,Labeling": "name calling", "Loaded_Language": "loaded language"}
FEWEST_WORDS = 3  # of a line that counts as a sentence
KEPT_OF_MARKED, KEPT_OF_JUDGED = 5, 10  # one article of so many is not trained on, for measurement


def synthetic(folder: Path) -> pd.DataFrame:
    """Read sentences labelled by language models (anno-lexical) without duplicates: text, label, outlet.

    Sentences of any part of BABE are excluded, so that no model evaluated on BABE was trained on them.
    """
    sentences = pd.concat([table(folder, name) for name in SYNTHETIC], ignore_index=True)
    sentences = sentences.rename(columns={"source_name": "outlet"})[["text", "label", "outlet"]]
    sentences = sentences.astype({"label": "int64"})
    of_babe = pd.concat([wording(table(folder, name)["text"]) for name in (WHOLE, TRAIN, TEST)])
    keys = wording(sentences["text"])
    return sentences[~keys.isin(of_babe) & ~keys.duplicated()].reset_index(drop=True)


def experts(folder: Path) -> pd.DataFrame:
    """Read the training part of BABE v2 without sentences of its test part; columns as in `labelled`."""
    sentences = labelled(folder, TRAIN)
    return sentences[~wording(sentences["text"]).isin(set(wording(table(folder, TEST)["text"])))].reset_index(drop=True)


def labelled(folder: Path, name: str) -> pd.DataFrame:
    """Read sentences of BABE v2 labelled by experts: text, label, share, outlet, article, row.

    ``share`` is the share of BABE's five coders who coded the sentence as biased; ``row`` is its row in babe_sg2.csv. A
    sentence of an unknown article counts as an article of its own.
    """
    sentences = table(folder, name)
    row = sentences["sg2_row"].astype("float64").astype("int64")
    origin = table(folder, WHOLE).set_index("row")[["outlet", "news_link"]]
    origin.index = origin.index.astype("int64")
    label = sentences["label"].astype("int64")
    return pd.DataFrame(
        {
            "text": sentences["text"],
            "label": label,
            "share": row.map(shares(folder)).fillna(label.astype("float64")),
            "outlet": row.map(origin["outlet"]),
            "article": row.map(origin["news_link"].replace("", pd.NA)).fillna(row.astype("str")),
            "row": row,
        }
    )


def shares(folder: Path) -> pd.Series[float]:
    """Compute the share of coders who coded each sentence as biased, by row in babe_sg2.csv."""
    codes = table(folder, CODERS)
    codes = codes[(codes["label"] != "") & (codes["row"] != "")]  # a few codes refer to no sentence of BABE
    return codes["label"].astype("float64").groupby(codes["row"].astype("float64").astype("int64")).mean()


def wording(texts: pd.Series[str]) -> pd.Series[str]:
    """Reduce texts to letters and digits in lower case, so that copies match despite different punctuation.

    >>> wording(pd.Series(["“Yes,” he said.", "'Yes', he said"])).nunique()
    1
    """
    return texts.str.lower().str.replace(r"\W+", "", regex=True)


def table(folder: Path, name: str) -> pd.DataFrame:
    """Read a table of a data set."""
    if not (folder / name).is_file():
        raise BadInput(f"{folder} contains no {name}. docs/model-card.md lists the sources of the data sets.")
    return read_csv(folder / name)


def marked_sentences(folder: Path) -> pd.DataFrame:
    """Read the sentences of PTC, one a line, with what its annotators marked in them.

    Returns
    -------
    DataFrame
        article_id, text, spans (of loaded language or name calling, in code points of the sentence), one column for
        each of these two techniques, plain (nothing was marked, by any technique), and kept (of an article that the
        shipped model was not trained on).
    """
    marks = table(folder, MARKED).astype({"start": "int64", "end": "int64"})
    of_article = dict(tuple(marks.groupby("article_id")))
    rows = []
    for line in (folder / ARTICLES).read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        marked, start = of_article.get(str(article["article_id"]), marks[:0]), 0
        for sentence in article["text"].split("\n"):
            end = start + len(sentence)
            here = marked[(marked["start"] < end) & (marked["end"] > start)]
            if len(sentence.split()) >= FEWEST_WORDS:
                loaded = here[here["technique"].isin(TECHNIQUES)]
                spans = [
                    (max(first - start, 0), min(last - start, len(sentence)))
                    for first, last in zip(loaded["start"], loaded["end"], strict=True)
                ]
                found = {name: technique in {*here["technique"]} for technique, name in TECHNIQUES.items()}
                rows.append(
                    {
                        "article_id": str(article["article_id"]),
                        "text": sentence,
                        "spans": spans,
                        "plain": here.empty,
                        **found,
                    }
                )
            start = end + 1
    table_of_lines = pd.DataFrame(rows)
    return table_of_lines.assign(kept=_kept(table_of_lines["article_id"], KEPT_OF_MARKED))


def _kept(articles: pd.Series[str], one_of: int) -> pd.Series[bool]:
    """Say which articles are kept for measurement: one of so many, by the hash of the identifier."""
    hashes = articles.map(lambda article: int(hashlib.sha256(str(article).encode()).hexdigest(), 16) % one_of)
    return hashes == 0


def judged_targets(folder: Path) -> pd.DataFrame:
    """Read the sentences of NewsMTSC: article, text, start and end of the target, polarity towards it, kept."""
    targets = table(folder, TARGETS).astype({"start": "int64", "end": "int64"})
    article = (
        targets["primary_gid"]
        .str.extract(r"^(allsides_\d+_\d+|polusa_v1_\d+)", expand=False)
        .fillna(targets["primary_gid"])
    )
    targets = targets.assign(article=article, kept=_kept(article, KEPT_OF_JUDGED)).rename(columns={"sentence": "text"})
    return targets[["article", "text", "start", "end", "polarity", "kept"]]
