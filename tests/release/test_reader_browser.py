"""The reading view in a real browser: linking by mouse and keys, without script, on paper, as a widget."""

import base64
from dataclasses import replace

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

import framing as fr
from browser import complaints, show


@pytest.fixture(scope="module")
def two(quick_demo):
    return fr.read(quick_demo, ["freehadrel-1", "courier-1"])


@pytest.fixture
def page(chrome, two, tmp_path):
    chrome.set_window_size(1280, 1000)
    show(chrome, two.page, tmp_path)
    yield chrome
    assert complaints(chrome) == []


def all_of(browser, selector):
    return browser.find_elements(By.CSS_SELECTOR, selector)


def classes(element):
    return element.get_attribute("class").split()


def twin_of(browser, sentence):
    return browser.find_element(By.ID, sentence.get_attribute("data-twins").split()[0])


def in_sight(browser, element):
    """Whether an element lies in its column, above the panel."""
    script = """
        const place = arguments[0].getBoundingClientRect();
        const frame = arguments[0].closest(".column").getBoundingClientRect();
        const panel = document.querySelector(".panel").getBoundingClientRect();
        return place.top >= Math.max(frame.top, 0) - 1 && place.bottom <= Math.min(frame.bottom, panel.top) + 1;"""
    return browser.execute_script(script, element)


def press(browser, *keys):
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def test_pointing_at_a_sentence_lights_its_twin_and_tells_what_changed(page):
    sentence = all_of(page, ".sentence[data-twins]")[0]
    ActionChains(page).move_to_element(sentence).perform()
    twin = twin_of(page, sentence)
    assert "current" in classes(sentence)
    assert [one.id for one in all_of(page, ".linked")] == [twin.id]
    assert in_sight(page, twin)
    told = page.find_element(By.CSS_SELECTOR, ".panel").text
    assert "tresk: strongman → Galvoran President" in told
    assert [one.text for one in all_of(page, ".panel del, .panel ins")][:2] == ["strongman", "President"]


def test_every_twin_is_brought_into_sight(page):
    linked = all_of(page, ".column:first-child .sentence[data-twins]")
    assert len(linked) >= 5
    for sentence in linked:
        page.execute_script("arguments[0].focus()", sentence)
        assert in_sight(page, twin_of(page, sentence)), sentence.text


def test_keys_go_through_the_sentences_and_to_the_twin_and_back(page):
    sentences = all_of(page, ".column:first-child .sentence")
    press(page, Keys.TAB)
    while page.switch_to.active_element.id not in {one.id for one in sentences}:
        press(page, Keys.TAB)
    assert page.switch_to.active_element.id == sentences[0].id
    press(page, "j", Keys.ARROW_DOWN, "j", "k", Keys.ARROW_UP, "j", "j", "j", "j")
    sixth = page.switch_to.active_element
    assert sixth.id == sentences[5].id
    press(page, "t")
    assert page.switch_to.active_element.id == twin_of(page, sixth).id
    press(page, "t")
    assert page.switch_to.active_element.id == sixth.id
    press(page, Keys.ESCAPE)
    assert all_of(page, ".current, .linked") == []


def test_where_the_keys_go_is_never_under_the_panel(page):
    sentences = all_of(page, ".column:first-child .sentence")
    page.execute_script("arguments[0].focus()", sentences[0])
    for sentence in sentences[1:]:
        press(page, "j")
        assert page.switch_to.active_element.id == sentence.id
        assert in_sight(page, sentence), sentence.text


def test_enter_opens_the_reasons_and_shuts_them(page):
    sentence = all_of(page, ".sentence.headline")[0]
    page.execute_script("arguments[0].focus()", sentence)
    reasons = sentence.find_element(By.CSS_SELECTOR, ".reasons ul")
    shown = []
    for _ in range(2):
        press(page, Keys.ENTER)
        shown.append(reasons.is_displayed())
    assert shown == [True, False]


def test_reasons_open_in_sight(page):
    for sentence in all_of(page, ".column:first-child .sentence:has(.reasons)"):
        page.execute_script("arguments[0].focus()", sentence)
        press(page, Keys.ENTER)
        assert in_sight(page, sentence), sentence.text


def test_what_changed_opens_by_its_own_key(page):
    summary = page.find_element(By.CSS_SELECTOR, ".changes summary")
    page.execute_script("arguments[0].focus()", summary)
    press(page, Keys.ENTER)
    assert page.find_element(By.CSS_SELECTOR, ".changes .changed").is_displayed()


def test_where_the_keys_are_is_seen(page):
    sentence = all_of(page, ".sentence")[0]
    page.execute_script("arguments[0].focus()", sentence)
    assert sentence.value_of_css_property("outline-style") == "solid"
    assert float(sentence.value_of_css_property("outline-width").removesuffix("px")) >= 2


