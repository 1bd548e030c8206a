"""Read the public labelled sentences of each training stage from a folder of data sets."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.errors import BadInput
from framing.tables import read_csv

SYNTHETIC = tuple(f"anno_lexical/anno_lexical_{part}.csv" for part in ("train", "dev", "test"))
TRAIN, TEST = "babe/babe_v2_train.csv", "babe/babe_v2_test_with_published_predictions.csv"
WHOLE, CODERS = "babe/babe_sg2.csv", "babe/babe_sg2_raw_annotations.csv"


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
    if not (folder / name).is_file():
        raise BadInput(f"{folder} contains no {name}. docs/model-card.md lists the sources of the data sets.")
    return read_csv(folder / name)
