"""Keyness: counts of words, and what two corpora make of them."""

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, strategies as st
from scipy.sparse import csc_matrix

import framing as fr
from conftest import examples
from framing.measures import ENOUGH, Comparison, Side, WordCounts, count_words, log_odds
from framing.models import STATIC_MODEL, WORD, words

WORDS = ["mob", "crowd", "the", "vile", "quiet", "don’t", "far-right", "3.5"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=2, max_size=9)


def corpus(texts, study):
    """Texts as documents, the first of them the study corpus."""
    ids = [f"d{place}" for place in range(len(texts))]
    groups = pd.Series(["Gazette" if place < study else "Herald" for place in range(len(texts))], ids)
    return pd.Series(texts, ids), groups


@given(st.lists(st.text("abÉé'’-. \n3!", max_size=30), min_size=1, max_size=6))
def test_words_are_counted_as_they_are_cut(texts):
    expected = [Counter(words(text)) for text in texts]
    if not any(expected):
        with pytest.raises(fr.BadInput, match="texts contain no words"):
            fr.count_words(pd.Series(texts, index=[str(n) for n in range(len(texts))]))
        return
    found = fr.count_words(pd.Series(texts, index=[str(n) for n in range(len(texts))]))
    assert found.words.tolist() == sorted({word for counter in expected for word in counter})
    for row, counter in zip(found.matrix.toarray(), expected, strict=True):
        assert dict(zip(found.words, row.tolist(), strict=True)) == {word: counter[word] for word in found.words}


def test_the_texts_of_a_document_are_counted_together():
    found = fr.count_words(pd.Series(["A mob.", "A crowd.", "Mob!"], index=["b", "a", "b"]))
    assert found.documents.tolist() == ["a", "b"]
    assert found.matrix.toarray().tolist() == [[1, 1, 0], [1, 0, 2]]  # a, crowd, mob


