"""Rebuild a sentence with another term in place of an occurrence.

If no rule of grammar applies, the swap is refused with a reason (`NoSwap`) rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import regex

from framing.lexicon.grammar import (
    POSSESSOR,
    PREPOSITION,
    Counterparts,
    NamingNoun,
    NoSwap,
    NounPhrase,
    begins_sentence,
    capitalized,
    in_title_case,
    is_in_title_case,
    is_plural,
    omit_word,
    parse_phrase,
    replace_verb,
    replace_word,
    with_fitting_article,
    with_fitting_possessive,
)
from framing.lexicon.matching import NamingMatch
from framing.lexicon.reference import trap_effects
from framing.lexicon.terms import forms_of

OFFICE = regex.compile(r"(?i)(?:vice )?(?:president|premier|prime minister|chancellor|king|queen|general secretary)s?$")
OPINION = regex.compile(
    r"(?i)(?:great|strong|wise|old|dear|new|proud|evil|bloody|mighty|brave|unholy|golden"
    r"|\p{L}+(?:able|ible|ous|ful|less))\s+"
)
PLACE_NOUN = regex.compile(r"(?:(?i:state|country|nation|republic|empire|kingdom|land|world)|\p{Lu}\p{L}+)$")
# what stands at the end of the left context is looked for from there (?r), since a sentence may be long
OPENS_NOUN_PHRASE = regex.compile(
    r"(?r)(?:\b(?i:an?|the|its|their|his|her|our|your|my|no|every)\s+(?:\p{L}[\p{L}-]*\s+)?"
    r"|['’]s\s+(?:\p{Ll}[\p{L}-]*\s+)?"
    r"|\b(?i:former|then|new|old|own|fellow|mainland|modern|incumbent|outgoing|neighbou?ring)\s+"
    r"|\b\p{L}+-\p{L}+\s+|\b\p{Ll}+(?:ous|ful|less|ern|ist|able|ible|ish|ary)\s+)$"
)
ADJECTIVES = r"(?:[“\"«]?\p{L}[\p{L}-]*[”\"»]?\s+){1,3}"
ARTICLE_EARLIER = regex.compile(rf"(?ri)\ban?\s+{ADJECTIVES}$")
DETERMINER_EARLIER = regex.compile(rf"(?ri)(?:\b(?:an?|the|its|their|his|her|our|your|my)|['’]s)\s+{ADJECTIVES}$")
PREDICATIVE = regex.compile(
    r"(?ri)\b(?:is|was|are|were|be|been|being|as|becom(?:e|es|ing)|became|remain(?:s|ed)?|call(?:s|ed|ing)?)\s+(?:not\s+)?$"
)
OBLIQUE = regex.compile(
    r"(?ri)\b(?:of|for|with|to|from|against|by|in|on|about|behind|towards?|over|under|between|than|at|into)\s+$"
)
LONGEST_SPACE = 80  # code points
FULL_STOPS = ".!?…;:"
CLOSING_MARKS = "”\"»’')] \n"


class Reworded(NamedTuple):
    """Hold a sentence with other words in a slot, and the place of these words in it."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True)
