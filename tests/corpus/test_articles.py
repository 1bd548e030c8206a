"""Articles: many ways in, the same corpus; bad ones refused with a sentence."""

import pandas as pd
import pytest

import framing as fr
from conftest import TABLE


@pytest.fixture
def sources(tmp_path):
    TABLE.to_csv(tmp_path / "t.csv", index=False)
    TABLE.to_json(tmp_path / "t.jsonl", orient="records", lines=True, force_ascii=False)
    TABLE.to_parquet(tmp_path / "t.parquet")
    for row in TABLE.itertuples():
        folder = tmp_path / "folder" / row.outlet
        folder.mkdir(parents=True)
        (folder / f"{row.article_id}.txt").write_text(row.text, encoding="utf-8", newline="")
    return [TABLE, *(tmp_path / name for name in ("t.csv", "t.jsonl", "t.parquet", "folder"))]


def test_every_source_gives_the_same_corpus(sources):
    first, *others = [fr.read_articles(source) for source in sources]
    for other in others:
        pd.testing.assert_frame_equal(other.articles, first.articles)
        assert other.texts == first.texts
    assert first.articles["n_chars"].tolist() == [11, 12]


@pytest.mark.usefixtures("sources")
def test_texts_are_found_by_hash_whatever_they_are_called(tmp_path):
    manifest = fr.read_articles(TABLE).articles
    (tmp_path / "folder" / "Courier" / "a1.txt").rename(tmp_path / "folder" / "0817.bin")
    corpus = fr.read_articles(manifest, texts=tmp_path / "folder")
    assert corpus.texts == dict(zip(TABLE["article_id"], TABLE["text"], strict=True))


@pytest.mark.usefixtures("sources")
def test_a_changed_text_is_refused_with_its_hash(tmp_path):
    manifest = fr.read_articles(TABLE).articles
    (tmp_path / "folder" / "Courier" / "a1.txt").write_text("Rain fell.", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=f"'a1' \\(SHA-256 {manifest['sha256'][0]}\\)"):
        fr.read_articles(manifest, texts=tmp_path / "folder")


WRITERS = {
    "jsonl": lambda frame, path: frame.to_json(path, orient="records", lines=True),
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "parquet": lambda frame, path: frame.to_parquet(path),
}
ODD = pd.DataFrame(
    {
        "article_id": ["a1", "a2", "a3"],
        "outlet": ["Courier", "Herald", "Herald"],
        "text": ["Rain fell.\r\nIt was “wet”, they say.", "Zoë’s café: dry, they said.", "One\ntwo, three."],
    }
)


@pytest.mark.parametrize("form", WRITERS)
def test_texts_are_found_in_tables_whatever_their_order_and_other_columns(tmp_path, form):
    manifest = fr.read_articles(ODD).articles
    table = ODD[["text"]].iloc[::-1].assign(number=[7, 8, 9], name="x")
    WRITERS[form](table, tmp_path / f"some.{form}")
    assert fr.read_articles(manifest, texts=tmp_path).texts == dict(zip(ODD["article_id"], ODD["text"], strict=True))


def test_texts_may_be_spread_over_files_and_tables(tmp_path):
    manifest = fr.read_articles(ODD).articles
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.txt").write_text(ODD["text"][0], encoding="utf-8", newline="")
    for row, form in enumerate(("jsonl", "csv"), start=1):
        WRITERS[form](ODD.iloc[[row]], tmp_path / f"{row}.{form}")
    assert list(fr.read_articles(manifest, texts=tmp_path).texts.values()) == ODD["text"].tolist()


