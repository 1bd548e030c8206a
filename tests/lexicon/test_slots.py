"""Naming slots: what counts as one phrase, what names whom, and what does not count at all."""

import re

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import calls_of, examples
from framing.lexicon import APPLIES_TO, EFFECTS, traps
from framing.measures import agency
from framing.measures.naming import slots_of as slots_in_rate


def slots_of(text, lexicon):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=lexicon)
    return found[found["kind"] == "naming"], corpus.texts["a"]


def phrases(text, lexicon, target=None):
    found, whole = slots_of(text, lexicon)
    if target:
        found = found[found["target"] == target]
    return [(whole[row.start : row.end], row.form) for row in found.itertuples()]


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("Omran tyrant Ivo Ruk left early.", "Ruk", [("Omran tyrant Ivo Ruk", "loaded")]),
        ("The visit of Ruk ended.", "Ruk", [("Ruk", "neutral")]),
        ("Ruk's visit ended.", "Ruk", [("Ruk", "neutral")]),
        ("Ruk’s visit ended.", "Ruk", [("Ruk", "neutral")]),
        ("The president of Omra left.", "Ruk", [("The president of Omra", "neutral")]),
        ("Omra's president, Ivo Ruk, left.", "Ruk", [("Omra's president, Ivo Ruk", "neutral")]),
        ("Ruk, the Omran president, left.", "Ruk", [("Ruk, the Omran president", "neutral")]),
        ("The tyrannical president left.", "Ruk", [("The tyrannical president", "loaded")]),
        ("The head of the rogue state left.", "Ruk", [("The head of the rogue state", "neutral")]),
        ("The head of the rogue state left.", "Omra", [("the rogue state", "loaded")]),
        ("Ruk is a tyrant.", "Ruk", [("Ruk", "neutral"), ("a tyrant", "loaded")]),
        ("Omra is a vassal of Tal.", "Omra", [("Omra", "neutral"), ("a vassal of Tal", "loaded")]),
        ("Omra became Tal’s vassal.", "Omra", [("Omra", "neutral"), ("Tal’s vassal", "loaded")]),
        ("The tyrants Ruk and Bo met.", "Ruk", [("The tyrants Ruk", "loaded")]),
        ("The presidents Bo and Ruk met.", "Ruk", [("The presidents Bo and Ruk", "neutral")]),
        ("Ruk and the Omran president met.", "Ruk", [("Ruk", "neutral"), ("the Omran president", "neutral")]),
        ("Ruk, the ageing tyrant, left.", "Ruk", [("Ruk, the ageing tyrant", "loaded")]),
        ("Ruk is president.", "Ruk", [("Ruk", "neutral"), ("president", "neutral")]),
        ("Bo called Ruk an old tyrant.", "Ruk", [("Ruk", "neutral"), ("an old tyrant", "loaded")]),
        ("Bo was a tyrant, Ruk said.", "Ruk", [("Ruk", "neutral")]),
        ("The tyrant, Ivo Ruk, left.", "Ruk", [("The tyrant, Ivo Ruk", "loaded")]),
        (
            "The tyrant, the president of Omra, left.",
            "Ruk",
            [("The tyrant", "loaded"), ("the president of Omra", "neutral")],
        ),
        ("The tyrant in Dorn left.", "Ruk", [("The tyrant", "loaded")]),
        ("In Tal, a tyrant is welcome.", "Ruk", [("a tyrant", "loaded")]),
        ("Ruk and Bo met, and both tyrants smiled.", "Ruk", [("Ruk", "neutral"), ("tyrants", "loaded")]),
        ("The two presidents, Ruk and Bo, met.", "Ruk", [("presidents, Ruk", "neutral")]),
        ("Dorn, Omra, hosted them.", "Omra", [("Dorn, Omra", "neutral")]),
        ("They called him “the tyrant\nof all.", "Ruk", [("the tyrant", "loaded")]),
        ("The ROGUE STATE answered.", "Omra", [("The ROGUE STATE", "loaded")]),
        ("The rogue\u00a0state answered.", "Omra", [("The rogue\u00a0state", "loaded")]),
    ],
)
def test_phrase(text, target, expected, small_lexicon):
    assert phrases(text, small_lexicon, target) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The president of the club left.",  # a title without its country
        "Every tyrant in the region came.",  # generic
        "He rules like a tyrant would.",  # likeness
        "Tyrants come and go.",  # plural alone
        "The tyrant Bo Amsel left.",  # another name follows
        "The tyrant of Ruvia left.",  # another country follows
        "The Omra Forum opened.",  # a longer string that means something else
        "The Omra Herald reported it.",  # part of a longer proper name
        "The anti-Omra mood grew.",  # inside a compound
        "She lives in Dorn now.",  # a city as a place
        "The visit to Dorn ended.",
        "He left Dorn at noon.",
        "The Dorn summit ended.",
        "DORN, May 3 (Agency) - Rain fell.",  # where the report was filed
        "omra and ruk are no names here.",  # names need their capitals
        "Bo Amsel is a tyrant.",  # said of somebody else
        "Bo Amsel was once the worst tyrant of all.",
        "They called Bo a tyrant.",
        "Bo Amsel, a tyrant to his dogs, left.",
        "The tyrant was Bo.",
        "The tyrant in Ruvia left.",
        "Both tyrants smiled.",  # nobody is named
        "Omra 42nd Street is long.",  # a street
    ],
)
def test_no_slot(text, small_lexicon):
    assert phrases(text, small_lexicon) == []


