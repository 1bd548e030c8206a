"""Unseen texts: articles and sentences scored by the real model and the classifiers of a study."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from scipy.special import logit

import framing as fr
from conftest import SWAPPED, TEXT, WRITTEN
from framing.models import general_model
from framing.study import LEFT_OUT, Reading, notes_on_outlets, outlet_classifiers

NUMBERS = ["loadedness", "low", "high"]


def test_a_row_a_sentence_with_its_terms_and_voice(scored, quick_demo):
    outlets = [f"loadedness:{outlet}" for outlet in quick_demo.outlets]
    assert scored.columns.tolist() == [
        *("article_id", "sentence_id", "start", "end", "kind", *NUMBERS, "word", "word_loadedness", "windows"),
        *("voice", "source", "terms", "counterparts"),
        *outlets,
    ]
    assert [TEXT[row.start : row.end] for row in scored.itertuples()][1] == WRITTEN
    assert scored["terms"].tolist() == ["Tyrant", "strongman", "despot", "", ""]
    assert scored["counterparts"].tolist() == [*["president or leader"] * 3, "", ""]
    assert scored["voice"].tolist() == ["narrator", "narrator", "quote", "narrator", "indirect"]
    assert scored[outlets].gt(0).all(axis=None)
    assert scored[outlets].lt(1).all(axis=None)


def test_boilerplate_is_left_out_as_in_the_study(demo):
    """An article of the study itself has the sentences that the study has, with the general model's score of each."""
    name = demo.articles["article_id"].iloc[0]
    rows = demo.articles[demo.articles["article_id"] == name].reset_index(drop=True)
    found = fr.score_articles(fr.Corpus(rows, {name: demo.corpus.text(name)}))
    body = demo.sentences[(demo.sentences["article_id"] == name) & (demo.sentences["kind"] != "boilerplate")]
    assert found["sentence_id"].tolist() == body["sentence_id"].tolist()
    assert (demo.sentences["kind"] == "boilerplate").any()
    assert found["loadedness"].to_numpy() == pytest.approx(
        general_model().predict_proba([demo.corpus.text(name)[row.start : row.end] for row in body.itertuples()])[:, 1],
        abs=1e-5,
    )


def test_outlets_learn_from_all_their_coded_sentences_and_from_no_others(quick_demo):
    found, labels = outlet_classifiers(quick_demo, general_model()), quick_demo.labels
    outlets = quick_demo.articles.set_index("article_id")["outlet"]
    outlet = quick_demo.sentences.set_index("sentence_id")["article_id"].map(outlets)
    loaded = labels[labels["label"] == 1].groupby(labels["sentence_id"].map(outlet))["weight"].sum()
    assert {name: model.n_positives_ for name, model in found.items()} == pytest.approx(loaded.to_dict())
    assert list(found) == list(quick_demo.outlets)
    assert notes_on_outlets(quick_demo, ["loadedness:Perrant"]) == [
        (
            "The classifier of Perrant was trained on only 6 loaded sentences (fewer than 10), so it stays close to "
            "the general model."
        )
    ]


def test_a_sentence_of_ten_thousand_characters_is_read_whole_and_says_in_how_many_windows(one_article):
    long = f"The council met{' and the mayor spoke at length about the bridge' * 200}, the vile tyrant."
    found = fr.score_articles(one_article(f"{WRITTEN} {long}"))
    assert found["windows"].tolist()[0] == 1
    assert found["windows"].tolist()[-1] > 5


SENTENCES = st.lists(
    st.sampled_from(
        ["The minister arrived on Monday.", "The brutal mob cheered.", "It rained.", "Trade grew by 2 % in May."]
    ),
    max_size=4,
)


@settings(max_examples=6)
@given(before=SENTENCES, after=SENTENCES)
def test_a_sentence_is_scored_the_same_whatever_stands_around_it(one_article, before, after):
    alone = fr.score_articles(one_article(WRITTEN)).iloc[0]
    among = fr.score_articles(one_article(" ".join([*before, WRITTEN, *after])))
    among = among.iloc[len(before)]
    assert among[NUMBERS].astype(float).to_numpy() == pytest.approx(alone[NUMBERS].astype(float).to_numpy(), abs=1e-4)
    assert among["end"] - among["start"] == len(WRITTEN)


