"""Writing: a command that is killed at any of its writes leaves what was or what will be, and can be run again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import pandas as pd
import pytest

import framing as fr
from conftest import run
from framing import pipeline
from framing.study import ingest_articles, start_study
from framing.writing import PENDING, SPARE, delete, new_folder, one_run, replacing, write_text, written

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked, to be killed")
HERE = {**os.environ, "PYTHONPATH": str(Path(fr.__file__).parents[1])}  # the code under test
CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir")
TABLE = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["Gull", "Tern"], "text": ["Rain fell.", "Ruk left Lunn."]})


def writes(event, arguments, folder):
    """Whether an audit event announces a change of a file in a folder."""
    if event == "open":
        path, _, flags = arguments
        return str(path).startswith(folder) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in CHANGES and (str(arguments[0]).startswith(folder) or arguments[-1] not in (-1, None, 0o777))


def in_a_process_killed_at(number, folder, work):
    """Run in another process, killed before its write of this number; return whether it was."""
    process = os.fork()
    if not process:
        left = [number]

        def watch(event, arguments):
            if writes(event, arguments, str(folder)):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    assert status == signal.SIGKILL or os.waitstatus_to_exitcode(status) == 0
    return status == signal.SIGKILL


def seen(folder):
    """What is in a folder, but for the lock and the files that wait."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock" and PENDING not in path.parts
    }


def survives(tmp_path, prepare, work, *, step=1):
    """Kill `work` at its writes in turn; whatever it leaves, a second run ends with the bytes of an undisturbed one."""
    whole = tmp_path / "whole"
    whole.mkdir()
    prepare(whole)
    old = seen(whole)
    work(whole)  # here, so that what it imports need not be imported in each process
    new = seen(whole)
    assert new != old
    kills = 0
    for number in range(1, 10**4, step):
        home = tmp_path / f"killed-{number}"
        home.mkdir()
        prepare(home)
        killed = in_a_process_killed_at(number, home, lambda home=home: work(home))
        left = seen(home)
        final = [*home.rglob("commit.json")]
        assert {name for name in left if SPARE not in name} == {*old} or left == new or final
        in_a_process_killed_at(10**9, home, lambda home=home: work(home))
        assert seen(home) == new
        assert [path for path in home.rglob("*") if SPARE in path.name or path.name == PENDING] == []
        shutil.rmtree(home)
        kills += killed
        if not killed:
            break
    return kills


def test_files_of_a_run_are_changed_together(tmp_path):
    def prepare(home):
        for name in ("a", "b"):
            write_text(home / f"{name}.txt", "old")

    def work(home):
        with one_run(home, home / "build"):
            write_text(home / "a.txt", "new")
            write_text(home / "deep" / "c.txt", "new")
            delete(home / "b.txt")
            Path(tempfile.mkdtemp(), "draft").write_text("x", encoding="utf-8")

    assert survives(tmp_path, prepare, work) > 8


STEPS = pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.release)])


@STEPS
def test_a_new_study_is_there_as_a_whole_or_not_at_all(tmp_path, step):
    def work(home):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(home)
            if not Path("mine").exists():  # a whole study is refused
                fr.new_study("mine", TABLE)

    assert survives(tmp_path, lambda _: None, work, step=step) > 1


@STEPS
def test_articles_are_added_all_or_none(tmp_path, step):
    def prepare(home):
        start_study(home / "mine")
        TABLE.to_json(home / "articles.jsonl", orient="records", lines=True)

    def work(home):
        ingest_articles(fr.open_study(home / "mine" / "study.toml"), home / "articles.jsonl")

    assert survives(tmp_path, prepare, work, step=step) > 1