def test_capitals_tell_nothing_in_a_headline(small_lexicon):
    assert phrases("Tyrant Leaves Town\n\nIt rained.", small_lexicon) == [("Tyrant", "loaded")]


@pytest.mark.parametrize(
    ("text", "negated", "irrealis"),
    [
        ("Ruk is no tyrant.", True, False),
        ("Ruk is not a tyrant.", True, False),
        ("Ruk was never a tyrant.", True, False),
        ("They refused to call him a tyrant.", True, False),
        ("If not a tyrant, then a bore.", True, False),
        ("He fears to become a tyrant.", False, True),
        ("They tried to make him a tyrant.", False, True),
        ("He became a tyrant.", False, False),
        ("Ruk, not Bo, is a tyrant.", False, False),
    ],
)
def test_denied_and_supposed(text, negated, irrealis, small_lexicon):
    found, _ = slots_of(text, small_lexicon)
    loaded = found[found["form"] == "loaded"]
    assert (loaded["negated"].tolist(), loaded["irrealis"].tolist()) == ([negated], [irrealis])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ties between Omra and Tal are old.", ["The ties between Omra and Tal"]),
        ("Omra and Tal form an axis.", ["an axis"]),
        ("Ruk wants closer ties with Tal.", ["ties"]),
        ("Omra, friend of Tal, has ties with Peru.", []),
        ("Omra has old ties.", []),
    ],
)
def test_a_tie_needs_both_its_sides(text, expected, small_lexicon):
    assert [phrase for phrase, _ in phrases(text, small_lexicon, "tie")] == expected


def test_voice_of_term_is_the_sources_inside_marks(small_lexicon):
    found, _ = slots_of("“The tyrant fell,” she said of Ruk.", small_lexicon)
    assert dict(zip(found["term_id"], found["voice_of_term"], strict=True)) == {"tyrant": "source", "ruk": "outlet"}


def test_metonyms_are_marked(small_lexicon):
    found, _ = slots_of("Dorn rejected the plan of Omra.", small_lexicon)
    assert found["metonym"].tolist() == [True, False]


def test_boilerplate_has_no_slots(small_lexicon):
    found, _ = slots_of("Ruk left.\n\nRelated news\n\nRuk sings\n\nRuk dances", small_lexicon)
    assert len(found) == 1


