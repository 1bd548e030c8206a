"""Rewording: a noun phrase put together again with another name of its target.

What cannot be put together by a rule of the language is refused with a reason (`NoSwap`), never guessed.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from framing.lexicon.inflection import capitalized, is_plural
from framing.lexicon.noun_phrases import POSSESSOR, PREPOSITION, NoSwap, Noun, Phrase

OFFICE = regex.compile(r"(?i)(?:vice )?(?:president|premier|prime minister|chancellor|king|queen|general secretary)s?$")
OPINION = regex.compile(
    r"(?i)(?:great|strong|wise|old|dear|new|proud|evil|bloody|mighty|brave|unholy|golden"
    r"|\p{L}+(?:able|ible|ous|ful|less))\s+"
)
LAND = regex.compile(r"(?:(?i:state|country|nation|republic|empire|kingdom|land|world)|\p{Lu}\p{L}+)$")
WITHIN_A_PHRASE = regex.compile(
    r"(?:\b(?i:an?|the|its|their|his|her|our|your|my|no|every)\s+(?:\p{L}[\p{L}-]*\s+)?"
    r"|['’]s\s+(?:\p{Ll}[\p{L}-]*\s+)?"
    r"|\b(?i:former|then|new|old|own|fellow|mainland|modern|incumbent|outgoing|neighbou?ring)\s+"
    r"|\b\p{L}+-\p{L}+\s+|\b\p{Ll}+(?:ous|ful|less|ern|ist|able|ible|ish|ary)\s+)$"
)
ADJECTIVES = r"(?:[“\"«]?\p{L}[\p{L}-]*[”\"»]?\s+){1,3}"
ARTICLE_EARLIER = regex.compile(rf"(?i)\ban?\s+{ADJECTIVES}$")
DETERMINER_EARLIER = regex.compile(rf"(?i)(?:\b(?:an?|the|its|their|his|her|our|your|my)|['’]s)\s+{ADJECTIVES}$")
PREDICATIVE = regex.compile(
    r"(?i)\b(?:is|was|are|were|be|been|being|as|becom(?:e|es|ing)|became|remain(?:s|ed)?|call(?:s|ed|ing)?)\s+(?:not\s+)?$"
)
OBLIQUE = regex.compile(
    r"(?i)\b(?:of|for|with|to|from|against|by|in|on|about|behind|towards?|over|under|between|than|at|into)\s+$"
)


def reworded(phrase: Phrase, new: Noun) -> str:
    """The phrase with another noun for the same target.

    Raises
    ------
    NoSwap
        saying why there is none.
    """
    if phrase.is_place and (phrase.noun.nationalities or new.nationalities) and not names_a_land(new):
        raise NoSwap("a place is named, and the word is no place")
    if new.is_name:
        return name_for_name(phrase, new) if phrase.noun.is_name else name_for_noun(phrase, new)
    return noun_for_name(phrase, new) if phrase.noun.is_name else noun_for_noun(phrase, new)


def names_a_land(noun: Noun) -> bool:
    """Whether one can be in it: a state, an empire, any name."""
    return noun.is_name or (not noun.of_phrase and LAND.search(noun.base) is not None)


def name_for_noun(phrase: Phrase, new: Noun) -> str:
    """Another name's turn: "the rogue state" is "Galvora", "the haggler Oldane" is "Oldane"."""
    if phrase.name and not phrase.is_plural and new.row.noun == "name":
        return phrase.apposition + phrase.name.strip()
    if phrase.is_indefinite or phrase.is_plural or phrase.is_said_of_itself or PREDICATIVE.search(phrase.before):
        raise NoSwap("a name cannot stand for a class or a predicate")
    if phrase.name or phrase.apposition or phrase.complement.startswith(","):
        raise NoSwap("the name stands beside it")
    stands_free = phrase.determiner or phrase.has_possessor or (phrase.is_headline and not within(phrase.before))
    if not stands_free or not is_nationality_or_owner(phrase):
        raise NoSwap("a name cannot take the word before the noun")
    return article_of(new) + new.base


