"""Files of any form: pages, documents, sheets and nested objects; columns and dates guessed, and each guess said."""

import json
from datetime import datetime

import docx
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from pages import PAGES

import framing as fr
from conftest import run
from framing.corpus import import_articles
from framing.corpus.articles import guess_columns
from framing.corpus.reading import iso_dates, text_of_pages
from framing.corpus.sentences import sentences_of

PAGE = """<html><head><title>Ferry stops | Gull</title><meta property="og:title" content="Ferry &amp; pier stop">
<meta property="article:published_time" content="2024-05-02T08:00:00Z"><script>var a = "<p>no</p>";</script></head>
<body><nav><p>Home</p><ul><li>Sport</li></ul></nav><article><header><p>By A. Berg</p></header>
<p>The ferry <b>stopped</b>&nbsp;on<br>Monday.<p>It rained.</p><aside><p>More</p></aside></article>
<footer><p>© Gull</p></footer></body></html>"""


def word_file(path, *paragraphs):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "Gull").mkdir(parents=True)
    return tmp_path / "in"


def test_a_page_gives_its_headline_its_paragraphs_and_its_date(folder):
    (folder / "Gull" / "a.html").write_text(PAGE, encoding="utf-8")
    corpus = import_articles(folder).corpus
    assert corpus.text("a") == "Ferry & pier stop\n\nThe ferry stopped on Monday.\n\nIt rained."
    assert corpus.articles["date"].tolist() == ["2024-05-02"]


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ('<meta property="og:site_name" content="The Tern"><title>Ferry stops | Gull</title>', "The Tern"),
        ("<title>Ferry stops | Harbour | Gull Post-News</title>", "Gull Post-News"),
        ("<title>Ferry stops - Gull News</title>", "Gull News"),
        ("<title>Ferry stops - and the pier closes</title>", ""),
        ("<title>Ferry stops: What to know</title>", ""),
        ('<title>Ferry stops</title><link rel="canonical" href="https://www.gull.example/a">', "gull.example"),
    ],
)
def test_a_page_in_no_folder_is_of_the_site_that_it_names(tmp_path, head, outlet):
    """Pages that were not sorted into folders were left out, though each named its site."""
    page = f"<head>{head}</head><body><h1>Ferry stops</h1><article><p>The ferry stopped.</p></article></body>"
    for path in ("a.html", "Courier/b.html"):
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / path).write_text(page, encoding="utf-8")
    intake = import_articles(tmp_path / "in")
    assert intake.corpus.articles["outlet"].tolist() == ["Courier", *filter(None, [outlet])]
    told = "outlet as the pages name it" if outlet else "1 article has no outlet and was left out. Put the files into"
    assert [note for note in intake.notes if note.startswith(told)]
    assert set(import_articles(tmp_path / "in", outlet="Gull").corpus.articles["outlet"]) == {"Courier", "Gull"}


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2018-04-17 Ferry stops", "2018-04-17"),
        ("Ferry_20180417", "2018-04-17"),
        ("17.04.2018 Ferry", "2018-04-17"),
        ("Ferry 2018_4_17", "2018-04-17"),
        ("Ferry_98765432", ""),
        ("29990101 Ferry", ""),
        ("Ferry 120180417", ""),
        ("2018-13-45 Ferry", ""),
        ("Ferry 2018-04-17 stops", ""),
    ],
)
def test_the_name_of_a_file_gives_the_day_that_the_file_does_not_state(folder, name, day):
    (folder / "Gull" / f"{name}.txt").write_text("It rained.", encoding="utf-8")
    (folder / "Gull" / "20180417.html").write_text(PAGE, encoding="utf-8")
    intake = import_articles(folder)
    assert sorted(intake.corpus.articles["date"]) == sorted(["2024-05-02", day])
    assert bool([note for note in intake.notes if "no date in the file; taken from its name" in note]) == bool(day)


def test_a_page_without_an_article_gives_all_its_paragraphs_and_one_without_any_is_left_out(folder):
    (folder / "Gull" / "a.HTM").write_text("<h1>Rain</h1><div><p>It rained.</div>", encoding="utf-8")
    (folder / "Gull" / "b.html").write_text("<div>menu</div>", encoding="utf-8")
    intake = import_articles(folder)
    assert intake.corpus.text("a") == "Rain\n\nIt rained."
    assert intake.dropped["reason"].tolist() == ["no text"]


