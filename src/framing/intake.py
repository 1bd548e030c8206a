"""Intake: articles of any form made into a corpus, with a list of what was left out and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd
import regex

from framing.corpus.articles import Corpus, read_articles
from framing.delivery import KEPT, of_folder, of_table
from framing.errors import BadInput
from framing.tables import BROKEN

DROPPED = ["file", "row", "reason"]
UNSAFE = regex.compile(r"[^A-Za-z0-9_-]+")
LONGEST_ID = 56  # of 64, so that a number fits behind
SHOWN = 10


@dataclass(frozen=True)
class Intake:
    """What was taken in: the corpus, what was left out (file, row, reason: no text) and what to know."""

    corpus: Corpus
    dropped: pd.DataFrame
    notes: tuple[str, ...]

    def told(self) -> list[str]:
        """What was left out and what to know, a sentence each; of many that were left out the first."""
        left_out = [f"left out {place_of(row)}: {row['reason']}" for _, row in self.dropped.head(SHOWN).iterrows()]
        more = len(self.dropped) - len(left_out)
        return [*self.notes, *left_out, *([f"left out {more} more: see data/dropped.csv"] if more else [])]


def take_in(source: str | Path | pd.DataFrame, *, columns: Mapping[str, str] | None = None, outlet: str = "") -> Intake:
    """Articles from a folder of .txt files, a CSV, JSON lines or Parquet file, or a DataFrame.

    Parameters
    ----------
    source
        a folder, whose sub-folders are the outlets, or a table.
    columns
        of a table: what stands where, as ``{"text": "body"}``.
    outlet
        of articles that have none of their own.

    Returns
    -------
    Intake
        without articles that have no text, no outlet, or the text of an earlier one. Columns that a manifest does not
        know are left out, since it may be published.

    Raises
    ------
    BadInput
        where nothing can be taken in: no text, no column of that name, no outlet anywhere.

    Examples
    --------
    >>> articles = pd.DataFrame({"source": ["Courier", "Courier"], "body": ["Rain fell.", " "]})
    >>> intake = take_in(articles, columns={"outlet": "source", "text": "body"})
    >>> intake.corpus, intake.dropped.values.tolist()
    (Corpus: 1 articles of 1 outlets, 1 with text, [['articles', '3', 'no text']])
    """
    is_folder = not isinstance(source, pd.DataFrame) and Path(source).is_dir()
    if is_folder and columns:
        raise BadInput(f"{source} is a folder, which has no columns; its sub-folders are the outlets.")
    frame, notes = of_folder(Path(str(source))) if is_folder else of_table(source, columns or {})
    if outlet:
        frame["outlet"] = frame["outlet"].replace("", outlet)
    if not frame["outlet"].any():
        raise BadInput(
            f"{'articles' if isinstance(source, pd.DataFrame) else source}: no article says of which outlet it is. "
            "Put the files into a sub-folder for each outlet, name the column (columns={'outlet': …}, --column "
            "outlet=…), or one outlet for all (outlet=…, --outlet NAME)."
        )
    frame["reason"] = list(reasons(frame))
    kept, dropped = frame[frame["reason"] == ""], frame[frame["reason"] != ""]
    if kept.empty:
        first = dropped.iloc[0]
        raise BadInput(f"No article could be taken in; the first, {place_of(first)}: {first['reason']}.")
    kept, renamed = with_ids(kept)
    corpus = read_articles(kept[[name for name in [*KEPT, "text"] if name in kept]])
    return Intake(corpus, dropped[DROPPED].reset_index(drop=True), (*notes, *renamed))


def place_of(row: pd.Series[Any]) -> str:
    """File and row, as far as there is one."""
    return f"{row['file']}, row {row['row']}" if row["row"] else str(row["file"])


def reasons(frame: pd.DataFrame) -> Iterator[str]:
    """Why each article is left out; empty where it is taken in."""
    first: dict[str, str] = {}
    for _, row in frame.iterrows():
        text, known = row["text"], row["reason"]
        broken = BROKEN.search(text)
        if known or broken:
            yield known or f"character {broken.start() if broken else 0} of its text is none (NUL, half of a pair)"
        elif not text.strip():
            yield "no text"
        elif not row["outlet"]:
            yield "no outlet"
        elif text.strip() in first:
            yield f"same text as {first[text.strip()]}"
        else:
            first[text.strip()] = place_of(row)
            yield ""


def with_ids(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Articles under ids that are safe as names of files and differ in more than case."""
    taken: set[str] = set()
    ids = []
    for wanted in map(safe, frame["article_id"]):
        numbered = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
        ids.append(next(name for name in numbered if name.casefold() not in taken))
        taken.add(ids[-1].casefold())
    changed = [f"'{old}' is {new}" for old, new in zip(frame["article_id"], ids, strict=True) if old != new]
    more = f"; {len(changed) - 3} more, see data/articles.csv" if len(changed) > 3 else ""
    return frame.assign(article_id=ids), [f"ids made safe: {'; '.join(changed[:3])}{more}"] if changed else []


def safe(name: str) -> str:
    """A name in letters, digits, - and _ of ASCII.

    >>> safe("Über uns (2).html"), safe("—")
    ('Uber-uns-2-html', 'article')
    """
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", letters).strip("-_")[:LONGEST_ID] or "article"