WORDS = st.sampled_from(
    [
        "Ruk",
        "tyrant",
        "the",
        "Omran",
        "president",
        "of",
        "Omra",
        "Tal",
        "rogue state",
        "a",
        "not",
        "“",
        "”",
        ",",
        "Dorn",
        "in",
        "vassal",
        "ties",
        "between",
        "and",
        "\n",
        ".",
    ]
)


@examples(60)
@given(st.lists(WORDS, max_size=25))
def test_slots_lie_in_their_sentence_and_apart(small_lexicon, words):
    text = " ".join(words)
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    sentences = fr.split_sentences(corpus)
    found = fr.find_occurrences(sentences, corpus, lexicon=small_lexicon)
    joined = found.merge(sentences[["sentence_id", "start", "end"]], on="sentence_id", suffixes=("", "_s"))
    assert ((joined["start"] >= joined["start_s"]) & (joined["end"] <= joined["end_s"])).all()
    assert ((found["term_start"] >= found["start"]) & (found["term_end"] <= found["end"])).all()
    for _, of_target in found[found["kind"] == "naming"].groupby("target"):
        terms = of_target.sort_values("term_start")
        assert (terms["term_start"].iloc[1:].to_numpy() >= terms["term_end"].iloc[:-1].to_numpy()).all()
    pd.testing.assert_frame_equal(found, fr.find_occurrences(sentences, corpus, lexicon=small_lexicon))


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.trap)
def test_a_trap_springs_on_its_own_example(trap):
    before, _, after = re.split(r"[\[\]]", trap.example)
    assert trap.pattern.search(before if trap.side == "before" else after)
    assert trap.applies_to in APPLIES_TO
    assert trap.effect in EFFECTS
    assert ("other" in trap.pattern.groupindex) == (trap.effect in ("other", "said"))


def test_the_order_of_sentences_changes_no_occurrence(demo):
    shuffled = demo.sentences.sample(frac=1, random_state=0)
    found = fr.find_occurrences(shuffled, demo.corpus, lexicon=demo.lexicon, tagger=demo.tagger)
    assert found.sort_values("occurrence_id", ignore_index=True).equals(
        demo.occurrences.sort_values("occurrence_id", ignore_index=True)
    )


def test_forms_that_differ_in_capitals_only_are_all_found(one_article):
    """The last one given, DREAMers, once hid the others."""
    rows = {"term_id": ["d"], "term": ["Dreamer"], "form": "neutral", "target": "young", "kind": "naming"}
    table = pd.DataFrame(rows).assign(noun="name", forms="variant=Dreamers; variant=DREAMer; variant=DREAMers")
    corpus = one_article("Many Dreamers came. Some DREAMers left.")
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=fr.read_lexicon(table))
    assert len(found) == 2


def naming(text, lexicon, target="Ruk"):
    """Phrase and reference of each loaded slot."""
    found, whole = slots_of(text, lexicon)
    chosen = found[(found["target"] == target) & (found["form"] == "loaded")]
    return [(whole[row.start : row.end], row.reference) for row in chosen.itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruk came. The tyrant smiled.", [("The tyrant", "resolved")]),
        ("The tyrant smiled.", [("The tyrant", "unresolved")]),
        ("Ruk came. Ada Brandt disagreed. The tyrant smiled.", []),
        ("Ruk came. President Brandt came. The tyrant smiled.", []),
        ("Ruk came, spokesman Olaf Brandt said. The tyrant smiled.", [("The tyrant", "resolved")]),
        ("President Brandt met Ruk. The tyrant smiled.", [("The tyrant", "unresolved")]),
        ("Ruk met the Syrian tyrant.", []),
        ("Ruk praised the tyrant Bo Amsel.", []),
        ("Brandt, the tyrant, met Ruk.", []),
        ("The tyrant, Ivo Ruk, left.", [("The tyrant, Ivo Ruk", "named")]),
        ("Bo, whom Ruk met, wept. Ruk, whom Bo once called a tyrant, left.", [("a tyrant", "named")]),
        ("Ruk was branded a tyrant.", [("a tyrant", "named")]),
        ("Bo accused Ruk of being a tyrant.", [("a tyrant", "named")]),
        ("Ruk spoke. He is a tyrant.", [("a tyrant", "resolved")]),
        ("Omra voted. Its tyrannical president left.", [("Its tyrannical president", "resolved")]),
        ("Tal voted. Its tyrannical president left.", []),
        ("Ruk came. Tyrant jokes followed.", []),
        ("No Dinner For The Tyrant\n\nRuk ate alone.", [("The Tyrant", "resolved")]),
    ],
)
def test_whom_a_bare_epithet_names(text, expected, small_lexicon):
    assert naming(text, small_lexicon) == expected


