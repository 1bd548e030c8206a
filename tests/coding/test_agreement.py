"""Agreement of coders: an independent implementation, published worked examples, and a record of who decided what."""

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.coding import Category, Codebook, Variable, code_rows
from framing.coding.agreement import characters_of, span_f1

BOOK = Codebook(
    "frames",
    "1.0",
    "",
    (
        Variable("blame", categories=(Category("a"), Category("b"), Category("c"))),
        Variable("degree", kind="scale", categories=tuple(Category(str(value)) for value in range(1, 6))),
        Variable("why", kind="text"),
        Variable("words", kind="spans", categories=(Category("x"), Category("y"))),
    ),
)
# Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011: four coders, twelve units, ordinal alpha 0.815
CANONICAL = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
SENTENCES = pd.DataFrame({"sentence_id": [f"a:{n:02d}" for n in range(4)], "start": [0, 20, 40, 60]}).assign(
    end=lambda table: table["start"] + 20
)


def test_a_scale_has_the_ordinal_alpha_of_the_published_example_and_each_pair_its_own():
    codes = pd.concat(
        code_rows(
            BOOK, coder, [(f"a:{n:02d}", "degree", value) for n, value in enumerate(line.split()) if value != "."]
        )
        for coder, line in zip("abcd", CANONICAL, strict=True)
    )
    found = fr.coder_agreement(codes, BOOK)
    assert found.loc[found["coders"] == "a, b, c, d", "alpha"].round(3).tolist() == [0.815]
    assert found["coders"].tolist() == ["a, b, c, d", "a, b", "a, c", "a, d", "b, c", "b, d", "c, d"]
    assert (found["metric"] == "ordinal").all()


SPANS = st.lists(
    st.lists(st.tuples(st.integers(0, 18), st.integers(1, 4), st.sampled_from("xy")), max_size=2),
    min_size=4,
    max_size=4,
)


@examples(60)
@given(SPANS, SPANS)
def test_alpha_of_spans_is_that_of_an_independent_implementation_over_characters(one, other):
    tables, matrix = [], []
    for coder, spans in (("ann", one), ("bea", other)):
        line = []
        for (name, start, end), of_sentence in zip(SENTENCES.itertuples(index=False), spans, strict=True):
            marked = [set() for _ in range(20)]
            placed = [(start + at, min(start + at + length, end), value) for at, length, value in of_sentence]
            for first, last, value in placed:
                for place in range(first - start, last - start):
                    marked[place].add(value)
            line += ["".join(sorted(values)) for values in marked]
            rows = [(name, "words", value, first, last) for first, last, value in placed] or [(name, "words", "")]
            tables.append(code_rows(BOOK, coder, rows))
        matrix.append(line)
    found = fr.coder_agreement(pd.concat(tables), BOOK, sentences=SENTENCES).iloc[0]
    numbers = np.unique(matrix, return_inverse=True)[1].reshape(2, -1).astype(float)
    if len(np.unique(numbers)) == 1:
        assert np.isnan(found["alpha"])
    else:
        expected = krippendorff.alpha(numbers, level_of_measurement="nominal")
        assert found["alpha"] == pytest.approx(expected, abs=1e-12)
    assert found["n_units"] == 4


def test_f1_of_spans_counts_equal_ends_or_touching_ones():
    """Two of three spans have a partner with equal ends on one side and two of four on the other: 4 of 7."""
    one = [(0, 5, "x"), (8, 9, "y"), (12, 15, "x")]
    other = [(0, 5, "x"), (8, 9, "y"), (14, 16, "x"), (17, 19, "x")]
    codes = pd.concat(
        code_rows(BOOK, coder, [("a:00", "words", value, start, end) for start, end, value in spans])
        for coder, spans in (("ann", one), ("bea", other))
    )
    assert span_f1(codes, "ann", "bea", exact=True) == pytest.approx(4 / 7)
    assert span_f1(codes, "ann", "bea", exact=False) == pytest.approx(6 / 7)
    found = fr.coder_agreement(codes, BOOK).iloc[0]
    assert (found["f1_exact"], found["f1_overlap"]) == (pytest.approx(4 / 7), pytest.approx(6 / 7))
    assert "needs the lengths" in found["note"]
    assert len(characters_of(codes, SENTENCES)) == 40