def name_for_name(phrase: Phrase, new: Noun) -> str:
    """One name for another: "Hadrel" is "the Old Mint"."""
    check_name_stands_alone(phrase, takes_article=new.row.article == "the")
    if phrase.has_possessor:
        return phrase.modifiers + new.base
    has_lost_article = phrase.noun.row.article == "the" and not phrase.determiner
    return ("" if has_lost_article else article_of(new)) + new.base


def noun_for_name(phrase: Phrase, new: Noun) -> str:
    """A common noun for a name: "Galvora" is "the rogue state", "Tresk" is "the Galvoran leader"."""
    check_name_stands_alone(phrase, takes_article=True)
    check_number(phrase, new.base)
    if phrase.has_possessor:
        return phrase.modifiers + new.base
    head = new.base
    if new.row.noun == "title" and new.row.form == "neutral" and not new.is_event:
        head = next(filter(None, map(new.with_nationality, new.nationalities)), "")
        if not head:
            raise NoSwap("the title does not name its target alone")
    has_lost_article = phrase.noun.row.article == "the" and not phrase.determiner
    return ("" if has_lost_article or new.row.article == "none" else "the ") + head


def noun_for_noun(phrase: Phrase, new: Noun) -> str:
    """One common noun for another: the determiner stays, what no longer fits goes."""
    head = new.plural if phrase.is_plural and new.plural else new.base
    if not phrase.name or phrase.is_plural:
        check_number(phrase, head)
    check_definite(phrase, new)
    phrase = with_fitting_complement(phrase, new)
    words = with_modifiers(phrase, head, new)
    if phrase.name:
        return title_before_name(phrase, words, new)
    return phrase.apposition + fitting_determiner(phrase, new) + words + phrase.complement


def title_before_name(phrase: Phrase, words: str, new: Noun) -> str:
    """A title or an epithet before a name: "President Tresk", "the dictator Tresk", "Galvoran dictator Jorin Tresk"."""
    determiner = phrase.determiner
    if new.of_phrase:
        raise NoSwap("a phrase with 'of' does not stand before a name")
    if OFFICE.search(words):
        words = " ".join(map(capitalized, words.split(" ")))
        determiner = "" if determiner.lower().strip() == "the" else determiner
    elif not (determiner or phrase.modifiers or phrase.apposition or phrase.is_headline or within(phrase.before)):
        determiner = "the "
    return phrase.apposition + determiner + words + phrase.complement + phrase.name


def fitting_determiner(phrase: Phrase, new: Noun) -> str:
    """The determiner that the new noun wants: none for what cannot be counted, one for what can."""
    is_mass = new.row.article == "none"
    was_mass = phrase.noun.row.article == "none" and not phrase.is_plural
    if is_mass and phrase.is_indefinite:
        return ""
    if is_mass and not phrase.determiner and ARTICLE_EARLIER.search(phrase.before):
        raise NoSwap("an article before another word does not fit the noun")
    if phrase.determiner or phrase.has_possessor or phrase.is_headline or phrase.is_plural or is_mass:
        return phrase.determiner
    if was_mass:
        if not OBLIQUE.search(phrase.before) and phrase.before.strip():
            raise NoSwap("whether the noun needs an article is not known")
        return "the "
    if PREDICATIVE.search(phrase.before) and not OFFICE.search(new.base):
        return "a "
    return ""