@pytest.mark.parametrize(
    "source", ["", " ", "<!DOCTYPE html>", "<!-- gone -->", "<!-- articleParagraph -->", "<?xml version='1.0'?>"]
)
def test_a_page_without_any_element_is_left_out_and_stops_nothing(folder, source):
    """lxml finds no document in such a page, as a broken download leaves it."""
    (folder / "Gull" / "a.html").write_text(PAGE, encoding="utf-8")
    (folder / "Gull" / "b.html").write_text(source, encoding="utf-8")
    intake = import_articles(folder)
    assert (len(intake.corpus), intake.dropped["file"].tolist()) == (1, ["Gull/b.html"])


def test_a_word_file_gives_its_paragraphs_and_a_broken_one_is_left_out(folder):
    word_file(folder / "Gull" / "a.docx", "Ferry stops", "", "It rained.", "On\tMonday.")
    (folder / "Gull" / "b.docx").write_bytes(b"PK")
    intake = import_articles(folder)
    assert intake.corpus.text("a") == "Ferry stops\n\nIt rained.\n\nOn\tMonday."
    assert intake.dropped["reason"].tolist() == ["not a Word document; save it as plain text"]


def test_a_word_file_that_is_cut_in_the_middle_is_left_out(folder):
    """A zip whose beginning is lost names places before the file."""
    for name in ("a", "b"):
        word_file(folder / "Gull" / f"{name}.docx", "It rained on Monday.")
    whole = (folder / "Gull" / "b.docx").read_bytes()
    (folder / "Gull" / "b.docx").write_bytes(whole[200:])
    assert import_articles(folder).dropped["reason"].tolist() == ["not a Word document; save it as plain text"]


