"""Boilerplate: what a website or agency leaves around an article, found by rules that are data (boilerplate.csv).

Rules go by pattern, never by outlet. Nothing is deleted: the lines stay in the sentence table as rows of kind
boilerplate; a line known by its label or credit as a picture's caption is a row of kind caption.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

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


@dataclass(frozen=True)
class Rule:
    """One convention of news pages; `where` it holds is a key of PLACES."""

    rule: str
    where: str
    pattern: regex.Pattern[str]
    reason: str


@cache
def boilerplate_rules() -> tuple[Rule, ...]:
    """The rules, in the order in which they are tried."""
    with as_file(files("framing.corpus") / "boilerplate.csv") as path:
        table = read_csv(path)
    return tuple(Rule(row.rule, row.where, regex.compile(row.pattern), row.reason) for row in rows(table))


@cache
def rules_for(places: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules for some of PLACES."""
    return tuple(rule for rule in boilerplate_rules() if rule.where in places)


def rule_of(text: str, *places: str) -> Rule | None:
    """The first rule for one of `places` that a line or sentence falls under."""
    return next((rule for rule in rules_for(places) if rule.pattern.search(text)), None)
