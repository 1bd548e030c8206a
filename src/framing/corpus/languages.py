"""Tell the language of texts, and which of them the models and the grammar of English leave out."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import regex

from framing.errors import BadInput

if TYPE_CHECKING:
    from framing.corpus.articles import Corpus

ENGLISH, UNDETERMINED = "en", "und"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*"  # a code of BCP 47
LEAST_LETTERS, MOST_READ = 200, 3_000  # of a text, to tell its language
FEW_LETTERS = 30  # of sentences without a text around them
SURE = 0.9  # least probability; none of 1,939 articles and 25,000 sentences of US news was mistaken at it

COMMON = """
the of and to in a is that for it was on as with by he his at from be this have are not had but they which or an were
their has will who said its been would her she we after you i him them there more if no up out so what about into than
when can could all over our us my me do did does new one two some other only also
"""
COMMONEST = frozenset(COMMON.split())
# In English news, 20 consecutive words contain fewer than 2 of them once in 5,000 times; in headlines, once in 100.
LEAST_SHARE, LEAST_WORDS = 0.1, 20
PLAIN_SHARE = 0.25  # other languages have "a", "no" or "in" as well, but not so many; such texts need no second look
ENOUGH, SHOWN = 200, 3  # sentences that are checked, articles that a message names
WORD = regex.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LETTER, LATIN = regex.compile(r"\p{L}"), regex.compile(r"\p{Latin}")


def language_of(text: str, least: int = LEAST_LETTERS) -> str:
    """Tell the language of a text from its beginning, without a network: "en", "uk", "pt"; "und" if it is unsure.

    Parameters
    ----------
    text : str
        A text.
    least : int, default 200
        Fewer letters than these are of no language that can be told.

    Examples
    --------
    >>> text = "O presidente chegou a Vescaro na terça-feira."
    >>> language_of(text), language_of(text, least=30)
    ('und', 'pt')
    """
    beginning = text[:MOST_READ]
    if sum(map(str.isalpha, beginning)) < least:
        return UNDETERMINED
    language, probability = _identifier().classify(beginning)
    return str(language) if probability >= SURE and language != "zxx" else UNDETERMINED  # zxx: no language


@cache
def _identifier() -> Any:
    """Load the identifier once; its model of 4.6 MB is in its package."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def base_of(language: str) -> str:
    """Return the language of a code, without script and region: "pt" of "pt-BR"."""
    return language.partition("-")[0]


def is_read_as_english(language: str) -> bool:
    """Return whether articles of a language are read by the models and the grammar of English, as unknown ones are.

    >>> [language for language in ("en-GB", "und", "", "uk") if is_read_as_english(language)]
    ['en-GB', 'und', '']
    """
    return base_of(language) in (ENGLISH, "eng", UNDETERMINED, "")


def other_languages(corpus: Corpus) -> dict[str, str]:
    """Return the language of each article that models and grammar of English leave out, by article_id.

    It is what the manifest says, else what the text tells; articles whose language is unknown are read as English.
    """
    others = {}
    given = corpus.articles.get("language", pd.Series("", corpus.articles.index))
    for article_id, language in zip(corpus.articles["article_id"], given, strict=True):
        text = corpus.texts.get(article_id, "")
        found = language if language not in ("", UNDETERMINED) else _language_unless_english(text[:MOST_READ])
        if not is_read_as_english(found):
            others[str(article_id)] = str(found)
    return others


def _language_unless_english(text: str) -> str:
    common, n_words = _common_words([text])
    return ENGLISH if n_words >= LEAST_WORDS and common >= PLAIN_SHARE * n_words else language_of(text, FEW_LETTERS)


def in_english(table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table that are of articles read as English by the column language of a manifest, if any."""
    if "language" not in articles:
        return table
    others = articles.loc[~articles["language"].map(is_read_as_english), "article_id"]
    return table[~table["article_id"].isin(others)]


def listed_languages(others: Mapping[str, str]) -> str:
    """List articles in other languages for a message.

    >>> listed_languages({"a": "uk", "b": "pt", "c": "uk", "d": "uk"})
    "'a' (uk), 'b' (pt), 'c' (uk) and 1 more"
    """
    named = ", ".join(f"'{article_id}' ({language})" for article_id, language in [*others.items()][:SHOWN])
    return f"{named} and {len(others) - SHOWN} more" if len(others) > SHOWN else named


def refuse_other_languages(sentences: Sequence[str]) -> None:
    """Refuse sentences in another language than English, told from all of them together; warn where it is unsure.

    Raises
    ------
    BadInput
        If they are in another script than the Latin one, or another language is certain.
    """
    common, n_words = _common_words(sentences)
    if n_words >= LEAST_WORDS and common >= PLAIN_SHARE * n_words:
        return
    text = " ".join(_sample(sentences))
    language, letters = language_of(text, FEW_LETTERS), LETTER.findall(text)
    foreign = sum(not LATIN.match(letter) for letter in letters)
    if not is_read_as_english(language) or 2 * foreign > len(letters):
        which = "another script than the Latin one" if is_read_as_english(language) else f"the language '{language}'"
        raise BadInput(
            f"These sentences are in {which}, first '{sentences[0][:50]}'. The model was trained on English US news "
            "and has no meaning for others: leave them out. Terms of a lexicon in their language can be counted."
        )
    warn_unless_english(sentences)


def warn_unless_english(sentences: Sequence[str]) -> None:
    """Warn if sentences have few of the very frequent words of English."""
    common, n_words = _common_words(sentences)
    if n_words >= LEAST_WORDS and common < LEAST_SHARE * n_words:
        warnings.warn(
            f"Only {common} of {n_words} words are among the most frequent words of English, so these texts seem "
            "to be in another language. The general model was trained on English US news of 2017 to 2020; its scores "
            "of other languages are meaningless.",
            stacklevel=2,
        )


def _common_words(texts: Sequence[str]) -> tuple[int, int]:
    """Count the words of English among the most frequent ones, and all words."""
    sample = [word for text in _sample(texts) for word in WORD.findall(text.lower())]
    return sum(word in COMMONEST for word in sample), len(sample)


def _sample(texts: Sequence[str]) -> Sequence[str]:
    return texts[:: 1 + len(texts) // ENOUGH]
