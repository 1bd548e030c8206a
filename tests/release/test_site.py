"""The documentation site is built without a warning, explains every public name and loads nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import framing as fr
from conftest import ROOT

pytest.importorskip("sphinx", reason="needs the builder of the site: pip install -e '.[docs]'")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built as `make docs` does: a warning, such as a broken link, is an error."""
    folder = tmp_path_factory.mktemp("site")
    builder = [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "-c", "docs", "-b", "html"]
    ended = subprocess.run(
        [*builder, "-d", str(folder / "kept"), ".", str(folder / "html")], cwd=ROOT, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return folder / "html"


def test_every_public_name_is_in_the_reference(site):
    from sphinx.util.inventory import InventoryFile

    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data
    explained = {name for kind, names in inventory.items() if kind.startswith("py:") for name in names}
    rooms = {"plotting", "__version__"}
    assert {f"framing.{name}" for name in fr.__all__ if name not in rooms} <= explained
    drawn = set(re.findall(r"fr\.(plotting\.[a-z_]+)\(", (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")))
    assert {f"framing.{name}" for name in drawn if name != "plotting.style"} <= explained
    assert len(drawn) >= 15


def test_the_first_page_leads_to_the_site_and_no_page_loads_from_elsewhere(site):
    assert 'url=docs/index.html"' in (site / "index.html").read_text(encoding="utf-8")
    assert (site / "docs" / "index.html").is_file()
    loaded = re.compile(r"""<(?:script|img|iframe)[^>]+src="https?:|<link[^>]+rel="stylesheet"[^>]+href="https?:""")
    pages = [*site.rglob("*.html")]
    assert len(pages) >= 40
    assert [page.name for page in pages if loaded.search(page.read_text(encoding="utf-8"))] == []