def test_the_outlets_see_of_the_article_no_more_than_place_and_voice(one_article, case):
    """Another neighbour of other words: the same scores, since place, length and voice are the same."""
    one = fr.score_articles(one_article(f"The brutal tyrant boasted. {SWAPPED}"), case)
    other = fr.score_articles(one_article(f"It rained. {SWAPPED}"), case)
    columns = [column for column in one if column.startswith("loadedness")]
    assert one[columns].iloc[1].to_numpy(float) == pytest.approx(other[columns].iloc[1].to_numpy(float), abs=1e-4)
    assert (one[columns].iloc[0] != other[columns].iloc[0]).all()


def test_words_that_the_lexicon_does_not_have_are_no_terms(one_article, case):
    found = fr.score_articles(one_article("The zorblax gloomed at the frimble. Putin left."), case)
    assert found["terms"].tolist() == ["", ""]
    assert fr.score_articles(one_article(SWAPPED))["terms"].tolist() == [""]


def test_a_contrast_is_the_difference_of_the_log_odds(swapped, case):
    pairs = swapped[(swapped["written"] == "dictator") & (swapped["kind"] == "pair")]
    assert pairs["direction"].tolist() == ["to_neutral"] * 2
    log_odds = general_model().log_odds([SWAPPED, *pairs["sentence"]])
    assert pairs["log_odds"].to_numpy() == pytest.approx(log_odds[0], abs=1e-4)
    assert pairs["log_odds_swapped"].to_numpy() == pytest.approx(log_odds[1:], abs=1e-4)
    assert (pairs["contrast"] == pairs["log_odds"] - pairs["log_odds_swapped"]).all()
    assert [f"contrast:{outlet}" for outlet in case.outlets] == swapped.columns[-5:].tolist()


def test_the_contrast_of_an_outlet_is_that_of_its_scores(swapped, case):
    """By the other way: the sentence as swapped, scored as an article of its own. Length alone differs."""
    pairs = swapped[(swapped["written"] == "dictator") & (swapped["kind"] == "pair")]
    words = [SWAPPED, *pairs["sentence"]]
    articles = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(words))], "outlet": "Courier", "text": words})
    scores = logit(fr.score_articles(fr.read_articles(articles), case)["loadedness:OBOZ.UA"].to_numpy())
    classifier = outlet_classifiers(case, general_model())["OBOZ.UA"]
    weight = dict(zip(classifier.feature_names_in_, classifier.coef_[0], strict=True))["log length"]
    same_length = scores - weight * np.log([len(text) for text in words])
    assert pairs["contrast:OBOZ.UA"].to_numpy() == pytest.approx(same_length[0] - same_length[1:], abs=1e-3)


def test_swapping_back_turns_the_change_and_leaves_the_contrast(swapped, case):
    there = swapped[(swapped["written"] == "dictator") & (swapped["term_in"] == "leader-putin")].iloc[0]
    back = fr.score_swaps(there["sentence"], case)
    back = back[back["sentence"] == SWAPPED].iloc[0]
    assert (there["direction"], back["direction"]) == ("to_neutral", "to_loaded")
    change, changed_back = (row["log_odds_swapped"] - row["log_odds"] for row in (there, back))
    assert changed_back == pytest.approx(-change, abs=1e-4)
    for column in swapped.columns[-6:]:
        assert back[column] == pytest.approx(there[column], abs=1e-3)


def test_the_exact_model_has_the_outlets_too_and_scores_about_the_same(swapped, case):
    exact = fr.score_swaps(SWAPPED, case, general_model().exactly())
    assert exact.columns.tolist() == swapped.columns.tolist()
    assert exact["contrast"].to_numpy() == pytest.approx(swapped["contrast"].to_numpy(), abs=0.4)


def test_more_than_one_sentence_is_refused(case):
    with pytest.raises(fr.BadInput, match="Expected one sentence, found 2"):
        fr.score_swaps("One came. Two went.", case)


def test_a_word_that_may_be_left_out_says_so(one_article, small_lexicon):
    marks = Reading.of(one_article("The harsh law passed."), small_lexicon).marks
    assert marks[["start", "end", "term", "counterparts"]].to_numpy().tolist() == [[4, 9, "harsh", LEFT_OUT]]
