"""Stories and copies: their laws, planted events and copies, bad input, and inference within the stories found."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import ROOT, examples
from framing.corpus.stories import _wire_of
from framing.tables import read_csv

EVENTS = {
    "ferry": "harbour ferry strike crew captain Norfield quay dock sailors walkout wages union",
    "fire": "warehouse blaze firefighters smoke evacuation Ashmere timber alarm hydrant rescue burned roof",
    "vote": "parliament ballot coalition minister budget amendment speaker Oldane opposition debate clause majority",
    "flood": "river dam rainfall levee evacuees Selane bridge mud sandbags reservoir overflow basements",
}
COMMON = "the of to and in said on for with at by from after was has"
WIRES = read_csv(Path(fr.__file__).with_name("corpus") / "wires.csv")


def written(event: str, seed: int | list[int], words: int = 80) -> str:
    """Write on an event: words of the event, words of its own and a few of those that every text has, in any order."""
    random = np.random.default_rng(seed)
    own = [f"w{number}" for number in random.integers(10_000, size=2 * words // 5)]
    topic, common = (
        random.choice(of.split(), number) for of, number in ((EVENTS[event], len(own)), (COMMON, words // 5))
    )
    return " ".join(random.permutation([*own, *topic, *common]))


def table(events: dict[str, str], **columns: object) -> pd.DataFrame:
    """Articles by event: an outlet and a date for each."""
    rows = [
        {
            "article_id": f"{event}-{number}",
            "outlet": f"Outlet {number}",
            "text": written(event, [number, *event.encode()]),
        }
        | {"date": f"2024-05-{day:02}"}
        for event, days in events.items()
        for number, day in enumerate(map(int, days.split()))
    ]
    return pd.DataFrame(rows).assign(**columns)


ARTICLES = table({"ferry": "1 1 2", "fire": "2 3 3", "vote": "1 2 4"})


def groups(stories: pd.DataFrame) -> dict[str, str]:
    return dict(zip(stories["article_id"], stories["story_id"], strict=True))


def test_planted_events_are_found_and_named_by_their_earliest_article():
    found = fr.find_stories(ARTICLES)
    assert groups(found) == {row: row.partition("-")[0] + "-0" for row in ARTICLES["article_id"]}
    assert (found["n_articles"] == 3).all()
    assert (found["n_outlets"] == 3).all()
    assert set(found["found_by"]) == {"date and content"}
    assert found["similarity"].between(0.16, 1).all()


@given(order=st.permutations(range(len(ARTICLES))))
@examples(30)
def test_stories_and_copies_do_not_depend_on_the_order_of_articles(order):
    shuffled = ARTICLES.iloc[order].reset_index(drop=True)
    assert groups(fr.find_stories(shuffled)) == groups(fr.find_stories(ARTICLES))
    assert fr.find_stories(shuffled)["article_id"].tolist() == shuffled["article_id"].tolist()
    copied = pd.concat([ARTICLES, ARTICLES.assign(article_id=ARTICLES["article_id"] + "-copy", outlet="Herald")])
    mixed = copied.iloc[[*order, *(len(order) + place for place in order)]]
    one, other = (fr.find_copies(each).sort_values("article_id", ignore_index=True) for each in (copied, mixed))
    pd.testing.assert_frame_equal(one, other)


def test_an_unrelated_article_changes_nothing():
    more = pd.concat([ARTICLES, table({"flood": "2"})], ignore_index=True)
    found = groups(fr.find_stories(more))
    assert found.pop("flood-0") == "flood-0"
    assert found == groups(fr.find_stories(ARTICLES))
    assert set(fr.find_copies(more)["copy_of"]) == {""}


def test_a_copy_is_in_the_story_of_its_original():
    copy = ARTICLES.iloc[[4]].assign(article_id="copied", outlet="Herald", date="2024-05-04")
    both = pd.concat([ARTICLES, copy], ignore_index=True)
    copies, stories = fr.find_copies(both), groups(fr.find_stories(both))
    of = copies[copies["copy_of"] != ""]
    assert of[["article_id", "copy_of", "share"]].values.tolist() == [["copied", "fire-1", 1.0]]
    assert stories["copied"] == stories["fire-1"]
    assert len(both[copies["copy_of"] == ""]) == len(ARTICLES)


def test_a_story_spans_no_more_than_its_days_and_does_not_chain():
    daily = table({"ferry": "1 2 3 4 5 6 7 8 9 10"})
    found = fr.find_stories(daily, days=2).merge(daily)
    spans = found.groupby("story_id")["date"].agg(["min", "max"]).apply(pd.to_datetime)
    assert (spans["max"] - spans["min"]).max() <= pd.Timedelta(days=2)
    assert set(fr.find_stories(daily, days=9)["story_id"]) == {"ferry-0"}
    assert fr.find_stories(daily, days=0)["story_id"].nunique() == 10


def test_articles_without_a_date_are_grouped_by_content_and_said_to_be():
    dates = ARTICLES["date"].where(ARTICLES.index != 4, "2024-05").where(ARTICLES.index != 5, "")
    found = fr.find_stories(ARTICLES.assign(date=dates))
    assert groups(found) == groups(fr.find_stories(ARTICLES))
    assert found.loc[found["found_by"] == "content", "article_id"].tolist() == ["fire-1", "fire-2"]
    undated = fr.find_stories(ARTICLES.drop(columns="date"))
    assert groups(undated) == groups(found)
    assert set(undated["found_by"]) == {"content"}


def test_stories_of_the_manifest_are_kept():
    given_ids = ["strike", "strike", "", "", "", "", "", "", ""]
    found = fr.find_stories(ARTICLES.assign(story_id=given_ids))
    assert groups(found) == groups(fr.find_stories(ARTICLES)) | {
        "ferry-0": "strike",
        "ferry-1": "strike",
        "ferry-2": "ferry-2",
    }
    assert found["found_by"].tolist() == ["manifest"] * 2 + ["date and content"] * 7
    demo = fr.demo().corpus  # every article has its story, so that no text is needed
    kept = fr.find_stories(fr.Corpus(demo.articles, {}))
    assert kept["story_id"].tolist() == demo.articles["story_id"].tolist()
    assert kept["similarity"].isna().all()


def test_the_planted_event_of_the_demonstration_is_apart_from_other_events():
    demo = fr.demo().corpus
    own = demo.articles.assign(text=demo.articles["article_id"].map(demo.texts)).drop(
        columns=["sha256", "n_chars", "story_id"]
    )
    found = groups(fr.find_stories(pd.concat([own, ARTICLES], ignore_index=True)))
    of_event = {found[article_id] for article_id in own["article_id"]}
    assert of_event.isdisjoint(found[article_id] for article_id in ARTICLES["article_id"])
    assert len(of_event) <= 3  # the talks' failure is news of its own


@pytest.mark.parametrize("text", ["", "…", "a"])
def test_texts_without_words_are_alone_and_no_copies(text):
    empty = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["x", "y"], "text": text})
    assert fr.find_stories(empty)["story_id"].tolist() == ["a", "b"]
    assert fr.find_copies(empty)["copy_of"].tolist() == ["", ""]
    with_others = pd.concat([ARTICLES, empty.assign(date="2024-05-01")], ignore_index=True)
    assert groups(fr.find_stories(with_others))["b"] == "b"


def test_no_article_one_article_and_one_outlet():
    assert fr.find_stories(ARTICLES.iloc[:0]).empty
    assert fr.find_copies(ARTICLES.iloc[:0]).empty
    assert fr.find_stories(ARTICLES.iloc[:1])["n_articles"].tolist() == [1]
    assert set(fr.find_stories(ARTICLES.assign(outlet="Courier"))["n_outlets"]) == {1}


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (lambda: fr.find_stories(pd.concat([ARTICLES, ARTICLES])), "article_id"),
        (lambda: fr.find_copies(pd.concat([ARTICLES, ARTICLES])), "article_id"),
        (lambda: fr.find_stories(ARTICLES, days=-1), "days is -1"),
        (lambda: fr.find_stories(ARTICLES, least_similarity=0), "expected 0 days or more, and a similarity above 0"),
        (lambda: fr.find_copies(ARTICLES, least_share=1.5), "least_share is 1.5; expected a share above 0 and up to 1"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(work, message):
    with pytest.raises(fr.BadInput, match=message):
        work()


def test_a_text_that_is_not_attached_is_asked_for():
    with pytest.raises(fr.TextNotAvailable, match="make all TEXTS=folder"):
        fr.find_stories(fr.Corpus(fr.read_articles(ARTICLES).articles, {}))


def test_a_very_long_article_is_read():
    long = ARTICLES.iloc[[0]].assign(
        article_id="long", text=" ".join([ARTICLES["text"][0], written("fire", 1, 300_000)])
    )
    both = pd.concat([ARTICLES, long.assign(date="2024-05-02")], ignore_index=True)
    assert groups(fr.find_stories(both))["long"] == "ferry-0"
    assert set(fr.find_copies(both)["copy_of"]) == {""}  # it holds the short one, and little of it is copied


def test_share_is_the_containment_of_runs_of_eight_words():
    """Counted the plain way: of the copy's runs, those of the original."""
    one, other = written("ferry", 1, 90).split(), written("fire", 2, 60).split()
    copy = [*other[:20], *one[10:70]]
    texts = pd.DataFrame({"article_id": ["a", "b"], "outlet": "x", "text": [" ".join(one), " ".join(copy)]})
    runs = [{tuple(words[at : at + 8]) for at in range(len(words) - 7)} for words in (one, copy)]
    found = fr.find_copies(texts.assign(date=["2024-05-01", "2024-05-02"]), least_share=0.3).iloc[1]
    shared = len(runs[0] & runs[1])
    assert found["copy_of"] == "a"
    assert found["share"] == pytest.approx(shared / len(runs[1]))
    assert found["share_of_original"] == pytest.approx(shared / len(runs[0]))


