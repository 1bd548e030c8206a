"""Voice: whose words a sentence holds, by which rule, and who is named as their source."""

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import calls_of, examples
from framing.attribution import (
    CUE_KINDS,
    clauses_of,
    find_quotations,
    is_measure,
    masked,
    read_cues,
    short_name,
    voices_of,
)
from framing.corpus import sentences_of as split
from framing.lexicon import NamingFinder, Sides
from framing.models import TaggedAttribution, TaggedSentence, TaggedSpan
from framing.tables import read_csv, rows


def corpus_of(texts):
    """An article of each text, numbered."""
    ids = [f"a{number}" for number in range(len(texts))]
    return fr.read_articles(pd.DataFrame({"article_id": ids, "outlet": "Courier", "text": texts}))


def sentences_in(text):
    """Start, end and kind of each sentence."""
    return [sentence[:3] for sentence in split(text)]


@pytest.fixture(scope="module")
def sentences_of():
    """The sentences of each text below, read as articles of one corpus, which is quicker than one by one."""
    tables = (VOICES, REPORTED, QUOTED, FRAGMENTS, GOES_ON, RULES)
    texts = [*dict.fromkeys([*(row[0] for table in tables for row in table), *NOT_REPORTED])]
    corpus = corpus_of(texts)
    found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    return {text: found[found["article_id"] == f"a{number}"] for number, text in enumerate(texts)}


@pytest.fixture(scope="module")
def voices(sentences_of):
    """(voice, source) of each sentence of a text."""
    return lambda text: list(zip(sentences_of[text]["voice"], sentences_of[text]["source"], strict=True))


VOICES = [
    ("It rained all day.", ["narrator"]),
    ("“It rained all day,” she said.", ["quote"]),
    ("She called the long and rainy day “a gift”.", ["mixed"]),
    ("“It rained. We stayed at home,” she said.", ["quote", "quote"]),
    ("“It rained all day.\n\nThe next day was dry.", ["quote", "narrator"]),
    ("Rain said it would stay.", ["indirect"]),
    ("The book “The Long Road” was sold.", ["narrator"]),
    ("The so-called “gift” was taken back by all who had given it.", ["mixed"]),
]


@pytest.mark.parametrize(("text", "expected"), VOICES)
def test_voice(text, expected, voices):
    assert [voice for voice, _ in voices(text)] == expected


REPORTED = [
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
    ("Ruk rejected claims that the road was closed.", "Ruk"),
    ("The government announced a ban on lorries.", "government"),
]


@pytest.mark.parametrize(("text", "source"), REPORTED)
def test_reported_speech_without_marks(text, source, voices):
    assert voices(text) == [("indirect", source)]


NOT_REPORTED = [
    "The claims were false.",
    "The United States closed the road.",
    "Arab states in the east closed the road.",
    "She added salt to the soup.",
    "He wanted to say that the road was closed.",
    "You could say that the road was closed.",
    "I think the road was closed.",
    "Everything went according to plan.",
    "The deal stated in the letter was closed.",
    "While officials said the road was safe, it was closed.",
    "The man, who said he was innocent, was jailed.",
    "She heard police approaching the house where he was hiding.",
]


@pytest.mark.parametrize("text", NOT_REPORTED)
def test_what_only_looks_like_reported_speech(text, voices):
    assert voices(text) == [("narrator", "")]


QUOTED = [
    ("“The road is closed,” said Anna Berg.", "Anna Berg"),
    ("“The road,” Berg said, “is closed.”", "Berg"),
    ("Said Berg: “The road is closed.”", "Berg"),
    ("Berg wrote on the web: “The road is closed.”", "Berg"),
    ("The letter reads: “The road is closed.”", "letter"),
    ("Berg: “The road is closed.”", "Berg"),
    ("“The road is closed” – Berg", "Berg"),
    ("«The road is closed», AP writes.", "AP"),
    ("“I think that nobody said so,” the mayor told reporters.", "mayor"),
]


