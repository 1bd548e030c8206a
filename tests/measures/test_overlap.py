"""Voices, collation and propositions: what one counts by hand, and the laws that hold of any study."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import framing as fr
from conftest import examples
from framing.measures import (
    BY_CODES,
    BY_LEXICON,
    LEAST_FAMILIES,
    SHARE,
    collation,
    omissions,
    omissions_by_group,
    proposition_differences,
    propositions_by_text,
    summary,
    voices,
)
from framing.schema import ALL, VOICES
from framing.stats import proportion_interval

IDS = ["b", "a", "c"]  # the order of the study, which is not that of the alphabet
ARTICLES = pd.DataFrame({"article_id": IDS, "outlet": IDS})
OCCURRENCES = ["sentence_id", "form", "voice_of_term", "negated"]


def sentences_of(**voices_of: str) -> pd.DataFrame:
    """Articles by the first letters of their sentences' voices, `nqi-`; a dash is boilerplate."""
    names = {voice[0]: voice for voice in VOICES} | {"-": ""}
    rows = [
        (f"{article}:{number:02}", article, number, "boilerplate" if letter == "-" else "body", names[letter])
        for article, letters in voices_of.items()
        for number, letter in enumerate(letters, start=1)
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "start", "kind", "voice"])


def pairs(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sentence_a", "sentence_b", "overlap", "drift"], dtype="str")


def occurrences(*rows: tuple[str, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=OCCURRENCES).astype({"negated": bool})


def codes(**of_coder: dict[str, tuple[int, int]]) -> pd.DataFrame:
    rows = [
        (coder, sentence, loaded, strength)
        for coder, given in of_coder.items()
        for sentence, (loaded, strength) in given.items()
    ]
    return pd.DataFrame(rows, columns=["coder", "sentence_id", "loaded", "strength"])


SENTENCES = sentences_of(a="nqn", b="nnq-", c="n")
PAIRS = pairs(
    ("a:01", "b:01", "full", "none"),
    ("a:01", "b:02", "full", "none"),
    ("a:02", "b:02", "part", "voice"),
    ("a:03", "b:03", "full", "voice"),
    ("b:03", "c:01", "part", "voice"),
)


def test_twins_are_counted_once_however_many_a_sentence_has():
    found = collation(SENTENCES, PAIRS, ARTICLES)
    assert found[["article_id", "other", "n_sentences", "n_full", "n_twin"]].values.tolist() == [
        ["b", "a", 3, 3, 3],
        ["b", "c", 3, 0, 1],
        ["b", "ALL", 3, 3, 3],
        ["a", "b", 3, 2, 3],
        ["a", "c", 3, 0, 0],
        ["a", "ALL", 3, 2, 3],
        ["c", "b", 1, 0, 1],
        ["c", "a", 1, 0, 0],
        ["c", "ALL", 1, 0, 1],
    ]
    assert found["share_full"].iloc[3] == pytest.approx(2 / 3)


def test_articles_of_different_stories_were_not_compared_and_have_no_row():
    articles = ARTICLES.assign(story_id=["one", "two", "one"])
    found = collation(SENTENCES, PAIRS.iloc[4:], articles)
    assert found[["article_id", "other"]].values.tolist() == [["b", "c"], ["b", ALL], ["c", "b"], ["c", ALL]]


def test_an_article_alone_has_nothing_to_be_compared_with():
    alone, nobody = ARTICLES.iloc[:1], pairs()
    assert len(collation(SENTENCES[SENTENCES["article_id"] == "b"], nobody, alone)) == 0


ALIGNMENTS = st.lists(
    st.sampled_from([pair for pair in combinations(SENTENCES["sentence_id"], 2) if pair[0][0] != pair[1][0]]),
    unique=True,
    max_size=9,
).flatmap(lambda chosen: st.tuples(*(st.tuples(st.just(pair), st.sampled_from(["full", "part"])) for pair in chosen)))


@given(ALIGNMENTS)
@examples(40)
def test_collation_equals_a_count_by_sets_and_keeps_its_laws(chosen):
    chosen = [(pair, overlap) for pair, overlap in chosen if "b:04" not in pair]
    found = collation(SENTENCES, pairs(*((*pair, overlap, "none") for pair, overlap in chosen)), ARTICLES)
    counts = found.set_index(["article_id", "other"])[["n_full", "n_twin"]]
    for here, there in permutations(IDS, 2):
        linked = {
            kinds: {
                side
                for pair, overlap in chosen
                if overlap in kinds and {pair[0][0], pair[1][0]} == {here, there}
                for side in pair
                if side[0] == here
            }
            for kinds in (("full",), ("full", "part"))
        }
        assert counts.loc[(here, there)].tolist() == [len(linked["full",]), len(linked["full", "part"])]
        assert (counts.loc[(here, there), "n_twin"] > 0) == (counts.loc[(there, here), "n_twin"] > 0)
    for here in IDS:
        others = [counts.loc[(here, there), "n_twin"] for there in IDS if there != here]
        assert max(others) <= counts.loc[(here, ALL), "n_twin"] <= sum(others)
    assert ((found["n_full"] <= found["n_twin"]) & (found["n_twin"] <= found["n_sentences"])).all()


def test_voices_are_counted_with_their_loaded_sentences():
    words = occurrences(
        ("a:01", "loaded", "outlet", False),
        ("a:01", "loaded", "outlet", False),
        ("a:02", "loaded", "source", False),
        ("a:03", "loaded", "outlet", True),
        ("c:01", "neutral", "outlet", False),
    )
    found = voices(SENTENCES, words, ARTICLES).set_index(["measure", "article_id", "voice"])
    counts = found[["n_counted", "n_sentences"]]
    assert counts.loc[(SHARE, "b", "narrator")].tolist() == [2, 3]
    assert counts.loc[(BY_LEXICON, "a", "narrator")].tolist() == [1, 2]
    assert counts.loc[(BY_LEXICON, "a", "quote")].tolist() == [1, 1]
    assert counts.loc[(BY_LEXICON, "c", "quote")].tolist() == [0, 0]
    assert found.loc[(BY_LEXICON, "c", "quote"), "method"] == "no interval: no sentence"
    assert found.loc[(SHARE, "b", "narrator"), ["low", "high"]].tolist() == pytest.approx([0.0943, 0.9916], abs=1e-4)


def test_codes_count_by_the_mean_of_the_coders_and_the_interval_holds_both_of_theirs():
    labels = codes(x={"a:01": (1, 2), "a:03": (1, 1)}, y={"a:01": (1, 3), "a:03": (0, 0)})
    found = voices(SENTENCES, occurrences(), ARTICLES, labels).set_index(["measure", "article_id", "voice"])
    row = found.loc[(BY_CODES, "a", "narrator")]
    assert row[["n_counted", "n_sentences"]].tolist() == [1.5, 2]
    assert row["low"] == pytest.approx(proportion_interval(1, 2)[0])
    assert row["high"] == proportion_interval(2, 2)[1] == 1


def test_a_coder_who_coded_less_does_not_thin_out_what_the_other_said():
    labels = codes(x={"a:01": (1, 2)}, y={"b:01": (1, 3), "b:02": (1, 1)})
    found = voices(SENTENCES, occurrences(), ARTICLES, labels).set_index(["measure", "article_id", "voice"])
    assert found.loc[(BY_CODES, "b", "narrator"), ["n_counted", "n_sentences"]].tolist() == [2, 2]
    assert found.loc[(BY_CODES, "a", "narrator"), ["n_counted", "n_sentences"]].tolist() == [1, 1]


def test_the_voices_of_a_text_are_all_of_it(case):
    found = voices(case.sentences, case.occurrences, case.articles, case.codes.labels)
    shares = found[found["measure"] == SHARE].groupby("article_id")["estimate"].sum()
    assert shares.tolist() == pytest.approx([1] * 5)
    loaded = found[found["measure"] == BY_CODES].groupby("article_id")["n_counted"].sum()
    coded = case.codes.labels.assign(article_id=case.codes.labels["sentence_id"].str.rpartition(":")[0])
    assert loaded.to_dict() == (coded.groupby("article_id")["loaded"].sum() / 4).to_dict()


FAMILIES = SENTENCES.assign(family_id=["f", "g", "f", "f", "g", "h", "", "g"])


def test_a_proposition_has_a_row_for_each_text_that_states_it():
    words = occurrences(("a:01", "loaded", "outlet", False), ("a:02", "loaded", "source", False))
    labels = codes(x={"a:01": (1, 3), "a:03": (0, 0), "b:01": (1, 1)}, y={"b:01": (0, 0)})
    found = propositions_by_text(FAMILIES, words, ARTICLES, labels)
    columns = ["family_id", "article_id", "sentence_ids", "voice", "strength", "n_loaded", "loaded_a_sentence"]
    assert found.loc[:1, columns].values.tolist() == [
        ["f", "b", "b:01", "narrator", 0.5, 0, 0.0],
        ["f", "a", "a:01 a:03", "narrator", 1.5, 1, 0.5],
    ]
    assert found.loc[2:, "article_id"].tolist() == ["b", "a", "c"]
    assert found.loc[2:, "n_loaded"].tolist() == [0, 0, 0]
    assert found.loc[2:, "strength"].isna().all()


def worded(*values: tuple[float, float]) -> pd.DataFrame:
    """Propositions that a and b state, with their strengths."""
    rows = [
        (f"f{number:02}", article, value, 0.0)
        for number, pair in enumerate(values)
        for article, value in zip("ab", pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["family_id", "article_id", "strength", "loaded_a_sentence"])


AB = pd.DataFrame({"article_id": ["a", "b"]})


@given(st.lists(st.tuples(st.sampled_from([0, 0.5, 1, 2, 3]), st.sampled_from([0, 0.5, 1, 2, 3])), max_size=25))
@settings(max_examples=25)
def test_differences_mirror_and_their_counts_add_up(values):
    found = worded(*values)
    one, other = (proposition_differences(found, order, seed=1) for order in (AB, AB.iloc[::-1]))
    for here, there in zip(one.to_dict("records"), other.to_dict("records"), strict=True):
        assert here["n_families"] == there["n_families"] == len(values)
        assert here["n_more"] + here["n_equal"] + here["n_less"] == len(values)
        assert (here["n_more"], here["n_less"]) == (there["n_less"], there["n_more"])
        assert [here["difference"], here["low"]] == pytest.approx([-there["difference"], -there["high"]], nan_ok=True)


def test_few_families_and_families_without_spread_have_no_interval_and_say_why():
    few = proposition_differences(worded(*[(1, 0), (0, 0)] * 4), AB).iloc[0]
    assert np.isnan(few["low"])
    assert few["method"] == f"no interval: it needs {LEAST_FAMILIES} shared families, here 8"
    alike = proposition_differences(worded(*[(1, 0)] * 12), AB).iloc[0]
    assert (alike["difference"], alike["n_more"]) == (1, 12)
    assert np.isnan(alike["low"])
    assert "all families differ alike" in alike["method"]
    rare = proposition_differences(worded((1, 0), (3, 0), *[(1, 1)] * 12), AB).iloc[0]
    assert rare["method"] == "no interval: it needs 3 families that differ, here 2"
    enough = proposition_differences(worded(*[(1, 0), (0, 0)] * 5), AB).iloc[0]
    assert 0 < enough["low"] < 0.5 < enough["high"] < 1


def test_what_nobody_coded_has_no_row():
    measures = proposition_differences(worded((1, 0)).assign(strength=np.nan), AB)["measure"]
    assert measures.tolist() == ["loaded words a sentence"]


DIFFERENCES = (  # as texts have them: mostly none, few to either side, seldom a large one
    {0.0: 0.8, -0.5: 0.07, 1.0: 0.09, -1.0: 0.04},
    {0.0: 0.5, 1.0: 0.25, -1.0: 0.18, 3.0: 0.07},
    {0.0: 0.3, 1.0: 0.4, 2.0: 0.3},
)


@pytest.mark.parametrize("chances", DIFFERENCES)
def test_the_intervals_that_are_shown_cover_what_was_simulated(chances):
    """With one or two families that differ they covered it in as few as 56 of 100 draws."""
    truth = sum(value * chance for value, chance in chances.items())
    draws = np.random.default_rng(7).choice(list(chances), (500, LEAST_FAMILIES), p=list(chances.values()))
    found = pd.DataFrame([summary(draw, seed=1) for draw in draws]).dropna(subset="low")
    assert len(found) > 100
    assert ((found["low"] <= truth) & (truth <= found["high"])).mean() >= 0.8


def test_what_each_text_leaves_out_is_counted_against_the_others_only():
    """The ICC's warrant: three texts state it, two do not; what one text alone states nobody leaves out."""
    articles = pd.DataFrame({"article_id": list("abcde")})
    said = {"warrant": "abc", "lifeline": "abde", "alone": "e"}
    rows = [(proposition, f"{article}:01") for proposition, stating in said.items() for article in stating]
    sentences = pd.DataFrame({"sentence_id": [f"{one}:01" for one in "abcde"], "article_id": list("abcde"), "start": 0})
    labels = pd.DataFrame({"coder": ["x", "y"], "sentence_id": "a:01", "strength": [1, 2]})
    table = omissions(sentences, articles, labels, pd.DataFrame(rows, columns=["proposition", "sentence_id"]))
    stated = table[table["sentence_ids"] != ""].groupby("proposition", sort=False)["article_id"].agg("".join)
    assert stated.to_dict() == {"lifeline": "abde", "warrant": "abc", "alone": "e"}  # most stated first
    assert table.query("proposition == 'warrant'")["n_stated"].unique().tolist() == [3]
    of_all = table[table["proposition"] == ALL].set_index("article_id")[["n_stated", "n"]]
    assert of_all.loc[["a", "c", "e"]].values.tolist() == [[2, 2], [1, 2], [1, 2]]
    assert table.query("article_id == 'a' and proposition == 'warrant'")["strength"].tolist() == [1.5]


def test_without_a_reading_the_families_are_the_propositions(case):
    table = omissions(case.sentences, case.articles)
    shared = propositions_by_text(case.sentences, case.occurrences, case.articles)
    stated = table[(table["sentence_ids"] != "") & (table["proposition"] != ALL)]
    assert set(zip(stated["proposition"], stated["article_id"], strict=True)) == set(
        zip(shared["family_id"], shared["article_id"], strict=True)
    )
    assert stated["n_stated"].min() == 2


def told(stories: int, chances: dict[str, tuple[float, float]], seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stories of two articles a group, with four propositions of each of two kinds, which groups state by chance."""
    random, rows, manifest = np.random.default_rng(seed), [], []
    for story in range(stories):
        articles = [(f"{group}{story}-{copy}", group) for group in chances for copy in "12"]
        manifest += [(name, f"s{story}", group) for name, group in articles]
        for number in range(8):
            said = [random.random() < chances[group][number % 2] for _, group in articles]
            if sum(said) > 1:
                rows += [
                    (f"{story}/{number}", name, name if states else "")
                    for (name, _), states in zip(articles, said, strict=True)
                ]
    table = pd.DataFrame(rows, columns=["proposition", "article_id", "sentence_ids"])
    return table, pd.DataFrame(manifest, columns=["article_id", "story_id", "group"])


def test_what_a_side_leaves_out_is_counted_by_hand():
    table, articles = told(20, {"left": (0.8, 0.3), "right": (0.3, 0.8)}, seed=4)
    found = omissions_by_group(table, articles, seed=1).set_index(["group", "other"]).loc[("left", "right")]
    group = articles.set_index("article_id")["group"]
    said = table[table["sentence_ids"] != ""].groupby("proposition")["article_id"].agg(lambda ids: {*group[ids]})
    assert found["n_propositions"] == sum("left" in groups for groups in said)
    assert found["n_left_out"] == sum(groups == {"left"} for groups in said)
    assert found["low"] < found["share"] < found["high"]


def test_with_two_stories_there_is_a_share_and_the_reason_why_it_has_no_interval():
    found = omissions_by_group(*told(2, {"left": (0.9, 0.9), "right": (0.9, 0.9)}, seed=7), seed=1)
    assert found["share"].notna().all()
    assert found[["low", "high"]].isna().all(axis=None)
    assert set(found["method"]) == {"no interval: needs 3 stories, here 2"}


def test_sides_that_state_different_things_leave_out_more_than_chance():
    found = omissions_by_group(*told(60, {"left": (0.9, 0.1), "right": (0.1, 0.9)}, seed=5), seed=1)
    assert (found["share"] > found["expected_high"]).all()
    assert (found["adjusted_p"] < 0.01).all()


def test_a_terse_side_is_told_from_a_side_that_selects():
    """Both kinds of proposition alike: who states less leaves out more than permuted labels only on its own side."""
    found = omissions_by_group(*told(60, {"left": (0.7, 0.7), "right": (0.3, 0.3)}, seed=6), seed=1)
    by_pair = found.set_index(["group", "other"])["share"]
    assert by_pair[("left", "right")] > by_pair[("right", "left")]


@pytest.mark.release
def test_alike_sides_are_told_apart_as_seldom_as_p_says():
    alike = {"left": (0.5, 0.5), "right": (0.5, 0.5)}
    found = [omissions_by_group(*told(8, alike, seed), seed=1)["p"].iloc[0] for seed in range(200)]
    assert 0.01 <= np.mean(np.array(found) <= 0.05) <= 0.09


@pytest.mark.parametrize(
    ("path", "table", "message"),
    [
        ("propositions", "proposition,sentence_id\nIt rains,tsf:99\n", "tsf:99"),
        ("propositions", "proposition,sentence_id\n,tsf:01\n", "line 2, column 'proposition'"),
        ("sources", "person,source_kind\nNobody Here,experts\n", "Nobody Here"),
        ("sources", "person,source_kind\nAP,media\nAP,experts\n", "duplicates line 2"),
    ],
)
def test_a_table_read_by_hand_names_what_it_has_wrong(project, path, table, message):
    (project / "data" / f"{path}.csv").write_text(table)
    study = fr.open_study(project / "study.toml")
    with pytest.raises(fr.BadInput, match=message) as error:
        _ = study.propositions if path == "propositions" else study.source_kinds
    assert f"{path}.csv" in str(error.value)
