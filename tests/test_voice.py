"""Voice: whose words a sentence holds, by which rule, and who is named as their source."""

import random
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import framing as fr
from framing.attribution import KINDS, clauses_of, find_quotations, is_measure, masked, read_cues, short_name
from framing.lexicon import Namings, Sides
from framing.tables import read_csv, rows


@pytest.fixture(scope="module")
def voices(one_article):
    """(voice, source) of each sentence of a text."""

    def read(text):
        corpus = one_article(text)
        found = fr.find_voice(fr.split_sentences(corpus), corpus)
        return list(zip(found["voice"], found["source"], strict=True))

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained all day.", ["narrator"]),
        ("“It rained all day,” she said.", ["quote"]),
        ("She called the long and rainy day “a gift”.", ["mixed"]),
        ("“It rained. We stayed at home,” she said.", ["quote", "quote"]),
        ("“It rained all day.\n\nThe next day was dry.", ["quote", "narrator"]),
        ("Rain said it would stay.", ["indirect"]),
        ("The book “The Long Road” was sold.", ["narrator"]),
        ("The so-called “gift” was taken back by all who had given it.", ["mixed"]),
    ],
)
def test_voice(text, expected, voices):
    assert [voice for voice, _ in voices(text)] == expected


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The mayor said the road was closed.", "mayor"),
        ("The road was closed, the mayor said on Monday.", "mayor"),
        ("The road was closed, said the mayor, who had seen it.", "mayor"),
        ("The road, said Berg, was closed.", "Berg"),
        ("The road was closed, according to the mayor.", "mayor"),
        ("In the opinion of experts, the road was closed.", "experts"),
        ("Anna Berg, the mayor of Omra, claimed that the road was closed.", "Anna Berg"),
        ("After the match, Anna Berg, the coach of Omra, said the road was closed.", "Anna Berg"),
        ("Berg, the mayor, said the road flooded.", "Berg"),
        ("The president's spokesman, Ivo Pell, denied that the road was closed.", "Ivo Pell"),
        ("The minister of finance of the northern country Ivo Pell said that the road was closed.", "Ivo Pell"),
        ("Omran state media boasted that the visit was a triumph.", "Omran state media"),
        ("The Palace's press service said that the road was closed.", "Palace's press service"),
        ("Two officials familiar with the matter said the road was closed.", "officials"),
        ("Experts at the institute believe the road was closed.", "Experts"),
        ("As the mayor noted, the road was closed.", "mayor"),
        ("The road was closed — so says the mayor.", "mayor"),
        ("The road was closed, AP writes.", "AP"),
        ("Ahmed says the road is closed.", "Ahmed"),
        ("The report, which was published on Monday, says that the road was closed.", "report"),
        ("Mr. Berg's husband was happy but said that the road was long.", "Mr. Berg's husband"),
        ("It is reported that the road was closed.", ""),
        ("The road is said to be closed.", ""),
    ],
)
def test_reported_speech_without_marks(text, source, voices):
    assert voices(text) == [("indirect", source)]


