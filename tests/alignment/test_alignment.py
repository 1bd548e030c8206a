"""Alignment: pairs of one proposition, their families and components, voice drift."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import framing as fr
from conftest import ROOT
from framing.alignment import (
    align,
    count_conflicts,
    covered_share,
    evidence_of,
    find_components,
    find_families,
    wording_of,
)
from framing.schema import TABLES

WIRE = (
    "Harbour workers in Dorn ended their strike on 3 May after eleven days. "
    "The minister promised a rise of 7 percent. It rained."
)
REWRITE = (
    "Prices went up. After eleven days the strike of the harbour workers in Dorn was ended on May 3. "
    "A rise of 7 percent was promised by the minister, and a new crane for the northern quay was ordered."
)


def corpus_of(*texts: str, **columns: list[str]) -> fr.Corpus:
    ids = [f"a{number}" for number in range(len(texts))]
    return fr.read_articles(pd.DataFrame({"article_id": ids, "outlet": "Courier", "text": texts, **columns}))


def aligned(corpus: fr.Corpus, encoder="installed") -> pd.DataFrame:
    return fr.align_sentences(fr.split_sentences(corpus), corpus, encoder=encoder)


def pairs_of(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["sentence_a"], found["sentence_b"], strict=True))


def one_direction(sentences: list[str]) -> np.ndarray:
    return np.ones((len(sentences), 1))


@pytest.mark.usefixtures("words_alone")
def test_reordered_and_passive_sentences_are_paired_by_words_alone():
    found = aligned(corpus_of(WIRE, REWRITE))
    assert pairs_of(found) == [("a0:01", "a1:02"), ("a0:02", "a1:03")]
    assert found["overlap"].tolist() == ["full", "full"]
    assert found["meaning"].isna().all()
    assert found["evidence"].tolist() == [3, 1]


@pytest.mark.usefixtures("words_alone")
def test_one_sentence_may_answer_two():
    joined = "Harbour workers in Dorn ended their strike on 3 May, and the minister promised a rise of 7 percent."
    assert pairs_of(aligned(corpus_of(WIRE, joined))) == [("a0:01", "a1:01"), ("a0:02", "a1:01")]


def test_a_paraphrase_without_shared_words_needs_the_encoder():
    one, other = "The physician cured every child quickly.", "All kids got well fast thanks to their doctor."
    wet, dry = "Rain fell on the hills.", "Ships waited in port."
    corpus = corpus_of(f"{one} {wet}", f"{dry} {other}")

    def encoder(sentences: list[str]) -> np.ndarray:
        directions = {one: (1, 0, 0), other: (0.99, 0.1, 0), wet: (0, 1, 0), dry: (0, 0, 1)}
        return np.array([directions[sentence] for sentence in sentences])

    assert pairs_of(aligned(corpus, encoder)) == [("a0:01", "a1:02")]


def test_the_encoder_of_the_extra_finds_a_rewording():
    one = "The president travelled to the capital to sign the trade agreement."
    other = "To sign the trade deal, the head of state went to the capital city."
    found = aligned(corpus_of(f"{one} Rain fell all night.", f"Fish is dear this year. {other}"))
    assert pairs_of(found) == [("a0:01", "a1:02")]
    assert 0.5 < found["meaning"].iloc[0] < 1


def test_an_encoder_that_gives_no_row_a_sentence_is_refused():
    with pytest.raises(fr.BadInput, match=r"shape \(3,\) for 6 sentences\. Return one row"):
        aligned(corpus_of(WIRE, REWRITE), lambda _: np.ones(3))


def test_a_text_aligned_with_itself_is_refused():
    with pytest.raises(fr.BadInput, match="belong to the article 'a0', and a text is not aligned with itself"):
        aligned(corpus_of(WIRE))


def test_no_sentence_gives_no_pair():
    corpus = corpus_of(WIRE, REWRITE)
    found = fr.align_sentences(fr.split_sentences(corpus).iloc[:0], corpus)
    assert len(found) == 0
    assert set(found.columns) == set(TABLES["alignments"].columns)


@pytest.mark.usefixtures("words_alone")
@pytest.mark.parametrize("text", ["Rain.", WIRE, "He left in 1917."])
def test_identical_texts_are_paired_in_full(text):
    found = aligned(corpus_of(text, text))
    same = found[found["sentence_a"].str[2:] == found["sentence_b"].str[2:]]
    assert same["overlap"].tolist() == ["full"] * len(fr.split_sentences(corpus_of(text)))
    assert same["similarity"].tolist() == [1.0] * len(same)


@pytest.mark.usefixtures("words_alone")
def test_sentences_without_a_word_are_never_paired():
    assert pairs_of(aligned(corpus_of("…", "?! —"))) == []


@pytest.mark.usefixtures("words_alone")
def test_a_sentence_of_fifty_thousand_characters_is_compared():
    long = " ".join(f"word{number}" for number in range(6000))
    assert pairs_of(aligned(corpus_of(long, long))) == [("a0:01", "a1:01")]


@pytest.mark.usefixtures("words_alone")
def test_only_articles_of_one_story_are_compared():
    corpus = corpus_of(WIRE, WIRE, WIRE, WIRE, WIRE, story_id=["strike", "storm", "strike", "", ""])
    found = aligned(corpus)
    assert {(one[:2], other[:2]) for one, other in pairs_of(found)} == {("a0", "a2"), ("a3", "a4")}


@pytest.mark.usefixtures("words_alone")
def test_boilerplate_takes_no_part():
    corpus = corpus_of(WIRE, WIRE)
    sentences = fr.split_sentences(corpus)
    sentences.loc[sentences["sentence_id"] == "a0:01", "kind"] = "boilerplate"
    found = fr.align_sentences(sentences, corpus)
    assert "a0:01" not in set(found["sentence_a"])
    assert len(found) == 2
    assert find_families(sentences, found)["family_id"].tolist() == ["", "a0:02", "a0:03", "a1:01", "a0:02", "a0:03"]


@pytest.mark.usefixtures("words_alone")
def test_conflicting_numbers_count_against():
    same, other = "He asked 130 leaders to come.", "He asked 140 leaders to come."
    agree, differ = (aligned(corpus_of(same, text))["similarity"].iloc[0] for text in (same, other))
    without = wording_of([same, other]).vectors
    assert agree == 1
    assert differ == pytest.approx(float((without[[0]] @ without[[1]].T).sum()) - align.CONFLICT, abs=1e-3)


@pytest.mark.parametrize(
    ("sentence", "numbers", "dates", "names"),
    [
        ("It cost 1,200.50 crowns, not 1,200.", {"1200.50", "1200"}, set(), set()),
        ("Ten of the 10th company, one by one.", {"10"}, set(), set()),
        ("On 17 October, Oct. 17th and the 17th of October.", set(), {"10-17"}, set()),
        ("They may 3 times ask Ruk on May 3.", {"3"}, {"5-3"}, {"Ruk"}),
        ("“Go,” said Ivo Ruk of Nova-Omra.", set(), set(), {"Ivo", "Ruk", "Nova-Omra"}),
        ("", set(), set(), set()),
    ],
)
def test_evidence(sentence, numbers, dates, names):
    found = evidence_of(sentence)
    assert (found.numbers, found.dates, found.names) == (numbers, dates, names)


@pytest.mark.parametrize(
    ("other", "conflicts"), [("7 percent on 3 May", 0), ("9 percent on 3 May", 1), ("9 percent on 5 June", 2)]
)
def test_each_conflict_takes_five_hundredths_from_the_similarity(other, conflicts):
    said = "The minister promised the harbour workers of Dorn a rise of {}."
    (found,) = aligned(corpus_of(said.format("7 percent on 3 May"), said.format(other)), None).itertuples()
    assert found.conflicts == conflicts
    assert found.similarity == pytest.approx(found.wording - 0.05 * conflicts, abs=1e-6)


def test_no_number_conflicts_with_none():
    assert count_conflicts(evidence_of("He came."), evidence_of("He came on 3 May with 7 men.")) == 0


def test_covered_is_about_the_shorter_sentence():
    wording = wording_of(["harbour strike ended", "harbour strike ended, crane ordered for the northern quay"])
    shared = np.asarray(wording.vectors[[0]].multiply(wording.vectors[[1]]).sum(axis=1))
    assert shared[0] < 0.9
    assert covered_share(shared, wording.weights[:1], wording.weights[1:])[0] == pytest.approx(1, abs=1e-5)


WORDS = ["strike", "harbour", "dorn", "crane", "7", "eight", "rain", "May", "the", "of"]
PHRASES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda words: " ".join(words) + "."),
    min_size=1,
    max_size=4,
).map("\n\n".join)


@settings(max_examples=25)
@given(st.lists(PHRASES, min_size=2, max_size=4))
def test_the_order_of_articles_and_sentences_does_not_matter(texts):
    corpus = corpus_of(*texts)
    sentences = fr.split_sentences(corpus)
    found = fr.align_sentences(sentences, corpus, encoder=one_direction)
    turned = fr.Corpus(corpus.articles.iloc[::-1].reset_index(drop=True), corpus.texts)
    again = fr.align_sentences(sentences.iloc[::-1], turned, encoder=one_direction)
    pd.testing.assert_frame_equal(found, again)
    assert (found["sentence_a"].str[:2] < found["sentence_b"].str[:2]).all()


@settings(max_examples=25)
@given(st.lists(PHRASES, min_size=2, max_size=4), st.integers(1, 5))
def test_blocks_find_what_the_whole_product_finds(texts, block):
    rows = fr.split_sentences(corpus_of(*texts))
    sentences = [texts[int(row.article_id[1:])][row.start : row.end] for row in rows.itertuples()]
    articles = pd.factorize(rows["article_id"])[0]
    wording = wording_of(sentences)
    product = (wording.vectors @ wording.vectors.T).toarray()
    apart = articles[:, None] < articles
    expected = {*zip(*np.nonzero((product >= align.WORDING_THRESHOLD + 1e-6) & apart), strict=True)}
    within_rounding = {
        *zip(*np.nonzero((product >= align.WORDING_THRESHOLD - align.ROUNDING - 1e-6) & apart), strict=True)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align, "BLOCK", block)
        found = [
            tuple(pair)
            for part in align.candidates(wording, None, articles, align.WORDING_THRESHOLD)
            for pair in part.T.tolist()
        ]
    assert expected <= {*found} <= within_rounding
    assert len({*found}) == len(found)


def pair_table(*pairs: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["sentence_a", "sentence_b", "overlap", "similarity"])


def sentence_table(n: int) -> pd.DataFrame:
    ids = [f"a{place}" for place in range(n)]
    return pd.DataFrame({"sentence_id": [f"{one}:01" for one in ids], "article_id": ids, "kind": "body"}, dtype="str")


def test_a_chain_of_twins_is_no_family():
    """One family held 59 of 195 sentences of an event: each told a little more than the last."""
    chain = [("a1:01", "a2:01", "full", 0.9), ("a2:01", "a4:01", "full", 0.8), ("a0:01", "a1:01", "part", 0.7)]
    found = find_families(sentence_table(5), pair_table(*chain))["family_id"].tolist()
    assert found == ["a0:01", "a1:01", "a1:01", "a3:01", "a4:01"]
    closed = find_families(sentence_table(5), pair_table(*chain, ("a1:01", "a4:01", "full", 0.5)))["family_id"].tolist()
    assert closed == ["a0:01", "a1:01", "a1:01", "a3:01", "a1:01"]


def test_headlines_and_captions_join_no_family():
    sentences = sentence_table(3)
    pairs = pair_table(*[(f"a{one}:01", f"a{other}:01", "full", 0.9) for one, other in ((0, 1), (0, 2), (1, 2))])
    assert set(find_families(sentences, pairs)["family_id"]) == {"a0:01"}
    for kind in ("headline", "crosshead", "caption"):
        other = sentences.assign(kind=[kind, "body", "body"])
        assert find_families(other, pairs)["family_id"].tolist() == ["a0:01", "a1:01", "a1:01"]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 9)).filter(lambda pair: pair[0] < pair[1]),
        max_size=12,
        unique_by=lambda pair: pair[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_all_sentences_of_a_family_are_twins_and_the_order_of_pairs_changes_nothing(pairs, random):
    table = pair_table(*[(f"a{one}:01", f"a{other}:01", "full", near / 10) for one, other, near in pairs])
    families = find_families(sentence_table(6), table).groupby("family_id")["article_id"].agg(list)
    twins = {(f"a{one}", f"a{other}") for one, other, _ in pairs}
    assert all(pair in twins for family in families for pair in combinations(family, 2))
    order = random.sample(range(len(table)), len(table))
    again = find_families(sentence_table(6), table.iloc[order]).groupby("family_id")["article_id"].agg(list)
    assert again.to_dict() == families.to_dict()


def test_who_said_it_and_where_it_was_filed_are_no_twins():
    corpus = corpus_of("“It rained,” he said. Ruk said. WEST DORN, Omra —", "“It was dry.” Ruk said. WEST DORN, Omra —")
    sentences = pd.concat(
        [
            pd.DataFrame({"article_id": article, "start": start, "end": start + len(words), "kind": "body"}, index=[0])
            for article in ("a0", "a1")
            for words in ("Ruk said.", "WEST DORN, Omra —")
            for start in [corpus.text(article).index(words)]
        ]
    )
    sentences = sentences.assign(sentence_id=[f"{row.article_id}:{row.start + 10}" for row in sentences.itertuples()])
    assert fr.align_sentences(sentences, corpus, encoder=None).empty


def test_a_component_is_cut_at_its_weakest_part_pair_and_says_so():
    pairs = pair_table(
        ("a0:01", "a1:01", "part", 0.5),
        ("a1:01", "a2:01", "part", 0.9),
        ("a2:01", "a3:01", "part", 0.6),
        ("a8:01", "a9:01", "part", 0.5),
    )
    found = find_components(sentence_table(30), pairs).set_index("sentence_id")
    assert found.loc[["a0:01", "a1:01", "a2:01", "a3:01"], "component_id"].tolist() == ["a0:01"] + ["a1:01"] * 3
    assert found.loc[["a0:01", "a1:01", "a2:01", "a8:01"], "n_cut"].tolist() == [1, 1, 0, 0]
    assert found.loc["a9:01", ["component_id", "n_sentences"]].tolist() == ["a8:01", 2]


def test_full_pairs_are_never_cut():
    chain = [(f"a{place}:01", f"a{place + 1}:01", "full", 0.9) for place in range(9)]
    found = find_components(sentence_table(30), pair_table(*chain))
    assert found["n_sentences"].max() == 10
    assert found["n_cut"].sum() == 0


def test_pairs_of_other_sentences_are_refused():
    with pytest.raises(fr.BadInput, match="'b:01' is not in the sentence table"):
        find_families(sentence_table(3), pair_table(("a0:01", "b:01", "full", 0.9)))


@pytest.mark.usefixtures("words_alone")
def test_a_quotation_told_by_the_other_as_its_own_is_voice_drift():
    corpus = corpus_of(
        "“The harbour of Dorn will never be sold to anybody,” she said.\n\nShips wait in the bay.",
        "The harbour of Dorn will never be sold to anybody.\n\nShips wait in the bay.",
    )
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    assert fr.align_sentences(sentences, corpus)["drift"].tolist() == ["voice", "none"]
    assert aligned(corpus)["drift"].tolist() == ["", ""]


def test_alignments_hold_no_text():
    corpus = corpus_of(WIRE, REWRITE)
    found = aligned(corpus).astype("str")
    words = {word for word in f"{WIRE} {REWRITE}".split() if len(word) > 4}
    assert words & {word for column in found for value in found[column] for word in value.split()} == set()


def coded(coder: str, one: str, other: str) -> set[frozenset[str]]:
    codes = pd.read_csv(ROOT / "data" / "codes" / coder / "families.csv")
    return {
        frozenset((row.sentence_a, row.sentence_b))
        for row in codes.itertuples()
        if {row.sentence_a.split(":")[0], row.sentence_b.split(":")[0]} == {one, other}
    }


@pytest.mark.texts
@pytest.mark.parametrize(("other", "least"), [("tsf", 0.75), ("ua-analysis", 0.72)])
def test_pairs_agree_with_the_coders(texts, other, least):
    """Precision against pairs of either coder, recall of pairs of both; the coders' own F1 is 0.907."""
    corpus = fr.read_articles(ROOT / "data" / "articles.csv", texts=texts)
    found = fr.align_sentences(fr.split_sentences(corpus), corpus)
    pairs = {frozenset(pair) for pair in pairs_of(found) if {side.split(":")[0] for side in pair} == {"oboz", other}}
    one, two = (coded(coder, "oboz", other) for coder in ("coder_a", "coder_b"))
    precision, recall = len(pairs & (one | two)) / len(pairs), len(pairs & one & two) / len(one & two)
    assert 2 * precision * recall / (precision + recall) >= least