@pytest.mark.parametrize(("text", "source"), QUOTED)
def test_source_of_a_quotation(text, source, voices):
    assert voices(text) == [("quote", source)]


FRAGMENTS = [
    ("Ruk called the road “a disgrace”.", "Ruk"),
    ("In an interview, Berg spoke at length of “a long road”.", "Berg"),
    ("The mayor said that the road of which all spoke was “a gift”.", "mayor"),
    ("Both signed an agreement promising “unlimited” roads.", "agreement"),
    ("The mayor left early, calling the closing of the road “a gift”.", "mayor"),
]


@pytest.mark.parametrize(("text", "source"), FRAGMENTS)
def test_source_of_a_quoted_fragment(text, source, voices):
    assert voices(text) == [("mixed", source)]


GOES_ON = [
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
    ("Berg said: “It rained. It was cold. It was dark,” and Pell added that all was well.", ["Berg", "Berg", "Pell"]),
    ("Berg said that it rained. It was cold. It was no use to speak of a “gift” at all.", ["Berg", "", ""]),
]


@pytest.mark.parametrize(("text", "expected"), GOES_ON)
def test_speech_that_goes_on(text, expected, voices):
    found = [source for _, source in voices(text)]
    assert found[: len(expected)] == expected


RULES = [
    ("The mayor said that it rained.", "reporting verb (neutral)"),
    ("The mayor claimed that it rained.", "reporting verb (doubtful)"),
    ("The mayor revealed that it rained.", "reporting verb (factive)"),
    ("It rained all day, boasted the mayor.", "reporting verb behind (doubtful)"),
    ("According to the mayor, it rained.", "phrase that names the source"),
    ("It rained.", "no marks and no reporting clause"),
]


@pytest.mark.parametrize(("text", "rule"), RULES)
def test_the_rule_tells_the_stance_of_the_verb(text, rule, sentences_of):
    assert sentences_of[text]["voice_rule"].tolist() == [rule]


