"""Reading: articles with their sentences, voice and terms, in one go; they need belong to no study."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from framing.corpus.articles import Corpus
from framing.corpus.sentences import split_sentences
from framing.corpus.voice import find_voice
from framing.lexicon.occurrences import find_occurrences
from framing.lexicon.terms import Lexicon
from framing.schema import LEXICON
from framing.tables import rows

LEFT_OUT = "(left out)"
MARKS = ["sentence_id", "start", "end", "term", "counterparts"]


@dataclass(frozen=True)
class Reading:
    """Articles as they are read with a lexicon: sentences with voice, boilerplate left out, and occurrences."""

    corpus: Corpus
    lexicon: Lexicon
    sentences: pd.DataFrame
    occurrences: pd.DataFrame

    @classmethod
    def of(cls, corpus: Corpus, lexicon: Lexicon | None) -> Reading:
        """Read; without a lexicon no terms are found."""
        lexicon = lexicon or Lexicon(pd.DataFrame(columns=list(LEXICON.columns), dtype="str"))
        voiced = find_voice(split_sentences(corpus), corpus)
        found = find_occurrences(voiced, corpus, lexicon=lexicon)
        return cls(corpus, lexicon, voiced[voiced["kind"] != "boilerplate"].reset_index(drop=True), found)

    @property
    def words(self) -> pd.Series[str]:
        """The sentences themselves, by sentence_id."""
        return words_of(self.sentences, self.corpus)

    @property
    def terms(self) -> pd.Series[str]:
        """The deciding words of every occurrence as written, by occurrence_id."""
        words = [self.corpus.text(row.article_id)[row.term_start : row.term_end] for row in rows(self.occurrences)]
        return pd.Series(words, self.occurrences["occurrence_id"].to_numpy(), dtype="str")

    @property
    def marks(self) -> pd.DataFrame:
        """Loaded terms in their order: sentence_id, start, end, term (as written), counterparts (by the lexicon)."""
        loaded = self.occurrences[self.occurrences["form"] == "loaded"].sort_values(["article_id", "term_start"])
        neutral = neutral_wordings(self.lexicon)
        written = self.terms
        found = [
            (row.sentence_id, row.term_start, row.term_end, written[row.occurrence_id], neutral[row.term_id])
            for row in rows(loaded)
        ]
        return pd.DataFrame(found, columns=MARKS)


def neutral_wordings(lexicon: Lexicon) -> dict[str, str]:
    """The neutral wordings of each loaded term, in words: "leader or president"."""
    found: dict[str, list[str]] = {}
    for pair in rows(lexicon.pairs):
        found.setdefault(pair.loaded, []).append(
            lexicon.by_id[pair.neutral].term if pair.neutral in lexicon.by_id else LEFT_OUT
        )
    return {term_id: " or ".join(words) for term_id, words in found.items()}


def words_of(sentences: pd.DataFrame, corpus: Corpus) -> pd.Series[str]:
    """The words of sentences, by sentence_id; private where the texts are."""
    words = [corpus.text(row.article_id)[row.start : row.end] for row in rows(sentences)]
    return pd.Series(words, sentences["sentence_id"].to_numpy(), dtype="str")
