"""Krippendorff's alpha: the canonical example, an independent implementation, its laws; codes of a coder dropped in."""

import re
import shutil

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import ROOT, examples
from framing.corpus import check_codes, to_standoff
from framing.measures import coverage, marked_by_all, precision
from framing.study import results_graph

# Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011: four coders, twelve units, missing codes
CANONICAL = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""


def long(matrix):
    """A matrix of coders by units as the table of codes."""
    rows = [
        (f"u{unit}", f"c{coder}", value)
        for coder, codes in enumerate(matrix)
        for unit, value in enumerate(codes)
        if not np.isnan(value)
    ]
    return pd.DataFrame(rows, columns=["unit", "coder", "value"])


def alpha(matrix, metric):
    return fr.reliability(long(matrix), "value", metric=metric, unit="unit").iloc[0]


@pytest.mark.parametrize(("metric", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_canonical_example(metric, expected):
    matrix = np.array(
        [[float(code) if code != "." else np.nan for code in line.split()] for line in CANONICAL.split("\n") if line]
    )
    found = alpha(matrix, metric)
    assert round(found["alpha"], 3) == expected
    assert (found["n_units"], found["n_coders"]) == (11, 4)
    assert found["low"] < found["alpha"] <= found["high"]


MATRICES = st.integers(2, 4).flatmap(
    lambda coders: st.integers(2, 9).flatmap(
        lambda units: st.lists(
            st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, np.nan]), min_size=units, max_size=units),
            min_size=coders,
            max_size=coders,
        )
    )
)


