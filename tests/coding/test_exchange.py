"""Other tools: every code comes back as it went out, to the character; offsets that count other units are refused."""

import json
import shutil
from types import SimpleNamespace
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.coding import Category, Codebook, Variable, code_rows, export_codes, import_codes
from framing.coding.annotation_tools import TOOLS, UNITS, count_of, place_in

YES_NO = (Category("1", label="yes", key="1"), Category("0", label="no", key="0"))
BOOK = Codebook(
    "frames",
    "1.0",
    "",
    (
        Variable("blame", categories=YES_NO),
        Variable("degree", kind="scale", categories=(Category("0"), Category("1"), Category("2")), required=False),
        Variable("why", kind="text", required=False),
        Variable(
            "words",
            kind="spans",
            categories=(Category("a|b"), Category("c_[d]*;->\\")),
            overlapping=True,
            required=False,
        ),
    ),
)
VALUES = BOOK.variable("words").values
FILES = {"label-studio": "tasks.json", "doccano": "tasks.jsonl", "prodigy": "tasks.jsonl", "inception": "documents",
         "csv": "codes.csv"}  # fmt: skip
KEY = ["coder", "sentence_id", "variable", "start", "end", "value"]


def study_of(*sentences: str) -> SimpleNamespace:
    """One article of these sentences, after a line that has astral letters."""
    text, table = "😀 𝔘nder.\n", []
    for number, sentence in enumerate(sentences, start=1):
        table.append((f"a1:{number:02d}", "a1", len(text), len(text) + len(sentence)))
        text += f"{sentence}\n\n"
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a1"], "outlet": ["Courier"], "text": [text]}))
    sentences = pd.DataFrame(table, columns=["sentence_id", "article_id", "start", "end"])
    return SimpleNamespace(corpus=corpus, sentences=sentences)


def sorted_codes(codes: pd.DataFrame) -> pd.DataFrame:
    return codes.sort_values(KEY, ignore_index=True)


