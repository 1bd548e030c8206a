"""The house: light import, its limits, and pins that agree (the direction of imports is a part of `make lint`)."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from itertools import chain

import pytest
import yaml
from packaging.specifiers import SpecifierSet

import framing as fr
from conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_import_is_light_and_does_nothing():
    code = "import sys, framing; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) & {"torch", "sklearn", "pandas", "numpy", "matplotlib", "seaborn", "pandera", "typer"} == set()


def test_help_does_not_load_pandas():
    code = "import sys; from framing import cli; print('pandas' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


def test_every_public_name_is_there_and_explained():
    assert [name for name in fr.__all__ if not (getattr(fr, name).__doc__ or "").strip()] == []
    with pytest.raises(AttributeError, match="log_ods"):
        fr.log_ods  # noqa: B018


def test_rooms_import_each_others_faces_only():
    package = ROOT / "src" / "framing"
    inside = re.compile(r"^\s*from framing\.(\w+)\.\S+ import", flags=re.MULTILINE)
    crossing = [
        f"{path.relative_to(package)}: {found[0]}"
        for path in package.rglob("*.py")
        for found in inside.finditer(path.read_text(encoding="utf-8"))
        if found[1] != path.relative_to(package).parts[0]
    ]
    assert crossing == []


def test_pins_of_conda_and_pip_are_the_same():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (of_pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert dict(entry.split("==") for entry in of_pip if "==" in entry) == pins()
    assert pins()["torch"] == "2.13.0"


def test_every_dependency_is_pinned_and_installed_as_pinned():
    wanted = [
        *PYPROJECT["project"]["dependencies"],
        *chain.from_iterable(PYPROJECT["project"]["optional-dependencies"].values()),
    ]
    names = {normal(re.match(r"[\w.-]+", entry)[0]) for entry in wanted}
    pinned = {normal(name): version for name, version in pins().items()}
    assert names - set(pinned) == set()
    installed = {normal(found.metadata["Name"]): found.version.partition("+")[0] for found in distributions()}
    assert {
        name: (installed[name], version)
        for name, version in pinned.items()
        if name in installed and installed[name] != version
    } == {}


def test_every_pin_can_be_installed_on_the_least_python_that_the_project_allows():
    """A pin that wanted 3.11.5 broke the set-up on Debian's 3.11.2."""
    least = PYPROJECT["project"]["requires-python"].removeprefix(">=") + ".0"
    pinned = {normal(name) for name in pins()}
    wants = {
        normal(found.metadata["Name"]): found.metadata.get("Requires-Python") or ""
        for found in distributions()
        if normal(found.metadata["Name"]) in pinned
    }
    assert {name: wanted for name, wanted in wants.items() if not SpecifierSet(wanted).contains(least)} == {}


ROOMS = {
    "alignment", "attribution", "cli", "coding", "corpus", "lexicon", "measures", "models", "plotting", "report",
    "stats", "study",
}  # fmt: skip


def test_the_house_keeps_its_limits():
    package = ROOT / "src" / "framing"
    modules = {path: path.read_text(encoding="utf-8").count("\n") for path in package.rglob("*.py")}
    # the face of a room, its __init__, is no module
    assert len([path for path in modules if path.stem != "__init__"]) <= 130
    assert {path.name: lines for path, lines in modules.items() if lines > 600} == {}
    assert {path.parent.name for path in package.glob("*/__init__.py")} == ROOMS
    assert {path.stem for path in package.glob("*.py")} - {"__init__"} == {
        "errors", "columns", "schema", "tables", "writing", "display", "verify", "pipeline"
    }  # fmt: skip


def test_no_private_modules_and_no_drawers_for_odds_and_ends():
    names = {path.stem for path in (ROOT / "src").rglob("*.py")} - {"__init__"}
    assert [name for name in names if name.startswith("_") or name in ("utils", "helpers", "common", "misc")] == []
