"""The general model's further outputs: how loaded each word and name is, and the stance towards a target."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.models import WORD, general_model

pytest.importorskip("torch")

from framing.models.general import highest, of_words
from framing.models.training.corpora import swapped

NEWS = [
    "The president was in the north on Monday.",
    "He met the leader, officials said.",
    "Members of the government said the minister was late.",
    "They spoke with reporters about the law.",
    "The country has signed the treaty.",
    "A company said the workers will return in March.",
]


@pytest.fixture(scope="module")
def model():
    return general_model()


@given(st.text(alphabet="ab’-. é😀", max_size=40), st.integers(0, 9))
@examples(50)
def test_a_word_has_the_highest_log_odds_of_its_tokens(text, seed):
    """Tokens are parts of words, and signs between them."""
    random = np.random.default_rng(seed)
    ends = {end for match in WORD.finditer(text) for end in match.span()}
    cuts = sorted({0, len(text), *ends, *random.integers(0, len(text) + 1, 4).tolist()})
    places = [(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    log_odds = random.normal(size=len(places))
    assert of_words(text, places, log_odds) == [
        (match[0], *match.span(), highest(places, log_odds, match.span())) for match in WORD.finditer(text)
    ]


def test_words_of_the_tokeniser_belong_to_one_word_each(model):
    sentence = "Their “brutal” puppet didn’t answer the far-right mob 😀 on Šal’s 3.5 million lies."
    read = model.encoder.read([sentence])
    scores = model.word_scores([sentence])
    expected = [highest(read.places[0], read.words[0], (row.start, row.end)) for row in scores.itertuples()]
    assert scores["log_odds"].tolist() == pytest.approx(expected)
    assert (scores["sentence"] == 0).all()


def test_the_most_loaded_word_is_told_with_the_score(model):
    sentences = ["The vile mob cheered on Monday.", "… !", "It rained."]
    scores, words = model.predict_interval(sentences), model.word_scores(sentences)
    most = words.loc[words.groupby("sentence")["log_odds"].idxmax()].set_index("sentence")
    assert scores["word"].tolist() == [most.loc[0, "word"], "", most.loc[2, "word"]]
    assert scores["word_log_odds"].iloc[[0, 2]].tolist() == most["log_odds"].tolist()
    assert np.isnan(scores["word_log_odds"].iloc[1])


def test_a_name_that_stands_twice_is_scored_where_it_is_pointed_at(model):
    sentence = "The liar Ruk lied again, and Ruk won praise."
    spans = [(9, 12), (29, 32)]
    assert len({round(float(score), 4) for score in model.span_scores([sentence] * 2, spans)}) == 2
    assert model.stances([sentence] * 2, spans)["log_odds"].nunique() == 2


def test_blame_and_praise_are_told_apart(model):
    sentences = ["The liar Ruk betrayed the nation again.", "Ruk arrived on Monday.", "Voters praised Ruk as a hero."]
    stances = model.stances(sentences, [(9, 12), (0, 3), (15, 18)])
    assert stances[["negative", "neutral", "positive"]].idxmax(axis=1).tolist() == ["negative", "neutral", "positive"]
    assert stances[["negative", "neutral", "positive"]].sum(axis=1).to_numpy() == pytest.approx(1)


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([(0, 99)], r"Sentence 1: the span \(0, 99\) is empty or outside the sentence, which has 22 code points"),
        ([(3, 3)], "is empty or outside"),
        ([(-1, 3)], "is empty or outside"),
        ([(3, 4)], r"the span \(3, 4\) is ' ', which has no word"),
        ([], "1 sentences, but 0 spans"),
    ],
)
def test_a_target_that_is_not_there_is_refused(model, spans, message):
    for score in (model.span_scores, model.stances):
        with pytest.raises(fr.BadInput, match=message):
            score(["Ruk arrived on Monday."], spans)


def test_nothing_has_no_scores(model):
    assert len(model.predict_interval([])) == len(model.word_scores([])) == len(model.stances([], [])) == 0
    assert model.span_scores([], []).shape == (0,)


def test_another_language_is_refused_or_warned_of(model):
    text = "Die Stadt hat am Montag die Straße zum Hafen gesperrt, weil der Fluss dort über die Ufer trat und floss."
    with pytest.raises(fr.BadInput, match="in the language 'de'"):
        model.word_scores([text])
    with pytest.warns(UserWarning, match="seem to be in another language"):
        model.stances([text], [(0, 3)])  # of a sentence of a study, which leaves out articles


def test_eight_bits_hear_what_the_exact_network_hears(model):
    pytest.importorskip("openvino")
    exact = model.exactly()
    words = [each.word_scores(NEWS)["log_odds"] for each in (model, exact)]
    stances = [each.stances(NEWS, [(0, len(text)) for text in NEWS])["log_odds"] for each in (model, exact)]
    for fast, slow in (words, stances):
        assert np.abs(fast - slow).max() < 0.6
        assert np.corrcoef(fast, slow)[0, 1] > 0.99


def test_names_kept_out_of_training_are_heard(model):
    """Of the names of the vocabulary that training never met, nine of ten rank above a neutral one."""
    groups = [*swapped(NEWS, 60, seed=5, held_out=True)]
    texts = pd.Series([variant.text for group in groups for variant in group])
    spans = [(variant.start, variant.end) for group in groups for variant in group]
    table = pd.DataFrame(
        {
            "group": [place for place, group in enumerate(groups) for _ in group],
            "strength": [variant.strength for group in groups for variant in group],
            "name": model.span_scores(texts.tolist(), spans),
            "sentence": model.log_odds(texts.tolist()),
        }
    )
    neutral = table[table["strength"] == "neutral"].groupby("group")[["name", "sentence"]].mean()
    loaded = table[table["strength"] != "neutral"].set_index("group")
    for score in ("name", "sentence"):
        assert (loaded[score] > neutral[score].loc[loaded.index]).mean() > 0.9