@STEPS
def test_published_tables_are_replaced_together(tmp_path, built_study, step):
    built = built_study("Free Hadrel")

    def prepare(home):
        shutil.copytree(built, home / "mine")
        (home / "mine" / "data" / "derived" / "swaps.csv").write_text("other\n", encoding="utf-8")
        (home / "mine" / "data" / "derived" / "sentences.csv").unlink()

    def work(home):
        pipeline.publish(fr.open_study(home / "mine" / "study.toml"))

    assert survives(tmp_path, prepare, work, step=step) > 1


@pytest.mark.release
def test_figures_and_results_are_replaced_together(tmp_path, drawn_study):
    def prepare(home):
        shutil.copytree(drawn_study, home / "mine")
        with (home / "mine" / "study.toml").open("a", encoding="utf-8") as settings:
            settings.write('draw = ["naming_rates"]\n')  # under [figures], the last table; others are deleted
        for path in [*(home / "mine" / "figures").glob("*.csv"), *(home / "mine" / "results").glob("*.csv")]:
            path.write_text("other\n", encoding="utf-8")

    def work(home):
        pipeline.figures(fr.open_study(home / "mine" / "study.toml"))

    assert survives(tmp_path, prepare, work, step=37) > 2


def test_a_run_that_fails_changes_nothing_and_reads_what_it_wrote(tmp_path):
    write_text(tmp_path / "a.txt", "old")

    def fail():
        with one_run(tmp_path, tmp_path / "build"):
            write_text(tmp_path / "a.txt", "new")
            assert (tmp_path / "a.txt").read_text() == "old"
            assert written(tmp_path / "a.txt").read_text() == "new"
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert seen(tmp_path) == {"a.txt": b"old"}
    assert not (tmp_path / "build" / PENDING).exists()


def test_a_second_run_in_the_folder_is_told_and_one_within_a_run_is_part_of_it(tmp_path):
    start_study(tmp_path / "mine")
    TABLE.to_csv(tmp_path / "articles.csv", index=False)
    home = tmp_path / "mine"
    with one_run(home, home / "build", together=False):
        done = run(home, "ingest", "../articles.csv")
        assert (done.returncode, "Another run of framing is writing into" in done.stderr) == (2, True)
    with one_run(home, home / "build"), one_run(home, home / "build"):
        write_text(home / "x", "x")
    assert run(home, "ingest", "../articles.csv").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_asked_to_end_cleans_up_first(tmp_path, number):
    start_study(tmp_path / "mine")
    before = seen(tmp_path)
    code = """
import sys, time
from framing import pipeline, writing
from framing.cli import main
def compare(study):
    with writing.one_run(study.root, study.path("build")):
        writing.write_text(study.root / "results" / "a.csv", "half")
        print("here", flush=True)
        time.sleep(60)
pipeline.compare, sys.argv = compare, ["framing", "compare"]
main()
"""
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": HERE}
    with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path / "mine", **how) as ended:
        assert ended.stdout.readline() == "here\n"
        ended.send_signal(number)
        _, said = ended.communicate(timeout=30)
    assert (ended.returncode, "Traceback" in said) == (128 + number, False)
    assert (seen(tmp_path), (tmp_path / "mine" / "build").exists()) == (before, False)


def test_spare_files_of_a_dead_process_are_cleared_away_and_those_of_a_living_one_kept(tmp_path):
    process = os.fork()
    if not process:
        os._exit(0)
    os.waitpid(process, 0)
    dead, alive = (tmp_path / f".a.txt.{number}{SPARE}.txt" for number in (process, os.getppid()))
    for path in (dead, alive):
        path.write_text("half", encoding="utf-8")
    with replacing(tmp_path / "a.txt") as spare:
        spare.write_text("whole", encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", alive.name}


def test_a_new_folder_that_fails_leaves_nothing_and_one_that_exists_is_kept(tmp_path):
    def fail():
        with new_folder(tmp_path / "mine") as home:
            write_text(home / "a.txt", "new")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine").mkdir()
    with pytest.raises(fr.BadInput, match=r"mine exists already\. Choose another folder"):
        start_study(tmp_path / "mine")
