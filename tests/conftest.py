"""Fixtures, marks, and the rule that a failing test prints no word of a private text.

What costs much is made once for a session and shared by its workers (`shared`); the command line runs in this process
(`run`) but for the few tests that are about the process itself (`process`).
"""

import io
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings

import framing as fr
from framing import pipeline as stages
from framing.alignment import similarity as meaning
from framing.cli import main
from framing.report import graph_of, report_of
from framing.study import ENCODER, every_result, ingest_articles, start_study
from framing.verify import VECTORS, same_drawing

pytest_plugins = ["pytester", "browser"]

os.environ["FRAMING_PROGRESS"] = "0"
# every test draws the same examples each time; `make test-all` draws more of them
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("full", deadline=None, derandomize=True, max_examples=100)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
settings.load_profile(PROFILE)

ROOT = Path(__file__).parents[1]
RELEASE = Path(__file__).parent / "release"
FOR_A_RELEASE = {"chrome", "drawn_study"}  # a browser; every figure of a study
DATA = Path(__file__).parent / "data"
ENVIRONMENT = {"texts": "TEXTS", "datasets": "DATASETS"}
# an article of nobody's, a sentence of it, and a sentence with a term of the case study
TEXT = """Tyrant abroad

The strongman Tresk flew home on Monday. “The despot Tresk lies,” Oldane said. It rained in the afternoon.

President Tresk is expected back on Friday, a spokesman for Galvora said.
"""
WRITTEN = "The strongman Tresk flew home on Monday."
SWAPPED = "The dictator Putin flew home on Monday."
# two articles of two outlets as somebody may deliver them
TABLE = pd.DataFrame(
    {"article_id": ["a1", "a2"], "outlet": ["Courier", "Herald"], "text": ["Rain fell.\n", "«Sun» shone."]}
)
PUBLISHED = ("data", "docs", "results", "figures", "validation", "study.toml", "constraints.txt")


def examples(most: int) -> settings:
    """Return settings of a property that draws `most` examples in the full profile and at most ten in the quick one."""
    return settings(max_examples=most if PROFILE == "full" else min(most, settings.default.max_examples))


def calls_of(work: Callable[[], object]) -> int:
    """Count the calls, of Python and of C functions, that a piece of work makes."""
    calls = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs before a release only, skip what lacks its folder, and start files of slow tests first.

    The order keeps a worker from being left with a slow file at the end.
    """
    for item in items:
        if RELEASE in item.path.parents or FOR_A_RELEASE & {*getattr(item, "fixturenames", ())}:
            item.add_marker("release")
        for marker, variable in ENVIRONMENT.items():
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"needs {variable}=folder"))
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("release")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A test that reads private texts fails with its name and the kind of error alone."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.failed and item.get_closest_marker("texts"):
        assert call.excinfo is not None
        line = call.excinfo.traceback[-1].lineno + 1
        report.longrepr = (
            f"{item.nodeid}: {call.excinfo.typename} at line {line}; values are withheld, they may quote a private text"
        )
        report.sections = []


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A maker of folders that all workers of a session share: made by whoever asks first, only read afterwards."""
    home = tmp_path_factory.getbasetemp()
    home = (home.parent if "PYTEST_XDIST_WORKER" in os.environ else home) / "shared"

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = home / name
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                begun = folder.with_name(f"{folder.name}.begun")
                shutil.rmtree(begun, ignore_errors=True)
                begun.mkdir()
                make(begun)
                begun.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def kept(shared):
    """The same for an object, which is pickled."""

    def made(name: str, make: Callable[[], object]):
        folder = shared(name, lambda begun: (begun / "object").write_bytes(pickle.dumps(make())))
        return pickle.loads((folder / "object").read_bytes())

    return made


@pytest.fixture(scope="session")
def texts() -> Path:
    return Path(os.environ["TEXTS"])


@pytest.fixture(scope="session")
def datasets() -> Path:
    return Path(os.environ["DATASETS"])


FROM_TEXTS = ("voiced", "alignments", "sentences", "occurrences")


def prepared(study: fr.Study, tables: dict[str, pd.DataFrame]) -> fr.Study:
    """The study with tables that were made from its texts before."""
    vars(study).update(tables)
    return study


