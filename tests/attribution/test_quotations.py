"""Quotations: every mark of news prose, in any mixture, and what writers leave out."""

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from conftest import calls_of, examples
from framing.attribution import find_quotations, overlap, plain_marks, within

MARKS = "“”„«»\"'‘’"
PIECES = st.lists(st.sampled_from([*MARKS, *"aBs .,?\n\u2028(—", "n't ", "s’ ", "\r\n", "😀"]), max_size=80).map(
    "".join
)


@examples(300)
@given(PIECES | st.text(max_size=60))
def test_any_text_gives_spans_in_order_and_apart(text):
    spans = find_quotations(text)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] or one[1] <= other[0] for one, other in pairwise(spans))
    assert overlap(0, len(text), spans) == sum(end - start for start, end in spans)


@examples(200)
@given(PIECES)
def test_a_text_without_marks_after_it_changes_nothing(text):
    assert find_quotations(text + "\n\nNo marks here.") == find_quotations(text)


@given(
    st.text(
        st.characters(exclude_characters=MARKS + "‟❝❞〝〞〟＂「」『』《》〈〉‹›`´＇❛❜‚‛\x91\x92\x93\x94,<&\\"),
        max_size=60,
    )
)
def test_no_marks_no_quotations(text):
    assert find_quotations(text) == []


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("„Nein“, sagte er.", ["Nein"]),
        ("„No”, he said.", ["No"]),
        ("“Hello,“ he said.", ["Hello,"]),
        ('“Hello," he said.', ["Hello,"]),
        ('"Hello,” he said.', ["Hello,"]),
        ("‘He left the dogs’ bowls,’ she said.", ["He left the dogs’ bowls,"]),
        ("'It isn't so,' she said.", ["It isn't so,"]),
        ("«He read «Rain» twice», she said.", ["He read «Rain» twice"]),
        ("«He said “no”», she said.", ["He said “no”"]),
        ("'He said \"no\" to me,' she said.", ['He said "no" to me,']),
        ("He said (“no”) and “yes”.", ["no", "yes"]),
        ("It — “rain” — fell.", ["rain"]),
    ],
)
def test_mixed_marks_and_nested_ones(text, inside):
    assert [text[start:end] for start, end in find_quotations(text)] == inside


@pytest.mark.parametrize(
    "text",
    [
        "It's the dogs' bowl.",
        "the ’90s and ’em",
        "rock 'n' roll",
        "It was 5'10\" tall.",
        "the workers’ party",
        "” and »",
    ],
)
def test_apostrophes_and_inches_open_nothing(text):
    assert find_quotations(text) == []


def test_a_possessive_within_single_marks_does_not_close_them():
    text = "the 'workers' party' won"
    assert [text[start:end] for start, end in find_quotations(text)] == ["workers' party"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("She said: “Never closed.\nNext line.", ["Never closed."]),
        ("He said “no and left. She said “yes” and went.", ["no and left. She said ", "yes"]),
        ("“One.\n\n“Two,” she said.", ["One.", "Two,"]),
        ("“One.\n\nTwo,” she said.", ["One.", "Two,"]),
        ('"One.\nTwo.\nThree," she said. "Four."', ["One.", "Two.", "Three,", "Four."]),
        ("“One.\na\nb\nc\nFive,” she said.", ["One.", "a", "b", "c", "Five,"]),
        ("“One.\na\nb\nc\nd\nFive,” she said.", ["One.", "Five,"]),
        ("“One.\nTwo “three” four.", ["One.", "three"]),
    ],
)
def test_speech_that_is_never_closed_or_closed_late(text, inside):
    assert [text[start:end] for start, end in find_quotations(text)] == inside


@pytest.mark.parametrize("unit", [*MARKS, "«“", "'a ", 'a" "b', " ’s", "“\n", '" ', "a\n", "   "])
def test_a_text_ten_times_as_long_takes_ten_times_the_steps(unit):
    """Calls are counted, which no busy machine changes."""
    short, long = (calls_of(partial(find_quotations, unit * times)) for times in (1_000, 10_000))
    assert long < 12 * short


def test_parts_within_spans():
    assert list(within(5, 20, [(0, 7), (10, 12), (19, 30)])) == [(5, 7), (10, 12), (19, 20)]


ODD = st.lists(
    st.sampled_from([*"»«›‹‚‘’”`'\"aB ,.\n", "&quot;", "&#8221;", "``", "''", "<<", ">>", ",,"]), max_size=40
).map("".join)


@examples(200)
@given(ODD)
def test_plain_marks_keep_every_place_and_read_the_same_again(text):
    plain = plain_marks(text)
    assert len(plain) == len(text)
    assert plain.split("\n") == [plain_marks(line) for line in text.split("\n")]
    assert all(0 <= start <= end <= len(text) for start, end in find_quotations(text))


def test_the_words_in_a_mark_of_several_characters_begin_behind_it():
    text = "He said &quot;no&quot; and ``yes''."
    assert [text[start:end] for start, end in find_quotations(text)] == ["no", "yes"]


def test_speech_that_is_closed_but_never_opened_begins_with_its_line():
    text = "It snowed all day,” the guide said.\n\nThe pass was closed” by night."
    assert [text[start:end] for start, end in find_quotations(text)] == ["It snowed all day,"]
