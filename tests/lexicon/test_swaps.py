"""Swaps: every sentence below was read and rewritten by hand before the code had seen it."""

import pandas as pd
import pytest
import regex
from hypothesis import given, settings, strategies as st

import framing as fr
from conftest import DATA
from framing.lexicon import (
    a_or_an,
    capitalized,
    is_plural,
    swapped_sentences,
    swapped_slots,
    swaps_not_made,
    with_fitting_article,
)
from framing.lexicon.terms import forms_of
from framing.schema import TABLES
from framing.tables import read_csv, validate

BY_HAND = read_csv(DATA / "swaps_by_hand.csv")

NOT_MADE = [
    ("freehadrel-3:18.02", "heron-name", "a name cannot replace a class noun or a predicate"),
    ("courier-2:22.01", "oldane-name", "a name cannot replace a class noun or a predicate"),
    ("upland-2:06.02", "verb-say", "the context does not allow every verb of saying"),
    ("perrant-1:18.01", "tie-partnership", "a verb may have to agree with the number"),
    ("perrant-1:03.02", "vescaro-government", "the context names a place, and the new term is not a place"),
    ("perrant-3:02.02", "oldane-haggler", "a comma replaces 'and' in the headline"),
    ("courier-1:04.01", "tresk-father", "a phrase with 'of' cannot precede a name"),
    ("freehadrel-2:20.03", "(omit)", "no rule for this kind of expression"),
]


@pytest.fixture(scope="module")
def swaps(demo):
    return fr.find_swaps(demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)


@pytest.fixture(scope="module")
def refused(demo):
    return swaps_not_made(demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)


@pytest.fixture(scope="module")
def sentences(demo, swaps):
    found = swapped_sentences(swaps, demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)
    return dict(zip(swaps["swap_id"], found, strict=True))


@pytest.mark.parametrize("case", list(BY_HAND.itertuples()), ids=lambda case: f"{case.occurrence_id}~{case.term_in}")
def test_written_by_hand(case, swaps, sentences):
    swap_id = f"{case.occurrence_id}~{case.term_in}"
    assert sentences[swap_id] == case.sentence
    assert swaps.set_index("swap_id").loc[swap_id, "direction"] == case.direction


def test_enough_is_written_by_hand():
    assert BY_HAND["direction"].value_counts().to_dict() == {"to_neutral": 26, "to_loaded": 22, "": 8}


@pytest.mark.parametrize(("occurrence_id", "term_in", "reason"), NOT_MADE)
def test_no_bad_sentence_is_made(occurrence_id, term_in, reason, refused):
    assert refused.set_index("swap_id").loc[f"{occurrence_id}~{term_in}", "reason"] == reason


def all_changed(tasks, lexicon):
    """For each (text, term_out, term_in) the first sentence of the text as swapped, where there is a swap."""
    texts = {f"a{number}": text for number, (text, _, _) in enumerate(tasks)}
    corpus = fr.read_articles(pd.DataFrame({"article_id": texts.keys(), "outlet": "Courier", "text": texts.values()}))
    sentences = fr.split_sentences(corpus)
    found = fr.find_occurrences(sentences, corpus, lexicon=lexicon)
    swaps = fr.find_swaps(found, sentences, corpus, lexicon=lexicon)
    new = swapped_sentences(swaps, found, sentences, corpus, lexicon=lexicon)
    key = zip(swaps["article_id"], swaps["term_out"], swaps["term_in"], strict=True)
    first = dict(reversed(list(zip(key, new, strict=True))))
    keys = {(f"a{number}", out, into): (text, out, into) for number, (text, out, into) in enumerate(tasks)}
    return {task: first[key] for key, task in keys.items() if key in first}


def changed(text, term_out, term_in, lexicon):
    return list(all_changed([(text, term_out, term_in)], lexicon).values())