@given(
    st.lists(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", "\n", ", ", " – ", ".”"])), max_size=9)),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_sequences_are_those_of_plain_loops_and_stop_at_marks(texts, shortest, more):
    longest = shortest + more
    expected = [Counter() for _ in texts]
    for counter, text in zip(expected, texts, strict=True):
        stretches = [[]]
        for word, after in text:
            stretches[-1].append(word.replace("’", "'"))
            if after.strip():
                stretches.append([])
        for stretch in stretches:
            for length in range(shortest, longest + 1):
                counter.update(" ".join(stretch[n : n + length]) for n in range(len(stretch) - length + 1))
    series = pd.Series(["".join(map("".join, text)) for text in texts], [f"d{n:03}" for n in range(len(texts))])
    # a stop without a space would be part of the next word's piece, as in "mob.”crowd"
    series = series.str.replace(".”", ".” ", regex=False)
    assume(any(texts))
    found = fr.count_words(series, ngram_range=(shortest, longest))
    assert found.words.tolist() == sorted({name for counter in expected for name in counter})
    for row, counter in zip(found.matrix.toarray(), expected, strict=True):
        assert dict(zip(found.words, row.tolist(), strict=True)) == {name: counter[name] for name in found.words}


@pytest.mark.parametrize("wrong", [(0, 1), (2, 1)])
def test_sequences_of_no_length_are_refused(wrong):
    with pytest.raises(fr.BadInput, match="ascending order from 1"):
        fr.count_words(pd.Series(["a mob"], ["d"]), ngram_range=wrong)


def test_what_is_certain_comes_before_what_is_large():
    """By z, a word that one article repeats stands before a word that every article has."""
    ours = ["the day " * 20 + "mob " * 3 + "scum " * 30 * (n == 0) for n in range(6)]
    texts, groups = corpus([*ours, *["the day " * 20 + "crowd"] * 6], 6)
    counts = count_words(texts)
    found = log_odds(counts, groups, study="Gazette")
    assert found["word"].tolist()[0] == "mob"
    assert log_odds(counts, groups, study="Gazette", order="z")["word"].tolist()[0] == "scum"
    nearest = (found["low"].clip(lower=0) + found["high"].clip(upper=0)).tolist()
    assert nearest == sorted(nearest, reverse=True)
    with pytest.raises(fr.BadInput, match="Unknown order 'certein'"):
        log_odds(counts, groups, study="Gazette", order="certein")


@examples(40)
@given(
    TEXTS,
    st.integers(1, 8),
    st.floats(0.5, 60.0),
    st.none() | st.dictionaries(st.sampled_from([*WORDS, "war"]), st.integers(0, 99)),
)
def test_every_number_is_that_of_plain_loops(texts, study, prior, background):
    """An independent way: Counters and math, a word after the other."""
    assume(len({word for text in texts for word in words(text)}) > 1)  # of one word alone there are no odds
    study = min(study, len(texts) - 1)
    series, groups = corpus(texts, study)
    found = log_odds(
        count_words(series), groups, study="Gazette", reference="Herald", background=background, prior_words=prior
    )
    documents = [words(text) for text in texts]
    sides = documents[:study], documents[study:]
    counts = [Counter(word for document in side for word in document) for side in sides]
    totals = [sum(counter.values()) for counter in counts]
    assert sorted(found["word"]) == sorted(set(counts[0]) | set(counts[1]))
    for row in found.to_dict("records"):
        y = [counter[row["word"]] for counter in counts]
        share = (
            (background.get(row["word"], 0) + 0.5) / (sum(background.values()) + 1) if background is not None else 0.5
        )
        alpha = prior * share
        odds = [(y[i] + alpha) / (totals[i] + prior - y[i] - alpha) for i in (0, 1)]
        delta = math.log(odds[0]) - math.log(odds[1])
        z = delta / math.sqrt(1 / (y[0] + alpha) + 1 / (y[1] + alpha))
        share = sum(y) / sum(totals)
        cells = [(y[0], totals[0] * share), (y[1], totals[1] * share)]
        cells += [(totals[i] - y[i], totals[i] * (1 - share)) for i in (0, 1)]
        g2 = 2 * sum(seen * math.log(seen / due) for seen, due in cells if seen)
        ratio = math.log2(((y[0] or 0.5) / totals[0]) / ((y[1] or 0.5) / totals[1]))
        expected = {"n_study": y[0], "n_reference": y[1], "log_odds": delta, "z": z, "g2": g2, "log_ratio": ratio}
        for which, side, total, count in zip(("study", "reference"), sides, totals, y, strict=True):
            expected[f"documents_{which}"] = sum(row["word"] in document for document in side)
            apart = [abs(document.count(row["word"]) / count - len(document) / total) for document in side if count]
            expected[f"dispersion_{which}"] = sum(apart) / 2 if count else math.nan
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), (name, row["word"])


@pytest.mark.parametrize(
    ("table", "published"),
    [((110, 2442, 111, 29114), 270.72), ((29, 13, 123, 31612), 263.90)],
    ids=["the swiss", "can be"],
)
def test_the_log_likelihood_ratio_is_that_of_dunning(table, published):
    """Dunning 1993, the first two rows of his table of bigrams: word and not, in two sets."""
    found = Comparison(*(Side(csc_matrix([row])) for row in (table[:2], table[2:])), np.ones(2), 2.0)
    assert found.g2[0] == pytest.approx(published, abs=0.005)


def test_z_is_that_of_a_published_example():
    """The uninformed example of the package fightin_words: 0.05 of each of eleven words, z of "fox" is 0.6894…"""
    texts = ["the quick brown fox jumps over the lazy pig", "the lazy purple pig jumps over the lazier donkey"]
    counts = count_words(pd.Series(texts, index=["a", "b"]))
    both = Comparison(*(Side(counts.matrix[[row]]) for row in (0, 1)), np.full(11, 0.05), 0.55)
    found = dict(zip(counts.words, both.z, strict=True))
    for word in ("donkey", "lazier", "purple"):
        assert found[word] == pytest.approx(-0.6894227886807968, abs=1e-12)
    for word in ("brown", "fox", "quick"):
        assert found[word] == pytest.approx(0.6894227886807968, abs=1e-12)
    for word in ("jumps", "lazy", "over", "pig", "the"):
        assert found[word] == pytest.approx(0, abs=1e-12)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(41, 900), st.integers(41, 900))
