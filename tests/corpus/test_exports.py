"""Exports of news databases: many articles in one file become one row each, and what does not fit is said."""

import calendar
import textwrap

import docx
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import examples, run
from framing.corpus import import_articles
from framing.corpus.reading import iso_dates
from framing.corpus.sources import export_of

ARTICLES = [
    (
        "The Tolm Courier",
        "2023-11-12",
        "Storm closes the ferry to the islands",
        [
            "The ferry between Lunn and the islands will not sail on Monday, since a storm tore two mooring lines.",
            "“We have seen worse,” said Anna Berg, who has run the office since 2004.",
        ],
    ),
    ("Gull (Norfield)", "2023-11-13", "Council opens the hall", ["Some 60 people slept there.", "Soup was served."]),
    ("Tern", "2023-11-14", "Wind drops", ["The wind dropped on Wednesday, and the ferry sailed."]),
]
MONTHS = ["", *calendar.month_name[1:]]


def day_of(date, form):
    year, month, day = date.split("-")
    return form.format(day=int(day), month=MONTHS[int(month)], year=year)


def nexis(articles, *, total=None, width=78):
    """As LexisNexis wrote plain text: centred heads, fields in capitals, lines cut at a width."""
    parts = ["\n\nDownload Request: Selected Items: 1-3\nTime Of Request: Friday, March 20, 2018  16:51:31\n\n"]
    for number, (outlet, date, title, paragraphs) in enumerate(articles, start=1):
        day = day_of(date, "{month} {day}, {year} Sunday")
        head = [f"{number} of {total or len(articles)} DOCUMENTS", "", outlet, f"{day}\n{'Late Edition':^{width}}"]
        fields = [title, "BYLINE: Ada Senn", "SECTION: NEWS; Pg. A1", "LENGTH: 540 words", "DATELINE: TOLM"]
        ends = ["LOAD-DATE: November 13, 2023", "LANGUAGE: ENGLISH", "SUBJECT: FERRIES (90%); STORMS (85%)"]
        body = [textwrap.fill(text, width) for text in [*fields, *paragraphs, *ends]]
        rights = f"{f'Copyright 2023 {outlet}':^{width}}\n{'All Rights Reserved':^{width}}"
        parts += [f"{line:^{width}}" for line in head] + [*body, "", rights]
    return "\n\n".join(parts)


def nexis_uni(articles, *, total=None):
    """As Nexis Uni writes Word files, one paragraph per line."""
    lines = ["User Name: Ada", f"Documents ({total or len(articles)})", "Client/Matter: -None-", "Search Terms: ferry"]
    for outlet, date, title, paragraphs in articles:
        day = day_of(date, "{month} {day}, {year} Sunday")
        lines += [title, outlet, day, "Copyright 2023 Courier Ltd All Rights Reserved", "Section: NEWS; Pg. A1"]
        lines += ["Length: 540 words", "Byline: Ada Senn", "Body", *paragraphs, "Graphic", "A boat"]
        lines += ["Load-Date: November 13, 2023", "End of Document"]
    return "\n\n".join(lines)


def factiva(articles):
    """As Factiva shows articles without codes."""
    lines = []
    for number, (outlet, date, title, paragraphs) in enumerate(articles):
        day = day_of(date, "{day} {month} {year}")
        lines += ["NEWS", title, "By Ada Senn", "1,540 words", day, "06:30 AM", outlet, "COUR", "A1", "English"]
        lines += [
            "© 2023 Courier Ltd. All rights reserved.",
            *paragraphs,
            f"Document COUR0000{date[:4]}1112ejbc0000{number}",
        ]
    return "\n\n".join(lines)


def factiva_coded(articles):
    lines = []
    for number, (outlet, date, title, (first, *others)) in enumerate(articles):
        day = day_of(date, "{day} {month} {year}")
        lines += [
            "SE  NEWS",
            f"HD  {title}",
            "BY  Ada Senn",
            "WC  540 words",
            f"PD  {day}",
            f"SN  {outlet}",
            "SC  COUR",
        ]
        lines += ["LA  English", "CY  Copyright 2023", "LP", first, *(["TD", *others] if others else [])]
        lines += ["NS  gstorm : Storms | gcat : News", f"AN  Document COUR0000{date[:4]}1112ejbc0000{number}"]
    return "\n\n".join(lines)


