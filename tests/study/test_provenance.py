"""The declared graph names the inputs of every output, and `verify` reports what a changed input affects."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import framing as fr
from conftest import ROOT, files_of, run
from framing import pipeline as stages
from framing.plotting import FIGURES
from framing.report import graph_of, made_from
from framing.study import (
    DERIVED,
    RECORD,
    RESULT_NAMES,
    Graph,
    Provenance,
    Source,
    every_result,
    packages,
    read_provenance,
    results_graph,
    sources_of,
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
# results that read scores and are computed in seconds; the others take longer
QUICK = RESULT_NAMES[: RESULT_NAMES.index("contrast_differences")]
SOURCES = sorted(sources_of(fr.open_study(ROOT / "study.toml")))
# study.toml of the case study answers these, and the file that it would otherwise rest on stays closed
BY_SETTINGS = ("blocks", "targets", "terms")
# what a reader of a table looks up in others: rows may name only sentences, articles and terms that exist
LOOKED_UP = {
    "data/derived/sentences.csv": ["data/articles.csv"],
    "data/derived/alignments.csv": ["data/derived/sentences.csv"],
    **{
        f"data/derived/{name}.csv": ["data/derived/sentences.csv", "data/articles.csv", "data/lexicon.csv"]
        for name in DERIVED
        if name.startswith("occurrences")
    },
    "data/derived/swaps.csv": ["data/derived/occurrences.csv"],
    **{
        f"data/derived/{name}.csv": ["data/articles.csv"]
        for name in ("attributions", "labellings", "collocates", "drifts")
    },
    "data/propositions.csv": ["data/derived/sentences.csv"],
    "data/sources.csv": ["data/derived/attributions.csv"],
    **{f"data/codes/coder_{coder}/{name}.csv": ["codes"] for coder in "abcd" for name in ("labels", "spans", "voice")},
    "codes": [
        "data/derived/sentences.csv",
        *(
            f"data/codes/coder_{coder}/{name}.csv"
            for coder in "abcd"
            for name in ("labels", "spans", "voice", "families")
        ),
    ],
}
MOVED = {
    "occurrences": {"estimates", "naming_choices", "voices", "propositions", "lexicon_precision"},
    "occurrences-without-coder-terms": {"estimates", "lexicon_precision"},
    "occurrences-leave-one-text-out": {"estimates", "lexicon_precision"},
    "alignments": {"collation", "drift_types"},
    "drifts": {"voice_drift", "lost_sources"},
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
    """Change the first such cell; of an occurrence, in a sentence that another text has too."""
    column, before, after = CHANGES[name]
    header, *lines = derived[name].decode().splitlines(keepends=True)
    place = header.strip().split(",").index(column)
    sentences = pd.read_csv(ROOT / "data" / "derived" / "sentences.csv")
    several = sentences.groupby("family_id")["article_id"].transform("nunique") > 1
    shared = set(sentences.loc[several, "sentence_id"])
    for number, line in enumerate(lines):
        cells = line.split(",")
        if name.startswith("occurrences") and cells[1] not in shared:
            continue
        if cells[place] == before and '"' not in line:
            cells[place] = after
            return "".join([header, *lines[:number], ",".join(cells), *lines[number + 1 :]]).encode()
    raise AssertionError(name)


def test_a_node_is_computed_once_and_without_an_optional_input_that_is_missing():
    computed = []

    def doubled(table):
        computed.append("doubled")
        return table * 2

    def some(codes) -> "int | None":
        return codes or None

    def total(doubled, some=None, spans=None):
        return doubled, some, spans

    def coded(some):
        return some

    sources = {"table": Source(lambda: 2, ("a.csv",)), "spans": Source(lambda: None, ("b.csv",))}
    graph = Graph([doubled, some, total, coded], {**sources, "codes": Source(lambda: 0, ("c.csv",))})
    assert computed == []
    assert graph.get("total") == graph.get("total") == (4, None, None)
    assert computed == ["doubled"]
    assert graph.needs("total") == ["doubled"]
    assert not graph.has("coded")
    assert not graph.has("nothing")
    with pytest.raises(KeyError, match="coded"):
        graph.get("coded")
    assert graph.feeds("a.csv") == ["doubled", "total"]
    more = Graph([doubled, some, total, coded], {**sources, "codes": Source(lambda: 3, ("c.csv",))})
    assert more.get("total") == (4, 3, None)
    assert more.inputs("total") == ["a.csv", "c.csv"]
    assert more.inputs("total", until=["doubled"]) == ["c.csv", "doubled"]
    assert more.feeds("c.csv") == ["some", "total", "coded"]


def test_a_graph_without_a_required_input_is_refused():
    with pytest.raises(TypeError, match="Node 'rate' needs slots, which the graph does not have"):
        Graph([lambda_named("rate")], {})


def lambda_named(name: str):
    def node(slots):
        return slots

    node.__name__ = name
    return node


@contextmanager
def opening(study: fr.Study) -> Iterator[set[str]]:
    """Note the data files of a study that are opened."""
    opened: set[str] = set()
    active = True

    def note(event: str, arguments: tuple) -> None:
        if active and event == "open" and isinstance(arguments[0], str | Path):
            path = Path(arguments[0])
            if path.is_absolute() and path.is_relative_to(study.root / "data") and path.suffix == ".csv":
                opened.add(path.relative_to(study.root).as_posix())

    sys.addaudithook(note)
    yield opened
    active = False


def looked_up(files: set[str]) -> set[str]:
    """Return files with those that their readers look up, and so on."""
    every = files | {other for file in files for other in LOOKED_UP.get(file, [])}
    return every if every == files else looked_up(every)


@pytest.mark.parametrize("name", SOURCES)
def test_the_files_that_are_opened_for_a_source_are_those_that_it_declares(name):
    study = fr.open_study(ROOT / "study.toml")
    source = sources_of(study)[name]
    with opening(study) as opened:
        source.read()
    declared = {file for file in source.files if file.startswith("data/")}
    assert declared <= opened or name in BY_SETTINGS
    assert opened <= looked_up(declared)


@pytest.mark.release
def test_results_open_no_file_of_their_own(case):
    graph = results_graph(fr.open_study(ROOT / "study.toml"))
    for name in SOURCES:
        graph.get(name)
    with opening(case) as opened:
        every_result(case, graph)
    assert opened == set()


@pytest.fixture(scope="module")
def unchanged() -> Graph:
    return results_graph(fr.open_study(ROOT / "study.toml"))


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_table_changes_only_results_that_declare_it(changed, derived, unchanged, name):
    after = results_graph(changed(name, first_changed(derived, name)))
    differing = {result for result in QUICK if not after.get(result).equals(unchanged.get(result))}
    assert differing >= MOVED[name]
    assert differing <= {result for result in QUICK if f"data/derived/{name}.csv" in unchanged.inputs(result)}


def test_spans_feed_the_figures_that_report_circularity(case, case_results):
    """They were read by `.get`, which was not noted: the record missed them."""
    fed = graph_of(case).feeds("data/codes/coder_a/spans.csv")
    assert fed == [
        *("lexicon_coverage", "lexicon_precision", "tabulate_agreement", "draw_lexicon_versions", "draw_loadedness"),
        *("draw_calibration", "draw_transfer", "numbers"),
    ]
    less = case_results["lexicon_coverage"].assign(n_found=0)
    one, other = (graph_of(case, **case_results | tables) for tables in ({}, {"lexicon_coverage": less}))
    for name in ("tabulate_agreement", "draw_loadedness", "draw_calibration", "draw_transfer"):
        assert one.get(name).caption != other.get(name).caption


def test_the_record_of_the_case_study_is_that_of_the_graph(case):
    record = read_provenance(ROOT / "results" / RECORD)
    assert {name: list(sources) for name, sources in record.made_from.items()} == made_from(case, graph_of(case))
    yards = [name for name, sources in record.made_from.items() if "data/derived/yardsticks.csv" in sources]
    assert yards == ["results/contrasts.csv"]
    assert set(record.made_from["figures/mission"]) >= {"results/contrasts.csv", "results/classifiers.csv"}


def test_every_output_is_recorded_with_its_inputs():
    record = read_provenance(ROOT / "results" / RECORD)
    recorded = {re.sub(r"\.\w+$", "", name) for name in record.made_from}
    assert {re.sub(r"\.\w+$", "", name) for name in record.outputs if not name.endswith(".lock.json")} == recorded
    assert {source for sources in record.made_from.values() for source in sources} <= {*record.inputs, *record.outputs}


def test_the_packages_are_those_that_the_toolkit_requires():
    assert packages().keys() >= {"numpy", "pandas", "scikit-learn", "scipy", "seaborn", "statsmodels"}
    assert packages().keys() & {"torch", "pytest", "jupyterlab"} == set()
    assert [*fr.session_info()["package"]] == ["python", "framing", *packages()]


def test_a_study_of_one_outlet_without_codes_has_fewer_outputs(study_of):
    study = fr.open_study(study_of("Free Hadrel") / "study.toml")
    graph = graph_of(study)
    drawn = {name for name in graph.nodes if name.startswith("draw_") and graph.has(name)}
    assert drawn == {
        *("draw_naming", "draw_naming_rates", "draw_positions", "draw_voice", "draw_propositions"),
        *("draw_contrasts", "draw_mission", "draw_own_words", "draw_loadedness", "draw_specifications", "draw_power"),
    }
    with pytest.raises(fr.BadInput, match=r"Cannot draw 'calibration': the study has no coded sentences"):
        fr.draw(study, "calibration")


def test_some_figures_are_drawn_and_nothing_else_is_written(study_of):
    folder = study_of("Free Hadrel")
    before = files_of(folder)
    done = run(folder, "figures", "naming", "positions")
    assert done.returncode == 0
    written = {name: content for name, content in files_of(folder).items() if before.get(name) != content}
    assert set(written) == {
        f"figures/{name}.{kind}" for name in ("naming", "positions") for kind in ("png", "svg", "pdf", "csv", "md")
    }
    done = run(folder, "figures", "missoin")
    assert done.returncode == 2
    names = ", ".join(draw.__name__.removeprefix("draw_") for draw in FIGURES)
    assert f"There is no figure 'missoin'. Choose one of: {names}." in " ".join(done.stderr.split())


def test_the_graph_is_printed(study_of):
    folder = study_of("Free Hadrel")
    done = run(folder, "graph")
    assert "| `results/positions.csv` | occurrences, sentences | data/derived/occurrences.csv" in done.stdout
    assert run(folder, "graph", "--out", "graph.dot").returncode == 0
    assert '"results/positions.csv" -> "figures/positions";' in (folder / "graph.dot").read_text(encoding="utf-8")
    assert "written as .md or .dot" in run(folder, "graph", "--out", "graph.png").stderr


@pytest.mark.release
def test_verify_names_file_results_figures_and_numbers(project):
    path = project / "data" / "derived" / "occurrences.csv"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if ",naming,neutral,Putin," in line)
    path.write_text(
        path.read_text(encoding="utf-8").replace(line, line.replace("neutral", "loaded"), 1), encoding="utf-8"
    )
    done = run(project, "verify")
    assert done.returncode == 1
    assert "derived tables: output occurrences.csv has changed" in done.stderr
    assert "data/derived/occurrences.csv has changed since the results were computed; it feeds" in done.stderr
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
    assert "data/derived/alignments.csv has changed since the results were computed; it feeds" in found
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
    fed = [sentence for sentence in found if sentence.startswith(f"data/derived/{path.name} has changed since")]
    used = any(f"data/derived/{path.name}" in each for each in recorded_sources(small))
    assert len(fed) == used  # swaps feed nothing where nobody coded
    assert not used or len(found) > found.index(fed[0]) + 1


def recorded_sources(folder: Path) -> list[list[str]]:
    return list(read_provenance(folder / "results" / RECORD).made_from.values())


@pytest.mark.release
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_broken_table_of_scores_is_told_without_its_results(changed, derived, name):
    found = " ".join(consequences(changed(name, derived[name][:-2] + b'"')))
    assert f"data/derived/{name}.csv has changed since the results were computed; it feeds" in found
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
        *("figures/contrasts", "figures/mission", "results/contrasts.csv"),
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