def test_the_first_publisher_keeps_the_text_and_of_one_day_the_wire_service():
    text = written("vote", 5)
    copies = pd.DataFrame({"article_id": ["a", "b", "c"], "outlet": ["Courier", "Reuters", "Herald"], "text": text})
    same_day = fr.find_copies(copies.assign(date="2024-05-02"))
    assert same_day["copy_of"].tolist() == ["b", "", "b"]
    earlier = fr.find_copies(copies.assign(date=["2024-05-02", "2024-05-02", "2024-05-01"]))
    assert earlier["copy_of"].tolist() == ["c", "c", ""]


@pytest.mark.parametrize(("wire", "example"), WIRES[["wire", "example"]].to_numpy().tolist())
def test_every_wire_service_is_found_in_its_example(wire, example):
    assert _wire_of(example)[0] == wire


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ferry sank, a captain told Reuters on Monday.", ("", "")),
        ("It sank.\n\nImage copyright Reuters", ("", "")),
        ("It sank, the Associated Press reported.", ("", "")),
        ("MAP (right) shows the way.", ("", "")),
        ("It sank.\n\nThe Associated Press contributed to this report.", ("AP", "credit")),
        ("It sank.\n\n(Reporting by Ann Becker; Editing by Tom Field)", ("Reuters", "credit")),
        ("By ANN BECKER, Associated Press\n\nIt sank.", ("AP", "byline")),
        ("© 2018 AFP", ("AFP", "credit")),
    ],
)
def test_a_wire_service_is_the_source_only_where_it_is_named_as_such(text, found):
    assert _wire_of(text) == found


