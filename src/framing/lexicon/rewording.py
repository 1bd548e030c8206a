"""Rewording: a noun phrase put together again with another name of its target.

What cannot be put together by a rule of the language is refused with a reason (`NoSwap`), never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import regex

from framing.lexicon.grammar import (
    POSSESSOR,
    PREPOSITION,
    Counterparts,
    NoSwap,
    Noun,
    Phrase,
    begins_sentence,
    capitalized,
    in_title_case,
    is_in_title_case,
    is_plural,
    left_out,
    take_apart,
    verb_for_verb,
    with_fitting_article,
    with_fitting_possessive,
    word_for_word,
)
from framing.lexicon.matching import Element, sprung
from framing.lexicon.terms import forms_of

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


def _reworded(phrase: Phrase, new: Noun) -> str:
    """The phrase with another noun for the same target.

    Raises
    ------
    NoSwap
        saying why there is none.
    """
    if phrase.is_place and (phrase.noun.nationalities or new.nationalities) and not _names_a_land(new):
        raise NoSwap("a place is named, and the word is no place")
    if new.is_name:
        return _name_for_name(phrase, new) if phrase.noun.is_name else _name_for_noun(phrase, new)
    return _noun_for_name(phrase, new) if phrase.noun.is_name else _noun_for_noun(phrase, new)


def _names_a_land(noun: Noun) -> bool:
    """Whether one can be in it: a state, an empire, any name."""
    return noun.is_name or (not noun.of_phrase and LAND.search(noun.base) is not None)


def _name_for_noun(phrase: Phrase, new: Noun) -> str:
    """Another name's turn: "the rogue state" is "Galvora", "the haggler Oldane" is "Oldane"."""
    if phrase.name and not phrase.is_plural and new.row.noun == "name":
        return phrase.apposition + phrase.name.strip()
    if phrase.is_indefinite or phrase.is_plural or phrase.is_said_of_itself or PREDICATIVE.search(phrase.before):
        raise NoSwap("a name cannot stand for a class or a predicate")
    if phrase.name or phrase.apposition or phrase.complement.startswith(","):
        raise NoSwap("the name stands beside it")
    stands_free = phrase.determiner or phrase.has_possessor or (phrase.is_headline and not _within(phrase.before))
    if not stands_free or not _is_nationality_or_owner(phrase):
        raise NoSwap("a name cannot take the word before the noun")
    return _article_of(new) + new.base


def _name_for_name(phrase: Phrase, new: Noun) -> str:
    """One name for another: "Hadrel" is "the Old Mint"."""
    _check_name_stands_alone(phrase, takes_article=new.row.article == "the")
    if phrase.has_possessor:
        return phrase.modifiers + new.base
    has_lost_article = phrase.noun.row.article == "the" and not phrase.determiner
    return ("" if has_lost_article else _article_of(new)) + new.base


def _noun_for_name(phrase: Phrase, new: Noun) -> str:
    """A common noun for a name: "Galvora" is "the rogue state", "Tresk" is "the Galvoran leader"."""
    _check_name_stands_alone(phrase, takes_article=True)
    _check_number(phrase, new.base)
    if phrase.has_possessor:
        return phrase.modifiers + new.base
    head = new.base
    if new.row.noun == "title" and new.row.form == "neutral" and not new.is_event:
        head = next(filter(None, map(new.with_nationality, new.nationalities)), "")
        if not head:
            raise NoSwap("the title does not name its target alone")
    has_lost_article = phrase.noun.row.article == "the" and not phrase.determiner
    return ("" if has_lost_article or new.row.article == "none" else "the ") + head


def _noun_for_noun(phrase: Phrase, new: Noun) -> str:
    """One common noun for another: the determiner stays, what no longer fits goes."""
    head = new.plural if phrase.is_plural and new.plural else new.base
    if not phrase.name or phrase.is_plural:
        _check_number(phrase, head)
    _check_definite(phrase, new)
    phrase = _with_fitting_complement(phrase, new)
    words = _with_modifiers(phrase, head, new)
    if phrase.name:
        return _title_before_name(phrase, words, new)
    return phrase.apposition + _fitting_determiner(phrase, new) + words + phrase.complement


