"""Codes of language models: every answer is kept, invalid ones are asked again and counted, a stopped run goes on."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

import framing as fr
from framing.coding import Category, Codebook, Variable, code_rows
from framing.coding.language_models import prompt_of, read_answer

YES_NO = (Category("1", label="yes", definition="It blames.", examples=("They did it.",)), Category("0", label="no"))
BOOK = Codebook(
    "frames",
    "1.0",
    "Code the wording.",
    (
        Variable("blame", label="Does it blame?", categories=YES_NO),
        Variable("degree", kind="scale", categories=(Category("1"), Category("2")), only_if="blame=1"),
        Variable("words", kind="spans", categories=(Category("x"),)),
    ),
)


@pytest.fixture
def study():
    text = "It rained.\nThey blundered again.\nBy-line"
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
    sentences = pd.DataFrame(
        {
            "sentence_id": ["a:01", "a:02", "a:03"],
            "article_id": "a",
            "start": [0, 11, 33],
            "end": [10, 32, 40],
            "kind": ["body", "body", "boilerplate"],
        }
    )
    return SimpleNamespace(corpus=corpus, sentences=sentences, articles=corpus.articles)


class Scripted:
    """A model that gives answers in turn and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers, self.prompts = list(answers), []

    def __call__(self, prompt):
        self.prompts.append(prompt)
        if not self.answers:
            raise KeyboardInterrupt
        return self.answers.pop(0)


NO, YES = '{"blame": "0"}', '```json\n{"blame": 1, "degree": "2"}\n```'


def test_the_prompt_has_the_codebook_the_context_and_the_form_of_the_answer():
    prompt = prompt_of(BOOK, "They blundered again.", before="It rained.")
    for part in (
        "Code the wording.",
        "Does it blame?",
        "- 1: yes: It blames. Examples: They did it.",
        "only if blame=1",
        "Before: It rained.\nSentence: They blundered again.",
        '{"blame": "1" or "0", "degree": "1" or "2"}',
    ):
        assert part in prompt
    assert "words" not in prompt


def test_invalid_answers_are_asked_again_and_counted_and_every_answer_is_kept(tmp_path, study):
    model = Scripted("I cannot say.", NO, YES, '{"blame": "maybe"}', '{"blame": 1}', "{}")
    codes = fr.code_with(model, study, BOOK, tmp_path / "a.jsonl", runs=1, tries=3, temperature=0.7, name="fake")
    assert codes[["coder", "sentence_id", "variable", "value"]].values.tolist() == [
        ["fake-1", "a:01", "blame", "0"],
        ["fake-1", "a:02", "blame", "1"],
        ["fake-1", "a:02", "degree", "2"],
    ]
    assert codes.attrs == {"n_answers": 3, "n_invalid": 1}
    records = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["answer"] for record in records] == ["I cannot say.", NO, YES]
    assert [record["wrong"] for record in records] == ["no JSON object", "", ""]
    assert {record["model"] for record in records} == {"fake"}
    assert {record["temperature"] for record in records} == {0.7}
    assert len(model.prompts) == 3


def test_a_sentence_whose_every_answer_is_invalid_has_no_code(tmp_path, study):
    codes = fr.code_with(Scripted("?", "??", NO), study, BOOK, tmp_path / "a.jsonl", runs=1, tries=2)
    assert codes["sentence_id"].tolist() == ["a:02"]
    assert codes.attrs == {"n_answers": 3, "n_invalid": 2}


def test_a_run_that_stops_goes_on_and_asks_nothing_twice(tmp_path, study):
    path = tmp_path / "a.jsonl"
    with pytest.raises(KeyboardInterrupt):
        fr.code_with(Scripted(NO), study, BOOK, path, runs=2, name="fake")
    with path.open("a", encoding="utf-8") as cut:
        cut.write('{"sentence_id": "a:0')  # the crash cut a line
    model = Scripted(NO, YES, YES)
    codes = fr.code_with(model, study, BOOK, path, runs=2, name="fake")
    assert len(model.prompts) == 3
    assert codes.groupby("coder")["sentence_id"].nunique().to_dict() == {"fake-1": 2, "fake-2": 2}
    assert fr.code_with(Scripted(), study, BOOK, path, runs=2, name="fake").equals(codes)