@pytest.mark.parametrize(
    "text",
    [
        "The claims were false.",
        "The United States closed the road.",
        "Arab states in the east closed the road.",
        "Ruk rejected claims that the road was closed.",
        "She added salt to the soup.",
        "He wanted to say that the road was closed.",
        "You could say that the road was closed.",
        "I think the road was closed.",
        "Everything went according to plan.",
        "The government announced a ban on lorries.",
        "The deal stated in the letter was closed.",
        "While officials said the road was safe, it was closed.",
        "The man, who said he was innocent, was jailed.",
        "She heard police approaching the house where he was hiding.",
    ],
)
def test_what_only_looks_like_reported_speech(text, voices):
    assert voices(text) == [("narrator", "")]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“The road is closed,” said Anna Berg.", "Anna Berg"),
        ("“The road,” Berg said, “is closed.”", "Berg"),
        ("Said Berg: “The road is closed.”", "Berg"),
        ("Berg wrote on the web: “The road is closed.”", "Berg"),
        ("The letter reads: “The road is closed.”", "letter"),
        ("Berg: “The road is closed.”", "Berg"),
        ("“The road is closed” – Berg", "Berg"),
        ("«The road is closed», AP writes.", "AP"),
        ("“I think that nobody said so,” the mayor told reporters.", "mayor"),
    ],
)
def test_source_of_a_quotation(text, source, voices):
    assert voices(text) == [("quote", source)]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Ruk called the road “a disgrace”.", "Ruk"),
        ("In an interview, Berg spoke at length of “a long road”.", "Berg"),
        ("The mayor said that the road of which all spoke was “a gift”.", "mayor"),
        ("Both signed an agreement promising “unlimited” roads.", "agreement"),
        ("The mayor left early, calling the closing of the road “a gift”.", "mayor"),
    ],
)
def test_source_of_a_quoted_fragment(text, source, voices):
    assert voices(text) == [("mixed", source)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Berg said it rained. She added that it was cold.", ["Anna Berg", "Anna Berg"]),
        ("Analysts say it rained. They warn that it will rain.", ["Analysts", "Analysts"]),
        ("Anna Berg, of the institute, said it rained. “It will rain,” the expert added.", ["Anna Berg", "Anna Berg"]),
        ("Anna Berg, of the institute, said it rained. “It will rain,” the minister added.", ["Anna Berg", "minister"]),
        ("She said that it rained.", ["She"]),
        ("“It rained.” “It will rain.”", ["", ""]),
        ("“It rained,” said Berg. “It will rain.”", ["Berg", "Berg"]),
        ("“It rained.\n\n“It will rain,” said Berg.", ["Berg", "Berg"]),
        ("“Did it rain?” Berg asked. Nobody answered.", ["Berg", "", ""]),
        ("Berg said that it rained. It was no use to speak of a “gift” at all.", ["Berg", "Berg"]),
        ("Berg said that it rained. It was cold. It was no use to speak of a “gift” at all.", ["Berg", "", ""]),
    ],
)
def test_speech_that_goes_on(text, expected, voices):
    found = [source for _, source in voices(text)]
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The mayor said that it rained.", "reporting verb (neutral)"),
        ("The mayor claimed that it rained.", "reporting verb (doubtful)"),
        ("The mayor revealed that it rained.", "reporting verb (factive)"),
        ("It rained all day, boasted the mayor.", "reporting verb behind (doubtful)"),
        ("According to the mayor, it rained.", "phrase that names the source"),
        ("It rained.", "no marks and no reporting clause"),
    ],
)
def test_the_rule_tells_the_stance_of_the_verb(text, rule, one_article):
    corpus = one_article(text)
    assert fr.find_voice(fr.split_sentences(corpus), corpus)["voice_rule"].tolist() == [rule]


CUES = Path(fr.__file__).parent / "attribution" / "cues.csv"


def cue_rows():
    return list(rows(read_csv(CUES)))


@pytest.mark.parametrize("row", cue_rows(), ids=lambda row: f"{row.kind}-{row.cue}")
def test_every_cue_works_in_its_own_example(row):
    assert row.kind in KINDS
    sentence = masked(row.example, find_quotations(row.example))
    found = clauses_of(sentence)
    if row.kind == "measure":
        words = row.example.rpartition(" to ")[2]
        assert is_measure(words)
        assert found == []
    else:
        assert found
        assert row.kind == "hearsay" or found[0].source


def test_no_cue_stands_twice():
    table = pd.DataFrame(cue_rows())
    assert not table.duplicated(["kind", "cue"]).any()
    assert set(table["kind"]) == set(KINDS)
    assert read_cues()["said"][0].cue == "say"


SCRAPS = (
    "The mayor said that , . “ ” \" : ' claimed according to Anna Berg , who and it is reported saying by his opinion "
    "they told reporters — 5 as was not"
)


@settings(max_examples=200)
@given(text=st.lists(st.sampled_from([*SCRAPS.split(), "\n"]), max_size=40).map(" ".join))
def test_no_text_breaks_it_and_sources_are_short(one_article, text):
    corpus = one_article(text or "x")
    found = fr.find_voice(fr.split_sentences(corpus), corpus)
    assert (found["source"].str.split().str.len() <= 6).all()
    assert (found.loc[found["voice"] == "narrator", "source"] == "").all()


@given(st.text(max_size=80))
def test_short_names_are_short(phrase):
    assert len(short_name(phrase).split()) <= 6


