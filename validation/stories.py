"""Stories and copies: articles on one event against events of AllSides and NewsWCL50, copies against pairs read by eye.

The settings of `find_stories` were chosen on the round-ups of AllSides up to 19 July 2021; later round-ups, events of
the other file (teasers without date) and NewsWCL50 are scored with them. Two round-ups of one event on two days are two
events there, so that precision is a lower bound.

judged_copies.csv holds forty pairs drawn over the range of `share` from those that `find_copies` finds with a tenth of
the shingles in common: a copy (most of the text is the other's), a passage (less than most), a quotation (of people or
documents that both quote) or furniture (of the page). One language model judged, the one that wrote this.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import regex

import framing as fr
from framing.stats import cluster_interval
from framing.tables import read_csv
from shares import Share, ratio, share, table_of

JUDGED = Path(__file__).with_name("judged_copies.csv")
AGAINST, BY_EYE = "events", "one language model"
TUNED_UNTIL = "2021-07-20"
FILES = (
    "neus_allsides/allsides_roundups_with_outlets.jsonl",
    "neus_allsides/train.jsonl",
    "newswcl50/articles.csv",
    "newswcl50/sentences.csv",
    "allsides_immigration/articles.jsonl",
)
IN_ADDRESS = regex.compile(r"[/-](20\d\d)[/-](\d\d)[/-](\d\d)(?!\d)")
NEAR = pd.Timedelta(days=7)  # an address with another date is that of an older page
SHARES = (0.3, 0.5, 0.7)
COUNTS = ("n_right", "n", "n_events")


def stories(datasets: Path) -> pd.DataFrame:
    """Score `find_stories` on every collection; counts are pairs of articles, intervals are over events."""
    shares, others = [], []
    for texts, articles in collections_of(datasets):
        found = fr.find_stories(articles.drop(columns="event")).assign(event=articles["event"].to_numpy())
        shares += pair_shares(texts, found)
        others += b_cubed(texts, found)
    table = table_of(shares).rename(columns={"n_articles": "n_events"})
    return pd.concat([table, pd.DataFrame(others)], ignore_index=True).astype(dict.fromkeys(COUNTS, "Int64"))


def collections_of(datasets: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each collection: articles with title, text, date where one is known, and event."""
    roundups = roundups_of(datasets)
    is_tuned = roundups["published"] < TUNED_UNTIL
    tuned, later = (roundups[rows].drop(columns="published") for rows in (is_tuned, ~is_tuned))
    yield "AllSides, to July 2021 (settings chosen)", tuned
    yield "AllSides, from July 2021", later
    yield "AllSides, from July 2021, dates withheld", later.assign(date="")
    yield "NewsWCL50", newswcl50(datasets)
    yield "AllSides, other events, no dates", undated(datasets, seen=set(tuned["title"].map(plain)))


def roundups_of(datasets: Path) -> pd.DataFrame:
    """Round-ups with outlets; the date is that in the address of an article, else that of the round-up."""
    articles = []
    for number, event in enumerate(lines_of(datasets / FILES[0])):
        for side, article in enumerate(event["articles"]):
            published = event["date"][:10]
            date = date_in(article["url"])
            known = date and abs(pd.Timestamp(date) - pd.Timestamp(published)) <= NEAR
            row = {"article_id": f"{number:03}-{side}", "outlet": article["source"], "event": str(number)}
            row |= {"title": article["title"], "text": article["text"], "date": date if known else published}
            articles.append(row | {"published": published})
    return pd.DataFrame(articles)


def newswcl50(datasets: Path) -> pd.DataFrame:
    """Ten events of five articles; the date is that in the address, empty for 13 of them."""
    sentences = pd.read_csv(datasets / FILES[3], keep_default_na=False)
    texts = sentences.sort_values("sent_id").groupby("doc_id")["text"].agg("\n".join)
    articles = pd.read_csv(datasets / FILES[2], dtype="str")
    ids = articles["event_id"] + "_" + articles["publisher_id"]
    date, text = articles["url"].map(date_in), ids.map(texts)
    return pd.DataFrame({"article_id": ids, "outlet": articles["outlet"], "text": text, "date": date}).assign(
        event=articles["event_id"]
    )


