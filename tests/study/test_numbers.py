"""Numbers to cite: looked up by what is declared, printed one way, and no manuscript that says otherwise passes."""

import json
import re

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import ROOT, run
from framing import pipeline as stages
from framing.report import as_printed, findings, typed_numbers
from framing.study import as_macros, cited_numbers, read_numbers, stored

NUMBERS = cited_numbers(fr.open_study(ROOT / "study.toml"), {})
BY_NAME = {number.name: number for number in NUMBERS}
PRINTED = [number for number in NUMBERS if any(map(str.isdigit, number.printed))]


def wrong(text):
    return [found.sentence for found in findings(text, NUMBERS)]


@pytest.mark.parametrize("number", PRINTED, ids=lambda number: number.name)
def test_what_is_printed_is_what_is_stored_to_the_printed_digits(number):
    """The row is looked up again here, without the selector."""
    table = pd.read_csv(ROOT / "results" / f"{number.table}.csv", dtype=str, keep_default_na=False)
    if number.column == "rows" or number.column.startswith("total"):
        return
    for part in number.where.split("; "):
        column, value = part.split("=", 1)
        table = table[table[column] == value]
    (row,) = table.to_dict("records")
    printed = re.split(" of | to ", number.printed.replace("−", "-"))
    for column, part in zip(re.split(" of | to ", number.column), printed, strict=True):
        scale = 100 if part.endswith(" %") else 1
        part = part.removesuffix(" %")
        digits = len(part.partition(".")[2])
        assert abs(float(part) - scale * float(row[column])) <= 0.5 * 10**-digits + 1e-12


def test_totals_and_shares_are_counted_again():
    rates = pd.read_csv(ROOT / "results" / "estimates.csv")
    rates = rates[(rates["measure"] == "naming rate") & (rates["lexicon"] == "full")]
    assert BY_NAME["loaded-names"].printed == f"{rates['n_loaded'].sum()} of {rates['n_slots'].sum()}"
    places = pd.read_csv(ROOT / "results" / "positions.csv")
    places = places[(places["article_id"] == "oboz") & (places["kind"] == "naming")]
    places = places[places["voice_of_term"] == "outlet"]
    assert BY_NAME["lead-oboz"].printed == f"{(places['part'] == 'lead').sum()} of {len(places)}"


def test_each_number_says_what_it_is_about():
    entries = json.loads((ROOT / "results" / "numbers.json").read_text(encoding="utf-8"))
    about = entries["putin-oboz-rate"]["about"]
    assert (about["n_loaded"], about["n_slots"], about["scope"], about["level"]) == (2, 15, "texts", 0.95)
    assert about["method"] == "Clopper–Pearson over slots"


def declared(tmp_path, *lines):
    path = tmp_path / "numbers.csv"
    path.write_text("\n".join(["name,table,where,column,form", *lines]) + "\n", encoding="utf-8")
    return path


TABLE = {"rates": pd.DataFrame({"text": ["a", "b"], "k": [1, 2], "n": [3, 4], "rate": [1 / 3, None], "what": "x"})}


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("one-of,rates,text=a,k of n,", "1 of 3"),
        ("one-of,rates,text~a|b,total k of n,", "3 of 7"),
        ("one-of,rates,what=x; k<2,rows,", "1 of 2"),
        ("one-of,rates,text=a,rate,3", "0.333"),
        ("one-of,rates,text=a,rate,signed 1", "+0.3"),
        ("one-of,rates,text=a,rate,percent 1", "33.3 %"),
        ("one-of,rates,text=b,rate to n,2", "no interval"),
    ],
)
def test_a_declared_number_is_looked_up_and_printed(tmp_path, line, printed):
    (number,) = read_numbers(declared(tmp_path, line), stored(TABLE, tmp_path))
    assert number.printed == printed


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("one-of,rates,text=c,k,", "no rows match 'where'; expected one"),
        ("one-of,rates,what=x,k,", "2 rows match 'where'; expected one"),
        ("one-of,rates,texts=a,k,", "there is no column 'texts'; did you mean 'text'"),
        ("one-of,rates,text=a,kk of n,", "there is no column 'kk'"),
        ("one-of,rate,text=a,k,", "there is no table 'rate' among the results"),
        ("one-of,rates,text a,k,", "'text a' is not a condition"),
        ("one-of,rates,text<a,k,", "compares what cannot be compared"),
        ("one-of,rates,text~(,k,", "compares what cannot be compared"),
        ("one-of,rates,text=a,what,2", "column 'what' is not a number"),
        ("one-of,rates,text=b,rate,2", "the cell is empty"),
        ("one-of,rates,text=a,rate,", "is not a whole number; give the number of decimals"),
        ("one-of,rates,text=a,rate,two", "form is 'two'"),
        ("one-of,rates,text=a,k by n,", "column is 'k by n'"),
        ("One,rates,text=a,k,", "expected two or more words in lower case"),
        ("one-two,rates,text=a,k,", "line 3: 'one-two' is declared above already"),
    ],
)
def test_a_declaration_that_fits_no_number_is_told_with_its_line(tmp_path, line, said):
    lines = ["one-two,rates,text=a,n,", line]
    with pytest.raises(fr.BadInput, match=re.escape(said)) as told:
        read_numbers(declared(tmp_path, *lines), stored(TABLE, tmp_path))
    assert "numbers.csv, line 3" in str(told.value)


def test_a_wrong_declaration_writes_nothing(study_of):
    folder = study_of("Free Hadrel")
    declared(folder / "data", "loaded-names,estimates,article_id=nowhere,n_loaded,")
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    settings = settings.replace("[paths]\n", '[paths]\nnumbers = "data/numbers.csv"\n')
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(fr.BadInput, match=r"numbers\.csv, line 2, number 'loaded-names': no rows"):
        stages.compare(fr.open_study(folder / "study.toml"))
    assert not (folder / "results").exists()