@pytest.mark.parametrize(
    ("text", "term_out", "term_in", "expected"),
    [
        ("Tresk is an autocrat.", "tresk-autocrat", "tresk-leader", "Tresk is a leader."),
        ("Tresk is “an autocrat”.", "tresk-autocrat", "tresk-president", "Tresk is “a president”."),
        ("They met Tresk, an “autocrat”.", "tresk-autocrat", "tresk-leader", "They met Tresk, a “leader”."),
        ("Tresk was an old strongman.", "tresk-strongman", "tresk-president", "Tresk was an old president."),
        (
            "The dictators Tresk and Amadar met.",
            "tresk-dictator",
            "tresk-president",
            "Presidents Tresk and Amadar met.",
        ),
        ("Presidents Tresk and Amadar met.", "tresk-president", "tresk-despot", "The despots Tresk and Amadar met."),
        ("She called the dictator Tresk.", "tresk-dictator", "tresk-president", "She called President Tresk."),
        ("The father of the uplands' train left.", "tresk-father", "tresk-president", "The president's train left."),
        (
            "The president of Galvora's train left.",
            "tresk-president",
            "tresk-father",
            "The father of the uplands' train left.",
        ),
        ("In Hadrel the STRONGMAN spoke.", "tresk-strongman", "tresk-leader", "In Hadrel the LEADER spoke."),
        (
            "Quiet Capital Watches Nation-Builder Leave\n\nIt rained.",
            "tresk-nation-builder",
            "tresk-head-of-state",
            "Quiet Capital Watches Head of State Leave",
        ),
        ("This rogue state is small.", "galvora-rogue-state", "galvora-name", "Galvora is small."),
        ("A weakened Galvora gave in.", "galvora-name", "galvora-hadrel", "A weakened Hadrel gave in."),
        ("A weakened Galvora gave in.", "galvora-name", "galvora-rogue-state", None),
        ("The Galvora talks ended.", "galvora-name", "galvora-rogue-state", None),
        ("The axis of Galvora and Vescaro holds.", "tie-axis", "tie-relations", None),
        ("Ostley boasts that Tresk will come.", "verb-boast", "verb-say", "Ostley says that Tresk will come."),
        ("Ostley went on boasting: “We won.”", "verb-boast", "verb-say", "Ostley went on saying: “We won.”"),
        ("It is Ostley’s boast that he won.", "verb-boast", "verb-say", None),
        ("He is a visionary engineer.", "mod-visionary", "(omit)", "He is an engineer."),
        ("Visionary engineers came.", "mod-visionary", "(omit)", "Engineers came."),
        ("The engineer is visionary.", "mod-visionary", "(omit)", None),
    ],
)
def test_grammar(text, term_out, term_in, expected, demo):
    assert changed(text, term_out, term_in, demo.lexicon) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "term_out", "term_in", "expected"),
    [
        ("The tyrannical president left.", "tyrant", "president", "The president left."),
        ("The tyrannical head left.", "tyrant", "president", "The president left."),
        ("The vassal of Tal answered.", "vassal", "omra", "Omra answered."),
        ("Omra became Tal’s vassal.", "vassal", "omra", None),
        ("He left the rogue state.", "rogue", "omra", "He left Omra."),
    ],
)
def test_adjectives_and_placeholders(text, term_out, term_in, expected, small_lexicon):
    assert changed(text, term_out, term_in, small_lexicon) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("article", "words"),
    [
        (
            "an",
            "hour heir honest honour MP EU FBI X-ray 8 11 18 80 umbrella unimportant uninvited NGO only autocrat",
        ),
        (
            "a",
            "European unit unique one-party once UN NATO US Ukrainian use usurper 1 7 100 university Kremlin",
        ),
    ],
)
def test_the_article_goes_by_sound(article, words):
    assert [word for word in words.split() if a_or_an(word) != article] == []


def test_articles_are_changed_only_where_there_is_one():
    assert with_fitting_article("Banana, ", "autocrat") == "Banana, "
    assert with_fitting_article("Is a ", "autocrat") == "Is an "
    assert with_fitting_article("A ", "autocrat") == "An "


def test_plural_by_its_ending():
    assert [is_plural(word) for word in ("axis", "boss", "nation-builders", "status", "strongman")] == [
        False,
        False,
        True,
        False,
        False,
    ]


ARTICLE = regex.compile(r"(?i)\ban?(\s+\W*)$")


def test_everything_outside_the_slot_keeps_its_characters(demo, swaps, sentences):
    places = demo.occurrences.set_index("occurrence_id")
    bounds = demo.sentences.set_index("sentence_id")
    for swap in swaps.itertuples():
        place, sentence = places.loc[swap.occurrence_id], bounds.loc[swap.sentence_id]
        text, new = demo.corpus.texts[swap.article_id], sentences[swap.swap_id]
        before, after = text[sentence["start"] : place["start"]], text[place["end"] : sentence["end"]]
        assert new.startswith(ARTICLE.sub("", before))
        assert new.endswith(after.lstrip("'’s \n") if swap.term_in != "(omit)" else after[2:])
        assert new != text[sentence["start"] : sentence["end"]]


NAMES = [
    "Ruk",
    "tyrant",
    "TYRANT",
    "Omran",
    "president",
    "presidents",
    "Omra",
    "Omra’s",
    "Tal’s",
    "rogue state",
    "vassal",
]
OTHERS = ["the", "The", "a", "an", "of", "in", "and", "that", "not", "said", "boasted", "harsh", "vassal", "Dorn"]
WORDS = st.sampled_from([*NAMES, *OTHERS, "“", "”", "(", ")", ",", ".", "’s", "'", "\n"])


TEXTS = st.lists(WORDS, max_size=25).map(lambda words: " ".join(["It", *words]))


