"""Names in every spelling: normal forms, hyphens, apostrophes, hidden characters, and names inside longer names."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples

ROWS = [
    ("senn", "Senn", "neutral", "Senn", "naming", "name", "variant=Ada Senn", ""),
    ("ohara", "O'Mara", "neutral", "OMara", "naming", "name", "", ""),
    ("hack", "party hack", "loaded", "OMara", "naming", "epithet", "", "ohara"),
    ("despot", "despot", "loaded", "Senn", "naming", "epithet", "plural=despots", "senn"),
    ("arven", "Arvén", "neutral", "Arven", "naming", "name", "adjective=Arvénian", ""),
    ("tolm", "Tolm", "neutral", "Arven", "naming", "metonym", "", ""),
    ("rogue", "rogue state", "loaded", "Arven", "naming", "epithet", "plural=rogue states", "arven"),
    ("xi", "Li", "neutral", "Li", "naming", "name", "", ""),
    ("crook", "crook", "loaded", "Li", "naming", "epithet", "", "xi"),
]
COLUMNS = ["term_id", "term", "form", "target", "kind", "noun", "forms", "neutral"]
LEXICON = fr.read_lexicon(pd.DataFrame(ROWS, columns=COLUMNS))
TEXT = (
    "Rain in the north\n\nAda Senn met Arvén’s board. The despot left, and so did the rogue state Arvén. O’Mara stayed."
)


def slots(sentence: str, *, alone: bool = False) -> list[tuple[str, str, str]]:
    text = sentence if alone else f"Rain in the north\n\n{sentence}\n\nNobody else came to the hall on that day."
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=LEXICON, tagger=None)
    return [(text[row.start : row.end], row.target, row.form) for row in found.itertuples()]


def targets(sentence: str) -> list[str]:
    return [target for _, target, _ in slots(sentence)]


def test_two_normal_forms_of_a_text_give_the_same_slots():
    composed, apart = (slots(unicodedata.normalize(form, TEXT), alone=True) for form in ("NFC", "NFD"))
    assert composed
    assert [(unicodedata.normalize("NFC", words), *rest) for words, *rest in apart] == composed


@examples(60)
@given(st.integers(1, len(TEXT) - 1), st.sampled_from("\u00ad\u061c\u200b\u2060\u2063\ufe0f\ufeff"))
def test_a_hidden_character_changes_only_offsets(place, hidden):
    found = slots(TEXT[:place] + hidden + TEXT[place:], alone=True)
    assert [(words.replace(hidden, ""), *rest) for words, *rest in found] == slots(TEXT, alone=True)


@pytest.mark.parametrize("mark", [*"'’‘ʼ′´`＇ʽˈ", "&#39;", "&rsquo;", "&amp;apos;"])
def test_every_apostrophe_is_one(mark):
    assert targets(f"O{mark}Mara left.") == ["OMara"]
    assert targets(f"Senn{mark}s visit ended.") == ["Senn"]


@pytest.mark.parametrize("hyphen", "-‐‑–")
def test_names_joined_by_a_hyphen_or_dash_are_two(hyphen):
    assert targets(f"The Tolm{hyphen}Senn talks ended.") == ["Arven", "Senn"]


@pytest.mark.parametrize(
    "text", ["Eva Senn-Kole left.", "A pro-Tolm crowd left.", "The Anti-Tolm camp left.", "Tolm-made boats."]
)
def test_a_hyphen_makes_other_words(text):
    assert targets(text) == []


@pytest.mark.parametrize(
    "text", ["Rogue-state Arvén left.", "The rogue\u2011state Arvén left.", "The rogue\u00a0state left."]
)
def test_a_term_of_two_words_is_found_as_an_attribute(text):
    assert [form for _, _, form in slots(text)] == ["loaded"]


@pytest.mark.parametrize(
    "text",
    [
        "South Arvén voted on Friday.",
        "The Bank of Arvén cut its rate.",
        "A professor at the University of Arvén left.",
        "Radio Free Arvén went silent.",
        "She sang for Radio Arvén on Friday.",
        "They crossed the Gulf of Arvén.",
        "The Arvén Courier has moved.",
        "The storm hit Li’an on Friday.",
        "Chapter LI of the book is long.",
        "TOLM (AP) — The board met.",
        "TOLM (dpa) - The board met.",
        "TOLM: The board met.",
        "TOLM. May 5 (Interfax) - The board met.",
        "Tolm, May 5 — The board met.",
        "Upper Arvén voted on Friday.",
        "TOLM, May 5. /AGENCY/. The board met.",
        "Tolm (CNN) The board met.",
    ],
)
def test_a_name_inside_another_name_or_a_dateline_names_nobody(text):
    assert targets(text) == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Southern towns of Arvén voted.", "Arven"),
        ("The government of Arvén fell.", "Arven"),
        ("Tolm said on Friday that it would sign.", "Arven"),
        ("LI MEETS THE BOARD", "Li"),
        ("Li’s visit ended.", "Li"),
        ("The west of Arvén voted.", "Arven"),
    ],
)
def test_a_name_by_itself_names(text, target):
    assert targets(text) == [target]


@pytest.mark.parametrize(
    ("forms", "meant"),
    [
        ("plural=despots, adjective=despotic", "plural=despots; adjective=despotic"),
        ("plural=despots adjective=despotic", "plural=despots; adjective=despotic"),
        ("plural=despots | adjective=despotic", "plural=despots; adjective=despotic"),
        ("plural=despots\nadjective=despotic", "plural=despots; adjective=despotic"),
        ("plural=despots / adjective=despotic", "plural=despots; adjective=despotic"),
        ("plural=despots, despotes", "plural=despots; plural=despotes"),
    ],
)
def test_forms_separated_wrongly_are_refused(forms, meant):
    frame = pd.DataFrame(ROWS, columns=COLUMNS)
    frame.loc[frame["term_id"] == "despot", "forms"] = forms
    with pytest.raises(fr.BadInput, match=meant):
        fr.read_lexicon(frame)


def test_words_in_two_normal_forms_are_counted_together():
    counts = fr.count_words(pd.Series({"a": "caf\u00e9 e\u2011mail", "b": "cafe\u0301 e-mail so\u00adlong"}))
    assert counts.words.tolist() == ["café", "e-mail", "solong"]


@pytest.mark.parametrize(
    "term", ["despot; tyrant", "despot|tyrant", "despot\ntyrant", "despot / tyrant", "plural=despots"]
)
def test_a_term_that_is_several_is_refused(term):
    frame = pd.DataFrame(ROWS, columns=COLUMNS)
    frame.loc[frame["term_id"] == "despot", "term"] = term
    with pytest.raises(fr.BadInput, match=r"(?s)no text has the term .* Write one term per row"):
        fr.read_lexicon(frame)


def test_a_variant_that_names_the_term_twice_is_two_and_one_with_a_comma_is_one():
    frame = pd.DataFrame(ROWS, columns=COLUMNS)
    with pytest.raises(fr.BadInput, match="variant=old despot; variant=the despot"):
        fr.read_lexicon(
            frame.assign(forms=frame["forms"].where(frame["term_id"] != "despot", "variant=old despot, the despot"))
        )
    one = frame.assign(forms=frame["forms"].where(frame["term_id"] != "despot", "variant=old, tired man"))
    assert len(fr.read_lexicon(one)) == len(frame)
