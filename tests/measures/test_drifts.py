"""Counts of drifts, claims without their source, stemma and earlier twins: by hand, and the laws of any study."""

import pandas as pd
import pytest

import framing as fr
from framing.measures import drift_types, earlier_twins, lost_sources, stemma, voice_drifts
from framing.schema import ALL

IDS = ["b", "a", "c"]  # the order of the study, which is not that of the alphabet
ARTICLES = pd.DataFrame({"article_id": IDS, "outlet": ["Herald", "Courier", "Post"]})
SENTENCES = pd.DataFrame(
    [(f"{article}:{number:02}", article, number * 100, "body") for article in IDS for number in range(1, 7)],
    columns=["sentence_id", "article_id", "start", "kind"],
)
NOWHERE = pd.DataFrame(columns=["article_id", "person", "source", "sentence_id", "start", "end", "marks"])


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sentence_a", "sentence_b", "overlap"], dtype="str")


def drifts(*rows: tuple) -> pd.DataFrame:
    columns = ["sentence_a", "sentence_b", "aspect", "start_a", "end_a", "start_b", "end_b"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(columns[3:], "Int64"))


PAIRS = pairs(("a:01", "b:01", "full"), ("a:02", "b:02", "full"), ("a:03", "c:01", "part"), ("b:04", "c:02", "full"))
DRIFTS = drifts(
    ("a:01", "b:01", "shared", 1, 2, 1, 2),
    ("a:01", "b:01", "voice", 110, 150, None, None),  # a reports what b states
    ("a:01", "b:01", "omission", 110, 120, None, None),
    ("a:03", "c:01", "shared", 1, 2, 5, 9),
    ("a:03", "c:01", "voice", None, None, 120, 140),  # c reports what a states
    ("b:04", "c:02", "number", 401, 402, 201, 202),
    ("b:04", "c:02", "number", 405, 406, 205, 206),
)


def test_a_change_of_voice_has_a_direction():
    found = voice_drifts(SENTENCES, PAIRS, DRIFTS, ARTICLES).set_index(["article_a", "article_b", "overlap"])
    assert found.loc[("b", "a", "full")].tolist() == [2, 1, 1, 0]
    assert found.loc[("a", "c", "part")].tolist() == [1, 1, 1, 0]
    assert found.loc[("b", "c", "full")].tolist() == [1, 0, 0, 0]
    assert found.loc[("b", "c", "part")].tolist() == [0, 0, 0, 0]


def test_turning_the_study_round_turns_the_directions_round():
    one = voice_drifts(SENTENCES, PAIRS, DRIFTS, ARTICLES)
    other = voice_drifts(SENTENCES, PAIRS, DRIFTS, ARTICLES.iloc[::-1])
    turned = {
        "article_a": "article_b",
        "article_b": "article_a",
        "n_own_in_a": "n_own_in_b",
        "n_own_in_b": "n_own_in_a",
    }
    keys = ["article_a", "article_b", "overlap"]
    back = other.rename(columns=turned)[one.columns]
    assert one.sort_values(keys).values.tolist() == back.sort_values(keys).values.tolist()


def test_types_are_counted_once_a_pair_and_turn_with_the_order_of_the_study():
    found = drift_types(SENTENCES, PAIRS, DRIFTS, ARTICLES).set_index(["article_a", "article_b", "overlap", "aspect"])
    assert found.loc[("b", "a", "full", "addition")].tolist() == [2, 1]  # left out by b: an addition of a
    assert found.loc[("b", "a", "full", "omission")].tolist() == [2, 0]
    assert found.loc[("b", "c", "full", "number")].tolist() == [1, 1]
    assert ("b", "c", "part", "number") not in found.index


def test_every_pair_of_the_case_study_is_counted(case):
    found = voice_drifts(case.sentences, case.alignments, case.drifts, case.articles)
    assert found["n_pairs"].sum() == len(case.alignments)
    assert found["n_changed"].sum() == (case.drifts["aspect"] == "voice").sum()
    listed = lost_sources(case.sentences, case.drifts, case.attributions, case.articles)
    assert len(listed) == found["n_changed"].sum()
    assert listed["marks"].notna().all()


def test_a_claim_that_loses_its_source_is_listed_with_the_source():
    reported = pd.DataFrame(
        [("c", "Anna Berg", "Berg", "c:01", 120, 140, "indirect"), ("a", "", "", "a:01", 110, 150, "direct")],
        columns=NOWHERE.columns,
    )
    found = lost_sources(SENTENCES, DRIFTS, reported, ARTICLES)
    assert found[["article_id", "sentence_id", "other", "other_sentence", "person", "marks"]].values.tolist() == [
        ["b", "b:01", "a", "a:01", "", "direct"],
        ["a", "a:03", "c", "c:01", "Anna Berg", "indirect"],
    ]


