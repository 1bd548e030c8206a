"""Notebooks run, and give the outputs that are stored, but for what differs between processors."""

import base64
import importlib.util
import io
import re

import matplotlib.image
import nbformat
import numpy as np
import pytest

from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_notebooks", ROOT / "notebooks" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# the reading view scores in 8 bits, whose last digits differ between processors: words behind a score, and the score
IN_BYTES = re.compile(r"<li>\s*<b>[^<]*</b> \d\.\d\d</li>|(?<=aria-label=\"loadedness )\d\.\d\d|[■□]+ \d\.\d\d")


def outputs(notebook):
    """Outputs of every cell but the versions of the session, which are the reader's own."""
    return [
        (cell.source, [one if "data" not in one else one | {"data": dict(parts(one["data"]))} for one in cell.outputs])
        for cell in notebook.cells
        if cell.cell_type == "code" and "session_info" not in cell.source
    ]


def parts(data):
    for kind, content in data.items():
        yield kind, Picture(content) if kind == "image/png" else IN_BYTES.sub("", content)


class Picture:
    """A picture; scores that differ by 1e-5 move no pixel by more than a shade."""

    def __init__(self, content):
        self.pixels = matplotlib.image.imread(io.BytesIO(base64.b64decode(content)))

    def __eq__(self, other):
        return self.pixels.shape == other.pixels.shape and np.allclose(self.pixels, other.pixels, atol=2 / 255)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_gives_again_what_is_stored(path, build):
    assert outputs(build.built(path.with_suffix(".py"))) == outputs(nbformat.read(path, as_version=4))


def test_a_cell_that_warns_stops_the_build(build, tmp_path):
    (tmp_path / "loud.py").write_text("# %%\nimport warnings\n\nwarnings.warn('mind the gap')\n")
    with pytest.raises(RuntimeError, match="mind the gap"):
        build.built(tmp_path / "loud.py")