def test_outlets_are_compared_within_the_stories_found_and_incomparable_where_they_share_few():
    events = table({"ferry": "1 1", "fire": "5 5", "vote": "9 9", "flood": "13 13"})
    events["outlet"] = ["Courier", "Herald"] * 4
    stories = fr.find_stories(events)
    articles = fr.read_articles(events).articles.assign(story_id=stories["story_id"])
    ids = np.repeat(events["article_id"], 3)
    occurrences = pd.DataFrame(
        {
            "occurrence_id": [f"o{number}" for number in range(len(ids))],
            "sentence_id": ids.to_numpy() + ":01",
            "article_id": ids.to_numpy(),
            "target": "Oldane",
            "kind": "naming",
            "form": np.where(np.repeat(events["outlet"] == "Courier", 3), "loaded", "neutral"),
            "voice_of_term": "outlet",
            "negated": False,
        }
    )
    sentences = pd.DataFrame({"sentence_id": events["article_id"] + ":01", "family_id": events["article_id"] + ":01"})

    def compared(manifest: pd.DataFrame) -> pd.Series:
        return fr.naming_differences(occurrences, manifest, sentences, by="outlet", targets=["Oldane"], seed=1).iloc[0]

    row = compared(articles)
    assert (row["stories"], row["difference"], row["p"]) == (4, 1.0, 0.125)
    few = compared(articles.assign(story_id=articles["story_id"].where(articles.index < 4, articles["article_id"])))
    assert few["method"] == few["test"] == "incomparable: 2 stories that both cover, 3 are needed"
    assert np.isnan([few["low"], few["high"], few["p"]]).all()


def test_forty_pairs_were_read_and_most_are_told_by_half_of_their_text():
    read = read_csv(ROOT / "validation" / "judged_copies.csv")
    assert len(read) == len(read.drop_duplicates(["article_id", "copy_of"])) == 40
    assert set(read["judged"]) == {"copy", "passage", "quotation", "furniture"}
    is_copy, high = read["judged"] == "copy", read["share"].astype(float) >= 0.5
    assert (is_copy != high).sum() <= 2