def test_marks_differ_without_colour(page):
    """A rule, an underline of its own kind or a word stands for every mark."""
    styles = {
        name: page.find_element(By.CSS_SELECTOR, f".column {selector}").value_of_css_property(css)
        for name, selector, css in (
            ("loaded", "u.loaded:not(.of-source)", "text-decoration-style"),
            ("of source", "u.of-source", "text-decoration-style"),
            ("neutral", ".neutral", "text-decoration-style"),
            ("quote", ".quote .said", "border-left-style"),
            ("mixed", ".mixed .said", "border-left-style"),
            ("indirect", ".indirect .said", "border-left-style"),
        )
    }
    assert [*styles.values()] == ["solid", "dashed", "dotted", "double", "dashed", "dotted"]


def test_without_script_links_and_reasons_work(chrome, two, tmp_path):
    chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(chrome, two.page, tmp_path)
        link = all_of(chrome, "a.twin")[0]
        target = link.get_attribute("href").partition("#")[2]
        link.click()
        assert chrome.current_url.endswith(f"#{target}")
        assert "inset" in chrome.find_element(By.ID, target).value_of_css_property("box-shadow")
        summary = all_of(chrome, ".reasons summary")[0]
        summary.click()
        assert all_of(chrome, ".reasons ul")[0].is_displayed()
        assert not chrome.find_element(By.CSS_SELECTOR, ".panel").is_displayed()
    finally:
        chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_on_paper_what_changed_is_told_and_nothing_is_cut_off(page):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        columns = page.execute_script(
            "return [...document.querySelectorAll('.column')].map((one) => [one.scrollHeight, one.clientHeight])"
        )
        assert all(whole <= seen for whole, seen in columns)
        changed = page.execute_script(
            "return [...document.querySelectorAll('.changed')].every((one) => one.checkVisibility("
            "{contentVisibilityAuto: true}) && one.getBoundingClientRect().height > 10)"
        )
        assert changed
        assert not any(one.is_displayed() for one in all_of(page, ".panel, .more summary"))
    finally:
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert base64.b64decode(page.print_page()).count(b"/Type /Page\n") >= 2


def test_a_script_in_a_title_stays_text(chrome, quick_demo, tmp_path):
    hostile = "<script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\">"
    study = replace(quick_demo, title=hostile)
    articles = quick_demo.articles.assign(title=hostile, label=hostile)
    vars(study)["corpus"] = replace(quick_demo.corpus, articles=articles)
    show(chrome, fr.read(study, "freehadrel-1").page, tmp_path)
    assert chrome.title == hostile
    assert chrome.find_element(By.TAG_NAME, "h1").text == hostile
    assert len(all_of(chrome, "script")) == 1
    assert complaints(chrome) == []


def test_the_policy_stops_what_is_not_ours(chrome, two, tmp_path):
    show(chrome, two.page.replace("</main>", "<script>document.title = 'ran'</script></main>"), tmp_path)
    assert chrome.title != "ran"
    assert any("Content Security Policy" in message for message in complaints(chrome))


@pytest.mark.filterwarnings("ignore:Naming terms that stand in the texts")
def test_a_very_long_article_opens_and_answers(chrome, quick_demo, tmp_path):
    text = "\n".join([*quick_demo.corpus.texts.values()] * 20)
    study = replace(quick_demo)
    vars(study)["corpus"] = replace(
        quick_demo.corpus, articles=quick_demo.articles.iloc[:1], texts={"freehadrel-1": text}
    )
    view = fr.read(study, "freehadrel-1")
    assert "Continue with start=" in view.html
    show(chrome, view.page, tmp_path)
    chrome.execute_script("arguments[0].focus()", all_of(chrome, ".sentence")[0])
    press(chrome, *"jjjjj")
    assert complaints(chrome) == []


def test_on_a_narrow_screen_nothing_is_wider_than_it(page):
    page.set_window_size(500, 900)
    width, seen = page.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= seen


def test_the_widget_links_as_the_page_does(chrome, two, tmp_path):
    pytest.importorskip("anywidget")
    from framing.report import ReadingWidget

    show(chrome, "<!DOCTYPE html><title>notebook</title><div id=cell></div>", tmp_path)
    widget = ReadingWidget(html=two.html)
    chrome.execute_async_script(
        """
        const [esm, css, html, done] = arguments;
        const style = document.createElement("style");
        style.textContent = css;
        document.head.append(style);
        const el = document.getElementById("cell");
        import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })))
          .then((module) => module.default.render({ model: { get: () => html }, el })).then(done);
        """,
        str(widget._esm),
        str(widget._css),
        widget.html,
    )
    sentence = all_of(chrome, ".sentence[data-twins]")[0]
    chrome.execute_script("arguments[0].focus()", sentence)
    assert "linked" in classes(twin_of(chrome, sentence))
    assert "tresk: strongman" in chrome.find_element(By.CSS_SELECTOR, ".panel").text
    assert complaints(chrome) == []
