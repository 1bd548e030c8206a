"""English: a warning where texts seem to be in another language."""

import warnings

import pytest

import framing as fr
from framing.features.english import warn_unless_english
from framing.reading import words_of

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
    with pytest.warns(UserWarning, match=r"words are among the commonest of English.*knows English alone"):
        warn_unless_english([OTHERS[language]])


def test_english_news_and_a_few_words_of_anything_are_not():
    demo = fr.demo()
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