RICH_TEXT = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial;}}
{\*\generator Nobody;}{\info{\title Secret}}\pard\b Ferry stops\b0\par
\par
Zo\'eb said \u8220?no\u8221? to the {\field{\*\fldinst{HYPERLINK "x.org"}}{\fldrslt{caf\'e9}}} \u-10179?\u-8704?.\par
{\f1\'cf\'f0\'e8\'e2\'e5\'f2.}\par}"""


def test_rich_text_gives_its_paragraphs_in_every_script_and_what_is_none_is_left_out(folder):
    for name, source in {"a": RICH_TEXT, "b": "Rain", "c": r"{\rtf1 \u99999999999?}"}.items():
        (folder / "Gull" / f"{name}.rtf").write_text(source, encoding="ascii")
    intake = import_articles(folder)
    assert intake.corpus.text("a") == "Ferry stops\n\nZoë said “no” to the café 😀.\n\nПривет."
    assert intake.dropped["reason"].tolist() == [
        "not an RTF document; save it as plain text",
        "not a readable RTF document; save it as plain text",
    ]


def test_a_pdf_gives_its_text_with_a_note_and_a_broken_one_is_left_out(folder):
    pytest.importorskip("pypdf")
    from matplotlib.figure import Figure

    figure = Figure()
    figure.text(0.1, 0.5, "It rained on Monday.")
    figure.savefig(folder / "Gull" / "a.pdf")
    (folder / "Gull" / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    intake = import_articles(folder)
    assert intake.corpus.text("a").split() == ["It", "rained", "on", "Monday."]
    assert "a.pdf: text of a .pdf: check line breaks" in intake.notes[0]
    assert intake.dropped["reason"].tolist() == ["not a readable .pdf; save it as plain text"]


def pdf(path, *pages):
    """Write a .pdf of lines, of which those of a pair have their own size of letters."""
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    path.parent.mkdir(parents=True, exist_ok=True)
    with PdfPages(path) as file:
        for page in pages:
            figure = Figure(figsize=(8, 11))
            for number, line in enumerate(page):
                size, words = line if isinstance(line, tuple) else (10, line)
                figure.text(0.1, 0.95 - number / 50, words, size=size)
            file.savefig(figure)


FERRY = ["Lunn News | Ferry", "https://lunn.example/ferry", (18, "Ferry of Lunn stops again")]
PAGES_OF_FERRY = (
    [
        *FERRY,
        "The ferry between Lunn and Norfield has stopped for the third time",
        "since May, and its crew of thirty-two has left the harbour. Ms. Ada",
        "Berg of the harbour board said that no transpor-",
        "tation was to be had.",
        "“We wait,” said the mayor, who had come to the pier on Monday, “and",
        "we have waited long enough for the board to",
        "1",
    ],
    [*FERRY[:2], "say when the transportation of goods begins, which nobody can.”", "It rained on 2 May.", "2"],
    [*FERRY[:2], "It rained on 9 May.", "3"],
)


def test_lines_of_a_pdf_become_paragraphs_without_what_its_pages_repeat(folder):
    """Sentences ended with the line, and headers, addresses and page numbers stood among them."""
    pdf(folder / "Gull" / "a.pdf", *PAGES_OF_FERRY)
    pdf(folder / "Gull" / "b.pdf", *([*page[:2], "Fog of Norfield came.", *page[-1:]] for page in PAGES_OF_FERRY))
    intake = import_articles(folder)
    title, stopped, waiting, wet = intake.corpus.text("a").split("\n\n")
    assert (title, wet) == ("Ferry of Lunn stops again", "It rained on 9 May.")
    assert stopped.startswith(
        "The ferry between Lunn and Norfield has stopped for the third time since May, and its crew"
    )
    assert stopped.endswith(
        "left the harbour. Ms. Ada Berg of the harbour board said that no transportation was to be had."
    )
    assert "on Monday, “and we have waited long enough for the board to say when" in waiting
    assert waiting.endswith("begins, which nobody can.” It rained on 2 May.")
    left_out = "such as 'Lunn News | Ferry', 'https://lunn.example/ferry', '1'"
    assert [note for note in intake.notes if note.startswith("Gull/a.pdf and 1 more file:") and left_out in note]


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (
            ["Ferry stops\n\nIt rained.", "Ferry stops\nFog came.\n2", "Ferry stops\nSun.\n3"],
            "Ferry stops\n\nIt rained.",
        ),
        (
            ["It rained on 2 May.\nFog.", "It rained on 2 June.\nSun."],
            "It rained on 2 May. Fog.\n\nIt rained on 2 June.",
        ),
        (["It rained on 2 May."], "It rained on 2 May."),
        (["", "Fog."], "Fog."),
        (["We saw a five-\nfold rise."], "We saw a five-fold rise."),
        (["We saw a re\u00ad\nport."], "We saw a report."),
        (["We saw pre- and post-\nwar films."], "We saw pre- and post-war films."),
        (["We saw pre-\nand post-war films of\nno worth."], "We saw pre- and post-war films of no worth."),
        (["Jean-\nLuc came."], "Jean-Luc came."),
    ],
)
def test_nothing_else_of_a_pdf_is_lost(pages, text):
    assert text_of_pages(pages)[0].startswith(text)


def test_left_and_right_pages_have_headers_of_their_own():
    words = ["Rain fell.", "Fog came.", "The sun shone.", "Snow lay.", "Hail struck."]
    pages = [f"{'Ada Berg' if n % 2 else 'Lunn Gazette'}\n{line}\n{n}" for n, line in enumerate(words, 1)]
    assert text_of_pages(pages)[0].split() == " ".join(words).split()
    assert "It rained." in text_of_pages(["It rained.\nFog.", "Sun.", "It rained.\nSnow.", "Hail."])[0]


