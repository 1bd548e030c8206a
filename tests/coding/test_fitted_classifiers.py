"""Classifiers of coded variables: a planted one is found, noise and shortcuts are told, no sentence judges itself."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import framing as fr
from conftest import ROOT
from framing.coding import Category, Codebook, Variable, code_rows

YES_NO = (Category("1"), Category("0"))
BOOK = Codebook("planted", "1.0", "", (Variable("blame", categories=YES_NO),))


def made(seed=0, articles=8, each=20):
    """A study of invented sentences whose vectors say what they are, more or less."""
    random = np.random.default_rng(seed)
    ids = [f"a{a}:{n:02d}" for a in range(articles) for n in range(each)]
    article = [name.partition(":")[0] for name in ids]
    truth = random.random(len(ids)) < 0.4
    vectors = random.normal(0, 1, (len(ids), 12))
    vectors[:, 0] += 1.5 * truth
    lengths = random.integers(30, 200, len(ids))
    sentences = pd.DataFrame({"sentence_id": ids, "article_id": article, "start": 0, "end": lengths, "kind": "body"})
    manifest = pd.DataFrame({"article_id": [f"a{a}" for a in range(articles)]})
    manifest["outlet"] = ["G" if a % 2 else "H" for a in range(articles)]
    study = SimpleNamespace(
        sentences=sentences, articles=manifest, corpus=SimpleNamespace(texts={}), codes=None, blocks=None
    )
    components = sentences[["sentence_id"]].assign(component_id=sentences["sentence_id"])
    return study, pd.Series(truth, ids), pd.DataFrame(vectors, index=ids), components


def coded(truth, names, coder="ann"):
    return code_rows(BOOK, coder, [(name, "blame", str(int(truth[name]))) for name in names])


def fitted(n=80, seed=0, **changes):
    study, truth, vectors, components = made(seed)
    names = np.random.default_rng(1).choice(truth.index, n, replace=False)
    values = {"codes": coded(truth, names), "components": components, "vectors": vectors, **changes}
    return fr.fit_classifiers(study, "blame", **values), truth


@pytest.fixture(scope="module")
def fit():
    return fitted()


def test_a_planted_variable_is_found_on_sentences_that_nobody_coded(fit):
    found, truth = fit
    scores = found.scores.set_index("unit_id")
    assert len(scores) == len(truth)
    uncoded = scores[~scores.index.isin(coded(truth, truth.index[:0])["sentence_id"])]
    loaded = truth.loc[uncoded.index]
    assert uncoded.loc[loaded, "log_odds"].mean() > uncoded.loc[~loaded, "log_odds"].mean() + 1
    quality = found.quality.set_index("features")
    assert quality.loc["sentence vectors", "low"] > quality.loc[["outlet alone", "length alone"], "auroc"].max()
    assert "do not use it" not in found.model_card
    assert "80 coded sentences" in repr(found)


def test_probabilities_are_calibrated(fit):
    found, truth = fit
    scores = found.scores.set_index("unit_id")["probability"]
    loaded = truth[scores.index]
    assert scores.mean() == pytest.approx(loaded.mean(), abs=0.08)
    loss = -np.log(np.where(loaded, scores, 1 - scores)).mean()
    base = loaded.mean()
    assert loss < 0.95 * -(base * np.log(base) + (1 - base) * np.log(1 - base))


def test_noise_is_told_to_be_no_better_than_a_shortcut():
    study, truth, vectors, components = made()
    noise = pd.DataFrame(np.random.default_rng(3).normal(size=vectors.shape), index=vectors.index)
    found = fr.fit_classifiers(
        study, "blame", codes=coded(truth, truth.index[::2]), components=components, vectors=noise
    )
    row = found.quality.set_index("features").loc["sentence vectors"]
    assert row["low"] < 0.5 < row["high"]
    assert "do not use it" in found.model_card


def test_an_outlet_that_gives_the_variable_away_is_shown_as_a_shortcut():
    study, truth, vectors, components = made()
    outlet = study.sentences["article_id"].map(study.articles.set_index("article_id")["outlet"])
    truth = pd.Series((outlet == "G").to_numpy(), truth.index)
    found = fr.fit_classifiers(
        study, "blame", codes=coded(truth, truth.index[::2]), components=components, vectors=vectors
    )
    assert found.quality.set_index("features").loc["outlet alone", "auroc"] > 0.95
    assert "do not use it" in found.model_card


def test_the_score_of_a_sentence_does_not_depend_on_its_own_code_or_that_of_a_twin():
    study, truth, vectors, components = made()
    names = list(truth.index[:100:2])
    components = components.assign(component_id=[name[:-1] for name in components["sentence_id"]])
    twin, other = names[0], names[1]
    assert twin[:-1] == other[:-1]
    folds = []
    for value in (True, False):
        changed = truth.copy()
        changed[twin] = value
        changed[other] = not value  # as many of each in the component, so that the folds are the same
        found = fr.fit_classifiers(study, "blame", codes=coded(changed, names), components=components, vectors=vectors)
        folds.append(found.scores.set_index("unit_id"))
    assert folds[0]["fold"].equals(folds[1]["fold"])
    assert folds[0].loc[[twin, other], "log_odds"].equals(folds[1].loc[[twin, other], "log_odds"])


def test_the_learning_curve_says_what_the_next_codes_would_gain(fit):
    curve = fit[0].learning_curve
    assert curve["n_codes"].tolist() == [20, 32, 48, 64, 80, 130]
    assert curve["kind"].tolist() == ["measured"] * 5 + ["extrapolated"]
    assert (curve["low"] <= curve["auroc"]).all()
    assert (curve["auroc"] <= curve["high"]).all()
    assert curve["auroc"].iloc[-1] >= curve["auroc"].iloc[0]


def test_estimates_of_outlets_are_corrected_by_the_sample():
    study, truth, vectors, components = made()
    sample = fr.sample_for_coding(
        study.sentences.merge(study.articles, on="article_id"), 40, strategy="stratified", seed=2
    )
    found = fr.fit_classifiers(
        study,
        "blame",
        codes=coded(truth, sample["sentence_id"]),
        components=components,
        vectors=vectors,
        sample=sample,
    )
    outlet = study.sentences["article_id"].map(study.articles.set_index("article_id")["outlet"]).to_numpy()
    share = truth.groupby(outlet).mean()
    corrected = found.estimates.query("estimator == 'corrected'").set_index("outlet").loc[share.index]
    assert corrected["n_coded"].tolist() == [40, 40]
    assert (corrected["low"] < share).all()
    assert (share < corrected["high"]).all()
    with pytest.raises(fr.BadInput, match="1 sentences of the sample have no code"):
        fr.fit_classifiers(
            study,
            "blame",
            codes=coded(truth, sample["sentence_id"].iloc[1:]),
            components=components,
            vectors=vectors,
            sample=sample,
        )


def test_coders_who_differ_count_in_shares_and_spans_as_any_or_none():
    study, truth, vectors, components = made()
    names = truth.index[:60]
    both = pd.concat([coded(truth, names), coded(~truth, names[:5], "bea")])
    found = fr.fit_classifiers(study, "blame", codes=both, components=components, vectors=vectors)
    assert found.quality["n_loaded"].iloc[0] == truth[names[5:]].sum() + 2.5
    book = Codebook("b", "1", "", (Variable("words", kind="spans", categories=(Category("x"),)),))
    spans = [(name, "words", "x", 0, 3) if truth[name] else (name, "words", "") for name in names]
    spans += [(names[int(np.argmax(truth[names]))], "words", "x", 5, 8)]
    found = fr.fit_classifiers(
        study, "words", codes=code_rows(book, "ann", spans), components=components, vectors=vectors
    )
    assert found.scores["classifier"].unique().tolist() == ["words=any"]
    assert found.quality["n_loaded"].iloc[0] == truth[names].sum()


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (lambda truth: coded(truth, truth.index[:12]), "at least 10 of each are needed"),
        (lambda truth: coded(truth | True, truth.index[:50]), "All codes have the value '1'"),
        (lambda _: coded(pd.Series({"b:01": True}), ["b:01"]), "'b:01' is coded, but no sentence"),
    ],
)
def test_codes_from_which_nothing_can_be_learnt_are_refused(codes, message):
    study, truth, vectors, components = made()
    with pytest.raises(fr.BadInput, match=message):
        fr.fit_classifiers(study, "blame", codes=codes(truth), components=components, vectors=vectors)


@pytest.mark.slow
def test_a_planted_variable_of_the_demonstration_is_coded_trained_and_found(tmp_path):
    """Which sentences name Galvora, a planted fact; coded by script as if by hand."""
    study = fr.demo()
    truth = pd.read_csv(ROOT / "data" / "demo" / "truth.csv").query("fact == 'slot' and target == 'galvora'")
    named = {name: name in set(truth["sentence_id"]) for name in study.sentences["sentence_id"]}
    body = study.sentences[study.sentences["kind"] != "boilerplate"]
    part = body.groupby("article_id").cumcount() // 5
    components = body[["sentence_id"]].assign(component_id=body["article_id"] + ":" + part.astype(str))
    sample = fr.sample_for_coding(study, 25, strategy="stratified", seed=2)
    found = fr.fit_classifiers(
        study, "blame", codes=coded(named, sample["sentence_id"]), components=components, sample=sample
    )
    quality = found.quality.set_index("features")
    assert quality.loc["sentence vectors", "auroc"] > 0.8
    assert quality.loc["sentence vectors", "low"] > quality.loc[["outlet alone", "length alone"], "auroc"].max()
    found.write_scores(tmp_path / "scores.csv")
    written = pd.read_csv(tmp_path / "scores.csv")
    assert written.columns.tolist() == ["unit_id", "classifier", "fold", "log_odds"]
    assert set(written["unit_id"]) == set(body["sentence_id"])
