r"""Boilerplate: what a website or agency leaves around an article, found by rules that are data (boilerplate.csv).

Rules go by pattern, never by outlet. Nothing is deleted: the lines stay in the sentence table as rows of kind
boilerplate; a line known by its label or credit as a picture's caption is a row of kind caption.

How a pattern is read:

- it is a regular expression for the whole line or sentence; marks around it count for nothing, quotation marks do;
- it ignores case, unless it has a capital itself;
- `{name}` and the like are pieces, patterns that have a name and a meaning in pieces.csv.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import pandas as pd
import regex

from framing.tables import read_csv, rows

PLACES = {
    "above": "a line above the body, if another line is the headline",
    "head": "a line above the body or below it",
    "lead": "a line anywhere; what stands between the headline and it is no body text",
    "under": "a line between the headline and the body, or below the body",
    "line": "a line anywhere, or its end from the sentence at which the pattern begins",
    "sentence": "a sentence anywhere below the headline, in a line or alone",
    "rest": "a line and the lines below it, unless the article goes on there",
    "tail": "a line below which no paragraph comes",
    "caption": "a line anywhere, which is a caption then",
}
PIECE = regex.compile(r"\{([a-z]{2,})\}")
CAPITAL = regex.compile(r"(?<!\\|\\p\{)\p{Lu}|\\p\{L[ul]\}")
MARK = r"""[^\w"'“”„‘’«]"""
LONGEST = 4_000  # code points; what is longer is prose, and patterns that look to its end would take minutes


@dataclass(frozen=True)
class Rule:
    """One convention of news pages; `where` it holds is a key of PLACES."""

    rule: str
    where: str
    pattern: str
    reason: str
    example: str

    @property
    def kind(self) -> str:
        """The kind of a line that falls under it."""
        return "caption" if self.where == "caption" else "boilerplate"


def packaged(name: str) -> pd.DataFrame:
    with as_file(files("framing.corpus") / name) as path:
        return read_csv(path)


@cache
def boilerplate_rules() -> tuple[Rule, ...]:
    """The rules, in the order in which they are tried."""
    table = rows(packaged("boilerplate.csv"))
    return tuple(Rule(row.rule, row.where, row.pattern, row.reason, row.example) for row in table)


@cache
def pieces() -> dict[str, str]:
    return {row.piece: row.pattern for row in rows(packaged("pieces.csv"))}


def spelt_out(pattern: str) -> str:
    """A pattern with its pieces and its case."""
    case = "-i" if CAPITAL.search(pattern) else "i"
    return f"(?{case}:{PIECE.sub(lambda piece: spelt_out(pieces()[piece[1]]), pattern)})"


def compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(f"{MARK}{{0,4}}(?:{spelt_out(pattern)}){MARK}*$")


@cache
def rules_for(place: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in boilerplate_rules() if rule.where == place)


@cache
def any_rule_for(place: str) -> regex.Pattern[str]:
    """A pattern that tells at once whether a text falls under any of a place's rules."""
    return compiled("|".join(f"(?:{spelt_out(rule.pattern)})" for rule in rules_for(place)))


pattern_of = cache(compiled)


def rule_of(text: str, *places: str) -> Rule | None:
    """The first rule that a line or sentence falls under, of the first of `places` that has one; none if it is long."""
    if len(text) > LONGEST:
        return None
    for place in places:
        if any_rule_for(place).match(text):
            return next(rule for rule in rules_for(place) if pattern_of(rule.pattern).match(text))
    return None
