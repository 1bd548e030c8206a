"""The tagger of attributions: spans of source, cue and content, on sentences of our own."""

import json
import sys
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import framing as fr
from framing.attribution import find_quotations
from framing.corpus import sentences_of
from framing.errors import BadInput
from framing.models import AttributionTagger, CodedArticle, TaggedSentence, labels_of, windows_of_text
from framing.tables import sha256_of

pytest.importorskip("openvino")
torch = pytest.importorskip("torch")

REPORTS = [
    ("Anna Berg told reporters that the bridge would close in March.", "Anna Berg", "the bridge would close in March"),
    ("The bridge is unsafe, according to the county engineer.", "the county engineer", "The bridge is unsafe"),
    ("Ruk's mayor claimed the bridge had never been safe.", "Ruk's mayor", "the bridge had never been safe"),
    ("“We are tired of waiting,” Ms. Berg said on Monday.", "Ms. Berg", "We are tired of waiting"),
    ("The council believes that the repair will take a year.", "The council", "the repair will take a year"),
]
OWN_WORDS = [
    "Rain fell on the valley for three days.",
    "The bridge closed on Monday after the river rose by two metres.",
    "The council has nine members and meets twice a month.",
]
TEXT = " ".join([OWN_WORDS[0], *(sentence for sentence, *_ in REPORTS), *OWN_WORDS[1:]])


@pytest.fixture(scope="module")
def tagger() -> AttributionTagger:
    return fr.load_model("attribution")


def prepared(text):
    return text, [(start, end, kind) for start, end, kind, _ in sentences_of(text)], find_quotations(text)


def words(text, spans):
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(("sentence", "source", "content"), REPORTS)
def test_a_report_has_its_source_its_cue_and_its_content(tagger, sentence, source, content):
    text, sentences, quotations = prepared(f"{OWN_WORDS[0]} {sentence} {OWN_WORDS[1]}")
    before, found, behind = tagger.spans(text, sentences, quotations)
    assert before.content == behind.content == ()
    (one,) = found.attributions
    assert source in text[one.source.start : one.source.end]
    assert content in text[one.content.start : one.content.end]
    assert one.cue is not None
    assert one.content.probability > 0.5


@pytest.mark.parametrize("sentence", OWN_WORDS)
def test_a_sentence_of_the_outlet_has_no_content(tagger, sentence):
    (found,) = tagger.spans(*prepared(sentence))
    assert found == TaggedSentence()


def test_speech_that_goes_on_keeps_its_source(tagger):
    text, sentences, quotations = prepared("“The bridge is old. It has to go,” said Anna Berg. “We need a new one.”")
    found = tagger.spans(text, sentences, quotations)
    assert len(found) == 3
    for of_sentence in found:
        assert {text[one.source.start : one.source.end] for one in of_sentence.attributions} == {"Anna Berg"}


def test_the_same_text_has_the_same_spans_alone_among_others_and_again(tagger):
    texts = [prepared(TEXT), prepared(REPORTS[3][0]), prepared("\n".join(OWN_WORDS)), prepared(TEXT[::-1])]
    together = tagger.read(texts)
    alone = [tagger.spans(*text) for text in texts]
    assert [spans_only(one) for one in together] == [spans_only(one) for one in alone]
    assert alone == [tagger.spans(*text) for text in texts]


def spans_only(found):
    return [[(span.start, span.end) for span in (*one.content, *one.cue, *one.source)] for one in found]


def test_bytes_are_near_to_full_numbers(tagger):
    windows = windows_of_text(tagger.encoder.tokenizer, *prepared(TEXT))
    (fast,), (exact,) = (each.log_odds(windows) for each in (tagger, tagger.exactly()))
    fast, exact = (np.tanh(odds / 2) for odds in (fast, exact))
    assert np.abs(fast - exact).mean() < 0.03
    assert not np.array_equal(fast, exact)


@pytest.mark.parametrize("text", ["", " \n", "No."])
def test_a_text_without_reports_has_empty_sentences(tagger, text):
    found = tagger.spans(*prepared(text))
    assert found == [TaggedSentence()] * len(prepared(text)[1])
    assert tagger.read([]) == []