def test_answers_to_another_codebook_model_or_temperature_are_not_mixed(tmp_path, study):
    path = tmp_path / "a.jsonl"
    fr.code_with(Scripted(NO, NO), study, BOOK, path, runs=1, name="fake")
    later = Codebook("frames", "2.0", "", BOOK.variables)
    for book, changes in ((later, {}), (BOOK, {"name": "other"}), (BOOK, {"temperature": 1.0})):
        with pytest.raises(fr.BadInput, match=r"line 1: the answer has (version|model|temperature)"):
            fr.code_with(Scripted(NO, NO), study, book, path, **{"runs": 1, "name": "fake", **changes})


def test_agreement_with_people_is_that_of_any_coder(tmp_path, study):
    codes = fr.code_with(Scripted(NO, YES), study, BOOK, tmp_path / "a.jsonl", runs=1, name="fake")
    people = code_rows(BOOK, "ann", [("a:01", "blame", "0"), ("a:02", "blame", "0")])
    both = pd.concat([codes, people])
    assert fr.coder_agreement(both, BOOK).query("variable == 'blame'")["agreement"].tolist() == [0.5]
    assert fr.confusion(both, BOOK, "blame", "fake-1", "ann").to_numpy().tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('{"blame": 0.0}', ({"blame": "0"}, "")),
        ('{"blame": "0", "degree": "2"}', ({"blame": "0"}, "")),  # not asked, so not taken
        ('{"blame": "1"}', ({}, "degree is missing")),
        ('{"blame": null}', ({}, "blame is missing")),
        ("[1]", ({}, "no JSON object")),
        ('{"blame": ', ({}, "no JSON object")),
    ],
)
def test_answers_are_read_strictly(answer, expected):
    assert read_answer(answer, BOOK) == expected


def test_unknown_sentences_and_empty_codebooks_are_refused(tmp_path, study):
    sample = pd.DataFrame({"sentence_id": ["a:03"]})
    with pytest.raises(fr.BadInput, match="unknown sentence 'a:03'"):
        fr.code_with(Scripted(), study, BOOK, tmp_path / "a.jsonl", sample=sample)
    spans = Codebook("s", "1", "", BOOK.variables[2:])
    with pytest.raises(fr.BadInput, match="no variable of categories"):
        fr.code_with(Scripted(), study, spans, tmp_path / "a.jsonl")
    with pytest.raises(fr.BadInput, match="contains no model in Hugging Face format"):
        fr.code_with(tmp_path / "none", study, BOOK, tmp_path / "a.jsonl")


@pytest.mark.slow
def test_a_local_model_answers_without_a_network(tmp_path, study):
    """A tiny network of random weights: its answers are noise, kept and counted as invalid."""
    pytest.importorskip("torch")
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = {chr(code): place for place, code in enumerate(range(32, 127))} | {"?u": 95, "<e>": 96}
    tokens = Tokenizer(models.WordLevel(letters, unk_token="?u"))
    tokens.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token="?u", eos_token="<e>").save_pretrained(tmp_path / "m")
    network = GPT2LMHeadModel(GPT2Config(vocab_size=97, n_positions=128, n_embd=16, n_layer=1, n_head=2))
    network.save_pretrained(tmp_path / "m")
    codes = fr.code_with(tmp_path / "m", study, BOOK, tmp_path / "a.jsonl", runs=1, tries=1, temperature=1.0)
    assert codes.attrs["n_answers"] == 2
    records = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {record["model"] for record in records} == {"m"}
    assert all(isinstance(record["answer"], str) for record in records)
