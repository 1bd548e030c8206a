"""Batches: same bytes wherever they are computed, and nothing is computed twice."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

import framing as fr
from conftest import ROOT, run, with_ingested
from framing import pipeline
from framing.errors import BadInput
from framing.study import Pool, Stages, partitions
from framing.study.partitions import NAMINGS, READING, SWAPS, cut
from framing.tables import write_csv

TABLES = ("voiced", "attributions", "occurrences", "labellings", "swaps")


@pytest.fixture
def small_batches(monkeypatch):
    """Batches of an article or two."""
    monkeypatch.setattr(partitions, "CHARACTERS", 2_000)


@pytest.fixture
def texts(quick_demo):
    """Four articles of the demonstration, of which nothing is prepared; they name no encoder."""
    return with_articles(quick_demo, quick_demo.articles.iloc[::3], dict(quick_demo.corpus.texts))


def kept_in(folder: Path, study: fr.Study, pool: Pool | None = None, code: str = "0" * 16) -> fr.Study:
    kept = replace(study, stages=Stages(folder, code, pool or Pool()))
    vars(kept).update(corpus=study.corpus, lexicon=study.lexicon)
    return kept


def tables_of(study: fr.Study) -> dict[str, pd.DataFrame]:
    return {name: getattr(study, name) for name in TABLES} | study.occurrences_by_lexicon


def csv_of(study: fr.Study, folder: Path) -> dict[str, str]:
    """What is written of the tables, without the order in memory."""
    found = {}
    for name, table in tables_of(study).items():
        rows = table.sort_values(list(table.columns[:2]), ignore_index=True)
        write_csv(rows, folder / f"{name}.csv")
        found[name] = (folder / f"{name}.csv").read_text(encoding="utf-8")
    return found


def with_articles(study: fr.Study, articles: pd.DataFrame, texts: dict[str, str]) -> fr.Study:
    other = replace(study, stages=None)
    chosen = {name: texts[name] for name in articles["article_id"]}
    vars(other)["corpus"] = replace(study.corpus, articles=articles.reset_index(drop=True), texts=chosen)
    return other


@pytest.fixture
def calls(monkeypatch):
    """Articles for which a stage was computed, by stage."""
    seen: dict[str, list[str]] = {stage.name: [] for stage in (READING, NAMINGS, SWAPS)}
    compute = partitions.ArticleStage.__call__

    def counted(stage, part):
        seen[stage.name] += part.articles["article_id"].tolist()
        return compute(stage, part)

    monkeypatch.setattr(partitions.ArticleStage, "__call__", counted)
    return seen


@pytest.mark.usefixtures("small_batches")
def test_tables_of_batches_are_those_of_the_whole_corpus(texts, tmp_path):
    assert csv_of(kept_in(tmp_path / "s", texts), tmp_path) == csv_of(texts, tmp_path)


def test_tables_with_the_tagger_are_those_of_single_articles(demo, tmp_path, monkeypatch):
    """The network reads an article by itself, so that it finds the same whatever else there is."""
    few = with_articles(demo, demo.articles.head(2), dict(demo.corpus.texts))
    monkeypatch.setattr(partitions, "CHARACTERS", 1)
    one = csv_of(kept_in(tmp_path / "one", few), tmp_path)
    monkeypatch.setattr(partitions, "CHARACTERS", 10**9)
    assert one == csv_of(kept_in(tmp_path / "all", few), tmp_path) == csv_of(few, tmp_path)
    assert "tagger" in one["attributions"]


@pytest.mark.usefixtures("small_batches")
def test_processes_yield_the_same(texts, tmp_path):
    here, there = kept_in(tmp_path / "here", texts), kept_in(tmp_path / "there", texts, Pool(2))
    for name, table in tables_of(here).items():
        pd.testing.assert_frame_equal(table, tables_of(there)[name])


@pytest.mark.usefixtures("small_batches")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_yields_the_same(texts, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        pool = Pool(1, cluster.scheduler_address, partitions._code_here())
        here, there = kept_in(tmp_path / "here", texts), kept_in(tmp_path / "there", texts, pool)
        for name, table in tables_of(here).items():
            pd.testing.assert_frame_equal(table, tables_of(there)[name])
        with pytest.raises(BadInput, match="another version of framing"):
            dict(replace(pool, code="1").run(len, ["a"], 1))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_scheduler_that_does_not_answer_is_told(study_of, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(partitions, "ANSWER", 1)
    folder = study_of("Free Hadrel")
    shutil.rmtree(folder / "build" / "stages")
    done = run(folder, "build", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert re.fullmatch(r"(note: .*\n)*framing: No Dask scheduler answers at tcp://127\.0\.0\.1:9\. .*\n", done.stderr)


def dies(batch: int) -> int:
    if batch == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return batch


def test_a_worker_that_dies_is_told():
    with pytest.raises(BadInput, match=r"A worker process ended before its batch was done.*run\s+the build again"):
        dict(Pool(2).run(dies, [0, 1, 2], 3))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_that_still_start_end_with_the_process_that_started_them(number):
    code = "import time; from framing.study import Pool; list(Pool(2).run(time.sleep, [60] * 4, 4))"
    here = {**os.environ, "PYTHONPATH": str(Path(fr.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL, env=here) as process:
        one = psutil.Process(process.pid)
        while (
            len(workers := [child for child in one.children() if "popen_loky_posix" in " ".join(child.cmdline())]) < 2
        ):
            time.sleep(0.01)
        others = one.children()
        process.send_signal(number)
    assert psutil.wait_procs([*workers, *others], timeout=20)[1] == []


@pytest.mark.usefixtures("small_batches")
def test_a_stopped_build_goes_on(texts, tmp_path, calls, monkeypatch):
    study = kept_in(tmp_path / "s", texts)
    write, written = Stages.write, []

    def stop(stages, path, content):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        write(stages, path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Stages, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            _ = study.voiced
    first = len(calls["reading"])
    assert first == 3
    again = kept_in(tmp_path / "s", texts)
    pd.testing.assert_frame_equal(again.voiced, kept_in(tmp_path / "t", texts).voiced)
    assert len(calls["reading"]) == first + 2 + len(texts.articles)  # the third batch again, the fourth, and all


@pytest.mark.usefixtures("small_batches")
def test_new_articles_cost_their_own_time_only(texts, tmp_path, calls):
    articles = texts.articles
    before = with_articles(texts, articles.iloc[:-2], dict(texts.corpus.texts))
    tables_of(kept_in(tmp_path / "s", before))
    for of_stage in calls.values():
        of_stage.clear()
    after = tables_of(kept_in(tmp_path / "s", texts))
    assert {*calls["reading"]} == {*calls["namings"]} == {*articles["article_id"].iloc[-2:]}
    fresh = tables_of(kept_in(tmp_path / "t", texts))
    for name, table in fresh.items():
        pd.testing.assert_frame_equal(after[name], table)


def test_a_changed_text_repeats_its_article(texts, tmp_path, calls):
    tables_of(kept_in(tmp_path, texts))
    first = texts.articles["article_id"].iloc[0]
    changed = {**texts.corpus.texts, first: f"{texts.corpus.texts[first]}\n\nIt rained."}
    for of_stage in calls.values():
        of_stage.clear()
    tables_of(kept_in(tmp_path, with_articles(texts, texts.articles, changed)))
    assert calls["reading"] == calls["namings"] == [first]


def test_a_changed_lexicon_repeats_what_depends_on_it(texts, tmp_path, calls):
    tables_of(kept_in(tmp_path, texts))
    reading = len(calls["reading"])
    other = with_articles(texts, texts.articles, dict(texts.corpus.texts))
    vars(other)["lexicon"] = texts.lexicon.only(texts.lexicon.terms["form"] != "trap")
    tables_of(kept_in(tmp_path, other))
    assert len(calls["reading"]) == reading == len(texts.articles)
    assert len(calls["namings"]) == 2 * len(texts.articles)


def test_a_changed_lexicon_needs_no_tagger(demo, tmp_path, monkeypatch):
    few = with_articles(demo, demo.articles.head(1), dict(demo.corpus.texts))
    before = kept_in(tmp_path, few).occurrences
    monkeypatch.setattr(fr.models.AttributionTagger, "read", lambda *_: pytest.fail("the tagger is read"))
    other = with_articles(demo, demo.articles.head(1), dict(demo.corpus.texts))
    vars(other)["lexicon"] = demo.lexicon.only(demo.lexicon.terms["form"] != "trap")
    assert len(kept_in(tmp_path, other).occurrences) >= len(before)


def test_the_order_of_articles_does_not_matter(texts, tmp_path, calls):
    turned = with_articles(texts, texts.articles.iloc[::-1], dict(texts.corpus.texts))
    assert csv_of(kept_in(tmp_path / "s", texts), tmp_path) == csv_of(kept_in(tmp_path / "s", turned), tmp_path)
    assert len(calls["reading"]) == len(texts.articles)


def test_an_article_of_100000_words_is_a_batch(texts, tmp_path):
    first = texts.articles["article_id"].iloc[0]
    text = texts.corpus.texts[first]
    long = {first: "\n\n".join([text] * (100_000 // len(text.split()) + 1))}
    study = kept_in(tmp_path, with_articles(texts, texts.articles.head(1), long))
    assert len(study.occurrences) > 1_000
    assert len(READING.parts(study, [first])[0]) == 1


def test_batches_are_cut_by_size():
    assert cut([], 5) == []
    assert [[*places] for places in cut([3, 3, 9, 1, 1], 5)] == [[0], [1], [2], [3, 4]]


def width(units: list[str]) -> np.ndarray:
    return np.array([[len(unit), 1.0] for unit in units])


def test_rows_of_units_are_kept_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("framing.study.stages.UNITS", 2)
    seen: list[str] = []

    def stops(units: list[str]) -> np.ndarray:
        if len(seen) == 4:
            raise KeyboardInterrupt
        seen.extend(units)
        return width(units)

    units = ["ccc", "a", "bb", "eeeee", "dddd"]
    with pytest.raises(KeyboardInterrupt):
        Stages(tmp_path, "0").rows("lengths", "", units, stops)
    assert seen == ["a", "bb", "ccc", "dddd"]
    again: list[str] = []
    stages = Stages(tmp_path, "0")
    rows = stages.rows("lengths", "", units, lambda some: again.extend(some) or width(some))
    assert (again, rows[:, 0].tolist()) == (["eeeee"], [3, 1, 2, 5, 4])
    assert stages.rows("lengths", "", units[:2], pytest.fail)[:, 0].tolist() == [3, 1]
    stages.tidy()
    assert len([*stages.home.iterdir()]) == 2
    assert len(stages.rows("lengths", "another model", units, width)) == 5


@pytest.mark.usefixtures("small_batches")
def test_one_file_takes_the_place_of_batches(texts, tmp_path):
    study = kept_in(tmp_path, texts)
    tables_of(study)
    assert len(study.stages.files("reading", ".pickle")) == 5
    (tmp_path / "old code").mkdir()
    study.stages.tidy()
    assert [*tmp_path.iterdir()] == [study.stages.home]
    assert {path.name.partition("-")[0] for path in study.stages.home.iterdir()} == {"reading", "namings", "swaps"}
    assert len([*study.stages.home.iterdir()]) == 3


@pytest.mark.filterwarnings("ignore:Only quotation marks are read")
def test_notes_are_of_the_whole(texts, tmp_path):
    first = texts.articles["article_id"].iloc[0]
    german = {**texts.corpus.texts, first: "Die Stadt hat am Montag die Straße zum Hafen gesperrt. " * 9}
    study = kept_in(tmp_path, with_articles(texts, texts.articles, german), Pool(2))
    with pytest.warns(UserWarning, match=f"read in 1 of {len(texts.articles)} articles"):
        _ = study.voiced


KILLED = """
from framing.study import partitions
partitions.CHARACTERS = 1
from framing.cli import main
main()
"""


@pytest.mark.release
def test_a_killed_build_goes_on_and_yields_the_same(study_of):
    folder = study_of("Free Hadrel")
    before = {path.name: path.read_bytes() for path in sorted((folder / "data" / "derived").glob("*.csv"))}
    shutil.rmtree(folder / "build" / "stages")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", KILLED, "build", "--workers", "2"]
    stages = folder / "build" / "stages"
    with subprocess.Popen(command, cwd=folder, env=environment) as build:
        while not [*stages.glob("*/reading-*.pickle")]:
            time.sleep(0.05)
            assert build.poll() is None
        workers = psutil.Process(build.pid).children()
        build.kill()
    assert psutil.wait_procs(workers, timeout=20)[1] == []
    subprocess.run(command, cwd=folder, env=environment, check=True)
    assert {path.name: path.read_bytes() for path in sorted((folder / "build" / "derived").glob("*.csv"))} == before
    assert pipeline.build(with_ingested(folder)).is_dir()
