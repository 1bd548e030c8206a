"""Candidates for a lexicon: the names that articles use most, with the words before them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import dropwhile

import pandas as pd
import regex

from framing.corpus import Corpus

NAME = regex.compile(r"\p{Lu}[\w’'-]*(?:[ \u00a0]\p{Lu}[\w’'-]*){0,3}")
POSSESSIVE = regex.compile(r"['’]s?$")
BEGINNING = regex.compile(r"(?:^|[.!?:…\n])[\s\"'“”‘’«»(]*$")
BEFORE = regex.compile(r"([\p{Ll}-]{4,}) $")  # shorter words are articles and prepositions
LOWER = regex.compile(r"\b\p{Ll}[\w’'-]*")
LOOK_BACK, SHOWN, LEAST = 40, 5, 2
GRAMMAR = frozenset(
    """about after against also although because been before being between both could during each from have into like
    more most only over said says since some such than that their them then there these they this those though through
    told under until were what when where which while whom whose will with within without would""".split()  # noqa: SIM905
)
COLUMNS = ["name", "words_before", "n", "n_articles", "n_outlets"]


def name_candidates(corpus: Corpus) -> pd.DataFrame:
    """The names that a corpus uses most and the words that stand before them: what a lexicon may have to hold.

    Parameters
    ----------
    corpus
        articles with their texts, in a language that writes names with capitals and other words without.

    Returns
    -------
    DataFrame
        name (up to four capitalised words in a row), words_before (the most frequent, each with its count), n,
        n_articles, n_outlets; the names in most articles first. Names and words of one article alone are left out,
        unless there is no other article.

    Raises
    ------
    TextNotAvailable
        where a text is private and not attached.

    Examples
    --------
    >>> import framing as fr
    >>> name_candidates(fr.demo().corpus)[["name", "n_articles"]].head(2).values.tolist()
    [['Galvora', 12], ['Tresk', 12]]
    """
    texts = {article_id: corpus.text(article_id) for article_id in corpus.articles["article_id"]}
    spread = Counter(word for text in texts.values() for word in set(LOWER.findall(text)))
    proper = {word for text in texts.values() for word in _capitalised_within(text)} - {
        word.capitalize() for word in spread
    }
    found = [(article_id, *name) for article_id, text in texts.items() for name in _names_in(text, proper)]
    table = pd.DataFrame(found, columns=["article_id", "name", "before"], dtype="str")
    least = min(LEAST, len(corpus))
    table["before"] = table["before"].where(table["before"].map(lambda word: spread[word] >= least), "")
    table = table.merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    by_name = table.groupby("name", sort=True)
    counts = by_name.agg(
        words_before=("before", _most_frequent),
        n=("name", "size"),
        n_articles=("article_id", "nunique"),
        n_outlets=("outlet", "nunique"),
    ).reset_index()
    counts = counts[counts["n_articles"] >= least]
    counts = counts.sort_values(["n_articles", "n", "name"], ascending=[False, False, True], ignore_index=True)
    return counts[COLUMNS].astype({"name": "str", "words_before": "str", "n": "int64"})


def _capitalised_within(text: str) -> Iterator[str]:
    """Words with a capital where no sentence begins."""
    for match in NAME.finditer(text):
        words = _words_of(match)
        yield from words[1:] if _begins_sentence(text, match) else words


def _names_in(text: str, proper: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each name of a text and the word before it; words that only begin a sentence belong to no name."""
    for match in NAME.finditer(text):
        words = _words_of(match)
        if _begins_sentence(text, match):
            words = list(dropwhile(lambda word: word not in proper, words))
        name = " ".join(words)
        if len(name) > 1:
            before = BEFORE.search(text, max(0, match.start() - LOOK_BACK), match.start())
            yield name, before[1] if before and before[1] not in GRAMMAR else ""


def _begins_sentence(text: str, match: regex.Match[str]) -> bool:
    return bool(BEGINNING.search(text[max(0, match.start() - LOOK_BACK) : match.start()]))


def _words_of(match: regex.Match[str]) -> list[str]:
    return POSSESSIVE.sub("", match[0]).replace("\u00a0", " ").split(" ")


def _most_frequent(words: pd.Series[str]) -> str:
    """Words with their counts, the most frequent first, as "president (4), dictator (2)"."""
    counts = sorted(Counter(filter(None, words)).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{word} ({n})" for word, n in counts[:SHOWN])