class SwapContext:
    """Rebuild the sentence of an occurrence.

    Parameters
    ----------
    text : str
        The whole article.
    sentence, occurrence : table rows
        The sentence and the occurrence.
    matches : list of NamingMatch
        The naming matches of the article.
    counterparts : Counterparts
        The lexicon, prepared for swaps.
    """

    text: str
    sentence: Any
    occurrence: Any
    matches: list[NamingMatch]
    counterparts: Counterparts

    @cached_property
    def pieces(self) -> tuple[str, str, str, str, str]:
        """Sentence before the slot; slot before, in and after the term; rest of the sentence."""
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
        """Whether the left context ("in", "the visit to") makes the target a place, and no possessive follows."""
        before = self.sentence.start, self.occurrence.start
        ahead = self.text[self.occurrence.end : self.occurrence.end + 2]
        end = self.occurrence.end
        return ahead not in ("'s", "’s") and "drop" in trap_effects({"metonym"}, self.text, before, (end, end))

    @property
    def follows_own_name(self) -> bool:
        """Whether another name of the target directly precedes it: call *Tresk* a statesman."""
        start = self.occurrence.start
        return any(
            0 < start - match.end <= LONGEST_SPACE
            and match.naming.target == self.occurrence.target
            and self.text[match.end : start].isspace()
            for match in self.matches
        )

    @cached_property
    def phrase(self) -> NounPhrase:
        """Slot, parsed as a noun phrase."""
        phrase = parse_phrase(
            self.counterparts.nouns[self.occurrence.term_id],
            self.pieces,
            self.counterparts.namings.nationalities,
            self.counterparts.companions[self.occurrence.target],
        )
        return replace(
            phrase, is_headline=self.is_headline, is_place=self.is_place, follows_own_name=self.follows_own_name
        )

    def with_name(self, term_in: str) -> Reworded:
        """Return the sentence with another name in the slot."""
        words = self.capitalised_like(self.phrase, _reworded(self.phrase, self.counterparts.nouns[term_in]))
        after = with_fitting_possessive(words, self.phrase.after, instead_of="".join(self.pieces[1:4]))
        return _join(self.phrase.before, words, after)

    def capitalised_like(self, phrase: NounPhrase, words: str) -> str:
        """Capitalise the new words as their context requires."""
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

    def with_evaluative_word(self, term_in: str) -> Reworded:
        """Return the sentence with another evaluative word, or without one."""
        before, _, word, _, after = self.pieces
        by_id = self.counterparts.lexicon.by_id
        old, new = by_id[self.occurrence.term_id], by_id.get(term_in)
        if old.kind == "metaphor" or (new is not None and old.kind != new.kind):
            raise NoSwap("no rule for this kind of expression")
        if new is None:
            words, after = omit_word(before, word, after), after.lstrip()
        elif old.kind == "verb":
            words = replace_verb(old, new, before, word, after)
        elif old.form == "neutral":
            raise NoSwap("no rule for inserting an evaluative word")
        else:
            words = replace_word(old, new, word)
        if word[:1].isupper():
            words, after = (capitalized(words), after) if words else (words, capitalized(after))
        return _join(before, words, after)


def _join(before: str, words: str, after: str) -> Reworded:
    """Join the sentence; an indefinite article before the new words is adapted to them."""
    words = _with_fitting_article_inside(words)
    before = with_fitting_article(before, words + after)
    return Reworded(before + words + after, len(before), len(before + words))


def _with_fitting_article_inside(words: str) -> str:
    """Adapt an indefinite article at the start of the new words."""
    first, space, rest = words.partition(" ")
    return with_fitting_article(first + space, rest) + rest if space else words


def _reworded(phrase: NounPhrase, new: NamingNoun) -> str:
    """Return the phrase with another noun for the same target.

    Raises
    ------
    NoSwap
        If the result would not be grammatical.
    """
    if phrase.is_place and (phrase.noun.nationalities or new.nationalities) and not _can_be_place(new):
        raise NoSwap("the context names a place, and the new term is not a place")
    if new.is_name:
        return _name_for_name(phrase, new) if phrase.noun.is_name else _name_for_noun(phrase, new)
    return _noun_for_name(phrase, new) if phrase.noun.is_name else _noun_for_noun(phrase, new)


def _can_be_place(noun: NamingNoun) -> bool:
    """Check that "in" can precede the noun: a state, an empire, any name."""
    return noun.is_name or (not noun.has_of_phrase and PLACE_NOUN.search(noun.base) is not None)