def test_without_a_background_the_log_odds_are_those_with_half_a_word_in_each_cell(ours, theirs, n_ours, n_theirs):
    """Haldane 1956, Anscombe 1956; by statsmodels, with the interval of words in documents of one word each."""
    from statsmodels.stats.contingency_tables import Table2x2

    assume(ours + theirs)
    counts = csc_matrix([[ours, n_ours - ours], [theirs, n_theirs - theirs]])
    corpora = WordCounts(pd.Index(["a", "b"]), pd.Index(["mob", "other"]), counts)
    found = log_odds(corpora, pd.Series({"a": "Gazette", "b": "Herald"}), study="Gazette").set_index("word")
    expected = Table2x2(counts.toarray() + 0.5)
    assert found.loc["mob", "log_odds"] == pytest.approx(expected.log_oddsratio, abs=1e-9)
    single = [csc_matrix(np.repeat(np.eye(2), [of, n - of], axis=0)) for of, n in ((ours, n_ours), (theirs, n_theirs))]
    both = Comparison(Side(single[0]), Side(single[1]), np.full(2, 0.5), 1.0)
    assert both.effective[1][0] == pytest.approx(expected.log_oddsratio_se, rel=0.05)


def of_counts(rows):
    """Two corpora of one document each, from counts of words in both."""
    table = pd.DataFrame(rows, index=["ours", "theirs"]).T
    counts = WordCounts(pd.Index(["a", "b"]), pd.Index(table.index), csc_matrix(table.to_numpy().T))
    return counts, pd.Series({"a": "Gazette", "b": "Herald"})


def test_words_absent_from_one_side_differ_and_terms_are_ranked_by_z():
    counts, groups = of_counts(
        {"once": (1, 0), "ten": (10, 0), "half": (90, 60), "hundred": (100, 0), "rest": (799, 940)}
    )
    found = log_odds(counts, groups, study="Gazette")
    assert found["word"].tolist() == ["hundred", "half", "ten", "once", "rest"]
    assert found["z"].is_monotonic_decreasing
    assert found.loc[found["n_reference"] == 0, "log_odds"].is_unique


def test_a_word_of_one_rate_is_not_pulled_by_the_length_of_the_corpora():
    """A prior of half a word for each of many words would give the frequent ones a large z."""
    rows = {"the": (600, 6000)} | {f"rare{place}": (int(place < 400), 1) for place in range(3600)}
    found = log_odds(*of_counts(rows), study="Gazette").set_index("word")
    assert abs(found.loc["the", "log_odds"] - math.log((600 / 400) / (6000 / 3600))) < 0.01


def test_the_prior_is_of_the_background_and_never_of_what_is_compared():
    counts, groups = of_counts({"mob": (9, 1), "crowd": (20, 20), "the": (71, 79)})
    background = {"mob": 10, "crowd": 90, "the": 900, "elsewhere": 9_000}
    found = {
        size: log_odds(counts, groups, study="Gazette", background=background, prior_words=size).set_index("word")
        for size in (1, 100, 1e9)
    }
    assert found[1].loc["mob", "log_odds"] > found[100].loc["mob", "log_odds"] > 0.5
    assert found[1e9]["log_odds"].abs().max() < 1e-3
    as_counts = WordCounts(pd.Index(["x"]), pd.Index([*background]), csc_matrix([[*background.values()]]))
    for same in (pd.Series(background), as_counts):
        again = log_odds(counts, groups, study="Gazette", background=same, prior_words=100).set_index("word")
        pd.testing.assert_frame_equal(again, found[100])
    own = log_odds(counts, groups, study="Gazette", background=counts, prior_words=100).set_index("word")
    assert abs(own.loc["mob", "log_odds"]) < abs(found[100].loc["mob", "log_odds"])  # mob is frequent here


def test_the_dispersion_is_that_of_gries():
    """Gries 2008: five parts of 9, 10, 10, 10 and 11 words, in which a word stands 1 to 5 times; DP is 0.18."""
    parts = np.array([[1, 8], [2, 8], [3, 7], [4, 6], [5, 6]])
    assert Side(csc_matrix(parts)).dispersion[0] == pytest.approx(0.18)


