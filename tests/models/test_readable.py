"""Readable: what cannot be scored is refused by its place, and another language is told."""

import warnings

import pytest

import framing as fr
from framing.models import SHIPPED, warn_unless_english
from framing.study import words_of

OTHERS = {
    "Ukrainian": "Президент зустрівся з послами у столиці, а потім виступив перед журналістами і розповів про нову "
    "угоду між двома країнами, яку мають підписати наступного тижня.",
    "German": "Der Präsident traf am Montag die Botschafter in der Hauptstadt und sprach danach vor Journalisten über "
    "das neue Abkommen zwischen den beiden Ländern, das nächste Woche unterzeichnet wird.",
    "Spanish": "El presidente se reunió el lunes con los embajadores en la capital y habló después ante los "
    "periodistas sobre el nuevo acuerdo entre los dos países, que se firmará la próxima semana.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_told_with_what_the_model_knows(language):
    with pytest.warns(UserWarning, match=r"most frequent words of English.*trained on English US news"):
        warn_unless_english([OTHERS[language]])


def test_english_news_and_a_few_words_of_anything_are_not(demo):
    texts = [
        words_of(demo.sentences[demo.sentences["article_id"] == name], demo.corpus)
        for name in demo.articles["article_id"]
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in texts:
            warn_unless_english(text.tolist())
        warn_unless_english(["Добрий день."])
        warn_unless_english([])


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ("The vile mob.", "For one sentence, pass a list with one string"),
        (["The vile mob.", None], "Sentence 2 of 2 is None; expected a string"),
        (["The vile mob.", float("nan")], "Sentence 2 of 2 is nan; expected a string"),
        ([" \n", "The vile mob."], "Sentence 1 of 2 is empty and has no score"),
    ],
)
def test_what_is_no_sentence_is_refused_by_its_place(sentences, message):
    for model in map(fr.load_model, SHIPPED):
        with pytest.raises(fr.BadInput, match=message):
            model.predict_proba(sentences)


def test_an_article_in_another_language_is_scored_with_a_warning(one_article):
    with (
        pytest.warns(UserWarning, match="only quotation marks are read there"),
        pytest.warns(UserWarning, match="scores of other languages are meaningless"),
    ):
        assert len(fr.score_articles(one_article(OTHERS["German"]))) == 1
