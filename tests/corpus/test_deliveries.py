"""Deliveries: articles as others hand them over, in any encoding, with any separator, with traces of a scraper."""

import codecs
import json

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.corpus import import_articles
from framing.tables import parse_csv, read_csv, separator_of, validate

TEXT = "Ferry stops\n\n“It’s late,” the café’s owner said on Monday."


def folder(home, **files):
    for name, content in files.items():
        path = home / "in" / "Gull" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return home / "in"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-16", b""),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32", b""),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_a_file_in_utf_16_or_32_is_read_and_said_by_that_name_only(tmp_path, encoding, mark):
    intake = import_articles(folder(tmp_path, a=mark + TEXT.encode(encoding)))
    assert intake.corpus.text("a") == TEXT
    assert len(intake.notes) == 1
    assert f"Gull/a.txt: read as UTF-{encoding[4:6]}" in intake.notes[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Пором стоїть. Міський голова мовчить.", "cp1251"),
        ("Паром стоит.", "koi8_r"),
        ("Το πλοίο σταμάτησε τη Δευτέρα.", "cp1253"),
        ("The mayor, Геннадий Иванов, said so.", "cp1251"),
        ("It’s late, and we’re cold.", "mac_roman"),
        ("星期一下雨了。部長說一切都好。", "big5"),
    ],
)
def test_another_alphabet_is_not_read_as_windows_1252(tmp_path, text, encoding):
    intake = import_articles(folder(tmp_path, a=text.encode(encoding), b="It rained."))
    assert intake.dropped["reason"].tolist() == ["neither UTF-8 nor Windows-1252; save it as UTF-8"]
    assert not [note for note in intake.notes if "Windows-1252" in note]


def test_a_file_that_is_cut_off_in_utf_16_is_left_out(tmp_path):
    intake = import_articles(folder(tmp_path, a=TEXT.encode("utf-16")[:-1], b="It rained."))
    assert intake.dropped["reason"].tolist() == ["marked as UTF-16, but is not; save it as UTF-8"]


def test_a_strict_reader_names_utf_16(tmp_path):
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):  # with a mark and without
        with pytest.raises(fr.BadInput, match=r"a\.txt is UTF-16.*Save it as UTF-8"):
            fr.read_articles(folder(tmp_path, a=TEXT.encode(encoding)))


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8"])
def test_a_page_is_read_in_the_encoding_that_it_names(tmp_path, encoding):
    page = f'<meta charset="{encoding}"><article><p>Паром стоит.</p></article>'
    path = folder(tmp_path, b="It rained.") / "Gull" / "a.html"
    path.write_bytes(page.encode(encoding))
    intake = import_articles(tmp_path / "in")
    assert intake.corpus.text("a") == "Паром стоит."
    assert len(intake.dropped) == 0


def test_a_page_in_latin_1_is_read_as_browsers_do(tmp_path):
    path = folder(tmp_path, b="It rained.") / "Gull" / "a.html"
    path.write_bytes('<meta http-equiv="x" content="text/html; charset=iso-8859-1"><p>It’s wet.</p>'.encode("cp1252"))
    assert import_articles(tmp_path / "in").corpus.text("a") == "It’s wet."


def issues(text):
    found = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Gull"], "text": [text]})).issues
    return dict(found[["issue", "detail"]].values)


@pytest.mark.parametrize(
    "text",
    [
        "The caf\ufffd is open.",
        TEXT.encode().decode("cp1252", "replace"),
        TEXT.encode().decode("latin-1"),
        TEXT.encode("cp1252").decode("latin-1"),
        "Паром стоит.".encode().decode("cp1251", "replace"),
        "Паром стоит.".encode("cp1251").decode("cp1252"),
        "Паром стоит.".encode().decode("latin-1"),
        "It’s late.".encode("mac_roman").decode("cp1252"),
        "Łódź".encode().decode("cp1252", "replace"),
    ],
)
def test_a_wrong_encoding_is_an_issue_of_the_text(text):
    assert "garbled characters" in issues(text)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "«CAFÉ», «VOILÀ»: la créée à l’été — “É”, 30 °C, ½ £5 ©®",
        "Þjóðin ræddi þetta; São Tomé, Ærøskøbing, Ångström, Žižek, Łódź, İzmir",
        "В Киеве идёт дождь. Р. С. Иванов: «С…»",
        "L’été à Noël, où çà et là naïf.",
        "AT&T; R&D; Q&A, Marks & Spencer <3, a < b > c, x <y@example.org>, H&M, page?a=1&copy=2",
    ],
)
def test_good_text_has_no_issue(text):
    assert issues(text) == {}


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Rain &amp; fog. &quot;No,&quot; she said. It&#39;s &#x201C;late&#x201D;.", 6),
        ("Fog&nbsp;and rain", 1),
        ("R&amp;amp;D", 1),
        ("caf&eacute; &mdash; open", 2),
        ("Fog&nbsp and rain", 1),
        ("It&#39s late &#8211 a caf&eacute in a tab&#9;", 4),
    ],
)
def test_entities_of_a_scraper_are_an_issue(text, n):
    assert issues(text)["entities"].startswith(f"{n} entities of HTML")


