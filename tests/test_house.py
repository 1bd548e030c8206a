"""The house: one direction, light import, pins that agree, documents that say what the code does."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker
from packaging.specifiers import SpecifierSet

import framing as fr
from conftest import ROOT
from framing.schema import TABLES
from framing.study import as_json, as_macros, cited_numbers, narrowed
from framing.tables import read_csv

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_imports_run_one_way():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


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
    "alignment", "attribution", "corpus", "lexicon", "measures", "models", "plotting", "report", "stats", "study", "cli"
}  # fmt: skip


def test_the_house_keeps_its_limits():
    package = ROOT / "src" / "framing"
    modules = {path: path.read_text(encoding="utf-8").count("\n") for path in package.rglob("*.py")}
    assert len(modules) <= 130
    assert {path.name: lines for path, lines in modules.items() if lines > 600} == {}
    assert {path.parent.name for path in package.glob("*/__init__.py")} == ROOMS
    assert {path.stem for path in package.glob("*.py")} - {"__init__"} == {
        "errors", "schema", "tables", "display", "verify", "pipeline"
    }  # fmt: skip


def test_no_private_modules_and_no_drawers_for_odds_and_ends():
    names = {path.stem for path in (ROOT / "src").rglob("*.py")} - {"__init__"}
    assert [name for name in names if name.startswith("_") or name in ("utils", "helpers", "common", "misc")] == []


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
        "framing/study/scaffold/notebook.py",
        "framing/report/reader/sheet.css",
        "framing/report/reader/linking.js",
        "framing/report/reader/widget.js",
        "framing/report/page.css",
        "framing/models/loaded-language.safetensors",
        "framing/models/loaded-language-static.json",
    } <= names
    assert wheel.stat().st_size < 30e6
    assert [name for name in names if "/codes/coder_" in name or name.endswith(".ipynb")] == []


def test_citation_file_is_valid_by_the_schema_and_names_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/citation-file-format.json").read_text())
    assert list(Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(citation)) == []
    assert list(Draft7Validator(schema).iter_errors(citation | {"authors": []})) != []
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == fr.__version__ == PYPROJECT["project"]["version"]
    cited = {reference.get("filename"): reference for reference in citation["references"]}
    assert cited["data/lexicon.csv"]["version"] == fr.read_lexicon(ROOT / "data" / "lexicon.csv").version
    assert [name for name in cited if name and not (ROOT / name).exists()] == []


def test_data_readme_explains_every_column_of_what_is_published():
    content = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    published = {path.stem.partition("-")[0] for path in (ROOT / "data").rglob("*.csv") if "demo" not in path.parts}
    tables = published & set(TABLES)
    assert tables >= {"articles", "lexicon", "sentences", "occurrences", "labels", "spans", "voice", "families"}
    assert [(name, column) for name in tables for column in TABLES[name].columns if f"`{column}`" not in content] == []


CLAIM = re.compile(
    r"(?P<number>[\d,]+ of [\d,]+|(?:α|F1) = \d\.\d+|−?\d+\.\d\d)"
    r"<!-- (?P<sum>sum of |share of )?(?P<file>[\w/]+\.csv): (?P<where>.+?)(?: @ (?P<column>\w+))? -->"
    r"(?: \((?P<low>−?\d+\.\d\d) to (?P<high>−?\d+\.\d\d))?"
)
TIE = re.compile(r"<!-- ([a-z-]+) -->")
BOUNDS = {  # of a number, where they are not its interval: of a contrast what dealt outlets reach
    "contrast": ("dealt_low", "dealt_high"),
    "difference": ("dealt_low", "dealt_high"),
    **{rate: (f"{rate}_low", f"{rate}_high") for rate in ("precision", "recall", "f1")},
}
COUNTS = {
    "estimates.csv": ("n_loaded", "n_slots"),
    "coded_loadedness.csv": ("n_loaded", "n_sentences"),
    "lexicon_coverage.csv": ("n_found", "n_expressions"),
    "lexicon_precision.csv": ("n_marked", "n_occurrences"),
    "voices.csv": ("n_counted", "n_sentences"),
    "voice_drift.csv": ("n_changed", "n_pairs"),
    "collation.csv": ("n_full", "n_sentences"),
    "proposition_differences.csv": ("n_equal", "n_families"),
    "validation/loaded_language_alarms.csv": ("n_alarms", "n"),
}


def claims(document: str) -> list[re.Match[str]]:
    return list(CLAIM.finditer((ROOT / document).read_text(encoding="utf-8")))


def number_in_results(claim: re.Match[str]) -> tuple[str, pd.DataFrame]:
    """The number that a claim should give, and the rows of results/ that it rests on."""
    file, where = claim["file"], claim["where"]
    *_, wider, rows = narrowed(read_csv(ROOT / "results" / file), where)
    if file == "positions.csv" or claim["sum"] == "share of ":
        return f"{len(rows)} of {len(wider)}", rows
    assert claim["sum"] or len(rows) == 1, (file, where)
    if claim["column"]:
        return in_print(rows[claim["column"]].iloc[0]), rows
    if file == "reliability.csv":
        return f"α = {float(rows['alpha'].iloc[0]):.3f}", rows
    if "measure=F1" in where:
        return f"F1 = {float(rows['estimate'].iloc[0]):.3f}", rows
    hits, total = (rows[column].astype(int).sum() for column in COUNTS.get(file, ("n_right", "n")))
    return (f"{hits:,} of {total:,}" if "validation/" in file else f"{hits} of {total}"), rows


def in_print(number: str) -> str:
    return f"{float(number):.2f}".replace("-", "−")


@pytest.mark.parametrize(
    ("document", "least"),
    [
        ("docs/methods.md", 8),
        ("docs/model-card.md", 40),
        ("docs/validation.md", 40),
        ("README.md", 2),
    ],
)
def test_numbers_in_documents_are_those_of_the_results(document, least):
    """`4 of 18<!-- estimates.csv: article_id=oboz; target=Putin -->` is looked up in results/."""
    found = claims(document)
    assert len(found) >= least
    for claim in found:
        number, rows = number_in_results(claim)
        assert claim["number"] == number, claim[0]
        if claim["low"]:
            interval = [in_print(rows[bound].iloc[0]) for bound in BOUNDS.get(claim["column"], ("low", "high"))]
            assert [claim["low"], claim["high"]] == interval, claim[0]


def test_numbers_of_the_case_study_are_declared_and_printed_as_stored():
    """`4 of 18<!-- putin-oboz -->` is an entry of results/numbers.json."""
    content = (ROOT / "docs" / "case-study.md").read_text(encoding="utf-8")
    numbers = json.loads((ROOT / "results" / "numbers.json").read_text(encoding="utf-8"))
    ties = list(TIE.finditer(content))
    assert len(ties) >= 130
    for tie in ties:
        printed = re.escape(numbers[tie[1]]["printed"])
        assert re.search(rf"(?<![\d.,−+-]){printed}\Z", content[: tie.start()][-40:]), tie[1]


def test_no_count_in_the_case_study_goes_unchecked():
    content = (ROOT / "docs" / "case-study.md").read_text(encoding="utf-8")
    assert re.findall(r"\d+ of \d+(?!<!--|\d).{0,30}", content) == []
    assert re.findall(r"\d\.\d\d+ to −?\d\.\d+(?!<!--|\d).{0,30}", content) == []
    assert re.findall(r"\d\.\d\d+(?!<!--|\d| to ).{0,30}", content) == []


def test_numbers_to_cite_are_those_of_the_results(case):
    numbers = cited_numbers(case, {})
    assert (ROOT / "results" / "numbers.json").read_text(encoding="utf-8") == as_json(numbers)
    assert (ROOT / "results" / "numbers.tex").read_text(encoding="utf-8") == as_macros(numbers)


@pytest.mark.parametrize("section", ["Voice", "Alignment"])
def test_no_count_of_the_validation_goes_unchecked(section):
    content = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    of_section = re.split(r"^## ", content, flags=re.MULTILINE)
    (told,) = [part for part in of_section if part.startswith(f"{section}\n")]
    assert re.findall(r"[\d,]+ of [\d,]+(?!<!--|[\d,]).{0,30}", told) == []


def test_links_of_the_documents_lead_somewhere():
    missing = []
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "data").glob("**/*.md")]:
        for target in re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8")):
            missing += [(document.name, target)] if not (document.parent / target).exists() else []
    assert missing == []


STATEMENT = (  # Bender & Friedman 2018
    "Curation rationale",
    "Language variety",
    "Speaker demographics",
    "Annotator demographics",
    "Speech situation",
    "Text characteristics",
    "Recording quality and provenance",
    "Limits",
)


@pytest.mark.parametrize(
    ("document", "wanted"),
    [("data/DATASHEET.md", ()), ("data/DATA-STATEMENT.md", STATEMENT), ("data/demo/DATA-STATEMENT.md", STATEMENT)],
)
def test_no_section_about_the_data_is_missing_or_empty(document, wanted):
    sections = re.split(r"^## ", (ROOT / document).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    words = {name: body.split() for name, _, body in (section.partition("\n") for section in sections)}
    assert len(words) >= 7
    assert set(wanted) <= set(words)
    assert [name for name, said in words.items() if len(said) < 25] == []


@pytest.mark.parametrize("document", ["data/DATASHEET.md", "data/DATA-STATEMENT.md"])
def test_counts_about_the_data_are_those_of_the_tables(case, document):
    content = (ROOT / document).read_text(encoding="utf-8")
    body = int((case.sentences["kind"] != "boilerplate").sum())
    assert f"{len(case.sentences)} sentences with boilerplate, {body} without" in content


def test_counts_about_the_demonstration_are_those_of_its_tables():
    content = (ROOT / "data" / "demo" / "DATA-STATEMENT.md").read_text(encoding="utf-8")
    sentences = read_csv(ROOT / "data" / "demo" / "sentences.csv")
    body = int((sentences["kind"] != "boilerplate").sum())
    assert f"{len(sentences)} sentences with boilerplate, {body} without" in content


def test_every_command_of_make_stands_in_the_steps_to_reproduce():
    steps = (ROOT / "REPRODUCING.md").read_text(encoding="utf-8")
    goals = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)[
        1
    ].split()
    assert [goal for goal in goals if goal not in ("help", "clean", "lint") and f"make {goal}" not in steps] == []


def test_notebooks_hold_no_time_stamp_and_no_error():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
        assert "execution" not in json.dumps([cell["metadata"] for cell in code])
        assert [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"] == []
        assert "site-packages" not in path.read_text(encoding="utf-8")  # a warning of a library named a folder of ours
