"""Codebooks: what cannot be coded is refused with its place, and codes of another version are never taken for these."""

from dataclasses import replace

import pandas as pd
import pytest

import framing as fr
from framing.coding import Category, Codebook, Variable, code_rows, read_codebook
from framing.study import start_study

FRAME = """name = "blame"
version = "1.0"

[[variables]]
name = "blame"
label = "Who is blamed?"

[[variables.categories]]
value = "state"
key = "s"

[[variables.categories]]
value = "nobody"
key = "n"

[[variables]]
name = "words"
kind = "spans"
only_if = "blame=state"

[[variables.categories]]
value = "word"
key = "w"

[[variables]]
name = "degree"
kind = "scale"
required = false

[[variables.categories]]
value = "0"

[[variables.categories]]
value = "1"
"""


@pytest.fixture
def read(tmp_path):
    def of(text: str) -> Codebook:
        path = tmp_path / "codebook.toml"
        path.write_text(text, encoding="utf-8")
        return read_codebook(path)

    return of


@pytest.fixture
def codebook(read) -> Codebook:
    return read(FRAME)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('version = "1.0"\n', "", "codebook.toml: 'version' is missing"),
        ('version = "1.0"', "version = 1.0", "version is 1.0; expected text in quotes"),
        ('key = "n"', 'key = "s"', r"variable 'blame': key 's' is given twice"),
        ('value = "nobody"', 'value = "state"', r"variable 'blame': value 'state' is given twice"),
        ('name = "words"', 'name = "blame"', r"\[\[variables\]\]: name 'blame' is given twice"),
        ('key = "w"', 'keys = "w"', r"variables 2, categories 1: unknown entry 'keys'; did you mean 'key'\?"),
        ('key = "w"', 'key = "ww"', "key 'ww' of 'word' is not one character"),
        ('kind = "spans"', 'kind = "span"', r"variable 'words': unknown kind 'span'; did you mean 'spans'\?"),
        ('"blame=state"', '"blame=stat"', "only_if is 'blame=stat'; expected .* such as blame=state"),
        ('"blame=state"', '"degree=1"', "only_if is 'degree=1'"),
        ('value = "0"', 'value = "2"', "not in ascending order"),
        ('value = "0"', 'value = "none"', "value 'none' of a scale is not a whole number"),
        ("required = false", 'required = "no"', "required is 'no'; expected true or false"),
        ("required = false", "overlapping = true", "only spans can overlap"),
        ('name = "degree"', 'name = "the degree"', "expected a name of letters"),
        ('name = "degree"', "name = ", "not well-formed TOML"),
    ],
)
def test_a_codebook_that_cannot_be_coded_is_refused_with_its_place(read, old, new, message):
    assert FRAME.count(old) == 1
    with pytest.raises(fr.BadInput, match=message):
        read(FRAME.replace(old, new))


def test_codes_that_no_coder_can_give_are_refused_with_their_line(codebook):
    bad = {
        ("a:01", "blame", "the state"): "line 2: 'the state' is no value of variable 'blame'; did you mean 'state'?",
        ("a:01", "frame", "state"): "line 2: unknown variable 'frame'; did you mean 'blame'?",
        ("a:01", "blame", "state", 0, 4): "line 2: variable 'blame' is coded per sentence",
        ("a:01", "words", "word"): "line 2: a span of 'words' needs start and end",
        ("a:01", "words", "word", 4, 4): "line 2: a span of 'words' needs start and end",
        ("a:01", "words", "", 1, 4): "line 2: '' is no value of variable 'words'",
    }
    for code, message in bad.items():
        with pytest.raises(fr.BadInput) as error:
            codebook.check(code_rows(codebook, "ann", [code]))
        assert message in str(error.value)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ([("a:01", "blame", "state"), ("a:01", "blame", "nobody")], "line 3: .* a second value of 'blame'"),
        ([("a:01", "words", ""), ("a:01", "words", "word", 1, 3)], "line 3: .* coded as none and as spans"),
        ([("a:01", "words", "word", 4, 9), ("a:01", "words", "word", 1, 5)], "line 3: .*1–5 and 4–9 overlap"),
        ([("a:01", "words", "word", 0, 9), ("a:01", "words", "word", 1, 2)], "0–9 and 1–2 overlap"),
    ],
)
def test_codes_that_exclude_each_other_are_refused(codebook, codes, message):
    with pytest.raises(fr.BadInput, match=message):
        codebook.check(code_rows(codebook, "ann", codes))


def test_spans_that_touch_and_spans_that_may_overlap_are_taken(codebook):
    touching = [("a:01", "words", "word", 0, 4), ("a:01", "words", "word", 4, 9)]
    assert len(codebook.check(code_rows(codebook, "ann", touching))) == 2
    blame, words, degree = codebook.variables
    loose = replace(codebook, variables=(blame, replace(words, overlapping=True), degree))
    overlapping = [("a:01", "words", "word", 0, 5), ("a:01", "words", "word", 4, 9)]
    assert len(loose.check(code_rows(loose, "ann", overlapping))) == 2


def test_codes_of_two_versions_are_not_mixed(codebook):
    later = replace(codebook, version="1.1")
    rows = pd.concat(
        [code_rows(book, coder, [("a:01", "blame", "state")]) for book, coder in ((codebook, "ann"), (later, "bea"))],
        ignore_index=True,
    )
    with pytest.raises(fr.BadInput, match=r"line 3: .* version 1.1, not of 'blame', version 1.0"):
        codebook.check(rows)


def test_a_codebook_that_changed_under_its_version_is_refused(codebook):
    silent = replace(codebook, intro="Read slowly.")
    with pytest.raises(fr.BadInput, match="has changed since this code"):
        silent.check(code_rows(codebook, "ann", [("a:01", "blame", "state")]))


def test_the_hash_is_that_of_the_content_not_of_its_layout(read, codebook):
    assert read(FRAME.replace("\n\n", "\n# a comment\n")).hash == codebook.hash
    assert read(FRAME.replace('"nobody"', '"no one"')).hash != codebook.hash


def test_a_question_is_asked_only_if_its_condition_holds_and_was_itself_asked():
    yes_no = (Category("yes"), Category("no"))
    book = Codebook(
        "b",
        "1",
        "",
        (
            Variable("one", categories=yes_no),
            Variable("two", categories=yes_no, only_if="one=yes"),
            Variable("three", kind="text", only_if="two=yes"),
        ),
    )
    assert [v.name for v in book.asked({"one": "yes", "two": "yes"})] == ["one", "two", "three"]
    assert [v.name for v in book.asked({"one": "no", "two": "yes"})] == ["one"]


def test_a_new_study_brings_a_codebook_for_loaded_wording(tmp_path):
    start_study(tmp_path / "rain")
    book = read_codebook(tmp_path / "rain" / "data" / "codebook.toml")
    assert book.names == ("loaded", "strength", "voice", "source", "spans")
    assert book.variable("spans").kind == "spans"
    assert "warlord" in book._repr_html_()
