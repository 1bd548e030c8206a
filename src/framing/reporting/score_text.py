"""Scores of unseen texts for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import pandas as pd

from framing.tables import rows

WIDTH = 100
MARGIN = " " * 8


def as_json(table: pd.DataFrame) -> str:
    """The rows as records, numbers to the last digit; what is missing is null.

    >>> as_json(pd.DataFrame({"low": [0.1, None], "voice": "quote"})).splitlines()[1]
    ' {"low": 0.1, "voice": "quote"},'
    """
    plain = table.astype(object).where(table.notna(), None).to_dict("records")
    records = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in plain]
    return "[\n " + ",\n ".join(records) + "\n]" if records else "[]"


def score_lines(table: pd.DataFrame, words: pd.Series[str], marks: pd.DataFrame) -> Iterator[str]:
    """A table of `score_articles` with its sentences and the marks of `Reading`, in lines of at most 100 characters."""
    for article_id, of_article in table.groupby("article_id", sort=False):
        yield f"{article_id}"
        yield "      loaded  95 %       voice      sentence"
        for row in of_article.to_dict("records"):
            yield from sentence_lines(row, words[row["sentence_id"]], marks[marks["sentence_id"] == row["sentence_id"]])
        yield ""


def sentence_lines(row: dict[Any, Any], words: str, marks: pd.DataFrame) -> Iterator[str]:
    """One sentence: its numbers, its source, its loaded terms, what the outlets' classifiers say."""
    number = row["sentence_id"].rpartition(":")[2]
    interval = between(row["low"], row["high"])
    yield f"{number:>4}  {row['loadedness']:>6.2f}  {interval:<9}  {row['voice']:<9}  {short(words, WIDTH - 36)}"
    if row["source"]:
        yield from folded(f"source: {row['source']}")
    for mark in rows(marks):
        yield from folded(f"{mark.term} → {mark.counterparts}")
    yield from outlet_lines(row, "loadedness")


def swap_lines(table: pd.DataFrame) -> Iterator[str]:
    """A table of `score_swaps` for people: one block a swap."""
    for row in table.to_dict("records"):
        kind = "placebo, neutral for neutral" if row["kind"] == "placebo" else row["direction"].replace("_", " ")
        quoted = "; inside quotation marks: the swap changes what somebody said" if row["quoted"] else ""
        yield from folded(f"{row['written']} → {row['term_in']} ({kind}{quoted})", "  ")
        yield from folded(row["sentence"])
        yield from folded(
            f"log-odds {row['log_odds']:.2f} as written, {row['log_odds_swapped']:.2f} swapped; "
            f"contrast {row['contrast']:+.2f}"
        )
        yield from outlet_lines(row, "contrast", "+.2f")
        yield ""


def outlet_lines(row: dict[Any, Any], measure: str, form: str = ".2f") -> Iterator[str]:
    """What each outlet's classifier says, where there are any."""
    prefix = f"{measure}:"
    told = [f"{name[len(prefix) :]} {value:{form}}" for name, value in row.items() if name.startswith(prefix)]
    if told:
        yield from folded(f"by outlet: {' · '.join(told)}")


def folded(text: str, margin: str = MARGIN) -> list[str]:
    """Lines of at most 100 characters, set in from the left."""
    return wrap(printable(text), WIDTH, initial_indent=margin, subsequent_indent=margin + "  ")


def between(low: float, high: float) -> str:
    """An interval, or nothing.

    >>> between(0.0641, 0.4764)
    '0.06–0.48'
    """
    return "" if pd.isna(low) else f"{low:.2f}–{high:.2f}"


def short(text: str, width: int) -> str:
    """The beginning of a text in one line.

    >>> short("The strongman Tresk flew home", 12)
    'The strongm…'
    """
    plain = printable(text)
    return plain if len(plain) <= width else f"{plain[: width - 1]}…"


def printable(text: str) -> str:
    r"""One line that a terminal prints and does not obey: signs that steer it become spaces.

    >>> printable("a\x1b[2Jb")
    'a [2Jb'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
