"""The reading view as HTML: what it marks, what it escapes, where it stops."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, strategies as st
from markupsafe import escape

import framing as fr
from framing.display import render
from framing.errors import BadInput, TextNotAvailable
from framing.models import as_scores
from framing.report import STYLE, apart, counted, naming, split_at_marks, wording
from framing.schema import LEXICON

LIMIT = 1_000_000


def study_of(study, texts, lexicon=None, title="A study", **columns):
    """The demonstration study with other texts."""
    names = list(texts)
    table = {"article_id": names, "outlet": [f"Outlet {name}" for name in names], "text": list(texts.values())}
    made = replace(study, title=title)
    vars(made)["corpus"] = fr.read_articles(pd.DataFrame(table | columns))
    if lexicon is not None:
        vars(made)["lexicon"] = lexicon
    return made


class Page(HTMLParser):
    """The elements of a view, and the text of each sentence."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.ids, self.hrefs, self.said, self.depth, self.texts = [], [], [], [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.hrefs += [attributes["href"]] if "href" in attributes else []
        if attributes.get("class") == "words":
            self.said.append("")
            self.depth = 1
        elif self.depth:
            self.depth += 1

    def handle_endtag(self, tag):  # noqa: ARG002
        self.depth -= bool(self.depth)

    def handle_data(self, data):
        self.texts.append(data)
        if self.depth:
            self.said[-1] += data

    def of_class(self, name):
        return [attributes for _, attributes in self.elements if name in attributes.get("class", "").split()]


def sentences_shown(html):
    return Page(html[html.index('class="columns"') :]).said


@pytest.fixture(scope="module")
def two(quick_demo):
    return fr.read(quick_demo, ["freehadrel-1", "courier-1"])


def test_a_view_says_every_sentence_as_the_text_has_it(quick_demo):
    view = fr.read(quick_demo, "freehadrel-1")
    text = quick_demo.corpus.text("freehadrel-1")
    of_article = quick_demo.voiced[quick_demo.voiced["article_id"] == "freehadrel-1"]
    assert sentences_shown(view.html) == [text[row.start : row.end] for row in of_article.itertuples()]


def test_loaded_terms_are_underlined_and_explained_and_neutral_ones_told_apart(quick_demo):
    page = Page(fr.read(quick_demo, "freehadrel-1").html)
    found = quick_demo.occurrences[quick_demo.occurrences["article_id"] == "freehadrel-1"]
    loaded = found[found["form"] == "loaded"]
    described = [
        attributes["aria-describedby"] for attributes in page.of_class("loaded") if attributes.keys() > {"class"}
    ]
    assert len(described) == len(loaded)
    assert set(described) <= set(page.ids)
    of_source = sum("aria-describedby" in attributes for attributes in page.of_class("of-source"))
    assert of_source == (loaded["voice_of_term"] == "source").sum() > 0
    assert "president or leader" in page.texts


def test_of_terms_that_overlap_the_loaded_one_is_underlined(quick_demo):
    term = quick_demo.occurrences.iloc[:1].copy()
    neutral = next(term.assign(form="neutral", term_start=0, term_end=9).itertuples())
    loaded = next(term.assign(form="loaded", term_start=4, term_end=12).itertuples())
    later = next(term.assign(form="neutral", term_start=12, term_end=14).itertuples())
    assert apart([neutral, loaded, later]) == [loaded, later]


def test_voice_and_boilerplate_are_told_in_words(quick_demo):
    page = Page(fr.read(quick_demo, "freehadrel-1").html)
    assert {"boilerplate", "quoted: Sabeth Corran", "partly quoted: Bram Ostley"} <= set(page.texts)
    of_article = quick_demo.voiced[quick_demo.voiced["article_id"] == "freehadrel-1"]
    shown = [attributes["class"].split() for attributes in page.of_class("sentence")]
    assert [row.voice for row in of_article.itertuples() if row.voice] == [
        name for classes in shown for name in classes if name in ("narrator", "quote", "mixed", "indirect")
    ]


