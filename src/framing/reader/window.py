"""Window: which part of an article is shown, so that a page stays small whatever the article is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from typing import Any

import pandas as pd

from framing.tables import rows

MOST_BYTES = 560_000  # of all columns together, as estimated below; the page stays under 1 MB
OF_A_SENTENCE, OF_A_TERM = 700, 250  # bytes of marks and notes, about
LONGEST = 3_000  # code points shown of one sentence: what is longer is a text without full stops
MOST_TERMS = 60  # marked in one sentence


@dataclass(frozen=True)
class Window:
    """The sentences of one article that are shown: those from the `first`, counted from 1, of `total`."""

    sentences: tuple[Any, ...]
    first: int
    total: int

    @classmethod
    def of(
        cls, sentences: pd.DataFrame, text: str, terms: Mapping[str, Sequence[Any]], start: int, columns: int
    ) -> Window:
        """As many sentences from `start` on as fit into a column's share of the page; the first always does."""
        table = list(rows(sentences))
        sizes = accumulate(size(row, text, len(terms.get(row.sentence_id, ())), columns) for row in table[start - 1 :])
        fits = sum(reached <= MOST_BYTES // columns for reached in sizes)
        return cls(tuple(table[start - 1 : start - 1 + max(fits, 1)]), start, len(table))

    @property
    def last(self) -> int:
        """The number of the last sentence shown."""
        return self.first + len(self.sentences) - 1

    @property
    def told(self) -> str:
        """What is shown and what is left out; nothing where all is shown."""
        left_out = self.total - len(self.sentences)
        if not left_out or not self.sentences:
            return ""
        shown = f"Sentences {self.first:,} to {self.last:,} of {self.total:,}; {left_out:,} are left out"
        return f"{shown}. start={self.last + 1} shows the next." if self.last < self.total else f"{shown}."


def size(row: Any, text: str, terms: int, columns: int) -> int:
    """Bytes that a sentence takes, about; beside another text it is shown again where what changed is told."""
    words = len(escape(shown_words(row, text)).encode())
    return OF_A_SENTENCE + OF_A_TERM * terms + words * (1 if columns == 1 else 3)


def shown_words(row: Any, text: str) -> str:
    """What is shown of a sentence: its first `LONGEST` characters."""
    return text[row.start : min(row.end, row.start + LONGEST)]


def terms_by_sentence(occurrences: pd.DataFrame) -> dict[str, list[Any]]:
    """The occurrences of each sentence in the order of the text, at most `MOST_TERMS`."""
    found: dict[str, list[Any]] = {}
    for row in rows(occurrences.sort_values(["article_id", "term_start", "term_end"], kind="stable")):
        of_sentence = found.setdefault(row.sentence_id, [])
        if len(of_sentence) < MOST_TERMS:
            of_sentence.append(row)
    return found
