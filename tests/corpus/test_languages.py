"""Languages: told at intake where the table does not give them, shown, and never guessed from a line."""

import subprocess
import sys

import pandas as pd
import pytest

import framing as fr
from framing.attribution import find_quotations
from framing.corpus import import_articles, is_read_as_english, language_of, sentences_of
from framing.pipeline import build

# one invented story, told in four languages
TOLD = {
    "en": "The president of Galvora arrived in Vescaro on Tuesday. “We will sign the agreement tomorrow,” he said. "
    "Opponents call him a dictator, and the mayor of the capital refused to meet him. The talks about the railway "
    "will go on until Friday, when the two governments hope to publish the text.",
    "uk": "Президент Галвори прибув до Вескаро у вівторок. «Ми підпишемо угоду завтра», – сказав він. Противники "
    "називають його диктатором, а мер столиці відмовився з ним зустрічатися. Переговори про залізницю триватимуть до "
    "п’ятниці, коли обидва уряди сподіваються оприлюднити текст.",
    "ru": "Президент Галворы прибыл в Вескаро во вторник. «Мы подпишем соглашение завтра», – сказал он. Противники "
    "называют его диктатором, а мэр столицы отказался с ним встречаться. Переговоры о железной дороге продлятся до "
    "пятницы, когда оба правительства надеются обнародовать текст.",
    "pt": "O presidente da Galvora chegou a Vescaro na terça-feira. «Assinaremos o acordo amanhã», disse ele. Os "
    "opositores chamam-lhe ditador, e o presidente da câmara da capital recusou encontrar-se com ele. As conversações "
    "sobre o caminho de ferro vão durar até sexta-feira, quando os dois governos esperam publicar o texto.",
}


def table(**columns):
    ids = {"article_id": [f"in-{language}" for language in TOLD], "outlet": "Gull", "text": [*TOLD.values()]}
    return pd.DataFrame({**ids, **columns})


@pytest.mark.parametrize("language", TOLD)
def test_a_text_tells_its_language_and_a_line_does_not(language):
    assert language_of(TOLD[language]) == language
    assert language_of(TOLD[language][:60]) == "und"


def test_intake_fills_the_column_and_says_what_is_left_out():
    intake = import_articles(table())
    assert intake.corpus.articles["language"].tolist() == [*TOLD]
    (note,) = (note for note in intake.notes if note.startswith("languages: "))
    assert "uk (1)" in note
    assert "scores are for English and leave them out" in note
    english = import_articles(table().head(1))
    assert not any("language" in note for note in english.notes)


def test_what_the_table_gives_is_kept_and_what_is_no_code_is_told_from_the_text():
    intake = import_articles(table(language=["en-GB", "", "Russian", "pt-BR"]))
    assert intake.corpus.articles["language"].tolist() == ["en-GB", "uk", "ru", "pt-BR"]
    assert "language: 'Russian' is no code such as en, uk or pt-BR; told from the text" in intake.notes


def test_a_table_that_is_read_keeps_its_columns_and_shows_the_languages():
    corpus = fr.read_articles(table())
    assert "language" not in corpus.articles
    assert corpus.languages.to_dict() == {f"in-{language}": language for language in TOLD}
    assert "<td>uk</td>" in corpus._repr_html_()
    with pytest.raises(fr.BadInput, match="column 'language'"):
        fr.read_articles(table(language="Ukrainian"))


def test_texts_that_are_not_there_and_short_ones_are_of_no_known_language():
    manifest = pd.DataFrame({"article_id": ["a", "b"], "outlet": "Gull", "language": ["uk", ""]})
    assert fr.read_articles(manifest).languages.tolist() == ["uk", "und"]
    assert language_of("12.5 % – 34.1 % " * 200) == "und"
    assert [*map(is_read_as_english, ["en", "en-GB", "und", "", "eng", "uk"])] == [True] * 5 + [False]


def test_the_identifier_is_loaded_only_to_tell_a_language():
    code = "import sys, framing as fr; fr.demo().corpus; from framing import cli; print('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.filterwarnings("ignore")  # the notes of intake
def test_a_study_leaves_out_what_is_not_english_and_refuses_a_manifest_that_hides_it(tmp_path):
    study = fr.new_study(tmp_path / "mixed", table())
    assert {*study.sentences["article_id"]} == {*study.articles["article_id"]}
    assert {*study.scored_sentences["article_id"]} == {"in-en"}
    manifest = study.path("articles")
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(",pt,", ",,"), encoding="utf-8")
    with pytest.raises(
        fr.BadInput, match=r"1 of 4 articles are not in English, and .* does not say so: 'in-pt' \(pt\)"
    ):
        build(fr.open_study(study.root / "study.toml", texts=study.root / "build" / "texts"))


SENTENCES = {
    "uk": [
        "Президент прибув у м. Київ о 10 год. ранку.",
        "Проф. І. П. Коваль живе на вул. Лесі Українки, 5.",
        "Т. зв. республіка існує з 2014 р. і досі.",
        "Це було у 2014 р.",
        "Він пішов.",
        "Це коштує 5 млн грн.",
        "«Ми підпишемо угоду», – сказав він.",
    ],
    "ru": [
        "Президент прибыл в г. Москву в 10 ч. утра.",
        "Проф. И. П. Иванов живёт на ул. Ленина, 5.",
        "А. Толстой и др. писатели приехали.",
        "Это было в 2014 г.",
        "Он ушёл.",
        "Это стоит 5 млн руб.",
        "«Мы подпишем соглашение», — сказал он.",
    ],
    "pt": [
        "O Sr. Silva chegou às 10 h. da manhã.",
        "A Dra. Ana mora na Av. da Liberdade, n.º 5.",
        "O art. 5 foi citado na pág. 12.",
        "O Prof. Costa e a Exma. Sra. D. Maria chegaram.",
        "«Assinaremos o acordo», disse ele.",
    ],
}


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_end_as_in_their_language_and_marks_are_found(language):
    text = " ".join(SENTENCES[language])
    assert [text[start:end] for start, end, *_ in sentences_of(text)] == SENTENCES[language]
    ((start, end),) = find_quotations(text)
    assert text[start - 1] + text[end] == "«»"


def test_a_lexicon_in_ukrainian_counts_inflected_names_beside_a_name(tmp_path):
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text(
        "term_id,term,form,target,kind,noun,article,forms,neutral\n"
        "dictator,диктатор,loaded,Leader,naming,epithet,none,variant=диктатора; variant=диктатором,president\n"
        "president,президент,neutral,Leader,naming,title,none,variant=президента; variant=президентом,\n"
        "ruk,Рук,neutral,Leader,naming,name,none,variant=Рука; variant=Руком,\n",
        encoding="utf-8",
    )
    text = "Диктатор Рук прибув у вівторок. Президент Рук пішов. Мер відмовився від зустрічі з диктатором Руком."
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Gull"], "text": [text]}))
    found = fr.find_occurrences(fr.split_sentences(corpus), corpus, lexicon=fr.read_lexicon(lexicon))
    assert found["term_id"].tolist() == ["dictator", "president", "dictator"]