@settings(max_examples=5)
@given(st.lists(TEXTS, min_size=12, max_size=12))
def test_whatever_the_text_its_other_words_stay(small_lexicon, texts):
    ids = [f"a{number}" for number in range(len(texts))]
    corpus = fr.read_articles(pd.DataFrame({"article_id": ids, "outlet": "Courier", "text": texts}))
    bounds = fr.split_sentences(corpus)
    found = fr.find_occurrences(bounds, corpus, lexicon=small_lexicon)
    swaps = fr.find_swaps(found, bounds, corpus, lexicon=small_lexicon)
    new = swapped_sentences(swaps, found, bounds, corpus, lexicon=small_lexicon)
    places = found.merge(bounds, on="sentence_id", suffixes=("", "_s")).set_index("occurrence_id")
    for swap, sentence in zip(swaps.itertuples(), new, strict=True):
        place, text = places.loc[swap.occurrence_id], corpus.texts[swap.article_id]
        assert sentence.startswith(ARTICLE.sub("", text[place["start_s"] : place["start"]]))
        assert sentence.endswith(text[place["end"] : place["end_s"]].lstrip("'’s \n")[1:])


def test_no_double_space_and_no_lost_capital(sentences):
    assert [new for new in sentences.values() if "  " in new or new.lstrip("“\"«'‘")[0].islower()] == []


def test_rows_are_sorted_and_refer_to_what_is_there(demo, swaps):
    assert swaps.equals(validate(swaps, "swaps", "swaps"))
    assert swaps.equals(swaps.sort_values(list(TABLES["swaps"].order), ignore_index=True))
    assert set(swaps["occurrence_id"]) <= set(demo.occurrences["occurrence_id"])
    pairs = set(demo.lexicon.pairs["pair_id"])
    assert set(swaps.loc[swaps["kind"] == "pair", "pair_id"]) <= pairs
    assert not set(swaps.loc[swaps["kind"] == "placebo", "pair_id"]) & pairs
    assert not swaps["term_in"].eq(swaps["term_out"]).any()


def test_the_order_of_occurrences_changes_no_swap(demo, swaps, sentences):
    shuffled = demo.occurrences.sample(frac=1, random_state=0)
    again = fr.find_swaps(shuffled, demo.sentences.iloc[::-1], demo.corpus, lexicon=demo.lexicon)
    assert again.equals(swaps)
    some = swaps.sample(50, random_state=1)
    found = swapped_sentences(some, shuffled, demo.sentences, demo.corpus, lexicon=demo.lexicon)
    assert found.tolist() == some["swap_id"].map(sentences).tolist()
    assert found.index.equals(some.index)


def test_every_counterpart_is_swapped_or_has_its_reason(demo, swaps, refused):
    assert not set(refused["swap_id"]) & set(swaps["swap_id"])
    loaded = demo.occurrences[demo.occurrences["form"] == "loaded"]
    assert set(loaded["occurrence_id"]) <= set(swaps["occurrence_id"]) | set(refused["occurrence_id"])
    assert refused["reason"].str.len().min() > 10


def test_a_swap_inside_quotation_marks_says_so(swaps):
    quoted = swaps.set_index("swap_id")["quoted"]
    assert quoted["freehadrel-1:18.01~tresk-leader"]
    assert not quoted["freehadrel-1:13.01~galvora-name"]


def test_a_swap_of_another_lexicon_is_refused(demo, swaps):
    other = swaps.head(1).assign(swap_id="courier-1:02.01~nobody")
    with pytest.raises(fr.BadInput, match=r"line 2, column 'swap_id': found 'courier-1:02.01~nobody'"):
        swapped_sentences(other, demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)


def test_occurrences_without_the_rule_of_their_voice_are_refused(demo):
    with pytest.raises(fr.BadInput, match="voice_rule"):
        fr.find_swaps(demo.occurrences.drop(columns="voice_rule"), demo.sentences, demo.corpus, lexicon=demo.lexicon)


def test_private_texts_are_asked_for(case):
    occurrences = case.occurrences.assign(voice_rule="")
    with pytest.raises(fr.TextNotAvailable):
        fr.find_swaps(occurrences, case.sentences, case.corpus, lexicon=case.lexicon)


ONE_TO_ONE = pd.DataFrame(
    [
        ("tyrant", "ageing tyrant", "loaded", "Ruk", "epithet", "the", "plural=ageing tyrants", "marshal"),
        ("marshal", "marshal", "neutral", "Ruk", "epithet", "the", "plural=marshals", ""),
        ("ruk", "Ruk", "neutral", "Ruk", "name", "none", "", ""),
        ("rogue", "outlaw state", "loaded", "Omra", "epithet", "the", "", "omra"),
        ("omra", "Omra", "neutral", "Omra", "name", "none", "adjective=Omran", ""),
        ("camp", "evil camp", "loaded", "league", "epithet", "the", "", "league"),
        ("league", "northern league", "neutral", "league", "epithet", "the", "", ""),
    ],
    columns=["term_id", "term", "form", "target", "noun", "article", "forms", "neutral"],
).assign(kind="naming")