@examples(200)
@given(MATRICES.map(np.array), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_equals_an_independent_implementation(matrix, metric):
    pairable = matrix[:, (~np.isnan(matrix)).sum(axis=0) > 1]
    values = np.unique(pairable[~np.isnan(pairable)])
    found = alpha(matrix, metric)
    if len(values) < 2:
        assert np.isnan(found["alpha"])
        assert found["note"] != ""
    else:
        assert found["alpha"] == pytest.approx(krippendorff.alpha(matrix, level_of_measurement=metric), abs=1e-12)


@examples(50)
@given(MATRICES.map(np.array), st.permutations([0.0, 1.0, 2.0, 3.0]))
def test_nominal_alpha_does_not_know_names(matrix, names):
    renamed = np.where(np.isnan(matrix), np.nan, np.array(names)[np.nan_to_num(matrix).astype(int)])
    assert alpha(matrix, "nominal")["alpha"] == pytest.approx(alpha(renamed, "nominal")["alpha"], nan_ok=True)


def test_perfect_agreement_is_one_and_one_coder_has_none():
    codes = long(np.array([[0.0, 1, 2], [0, 1, 2]]))
    assert fr.reliability(codes, "value", metric="ordinal", unit="unit")["alpha"].item() == 1
    alone = fr.reliability(codes[codes["coder"] == "c0"], "value", metric="ordinal", unit="unit").iloc[0]
    assert (np.isnan(alone["alpha"]), alone["note"]) == (True, "no unit was coded by two coders")


def test_agreement_of_the_model_coders_under_each_codebook_and_of_all(case):
    table = results_graph(case).get("reliability").pivot(index="coders", columns="variable", values="alpha").round(3)
    assert table["loaded"].to_dict() == {"c, d": 0.923, "a, b": 0.957, "a, b, c, d": 0.838}
    assert table["voice"].to_dict() == {"c, d": 0.940, "a, b": 0.975, "a, b, c, d": 0.951}


def test_the_primary_coders_are_those_whose_codes_train_and_the_others_are_kept(case):
    graph = results_graph(case)
    assert set(graph.get("labels")["coder"]) == set(graph.get("spans")["coder"]) == {"c", "d"}
    assert set(graph.get("coded_loadedness")["coder"]) == {"a", "b", "c", "d"}
    weights = case.labels[case.labels["sentence_id"].str.startswith("tsf:")]
    assert (weights["weight"] * weights["label"]).sum() == 4.5  # 4 by coder c, 5 by coder d; 8 and 10 by a and b


def test_a_primary_coder_without_codes_is_refused(project):
    settings = project / "study.toml"
    settings.write_text(settings.read_text().replace('primary_coders = ["c", "d"]', 'primary_coders = ["c", "dd"]'))
    with pytest.raises(fr.BadInput, match=r"'dd' of primary_coders has no codes in .*; did you mean 'd'"):
        _ = fr.open_study(settings).codes


def test_another_coder_is_picked_up_by_everything(project):
    home = project / "data" / "codes"
    shutil.copytree(home / "coder_a", home / "coder_e")
    (home / "coder_e" / "voice.csv").unlink()
    study = fr.open_study(project / "study.toml")
    results = results_graph(study)
    assert study.codes.coders == ["a", "b", "c", "d", "e"]
    of_all = results.get("reliability").query("coders == 'a, b, c, d, e'").set_index("variable")
    assert of_all["n_coders"].to_dict() == {"loaded": 5, "strength": 5, "voice": 4}
    assert set(results.get("coded_loadedness")["coder"]) == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize(
    ("file", "find", "replace", "message"),
    [
        (
            "labels.csv",
            "tsf:25,",
            "tsf:99,",
            "coder_a/labels.csv: sentence 'tsf:99' is not in the sentence table; did you mean 'tsf:",
        ),
        ("spans.csv", "oboz:07,", "oboz:08,", "lies outside its sentence 'oboz:08'"),
        ("labels.csv", "tsf:25,0,0", "tsf:25,0,4", "column 'strength': found 4, expected 3 or less"),
    ],
)
def test_bad_codes_are_named(project, file, find, replace, message):
    path = project / "data" / "codes" / "coder_a" / file
    content = path.read_text(encoding="utf-8")
    assert find in content
    path.write_text(content.replace(find, replace, 1), encoding="utf-8")
    study = fr.open_study(project / "study.toml")
    with pytest.raises(fr.BadInput) as error:
        check_codes(fr.read_codes(project / "data" / "codes"), study.sentences, "codes")
    assert message in str(error.value)


def test_a_folder_without_codes_is_told(tmp_path):
    with pytest.raises(fr.BadInput, match="contains no codes"):
        fr.read_codes(tmp_path)


def test_expressions_become_offsets_and_term_ids(tmp_path, demo):
    row = demo.occurrences[demo.occurrences["form"] == "loaded"].iloc[0]
    word = demo.corpus.texts[row["article_id"]][row["term_start"] : row["term_end"]]
    raw = pd.DataFrame(
        [
            {
                "sentence_id": row["sentence_id"],
                "expression": word,
                "category": "epithet",
                "target": "x",
                "polarity": "negative",
                "neutral": "n",
            }
        ]
    )
    raw.to_csv(tmp_path / "spans.csv", index=False)
    spans = to_standoff(tmp_path, demo.sentences, demo.corpus, demo.occurrences)["spans"]
    assert spans[["start", "end", "term_id"]].values.tolist() == [[row["term_start"], row["term_end"], row["term_id"]]]
    assert "expression" not in spans
    assert "neutral" not in spans


def test_an_expression_that_evaluates_two_targets_keeps_its_one_place(tmp_path, demo):
    """Coder c marked "dictators" once for each of two men; the text has the word once."""
    row = demo.sentences.iloc[5]
    word = demo.corpus.texts[row["article_id"]][row["start"] : row["end"]].split()[1]
    shared = {"sentence_id": row["sentence_id"], "expression": word, "category": "epithet", "polarity": "negative"}
    pd.DataFrame([shared | {"target": "x"}, shared | {"target": "y"}]).to_csv(tmp_path / "spans.csv", index=False)
    spans = to_standoff(tmp_path, demo.sentences, demo.corpus, demo.occurrences)["spans"]
    assert spans["target"].tolist() == ["x", "y"]
    assert spans["start"][0] == spans["start"][1]
    pd.DataFrame([shared | {"target": "x"}] * 2).to_csv(tmp_path / "spans.csv", index=False)
    with pytest.raises(fr.BadInput, match="line 3: the expression is not in sentence"):
        to_standoff(tmp_path, demo.sentences, demo.corpus, demo.occurrences)


def test_an_expression_that_is_not_there_is_refused_without_being_printed(tmp_path, demo):
    raw = pd.DataFrame(
        [
            {
                "sentence_id": demo.sentences["sentence_id"][5],
                "expression": "zebra crossing",
                "category": "epithet",
                "target": "x",
                "polarity": "",
            }
        ]
    )
    raw.to_csv(tmp_path / "spans.csv", index=False)
    with pytest.raises(fr.BadInput, match="line 2: the expression is not in sentence") as error:
        to_standoff(tmp_path, demo.sentences, demo.corpus, demo.occurrences)
    assert "zebra" not in str(error.value)


SPANS = pd.DataFrame(
    [("a", "t:01", 0, 5), ("a", "t:01", 10, 15), ("a", "t:02", 30, 35), ("b", "t:01", 4, 8), ("b", "t:02", 35, 40)],
    columns=["coder", "sentence_id", "start", "end"],
)


def test_marked_by_all_means_touching_in_the_same_sentence():
    assert marked_by_all(SPANS)[["sentence_id", "start"]].values.tolist() == [["t:01", 0]]


def test_coverage_counts_what_loaded_terms_touch():
    found = pd.DataFrame(
        {"sentence_id": ["t:01", "t:02"], "form": ["loaded", "loaded"], "term_start": [2, 0], "term_end": [4, 2]}
    )
    articles = pd.DataFrame({"article_id": ["t", "other"]})
    table = coverage(SPANS, found, articles).set_index("article_id")
    assert table[["n_expressions", "n_found"]].to_dict("index") == {
        "t": {"n_expressions": 1, "n_found": 1},
        "other": {"n_expressions": 0, "n_found": 0},
        "ALL": {"n_expressions": 1, "n_found": 1},
    }
    table = precision(SPANS, found, articles).set_index("article_id")
    assert table[["n_occurrences", "n_marked"]].loc["ALL"].tolist() == [2, 1]


def test_a_coder_listed_twice_is_refused():
    codes = pd.DataFrame({"sentence_id": ["a", "a", "b"], "coder": ["x", "x", "y"], "loaded": [1, 0, 1]})
    with pytest.raises(fr.BadInput, match="Coder 'x' coded 'a' more than once"):
        fr.reliability(codes, "loaded", metric="nominal")


def test_an_empty_code_is_no_code():
    codes = pd.DataFrame({"sentence_id": [*"aabb"], "coder": [*"xyxy"], "voice": ["", "", "quote", "mixed"]})
    assert fr.reliability(codes, "voice", metric="nominal").iloc[0]["n_units"] == 1


def test_equal_codes_get_no_interval_of_no_width():
    codes = pd.DataFrame({"sentence_id": [*"aabb"], "coder": [*"xyxy"], "loaded": [1, 1, 0, 0]})
    row = fr.reliability(codes, "loaded", metric="nominal").iloc[0]
    assert row["alpha"] == 1
    assert np.isnan(row["low"])
    assert "every pair of codes is equal" in row["note"]


@pytest.mark.parametrize(
    ("value", "metric", "message"),
    [
        ("loud", "nominal", "no column 'loud'"),
        ("loaded", "ordinal", "numbers, but the column 'loaded' contains 'very'"),
    ],
)
def test_codes_that_cannot_be_compared_are_told(value, metric, message):
    codes = pd.DataFrame({"sentence_id": ["a", "a"], "coder": ["x", "y"], "loaded": ["very", "1"]})
    with pytest.raises(fr.BadInput, match=message):
        fr.reliability(codes, value, metric=metric)


def test_codes_hold_no_words(case):
    assert sorted(path.name for path in (ROOT / "data" / "codes" / "coder_a").iterdir()) == [
        "families.csv",
        "labels.csv",
        "spans.csv",
        "voice.csv",
    ]
    assert list(case.codes.spans.columns) == [
        "coder",
        "sentence_id",
        "start",
        "end",
        "term_id",
        "category",
        "target",
        "polarity",
    ]
    assert list(case.codes.families.columns) == ["coder", "sentence_a", "sentence_b", "overlap", "drift"]


def coded(*rows):
    return fr.reliability(pd.DataFrame(rows, columns=["unit", "coder", "mood"]), "mood", metric="nominal", unit="unit")


AGREED = (("u1", "kim", 1), ("u1", "lou", 1), ("u2", "kim", 0), ("u2", "lou", 0), ("u3", "kim", 1), ("u3", "lou", 0))


TYPED = [str, float, bool, np.int64, "{}.0".format, " {} ".format, "\ufeff{}".format, "{}\u00a0".format, "{},0".format]


@pytest.mark.parametrize("typed", TYPED)
def test_two_files_that_type_one_code_differently_do_not_disagree(typed):
    mixed = [(unit, coder, typed(code) if coder == "lou" else code) for unit, coder, code in AGREED]
    assert coded(*mixed).equals(coded(*AGREED))


@pytest.mark.parametrize("typed", [int, float, lambda name: f"0{name}", lambda name: f"{name} "])
def test_a_unit_is_one_whether_its_id_was_read_as_a_number_or_as_text(typed):
    rows = [(unit[1:], coder, code) for unit, coder, code in AGREED]
    mixed = [(typed(unit) if coder == "lou" else unit, coder, code) for unit, coder, code in rows]
    assert coded(*mixed).equals(coded(*rows))
    assert coded(*rows)["n_units"].item() == 3


@pytest.mark.parametrize("nothing", [None, float("nan"), "nan", "NAN", "", "  ", pd.NA, "<NA>", pd.NaT, "NaT", "#N/A"])
def test_what_pandas_writes_for_no_code_is_no_code(nothing):
    rest = [
        ("u9", "lou", "calm"),
        ("u8", "kim", "calm"),
        ("u8", "lou", "calm"),
        ("u7", "kim", "hot"),
        ("u7", "lou", "hot"),
    ]
    assert coded(("u9", "kim", nothing), *rest).equals(coded(*rest))


@pytest.mark.parametrize("word", ["None", "NA", "N/A", "NULL"])
def test_what_may_be_no_code_or_a_code_is_refused(word):
    with pytest.raises(fr.BadInput, match=f"column 'mood': '{word}' may be no code or a code"):
        coded(("u1", "kim", "hot"), ("u1", "lou", word))


@pytest.mark.parametrize("other", ["own  words, cafe\u0301", "own\u00a0words, caf\u00e9", "own words, caf\u00e9\u200b"])
def test_one_code_in_two_normal_forms_or_with_other_spaces_is_one(other):
    rest = (("u2", "kim", "hot"), ("u2", "lou", "hot"))
    assert coded(("u1", "kim", "own words, caf\u00e9"), ("u1", "lou", other), *rest)["alpha"].item() == 1


def test_half_of_a_pair_is_a_code_as_others_and_one_without_end_no_number():
    codes = pd.Series(["x\ud83d", "x\ud83d", "y", "y"], dtype=object)
    table = pd.DataFrame({"sentence_id": [*"aabb"], "coder": [*"xyxy"], "mood": codes})
    assert fr.reliability(table, "mood", metric="nominal")["alpha"].item() == 1
    with pytest.raises(fr.BadInput, match="contains 'inf'"):
        fr.reliability(table.assign(mood=["inf", "1", "2", "3"]), "mood", metric="interval")


def test_one_unit_and_one_cluster_show_no_spread():
    assert coded(("u1", "kim", 1), ("u1", "lou", 2))["note"].item() == "no interval: one unit shows no spread"
    codes = pd.DataFrame({"c": [*"aabb"], "sentence_id": "s", "coder": [*"xyxy"], "v": [1, 0, 1, 1]})
    row = fr.reliability(codes, "v", metric="nominal", unit="c", cluster="sentence_id").iloc[0]
    assert row["note"] == "no interval: one unit shows no spread"


def test_ids_of_many_digits_and_words_that_look_like_numbers_stay_apart():
    long = [(f"{10**20 + unit}", coder, code) for unit in (1, 2) for coder, code in (("kim", "1_0"), ("lou", "10"))]
    assert coded(*long)[["n_units", "agreement"]].values.tolist() == [[2, 0.0]]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("u3", "lou", "Hot"), "column 'mood' has both 'hot' and 'Hot'. Write them in one way"),
        (("U1", "lou", "hot"), "column 'unit' has both 'u1' and 'U1'"),
        (("u1", "Kim", "hot"), "column 'coder' has both 'kim' and 'Kim'"),
        (("u1", "kim ", "calm"), "Coder 'kim' coded 'u1' more than once"),
        (("u1", None, "calm"), "has a code but no coder"),
        ((None, "lou", "calm"), "has a code but no unit"),
    ],
)
def test_names_that_are_one_for_a_reader_only_are_refused(row, message):
    with pytest.raises(fr.BadInput, match=message):
        coded(("u1", "kim", "hot"), ("u2", "kim", "calm"), row)