def two(values_of_ann, values_of_bea, variable="blame"):
    return pd.concat(
        [
            code_rows(BOOK, coder, [(f"a:{n:02d}", variable, value) for n, value in enumerate(values)])
            for coder, values in (("ann", values_of_ann), ("bea", values_of_bea))
        ],
        ignore_index=True,
    )


def test_confusions_are_in_the_order_of_the_codebook_and_count_what_both_coded():
    table = fr.confusion(two("abcab", "abba"), BOOK, "blame", "ann", "bea")
    assert table.loc["c"].tolist() == [0, 1, 0]
    assert table.to_numpy().sum() == 4
    assert list(table.columns) == ["a", "b", "c"]
    with pytest.raises(fr.BadInput, match="No code of 'blame' by 'anne'; did you mean 'ann'"):
        fr.confusion(two("a", "a"), BOOK, "blame", "anne", "bea")


def test_agreement_is_also_that_of_each_group():
    by = pd.Series({"a:00": "Courier", "a:01": "Courier", "a:02": "Herald", "a:03": "Herald"})
    found = fr.coder_agreement(two("abab", "abba"), BOOK, by=by).set_index("group")["agreement"]
    assert found.to_dict() == {"": 0.5, "Courier": 1.0, "Herald": 0.0}


def test_sentences_to_discuss_are_those_with_different_answers():
    codes = two("abc", "acc")
    spans = [code_rows(BOOK, "ann", [("a:00", "words", "x", 0, 3)]), code_rows(BOOK, "bea", [("a:00", "words", "")])]
    found = fr.to_discuss(pd.concat([codes, *spans]), BOOK)
    assert found[["sentence_id", "variable", "ann", "bea"]].values.tolist() == [
        ["a:00", "words", "0–3 x", "(none)"],
        ["a:01", "blame", "b", "c"],
    ]


def test_what_is_adjudicated_says_who_decided_and_what_the_coders_said():
    codes = two("abc", "acb")
    spans = [code_rows(BOOK, "ann", [("a:00", "words", "x", 0, 3)]), code_rows(BOOK, "bea", [("a:00", "words", "")])]
    codes = pd.concat([codes, *spans], ignore_index=True)
    decisions = {("a:01", "blame"): "b", ("a:00", "words"): "ann"}
    final = fr.adjudicate(codes, BOOK, decisions, by="cleo", time="2024-05-01T10:00:00+00:00")
    assert final[["sentence_id", "variable", "value", "note"]].values.tolist() == [
        ["a:00", "blame", "a", "agreed: ann, bea"],
        ["a:01", "blame", "b", "decided by cleo; ann: b, bea: c"],
        ["a:00", "words", "x", "decided by cleo; ann: 0–3 x, bea: (none)"],
    ]  # a:02 is neither agreed nor decided
    assert final["start"].dropna().tolist() == [0]
    with pytest.raises(fr.BadInput, match="Nobody coded 'blame' of sentence 'a:09'"):
        fr.adjudicate(codes, BOOK, {("a:09", "blame"): "a"}, by="cleo")
    with pytest.raises(fr.BadInput, match="'d' is no value of variable 'blame'"):
        fr.adjudicate(codes, BOOK, {("a:01", "blame"): "d"}, by="cleo")


def test_codes_of_another_version_are_not_compared():
    later = Codebook("frames", "2.0", "", BOOK.variables)
    codes = pd.concat([two("ab", "ab"), code_rows(later, "ann", [("a:00", "blame", "c")])])
    assert fr.coder_agreement(codes, BOOK)["agreement"].tolist() == [1.0]
