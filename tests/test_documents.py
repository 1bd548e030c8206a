"""Documents: their numbers are those of the results, their links lead somewhere, and they name what there is."""

import json
import re
from importlib.resources import files

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

import framing as fr
from claims import BOUNDS, TIE, claims, in_print, number_in_results
from conftest import ROOT
from framing.schema import TABLES
from framing.study import as_json, as_macros, cited_numbers
from framing.tables import read_csv
from test_house import PYPROJECT


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


@pytest.mark.parametrize(
    ("document", "least"),
    [
        ("docs/methods.md", 8),
        ("docs/model-card.md", 40),
        ("docs/validation.md", 40),
        ("README.md", 2),
        ("studies/immigration/findings.md", 30),
    ],
)
def test_numbers_in_documents_are_those_of_the_results(document, least):
    """`4 of 18<!-- estimates.csv: article_id=oboz; target=Putin -->` is looked up in results/."""
    found = claims(document)
    assert len(found) >= least
    for claim in found:
        number, rows = number_in_results(claim, document)
        assert claim["number"] == number, claim[0]
        if claim["low"]:
            bounds = BOUNDS.get(claim["column"], ("low", "high"))
            interval = [in_print(rows[bound].iloc[0]) for bound in (bounds if bounds[0] in rows else ("low", "high"))]
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


@pytest.mark.parametrize("section", ["Voice", "Alignment", "Stories and copies"])
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
    assert set(wanted) <= set(words)
    assert [name for name, said in words.items() if not said] == []


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
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    goals = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)[1].split()
    hidden = ("help", "clean", "lint", "doctests")
    assert [goal for goal in goals if goal not in hidden and f"make {goal}" not in steps] == []
