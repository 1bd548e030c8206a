"""Fixtures, and the rule that a failing test prints no word of a private text."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import framing as fr
from framing import pipeline as stages
from framing.alignment import similarity as meaning
from framing.study import ingest_articles, start_study

pytest_plugins = ["pytester", "browser"]

os.environ["FRAMING_PROGRESS"] = "0"
settings.register_profile("framing", deadline=None, derandomize=True)
settings.load_profile("framing")

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {"texts": "TEXTS", "datasets": "DATASETS"}
# an article of nobody's, a sentence of it, and a sentence with a term of the case study
TEXT = """Tyrant abroad

The strongman Tresk flew home on Monday. “The despot Tresk lies,” Oldane said. It rained in the afternoon.

President Tresk is expected back on Friday, a spokesman for Galvora said.
"""
WRITTEN = "The strongman Tresk flew home on Monday."
SWAPPED = "The dictator Putin flew home on Monday."
PUBLISHED = ("data", "docs", "results", "figures", "validation", "study.toml", "constraints.txt")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that hold slow tests come first, so that no worker is left with one of them in the end."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
    for item in items:
        for marker, variable in ENVIRONMENT.items():
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"needs {variable}=folder"))


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
def texts() -> Path:
    return Path(os.environ["TEXTS"])


@pytest.fixture(scope="session")
def datasets() -> Path:
    return Path(os.environ["DATASETS"])


@pytest.fixture(scope="session")
def demo() -> fr.Study:
    return fr.demo()


@pytest.fixture(scope="session")
def case() -> fr.Study:
    return fr.open_study(ROOT / "study.toml")


@pytest.fixture(scope="session")
def quick_demo() -> fr.Study:
    """The demonstration, its sentences aligned by wording alone, which is quicker and all the same for its lexicon."""
    return replace(fr.demo(), encoder="")


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


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from framing.cli import main; main()", *arguments],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(Path(fr.__file__).parents[1]),  # the code under test, not another copy that is installed
            "PYTHONWARNINGS": "error",
            "OMP_NUM_THREADS": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def built_study(tmp_path_factory, demo):
    """A maker of studies of the reader's own, built and published: the demonstration's articles of one outlet."""

    @cache
    def made(outlet: str) -> Path:
        rows, home = demo.articles[demo.articles["outlet"] == outlet], tmp_path_factory.mktemp("studies")
        folder = home / outlet
        start_study(folder)
        with (folder / "study.toml").open("a", encoding="utf-8") as settings:
            settings.write('\n[figures]\ntargets = ["tresk", "galvora"]\n')
        shutil.copy(demo.root / "lexicon.csv", folder / "data" / "lexicon.csv")
        table = rows[["article_id", "outlet"]].assign(text=rows["article_id"].map(demo.corpus.texts))
        table.to_csv(home / "articles.csv", index=False)
        ingest_articles(fr.open_study(folder / "study.toml"), home / "articles.csv")
        stages.build(with_ingested(folder))
        stages.publish(fr.open_study(folder / "study.toml"))
        return folder

    return made


@pytest.fixture
def study_of(tmp_path, built_study):
    """The same, each a copy to change."""
    return lambda outlet: shutil.copytree(built_study(outlet), tmp_path / outlet)


def with_ingested(folder: Path) -> fr.Study:
    return fr.open_study(folder / "study.toml", texts=folder / "build" / "texts")
