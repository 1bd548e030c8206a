"""Every notebook opens in JupyterLab as it is stored, and a kernel runs one there."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from html import unescape
from pathlib import Path

import nbformat
import pytest
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from conftest import PUBLISHED, ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PATIENCE = 60
SETTINGS = {  # all cells are laid out at once, and nothing asks or fetches
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """What a reader has cloned: the notebooks and what they read."""
    folder = tmp_path_factory.mktemp("jupyterlab") / "project"
    for name in PUBLISHED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    return folder


@pytest.fixture(scope="module")
def lab(project) -> Iterator[str]:
    """The address of a JupyterLab with a home of its own, so that nobody's settings change what is seen."""
    home = project.parent / "home"
    settings = home / "settings"
    settings.mkdir(parents=True)
    (settings / "overrides.json").write_text(json.dumps(SETTINGS))
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    options = ["--IdentityProvider.token=", "--ServerApp.port_retries=0", f"--LabApp.app_settings_dir={settings}"]
    own = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    said = (home / "said").open("w")
    server = subprocess.Popen(
        [*command, *options, f"--ServerApp.root_dir={project}"],
        env=os.environ | own | {"HOME": str(home)},
        stdout=said,
        stderr=said,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str) -> None:
    """Until the server answers."""
    for _ in range(PATIENCE):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(1)
    raise TimeoutError(address)


def opened(browser: Chrome, lab: str, path: str, n_cells: int) -> None:
    """Open a notebook in a page of its own and wait until its cells are laid out and its pictures are loaded."""
    browser.get("about:blank")
    errors(browser)  # those of the page before, which the browser would not let ask whether to leave it
    browser.get(f"{lab}/doc/tree/{path}")
    wait = WebDriverWait(browser, PATIENCE)
    wait.until(lambda _: len(shown(browser, ".jp-Cell")) == n_cells)
    wait.until(lambda _: all(picture.get_property("complete") for picture in shown(browser, "img")))


def shown(browser: Chrome, selector: str) -> list[WebElement]:
    """What the notebook on the page has of something."""
    return browser.find_elements(By.CSS_SELECTOR, f".jp-Notebook {selector}")


