"""Studies of one name score its sentences only, and keep whole stories in one fold."""

from dataclasses import replace

import pandas as pd
import pytest

import framing as fr
from framing.lexicon import enough_slots
from framing.study.scores import units_of


def test_only_sentences_with_a_naming_slot_are_scored(demo):
    study = replace(demo, classifiers_on={"sentences": "namings"})
    slots = study.occurrences.query("kind == 'naming' and not negated")
    assert set(study.scored_sentences["sentence_id"]) <= set(slots["sentence_id"])
    assert 0 < len(study.scored_sentences) < len(demo.scored_sentences)
    assert "boilerplate" not in set(demo.scored_sentences["kind"])


def test_codes_of_sentences_that_are_not_scored_are_told_and_stop_nothing(demo):
    """A sample was coded before the study was restricted to namings: the build stopped with "no fold"."""
    study = replace(demo, classifiers_on={"sentences": "namings"})
    scored = set(study.scored_sentences["sentence_id"])
    n_coded = study.labels["sentence_id"].nunique()
    n_left = len({*study.labels["sentence_id"]} - scored)
    assert 0 < n_left < n_coded
    with pytest.warns(UserWarning, match=f"{n_left} of {n_coded} coded sentences are left out"):
        units = units_of(study.articles, study.scored_sentences, study.alignments, study.swaps, study.labels)
    assert {*units.labels["sentence_id"]} == {*study.labels["sentence_id"]} & scored


@pytest.mark.parametrize("story", ["given", "none", "some"])
def test_every_sentence_that_is_aligned_is_encoded(demo, story):
    """Articles without a story are aligned with each other; their sentences once had no vector."""
    articles = demo.articles.drop(columns="story_id") if story == "none" else demo.articles.copy()
    if story == "some":
        articles.loc[articles.index % 3 > 0, "story_id"] = ""
        articles.loc[articles.index % 3 == 0, "story_id"] = articles["article_id"]
    study = replace(demo, classifiers_on={"sentences": "namings"})
    vars(study)["corpus"] = fr.Corpus(articles, demo.corpus.texts)
    aligned = fr.align_sentences(study.voiced, study.corpus, encoder=None)
    encoded = set(study.encoded_sentences["sentence_id"])
    assert {*aligned["sentence_a"], *aligned["sentence_b"]} <= encoded
    assert set(study.scored_sentences["sentence_id"]) <= encoded
    alone = set(articles["article_id"][articles.index % 3 == 0]) if story == "some" else set()
    read = study.encoded_sentences["article_id"].isin(alone)
    slots = study.occurrences["sentence_id"]
    assert study.encoded_sentences.loc[read, "sentence_id"].isin(slots).all()


def test_a_story_stays_in_one_fold_and_outlets_are_spread_over_all():
    ids = [f"{article:02d}:{number:02d}" for article in range(40) for number in range(3)]
    sentences = pd.DataFrame({"sentence_id": ids, "kind": "body"}).assign(article_id=lambda t: t["sentence_id"].str[:2])
    names = sorted(set(sentences["article_id"]))
    articles = pd.DataFrame({"article_id": names, "outlet": [name[1] for name in names]})
    story = pd.Series([str(int(name) // 2) for name in names], names)  # two articles each
    nothing = pd.DataFrame({"sentence_a": [], "sentence_b": [], "overlap": [], "similarity": []}, dtype="str")
    swaps = pd.DataFrame({"swap_id": ["s"], "sentence_id": ["99:01"], "kind": ["pair"]})
    units = units_of(articles, sentences, nothing, swaps, None, blocks=story)
    folds = units.folds.groupby(units.folds.index.str[:2].map(story))
    assert folds.agg(["min", "max"]).eval("min == max").all()
    assert units.folds.nunique() == 5
    assert units.swaps.empty
    again = units_of(articles, sentences.sample(frac=1, random_state=1), nothing, swaps, None, blocks=story)
    pd.testing.assert_series_equal(again.folds.sort_index(), units.folds.sort_index())


def test_a_limit_of_slots_holds_for_each_term_and_outlet():
    occurrences = pd.DataFrame({"occurrence_id": [f"o{n}" for n in range(40)], "term_id": ["a", "b"] * 20})
    outlets = pd.Series(["x"] * 10 + ["y"] * 30)
    kept = enough_slots(occurrences, outlets, most=4)
    assert (kept.groupby([outlets[kept.index], "term_id"]).size() == 4).all()
    assert enough_slots(occurrences, outlets).equals(occurrences)


def test_positions_are_those_in_the_whole_article(demo):
    from framing.models.features import public_features

    every = public_features(demo.sentences, demo.occurrences, demo.lexicon.targets)
    few = every.index[3:9].tolist()[::-1]
    some = public_features(demo.sentences, demo.occurrences, demo.lexicon.targets, units=few)
    pd.testing.assert_frame_equal(some, every.loc[few])
    assert fr.demo().scored_sentences["sentence_id"].is_unique


def test_a_study_names_the_figures_that_are_drawn(demo):
    from framing.report import graph_of

    chosen = replace(demo, figures={"draw": ["naming_rates"]})
    drawn = [name for name in graph_of(chosen).nodes if name.startswith("draw_")]
    assert drawn == ["draw_naming_rates"]
    with pytest.raises(fr.BadInput, match="naming_rate are not names of figures"):
        graph_of(replace(demo, figures={"draw": ["naming_rate"]}))
