"""Ends of sentences, paragraphs whose lines are cut, and datelines: several cases of each kind of text."""

import textwrap

import pytest
from hypothesis import given, strategies as st

from conftest import examples
from framing.corpus import as_read, import_articles, is_wrapped, sentences_of

FIRST = (
    "The harbour master of Tolm told the board that both cranes would stay closed, although a well-known guild had "
    "asked for an engineer to inspect them."
)
SECOND = (
    "“We cannot wait for another winter,” Ada Senn said, “and we will pay for the work if nobody else does.” "
    "She left the hall at noon."
)
BODY = FIRST, SECOND
TITLE = "Tolm keeps its cranes closed"


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end, _, _ in sentences_of(text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The boat sailed to the U.K.", "He waited."),
        ("Write to the clerk in Tolm, D.C.", "She answers."),
        ("The last ferry left at 9 p.m.", "Ms. Senn stayed."),
        ("“Never…”", "Nobody moved."),
        ("She paused…", "The clock struck."),
        ("Look at tolm-ferries.net.", "Others have called."),
        ("Ask board@tolm.example.", "Nobody did."),
        ("„Nein.“", "Nobody moved."),
        ("»Nein.«", "Nobody moved."),
        ("›Nein.‹", "Nobody moved."),
        ("« Vraiment ? »", "Nobody moved."),
        ("The crane broke.[12]", "Its rope held."),
        ("The crane broke.**", "Its rope held."),
        ("The crane broke.†", "Its rope held."),
        ("The crane broke.[note 3]", "Its rope held."),
        ("The crane broke.(2)", "Its rope held."),
        ("The crane broke.''", "The ropes held."),
        ("The crane broke.&quot;", "The ropes held."),
        ("She is from the U.K.", "Mr. Brandt is not."),
        ("It was over.", "iPads were lost."),
        ("It rose to 4.5.", "Senn was glad."),
        ("She served in World War II.", "Senn was glad."),
        ("We sailed, Ada and I.", "Did you see us?"),
        ("She has a Ph.D.", "They do not."),
        ("The crane (it was old) broke.", "Its rope held."),
    ],
)
def test_a_sentence_ends_after_an_abbreviation_a_mark_or_a_note(first, second):
    assert parts(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "The U.K. Navy sailed.",
        "Then-Gov. Ada Senn met Maj.-Gen. Ove Brandt.",
        "At 7 a.m. Ms. Senn opened the gate.",
        "The vote is at 9 p.m. Monday.",
        "“Is it so … that she left?” he asked.",
        "Ada B. Senn met J. R. Brandt.",
        "See No. 12 and p. 40 of it.",
        "It opened on Feb. 26-27 in Tolm.",
        "The rule (Sec. 4. Boats) holds.",
        "Brandt v. Senn was long.",
        "Tolm Follows U.K. In Closing Piers",
        "The harbour fund has debts; Arven pays none of them.",
    ],
)
def test_no_sentence_ends_within(text):
    assert parts(text) == [text]


@pytest.mark.parametrize(
    "dateline",
    [
        "TOLM (AP) — ",
        "TOLM (Reuters) - ",
        "TOLM, May 5. /AGENCY/. ",
        "TOLM, Arven, Oct. 3 (AFP) -- ",
        "TOLM/OVE (Reuters) - ",
        "TOLM – ",
        "TOLM (dpa) - ",
        "TOLM. May 5 (Interfax) - ",
        "TOLM, 5 May: ",
        "Tolm (CNN) ",
        "Tolm, Oct. 3 (Xinhua) -- ",
    ],
)
def test_a_dateline_is_no_sentence_of_its_own(dateline):
    text = f"{TITLE}\n\n{dateline}The board met on Friday. It rained."
    assert parts(text) == [TITLE, f"{dateline}The board met on Friday.", "It rained."]


@examples(60)
@given(st.integers(24, 150), st.sampled_from(["\n", "\r\n", "\n    "]))
def test_cutting_lines_at_any_width_changes_only_white_space(width, line_break):
    whole = "\n\n".join([TITLE, *BODY])
    cut = "\n\n".join(textwrap.fill(one, width).replace("\n", line_break) for one in (TITLE, *BODY))

    def said(text: str) -> list[tuple[str, str]]:
        return [("".join(text[start:end].split()), kind) for start, end, kind, _ in sentences_of(text)]

    assert said(cut) == said(whole)


def test_lines_that_are_paragraphs_stay_paragraphs():
    text = "Rain\n\nIt rained in Tolm.\nThe board met.\nNobody came, and the lights went out early.\n"
    assert not is_wrapped(text)
    assert len(parts(text)) == 4


def test_intake_tells_of_cut_lines_and_of_hidden_characters(tmp_path):
    (tmp_path / "Courier").mkdir()
    cut = "\n\n".join(textwrap.fill(one, 50) for one in BODY)
    (tmp_path / "Courier" / "a.txt").write_text(cut, encoding="utf-8")
    (tmp_path / "Courier" / "b.txt").write_text("The ty\u00adrant left.", encoding="utf-8")
    (tmp_path / "Courier" / "c.txt").write_text("\u200b\u00a0\ufeff", encoding="utf-8")
    intake = import_articles(tmp_path)
    told = " ".join(intake.messages())
    assert "wrapped lines in 1 of 2 articles, first in a" in told
    assert "hidden characters in 1 of 2 articles, first in b" in told
    assert intake.dropped["reason"].tolist() == ["no text"]


RECORDS = {
    "name above": "Courier\n\nNovember 12, 2023 Sunday\n\n{title}\n\nBYLINE: Ada Senn\n\nSECTION: NEWS; Pg. A1\n\n"
    "LENGTH: 540 words\n\nDATELINE: TOLM\n\n{body}\n\nLOAD-DATE: November 13, 2023",
    "name below": "{title}\n\nThe Tolm Courier\n\nNovember 12, 2023 Sunday\n\nSection: NEWS; Pg. A1\n\n"
    "Length: 540 words\n\nDateline: TOLM\n\nBody\n\n{body}\n\nClassification\n\nLanguage: ENGLISH\n\n"
    "Subject: BOATS (90%)\n\nEnd of Document",
    "codes": "SE NEWS\nHD {title}\nBY Ada Senn\nWC 540 words\nPD 12 November 2023\nSN Courier\nLA English\n\n{body}\n\n"
    "Document COUR000020231112ejbc00001",
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_fields_of_a_news_database_are_no_text(record):
    text = record.format(title=TITLE, body="\n\n".join(BODY))
    kept = [text[start:end] for start, end, kind, _ in sentences_of(text) if kind != "boilerplate"]
    assert [kept[0].removeprefix("HD "), *kept[1:]] == [TITLE, *parts(BODY[0]), *parts(BODY[1])]


@pytest.mark.parametrize("indent", ["  ", "     "])
def test_the_first_line_of_a_paragraph_may_be_indented(indent):
    cut = "\n\n".join([TITLE, *(textwrap.fill(one, 60, initial_indent=indent) for one in BODY)])
    assert [" ".join(one.split()) for one in parts(cut)] == parts("\n\n".join([TITLE, *BODY]))


@examples(100)
@given(st.text(st.sampled_from("aB&;#39 e\u0301\u00ad\u200b’ʼ‘-‑.\n"), max_size=30))
def test_a_reading_has_a_place_for_each_character(text):
    reading = as_read(text)
    assert len(reading.places) == len(reading.text) + 1
    assert list(reading.places) == sorted(reading.places)
    assert as_read(reading.text).text == reading.text