def without_overlaps(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes without spans that begin before another one of their sentence and coder ends."""
    ends, kept = {}, []
    ordered = codes.sort_values(["start", "end"])
    for row in ordered.itertuples():
        of = (row.coder, row.sentence_id)
        kept.append(pd.isna(row.start) or row.start >= ends.get(of, 0))
        if kept[-1] and not pd.isna(row.start):
            ends[of] = row.end
    return ordered[kept]


def there_and_back(folder, study, codes, tool):
    path = folder / FILES[tool]
    shutil.rmtree(path, ignore_errors=True)
    export_codes(study, codes, path, tool=tool, codebook=BOOK)
    return import_codes(study, path, tool=tool, codebook=BOOK)


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    "😀𝔘👩‍🚒é\u0301“”_|[]*\\;\t>-="
)
WORDS = st.text(LETTERS, min_size=1, max_size=14).map(lambda text: text.strip()).filter(bool)


@st.composite
def coded(draw):
    """Sentences and what two coders made of them; spans start and end with letters, as INCEpTION wants them."""
    sentences = draw(st.lists(WORDS, min_size=1, max_size=3))
    study, tables = study_of(*sentences), []
    for coder in ("ann", "bea"):
        for row in study.sentences.itertuples():
            text = study.corpus.text("a1")[row.start : row.end]
            codes = [(row.sentence_id, "blame", draw(st.sampled_from("01")))]
            if draw(st.booleans()):
                codes.append((row.sentence_id, "why", draw(WORDS)))
            dense = [place for place, letter in enumerate(text) if not letter.isspace()]
            ends = st.tuples(st.sampled_from(dense), st.sampled_from(dense), st.sampled_from(VALUES))
            spans = draw(st.sets(ends.map(lambda one: (*sorted(one[:2]), one[2])), max_size=3))
            codes += [
                (row.sentence_id, "words", value, row.start + start, row.start + end + 1) for start, end, value in spans
            ]
            if not spans and draw(st.booleans()):
                codes.append((row.sentence_id, "words", ""))
            tables.append(code_rows(BOOK, coder, codes, note=draw(st.sampled_from(["", "“odd”, 😀\nand so on"]))))
    return study, BOOK.check(pd.concat(tables, ignore_index=True))


@pytest.mark.parametrize("tool", TOOLS)
@examples(60)
@given(coded())
def test_codes_come_back_from_every_tool_as_they_went_out(tmp_path_factory, tool, made):
    study, codes = made
    if tool == "doccano":
        codes = without_overlaps(codes)
    back = there_and_back(tmp_path_factory.mktemp("exchange"), study, codes, tool)
    pd.testing.assert_frame_equal(sorted_codes(back), sorted_codes(codes))


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), st.data())
def test_offsets_are_converted_both_ways_in_every_unit(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for unit in UNITS:
        assert place_in(text, count_of(text[:start], unit), count_of(text[:end], unit), unit) == (start, end)


@pytest.fixture
def study():
    return study_of("The 😀 clique met.", "It rained on the clique.")


@pytest.fixture
def codes(study):
    place = study.corpus.text("a1").index("clique")
    return code_rows(BOOK, "ann", [("a1:01", "blame", "1"), ("a1:01", "words", "a|b", place, place + 6)])


def rewritten(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    ("tool", "unit"),
    [(tool, unit) for tool in ("label-studio", "prodigy") for unit in ("utf-16", "bytes")],
)
def test_offsets_of_other_units_are_refused_and_read_when_named(tmp_path, study, codes, tool, unit):
    path = tmp_path / FILES[tool]
    export_codes(study, codes, path, tool=tool, codebook=BOOK)
    text = "The 😀 clique met."
    start, end = (count_of(text[:place], unit) for place in (6, 12))
    rewritten(
        path,
        lambda content: content.replace('"start": 6,', f'"start": {start},', 1) if tool == "label-studio" else content,
    )
    content = json.loads(path.read_text(encoding="utf-8"))
    task = content[0] if tool == "label-studio" else content
    place = task["annotations"][0]["result"][1]["value"] if tool == "label-studio" else task["spans"][0]
    place |= {"start": start, "end": end}
    path.write_text(json.dumps(content), encoding="utf-8")
    named = {"utf-16": "UTF-16 code units", "bytes": "bytes of UTF-8"}[unit]
    with pytest.raises(fr.BadInput, match=f'do not count code points but {named}.*offsets="{unit}"') as error:
        import_codes(study, path, tool=tool, codebook=BOOK)
    assert "clique" not in str(error.value)
    back = import_codes(study, path, tool=tool, codebook=BOOK, offsets=unit)
    assert back[["start", "end"]].equals(BOOK.check(codes)[["start", "end"]])


def test_other_exports_of_label_studio_are_told(tmp_path, study):
    path = tmp_path / "project-1.csv"
    for content in ('"annotation_id","blame","text"\n1,"1","It rained."\n', '[{"text": "It rained.", "blame": "1"}]'):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(fr.BadInput, match=r"export (of Label Studio than )?'JSON'"):
            import_codes(study, path, tool="label-studio", codebook=BOOK)


def test_label_studio_shows_each_question_and_asks_it_only_if_its_condition_holds(tmp_path, study):
    costs = Variable("costs", label="In $us?", categories=(Category("1", label="$1"),), only_if="blame=1")
    book = Codebook("frames", "1.0", "", (Variable("blame", label='Who is "blamed"?', categories=YES_NO), costs))
    none = code_rows(book, "", [])
    _, path = export_codes(study, none, tmp_path / "t.json", tool="label-studio", codebook=book, sample=study.sentences)
    blame, asked = ElementTree.parse(path).getroot().findall("View")
    assert [view[0].attrib["value"] for view in (blame, asked)] == ['Who is "blamed"?', "In $\u2060us?"]
    assert asked[1][0].attrib == {"value": "$\u20601", "alias": "1"}
    assert not blame.attrib
    assert list(asked.attrib.values()) == ["choice-selected", "blame", "1"]
    assert [view[1].attrib["required"] for view in (blame, asked)] == ["true", "true"]  # and not while it is hidden


def test_codes_that_went_through_label_studio_keep_their_coders(tmp_path, study, codes):
    """As Label Studio 1.23 writes annotations that user 1 imported: as it came, changed by user 2, and a new one."""
    both = pd.concat([codes, code_rows(BOOK, "bea", [("a1:01", "blame", "0")])], ignore_index=True)
    path = tmp_path / "tasks.json"
    export_codes(study, both, path, tool="label-studio", codebook=BOOK)
    content = json.loads(path.read_text(encoding="utf-8"))
    for task in content:
        (annotation,) = task["annotations"]
        annotation |= {"import_id": annotation["id"], "id": 7, "completed_by": 1, "updated_by": None}
    path.write_text(json.dumps(content), encoding="utf-8")
    back = import_codes(study, path, tool="label-studio", codebook=BOOK)
    assert back["coder"].tolist() == ["ann", "ann", "bea"]
    content[0]["annotations"][0]["updated_by"] = 2
    content[1]["annotations"].append({**content[1]["annotations"][0], "import_id": None, "updated_by": 1})
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(fr.BadInput, match="no coder for the annotator '2'"):
        import_codes(study, path, tool="label-studio", codebook=BOOK, coder={"1": "cleo"})
    back = import_codes(study, path, tool="label-studio", codebook=BOOK, coder={"1": "cleo", "2": "dora"})
    assert back["coder"].unique().tolist() == ["dora", "bea", "cleo"]


def test_a_new_annotation_in_label_studio_takes_nothing_from_the_exported_one(tmp_path, study):
    path = tmp_path / "tasks.json"
    codes = code_rows(BOOK, "ann", [("a1:01", "blame", "1"), ("a1:01", "why", "so")], note="odd")
    export_codes(study, codes, path, tool="label-studio", codebook=BOOK)
    content = json.loads(path.read_text(encoding="utf-8"))
    exported = content[0]["annotations"][0]
    exported |= {"import_id": exported["id"], "id": 7, "completed_by": 1, "updated_by": 1}
    del exported["result"][1]  # the text was deleted
    new = {**exported, "import_id": None, "id": 8, "completed_by": 2, "updated_by": 2}
    content[0]["annotations"].append(new)
    path.write_text(json.dumps(content), encoding="utf-8")
    back = import_codes(study, path, tool="label-studio", codebook=BOOK)
    assert back[["coder", "variable", "value", "note"]].values.tolist() == [
        ["1", "blame", "1", "odd"],
        ["2", "blame", "1", ""],
        ["2", "words", "", ""],
    ]


def test_words_that_label_studio_shows_with_other_white_space_are_read(tmp_path):
    """As Label Studio 1.23 writes what was marked on its page: one space for many, a backslash and n for a line."""
    study = study_of("First 😀,\r\nsecond\tline  \\n here.")
    path = tmp_path / "tasks.json"
    export_codes(study, code_rows(BOOK, "", []), path, tool="label-studio", codebook=BOOK, sample=study.sentences)
    content = json.loads(path.read_text(encoding="utf-8"))
    marked = {"start": 0, "end": 30, "text": r"First 😀,\n\nsecond line \n here", "labels": ["a|b"]}
    result = {"id": "x", "from_name": "words", "to_name": "text", "type": "labels", "value": marked}
    content[0]["annotations"] = [{"result": [result], "completed_by": 1}]
    path.write_text(json.dumps(content), encoding="utf-8")
    back = import_codes(study, path, tool="label-studio", codebook=BOOK)
    assert (back[["start", "end"]] - study.sentences["start"][0]).values.tolist() == [[0, 30]]
    marked |= {"start": 1, "end": 31}  # other letters are still refused
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(fr.BadInput, match="do not have the words under them"):
        import_codes(study, path, tool="label-studio", codebook=BOOK)


def test_doccano_counts_utf_16_and_an_offset_within_a_letter_is_refused(tmp_path, study, codes):
    path = tmp_path / "tasks.jsonl"
    export_codes(study, codes, path, tool="doccano", codebook=BOOK)
    task = json.loads(path.read_text(encoding="utf-8"))
    assert task["entities"] == [[7, 13, "words=a|b"]]  # the face is two units
    task["entities"] = [[5, 13, "words=a|b"]]
    path.write_text(json.dumps(task), encoding="utf-8")
    with pytest.raises(fr.BadInput, match=r"line 1: the offsets 5–13 .* do not exist .* UTF-16.*try offsets="):
        import_codes(study, path, tool="doccano", codebook=BOOK)


def test_spans_that_doccano_would_drop_are_refused(tmp_path, study, codes):
    """In its project for intents and slots doccano 1.8 keeps, of spans that overlap, the first; it says nothing."""
    place = int(codes["start"].iloc[1])
    spans = [("a1:01", "words", "a|b", place, place + 6), ("a1:01", "words", VALUES[1], place + 5, place + 10)]
    with pytest.raises(fr.BadInput, match="'a1:01': spans overlap, of which doccano would keep only the first"):
        export_codes(study, code_rows(BOOK, "ann", spans), tmp_path / "t.jsonl", tool="doccano", codebook=BOOK)
    assert not (tmp_path / "t.jsonl").exists()
    beside = code_rows(BOOK, "ann", [spans[0], (*spans[1][:3], place + 6, place + 10)])
    pd.testing.assert_frame_equal(there_and_back(tmp_path, study, beside, "doccano"), BOOK.check(beside))


def test_the_file_for_doccano_is_ascii(tmp_path, study, codes):
    """By its setting 'Auto', doccano 1.8 takes a file with few letters that are not ASCII for Windows-1252."""
    (path,) = export_codes(study, codes, tmp_path / "t.jsonl", tool="doccano", codebook=BOOK)
    assert path.read_bytes().isascii()


def test_a_document_of_inception_has_its_offsets_in_utf_16(tmp_path, study, codes):
    (path, _) = export_codes(study, codes, tmp_path / "out", tool="inception", codebook=BOOK)
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[0] == "#FORMAT=WebAnno TSV 3.3"
    assert "#T_SP=webanno.custom.Words|value" in lines  # INCEpTION begins the types of its layers with a capital
    assert lines[5:8] == ["", "#Text=The 😀 clique met.", "1-1\t11-14\tThe\t1[1]\t_\t_\t"]
    assert "1-3\t18-24\tclique\t1[1]\t_\ta\\|b[2]\t" in lines


def test_what_an_annotator_of_inception_exports_is_read(tmp_path, study):
    """ARTICLE.tsv/ANNOTATOR.tsv, layers of other kinds, a sub-token, no id on a single token, no file of ours."""
    home = tmp_path / "annotation" / "a1.tsv"
    home.mkdir(parents=True)
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue|coarseValue",
        "#T_SP=webanno.custom.blame|value",
        "#T_SP=webanno.custom.Words|value",
        "",
        "",
        "#Text=The 😀 clique met.",
        "1-1\t11-14\tThe\t_\t_\t1\t_\t",
        "1-2\t15-17\t😀\t_\t_\t_\t_\t",
        "1-3\t18-24\tclique\t_\t_\t_\ta\\|b[1]\t",
        "1-4\t25-28\tmet\t_\t_\t_\ta\\|b[1]\t",
        "1-4.1\t25-26\tm\t_\t_\t_\ta\\|b\t",
        "1-5\t28-29\t.\t_\t_\t_\t_\t",
        "",
    ]
    (home / "bea.tsv").write_text("\n".join(lines), encoding="utf-8")
    back = import_codes(study, tmp_path / "annotation", tool="inception", codebook=BOOK)
    text = study.corpus.text("a1")
    spans = back.dropna(subset=["start"])
    assert [text[row.start : row.end] for row in spans.itertuples()] == ["clique met", "m"]
    assert set(back["coder"]) == {"bea"}
    assert back.loc[back["variable"] == "blame", "value"].tolist() == ["1"]


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "prodigy", "inception"])
def test_half_a_file_is_refused(tmp_path, study, codes, tool):
    path = tmp_path / FILES[tool]
    written = export_codes(study, codes, path, tool=tool, codebook=BOOK)[0]
    rewritten(written, lambda content: content[: int(len(content) * 0.93)])
    with pytest.raises(fr.BadInput, match="the file may be cut off"):
        import_codes(study, path, tool=tool, codebook=BOOK)


def test_half_a_table_is_refused(tmp_path, study, codes):
    path = tmp_path / "codes.csv"
    export_codes(study, codes, path, tool="csv", codebook=BOOK)
    rewritten(path, lambda content: content[:-30])
    with pytest.raises(fr.BadInput, match="line 3"):
        import_codes(study, path, tool="csv", codebook=BOOK)


@pytest.mark.parametrize("tool", TOOLS)
def test_sentences_that_a_study_does_not_have_are_refused(tmp_path, study, codes, tool):
    path = tmp_path / FILES[tool]
    export_codes(study, codes, path, tool=tool, codebook=BOOK)
    other = SimpleNamespace(corpus=study.corpus, sentences=study.sentences.iloc[1:])
    with pytest.raises(fr.BadInput, match=r"unknown sentence 'a1:01'|no sentence of 'a1' has these offsets"):
        import_codes(other, path, tool=tool, codebook=BOOK)


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "prodigy", "inception"])
def test_a_text_that_changed_is_refused(tmp_path, study, codes, tool):
    path = tmp_path / FILES[tool]
    export_codes(study, codes, path, tool=tool, codebook=BOOK)
    with pytest.raises(fr.BadInput, match=r"is not that of the study|do not have its letters"):
        import_codes(study_of("The 😀 cliqué met."), path, tool=tool, codebook=BOOK)


@pytest.mark.parametrize("tool", TOOLS)
def test_codes_of_another_version_are_refused(tmp_path, study, codes, tool):
    path = tmp_path / FILES[tool]
    export_codes(study, codes, path, tool=tool, codebook=BOOK)
    for changed, message in (
        (Codebook("frames", "2.0", "", BOOK.variables), "version 1.0, not of 'frames', version 2.0"),
        (Codebook("frames", "1.0", "new", BOOK.variables), "has changed since"),
    ):
        with pytest.raises(fr.BadInput, match=message):
            import_codes(study, path, tool=tool, codebook=changed)


def test_spans_that_overlap_where_they_may_not_are_refused(tmp_path, study, codes):
    words = Variable("words", kind="spans", categories=BOOK.variable("words").categories)
    strict = Codebook("frames", "1.0", "", (*BOOK.variables[:3], words))
    path = tmp_path / "tasks.json"
    place = int(codes["start"].iloc[1])
    stamped = code_rows(strict, "ann", [("a1:01", "words", "a|b", place, place + 6)])
    export_codes(study, stamped, path, tool="label-studio", codebook=strict)
    content = json.loads(path.read_text(encoding="utf-8"))
    result = content[0]["annotations"][0]["result"]
    result.append({**result[0], "value": {**result[0]["value"], "start": 4, "text": "😀 clique"}})
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(fr.BadInput, match="overlap, which the codebook does not allow"):
        import_codes(study, path, tool="label-studio", codebook=strict)


def test_tasks_to_code_are_empty_and_what_was_coded_there_is_read(tmp_path, study):
    path = tmp_path / "tasks.json"
    none = code_rows(BOOK, "", [])
    export_codes(study, none, path, tool="label-studio", codebook=BOOK, sample=study.sentences)
    with pytest.raises(fr.BadInput, match="contains no code"):
        import_codes(study, path, tool="label-studio", codebook=BOOK)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert [task["annotations"] for task in content] == [[], []]
    done = {"id": "x", "from_name": "blame", "to_name": "text", "type": "choices", "value": {"choices": ["0"]}}
    content[1]["annotations"] = [{"result": [done], "completed_by": 7, "was_cancelled": False}]
    content[0]["annotations"] = [{"result": [done], "completed_by": 7, "was_cancelled": True}]
    path.write_text(json.dumps(content), encoding="utf-8")
    back = import_codes(study, path, tool="label-studio", codebook=BOOK, coder={"7": "cleo"})
    assert back[["coder", "sentence_id", "variable", "value"]].values.tolist() == [
        ["cleo", "a1:02", "blame", "0"],
        ["cleo", "a1:02", "words", ""],  # read, and no span marked
    ]
    with pytest.raises(fr.BadInput, match="no coder for the annotator '7'"):
        import_codes(study, path, tool="label-studio", codebook=BOOK, coder={"8": "cleo"})


def test_tasks_that_prodigy_rejected_are_told(tmp_path, study, codes):
    path = tmp_path / "tasks.jsonl"
    export_codes(study, codes, path, tool="prodigy", codebook=BOOK)
    line = path.read_text(encoding="utf-8")
    path.write_text(line + line.replace('"answer": "accept"', '"answer": "ignore"'), encoding="utf-8")
    with pytest.warns(UserWarning, match="1 tasks that were rejected or ignored"):
        assert len(import_codes(study, path, tool="prodigy", codebook=BOOK)) == 2


def test_spans_that_prodigy_makes_are_checked_by_their_tokens(tmp_path, study, codes):
    path = tmp_path / "tasks.jsonl"
    export_codes(study, codes, path, tool="prodigy", codebook=BOOK)
    task = json.loads(path.read_text(encoding="utf-8"))
    del task["spans"][0]["text"]
    assert (task["spans"][0]["token_start"], task["spans"][0]["token_end"]) == (2, 2)
    task["spans"][0] |= {"start": 7, "end": 13}
    path.write_text(json.dumps(task), encoding="utf-8")
    with pytest.raises(fr.BadInput, match="do not count code points but UTF-16"):
        import_codes(study, path, tool="prodigy", codebook=BOOK)


def test_a_span_within_a_word_has_tokens_for_prodigy(tmp_path, study):
    """Prodigy's manual pages take only spans of whole tokens, and put a space after a token unless ws is false."""
    place = study.corpus.text("a1").index("clique met.")
    within = code_rows(BOOK, "ann", [("a1:01", "words", "a|b", place + 2, place + 8)])
    (path,) = export_codes(study, within, tmp_path / "tasks.jsonl", tool="prodigy", codebook=BOOK)
    task = json.loads(path.read_text(encoding="utf-8"))
    assert (task["spans"][0]["token_start"], task["spans"][0]["token_end"]) == (3, 4)
    assert [(token["text"], token["ws"]) for token in task["tokens"]] == [
        ("The", True), ("😀", True), ("cl", False), ("ique", True), ("m", False), ("et", False), (".", False),
    ]  # fmt: skip


def test_a_span_that_ends_with_a_space_is_refused_by_the_format_of_inception_only(tmp_path, study, codes):
    place = int(codes["start"].iloc[1])
    spaced = code_rows(BOOK, "ann", [("a1:01", "words", "a|b", place, place + 7)])
    with pytest.raises(fr.BadInput, match="which the format of INCEpTION cannot hold"):
        export_codes(study, spaced, tmp_path / "out", tool="inception", codebook=BOOK)
    assert not (tmp_path / "out").exists()
    pd.testing.assert_frame_equal(there_and_back(tmp_path, study, spaced, "label-studio"), BOOK.check(spaced))


def test_a_table_of_ones_own_needs_only_sentence_variable_and_value(tmp_path, study):
    path = tmp_path / "codes.csv"
    path.write_text("sentence_id,variable,value\na1:01,blame,1\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=r'line 2: the file does not say who coded. Name the coder: coder="…"'):
        import_codes(study, path, tool="csv", codebook=BOOK)
    back = import_codes(study, path, tool="csv", codebook=BOOK, coder="ann")
    assert back[["coder", "value", "version"]].values.tolist() == [["ann", "1", "1.0"]]
    path.write_text("sentence_id,variable,value,start,end,expression\na1:01,words,a|b,11,17,clique\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match=r"line 2: the offsets 11–17 .* do not have the words under them"):
        import_codes(study, path, tool="csv", codebook=BOOK, coder="ann")


def test_unknown_tools_and_labels_are_told(tmp_path, study, codes):
    with pytest.raises(fr.BadInput, match="Unknown tool 'docano'; did you mean 'doccano'"):
        import_codes(study, tmp_path, tool="docano", codebook=BOOK)
    path = tmp_path / "tasks.jsonl"
    export_codes(study, codes, path, tool="doccano", codebook=BOOK)
    rewritten(path, lambda content: content.replace('"blame=1"', '"blamed"'))
    with pytest.raises(fr.BadInput, match="line 1: unknown label 'blamed'"):
        import_codes(study, path, tool="doccano", codebook=BOOK)
