"""Boilerplate: every rule on lines it must catch and must leave.

The lines are in data/boilerplate_lines.csv; all are made up.
"""

import pytest

from conftest import DATA
from framing.corpus import PLACES, boilerplate_rules, compile_pattern, find_rule, pattern_of_place, pattern_pieces
from framing.tables import read_csv, rows

WHERE = {rule.rule: rule.where for rule in boilerplate_rules()}
ANYWHERE = ("lead", "line", "sentence", "rest", "caption")

LINES = read_csv(DATA / "boilerplate_lines.csv")


def lines(expected: str) -> list[tuple[str, str]]:
    return [(row.rule, row.line) for row in rows(LINES[LINES["expected"] == expected])]


@pytest.mark.parametrize(("rule", "text"), lines("caught"))
def test_a_rule_catches_its_convention(rule, text):
    found = find_rule(text, WHERE[rule])
    assert found is not None
    assert found.rule == rule


@pytest.mark.parametrize(("rule", "text"), lines("left"))
def test_a_near_miss_is_left(rule, text):
    found = find_rule(text, WHERE[rule], *ANYWHERE)
    assert found is None, found.rule


def test_every_rule_is_tried_on_two_lines_and_two_near_misses():
    tried = LINES.groupby(["rule", "expected"]).size().unstack(fill_value=0)
    assert set(tried.index) == set(WHERE)
    assert (tried[["caught", "left"]] >= 2).all(axis=None)


@pytest.mark.parametrize("rule", boilerplate_rules(), ids=lambda rule: f"{rule.rule}: {rule.example[:30]}")
def test_every_row_catches_its_own_example_and_can_be_read(rule):
    assert compile_pattern(rule.pattern).match(rule.example)
    assert rule.where in PLACES
    assert rule.reason
    assert len(rule.pattern) <= 110


def test_no_row_stands_twice_and_every_piece_is_used():
    patterns = [(rule.where, rule.pattern) for rule in boilerplate_rules()]
    assert len(set(patterns)) == len(patterns)
    written = [*(pattern for _, pattern in patterns), *pattern_pieces().values()]
    assert [name for name in pattern_pieces() if not any(f"{{{name}}}" in pattern for pattern in written)] == []


@pytest.mark.parametrize(
    "piece", ["a", "A", "Ab ", "A.", "Ab, ", "1 ", "our ", "(a", "a/B ", "Ab and ", "Share ", "- ", "aB", "By Ab "]
)
def test_a_long_odd_line_takes_no_long_time(piece):
    text = piece * (6_000 // len(piece))
    for place in PLACES:
        pattern_of_place(place).match(text)
        pattern_of_place(place).match(text + "“")
