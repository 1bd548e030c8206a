"""Whose word a loaded name is, whether it is denied, and whether somebody else bears it: many ways to write each."""

import pandas as pd
import pytest

import framing as fr

BEFORE = "Snow closes the pass\n\nThe road over the pass was closed on Friday.\n\n"


@pytest.fixture
def loaded_in(small_lexicon):
    """Stratum, and whether denied or supposed, of each loaded word for Ruk or Omra in a text."""

    def found_in(text, *, is_headline=False):
        before = "" if is_headline else BEFORE
        whole = f"{before}{text}\n\nThe snow was two metres high, and nobody was hurt in the valley."
        corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [whole]}))
        found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon, tagger=None)
        found = found[(found["form"] == "loaded") & found["target"].isin(["Ruk", "Omra"])]
        return [
            (row.stratum, "denied" if row.negated else "supposed" if row.irrealis else "stated")
            for row in found[found["start"] < len(before) + len(text)].itertuples()
        ]

    return found_in


MARKS = [
    *("“”", "„“", "„”", "””", "‟”", "❝❞", "〝〞", "＂＂", "「」", "『』"),
    *("«»", "»«", "‹›", "›‹", "《》", "〈〉", "‘’", "‚‘", "''", "`´", "´´", "\x93\x94"),
    *(
        ("&quot;", "&quot;"),
        ("&ldquo;", "&rdquo;"),
        ("&#8220;", "&#8221;"),
        ("&#x201C;", "&#x201d;"),
        ("&#39;", "&#39;"),
    ),
    *(("‹‹", "››"), ("« ", " »"), ("″", "″"), ("＇", "＇")),
    *(("&laquo;", "&raquo;"), ("&amp;quot;", "&amp;quot;"), ("``", "''"), ("<<", ">>"), ('\\"', '\\"')),
]


@pytest.mark.parametrize(("opening", "closing"), MARKS)
def test_a_word_in_marks_of_any_kind_is_no_word_of_the_outlet(opening, closing, loaded_in):
    assert loaded_in(f"The {opening}tyrant{closing} Ruk came by train.") == [("quotation", "stated")]
    assert loaded_in(f"Ruk, the {opening}tyrant{closing}, came by train.") == [("quotation", "stated")]


@pytest.mark.parametrize(
    "headline",
    [
        "‘Tyrant’ Ruk Comes by Train",
        "Ruk the “Tyrant” Comes by Train",
        "CROWD MEETS ‘TYRANT’ RUK",
        "“The Tyrant” Is Here",
    ],
)
def test_a_capital_makes_no_name_of_a_scare_quote(headline, loaded_in):
    assert loaded_in(headline, is_headline=True) == [("quotation", "stated")]


def test_a_title_that_holds_another_name_is_not_a_scare_quote(loaded_in):
    assert loaded_in("The play “The Tyrant's Wife in Omra” was about Ruk.") == [("own", "stated")]


@pytest.mark.parametrize(
    "text",
    [
        "Pell (Farmers' League) warned that the tyrant Ruk would return.",
        "The tyrant, Pell said, would return.",
        "The tyrant, Pell later told the court, would return.",
        "Ruk is a tyrant, Pell would later write.",
        "To the farmers of Dell, Ruk is a tyrant.",
        "Pell sees in Ruk a tyrant.",
        "Per Ivo Pell, Ruk is a tyrant.",
        "Ruk is a tyrant, per the mayor.",
        "To hear Pell tell it, Ruk is a tyrant.",
        "If Pell is to be believed, Ruk was born a tyrant.",
        "Pell is adamant that the tyrant Ruk must leave.",
        "Ivo Pell's view is that Ruk is a tyrant.",
        "PELL: The tyrant Ruk must leave.",
        "The mayor: The tyrant Ruk must leave.",
        "The snow was high and the tyrant Ruk slept,” the minister said.",
    ],
)
def test_a_reported_word_is_its_sources(text, loaded_in):
    assert [stratum for stratum, _ in loaded_in(text)] == [loaded_in(text)[0][0]] != ["own"]


@pytest.mark.parametrize(
    "headline",
    [
        "Pell: Ruk is a tyrant",
        "Ivo Pell: the tyrant Ruk must go",
        "Mayor: tyrant Ruk must go",
        "PELL: RUK IS A TYRANT",
        "Tyrant Ruk must go: Pell",
        "Ruk is a tyrant – Ivo Pell",
        "Tyrant Ruk must go: mayor of Dell",
        "Mayor of Dell: Ruk is a tyrant",
        "Opposition leader Pell: Ruk is a tyrant",
        "Ruk is a tyrant: Dell mayor",
    ],
)
def test_a_name_beside_a_headline_says_it(headline, loaded_in):
    assert {stratum for stratum, _ in loaded_in(headline, is_headline=True)} == {"paraphrase"}


@pytest.mark.parametrize(
    "headline",
    [
        "Breaking: tyrant Ruk is back",
        "Snow hits Dell: Ruk is a tyrant at home",
        "Mayor meets Pell: Ruk is a tyrant abroad",
        "War on drugs: Ruk is a tyrant at home",
        "Snow in Dell: tyrant Ruk is late",
        "Tyrant Ruk Comes Home: Guest of Honour at the Fair",
        "Opinion: The tyrant Ruk must go",
        "Tyrant Ruk: a life",
    ],
)
def test_what_is_no_speaker_says_nothing(headline, loaded_in):
    assert {stratum for stratum, _ in loaded_in(headline, is_headline=True)} == {"own"}