@given(st.data())
def test_any_changed_digit_of_a_number_beside_its_macro_is_found(data):
    number = data.draw(st.sampled_from(PRINTED))
    typed = data.draw(st.sampled_from([number.latex, number.printed.replace(" %", r"\%")]))
    assert wrong(f"It took {typed}% {number.macro}") == []
    place = data.draw(st.sampled_from([place for place, letter in enumerate(typed) if letter.isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != typed[place]]))
    changed = typed[:place] + digit + typed[place + 1 :]
    (sentence,) = wrong(f"It took {changed}% {number.macro}")
    assert number.macro in sentence
    (sentence,) = wrong(rf"\renewcommand{{{number.macro}}}{{{changed}}}% not a result")[:1]
    assert number.printed in sentence


@given(st.sampled_from(PRINTED))
def test_a_macro_prints_what_the_page_prints(number):
    assert as_printed(number.latex) == number.printed
    assert f"\\newcommand{{{number.macro}}}{{{number.latex}}}\n" in as_macros(NUMBERS)


def test_names_of_macros_are_their_own():
    assert len({number.macro for number in NUMBERS}) == len(NUMBERS)


@pytest.mark.parametrize(
    "text",
    [
        "In 2023, on 17 October, 0.987 of all. % not checked",
        r"\includegraphics[width=0.77\linewidth]{figures/naming7}% figure7",
        r"\newcommand{\myOwn}{7.7} \myOwn",
        "The threshold was \\someOther. % not a result",
        r"0.13 [0.02, 0.40]% \putinObozRate \putinObozInterval",
        r"On 17 October 2~of~15% \putinOboz",
    ],
)
def test_what_contradicts_nothing_passes(text):
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"It took \putinObozRat{} of all.", r"\putinObozRat is not a number of the study; did you mean '\putinOboz"),
        (r"\providecommand{\putinObozRate}{0.32}", r"\putinObozRate is redefined as 0.32, but is 0.13"),
        (r"\def\putinObozRate{0.32}", r"\putinObozRate is redefined as 0.32, but is 0.13"),
        (r"0.13% \putinObozRat", r"\putinObozRat is not a number of the study"),
        (r"0.13 (0.02 to 0.39)% \putinObozRate \putinObozInterval", r"0.02 to 0.39 contradicts \putinObozInterval"),
        (r"0.13 [0.02, 0.39]% \putinObozRate \putinObozInterval", r"0.02 to 0.39 contradicts \putinObozInterval"),
        (r"0.13% \putinObozRate \putinObozInterval", "The comment names 2 macros for 1 typed numbers"),
        (r"12 of 15% \putinOboz", r"12 of 15 contradicts \putinOboz, which is 2 of 15"),
        ("a\nb\n$-$0.13% \\putinObozRate", r"−0.13 contradicts \putinObozRate, which is 0.13"),
    ],
)
def test_what_contradicts_is_found(text, said):
    assert len(wrong(text)) == 1
    assert said in wrong(text)[0]


def test_lines_are_those_of_the_file():
    text = "\\begin{document}\n\n% one\n\nIt took 0.987% \\putinObozRate\n\\end{document}\n"
    assert [found.line for found in findings(text, NUMBERS)] == [5]


def test_the_command_prints_numbers_and_checks_a_manuscript(project):
    done = run(project, "numbers")
    assert done.returncode == 0
    assert "putin-oboz\t2 of 15\testimates.csv: " in done.stdout
    (project / "mine.tex").write_text("It took 0.987% \\putinObozRate\n", encoding="utf-8")
    done = run(project, "numbers", "--check", "mine.tex")
    assert done.returncode == 1
    assert "mine.tex, line 1: 0.987 contradicts" in done.stderr
    (project / "mine.tex").write_text("It took \\putinOboz{} slots.\n", encoding="utf-8")
    assert run(project, "numbers", "--check", "mine.tex").returncode == 0
    assert run(project, "numbers", "--check", "none.tex").returncode == 2


def test_a_study_without_numbers_says_how_to_declare_some(study_of):
    done = run(study_of("Free Hadrel"), "numbers")
    assert done.returncode == 2
    assert 'Add numbers = "docs/numbers.csv" under [paths]' in done.stderr


@pytest.mark.parametrize(
    "written",
    [
        r"12\,345",
        r"12{\,}345",
        r"12{,}345",
        "12,345",
        r"12\thinspace 345",
        r"12\thinspace{}345",
        "12\u2009345",
        "12\u202f345",
    ],
)
def test_thousands_are_one_number_however_latex_parts_them(written):
    assert typed_numbers(f"We read ${written}$ words.") == ["12345"]
    again = written.replace("12", "", 1)
    assert typed_numbers(rf"from {written}\,\% to {written}{again}") == ["12345 % to 12345345"]


@pytest.mark.parametrize("written", [r"4\,of 9", r"9\,12", r"in 2013\,1000", r"0.123\,456"])
def test_a_thin_space_that_parts_no_thousands_parts_numbers(written):
    assert len(re.findall(r"\d+", " ".join(typed_numbers(written)))) >= 2
    assert not {"912", "20131000", "0.123456"} & {*typed_numbers(written)}


@pytest.mark.parametrize(
    "written",
    ["Python 3.11", "Python~3.12.1", "framing 0.1.0", "version 2.5", "v3.11", r"R\,4.3", "2.4.2013", "release 12"],
)
def test_a_version_is_no_typed_number(written):
    assert typed_numbers(f"It ran on {written}.") == []
    assert typed_numbers(f"It ran on {written}, in 7 of 9 cases, at 0.5.") == ["7 of 9", "0.5"]