def test_boilerplate_is_not_read(tagger):
    text, sentences, quotations = prepared(TEXT)
    found = tagger.spans(text, [(start, end, "boilerplate") for start, end, _ in sentences], quotations)
    assert found == [TaggedSentence()] * len(sentences)


@given(st.text(alphabet="ab “”.\n'é\u0300😀字said ", max_size=400))
@settings(max_examples=50, deadline=None)
def test_every_word_of_a_text_is_in_one_window_in_order(tokenizer, text):
    _, sentences, quotations = prepared(text)
    windows = windows_of_text(tokenizer, text, sentences, quotations)
    found = [word for window in windows for word in window.words]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(sentences[word.sentence][0] <= word.start < word.end <= sentences[word.sentence][1] for word in found)
    assert all(len(window.tokens) == len(window.flags) <= 160 for window in windows)


@pytest.fixture(scope="module")
def tokenizer(tagger):
    return tagger.encoder.tokenizer


def test_work_is_linear_in_the_length_of_a_text(tokenizer):
    """A quotation that never closes, in a line without a full stop; the network takes windows of one length."""
    calls = []
    for many in (20_000, 200_000):
        text = "“" + "the mayor said the bridge would close and " * (many // 8)
        counted = Counter()
        before = sys.getprofile()
        sys.setprofile(lambda _, event, __, counted=counted: counted.update([event]))
        try:
            windows = windows_of_text(tokenizer, text, [(0, len(text), "body")], find_quotations(text))
        finally:
            sys.setprofile(before)
        assert max(len(window.tokens) for window in windows) <= 160
        calls.append(counted["call"] + counted["c_call"])
    assert calls[1] < 11 * calls[0]


def test_the_shipped_weights_are_small_and_those_that_the_model_names(tagger):
    assert tagger.encoder.file.stat().st_size < 15e6
    content = json.loads(tagger.encoder.file.with_suffix(".json").read_text())
    assert content["encoder"]["sha256"] == sha256_of(tagger.encoder.file)
    assert "Not for:" in tagger.card


def test_other_weights_are_refused(tagger, tmp_path):
    path = tmp_path / "attribution.json"
    tagger.save(path)
    assert fr.load_model(path).spans(*prepared(TEXT)) == tagger.spans(*prepared(TEXT))
    weights = path.with_suffix(".safetensors")
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(BadInput, match="Copy both files from the same source"):
        fr.load_model(path)


def test_without_openvino_torch_computes_and_says_so(tagger, monkeypatch):
    monkeypatch.setattr("framing.models.attribution_tagger.find_spec", {}.get)
    with pytest.warns(UserWarning, match="openvino is not installed"):
        found = tagger.spans(*prepared(TEXT))
    assert found == tagger.exactly().spans(*prepared(TEXT))


def test_labels_are_the_share_of_coders_and_a_span_begins_once(tokenizer):
    text, sentences, quotations = prepared("Anna Berg said it rained. It did.")
    said = {"source": [(0, 9)], "cue": [(10, 14)], "content": [(15, 24)]}
    article = CodedArticle("a", "C", "2020-01-01", text, sentences, quotations, [[said], []])
    windows = windows_of_text(tokenizer, text, sentences, quotations)
    (labels,) = labels_of(article, windows)
    found = {text[word.start : word.end]: row.tolist() for word, row in zip(windows[0].words, labels, strict=True)}
    content, cue, source = [0.5, 0, 0, 0, 0, 0], [0, 0, 0.5, 0.5, 0, 0], [0, 0, 0, 0, 0.5, 0]
    assert found["Berg"] == source
    assert found["Anna"] == [0, 0, 0, 0, 0.5, 0.5]
    assert found["said"] == cue
    assert found["it"] == [0.5, 0.5, 0, 0, 0, 0]
    assert found["rained"] == content
    assert not any(found["did"])


def test_flags_tell_marks_sentences_and_lines(tokenizer):
    text, sentences, quotations = prepared("It rained. “We left,” she said.\nIt did.")
    (window,) = windows_of_text(tokenizer, text, sentences, quotations)
    flags = {word.start: window.flags[word.place] for word in window.words}
    at = text.index
    assert flags[0] == flags[at("It did")] == 2 + 4
    assert flags[at("“")] == 2
    assert flags[at("We")] == flags[at("left")] == 1
    assert flags[at("she")] == 0
