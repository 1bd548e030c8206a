"""Training: the stages of the loaded-language model on a handful of sentences of our own."""

import csv
import itertools
import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from framing import cli
from framing.attribution import find_quotations
from framing.errors import BadInput
from framing.models import TEST, coded_articles, experts, full_batches, labelled, synthetic, wording

torch = pytest.importorskip("torch")

from framing.models import (  # noqa: E402  # noqa: E402  # noqa: E402
    STAGES,
    Network,
    Recipe,
    Stage,
    StageCache,
    TaggerRecipe,
    batches,
    bootstrap_samples,
    experts_stage,
    fit,
    read_recipe,
    share_of_rate,
    shifts,
    synthetic_stage,
    tokenised,
    train,
    train_tagger,
)

LOADED = ["Their {} puppet boasted of a vile scheme.", "A shameful, {} mob cheered the tyrant's lies."]
PLAIN = ["The {} office opened on Monday.", "Officials said the {} bill would be read in March."]
WORDS = ["brutal", "small", "new", "northern", "second", "old", "public", "late", "first", "local"]
SHORT = Recipe(2, 32, 0.2, 1.0, synthetic=Stage(2, 5e-4, 0.1, 200), experts=Stage(2, 2e-4, 0.0, 200), seed=1)


def sentences():
    """Label and text of forty sentences."""
    return [
        (label, form.format(word)) for word in WORDS for label, forms in ((1, LOADED), (0, PLAIN)) for form in forms
    ]


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Data sets as they are laid out in public, of our own sentences: half of them synthetic, half of experts."""
    home = tmp_path_factory.mktemp("datasets")
    found = sentences()
    header = ["sentence_id", "text", "label", "source_name"]
    for place, part in enumerate(("train", "dev", "test")):
        rows = [[f"{place}-{n}", text, label, "gazette"] for n, (label, text) in enumerate(found[place:20:3])]
        write(home / f"anno_lexical/anno_lexical_{part}.csv", header, rows)
    of_babe = [
        [row, text, label, "Gazette" if row % 2 else "Herald", f"https://a.example/{row // 2}" if row else ""]
        for row, (label, text) in enumerate(found[20:])
    ]
    write(home / "babe/babe_sg2.csv", ["row", "text", "label", "outlet", "news_link"], of_babe)
    v2 = [[text, label, row] for row, text, label, *_ in of_babe]
    write(home / "babe/babe_v2_train.csv", ["text", "label", "sg2_row"], v2[:16])
    write(home / "babe/babe_v2_test_with_published_predictions.csv", ["text", "label", "sg2_row"], v2[16:])
    coded = [[row, coder, int(coder < 4) if label else 0] for row, _, label, *_ in of_babe[1:] for coder in range(5)]
    coded.append(["", 0, 1])  # a code of a sentence that the set has not
    write(home / "babe/babe_sg2_raw_annotations.csv", ["row", "annotator_id", "label"], coded)
    return home


def test_the_share_of_coders_stands_beside_each_label_and_a_sentence_without_link_is_an_article_by_itself(folder):
    found = experts(folder)
    assert found["label"].tolist() == [label for label, _ in sentences()[20:36]]
    assert set(found["share"][found["label"] == 1].iloc[1:]) == {0.8}
    assert found["share"].iloc[0] == 1.0  # nobody's code is known: the label stands
    assert found["article"].iloc[0] == "0"
    assert found["article"].nunique() == 9  # 16 rows in pairs, of which the first row stands alone


def test_a_sentence_of_babe_is_no_synthetic_one_whatever_its_quotation_marks(folder, tmp_path):
    before = synthetic(folder)
    text = labelled(folder, TEST)["text"].iloc[0]
    header = ["sentence_id", "text", "label", "source_name"]
    for name in ("train", "dev", "test"):
        rows = [[n, *row] for n, row in enumerate(before[["text", "label", "outlet"]].to_numpy().tolist())]
        write(tmp_path / f"anno_lexical/anno_lexical_{name}.csv", header, [*rows, ["x", f"“{text.upper()}”", 1, "b"]])
    (tmp_path / "babe").symlink_to(folder / "babe")
    after = synthetic(tmp_path)
    assert wording(pd.Series([text])).iloc[0] not in set(wording(after["text"]))
    assert sorted(after["text"]) == sorted(before["text"])  # and what stands three times is read once


def test_a_folder_without_the_data_sets_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"contains no anno_lexical/anno_lexical_train\.csv\. docs/model-card\.md lists"):
        synthetic(tmp_path)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=200), st.integers(60, 400), st.integers(1, 3))
def test_every_sentence_is_in_one_batch_of_an_epoch_and_no_batch_has_more_tokens_than_it_may(lengths, tokens, epochs):
    made = batches([[1] * length for length in lengths], epochs, tokens, seed=1)
    assert sorted(itertools.chain(*made)) == sorted([*range(len(lengths))] * epochs)
    assert all(len(batch) * max(lengths[place] for place in batch) <= tokens for batch in made)


def test_a_sentence_longer_than_a_batch_may_be_is_a_batch_by_itself():
    assert list(full_batches(np.arange(3), np.array([5, 90, 5]), 20)) == [[0], [1], [2]]


@given(st.integers(1, 2000))
def test_the_rate_rises_then_falls_and_is_never_more_than_all_of_it(steps):
    shares = [share_of_rate(step, steps) for step in range(steps)]
    top = int(np.argmax(shares))
    assert all(0 < share <= 1.0001 for share in shares)
    assert shares[: top + 1] == sorted(shares[: top + 1])
    assert shares[top:] == sorted(shares[top:], reverse=True)


def test_both_stages_learn_and_give_the_same_numbers_again(folder):
    first = synthetic_stage(synthetic(folder), SHORT)
    held = [label for label, _ in sentences()[36:]], tokenised([text for _, text in sentences()[36:]], 32)
    network = experts_stage(first, experts(folder), SHORT)
    assert ((network.log_odds(held[1]) > 0) == np.array(held[0])).all()
    again = experts_stage(synthetic_stage(synthetic(folder), SHORT), experts(folder), SHORT)
    assert np.array_equal(network.log_odds(held[1]), again.log_odds(held[1]))


def test_the_second_stage_leaves_the_network_of_the_first_as_it_was(folder):
    start = Network(2)
    before = {name: weight.clone() for name, weight in start.state_dict().items()}
    taught = experts_stage(start, experts(folder), SHORT).state_dict()
    assert all(torch.equal(before[name], weight) for name, weight in start.state_dict().items())
    assert not torch.equal(before["head.weight"], taught["head.weight"])


def test_sentences_on_which_coders_differ_teach_less(folder):
    """The more a label moves to the share of coders, the nearer the log-odds of loaded sentences come to nought."""
    start, table = synthetic_stage(synthetic(folder), SHORT), experts(folder)
    loaded = tokenised(table.loc[table["label"] == 1, "text"], 32)
    sure, unsure = (
        experts_stage(start, table.assign(share=share), replace(SHORT, disagreement=1.0)).log_odds(loaded).mean()
        for share in (table["label"].astype(float), table["share"] * 0.6)
    )
    assert unsure < sure


def test_the_slope_multiplies_log_odds(folder):
    start, texts = Network(2), tokenised([text for _, text in sentences()[:8]], 32)
    steep, flat = (
        experts_stage(start, experts(folder), replace(SHORT, slope=slope)).log_odds(texts) for slope in (1.0, 0.5)
    )
    assert flat == pytest.approx(steep / 2, abs=1e-6)


def test_words_that_no_sentence_has_keep_their_place():
    network = fit(Network(2), tokenised(["A vile mob."], 32), np.array([1.0]), Stage(3, 1e-2, 0.0, 50), seed=1)
    words, fresh = (each.body.embeddings.word_embeddings.weight for each in (network, Network(2)))
    assert torch.equal(words, fresh)


def test_log_odds_do_not_depend_on_who_stands_beside():
    network = Network(2)
    sentences_ = tokenised([text for _, text in sentences()], 32)
    alone = np.concatenate([network.log_odds([sentence]) for sentence in sentences_])
    assert network.log_odds(sentences_) == pytest.approx(alone, abs=1e-5)


def test_the_recipe_of_the_shipped_model_is_read_and_another_file_is_refused(tmp_path):
    assert read_recipe().layers >= 1
    (tmp_path / "other.toml").write_text("layers = 2\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"is not a valid recipe .*synthetic.*; expected the settings layers, longest"):
        read_recipe(tmp_path / "other.toml")


def test_the_whole_training_writes_a_model_that_scores_as_the_network_did(folder, tmp_path):
    heard = []
    path = train(folder, tmp_path, lambda *told: heard.append(told), SHORT, refits=3)
    model = fr.load_model(path)
    assert {stage for stage, *_ in heard} == set(STAGES)
    assert all(0 < done <= steps for _, done, steps in heard)
    texts = [text for _, text in sentences()[36:]]
    network = experts_stage(synthetic_stage(synthetic(folder), SHORT), experts(folder), SHORT)
    assert model.predict_proba(texts).shape == (4, 2)
    assert model.exactly().log_odds(texts) == pytest.approx(network.log_odds(tokenised(texts, 32)), abs=0.05)
    found = model.predict_interval(texts)
    assert (found["low"] < found["probability"]).all()
    assert (found["probability"] < found["high"]).all()
    static = fr.load_model(path.with_name("loaded-language-static.json"))
    assert np.corrcoef(static.log_odds(texts), model.log_odds(texts))[0, 1] > 0.5
    assert "Not for:" in model.card
    assert "not for:" in static.card


def test_weights_that_another_file_names_are_refused(folder, tmp_path):
    path = train(folder, tmp_path, lambda *_: None, replace(SHORT, synthetic=Stage(1, 1e-4, 0.0, 400)), refits=2)
    weights = path.with_suffix(".safetensors")
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(BadInput, match="Copy both files from the same source"):
        fr.load_model(path)


@pytest.mark.parametrize(
    ("model", "message"),
    [("loaded-langage", "did you mean 'loaded-language'"), ("loaded-language", "contains no anno_lexical")],
)
def test_the_command_refuses_another_model_and_a_folder_without_data(monkeypatch, capsys, tmp_path, model, message):
    monkeypatch.setattr(sys, "argv", ["framing", "train", model, "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_as_many_articles_are_drawn_each_with_all_its_sentences(folder):
    table = experts(folder)
    sizes = table["article"].value_counts()
    for rows in bootstrap_samples(table, seed=3, times=20):
        counts = rows["article"].value_counts()
        times = counts / sizes.loc[counts.index]
        assert times.sum() == len(sizes)
        assert (times == times.round()).all()


@given(st.integers(1, 10_000), st.floats(0.1, 5.0))
def test_shifts_vary_over_the_news_as_much_as_the_refits_did_though_vectors_carry_a_part_of_it(seed, noise):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(400, 3)) + 2
    differences = random.normal(size=(5, 3)) @ vectors.T + noise * random.normal(size=(5, 400)) + 0.3
    found = shifts(differences, vectors)
    moves = vectors @ (found.steps.T * found.size) + found.intercepts
    assert moves.var(axis=0) == pytest.approx(differences.var(axis=1), rel=0.1)
    assert moves.mean(axis=0) == pytest.approx(differences.mean(axis=1), abs=0.1)


def test_a_stage_is_gone_through_once_for_the_same_content(folder, tmp_path):
    times = []

    def stage(network, table, recipe, progress):
        times.append(len(table))
        return experts_stage(network, table, recipe, progress)

    kept, start, table = StageCache(tmp_path), Network(2), experts(folder)
    texts = tokenised(table["text"], 32)
    made, again = (kept.get(stage, start, table, recipe=SHORT, progress=None) for _ in range(2))
    assert times == [len(table)]
    assert np.array_equal(made.log_odds(texts), again.log_odds(texts))
    kept.get(stage, start, table.assign(label=1 - table["label"]), recipe=SHORT, progress=None)
    kept.get(stage, made, table, recipe=SHORT, progress=None)
    kept.get(stage, start, table, recipe=replace(SHORT, seed=2), progress=None)
    assert len(times) == 4


FAMILIES = [f"{first}{last}" for first in ("Ber", "Ost", "Kal", "Lin") for last in ("g", "mann", "vik", "er", "holm")]
SAYINGS = ["the bridge would close", "the road was safe", "nobody had asked", "the river would rise"]


def test_the_tagger_learns_who_said_what_and_is_written_with_its_hash(tmp_path):
    """Forty articles of our own, a report and a sentence without one; the last ten are not trained on."""
    articles, rows = [], []
    for number in range(40):
        name, saying = FAMILIES[number % 20], SAYINGS[number % 4]
        text = f"It was Monday. Anna {name} said that {saying}."
        places = [text.index(part) for part in ("Anna", "said", "that")]
        day = f"2020-{1 + number // 10:02d}-01"
        articles.append({"article_id": f"a{number}", "outlet": "C", "date": day, "text": text})
        ends = [places[1] - 1, places[2] - 1, len(text) - 1]
        rows.append([f"a{number}", "x", "E1", *(f"{start}-{end}" for start, end in zip(places, ends, strict=True))])
    folder = tmp_path / "datasets"
    write(folder / "polnear/attributions.csv", ["article_id", "coder", "attribution", "source", "cue", "content"], rows)
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    (folder / "polnear/articles.jsonl").write_text(lines, encoding="utf-8")
    heard = []
    path = train_tagger(
        folder,
        tmp_path / "made",
        lambda *told: heard.append(told),
        find_quotations,
        TaggerRecipe(1, 1, "2020-04", Stage(12, 1e-3, 0.0, 200)),
    )
    assert heard[-1][1] == heard[-1][2]
    held = list(coded_articles(folder, find_quotations))[30:]
    tagger = fr.load_model(path)
    for article, (before, found) in zip(
        held, tagger.read([(each.text, each.sentences, each.quotations) for each in held]), strict=True
    ):
        assert before.content == ()
        (one,) = found.attributions
        (coded,) = article.coders[0]
        assert (one.source.start, one.source.end) == coded["source"][0]
        assert (one.content.start, one.content.end) == coded["content"][0]