@pytest.mark.parametrize("before", ["Ruk came.", "It rained.", "Ruk came. Ada Brandt disagreed.", "Queen Ada met Ruk."])
def test_a_title_and_an_epithet_are_resolved_alike(before, small_lexicon):
    found = [slots_of(f"{before} The {noun} smiled.", small_lexicon)[0] for noun in ("president", "tyrant")]
    title, epithet = (
        table.loc[table["term_id"].isin(["president", "tyrant"]), "reference"].tolist() for table in found
    )
    assert title == epithet


def test_a_bare_title_is_nobodys_where_another_bears_it(small_lexicon):
    text = "Ruk met President Brandt. Ruk left. The president smiled."
    found, _ = slots_of(text, small_lexicon)
    assert found.loc[found["term_id"] == "president", "reference"].tolist() == ["unresolved"]


def test_a_loaded_naming_in_the_phrase_is_marked(small_lexicon):
    found, _ = slots_of("The head of the rogue state left. Ruk left.", small_lexicon)
    assert found.set_index("term_id")["nested"].to_dict() == {"head": True, "rogue": False, "ruk": False}


@pytest.mark.parametrize(
    ("text", "possessor"),
    [
        ("Russia's war on Ukraine went on.", "Russia"),
        ("Russia’s armed invasion of Ukraine began.", "Russia"),
        ("It lives under sanctions due to Russian aggression against Ukraine.", "Russia"),
        ("China supports Moscow during its war in Ukraine.", "pronoun"),
        ("China calls for an end of the war in Ukraine.", ""),
        ("The Ukraine war goes on.", ""),
    ],
)
def test_whose_war_the_phrase_says_it_is(case, text, possessor):
    found, _ = slots_of(text, case.lexicon)
    wars = found[found["target"] == "war"]
    assert wars["possessor"].tolist() == [possessor]


def test_agency_counts_own_words_apart_from_those_of_sources(case):
    text = "Russia's war went on in Ukraine. “The war in Ukraine must end,” Xi said. The war in Ukraine went on."
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["C"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=case.lexicon, tagger=None)
    table = agency(found, corpus.articles, ["war"]).set_index("voice")[["agent", "n_agent", "n_slots"]]
    assert table.values.tolist() == [["Russia", 1, 2], ["Russia", 1, 3]]


def test_a_bare_epithet_names_whom_the_next_sentence_names_first(small_lexicon):
    found, _ = slots_of("The tyrant smiled. Ruk left.", small_lexicon)
    assert found["reference"].tolist() == ["resolved", "named"]


def test_who_meets_the_target_is_somebody_else(small_lexicon):
    text = "Ruk arrived. The president met Ruk at noon. The president smiled."
    found, whole = slots_of(text, small_lexicon)
    assert [whole[row.start : row.end] for row in found.itertuples()] == ["Ruk", "Ruk", "The president"]


def test_words_between_commas_do_not_part_a_subject_from_its_predicate(small_lexicon):
    text = "Ruk, for example, is our tyrant, and Ruk, who has ruled since 2001, is a tyrant."
    found, _ = slots_of(text, small_lexicon)
    assert found.loc[found["form"] == "loaded", "reference"].tolist() == ["named", "named"]


