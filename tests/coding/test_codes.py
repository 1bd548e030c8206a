"""Codes of a codebook on disk: a study reads them where it always did, versions stay apart, coders stay apart."""

from dataclasses import replace

import pandas as pd
import pytest

import framing as fr
from framing.coding import code_rows, read_codebook
from framing.corpus import check_codes, codes_of_variable, write_codes
from framing.study import start_study


@pytest.fixture
def codebook(tmp_path):
    start_study(tmp_path / "study")
    return read_codebook(tmp_path / "study" / "data" / "codebook.toml")


def test_codes_of_the_starter_codebook_are_read_where_a_study_always_read_them(tmp_path, codebook, demo):
    loaded = demo.occurrences[demo.occurrences["form"] == "loaded"].iloc[0]
    name, other = loaded["sentence_id"], demo.sentences["sentence_id"].iloc[-1]
    codes = code_rows(
        codebook,
        "ann",
        [
            (name, "loaded", "1"),
            (name, "strength", "3"),
            (name, "voice", "quote"),
            (name, "source", "Oldane"),
            (name, "spans", "epithet", loaded["term_start"], loaded["term_end"]),
            (other, "loaded", "0"),
            (other, "voice", "narrator"),
        ],
        time="2024-05-01T10:00:00+00:00",
    )
    codebook.check(codes)
    write_codes(codes, tmp_path / "codes", occurrences=demo.occurrences)
    read = fr.read_codes(tmp_path / "codes")
    check_codes(read, demo.sentences, "codes")
    labels = read.labels.set_index("sentence_id")[["loaded", "strength"]]
    assert labels.to_dict("index") == {name: {"loaded": 1, "strength": 3}, other: {"loaded": 0, "strength": 0}}
    assert set(read.voice["source"]) == {"Oldane", ""}
    assert read.spans[["term_id", "category", "target"]].values.tolist() == [[loaded["term_id"], "epithet", "other"]]
    assert len(read.variables) == len(codes)
    assert len(read.by(["bea"]).variables) == 0
    pd.testing.assert_frame_equal(
        read.of("loaded")[["sentence_id", "value"]].sort_values("sentence_id", ignore_index=True),
        codes[codes["variable"] == "loaded"][["sentence_id", "value"]]
        .sort_values("sentence_id", ignore_index=True)
        .astype("str"),
    )


def test_a_code_that_is_there_twice_is_told_with_both_of_its_lines(codebook):
    codes = code_rows(codebook, "ann", [("a:01", "loaded", "1"), ("a:02", "loaded", "0"), ("a:02", "loaded", "0")])
    with pytest.raises(fr.BadInput, match=r"line 4: .* 'ann, a:02, loaded, .*' duplicates line 3\."):
        codebook.check(codes)


def test_two_versions_of_a_codebook_are_not_mixed_in_the_tables_of_a_study(tmp_path, codebook):
    later = replace(codebook, version="2.0")
    codes = pd.concat(
        [code_rows(codebook, "ann", [("a:01", "loaded", "1")]), code_rows(later, "ann", [("a:02", "loaded", "0")])]
    )
    with pytest.raises(fr.BadInput, match=r"more than one codebook: loaded-wording 1\.0 .*; loaded-wording 2\.0"):
        write_codes(codes, tmp_path / "codes")
    assert not (tmp_path / "codes").exists()
    write_codes(codes, tmp_path / "codes", version="2.0")
    read = fr.read_codes(tmp_path / "codes")
    assert read.labels["sentence_id"].tolist() == ["a:02"]
    assert len(read.variables) == 2
    with pytest.raises(fr.BadInput, match="They are not mixed"):
        read.of("loaded")
    assert codes_of_variable(read.variables, "loaded", "1.0")["sentence_id"].tolist() == ["a:01"]


def test_codes_of_two_people_in_one_folder_are_refused(tmp_path, codebook):
    write_codes(code_rows(codebook, "ann", [("a:01", "loaded", "1")]), tmp_path)
    (tmp_path / "coder_ann").rename(tmp_path / "coder_bea")
    with pytest.raises(fr.BadInput, match=r"coder_bea/codes\.csv, line 2: a code of 'ann' in the folder of 'bea'"):
        fr.read_codes(tmp_path)


def test_spans_outside_their_sentence_are_refused_in_codes_too(tmp_path, codebook, demo):
    row = demo.sentences.iloc[3]
    places = [(row["sentence_id"], "spans", "verb", row["end"] - 2, row["end"] + 1)]
    write_codes(code_rows(codebook, "ann", places).assign(variable="marks"), tmp_path)
    with pytest.raises(fr.BadInput, match=r"codes\.csv: expression \d+–\d+ lies outside its sentence"):
        check_codes(fr.read_codes(tmp_path), demo.sentences, "codes")


def test_a_variable_of_ones_own_named_loaded_with_other_values_is_no_label(tmp_path, codebook):
    codes = code_rows(codebook, "ann", [("a:01", "loaded", "very")])
    assert [path.name for path in write_codes(codes, tmp_path)] == ["codes.csv"]
