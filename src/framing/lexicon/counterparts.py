"""Counterparts: which terms of a lexicon can take each other's place, and what the grammar has to know of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

from framing.lexicon.naming import Namings
from framing.lexicon.noun_phrases import Noun
from framing.lexicon.sides import Sides
from framing.lexicon.terms import Lexicon, forms_of
from framing.tables import rows


@dataclass(frozen=True)
class Counterparts:
    """For each term of a lexicon those that can take its place."""

    lexicon: Lexicon

    @cached_property
    def namings(self) -> Namings:
        """The naming terms, ready to be found."""
        return Namings(self.lexicon)

    @cached_property
    def by_term(self) -> dict[str, list[tuple[str, str, str]]]:
        """(pair_id, term_in, direction) of each term; direction is empty for a placebo."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for pair in rows(self.lexicon.pairs):
            found.setdefault(pair.loaded, []).append((pair.pair_id, pair.neutral, "to_neutral"))
            found.setdefault(pair.neutral, []).append((pair.pair_id, pair.loaded, "to_loaded"))
        for one, other in permutations(self.neutral_namings, 2):
            if one.target == other.target:
                found.setdefault(one.term_id, []).append((f"{one.term_id}~{other.term_id}", other.term_id, ""))
        return found

    @cached_property
    def neutral_namings(self) -> list[Any]:
        """Rows of the neutral names."""
        return [row for row in self.lexicon.by_id.values() if (row.kind, row.form) == ("naming", "neutral")]

    @cached_property
    def nouns(self) -> dict[str, Noun]:
        """Every naming term as the grammar sees it."""
        sides, namings = Sides(self.namings), self.namings
        named = {self.lexicon.by_id[term_id].target for term_id in namings.neutral_names}
        return {
            row.term_id: Noun(row, self.nationalities(sides.of(row.target)), row.target not in named)
            for row in self.lexicon.by_id.values()
            if row.kind == "naming"
        }

    def nationalities(self, side: set[str]) -> tuple[str, ...]:
        """Adjectives of the names of a side."""
        return tuple(
            form
            for term_id in sorted(self.namings.neutral_names)
            for tag, form in forms_of(self.lexicon.by_id[term_id].forms)
            if tag == "adjective" and self.lexicon.by_id[term_id].target in side
        )

    @cached_property
    def companions(self) -> dict[str, list[str]]:
        """Common nouns of each target, singular and plural: with a loaded adjective they are one head."""
        found: dict[str, list[str]] = {}
        for noun in self.nouns.values():
            forms = [] if noun.is_name else [form for form in (noun.plural, noun.base) if form]
            found.setdefault(noun.row.target, []).extend(forms)
        return found