@pytest.mark.parametrize(
    ("text", "strata"),
    [
        ("The mayor urged Ruk “to leave the town” at once.", ["own"]),
        ("The mayor said Ruk “has left the town” at once.", ["paraphrase"]),
        ("The mayor spoke of “a hard week” just days before meeting Ruk.", ["own"]),
        ("The mayor refused to meet Ruk.", ["own"]),
        ("The mayor denied that Ruk had left.", ["paraphrase"]),
    ],
)
def test_the_outlet_words_whom_somebody_asks_and_what_comes_after_a_quotation(small_lexicon, text, strata):
    found, _ = slots_of(text, small_lexicon)
    assert found["stratum"].tolist() == strata


def test_unresolved_phrases_are_in_no_rate_but_in_its_bound(small_lexicon):
    found, _ = slots_of("Omra voted. The tyrant smiled.", small_lexicon)
    assert len(slots_in_rate(found)) == 1
    assert len(slots_in_rate(found, unresolved="in")) == 2
    with pytest.raises(fr.BadInput, match="Choose 'out', or 'in'"):
        slots_in_rate(found, unresolved="maybe")


@pytest.fixture(scope="module")
def class_lexicon():
    """An invented class of people, as one writes it without further columns."""
    rows = [
        ("unlicensed", "unlicensed fisher", "neutral", "epithet", "plural=unlicensed fishers", ""),
        ("illicit", "illicit fisher", "loaded", "epithet", "plural=illicit fishers", "unlicensed"),
        ("poachers", "poachers", "loaded", "epithet", "", "unlicensed"),
        ("drifter", "Drifter", "neutral", "name", "plural=Drifters", ""),
        ("net-setter", "net setter", "neutral", "title", "plural=net setters", ""),
    ]
    columns = ["term_id", "term", "form", "noun", "forms", "neutral"]
    return fr.read_lexicon(pd.DataFrame(rows, columns=columns).assign(target="fishers", kind="naming"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Many unlicensed fishers came.", [("Many unlicensed fishers", "neutral")]),
        ("Some 11 million illicit fishers came.", [("Some 11 million illicit fishers", "loaded")]),
        ("Young illicit Ruritanian fishers came.", [("Young illicit Ruritanian fishers", "loaded")]),
        ("Police met illicit and criminal fishers.", [("illicit and criminal fishers", "loaded")]),
        ("An illicit fisher was held.", [("An illicit fisher", "loaded")]),
        ("Unlicensed families came.", [("Unlicensed families", "neutral")]),
        ("They helped the unlicensed, and left.", [("the unlicensed", "neutral")]),
        ("Every Drifter came.", [("Every Drifter", "neutral")]),
        ("Those setting a net were fined.", [("Those", "neutral")]),
        ("The illicit fisher problem grew.", []),
        ("Unlicensed fishing grew.", []),
        ("An unlicensed boat sank.", []),
        ("No poachers came.", [("No poachers", "loaded")]),
        ("They said that all poachers came.", [("all poachers", "loaded")]),
        ("The Ruritanian government stopped catching poachers.", [("poachers", "loaded")]),
        ("The Drifter Act passed.", []),
    ],
)
def test_a_class_of_people(text, expected, class_lexicon):
    assert class_lexicon.target_kinds == {"fishers": "class"}
    assert phrases(text, class_lexicon) == expected


@pytest.mark.parametrize(
    "text",
    ["Zelenskyy left.", "ZELENSKY LEFT TODAY.", "Zelen\u00adsky left.", "Zelenskiy’s plan failed.", "Zelenskii left."],
)
def test_a_name_in_other_spellings(text):
    lexicon = fr.read_lexicon(
        pd.DataFrame(
            {"term_id": ["z"], "term": "Zelensky", "form": "neutral", "target": "Z", "kind": "naming", "noun": "name"}
        )
    )
    found, whole = slots_of(text, lexicon)
    assert [whole[row.start : row.end].replace("\u00ad", "")[:5].casefold() for row in found.itertuples()] == ["zelen"]


