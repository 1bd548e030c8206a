"""Scoring whole studies whose outlets have nothing loaded, nothing else, or one sentence: from text to every figure."""

import shutil

import pandas as pd
import pytest

import framing as fr
from conftest import with_ingested
from framing import pipeline as stages
from framing.study import every_result, ingest_articles, start_study

pytestmark = pytest.mark.release

TEXTS = {
    "Courier": "Tresk met the envoys. The talks took an hour. It rained at noon. The envoys left by rail.",
    "Herald": "It was a fine day in Selane for all who came.",
    "Upland": "The strongman Tresk raged. The strongman's puppets clapped. The shameful show went on and on.",
    "Post": "The strongman Tresk signed. The president of Galvora flew home. The loan is small. A disgrace, all told.",
}
LOADED = {"Courier": [0, 0, 0, 0], "Herald": [0], "Upland": [1, 1, 1], "Post": [1, 0, 0, 1]}


@pytest.fixture(scope="module")
def study(tmp_path_factory, demo) -> fr.Study:
    folder = tmp_path_factory.mktemp("small") / "study"
    start_study(folder)
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    settings = settings.replace("# encoder", "encoder")
    (folder / "study.toml").write_text(settings + '\n[figures]\ntargets = ["tresk", "galvora"]\n', encoding="utf-8")
    shutil.copy(demo.root / "lexicon.csv", folder / "data" / "lexicon.csv")
    table = pd.DataFrame(
        {"article_id": [name.lower() for name in TEXTS], "outlet": list(TEXTS), "text": list(TEXTS.values())}
    )
    table.to_csv(folder / "articles.csv", index=False)
    ingest_articles(fr.open_study(folder / "study.toml"), folder / "articles.csv")
    (folder / "articles.csv").unlink()
    codes = [
        (f"{name.lower()}:{n + 1:02d}", share, 2 * share) for name, of in LOADED.items() for n, share in enumerate(of)
    ]
    home = folder / "data" / "codes" / "coder_a"
    home.mkdir(parents=True)
    pd.DataFrame(codes, columns=["sentence_id", "loaded", "strength"]).to_csv(home / "labels.csv", index=False)
    stages.build(with_ingested(folder))
    stages.publish(fr.open_study(folder / "study.toml"))
    return fr.open_study(folder / "study.toml")


def test_every_figure_is_drawn_of_it(study):
    assert stages.figures(study)
    assert stages.verify(study) == []


def test_too_few_positives_is_a_column(study):
    cards = study.classifiers.set_index("classifier")
    of_loadedness = cards[cards.index.str.startswith("loadedness:")]
    assert not of_loadedness["enough_positives"].any()
    assert of_loadedness.loc["loadedness:Courier", "n_positives"] == 0
    assert of_loadedness["shared_weight"].between(0, 1).all()


def test_an_outlet_without_both_labels_has_counts_and_no_area_under_the_curve(study):
    table = every_result(study)["agreement"].query("article_id == 'courier'")
    assert (table["n_loaded"] == 0).all()
    assert table["auroc"].isna().all()
    assert table["method"].str.startswith("counts only: 0 of 5").all()


def test_an_outlet_of_one_sentence_is_scored_by_the_others_only(study):
    scores = study.scores
    own = scores[(scores["unit_id"] == "herald:01") & (scores["classifier"] == "loadedness:Herald")]
    other = scores[(scores["unit_id"] == "herald:01") & (scores["classifier"] == "loadedness:Upland")]
    assert own["log_odds"].isna().all()
    assert other["log_odds"].notna().all()
