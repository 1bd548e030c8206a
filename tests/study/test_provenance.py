"""What each result is made from is noted while it is made, and what a changed table moves is told."""

import re
import shutil
from functools import cached_property
from inspect import signature
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import framing as fr
from conftest import ROOT, run
from framing import pipeline as stages
from framing.report import contents as edition, required
from framing.study import (
    DERIVED,
    MADE_FROM,
    RECORD,
    Noting,
    Provenance,
    PublishedStudy,
    made,
    note,
    noting,
    published,
    read_provenance,
    results_of,
)
from framing.verify import consequences, fed_by, moved

CLASSIFIERS = ("scores", "classifiers", "yardsticks", "dealt_differences", "swaps")
# a cell of each table that readers do not check against others, and that moves what rests on the table
CHANGES = {
    "occurrences": ("form", "neutral", "loaded"),
    "occurrences-without-coder-terms": ("form", "neutral", "loaded"),
    "occurrences-leave-one-text-out": ("form", "neutral", "loaded"),
    "alignments": ("overlap", "full", "part"),
    "sentences": ("voice", "narrator", "quote"),
}
MOVED = {
    "occurrences": {"estimates", "naming_choices", "voices", "propositions", "lexicon_precision"},
    "occurrences-without-coder-terms": {"estimates", "lexicon_precision"},
    "occurrences-leave-one-text-out": {"estimates", "lexicon_precision"},
    "alignments": {"collation", "voice_drift"},
    "sentences": {"voices", "propositions"},
}


@pytest.fixture(scope="module")
def derived() -> dict[str, bytes]:
    return {name: (ROOT / "data" / "derived" / f"{name}.csv").read_bytes() for name in DERIVED}


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A copy of what is published, with the record of today's code."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("data", "docs", "results", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "demo"))
    for name in ("study.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def changed(clone, derived):
    """A maker of the clone with one derived table changed, which is mended in the end."""

    def change(name: str, content: bytes) -> fr.Study:
        (clone / "data" / "derived" / f"{name}.csv").write_bytes(content)
        return fr.open_study(clone / "study.toml")

    yield change
    for name, content in derived.items():
        (clone / "data" / "derived" / f"{name}.csv").write_bytes(content)


def first_changed(derived: dict[str, bytes], name: str) -> bytes:
    column, before, after = CHANGES[name]
    header, *lines = derived[name].decode().splitlines(keepends=True)
    place = header.strip().split(",").index(column)
    for number, line in enumerate(lines):
        cells = line.split(",")
        if cells[place] == before and '"' not in line:
            cells[place] = after
            return "".join([header, *lines[:number], ",".join(cells), *lines[number + 1 :]]).encode()
    raise AssertionError(name)


def test_what_is_read_is_noted_also_where_it_was_read_before():
    class Texts(Noting):
        @cached_property
        def table(self) -> pd.DataFrame:
            note(["a.csv"])
            return pd.DataFrame({"a": [1]})

        @cached_property
        def doubled(self) -> pd.DataFrame:
            note(["b.csv"])
            return self.table * 2

    texts = Texts()
    made_ = made({"one": lambda: texts.doubled + 0, "two": lambda: texts.table + 0, "three": lambda: texts.doubled + 1})
    assert {name: table.attrs[MADE_FROM] for name, table in made_.items()} == {
        "one": ["a.csv", "b.csv"],
        "two": ["a.csv"],
        "three": ["a.csv", "b.csv"],
    }
    with noting() as nothing:
        pass
    assert nothing == set()


@pytest.fixture(scope="module")
def unchanged() -> dict[str, pd.DataFrame]:
    return results_of(PublishedStudy.of(fr.open_study(ROOT / "study.toml")))


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_moves_results_that_were_noted_and_no_other(changed, derived, unchanged, name):
    study = PublishedStudy.of(changed(name, first_changed(derived, name)))
    after = results_of(study)
    differing = {result for result, table in after.items() if not table.equals(unchanged[result])}
    noted = {result for result, table in unchanged.items() if f"data/derived/{name}.csv" in table.attrs[MADE_FROM]}
    assert differing >= MOVED[name]
    assert differing <= noted


def test_the_record_of_the_case_study_is_what_is_noted_now(case):
    """Of every result but those of classifiers, and of these what is plain."""
    recorded = read_provenance(ROOT / "results" / RECORD).made_from
    noted = {f"results/{name}.csv": table.attrs[MADE_FROM] for name, table in results_of(published(case)).items()}
    assert {name: recorded[name] for name in noted} == noted
    yards = [name for name, sources in recorded.items() if "data/derived/yardsticks.csv" in sources]
    assert yards == ["results/contrasts.csv"]
    assert set(recorded["figures/mission"]) >= {"results/contrasts.csv", "results/classifiers.csv"}


def test_every_output_is_recorded_with_what_it_was_made_from(case):
    record = read_provenance(ROOT / "results" / RECORD)
    made_from = {re.sub(r"\.\w+$", "", name) for name in record.made_from}
    assert {re.sub(r"\.\w+$", "", name) for name in record.outputs if not name.endswith(".lock.json")} == made_from
    assert {source for sources in record.made_from.values() for source in sources} <= {*record.inputs, *record.outputs}
    assert record.facts["seed"] == case.seed
    assert record.facts["lexicon"] == {"version": case.lexicon.version, "sha256": case.lexicon.sha256}
    assert list(record.facts["coders"]) == case.codes.coders
    assert record.facts["model"]["weights"] == fr.load_model("loaded-language").encoder.sha256
    assert record.facts["packages"]["framing"] == fr.__version__
    assert record.facts["command"] == "framing figures"


def test_a_figure_declares_the_results_that_it_reads():
    recorded = read_provenance(ROOT / "results" / RECORD).made_from
    for name, draw in edition.figures().items():
        read = {Path(source).stem for source in recorded[f"figures/{name}"] if source.startswith("results/")}
        assert set(required(draw)) <= read <= set(signature(draw).parameters), name


@pytest.mark.release
def test_verify_names_file_results_figures_and_numbers(project):
    path = project / "data" / "derived" / "occurrences.csv"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if ",naming,neutral,Putin," in line)
    path.write_text(
        path.read_text(encoding="utf-8").replace(line, line.replace("neutral", "loaded"), 1), encoding="utf-8"
    )
    done = run(project, "verify")
    assert done.returncode == 1
    assert "data/derived/occurrences.csv is not as recorded; it feeds" in done.stderr
    assert "figures/naming_rates" in done.stderr
    assert re.search(r"results/estimates\.csv would move: line \d+ \(agg-backing, .*n_loaded 0 → 1", done.stderr), (
        done.stderr
    )
    assert "results/contrasts.csv would move" in done.stderr
    assert "number putin-backing: 0 of 5 → 1 of 5" in done.stderr
    assert "results/numbers.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_that_cannot_be_read_has_the_reader_s_sentence(changed, derived):
    study = changed("alignments", derived["alignments"].replace(b"overlap", b"overlag", 1))
    found = " ".join(consequences(study))
    assert "data/derived/alignments.csv is not as recorded; it feeds" in found
    assert "column 'overlap' is missing" in found
    assert "would move" not in found


