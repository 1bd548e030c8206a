"""Quotations: the same words of a source in several texts."""

import pandas as pd

import framing as fr

QUOTED = "Anna Berg said: “The old piers were rotten to the core and nobody had told us.”"


def compared(*texts: str, stories: list[str] | None = None) -> pd.DataFrame:
    ids = [f"t{number}" for number in range(len(texts))]
    table = {"article_id": ids, "outlet": ids, "text": list(texts)} | ({"story_id": stories} if stories else {})
    corpus = fr.read_articles(pd.DataFrame(table))
    sentences = fr.split_sentences(corpus)
    return fr.compare_quotations(fr.find_attributions(sentences, corpus, tagger=None), sentences, corpus)


def relation(other: str) -> list[str]:
    return compared(QUOTED, other)["relation"].tolist()


def test_each_relation_is_told_by_its_words():
    assert relation("“The old piers were rotten to the core and nobody had told us,” Berg said.") == ["same"]
    assert relation("The piers “were rotten to the core and nobody had told us”, Berg said.") == ["cut"]
    assert relation("“The old piers were sound to the core and nobody had told us,” Berg said.") == ["edited"]
    assert relation("Berg said the old piers were rotten to the core and nobody had told them.") == ["paraphrase"]
    assert relation("“A bird sang in the rain all day long,” Berg said.") == []


def test_another_speaker_is_one_whose_name_shares_no_word():
    words = "“The old piers were rotten to the core and nobody had told us,”"
    assert not compared(QUOTED, f"{words} Berg said.")["other_speaker"].iloc[0]
    assert compared(QUOTED, f"{words} Piet Lund said.")["other_speaker"].iloc[0]
    assert not compared(QUOTED, f"{words} the mayor said.")["other_speaker"].iloc[0]


def test_the_places_are_those_of_the_words():
    texts = (QUOTED, "It rained. The piers “were rotten to the core and nobody had told us”, Berg said.")
    (row,) = compared(*texts).itertuples()
    assert texts[0][row.start_a : row.end_a] == "The old piers were rotten to the core and nobody had told us."
    assert texts[1][row.start_b : row.end_b] == "were rotten to the core and nobody had told us"


def test_only_texts_of_one_story_are_compared():
    assert len(compared(QUOTED, QUOTED, QUOTED)) == 3
    assert len(compared(QUOTED, QUOTED, QUOTED, stories=["s", "s", "t"])) == 1


def test_words_that_two_clauses_report_are_one_speech():
    texts = [QUOTED, "Berg said the old piers were rotten to the core and nobody had told them."]
    corpus = fr.read_articles(pd.DataFrame({"article_id": ["a", "b"], "outlet": ["C", "D"], "text": texts}))
    sentences = fr.split_sentences(corpus)
    said = fr.find_attributions(sentences, corpus, tagger=None)
    twice = pd.concat([said, said.assign(attribution_id=said["attribution_id"] + "x")], ignore_index=True)
    pd.testing.assert_frame_equal(*(fr.compare_quotations(one, sentences, corpus) for one in (said, twice)))


def test_a_title_in_marks_is_no_quotation():
    assert compared("They read “The Piers of Ovar” aloud.", "We know “The Piers of Ovar” well.").empty


def test_planted_quotations_of_the_demonstration_are_found_in_every_article_that_has_them():
    demo = fr.demo()
    found = fr.compare_quotations(demo.attributions, demo.sentences, demo.corpus)
    words = [demo.corpus.text(row.article_a)[row.start_a : row.end_a] for row in found.itertuples()]
    doors = found[[text.startswith("We have opened a door") for text in words]]
    assert {*doors["article_a"], *doors["article_b"]} == {"courier-3", "freehadrel-3", "perrant-3", "upland-3"}
    assert set(doors["relation"]) == {"same"}
