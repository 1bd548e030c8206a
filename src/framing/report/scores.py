"""Show sentence scores and swaps as text, JSON or a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import pandas as pd

from framing.display import render
from framing.report.html import split_at_marks
from framing.study import in_print
from framing.tables import rows

WIDTH = 100
MARGIN = " " * 8
LEAST_OF_WORD = 0.1  # probability of a word that is named


def as_json(table: pd.DataFrame) -> str:
    """Return the rows as JSON records at full precision; missing values are null.

    >>> as_json(pd.DataFrame({"low": [0.1, None], "voice": "quote"})).splitlines()[1]
    ' {"low": 0.1, "voice": "quote"},'
    """
    plain = table.astype(object).where(table.notna(), None).to_dict("records")
    records = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in plain]
    return "[\n " + ",\n ".join(records) + "\n]" if records else "[]"


def score_lines(table: pd.DataFrame, words: pd.Series[str], marks: pd.DataFrame) -> Iterator[str]:
    """Format scores for a terminal, in lines of at most `WIDTH` characters.

    Parameters
    ----------
    table : DataFrame
        Result of `score_articles`.
    words : Series of str
        Sentences by sentence_id.
    marks : DataFrame
        Loaded terms: sentence_id, term, counterparts.
    """
    for article_id, of_article in table.groupby("article_id", sort=False):
        yield f"{article_id}"
        yield "      loaded  95 % interval  voice      sentence"
        for row in of_article.to_dict("records"):
            of_sentence = marks[marks["sentence_id"] == row["sentence_id"]]
            yield from _sentence_lines(row, words[row["sentence_id"]], of_sentence)
        yield ""


def _sentence_lines(row: dict[Any, Any], words: str, marks: pd.DataFrame) -> Iterator[str]:
    numbers = f"{_number_of(row):>4}  {row['loadedness']:>6.2f}  {_interval(row):<13}"
    yield f"{numbers}  {row['voice']:<9}  {_short(words, WIDTH - 40)}"
    if row["source"]:
        yield from _folded(f"source: {row['source']}")
    if row["word_loadedness"] >= LEAST_OF_WORD:
        yield from _folded(f"most loaded word: {row['word']} {row['word_loadedness']:.2f}")
    for mark in rows(marks):
        yield from _folded(f"{mark.term} → {mark.counterparts}")
    yield from _outlet_lines(row, "loadedness")


def swap_lines(table: pd.DataFrame) -> Iterator[str]:
    """Format the result of `score_swaps` for a terminal, one block per swap."""
    for row in table.to_dict("records"):
        kind = {"placebo": "placebo, neutral to neutral", "matched": "matched placebo"}.get(
            row["kind"], row["direction"].replace("_", " ")
        )
        quoted = "; inside quotation marks, so the swap alters a quotation" if row["quoted"] else ""
        yield from _folded(f"{row['written']} → {row['term_in']} ({kind}{quoted})", "  ")
        yield from _folded(row["sentence"])
        yield from _folded(
            f"log-odds {row['log_odds']:.2f} original, {row['log_odds_swapped']:.2f} swapped; "
            f"contrast {row['contrast']:+.2f}; "
            f"of the words in the slot {row['contrast_of_name']:+.2f}, of the stance {row['contrast_of_stance']:+.2f}"
        )
        yield from _outlet_lines(row, "contrast", "+.2f")
        yield ""


def _outlet_lines(row: dict[Any, Any], measure: str, form: str = ".2f") -> Iterator[str]:
    prefix = f"{measure}:"
    scores = [f"{name[len(prefix) :]} {value:{form}}" for name, value in row.items() if name.startswith(prefix)]
    if scores:
        yield from _folded(f"by outlet: {' · '.join(scores)}")


def _folded(text: str, margin: str = MARGIN) -> list[str]:
    return wrap(_printable(text), WIDTH, initial_indent=margin, subsequent_indent=margin + "  ")


def _number_of(row: dict[Any, Any]) -> str:
    """Return the number of a sentence within its article."""
    return str(row["sentence_id"].rpartition(":")[2])


def _interval(row: dict[Any, Any]) -> str:
    return "" if pd.isna(row["low"]) else in_print((row["low"], row["high"]), "to", "2")


def _short(text: str, width: int) -> str:
    """Return the beginning of a text on one line.

    >>> _short("The strongman Tresk flew home", 12)
    'The strongm…'
    """
    plain = _printable(text)
    return plain if len(plain) <= width else f"{plain[: width - 1]}…"


def _printable(text: str) -> str:
    r"""Replace line breaks and terminal control characters by spaces.

    >>> _printable("a\x1b[2Jb")
    'a [2Jb'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@dataclass(frozen=True)
class ScorePage:
    """Scores as a page: a table of `score_articles`, sentences and loaded terms of `Reading`, model card and notes."""

    table: pd.DataFrame
    words: pd.Series[str]
    marks: pd.DataFrame
    card: str
    notes: Sequence[str] = ()

    def html(self) -> str:
        """Return the page, which loads and runs nothing."""
        articles = [
            (name, [self._sentence(row) for row in part.to_dict("records")])
            for name, part in self.table.groupby("article_id", sort=False)
        ]
        return render(
            "scores.html",
            title="Loadedness by sentence",
            articles=articles,
            outlets=[column.partition(":")[2] for column in self._outlet_columns],
            notes=self.notes,
            card=self.card.strip().split("\n\n"),
        )

    @property
    def _outlet_columns(self) -> list[str]:
        return [column for column in self.table.columns.astype(str) if column.startswith("loadedness:")]

    def _sentence(self, row: dict[Any, Any]) -> dict[Any, Any]:
        """Return a row of the table with its loaded terms and formatted numbers."""
        name, start = row["sentence_id"], row["start"]
        marks = list(rows(self.marks[self.marks["sentence_id"] == name]))
        spans = ((mark.start - start, mark.end - start, mark) for mark in marks)
        return row | {
            "number": _number_of(row),
            "interval": _interval(row),
            "marks": marks,
            "pieces": list(split_at_marks(self.words[name], spans)),
            "by_outlet": [row[column] for column in self._outlet_columns],
        }
