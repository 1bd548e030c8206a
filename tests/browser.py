"""A real browser for tests: Debian's chromium, driven by selenium, that reaches nothing outside.

Every test that needs it is a test before a release; where it is absent these tests fail and say what to install.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,1000",
)


def commands() -> tuple[str, str]:
    """Paths of browser and driver."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    if not all(found):
        pytest.fail("no chromium and chromedriver on this machine (Debian: apt-get install chromium chromium-driver)")
    return str(found[0]), str(found[1])


@contextmanager
def opened() -> Iterator[Chrome]:
    """A browser with a new profile, closed afterwards."""
    browser, driver = commands()
    with TemporaryDirectory() as profile:
        options = ChromeOptions()
        options.binary_location = browser
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        chrome = Chrome(options=options, service=ChromeService(driver, log_output=os.devnull))
        # a page in a window without focus gets no focus events
        chrome.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
        try:
            yield chrome
        finally:
            chrome.quit()


def show(chrome: Chrome, page: str, folder: Path) -> None:
    """Open a page of HTML as a file."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    chrome.get(path.as_uri())


def complaints(chrome: Chrome) -> list[str]:
    """What the browser's console says, warnings included: blocked scripts, errors, things not found."""
    return [entry["message"] for entry in chrome.get_log("browser")]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    with opened() as browser:
        yield browser
