"""Words beside names: found by their place, compared between names and between groups of outlets."""

import numpy as np
import pandas as pd
import pytest

import framing as fr
from framing.corpus import read_articles, split_sentences
from framing.measures import compare_collocates, find_collocates


def read(*marked: str) -> tuple[pd.DataFrame, pd.DataFrame, fr.Corpus]:
    """Read one article per sentence; its slot stands in brackets, the term between asterisks."""
    texts, rows = [], []
    for number, text in enumerate(marked):
        start, term, end = (text.index(mark) for mark in "[*]")
        texts.append(text.translate({ord(mark): None for mark in "[*]"}))
        rows.append((f"a{number}", start, term - 1, end - 3))
    ids = [row[0] for row in rows]
    corpus = read_articles(pd.DataFrame({"article_id": ids, "outlet": "Gazette", "text": texts}))
    sentences = split_sentences(corpus)
    slots = pd.DataFrame(rows, columns=["article_id", "start", "term_start", "end"])
    slots = slots.assign(
        sentence_id=slots["article_id"] + ":01", kind="naming", negated=False, form="loaded", target="them"
    )
    return slots.assign(stratum="own"), sentences, corpus


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The mayor wants to deport [the *migrants*] now.", {("before", "deport")}),
        ("An influx of [some 3,000 *migrants*] began.", {("before", "influx of"), ("after", "began")}),
        ("Police held [the young *migrants*] who had already crossed the river.", {
            ("before", "held"), ("modifier", "young"), ("after", "crossed")}),
        ("[*Migrants*] are not eligible.", {("after", "not eligible")}),
        ("It would allow [the *migrants*] to stay.", {("before", "allow"), ("after", "stay")}),
        ("He was fined for [hiring *migrants*], officials said.", {("before", "hiring")}),
        ("In the town, [*migrants*], Ruk said.", set()),
        ("Ada Brandt and [the *migrants*] of Dorn.", set()),
    ],
)  # fmt: skip
def test_words_are_found_by_their_place(sentence, expected):
    found = find_collocates(*read(sentence, sentence))
    assert set(zip(found["place"], found["word"], strict=True)) == expected
    assert found["article_id"].nunique() == (2 if expected else 0)


def test_a_word_that_one_article_has_is_left_out():
    found = find_collocates(
        *read("They deport [the *migrants*].", "They punish [the *migrants*].", "They deport [*them*].")
    )
    assert set(found["word"]) == {"deport"}


def test_forms_of_one_verb_are_one_word():
    marked = "Police deport [the *migrants*].", "Police deported [the *migrants*].", "A plan of deporting [*migrants*]."
    assert find_collocates(*read(*marked))["word"].tolist() == ["deport"] * 3


def test_a_negated_naming_has_no_collocates():
    slots, *rest = read(*["They deport [the *migrants*]."] * 2)
    assert find_collocates(slots.assign(negated=True), *rest).empty


def planted(articles: int = 60, more: float = 0.5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles of two groups; outlets on the right deport more often, and all else is alike."""
    random, rows = np.random.default_rng(3), []
    for number in range(articles):
        likely = more if number % 2 else 0.1
        for word, chance in (("deport", likely), ("protect", 0.3), ("see", 0.3), (f"rare{number % 30}", 0.5)):
            count = random.binomial(6, chance)
            rows += [(f"a{number}", word, count)] * (count > 0)
    table = pd.DataFrame(rows, columns=["article_id", "word", "n"])
    articles_of = pd.DataFrame({"article_id": [f"a{number}" for number in range(articles)]})
    articles_of["group"] = ["left", "right"] * (articles // 2)
    articles_of["outlet"] = [f"{group} {number % 4}" for number, group in enumerate(articles_of["group"])]
    return table.assign(target="them", form="loaded", stratum="own", place="before"), articles_of


def test_a_word_of_one_group_is_found_and_rare_ones_are_one_word():
    found = compare_collocates(*planted(), seed=1)
    assert set(found["compared"]) == {"groups"}  # all names are loaded
    assert set(found["word"]) == {"deport", "protect", "see"}
    right = found[found["study"] == "right"].set_index("word")
    assert right.loc["deport", "low"] > 0
    assert right.loc["deport", "adjusted_p"] < 0.05
    assert (right.loc[["protect", "see"], "high"] < right.loc["deport", "high"]).all()


def test_two_groups_mirror_each_other():
    found = compare_collocates(*planted(), seed=1)
    sides = {name: side.set_index("word").sort_index() for name, side in found.groupby("study")}
    assert sides["left"]["log_odds"].to_numpy() == pytest.approx(-sides["right"]["log_odds"].to_numpy())
    assert sides["left"]["n_study"].equals(sides["right"]["n_reference"])


def test_quotations_are_not_compared():
    table, articles = planted()
    assert compare_collocates(table.assign(stratum="quotation"), articles, seed=1).empty