def _title_before_name(phrase: Phrase, words: str, new: Noun) -> str:
    """A title or an epithet before a name: "President Tresk", "the dictator Tresk", "Galvoran dictator Jorin Tresk"."""
    determiner = phrase.determiner
    if new.of_phrase:
        raise NoSwap("a phrase with 'of' does not stand before a name")
    if OFFICE.search(words):
        words = " ".join(map(capitalized, words.split(" ")))
        determiner = "" if determiner.lower().strip() == "the" else determiner
    elif not (determiner or phrase.modifiers or phrase.apposition or phrase.is_headline or _within(phrase.before)):
        determiner = "the "
    return phrase.apposition + determiner + words + phrase.complement + phrase.name


def _fitting_determiner(phrase: Phrase, new: Noun) -> str:
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


def _with_modifiers(phrase: Phrase, head: str, new: Noun) -> str:
    """Modifiers and head in the order that English wants: strong Galvoran leader, Galvoran rogue state."""
    nationality = next((word for word in new.nationalities if phrase.modifiers.endswith(word + " ")), "")
    rest = phrase.modifiers.removesuffix(nationality + " ") if nationality else phrase.modifiers
    opinion = OPINION.match(head)
    if opinion and (_not_owner(rest) or (not phrase.determiner and DETERMINER_EARLIER.search(phrase.before))):
        raise NoSwap("an opinion does not come after other adjectives")
    if not nationality or new.nationality:
        return rest + head
    known = new.with_nationality(nationality) if head == new.base else ""
    ordered = f"{opinion[0]}{nationality} {head[opinion.end() :]}" if opinion else f"{nationality} {head}"
    return rest + (known or ordered)


def _not_owner(modifiers: str) -> bool:
    """Whether there are modifiers other than a possessor."""
    return bool(modifiers) and not POSSESSOR.search(modifiers)


def _with_fitting_complement(phrase: Phrase, new: Noun) -> Phrase:
    """The phrase without an of-phrase that the new noun cannot take beside its own."""
    following = PREPOSITION.match(phrase.complement + phrase.after)
    if new.is_event and following and following[1] in phrase.noun.prepositions - new.prepositions:
        raise NoSwap("the noun does not take the preposition")
    says_more = new.of_phrase or new.nationality
    return replace(phrase, complement="") if says_more and phrase.complement.startswith((" of ", " for ")) else phrase


def _check_number(phrase: Phrase, new: str) -> None:
    """Refuse another number where a verb could agree with it."""
    if phrase.is_plural and not is_plural(new) and phrase.noun.plural:
        raise NoSwap("the lexicon knows no plural of the noun")
    is_free = OBLIQUE.search(phrase.before) or phrase.after.startswith(("'", "’"))
    if phrase.is_plural != is_plural(new) and not is_free:
        raise NoSwap("a verb could agree with the number")


def _check_definite(phrase: Phrase, new: Noun) -> None:
    """Refuse a noun that names one thing only, or by its relation to another, where the phrase does not."""
    if phrase.is_indefinite and new.nationality:
        raise NoSwap("a description of one thing cannot stand for a class")
    is_placebo = phrase.noun.row.form == new.row.form
    if is_placebo and not phrase.name and _is_relational(new) != _is_relational(phrase.noun):
        raise NoSwap("the title does not name its target alone")


def _is_relational(noun: Noun) -> bool:
    """Whether a title says a relation to somebody else: partner."""
    has_country = any(map(noun.with_nationality, noun.nationalities))
    return noun.row.noun == "title" and bool(noun.nationalities) and not has_country


def _check_name_stands_alone(phrase: Phrase, *, takes_article: bool) -> None:
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
    if takes_article and not phrase.determiner and _within(phrase.before):
        raise NoSwap("a word before the name belongs to it")
    if phrase.is_headline and phrase.before.endswith(", "):
        raise NoSwap("a comma stands for 'and' in a headline")


def _is_nationality_or_owner(phrase: Phrase) -> bool:
    """Whether the modifiers say no more than the name does."""
    return phrase.has_possessor or not phrase.modifiers or phrase.modifiers.strip() in phrase.noun.nationalities


def _within(before: str) -> bool:
    """Whether the words before open a noun phrase: a determiner, a possessor, an adjective."""
    return WITHIN_A_PHRASE.search(before) is not None


def _article_of(noun: Noun) -> str:
    return "the " if noun.row.article == "the" else ""


FULL_STOPS = ".!?…;:"
CLOSING_MARKS = "”\"»’')] \n"