SPANS = [
    ("The mayor claimed that it rained.", "mayor|claimed|it rained.|doubtful"),
    ("“It rained,” said Anna Berg. She added that it was cold.", "Anna Berg|said|It rained,|neutral"),
    ("“It rained,” said Anna Berg. She added that it was cold.", "Anna Berg|added|it was cold.|neutral"),
    ("According to Berg, it rained.", "Berg|According to|it rained.|neutral"),
    ("In the mayor's view, it rained.", "mayor|view|it rained.|neutral"),
    ("They ignored the mayor's warning that the road was closed.", "mayor|warning|the road was closed.|neutral"),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_a_report_has_its_source_cue_and_content(text, expected):
    found = [
        f"{one.name}|{text[slice(*one.cue)]}|{text[one.start : one.end].strip()}|{one.stance}"
        for voice in voices_of(text, sentences_in(text))
        for one in voice.reported
    ]
    assert expected in found


def test_the_source_of_a_pronoun_is_the_pronoun_and_its_name_the_persons():
    text = "Anna Berg said it rained. She added that it was cold."
    reported = voices_of(text, sentences_in(text))[1].reported[0]
    assert (text[slice(*reported.source)], reported.name) == ("She", "Anna Berg")


@pytest.mark.parametrize(
    ("text", "scare"),
    [
        ("The so-called “gift” was taken back.", True),
        ("Berg said that the “gift” was taken back.", False),
        ("It was no gift. “All of it was taken back again by night.”", False),
        ("“Was it a gift?”", False),
    ],
)
def test_scare_quotes_are_marks_around_a_word_that_nobody_is_said_to_use(text, scare):
    assert [one.scare for voice in voices_of(text, sentences_in(text)) for one in voice.reported if one.in_marks] == [
        scare
    ]


CUES = Path(fr.__file__).parent / "attribution" / "cues.csv"


def cue_rows():
    return list(rows(read_csv(CUES)))


@pytest.mark.parametrize("row", cue_rows(), ids=lambda row: f"{row.language}-{row.kind}-{row.cue}")
def test_every_cue_works_in_its_own_example(row):
    assert row.kind in CUE_KINDS
    sentence = masked(row.example, find_quotations(row.example))
    found = clauses_of(sentence, row.language)
    if row.kind == "measure":
        words = row.example.rpartition(" to ")[2]
        assert is_measure(words)
        assert found == []
    elif row.kind == "heading":
        assert voices_of(row.example, [(0, len(row.example), "headline")])[0].voice == "narrator"
    else:
        assert found
        assert row.kind == "hearsay" or found[0].source


def test_no_cue_stands_twice():
    table = pd.DataFrame(cue_rows())
    assert not table.duplicated(["language", "kind", "cue"]).any()
    assert set(table["kind"]) == set(CUE_KINDS)
    assert read_cues()["said"][0].cue == "say"


SCRAPS = (
    "The mayor said that , . “ ” \" : ' claimed according to Anna Berg , who and it is reported saying by his opinion "
    "they told reporters — 5 as was not"
)


@examples(200)
@given(text=st.lists(st.sampled_from([*SCRAPS.split(), "\n"]), max_size=40).map(" ".join))
def test_no_text_breaks_it_and_sources_are_short(one_article, text):
    corpus = one_article(text or "x")
    found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert (found["source"].str.split().str.len() <= 6).all()
    assert (found.loc[found["voice"] == "narrator", "source"] == "").all()


@given(st.text(max_size=80))
def test_short_names_are_short(phrase):
    assert len(short_name(phrase).split()) <= 6


@pytest.mark.parametrize("word", ["said", "“a” said", "and according to"])
def test_a_sentence_five_times_as_long_takes_five_times_the_steps(word, one_article):
    """Calls are counted, which no busy machine changes; seconds are measured by bench/voice.py."""

    def steps(characters):
        text = " ".join([word] * (characters // (len(word) + 1)))
        corpus = one_article(text)
        sentences = fr.split_sentences(corpus).iloc[:1].assign(start=0, end=len(text))
        return calls_of(lambda: fr.find_voice(sentences, corpus, tagger=None))

    steps(1_000)
    assert steps(20_000) < 6 * steps(4_000)


def test_boilerplate_has_no_voice_and_every_other_sentence_has_one(demo):
    is_boilerplate = demo.sentences["kind"] == "boilerplate"
    assert is_boilerplate.any()
    assert ((demo.sentences["voice"] == "") == is_boilerplate).all()
    assert ((demo.sentences["voice_rule"] == "") == is_boilerplate).all()


def test_rows_in_any_order_get_their_own_voice(one_article):
    corpus = one_article("The mayor said it rained. It was cold. “It rained,” she added.")
    sentences = fr.split_sentences(corpus)
    order = random.Random(1).sample(range(len(sentences)), len(sentences))
    shuffled = fr.find_voice(sentences.iloc[order].reset_index(drop=True), corpus, tagger=None)
    assert (
        shuffled.sort_values("sentence_id").reset_index(drop=True).equals(fr.find_voice(sentences, corpus, tagger=None))
    )


WORDS = [
    ("The tyrant Ruk left.", "own", False),
    ("“The tyrant left,” she said.", "quotation", False),
    ("Ivo Pell said that the tyrant left.", "paraphrase", False),
    ("Critics say that the tyrant has left.", "paraphrase", False),
    ("The tyrant left, Ivo Pell said.", "paraphrase", False),
    ("According to Tal, the tyrant left.", "paraphrase", False),
    ("Dorn's press service said that the tyrant left.", "paraphrase", True),
    ("The Omran foreign ministry said that the tyrant left.", "paraphrase", True),
    ("Omra said that the tyrant left.", "paraphrase", True),
    ("Ivo Pell, Ruk's spokesman, said that the tyrant left.", "paraphrase", True),
    ("Omran opposition leader Ivo Pell said that the tyrant left.", "paraphrase", False),
    ("The Tallish ambassador to Omra said that the tyrant left.", "paraphrase", False),
    ("Dorn's press service spoke of “the tyrant”.", "quotation", True),
    ("The tyrant's spokesman said that it rained.", "own", False),
    ("As reported by Courier, the tyrant left.", "own", False),
    ("Couriers said that the tyrant left.", "paraphrase", False),
]


@pytest.fixture(scope="module")
def tyrants(small_lexicon):
    """The loaded name of each text."""
    corpus = corpus_of([row[0] for row in WORDS])
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon)
    return found[found["term_id"] == "tyrant"].set_index("article_id")


@pytest.mark.parametrize(("text", "stratum", "against_own_side"), WORDS)
def test_whose_word_a_loaded_name_is(text, stratum, against_own_side, tyrants):
    found = tyrants.loc[f"a{[row[0] for row in WORDS].index(text)}"]
    assert found[["stratum", "against_own_side"]].tolist() == [stratum, against_own_side]
    assert found["voice_of_term"] == ("outlet" if stratum == "own" else "source")


@pytest.mark.parametrize("before", ["", "“", "Anna Berg said that ", "According to witnesses, "])
def test_loaded_and_neutral_names_have_one_rule_of_voice(small_lexicon, before):
    """A rule for loaded names alone would take more of them from the outlet, and so select on the outcome."""
    after = "” she said." if before == "“" else "."
    corpus = corpus_of([f"{before}{name} left{after}" for name in ("The tyrant Ruk", "Ruk")])
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon)
    found = found[(found["kind"] == "naming") & (found["rule"].str.contains("name"))]
    assert found["form"].tolist() == ["loaded", "neutral"]
    assert len(set(found["stratum"])) == 1


def test_a_state_and_its_leader_are_one_side(small_lexicon):
    sides = Sides(NamingFinder(small_lexicon))
    assert sides.of("Ruk") == sides.of("Omra") == {"Ruk", "Omra"}
    assert sides.of("Tal") == {"Tal"}
    assert sides.would_say("Omra", "Ruk", "loaded", "positive")
    assert sides.would_say("Omra", "Ruk", "neutral", "")
    assert not sides.would_say("Omra", "Ruk", "loaded", "negative")


SPEAKERS = [
    ("“The road is closed,” said Sen. Anna Berg (D-Omra), who had seen it.", "Sen. Anna Berg"),
    ("Rep. Anna Berg (R-Omra) said the road was closed.", "Rep. Anna Berg"),
    ("Sen. Anna Berg, R-Omra, added that the road was closed.", "Sen. Anna Berg"),
    ("The road was closed, said Robert B. Pell, a lawyer.", "Robert B. Pell"),
    ("Berg, for her part, has denied that the road was closed.", "Berg"),
    ("Hadrel left early but has since said that the road was closed.", "Hadrel"),
    ("He focused the speech on what he said was a closed road.", "he"),
    ("The investment he claimed was lost was a road.", "he"),
    ("Many of Berg's allies say the road was closed.", "Berg's allies"),
    ("The road, she said, was closed.", "she"),
    ("The road is closed, records show.", "records"),
    ("A new poll shows Berg ahead of Pell by three points.", "new poll"),
    ("Berg criticized the closing of the road.", "Berg"),
    ("Berg called the old road a disgrace to the town.", "Berg"),
    ("“The road is closed,” the mayor shrugged.", "mayor"),
    ("Berg gave a short answer: “The road is closed.”", "Berg"),
]


@pytest.mark.parametrize(("text", "source"), SPEAKERS)
def test_the_speaker_is_the_subject_of_the_verb(text, source):
    assert voices_of(text, sentences_in(text))[0].reported[0].name == source


NO_NAMES = [
    "The mayor wants the road to be closed and says so.",
    "Even so, said the mayor, the road was closed.",
    "Of the roads that said nothing, two were closed.",
    "With Berg reportedly shouting “Go home”, the road was closed.",
    "But state funding is not the only reason.",
    "Aides haven't said whether the road was closed.",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_words_that_are_no_names_are_no_sources(text):
    sources = {voice.source for voice in voices_of(text, sentences_in(text))}
    assert sources <= {"", "mayor", "Berg", "Aides"}


def test_what_somebody_wants_is_a_report_but_not_the_voice_of_its_sentence():
    text = "Berg wants the old road to be closed."
    voice = voices_of(text, sentences_in(text))[0]
    assert (voice.voice, voice.reported[0].name, voice.reported[0].said) == ("narrator", "Berg", False)


PRONOUNS = [
    ("Mr. Berg said it rained. Ms. Pell said it snowed. He added that it was cold.", "Mr. Berg"),
    ("Mr. Berg said it rained. Ms. Pell said it snowed. She added that it was cold.", "Ms. Pell"),
    ("Anna Berg said it rained. She was sure. Ivo Pell said it snowed. She added that it was cold.", "Ivo Pell"),
]


@pytest.mark.parametrize(("text", "name"), PRONOUNS)
def test_a_pronoun_is_the_last_speaker_of_its_gender(text, name):
    assert voices_of(text, sentences_in(text))[-1].source == name


def test_turns_of_a_transcript_are_their_speakers_words():
    text = "BERG: The road is closed.\nIt will stay so.\nPELL: Why is it closed?\nBERG: Nobody knows.\n\nThey left."
    voices = voices_of(text, sentences_in(text))
    assert [voice.source for voice in voices] == ["BERG", "BERG", "PELL", "BERG", ""]
    assert voices[1].voice == "quote"
    assert voices[-1].voice == "narrator"


@pytest.mark.parametrize("headline", ["Berg: road will stay closed", "Road will stay closed – Berg"])
def test_a_headline_may_name_its_source_beside_it(headline):
    text = f"{headline}\n\nThe mayor of Omra, Anna Berg, spoke on Monday."
    assert voices_of(text, [(0, len(headline), "headline")])[0].source == "Berg"


@pytest.mark.parametrize(
    "headline", ["Berg: a portrait", "Long road – Berg", "Breaking: the road is closed", "Omra: road is closed"]
)
def test_what_stands_beside_a_headline_may_be_no_source(headline):
    text = f"{headline}\n\nIt rained in Omra on Monday."
    assert voices_of(text, [(0, len(headline), "headline")])[0].source == ""


def test_texts_in_another_language_are_read_by_their_marks_with_one_warning():
    german = "Die Stadt hat am Montag die Straße zum Hafen gesperrt. „Wir sind fertig“, sagte Anna Berg. " * 3
    corpus = corpus_of([german, german, "The mayor said that the road was closed on Monday by the town."])
    with pytest.warns(UserWarning, match="Only quotation marks are read in 2 of 3 articles"):
        found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert set(found["source"]) == {"", "mayor"}
    assert (found["voice"] == "mixed").any()


class FixedTagger:
    """Give the same attributions for every sentence that holds their words."""

    def __init__(self, *attributions):
        self.attributions = attributions

    def read(self, texts):
        return [[self.sentence(text, start, end) for start, end, _ in sentences] for text, sentences, _ in texts]

    def sentence(self, text, start, end):
        found = []
        for words in self.attributions:
            places = [text.find(part, start, end) if part else -1 for part in words]
            spans = [
                TaggedSpan(place, place + len(part), 0.9) if place >= 0 else None
                for place, part in zip(places, words, strict=True)
            ]
            if spans[0]:
                found.append(TaggedAttribution(*spans))
        return TaggedSentence(attributions=tuple(found))


def test_a_tagger_adds_what_the_rules_miss():
    text = "To Anna Berg the old road looks like a ruin."
    tagger = FixedTagger(("the old road looks like a ruin", None, "Anna Berg"))
    assert not voices_of(text, sentences_in(text))[0].reported
    one = voices_of(text, sentences_in(text), tagger=tagger)[0].reported[0]
    assert (one.name, one.found_by, text[one.start : one.end]) == (
        "Anna Berg",
        "tagger",
        "the old road looks like a ruin",
    )


def test_a_tagger_repeats_nothing_and_vetoes_weak_reports_only():
    text = "Berg said that it rained. Pell praised the old road."
    tagger = FixedTagger(("it rained", "said", "Berg"))
    found = [one for voice in voices_of(text, sentences_in(text), tagger=tagger) for one in voice.reported]
    assert [(one.name, one.found_by) for one in found] == [("Berg", "rules")]


def test_attributions_name_persons_once(one_article):
    text = "Anna Berg said it rained. “It rained,” Ms. Berg said. “It rained,” she said. It is what BERG feared."
    corpus = one_article(text)
    found = fr.find_attributions(fr.split_sentences(corpus), corpus, tagger=None)
    assert set(found["person"]) == {"Anna Berg"}
    assert found["source"].tolist()[:3] == ["Anna Berg", "Ms. Berg", "she"]
    assert found["marks"].tolist()[:3] == ["indirect", "direct", "direct"]
    assert found["n_words"].tolist()[:3] == [2, 2, 2]
    assert all(text[row.source_start : row.source_end] == row.source for row in found.itertuples())


def test_persons_are_merged_across_titles_but_not_across_the_ends_of_sentences_and_lines(one_article):
    text = (
        "Omran President Ivo Pell left Dorn. Pell said it rained.\nDorn\nPell added that it snowed. "
        "Dr. Anna Berg smiled. Berg claimed it was warm. They said it was cold."
    )
    corpus = one_article(text)
    found = fr.find_attributions(fr.split_sentences(corpus), corpus, tagger=None)
    assert found["person"].tolist() == ["Ivo Pell", "Ivo Pell", "Anna Berg", ""]


def test_a_quotation_within_a_report_is_one_attribution(one_article):
    corpus = one_article("Anna Berg said that the old road was “a disgrace”.")
    found = fr.find_attributions(fr.split_sentences(corpus), corpus, tagger=None)
    assert found["marks"].tolist() == ["mixed"]


def test_words_of_persons_are_counted_by_outlet():
    corpus = corpus_of(["Anna Berg said it rained."] * 3 + ["Ivo Pell said that it snowed all day."])
    found = fr.find_attributions(fr.split_sentences(corpus), corpus, tagger=None)
    table = fr.count_sources(found, corpus.articles).set_index("person")
    assert table["n_words"].to_dict() == {"Anna Berg": 6, "Ivo Pell": 4}
    assert table.loc["Anna Berg", "estimate"] == pytest.approx(0.6)
    assert table["estimate"].sum() == pytest.approx(1)
    assert (table["low"] < table["estimate"]).all()


@pytest.mark.parametrize("word", ["BERG: no.\n", "Berg criticized the ", "The poll shows “it ", "(a) Berg's claim of "])
def test_long_texts_take_linear_time(word):
    def steps(times):
        text = word * times
        return calls_of(lambda: voices_of(text, [(0, len(text), "body")]))

    steps(50)
    assert steps(2_000) < 6 * steps(400)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("And from Warden Pell:\n\n“The pass is closed, and it will stay closed.”", "Pell"),
        ("The warden said:\n\n“The pass is closed, and it will stay closed.”", "warden"),
        ("Ivo Pell, warden of Dell:\n\n“The pass is closed, and it will stay closed.”", "Ivo Pell"),
        ("“The pass is closed, and it will stay closed.”\n\n— Ivo Pell, warden of Dell", "Ivo Pell"),
        ("“The pass is closed, and it will stay closed.” (Ivo Pell, warden of Dell)", "Ivo Pell"),
        ("“The pass is closed, and it will stay closed.”\n\n-- Ivo Pell, a guide", "Ivo Pell"),
        ("“The pass is closed, and it will stay closed.”\n\n-- Ivo Pell (45), a guide", "Ivo Pell"),
        ("Then it was the turn of Ivo Pell:\n\n“The pass is closed, and it will stay closed.”", "Ivo Pell"),
        ("The warden had this to say:\n\n“The pass is closed, and it will stay closed.”", "warden"),
        ("From the mayor’s spokesman Ivo Pell:\n\n“The pass is closed, and it will stay closed.”", "Ivo Pell"),
    ],
)
def test_the_line_before_or_behind_a_quotation_names_its_speaker(text, source):
    voices = voices_of(text, sentences_in(text))
    assert next(voice.source for voice in voices if voice.voice == "quote").endswith(source)


