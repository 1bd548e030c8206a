"""Scores as text, as JSON and as a page."""

import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, strategies as st
from markupsafe import escape

import framing as fr
from conftest import TEXT, WRITTEN
from framing.models import general_model
from framing.report import WIDTH, ScorePage, as_json, score_lines, swap_lines
from framing.study import Reading


@pytest.fixture(scope="module")
def reading(unseen, quick_demo):
    return Reading.of(unseen, quick_demo.lexicon)


def test_json_has_the_numbers_of_the_table_to_the_last_digit(scored):
    assert pd.DataFrame(json.loads(as_json(scored))).equals(scored.astype({"start": "int64", "end": "int64"}))


def test_lines_fit_a_terminal_and_name_every_term(scored, reading, swapped):
    lines = [*score_lines(scored, reading.words, reading.marks), *swap_lines(swapped)]
    assert max(map(len, lines)) <= WIDTH
    assert "        despot → president or leader" in lines
    assert f"  02    {scored['loadedness'].iloc[1]:.2f}" in "\n".join(lines)


class Page(HTMLParser):
    """What a browser would make of a page: its elements and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.texts, self.titles = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.titles += [value for name, value in attrs if name == "title"]

    def handle_data(self, data):
        self.texts.append(data)


def page_of(text, one_article, study=None, **changes):
    corpus = one_article(text, "mine")
    reading = Reading.of(corpus, study.lexicon if study else None)
    table = fr.score_articles(corpus).assign(**changes)
    return ScorePage(table, reading.words, reading.marks, general_model().card, ["A <b>note</b>."]).html()


def test_a_script_in_a_text_stays_text(one_article):
    text = 'He wrote <script>alert("1")</script> & left <img src=x onerror=alert(1)> there.'
    page = page_of(text, one_article, source='<a href="javascript:x">')
    found = Page(page)
    assert set(found.tags).isdisjoint({"script", "img", "a", "b", "iframe"})
    assert text in "".join(found.texts)
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@given(st.text(max_size=40), st.text(max_size=20), st.text(min_size=1, max_size=20), st.integers(0, 20))
def test_any_words_stay_text(words, source, term, first):
    numbers = {"loadedness": 0.5, "low": 0.4, "high": 0.6, "word": words, "word_loadedness": 0.2, "loadedness:<b>": 1.0}
    table = pd.DataFrame(
        [{"article_id": term, "sentence_id": "a:01", "start": 100, "voice": "quote", "source": source}]
    )
    marks = pd.DataFrame(
        [{"sentence_id": "a:01", "start": 100 + first, "end": 105 + first, "term": term, "counterparts": source}]
    )
    page = ScorePage(table.assign(**numbers), pd.Series({"a:01": words}), marks, words, [term]).html()
    found = Page(page)
    assert set(found.tags).isdisjoint({"script", "img", "a", "b", "iframe"})
    assert f"{escape(source)}</td>" in page
    (cell,) = re.findall(r'<td class="words" dir="auto">(.*?)</td>', page, flags=re.DOTALL)
    assert "".join(Page(cell).texts).replace("\r", "\n") == words.replace("\r", "\n")
    assert ("<u title=" in cell) == (first + 5 <= len(words))


def test_the_page_underlines_terms_names_their_wordings_and_says_what_a_score_is_not(one_article, quick_demo):
    found = Page(page_of(TEXT, one_article, quick_demo))
    assert found.tags.count("u") == 3
    assert found.titles == ["neutral: president or leader"] * 3
    words = " ".join("".join(found.texts).split())
    assert "despot → president or leader" in words
    assert "Made from: anno-lexical" in words
    assert "not a verdict on an outlet" in words
    assert "sampling of the model’s training articles" in words
    assert f"{general_model().predict_proba([WRITTEN])[0, 1]:.2f}" in words