def factiva_page(articles):
    parts = []
    for number, (outlet, date, title, paragraphs) in enumerate(articles):
        day = day_of(date, "{day} {month} {year}")
        divs = ["By Ada Senn", "540 words", day, outlet, "COUR", "English", "Copyright 2023 Courier Ltd."]
        parts.append(
            f'<div class="article enArticle"><div id="hd"><span class="enHeadline">{title}</span></div>'
            + "".join(f"<div>{line}</div>" for line in divs)
            + "".join(
                f'<p class="articleParagraph enarticleParagraph">\n{textwrap.fill(text, 40)}</p>' for text in paragraphs
            )
            + f"<p>Document COUR0000{date[:4]}1112ejbc0000{number}</p></div><span></span>"
        )
    return f"<html><body>{''.join(parts)}</body></html>"


def proquest(articles, *, total=None):
    rule = "_" * 60
    parts = [""]
    for number, (outlet, date, title, paragraphs) in enumerate(articles, start=1):
        day = day_of(date, "{month:.3} {day}, {year}")
        lines = [f"Document {number} of {total or len(articles)}", title, "Author: Senn, Ada", "ProQuest document link"]
        lines += [f"Publication info: {outlet} ; Tolm [Tolm]. {day}: A.1.", "Abstract: A storm.", "Links: http://x"]
        lines += [
            "Full text: " + "\n\n".join(paragraphs),
            "Subject: Ferries; Storms",
            "Location: Tolm",
            f"Title: {title}",
        ]
        lines += [
            f"Publication title: {outlet}; Tolm",
            "Pages: A.1",
            f"Publication date: {day}",
            "Database: Newsstream",
        ]
        parts.append("\n\n".join(lines))
    return f"\n{rule}\n\n".join([*parts, "Contact us at: http://x Copyright © 2023 ProQuest LLC."])


FORMS = {
    "Nexis, text": (nexis, ".txt"),
    "Nexis Uni": (nexis_uni, ".docx"),
    "Nexis Uni, text": (nexis_uni, ".txt"),
    "Factiva": (factiva, ".txt"),
    "Factiva with codes": (factiva_coded, ".txt"),
    "Factiva, page": (factiva_page, ".html"),
    "ProQuest": (proquest, ".txt"),
}


def written(path, text):
    if path.suffix == ".docx":
        document = docx.Document()
        for paragraph in text.split("\n\n"):
            document.add_paragraph(paragraph)
        document.save(str(path))
    else:
        path.write_text(text, encoding="utf-8", newline="")
    return path


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("form", "ending"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("articles", [ARTICLES, ARTICLES[:1]], ids=["three", "one"])
def test_an_export_becomes_a_row_per_article(tmp_path, form, ending, articles):
    intake = import_articles(written(tmp_path / f"export{ending}", form(articles)))
    found = intake.corpus.articles
    assert found[["outlet", "date", "title"]].values.tolist() == [list(article[:3]) for article in articles]
    assert found["article_id"].tolist() == [f"export-{n}" for n, _ in enumerate(articles, start=1)]
    texts = [plain(intake.corpus.text(name)) for name in found["article_id"]]
    assert texts == [plain(" ".join([title, *paragraphs])) for _, _, title, paragraphs in articles]
    n = len(articles)
    many = f"export{ending}: {n} article{'s'[: n != 1]} of {n} outlet{'s'[: n != 1]} ("
    assert intake.notes[0].startswith(many)
    assert "states" not in intake.notes[0]


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("form", [nexis, factiva, factiva_coded, proquest])
def test_the_paragraphs_of_a_record_stay_apart(form, line_end):
    export = export_of(form(ARTICLES).replace("\n", line_end))
    for found, (_, _, title, paragraphs) in zip(export.articles, ARTICLES, strict=True):
        assert [plain(block) for block in found.text.split("\n\n") if block.strip()] == [title, *paragraphs]


@pytest.mark.parametrize(("form", "ending"), [FORMS["Nexis, text"], FORMS["Nexis Uni"], FORMS["ProQuest"]])
def test_a_count_that_the_file_states_is_compared(tmp_path, form, ending):
    intake = import_articles(written(tmp_path / f"a{ending}", form(ARTICLES, total=57)))
    assert "3 articles of 3 outlets" in intake.notes[0]
    assert intake.notes[0].endswith("but the file states 57 documents")


def test_a_record_without_text_is_left_out_and_named(tmp_path):
    articles = [*ARTICLES, ("Tern", "2023-11-15", "Picture of a boat", [])]
    intake = import_articles(written(tmp_path / "a.txt", nexis_uni(articles)))
    assert len(intake.corpus) == 3
    assert intake.dropped.values.tolist() == [["a.txt", "4", "record of Nexis in which no text was found"]]
    assert "left out a.txt, row 4: record of Nexis in which no text was found" in intake.messages()


def test_files_of_a_folder_keep_their_outlets_and_an_export_has_its_own(tmp_path):
    (tmp_path / "Courier").mkdir()
    written(tmp_path / "Courier" / "many.txt", factiva(ARTICLES))
    written(tmp_path / "Courier" / "one.txt", nexis(ARTICLES[:1]).replace("worse", "better"))
    written(tmp_path / "Courier" / "plain.txt", "It rained.")
    articles = import_articles(tmp_path).corpus.articles
    assert dict(articles[["article_id", "outlet"]].values) == {
        **{f"many-{n}": article[0] for n, article in enumerate(ARTICLES, start=1)},
        "one-1": "Courier",
        "plain": "Courier",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Rain\n\nIt rained. The report, document 3 of 57, says so.\n\nEnd of document",
        "Rain\n\n3 of 57\n\nIt rained.",
        "Rain\n\nIt rained.\n\n" + "_" * 60 + "\n\nTitle: none\n\nIt rained again.",
        "Rain\n\nDocument COUR00002023\n\nIt rained.",
        "Rain\n\nIt rained on 12 November 2023.\n\nEnd of Document\n\nFog came.\n\nEnd of Document\n\n",
    ],
)
def test_a_text_that_is_no_export_stays_one_article(tmp_path, text):
    assert export_of(text) is None
    intake = import_articles(written(tmp_path / "a.txt", text), outlet="Gull")
    assert intake.corpus.text("a") == text