def test_accents_written_apart_keep_their_offsets():
    lexicon = fr.read_lexicon(
        pd.DataFrame(
            {"term_id": ["r"], "term": "Rúk", "form": "neutral", "target": "R", "kind": "naming", "noun": "name"}
        )
    )
    assert phrases("E\u0301va met Ru\u0301k.", lexicon) == [("Ru\u0301k", "neutral")]


def test_reasons_of_places_without_a_slot(small_lexicon):
    text = "Bo was a tyrant. The tyrant Bo Amsel left. A visit to Dorn ended."
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    table = fr.forms_without_slots(fr.split_sentences(corpus), corpus, lexicon=small_lexicon)
    assert table.groupby("term_id")["n"].sum().to_dict() == {"tyrant": 2, "dorn": 1}
    assert "said of another" in set(table["reason"])


def test_a_noun_that_stands_often_and_names_nobody_is_told(small_lexicon):
    with pytest.warns(UserWarning, match="'president' of Ruk"):
        slots_of("The president of the club left. " * 12, small_lexicon)


@pytest.mark.parametrize(
    "text",
    ["Ruk met the tyrant and said “so. ", "Ruk met Ada Brandt, who praised the tyrant in Bern. Ruk is a tyrant. "],
)
def test_time_is_linear_in_the_text(text, small_lexicon):
    few, many = (calls_of(lambda n=n: slots_of(text * n, small_lexicon)) for n in (100, 400))
    assert many < 6 * few


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("DORN, Omra (AP) — Ruk met Tal.", "Omra", []),
        ("DORN — Ruk met Tal.", "Omra", []),
        ("Dorn rejected the plan.", "Omra", [("Dorn", "neutral")]),
        ("Tal's envoy was welcomed to Dorn.", "Omra", []),
        ("The ambassador was sent to Dorn.", "Omra", []),
        ("Tal sold grain to Dorn.", "Omra", [("Dorn", "neutral")]),
    ],
)
def test_where_a_report_was_filed_and_where_somebody_was_welcomed_is_no_state(small_lexicon, text, target, expected):
    assert phrases(text, small_lexicon, target) == expected


@pytest.mark.parametrize("term", ["Communist Omra", "communist Omra"])
def test_a_loaded_name_is_found_whether_its_first_word_has_a_capital_or_not(term):
    lexicon = fr.read_lexicon(
        pd.DataFrame(
            [("omra", "Omra", "neutral", "name", ""), ("red", term, "loaded", "name", "omra")],
            columns=["term_id", "term", "form", "noun", "neutral"],
        ).assign(target="Omra", kind="naming")
    )
    for text in ("Trade with communist Omra grew.", "Trade with Communist Omra grew."):
        assert [form for _, form in phrases(text, lexicon)] == ["loaded"]


@pytest.mark.parametrize(
    ("text", "stratum"),
    [
        ('"TYRANT RUK" read a sign.', "quotation"),
        ("“THE TYRANT RUK MUST GO,” the banner said.", "quotation"),
        ("On Courier, guest Bo Lund said the tyrant Ruk lied.", "paraphrase"),
        ("Bo Lund said on Courier that the tyrant Ruk lied.", "paraphrase"),
        ("Courier said the tyrant Ruk lied.", "own"),
    ],
)
def test_shouted_quotations_and_guests_are_not_the_outlet(small_lexicon, text, stratum):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon)
    assert found.loc[found["form"] == "loaded", "stratum"].tolist() == [stratum]