def test_a_hyphen_at_the_end_of_a_line_parts_a_word_where_many_lines_end_so():
    lines = ["The transpor-", "tation of goods by five-", "fold effort was a five-fold burd-", "en of ta-", "xes."]
    whole = "The transportation of goods by five-fold effort was a five-fold burden of taxes."
    assert text_of_pages(["\n".join(lines)])[0] == whole


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        (".pdf", "pypdf"),
        (".html", "trafilatura"),
        (".docx", "python-docx"),
        (".rtf", "striprtf"),
        (".xlsx", "openpyxl"),
    ],
)
def test_what_cannot_be_read_says_what_to_install(folder, monkeypatch, kind, package):
    monkeypatch.setattr("framing.corpus.sources.find_spec", lambda _: None)
    path = folder / "Gull" / f"a{kind}"
    path.write_bytes(b"<p>It rained.</p>")
    message = rf"a.*\{kind}\)? needs the package {package}: pip install 'framing\[intake\]', or save it as"
    with pytest.raises(fr.BadInput, match=message):
        import_articles(path if kind == ".xlsx" else folder)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_pages_of_any_layout_give_headline_paragraphs_and_day(folder, page):
    (folder / "Gull" / "a.html").write_text(page.html, encoding="utf-8")
    (folder / "Gull" / "b.txt").write_text("It rained on Tuesday.", encoding="utf-8")
    corpus = import_articles(folder).corpus
    text = corpus.texts.get("a", "")
    lines = text.split("\n\n")
    assert [paragraph for paragraph in page.paragraphs if paragraph not in lines] == []
    assert lines[0] == page.title
    assert lines.count(page.title) == 1
    kept = " ".join(text[start:end] for start, end, kind, _ in sentences_of(text) if kind != "boilerplate")
    assert [words for words in page.alien if words in kept] == []
    assert corpus.articles.get("date", pd.Series([""]))[0][:10] == page.day


def test_the_order_of_paragraphs_is_that_of_the_page(folder):
    page = PAGES["crossheads"]
    (folder / "Gull" / "a.html").write_text(page.html, encoding="utf-8")
    assert import_articles(folder).corpus.text("a").split("\n\n") == [page.title, *page.paragraphs]


@pytest.mark.parametrize(("written", "date"), [("2013-04", "2013-04"), ("April 2013", "2013-04")])
def test_a_page_gets_no_day_that_it_does_not_state(folder, written, date):
    page = PAGES["no date"].html.replace("<article>", f"<article><time datetime='{written}'></time>")
    (folder / "Gull" / "a.html").write_text(page, encoding="utf-8")
    assert import_articles(folder).corpus.articles["date"].tolist() == [date]