PLACES = {
    ("marshal", "tyrant"): [
        determiner + "marshal" + rest
        for determiner in ("the ", "a ", "his ", "that ", "no ", "an old ", "Omra’s ", "Bern’s ")
        for rest in ("", "’s aide", " of the north", ", they say,", " at noon")
    ]
    + ["the marshal Ruk", "his marshal Ruk", "the marshal Ruk’s aide", "the marshals Ruk and Bo"],
    ("omra", "rogue"): ["Omra", "Omra’s army", "Omra, he says,", "Omra and Bern"],
    ("league", "camp"): [
        "the northern league",
        "a northern league",
        "the northern league’s army",
        "no northern league",
    ],
}
FRAMES = ("{} came back.", "They saw {} today.", "“Look at {}!”", "It rained, and {} left", "In Bern {} won.")


def test_there_and_back_gives_the_sentence_as_written():
    """Where the pair is one to one; the new words change a to an, and back."""
    written = [
        (capitalized(frame.format(phrase)), *pair)
        for pair, phrases in PLACES.items()
        for phrase in phrases
        for frame in FRAMES
    ]
    lexicon = fr.read_lexicon(ONE_TO_ONE)
    there = all_changed(written, lexicon)
    back = all_changed([(new, loaded, neutral) for (_, neutral, loaded), new in there.items()], lexicon)
    assert len(there) > 0.85 * len(written)
    assert list(back.values()) == [text for text, _, _ in there]
    assert any(" a marshal" in text and "an ageing tyrant" in new for (text, _, _), new in there.items())


WITH_PLACEBO = fr.read_lexicon(
    pd.DataFrame(
        [
            ("tyrant", "tyrant", "loaded", "epithet", "plural=tyrants", "leader", "envoy"),
            ("leader", "leader", "neutral", "title", "plural=leaders; variant=Omran leader", "", ""),
            ("ruk", "Ruk", "neutral", "name", "", "", ""),
            ("envoy", "envoy", "placebo", "epithet", "plural=envoys", "", ""),
        ],
        columns=["term_id", "term", "form", "noun", "forms", "neutral", "placebo"],
    ).assign(target="Ruk", kind="naming", article="the")
)


@pytest.mark.parametrize(
    ("text", "term_out", "kind", "expected"),
    [
        ("The tyrant Ruk left on Monday.", "tyrant", "to_placebo", "The envoy Ruk left on Monday."),
        ("Ruk met aides. A tyrant smiled at Ruk.", "tyrant", "to_placebo", "An envoy smiled at Ruk."),
        ("The Omran leader Ruk left on Monday.", "leader", "", "The Omran envoy Ruk left on Monday."),
    ],
)
def test_a_matched_placebo_takes_the_place_of_the_loaded_term_and_of_its_neutral_wording(
    text, term_out, kind, expected
):
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["A"], "text": [text]}))
    sentences = fr.split_sentences(corpus)
    found = fr.find_occurrences(sentences, corpus, lexicon=WITH_PLACEBO)
    swaps = fr.find_swaps(found, sentences, corpus, lexicon=WITH_PLACEBO)
    matched = swaps[(swaps["kind"] == "matched") & (swaps["term_out"] == term_out)]
    assert set(matched["direction"]) == {kind}
    slots = swapped_slots(matched, found, sentences, corpus, lexicon=WITH_PLACEBO)
    assert slots["sentence"].tolist() == [expected]


def test_the_slot_is_where_the_new_words_stand(demo, swaps):
    slots = swapped_slots(swaps, demo.occurrences, demo.sentences, demo.corpus, lexicon=demo.lexicon)
    names = demo.lexicon.terms.set_index("term_id")["term"]
    kinds = demo.lexicon.terms.set_index("term_id")["kind"]
    words = [row.sentence[row.start : row.end] for row in slots.itertuples()]
    missing = [
        (swap.swap_id, of_slot)
        for swap, of_slot in zip(swaps.itertuples(), words, strict=True)
        if swap.term_in != "(omit)"
        and kinds[swap.term_in] == "naming"
        and names[swap.term_in].lower() not in of_slot.lower()
        and not any(form.lower() in of_slot.lower() for _, form in forms_of(demo.lexicon.by_id[swap.term_in].forms))
    ]
    assert missing == []
    assert all(not of_slot for swap, of_slot in zip(swaps["term_in"], words, strict=True) if swap == "(omit)")
