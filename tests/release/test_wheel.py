"""The wheel: what a reader gets who installs the toolkit without the repository."""

import subprocess
import sys
import zipfile

from conftest import ROOT


def test_the_wheel_carries_its_data_and_the_demonstration(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "framing/corpus/boilerplate.csv",
        "framing/lexicon/traps.csv",
        "framing/demo/study.toml",
        "framing/demo/truth.csv",
        "framing/study/scaffold/Makefile",
        "framing/study/scaffold/study.toml",
        "framing/study/scaffold/notebook.txt",
        "framing/templates/page.html",
        "framing/templates/reading.css",
        "framing/templates/reading.js",
        "framing/templates/reading-widget.js",
        "framing/templates/report.css",
        "framing/models/loaded-language.safetensors",
        "framing/models/loaded-language-static.json",
        "framing/models/attribution.json",
        "framing/models/attribution.safetensors",
        "framing/models/pairs.json",
        "framing/models/pairs.safetensors",
        "framing/models/training/pair_codes.csv",
    } <= names
    assert wheel.stat().st_size < 30e6
    assert [name for name in names if "/codes/coder_" in name or name.endswith(".ipynb")] == []