def _name_for_noun(phrase: NounPhrase, new: NamingNoun) -> str:
    """Replace a common noun by a name: "the rogue state" by "Galvora", "the haggler Oldane" by "Oldane"."""
    if phrase.name and not phrase.is_plural and new.row.noun == "name":
        return phrase.apposition + phrase.name.strip()
    if phrase.is_indefinite or phrase.is_plural or phrase.follows_own_name or PREDICATIVE.search(phrase.before):
        raise NoSwap("a name cannot replace a class noun or a predicate")
    if phrase.name or phrase.apposition or phrase.complement.startswith(","):
        raise NoSwap("the slot also contains a name")
    stands_free = (
        phrase.determiner or phrase.has_possessor or (phrase.is_headline and not _opens_noun_phrase(phrase.before))
    )
    if not stands_free or not _modifiers_are_redundant(phrase):
        raise NoSwap("a name cannot take the modifier of the noun")
    return _article_of(new) + new.base


def _modifiers_are_redundant(phrase: NounPhrase) -> bool:
    """Check that the modifiers add nothing to the name."""
    return phrase.has_possessor or not phrase.modifiers or phrase.modifiers.strip() in phrase.noun.nationalities


def _name_for_name(phrase: NounPhrase, new: NamingNoun) -> str:
    """Replace a name by another: "Hadrel" by "the Old Mint"."""
    _check_bare_name(phrase, takes_article=new.row.article == "the")
    if phrase.has_possessor:
        return phrase.modifiers + new.base
    has_lost_article = phrase.noun.row.article == "the" and not phrase.determiner
    return ("" if has_lost_article else _article_of(new)) + new.base


def _noun_for_name(phrase: NounPhrase, new: NamingNoun) -> str:
    """Replace a name by a common noun: "Galvora" by "the rogue state", "Tresk" by "the Galvoran leader"."""
    _check_bare_name(phrase, takes_article=True)
    _check_number(phrase, new.base)
    if phrase.has_possessor:
        return phrase.modifiers + new.base
    head = new.base
    if new.row.noun == "title" and new.row.form == "neutral" and not new.is_event:
        head = next(filter(None, map(new.with_nationality, new.nationalities)), "")
        if not head:
            raise NoSwap("the title names its target only with a name or country")
    has_lost_article = phrase.noun.row.article == "the" and not phrase.determiner
    return ("" if has_lost_article or new.row.article == "none" else "the ") + head


def _noun_for_noun(phrase: NounPhrase, new: NamingNoun) -> str:
    """Replace a common noun by another: the determiner stays, parts that no longer fit are dropped."""
    head = new.plural if phrase.is_plural and new.plural else new.base
    if not phrase.name or phrase.is_plural:
        _check_number(phrase, head)
    _check_definite(phrase, new)
    phrase = _with_fitting_complement(phrase, new)
    words = _with_modifiers(phrase, head, new)
    if phrase.name:
        return _title_before_name(phrase, words, new)
    return phrase.apposition + _fitting_determiner(phrase, new) + words + phrase.complement


def _title_before_name(phrase: NounPhrase, words: str, new: NamingNoun) -> str:
    """Build a title before a name: "President Tresk", "the dictator Tresk", "Galvoran dictator Jorin Tresk"."""
    determiner = phrase.determiner
    if new.has_of_phrase:
        raise NoSwap("a phrase with 'of' cannot precede a name")
    if OFFICE.search(words):
        words = " ".join(map(capitalized, words.split(" ")))
        determiner = "" if determiner.lower().strip() == "the" else determiner
    elif not (
        determiner or phrase.modifiers or phrase.apposition or phrase.is_headline or _opens_noun_phrase(phrase.before)
    ):
        determiner = "the "
    return phrase.apposition + determiner + words + phrase.complement + phrase.name


def _fitting_determiner(phrase: NounPhrase, new: NamingNoun) -> str:
    """Return the determiner that the new noun needs: none for a mass noun, one for a count noun."""
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
            raise NoSwap("unclear whether the noun needs an article")
        return "the "
    if PREDICATIVE.search(phrase.before) and not OFFICE.search(new.base):
        return "a "
    return ""


