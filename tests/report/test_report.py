"""The report: a study on one closed page, with the figures and numbers of make figures, whatever the study has."""

import base64
import json
import re
import shutil
from hashlib import sha256
from html import unescape

import pandas as pd
import pytest

import framing as fr
from browser import complaints, show
from conftest import ROOT, run
from framing.report import (
    CHAPTERS,
    LARGEST,
    MOST,
    PRIVATE,
    Facts,
    Listing,
    Picture,
    Points,
    Section,
    Table,
    Text,
    contents as edition,
    paper_tables,
    reading_views,
    report_of,
    report_page,
)
from framing.study import start_study

HOSTILE = "<script>alert(1)</script> & “Tresk” \"'"
SECTIONS = [
    "glance",
    "texts",
    "lexicon",
    *(chapter.key for chapter in CHAPTERS),
    "reading",
    "limits",
    "provenance",
    "cite",
]
SMALL = """name = "small"
title = {title}
seed = 3

[paths]
articles = "articles.csv"
lexicon = "lexicon.csv"
texts = "texts"
derived = "derived"
results = "results"
figures = "figures"
build = "build"
"""


@pytest.fixture(scope="module")
def page(demo_report) -> str:
    return demo_report


@pytest.fixture
def small(tmp_path, demo):
    """A maker of studies of one short article without codes."""

    def made(text: str, title: str = "A small study", lexicon: str | None = None) -> fr.Study:
        (tmp_path / "study.toml").write_text(SMALL.format(title=json.dumps(title)), encoding="utf-8")
        terms = lexicon or (demo.root / "lexicon.csv").read_text(encoding="utf-8")
        (tmp_path / "lexicon.csv").write_text(terms, encoding="utf-8")
        corpus = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [text]}))
        corpus.articles.assign(title=title).to_csv(tmp_path / "articles.csv", index=False)
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / "a.txt").write_text(text, encoding="utf-8")
        return fr.open_study(tmp_path / "study.toml")

    return made


def sections_of(page: str) -> list[str]:
    return re.findall(r'<section id="(\w+)">', page)


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_all_sections_are_there_in_order_and_in_the_contents(page):
    assert sections_of(page) == SECTIONS
    assert re.findall(r'<li><a href="#(\w+)">', page) == SECTIONS


def test_the_page_opens_with_its_findings_in_counts_of_the_results(page, demo_results):
    glance = words_of(page.partition('<section id="glance">')[2].partition("</section>")[0])
    choices = demo_results["naming_choices"].query("voice == 'outlet' and target == 'tresk'")
    assert f"“strongman” ({choices[choices['term'] == 'strongman']['n_slots'].sum()})" in glance
    assert page.index('id="glance"') < page.index('id="texts"')


def test_every_figure_and_table_has_one_chapter():
    figures = [name for chapter in CHAPTERS for name in chapter.figures]
    tables = [name for chapter in CHAPTERS for name in chapter.tables]
    assert sorted(figures) == sorted(edition.figures())
    assert sorted(tables) == sorted(
        name.removeprefix("tabulate_") for name in vars(paper_tables) if name.startswith("tabulate_")
    )


def test_figures_and_tables_are_numbered_in_order(page):
    for kind in ("figure", "table"):
        found = [int(number) for number in re.findall(rf'id="{kind}-(\d+)"', page)]
        assert found == list(range(1, len(found) + 1))
        assert found


@pytest.mark.release
def test_figures_are_those_of_make_figures_to_the_byte(drawn_study, tmp_path):
    study = fr.open_study(shutil.copytree(drawn_study, tmp_path / "study") / "study.toml")
    page = report_of(study)
    shown = [base64.b64decode(found) for found in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page)]
    published = {path.read_bytes(): path.stem for path in study.path("figures").glob("*.svg")}
    assert {published[svg] for svg in shown} == set(published.values())
    assert f"{len(shown)} of {len(shown)} identical to those listed in figures.lock.json" in page
    words = words_of(page)
    for name in published.values():
        caption = (study.path("figures") / f"{name}.md").read_text(encoding="utf-8").splitlines()[0]
        assert " ".join(caption.removeprefix("**Caption.** ").split()[:12]) in words
    rates = pd.read_csv(study.path("results") / "estimates.csv")
    rates = rates.query("measure == 'naming rate' and target == 'tresk' and lexicon == 'full' and copy == 'all'")
    rates = rates[(rates["voice"] == "outlet") & (rates["scope"] == "outlets")]
    assert len(rates) == 1
    assert {f"{row.n_loaded:.0f} of {row.n_slots:.0f}" in words for row in rates.itertuples()} == {True}
    assert "The texts are not attached." in page
    assert str(tmp_path) not in page


@pytest.mark.release
def test_the_page_is_the_same_twice_and_names_no_machine(page, quick_demo, tmp_path):
    path = fr.write_report(quick_demo, tmp_path / "deep" / "report.html")
    assert sha256(path.read_bytes()).hexdigest() == sha256(page.encode()).hexdigest()
    assert str(ROOT) not in page
    assert not re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d", page)