@given(TEXTS, st.integers(1, 8))
def test_to_turn_the_comparison_round_turns_the_signs(texts, study):
    series, groups = corpus(texts, min(study, len(texts) - 1))
    counts = count_words(series)
    there = log_odds(counts, groups, study="Gazette", reference="Herald").set_index("word")
    back = log_odds(counts, groups, study="Herald").set_index("word").loc[there.index]
    for name in ("log_odds", "z", "log_ratio"):
        assert there[name].to_numpy() == pytest.approx(-back[name].to_numpy(), abs=1e-9, nan_ok=True)
    assert there["g2"].to_numpy() == pytest.approx(back["g2"].to_numpy(), abs=1e-9)


def many(documents, seed):
    """Counts of documents that differ among themselves more than words drawn singly would."""
    random = np.random.default_rng(seed)
    taste = random.dirichlet(np.array([4.0, 2.0, 1.0, 0.3]), size=documents)
    counts = np.array([random.multinomial(random.integers(20, 200), shares) for shares in taste])
    ids = pd.Index([f"d{place}" for place in range(documents)])
    groups = pd.Series(np.where(np.arange(documents) % 2, "Gazette", "Herald"), ids)
    return WordCounts(ids, pd.Index(["a", "b", "c", "d"]), csc_matrix(counts)), groups


def test_the_interval_is_that_of_the_bootstrap_where_documents_are_many():
    counts, groups = many(600, seed=4)
    found = log_odds(counts, groups, study="Gazette").set_index("word").loc[counts.words]
    random, drawn = np.random.default_rng(1), []
    for _ in range(2000):
        sides = []
        for name in ("Gazette", "Herald"):
            every = counts.matrix[(groups == name).to_numpy()].toarray()
            summed = random.multinomial(len(every), np.full(len(every), 1 / len(every))) @ every
            sides.append(np.log((summed + 0.5) / (summed.sum() - summed + 0.5)))
        drawn.append(sides[0] - sides[1])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    assert (found["high"] - found["low"]).to_numpy() == pytest.approx(high - low, rel=0.08)


def test_the_design_effect_is_that_of_a_loop_over_documents():
    """Rao & Scott 1992: the variance of a ratio estimator over clusters, as a multiple of the binomial variance."""
    counts, groups = many(30, seed=5)
    sides = [Side(counts.matrix[(groups == name).to_numpy()]) for name in ("Gazette", "Herald")]
    both = Comparison(sides[0], sides[1], np.full(4, 0.5), 1.0)
    for word in range(4):
        summed = singly = 0.0
        for side in sides:
            table = side.matrix.toarray()
            share = table[:, word].sum() / table.sum()
            apart = [(document[word] - share * document.sum()) ** 2 for document in table]
            summed += sum(apart) * len(table) / (len(table) - 1)
            singly += table.sum() * share * (1 - share)
        assert both.design_effect[word] == pytest.approx(max(1, summed / singly))


@given(st.integers(1, 5))
def test_words_that_always_come_in_fives_tell_no_more_than_singles(times):
    counts, groups = many(200, seed=8)
    several = WordCounts(counts.documents, counts.words, counts.matrix * times)
    one, many_times = (log_odds(each, groups, study="Gazette", prior_words=1e-6) for each in (counts, several))
    assert many_times["low"].to_numpy() == pytest.approx(one["low"].to_numpy(), rel=1e-3)
    assert many_times["high"].to_numpy() == pytest.approx(one["high"].to_numpy(), rel=1e-3)


def test_the_interval_of_documents_is_wider_than_that_of_single_words_where_documents_differ():
    counts, groups = many(100, seed=6)
    found = log_odds(counts, groups, study="Gazette")
    singly = 1.959964 * (found["log_odds"] / found["z"]).abs()
    assert found["method"].unique().tolist() == ["t interval over documents, effective counts"]
    assert ((found["high"] - found["low"]) / 2 > 1.5 * singly).all()
    assert ((found["low"] < found["log_odds"]) & (found["log_odds"] < found["high"])).all()


