"""Notebooks run, and give the outputs that are stored."""

import importlib.util

import nbformat
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


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


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_again_what_is_stored(path, build):
    assert outputs(build.built(path.with_suffix(".py"))) == outputs(nbformat.read(path, as_version=4))


def test_a_cell_that_warns_stops_the_build(build, tmp_path):
    (tmp_path / "loud.py").write_text("# %%\nimport warnings\n\nwarnings.warn('mind the gap')\n")
    with pytest.raises(RuntimeError, match="mind the gap"):
        build.built(tmp_path / "loud.py")
