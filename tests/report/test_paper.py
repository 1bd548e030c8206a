"""The paper: its tables escape what LaTeX and HTML take for theirs, and its numbers are those of the study."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import framing as fr
from conftest import ROOT, run
from framing.display import escape_latex
from framing.report import PrintedTable, graph_of, reasons_below

PAPER = ROOT / "docs" / "paper" / "paper.tex"
HARD = "A&B % $5 #1 _x_ {y} ~ ^ \\z <b>bold</b> “ü” − α"
PLAIN = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
BRACES = {r"\textbraceleft{}": "{", r"\textbraceright{}": "}"}
SIGNS = {r"\ensuremath{-}": "−", r"\ensuremath{\alpha}": "α", r"\ensuremath{\to}": "→"}
MATHS = {r"\ensuremath{<}": "<", r"\ensuremath{>}": ">"}


def table(**change):
    body = pd.DataFrame({"group": [HARD, HARD, "two"], "te_xt": [HARD, "b", "c"], "n %": ["−0.07", "0.10", "1.00"]})
    return PrintedTable("hard", HARD, f"{HARD}; n = 3", body.assign(**change), ("n %",), "group")


class Words(HTMLParser):
    """The words of a page, and what would load or run something."""

    def __init__(self, page):
        super().__init__()
        self.words, self.active = [], []
        self.feed(page)

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attrs):
        self.active += [tag] if tag in ("script", "link", "img", "iframe", "b") else []
        self.active += [name for name, value in attrs if name.startswith("on") or name in ("src", "href")]


def undone(latex):
    """What LaTeX would print of escaped words: the other way round, sign by sign."""
    found = {**PLAIN, **BRACES, **SIGNS, **MATHS}
    pattern = "|".join(map(re.escape, found)) + r"|\\([&%$#_])"
    return re.sub(pattern, lambda sign: found.get(sign[0]) or sign[1], latex)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u00a0")))
def test_escaping_loses_no_sign_and_leaves_none_to_latex(words):
    latex = escape_latex(words)
    assert undone(latex) == words
    assert re.findall(r"(?<!\\)[&%$#_]|[~^−]", latex.replace(r"\\", "")) == []


def test_a_table_keeps_hard_words_in_latex():
    latex = table().latex()
    rows = latex.split("\\midrule\n")[1].splitlines()
    assert next(line for line in rows if line.startswith(r"\multicolumn{2}")).count(escape_latex(HARD)) == 1
    assert sum("multicolumn" in line for line in rows) == 2
    assert f"{escape_latex(HARD)} & \\ensuremath{{-}}0.07 \\\\" in latex
    assert r"te\_xt & n \% \\" in latex
    assert all(rule in latex for rule in ("\\toprule", "\\midrule", "\\bottomrule", "\\label{tab:hard}"))
    assert "\\begin{tabular}{@{}lr@{}}" in latex


def test_a_table_keeps_hard_words_in_html_and_runs_nothing():
    page = Words(table().html())
    assert page.active == []
    told = " ".join(" ".join(page.words).split())
    assert told.count(HARD) == 5
    assert "te_xt" in told
    assert table().html() == table().html()
    assert re.findall(r"<th[^>]*>([^<]*)</th>", table().html())[:2] == ["te_xt", "n %"]


def every_table(study, **results):
    """Return the printed tables that a study allows, of its own results or of given ones."""
    graph = graph_of(study, **results)
    return [graph.get(name) for name in graph.nodes if name.startswith("tabulate_") and graph.has(name)]


@pytest.fixture(scope="module")
def tables(case, case_results):
    return {printed.name: printed for printed in every_table(case, **case_results)}


def test_a_table_prints_the_counts_and_rates_of_the_results(tables, case):
    body = tables["naming_rates"].body.set_index(["target", "text"])
    assert body.loc[("Putin", "OBOZ.UA")].tolist() == ["2 of 15", "0.13", "0.02 to 0.40"]
    assert len(body) == len(case.targets) * len(case.articles)
    coded = tables["coded_loadedness"].body.set_index(["coder", "text"])
    assert coded.loc[("coder b", "TSF")].tolist() == ["8 of 25", "0.32", "0.15 to 0.54"]
    alphas = tables["reliability"].body.set_index(["coders", "variable"])["alpha"]
    assert alphas["coders c, d", "loaded"] == "0.923"


def test_every_caption_says_n_or_counts_and_what_its_intervals_are(tables):
    assert set(tables) >= {"naming_rates", "coded_loadedness", "reliability", "differences"}
    for printed in tables.values():
        is_counted = "95 % interval" not in printed.body and "No interval: " in printed.caption
        assert is_counted or re.search(r"Intervals: .*(?:Clopper–Pearson|bootstrap|Newcombe)", printed.caption)
        assert re.search(r"\bn = \d|\bn: |shared", printed.caption) or "slots" in printed.body
        assert not re.search(r"nan|None|  ", printed.caption)
        assert not printed.body.isin(["nan", "", "None"]).any(axis=None)


def test_no_interval_says_why(tables):
    body = tables["proposition_differences"].body
    assert set(re.findall(r"none \((\w)\)", " ".join(body["95 % interval"]))) == {"a", "b"}
    assert (
        "(a) it needs 10 shared families; (b) it needs 3 families that differ"
        in tables["proposition_differences"].caption
    )
    shown, told = reasons_below(pd.DataFrame({"x": ["0.1 to 0.2"]}), "x")
    assert (shown["x"].tolist(), told) == (["0.1 to 0.2"], "")


def test_the_table_of_shared_sentences_counts_them_and_has_no_diagonal(tables, case_results):
    body, table = tables["collation"].body, case_results["collation"]
    assert body["sentences"].astype(int).sum() == table.query("other == 'ALL'")["n_sentences"].sum()
    cells = body.drop(columns=["text", "sentences"])
    assert [cells.iloc[place, place] for place in range(len(cells))] == ["–"] * len(cells)
    every = [cell.split(" +") for cell in cells.to_numpy().ravel() if cell != "–"]
    assert sum(int(cell[0]) for cell in every) == table["n_full"].sum()
    assert sum(int(part) for cell in every for part in cell) == table["n_twin"].sum()


def test_features_of_the_table_are_the_largest_and_the_same_for_each_outlet(tables, case_results, case):
    body, table = tables["coefficients"].body, case_results["coefficients"]
    assert len(set(body.groupby("outlet")["feature"].agg(tuple))) == 1
    assert body["outlet"].nunique() == len(case.outlets)
    own = table[table["classifier"].str.startswith("loadedness:")]
    largest = own["coefficient"].abs().groupby(own["feature"]).mean().nlargest(len(set(body["feature"])))
    found = own[own["feature"].isin(largest.index)]["coefficient"].sum()
    printed = body["coefficient"].str.replace("−", "-").astype(float).sum()
    assert printed == pytest.approx(found, abs=0.005 * len(body))
    of_outlets = table[table["classifier"].str.startswith("outlet:")]
    names = {printed.name for printed in every_table(case, **{**case_results, "coefficients": of_outlets})}
    assert "coefficients" not in names


def test_a_study_without_codes_has_fewer_tables(study_of):
    study = fr.open_study(study_of("Free Hadrel") / "study.toml")
    assert {printed.name for printed in every_table(study)} == {
        "naming_rates",
        "differences",
        "collation",
        "proposition_differences",
        "who_calls_whom",
    }


def test_published_tables_are_those_of_the_results(tables):
    for printed in tables.values():
        for kind, content in (("html", printed.html()), ("tex", printed.latex())):
            path = ROOT / "results" / "tables" / f"{printed.name}.{kind}"
            assert path.read_text(encoding="utf-8") == content


def test_the_paper_agrees_with_the_study():
    done = run(ROOT, "numbers", "--check", "docs/paper/paper.tex")
    assert done.returncode == 0, done.stderr
    assert "0 contradictions" in done.stdout


def test_the_paper_finds_its_macros_its_table_and_its_figure():
    text = PAPER.read_text(encoding="utf-8")
    defined = (ROOT / "results" / "numbers.tex").read_text(encoding="utf-8")
    used = set(re.findall(r"\\[a-z]+(?:[A-Z][a-z]*)+", text))
    assert len(used) >= 10
    assert [macro for macro in used if f"\\newcommand{{{macro}}}" not in defined] == []
    named = re.findall(r"\\(?:input|includegraphics)(?:\[[^]]*\])?\{([^}]+)\}", text)
    assert len(named) >= 3
    assert [name for name in named if not any((PAPER.parent / f"{name}{end}").exists() for end in ("", ".tex"))] == []


@pytest.mark.parametrize(
    ("true", "planted", "said"),
    [
        (r"\putinObozRate,", "0.99,% \\putinObozRate\n", r"0.99 contradicts \putinObozRate, which is 0.13"),
        (r"\putinObozRate,", r"\putinObozRates,", r"\putinObozRates is not a number of the study; did you mean"),
        (r"\putinOboz{}", "5 of 15% \\putinOboz\n", r"5 of 15 contradicts \putinOboz, which is 2 of 15"),
        (
            r"\begin{document}",
            "\\begin{document}\\renewcommand{\\putinObozRate}{0.23}",
            "redefined as 0.23, but is 0.13",
        ),
    ],
)
def test_a_wrong_number_planted_in_the_paper_is_found(project, true, planted, said):
    paper = project / "docs" / "paper" / "paper.tex"
    text = paper.read_text(encoding="utf-8")
    paper.write_text(text.replace(true, planted, 1), encoding="utf-8")
    done = run(project, "numbers", "--check", "docs/paper/paper.tex")
    assert done.returncode == 1
    line = text[: text.index(true)].count("\n") + 1
    assert f"paper.tex, line {line}: " in done.stderr
    assert said in done.stderr
    assert "1 contradictions" in done.stdout


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX is installed; the macros and files are checked above")
def test_the_paper_and_every_table_compile(tmp_path):
    written = sorted((ROOT / "results" / "tables").glob("*.tex"))
    assert len(written) >= 7
    inputs = "".join(f"\\input{{{path.as_posix()}}}\\clearpage\n" for path in written)
    text = PAPER.read_text(encoding="utf-8").replace(r"\end{document}", f"{inputs}\\end{{document}}")
    text = text.replace("../../", f"{ROOT.as_posix()}/")
    (tmp_path / "paper.tex").write_text(text, encoding="utf-8")
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:]
    log = (tmp_path / "paper.log").read_text(encoding="utf-8", errors="replace")
    assert "Overfull \\hbox" not in log
    assert "undefined" not in log.replace("multiply defined", "")
