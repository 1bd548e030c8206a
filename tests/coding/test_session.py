"""A coding session: every act is on disk, the state is the acts replayed, no crash loses what was shown as saved."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples
from framing.coding import Category, Codebook, CodingSession, Variable

TEXT = """Harbour news

The warlord left at noon. “A grim day,” said Mira Oll. 雨が降った 🌧️ today.

The cabinet met again.
"""
CODEBOOK = Codebook(
    "wording",
    "1.0",
    "Code alone.",
    (
        Variable("loaded", categories=(Category("0", "no", "0"), Category("1", "yes", "1"))),
        Variable("strength", "", "scale", "", (Category("1"), Category("2")), only_if="loaded=1"),
        Variable("spans", "", "spans", "", (Category("epithet"), Category("verb")), only_if="loaded=1"),
        Variable("source", kind="text", required=False),
    ),
)  # fmt: skip
CORPUS = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [TEXT]}))
SENTENCES = fr.split_sentences(CORPUS)
IDS = list(SENTENCES["sentence_id"])
START = {row.sentence_id: int(row.start) for row in SENTENCES.itertuples()}


def opened(folder, codebook=CODEBOOK, coder="ann", **options):
    return CodingSession(CORPUS, SENTENCES, codebook, coder, folder, **options)


def journal_of(folder, coder="ann"):
    return Path(folder) / f"coder_{coder}" / "journal.jsonl"


def of_all(session):
    return {name: session.of(name) for name in IDS}


def coded(session, name, loaded="0"):
    session.code(name, "loaded", loaded)
    if loaded == "1":
        session.code(name, "strength", "2")
    session.finish(name)


# acts that may be refused; a refusal changes nothing
ACTS = st.one_of(
    st.tuples(st.just("code"), st.sampled_from(IDS), st.just("loaded"), st.sampled_from(["0", "1", ""])),
    st.tuples(st.just("code"), st.sampled_from(IDS), st.just("strength"), st.sampled_from(["1", "2", "3"])),
    st.tuples(st.just("code"), st.sampled_from(IDS), st.just("source"), st.text(max_size=5)),
    st.tuples(
        st.sampled_from(["mark", "unmark"]), st.sampled_from(IDS), st.just("spans"),
        st.sampled_from(["epithet", "verb"]), st.integers(0, 30), st.integers(1, 9),
    ),
    st.tuples(st.just("note"), st.sampled_from(IDS), st.text(max_size=5)),
    st.tuples(st.just("finish"), st.sampled_from(IDS)),
    st.tuples(st.just("code_again"), st.sampled_from(IDS)),
    st.tuples(st.just("undo")),
)  # fmt: skip


def do(session, act):
    """Do an act of the strategy; return whether it was recorded."""
    name, *arguments = act
    if name in ("mark", "unmark"):
        sentence, variable, value, offset, length = arguments
        start = START[sentence] + offset
        arguments = [sentence, variable, value, start, start + length]
    before = session.n_acts
    try:
        getattr(session, name)(*arguments)
    except fr.BadInput:
        assert session.n_acts == before
    return session.n_acts > before


@given(st.lists(ACTS, max_size=25))
@examples(60)
def test_the_state_is_the_journal_replayed_and_every_act_can_be_undone(acts):
    with tempfile.TemporaryDirectory() as folder:
        with opened(folder) as session:
            for act in acts:
                before, could_undo = of_all(session), session.can_undo
                if do(session, act) and act[0] != "undo":
                    after = of_all(session)
                    session.undo()
                    assert of_all(session) == before
                    assert session.can_undo == could_undo
                    assert do(session, act)
                    assert {name: replace(kept, times={}, time="") for name, kept in of_all(session).items()} == {
                        name: replace(kept, times={}, time="") for name, kept in after.items()
                    }
            state, codes = of_all(session), session.codes()
        with opened(folder) as again:
            assert of_all(again) == state
            pd.testing.assert_frame_equal(again.codes(), codes)
            CODEBOOK.check(again.codes())
            while again.can_undo:
                again.undo()
            assert all(kept.blank and not kept.done and not kept.note for kept in of_all(again).values())


def test_a_journal_cut_at_any_byte_loses_its_torn_line_only_and_keeps_that_too(tmp_path):
    states = {}
    with opened(tmp_path / "whole") as session:
        acts = [
            ("code", IDS[1], "loaded", "1"),
            ("code", IDS[1], "strength", "2"),
            ("mark", IDS[1], "spans", "epithet", 4, 7),
            ("note", IDS[1], "ü"),
            ("finish", IDS[1]),
            ("undo",),
            ("code", IDS[2], "loaded", "0"),
        ]
        for act in acts:
            assert do(session, act)
            states[session.n_acts] = of_all(session)
    whole = journal_of(tmp_path / "whole").read_bytes()
    ends = [place for place, byte in enumerate(whole, 1) if byte == ord("\n")]
    inside = [end + add for end in ends[:-1] for add in (-1, 0, 9)]
    for size in [1, *inside, *range(ends[1] + 11, ends[2] - 1, 25)]:
        folder = tmp_path / str(size)
        journal_of(folder).parent.mkdir(parents=True, exist_ok=True)
        journal_of(folder).write_bytes(whole[:size])
        n_lines = whole[:size].count(b"\n")
        torn = whole[:size].rpartition(b"\n")[2]
        with opened(folder) as session:
            assert session.n_acts == n_lines
            assert of_all(session) == states.get(n_lines, {name: session.of(IDS[0]) for name in IDS})
            assert ("was cut off" in session.notice) == bool(torn)
            coded(session, IDS[3])
        with opened(folder) as session:  # what was set aside does not stand in the way
            assert session.notice == ""
            assert session.of(IDS[3]).done
        if torn:
            assert journal_of(folder).with_suffix(".torn").read_bytes() == torn + b"\n"


CHILD = """
import sys, pandas as pd, framing as fr
from test_session import IDS, opened
with opened(sys.argv[1]) as session:
    for value in 400 * ["1", "0"]:
        session.code(IDS[1], "loaded", value)
        print(session.n_acts, flush=True)