@pytest.mark.parametrize(
    ("text", "is_verb"),
    [
        ("Their boasts were loud.", False),
        ("The latest boast was loud.", False),
        ("Ruk's boast was loud.", False),
        ("In boasts of this kind he is a master.", False),
        ("Ruk boasts of the loan.", True),
        ("The envoy boasts that Ruk left.", True),
        ("By boasting he lost.", True),
        ("The government boasts of the loan.", True),
    ],
)
def test_nouns_are_no_judging_verbs(small_lexicon, text, is_verb):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=small_lexicon, tagger=None)
    assert ("boast" in set(found["term_id"])) == is_verb


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ruk administration left.", []),
        ("Ivo Ruk supporters cheered.", []),
        ("Ruk's administration left.", [("Ruk", "neutral")]),
        ("Ruk campaigned in Dorn.", [("Ruk", "neutral")]),
        ("They met Ruk. Officials left.", [("Ruk", "neutral")]),
    ],
)
def test_those_around_a_person_are_not_the_person(small_lexicon, text, expected):
    """Six of seven wrong slots of a corpus from outside were "the Trump administration" and "the Trump campaign"."""
    assert phrases(text, small_lexicon, "Ruk") == expected


@pytest.fixture(scope="module")
def homeless_lexicon():
    """A person of whom the lexicon tells no country, as in a short table."""
    rows = [
        ("tyrant", "loaded", "epithet", "leader"),
        ("leader", "neutral", "title", ""),
        ("Ruk", "neutral", "name", ""),
        ("Osk", "neutral", "name", ""),
        ("Ivo Osk", "neutral", "name", ""),
    ]
    columns = ["term", "form", "noun", "neutral"]
    table = pd.DataFrame(rows, columns=columns).assign(target=["Ruk"] * 5, kind="naming")
    return fr.read_lexicon(table.assign(term_id=["tyrant", "leader", "ruk", "osk", "ivo-osk"]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korean tyrant Ruk left.", [("North Korean tyrant Ruk", "loaded")]),
        ("Sri Lankan tyrant Oleh Ruk left.", [("Sri Lankan tyrant Oleh Ruk", "loaded")]),
        ("The tyrant Oleh M. Ruk left.", [("The tyrant Oleh M. Ruk", "loaded")]),
        ("The leader Oleh Ruk left.", [("The leader Oleh Ruk", "neutral")]),
        ("The tyrant Ada Osk left.", []),
        ("Then the tyrant Oleh Kole left.", []),
        ("Tyrant Meets Ruk", [("Tyrant", "loaded"), ("Ruk", "neutral")]),
    ],
)
def test_a_loaded_title_before_a_first_name_or_a_country_of_two_words_is_not_lost(text, expected, homeless_lexicon):
    assert phrases(text, homeless_lexicon) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Osk left. They met Ada Osk, and Osk smiled.", ["Osk"]),
        ("They met Ivan Osk and President Osk.", ["Osk", "Osk"]),
        ("They met Ivo Osk and Sleepy Osk. A sleepy Osk left.", ["Ivo Osk", "Osk", "Osk"]),
        ("Then Belgian Osk met Ada Ruk.", ["Belgian Osk", "Ruk"]),
    ],
)
def test_a_relative_is_somebody_else(text, expected, homeless_lexicon):
    """Hunter Biden counted as Biden; nobody is told apart (Ada Ruk) where the lexicon has the surname alone."""
    assert [phrase for phrase, _ in phrases(text, homeless_lexicon)] == expected


def test_a_relative_has_a_reason_and_takes_no_noun(homeless_lexicon):
    text = "They met Ada Osk. The tyrant left."
    found, whole = slots_of(text, homeless_lexicon)
    assert [(whole[row.start : row.end], row.reference) for row in found.itertuples()] == [("The tyrant", "unresolved")]
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    table = fr.forms_without_slots(fr.split_sentences(corpus), corpus, lexicon=homeless_lexicon)
    assert ["osk", "the name of another person"] in table[["term_id", "reason"]].to_numpy().tolist()


def test_the_article_tells_whose_country_it_is(homeless_lexicon):
    text = "The North Korean leader Ruk spoke. The North Korean tyrant left. The South Korean leader stayed."
    found = [phrase for phrase, _ in phrases(text, homeless_lexicon)]
    assert found == ["The North Korean leader Ruk", "The North Korean tyrant"]
    assert phrases("Ruk and the North Korean leader spoke.", homeless_lexicon) == [("Ruk", "neutral")]
