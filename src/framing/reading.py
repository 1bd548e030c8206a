"""Reading: articles of any files with their sentences, voice and terms, in one go; they need belong to no study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import regex

from framing.corpus.articles import Corpus, read_articles, refuse_broken
from framing.corpus.sentences import split_sentences
from framing.corpus.voice import find_voice
from framing.errors import BadInput
from framing.files import read_text
from framing.lexicon.occurrences import find_occurrences
from framing.lexicon.terms import Lexicon
from framing.schema import LEXICON
from framing.tables import rows

LEFT_OUT = "(left out)"
LONGEST_ID = 64
NOT_IN_ID = regex.compile(r"[^A-Za-z0-9_-]+")
TABLES = (".csv", ".jsonl", ".parquet")
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


def read_loose(paths: Sequence[Path]) -> Corpus:
    """Read articles from any files: each .txt is one article, a table or a folder as `read_articles` takes it.

    Raises
    ------
    BadInput
        naming the file that is missing, empty or no text, or the article_id that two of them have.
    """
    corpora = [one_article(path) if path.suffix.lower() == ".txt" else several(path) for path in paths]
    articles = pd.concat([corpus.articles for corpus in corpora], ignore_index=True)
    whole = Corpus(articles, {name: text for corpus in corpora for name, text in corpus.texts.items()})
    twice = articles.loc[articles["article_id"].duplicated(), "article_id"]
    if len(twice):
        raise BadInput(f"Two articles are called '{twice.iloc[0]}'; give one of them another name.")
    for article_id in articles["article_id"]:
        if not whole.text(article_id).strip():
            raise BadInput(f"The text of '{article_id}' is empty; expected at least one sentence.")
    return whole


def several(path: Path) -> Corpus:
    """The articles of a table or a folder, which must have their texts in it."""
    if path.suffix not in TABLES and not path.is_dir():
        raise BadInput(f"{path}: expected a .txt file, a table ({', '.join(TABLES)}) or a folder of .txt files.")
    corpus = read_articles(path)
    if not corpus.texts:
        raise BadInput(f"{path} holds no texts; expected a column 'text' beside article_id and outlet.")
    return corpus


def one_article(path: Path) -> Corpus:
    """The article of a text file, called as the file is, in the letters that an article_id may have."""
    text = refuse_broken(read_text(path), str(path))
    name = NOT_IN_ID.sub("-", path.stem).strip("-_")[:LONGEST_ID] or "article"
    return read_articles(pd.DataFrame({"article_id": [name], "outlet": ["unattributed"], "text": [text]}))