"""


def test_a_killed_session_has_every_act_that_it_showed_as_saved(tmp_path):
    paths = os.pathsep.join(
        [str(Path(fr.__file__).parents[1]), str(Path(__file__).parent), str(Path(__file__).parents[1])]
    )
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.PIPE
    )
    shown = 0
    while shown < 23:
        shown = int(child.stdout.readline())
    with pytest.raises(fr.BadInput, match="is open in another window, notebook or program"):
        opened(tmp_path)
    child.send_signal(signal.SIGKILL)
    shown = max([shown, *map(int, child.stdout.read().split())])
    child.wait()
    with opened(tmp_path) as session:
        assert shown <= session.n_acts <= shown + 1
        assert session.of(IDS[1]).values == {"loaded": "10"[session.n_acts % 2]}
        coded(session, IDS[1], "1")


def test_a_full_disk_is_said_and_leaves_no_half_line(tmp_path):
    with opened(tmp_path) as session:
        coded(session, IDS[1])
        before, state = journal_of(tmp_path).read_bytes(), of_all(session)
        limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, limits[1]))
        try:
            with pytest.raises(fr.BadInput, match=r"Not saved: .*Make room, then repeat"):
                session.code(IDS[2], "loaded", "1")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, handler)
        assert journal_of(tmp_path).read_bytes() == before
        assert of_all(session) == state
        session.code(IDS[2], "loaded", "1")
    with opened(tmp_path) as session:
        assert session.of(IDS[2]).values == {"loaded": "1"}


def test_two_coders_see_nothing_of_each_other(tmp_path):
    with opened(tmp_path, coder="ann") as ann, opened(tmp_path, coder="bo") as bo:
        coded(ann, IDS[1], "1")
        assert bo.of(IDS[1]).blank
        coded(bo, IDS[1], "0")
        ann.write(), bo.write()
    codes = fr.read_codes(tmp_path)
    assert codes.coders == ["ann", "bo"]
    assert codes.labels[["coder", "loaded", "strength"]].values.tolist() == [["ann", 1, 2], ["bo", 0, 0]]


def test_codes_have_offsets_of_the_article_and_say_what_was_looked_for_in_vain(tmp_path):
    start = TEXT.index("🌧️")
    with opened(tmp_path) as session:
        for name in (IDS[1], IDS[3]):
            coded(session, name, "1")
        session.mark(IDS[3], "spans", "epithet", start, start + len("🌧️"))
        assert session.codes()["sentence_id"].unique().tolist() == [IDS[1]]  # the other one was changed after
        session.finish(IDS[3])
        session.note(IDS[3], "weather")
        coded(session, IDS[4], "1")
        session.code(IDS[4], "loaded", "0")  # its strength is asked no more
        session.finish(IDS[4])
        codes = session.codes().set_index(["sentence_id", "variable"])
        session.write()
    (marked,) = codes.loc[[(IDS[3], "spans")]].itertuples()
    assert TEXT[marked.start : marked.end] == "🌧️"
    assert marked.note == "weather"
    (none,) = codes.loc[[(IDS[1], "spans")]].itertuples()
    assert (none.value, none.start is pd.NA) == ("", True)
    assert codes.loc[IDS[4]].index.tolist() == ["loaded"]
    read = fr.read_codes(tmp_path)
    pd.testing.assert_frame_equal(
        read.variables.drop(columns="coder").sort_values(["sentence_id", "variable"], ignore_index=True),
        codes.reset_index()
        .drop(columns="coder")
        .sort_values(["sentence_id", "variable"], ignore_index=True)[list(read.variables.columns[1:])],
    )
    assert read.spans[["sentence_id", "start", "category"]].values.tolist() == [[IDS[3], start, "epithet"]]


def test_tables_whose_last_code_was_undone_go(tmp_path):
    with opened(tmp_path) as session:
        coded(session, IDS[1])
        assert {path.name for path in session.write()} == {"codes.csv", "labels.csv"}
        session.undo()
        assert session.write() == []
        assert {path.name for path in session.home.iterdir()} == {"journal.jsonl"}


def test_a_changed_codebook_needs_a_version_and_a_word_and_old_codes_keep_theirs(tmp_path):
    changed = replace(CODEBOOK, intro="Code quickly.")
    newer = replace(changed, version="1.1")
    with opened(tmp_path) as session:
        coded(session, IDS[1], "1")
        session.code(IDS[2], "loaded", "1")
    before = journal_of(tmp_path).read_bytes()
    with pytest.raises(fr.BadInput, match=r"its version is still 1\.0\. Give the changed codebook a new version"):
        opened(tmp_path, changed, new_version=True)
    with pytest.raises(fr.BadInput, match=r"last coded by version 1\.0 .* pass new_version=True"):
        opened(tmp_path, newer)
    with pytest.raises(fr.BadInput, match="is of codebook 'wording', not 'frames'"):
        opened(tmp_path, replace(CODEBOOK, name="frames"), new_version=True)
    assert journal_of(tmp_path).read_bytes() == before
    with opened(tmp_path, newer, new_version=True) as session:
        with pytest.raises(fr.BadInput, match=r"was coded by version 1\.0 .* Code it again from the start"):
            session.code(IDS[2], "strength", "1")
        session.code_again(IDS[2])
        coded(session, IDS[2], "1")
        coded(session, IDS[3], "1")
        versions = session.codes().groupby("sentence_id")["version"].unique().map(list).to_dict()
        assert versions == {IDS[1]: ["1.0"], IDS[2]: ["1.1"], IDS[3]: ["1.1"]}
        session.write()
    assert fr.read_codes(tmp_path).labels["sentence_id"].tolist() == [IDS[2], IDS[3]]  # versions are not mixed
    with opened(tmp_path, newer):  # the word is given once
        pass
    with pytest.raises(fr.BadInput, match=r"last coded by version 1\.1"):
        opened(tmp_path)


def test_codes_made_elsewhere_are_not_replaced(tmp_path):
    home = journal_of(tmp_path).parent
    home.mkdir()
    (home / "labels.csv").write_text("sentence_id,loaded,strength\n")
    with pytest.raises(fr.BadInput, match=r"contains codes that were not coded here \(labels\.csv\)"):
        opened(tmp_path)


def test_a_changed_text_a_damaged_journal_and_unknown_sentences_are_refused_and_left_alone(tmp_path):
    with opened(tmp_path) as session:
        coded(session, IDS[1], "1")
    path = journal_of(tmp_path)
    whole = path.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)

    def refused(content, match, corpus=CORPUS, sentences=SENTENCES):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(fr.BadInput, match=match):
            CodingSession(corpus, sentences, CODEBOOK, "ann", tmp_path)
        assert path.read_text(encoding="utf-8") == content

    other = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [TEXT + "Rain."]}))
    refused(whole, "line 2: the text of 'a', or where its sentences begin, has changed", other)
    shifted = SENTENCES.assign(start=SENTENCES["start"] + 1)
    refused(whole, "line 2: the text of 'a', or where its sentences begin, has changed", sentences=shifted)
    refused("".join(lines[:1] + lines[2:]), "line 2: has number 3; expected act 2")
    refused("".join([*lines[:2], "{}\n", *lines[3:]]), "line 3: has number None")
    refused("".join([*lines[:2], "half a l\n", *lines[3:]]), "line 3: is not a line of a journal")
    refused(whole.replace(f'"{IDS[1]}"', '"a:99"'), "line 2: sentence 'a:99' is not in the sentence table")
    wrong = lines[2].replace('"value": "2"', '"value": "9"')
    refused("".join([*lines[:2], wrong, *lines[3:]]), "line 3: variable 'strength' has no category '9'")
    undone = {**json.loads(lines[-1]), "n": len(lines) + 1, "act": "undo", "undoes": 2}
    refused(whole + json.dumps(undone) + "\n", "line 5 is not an act of a coding session")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"coder": "../a"}, "small letters or digits"),
        ({"coder": ""}, "small letters or digits"),
        ({"context": -1}, "whole number from 0"),
        ({"order": ["a:01", "a:77"]}, "Row 2 of the sample: unknown sentence 'a:77'"),
        ({"order": ["a:01", "a:01"]}, "Row 2 of the sample: sentence 'a:01' is there twice"),
        ({"order": []}, "The sample has no sentence"),
        ({"order": pd.DataFrame({"id": ["a:01"]})}, "no column sentence_id, but id"),
    ],
)
def test_what_cannot_be_coded_is_said_before_anything_is_written(tmp_path, options, match):
    with pytest.raises(fr.BadInput, match=match):
        opened(tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_wrong_codes_are_refused_with_a_sentence(tmp_path):
    start = START[IDS[1]]
    with opened(tmp_path) as session:
        for act, match in [
            (lambda: session.code(IDS[1], "loaded", "2"), "variable 'loaded' has no category '2'"),
            (lambda: session.code(IDS[1], "mood", "1"), "no variable 'mood'"),
            (lambda: session.code(IDS[1], "spans", "verb"), r"by marking words\. Use mark\(\)"),
            (lambda: session.code("a:9", "loaded", "1"), "Unknown sentence 'a:9'"),
            (lambda: session.mark(IDS[1], "loaded", "1", start, start + 3), r"for the whole sentence\. Use code\(\)"),
            (lambda: session.mark(IDS[1], "spans", "verb", start - 1, start + 3), "lies outside sentence"),
            (lambda: session.mark(IDS[1], "spans", "verb", start + 3, start + 3), "lies outside sentence"),
            (lambda: session.mark(IDS[1], "spans", "verb", start, start + 4), "begins or ends with a space"),
            (lambda: session.mark(IDS[1], "spans", "verb", 1.5, start), "whole numbers"),
            (lambda: session.unmark(IDS[1], "spans", "verb", start, start + 3), "has no mark 'verb'"),
            (lambda: session.finish(IDS[1]), "Not coded yet: loaded"),
            (session.undo, "nothing to undo"),
        ]:
            with pytest.raises(fr.BadInput, match=match):
                act()
        assert session.n_acts == 0
        session.mark(IDS[1], "spans", "verb", start, start + 3)
        for other, match in [
            ((start, start + 3), "marked as 'verb' already"),
            ((start, start + 11), "overlap a stretch"),
        ]:
            with pytest.raises(fr.BadInput, match=match):
                session.mark(IDS[1], "spans", "verb", *other)
    free = replace(CODEBOOK.variable("spans"), overlapping=True)
    overlapping = replace(CODEBOOK, variables=tuple(free if v.name == "spans" else v for v in CODEBOOK.variables))
    with opened(tmp_path / "free", overlapping) as session:
        for (first, last), value in product([(0, 3), (0, 11)], ["verb", "epithet"]):
            session.mark(IDS[1], "spans", value, start + first, start + last)
        assert len(session.of(IDS[1]).marks) == 4
