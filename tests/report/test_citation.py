"""What to cite: valid BibTeX, fixed by version and hash, of the methods that the study's results use and no others."""

import re
import shutil

import pytest
from hypothesis import given, strategies as st
from pybtex.database import BibliographyData, parse_string

import framing as fr
from conftest import ROOT
from framing.report import entries, entry, methods_for, users_of
from framing.study import RESULT_NAMES

NEEDED = {
    "article": {"title", "journal", "year"},
    "book": {"title", "publisher", "year"},
    "inproceedings": {"title", "booktitle", "year"},
}
# results that are not of the case study, or that come with other parts of the toolkit
ELSEWHERE = {"model", "encoder", "keyness"}


@pytest.fixture(scope="module")
def cited(case) -> BibliographyData:
    return parse_string(fr.cite(case), "bibtex")


def test_all_methods_are_complete_entries_with_an_author_and_a_use():
    found = parse_string("\n\n".join(entries()), "bibtex").entries
    assert len(found) == len(entries()) > 15
    for key, method in found.items():
        assert set(method.fields) >= NEEDED[method.type] | {"annote"}, key
        assert method.persons["author"], key
        assert re.fullmatch(r"[a-z]+(?:19|20)\d\d", key)
        assert key.endswith(method.fields["year"])
        assert users_of(next(text for text in entries() if f"{{{key}," in text)), key


def test_methods_name_results_that_there_are():
    known = {*RESULT_NAMES} | ELSEWHERE
    assert {use for method in entries() for use in users_of(method)} <= known


def test_the_case_study_cites_toolkit_lexicon_codes_model_and_its_methods(case, cited):
    assert list(cited.entries)[:5] == [
        *("framing", "framing-study", "framing-lexicon", "framing-codes", "framing-model")
    ]
    assert cited.entries["framing"].fields["version"].strip("{}") == fr.__version__
    assert case.lexicon.version in cited.entries["framing-lexicon"].fields["version"]
    assert case.lexicon.sha256 in cited.entries["framing-lexicon"].fields["note"]
    assert "language model" in cited.entries["framing-codes"].fields["note"]
    assert fr.load_model("loaded-language").encoder.sha256 in cited.entries["framing-model"].fields["note"]
    assert {"hayes2007", "mackay1992", "clopper1934", "ojala2010", "spinde2021"} <= set(cited.entries)


def test_a_study_without_codes_cites_no_agreement_and_no_model(project):
    for path in ("data/codes", "data/derived/scores.csv", "results"):
        target = project / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    (project / "results").mkdir()
    shutil.copy(ROOT / "results" / "estimates.csv", project / "results" / "estimates.csv")
    settings = project / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('codes = "data/codes"\n', ""), encoding="utf-8")
    found = parse_string(fr.cite(fr.open_study(settings)), "bibtex").entries
    assert set(found) == {"framing", "framing-study", "framing-lexicon", "clopper1934", "wang2020", "reimers2019"}


def test_it_shows_itself_as_text():
    assert repr(fr.cite()) == fr.cite()
    assert "framing-model" in fr.cite()


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_title_gives_valid_bibtex(title):
    (found,) = parse_string(entry("misc", "one", {"title": title}), "bibtex").entries.values()
    assert found.fields["title"].count("{") == found.fields["title"].count("}")


def test_a_method_is_cited_once():
    cited = methods_for(["contrasts", "agreement", "transfer"])
    assert len(cited) == len(set(cited))
