"""Reporting clauses in Ukrainian, Russian and Portuguese: whose words a sentence gives, on invented sentences."""

import warnings

import pandas as pd
import pytest

import framing as fr
from conftest import calls_of
from framing.attribution import clauses_of

SENTENCES = {
    "uk": [
        ("Президент Омри Олег Рук заявив у вівторок, що переговори завершено.", "indirect", "Олег Рук"),
        ("За словами міністра Анни Берг, дорогу закрито на тиждень.", "indirect", "Анни Берг"),
        ("«Ми не здамося», — сказав Рук.", "quote", "Рук"),
        ("Рук сказав: «Ми не здамося».", "quote", "Рук"),
        ("— Ми не здамося, — сказав Рук журналістам.", "indirect", "Рук"),
        ("Дорогу закрито, повідомив міністр.", "indirect", "міністр"),
        ("Олег Рук, президент Омри, заявив, що переговори завершено.", "indirect", "Олег Рук"),
        ("У вівторок прес-служба уряду повідомила, що мости закрито.", "indirect", "прес-служба уряду"),
        ("Рук, який стверджує, що виграв вибори, прибув до Вескаро.", "indirect", "Рук"),
        ("Як повідомляє агентство Омра-ТАСС, мости закрито.", "indirect", "Омра-ТАСС"),
        ("«Послуги тут швидкі та якісні», - каже  Євгенія Голуб.", "quote", "Євгенія Голуб"),
        ("Рук не сказав, що дорогу закрито.", "narrator", ""),
        ("Я вже писав, що дорогу закрито.", "narrator", ""),
        ("Дощ ішов увесь день.", "narrator", ""),
    ],
    "ru": [
        ("Президент Омры Олег Рук заявил во вторник, что переговоры завершены.", "indirect", "Олег Рук"),
        ("По словам министра Анны Берг, дорога закрыта на неделю.", "indirect", "Анны Берг"),
        ("«Мы не сдадимся», — сказал Рук.", "quote", "Рук"),
        ("Дорога закрыта, сообщили в министерстве.", "indirect", "министерстве"),
        ("Наш источник в Вескаро рассказал, что дорога закрыта.", "indirect", "Наш источник"),
        ("Как утверждает Рук, дорога закрыта.", "indirect", "Рук"),
        ("Рук утверждает, что выиграл выборы.", "indirect", "Рук"),
        ("Дождь шёл весь день.", "narrator", ""),
    ],
    "pt": [
        ("O presidente de Omra, Oleh Ruk, disse na terça-feira que as negociações terminaram.", "indirect", "Oleh Ruk"),
        ("Segundo a ministra Anna Berg, a estrada foi fechada por uma semana.", "indirect", "Anna Berg"),
        ("“Não vamos nos render”, disse Ruk.", "quote", "Ruk"),
        ("— Não vamos nos render, disse Ruk aos jornalistas.", "indirect", "Ruk"),
        ("A estrada foi fechada, informou o ministério.", "indirect", "ministério"),
        ("O governo anunciou que as pontes estão fechadas.", "indirect", "governo"),
        ("No segundo turno, Ruk venceu.", "narrator", ""),
        ("Ruk não disse que a estrada fechou.", "narrator", ""),
        ("Tendo em conta que choveu, a estrada fechou.", "narrator", ""),
        ("Choveu o dia inteiro.", "narrator", ""),
    ],
}
CASES = [(language, *one) for language, sentences in SENTENCES.items() for one in sentences]


def voice_in(language, text):
    articles = pd.DataFrame({"article_id": ["a"], "outlet": "C", "language": language, "text": text})
    corpus = fr.read_articles(articles)
    return fr.find_voice(fr.split_sentences(corpus), corpus)


@pytest.mark.parametrize(("language", "text", "voice", "source"), CASES)
def test_who_speaks_is_found_in_three_more_languages(language, text, voice, source):
    found = voice_in(language, text).iloc[0]
    assert (found["voice"], found["source"]) == (voice, source)


def test_stance_of_a_verb_is_that_of_its_language():
    doubtful = voice_in("uk", "Рук стверджує, що виграв вибори.").iloc[0]
    assert doubtful["voice_rule"] == "reporting verb (doubtful)"


def test_an_english_article_among_others_is_read_as_before():
    texts = {"en": "Ruk said that the road was closed.", "pt": "Ruk disse que a estrada fechou."}
    corpus = fr.read_articles(
        pd.DataFrame({"article_id": [*texts], "outlet": "C", "language": [*texts], "text": texts.values()})
    )
    found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert found["voice"].tolist() == ["indirect", "indirect"]
    assert found["source"].tolist() == ["Ruk", "Ruk"]


def test_a_language_without_cues_is_told_and_its_marks_are_read():
    with pytest.warns(UserWarning, match=r"Only quotation marks are read in 1 of 1 articles.*'a' \(de\)"):
        found = voice_in("de", "„Wir gehen“, sagte Ruk.")
    assert found["voice"].tolist() == ["mixed"]


def test_no_warning_where_the_cues_are_known():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        voice_in("uk", "Дощ ішов увесь день.")


@pytest.mark.parametrize(
    ("language", "unit"),
    [("uk", "сказав, "), ("uk", "за словами Рука, "), ("ru", "как сообщил Рук "), ("pt", "disse Ruk, ")],
)
def test_a_sentence_five_times_as_long_takes_five_times_the_steps(language, unit):
    """A run of verbs without a full stop took seconds for 16 kB, growing by the square."""

    def steps(characters):
        return calls_of(lambda: clauses_of(unit * (characters // len(unit)), language))

    steps(1_000)
    assert steps(20_000) < 6 * steps(4_000)