def sheet(path, *rows, dates="d mmm yyyy"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell in book.active["D"]:
        cell.number_format = dates
    book.create_sheet("Notes").append(["by Ada"])
    book.save(path)


@pytest.mark.parametrize("dates", ["d mmm yyyy", "mm-dd-yy", "[$-409]d mmm yyyy"])
def test_a_sheet_of_excel_gives_its_rows_and_its_dates(tmp_path, dates):
    names = ["Publication", "Headline", "Full text", "Date", None]
    rain = ["Gull", "Rain", "It rained.", datetime(2024, 5, 2), "seen"]
    sheet(tmp_path / "a.xlsx", names, rain, [], ["Gull", "Fog", "It rained.", None], dates=dates)
    intake = import_articles(tmp_path / "a.xlsx")
    articles = intake.corpus.articles
    assert articles[["article_id", "outlet", "title", "date"]].values.tolist() == [
        ["row-2", "Gull", "Rain", "2024-05-02"]
    ]
    assert intake.dropped.values.tolist() == [["a.xlsx", "4", "same text as a.xlsx, row 2"]]
    guess = "columns guessed: text from 'Full text', outlet from 'Publication', title from 'Headline'"
    assert intake.notes[0] == "a.xlsx: only the first of 2 sheets was read ('Sheet')"
    assert intake.notes[1].startswith(guess)


@pytest.mark.parametrize("value", [2013, 2013.5, "NA", True, "=1"])
def test_a_cell_of_excel_is_read_as_text(tmp_path, value):
    sheet(tmp_path / "a.xlsx", ["outlet", "text", "title"], ["Gull", "It rained.", value])
    title = import_articles(tmp_path / "a.xlsx").corpus.articles["title"].item()
    assert title == ("" if value == "=1" else str(value))  # no program has computed the formula


def test_a_file_that_is_no_sheet_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(fr.BadInput, match=r"not an Excel file \(.xlsx\)"):
        import_articles(tmp_path / "a.xlsx")


NESTED = [{"source": {"id": 1, "name": "Gull"}, "content": {"body": "It rained."}, "publishedAt": "2 May 2024"}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(NESTED[0])),
        ("a.json", json.dumps(NESTED)),
        ("a.json", json.dumps({"status": "ok", "articles": NESTED})),
    ],
)
def test_fields_of_objects_are_columns(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    intake = import_articles(tmp_path / name, columns={"text": "content.body"})
    assert intake.corpus.articles[["outlet", "date"]].values.tolist() == [["Gull", "2024-05-02"]]
    assert list(intake.corpus.texts.values()) == ["It rained."]


@pytest.mark.parametrize(
    "content", ["[" * 10**5, f'{{"outlet": "Gull", "text": "Rain", "n": {"1" * 5000}}}'], ids=["deep", "long"]
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_that_is_too_deep_or_has_a_number_too_long_is_refused_in_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(fr.BadInput, match="objects nested too deeply, or a number of thousands of digits"):
        import_articles(tmp_path / name)


@pytest.mark.parametrize(("content", "message"), [("[1]", "expected a list of objects"), ("{", "line 1: not JSON")])
def test_json_that_holds_no_articles_is_refused(tmp_path, content, message):
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=message):
        import_articles(tmp_path / "a.json")


def test_the_longest_column_is_the_text_if_no_name_says_so_and_a_given_column_is_not_guessed():
    long = pd.DataFrame({"Medium": ["Gull", "Tern"], "prose": ["It rained. " * 40, "Fog. " * 90], "lead": "Rain"})
    assert import_articles(long).notes[0].startswith("columns guessed: text from 'prose', outlet from 'Medium'")
    given = import_articles(long, columns={"text": "lead", "outlet": "Medium"})
    assert not [note for note in given.notes if "guessed" in note]


@pytest.mark.parametrize(
    "written",
    [
        "2 May 2024",
        "02 May 2024",
        "May 2, 2024",
        "Thursday, May 2, 2024",
        "Thu, 02 May 2024 08:00:00 GMT",
        "May 2nd, 2024 at 8 a.m.",
        "2-May-2024",
        "2024/5/2",
        "2024.05.02",
        "20240502",
        "1714636800",
        "1714636800000",
        "02.05.2024",
        "2024-5-2",
        "2 de maio de 2024",
        "quinta-feira, 2 de maio de 2024",
        "2 травня 2024 р.",
        "четвер, 2 травня 2024 р.",
        "2 мая 2024 г.",
        "2. Mai 2024",
        "jeudi 2 mai 2024",
        "May 2, 2024 Thursday",
    ],
)
def test_a_date_in_any_common_form_is_written_in_one(written):
    assert iso_dates([written])[0] == ["2024-05-02"]


@pytest.mark.parametrize(
    ("written", "month"),
    [("April 2013", "2013-04"), ("abril de 2013", "2013-04"), ("Квітень 2013", "2013-04"), ("Dez. 2013", "2013-12")],
)
def test_a_month_without_a_day_gets_none(written, month):
    assert iso_dates([written]) == ([month], [])


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "2013112",
        "Spring 2013",
        "2 Marketing 2013",
        "12 jui 2013",
        "May",
        "Tuesday",
        "31 June 2013",
        "2013-02-31",
        "2013-13-45",
        "2013-13",
    ],
)
def test_what_is_no_date_becomes_none(text):
    found, notes = iso_dates([text])
    assert found == [""]
    assert "could not be read" in notes[0]