def _with_modifiers(phrase: NounPhrase, head: str, new: NamingNoun) -> str:
    """Order modifiers and head as in English: strong Galvoran leader, Galvoran rogue state."""
    nationality = next((word for word in new.nationalities if phrase.modifiers.endswith(word + " ")), "")
    rest = phrase.modifiers.removesuffix(nationality + " ") if nationality else phrase.modifiers
    opinion = OPINION.match(head)
    if opinion and (_has_other_modifiers(rest) or (not phrase.determiner and DETERMINER_EARLIER.search(phrase.before))):
        raise NoSwap("an opinion does not come after other adjectives")
    if not nationality or new.nationality:
        return rest + head
    known = new.with_nationality(nationality) if head == new.base else ""
    ordered = f"{opinion[0]}{nationality} {head[opinion.end() :]}" if opinion else f"{nationality} {head}"
    return rest + (known or ordered)


def _has_other_modifiers(modifiers: str) -> bool:
    """Check for modifiers other than a possessor."""
    return bool(modifiers) and not POSSESSOR.search(modifiers)


def _with_fitting_complement(phrase: NounPhrase, new: NamingNoun) -> NounPhrase:
    """Drop an of-phrase that the new noun cannot take in addition to its own."""
    following = PREPOSITION.match(phrase.complement + phrase.after)
    if new.is_event and following and following[1] in phrase.noun.prepositions - new.prepositions:
        raise NoSwap("the noun does not take the preposition")
    says_more = new.has_of_phrase or new.nationality
    return replace(phrase, complement="") if says_more and phrase.complement.startswith((" of ", " for ")) else phrase


def _check_number(phrase: NounPhrase, new: str) -> None:
    """Refuse a change of number if a verb could agree with it."""
    if phrase.is_plural and not is_plural(new) and phrase.noun.plural:
        raise NoSwap("the lexicon lacks a plural of the noun")
    is_free = OBLIQUE.search(phrase.before) or phrase.after.startswith(("'", "’"))
    if phrase.is_plural != is_plural(new) and not is_free:
        raise NoSwap("a verb may have to agree with the number")


def _check_definite(phrase: NounPhrase, new: NamingNoun) -> None:
    """Refuse a description of one thing, or a relational noun, in a phrase that is neither."""
    if phrase.is_indefinite and new.nationality:
        raise NoSwap("a definite description cannot replace an indefinite noun")
    is_placebo = phrase.noun.row.form == new.row.form
    if is_placebo and not phrase.name and _is_relational(new) != _is_relational(phrase.noun):
        raise NoSwap("the title names its target only with a name or country")


def _is_relational(noun: NamingNoun) -> bool:
    """Check whether a title expresses a relation to another party: partner."""
    has_country = any(map(noun.with_nationality, noun.nationalities))
    return noun.row.noun == "title" and bool(noun.nationalities) and not has_country


def _check_bare_name(phrase: NounPhrase, *, takes_article: bool) -> None:
    """Refuse a name that is part of a longer phrase, if a phrase with an article cannot replace it."""
    if phrase.complement or phrase.name or phrase.apposition or (phrase.modifiers and not phrase.has_possessor):
        raise NoSwap("the slot contains more than the name")
    has_the = phrase.determiner.lower().strip() == "the"
    needs_the = phrase.noun.row.article == "the" and not phrase.has_possessor
    is_base = phrase.head.lower() == phrase.noun.base.lower()
    if (phrase.determiner and not has_the) or (has_the and not needs_the and is_base):
        raise NoSwap("the name has a determiner of its own")
    if needs_the and not has_the and not phrase.is_headline:
        raise NoSwap("the name modifies another noun")
    if takes_article and not phrase.determiner and _opens_noun_phrase(phrase.before):
        raise NoSwap("a word before the name is part of the phrase")
    if phrase.is_headline and phrase.before.endswith(", "):
        raise NoSwap("a comma replaces 'and' in the headline")


def _opens_noun_phrase(before: str) -> bool:
    """Check whether the left context opens a noun phrase: a determiner, a possessor, an adjective."""
    return OPENS_NOUN_PHRASE.search(before) is not None


def _article_of(noun: NamingNoun) -> str:
    return "the " if noun.row.article == "the" else ""
