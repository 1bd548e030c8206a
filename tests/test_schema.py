"""Tables: bad rows end as one sentence that names line and column; good ones come back as they went in."""

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from framing.schema import TABLES
from framing.tables import read_csv, read_table, replacing, validate, write_csv, write_table

LABELS = pd.DataFrame({"sentence_id": ["a:01", "a:02"], "loaded": ["1", "0"], "strength": ["3", "0"]})


def changed(column, row, value):
    frame = LABELS.copy()
    frame.loc[row, column] = value
    return frame


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (changed("loaded", 1, "2"), "line 3, column 'loaded': found 2, expected 1 or less"),
        (changed("loaded", 0, "yes"), "line 2, column 'loaded': found 'yes', expected a number"),
        (changed("loaded", 0, "0.5"), "line 2, column 'loaded': found '0.5', expected a whole number"),
        (changed("loaded", 0, ""), "line 2, column 'loaded': found '', expected a whole number"),
        (changed("sentence_id", 1, "a:01"), "line 3: sentence_id 'a:01' duplicates line 2"),
        (
            changed("sentence_id", 1, "A:01"),
            "line 3: sentence_id 'A:01' differs only in case from 'a:01' in line 2",
        ),
        (changed("sentence_id", 1, "../x:01"), "line 3, column 'sentence_id': found '../x:01', expected the pattern"),
        (LABELS.drop(columns="strength"), "column 'strength' is missing"),
        (LABELS.assign(sentence_id=[1, 2]), "line 2, column 'sentence_id': found 1, expected text"),
    ],
)
def test_bad_row_is_named(frame, message):
    with pytest.raises(fr.BadInput, match=r"^labels\.csv") as error:
        validate(frame, "labels", "labels.csv")
    assert message in str(error.value)


def test_words_that_look_missing_are_words(tmp_path):
    path = tmp_path / "articles.csv"
    path.write_text("article_id,outlet\na1,NA\na2,null\n", encoding="utf-8")
    assert read_table(path, "articles")["outlet"].tolist() == ["NA", "null"]


def test_not_utf8_is_named_with_its_byte(tmp_path):
    path = tmp_path / "articles.csv"
    path.write_bytes("article_id,outlet\na1,Curiér\n".encode("cp1252"))
    with pytest.raises(fr.BadInput, match=r"line 2 is not UTF-8: byte 0xe9 at offset 25"):
        read_table(path, "articles")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ('a,b\n1,2\n1,"2\n', "line 3: not well-formed CSV"),
        ("a,b\n1,2\n3,4,5\n", "line 3: found 3 fields, expected 2 as in the header"),
        ("a,b\n1,2,3\n4,5,6\n", "line 2: found 3 fields, expected 2 as in the header"),
        ('a,b\n"one\ntwo",2\n\n3\n', "line 5: found 1 fields, expected 2 as in the header"),
        ("a,b,a\n1,2,3\n", "there are 2 columns 'a'"),
    ],
)
def test_broken_files_are_named(tmp_path, content, message):
    path = tmp_path / "labels.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        read_table(path, "labels")


def test_a_long_field_and_lines_within_fields_are_read_as_they_are(tmp_path):
    path = tmp_path / "x.csv"
    long = "one\r\ntwo, " * 30_000
    path.write_bytes(f'a,b\r\n"{long}",2\r\n'.encode())
    assert read_csv(path).values.tolist() == [[long, "2"]]


def test_byte_order_mark_is_no_part_of_the_header(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("\ufeffsentence_id,loaded,strength\na:01,1,2\n", encoding="utf-8")
    assert read_table(path, "labels")["loaded"].tolist() == [1]


IDS = st.from_regex(r"[a-z][a-z0-9-]{0,5}:\d{2}", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


@given(
    st.dictionaries(
        IDS, st.tuples(st.sampled_from(["narrator", "indirect", "quote", "mixed"]), TEXT), min_size=1, max_size=6
    )
)
def test_a_table_survives_writing(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "voice.csv"
    frame = pd.DataFrame([(key, *value) for key, value in rows.items()], columns=["sentence_id", "voice", "source"])
    write_table(frame, path, "voice")
    once = path.read_bytes()
    back = read_table(path, "voice")
    pd.testing.assert_frame_equal(back, validate(frame, "voice", "voice").sort_values("sentence_id", ignore_index=True))
    write_table(back.sample(frac=1, random_state=1), path, "voice")
    assert path.read_bytes() == once


def test_a_bad_table_leaves_the_old_file(tmp_path):
    path = tmp_path / "labels.csv"
    write_table(LABELS, path, "labels")
    before = path.read_bytes()
    with pytest.raises(fr.BadInput):
        write_table(changed("strength", 0, "9"), path, "labels")
    assert path.read_bytes() == before


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "one.txt"
    path.write_text("old", encoding="utf-8")

    def interrupted():
        with replacing(path) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["one.txt"]


def test_flags_and_numbers_are_written_plainly(tmp_path):
    path = tmp_path / "x.csv"
    write_csv(
        pd.DataFrame(
            {"flag": [True, False], "real": [1 / 3, float("nan")], "whole": pd.array([1, None], dtype="Int64")}
        ),
        path,
    )
    assert path.read_bytes() == b"flag,real,whole\ntrue,0.333333,1\nfalse,,\n"


def test_every_column_says_what_it_means():
    assert [column for table in TABLES.values() for column in table.columns.values() if not column.meaning] == []
