"""The trie of strings against the plainest independent way: an alternation, longest first."""

import re

import pytest
from hypothesis import given, strategies as st

from conftest import examples
from framing.lexicon import StringMatcher

WORD = st.text("abc", min_size=1, max_size=3)
PHRASE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


def alternation(strings, text):
    longest_first = sorted(strings, key=lambda string: (-len(string), string))
    pattern = "|".join(re.escape(string) for string in longest_first)
    return [match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text)]


@examples(300)
@given(st.lists(PHRASE, min_size=1, max_size=8, unique=True), st.lists(WORD, max_size=30))
def test_trie_finds_what_an_alternation_finds(strings, words):
    text = " ".join(words)
    found = [(match.start, match.end) for match in StringMatcher({string: string for string in strings}).find(text)]
    assert found == alternation(strings, text)


@examples(100)
@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=5))
def test_no_text_and_no_string_breaks_it(text, strings):
    for match in StringMatcher({string: string for string in strings}).find(text):
        assert 0 <= match.start < match.end <= len(text)


@pytest.mark.parametrize(
    ("string", "text", "found"),
    [
        ("terrorist state", "the terrorist\nstate", ["terrorist\nstate"]),
        ("terrorist state", "the terrorist\u00a0state", ["terrorist\u00a0state"]),
        ("terrorist state", "the terrorist “state”", ["terrorist “state"]),
        ("dictator", "dictatorial dictators dictator", ["dictator"]),
        ("dictator", "İstanbul'da dictator", ["dictator"]),
        ("dictator", "anti-dictator dictator-like", []),
        ("dictator", "the dictator’s and the dictator's", ["dictator", "dictator"]),
        ("West", "west of the West", ["West"]),
        ("a.b", "axb a.b", ["a.b"]),
        ("(omit)", "an (omit) b", ["(omit)"]),
        ("Orban", "Orbán ORBÁN Orbàn's orbán", ["Orbán", "ORBÁN", "Orbàn"]),
        ("José Ruk", "Jose Ruk, JOSÉ RUK", ["Jose Ruk", "JOSÉ RUK"]),
        ("Łódź", "Lodz", ["Lodz"]),
        ("pais", "país pais País", ["pais"]),
        ("Йосип", "Иосип Йосип", ["Йосип"]),
    ],
)
def test_edges(string, text, found):
    assert [text[match.start : match.end] for match in StringMatcher({string: 1}).find(text)] == found


def test_longest_wins():
    strings = StringMatcher({"terrorist": 1, "terrorist state": 2})
    assert [match.meaning for match in strings.find("a terrorist state, a terrorist")] == [2, 1]