@pytest.mark.parametrize(("yes", "no"), [("yes", "no"), ("Y", "N")])
def test_yes_in_one_file_and_1_in_the_other_is_no_disagreement(yes, no):
    with pytest.raises(fr.BadInput, match=f"has both '1' and '{yes}'. Write them in one way"):
        coded(("u1", "kim", 1), ("u2", "kim", 0), ("u1", "lou", yes), ("u2", "lou", no))
    alike = coded(("u1", "kim", yes), ("u2", "kim", no), ("u1", "lou", yes), ("u2", "lou", no))
    assert alike["alpha"].item() == 1


@pytest.mark.parametrize("n", [2, 3, 7])
def test_units_that_all_disagree_alike_show_no_spread_and_get_no_interval(n):
    codes = [row for unit in range(n) for row in ((f"u{unit}", "kim", "hot"), (f"u{unit}", "lou", "calm"))]
    row = coded(*codes).iloc[0]
    assert row["alpha"] < 0
    assert np.isnan([row["low"], row["high"]]).all()
    assert row["note"] == f"no interval: every sample of the {n} units has the same alpha"


NEWS = (
    "The warden met a ward of the prewar war, and didn’t say “never  again”. A far\u2011off war, a law\nless war."
    " Zoe\u0308’s mob\u00adsters wait… at 5–6."
)