@pytest.mark.parametrize("text", ["<p>Rain.</p>", "Rain<br/>fog", '<a href="x">Rain</a>', "<DIV class=b>Rain"])
def test_tags_of_a_scraper_are_an_issue(text):
    assert "markup" in issues(text)


ROWS = [["article_id", "outlet", "text"], ["a1", "Gull", "Rain, fog; then\tsun."], ["a2", "Tern", 'It | said: "No".']]


def written(separator, encoding="utf-8"):
    quoted = [
        [f'"{field}"'.replace('said: "No"', 'said: ""No""') if " " in field else field for field in row] for row in ROWS
    ]
    return ("\n".join(separator.join(row) for row in quoted) + "\n").encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_whatever_parts_its_fields(tmp_path, separator, encoding):
    path = tmp_path / "T.CSV"
    path.write_bytes(written(separator, encoding))
    assert list(fr.read_articles(path).texts.values()) == [row[2] for row in ROWS[1:]]
    assert import_articles(path).corpus.texts == fr.read_articles(path).texts


def test_the_line_of_excel_before_the_header_is_no_header(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"sep=;\n" + written(";"))
    assert read_csv(tmp_path / "t.csv").columns.tolist() == ROWS[0]
    (tmp_path / "t.csv").write_bytes(b"sep=;\r\na;b\r\n1;2;3\r\n")
    with pytest.raises(fr.BadInput, match=r"line 3: found 3 fields, expected 2 .* that contains a semicolon"):
        read_csv(tmp_path / "t.csv")


def test_a_comma_is_kept_where_it_could_be_another_separator():
    assert separator_of("a,b\n1,2;3\n") == ","
    assert separator_of("a,b;c\n1,2;3\n4,5;6\n") == ","
    assert separator_of("text\nRain; fog, sun\n") == ","
    assert separator_of("Title, long;text;outlet\nRain;Fog, sun, hail.;Gull\n") == ";"
    assert separator_of("") == ","


@given(st.lists(st.lists(st.text('ab,;\t| \n"é', max_size=6), min_size=2, max_size=3), min_size=1, max_size=4))
@examples(30)
def test_tables_that_the_toolkit_writes_are_read_as_they_were(rows):
    table = pd.DataFrame([[*row, "x"][:3] for row in rows], columns=["a", "b", "c"], dtype="str")
    assert parse_csv(table.to_csv(index=False, lineterminator="\n"), "t").equals(table)


@pytest.mark.parametrize("name", ["A.JSONL", "a.Parquet", "a.TSV", "a.ndjson"])
def test_the_ending_of_a_name_counts_in_capitals_too(tmp_path, name):
    table = pd.DataFrame([ROWS[1]], columns=ROWS[0])
    writers = {"parquet": table.to_parquet, "tsv": lambda path: table.to_csv(path, sep="\t", index=False)}
    write = writers.get(name[2:].lower(), lambda path: table.to_json(path, orient="records", lines=True))
    write(tmp_path / name)
    assert len(fr.read_articles(tmp_path / name)) == 1


def test_a_table_in_windows_1252_is_taken_in_with_a_note_and_one_in_another_alphabet_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("outlet;text\nGull;It’s a café.\n".encode("cp1252"))
    intake = import_articles(path)
    assert list(intake.corpus.texts.values()) == ["It’s a café."]
    assert intake.notes[0].startswith("t.csv: not UTF-8; read as Windows-1252")
    path.write_bytes("outlet;text\nGull;Паром стоит.\n".encode("cp1251"))
    with pytest.raises(fr.BadInput, match="neither UTF-8 nor Windows-1252; save it as UTF-8"):
        import_articles(path)


