"""Training: the stages of the loaded-language model on a handful of sentences of our own."""

import csv
import hashlib
import itertools
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from framing import cli
from framing.alignment import measures_of
from framing.attribution import find_quotations
from framing.errors import BadInput
from framing.models import (
    STRENGTHS,
    TEST,
    coded_articles,
    coded_pairs,
    epithets,
    experts,
    framed,
    full_batches,
    is_held_out,
    is_kept_story,
    judged_targets,
    labelled,
    marked_sentences,
    swapped,
    synthetic,
    wording,
)

torch = pytest.importorskip("torch")

from framing.models import (  # noqa: E402
    STAGES,
    Network,
    PairRecipe,
    Recipe,
    Row,
    Stage,
    StageCache,
    TaggerRecipe,
    again_stage,
    batches,
    bootstrap_samples,
    experts_stage,
    fit,
    loss_of,
    news_of,
    news_stage,
    of_marks,
    of_sentences,
    of_swaps,
    of_targets,
    read_recipe,
    share_of_rate,
    shifts,
    tokenised,
    train,
    train_pairs,
    train_tagger,
)

LOADED = ["Their {} puppet boasted of a vile scheme.", "A shameful, {} mob cheered the tyrant's lies."]
PLAIN = ["The {} office opened on Monday.", "Officials said of the {} project that the bill would be read in March."]
WORDS = ["brutal", "small", "new", "northern", "second", "old", "public", "late", "first", "local"]
TWICE = {"sentences": 2, "words": 2, "stances": 2}
LAST = Stage(TWICE, 2e-4, 0.0, 200, 4)
SHORT = Recipe(2, 32, 0.2, 1.0, Stage(TWICE, 5e-4, 0.1, 200, 12), LAST, LAST, seed=1)


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
    lines = [text for _, text in found[:20]]
    text, spans = "\n".join(lines), []
    for technique, name in (("Loaded_Language", "vile scheme"), ("Name_Calling,Labeling", "mob"), ("Doubt", "March")):
        starts = [place for place in range(len(text)) if text.startswith(name, place)]
        spans += [["7", technique, start, start + len(name)] for start in starts]
    write(home / "ptc/spans.csv", ["article_id", "technique", "start", "end"], spans)
    (home / "ptc/articles.jsonl").write_text(json.dumps({"article_id": 7, "text": text}) + "\n", encoding="utf-8")
    targets = [
        [f"allsides_{n}_1_3_x", form.format(name), form.index("{"), form.index("{") + len(name), polarity]
        for n, name in enumerate(("Berg", "Vik", "Ost", "Kalman"))
        for form, polarity in (
            ("{} lied again.", "negative"),
            ("They praised {}.", "positive"),
            ("{} came.", "neutral"),
        )
    ]
    write(home / "newsmtsc/newsmtsc_train.csv", ["primary_gid", "sentence", "start", "end", "polarity"], targets)
    return home


@pytest.fixture(scope="module")
def news(folder):
    """What both stages are given: sentences, marked words, judged targets."""
    return synthetic(folder), marked_sentences(folder), judged_targets(folder)


def test_marks_are_placed_in_their_sentence_and_other_marks_leave_it_without_a_label(folder):
    found = marked_sentences(folder)
    shown = [
        {text[start:end] for start, end in spans} for text, spans in zip(found["text"], found["spans"], strict=True)
    ]
    assert [sorted(names) for names in shown[:4]] == [["vile scheme"], ["mob"], [], []]
    assert found["plain"].tolist()[:4] == [False, False, True, False]
    assert found["name calling"].tolist()[:4] == [False, True, False, False]
    loaded = [row.loaded for (row,) in of_marks(found, 32, whole=True)][:4]
    assert loaded[0] == loaded[1] > 0.5 > loaded[2]
    assert np.isnan(loaded[3])
    (row,) = list(of_marks(found, 32, whole=True))[1]
    assert np.nansum(row.words) == 1  # "mob" is one token
    assert np.isnan(row.words[[0, -1]]).all()


def test_a_target_is_flagged_where_it_stands_and_articles_are_known(folder):
    found = judged_targets(folder)
    assert found["article"].nunique() == 4
    rows = [row for (row,) in of_targets(found, 32)]
    assert {row.stance for row in rows} == {0, 1, 2}
    for row, text, start, end in zip(rows, found["text"], found["start"], found["end"], strict=True):
        flagged = [token for token, flag in zip(row.tokens, row.flags, strict=True) if flag]
        assert flagged == tokenised([text[start:end]], 32)[0][1:-1]