MONTHS_OF = {
    "de {} de ": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "{} ": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    " {} ": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ". {} ": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "  {} ": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de {} del ": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


@pytest.mark.parametrize(("form", "names"), MONTHS_OF.items())
@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_read_in_many_languages(form, names, month):
    name = names.split()[month - 1]
    dot = "" if form.startswith(".") else " "
    assert iso_dates([f"7{dot}{form.format(name)}2013"])[0] == [f"2013-{month:02d}-07"]
    assert iso_dates([f"{name} 2013"])[0] == [f"2013-{month:02d}"]


@pytest.mark.parametrize("kept", ["2024-05-02", "2024", "2024-05", "", pd.NaT])
def test_a_date_in_iso_8601_is_kept(kept):
    assert iso_dates([kept]) == ([kept], [])


@pytest.mark.parametrize("time", ["T08:00:00Z", "T23:30:00-04:00", "T00:30:00+02:00", " 08:00", "T00:00:00.000Z"])
def test_a_date_with_a_time_is_the_day_in_the_zone_that_is_written(time):
    assert iso_dates([f"2024-05-02{time}"]) == (["2024-05-02"], [])
    stamps = pd.DataFrame({"outlet": ["Gull"], "text": ["Rain."], "date": [pd.Timestamp(f"2024-05-02{time}")]})
    assert import_articles(stamps).corpus.articles["date"].tolist() == ["2024-05-02"]


def test_numbers_that_are_dates_are_read():
    table = pd.DataFrame({"outlet": "Gull", "text": ["Rain.", "Fog.", "Sun."], "date": [2024, 1714636800, None]})
    for dates in (table["date"].astype(object), table["date"]):
        intake = import_articles(table.assign(date=dates))
        assert intake.corpus.articles["date"].tolist()[1:] == ["2024-05-02", ""]


@pytest.mark.parametrize(
    ("dates", "given", "expected", "note"),
    [
        (["03/04/2013"], None, [""], "could be day/month or month/day"),
        (["03/04/2013", "25/04/2013"], None, ["2013-04-03", "2013-04-25"], "read as day/month/year, as '25/04/2013'"),
        (["03/04/2013", "04/25/2013"], None, ["2013-03-04", "2013-04-25"], "read as month/day/year, as '04/25/2013'"),
        (["3/4/2013", "25/4/2013", "4/25/2013"], None, ["", "2013-04-25", "2013-04-25"], "could be day/month"),
        (["03/04/2013"], True, ["2013-04-03"], ""),
        (["03/04/2013"], False, ["2013-03-04"], ""),
        (["04/04/2013"], None, ["2013-04-04"], ""),
        (["03.04.2013"], None, ["2013-04-03"], "read as day.month.year"),
        (["31/02/2013", "soon"], None, ["", ""], "2 dates could not be read, such as '31/02/2013'"),
    ],
)
def test_a_day_that_could_be_a_month_is_said_and_not_guessed(dates, given, expected, note):
    found, notes = iso_dates(dates, day_first=given)
    assert found == expected
    assert note in "".join(notes)
    assert bool(note) == bool(notes)


@given(st.dates(min_value=pd.Timestamp("1900-01-01").date(), max_value=pd.Timestamp("2099-12-31").date()))
def test_any_day_comes_back_from_any_form(day):
    forms = [f"{day:%d %B %Y}", f"{day:%b %d, %Y}", f"{day:%Y%m%d}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}"]
    assert iso_dates(forms, day_first=True)[0] == [day.isoformat()] * len(forms)


def test_near_copies_are_shown_and_kept():
    words = " ".join(f"word{number}" for number in range(80))
    table = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["Gull", "Tern"], "text": [words, f"{words} and more."]})
    intake = import_articles(table)
    assert len(intake.corpus) == 2
    assert [note for note in intake.notes if "repeats half of an earlier one or more, such as" in note]


def test_lines_of_copies_are_no_furniture():
    lines = "\n".join(f"The ferry stopped on day {number} of the storm." for number in range(9))
    table = pd.DataFrame({"outlet": ["Gull"] * 3, "text": [f"{lines}\n{end}" for end in ("Rain.", "Fog.", "Sun.")]})
    notes = import_articles(table).notes
    assert [note for note in notes if note.startswith("2 articles repeat half of an earlier one or more")]
    assert not [note for note in notes if "stand in most of its" in note]


def test_a_folder_may_hold_tables_and_documents(folder):
    (folder / "Gull" / "a.txt").write_text("It rained.", encoding="utf-8")
    (folder / "Gull" / "b.csv").write_text("Body;Date\nFog came.;2 May 2024\n", encoding="utf-8")
    (folder / "c.csv").write_text("Source;Body\nTern;Sun.\n", encoding="utf-8")
    (folder / "notes.csv").write_text("name,done\nAda,yes\n", encoding="utf-8")
    intake = import_articles(folder)
    assert intake.corpus.articles[["article_id", "outlet", "date"]].values.tolist() == [
        ["a", "Gull", ""],
        ["b-2", "Gull", "2024-05-02"],
        ["c-2", "Tern", ""],
    ]
    assert intake.dropped["file"].tolist() == ["notes.csv"]
    assert "no column 'text' among name, done" in intake.dropped["reason"].item()
    assert import_articles(folder, columns={"text": "Body"}).corpus.texts == intake.corpus.texts