@pytest.mark.parametrize(
    "text",
    [
        "Ruk is in no way a tyrant.",
        "Ruk is no more a tyrant than Pell.",
        "Ruk wasn’t ever a tyrant.",
        "Ruk is anything but a tyrant.",
        "Ruk is far from being a tyrant.",
        "Ruk never was a tyrant.",
        "Ruk is not, for all his faults, a tyrant.",
        "Ruk is less a tyrant than a clerk.",
        "In no sense is Ruk a tyrant.",
        "It is not true that Ruk is a tyrant.",
        "It is a myth that Ruk is a tyrant.",
        "It would be unfair to call Ruk a tyrant.",
        "The claim that Ruk is a tyrant is untrue.",
        "Ruk can’t be called a tyrant.",
        "Nobody could call Ruk a tyrant.",
        "Ruk is wrongly called a tyrant.",
        "Ruk denied that he was a tyrant.",
        "Far from being a tyrant, Ruk was a clerk.",
        "No tyrant, Ruk was a clerk.",
    ],
)
def test_a_naming_may_be_denied_in_many_words(text, loaded_in):
    assert [status for _, status in loaded_in(text)] == ["denied"]


@pytest.mark.parametrize(
    "text",
    [
        "If Ruk is a tyrant, the guards know it.",
        "There is no evidence that Ruk is a tyrant.",
        "Unless Ruk is a tyrant, the guards will stay.",
        "Were Ruk a tyrant, the guards would leave.",
        "Had Ruk been a tyrant, the guards would have left.",
        "Was Ruk a tyrant? The guards kept silent.",
        "Has Ruk become a tyrant?",
        "Who says that Ruk is a tyrant?",
        "Whether Ruk is a tyrant is open.",
        "Suppose Ruk is a tyrant.",
    ],
)
def test_a_question_or_condition_states_no_naming(text, loaded_in):
    assert [status for _, status in loaded_in(text)] == ["supposed"]


@pytest.mark.parametrize(
    "text",
    [
        "Ruk is not just a tyrant but a miser.",
        "Ruk isn’t only a tyrant.",
        "Ruk is not simply a tyrant; he is a miser.",
        "Ruk is nothing less than a tyrant.",
        "It is no secret that Ruk is a tyrant.",
        "It is false that the tyrant Ruk left.",
        "If it snows, the tyrant Ruk will stay.",
        "When will the tyrant Ruk leave?",
        "The tyrant Ruk was by no means alone.",
    ],
)
def test_what_only_looks_like_a_denial_or_question(text, loaded_in):
    assert [status for _, status in loaded_in(text)] == ["stated"]


@pytest.mark.parametrize(
    "text",
    [
        "Ruk greeted a tyrant on Friday.",
        "Ruk fears no tyrant.",
        "Ruk had supper with a tyrant on Friday.",
        "Ruk, who had met a tyrant before, came by train.",
        "Ruk and a tyrant came by train.",
        "A tyrant greeted Ruk on Friday.",
        "Ruk's uncle is a tyrant.",
        "Zora Quill (the tyrant) greeted Ruk.",
        "Quill – the tyrant – greeted Ruk.",
        "Quill, tyrant since June, greeted Ruk.",
        "The ‘tyrant’ Quill greeted Ruk.",
    ],
)
def test_a_word_for_somebody_else_is_none_for_who_is_named_beside_it(text, loaded_in):
    assert loaded_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ruk became a tyrant in June.",
        "Ruk has made himself a tyrant.",
        "Ruk, a tyrant, greeted Quill.",
        "Ruk remains a tyrant.",
    ],
)
def test_what_a_person_is_said_to_be_names_that_person(text, loaded_in):
    assert loaded_in(text) == [("own", "stated")]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The “tyrant” Ivo Ruk left.", "The “tyrant” Ivo Ruk"),
        ("The Omran ‘tyrant’ Ruk left.", "The Omran ‘tyrant’ Ruk"),
        ("Ruk, the ‘tyrant’, left.", "Ruk, the ‘tyrant"),
        ("Ruk (the tyrant) left.", "Ruk (the tyrant"),
        ("Ruk – the “tyrant” – left.", "Ruk – the “tyrant"),
        ("Ruk, president and tyrant, left.", "Ruk, president and tyrant"),
    ],
)
def test_marks_brackets_and_dashes_part_no_noun_phrase(text, phrase, small_lexicon):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon, tagger=None)
    assert [(text[row.start : row.end], row.form) for row in found[found["target"] == "Ruk"].itertuples()] == [
        (phrase, "loaded")
    ]


@pytest.mark.parametrize(
    "text", ["“We back Ruk,” the tyrant said.", "The guards told Ruk the tyrant of Tal would come."]
)
def test_speech_and_objects_are_not_joined_to_a_noun_phrase(text, small_lexicon):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon, tagger=None)
    assert text[found["start"].iloc[0] : found["end"].iloc[0]] == "Ruk"


def test_two_names_of_a_class_are_two_though_marks_part_them():
    """“Called undocumented immigrants "illegals"” was one slot, and the neutral name was lost."""
    columns = ["term_id", "term", "form", "target", "kind", "noun", "forms", "neutral", "target_kind"]
    rows = [
        ("settler", "lawful settler", "neutral", "people", "naming", "epithet", "plural=lawful settlers", "", "class"),
        ("intruder", "intruder", "loaded", "people", "naming", "epithet", "plural=intruders", "settler", ""),
    ]
    text = "The mayor called lawful settlers “intruders” on a recent evening."
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    lexicon = fr.read_lexicon(pd.DataFrame(rows, columns=columns))
    found = fr.find_occurrences(sentences, corpus, lexicon=lexicon, tagger=None)
    assert found["term_id"].tolist() == ["settler", "intruder"]
