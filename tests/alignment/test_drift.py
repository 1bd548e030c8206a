"""Drift: what differs between two tellings of one proposition, typed, with its place."""

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.alignment import Told, differences, quotation_edits
from framing.schema import ASPECTS

NAMES = pd.DataFrame(
    [
        ("ruk", "Ruk", "neutral", "ruk", "naming", "name", "", ""),
        ("leader", "leader", "neutral", "ruk", "naming", "title", "variant=Talvian leader", ""),
        ("tyrant", "tyrant", "loaded", "ruk", "naming", "epithet", "", "leader"),
        ("despot", "despot", "loaded", "ruk", "naming", "epithet", "", "leader"),
    ],
    columns=["term_id", "term", "form", "target", "kind", "noun", "forms", "neutral"],
)


def drifts_of(one: str, other: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Every difference between two one-sentence articles, with all that the toolkit finds in them."""
    texts = {"a": one, "b": other}
    corpus = fr.read_articles(pd.DataFrame({"article_id": list("ab"), "outlet": list("CD"), "text": [one, other]}))
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    body = sentences[sentences["end"] - sentences["start"] == sentences["article_id"].map(texts).str.len()]
    assert len(body) == 2, "each text is one sentence"
    pair = pd.DataFrame({"sentence_a": ["a:01"], "sentence_b": ["b:01"]})
    found = fr.find_drifts(
        pair,
        sentences,
        corpus,
        attributions=fr.find_attributions(sentences, corpus, tagger=None),
        occurrences=fr.find_occurrences(sentences, corpus, lexicon=fr.read_lexicon(NAMES), tagger=None),
    )
    return found, texts


def told(one: str, other: str) -> list[tuple[str, str, str]]:
    """Aspect and words of every difference but the shared stretch."""
    found, texts = drifts_of(one, other)
    words = found.assign(
        **{
            side: [
                "" if pd.isna(start) else texts[side][start:end]
                for start, end in zip(found[f"start_{side}"], found[f"end_{side}"], strict=True)
            ]
            for side in "ab"
        }
    )
    return [(row.aspect, row.a, row.b) for row in words.itertuples() if row.aspect != "shared"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "The tyrant Ruk closed the old harbour.",
            "The leader Ruk closed the old harbour.",
            ("wording", "tyrant", "leader"),
        ),
        ("Ruk closed the old harbour.", "The despot Ruk closed the old harbour.", ("wording", "Ruk", "despot")),
        (
            "The despot Ruk closed the old harbour.",
            "The tyrant Ruk closed the old harbour.",
            ("wording", "despot", "tyrant"),
        ),
        (
            "Anna Berg said the old harbour would close in autumn.",
            "The old harbour would close in autumn.",
            ("voice", "the old harbour would close in autumn.", ""),
        ),
        (
            "The old harbour would close in autumn.",
            "“The old harbour would close in autumn,” Anna Berg said.",
            ("voice", "", "The old harbour would close in autumn,"),
        ),
        (
            "Anna Berg said the old harbour would close in autumn.",
            "Piet Lund said the old harbour would close in autumn.",
            ("attribution", "Anna Berg", "Piet Lund"),
        ),
        (
            "A harbour official said the piers were rotten and closed.",
            "Anna Berg said the piers were rotten and closed.",
            ("attribution", "A harbour official", "Anna Berg"),
        ),
        (
            "Trade minister Anna Berg said the piers were rotten.",
            "Labour minister Anna Berg said the piers were rotten.",
            ("attribution", "Trade minister Anna Berg", "Labour minister Anna Berg"),
        ),
        (
            "Berg said “the piers were rotten to the core” on Monday.",
            "Berg said “the piers were sound to the core” on Monday.",
            ("quote", "the piers were rotten to the core", "the piers were sound to the core"),
        ),
        ("The council closed 30 piers in Ovar.", "The council closed 40 piers in Ovar.", ("number", "30", "40")),
        ("The council closed ten piers in Ovar.", "The council closed 12 piers in Ovar.", ("number", "ten", "12")),
        ("The council may close the piers.", "The council will close the piers.", ("modality", "may", "will")),
        ("The council did not close the piers.", "The council did close the piers.", ("modality", "not", "")),
        ("The council won't close the piers.", "The council will close the piers.", ("modality", "won't", "will")),
        ("The council cannot close the piers.", "The council can close the piers.", ("modality", "cannot", "can")),
        ("It is unlikely to close the piers.", "It is likely to close the piers.", ("modality", "unlikely", "likely")),
        ("The council has to close the piers.", "The council may close the piers.", ("modality", "has", "may")),
        ("The council wants to close the piers.", "The council will close the piers.", ("modality", "", "will")),
        (
            "The council, which had slept for many years, closed the piers.",
            "The council closed the piers.",
            ("omission", "which had slept for many years", ""),
        ),
        (
            "The council closed the piers.",
            "The council closed the piers while angry fishermen shouted outside.",
            ("addition", "", "while angry fishermen shouted outside"),
        ),
    ],
)
def test_each_type_is_found_at_its_words(one, other, expected):
    assert told(one, other) == [expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The council closed ten piers in May.", "The council closed 10 piers in May."),
        ("The council closed 1,200 piers.", "The council closed 1200 piers."),
        ("Berg said it would close the piers.", "Berg said that it will close the piers."),
        ("The tyrant Ruk left.", "Ruk left, a tyrant."),
        ("Anna Berg said the piers were rotten.", "“The piers were rotten,” said Berg."),
        ("Berg said “the piers were rotten to the core”.", "Berg said “the piers were … to the core”."),
        ("The leader Ruk closed the piers.", "The leader Ruk closed the piers."),
        ("The council won’t close the piers.", "The council will not close the piers."),
        ("They'll close the piers in Ovar.", "They will close the piers in Ovar."),
        ("The council will close the piers.", "Council to close the piers"),
        ("The council will close the piers.", "The council is going to close the piers."),
        ("The council closed not only the piers.", "The council closed the piers."),
        ("The council closed a set of piers.", "The council closed the piers."),
        ("The council closed No. 5 of the piers.", "The council closed 5 of the piers."),
    ],
)
def test_what_is_told_alike_has_no_drift(one, other):
    assert told(one, other) == []


def test_a_modal_word_before_a_number_is_not_judged():
    """It ended find_drifts with an error; and it may govern another word than the one after the number."""
    some = "The closing of Ovar would 12 workers cost their jobs."
    assert told(some, some.replace("12 ", "")) == told(some.replace("12 ", ""), some) == []
    years = "That period would be 10 to 12 years in Ovar."
    assert "modality" not in {aspect for aspect, *_ in told(years, "It would take 10 to 12 years in Ovar.")}
    behind = "The works of 2019 may end in Ovar."
    assert told(behind, behind.replace("may", "must")) == [("modality", "may", "must")]


def test_what_two_sentences_share_is_marked_in_both():
    found, texts = drifts_of(
        "Yesterday the council closed the rotten piers.", "Rotten piers, said Berg, must be closed."
    )
    shared = found[found["aspect"] == "shared"].iloc[0]
    assert texts["a"][shared["start_a"] : shared["end_a"]] == "closed the rotten piers"
    assert texts["b"][shared["start_b"] : shared["end_b"]] == "Rotten piers, said Berg, must be closed"


VOCABULARY = "the council closed ten rotten piers may will not 30 harbour, storm while angry Berg said"
WORDS = st.sampled_from(VOCABULARY.split())
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
TURNED = {"omission": "addition", "addition": "omission"}


@given(SENTENCES, SENTENCES)
@examples(120)
def test_exchanging_the_sentences_exchanges_the_sides(one, other):
    forth = differences(Told(one), Told(other))
    back = differences(Told(other), Told(one))
    turned = [(TURNED.get(found.aspect, found.aspect), found.other or (), found.one or ()) for found in back]
    assert sorted((found.aspect, found.one or (), found.other or ()) for found in forth) == sorted(turned)


@given(SENTENCES)
@examples(80)
def test_a_sentence_does_not_differ_from_itself(sentence):
    assert {found.aspect for found in differences(Told(sentence), Told(sentence))} <= {"shared"}


@given(SENTENCES, SENTENCES, st.integers(0, 50))
@examples(80)
def test_places_lie_in_the_sentences_and_move_with_them(one, other, start):
    here = differences(Told(one), Told(other))
    moved = differences(Told(one, start), Told(other))
    assert [found.aspect for found in here] == [found.aspect for found in moved]
    assert [ASPECTS.index(found.aspect) for found in here] == sorted(ASPECTS.index(found.aspect) for found in here)
    for found, again in zip(here, moved, strict=True):
        if found.one:
            assert again.one == (found.one[0] + start, found.one[1] + start)
            assert one[slice(*found.one)].strip()


def test_a_quotation_may_be_cut_but_not_changed():
    whole = "we need the kind of change that can win"
    assert quotation_edits(whole, "the kind of change that can win") == 0
    assert quotation_edits(whole, "we need the … change that can win") == 0
    assert quotation_edits(whole, "we need the sort of change that can win") == 1
    assert quotation_edits(whole, "nobody saw a bird here") is None


def test_a_pair_of_unknown_sentences_is_refused():
    found, _ = drifts_of("The council closed the piers.", "The council closed the piers.")
    assert len(found) == 1
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": ["It rained."]}))
    with pytest.raises(fr.BadInput, match="'b:01' is not in the sentence table"):
        fr.find_drifts(
            pd.DataFrame({"sentence_a": ["a:01"], "sentence_b": ["b:01"]}), fr.split_sentences(corpus), corpus
        )


def test_no_pairs_give_an_empty_table():
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": ["It rained."]}))
    none = pd.DataFrame({"sentence_a": [], "sentence_b": []}, dtype="str")
    assert fr.find_drifts(none, fr.split_sentences(corpus), corpus).empty