def errors(browser: Chrome) -> list[str]:
    """What the console calls an error; JupyterLab and its extensions greet there too."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def of_kind(cells: list[nbformat.NotebookNode], kind: str) -> list[str]:
    """The stored outputs of one kind; a table is shown before the text that stands for it."""
    return [output.data[kind] for cell in cells for output in cell.get("outputs", []) if kind in output.get("data", {})]


def run_all(browser: Chrome, n_cells: int) -> None:
    """Run the cells one by one, as Shift and Enter do, once a kernel is there."""
    WebDriverWait(browser, PATIENCE).until(
        lambda _: browser.find_elements(By.CSS_SELECTOR, ".jp-Notebook-ExecutionIndicator[data-status=idle]")
    )
    shown(browser, ".jp-Cell")[0].click()
    for _ in range(n_cells):
        ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(Keys.SHIFT).perform()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_all_that_is_stored_in_it(path, chrome, lab):
    cells = nbformat.read(path, as_version=4).cells
    opened(chrome, lab, f"notebooks/{path.name}", len(cells))
    linked = sum(cell.source.count("![") for cell in cells if cell.cell_type == "markdown")
    pictures = shown(chrome, "img")
    assert len(pictures) == len(of_kind(cells, "image/png")) + linked
    assert all(picture.is_displayed() and picture.get_property("naturalWidth") > 0 for picture in pictures)
    tables = shown(chrome, ".jp-OutputArea-output table")
    assert len(tables) == sum(html.count("<table") for html in of_kind(cells, "text/html")) > 0
    assert all(table.is_displayed() for table in tables)
    assert len(shown(chrome, ".jp-OutputArea-output")) == sum(len(cell.get("outputs", [])) for cell in cells)
    assert chrome.find_elements(By.CSS_SELECTOR, ".jp-Dialog") == []
    assert errors(chrome) == []


def test_first_cells_run_by_keyboard_give_what_is_stored(chrome, lab, project):
    stored = nbformat.read(NOTEBOOKS[0], as_version=4)
    stored.cells = stored.cells[:8]
    emptied = deepcopy(stored)
    for cell in emptied.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(emptied, project / "notebooks" / "emptied.ipynb")
    opened(chrome, lab, "notebooks/emptied.ipynb", len(emptied.cells))
    assert shown(chrome, ".jp-OutputArea-output") == []
    run_all(chrome, len(emptied.cells))
    prompts = [f"[{cell.execution_count}]:" for cell in stored.cells if cell.cell_type == "code"]
    WebDriverWait(chrome, PATIENCE).until(
        lambda _: [prompt.text for prompt in shown(chrome, ".jp-CodeCell .jp-InputPrompt")][: len(prompts)] == prompts
    )
    told = [" ".join(one.text.split()) for one in shown(chrome, ".jp-OutputArea-output td")]
    stored_cells = re.findall(r"<td>(.*?)</td>", "".join(of_kind(stored.cells, "text/html")), flags=re.DOTALL)
    assert told == [" ".join(unescape(one).split()) for one in stored_cells] != []
    assert errors(chrome) == []


def test_the_reading_view_links_twins_in_a_cell(chrome, lab, project):
    """The widget: pointing at a sentence lights its twin, and what changed is told."""
    calls = ["import framing as fr", 'fr.read(fr.demo(), ["freehadrel-1", "courier-1"])']
    kernel = nbformat.read(NOTEBOOKS[0], as_version=4).metadata
    cells = [nbformat.v4.new_code_cell(call) for call in calls]
    written = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(written, project / "notebooks" / "reading.ipynb")
    opened(chrome, lab, "notebooks/reading.ipynb", len(calls))
    run_all(chrome, len(calls))
    WebDriverWait(chrome, 2 * PATIENCE).until(lambda _: shown(chrome, ".framing-reader .sentence[data-twins]"))
    sentence = shown(chrome, ".framing-reader .sentence[data-twins]")[0]
    chrome.execute_script("arguments[0].scrollIntoView({ block: 'center' })", sentence)
    ActionChains(chrome).move_to_element(sentence).perform()
    linked = [one.get_attribute("id") for one in shown(chrome, ".framing-reader .linked")]
    assert linked == sentence.get_attribute("data-twins").split()
    columns, panel = (shown(chrome, f".framing-reader .{part}")[0] for part in ("columns", "panel"))
    assert "strongman" in panel.text
    assert panel.find_element(By.TAG_NAME, "dt").size["height"] < 30  # one line: JupyterLab's own style broke it
    notebook = chrome.find_element(By.CSS_SELECTOR, ".jp-WindowedPanel-outer")
    assert columns.size["height"] + panel.size["height"] <= notebook.size["height"]  # both are seen at once
    assert errors(chrome) == []


CODE = """\
import framing as fr
from framing.coding import Category, Codebook, Variable
answers = (Category("yes", key="y"), Category("no", key="n"))
codebook = Codebook("blame", "1.0", "", (Variable("blame", categories=answers),))
fr.code_sentences(fr.demo(), codebook, coder="ann", folder="codes")"""


def test_sentences_are_coded_in_a_cell_by_keyboard_through_the_death_of_a_kernel(chrome, lab, project):
    kernel = nbformat.read(NOTEBOOKS[0], as_version=4).metadata
    cells = [nbformat.v4.new_code_cell(CODE), nbformat.v4.new_code_cell("import os; os.kill(os.getpid(), 9)")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), project / "notebooks" / "coding.ipynb")
    journal = project / "notebooks" / "codes" / "coder_ann" / "journal.jsonl"
    wait = WebDriverWait(chrome, 2 * PATIENCE)

    def press(*pressed: str) -> None:
        for key in pressed:
            ActionChains(chrome).send_keys(key).perform()

    def text(selector: str, place: int = 0) -> str:
        """What is written now: an element that is looked up may be gone when it is asked."""
        found = "document.querySelectorAll(arguments[0])[arguments[1]]"
        return chrome.execute_script(f"return {found} ? {found}.innerText : ''", f".jp-Notebook {selector}", place)

    def at(number: int) -> None:
        wait.until(lambda _: text(".framing-coder h2").startswith(f"Sentence {number} of 252"))

    def prompt(cell: int) -> str:
        return text(".jp-CodeCell .jp-InputPrompt", cell)

    def run(cell: int) -> None:
        before = prompt(cell)
        while prompt(cell) == before:  # a kernel that has just started may not hear the first time
            shown(chrome, ".jp-CodeCell .jp-InputArea")[cell].click()
            ActionChains(chrome).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(Keys.SHIFT).perform()
            with suppress(TimeoutException):
                WebDriverWait(chrome, 10, 0.1).until(lambda _: prompt(cell) != before)

    opened(chrome, lab, "notebooks/coding.ipynb", len(cells))
    run(0)
    at(1)
    shown(chrome, ".framing-coder .words")[0].click()
    for number in range(1, 11):
        press("yn"[number % 2], Keys.ENTER)
        at(number + 1)
    press("y")  # of the eleventh, which is not finished
    wait.until(lambda _: "Saved." in text(".framing-coder .status"))
    saved = journal.read_text(encoding="utf-8")
    run(1)
    wait.until(lambda _: chrome.find_elements(By.CSS_SELECTOR, ".jp-Dialog"))  # the kernel has died and is restarted
    press(Keys.ENTER)
    wait.until(lambda _: not chrome.find_elements(By.CSS_SELECTOR, ".jp-Dialog"))
    assert journal.read_text(encoding="utf-8") == saved
    shown(chrome, ".framing-coder .words")[0].click()
    press("n")  # to a view whose kernel is gone
    wait.until(lambda _: "Not saved: the kernel does not" in text(".framing-coder .status"))
    dead = shown(chrome, ".framing-coder")[0]
    run(0)
    wait.until(staleness_of(dead))
    at(11)
    assert text("[role=radio][aria-checked=true]").startswith("y")
    shown(chrome, ".framing-coder .words")[0].click()
    press(Keys.ENTER)
    at(12)
    codes = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert sum(code["act"] == "done" for code in codes) == 11