@pytest.fixture(scope="session")
def demo(kept) -> fr.Study:
    study = fr.demo()
    return prepared(study, kept("demo", lambda: {name: getattr(study, name) for name in FROM_TEXTS}))


@pytest.fixture(scope="session")
def case() -> fr.Study:
    return fr.open_study(ROOT / "study.toml")


@pytest.fixture(scope="session")
def case_results(kept, case) -> dict[str, pd.DataFrame]:
    """Every result of the case study, those of classifiers too."""
    return kept("case-results", lambda: dict(every_result(case)))


@pytest.fixture(scope="session")
def quick_demo(kept) -> fr.Study:
    """The demonstration, its sentences aligned by wording alone, which is quicker and all the same for its lexicon."""
    study = replace(fr.demo(), encoder="")
    return prepared(study, kept("quick-demo", lambda: {name: getattr(study, name) for name in FROM_TEXTS}))


@pytest.fixture(scope="session")
def told_demo(kept, quick_demo) -> tuple[str, dict[str, pd.DataFrame]]:
    """The report of the demonstration, with its texts, and every result that was computed for it."""
    return kept("told-demo", lambda: (report_of(quick_demo), every_result(quick_demo, graph_of(quick_demo))))


@pytest.fixture(scope="session")
def demo_report(told_demo) -> str:
    return told_demo[0]


@pytest.fixture(scope="session")
def demo_results(told_demo) -> dict[str, pd.DataFrame]:
    return told_demo[1]


@pytest.fixture
def words_alone(monkeypatch):
    """As if the extra `text` were not installed; who looks for its encoder afterwards looks anew."""
    monkeypatch.setitem(sys.modules, meaning.MODEL, None)
    meaning.installed_encoder.cache_clear()
    yield
    meaning.installed_encoder.cache_clear()


@pytest.fixture(scope="session")
def unseen(one_article) -> fr.Corpus:
    """An article that is of no study."""
    return one_article(TEXT, "mine")


@pytest.fixture(scope="session")
def scored(unseen, quick_demo) -> pd.DataFrame:
    """Its sentences scored, with the demonstration's lexicon and outlets."""
    return fr.score_articles(unseen, quick_demo)


