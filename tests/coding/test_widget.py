"""The coder's screen: keys become acts; the page and the widget show the same, by keyboard and to screen readers."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

import framing as fr
from browser import complaints
from conftest import process
from framing.coding import Category, Codebook, CodingServer, CodingSession, Variable
from framing.coding.screen import CodingScreen

TEXT = """Harbour <news>

The warlord left at noon. “A grim day,” said Mira Oll. 雨が降った 🌧️ today. The cabinet met again. Nobody came.
"""
YES_NO = (
    Category("0", "no", "0", "Plain words."),
    Category("1", "yes", "1", "Evaluates.", ("The <b>clique</b> met.",)),
)
SCALE = (Category("1", "mild", "1"), Category("2", "clear", "2"))
CODEBOOK = Codebook(
    "wording",
    "1.0",
    "Code alone.",
    (
        Variable("loaded", "Loaded?", categories=YES_NO),
        Variable("strength", "How?", "scale", "", SCALE, only_if="loaded=1"),
        Variable("spans", "Which words?", "spans", "", (Category("epithet", key="e"), Category("verb", key="v"))),
        Variable("source", "Source?", "text", required=False),
    ),
)  # fmt: skip
CORPUS = fr.read_articles(pd.DataFrame({"article_id": ["a"], "outlet": ["Courier"], "text": [TEXT]}))
SENTENCES = fr.split_sentences(CORPUS)
IDS = list(SENTENCES["sentence_id"])


@pytest.fixture
def session(tmp_path):
    with CodingSession(CORPUS, SENTENCES, CODEBOOK, "ann", tmp_path) as session:
        yield session


@pytest.fixture
def screen(session):
    return CodingScreen(session)


def tell(screen, act, **entries):
    """What the screen answers to somebody who sees its state."""
    seen = screen.state
    return screen.answer({"act": act, "n": seen["n"], "sentence": seen["sentence"], **entries})


def keys(screen, *pressed):
    for key in pressed:
        state = tell(screen, "key", key=key)
        assert not state["refused"], state["message"]
    return state


def place(words):
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


# keys


def test_a_key_answers_the_next_question_that_has_it(screen, session):
    state = keys(screen, "1", "1")  # of loaded, then of strength
    assert session.of(IDS[0]).values == {"loaded": "1", "strength": "1"}
    assert state["message"] == "Saved. How? mild. Next: mark words, or press Enter to go on."
    keys(screen, "2")  # only strength has it
    tell(screen, "key", key="1", variable="strength")  # the question in focus has precedence
    assert session.of(IDS[0]).values == {"loaded": "1", "strength": "1"}
    keys(screen, "0")
    assert session.of(IDS[0]).values["loaded"] == "0"


def test_a_key_marks_what_is_selected_and_asks_for_words_otherwise(screen, session):
    assert "Select words first" in tell(screen, "key", key="e")["message"]
    tell(screen, "key", key="E", **place("news"))
    (mark,) = session.of(IDS[0]).marks
    assert (mark.variable, mark.value, TEXT[mark.start : mark.end]) == ("spans", "epithet", "news")
    keys(screen, "1")
    tell(screen, "key", key="2", **place("news"))  # no spans have it
    assert session.of(IDS[0]).values["strength"] == "2"


def test_a_key_without_meaning_and_a_question_that_is_not_asked_are_said(screen):
    assert tell(screen, "key", key="x")["message"] == "The key x has no meaning here. See Keys."
    state = tell(screen, "key", key="2")
    assert (state["refused"], state["message"]) == (True, "“How?” is not asked about this sentence (loaded=1).")


def test_no_sentence_is_left_before_its_questions_are_answered(screen, session):
    state = tell(screen, "next")
    assert (state["refused"], state["message"], state["sentence"]) == (True, "Not coded yet: Loaded?", IDS[0])
    keys(screen, "0")
    assert tell(screen, "next")["sentence"] == IDS[1]
    assert session.of(IDS[0]).done
    state = tell(screen, "undo")  # goes back to where the act was
    assert (state["sentence"], session.of(IDS[0]).done) == (IDS[0], False)


def test_at_the_end_the_tables_are_there_and_one_may_go_back(screen, session):
    for name in IDS:
        assert screen.state["sentence"] == name
        keys(screen, "0")
        tell(screen, "next")
        screen.write()
    assert screen.state["message"] == f"All {len(IDS)} sentences are coded."
    assert len(pd.read_csv(session.home / "labels.csv")) == len(IDS)
    assert tell(screen, "next")["refused"]
    assert tell(screen, "move", step=-1)["sentence"] == IDS[-1]


def test_two_windows_do_not_code_each_others_sentence(screen, session):
    seen = screen.state
    keys(screen, "0")
    tell(screen, "next")
    state = screen.answer({"act": "key", "key": "1", "n": seen["n"], "sentence": seen["sentence"]})
    assert "coded in another window" in state["message"]
    assert session.of(IDS[0]).values == {"loaded": "0"}
    assert session.of(IDS[1]).blank


def test_a_message_of_another_program_changes_nothing(screen, session):
    for message in [{}, {"act": "drop"}, {"act": "code"}, {"act": "mark", "variable": "spans", "value": "verb"}]:
        state = screen.answer({"n": 0, "sentence": IDS[0], **message})
        assert state["refused"], message
    assert session.n_acts == 0


# what is shown


def shown(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_words_of_every_script_can_be_marked_and_offsets_are_code_points(screen):
    screen.sentence_id = IDS[3]
    units = re.findall(r'data-start="(\d+)" data-end="(\d+)">([^<]*)<', screen.state["html"])
    assert [unit for _, _, unit in units] == ["雨", "が", "降", "っ", "た", "🌧️", "today", "."]
    assert all(TEXT[int(start) : int(end)] == unit for start, end, unit in units)


def test_texts_and_codebooks_are_escaped_and_the_outlet_is_not_shown(screen):
    html = screen.state["html"]
    assert "Harbour &lt;" not in html  # the word and the sign are marked apart
    assert "&lt;</span>" in html
    assert "<b>clique" not in html
    assert "The <b>clique</b> met." in shown(html)
    assert "Courier" not in html


def test_marks_may_overlap_in_sight_and_are_listed(tmp_path):
    free = replace(CODEBOOK.variable("spans"), overlapping=True)
    codebook = replace(CODEBOOK, variables=tuple(free if v.name == "spans" else v for v in CODEBOOK.variables))
    with CodingSession(CORPUS, SENTENCES, codebook, "ann", tmp_path, order=[IDS[1]]) as session:
        screen = CodingScreen(session)
        for words in ("The warlord", "warlord left"):
            tell(screen, "mark", variable="spans", value="verb", **place(words))
        html = screen.state["html"]
    assert re.findall(r">(\w+)<span class=\"unseen\">, mark ([^<]*)<", html) == [
        ("The", "1"), ("warlord", "1 and 2"), ("left", "2"),
    ]  # fmt: skip
    assert re.findall(r'aria-label="Remove mark (\d), ([^"]*)"', html) == [("1", "The warlord"), ("2", "warlord left")]


def test_codes_of_an_older_codebook_are_shown_and_kept_until_coded_again(tmp_path):
    with CodingSession(CORPUS, SENTENCES, CODEBOOK, "ann", tmp_path) as session:
        session.code(IDS[0], "loaded", "1")
    newer = replace(CODEBOOK, version="2.0", variables=CODEBOOK.variables[:1])
    with CodingSession(CORPUS, SENTENCES, newer, "ann", tmp_path, new_version=True) as session:
        screen = CodingScreen(session)
        assert "coded by version 1.0 of the codebook" in screen.state["html"]
        assert "Code it again from the start" in tell(screen, "key", key="0")["message"]
        tell(screen, "again")
        keys(screen, "0")
        assert not tell(screen, "next")["refused"]


def test_a_widget_says_nothing_of_the_text_in_its_repr_and_a_cell_may_run_again(tmp_path, quick_demo):
    first = fr.code_sentences(quick_demo, CODEBOOK, coder="ann", folder=tmp_path, sample=["freehadrel-1:01"])
    assert repr(first).startswith("CodingWidget: CodingSession of 'ann': 0 of 1")
    words = quick_demo.corpus.text("freehadrel-1")[:20]
    assert words not in first._repr_mimebundle_()[0]["text/plain"]
    second = fr.code_sentences(quick_demo, CODEBOOK, coder="ann", folder=tmp_path, sample=["freehadrel-1:01"])
    second._answer(second, {"act": "key", "key": "0", "n": 0, "sentence": "freehadrel-1:01", "id": "x-1"}, [])
    assert (second.state["id"], second.state["refused"]) == ("x-1", False)
    first._answer(first, {"act": "key", "key": "1", "n": 0, "sentence": "freehadrel-1:01", "id": "y-1"}, [])
    assert first.state["refused"]
    assert "is closed: coding went on elsewhere" in first.state["message"]
    second.session.close()


# the page


@contextmanager
def served(session, port=0):
    server = CodingServer(session, port)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()


def fetched(address, message=None, **headers):
    data = None if message is None else json.dumps(message).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=10) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def test_the_page_answers_its_own_address_only(session):
    with served(session) as server:
        status, page, headers = fetched(server.address)
        assert status == 200
        assert "connect-src 'self'" in page
        assert headers["Cache-Control"] == "no-store"
        root, _, token = server.address.partition("?token=")
        assert root.startswith("http://127.0.0.1:")
        show = {"act": "show"}
        for address, message, sent in [
            (root, None, {}),
            (f"{root}?token=wrong", None, {}),
            (server.address, None, {"Host": "evil.example"}),
            (f"{root}act", show, {}),
            (f"{root}act", show, {"X-Token": "ü"}),
            (f"{root}act", show, {"X-Token": token, "Host": "evil.example"}),
        ]:
            assert fetched(address, message, **sent)[0] == 403, (address, sent)
        assert fetched(f"{root}other?token={token}")[0] == 404
        assert fetched(f"{root}act", [], **{"X-Token": token})[0] == 400
        assert fetched(f"{root}act", "x" * 70_000, **{"X-Token": token})[0] == 400
        state = json.loads(fetched(f"{root}act", show, **{"X-Token": token})[1])
        assert (state["n"], state["sentence"]) == (0, IDS[0])
        with pytest.raises(fr.BadInput, match=f"Port {server.server_port} cannot be used"):
            CodingServer(session, server.server_port)


def test_the_command_serves_and_leaves_everything_on_disk_when_it_is_interrupted(study_of):
    folder = study_of("Free Hadrel")
    assert fr.open_study(folder / "study.toml").codes is None
    (folder / "data" / "sample.csv").write_text("sentence_id\nfreehadrel-2:04\nfreehadrel-1:06\n")
    command = "from framing.cli import main; main()"
    arguments = ["code", "--serve", "--coder", "c", "--sample", "data/sample.csv"]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(fr.__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
    with ExitStack() as ends:
        child = ends.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", command, *arguments],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                # a job in the background ignores Ctrl-C, and its children would too
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            )
        )
        ends.callback(child.kill)  # or a failed assertion would wait for the server for ever
        address = child.stdout.readline().split()[1]
        assert child.stdout.readline().startswith("End with Ctrl-C")
        taken = process(folder, *arguments)
        assert (taken.returncode, "open in another window" in taken.stderr) == (2, True)
        root, _, token = address.partition("?token=")
        state = json.loads(fetched(f"{root}act", {"act": "show"}, **{"X-Token": token})[1])
        assert state["sentence"] == "freehadrel-2:04"
        for message in [{"act": "key", "key": "0"}, {"act": "key", "key": "n"}, {"act": "next"}]:
            sent = {**message, "n": state["n"], "sentence": state["sentence"]}
            state = json.loads(fetched(f"{root}act", sent, **{"X-Token": token})[1])
        assert state["sentence"] == "freehadrel-1:06"
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=60)
        assert child.returncode == 0
        assert "1 of 2 sentences coded" in said
        assert fr.open_study(folder / "study.toml").codes.labels.values.tolist() == [["c", "freehadrel-2:04", 0, 0]]


def test_the_command_wants_a_folder_or_serve(tmp_path):
    for arguments in ([], ["codes", "--serve"]):
        told = process(tmp_path, "code", "--coder", "c", *arguments)
        assert (told.returncode, "either a folder to import, or --serve" in told.stderr) == (2, True)


# in a browser


@pytest.fixture
def page(chrome, session):
    chrome.set_window_size(1280, 1000)
    with served(session) as server:
        chrome.get(server.address)
        yield chrome
        assert complaints(chrome) == []


def one(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def press(browser, *pressed):
    """Press keys wherever the focus is; of two, the first is held."""
    for key in pressed:
        chain = ActionChains(browser)
        (chain.key_down(key[0]).send_keys(key[1]).key_up(key[0]) if len(key) > 1 else chain.send_keys(key)).perform()


def until(browser, words):
    WebDriverWait(browser, 10).until(lambda _: words in one(browser, ".status").text, words)


def focus(browser):
    return browser.switch_to.active_element


def test_sentences_are_coded_by_keyboard_alone(page, session):
    assert focus(page).text == "Harbour"
    press(page, "0", Keys.ENTER)  # keys wait for their turn
    until(page, f"Sentence 2 of {len(IDS)}")
    assert focus(page).text == "The"  # ready for the next
    press(page, "1", "2")
    until(page, "How? clear")
    right = Keys.SHIFT + Keys.ARROW_RIGHT
    press(page, Keys.ARROW_RIGHT, right, right, "e")
    until(page, "“warlord left” marked as epithet")
    assert focus(page).text.startswith("left")
    press(page, Keys.END, " ", "v", Keys.HOME)
    until(page, "“.” marked as verb")
    press(page, Keys.END, Keys.DELETE)
    until(page, "“.” is no longer marked")
    one(page, "[data-id=source]").send_keys("Mira", Keys.ENTER)
    until(page, "Source? Mira")
    one(page, "[data-id=note]").send_keys("doubtful", Keys.ENTER)
    until(page, "Note written")
    assert focus(page).get_attribute("class").startswith("unit")
    kept = session.of(IDS[1])
    assert kept.values == {"loaded": "1", "strength": "2", "source": "Mira"}
    assert [TEXT[mark.start : mark.end] for mark in kept.marks] == ["warlord left"]
    assert kept.note == "doubtful"
    press(page, Keys.CONTROL + "z")
    until(page, "Undone")
    assert session.of(IDS[1]).note == ""
    press(page, Keys.ENTER)
    until(page, f"Sentence 3 of {len(IDS)}")
    press(page, Keys.ENTER)
    until(page, "Not coded yet: Loaded?")
    press(page, Keys.PAGE_UP)
    until(page, "This sentence is coded")
    page.refresh()  # as after a crash of the browser
    assert one(page, "h2").text.startswith(f"Sentence 2 of {len(IDS)}")
    press(page, Keys.PAGE_DOWN)
    for number in range(3, len(IDS) + 1):
        until(page, f"Sentence {number} of")
        press(page, "0", Keys.ENTER)
    until(page, f"All {len(IDS)} sentences")
    assert session.remaining == []
    assert one(page, ".words").text.startswith(f"All {len(IDS)} sentences are coded")


def test_words_are_selected_by_drawing_over_them_or_clicking(page, session):
    press(page, "0", Keys.ENTER)
    until(page, "Sentence 2 of")
    units = page.find_elements(By.CSS_SELECTOR, ".unit")
    ActionChains(page).click_and_hold(units[1]).move_to_element(units[3]).release().perform()
    chosen = page.find_elements(By.CSS_SELECTOR, ".unit[aria-selected=true]")
    assert [unit.text for unit in chosen] == ["warlord", "left", "at"]
    one(page, "[data-mark=epithet]").click()
    until(page, "“warlord left at” marked as epithet")
    units = page.find_elements(By.CSS_SELECTOR, ".unit")
    units[4].click()
    one(page, "[data-mark=verb]").click()
    until(page, "“noon” marked as verb")
    assert [(mark.value, TEXT[mark.start : mark.end]) for mark in session.of(IDS[1]).marks] == [
        ("epithet", "warlord left at"), ("verb", "noon"),
    ]  # fmt: skip
    one(page, "[data-id=mark-1]").click()
    until(page, "no longer marked")
    one(page, "[data-id='loaded=1']").click()
    until(page, "Loaded? yes")
    assert one(page, "[data-id='loaded=1']").get_attribute("aria-checked") == "true"
    assert one(page, "[data-variable=strength]").is_displayed()


def test_a_screen_reader_finds_names_roles_and_news(page):
    nodes = page.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    found = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and node.get("role")
    ]
    roles = {role for role, _ in found}
    assert {"listbox", "option", "radiogroup", "radio", "status", "progressbar", "complementary"} <= roles
    named = {"listbox", "option", "radiogroup", "radio", "textbox", "button", "complementary", "region"}
    assert [(role, name) for role, name in found if role in named and not name] == []
    assert ("radio", "0 no") in found
    assert ("radiogroup", "Loaded?") in found
    assert ("textbox", "Note") in found
    status = one(page, ".status")
    page.execute_script("arguments[0].same = true", status)
    press(page, "0")
    until(page, "Saved. Loaded? no.")
    assert page.execute_script("return document.querySelector('.status').same")  # a live region must stay to be heard


def test_tab_goes_through_questions_in_order_and_focus_is_seen(page):
    reached = []
    for _ in range(20):
        element = focus(page)
        reached.append(element.get_attribute("data-id") or element.text)
        width = page.execute_script("return getComputedStyle(arguments[0]).outlineWidth", element)
        assert width == "3px", reached
        if element.get_attribute("data-id") == "keys":
            break
        press(page, Keys.TAB)
    wanted = ["Harbour", "loaded=0", "spans=epithet", "spans=verb", "source", "note", "next", "back", "ahead"]
    assert reached[: len(wanted)] == wanted
    press(page, Keys.ESCAPE)
    assert focus(page).text == "Harbour"


CHILD = """
import sys
from test_widget import CODEBOOK, CORPUS, SENTENCES, CodingServer, CodingSession
server = CodingServer(CodingSession(CORPUS, SENTENCES, CODEBOOK, "ann", sys.argv[1]))
print(server.address, flush=True)
server.run()
"""


def test_a_killed_program_is_said_and_nothing_that_was_shown_as_saved_is_lost(chrome, tmp_path):
    paths = [Path(fr.__file__).parents[1], *Path(__file__).parents[:2]]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            chrome.get(child.stdout.readline())
            press(chrome, "0", Keys.ENTER, "1")
            until(chrome, "Saved. Loaded? yes")
        finally:
            child.kill()
    press(chrome, "2")
    until(chrome, "Not saved: the program does not answer")
    complaints(chrome)
    with CodingSession(CORPUS, SENTENCES, CODEBOOK, "ann", tmp_path) as session:
        assert [session.of(name).values for name in IDS[:2]] == [{"loaded": "0"}, {"loaded": "1"}]
        assert CodingScreen(session).state["sentence"] == IDS[1]


@pytest.mark.parametrize("width", [380, 800, 1280])
def test_nothing_is_cut_off_at_any_width(page, width):
    page.set_window_size(width, 900)
    over = page.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0
