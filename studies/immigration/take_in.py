"""Take in the articles of this study by the exclusions of preregistration.md, and write the tables of data/.

python studies/immigration/take_in.py FOLDER_OF_THE_DATA_SET

Nothing is scored here. Titles are put before the texts, so that naming in headlines is counted apart.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

import framing as fr
from framing.corpus import with_title
from framing.tables import write_csv, write_table

DATA = Path(__file__).parent / "data"
# labels of one outlet
SAME = {
    "Fox Online News": "Fox News",
    "CNN (Web News)": "CNN",
    "NPR Online News": "NPR",
    "New York Times - News": "New York Times",
    "New York Times (Online News)": "New York Times",
    "NBC News (Online)": "NBC News",
    "NBCNews.com": "NBC News",
    "The American Spectator": "American Spectator",
    "Wall Street Journal - News": "Wall Street Journal",
}
OPINION = (
    *("CNN - Editorial", "Fox News Opinion", "New York Times - Opinion", "Newsmax - Opinion"),
    *("Wall Street Journal - Editorial", "Allysia Finley (Wall Street Journal)"),
)
PERSONS = (
    *("Al Cardenas", "Andrew Sullivan", "Brent Bozell", "Charles Krauthammer", "Ezra Klein", "Hillary Clinton"),
    *("Howard Kurtz", "John Stossel", "Juan Williams", "Michael Barone", "Michael Goodwin", "Michael Kinsley"),
    *("Michelle Malkin", "Noah Rothman", "Rich Lowry", "Ross Douthat", "Tucker Carlson", "Victor Hanson"),
)
WIRES = ("Associated Press", "Reuters")


def read(folder: Path) -> pd.DataFrame:
    """Read the articles, each with its title as the first line."""
    lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    articles = pd.DataFrame(map(json.loads, lines)).fillna({"date": ""})
    return articles.assign(
        outlet=articles["outlet"].replace(SAME),
        label=articles["outlet"],
        group=articles["leaning"],
        date=articles["date"].map(plain_date),
        text=[with_title(*pair) for pair in zip(articles["title"], articles["text"], strict=True)],
    )


def plain_date(date: str) -> str:
    """Return a date as ISO 8601; two are written as month/day/year."""
    return f"{pd.to_datetime(date, format='%m/%d/%y'):%Y-%m-%d}" if "/" in date else date


def reason(article: pd.Series) -> str:
    """Return why an article is left out; empty if it is kept."""
    if article["date"] == "":
        return "no date"
    if article["label"] in PERSONS or article["label"].startswith("Guest Writer"):
        return "guest writer or columnist"
    if article["label"] in OPINION or article["title"].startswith("OPINION:"):
        return "opinion section of an outlet"
    return ""


def main(folder: Path) -> None:
    """Write the manifest, the articles left out, the copies and the stories."""
    articles = read(folder)
    articles["reason"] = articles.apply(reason, axis=1)
    kept = articles[articles["reason"] == ""]
    columns = ["article_id", "outlet", "group", "date", "title", "text"]
    copies = fr.find_copies(kept[columns])
    is_copy = copies.set_index("article_id")["copy_of"].reindex(articles["article_id"], fill_value="").to_numpy(str)
    articles.loc[is_copy != "", "reason"] = [f"copy of {one}" for one in is_copy[is_copy != ""]]
    wired = copies[copies["wire_sign"].isin(["dateline", "byline"])].set_index("article_id")["wire"]
    wire = wired.reindex(articles["article_id"], fill_value="").to_numpy(str)
    theirs = (wire != "") & (articles["reason"] == "") & ~articles["outlet"].isin(WIRES)
    articles.loc[theirs, "reason"] = [f"copy of a wire service: {one}" for one in wire[theirs]]
    kept = articles[articles["reason"] == ""]
    stories = fr.find_stories(kept[columns])
    order = kept.sort_values(["outlet", "date", "article_id"])[columns].drop(columns="title")
    story = stories.set_index("article_id")["story_id"]
    manifest = fr.read_articles(order.assign(story_id=order["article_id"].map(story))).articles
    write_table(manifest, DATA / "articles.csv", "articles")
    left_out = articles.loc[articles["reason"] != "", ["article_id", "outlet", "reason"]]
    write_csv(left_out.sort_values("article_id"), DATA / "dropped.csv")
    write_csv(copies[(copies["copy_of"] != "") | (copies["wire"] != "")], DATA / "copies.csv")
    write_csv(stories[stories["n_articles"] > 1].sort_values(["story_id", "article_id"]), DATA / "stories.csv")
    sys.stdout.write(f"{len(manifest)} of {len(articles)} articles kept; see {DATA / 'dropped.csv'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