@pytest.mark.parametrize("before", ["There was one more thing:", "This is how it went:", "Addendum:"])
def test_a_colon_without_a_speaker_announces_nobody(before):
    text = f"{before}\n\n“The pass is closed, and it will stay closed.”"
    assert voices_of(text, sentences_in(text))[-1].source == ""


@pytest.mark.parametrize(
    ("relative", "source"),
    [
        ("a senior guide who asked not to be named", "senior guide"),
        ("one driver who had seen the snow come", "driver"),
        ("a doctor whose car was lost", "doctor"),
    ],
)
def test_a_relative_clause_behind_the_speaker_is_no_speech(relative, source):
    (voice,) = voices_of(text := f"“The pass is gone,” said {relative}.", [(0, len(text), "body")])
    assert (voice.voice, voice.source) == ("quote", source)


@pytest.mark.parametrize(
    "quoted", ["That is all.", "Absolutely.", "This is Omra.", "Nobody did it.", "He is from Dell."]
)
def test_a_short_clause_in_marks_is_speech_and_no_title(quoted):
    text = f"“It snowed,” said Pell.\n\n“{quoted}”"
    assert [(one.voice, one.source) for one in voices_of(text, sentences_in(text))] == [("quote", "Pell")] * 2


def test_whoever_goes_on_in_marks_is_the_speaker_of_the_whole_quotation():
    text = "“It snowed,” said Pell.\n\n“It was cold. Nobody came. We waited. We slept. It was dark. We left.”"
    assert {one.source for one in voices_of(text, sentences_in(text))} == {"Pell"}