def with_modifiers(phrase: Phrase, head: str, new: Noun) -> str:
    """Modifiers and head in the order that English wants: strong Galvoran leader, Galvoran rogue state."""
    nationality = next((word for word in new.nationalities if phrase.modifiers.endswith(word + " ")), "")
    rest = phrase.modifiers.removesuffix(nationality + " ") if nationality else phrase.modifiers
    opinion = OPINION.match(head)
    if opinion and (not_owner(rest) or (not phrase.determiner and DETERMINER_EARLIER.search(phrase.before))):
        raise NoSwap("an opinion does not come after other adjectives")
    if not nationality or new.nationality:
        return rest + head
    known = new.with_nationality(nationality) if head == new.base else ""
    ordered = f"{opinion[0]}{nationality} {head[opinion.end() :]}" if opinion else f"{nationality} {head}"
    return rest + (known or ordered)


def not_owner(modifiers: str) -> bool:
    """Whether there are modifiers other than a possessor."""
    return bool(modifiers) and not POSSESSOR.search(modifiers)


def with_fitting_complement(phrase: Phrase, new: Noun) -> Phrase:
    """The phrase without an of-phrase that the new noun cannot take beside its own."""
    following = PREPOSITION.match(phrase.complement + phrase.after)
    if new.is_event and following and following[1] in phrase.noun.prepositions - new.prepositions:
        raise NoSwap("the noun does not take the preposition")
    says_more = new.of_phrase or new.nationality
    return replace(phrase, complement="") if says_more and phrase.complement.startswith((" of ", " for ")) else phrase


def check_number(phrase: Phrase, new: str) -> None:
    """Refuse another number where a verb could agree with it."""
    if phrase.is_plural and not is_plural(new) and phrase.noun.plural:
        raise NoSwap("the lexicon knows no plural of the noun")
    is_free = OBLIQUE.search(phrase.before) or phrase.after.startswith(("'", "’"))
    if phrase.is_plural != is_plural(new) and not is_free:
        raise NoSwap("a verb could agree with the number")


def check_definite(phrase: Phrase, new: Noun) -> None:
    """Refuse a noun that names one thing only, or by its relation to another, where the phrase does not."""
    if phrase.is_indefinite and new.nationality:
        raise NoSwap("a description of one thing cannot stand for a class")
    is_placebo = phrase.noun.row.form == new.row.form
    if is_placebo and not phrase.name and is_relational(new) != is_relational(phrase.noun):
        raise NoSwap("the title does not name its target alone")


def is_relational(noun: Noun) -> bool:
    """Whether a title says a relation to somebody else: partner."""
    has_country = any(map(noun.with_nationality, noun.nationalities))
    return noun.row.noun == "title" and bool(noun.nationalities) and not has_country


def check_name_stands_alone(phrase: Phrase, *, takes_article: bool) -> None:
    """Refuse a name that is part of a longer phrase, where a phrase with an article cannot follow."""
    if phrase.complement or phrase.name or phrase.apposition or (phrase.modifiers and not phrase.has_possessor):
        raise NoSwap("two names stand together")
    has_the = phrase.determiner.lower().strip() == "the"
    needs_the = phrase.noun.row.article == "the" and not phrase.has_possessor
    is_base = phrase.head.lower() == phrase.noun.base.lower()
    if (phrase.determiner and not has_the) or (has_the and not needs_the and is_base):
        raise NoSwap("a name with a determiner of its own")
    if needs_the and not has_the and not phrase.is_headline:
        raise NoSwap("the name stands before another noun")
    if takes_article and not phrase.determiner and within(phrase.before):
        raise NoSwap("a word before the name belongs to it")
    if phrase.is_headline and phrase.before.endswith(", "):
        raise NoSwap("a comma stands for 'and' in a headline")


def is_nationality_or_owner(phrase: Phrase) -> bool:
    """Whether the modifiers say no more than the name does."""
    return phrase.has_possessor or not phrase.modifiers or phrase.modifiers.strip() in phrase.noun.nationalities


def within(before: str) -> bool:
    """Whether the words before open a noun phrase: a determiner, a possessor, an adjective."""
    return WITHIN_A_PHRASE.search(before) is not None


def article_of(noun: Noun) -> str:
    return "the " if noun.row.article == "the" else ""