def test_two_documents_bear_no_interval_and_the_row_says_why():
    series, groups = corpus(["The mob.", "A mob.", "The crowd.", "A crowd.", "Crowds."], 2)
    found = log_odds(count_words(series), groups, study="Gazette")
    assert found["low"].isna().all()
    assert found["method"].unique().tolist() == ["none: 2 documents in a corpus, 3 are needed"]


def test_of_three_corpora_two_are_named_or_one_beside_all_others():
    texts = pd.Series(["mob mob", "crowd mob", "crowd"], index=["a", "b", "c"])
    groups = pd.Series({"a": "Gazette", "b": "Herald", "c": "Courier"})
    counts = count_words(texts)
    named = log_odds(counts, groups, study="Gazette", reference="Courier").set_index("word")
    rest = log_odds(counts, groups, study="Gazette").set_index("word")
    assert (named.loc["mob", "n_reference"], rest.loc["mob", "n_reference"]) == (0, 1)
    assert rest["reference"].unique().tolist() == ["all others"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"study": "Gazete"}, "Unknown corpus 'Gazete'; did you mean 'Gazette'"),
        ({"reference": "Courier"}, "Unknown corpus 'Courier'"),
        ({"prior_words": 0.0}, "prior_words is 0; expected a number above 0"),
        ({"background": {"mob": 5}}, "The background has no weight.*prior_words=500"),
        ({"background": {"mob": -5}, "prior_words": 10}, "The background counts 'mob' -5 times; expected 0 or more"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, message):
    series, groups = corpus(["The mob.", "The crowd."], 1)
    with pytest.raises(fr.BadInput, match=message):
        log_odds(count_words(series), groups, **{"study": "Gazette", **change})


def test_a_document_without_a_corpus_is_named():
    series, groups = corpus(["The mob.", "The crowd."], 1)
    with pytest.raises(fr.BadInput, match="The document d1 has no group"):
        log_odds(count_words(series), groups.drop("d1"), study="Gazette")


def test_of_three_corpora_each_is_compared_with_all_others_and_words_of_none_make_no_noise():
    texts = pd.Series(["mob mob vile", "mob the", "crowd the", "crowd quiet", "rain the", "rain rain"], [*"abcdef"])
    groups = pd.Series(["Gazette"] * 2 + ["Herald"] * 2 + ["Post"] * 2, [*"abcdef"])
    counts = count_words(texts)
    each = log_odds(counts, groups)
    assert each["study"].unique().tolist() == ["Gazette", "Herald", "Post"]
    for name, of_one in each.groupby("study"):
        pd.testing.assert_frame_equal(of_one.reset_index(drop=True), log_odds(counts, groups, study=name))
    two = log_odds(counts, groups, study="Gazette", reference="Herald")
    assert "rain" not in set(two["word"])
    assert set(log_odds(counts, groups, reference="Post")["reference"]) == {"Post"}


def by_hand(counts, groups, ways):
    """The p of every word: loops over the ways to deal the documents, each a comparison of its own."""
    seen = log_odds(counts, groups, study="Gazette").set_index("word")["log_odds"].abs()
    ids = groups.index
    far = pd.Series(0.0, seen.index)
    for way in ways:
        dealt = pd.Series(["Gazette" if place in way else "Herald" for place in range(len(ids))], ids)
        found = log_odds(counts, dealt, study="Gazette").set_index("word")["log_odds"].abs()
        far += found.reindex(seen.index) >= seen - 1e-9
    return far / len(ways)


def test_p_of_a_word_is_that_of_dealing_the_documents_by_hand():
    texts = pd.Series(["mob mob vile", "mob the the", "mob a", "crowd the", "crowd quiet a", "crowd mob"], [*"abcdef"])
    groups = pd.Series(["Gazette"] * 3 + ["Herald"] * 3, [*"abcdef"])
    counts = count_words(texts)
    found = log_odds(counts, groups, study="Gazette").set_index("word")
    expected = by_hand(counts, groups, [set(way) for way in combinations(range(6), 3)])
    assert found["p"].to_numpy() == pytest.approx(expected[found.index].to_numpy())
    assert (found["smallest_reachable_p"] == 0.1).all()
    assert (found["p"] >= 0.1 - 1e-9).all()
    assert (found["tests_in_family"] == len(found)).all()
    assert (found["adjusted_p"] >= found["p"]).all()