def test_tables_are_read_only_while_a_text_is_missing(tmp_path):
    manifest = fr.read_articles(ODD).articles
    WRITERS["jsonl"](ODD, tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_text("not JSON\n", encoding="utf-8")
    assert len(fr.read_articles(manifest, texts=tmp_path).texts) == 3
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("no object either\n")  # after the last text that is wanted
    assert len(fr.read_articles(manifest, texts=tmp_path).texts) == 3


def test_a_text_of_a_file_with_a_byte_order_mark_is_found_in_a_table_without(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"\xef\xbb\xbfRain fell.")
    manifest = fr.read_articles(tmp_path / "in").articles
    (tmp_path / "out").mkdir()
    WRITERS["jsonl"](pd.DataFrame({"text": ["Rain fell."]}), tmp_path / "out" / "t.jsonl")
    assert fr.read_articles(manifest, texts=tmp_path / "out").texts == {"a": "Rain fell."}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.jsonl", b'{"text": "other"}\n{"text\n', "t.jsonl, line 2: not a JSON object"),
        ("t.jsonl", b'{"text": "a\xff"}\n', "t.jsonl, line 1 is not UTF-8"),
        ("t.jsonl", b'{"body": "Rain fell."}\n', "t.jsonl: no line has a key 'text'"),
        ("t.csv", b"body\nRain fell.\n", "t.csv: no column 'text' among body"),
        ("t.csv", b"text\na,b\n", "t.csv, line 2: found 2 fields, expected 1"),
        ("t.parquet", b"PAR1", "Cannot read .*t.parquet as a Parquet file"),
        ("t.jsonl", b'{"text": 7}\n{"text": "a\\ud800"}\n{"text": null}\n', "Restore the originals.$"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_if_a_text_is_missing(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(fr.BadInput, match=f"no file for 3 of the 3 articles in the manifest, and no row .*{message}"):
        fr.read_articles(fr.read_articles(ODD).articles, texts=tmp_path)


def test_many_missing_texts_are_counted(tmp_path):
    many = pd.DataFrame({"article_id": [f"a{n}" for n in range(30)], "outlet": "A", "text": map(str, range(30))})
    with pytest.raises(fr.BadInput, match=r"'a9' \(SHA-256 \w+\); and 20 more\."):
        fr.read_articles(fr.read_articles(many).articles, texts=tmp_path)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(fr.BadInput, match="is not a folder"):
        fr.read_articles(fr.read_articles(TABLE).articles, texts=tmp_path / "nowhere")


def test_a_text_that_is_not_attached_says_which_and_how():
    manifest = fr.read_articles(TABLE).articles
    with pytest.raises(
        fr.TextNotAvailable, match=f"'a2' is not attached \\(SHA-256 {manifest['sha256'][1]}\\).*TEXTS=folder"
    ):
        fr.read_articles(manifest).text("a2")


def test_an_unknown_article_names_the_nearest():
    with pytest.raises(fr.BadInput, match="did you mean 'harvest-1'"):
        fr.read_articles(TABLE.assign(article_id=["harvest-1", "storm-2"])).text("harvest1")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": ["x", None]}, "line 3, column 'text': expected text, found"),
        ({"text": ["x", 3.5]}, "line 3, column 'text': expected text, found float"),
        ({"text": ["x", "a\0b"]}, r"line 3, column 'text': character 1 is U\+0000"),
        ({"article_id": ["a1", "A1"]}, "'A1' differs only in case from 'a1'"),
        ({"article_id": ["a1", "a1"]}, "duplicates line 2"),
        ({"article_id": ["a1", "../../etc/passwd"]}, "line 3, column 'article_id'"),
        ({"outlet": ["Courier", ""]}, "line 3, column 'outlet': found '', may not be empty"),
        ({"outlet": ["Courier", "Courier "]}, "line 3, column 'outlet': found 'Courier ', expected no space before"),
        ({"outlet": ["Courier", " "]}, "line 3, column 'outlet': found ' ', expected no space"),
        ({"title": ["Rain", ["Rain", "again"]]}, "line 3, column 'title': found .*, expected text"),
        ({"sha256": ["0" * 64] * 2}, "the text of 'a1' does not match its sha256"),
    ],
)
def test_bad_articles(change, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.read_articles(TABLE.astype(object).assign(**change))


def test_a_missing_column_is_named():
    with pytest.raises(fr.BadInput, match="column 'outlet' is missing"):
        fr.read_articles(TABLE.drop(columns="outlet"))


def test_a_flat_folder_has_no_outlets(tmp_path):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert fr.read_articles(tmp_path).articles["outlet"].tolist() == ["unattributed"]


def test_an_empty_folder_is_told_what_is_expected(tmp_path):
    with pytest.raises(fr.BadInput, match=r"expected .*/<outlet>/<article_id>.txt"):
        fr.read_articles(tmp_path)


def test_a_manifest_without_hashes_cannot_find_texts(tmp_path):
    with pytest.raises(fr.BadInput, match="no column 'sha256'"):
        fr.read_articles(TABLE.drop(columns="text"), texts=tmp_path)


@pytest.mark.parametrize(("name", "message"), [("x.docx", "cannot read this type"), ("x.csv", "does not exist")])
def test_other_files_are_refused(tmp_path, name, message):
    with pytest.raises(fr.BadInput, match=message):
        fr.read_articles(tmp_path / name)


def test_a_broken_json_line_is_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"article_id": "a"}\n{"article_id\n', encoding="utf-8")
    with pytest.raises(fr.BadInput, match="line 2: not a JSON object"):
        fr.read_articles(path)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ('"text": "a\\ud800b"', r"line 1, column 'text': character 1 is U\+D800"),
        ('"outlet": "\\ud800"', "line 1, column 'outlet': found .* expected text without NUL and lone surrogates"),
        ('"date": "\\ud800"', "line 1, column 'date': found .* expected text without"),
        ('"my notes": "\\ud800"', "line 1, column 'my notes': found .* expected text without"),
        ('"\\ud800": "notes"', r"line 1, a column's name: character 0 is U\+D800"),
    ],
)
def test_a_lone_surrogate_is_refused(tmp_path, column, message):
    path = tmp_path / "x.jsonl"
    path.write_text(f'{{"article_id": "a", "outlet": "C", "text": "x", {column}}}\n', encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        fr.read_articles(path)


def test_links_out_of_the_folder_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (tmp_path / "in" / "Courier").mkdir(parents=True)
    (tmp_path / "in" / "Courier" / "a.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(fr.BadInput, match="contains no text files"):
        fr.read_articles(tmp_path / "in")


def test_issues_are_listed_and_not_repaired():
    frame = pd.DataFrame(
        {
            "article_id": ["e", "h", "m", "d"],
            "outlet": "C",
            "text": [" \u00a0\n", "soft\u00adhyphen", "itâ€™s", "itâ€™s"],
        }
    )
    corpus = fr.read_articles(frame)
    assert corpus.issues[["article_id", "issue"]].values.tolist() == [
        ["e", "empty text"],
        ["h", "hidden characters"],
        ["m", "garbled characters"],
        ["d", "garbled characters"],
        ["d", "same text"],
    ]
    assert corpus.texts["h"] == "soft\u00adhyphen"


def test_an_empty_corpus_gives_empty_tables(small_lexicon):
    corpus = fr.read_articles(TABLE.head(0))
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    found = fr.find_occurrences(sentences, corpus, lexicon=small_lexicon)
    assert (len(corpus), len(sentences), len(found)) == (0, 0, 0)
    assert "voice" in sentences


def test_a_column_but_for_its_capital_is_not_passed_over():
    """A table with `Text` was read as a manifest without texts."""
    with pytest.raises(fr.BadInput, match="unknown column 'Text'; did you mean 'text'"):
        fr.read_articles(TABLE.rename(columns={"text": "Text"}))


def test_a_column_that_comes_twice_is_refused():
    twice = pd.concat([TABLE, TABLE[["outlet"]]], axis="columns")
    with pytest.raises(fr.BadInput, match="there are 2 columns 'outlet'"):
        fr.read_articles(twice)


def test_a_stated_hash_that_fits_is_kept():
    manifest = fr.read_articles(TABLE).articles
    stated = TABLE.assign(sha256=manifest["sha256"])
    assert fr.read_articles(stated).articles["sha256"].tolist() == manifest["sha256"].tolist()


def test_a_table_with_texts_takes_no_folder_of_texts(tmp_path):
    with pytest.raises(fr.BadInput, match="already has a column 'text'"):
        fr.read_articles(TABLE, texts=tmp_path)


def test_a_file_with_a_byte_order_mark_is_hashed_as_it_is(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfRain fell.")
    corpus = fr.read_articles(tmp_path)
    assert corpus.texts == {"a": "Rain fell."}
    assert fr.read_articles(corpus.articles, texts=tmp_path).texts == corpus.texts


@pytest.mark.parametrize("name", ["t.parquet", "frame"])
def test_dates_may_be_dates(tmp_path, name):
    """A column of dates is what pandas and Parquet make of a date; it was refused as no text."""
    frame = TABLE.assign(date=pd.to_datetime(["2023-10-17", None]))
    frame.to_parquet(tmp_path / "t.parquet")
    source = frame if name == "frame" else tmp_path / name
    assert fr.read_articles(source).articles["date"].tolist() == ["2023-10-17", ""]


@pytest.mark.parametrize("bad", ["soon", "03/04/2013", "2013-02-31", "20130402", "2013-13"])
def test_a_bad_date_in_a_manifest_is_named_by_its_line(tmp_path, bad):
    """It went through, and the figures ended with a traceback or left the article out in silence."""
    (tmp_path / "articles.csv").write_text(f"article_id,outlet,date\na,Gull,2013\nb,Gull,{bad}\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=f"line 3, column 'date': found '{bad}', expected a date such as 2024-05-01"):
        fr.read_articles(tmp_path / "articles.csv")


def test_a_date_with_an_hour_keeps_it():
    frame = TABLE.assign(date=pd.to_datetime(["2023-10-17T08:30:00", "2023-10-18T00:00:00"]))
    assert fr.read_articles(frame).articles["date"].tolist() == ["2023-10-17T08:30:00", "2023-10-18"]


@pytest.mark.parametrize("content", [b"no parquet at all", b"PAR1....PAR1", b""])
def test_a_broken_parquet_file_is_named(tmp_path, content):
    (tmp_path / "t.parquet").write_bytes(content)
    with pytest.raises(fr.BadInput, match=r"Cannot read .*t\.parquet as a Parquet file"):
        fr.read_articles(tmp_path / "t.parquet")


def test_lines_of_json_are_counted_as_an_editor_counts_them(tmp_path):
    """The first line of a JSON lines file was called line 2, and blank lines were not counted."""
    path = tmp_path / "x.jsonl"
    path.write_text('{"article_id": "a", "outlet": "C", "text": "x"}\n\n\n{"article_id": "b", "text": "x"}\n')
    with pytest.raises(fr.BadInput, match="line 4, column 'outlet': found"):
        fr.read_articles(path)


def test_text_files_with_a_capital_suffix_are_not_passed_over(tmp_path):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b.TXT").write_text("y", encoding="utf-8")
    assert fr.read_articles(tmp_path).texts == {"a": "x", "b": "y"}


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_text_that_was_given_its_title_is_found_in_a_table_that_keeps_them_apart(form, tmp_path):
    given = pd.DataFrame({"article_id": ["a"], "outlet": ["X"], "title": [" Rain "], "text": ["It rained."]})
    whole = given.assign(text=[fr.corpus.with_title(" Rain ", "It rained.")])
    fr.read_articles(whole).articles.to_csv(tmp_path / "manifest.csv", index=False)
    (tmp_path / "texts").mkdir()
    WRITERS[form](given, tmp_path / "texts" / f"t.{form}")
    found = fr.read_articles(tmp_path / "manifest.csv", texts=tmp_path / "texts")
    assert found.text("a") == "Rain\n\nIt rained."


def test_a_table_of_ones_own_may_have_dates_in_any_form():
    table = pd.DataFrame({"article_id": [*"abcd"], "outlet": "Gull", "text": [f"Rain {n} fell." for n in range(4)]})
    with pytest.warns(UserWarning, match="articles, column 'date': 1 date could not be read, such as '9/20/17'"):
        corpus = fr.read_articles(table.assign(date=["3 May 2021", "9/20/17", "2021-05-03T08:00:00Z", None]))
    assert corpus.articles["date"].tolist() == ["2021-05-03", "", "2021-05-03T08:00:00Z", ""]
    twice = pd.concat([table.assign(date="3 May 2021"), table.assign(article_id=[*"efgh"], text=[*"abcd"], date="")])
    assert fr.read_articles(twice).articles["date"].tolist() == ["2021-05-03"] * 4 + [""] * 4