COPIED = pairs(*((f"a:{number:02}", f"b:{number:02}", "full") for number in range(1, 6)))
NO_DRIFT = DRIFTS.iloc[:0]


def relation(articles: pd.DataFrame, attributions: pd.DataFrame = NOWHERE, copied: pd.DataFrame = COPIED) -> str:
    found = stemma(SENTENCES, copied, NO_DRIFT, attributions, articles).set_index(["article_a", "article_b"])
    return found.loc[("b", "a"), "relation"]


def naming(article: str, outlet: str) -> pd.DataFrame:
    return pd.DataFrame([(article, f"{outlet} news agency", outlet, "", 0, 1, "")], columns=NOWHERE.columns)


def test_common_text_alone_does_not_tell_who_copied():
    assert relation(ARTICLES) == "undecided"


def test_an_earlier_date_alone_does_not_tell_who_copied():
    """Both may have a third text; the case study's rewrites of one wire story do."""
    assert relation(ARTICLES.assign(date=["2025-06-04", "2025-06-03", "2025-06-03"])) == "undecided"


def test_an_outlet_named_as_the_source_decides_unless_the_date_speaks_against_it():
    assert relation(ARTICLES, naming("b", "Courier")) == "a from b"
    assert relation(ARTICLES, naming("a", "Herald")) == "b from a"
    late = ARTICLES.assign(date=["2025-06-03", "2025-06-04", ""])
    assert relation(late, naming("b", "Courier")) == "undecided"
    assert relation(ARTICLES, pd.concat([naming("b", "Courier"), naming("a", "Herald")])) == "undecided"


def test_few_twins_or_another_order_are_no_common_text():
    assert relation(ARTICLES, copied=COPIED.iloc[:1]) == "no common text"
    turned = pairs(*((f"a:{number:02}", f"b:{6 - number:02}", "full") for number in range(1, 6)))
    assert relation(ARTICLES, copied=turned) == "no common text"


def test_a_reading_in_common_against_a_third_text_is_counted():
    three = pairs(("a:01", "b:01", "full"), ("a:01", "c:01", "full"), ("b:01", "c:01", "full"))
    differing = drifts(("a:01", "c:01", "number", 1, 2, 1, 2), ("b:01", "c:01", "number", 1, 2, 1, 2))
    found = stemma(SENTENCES, three, differing, NOWHERE, ARTICLES).set_index(["article_a", "article_b"])
    assert found["n_shared_readings"].to_dict() == {("b", "a"): 1, ("b", "c"): 0, ("a", "c"): 0}


def test_the_planted_copies_of_the_demonstration_name_their_agency():
    """The Courier prints Perrant's take and says so in the text of its first article."""
    demo = fr.demo()
    found = stemma(demo.sentences, demo.alignments, demo.drifts, demo.attributions, demo.articles)
    decided = found[found["relation"].isin(["a from b", "b from a"])]
    assert decided[["article_a", "article_b", "relation"]].values.tolist() == [["courier-1", "perrant-1", "a from b"]]
    common = found[found["relation"] != "no common text"]
    day = [{name.split("-")[1] for name in pair} for pair in common[["article_a", "article_b"]].values.tolist()]
    assert all(len(days) == 1 for days in day), "texts of different days share no text"


def test_earlier_twins_are_counted_by_date():
    dated = ARTICLES.assign(date=["2025-06-04", "2025-06-03", "2025-06-04"])
    found = earlier_twins(SENTENCES, COPIED, dated).set_index("outlet")
    assert found["n_earlier"].to_dict() == {"Courier": 0, "Herald": 5, "Post": 0, ALL: 5}
    same = earlier_twins(SENTENCES, COPIED, dated.assign(date="2025-06-04")).set_index("outlet")
    assert (same.loc["Herald", "n_earlier"], same.loc["Herald", "n_same_day"]) == (0, 5)
    assert earlier_twins(SENTENCES, COPIED, ARTICLES).empty


def test_wire_copy_is_left_out_of_an_outlets_own_share():
    dated = ARTICLES.assign(date=["2025-06-04", "2025-06-03", "2025-06-04"])
    copies = pd.DataFrame({"article_id": ["b"], "copy_of": [""], "wire": ["Perrant"], "wire_sign": ["credit"]})
    found = earlier_twins(SENTENCES, COPIED, dated, copies).set_index(["copy", "outlet"])
    assert found.loc[("all", "Herald"), "n_earlier"] == 5
    assert ("own", "Herald") not in found.index
    assert found.loc[("own", ALL), "n_earlier"] == 0


@pytest.mark.parametrize("measure", [voice_drifts, drift_types])
def test_an_article_alone_has_nothing_to_be_compared_with(measure):
    assert measure(SENTENCES, pairs(), drifts(), ARTICLES.iloc[:1]).empty
