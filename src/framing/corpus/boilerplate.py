"""Boilerplate: what a website leaves around an article, found by rules that are data (boilerplate.csv).

Rules go by pattern, never by outlet. Nothing is deleted: the lines stay in the sentence table as rows of kind boilerplate.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import regex

from framing.tables import read_csv, rows


@dataclass(frozen=True)
class Rule:
    """One kind of boilerplate: `where` it stands (head, tail, any: one line; line: a line that holds it; rest: all from here on; sentence)."""

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


def rule_of_line(line: str, *, in_head: bool, is_last: bool) -> Rule | None:
    """The first rule that a whole line falls under; `in_head`: no body line has come yet."""
    here = {"any", "line", "rest"} | ({"head"} if in_head else set()) | ({"tail"} if is_last else set())
    return next((rule for rule in boilerplate_rules() if rule.where in here and rule.pattern.search(line)), None)


def rule_of_sentence(sentence: str) -> Rule | None:
    """The rule that a single sentence inside a body line falls under."""
    return next(
        (rule for rule in boilerplate_rules() if rule.where == "sentence" and rule.pattern.search(sentence)), None
    )
