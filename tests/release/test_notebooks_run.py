"""Notebooks run, and give the outputs that are stored."""

import importlib.util
import json
import re

import nbformat
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DECIMAL = re.compile(r"\s*-?\b\d+\.(\d+)\b")


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_notebooks", ROOT / "notebooks" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook):
    """Outputs of every cell but the versions of the session, which are the reader's own."""
    return [
        (cell.source, cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code" and "session_info" not in cell.source
    ]


def words_and_decimals(cells):
    """Outputs without their decimals, and each decimal with the value of its last place."""
    told = json.dumps(cells, sort_keys=True)
    found = [(float(number[0]), 10.0 ** -len(number[1])) for number in DECIMAL.finditer(told)]
    return DECIMAL.sub(" #", told), found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_again_what_is_stored(path, build):
    """Scores are equal to 1e-5 on every processor: 0.165002 here was 0.164999 there, 0.17 against 0.16 as printed."""
    words, decimals = words_and_decimals(outputs(build.built(path.with_suffix(".py"))))
    stored_words, stored = words_and_decimals(outputs(nbformat.read(path, as_version=4)))
    assert words == stored_words
    off = [
        (ours, kept)
        for (ours, place), (kept, _) in zip(decimals, stored, strict=True)
        if abs(ours - kept) > 1.01 * place
    ]
    assert off == []


def test_a_cell_that_warns_stops_the_build(build, tmp_path):
    (tmp_path / "loud.py").write_text("# %%\nimport warnings\n\nwarnings.warn('mind the gap')\n")
    with pytest.raises(RuntimeError, match="mind the gap"):
        build.built(tmp_path / "loud.py")