@dataclass(frozen=True)
class Place:
    """An occurrence in its sentence."""

    text: str
    sentence: Any
    occurrence: Any
    elements: list[Element]
    counterparts: Counterparts

    @cached_property
    def pieces(self) -> tuple[str, str, str, str, str]:
        """The sentence before the slot, the slot before, in and after the term, and the rest."""
        cuts = (
            self.sentence.start,
            self.occurrence.start,
            self.occurrence.term_start,
            self.occurrence.term_end,
            self.occurrence.end,
            self.sentence.end,
        )
        before, left, word, right, after = (self.text[start:end] for start, end in pairwise(cuts))
        return before, left, word, right, after

    @property
    def is_headline(self) -> bool:
        """Whether the sentence has the grammar of a headline: no full stop at its end."""
        whole = self.text[self.sentence.start : self.sentence.end].rstrip(CLOSING_MARKS)
        return self.sentence.kind in ("headline", "crosshead") or not whole.endswith(tuple(FULL_STOPS))

    @property
    def is_place(self) -> bool:
        """Whether the words before make a place of what is named ("in", "the visit to"), and no possessive follows."""
        before = self.sentence.start, self.occurrence.start
        ahead = self.text[self.occurrence.end : self.occurrence.end + 2]
        end = self.occurrence.end
        return ahead not in ("'s", "’s") and "drop" in sprung({"metonym"}, self.text, before, (end, end))

    @property
    def is_said_of_itself(self) -> bool:
        """Whether another name of the target stands just before: call *Tresk* a statesman."""
        return any(
            element.naming.target == self.occurrence.target
            and element.end < self.occurrence.start
            and self.text[element.end : self.occurrence.start].isspace()
            for element in self.elements
        )

    @cached_property
    def phrase(self) -> Phrase:
        """The slot taken apart."""
        phrase = take_apart(
            self.counterparts.nouns[self.occurrence.term_id],
            self.pieces,
            self.counterparts.namings.nationalities,
            self.counterparts.companions[self.occurrence.target],
        )
        return replace(
            phrase, is_headline=self.is_headline, is_place=self.is_place, is_said_of_itself=self.is_said_of_itself
        )

    def naming(self, term_in: str) -> str:
        """The sentence with another name in the slot."""
        words = self.in_capitals_of(self.phrase, _reworded(self.phrase, self.counterparts.nouns[term_in]))
        after = with_fitting_possessive(words, self.phrase.after, instead_of="".join(self.pieces[1:4]))
        return _put_together(self.phrase.before, words, after)

    def in_capitals_of(self, phrase: Phrase, words: str) -> str:
        """The new words with the capitals that their place asks for."""
        before, left, word, right, _ = self.pieces
        forms = [phrase.noun.base, *(form for _, form in forms_of(phrase.noun.row.forms))]
        if word.isupper() and word not in forms:
            kept = len(phrase.determiner) if words.startswith(phrase.determiner) else 0
            return words[:kept] + words[kept:].upper()
        is_title = self.is_headline and is_in_title_case(self.text[self.sentence.start : self.sentence.end])
        words = in_title_case(words) if is_title else words
        begins = begins_sentence(before) or (is_title and before.endswith(": "))
        had_capital = (left + word + right)[:1].isupper()
        return capitalized(words) if phrase.determiner[:1].isupper() or (had_capital and begins) else words

    def judging(self, term_in: str) -> str:
        """The sentence with another verb or modifier, or without."""
        before, _, word, _, after = self.pieces
        by_id = self.counterparts.lexicon.by_id
        old, new = by_id[self.occurrence.term_id], by_id.get(term_in)
        if old.kind == "metaphor" or (new is not None and old.kind != new.kind):
            raise NoSwap("no rule for this kind of expression")
        if new is None:
            words, after = left_out(before, word, after), after.lstrip()
        elif old.kind == "verb":
            words = verb_for_verb(old, new, before, word, after)
        elif old.form == "neutral":
            raise NoSwap("where a judgement could stand is not known")
        else:
            words = word_for_word(old, new, word)
        if word[:1].isupper():
            words, after = (capitalized(words), after) if words else (words, capitalized(after))
        return _put_together(before, words, after)


def _put_together(before: str, words: str, after: str) -> str:
    """The whole sentence; an indefinite article before the new words fits them."""
    words = _with_fitting_article_inside(words)
    return with_fitting_article(before, words + after) + words + after


def _with_fitting_article_inside(words: str) -> str:
    """The new words themselves with a fitting article in front, if there is one."""
    first, space, rest = words.partition(" ")
    return with_fitting_article(first + space, rest) + rest if space else words
