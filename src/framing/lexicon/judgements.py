"""Judging words in a sentence: a verb for a verb in its tense, a word left out, a word for a word.

Metaphors and longer expressions have no rule: another wording would change the clause around them.
"""

from __future__ import annotations

from typing import Any

import regex

from framing.lexicon.noun_phrases import NoSwap
from framing.lexicon.terms import forms_of

NOUN_BEFORE = regex.compile(
    r"(?i)(?:\b(?:an?|the|its|their|his|her|our|your|my|no|every|these|those|for|against|of|with)\s+(?:\p{Ll}+\s+)?|['’]s\s+)$"
)
CLAUSE_AHEAD = regex.compile(
    r"(?:\s*[:“«\"]|\s+that\b|,\s+(?:adding|as|when|while)\b|\s+(?:in|on|at|after|before|during|later)\b.*\bthat\b)"
)
QUOTE_BEFORE = regex.compile(r"[”\"»'’],?\s+$")
SPEAKER_BEFORE = regex.compile(r"(?:[”\"»'’]|[”\"»'’]?,)\s*(?:\p{L}[\p{L}'’-]*\s+){1,6}$")
SPEAKER_AHEAD = regex.compile(r"\s+(?:the\s+\p{Ll}|\p{Lu})")
NOTHING_AHEAD = regex.compile(r"\s*[.,;]|\s*$|\s+(?:in|on|at|after|before|during|later)\b")
WORD_AHEAD = regex.compile(
    r"\s+(?!(?:and|or|but|nor|yet|in|on|at|by|to|of|for|from|with|than|as|that|because|due|is|are|was|were|has|had)\b)\p{L}"
)
NAME_AHEAD = regex.compile(r"\s+\p{Lu}")
NO_ADJECTIVE_BEFORE = regex.compile(
    r"(?i)(?:[,;:]|\b(?:and|or|but|is|was|are|were|be|been|being|more|most|less|very|so|too|rather|becom(?:e|es|ing)|became|seems?))\s+$"
)
ARTICLE_JUST_BEFORE = regex.compile(r"(?i)\b(?:an?|the)\s+$")
IS_NOUN = regex.compile(r"(?i)(?:ty|cy|cies|ties|isms?|ists?|dom|ment|ness)$")
PARTICLES = ("on", "as", "of", "at", "for", "to")


def verb_for_verb(old: Any, new: Any, before: str, word: str, after: str) -> str:
    """The new verb in the tense of the old one.

    Raises
    ------
    NoSwap
        saying why there is none.
    """
    if NOUN_BEFORE.search(before):
        raise NoSwap("the word stands as a noun")
    verb = in_tense_of(old, new, word)
    if not (takes_object(verb) and takes_object(word)):
        raise NoSwap("the verb holds its own object")
    words = {old.term, new.term}
    if "call" in words:
        raise NoSwap("the verb builds its clause in another way")
    if "say" in words and not reports(before, after):
        raise NoSwap("the clause is not one that both verbs can report")
    return verb


def takes_object(expression: str) -> bool:
    """Whether an object can follow: after a single verb, one with a particle, or one with an adverb in front."""
    words = expression.split()
    return len(words) == 1 or words[-1] in PARTICLES or words[0].endswith("ly")


def in_tense_of(old: Any, new: Any, word: str) -> str:
    """The form of the new verb that has the tags of the old one's form."""
    forms = dict(forms_of(new.forms))
    tags = [tag for tag, form in forms_of(old.forms) if form.lower() == word.lower() and tag != "variant"]
    if word.lower() == old.term.lower():
        return str(new.term)
    found = {forms[tag] for tag in tags if tag in forms}
    if len(found) != 1 or not set(tags) <= set(forms):
        raise NoSwap("the lexicon does not know the form of the verb")
    return found.pop()


def reports(before: str, after: str) -> bool:
    """Whether a verb of saying stands where any verb of saying can: beside a quotation, or before "that"."""
    if CLAUSE_AHEAD.match(after):
        return True
    if QUOTE_BEFORE.search(before):
        return SPEAKER_AHEAD.match(after) is not None
    return SPEAKER_BEFORE.search(before) is not None and NOTHING_AHEAD.match(after) is not None


def left_out(before: str, word: str, after: str) -> str:
    """Nothing in the place of an adjective before its noun, or of an adverb before its verb.

    Raises
    ------
    NoSwap
        where the sentence needs the word.
    """
    if len(word.split()) > 1 or not WORD_AHEAD.match(after) or IS_NOUN.search(word):
        raise NoSwap("the sentence needs the word")
    if NO_ADJECTIVE_BEFORE.search(before) and not word.endswith("ly"):
        raise NoSwap("the sentence needs the word")
    if ARTICLE_JUST_BEFORE.search(before) and NAME_AHEAD.match(after):
        raise NoSwap("the article would stand before a bare name")
    return ""


def word_for_word(old: Any, new: Any, word: str) -> str:
    """One single word for another of the same number, as written in the lexicon."""
    plurals = [dict(forms_of(row.forms)).get("plural", "") for row in (old, new)]
    known = {old.term.lower(): new.term, plurals[0].lower(): plurals[1]}
    found = str(known.get(word.lower(), ""))
    if not found or " " in found + word:
        raise NoSwap("no rule for this kind of expression")
    return found
