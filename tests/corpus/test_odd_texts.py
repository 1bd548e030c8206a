"""What newsrooms and scrapers deliver: every detector gives a clear result, or a sentence that says what is wrong."""

import time

import pandas as pd
import pytest

import framing as fr
from conftest import calls_of
from framing.alignment import empty_alignments
from framing.attribution import plain_marks

ODD = {
    "one quotation": "“It rained all day. We stayed at home.”",
    "one quotation that is never closed": "“It rained all day. We stayed at home.",
    "marks that open nothing": "” It rained » all day. We “ stayed „ at home",
    "marks alone": "“”«»\"'",
    "space alone": " \n\t\u00a0\n",
    "no letter": "… 7 … — ?!",
}


def corpus_of(*texts: str) -> fr.Corpus:
    ids = [f"a{number}" for number in range(len(texts))]
    return fr.read_articles(pd.DataFrame({"article_id": ids, "outlet": "Courier", "text": texts}))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_text_passes_every_stage(text, small_lexicon):
    corpus = corpus_of(text, "It rained all day.")
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert sentences["voice"].isin(["narrator", "indirect", "quote", "mixed", ""]).all()
    occurrences = fr.find_occurrences(sentences, corpus, lexicon=small_lexicon)
    assert set(occurrences["sentence_id"]) <= set(sentences["sentence_id"])
    if sentences["article_id"].nunique() == 2:
        found = fr.align_sentences(sentences, corpus, encoder=None)
        assert set(found["sentence_a"]) | set(found["sentence_b"]) <= set(sentences["sentence_id"])


@pytest.mark.parametrize("name", ["one quotation", "one quotation that is never closed"])
def test_a_text_that_is_one_quotation_is_a_quotation_without_a_source(name):
    corpus = corpus_of(ODD[name])
    found = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert set(found["voice"]) == {"quote"}
    assert set(found["source"]) == {""}


@pytest.mark.parametrize("text", ["‘‘", "Rain fell on “” Monday.", "‘‘‘‘‘\n‘‘‘‘‘", "“&quot;” it said."])
def test_marks_around_nothing_report_nothing(text):
    corpus = corpus_of(text)
    found = fr.find_attributions(fr.split_sentences(corpus), corpus, tagger=None)
    assert (found["start"] < found["end"]).all()


def test_no_sentence_gives_a_table_without_rows_at_every_stage(small_lexicon):
    corpus = corpus_of(ODD["space alone"])
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert (len(sentences), "voice" in sentences) == (0, True)
    assert len(fr.find_occurrences(sentences, corpus, lexicon=small_lexicon)) == 0
    assert len(fr.align_sentences(sentences, corpus, encoder=None)) == len(empty_alignments()) == 0


def test_a_study_of_one_article_has_no_pairs_and_is_not_refused(demo, tmp_path):
    """The function refuses a text against itself; a study that has one article only is no mistake."""
    row = demo.articles.iloc[[0]]
    row.to_csv(tmp_path / "articles.csv", index=False)
    (tmp_path / "study.toml").write_text('name = "one"\ntitle = "One article"\n[paths]\narticles = "articles.csv"\n')
    study = fr.open_study(tmp_path / "study.toml", texts=demo.root / "texts")
    assert len(study.alignments) == 0
    with pytest.raises(fr.BadInput, match="a text is not aligned with itself"):
        fr.align_sentences(study.voiced, study.corpus, encoder=None)


@pytest.mark.parametrize("unit", ["word ", "“word ", "said, ", "3 May "])
def test_sentences_five_times_as_long_are_aligned_in_five_times_the_steps(unit):
    """Calls are counted, which no busy machine changes; seconds are measured by bench/alignment.py."""

    def steps(characters: int) -> int:
        text = (unit * (characters // len(unit) + 1))[:characters]
        corpus = corpus_of(text, text)
        sentences = pd.DataFrame({"sentence_id": ["a0:01", "a1:01"], "article_id": ["a0", "a1"]})
        sentences = sentences.assign(start=0, end=characters, kind="body")
        return calls_of(lambda: fr.align_sentences(sentences, corpus, encoder=None))

    steps(1_000)
    assert steps(20_000) < 6 * steps(4_000)


def test_marks_alone_are_not_compared_with_each_other():
    """A thousand pairs of marks in each of two texts were a million comparisons, and minutes."""
    corpus = corpus_of(f"Rain fell. {'“' * 1000}", f"{'“' * 1000} Rain fell.")
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    pairs = fr.align_sentences(sentences, corpus, encoder=None)
    reports = fr.find_attributions(sentences, corpus, tagger=None)
    assert calls_of(lambda: fr.find_drifts(pairs, sentences, corpus, attributions=reports)) < 10**6


def test_a_run_of_closing_marks_is_read_in_one_pass():
    begun = time.perf_counter()
    assert plain_marks("”" * 40_000) == "”" * 40_000
    assert time.perf_counter() - begun < 2


def test_swaps_in_a_sentence_of_names_do_not_read_it_anew_for_each_word(small_lexicon):
    def calls(many: int) -> int:
        corpus = corpus_of("It was said that " + "Ruk was there and that " * many)
        sentences = fr.split_sentences(corpus)
        slots = fr.find_occurrences(sentences, corpus, lexicon=small_lexicon, tagger=None)
        return calls_of(lambda: fr.find_swaps(slots, sentences, corpus, lexicon=small_lexicon))

    assert calls(200) < 3 * calls(100)
