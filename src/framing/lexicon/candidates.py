"""List the most frequent names of a corpus, with the words before them, to seed a lexicon."""

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
LOOK_BACK = 40  # code points before a name
MOST_WORDS_SHOWN = 5
FEWEST_ARTICLES = 2
FUNCTION_WORDS = frozenset(
    """about after against also although because been before being between both could during each from have into like
    more most only over said says since some such than that their them then there these they this those though through
    told under until were what when where which while whom whose will with within without would""".split()  # noqa: SIM905
)
COLUMNS = ["name", "words_before", "n", "n_articles", "n_outlets"]


def name_candidates(corpus: Corpus) -> pd.DataFrame:
    """List frequent names and the words before them to seed a lexicon.

    Names and words that occur in only one article are dropped, unless the corpus has only one.

    Parameters
    ----------
    corpus : Corpus
        Articles with their texts, in a language that capitalises names and no other words.

    Returns
    -------
    DataFrame
        One row per name, those in most articles first: name (up to four capitalised words), words_before (the five most
        frequent, with counts), n (mentions), n_articles, n_outlets.

    Raises
    ------
    TextNotAvailable
        If a text is private and not attached.

    Examples
    --------
    >>> import framing as fr
    >>> name_candidates(fr.demo().corpus)[["name", "n_articles"]].head(2).values.tolist()
    [['Galvora', 12], ['Tresk', 12]]
    """
    texts = {article_id: corpus.text(article_id) for article_id in corpus.articles["article_id"]}
    n_articles = Counter(word for text in texts.values() for word in set(LOWER.findall(text)))
    proper = {word for text in texts.values() for word in _capitalised_within(text)} - {
        word.capitalize() for word in n_articles
    }
    names = [(article_id, *name) for article_id, text in texts.items() for name in _names_in(text, proper)]
    table = pd.DataFrame(names, columns=["article_id", "name", "before"], dtype="str")
    fewest = min(FEWEST_ARTICLES, len(corpus))
    table["before"] = table["before"].where(table["before"].map(lambda word: n_articles[word] >= fewest), "")
    table = table.merge(corpus.articles[["article_id", "outlet"]], on="article_id")
    by_name = table.groupby("name", sort=True)
    counts = by_name.agg(
        words_before=("before", _most_frequent),
        n=("name", "size"),
        n_articles=("article_id", "nunique"),
        n_outlets=("outlet", "nunique"),
    ).reset_index()
    counts = counts[counts["n_articles"] >= fewest].sort_values(
        ["n_articles", "n", "name"], ascending=[False, False, True], ignore_index=True
    )
    return counts[COLUMNS].astype({"name": "str", "words_before": "str", "n": "int64"})


def _capitalised_within(text: str) -> Iterator[str]:
    """Yield capitalised words that do not begin a sentence."""
    for match in NAME.finditer(text):
        words = _words_of(match)
        yield from words[1:] if _begins_sentence(text, match) else words


def _names_in(text: str, proper: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each name of a text and the word before it, without words capitalised only as sentence starts."""
    for match in NAME.finditer(text):
        words = _words_of(match)
        if _begins_sentence(text, match):
            words = list(dropwhile(lambda word: word not in proper, words))
        name = " ".join(words)
        if len(name) > 1:
            before = BEFORE.search(text, max(0, match.start() - LOOK_BACK), match.start())
            yield name, before[1] if before and before[1] not in FUNCTION_WORDS else ""


def _begins_sentence(text: str, match: regex.Match[str]) -> bool:
    return bool(BEGINNING.search(text[max(0, match.start() - LOOK_BACK) : match.start()]))


def _words_of(match: regex.Match[str]) -> list[str]:
    return POSSESSIVE.sub("", match[0]).replace("\u00a0", " ").split(" ")


def _most_frequent(words: pd.Series[str]) -> str:
    """Format the most frequent words with counts: "president (4), dictator (2)"."""
    counts = sorted(Counter(filter(None, words)).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{word} ({n})" for word, n in counts[:MOST_WORDS_SHOWN])