@pytest.fixture(scope="module")
def small(drawn_study, tmp_path_factory) -> Path:
    """A reader's own study of three articles, with its record."""
    return shutil.copytree(drawn_study, tmp_path_factory.mktemp("small") / "study")


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_byte_changes_its_file_is_named_and_nothing_breaks(small, data):
    tables = sorted((small / "data" / "derived").glob("*.csv"))
    path = data.draw(st.sampled_from(tables))
    content = path.read_bytes()
    place, byte = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 255))
    assume(content[place] != byte)
    path.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
    try:
        found = stages.verify(fr.open_study(small / "study.toml"))
    finally:
        path.write_bytes(content)
    assert f"derived tables: output {path.name} has changed" in " ".join(found)
    fed = [sentence for sentence in found if sentence.startswith(f"data/derived/{path.name} is not as recorded")]
    used = any(f"data/derived/{path.name}" in each for each in recorded_sources(small))
    assert len(fed) == used  # swaps feed nothing where nobody coded
    assert not used or len(found) > found.index(fed[0]) + 1


def recorded_sources(folder: Path) -> list[list[str]]:
    return list(read_provenance(folder / "results" / RECORD).made_from.values())


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_broken_table_of_scores_is_told_without_its_results(changed, derived, name):
    found = " ".join(consequences(changed(name, derived[name][:-2] + b'"')))
    assert f"data/derived/{name}.csv is not as recorded; it feeds" in found
    assert f"{name}.csv, line " in found


@pytest.mark.slow
def test_a_changed_yardstick_moves_the_contrasts_alone(changed, derived):
    header, first, *rest = derived["yardsticks"].decode().splitlines(keepends=True)
    place = header.strip().split(",").index("dealt_high")
    cells = next(line for line in [first, *rest] if line.split(",")[place]).split(",")
    line = ",".join(cells)
    cells[place] = "99"
    study = changed("yardsticks", derived["yardsticks"].replace(line.encode(), ",".join(cells).encode(), 1))
    fed, *told = consequences(study)
    assert set(fed.partition("feeds ")[2].split(", ")) == {
        *("figures/contrasts", "figures/mission", "figures/outlet_contrasts", "results/contrasts.csv"),
        *("results/numbers.json", "results/tables/contrasts_loadedness", "results/tables/contrasts_outlet"),
    }
    assert all(sentence.startswith("number ") for sentence in told[1:])
    assert re.match(r"results/contrasts\.csv would move: line \d+ \(.*\): dealt_high .* → 99", told[0])


def test_what_is_fed_by_way_of_results_is_fed():
    record = Provenance({}, "", {}, {"figures/a": ["results/b.csv"], "results/b.csv": ["c.csv"], "results/d.csv": []})
    assert fed_by(record, "c.csv") == ["figures/a", "results/b.csv"]


@given(
    cells=st.lists(st.lists(st.sampled_from(["", "a", "2", "0.5"]), min_size=3, max_size=3), min_size=1, max_size=5),
    row=st.integers(0, 4),
    column=st.integers(0, 2),
)
def test_one_moved_cell_is_named_alone(cells, row, column):
    before = pd.DataFrame(cells, columns=["x", "y", "z"], dtype="str")
    assert moved(before, before) == []
    row %= len(before)
    after = before.copy()
    after.iloc[row, column] = "99"
    (found,) = moved(before, after)
    assert found.startswith(f"line {row + 2}")
    assert f"{'xyz'[column]} {before.iloc[row, column] or 'empty'} → 99" in found


def test_rows_that_come_and_go_are_named():
    before = pd.DataFrame({"outlet": ["a", "b"]}, dtype="str")
    assert moved(before, before.head(1)) == ["2 rows → 1", "gone: b"]
    assert moved(before.head(1), before) == ["1 rows → 2", "new: b"]
    assert moved(before, before.rename(columns={"outlet": "o"})) == ["columns outlet → o"]
