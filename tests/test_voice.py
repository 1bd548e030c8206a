"""Voice by quotation marks."""

import pytest

import framing as fr


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        ("It rained all day.", ["narrator"]),
        ("“It rained all day,” she said.", ["quote"]),
        ("She called the long and rainy day “a gift”.", ["mixed"]),
        ("“It rained. We stayed at home,” she said.", ["quote", "quote"]),
        ("“It rained all day.\n\nThe next day was dry.", ["quote", "narrator"]),
        ("Rain said it would stay.", ["narrator"]),
    ],
)
def test_voice(text, voices, one_article):
    corpus = one_article(text)
    assert fr.find_voice(fr.split_sentences(corpus), corpus)["voice"].tolist() == voices


def test_boilerplate_has_no_voice_and_every_other_sentence_has_one(demo):
    is_boilerplate = demo.sentences["kind"] == "boilerplate"
    assert is_boilerplate.any()
    assert ((demo.sentences["voice"] == "") == is_boilerplate).all()
    assert ((demo.sentences["voice_rule"] == "") == is_boilerplate).all()