def test_boilerplate_has_no_score_and_all_else_has_mark_and_figure(quick_demo):
    page = Page(fr.read(quick_demo, "freehadrel-1").html)
    scored = [attributes for attributes in page.of_class("loadedness") if "aria-label" in attributes]
    kinds = quick_demo.voiced.query("article_id == 'freehadrel-1'")["kind"]
    assert len(scored) == (kinds != "boilerplate").sum() < len(kinds)
    for attributes in scored:
        figure = attributes["aria-label"].removeprefix("loadedness ")
        assert any(text == f"{counted(float(figure))} {figure}" for text in page.texts), figure


def test_twins_lead_to_each_other_and_say_what_changed(quick_demo, two):
    page = Page(two.html)
    names = quick_demo.voiced.set_index("sentence_id")["article_id"]
    full = quick_demo.alignments.query("overlap == 'full'")
    both = full["sentence_a"].map(names).eq("courier-1") & full["sentence_b"].map(names).eq("freehadrel-1")
    links = page.of_class("twin")
    assert len(links) == 2 * both.sum() >= 10
    assert len(page.of_class("changes")) == both.sum()
    assert {link["data-changes"] for link in links} <= set(page.ids)
    assert {href.removeprefix("#") for href in page.hrefs} <= set(page.ids)
    assert "tresk: strongman → Galvoran President" in page.texts


def test_what_changed_is_told_word_by_word():
    assert wording("He said “no”.", 'He said "no".') == [("", "the same")]
    assert marked_up(wording("a <b> c", "a <i> c")) == "a < <deleted>b</> <inserted>i</>> c"
    assert marked_up(wording("", "It rained.")) == "<inserted>It rained.</>"
    assert naming([("tresk", "Leader")], [("tresk", "leader")]) == []


words = st.text(st.sampled_from("ab .,<>&“”'😀é"), max_size=30)


@given(words, words)
def test_both_sentences_can_be_read_off_what_changed(one, other):
    changes = wording(one, other)
    if changes != [("", "the same")]:
        for left_out, sentence in (("inserted", one), ("deleted", other)):
            assert letters("".join(words for change, words in changes if change != left_out)) == letters(sentence)


def marked_up(changes):
    return "".join(f"<{change}>{words}</>" if change else words for change, words in changes).strip()


def letters(text):
    return re.sub(r"\s", "", text).translate(str.maketrans("“”", '""'))


HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> &amp; </style>"