def test_the_page_reaches_nothing_outside(page):
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href|srcset|action|poster)="(?!data:image/svg\+xml;base64,|#)[^"]*"', page) == []
    assert "@import" not in page
    assert "url(" not in page


def test_the_limits_are_those_of_the_study(page, quick_demo, demo_results):
    words = words_of(page)
    assert "3 texts per outlet; the text is the unit." in words
    least = demo_results["differences"]["smallest_reachable_p"].min()
    assert f"The smallest p-value that this design can attain is {least:.2g}" in words
    assert "The author of the texts coded them." in words
    found = quick_demo.sentences[quick_demo.sentences["kind"] != "boilerplate"]
    assert re.search(rf"Shared copy: \d+% of {len(found)} sentences", words)


def test_articles_are_there_to_be_read_as_far_as_a_page_bears_them(page, quick_demo):
    assert page.count('<article class="framing-reader') == min(MOST, len(quick_demo.articles))
    assert PRIVATE not in page
    assert "Galvora is to squeeze the difference out of its own savers" in words_of(page)


@pytest.mark.release
def test_private_texts_are_shown_with_a_warning(built_study, tmp_path):
    folder = shutil.copytree(built_study("Free Hadrel"), tmp_path / "study")
    done = run(folder, "report")
    assert done.returncode == 0, done.stderr
    written = folder / "build" / "report.html"
    assert done.stdout == "Wrote build/report.html.\n"
    assert done.stderr == f"note: {PRIVATE}\n"
    assert written.read_text(encoding="utf-8").count(f'<p class="warning">{PRIVATE}</p>') == 2


def test_more_articles_than_a_page_bears_are_counted(quick_demo, monkeypatch):
    monkeypatch.setattr("framing.report.report.MOST", 2)
    section = reading_views(quick_demo)
    assert len(section.blocks) == 3
    assert section.blocks[-1] == Text("10 more articles: fr.read(study, ARTICLE_ID) shows each.")


def test_what_a_study_brings_stays_text(small):
    page = report_of(small(f"{HOSTILE}\n\nThe strongman Tresk {HOSTILE} flew home on Monday.", HOSTILE))
    assert page.count("<script>") == 1  # the reading view's own, at the end of the page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “Tresk”" in page


@pytest.mark.release
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It rained in the afternoon. The river rose.", "The texts contain no loaded term of the lexicon."),
        ("The strongman Tresk flew home.", "This study has no coded sentences."),
        ("The strongman Tresk flew home.", "This study has no published classifier scores."),
        ("Advertisement", "1 piece of boilerplate"),
    ],
)
def test_a_study_that_lacks_something_says_so(small, text, says):
    page = report_of(small(text))
    assert sections_of(page) == SECTIONS
    assert says in words_of(page)


def test_a_study_without_articles_is_refused_in_a_sentence(tmp_path):
    start_study(tmp_path / "new")
    done = run(tmp_path / "new", "report")
    assert done.returncode == 2
    assert done.stderr == "framing: data/articles.csv does not exist. Run `framing ingest ARTICLES` to create it.\n"
    (tmp_path / "new" / "data" / "articles.csv").write_text("article_id,outlet,sha256\n", encoding="utf-8")
    done = run(tmp_path / "new", "report")
    assert done.returncode == 2
    assert done.stderr.startswith("framing: data/articles.csv")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new" / "build").exists()


def test_blocks_are_escaped_and_long_tables_are_cut():
    table = pd.DataFrame({"group": ["one"] * 70, HOSTILE: [HOSTILE] * 70, "n": range(70)})
    blocks = [
        Text(HOSTILE),
        Points([HOSTILE]),
        Facts({HOSTILE: HOSTILE}),
        Listing(HOSTILE),
        Table(HOSTILE, table, HOSTILE, ("n",), "group"),
        Picture(b"<svg/>", 300, f"{HOSTILE}. More.", HOSTILE, table),
    ]
    made = report_page(HOSTILE, HOSTILE, HOSTILE, [Section("one", HOSTILE, blocks)], HOSTILE)
    assert "<script" not in made
    assert made.count("… and 10 more rows.") == 1
    assert made.count('<tr class="group"') == 1
    assert f"Data of this figure (70 rows, first {LARGEST} shown)" in made


@pytest.mark.parametrize("width", [1280, 700])
def test_a_browser_shows_and_prints_the_page(page, chrome, tmp_path, width):
    chrome.set_window_size(width, 1000)
    show(chrome, page, tmp_path)
    assert complaints(chrome) == []
    root = "document.documentElement"
    assert chrome.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth")
    assert chrome.execute_script("return [...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert chrome.execute_script("return document.querySelector('h1').textContent").startswith("Tresk's visit")
    pdf = base64.b64decode(chrome.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert pdf.startswith(b"%PDF")
    assert 10 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 80
    assert complaints(chrome) == []