@pytest.mark.parametrize("value", [{"name": "Gull"}, ["Gull", "Tern"], 7, True])
def test_an_outlet_that_is_no_text_makes_no_outlet(tmp_path, value):
    lines = [{"outlet": value, "text": "Rain."}, {"outlet": "Tern", "text": "Fog."}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    intake = import_articles(tmp_path / "a.jsonl")
    assert intake.corpus.articles["outlet"].tolist() == ["Tern"]
    assert intake.dropped["reason"].tolist() == [f"its outlet is of type {type(value).__name__}"]


@pytest.mark.parametrize("column", ["text", "outlet", "article_id", "title"])
def test_half_of_a_pair_leaves_out_its_row_and_no_other(tmp_path, column):
    rows = [{"article_id": f"a{n}", "outlet": "Gull", "title": "T", "text": f"Rain {n}."} for n in (1, 2)]
    rows[0][column] += "\ud83d"
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for source in (tmp_path / "a.jsonl", pd.DataFrame(rows, dtype=object)):
        intake = import_articles(source)
        assert intake.corpus.articles["article_id"].tolist() == ["a2"]
        assert f"of its {column} is none (NUL, half of a pair)" in intake.dropped["reason"].item()


def test_a_column_that_no_manifest_has_may_hold_half_of_a_pair():
    table = pd.DataFrame({"outlet": ["Gull"], "text": ["Rain."], "notes": pd.Series(["\ud83d"], dtype=object)})
    assert len(import_articles(table).corpus) == 1


def test_a_wire_text_in_two_outlets_is_two_articles_and_twice_in_one_outlet_one():
    wire = pd.DataFrame({"outlet": ["Gull", "Tern", "Tern"], "text": ["Rain fell.", "Rain fell.", " Rain fell.\n"]})
    intake = import_articles(wire)
    assert intake.corpus.articles["outlet"].tolist() == ["Gull", "Tern"]
    assert intake.dropped.values.tolist() == [["articles", "4", "same text as articles, row 3"]]
    assert "1 article has the text of an earlier one in another outlet" in intake.notes[0]


def test_the_columns_that_a_file_has_are_listed(tmp_path):
    (tmp_path / "a.csv").write_text("article_id,text\na1,Rain.\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=r"column 'outlet' is missing .* Found the columns article_id, text\."):
        fr.read_articles(tmp_path / "a.csv")


def test_names_that_differ_in_case_only_are_told_apart_and_ids_are_not():
    keys = {"proposition": ["Rain fell", "rain fell"], "sentence_id": "a:01"}
    assert len(validate(pd.DataFrame(keys), "proposition_codes", "codes")) == 2
    with pytest.raises(fr.BadInput, match="'A:01' differs only in case"):
        validate(pd.DataFrame({"sentence_id": ["a:01", "A:01"], "loaded": 1, "strength": 1}), "labels", "labels")


def test_a_rate_by_outlets_that_differ_in_case_only_has_a_row_for_each(demo):
    articles = demo.articles.assign(
        outlet=[f"{'gull' if place % 2 else 'Gull'}" for place in range(len(demo.articles))]
    )
    found = fr.naming_rate(demo.occurrences, articles, by="outlet")
    assert {"Gull", "gull"} <= set(found["outlet"])


def test_half_of_a_pair_in_a_name_is_refused_with_a_sentence(tmp_path):
    for name, row in (("a.json", '[{"text": "Rain.", "x\\ud83d": 1}]'), ("a.jsonl", '{"text": {"x\\ud83d": "Rain."}}')):
        (tmp_path / name).write_text(row, encoding="utf-8")
        with pytest.raises(fr.BadInput, match=r"a column's name: character 1 is U\+D83D"):
            import_articles(tmp_path / name)
    with pytest.raises(fr.BadInput, match=r"the name of the outlet: character 4 is U\+DCFF"):
        import_articles(pd.DataFrame({"text": ["Rain."]}), outlet="Gull\udcff")
    with pytest.raises(fr.BadInput, match="the name of the folder: character"):
        fr.new_study(f"{tmp_path}/mine\udcff", pd.DataFrame({"outlet": ["Gull"], "text": ["Rain."]}))


def test_half_of_a_pair_in_a_lexicon_or_a_sentence_is_refused_with_a_sentence(demo):
    short = {"term": pd.Series(["tyrant\ud83d", "Ruk"], dtype=object), "form": ["loaded", "neutral"], "target": "Ruk"}
    with pytest.raises(fr.BadInput, match=r"column 'term': found .* expected text without NUL and lone"):
        fr.read_lexicon(pd.DataFrame(short).assign(neutral=""))
    with pytest.raises(fr.BadInput, match=r"the sentence: character 11 is U\+DCFF"):
        fr.score_swaps("The tyrant \udcff left.", demo)


def test_a_short_text_that_another_outlet_prints_is_its_copy():
    wire = pd.DataFrame({"article_id": [*"abc"], "outlet": [*"GTT"], "text": ["Rain fell.", "Rain fell!", "Fog came."]})
    assert fr.find_copies(wire)["copy_of"].tolist() == ["", "a", ""]