@pytest.mark.filterwarnings("ignore:.*seem to be in another language")  # as hostile words do
def test_hostile_words_stay_text_wherever_they_stand(quick_demo):
    text = f"{HOSTILE}\n\nThe dictator {HOSTILE} left on Monday, said {HOSTILE}."
    corpus = study_of(quick_demo, {"a": text}, title=HOSTILE).corpus
    study = replace(quick_demo, title=HOSTILE)
    vars(study)["corpus"] = replace(corpus, articles=corpus.articles.assign(title=f"{HOSTILE}!", label=HOSTILE))
    page = Page(fr.read(study, "a").page)
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "iframe", "link"})
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert all(not name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert page.texts.count(HOSTILE) >= 4  # title twice, outlet, headline
    assert f"{HOSTILE}!" in page.texts


@given(st.text(max_size=40), st.integers(0, 40), st.integers(1, 9), st.sampled_from(["loaded", "neutral"]))
def test_any_words_are_shown_as_they_are_and_the_term_where_it_stands(words, first, length, form):
    term = SimpleNamespace(form=form, voice_of_term="source")
    html = render("marked.html", pieces=split_at_marks(words, [(first, first + length, term)]), anchor="x")
    page = Page(html)
    assert "".join(page.texts).replace("\r", "\n") == words.replace("\r", "\n")
    inside = first + length <= len(words)
    assert [tag for tag, _ in page.elements] == [{"loaded": "u", "neutral": "span"}[form]] * inside
    assert not inside or f">{escape(words[first : first + length])}</" in html


def test_offsets_hold_beside_signs_outside_the_basic_plane(quick_demo):
    study = study_of(quick_demo, {"a": "😀𝒳😀 The strongman Tresk 😀 flew home."})
    assert ">strongman</u> Tresk 😀 flew" in fr.read(study, "a").html


def test_one_model_shades_all_and_the_page_says_which(quick_demo):
    study = study_of(quick_demo, {"a": "Tresk flew home.", "b": "Tresk stayed there."})
    (score,) = fr.load_model("loaded-language").predict_proba(["Tresk flew home."])[:, 1]
    html = fr.read(study, "a").html
    assert "estimated by the general model ‘loaded-language’" in html
    assert f'aria-label="loadedness {score:.2f}"' in html
    units = study.voiced["sentence_id"]
    own = as_scores(pd.Series([2.0, 2.0], units), "loadedness:Outlet a", "text", [0, 0])
    general = as_scores(pd.Series([-3.0, -3.0], units), "general", "text", [pd.NA, pd.NA])
    vars(study)["scores"] = pd.concat([own, general], ignore_index=True)
    for articles in ("a", ["a", "b"]):
        html = fr.read(study, articles).html
        assert html.count('aria-label="loadedness 0.05"') == len([*articles])


def test_without_the_network_the_static_model_says_what_it_misses(quick_demo, monkeypatch):
    static = fr.load_model("loaded-language-static")
    monkeypatch.setattr("framing.report.reader.article.available_model", lambda: static)
    html = fr.read(study_of(quick_demo, {"a": "The vile mob cheered on Monday."}), "a").html
    assert "‘loaded-language-static’, which adds a weight for each word and so misses many loaded names" in html
    found = fr.explain("The vile mob cheered on Monday.", static)
    most = found.loc[found["effect"].abs().idxmax()]
    assert f"<b>{most['word']}</b> {most['effect']:+.2f}".replace("-", "−") in html


def test_reasons_are_the_words_that_the_network_hears(quick_demo):
    words = fr.load_model("loaded-language").word_scores(["The vile mob cheered on Monday."])
    most = words.loc[words["probability"].idxmax()]
    html = fr.read(study_of(quick_demo, {"a": "The vile mob cheered on Monday."}), "a").html
    assert f"<b>{most['word']}</b> {most['probability']:.2f}" in html
    assert "<b>on</b>" not in html


def test_without_texts_the_sentence_of_the_corpus_is_raised(case):
    with pytest.raises(TextNotAvailable, match=r"The text of 'oboz' is not attached \(SHA-256 [0-9a-f]{64}\)"):
        fr.read(case, "oboz")


@pytest.mark.parametrize(
    ("articles", "said"),
    [
        ("freehadrel", "Unknown article 'freehadrel'; did you mean 'freehadrel-3'"),
        ([], "Cannot show 0 articles. Pass one article_id, or a list of up to 3"),
        (["freehadrel-1", "freehadrel-1"], "Duplicate article"),
        (["freehadrel-1", "freehadrel-2", "freehadrel-3", "courier-1"], "Cannot show 4 articles"),
    ],
)
def test_other_articles_are_refused_with_a_sentence(quick_demo, articles, said):
    with pytest.raises(BadInput, match=said):
        fr.read(quick_demo, articles)


@pytest.mark.parametrize("start", [0, -1, 27, 1.5, True])
def test_a_start_outside_the_article_is_refused(quick_demo, start):
    with pytest.raises(BadInput, match="is not a valid sentence number"):
        fr.read(quick_demo, "freehadrel-1", start=start)


def test_a_later_start_says_what_is_left_out(quick_demo):
    view = fr.read(quick_demo, ["freehadrel-1", "courier-1"], start=25)
    assert "Sentences 25–26 of 26." in view.html
    assert "This article has only 23 sentences." in view.html


def test_a_study_of_no_sentences_and_a_lexicon_that_finds_nothing_are_said(quick_demo):
    assert "This article has no sentences." in fr.read(study_of(quick_demo, {"a": " "}), "a").html
    nothing = fr.Lexicon(pd.DataFrame(columns=list(LEXICON.columns), dtype="str"))
    view = fr.read(study_of(quick_demo, {"a": "The strongman Tresk flew home."}, nothing), "a")
    assert "The sentences shown contain no term of the lexicon." in view.html
    empty = study_of(quick_demo, {"a": "Rain."})
    vars(empty)["corpus"] = replace(empty.corpus, articles=empty.articles.iloc[:0])
    with pytest.raises(BadInput, match="Unknown article 'a'; the study has no articles"):
        fr.read(empty, "a")


def test_the_same_view_is_the_same_bytes_and_ids_of_two_views_differ(quick_demo, two):
    assert fr.read(quick_demo, ["freehadrel-1", "courier-1"]).page == two.page
    views = [two, fr.read(quick_demo, "freehadrel-1"), fr.read(quick_demo, "freehadrel-1", start=2)]
    ids = [Page(view.html).ids for view in views]
    assert all(len(set(found)) == len(found) > 0 for found in ids)
    assert all(not set(one) & set(other) for one, other in combinations(ids, 2))


def test_a_view_tells_no_text_unless_shown_and_a_page_is_written_whole(two, tmp_path):
    assert repr(two) == "View: freehadrel-1, 26 of 26 sentences; courier-1, 23 of 23 sentences"
    assert two.save(tmp_path / "view.html").read_text(encoding="utf-8") == two.page
    assert "default-src 'none'" in two.page


def test_a_notebook_gets_plain_html_and_the_widget_where_there_is_one(two, monkeypatch):
    pytest.importorskip("anywidget")
    both = two._repr_mimebundle_()
    assert "model_id" in both.pop("application/vnd.jupyter.widget-view+json")
    monkeypatch.setattr("framing.report.reader.view.find_spec", lambda _: None)
    plain = {"text/plain": repr(two), "text/html": f"<style>\n{STYLE}</style>\n{two.html}"}
    assert both == two._repr_mimebundle_() == plain


def test_every_rule_of_the_sheet_is_scoped():
    inner = re.sub(r"@media [^{]+\{((?:[^{}]+\{[^{}]*\})+)\s*\}", r"\1", STYLE)
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{[^{}]*\}", inner) for one in rule.split(",")]
    assert len(selectors) > 60
    assert [one for one in selectors if not one.startswith((".framing-reader", ".framing-page"))] == []


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_ink_is_read_on_every_ground():
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", STYLE))
    grounds = [colours[name] for name in ("paper", "step-0", "step-1", "step-2", "step-3")] + ["#ffffff"]
    assert min(contrast(colours["ink"], ground) for ground in grounds) >= 7
    for ink in ("quiet", "loaded", "link"):
        assert min(contrast(colours[ink], ground) for ground in (colours["paper"], "#ffffff")) >= 4.5
    steps = [luminance(colours[f"step-{step}"]) for step in range(4)]
    assert steps == sorted(steps, reverse=True)


def test_one_sentence_without_end_is_cut(quick_demo):
    view = fr.read(study_of(quick_demo, {"a": "no end " * 3_000}), "a")
    assert "… 17,999 characters omitted" in view.html
    assert len(view.html) < 20_000


@pytest.mark.filterwarnings("ignore:Naming terms that stand in the texts")
@pytest.mark.release
def test_a_very_long_article_is_shown_in_part(quick_demo):
    """Of 200,000 words; beside two others the twins repeat words, which the bound counts."""
    body = "\n".join(quick_demo.corpus.texts.values())
    times = 200_000 // len(body.split()) + 1
    view = fr.read(study_of(quick_demo, {"a": "\n".join([body] * times)}), "a")
    assert 300 < len(Page(view.html).of_class("sentence")) < 2_000
    assert re.search(r"Sentences 1–([\d,]+) of 11,\d+\. Continue with start=\d+\.", view.html)
    assert LIMIT / 4 < len(view.page.encode()) < LIMIT


@pytest.mark.filterwarnings("ignore:Naming terms that stand in the texts")
@pytest.mark.release
def test_the_worst_texts_stay_under_the_bound(quick_demo):
    """All loaded, all to be escaped, and each sentence with three twins in both texts beside."""
    text = "\n".join(
        f"The despot & <tyrant> & dictator {number} & strongman Tresk boasted “&&&&&”." for number in range(900)
    )
    study = study_of(quick_demo, {"a": text, "b": text, "c": text})
    for articles in ("a", ["a", "b", "c"]):
        assert LIMIT / 10 < len(fr.read(study, articles).page.encode()) < LIMIT, articles
