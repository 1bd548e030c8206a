"""Loose texts: articles in files that belong to no study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import regex

from framing.corpus.articles import Corpus, read_articles, refuse_broken
from framing.errors import BadInput
from framing.files import read_text

LONGEST = 64
TABLES = (".csv", ".jsonl", ".parquet")
NO_ID = regex.compile(r"[^A-Za-z0-9_-]+")


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
    name = NO_ID.sub("-", path.stem).strip("-_")[:LONGEST] or "article"
    return read_articles(pd.DataFrame({"article_id": [name], "outlet": ["unattributed"], "text": [text]}))
