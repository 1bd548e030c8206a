"""Inflection: what English asks of a word that takes another's place: a or an, number, possessive, capitals."""

from __future__ import annotations

import regex

LETTERS_SPOKEN_WITH_VOWEL = "AEFHILMNORSX8"
INITIALS = regex.compile(r"(?:\p{Lu}\.)+|\p{Lu}{1,3}(?![\p{Ll}\p{Lu}])|[^\P{Lu}AEIOU]{2,}(?!\p{Ll})|\p{Lu}(?=-)")
NUMBER_WITH_VOWEL = regex.compile(r"8|1[18](?!\d)")
SOUNDS_LIKE_CONSONANT = regex.compile(
    r"(?i)eu|ew|one(?![a-mo-z]*i)\b|one-|once|uni(?![nm])|unanim|ukr|u[bcgkqrst][aeiou]"
)
SILENT_H = regex.compile(r"(?i)hour|honest|hono|heir")
VOWEL = regex.compile(r"(?i)[aeiou]")
ARTICLE_BEFORE = regex.compile(r"(?i)(?<![\w'’-])an?(?=\s+[“\"«‘'(]*$)")
OPENING_MARKS = "“\"«‘'( \n"
HEAD_ENDS = regex.compile(r"\s+(?:of|with|for|in|to|as|masquerading)\s")
PLURAL = regex.compile(r"(?<![siu])s$")
POSSESSIVE = regex.compile(r"(['’])s\b")
POSSESSIVE_OF_PLURAL = regex.compile(r"(['’])(?=\s+\p{L})")
LITTLE_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
LONG_WORD = regex.compile(r"\p{L}{5,}")
DATELINE = regex.compile(r"^[^()]{0,60}\([^()]{1,30}\)\s*[-–—]\s+$")
SENTENCE_BEGINS = regex.compile(r"(?:\p{L}{2,}[.!?][”\"»’']*\s+|[,:]\s+)[“\"«‘']$|\p{L}{2,}[.!?][”\"»’']*\s+$")


def a_or_an(word: str) -> str:
    """The indefinite article that a word takes, by its sound.

    >>> [a_or_an(word) for word in ("hour", "European", "EU", "NATO", "autocrat", "unit")]
    ['an', 'a', 'an', 'a', 'an', 'a']
    """
    if INITIALS.match(word):
        return "an" if word[0] in LETTERS_SPOKEN_WITH_VOWEL else "a"
    if NUMBER_WITH_VOWEL.match(word) or SILENT_H.match(word):
        return "an"
    return "an" if VOWEL.match(word) and not SOUNDS_LIKE_CONSONANT.match(word) else "a"


def with_fitting_article(before: str, after: str) -> str:
    """The words before, their last one as a or an if it is one, by the word that comes after.

    >>> with_fitting_article("He is an “", "despot”.")
    'He is a “'
    """
    match = ARTICLE_BEFORE.search(before)
    word = after.lstrip(OPENING_MARKS)
    if not match or not word:
        return before
    article = a_or_an(word)
    return before[: match.start()] + (article.capitalize() if match[0][0] == "A" else article) + before[match.end() :]


def is_plural(noun: str) -> bool:
    """Whether a noun phrase looks like a plural.

    >>> [is_plural(noun) for noun in ("relations", "axis", "marriages of convenience", "prison of nations")]
    [True, False, True, False]
    """
    return bool(PLURAL.search(HEAD_ENDS.split(noun, 1)[0]))


def with_fitting_possessive(words: str, after: str, *, instead_of: str) -> str:
    """The words after a noun phrase, their possessive as its last word wants it.

    >>> with_fitting_possessive("the father of the uplands", "'s train", instead_of="the president")
    "' train"
    """
    if PLURAL.search(words):
        return POSSESSIVE.sub(r"\1", after, 1) if POSSESSIVE.match(after) else after
    had_plural = PLURAL.search(instead_of) and POSSESSIVE_OF_PLURAL.match(after)
    return POSSESSIVE_OF_PLURAL.sub(r"\1s", after, 1) if had_plural else after


def capitalized(words: str) -> str:
    """The words with a capital first."""
    return words[:1].upper() + words[1:]


def in_title_case(words: str) -> str:
    """The words as in a headline that capitalises all but the little ones."""
    return " ".join(word if word in LITTLE_WORDS else capitalized(word) for word in words.split(" "))


def is_in_title_case(headline: str) -> bool:
    """Whether nearly all longer words of a headline have a capital."""
    words = LONG_WORD.findall(headline)
    return len(words) > 2 and sum(word[0].isupper() for word in words) > 0.8 * len(words)


def begins_sentence(before: str) -> bool:
    """Whether what comes after these words of a sentence begins one, a quoted one too."""
    return not any(letter.isalnum() for letter in before) or bool(
        DATELINE.search(before) or SENTENCE_BEGINS.search(before)
    )