def standoff(folder, *expressions, targets=()):
    """The words in NEWS at which a coder's expressions are stored."""
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["n"], "outlet": ["Gull"], "text": [NEWS]}))
    sentences = pd.DataFrame({"sentence_id": ["n:01"], "article_id": ["n"], "start": [0], "end": [len(NEWS)]})
    nothing = pd.DataFrame(columns=["sentence_id", "form", "term_id", "term_start", "term_end"])
    rows = pd.DataFrame({"sentence_id": "n:01", "expression": expressions, "category": "verb", "polarity": ""})
    rows.assign(target=targets or "x").to_csv(folder / "spans.csv", index=False)
    spans = to_standoff(folder, sentences, corpus, nothing)["spans"]
    return [NEWS[row.start : row.end] for row in spans.itertuples()], spans["start"].tolist()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ward", "ward"),
        ("war", "war"),
        (" war", "war"),
        ("the prewar war ", "the prewar war"),
        ("didn't say", "didn’t say"),
        ('"never again"', "“never  again”"),
        ("far-off", "far\u2011off"),
        ("a law less war", "a law\nless war"),
        ("’t", "’t"),
        ("Zoë's", "Zoe\u0308’s"),
        ("mobsters", "mob\u00adsters"),
        ("wait... at", "wait… at"),
        ("wait\u200b", "wait"),
        ("5-6", "5–6"),
    ],
)
def test_an_expression_is_whole_words_as_a_keyboard_types_them(tmp_path, typed, stored):
    words, starts = standoff(tmp_path, typed)
    assert words == [stored]
    assert re.match(r"[’“]|\b", NEWS[starts[0] :])


