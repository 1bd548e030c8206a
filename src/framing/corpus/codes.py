"""Codes: what coders said of the sentences, stand-off (ids, labels and offsets, never a word of the text).

A folder of codes holds one sub-folder a coder, `coder_a`, `coder_b`, …; in each any of labels.csv, spans.csv,
voice.csv, families.csv. A coder who is dropped in as a further sub-folder is picked up by everything that reads codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus.articles import Corpus
from framing.display import card
from framing.errors import BadInput, did_you_mean
from framing.schema import TABLES
from framing.tables import read_csv, read_table, validate

FILES = ("labels", "spans", "voice", "families")
PREFIX = "coder_"


@dataclass(frozen=True)
class Codes:
    """Tables of all coders, each with a leading column `coder`."""

    labels: pd.DataFrame
    spans: pd.DataFrame
    voice: pd.DataFrame
    families: pd.DataFrame

    @property
    def coders(self) -> list[str]:
        """Names of the coders, in order."""
        return sorted({coder for name in FILES for coder in getattr(self, name)["coder"].unique()})

    def __repr__(self) -> str:
        coders = f"{len(self.coders)} coders ({', '.join(self.coders)})"
        return f"Codes of {coders}: {len(self.labels)} labels, {len(self.spans)} expressions"

    def _repr_html_(self) -> str:
        counts = {name: getattr(self, name)["coder"].value_counts() for name in FILES}
        table = pd.DataFrame(counts, index=self.coders, dtype="Int64").fillna(0)
        return card(f"Codes of {len(self.coders)} coders", {}, table.rename_axis("coder").reset_index())


def read_codes(folder: str | Path) -> Codes:
    """Read the codes of every coder in a folder.

    Returns
    -------
    Codes
        labels (coder, sentence_id, loaded, strength), spans (coder, sentence_id, start, end, term_id, category,
        target, polarity), voice (coder, sentence_id, voice, source), families (coder, sentence_a, sentence_b, overlap,
        drift); empty where no coder gave any.

    Raises
    ------
    BadInput
        when the folder holds no coder, or naming file, line and column of a bad row.
    """
    folder = Path(folder)
    coders = sorted(
        path for path in folder.glob("*") if path.is_dir() and any((path / f"{name}.csv").is_file() for name in FILES)
    )
    if not coders:
        raise BadInput(
            f"{folder} holds no codes; expected a sub-folder a coder, {folder}/{PREFIX}a/labels.csv and the like."
        )
    return Codes(**{name: _of_all_coders(coders, name) for name in FILES})


def _of_all_coders(coders: list[Path], name: str) -> pd.DataFrame:
    columns = ["coder", *TABLES[name].columns]
    nobody = validate(pd.DataFrame(columns=columns[1:]), name, name).assign(coder="")
    files = {path.name.removeprefix(PREFIX): path / f"{name}.csv" for path in coders}
    found = [read_table(path, name).assign(coder=coder) for coder, path in files.items() if path.is_file()]
    return pd.concat(found or [nobody], ignore_index=True)[columns].astype({"coder": "str"})


def check_codes(codes: Codes, sentences: pd.DataFrame, where: str) -> None:
    """Refuse codes of sentences that do not exist, and expressions outside their sentence."""
    known = sentences.set_index("sentence_id")
    for name in FILES:
        table = getattr(codes, name)
        for column in table.columns.intersection(["sentence_id", "sentence_a", "sentence_b"]):
            unknown = table[~table[column].isin(known.index)]
            if len(unknown):
                row = unknown.iloc[0]
                raise BadInput(
                    f"{where}/{PREFIX}{row['coder']}/{name}.csv codes sentence '{row[column]}', which is not in the "
                    f"sentence table; {did_you_mean(row[column], known.index)}"
                )
    spans = codes.spans.join(known[["start", "end"]].add_suffix("_of_sentence"), on="sentence_id")
    outside = spans[
        (spans["start"] < spans["start_of_sentence"])
        | (spans["end"] > spans["end_of_sentence"])
        | (spans["start"] >= spans["end"])
    ]
    if len(outside):
        row = outside.iloc[0]
        raise BadInput(
            f"{where}/{PREFIX}{row['coder']}/spans.csv: expression {row['start']}–{row['end']} lies outside "
            f"its sentence '{row['sentence_id']}' "
            f"({row['start_of_sentence']}–{row['end_of_sentence']}); offsets are code points of the article."
        )


def anchored(
    folder: str | Path, sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """A coder's delivered files, with expressions as strings, as stand-off tables.

    Each expression becomes offsets plus the term of the lexicon that it holds; notes and neutral wordings of the
    coder are left out.
    An expression that stands twice in its sentence takes the first place not yet taken by an equal row.

    Raises
    ------
    BadInput
        naming file and line of an expression that is not in its sentence. The expression itself is not printed.
    """
    folder = Path(folder)
    tables = {}
    for name in FILES:
        path = folder / f"{name}.csv"
        if path.is_file():
            raw = read_csv(path)
            table = (
                _with_offsets(raw, path, sentences, corpus, occurrences)
                if name == "spans" and "expression" in raw
                else raw
            )
            tables[name] = validate(table, name, str(path))[list(TABLES[name].columns)]
    if not tables:
        raise BadInput(f"{folder} holds none of {', '.join(f'{name}.csv' for name in FILES)}.")
    return tables


def _with_offsets(
    raw: pd.DataFrame, path: Path, sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame
) -> pd.DataFrame:
    known = sentences.set_index("sentence_id")
    loaded = occurrences[occurrences["form"] == "loaded"]
    taken: set[tuple[str, int, str]] = set()
    rows: list[dict[str, Any]] = []
    records: Any = raw.to_dict("records")
    for line, row in enumerate(records, start=2):
        if row["sentence_id"] not in known.index:
            raise BadInput(f"{path}, line {line}: sentence '{row['sentence_id']}' is not in the sentence table.")
        sentence = known.loc[row["sentence_id"]]
        text = corpus.text(sentence["article_id"])
        start = text.find(row["expression"], sentence["start"], sentence["end"])
        while (row["sentence_id"], start, row["expression"]) in taken:
            start = text.find(row["expression"], start + 1, sentence["end"])
        if start < 0 or not row["expression"]:
            raise BadInput(
                f"{path}, line {line}: the expression is not in sentence '{row['sentence_id']}'; "
                "it must be copied from the text letter by letter."
            )
        taken.add((row["sentence_id"], start, row["expression"]))
        end = start + len(row["expression"])
        inside = loaded[
            (loaded["sentence_id"] == row["sentence_id"]) & (loaded["term_start"] < end) & (loaded["term_end"] > start)
        ]
        rows.append({**row, "start": start, "end": end, "term_id": inside["term_id"].iloc[0] if len(inside) else ""})
    return pd.DataFrame(rows)


def weighted_labels(labels: pd.DataFrame) -> pd.DataFrame:
    """One row for a sentence on which all coders agree; one row a label, its weight their share, where they differ.

    Parameters
    ----------
    labels
        codes of all coders: coder, sentence_id, loaded.

    Returns
    -------
    DataFrame
        sentence_id, label, weight; the weights of a sentence add up to 1.

    Examples
    --------
    >>> codes = pd.DataFrame({"coder": ["a", "b", "a"], "sentence_id": ["s:01", "s:01", "s:02"], "loaded": [0, 1, 1]})
    >>> weighted_labels(codes).values.tolist()
    [['s:01', 0, 0.5], ['s:01', 1, 0.5], ['s:02', 1, 1.0]]
    """
    counts = labels.groupby(["sentence_id", "loaded"]).size()
    shares = (counts / counts.groupby("sentence_id").transform("sum")).rename("weight")
    return shares.reset_index().rename(columns={"loaded": "label"}).astype({"label": "int64"})