@pytest.mark.parametrize("word", ["said", "“a” said", "and according to"])
def test_time_is_linear_in_a_sentence_of_50000_characters(word, one_article):
    def seconds(characters):
        text = " ".join([word] * (characters // (len(word) + 1)))
        corpus = one_article(text)
        sentences = fr.split_sentences(corpus).iloc[:1].assign(start=0, end=len(text))
        begin = time.process_time()
        fr.find_voice(sentences, corpus)
        return time.process_time() - begin

    seconds(1_000)
    assert seconds(50_000) < 25 * seconds(5_000)


def test_boilerplate_has_no_voice_and_every_other_sentence_has_one(demo):
    is_boilerplate = demo.sentences["kind"] == "boilerplate"
    assert is_boilerplate.any()
    assert ((demo.sentences["voice"] == "") == is_boilerplate).all()
    assert ((demo.sentences["voice_rule"] == "") == is_boilerplate).all()


def test_rows_in_any_order_get_their_own_voice(one_article):
    corpus = one_article("The mayor said it rained. It was cold. “It rained,” she added.")
    sentences = fr.split_sentences(corpus)
    order = random.Random(1).sample(range(len(sentences)), len(sentences))
    shuffled = fr.find_voice(sentences.iloc[order].reset_index(drop=True), corpus)
    assert shuffled.sort_values("sentence_id").reset_index(drop=True).equals(fr.find_voice(sentences, corpus))


@pytest.mark.parametrize(
    ("text", "voice", "rule"),
    [
        ("The tyrant Ruk left.", "outlet", "the outlet's own words"),
        ("“The tyrant left,” she said.", "source", "in quotation marks"),
        ("Ivo Pell said that the tyrant left.", "source", "in a report"),
        ("Critics say that the tyrant has left.", "source", "in a report"),
        ("The tyrant left, Ivo Pell said.", "source", "in a report"),
        ("According to Tal, the tyrant left.", "source", "in a report"),
        (
            "Dorn's press service said that the tyrant left.",
            "outlet",
            "in a report, but its source would not use the word",
        ),
        (
            "The Omran foreign ministry said that the tyrant left.",
            "outlet",
            "in a report, but its source would not use the word",
        ),
        ("Omra said that the tyrant left.", "outlet", "in a report, but its source would not use the word"),
        (
            "Ivo Pell, Ruk's spokesman, said that the tyrant left.",
            "outlet",
            "in a report, but its source would not use the word",
        ),
        ("Omran opposition leader Ivo Pell said that the tyrant left.", "source", "in a report"),
        ("The Tallish ambassador to Omra said that the tyrant left.", "source", "in a report"),
        ("Dorn's press service spoke of “the tyrant”.", "source", "in quotation marks"),
        ("The tyrant's spokesman said that it rained.", "outlet", "the outlet's own words"),
        ("As reported by Courier, the tyrant left.", "outlet", "in a report of the outlet itself"),
        ("Couriers said that the tyrant left.", "source", "in a report"),
    ],
)
def test_whose_word_a_loaded_name_is(text, voice, rule, small_lexicon, one_article):
    corpus = one_article(text)
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon).set_index("term_id")
    assert found.loc["tyrant", ["voice_of_term", "voice_rule"]].tolist() == [voice, rule]


def test_a_neutral_name_in_a_report_is_the_desks_choice(small_lexicon, one_article):
    corpus = one_article("Anna Berg said that Ruk left. “Ruk left,” she said.")
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon)
    found = found[found["kind"] == "naming"]
    assert found["voice_of_term"].tolist() == ["outlet", "source"]
    assert found["voice_rule"].tolist() == ["a neutral name in a report", "in quotation marks"]


def test_a_state_and_its_leader_are_one_side(small_lexicon):
    sides = Sides(Namings(small_lexicon))
    assert sides.of("Ruk") == sides.of("Omra") == {"Ruk", "Omra"}
    assert sides.of("Tal") == {"Tal"}
    assert sides.would_say("Omra", "Ruk", "loaded", "positive")
    assert sides.would_say("Omra", "Ruk", "neutral", "")
    assert not sides.would_say("Omra", "Ruk", "loaded", "negative")
