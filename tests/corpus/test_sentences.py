"""Sentences: every character in exactly one, boundaries as judged by hand."""

import json
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.attribution import find_quotations, overlap
from framing.corpus.reading import HIDDEN_MARK
from framing.corpus.sentences import sentences_of
from framing.tables import read_csv

PIECES = st.lists(
    st.sampled_from([*"aB .!?\n\r\t\u00a0“”«»\"'():-", "Mr. ", "“Yes.” ", "No.\n\n", "İ", "😀", "e\u0301"]),
    max_size=60,
)


@examples(300)
@given(PIECES.map("".join) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_sentences_cover_all_but_space_once(one_article, text):
    corpus = one_article(text)
    sentences = fr.split_sentences(corpus)
    covered = "".join(text[row.start : row.end] for row in sentences.itertuples())
    assert "".join(HIDDEN_MARK.sub("", covered).split()) == "".join(HIDDEN_MARK.sub("", text).split())
    assert (sentences["start"].iloc[1:].to_numpy() >= sentences["end"].iloc[:-1].to_numpy()).all()
    for row in sentences.itertuples():
        assert text[row.start : row.end].strip() == text[row.start : row.end] != ""


@examples(200)
@given(PIECES.map("".join))
def test_quotations_never_break_and_never_overlap(text):
    spans = find_quotations(text)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    inside = sum(end - start for start, end in spans)
    assert overlap(0, len(text), spans) == inside


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “no” twice.", ["no"]),
        ("He said «no» twice.", ["no"]),
        ('He said "no" twice.', ["no"]),
        ("He said „no“ twice.", ["no"]),
        ("“One. Two,” she said.", ["One. Two,"]),
        ("“He said «no» to me,” she said.", ["He said «no» to me,"]),
        ("She said: “never closed.\nNext line.", ["never closed."]),
        ("It’s the dog's.", []),
        ("”Wrong way round“", ["Wrong way round"]),
        ('""', [""]),
    ],
)
def test_quotations(text, inside):
    assert [text[start:end] for start, end in find_quotations(text)] == inside


def test_an_empty_text_has_no_sentence(one_article):
    assert len(fr.split_sentences(one_article(" \u00a0\n\n"))) == 0


def test_one_sentence_of_50000_characters(one_article):
    text = "word " * 9_999 + "end."
    assert fr.split_sentences(one_article(text))[["start", "end"]].values.tolist() == [[0, len(text)]]


def test_boundaries_of_the_demonstration_corpus(demo):
    truth = read_csv(demo.root / "sentences.csv").astype({"start": "Int64", "end": "Int64"})
    both = truth.merge(demo.sentences, on=["article_id", "start", "end"])
    assert len(both) / max(len(truth), len(demo.sentences)) > 0.98


@pytest.mark.texts
def test_boundaries_and_kinds_of_the_private_texts(case, texts):
    """The published table was compared with the boundaries judged by hand; here the texts must give it again."""
    corpus = fr.read_articles(case.articles, texts=texts)
    found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=case.tagger)
    columns = ["sentence_id", "start", "end", "kind", "voice"]
    published = case.sentences[columns].sort_values("sentence_id", ignore_index=True)
    assert found[columns].sort_values("sentence_id", ignore_index=True).equals(published)


@pytest.mark.texts
def test_all_156_boundaries_are_those_judged_by_hand(case, texts):
    judged = texts.parent / "annotation" / "sentences.csv"
    if not judged.is_file():
        pytest.skip("the boundaries judged by hand are not beside the texts")
    truth = pd.read_csv(judged)
    both = truth.merge(case.sentences, on=["sentence_id", "article_id", "start", "end", "kind"])
    assert (len(truth), len(case.sentences), len(both)) == (156, 156, 156)


def test_a_semicolon_ends_no_sentence(one_article):
    text = "The fund has 277 debts; 39 percent of these are due, it said; Arven pays none. Norfield waits."
    sentences = fr.split_sentences(one_article(text))
    assert [text[row.start : row.end] for row in sentences.itertuples()] == [text[:-16], text[-15:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Florida Gov. Ron Berg left. It rained.", ["Florida Gov. Ron Berg left.", "It rained."]),
        ("Rep. Al Berg met Lt. Gov. Dan Pell.", ["Rep. Al Berg met Lt. Gov. Dan Pell."]),
        ("It was the Lord. Gov rained.", ["It was the Lord.", "Gov rained."]),
    ],
)
def test_a_title_is_not_parted_from_its_name(text, expected, one_article):
    """A pair of two such pieces, "Florida Gov." twice, was seen among the alignments of NeuS."""
    assert [text[row.start : row.end] for row in fr.split_sentences(one_article(text)).itertuples()] == expected


@pytest.mark.datasets
def test_boundaries_of_published_news_annotations(datasets, one_article):
    """GUM Wikinews (Zeldes 2017): 527 sentences of 16 documents, captions and headings included."""
    lines = (datasets / "gum_news" / "news_documents.jsonl").read_text(encoding="utf-8").splitlines()
    n_judged = n_found = n_both = 0
    for document in map(json.loads, lines):
        judged = {tuple(span) for span in document["sentences"]}
        found = set(
            fr.split_sentences(one_article(document["text"]))[["start", "end"]].itertuples(index=False, name=None)
        )
        n_judged, n_found, n_both = n_judged + len(judged), n_found + len(found), n_both + len(judged & found)
    assert n_judged == 527
    assert n_both / n_judged > 0.89
    assert n_both / n_found > 0.91


def test_a_sentence_begins_at_its_first_mark_and_not_at_the_space_before():
    """An accent without a letter has no place of its own: the sentence began with the space."""
    text = "It rained. \u0301And it stopped."
    assert [text[start:end] for start, end, _, _ in sentences_of(text)] == ["It rained.", "\u0301And it stopped."]
