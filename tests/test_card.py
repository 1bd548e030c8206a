"""How objects show themselves: bounded, escaped, whole HTML that needs no script, and nothing private in it."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from jinja2 import UndefinedError

import framing as fr
from conftest import ROOT
from framing.display import MOST_ROWS, card, render
from framing.models import PLACES, Prior, StaticModel

LARGEST = 50_000  # bytes
HOSTILE = "<script>alert(1)</script>\"'&</td></table>"
VOID = {"br", "img", "hr", "meta"}
texts = st.text(max_size=400) | st.sampled_from([HOSTILE, "x" * 100_000, "</div>" * 5_000, "\u202e\x00", "&amp;<b>"])


class Balance(HTMLParser):
    """Open elements; wrong where one is closed that is not the innermost."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


def well_shown(html: str) -> None:
    found = Balance(html)
    assert found.open == []
    assert not found.seen & {"script", "style", "b"}
    assert len(html.encode()) <= LARGEST
    assert str(ROOT) not in html
    assert "/site-packages/" not in html


@given(title=texts, name=texts, value=texts, column=texts, cell=texts, note=texts)
def test_a_card_is_bounded_and_whole_whatever_it_shows(title, name, value, column, cell, note):
    table = pd.DataFrame({column: [cell] * 30, f"{column}2": [cell] * 30})
    well_shown(card(title, {name: value}, table, note))


def test_templates_escape_everything_but_the_files_of_the_package():
    """Style and script come from `asset`; a reading view and a note are HTML of another template."""
    for path in (ROOT / "src" / "framing" / "templates").glob("*.html"):
        template = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape", template), path.name
        assert not re.search(r"https?://|\son\w+=|style=", template), path.name
    with pytest.raises(UndefinedError, match="'facts' is undefined"):
        render("card.html", title="x")


def test_a_page_admits_its_own_style_and_script_only():
    page = render("reading_page.html", title="x", reading="<p>")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    for kind in ("style", "script"):
        (content,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, flags=re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "&lt;p&gt;" in page


def fitted() -> fr.LoadednessClassifier:
    rows = np.array([[0.0, 1.0], [0.2, 0.0], [0.9, 1.0], [1.0, 0.0]])
    return fr.LoadednessClassifier(prior=Prior((4.0, 0.0), -2.0)).fit(rows, [0, 0, 1, 1])


def objects(case: fr.Study, demo: fr.Study) -> dict[str, object]:
    static = StaticModel(*np.zeros((1, PLACES), np.int8), 1.0, 0.0, {HOSTILE: {"f1": [0.8, 0.7, 0.9]}}, HOSTILE)
    return {
        "a study without texts": case,
        "a study with texts": demo,
        "a corpus": demo.corpus,
        "a lexicon": case.lexicon,
        "codes": case.codes,
        "a classifier": fr.LoadednessClassifier(),
        "a fitted classifier": fitted(),
        "a classifier of outlets": fr.OutletClassifier(HOSTILE).fit([[0.0], [0.9]] * 2, [HOSTILE, "b"] * 2),
        "a model": fr.load_model("loaded-language"),
        "a static model": fr.load_model("loaded-language-static"),
        "a hostile model": static,
    }


def test_every_object_shows_itself_and_no_text(case, demo):
    sentences = [demo.corpus.texts[row.article_id][row.start : row.end] for row in demo.sentences.itertuples()]
    private = [words for words in sentences if len(words) > 40 and words not in set(demo.articles["title"])]
    for name, shown in objects(case, demo).items():
        html, plain = shown._repr_html_(), repr(shown)
        well_shown(html)
        assert len(plain) < 2_000, name
        assert "PosixPath" not in plain, name
        assert str(ROOT) not in plain, name
        assert not any(words in html for words in private), name


def test_a_study_says_what_it_holds_and_computes_nothing_for_it(case):
    study = replace(case)
    html = study._repr_html_()
    assert "5 articles, texts not attached" in html
    assert "published tables: sentences, attributions, alignments, occurrences" in html
    assert "seed: 20231017" in html
    assert repr(study) == f"Study 'beijing-2023': {case.title}; 5 articles, texts not attached"
    assert not {"sentences", "occurrences", "alignments", "estimates"} & vars(study).keys()


def test_a_study_that_has_just_been_begun_says_what_comes_next(tmp_path):
    from framing.study import start_study

    start_study(tmp_path / "new")
    study = fr.open_study(tmp_path / "new" / "study.toml")
    for shown in (repr(study), study._repr_html_()):
        assert "no articles yet: run framing ingest ARTICLES" in shown
        assert str(tmp_path) not in shown


def test_classifiers_say_whether_they_are_fitted_and_how_much_is_shared():
    assert "Not fitted yet." in fr.LoadednessClassifier()._repr_html_()
    model = fitted()
    html = model._repr_html_()
    assert f"weight of the shared model: {model.shared_weight_:.3g}" in html
    assert "positive sentences seen: 2" in html
    assert "enough of these (ten): False" in html
    assert model._repr_mimebundle_() == {"text/plain": repr(model), "text/html": html}
    assert repr(model).startswith("LoadednessClassifier(prior=Prior(")


def test_a_model_says_how_well_it_does():
    html = fr.load_model("loaded-language")._repr_html_()
    assert "<td>babe_v2_test</td>" in html
    assert "0.80 (0.78 to 0.83)" in html
    assert repr(fr.load_model("loaded-language")).startswith("SentenceModel of loaded-language.safetensors: 384 ")


@pytest.mark.parametrize(("n", "line"), [(0, None), (12, None), (13, "1"), (1500, "1,488")])
def test_a_card_says_how_many_rows_it_leaves_out(n, line):
    html = card("Table", {}, pd.DataFrame({"row": range(n)}))
    assert html.count("<tr><td>") == min(n, MOST_ROWS)
    assert re.findall(r"… and ([\d,]+) more rows?<", html) == ([line] if line else [])


def test_codes_are_counted_by_coder(case):
    html = case.codes._repr_html_()
    assert html.count("<tr>") == 1 + len(case.codes.coders)
    assert f"<td>{(case.codes.labels['coder'] == 'a').sum()}</td>" in html


TABLES = ("articles", "sentences", "occurrences", "alignments", "swaps", "scores", "estimates")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_same_columns_and_types_with_texts_and_without(name, case, quick_demo):
    computed, published = getattr(quick_demo, name), getattr(case, name)
    assert computed.columns.tolist() == published.columns.tolist()
    assert computed.dtypes.astype("str").tolist() == published.dtypes.astype("str").tolist()
