"""Pairs of an original and its translations, and what a translator named otherwise, on invented parallel texts."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import framing as fr
from alignment.parallel import STORIES
from framing.alignment.align import ACROSS, ratio_to_neighbours

# of a target: its loaded names, then neutral ones
NAMES = {
    "en": {"Ruk": (["dictator"], ["president", "Oleh Ruk"]), "Omra": (["regime"], ["government", "Omra"])},
    "uk": {"Ruk": (["диктатор"], ["президент", "Олег Рук"]), "Omra": (["режим"], ["уряд", "Омра"])},
    "ru": {"Ruk": (["диктатор"], ["президент", "Олег Рук"]), "Omra": (["режим"], ["правительство", "Омра"])},
    "pt": {"Ruk": (["ditador"], ["presidente", "Oleh Ruk"]), "Omra": (["regime"], ["governo", "Omra"])},
}


def corpus_of(story):
    texts = {
        language: "\n".join(sentences if language == "en" else [words for _, words in sentences])
        for language, sentences in story.items()
    }
    articles = pd.DataFrame({"article_id": [*texts], "outlet": [*texts], "language": [*texts], "text": texts.values()})
    return fr.read_articles(articles)


def planted(story):
    """Return which sentence renders which of the English ones, by sentence_id."""
    return {
        f"{language}:{place:02}": place if language == "en" else sentence[0]
        for language, sentences in story.items()
        for place, sentence in enumerate(sentences, start=1)
    }


@pytest.fixture(scope="module", params=[*STORIES])
def told(request):
    corpus = corpus_of(STORIES[request.param])
    sentences = fr.split_sentences(corpus)
    return STORIES[request.param], corpus, sentences, fr.align_sentences(sentences, corpus)


def test_translated_sentences_are_paired_and_others_are_not(told):
    story, _, sentences, pairs = told
    renders = planted(story)
    assert set(sentences["sentence_id"]) == set(renders)
    right = {
        (one, other)
        for one, other in combinations(sorted(renders), 2)
        if renders[one] == renders[other] > 0 and one[:2] != other[:2]
    }
    found = set(zip(pairs["sentence_a"], pairs["sentence_b"], strict=True))
    assert len(right & found) >= 0.95 * len(right)
    assert len(right & found) >= 0.95 * len(found)


def test_numbers_in_both_languages_are_evidence(told):
    pairs = told[3]
    with_digits = pairs[pairs["evidence"] > 0]
    assert len(with_digits)
    assert (pairs["conflicts"] == 0).all()


def test_pairs_across_languages_have_no_drift_by_english_rules(told):
    _, corpus, sentences, pairs = told
    assert fr.find_drifts(pairs, sentences, corpus).empty


def test_without_an_encoder_of_several_languages_nothing_is_paired(told):
    _, corpus, sentences, _ = told
    assert fr.align_sentences(sentences, corpus, across=None).empty


def test_ratio_is_that_of_the_definition():
    """Of Artetxe & Schwenk (2019), computed cell by cell."""
    similarity = np.random.default_rng(0).uniform(0.5, 1, (7, 5)).astype(np.float32)
    expected = [
        [
            similarity[i, j] / ((np.sort(similarity[i])[-4:].sum() + np.sort(similarity[:, j])[-4:].sum()) / 8)
            for j in range(5)
        ]
        for i in range(7)
    ]
    np.testing.assert_allclose(ratio_to_neighbours(similarity), expected, rtol=1e-6)
    assert ACROSS > 1


def names_in(story, corpus, sentences):
    tables = []
    for language in story:
        terms = [
            (term, form, target)
            for target, of_target in NAMES[language].items()
            for form, names in zip(("loaded", "neutral"), of_target, strict=True)
            for term in names
        ]
        short = pd.DataFrame(terms, columns=["term", "form", "target"]).assign(neutral="", language=language)
        of_language = sentences[sentences["article_id"] == language]
        lexicon = fr.read_lexicon(short.drop(columns="language") if language == "en" else short)
        tables.append(fr.find_occurrences(of_language, corpus, lexicon=lexicon, tagger=None))
    return pd.concat(tables)


@pytest.mark.parametrize(
    ("story", "translation", "sentence", "target", "shift"),
    [
        ("bridge", "uk", "en:01", "Ruk", "put in"),
        ("bridge", "ru", "en:01", "Ruk", "neutral"),
        ("election", "uk", "en:05", "Ruk", "taken out"),
        ("election", "ru", "en:05", "Ruk", "loaded"),
        ("election", "pt", "en:05", "Ruk", "taken out"),
    ],
)
def test_a_loaded_name_that_a_translator_put_in_or_took_out_is_found(story, translation, sentence, target, shift):
    corpus = corpus_of(STORIES[story])
    sentences = fr.split_sentences(corpus)
    pairs = fr.align_sentences(sentences, corpus)
    table = fr.translated_names(sentences, pairs, names_in(STORIES[story], corpus, sentences), originals=["en"])
    of_pair = table[(table["sentence"] == sentence) & (table["translation"] == translation)]
    assert of_pair.set_index("target")["shift"].get(target) == shift


def test_originals_that_no_pair_has_are_refused():
    sentences = pd.DataFrame({"sentence_id": ["en:01", "uk:01"], "article_id": ["en", "uk"]})
    pairs = pd.DataFrame({"sentence_a": ["en:01"], "sentence_b": ["uk:01"]})
    names = sentences.assign(target="Ruk", kind="naming", term_id="x", form="loaded")
    with pytest.raises(fr.BadInput, match="No pair is of an original and a translation"):
        fr.translated_names(sentences, pairs, names, originals=["ENG"])