@pytest.fixture(scope="session")
def swapped(case) -> pd.DataFrame:
    """The swaps of a sentence with a term of the case study."""
    return fr.score_swaps(SWAPPED, case)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of everything published, to change."""
    for name in PUBLISHED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="session")
def one_article():
    """A corpus of one article with the given text."""

    def make(text: str, article_id: str = "a", outlet: str = "Courier") -> fr.Corpus:
        return fr.read_articles(pd.DataFrame({"article_id": [article_id], "outlet": [outlet], "text": [text]}))

    return make


@pytest.fixture(scope="session")
def small_lexicon() -> fr.Lexicon:
    """A lexicon of an invented leader (Ruk of Omra), his state, a neighbour (Tal) and the tie between them."""
    rows = [
        # term_id, term, form, target, kind, noun, forms, neutral, beside
        (
            "tyrant",
            "tyrant",
            "loaded",
            "Ruk",
            "naming",
            "epithet",
            "plural=tyrants; adjective=tyrannical",
            "president ruk",
            "",
        ),
        (
            "vassal",
            "vassal",
            "loaded",
            "Omra",
            "naming",
            "epithet",
            "variant=vassal of <Tal>; variant=<Tal>'s vassal",
            "omra",
            "",
        ),
        ("rogue", "rogue state", "loaded", "Omra", "naming", "epithet", "plural=rogue states", "omra", ""),
        ("axis", "axis", "loaded", "tie", "naming", "epithet", "", "ties", "Omra|Ruk Tal"),
        (
            "president",
            "president",
            "neutral",
            "Ruk",
            "naming",
            "title",
            "plural=presidents; variant=Omran president; variant=president of <Omra>; variant=<Omra>'s president",
            "",
            "",
        ),
        ("head", "head", "neutral", "Ruk", "naming", "title", "variant=head of <Omra>; variant=Omra chief", "", ""),
        ("ruk", "Ruk", "neutral", "Ruk", "naming", "name", "variant=Ivo Ruk", "", ""),
        ("omra", "Omra", "neutral", "Omra", "naming", "name", "adjective=Omran; variant=Republic of Omra", "", ""),
        ("dorn", "Dorn", "neutral", "Omra", "naming", "metonym", "", "", ""),
        ("tal", "Tal", "neutral", "Tal", "naming", "name", "adjective=Tallish", "", ""),
        ("ties", "ties", "neutral", "tie", "naming", "epithet", "", "", "Omra|Ruk Tal"),
        ("omra-forum", "Omra Forum", "trap", "Omra", "naming", "", "", "", ""),
        ("boast", "boast", "loaded", "other", "verb", "", "third=boasts; past=boasted; gerund=boasting", "say", ""),
        ("say", "say", "neutral", "other", "verb", "", "third=says; past=said; gerund=saying", "", ""),
        ("harsh", "harsh", "loaded", "other", "modifier", "", "", "(omit)", ""),
    ]
    columns = ["term_id", "term", "form", "target", "kind", "noun", "forms", "neutral", "beside"]
    return fr.read_lexicon(pd.DataFrame(rows, columns=columns))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def moved_files(before: Path, after: Path) -> set[str]:
    """Names of the files of a folder that are not those of another; SVG and PDF count by what they draw.

    On another machine two vector pictures had other bytes in one process than in the next, though PNG and data were
    equal.
    """
    one, other = files_of(before), files_of(after)
    return {
        name
        for name in one.keys() | other.keys()
        if one.get(name) != other.get(name)
        and not (name.endswith(VECTORS) and same_drawing(before / name, after / name))
    }


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, in this process: an error that the command does not tell as a sentence is raised."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2))
    known = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT.values()}
    with (
        chdir(folder),
        patch.dict(os.environ, {**known, "COLUMNS": "80", **environment}, clear=True),
        patch.object(sys, "argv", ["framing", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = ended.code or 0
    said = []
    for stream in (out, err):
        stream.seek(0)
        said.append(stream.read())
    return subprocess.CompletedProcess(["framing", *arguments], status, *said)


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder as a process of its own, which knows nothing of this one."""
    return subprocess.run(
        [sys.executable, "-c", "from framing.cli import main; main()", *arguments],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(Path(fr.__file__).parents[1]),  # the code under test, not another copy that is installed
            "PYTHONWARNINGS": "error",
            "OMP_NUM_THREADS": "1",
            # the kernels of OpenBLAS, which differ in the last digit of a drawing
            **{name: value for name, value in os.environ.items() if name == "OPENBLAS_CORETYPE"},
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def built_study(shared, demo):
    """A maker of studies of the reader's own, built and published: the demonstration's articles of one outlet.

    They name no encoder, which is quicker; tests/study/test_own_study.py builds one that does.
    """

    def build(folder: Path, outlet: str) -> None:
        rows = demo.articles[demo.articles["outlet"] == outlet]
        start_study(folder / outlet)
        path = folder / outlet / "study.toml"
        settings = path.read_text(encoding="utf-8").replace(f'encoder = "{ENCODER}"', 'encoder = ""')
        path.write_text(f'{settings}\n[figures]\ntargets = ["tresk", "galvora"]\n', encoding="utf-8")
        shutil.copy(demo.root / "lexicon.csv", folder / outlet / "data" / "lexicon.csv")
        table = rows[["article_id", "outlet"]].assign(text=rows["article_id"].map(demo.corpus.texts))
        table.to_csv(folder / "articles.csv", index=False)
        ingest_articles(fr.open_study(folder / outlet / "study.toml"), folder / "articles.csv")
        stages.build(with_ingested(folder / outlet))
        stages.publish(fr.open_study(folder / outlet / "study.toml"))

    return lambda outlet: shared(f"built-{outlet}", lambda folder: build(folder, outlet)) / outlet


@pytest.fixture(scope="session")
def drawn_study(shared, built_study) -> Path:
    """One of them with its results and figures."""

    def draw(folder: Path) -> None:
        shutil.copytree(built_study("Free Hadrel"), folder / "study")
        stages.figures(fr.open_study(folder / "study" / "study.toml"))

    return shared("drawn", draw) / "study"


@pytest.fixture
def study_of(tmp_path, built_study):
    """The same, each a copy to change."""
    return lambda outlet: shutil.copytree(built_study(outlet), tmp_path / outlet)


def with_ingested(folder: Path) -> fr.Study:
    return fr.open_study(folder / "study.toml", texts=folder / "build" / "texts")
