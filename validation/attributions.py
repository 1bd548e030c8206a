"""Attribution in GUM Wikinews (Zeldes 2017): whether the sources that its annotators marked are found, and only those.

The annotators marked attributing clauses: of captions ("Image: United States Navy.") and of thoughts too, which are no
one's words. Their source is the words of its clause, be it a pronoun; where it is one, only whether a source is named
at all can be counted.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framing.attribution import SentenceVoice, voices_of
from framing.tables import read_csv
from shares import Share, share, table_of
from voices import same_source

TEXTS, AGAINST = "GUM Wikinews", "annotators"
PRONOUNS = ("he", "she", "they", "it", "i", "we", "who", "which", "that")


@dataclass(frozen=True)
class Document:
    """One document: its sentences with the voice found, and its attributions."""

    voices: list[SentenceVoice]
    starts: list[int]
    attributions: list[Any]

    def sentences_of(self, attribution: Any) -> set[int]:
        """Numbers of the sentences that hold the attributing clause and the head of what is attributed."""
        places = (int(attribution.attribution_start), int(attribution.head_edu_start))
        return {bisect_right(self.starts, place) - 1 for place in places}

    def sources_of(self, attribution: Any) -> list[str]:
        """Return the sources found in those sentences."""
        return [self.voices[number].source for number in self.sentences_of(attribution) if self.voices[number].source]


def documents(folder: Path) -> Iterator[Document]:
    """Read the documents with the annotators' sentences."""
    attributions = read_csv(folder / "attributions.csv")
    for line in (folder / "news_documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        spans = document["sentences"]
        found = voices_of(document["text"], [(start, end, "body") for start, end in spans])
        of_document = attributions[attributions["doc"] == document["doc"]]
        yield Document(found, [start for start, _ in spans], list(of_document.itertuples()))


def is_credit(attribution: Any) -> bool:
    """Whether the attributing clause is a name alone, as under a picture."""
    return str(attribution.attribution_text).strip(" .") == attribution.source_text


def attributions(datasets: Path) -> pd.DataFrame:
    """Recall of attributions, precision of sentences with a source, and whether the source is the one marked."""
    found = list(documents(datasets / "gum_news"))
    marked = [(row, document.sources_of(row)) for document in found for row in document.attributions]
    spoken = [(row, sources) for row, sources in marked if not is_credit(row)]
    named = [(row, sources) for row, sources in spoken if row.source_text.lower() not in PRONOUNS and sources]
    rows: list[Share] = [
        share(TEXTS, AGAINST, "attributions: recall", [sources != [] for _, sources in marked]),
        share(TEXTS, AGAINST, "attributions by a clause: recall", [sources != [] for _, sources in spoken]),
        share(
            TEXTS,
            AGAINST,
            "source as marked, where both name one",
            [any(same_source(row.source_text, source) for source in sources) for row, sources in named],
        ),
        *precisions(found),
    ]
    return table_of(rows)


def precisions(found: list[Document]) -> Iterator[Share]:
    """Sentences with a source that hold an attribution marked; those by a clause of their own apart.

    A quotation of several sentences is marked in one of them, so that what goes on there counts as wrong.
    """
    holds = {
        (place, number)
        for place, document in enumerate(found)
        for attribution in document.attributions
        for number in document.sentences_of(attribution)
    }
    sourced = [
        ((place, number) in holds, voiced.rule)
        for place, document in enumerate(found)
        for number, voiced in enumerate(document.voices)
        if voiced.source
    ]
    yield share(TEXTS, AGAINST, "sentences with a source: precision", [right for right, _ in sourced])
    own = [right for right, rule in sourced if "another sentence" not in rule and "goes on" not in rule]
    yield share(TEXTS, AGAINST, "sentences with a source in a clause of their own: precision", own)
