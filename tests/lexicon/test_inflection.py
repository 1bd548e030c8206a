"""Inflected forms: paradigms of grammars, and every starter lexicon finds its own forms."""

from importlib.resources import files
from io import StringIO

import pandas as pd
import pytest

import framing as fr
from framing.errors import BadInput
from framing.lexicon import INFLECTED, in_full, inflected_forms

# from school grammars; the vocative is left out
PARADIGMS = [
    (
        "uk",
        "диктатор",
        "диктатора диктаторові диктатору диктатором диктаторі",
        "диктатори диктаторів диктаторам диктаторами диктаторах",
    ),
    ("ru", "вассал", "вассала вассалу вассалом вассале", "вассалы вассалов вассалам вассалами вассалах"),
    ("uk", "Росія", "Росії Росію Росією", ""),
    ("ru", "Россия", "России Россию Россией", ""),
    ("uk", "Путін", "Путіна Путіну Путінові Путіним Путіні", ""),
    ("pt", "ditador", "", "ditadores"),
    ("pt", "nação", "", "nações"),
    ("pt", "homem", "", "homens"),
    ("pt", "capital", "", "capitais"),
    ("pt", "rapaz", "", "rapazes"),
    ("pt", "líder", "", "líderes"),
]


@pytest.mark.parametrize(("language", "term", "singular", "plural"), PARADIGMS)
def test_forms_are_those_of_the_paradigm(language, term, singular, plural):
    forms = inflected_forms(term, language)
    assert {form for tag, form in forms if tag == "variant"} == set(singular.split())
    assert {form for tag, form in forms if tag == "plural"} == set(plural.split())


@pytest.mark.parametrize(
    ("language", "term", "form"),
    [
        ("uk", "терористична держава", "терористичній державі"),
        ("uk", "держава-терорист", "держави-терориста"),
        ("uk", "країна-агресор", "країну-агресора"),
        ("uk", "васал Китаю", "васалом Китаю"),
        ("uk", "Володимир Путін", "Володимира Путіна"),
        ("ru", "террористическое государство", "террористического государства"),
        ("ru", "страна-агрессор", "страны-агрессора"),
        ("ru", "российский президент", "российскому президенту"),
        ("pt", "presidente da Rússia", "presidentes da Rússia"),
        ("pt", "estado terrorista", "estados terroristas"),
    ],
)
def test_phrases_agree_and_complements_stay(language, term, form):
    assert form in {found for _, found in inflected_forms(term, language)}


def test_phrases_have_no_form_that_disagrees():
    forms = {form for _, form in inflected_forms("російський президент", "uk")}
    assert not forms & {"російський президента", "російських президенти"}


def test_a_word_that_ends_a_new_way_has_a_plural_of_its_own():
    """`framing lexicon fill` guessed *strongmans*, *bullys* and *head of states*."""
    short = pd.DataFrame(
        {"term": ["strongman", "bully", "bad guy", "head of state"], "form": "loaded", "target": "Ruk"}
    )
    assert in_full(short.assign(neutral=""))["forms"].tolist() == [
        "plural=strongmen",
        "plural=bullies",
        "plural=bad guys",
        "plural=heads of state",
    ]


def test_a_language_without_inflection_is_refused():
    with pytest.raises(BadInput, match="'de'; expected one of uk, ru, pt"):
        inflected_forms("Diktator", "de")


def starter(language):
    return (files("framing.study") / "scaffold" / f"lexicon-{language}.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", INFLECTED)
def test_starter_lexicon_has_the_forms_of_its_terms_and_finds_each(language):
    table = pd.read_csv(StringIO(starter(language)), keep_default_na=False)
    lexicon = fr.read_lexicon(table)
    assert {"Putin", "Russia"} == set(lexicon.targets)
    for row in table.itertuples():
        forms = "; ".join(f"{tag}={form}" for tag, form in inflected_forms(row.term, language))
        assert row.forms == forms
    texts = [form for _, tag, form in lexicon.surfaces() if tag != "plural"]  # which name no one target
    articles = pd.DataFrame(
        {
            "article_id": [f"a{n}" for n in range(len(texts))],
            "outlet": "C",
            "language": language,
            "text": [f"Тут {one} є." for one in texts],
        }
    )
    corpus = fr.read_articles(articles)
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=lexicon, tagger=None)
    named = {corpus.text(row.article_id)[row.term_start : row.term_end] for row in found.itertuples()}
    assert named == set(texts)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("uk", ["Дощ ішов над містом увесь день.", "Рибалки на три години заблокували міст."]),
        ("pt-BR", ["Choveu sobre a cidade o dia inteiro.", "Pescadores bloquearam a ponte por três horas."]),
    ],
)
def test_a_new_study_starts_with_the_lexicon_of_its_language(tmp_path, language, texts):
    articles = pd.DataFrame({"outlet": ["C", "D"], "language": language, "text": texts})
    with pytest.warns(UserWarning, match=f"languages: {language}"):
        study = fr.new_study(tmp_path / "study", articles)
    assert study.path("lexicon").read_text(encoding="utf-8") == starter(language[:2])


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("uk", "Путін прибув. Російський диктатор мовчить. Диктатор Росії мовчить. Кремлівський диктатор мовчить.", 3),
        ("uk", "Путін прибув. Білоруський диктатор мовчить. Диктатор Сирії мовчить. Радянський диктатор мовчав.", 0),
        (
            "ru",
            "Путин приехал. Российский диктатор молчит. Диктатор Беларуси молчит. Северокорейский диктатор тоже.",
            1,
        ),
        ("pt", "Putin chegou. O ditador russo calou. O ditador bielorrusso calou. O ditador da Síria calou.", 1),
        ("uk", "Росія чекає. Китайський васал мовчить.", 1),
    ],
)
def test_a_noun_of_another_country_names_nobody_of_this_one(language, text, found):
    lexicon = fr.read_lexicon(pd.read_csv(StringIO(starter(language)), keep_default_na=False))
    article = pd.DataFrame({"article_id": ["a"], "outlet": "C", "text": text, "language": language})
    corpus = fr.read_articles(article)
    slots = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=lexicon)
    assert (slots["form"] == "loaded").sum() == found