def undated(datasets: Path, seen: set[str]) -> pd.DataFrame:
    """Teasers without date, of the events of which no title was seen."""
    events = [
        event
        for event in lines_of(datasets / FILES[1])
        if not {plain(row["title"]) for row in event["articles"]} & seen
    ]
    rows = [
        {"article_id": f"{event['id']}-{side}", "event": event["id"], "title": row["title"], "text": row["text"]}
        for event in events
        for side, row in enumerate(event["articles"])
    ]
    return pd.DataFrame(rows).assign(outlet="x")


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def date_in(address: str) -> str:
    """Return the date in a web address, or nothing."""
    found = IN_ADDRESS.search(address)
    return "-".join(found.groups()) if found else ""


def plain(title: str) -> str:
    """Return a title as both files have it."""
    return title.strip().rstrip(".")


def pair_shares(texts: str, found: pd.DataFrame) -> Iterator[Share]:
    """Compute precision, recall and F1 of pairs of articles; a found pair counts for the event of its first article."""
    events = found.sort_values("article_id").groupby("story_id")["event"].agg(list)
    pairs = pd.DataFrame([pair for story in events for pair in combinations(story, 2)], columns=["event", "other"])
    sizes = found["event"].value_counts().sort_index()
    counts = pd.DataFrame({"true": sizes * (sizes - 1) // 2})
    counts["found"] = pairs["event"].value_counts()
    counts["hits"] = pairs.loc[pairs["event"] == pairs["other"], "event"].value_counts()
    counts = counts.fillna(0)
    for measure, right, n in (
        ("pairs: precision", counts["hits"], counts["found"]),
        ("pairs: recall", counts["hits"], counts["true"]),
        ("pairs: F1", 2 * counts["hits"], counts["found"] + counts["true"]),
    ):
        yield ratio(texts, AGAINST, measure, pd.DataFrame({"right": right, "n": n}))


def b_cubed(texts: str, found: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Compute B-cubed precision, recall and F1 (Bagga & Baldwin 1998), means over articles."""
    both = found.groupby(["story_id", "event"])["article_id"].transform("size")
    of_article = found[["event"]].assign(
        precision=both / found["n_articles"].astype(float),
        recall=both / found.groupby("event")["article_id"].transform("size"),
    )
    means = of_article[["precision", "recall"]].mean()
    sums = of_article.groupby("event").agg(
        precision=("precision", "sum"), recall=("recall", "sum"), n=("recall", "size")
    )
    of_texts = {"texts": texts, "against": AGAINST}
    for measure in ("precision", "recall"):
        low, high = cluster_interval(sums[measure], sums["n"])
        row = {"measure": f"B-cubed: {measure}", "estimate": means[measure], "low": low, "high": high}
        yield of_texts | row | {"n_events": len(sums)}
    f1 = 2 * means.prod() / means.sum()
    yield of_texts | {"measure": "B-cubed: F1", "estimate": f1, "n_events": len(sums)}


def copies(datasets: Path) -> pd.DataFrame:
    """Articles on immigration that are copies, by least share, and how many of the pairs read are copies."""
    articles = pd.DataFrame(lines_of(datasets / FILES[4]))[["article_id", "outlet", "title", "date", "text"]]
    outlet = articles.set_index("article_id")["outlet"]
    shares = []
    for least in SHARES:
        found = fr.find_copies(articles, least_share=least)
        copied = found[found["copy_of"] != ""]
        across = copied["article_id"].map(outlet) != copied["copy_of"].map(outlet)
        shares.append(share("AllSides, immigration", "all articles", f"share {least}: copies", found["copy_of"] != ""))
        shares.append(share("AllSides, immigration", "all articles", f"share {least}: of another outlet", across))
    shares.append(share("AllSides, immigration", "all articles", "a wire service named", found["wire"] != ""))
    return table_of([*shares, *judged_shares()])


def judged_shares() -> Iterator[Share]:
    """Compute which of the pairs read are copies, by share."""
    read = read_csv(JUDGED)
    high = read["share"].astype(float) >= SHARES[1]
    is_copy = read["judged"] == "copy"
    yield share("AllSides, immigration", BY_EYE, "share 0.5: precision", is_copy[high])
    yield share("AllSides, immigration", BY_EYE, "share 0.1 to 0.5: copies", is_copy[~high])
    yield share("AllSides, immigration", BY_EYE, "share 0.5: recall among pairs read", high[is_copy])
    for kind in ("passage", "quotation", "furniture"):
        yield share("AllSides, immigration", BY_EYE, f"share 0.1 to 0.5: {kind}", (read["judged"] == kind)[~high])
