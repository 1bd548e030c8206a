"""Progress: a bar where somebody watches, nothing where nobody does, and never a changed result."""

import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from conftest import ROOT
from framing.display import named, progress, watched

SLOW = """
import time
from framing.display import named, progress
for thing in progress(range(20), "sentences"):
    time.sleep(0.1)
for name, thing in named({"voice": 1, "swaps": 2, "scores": 3}, "stages"):
    time.sleep(0.8)
print("done")
"""
QUICK = "from framing.display import progress; print(sum(progress(range(1000), 'sentences')))"


def seen(code: str, **environment: str) -> tuple[str, str]:
    """What a program writes: its output, and its standard error as a terminal shows it."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 100))
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"], **environment}
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=follower, env=environment
    ) as ran:
        os.close(follower)
        shown = b""
        while piece := read(leader):
            shown += piece
        assert ran.stdout
        output = ran.stdout.read().decode()
    os.close(leader)
    assert ran.returncode == 0, shown.decode()
    return output, shown.decode()


def read(leader: int) -> bytes:
    """The next piece; nothing when the other side is closed, which Linux says as an error."""
    try:
        return os.read(leader, 4096)
    except OSError:
        return b""


def test_a_terminal_is_shown_how_far_how_fast_and_how_long_still():
    output, shown = seen(SLOW)
    assert output == "done\n"
    assert re.search(r"sentences: +\d+%.*\d+/20 \[\d\d:\d\d<00:0\d, +[\d.]+ sentences/s\]", shown)
    assert re.search(r"stages: .*, scores\]", shown)


def test_the_switch_and_quick_steps_leave_a_terminal_empty():
    assert seen(SLOW, FRAMING_PROGRESS="0") == ("done\n", "")
    assert seen(QUICK) == ("499500\n", "")


def test_nothing_is_written_where_no_terminal_is():
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", SLOW], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_a_notebook_is_told_unless_it_is_built(monkeypatch):
    class Shell:
        kernel = object()

    monkeypatch.setitem(sys.modules, "IPython", type("IPython", (), {"get_ipython": staticmethod(Shell)}))
    assert not watched()
    monkeypatch.delenv("FRAMING_PROGRESS")
    assert watched()
    assert '"FRAMING_PROGRESS": "0"' in (ROOT / "notebooks" / "build.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("watching", [True, False])
def test_things_are_the_same_with_a_bar_and_without(monkeypatch, capsys, watching):
    monkeypatch.setattr("framing.display.watched", lambda: watching)
    assert list(progress(iter("abc"), "letters", total=3)) == ["a", "b", "c"]
    assert dict(named({"a": 1, "b": 2}, "letters")) == {"a": 1, "b": 2}
    assert capsys.readouterr().out == ""


def test_the_toolkit_stays_light():
    code = "import sys, framing, framing.display; print('tqdm' in sys.modules)"
    environment = {"PYTHONPATH": str(Path(ROOT / "src"))}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
