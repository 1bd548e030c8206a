"""Naming in quotations against own words."""

import numpy as np
import pandas as pd
import pytest

from framing.measures import naming_rate, voice_gaps


def slots(rng, articles=60, own=0.2, quoted=0.6):
    rows = [
        (f"a{article:02d}", stratum, rng.random() < rate)
        for article in range(articles)
        for stratum, rate in (("own", own), ("quotation", quoted))
        for _ in range(rng.integers(0, 5))
    ]
    table = pd.DataFrame(rows, columns=["article_id", "stratum", "loaded"])
    return table.assign(
        occurrence_id=[f"{row.article_id}:01.{number:03d}" for number, row in enumerate(table.itertuples())],
        sentence_id=table["article_id"] + ":01",
        target="t",
        kind="naming",
        negated=False,
        metonym=False,
        form=np.where(table["loaded"], "loaded", "neutral"),
        voice_of_term=np.where(table["stratum"] == "own", "outlet", "source"),
    )


def manifest(articles=60):
    names = [f"a{article:02d}" for article in range(articles)]
    return pd.DataFrame({"article_id": names, "outlet": "X", "group": ["left", "right"] * (articles // 2)})


def test_the_gap_is_the_difference_of_the_two_rates():
    table, articles = slots(np.random.default_rng(1)), manifest()
    gap = voice_gaps(table, articles, ["t"]).set_index("group").loc["ALL"]
    rates = [
        naming_rate(table, articles, by="outlet", voice=voice)["estimate"].item() for voice in ("quotation", "outlet")
    ]
    assert gap[["quotation", "own"]].tolist() == pytest.approx(rates)
    assert gap["gap"] == pytest.approx(rates[0] - rates[1])


def test_groups_and_their_complements_share_the_slots():
    found = voice_gaps(slots(np.random.default_rng(2)), manifest(), ["t"]).set_index("group")
    for group, others in (("left", "all but left"), ("right", "all but right")):
        assert found.loc[[group, others], "n_own"].sum() == found.loc["ALL", "n_own"]
    assert found.loc["left", "gap"] == pytest.approx(found.loc["all but right", "gap"])


@pytest.mark.release
def test_the_interval_holds_the_true_gap_as_often_as_it_says():
    rng, articles = np.random.default_rng(5), manifest()
    held = []
    for _ in range(400):
        gap = voice_gaps(slots(rng), articles[["article_id", "outlet"]], ["t"]).iloc[0]
        held.append(gap["low"] <= 0.4 <= gap["high"])
    assert 0.92 <= np.mean(held) <= 0.98


def test_few_articles_in_one_voice_give_no_interval():
    table = slots(np.random.default_rng(3))
    table = table[(table["stratum"] == "own") | (table["article_id"] == "a01")]
    gap = voice_gaps(table, manifest(), ["t"]).iloc[0]
    assert np.isnan(gap["low"])
    assert "needs 3 articles" in gap["method"]