def test_kept_articles_are_in_no_training(folder, tmp_path):
    """An article of each set is given an identifier by whose hash it is kept."""
    home = tmp_path / "datasets"
    shutil.copytree(folder, home)
    marked = next(str(n) for n in range(99) if int(hashlib.sha256(str(n).encode()).hexdigest(), 16) % 5 == 0)
    line = json.dumps({"article_id": marked, "text": "A kept line of an article."})
    with (home / "ptc/articles.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    assert marked_sentences(home)["kept"].sum() == 1
    _, trained, judged = news_of(home)
    assert marked not in set(trained["article_id"])
    assert len(trained) == len(marked_sentences(home)) - 1
    assert set(judged["article"]) == set(judged_targets(home).query("~kept")["article"])


def test_every_word_is_tried_in_place_of_a_noun_and_before_it():
    found = list(framed(["envoy", "puppet"], PLAIN_NEWS, seed=1))
    assert [(word, bool(noun)) for word, noun, *_ in found] == [
        (word, replaces) for word in ("envoy", "puppet") for replaces in (True, False)
    ]
    for word, _, sentence, original in found:
        assert word in sentence
        assert original in PLAIN_NEWS
    assert list(framed(["envoy"], ["It rained."], seed=1)) == []


PLAIN_NEWS = ["The president was in Ostend on Monday.", "A law that nobody read, the minister said.", "It rained."]


def test_a_name_is_exchanged_and_nothing_else_and_a_becomes_an():
    for variants in swapped(PLAIN_NEWS, 60, seed=3):
        assert [variant.strength for variant in variants[:2]] == ["neutral", "neutral"]
        before, after = variants[0].text[: variants[0].start], variants[0].text[variants[0].end :]
        for variant in variants[1:]:
            assert variant.text.endswith(after)
            assert variant.text[: variant.start].replace("An ", "A ") == before.replace("An ", "A ")
            if before in ("A ", "An "):
                assert variant.text.startswith("An ") == (variant.text[variant.start].lower() in "aeiou")


def test_terms_kept_out_of_training_are_in_no_group_of_it():
    met, held = (
        {v.text[v.start : v.end] for group in swapped(PLAIN_NEWS, 300, 1, held_out=held_out) for v in group[2:]}
        for held_out in (False, True)
    )
    terms = set(epithets().query("strength not in ('anchor', 'neutral')")["term"])
    assert {term for term in met if term in terms and is_held_out(term)} == set()
    assert {term for term in held if term in terms and not is_held_out(term)} == set()
    assert len(met & terms) > 50
    assert len(held & terms) > 30


def test_sentences_without_a_place_give_no_group():
    assert list(swapped(["It rained."], 5, seed=1)) == []


def test_epithets_have_known_strengths_and_every_domain_has_all_of_them():
    counts = epithets().groupby(["domain", "strength"]).size().unstack()
    assert set(counts.columns) == {"anchor", *STRENGTHS}
    assert counts.notna().all(axis=None)
    named = epithets().query("strength != 'anchor'")
    assert not named.duplicated(["domain", "form", "term"]).any()


def test_the_loss_rises_when_a_weaker_name_scores_higher_or_two_neutral_ones_differ():
    (group,) = [example for example in of_swaps(swapped(PLAIN_NEWS, 1, seed=2), 32) if len(example) > 1]
    words, stances = torch.zeros(len(group), max(len(row.tokens) for row in group)), torch.zeros(len(group), 3)
    strengths = torch.tensor([row.strength for row in group])
    right, wrong = (loss_of((sign * strengths, words, stances), [group]) for sign in (1.0, -1.0))
    assert right < wrong
    apart = strengths.clone()
    apart[0] -= 2.0
    assert loss_of((apart, words, stances), [group]) > right


def test_groups_and_single_rows_in_one_batch_have_a_gradient():
    """The strength of a row outside a group is nan; it once spoilt the gradient of the whole batch."""
    examples = [*of_swaps(swapped(PLAIN_NEWS, 2, seed=2), 32), *of_sentences(["It rained."], [0.0], 32)]
    n_rows = sum(map(len, examples))
    found = [torch.zeros(shape, requires_grad=True) for shape in ((n_rows,), (n_rows, 32), (n_rows, 3))]
    loss_of(tuple(found), examples).backward()
    assert all(torch.isfinite(each.grad).all() for each in found)
    assert found[0].grad.abs().sum() > 0


def test_rows_without_a_label_do_not_teach():
    rows = [(Row([101, 2000, 102]),), (Row([101, 2001, 102]),)]
    assert float(loss_of((torch.ones(2), torch.ones(2, 3), torch.ones(2, 3)), rows)) == 0.0


def test_each_head_learns_what_it_is_taught(news):
    network = news_stage(*news, replace(SHORT, news=replace(SHORT.news, epochs={**TWICE, "words": 30, "stances": 60})))
    marked, judged = news[1], news[2]
    examples = [*of_marks(marked, 32, whole=True)]
    _, words, _ = network.outputs([row for (row,) in examples])
    truth, found = (np.concatenate(each) for each in ([row.words for (row,) in examples], words))
    assert found[truth == 1].mean() > found[truth == 0].mean() + 2
    rows = [row for (row,) in of_targets(judged, 32)]
    assert (network.outputs(rows)[2].argmax(1) == [row.stance for row in rows]).mean() > 0.9


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


@given(st.lists(st.integers(1, 60), min_size=1, max_size=200), st.integers(60, 400))
def test_every_example_is_in_one_batch_and_no_batch_has_more_tokens_than_it_may(lengths, tokens):
    made = batches(lengths, tokens, seed=1)
    assert sorted(itertools.chain(*made)) == [*range(len(lengths))]
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


def trained(folder, news):
    """Run the three stages."""
    return experts_stage(again_stage(news_stage(*news, SHORT), *news, SHORT), experts(folder), *news, SHORT)


def test_the_stages_learn_and_give_the_same_numbers_again(folder, news):
    held = [label for label, _ in sentences()[36:]], tokenised([text for _, text in sentences()[36:]], 32)
    network = trained(folder, news)
    assert ((network.log_odds(held[1]) > 0) == np.array(held[0])).all()
    assert np.array_equal(network.log_odds(held[1]), trained(folder, news).log_odds(held[1]))


@pytest.mark.parametrize("stage", [again_stage, experts_stage])
def test_a_stage_leaves_the_network_that_it_was_given_as_it_was(folder, news, stage):
    start = Network(2)
    before = {name: weight.clone() for name, weight in start.state_dict().items()}
    tables = news if stage is again_stage else (experts(folder), *news)
    taught = stage(start, *tables, SHORT).state_dict()
    assert all(torch.equal(before[name], weight) for name, weight in start.state_dict().items())
    assert not torch.equal(before["head.weight"], taught["head.weight"])


def test_sentences_on_which_coders_differ_teach_less(folder, news):
    """The more a label moves to the share of coders, the nearer the log-odds of loaded sentences come to nought."""
    start, table = news_stage(*news, SHORT), experts(folder)
    loaded = tokenised(table.loc[table["label"] == 1, "text"], 32)
    sure, unsure = (
        experts_stage(start, table.assign(share=share), *news, replace(SHORT, disagreement=1.0)).log_odds(loaded).mean()
        for share in (table["label"].astype(float), table["share"] * 0.6)
    )
    assert unsure < sure


def test_the_slope_multiplies_log_odds(folder, news):
    start, texts = Network(2), tokenised([text for _, text in sentences()[:8]], 32)
    steep, flat = (
        experts_stage(start, experts(folder), *news, replace(SHORT, slope=slope)).log_odds(texts)
        for slope in (1.0, 0.5)
    )
    assert flat == pytest.approx(steep / 2, abs=1e-6)


def test_words_that_no_sentence_has_keep_their_place():
    network = fit(Network(2), [*of_sentences(["A vile mob."], [1.0], 32)] * 3, Stage({}, 1e-2, 0.0, 50), seed=1)
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
    with pytest.raises(BadInput, match=r"is not a valid recipe .*news.*; expected the settings layers, longest"):
        read_recipe(tmp_path / "other.toml")


@pytest.fixture(scope="module")
def whole(folder, tmp_path_factory):
    """The file of a whole training, and what it told."""
    heard = []
    path = train(folder, tmp_path_factory.mktemp("trained"), lambda *told: heard.append(told), SHORT, refits=3)
    return path, heard


def test_the_whole_training_writes_a_model_that_scores_as_the_network_did(folder, news, whole):
    path, heard = whole
    model = fr.load_model(path)
    assert {stage for stage, *_ in heard} == set(STAGES)
    assert all(0 < done <= steps for _, done, steps in heard)
    texts = [text for _, text in sentences()[36:]]
    network = trained(folder, news)
    assert model.predict_proba(texts).shape == (4, 2)
    exact = model.exactly().log_odds(texts) - model.balanced
    assert exact == pytest.approx(network.log_odds(tokenised(texts, 32)), abs=0.05)
    marked = news[1]
    assert model.exactly().predict_proba(marked["text"].tolist())[:, 1].mean() == pytest.approx(
        marked["spans"].map(bool).mean(), abs=0.02
    )
    found = model.predict_interval(texts)
    assert (found["low"] < found["probability"]).all()
    assert (found["probability"] < found["high"]).all()
    static = fr.load_model(path.with_name("loaded-language-static.json"))
    assert np.corrcoef(static.log_odds(texts), model.log_odds(texts))[0, 1] > 0.5
    assert "Not for:" in model.card
    assert "not for:" in static.card


def test_weights_that_another_file_names_are_refused(whole, tmp_path):
    path, weights = (Path(shutil.copy(file, tmp_path)) for file in (whole[0], whole[0].with_suffix(".safetensors")))
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


def test_a_stage_is_gone_through_once_for_the_same_content(folder, news, tmp_path):
    times = []

    def stage(network, table, recipe, progress):
        times.append(len(table))
        return experts_stage(network, table, *news, recipe, progress)

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
        TaggerRecipe(1, 1, "2020-04", Stage({"articles": 12}, 1e-3, 0.0, 200)),
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


def events_of_pairs(folder, events=60):
    """Write round-ups of our own, and codes: two reports of one saying are a full pair, two sayings none."""
    lines, codes = [], []
    for number in range(events):
        name, (one, other) = FAMILIES[number % 20], (SAYINGS[number % 4], SAYINGS[(number + 1) % 4])
        texts = [f"Anna {name} said that {one}.", f"That {one}, said {name}.", f"{name} added that {other}."]
        articles = [{"title": "", "text": text} for text in texts]
        texts.append(f"That {one} was news to all, and in the town it was a Monday without rain.")
        story = f"train-{number}"
        lines.append(json.dumps({"id": story, "articles": articles, "neutral_text": texts[3]}) + "\n")
        for place, code in ((1, "full full?"), (2, "none"), (3, "part")):
            row = {"pair_id": f"{story}-{place}", "collection": "neus_allsides", "story": story, "codes": code}
            for side, of in (("a", 0), ("b", place)):
                row |= {f"article_{side}": f"{story}-{of}", f"start_{side}": "0", f"end_{side}": str(len(texts[of]))}
            codes.append(row)
    (folder / "neus_allsides").mkdir(parents=True)
    (folder / "neus_allsides/train.jsonl").write_text("".join(lines), encoding="utf-8")
    return pd.DataFrame(codes)


def test_the_pair_model_learns_what_was_coded_and_is_written_with_its_hash(tmp_path):
    codes = events_of_pairs(tmp_path)
    coded = coded_pairs(tmp_path, codes)
    assert coded.loc[0, ["none", "part", "full"]].tolist() == pytest.approx([0.0, 0.105, 0.895])
    assert coded.loc[0, "text_a"].startswith("Anna ")
    recipe = PairRecipe(2, 1, 1, 4, Stage({"pairs": 20}, 3e-4, 0.0, 400))
    path = train_pairs(tmp_path, tmp_path / "made", lambda *_: None, measures_of, recipe, codes)
    kept = coded[is_kept_story(coded["story"], 4)]
    assert 10 < len(kept) < 90
    pairs = list(zip(kept["text_a"], kept["text_b"], strict=True))
    chances = fr.load_model(path).predict_proba(pairs, measures_of(pairs))
    assert (chances.argmax(axis=1) == kept[["none", "part", "full"]].to_numpy().argmax(axis=1)).mean() > 0.9


def test_the_shipped_codes_are_of_known_collections_and_categories():
    """Their places are checked where the data sets are: `train_pairs` reads every sentence."""
    codes = pd.read_csv(Path(fr.models.__file__).parent / "training" / "pair_codes.csv")
    assert codes["pair_id"].is_unique
    assert {code.rstrip("?") for of_pair in codes["codes"] for code in of_pair.split()} == {"none", "part", "full"}
    assert (codes["article_a"] != codes["article_b"]).all()
