"""Explanation: what each word does to a score."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.models import WORD, general_model

SENTENCE = "Their “brutal” puppet didn't answer the far-right mob on 3.5 million lies."


def test_the_effect_is_the_score_of_the_word_and_loaded_words_lead():
    found, model = fr.explain(SENTENCE), general_model()
    assert found["effect"].tolist() == model.word_scores([SENTENCE])["log_odds"].tolist()
    assert {"brutal", "puppet", "mob", "lies"} >= set(found.nlargest(3, "effect")["word"])


def test_words_with_hyphens_apostrophes_and_points_are_whole_and_stand_where_they_say():
    found = fr.explain(SENTENCE)
    assert {"didn't", "far-right", "3.5"} <= set(found["word"])
    assert [SENTENCE[row.start : row.end] for row in found.itertuples()] == found["word"].tolist()


@pytest.mark.parametrize("sentence", ["", "… — !"])
def test_a_sentence_without_a_word_has_no_row(sentence):
    found = fr.explain(sentence)
    assert found.empty
    assert found.dtypes.astype(str).tolist() == ["str", "int64", "int64", "float64"]


def test_what_is_no_text_is_refused():
    with pytest.raises(fr.BadInput, match="sentence is None; expected one sentence"):
        fr.explain(None)


@given(st.text(max_size=80))
@examples(50)
def test_words_do_not_overlap_and_hold_every_letter(text):
    spans = [found.span() for found in WORD.finditer(text)]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    within = {place for start, end in spans for place in range(start, end)}
    assert not any(letter.isalpha() for place, letter in enumerate(text) if place not in within)
