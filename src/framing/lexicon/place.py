"""Place: an occurrence in its sentence, and the sentence with another term there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from framing.lexicon.counterparts import Counterparts
from framing.lexicon.inflection import (
    begins_sentence,
    capitalized,
    in_title_case,
    is_in_title_case,
    with_fitting_article,
    with_fitting_possessive,
)
from framing.lexicon.judgements import left_out, verb_for_verb, word_for_word
from framing.lexicon.naming import Element
from framing.lexicon.noun_phrases import NoSwap, Phrase, take_apart
from framing.lexicon.rewording import reworded
from framing.lexicon.terms import forms_of
from framing.lexicon.traps import sprung

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
        words = self.in_capitals_of(self.phrase, reworded(self.phrase, self.counterparts.nouns[term_in]))
        after = with_fitting_possessive(words, self.phrase.after, instead_of="".join(self.pieces[1:4]))
        return put_together(self.phrase.before, words, after)

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
        return put_together(before, words, after)


def put_together(before: str, words: str, after: str) -> str:
    """The whole sentence; an indefinite article before the new words fits them."""
    words = with_fitting_article_inside(words)
    return with_fitting_article(before, words + after) + words + after


def with_fitting_article_inside(words: str) -> str:
    """The new words themselves with a fitting article in front, if there is one."""
    first, space, rest = words.partition(" ")
    return with_fitting_article(first + space, rest) + rest if space else words
