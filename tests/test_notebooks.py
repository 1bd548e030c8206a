"""Notebooks as they are stored: the published figures, numbers of the results, nothing private and no error."""

import base64
import json
import re
from html import unescape

import nbformat
import pytest

import framing as fr
from claims import CLAIM, TIE, number_in_results
from conftest import ROOT
from framing.report import STYLE
from test_leak import runs

NAMES = (
    "1-tour",
    "2-texts-and-provenance",
    "3-lexicon-and-naming",
    "4-voice-and-same-event",
    "5-classifiers-and-swaps",
    "6-uncertainty-and-robustness",
    "7-your-own-corpus",
    "8-codebook-to-classifier",
)
NOTEBOOKS = [ROOT / "notebooks" / f"{name}.ipynb" for name in NAMES]
# where these are stripped nothing is lost: pandas aligns tables; the reading view has words and marks besides
OF_PANDAS = re.compile(r"<style scoped>.*?</style>", flags=re.DOTALL)
OF_READER = f"<style>\n{STYLE}</style>\n"
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


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


def test_every_source_is_built():
    folder = ROOT / "notebooks"
    assert {path.stem for path in folder.glob("*.py")} - {"build"} == set(NAMES)
    assert {path.stem for path in folder.glob("*.ipynb")} == set(NAMES)


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
def test_notebooks_are_light_and_end_with_the_versions_of_the_session(path):
    notebook, code = nbformat.read(path, as_version=4), cells_of(path, "code")
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in code) == 1
    assert code[-1].source == "fr.session_info()"
    assert path.stat().st_size < 1_000_000
    assert "widgets" not in notebook.metadata


@each_notebook
def test_notebooks_hold_no_time_stamp_and_were_run_from_top_to_bottom(path):
    code = cells_of(path, "code")
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert "execution" not in json.dumps([cell.metadata for cell in code])
    assert "site-packages" not in path.read_text(encoding="utf-8")  # a warning of a library named a folder of ours


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
    corpus = fr.read_articles(case.articles, texts=texts)
    bodies = case.sentences[~case.sentences["kind"].isin(["boilerplate", "headline"])]
    private = {run for row in bodies.itertuples() for run in runs(corpus.texts[row.article_id][row.start : row.end])}
    assert [path.stem for path in NOTEBOOKS if runs(shown_in(path)) & private] == []
