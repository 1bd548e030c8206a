"""Readable: what cannot be scored is refused by its place, and other languages are refused by their name."""

import warnings

import pandas as pd
import pytest

import framing as fr
from framing.corpus import other_languages, refuse_other_languages
from framing.models import SHIPPED
from framing.study import words_of

OTHERS = {
    "Ukrainian": "Президент зустрівся з послами у столиці, а потім виступив перед журналістами і розповів про нову "
    "угоду між двома країнами, яку мають підписати наступного тижня.",
    "German": "Der Präsident traf am Montag die Botschafter in der Hauptstadt und sprach danach vor Journalisten über "
    "das neue Abkommen zwischen den beiden Ländern, das nächste Woche unterzeichnet wird.",
    "Spanish": "El presidente se reunió el lunes con los embajadores en la capital y habló después ante los "
    "periodistas sobre el nuevo acuerdo entre los dos países, que se firmará la próxima semana.",
}


SHORT = {
    "pt": ["O presidente chegou a Pequim na terça-feira."],
    "another script": ["Диктатор прилетел."],
}


@pytest.mark.parametrize("model", SHIPPED)
@pytest.mark.parametrize(
    ("said", "sentences"), [*SHORT.items(), *(("'uk'|'de'|'es'", [text]) for text in OTHERS.values())]
)
def test_another_language_has_no_score_but_a_sentence_that_says_why(model, said, sentences):
    with pytest.raises(fr.BadInput, match=rf"are in .*({said}).*trained on English US news"):
        fr.load_model(model).predict_proba(sentences)


def test_english_news_and_a_few_words_of_anything_are_not(demo):
    texts = [
        words_of(demo.sentences[demo.sentences["article_id"] == name], demo.corpus)
        for name in demo.articles["article_id"]
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in texts:
            refuse_other_languages(text.tolist())
        for few in (["Putin visits Beijing"], ["OBOZ.UA", "12.5 %"], ["“Слава!” they said."], []):
            refuse_other_languages(few)


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


ENGLISH = "The president met the ambassadors in the capital and told reporters about the new agreement of both states."


def articles_in(*texts, **columns):
    ids = {"article_id": [f"a{place}" for place in range(len(texts))], "outlet": "Gull", "text": texts}
    return fr.read_articles(pd.DataFrame({**ids, **columns}))


def test_articles_in_other_languages_are_left_out_of_scores_and_counted():
    mixed = articles_in(ENGLISH, *OTHERS.values())
    assert other_languages(mixed) == {"a1": "uk", "a2": "de", "a3": "es"}
    with pytest.warns(UserWarning, match=r"3 of 4 articles are not scored.*'a1' \(uk\), 'a2' \(de\)"):
        assert set(fr.score_articles(mixed)["article_id"]) == {"a0"}
    with pytest.raises(fr.BadInput, match=r"scores English only: 'a0' \(de\) cannot be scored"):
        fr.score_articles(articles_in(OTHERS["German"]))


def test_the_language_that_a_table_gives_decides():
    given = articles_in(ENGLISH, OTHERS["Spanish"], language=["uk", "en"])
    assert other_languages(given) == {"a0": "uk"}