def test_a_named_column_is_that_of_the_tables_that_have_it_and_guessed_in_others(folder):
    """A table without the column was left out whole, as one article."""
    (folder / "a.csv").write_bytes(
        "Zeitung;Datum;Überschrift;Inhalt\nGull;2.5.2024;Fähre;Es regnete.\n".encode("cp1252")
    )
    (folder / "b.csv").write_text("Medium / Source;Hdln;Body Text (full)\nTern;Fog;Fog came.\n", encoding="utf-8")
    for columns in ({"text": "Inhalt"}, {"text": "Inhalt", "outlet": "Zeitung"}, {}):
        intake = import_articles(folder, columns=columns)
        assert intake.corpus.articles[["outlet", "title", "date"]].values.tolist() == [
            ["Gull", "Fähre", "2024-05-02"],
            ["Tern", "Fog", ""],
        ]
        assert [note for note in intake.notes if note.startswith("a.csv: not UTF-8; read as Windows-1252")]
    with pytest.raises(fr.BadInput, match="no table has a column 'Inhalte'; did you mean 'Inhalt'"):
        import_articles(folder, columns={"text": "Inhalte"})
    with pytest.raises(fr.BadInput, match="Cannot fill a column 'txt'"):
        import_articles(folder, columns={"txt": "Inhalt"})


@pytest.mark.parametrize(
    ("header", "guessed"),
    [
        (
            ["meta.source.domain", "meta.source.name", "content.body"],
            {"text": "content.body", "outlet": "meta.source.name"},
        ),
        (["Quelle", "Titel", "Volltext"], {"text": "Volltext", "outlet": "Quelle", "title": "Titel"}),
        (
            ["Pub. Date", "Newspaper (short)", "Text / Body"],
            {"text": "Text / Body", "outlet": "Newspaper (short)", "date": "Pub. Date"},
        ),
        (["source.body", "Body"], {"text": "Body"}),
    ],
)
def test_headers_are_known_in_german_in_parts_and_by_fields(header, guessed):
    assert guess_columns(pd.DataFrame(columns=header), {}) == guessed


def test_a_note_on_many_files_is_said_once(folder):
    for name in ("a", "b", "c"):
        (folder / "Gull" / f"{name}.txt").write_bytes(f"The café {name} opened.".encode("cp1252"))
    notes = [note for note in import_articles(folder).notes if "Windows-1252" in note]
    assert len(notes) == 1
    assert notes[0].startswith("Gull/a.txt and 2 more files: not UTF-8")


def test_a_line_of_every_article_of_an_outlet_is_shown():
    text = [f"Rain {number}.\n\nSign up for our letters." for number in range(3)]
    table = pd.DataFrame({"outlet": ["Gull"] * 3 + ["Tern"], "text": [*text, "Fog.\nSign up for our letters."]})
    found = [note for note in import_articles(table).notes if "stands in most of its" in note]
    assert len(found) == 1
    assert "Gull: 1 line stands in most of its 3 articles, such as 'Sign up for our letters.'" in found[0]


def test_a_dry_run_shows_what_would_be_taken_in_and_writes_nothing(tmp_path):
    (tmp_path / "a.csv").write_text(
        "Source;Body;Date\nGull;It rained;03/04/2013\nTern;Fog.;2 May 2024\n", encoding="utf-8"
    )
    done = run(tmp_path, "new", "mine", "--articles", "a.csv", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "Nothing was written. mine would be created with 2 articles: Gull (1), Tern (1)." in done.stdout
    assert "columns guessed: text from 'Body', outlet from 'Source'" in done.stdout
    assert "pass --day-first or --month-first" in done.stdout
    assert "It rained" in done.stdout
    assert "dates: 2024-05-02 to 2024-05-02 (1 of 2 articles without a day)" in done.stdout
    assert "languages: und (2); und: the text is too short to tell" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    rows = "".join(f"Gull;It rained {day}\n;Fog {day}\n" for day in range(12))
    (tmp_path / "b.csv").write_text(f"Source;Body\n{rows}", encoding="utf-8")
    shown = run(tmp_path, "new", "mine", "--articles", "b.csv", "--dry-run").stdout
    assert (shown.count(": no outlet\n"), shown.count("dropped.csv")) == (12, 0)
    assert "2013-04-03" in run(tmp_path, "new", "mine", "--articles", "a.csv", "--dry-run", "--day-first").stdout