def test_twins_show_words_only_where_the_texts_are():
    corpus = corpus_of(WIRE, REWRITE)
    sentences = fr.find_voice(fr.split_sentences(corpus), corpus, tagger=None)
    pairs = fr.align_sentences(sentences, corpus, encoder=None)
    shown = fr.twins(pairs, sentences, corpus)
    assert shown["text_b"].tolist() == [
        corpus.text("a1")[start:end] for start, end in zip(shown["start_b"], shown["end_b"], strict=True)
    ]
    assert pairs_of(pairs) == list(zip(shown["sentence_id_a"], shown["sentence_id_b"], strict=True))
    without = fr.twins(pairs, sentences, fr.Corpus(corpus.articles, {}))
    assert set(without["text_a"]) | set(without["text_b"]) == {""}
    assert without.drop(columns=["text_a", "text_b"]).equals(shown.drop(columns=["text_a", "text_b"]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The union of Dorn agreed on Friday to end the strike.",
            "The union of Dorn did not agree on Friday to end the strike.",
        ),
        ("Berg signed the letter in Dorn.", "Berg never signed the letter in Dorn."),
        ("Berg signed the letter in Dorn.", "Berg denied that he had signed the letter in Dorn."),
        ("The port will pay the workers.", "The port won’t pay the workers."),
        ("Six sailors were missing after the storm.", "Nobody was missing after the storm."),
        ("Rents in Dorn increased in June.", "Rents in Dorn decreased in June."),
        ("The port approved the contract.", "The port rejected the contract."),
        ("The quay in Dorn is safe.", "The quay in Dorn is unsafe."),
        ("The plan was possible.", "The plan was impossible."),
        ("Rents in Dorn went up.", "Rents in Dorn went down."),
        ("Berg accepted the offer.", "Berg declined the offer."),
    ],
)
def test_a_statement_conflicts_with_its_denial_and_its_opposite(one, other):
    assert count_conflicts(evidence_of(one), evidence_of(other)) == 1
    assert count_conflicts(evidence_of(other), evidence_of(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The port will pay the workers, but did not say when.", "The port will pay the workers."),
        ("Rents rose in June after they had fallen in May.", "After a fall in May, rents rose in June."),
        ("Berg never signed the letter.", "Berg did not sign the letter."),
        ("Unless it rains, the port is open.", "If it rains less, the port is open."),
        ("The port closed not only a quay but a road.", "The port closed a quay and a road."),
    ],
)
def test_a_negation_of_something_else_is_no_conflict(one, other):
    assert count_conflicts(evidence_of(one), evidence_of(other)) == 0


@pytest.mark.usefixtures("words_alone")
def test_a_denial_that_repeats_every_word_is_no_full_pair_without_a_conflict():
    found = aligned(
        corpus_of(
            "The union agreed on Friday to end the strike.", "The union did not agree on Friday to end the strike."
        )
    )
    assert found["conflicts"].tolist() == [1]


def test_a_denial_is_told_and_takes_nothing_from_the_similarity():
    """Subtracted, it cost pairs of real news that state one proposition: macro-F1 0.63 instead of 0.66."""
    stated, denied = "The council of Ovar closed the harbour.", "The council of Ovar did not close the harbour."
    (same,) = aligned(corpus_of(stated, stated)).itertuples()
    (pair,) = aligned(corpus_of(stated, denied)).itertuples()
    assert (same.conflicts, pair.conflicts) == (0, 1)
    assert pair.similarity == pytest.approx((pair.wording + pair.meaning) / 2, abs=2e-3)


def test_twins_without_voices_are_refused(demo):
    with pytest.raises(fr.BadInput, match="no column voice"):
        fr.twins(demo.alignments, demo.sentences.drop(columns="voice"), demo.corpus)
