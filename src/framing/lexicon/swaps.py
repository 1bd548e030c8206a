"""Swaps: a term replaced by its counterpart in its own sentence, grammatically right, or not at all.

A loaded term gives way to each of its neutral wordings, a neutral one to each loaded term that has it for a neutral
wording, and, as a placebo, to every other neutral name of its target.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from framing.corpus.articles import Corpus
from framing.errors import BadInput
from framing.lexicon.inflection import (
    begins_sentence,
    capitalized,
    in_title_case,
    is_in_title_case,
    with_fitting_article,
    with_fitting_possessive,
)
from framing.lexicon.judgements import left_out, verb_for_verb, word_for_word
from framing.lexicon.naming import Element, Namings
from framing.lexicon.noun_phrases import NoSwap, Noun, Phrase, reworded, take_apart
from framing.lexicon.sides import Sides
from framing.lexicon.terms import Lexicon, forms_of
from framing.lexicon.traps import sprung
from framing.schema import SWAPS
from framing.tables import check_known, rows, validate

COLUMNS = list(SWAPS.columns)
FULL_STOPS = ".!?…;:"
CLOSING_MARKS = "”\"»’')] \n"


def find_swaps(occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon) -> pd.DataFrame:
    """Find every swap that is grammatical.

    Parameters
    ----------
    occurrences
        table of `find_occurrences`, with the column voice_rule.
    sentences
        sentence table of `split_sentences` or `find_voice`.
    corpus
        the articles with their texts: whether a swap is grammatical depends on the words around.
    lexicon
        terms of `read_lexicon`; its pairs say which terms are counterparts.

    Returns
    -------
    DataFrame
        swaps, without text; `swapped_sentences` gives the sentences, `swaps_not_made` what was refused and why.

    Raises
    ------
    TextNotAvailable
        when the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> swaps = fr.find_swaps(study.occurrences.head(1), study.sentences, study.corpus, lexicon=study.lexicon)
    >>> swaps[["term_out", "term_in", "direction"]].to_dict("split")["data"]
    [['tresk-strongman', 'tresk-leader', 'to_neutral'], ['tresk-strongman', 'tresk-president', 'to_neutral']]
    """
    made = [whole.row for whole in attempts(occurrences, sentences, corpus, lexicon) if not whole.reason]
    table = validate(pd.DataFrame(made, columns=COLUMNS), "swaps", "swaps")
    return table.sort_values(list(SWAPS.order), kind="stable", ignore_index=True)


def swaps_not_made(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.DataFrame:
    """Swaps that no rule of grammar allows: the columns of `find_swaps` and the reason."""
    found = [(*whole.row, whole.reason) for whole in attempts(occurrences, sentences, corpus, lexicon) if whole.reason]
    table = pd.DataFrame(found, columns=[*COLUMNS, "reason"])
    return table.sort_values(list(SWAPS.order), kind="stable", ignore_index=True)


def swapped_sentences(
    swaps: pd.DataFrame, occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, *, lexicon: Lexicon
) -> pd.Series[str]:
    """The sentence of every swap as swapped, in the order of the rows; private where the texts are.

    Raises
    ------
    BadInput
        for a swap that these occurrences and this lexicon do not make: it comes from others.
    TextNotAvailable
        when the text of an article is not attached.

    Examples
    --------
    >>> import framing as fr
    >>> study = fr.demo()
    >>> swaps = fr.find_swaps(study.occurrences.head(1), study.sentences, study.corpus, lexicon=study.lexicon)
    >>> swapped_sentences(swaps, study.occurrences, study.sentences, study.corpus, lexicon=study.lexicon).tolist()
    ['Leader Tresk goes to Selane with an empty till', 'President Tresk goes to Selane with an empty till']
    """
    wanted = occurrences[occurrences["occurrence_id"].isin(swaps["occurrence_id"])]
    found = {
        whole.swap_id: whole.sentence for whole in attempts(wanted, sentences, corpus, lexicon) if not whole.reason
    }
    check_known(swaps, "swap_id", found, "swaps")
    return swaps["swap_id"].map(found).astype("str").rename("sentence")


@dataclass(frozen=True)
class Attempt:
    """A swap tried: its row, and the sentence or the reason why there is none."""

    row: tuple[Any, ...]
    sentence: str
    reason: str

    @property
    def swap_id(self) -> str:
        """The first column."""
        return str(self.row[0])


def attempts(occurrences: pd.DataFrame, sentences: pd.DataFrame, corpus: Corpus, lexicon: Lexicon) -> Iterator[Attempt]:
    """Every counterpart of every occurrence, with its sentence or the reason why there is none."""
    if "voice_rule" not in occurrences:
        raise BadInput("occurrences: column 'voice_rule' is missing; find_occurrences makes it.")
    check_known(occurrences, "sentence_id", sentences["sentence_id"], "occurrences")
    check_known(occurrences, "term_id", lexicon.by_id, "occurrences")
    by_id = {row.sentence_id: row for row in rows(sentences)}
    counterparts = Counterparts(lexicon)
    for article_id, of_article in occurrences.groupby("article_id", sort=False):
        text = corpus.text(str(article_id))
        elements = counterparts.namings.find(text)
        for occurrence in rows(of_article):
            place = Place(text, by_id[occurrence.sentence_id], occurrence, elements)
            for pair_id, term_in, direction in counterparts.of(occurrence.term_id):
                yield attempt(place, counterparts, pair_id, term_in, direction)


def attempt(place: Place, counterparts: Counterparts, pair_id: str, term_in: str, direction: str) -> Attempt:
    sentence, reason = "", ""
    try:
        sentence = place.naming(counterparts, term_in) if place.is_naming else place.judging(counterparts, term_in)
    except NoSwap as refused:
        reason = str(refused)
    found = place.occurrence
    row = (
        f"{found.occurrence_id}~{term_in}",
        found.occurrence_id,
        found.sentence_id,
        found.article_id,
        pair_id,
        found.term_id,
        term_in,
        found.target,
        "pair" if direction else "placebo",
        direction,
        found.voice_rule == "in quotation marks",
    )
    return Attempt(row, sentence, reason)


@dataclass(frozen=True)
class Counterparts:
    """For each term of a lexicon those that can take its place."""

    lexicon: Lexicon

    @cached_property
    def namings(self) -> Namings:
        """The naming terms, ready to be found."""
        return Namings(self.lexicon)

    def of(self, term_id: str) -> list[tuple[str, str, str]]:
        """(pair_id, term_in, direction) of a term; direction is empty for a placebo."""
        pairs = self.lexicon.pairs
        if self.lexicon.by_id[term_id].form == "loaded":
            return [(pair.pair_id, pair.neutral, "to_neutral") for pair in rows(pairs[pairs["loaded"] == term_id])]
        back = [(pair.pair_id, pair.loaded, "to_loaded") for pair in rows(pairs[pairs["neutral"] == term_id])]
        return back + [(f"{term_id}~{other}", other, "") for other in self.other_neutral_names(term_id)]

    def other_neutral_names(self, term_id: str) -> list[str]:
        """The neutral names of the same target, for a naming term."""
        row = self.lexicon.by_id[term_id]
        return [
            other.term_id
            for other in self.lexicon.by_id.values()
            if (other.kind, other.form, other.target) == ("naming", "neutral", row.target)
            and row.kind == "naming"
            and other.term_id != term_id
        ]

    @cached_property
    def nouns(self) -> dict[str, Noun]:
        """Every naming term as the grammar sees it."""
        sides, namings = Sides(self.namings), self.namings
        named = {self.lexicon.by_id[term_id].target for term_id in namings.neutral_names}
        return {
            row.term_id: Noun(row, self.nationalities_of(sides.of(row.target)), row.target not in named)
            for row in self.lexicon.by_id.values()
            if row.kind == "naming"
        }

    def nationalities_of(self, side: set[str]) -> tuple[str, ...]:
        return tuple(
            form
            for term_id in sorted(self.namings.neutral_names)
            for tag, form in forms_of(self.lexicon.by_id[term_id].forms)
            if tag == "adjective" and self.lexicon.by_id[term_id].target in side
        )

    def companions_of(self, target: str) -> list[str]:
        """Common nouns of a target, singular and plural: with a loaded adjective they are one head."""
        nouns = [noun for noun in self.nouns.values() if noun.row.target == target and not noun.is_name]
        return [form for noun in nouns for form in (noun.plural, noun.base) if form]


@dataclass(frozen=True)
class Place:
    """An occurrence in its sentence."""

    text: str
    sentence: Any
    occurrence: Any
    elements: list[Element]

    @property
    def is_naming(self) -> bool:
        """Whether a slot is named, not a word that judges."""
        return bool(self.occurrence.kind == "naming")

    @property
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
        before, left, word, right, after = (self.text[start:end] for start, end in itertools.pairwise(cuts))
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

    def naming(self, counterparts: Counterparts, term_in: str) -> str:
        """The sentence with another name in the slot."""
        phrase = take_apart(
            counterparts.nouns[self.occurrence.term_id],
            self.pieces,
            counterparts.namings.nationalities,
            counterparts.companions_of(self.occurrence.target),
        )
        phrase = replace(
            phrase,
            is_headline=self.is_headline,
            is_place=self.is_place,
            is_said_of_itself=self.is_said_of_itself,
        )
        words = self.in_capitals_of(phrase, reworded(phrase, counterparts.nouns[term_in]))
        after = with_fitting_possessive(words, phrase.after, instead_of="".join(self.pieces[1:4]))
        return put_together(phrase.before, words, after)

    def in_capitals_of(self, phrase: Phrase, words: str) -> str:
        """The new words with the capitals that their place asks for."""
        before, left, word, right, _ = self.pieces
        forms = [phrase.noun.base, *(form for _, form in forms_of(phrase.noun.row.forms))]
        if word.isupper() and word not in forms:
            return words.upper()
        if self.is_headline and is_in_title_case(self.text[self.sentence.start : self.sentence.end]):
            words = in_title_case(words)
        began = phrase.determiner[:1].isupper() or (left + word + right)[:1].isupper()
        return capitalized(words) if phrase.determiner[:1].isupper() or (began and begins_sentence(before)) else words

    def judging(self, counterparts: Counterparts, term_in: str) -> str:
        """The sentence with another verb or modifier, or without."""
        before, _, word, _, after = self.pieces
        by_id = counterparts.lexicon.by_id
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
