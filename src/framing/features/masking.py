"""Masking: outlet names, agencies, datelines and addresses hidden, so that a classifier learns wording.

An agency is masked as a name, not as a source: "AP reports" becomes "agency reports". Which wire an outlet takes would
give the outlet away; that the sentence has an agency behind it is wording, and stays. Whatever the lexicon found in a
sentence (terms and targets) is never masked. Bylines, credits and page furniture are boilerplate and take no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import pandas as pd
import regex

from framing.corpus.articles import Corpus
from framing.corpus.boilerplate import spelt_out
from framing.tables import read_csv, rows

OUTLET = "outlet"
NAMELESS = {"", "unattributed", "unknown"}

Span = tuple[int, int]


@dataclass(frozen=True)
class Mask:
    """What gives an outlet away, and the word that stands in its place."""

    pattern: regex.Pattern[str]
    word: str


def mask_sentences(sentences: pd.DataFrame, corpus: Corpus, occurrences: pd.DataFrame) -> pd.Series[str]:
    """The sentences' text with what gives an outlet away masked.

    Parameters
    ----------
    sentences, corpus, occurrences
        of `split_sentences`, `read_articles` and `find_occurrences`. Names of the outlets are those of the manifest.

    Returns
    -------
    Series
        text by sentence_id; boilerplate is left out.

    Raises
    ------
    TextNotAvailable
        when a text is not attached.
    """
    masks = [*house_masks(), *outlet_masks(names_of(corpus.articles))]
    spans: dict[str, list[Span]] = defaultdict(list)
    for found in rows(occurrences):
        spans[found.sentence_id].append((found.start, found.end))
    texts = {}
    for row in rows(sentences[sentences["kind"] != "boilerplate"]):
        protected = [(start - row.start, end - row.start) for start, end in spans[row.sentence_id]]
        texts[row.sentence_id] = masked(corpus.text(row.article_id)[row.start : row.end], masks, protected)
    return pd.Series(texts, dtype="str", name="text").rename_axis("sentence_id")


def masked(text: str, masks: Sequence[Mask], protected: Sequence[Span] = ()) -> str:
    """A text with each find of a mask replaced, unless it touches a protected stretch; the longest find goes first.

    >>> masks = [*house_masks(), *outlet_masks(["Vay Courier"])]
    >>> masked("DORN (AP) — Ruk told the Vay Courier what he had told AP.", masks)
    'Ruk told the outlet what he had told agency.'
    """
    finds = [(*found.span(), mask.word) for mask in masks for found in mask.pattern.finditer(text)]
    free = [find for find in finds if not any(find[0] < end and find[1] > start for start, end in protected)]
    pieces, reached = [], 0
    for start, end, word in sorted(free, key=lambda find: (find[0], -find[1])):
        if start >= reached:
            pieces += [text[reached:start], word]
            reached = end
    return "".join([*pieces, text[reached:]])


@cache
def house_masks() -> tuple[Mask, ...]:
    """Datelines, credits, agencies and addresses: the rows of masks.csv."""
    with as_file(files("framing.features") / "masks.csv") as path:
        table = read_csv(path)
    return tuple(Mask(regex.compile(spelt_out(row.pattern)), row.mask) for row in rows(table))


def outlet_masks(names: Iterable[str]) -> list[Mask]:
    """Names of outlets as whole words, as they are written."""
    return [Mask(regex.compile(rf"(?<!\w){regex.escape(name)}(?!\w)"), OUTLET) for name in names]


def names_of(articles: pd.DataFrame) -> list[str]:
    """Names by which the manifest calls its outlets."""
    columns = [articles[name] for name in ("outlet", "label") if name in articles]
    return sorted({name for column in columns for name in column} - NAMELESS)
