"""Readable: whether what is given can be scored: texts with something in them, in English."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from framing.errors import BadInput
from framing.features.words import words

COMMON = """
the of and to in a is that for it was on as with by he his at from be this have are not had but they which or an were
their has will who said its been would her she we after you i him them there more if no up out so what about into than
when can could all over our us my me do did does new one two some other only also
"""
COMMONEST = frozenset(COMMON.split())
# Of 20 words in a row, fewer than 2 are among them once in 5,000 times in English news, once in 100 in headlines.
LEAST_SHARE, LEAST_WORDS = 0.1, 20
ENOUGH = 200  # sentences


def check_sentences(sentences: Sequence[str]) -> None:
    """Refuse what is no list of sentences; warn where they do not look like English."""
    refuse_no_sentences(sentences)
    warn_unless_english(sentences)


def refuse_no_sentences(sentences: Sequence[str]) -> None:
    """Refuse what is no list of texts, naming the first that is none or that has nothing in it."""
    if isinstance(sentences, str):
        raise BadInput("Expected a list of sentences, each a text; for one sentence pass a list of one.")
    for place, sentence in enumerate(sentences, start=1):
        if not isinstance(sentence, str):
            raise BadInput(
                f"Sentence {place} of {len(sentences)} is {sentence!r}; expected a text. Leave such rows out."
            )
        if not sentence.strip():
            raise BadInput(f"Sentence {place} of {len(sentences)} is empty, so it has no score. Leave such rows out.")


def warn_unless_english(sentences: Sequence[str]) -> None:
    """Warn where texts do not look like English, by how many words, in some of the sentences, are its commonest."""
    found = [word for sentence in sentences[:: 1 + len(sentences) // ENOUGH] for word in words(sentence)]
    common = sum(word in COMMONEST for word in found)
    if len(found) >= LEAST_WORDS and common < LEAST_SHARE * len(found):
        warnings.warn(
            f"{common} of {len(found)} words are among the commonest of English, so these texts seem to be in another "
            "language. The general model knows English alone, as US news of 2017 to 2020 wrote it; its scores of other "
            "texts mean nothing.",
            stacklevel=2,
        )
