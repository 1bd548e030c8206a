"""Stages as files: same inputs, same files; other inputs, other files."""

import os
import shutil
from importlib.metadata import packages_distributions, requires

import pandas as pd
import pytest
from packaging.requirements import Requirement

import framing as fr
from conftest import ROOT, files_of, moved_files, process, run, with_ingested
from framing import pipeline as stages
from framing.report import graph_of
from framing.study import ENCODER, RESULT_NAMES, results_graph, write_results
from framing.tables import read_csv
from test_house import PYPROJECT, normal

KINDS = ("png", "svg", "pdf", "csv", "md")
LONG = ("specifications", "power")  # are made from no codes and take seconds


REFUSE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Refuse())
"""


def needed_by(requirements: list[str], found: set[str]) -> set[str]:
    """The distributions that these requirements bring, with all that they bring in turn."""
    for requirement in map(Requirement, requirements):
        extras = requirement.extras or {""}
        name = normal(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found.add(name)
            wanted = [Requirement(line) for line in requires(name) or []]
            kept = [
                line for line in wanted if not line.marker or any(line.marker.evaluate({"extra": e}) for e in extras)
            ]
            needed_by([f"{line.name}[{','.join(line.extras)}]" if line.extras else line.name for line in kept], found)
    return found


@pytest.fixture
def core_alone(tmp_path_factory) -> str:
    """A PYTHONPATH under which nothing can be imported but the toolkit and what it needs without extras."""
    core = needed_by(PYPROJECT["project"]["dependencies"], {"framing"})
    modules = packages_distributions().items()
    refused = sorted(module for module, owners in modules if not core & {normal(owner) for owner in owners})
    folder = tmp_path_factory.mktemp("core")
    (folder / "sitecustomize.py").write_text(REFUSE.format(names=refused), encoding="utf-8")
    assert {"torch", "nbformat", "pytest"} <= set(refused)
    return f"{folder}{os.pathsep}{ROOT / 'src'}"


@pytest.mark.release
def test_results_and_figures_come_again(project, core_alone):
    """Deleted and made again in another process, without extras, with another home, time zone and hash seed.

    On a fresh clone `make figures` ended in a traceback: a package that only the extras brought was missing.
    """
    for name in ("results", "figures"):
        for file in files_of(project / name):
            if not file.startswith("validation/"):
                (project / name / file).unlink()
    elsewhere = {"HOME": str(project / "home"), "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C.UTF-8"}
    done = process(project, "figures", PYTHONPATH=core_alone, **elsewhere)
    assert done.returncode == 0, done.stderr
    for name in ("results", "figures"):
        assert moved_files(ROOT / name, project / name) == set()


@pytest.mark.release
def test_one_changed_code_moves_what_is_made_from_codes_and_nothing_else(project, case_results):
    path = project / "data" / "codes" / "coder_c" / "labels.csv"
    content = path.read_text(encoding="utf-8")
    assert "tsf:25,0,0" in content
    path.write_text(content.replace("tsf:25,0,0", "tsf:25,1,3"), encoding="utf-8")
    study = fr.open_study(project / "study.toml")
    graph = graph_of(study)
    moved = {name for name in case_results if name not in LONG and not graph.get(name).equals(case_results[name])}
    assert moved >= {
        *("coded_loadedness", "reliability", "voices", "propositions", "proposition_differences"),
        *("agreement", "transfer", "contrasts"),
    }
    assert moved <= {name for name in case_results if path.relative_to(project).as_posix() in graph.inputs(name)}
    names = ("coded_loadedness", "propositions", "transfer", "voice", "naming", "positions", "lexicon_versions")
    stages.figures(study, names)
    drawn = moved_files(ROOT / "figures", project / "figures")
    assert drawn == {
        *(f"{name}.{kind}" for name in ("coded_loadedness", "transfer") for kind in KINDS),
        *(f"propositions.{kind}" for kind in KINDS if kind != "md"),
        *("voice.csv", "voice.png", "voice.svg", "voice.pdf"),  # its caption counts no codes
    }


def test_a_changed_occurrence_moves_the_rates(project):
    path = project / "data" / "derived" / "occurrences.csv"
    table = read_csv(path)
    slot = table.index[
        (table["target"] == "Putin") & (table["article_id"] == "tsf") & (table["voice_of_term"] == "outlet")
    ][0]
    table.loc[slot, ["term_id", "form"]] = ["dictator", "loaded"]
    table.to_csv(path, index=False, lineterminator="\n")
    rates = fr.open_study(project / "study.toml").estimates
    full = rates[(rates["lexicon"] == "full") & (rates["measure"] == "naming rate") & (rates["target"] == "Putin")]
    assert full.set_index("article_id").loc["tsf", ["n_loaded", "n_slots"]].tolist() == [1, 11]


@pytest.mark.release
def test_the_demonstration_runs_from_text_to_figures_with_the_results_of_its_texts(tmp_path, demo):
    """Its results without scores come once more to the byte, from the texts and not from files."""
    home = tmp_path / "data" / "demo"
    shutil.copytree(ROOT / "data" / "demo", home)
    for command in ("build", "publish", "figures"):
        done = run(home, command, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    made = files_of(tmp_path / "build")
    assert all(any(file.endswith(f".{kind}") for file in made) for kind in KINDS)
    graph = results_graph(demo)
    unscored = RESULT_NAMES[: RESULT_NAMES.index("contrast_differences")]
    again = write_results({name: graph.get(name) for name in unscored if graph.has(name)}, tmp_path / "again")
    assert len(again) > 8
    assert [path.name for path in again if path.read_bytes() != made[f"demo/results/{path.name}"]] == []


@pytest.mark.release
@pytest.mark.texts
def test_the_published_tables_come_again_from_the_texts(project, texts):
    study = fr.open_study(project / "study.toml", texts=texts)
    assert stages.verify(study) == []


@pytest.mark.texts
def test_a_changed_private_text_is_refused_before_anything_is_written(project, texts, tmp_path):
    copies = tmp_path / "copies"
    shutil.copytree(texts, copies)
    first = sorted(copies.iterdir())[0]
    first.chmod(0o644)
    first.write_bytes(first.read_bytes() + b" ")
    done = run(project, "build", "--texts", str(copies))
    assert done.returncode == 2
    assert "no file for" in done.stderr
    assert not (project / "build").exists()


@pytest.mark.release
def test_a_study_without_any_slot_still_draws(tmp_path, monkeypatch):
    """In one process: a forked one hung on what OpenVINO had left behind, and a pickled figure lost intervals."""
    folder = tmp_path / "study"
    assert run(tmp_path, "new", "study").returncode == 0
    pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": ["It rained."]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    for command in (["ingest", "../a.csv"], ["build"], ["publish"], ["figures"], ["verify"]):
        if command == ["figures"]:
            monkeypatch.setattr(os, "fork", None)
        done = run(folder, *command, HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
    assert (
        "No naming slot" in (folder / "figures" / "naming.md").read_text(encoding="utf-8")
        or (folder / "figures" / "naming.png").is_file()
    )


@pytest.mark.usefixtures("words_alone")
def test_an_encoder_that_is_not_installed_is_asked_for(study_of):
    folder = study_of("Free Hadrel")
    settings = folder / "study.toml"
    named = settings.read_text(encoding="utf-8").replace('encoder = ""', f'encoder = "{ENCODER}"')
    settings.write_text(named, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=r"which is not installed\. Run pip install 'framing\[text\]'"):
        stages.build(with_ingested(folder))
    assert fr.demo().encoder == ""
    published = read_csv(folder / "data" / "derived" / "alignments.csv")
    assert len(fr.open_study(settings).alignments) == len(published)  # before, by wording alone
