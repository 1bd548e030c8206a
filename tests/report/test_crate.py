"""The crate of a study: every published file with its hash, a card of each text, no text; read by another program."""

import json
import shutil
from dataclasses import replace

import pytest

import framing as fr
from conftest import run
from framing.errors import BadInput
from framing.tables import sha256_of


@pytest.fixture
def study(tmp_path, drawn_study):
    shutil.copytree(drawn_study, tmp_path / "study")
    return fr.open_study(tmp_path / "study" / "study.toml")


def test_another_reader_finds_every_file_its_hash_and_who_made_it(study):
    reader = pytest.importorskip("rocrate.rocrate", reason="needs the extra dev: pip install -e '.[dev]'")
    ended = run(study.root, "crate", "--author", "Ada Byron", "--licence", "CC-BY-4.0", "--date", "2025-06-30")
    assert (ended.returncode, ended.stderr) == (0, "")
    crate = reader.ROCrate(study.root)
    assert crate.name == study.title
    assert [person["name"] for person in crate.root_dataset["author"]] == ["Ada Byron"]
    assert crate.root_dataset["license"][0].id == "https://spdx.org/licenses/CC-BY-4.0"
    files = {entity.id: entity for entity in crate.data_entities}
    assert {"study.toml", "data/lexicon.csv", "data/derived/occurrences.csv", "results/estimates.csv"} <= set(files)
    assert {name for name, entity in files.items() if entity["sha256"] != sha256_of(study.root / name)} == set()
    figures = crate.get("#framing-figures")
    assert figures["instrument"]["version"] == fr.__version__
    assert "results/estimates.csv" in {entity.id for entity in figures["result"]}
    assert "data/derived/occurrences.csv" in {entity.id for entity in figures["object"]}


def test_texts_are_described_by_their_hash_and_not_listed(study):
    path = fr.write_crate(study, authors=["Ada Byron"], date="2025-06-30")
    assert not any(name.startswith("build") for name in listed(path))
    texts = {entry["@id"]: entry for entry in graph(path) if entry["@id"].startswith("#text-")}
    assert {entry["sha256"] for entry in texts.values()} == set(study.articles["sha256"])
    assert "not part of this crate" in texts[f"#text-{study.articles['article_id'][0]}"]["conditionsOfAccess"]
    before = path.read_bytes()
    assert fr.write_crate(study, authors=["Ada Byron"], date="2025-06-30").read_bytes() == before


def test_authors_and_licences_are_those_of_the_citation_file(study):
    with pytest.raises(BadInput, match="No author is known: give --author"):
        fr.write_crate(study)
    citation = "authors:\n  - given-names: Ada\n    family-names: Byron\nlicense: CC-BY-4.0\n"
    (study.root / "CITATION.cff").write_text(citation, encoding="utf-8")
    entries = {entry["@id"]: entry for entry in graph(fr.write_crate(study))}
    assert entries["#author-1"]["name"] == "Ada Byron"
    assert entries["./"]["license"] == [{"@id": "https://spdx.org/licenses/CC-BY-4.0"}]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"date": "30.6.2025"}, "'30.6.2025' is no date"), ({"licence": "CC BY 4.0"}, "is no SPDX identifier")],
)
def test_a_date_and_a_licence_that_are_none_are_refused(study, wrong, told):
    with pytest.raises(BadInput, match=told):
        fr.write_crate(study, authors=["Ada Byron"], **wrong)


def test_a_file_that_changed_since_it_was_recorded_is_refused(study):
    path = study.path("results") / "estimates.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"output results/estimates.csv has changed. Run framing figures"):
        fr.write_crate(study, authors=["Ada Byron"])


def test_the_card_of_a_text_says_what_is_known_of_it(case):
    cards = fr.text_cards(case).set_index("article_id")
    assert cards.index.tolist() == case.articles["article_id"].tolist()
    assert cards.loc["tsf", "translated_from"] != ""
    assert cards.loc["tsf", "sha256"] == case.articles.set_index("article_id").loc["tsf", "sha256"]
    assert (cards["n_sentences"] > 0).all()
    demo = fr.text_cards(fr.demo())
    assert demo["attached"].all()
    assert set(demo["language"]) == {"en"}  # told from the texts
    stated = fr.demo()
    vars(stated)["corpus"] = replace(stated.corpus, articles=stated.articles.assign(language="pt"))
    assert set(fr.text_cards(stated)["language"]) == {"pt"}


def graph(path):
    return json.loads(path.read_text(encoding="utf-8"))["@graph"]


def listed(path):
    (root,) = [entry for entry in graph(path) if entry["@id"] == "./"]
    return [part["@id"] for part in root["hasPart"]]
