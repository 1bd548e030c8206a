"""Notebooks run, give the outputs that are stored, and show the published figures."""

import base64
import importlib.util
import json
import re
from html import unescape

import nbformat
import pytest

from conftest import ROOT
from framing.report import STYLE
from test_house import CLAIM, TIE, number_in_results
from test_leak import runs

NAMES = (
    "1-tour",
    "2-texts-and-provenance",
    "3-lexicon-and-naming",
    "4-voice-and-same-event",
    "5-classifiers-and-swaps",
    "6-uncertainty-and-robustness",
    "7-your-own-corpus",
)
NOTEBOOKS = [ROOT / "notebooks" / f"{name}.ipynb" for name in NAMES]
# where these are stripped nothing is lost: pandas aligns tables; the reading view has words and marks besides
OF_PANDAS = re.compile(r"<style scoped>.*?</style>", flags=re.DOTALL)
OF_READER = f"<style>\n{STYLE}</style>\n"
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build_notebooks", ROOT / "notebooks" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells_of(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def shown_in(path):
    """All that the outputs of a notebook say, as text without tags."""
    texts = [
        output.get("text") or output.data.get("text/html") or output.data.get("text/plain", "")
        for cell in cells_of(path, "code")
        for output in cell.outputs
    ]
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(texts)))


def prose_of(path):
    return "\n".join(cell.source for cell in cells_of(path, "markdown"))


def outputs(notebook):
    """Outputs of every cell but the versions of the session, which are the reader's own."""
    return [
        (cell.source, cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code" and "session_info" not in cell.source
    ]


def test_every_source_is_built():
    folder = ROOT / "notebooks"
    assert {path.stem for path in folder.glob("*.py")} - {"build"} == set(NAMES)
    assert {path.stem for path in folder.glob("*.ipynb")} == set(NAMES)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@each_notebook
def test_a_notebook_gives_again_what_is_stored(path, build):
    assert outputs(build.built(path.with_suffix(".py"))) == outputs(nbformat.read(path, as_version=4))


def test_a_cell_that_warns_stops_the_build(build, tmp_path):
    (tmp_path / "loud.py").write_text("# %%\nimport warnings\n\nwarnings.warn('mind the gap')\n")
    with pytest.raises(RuntimeError, match="mind the gap"):
        build.built(tmp_path / "loud.py")


def test_figures_of_the_case_study_are_the_published_ones():
    shown = [
        (re.search(r'fr\.draw\(case, "(\w+)"\)', cell.source), base64.b64decode(output.data["image/png"]))
        for path in NOTEBOOKS
        for cell in cells_of(path, "code")
        for output in cell.outputs
        if "image/png" in output.get("data", {}) and "fr.draw(case" in cell.source
    ]
    assert len({call[1] for call, _ in shown}) >= 9
    differ = [call[1] for call, picture in shown if picture != (ROOT / "figures" / f"{call[1]}.png").read_bytes()]
    assert differ == []


def test_links_of_the_notebooks_lead_somewhere():
    """A figure too large to be held twice is linked where `make figures` puts it."""
    told = [
        (path, target) for path in NOTEBOOKS for target in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", prose_of(path))
    ]
    assert any(target.endswith(".png") for _, target in told)
    assert [(path.name, target) for path, target in told if not (path.parent / target).exists()] == []


@each_notebook
def test_notebooks_are_thin_and_light(path):
    notebook, code = nbformat.read(path, as_version=4), cells_of(path, "code")
    assert [cell.source for cell in code if len(cell.source.splitlines()) > 6] == []
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert code[-1].source == "fr.session_info()"
    assert path.stat().st_size < 1_000_000
    assert "widgets" not in notebook.metadata


@each_notebook
def test_prose_opens_a_notebook_and_stands_between_its_cells(path):
    kinds = "".join(cell.cell_type[0] for cell in nbformat.read(path, as_version=4).cells)
    assert kinds.startswith("m")
    assert max(map(len, kinds.split("m"))) <= 3
    assert len(prose_of(path).split()) >= 200


@each_notebook
def test_outputs_need_no_style_and_no_script(path):
    for cell in cells_of(path, "code"):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            html = OF_PANDAS.sub("", output.get("data", {}).get("text/html", "")).replace(OF_READER, "")
            assert re.findall(r"<(?:style|script|iframe|link|svg)\b", html) == []
            assert "Axes" not in output.get("data", {}).get("text/plain", "")
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {})


@each_notebook
def test_outputs_name_no_place_of_a_machine(path):
    assert re.findall(r"(?:/tmp|/var|/Users|[A-Z]:\\\\)\S*", shown_in(path)) == []


@each_notebook
def test_counts_in_prose_are_those_of_the_outputs_or_the_results(path):
    """`4 of 18` stands in a row of an output, unless a comment behind it ties it to results/."""
    told, outputs_say = prose_of(path), shown_in(path)
    for number, total in re.findall(r"\b(\d+) of (\d+)\b(?!<!--)", told):
        assert re.search(rf"\b{number}\s+(?:of\s+)?{total}\b", outputs_say), f"{number} of {total}"
    numbers = json.loads((ROOT / "results" / "numbers.json").read_text(encoding="utf-8"))
    for tie in TIE.finditer(told):
        assert told[: tie.start()].endswith(numbers[tie[1]]["printed"]), tie[1]
    for claim in CLAIM.finditer(told):
        assert claim["number"] == number_in_results(claim)[0], claim[0]


def test_ties_of_the_prose_are_found():
    told = "\n".join(map(prose_of, NOTEBOOKS))
    assert told.count("<!--") == len(TIE.findall(told)) + len(CLAIM.findall(told)) >= 8


@pytest.mark.texts
def test_no_private_text_in_any_output(case, texts):
    import framing as fr

    corpus = fr.read_articles(case.articles, texts=texts)
    bodies = case.sentences[~case.sentences["kind"].isin(["boilerplate", "headline"])]
    private = {run for row in bodies.itertuples() for run in runs(corpus.texts[row.article_id][row.start : row.end])}
    assert [path.stem for path in NOTEBOOKS if runs(shown_in(path)) & private] == []