def test_a_quotation_that_was_never_opened_may_end_with_a_full_stop():
    text = "It snowed at noon.\n\nThe pass was gone and the guide slept.” Pell said."
    assert voices_of(text, sentences_in(text))[1].voice == "quote"


def test_hidden_characters_and_entities_hide_no_report(one_article):
    corpus = one_article("Snow\n\n“It isn&#39;t go\u00adne,” sa\u200bid Pe\u00adll.")
    found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert found[["voice", "source"]].values.tolist()[1:] == [["quote", "Pell"]]
    (row,) = fr.find_attributions(found, corpus, tagger=None).itertuples()
    assert corpus.text(row.article_id)[row.start : row.end] == "It isn&#39;t go\u00adne,"


@pytest.mark.parametrize(
    ("person", "role", "source"),
    [
        ("Ivo Pell, a guide from Dell,", "mayor", "mayor"),
        ("Ivo Pell, a guide from Dell,", "teacher", "teacher"),
        ("Ivo Pell, a former mayor,", "mayor", "mayor"),
        ("Ivo Pell, the mayor's brother,", "mayor", "mayor"),
        ("Ivo Pell, a spokesman for the mayor,", "mayor", "mayor"),
        ("Ivo Pell, the mayor of Dell,", "mayor", "Ivo Pell"),
        ("Mayor Ivo Pell", "mayor", "Ivo Pell"),
        ("Ivo Pell, a guide from Dell,", "guide", "Ivo Pell"),
        ("Ivo Pell, a professor in Dell,", "expert", "Ivo Pell"),
    ],
)
def test_a_role_is_whoever_was_introduced_so(person, role, source):
    text = f"{person} said that it snowed. The {role} said that the pass would be closed."
    assert voices_of(text, sentences_in(text))[1].source == source
