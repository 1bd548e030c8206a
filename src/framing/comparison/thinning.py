"""Thinning: what the naming slots would be, had the lexicon fewer loaded terms, told without reading the texts again.

A slot that a missing term decided goes to the longest other term within its words ("dictator" in "bloody dictator"),
else it stays as a neutral one where a name or a metonym stands in the phrase, else there is no slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from framing.lexicon.terms import Lexicon
from framing.tables import rows

HALVES = 200
NAMES = {"name", "metonym"}
A_NAME, NO_SLOT = "(name)", "(none)"  # what a slot falls to where no term is left for it


@dataclass(frozen=True, eq=False)
class Thinning:
    """A lexicon and the occurrences under the whole of it, to be read under less of it."""

    lexicon: Lexicon
    occurrences: pd.DataFrame

    @cached_property
    def loaded(self) -> pd.Series[bool]:
        """Which occurrences are loaded names."""
        return (self.occurrences["form"] == "loaded") & (self.occurrences["kind"] == "naming")

    @cached_property
    def choices(self) -> list[list[str]]:
        """Of each loaded name its term, then what it falls to, first choice first."""
        named = self.occurrences[self.loaded]
        shorter = {term: [term, *heirs(self.lexicon, term)] for term in named["term_id"].unique()}
        last = [last_choice(row.rule, self.lexicon.by_id[row.term_id].noun) for row in rows(named)]
        return [[*shorter[term], name] for term, name in zip(named["term_id"], last, strict=True)]

    def without(self, left_out: set[str]) -> pd.DataFrame:
        """The occurrences that a lexicon without some loaded naming terms would find, as nearly as tables tell."""
        return pd.concat([self.occurrences[~self.loaded], self.loaded_without([left_out])])

    def loaded_without(self, left_out: Sequence[set[str]]) -> pd.DataFrame:
        """What becomes of the loaded names under each of several lexicons, whose number stands in `lexicon`.

        A name that turns neutral in a reporting clause becomes the outlet's, as `find_occurrences` has it.
        """
        named = self.occurrences[self.loaded]
        many = named.iloc[np.tile(np.arange(len(named)), len(left_out))]
        many = many.assign(
            lexicon=np.repeat(np.arange(len(left_out)), len(named)),
            term_id=[next(term for term in terms if term not in out) for out in left_out for terms in self.choices],
        )
        form = many["term_id"].map(self.forms)
        freed = (form == "neutral") & (many["voice_rule"] == "in a report")
        many = many.assign(form=form, voice_of_term=many["voice_of_term"].mask(freed, "outlet"))
        return many[many["term_id"] != NO_SLOT]

    @cached_property
    def forms(self) -> dict[str, str]:
        """Loaded or neutral, by term; a bare name is neutral."""
        of_terms = {term_id: str(row.form) for term_id, row in self.lexicon.by_id.items()}
        return {**of_terms, A_NAME: "neutral", NO_SLOT: "neutral"}


def random_halves(lexicon: Lexicon, *, seed: int) -> list[set[str]]:
    """The loaded terms that each of 200 random halves of a lexicon lacks."""
    names = np.array(sorted(lexicon.terms.loc[lexicon.terms["form"] == "loaded", "term_id"]), dtype=object)
    random = np.random.default_rng(seed)
    return [set(random.permutation(names)[: len(names) // 2]) for _ in range(HALVES)]


def heirs(lexicon: Lexicon, term_id: str) -> list[str]:
    """Terms that would be found within the words of another one, the longest first; a title names nobody alone."""
    term = lexicon.by_id[term_id]
    within = [other for other in lexicon.by_id.values() if other.term_id != term_id and stands_within(other, term)]
    return [other.term_id for other in sorted(within, key=lambda other: -len(other.term))]


def stands_within(other: Any, term: Any) -> bool:
    """Whether a naming term of the same target stands in another's words and can name it alone."""
    names_alone = other.kind == "naming" and other.form != "trap" and other.noun != "title"
    return names_alone and other.target == term.target and f" {other.term} " in f" {term.term} "


def last_choice(rule: str, noun: str) -> str:
    """A name that stands in the phrase beside the element that decided it, or no slot.

    Examples
    --------
    >>> last_choice("epithet + name", "epithet"), last_choice("adjective + epithet", "epithet")
    ('(name)', '(none)')
    """
    elements = rule.split(" + ")
    if noun in elements:
        elements.remove(noun)
    return NO_SLOT if NAMES.isdisjoint(elements) else A_NAME