def test_an_export_that_cannot_be_parted_is_one_article_and_said(tmp_path):
    text = "\n\n".join(f"{n} of 3 DOCUMENTS\n\nIt rained.\n\nFog came." for n in (1, 2, 3))
    intake = import_articles(written(tmp_path / "a.txt", text), outlet="Gull")
    assert len(intake.corpus) == 1
    assert "a.txt: looks like a database export of 3 articles" in intake.notes[0]


WORD = st.text("abcdefgh", min_size=2, max_size=8)
LINE = st.lists(WORD, min_size=3, max_size=30).map(lambda words: f"{' '.join(words).capitalize()}.")
ANY = st.tuples(
    st.sampled_from(["The Tolm Courier", "Gull", "Tern (Norfield)"]),
    st.dates().filter(lambda day: day.year >= 1000).map(str),
    st.lists(WORD, min_size=4, max_size=10).map(lambda words: " ".join(words).capitalize()),
    st.lists(LINE, min_size=1, max_size=4),
)


@pytest.mark.parametrize("form", [nexis, nexis_uni, factiva, factiva_coded, proquest])
@given(articles=st.lists(ANY, min_size=1, max_size=5))
@examples(30)
def test_any_articles_come_back_from_an_export(form, articles):
    found = export_of(form(articles)).articles
    assert [(one.outlet, iso_dates([one.date])[0][0], one.title, plain(one.text)) for one in found] == [
        (outlet, date, title, plain(" ".join([title, *paragraphs]))) for outlet, date, title, paragraphs in articles
    ]


def test_one_file_that_is_no_table_needs_an_outlet_only(tmp_path):
    written(tmp_path / "a.txt", "It rained.")
    with pytest.raises(fr.BadInput, match=r"no article has an outlet"):
        import_articles(tmp_path / "a.txt")
    with pytest.raises(fr.BadInput, match=r"a.txt has no columns"):
        import_articles(tmp_path / "a.txt", columns={"text": "body"})


def test_a_dry_run_shows_the_counts_of_an_export(tmp_path):
    written(tmp_path / "export.txt", nexis(ARTICLES, total=4))
    done = run(tmp_path, "new", "mine", "--articles", "export.txt", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "export.txt: 3 articles of 3 outlets (Nexis), but the file states 4 documents" in done.stdout
    assert "2023-11-12 to 2023-11-14" in done.stdout
