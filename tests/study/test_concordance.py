"""The concordance: every place where a word stands, with the words around it."""

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import regex
from hypothesis import given, strategies as st
from markupsafe import escape

import framing as fr
from browser import complaints, show
from conftest import examples, run, with_ingested
from framing.cli.study import Sort
from framing.study import BREAKS, SORTS, kwic as search, words_leftward

TAGS = {"tbody", "tr", "td", "strong"}
DTYPES = {"start": "Int64", "end": "Int64", "score": "float64"}
PROSE = st.text(alphabet="ab '’-.\n\U0001f600é", max_size=60).map(lambda text: text.replace("\n", "\r\n"))


def study_of_texts(*texts: str) -> fr.Study:
    """A study in memory, an article of an outlet of its own for each text."""
    names = [f"a{number}" for number, _ in enumerate(texts)]
    study = fr.Study(Path("nowhere") / "study.toml", "x", "x")
    frame = pd.DataFrame({"article_id": names, "outlet": [f"Outlet {name}" for name in names], "text": texts})
    vars(study)["corpus"] = fr.read_articles(frame)
    return study


def places(lines: pd.DataFrame) -> list[tuple[str, int, int]]:
    return list(lines[["article_id", "start", "end"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("word", ["tresk", "Loan", "1831", "nowhere"])
def test_a_word_is_found_where_a_loop_over_words_finds_it(demo, word):
    expected = [
        (article_id, match.start(), match.end())
        for article_id in demo.articles["article_id"]
        for match in re.finditer(r"\w+", demo.corpus.texts[article_id])
        if match[0].lower() == word.lower()
    ]
    assert places(fr.concordance(demo, word)) == expected
    assert bool(expected) == (word != "nowhere")


@given(st.lists(PROSE, min_size=1, max_size=3), st.sampled_from(["a", "ab", "a b", "b'a", "é"]), st.integers(0, 9))
@examples(60)
def test_lines_are_stretches_of_the_text_and_every_hit_has_one(texts, phrase, width):
    lines = fr.concordance(study_of_texts(*texts), phrase, width=width)
    for line in lines.itertuples():
        text = texts[int(line.article_id[1:])]
        around = text[max(0, line.start - width) : line.end + width]
        assert line.left + line.node + line.right == re.sub(r"\s", " ", around)
        assert len(line.left) <= width >= len(line.right)
    naive = r"(?<!\w)" + phrase.replace(" ", r"[ \r\n]+").replace("'", "['’]") + r"(?!\w)"
    expected = [(f"a{number}", *hit.span()) for number, text in enumerate(texts) for hit in re.finditer(naive, text)]
    assert places(lines) == expected


@given(st.lists(PROSE, min_size=1, max_size=3), st.sampled_from(sorted(SORTS)))
@examples(60)
def test_sorting_only_changes_the_order(texts, sort):
    study = study_of_texts(*texts)
    plain, ordered = (fr.concordance(study, "a", width=8, sort=order) for order in ("text", sort))
    assert sorted(places(ordered)) == sorted(places(plain))
    if sort == "left":
        keys = [words_leftward(left) for left in ordered["left"]]
        assert all(one <= other for one, other in pairwise(keys))


def test_left_reads_backwards_from_the_node_and_score_puts_the_most_loaded_first():
    study = study_of_texts("A zebra ate Berg. The ant ate Berg. One ate an Berg.")
    assert fr.concordance(study, "Berg", sort="left")["left"].str.split().str[-2:].tolist() == [
        ["ate", "an"],
        ["ant", "ate"],
        ["zebra", "ate"],
    ]
    vars(study)["scores"] = pd.DataFrame(
        {"unit_id": ["a0:02", "a0:03"], "classifier": ["general"] * 2, "probability": [0.2, 0.9]}
    )
    lines = fr.concordance(study, "Berg", sort="score")
    assert lines["sentence_id"].tolist() == ["a0:03", "a0:02", "a0:01"]
    assert lines["score"].fillna(-1).tolist() == [0.9, 0.2, -1]
    assert "loadedness" in fr.Kwic(lines).html("X")


def test_offsets_count_code_points_and_phrases_run_over_lines():
    study = study_of_texts("\U0001f600 The head\n  of state’s \U0001f600 hat.")
    (line,) = fr.concordance(study, "Head of State's", width=4).to_dict("records")
    assert (line["start"], line["node"], line["left"]) == (6, "head   of state’s", "The ")
    assert line["sentence_id"] == "a0:01"


def test_types_are_the_same_without_a_line(demo):
    some, none = fr.concordance(demo, "tyrant"), fr.concordance(demo, "zzz")
    assert none.empty
    assert some.dtypes.equals(none.dtypes)
    assert some.dtypes.astype("str").to_dict() == {name: DTYPES.get(name, "str") for name in some}


def test_a_line_stands_under_the_sentence_that_holds_it(demo):
    spans = demo.voiced.set_index("sentence_id")
    for line in fr.concordance(demo, r"\w+", regex=True).sample(200, random_state=1).itertuples():
        sentence = spans.loc[line.sentence_id]
        assert sentence["start"] <= line.start < sentence["end"]
        assert (sentence["article_id"], sentence["voice"]) == (line.article_id, line.voice)


def test_rows_of_occurrences_are_shown_as_they_are(demo):
    slots = demo.occurrences.query("form == 'loaded'")
    lines = fr.concordance(demo, slots.sample(frac=1, random_state=1), width=15)
    assert len(lines) == len(slots)
    first = lines.iloc[0]
    assert first["node"] == demo.corpus.text(first["article_id"])[first["start"] : first["end"]].translate(BREAKS)
    assert set(lines["form"]) == {"loaded"}
    assert set(lines["target"]) == set(slots["target"])
    with pytest.raises(fr.BadInput, match="Missing column start"):
        fr.concordance(demo, slots.drop(columns="start"))


def test_expressions_drop_matches_of_no_width_and_may_mind_case():
    text = study_of_texts("Rain, rain.\n\n")
    assert fr.concordance(text, "x*", regex=True).empty
    assert fr.concordance(text, "(?-i:rain)", regex=True)["start"].tolist() == [6]
    assert fr.concordance(text, r"\s+", regex=True)["sentence_id"].tolist() == ["a0:01", "a0:01"]
    assert fr.concordance(study_of_texts("\n \n"), r"\s", regex=True)["sentence_id"].tolist() == ["", "", ""]


@pytest.mark.parametrize(
    ("what", "options", "message"),
    [
        ("(a", {"regex": True}, r"'\(a': missing \) at position 2"),
        ("", {"regex": True}, "is empty"),
        (" ", {}, "' ' contains no word"),
        ([], {}, "Nothing to search for"),
        ("a", {"sort": "lefft"}, "Unknown sort order 'lefft'; did you mean 'left'"),
        ("a", {"width": -1}, "width=-1"),
    ],
)
def test_what_cannot_be_searched_is_said(demo, what, options, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.concordance(demo, what, **options)


def test_a_pattern_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(search, "PATIENCE", 0.2)
    with pytest.raises(fr.BadInput, match=r"timed out after 0\.2 seconds in 'a0'"):
        fr.concordance(study_of_texts("ab" * 40 + "c"), "(?:(?:[ab]+)+)+(?:[ab]+)+d|(a|b|ab)*d", regex=True)


def test_private_texts_are_asked_for(case):
    for what in ("dictator", case.occurrences):
        with pytest.raises(fr.TextNotAvailable, match="SHA-256"):
            fr.concordance(case, what)


def test_a_long_article_is_searched_at_once(demo):
    text = "\n".join([*demo.corpus.texts.values()] * 42)
    study = study_of_texts(text)
    starts = [match.start() for match in regex.finditer(r"[^\n]+", text)]
    ends = [match.end() for match in regex.finditer(r"[^\n]+", text)]
    vars(study)["voiced"] = pd.DataFrame(  # sentences are made once for a study, whatever is searched
        {"article_id": "a0", "sentence_id": [f"a0:{n:02d}" for n in range(len(ends))], "end": ends, "voice": "narrator"}
    ).assign(start=starts)
    lines = fr.concordance(study, ["Tresk", "the"], sort="left")
    assert len(text.split()) > 200_000
    assert len(lines) > 10_000


def test_published_sentences_serve_where_they_are_current(study_of):
    folder = study_of("Free Hadrel")
    study = fr.open_study(folder / "study.toml", texts=folder / "build" / "texts")
    published = fr.concordance(study, "Tresk")
    assert "voiced" not in vars(study)
    (folder / "data" / "derived" / "provenance.json").unlink()
    study = fr.open_study(folder / "study.toml", texts=folder / "build" / "texts")
    assert fr.concordance(study, "Tresk").equals(published)
    assert "voiced" in vars(study)


def test_lines_align_under_wide_characters():
    study = study_of_texts("習 met X. Then X left.")
    *lines, _, count = fr.Kwic(fr.concordance(study, "X", width=6)).text().splitlines()
    assert lines == ["Outlet a0  習 met   X  . Then", "Outlet a0    Then   X   left."]
    assert count == "2 lines in 1 article from 1 outlet"


def test_a_notebook_is_given_a_bounded_table(demo):
    shown = fr.Kwic(fr.concordance(demo, r"\w+", regex=True, width=500))._repr_html_()
    assert len(shown) < 50_000
    assert "<em>" not in fr.Kwic(fr.concordance(study_of_texts("<em>X</em>"), "X"))._repr_html_()
    assert fr.Kwic(fr.concordance(demo, "zzz")).text() == "0 lines in 0 articles from 0 outlets"


@given(st.lists(st.text(max_size=20), min_size=4, max_size=4))
def test_any_words_stay_text_on_the_page_and_in_a_notebook(words):
    lines = pd.DataFrame([dict(zip(("left", "node", "right", "outlet"), words, strict=True))])
    shown = fr.Kwic(lines.assign(article_id="a", voice="quote", score=0.5))
    for html in (shown.html(words[0]), shown._repr_html_()):
        assert [cell for cell in map(str, words) if str(escape(cell)) not in html] == []
        assert set(re.findall(r"<(\w+)", html[html.index("<tbody>") :])) == TAGS & set(re.findall(r"<(\w+)", html))


def test_the_page_aligns_the_nodes(chrome, demo, tmp_path):
    page = fr.Kwic(fr.concordance(demo, ["Tresk", "pass"], width=60)).html("Tresk & pass")
    show(chrome, page, tmp_path)
    assert complaints(chrome) == []
    edges = chrome.execute_script(
        "return [...document.querySelectorAll('td.left')].map(cell => {const range = document.createRange();"
        "range.selectNodeContents(cell); const box = cell.getBoundingClientRect();"
        "return [Math.round(box.right), getComputedStyle(cell).textAlign]})"
    )
    assert len(edges) > 20
    assert {tuple(edge) for edge in edges} == {(edges[0][0], "right")}


def test_the_command_writes_each_form(built_study, tmp_path):
    study = with_ingested(built_study("Free Hadrel"))
    asked = ("concordance", "Tresk", "--study", str(study.file), "--sort", "left")
    for name in ("lines.csv", "lines.html", "lines.txt"):
        done = run(tmp_path, *asked, "--out", name)
        assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "lines.csv")
    assert len(table) > 1
    assert table[["article_id", "start"]].to_dict("list") == (
        fr.concordance(study, "Tresk", sort="left")[["article_id", "start"]].to_dict("list")
    )
    printed = run(tmp_path, *asked).stdout
    assert printed == (tmp_path / "lines.txt").read_text(encoding="utf-8")
    assert "<title>Tresk</title>" in (tmp_path / "lines.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["(x", "--regex"], "framing: Invalid regular expression '(x': missing ) at position 2"),
        (["x", "--out", "lines.xlsx"], "lines.xlsx: unsupported format; choose .csv, .html, .txt"),
    ],
)
def test_the_command_refuses_in_a_sentence(demo, tmp_path, arguments, message):
    done = run(tmp_path, "concordance", *arguments, "--study", str(demo.file))
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_the_command_knows_every_order():
    assert [sort.value for sort in Sort] == list(SORTS)


@pytest.mark.parametrize(
    ("words", "n"), [("1939-45", 3), ('"no way"', 3), ("wait...", 2), ("O'Hara", 3), ("e-mail", 2), ("ty rant", 0)]
)
def test_dashes_quotes_and_points_are_found_however_typed(words, n):
    study = study_of_texts(
        '1939-45, 1939–45, 1939—45. “No way”, "no way", «no way». Wait… wait... O\'Hara, O’Hara, O‘Hara. E-mail, '
        "e‑mail. Tyrant."
    )
    assert len(fr.concordance(study, words)) == n