def test_under_three_documents_a_word_has_neither_interval_nor_p():
    texts = pd.Series(["mob", "mob the", "crowd the", "crowd quiet", "a crowd"], [*"abcde"])
    groups = pd.Series(["Gazette"] * 2 + ["Herald"] * 3, [*"abcde"])
    found = log_odds(count_words(texts), groups, study="Gazette")
    assert found[["low", "high", "p", "adjusted_p"]].isna().all(axis=None)
    assert found["method"].unique().tolist() == ["none: 2 documents in a corpus, 3 are needed"]


def test_a_word_that_one_document_repeats_is_no_sure_difference():
    """Fifty times in one of forty documents: z of independent words is large, the interval holds 0."""
    rows = np.c_[np.r_[50, np.zeros(39, int)], np.full(40, 300)]
    ids = pd.Index([f"d{place}" for place in range(40)])
    groups = pd.Series(np.where(np.arange(40) < 20, "Gazette", "Herald"), ids)
    found = log_odds(WordCounts(ids, pd.Index(["bank", "the"]), csc_matrix(rows)), groups, study="Gazette").iloc[0]
    assert (found["word"], found["z"] > 3, found["low"] < 0) == ("bank", True, True)


def test_with_many_documents_p_is_that_of_the_interval_turned_round():
    counts, groups = many(ENOUGH + 100, seed=4)
    found = log_odds(counts, groups, study="Gazette")
    assert ((found["p"] < 0.05) == ((found["low"] > 0) | (found["high"] < 0))).all()


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, 7, b"mob"])
def test_a_text_that_is_missing_is_refused_by_its_document(missing):
    with pytest.raises(fr.BadInput, match=r"The text of d2 is .*expected a string"):
        fr.count_words(pd.Series(["a mob", missing], ["d1", "d2"], dtype=object))


def test_a_missing_text_in_a_column_of_strings_and_half_of_a_pair_are_refused():
    with pytest.raises(fr.BadInput, match="The text of d2 is nan"):
        fr.count_words(pd.Series(["a mob", None], ["d1", "d2"], dtype="str"))
    with pytest.raises(fr.BadInput, match=r"the text of d1: character 2 is U\+D83D"):
        fr.count_words(pd.Series(["a \ud83d mob"], ["d1"], dtype=object))


def test_a_corpus_is_not_compared_with_itself_and_a_document_has_one_group():
    texts, groups = corpus(["a mob", "a crowd"], 1)
    with pytest.raises(fr.BadInput, match=r"'Herald' is compared with itself\. Name two corpora"):
        fr.log_odds(fr.count_words(texts), groups, study="Herald", reference="Herald")
    with pytest.raises(fr.BadInput, match="The document d0 has two groups"):
        fr.log_odds(fr.count_words(texts), pd.concat([groups, groups[:1]]), study="Herald")


SAME = [
    ("far\u2011left", "far-left"),
    ("far\u2010left", "far-left"),
    ("\u0130zmir", "izmir"),
    ("Kad\u0131k\u00f6y", "kad\u0131k\u00f6y"),
    ("cafe\u0301s", "caf\u00e9s"),
    ("des\u200bpot", "despot"),
    ("des\u00adpots", "despots"),
    ("\ufeffdespot", "despot"),
    ("don\u2019t", "don't"),
]


@pytest.mark.parametrize(("written", "word"), SAME)
def test_what_reads_as_one_word_is_one_word(written, word):
    assert words(f"The {written} came.") == ["the", word, "came"]
    assert fr.count_words(pd.Series([f"{written} {word}"], ["d"])).words.tolist() == [word]
    assert len(fr.explain(f"The {written} came.", fr.load_model(STATIC_MODEL))) == 3


@given(st.text(alphabet="aÉİ\u0301\u0307\u200b\u2011’'-. _3\u00ad", max_size=20))
def test_words_and_their_places_in_the_text_are_as_many(text):
    assert len(words(text)) == len(WORD.findall(text))
