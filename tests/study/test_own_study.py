"""A study of one's own without codes: scores, classifiers, contrasts and figures; stages that are kept."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import framing as fr
from conftest import run, with_ingested
from framing import pipeline as stages
from framing.report import graph_of
from framing.study import RESULT_NAMES, ingest_articles, results_graph, start_study

pytestmark = pytest.mark.slow

OUTLETS = ("Free Hadrel", "Upland Morning")
ARTICLES = ("freehadrel-1", "freehadrel-2", "upland-1", "upland-3")
FEW = "\n[classifiers]\npermutations = 4\n"


def begin(folder: Path, demo: fr.Study, settings: str = FEW) -> fr.Study:
    """A study of two outlets of the demonstration, two articles each, without codes."""
    rows = demo.articles[demo.articles["article_id"].isin(ARTICLES)]
    start_study(folder)
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    shutil.copy(demo.root / "lexicon.csv", folder / "data" / "lexicon.csv")
    table = rows[["article_id", "outlet", "story_id", "date"]].assign(text=rows["article_id"].map(demo.corpus.texts))
    table["group"] = table["outlet"].map(dict(zip(OUTLETS, ("east", "west"), strict=True)))
    table.to_csv(folder.parent / "articles.csv", index=False)
    ingest_articles(fr.open_study(folder / "study.toml"), folder.parent / "articles.csv")
    return with_ingested(folder)


@pytest.fixture(scope="module")
def home(shared, demo) -> Path:
    def build(folder: Path) -> None:
        stages.build(begin(folder / "study", demo))
        stages.publish(fr.open_study(folder / "study" / "study.toml"))

    return shared("uncoded", build) / "study"


@pytest.fixture(scope="module")
def study(home) -> fr.Study:
    return fr.open_study(home / "study.toml")


@pytest.fixture(scope="module")
def results(study) -> dict[str, pd.DataFrame]:
    """Every result but the two that take longest and read no score of an outlet."""
    graph = results_graph(study)
    return {
        name: graph.get(name) for name in RESULT_NAMES if name not in ("specifications", "power") and graph.has(name)
    }


def test_without_codes_there_are_scores_outlets_contrasts_and_controls(study, results):
    by_tier = set(zip(study.scores["classifier"], study.scores["tier"], strict=True))
    of_general = {"general", "general word", "general name", "general stance"}
    assert by_tier == {(name, "text") for name in of_general | {f"outlet:{outlet}" for outlet in OUTLETS}}
    contrasts = results["contrasts"]
    assert {"general name", *(f"outlet:{outlet}" for outlet in OUTLETS)} <= set(contrasts["classifier"])
    assert {"text", "public"} == set(contrasts["tier"])
    assert contrasts.loc[contrasts["classifier"] == "general name", "contrast"].median() > 1
    assert (study.yardsticks["n_deals"] == 4).all()
    assert (
        results.keys() & {"agreement", "transfer", "calibration", "leakage", "corrected", "coded_loadedness"} == set()
    )


def test_without_codes_the_figures_are_drawn_and_say_nothing_of_codes(study):
    graph = graph_of(study)
    drawn = {name.removeprefix("draw_") for name in graph.nodes if name.startswith("draw_") and graph.has(name)}
    assert drawn >= {"naming", "naming_rates", "naming_over_time", "own_words", "loadedness", "contrasts", "mission"}
    assert drawn & {"transfer", "calibration", "coded_loadedness", "lexicon_versions"} == set()
    for name in ("loadedness", "contrasts", "mission", "own_words"):
        drawing = fr.draw(study, name)
        assert len(drawing.data)
        assert "coded" not in drawing.caption
    assert set(fr.draw(study, "contrasts").data["kind"]) == {"general", "outlet"}
    with pytest.raises(fr.BadInput, match="Cannot draw 'transfer': the study has no coded sentences"):
        fr.draw(study, "transfer")


def test_the_terms_that_are_drawn_are_the_most_frequent_or_those_that_the_study_names(study, home, tmp_path):
    slots = study.occurrences.query("kind == 'naming' and form == 'loaded' and reference != 'unresolved'")
    counts = slots[~slots["negated"]]["term_id"].value_counts()
    assert counts[list(study.terms)].min() == counts.nlargest(3).min()
    folder = shutil.copytree(home, tmp_path / "study")
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[figures]\nterms = ["{counts.index[-1]}"]\ntargets = ["galvora"]\n')
    named = fr.open_study(folder / "study.toml")
    assert named.terms == (counts.index[-1],)
    for name in ("mission", "naming_rates"):
        assert set(fr.draw(named, name).data["target"]) == {"galvora"}
    (folder / "study.toml").write_text(
        (folder / "study.toml").read_text(encoding="utf-8").replace(counts.index[-1], "tsar"), encoding="utf-8"
    )
    assert "[figures] terms: tsar are not the term_id of a loaded name" in run(folder, "figures", "naming").stderr


def test_own_words_are_apart_from_quotations(study, results):
    table = results["loadedness_by_voice"].set_index(["row", "voice"])
    body = study.sentences[study.sentences["kind"] != "boilerplate"].set_index("sentence_id")
    values = study.scores.query("classifier == 'general'").set_index("unit_id")["log_odds"].reindex(body.index)
    outlets = body["article_id"].map(study.articles.set_index("article_id")["outlet"])
    own = (outlets == OUTLETS[0]) & (body["voice"] == "narrator")
    assert table.loc[(OUTLETS[0], "own words"), "estimate"] == pytest.approx(values[own].mean())
    counts = table["n_sentences"].unstack()
    assert (counts[["own words", "reported", "quoted"]].sum(axis=1) == counts["all"]).all()


def test_contrasts_by_outlet_are_means_over_the_slots_of_the_outlet(results):
    table = results["contrasts_by_outlet"]
    assert set(table["row"]) == set(OUTLETS)
    whole = results["contrasts"].query("classifier == 'general name' and pair_id == 'ALL'").set_index("target")
    for target, cells in table.groupby("target"):
        mean = (cells["estimate"] * cells["n_slots"]).sum() / cells["n_slots"].sum()
        assert mean == pytest.approx(whole.loc[target, "contrast"])


def test_slots_are_one_table_for_other_programs(study, results):
    table = results["slot_scores"]
    assert table["occurrence_id"].is_unique
    assert len(table) == (~study.occurrences.query("kind == 'naming'")["negated"]).sum()
    assert set(table["outlet"]) <= set(OUTLETS)
    assert table["date"].str.len().eq(10).all()
    assert table["sentence_log_odds"].notna().all()
    assert {f"outlet:{outlet}" for outlet in OUTLETS} <= set(table)


def test_a_changed_lexicon_repeats_what_depends_on_it_and_a_stopped_build_goes_on(home, tmp_path):
    folder = shutil.copytree(home, tmp_path / "study")

    def kept() -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in (folder / "build" / "stages").rglob("*.*")}

    before = kept()
    stages.build(with_ingested(folder))  # nothing has changed: every stage is there
    assert kept() == before
    lexicon = folder / "data" / "lexicon.csv"
    lexicon.write_text(lexicon.read_text(encoding="utf-8").replace(",strongman,", ",strong man,", 1), encoding="utf-8")
    stages.build(with_ingested(folder))
    after = kept()
    same = {name.partition("-")[0] for name in before.keys() & after.keys() if before[name] == after[name]}
    assert same >= {"reading", "alignments"}
    assert not same & {"namings", "swaps", "text tier"}
    for path in (folder / "build" / "stages").rglob("controls*"):
        path.unlink()  # as if the build had been stopped there
    rest = kept()
    stages.build(with_ingested(folder))
    assert rest.items() <= kept().items()


def test_scores_of_ones_own_go_through_contrasts_and_figures(home, tmp_path):
    folder = shutil.copytree(home, tmp_path / "study")
    study = fr.open_study(folder / "study.toml")
    own = study.scores.query("classifier == 'general'")[["unit_id", "log_odds"]].assign(classifier="mine")
    own["log_odds"] *= 2
    own.to_csv(folder / "data" / "mine.csv", index=False)
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(
        settings.replace("[paths]", '[paths]\nscores = "data/mine.csv"'), encoding="utf-8"
    )
    mine = fr.open_study(folder / "study.toml")
    table = (
        results_graph(mine)
        .get("contrasts")
        .set_index(["classifier", "tier", "target", "pair_id"])["contrast"]
        .sort_index()
    )
    one, other = (table[name, "text"] for name in ("mine", "general"))
    assert one.to_numpy() == pytest.approx(2 * other.reindex(one.index).to_numpy())
    assert "mine" in set(fr.draw(mine, "contrasts").data["row"])
    (folder / "data" / "mine.csv").write_text("unit_id,classifier,log_odds\nnobody:01,mine,1\n", encoding="utf-8")
    with pytest.raises(fr.BadInput, match="found 'nobody:01', expected an existing unit_id"):
        _ = fr.open_study(folder / "study.toml").own_scores
    (folder / "data" / "mine.csv").write_text(f"unit_id,classifier,log_odds\n{own['unit_id'].iloc[0]},general,1\n")
    with pytest.raises(fr.BadInput, match="'general' has the name of one of the toolkit's"):
        _ = fr.open_study(folder / "study.toml").own_scores


def test_without_an_encoder_the_static_model_scores_and_the_build_says_so(tmp_path, demo):
    begin(tmp_path / "study", demo)
    folder = tmp_path / "study"
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(
        settings.replace('encoder = "all-MiniLM-L6-v2"', 'encoder = ""'), encoding="utf-8"
    )
    done = run(folder, "build")
    assert done.returncode == 0
    assert "without an encoder the static model scored the sentences" in done.stderr
    assert run(folder, "publish").returncode == 0
    study = fr.open_study(folder / "study.toml")
    assert set(study.scores["classifier"]) == {"static"}
    graph = results_graph(study)
    assert set(graph.get("contrasts")["classifier"]) == {"static", *(f"outlet:{outlet}" for outlet in OUTLETS)}
    assert not graph.has("wording_gaps")
    assert "sentence, static model" in set(fr.draw(study, "contrasts").data["row"])
    assert "by the static model" in fr.draw(study, "own_words").caption


def test_an_estimate_of_the_build_names_every_stage(home, tmp_path):
    done = run(shutil.copytree(home, tmp_path / "study"), "build", "--estimate")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        *("voice", "twins", "slots", "scores", "classifiers", "in")
    ]


def test_settings_of_classifiers_are_checked(home, tmp_path):
    folder = shutil.copytree(home, tmp_path / "study")
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    for given, said in (
        ("most_outlets = 0", "most_outlets is 0; expected 1 or more"),
        ('revision = "main"', "'encoder' is missing"),
        ('sentences = "slots"', "unknown sentences 'slots'. Choose all or namings."),
        ('folds = "story"', "unknown folds 'story'. Choose twins or stories."),
    ):
        (folder / "study.toml").write_text(settings.replace("permutations = 4", given), encoding="utf-8")
        assert said in run(folder, "figures").stderr
