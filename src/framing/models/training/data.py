"""Sources: the public labelled sentences of each stage of training, read from a folder of data sets."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framing.errors import BadInput
from framing.tables import read_csv

SYNTHETIC = tuple(f"anno_lexical/anno_lexical_{part}.csv" for part in ("train", "dev", "test"))
TRAIN, TEST = "babe/babe_v2_train.csv", "babe/babe_v2_test_with_published_predictions.csv"
WHOLE, CODERS = "babe/babe_sg2.csv", "babe/babe_sg2_raw_annotations.csv"


def synthetic(folder: Path) -> pd.DataFrame:
    """Sentences that language models labelled (anno-lexical): text, label, outlet; each wording once.

    A sentence that stands in BABE is left out, wherever it stands there: no model that is scored on BABE has met one.
    """
    found = pd.concat([table(folder, name) for name in SYNTHETIC], ignore_index=True)
    found = found.rename(columns={"source_name": "outlet"})[["text", "label", "outlet"]].astype({"label": "int64"})
    of_babe = pd.concat([wording(table(folder, name)["text"]) for name in (WHOLE, TRAIN, TEST)])
    keys = wording(found["text"])
    return found[~keys.isin(of_babe) & ~keys.duplicated()].reset_index(drop=True)


def experts(folder: Path) -> pd.DataFrame:
    """The training part of BABE v2, but for the few sentences that stand in its test part too: as `labelled`."""
    found = labelled(folder, TRAIN)
    return found[~wording(found["text"]).isin(set(wording(table(folder, TEST)["text"])))].reset_index(drop=True)


def labelled(folder: Path, name: str) -> pd.DataFrame:
    """Sentences of BABE v2 that experts labelled: text, label, share, outlet, article, row.

    ``share`` is the share of BABE's five coders who called the sentence biased, ``row`` its place in babe_sg2.csv. A
    sentence whose article is not known is one by itself.
    """
    found = table(folder, name)
    row = found["sg2_row"].astype("float64").astype("int64")
    origin = table(folder, WHOLE).set_index("row")[["outlet", "news_link"]]
    origin.index = origin.index.astype("int64")
    label = found["label"].astype("int64")
    return pd.DataFrame(
        {
            "text": found["text"],
            "label": label,
            "share": row.map(shares(folder)).fillna(label.astype("float64")),
            "outlet": row.map(origin["outlet"]),
            "article": row.map(origin["news_link"].replace("", pd.NA)).fillna(row.astype("str")),
            "row": row,
        }
    )


def shares(folder: Path) -> pd.Series[float]:
    """The share of coders who called each sentence biased, by its row in babe_sg2.csv."""
    said = table(folder, CODERS)
    said = said[(said["label"] != "") & (said["row"] != "")]  # a few codes are of no sentence of BABE
    return said["label"].astype("float64").groupby(said["row"].astype("float64").astype("int64")).mean()


def wording(texts: pd.Series[str]) -> pd.Series[str]:
    """Letters and digits alone, in small letters: what two copies of a sentence share whatever their quotation marks.

    >>> wording(pd.Series(["“Yes,” he said.", "'Yes', he said"])).nunique()
    1
    """
    return texts.str.lower().str.replace(r"\W+", "", regex=True)


def table(folder: Path, name: str) -> pd.DataFrame:
    if not (folder / name).is_file():
        raise BadInput(f"{folder} holds no {name}; the model card says where the data sets of each stage come from.")
    return read_csv(folder / name)