def test_a_repeated_expression_takes_the_whole_words_in_turn(tmp_path):
    assert standoff(tmp_path, "war", "war", "war")[1] == [found.start() for found in re.finditer(r"\bwar\b", NEWS)]
    with pytest.raises(fr.BadInput, match="line 5: the expression is not in sentence"):
        standoff(tmp_path, "war", "war", "war", "war")


@pytest.mark.parametrize("part", ["warde", "rewar", "les", " ", "again” A"])
def test_letters_inside_a_word_are_no_expression(tmp_path, part):
    with pytest.raises(
        fr.BadInput, match="line 2: the expression is not in sentence 'n:01', or only as a part of a word"
    ):
        standoff(tmp_path, part)


@pytest.mark.parametrize(("loaded", "strength", "fits"), [(0, 2, False), (1, 0, False), (0, 0, True), (1, 3, True)])
def test_a_strength_that_contradicts_its_label_is_refused(tmp_path, demo, loaded, strength, fits):
    rows = f"sentence_id,loaded,strength\nn:01,1,1\nn:02,{loaded},{strength}\n"
    (tmp_path / "labels.csv").write_text(rows, encoding="utf-8")
    home = tmp_path / "codes" / "coder_a"
    home.mkdir(parents=True)
    shutil.copyfile(tmp_path / "labels.csv", home / "labels.csv")
    if fits:
        assert len(to_standoff(tmp_path, demo.sentences, demo.corpus, demo.occurrences)["labels"]) == 2
        assert len(fr.read_codes(home.parent).labels) == 2
        return
    message = rf"line 3: sentence 'n:02' has loaded {loaded} and strength {strength}"
    with pytest.raises(fr.BadInput, match=message):
        to_standoff(tmp_path, demo.sentences, demo.corpus, demo.occurrences)
    with pytest.raises(fr.BadInput, match=message):
        fr.read_codes(home.parent)
