"""English: whether texts look like it, by how many of their words are its commonest."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from framing.features.words import words

COMMON = """
the of and to in a is that for it was on as with by he his at from be this have are not had but they which or an were
their has will who said its been would her she we after you i him them there more if no up out so what about into than
when can could all over our us my me do did does new one two some other only also
"""
COMMONEST = frozenset(COMMON.split())
# Of 20 words in a row, fewer than 2 are among them once in 5,000 times in English news, once in 100 in headlines.
LEAST_SHARE, LEAST_WORDS = 0.1, 20


def warn_unless_english(sentences: Sequence[str]) -> None:
    """Warn where texts do not look like English, the only language that the general model knows."""
    found = [word for sentence in sentences for word in words(sentence)]
    common = sum(word in COMMONEST for word in found)
    if len(found) >= LEAST_WORDS and common < LEAST_SHARE * len(found):
        warnings.warn(
            f"{common} of {len(found)} words are among the commonest of English, so these texts seem to be in another "
            "language. The general model knows English alone, as US news of 2017 to 2020 wrote it; its scores of other "
            "texts mean nothing.",
            stacklevel=2,
        )
