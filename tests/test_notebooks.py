"""Notebooks run, give the outputs that are stored, and show the published figures."""

import base64
import importlib.util
import re

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


def test_every_source_is_built():
    sources = {path.stem for path in (ROOT / "notebooks").glob("*.py")} - {"build"}
    assert sources == {path.stem for path in NOTEBOOKS} != set()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_again_what_is_stored(path, build):
    assert outputs(build.built(path.with_suffix(".py"))) == outputs(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_figures_of_the_case_study_are_the_published_ones(path):
    notebook = nbformat.read(path, as_version=4)
    shown = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("fr.draw(case, "):
            shown[cell.source.split('"')[1]] = base64.b64decode(cell.outputs[0].data["image/png"])
    assert shown
    assert [name for name, picture in shown.items() if picture != (ROOT / "figures" / f"{name}.png").read_bytes()] == []


def test_links_of_the_notebooks_lead_somewhere():
    """A figure too large to be held twice is linked where `make figures` puts it."""
    told = [
        (path, target)
        for path in NOTEBOOKS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
        for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", cell.source)
    ]
    assert any(target.endswith(".png") for _, target in told)
    assert [(path.name, target) for path, target in told if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_thin_and_light(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code if len(cell.source.splitlines()) > 6] == []
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert "session_info()" in code[-1].source
    assert path.stat().st_size < 1_000_000
    assert "widgets" not in notebook.metadata
