"""The view as it is handed out: a fragment of HTML, a closed page, and what a notebook shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from framing.files import write_text
from framing.reporting.closed_page import closed_page


def asset(name: str) -> str:
    """A file of style or script that comes with the package."""
    return (files("framing.reader") / name).read_text(encoding="utf-8")


STYLE = asset("sheet.css")
LINKING = asset("linking.js")
SCRIPT = f"{LINKING}document.querySelectorAll('.framing-reader').forEach(link);\n"
AROUND = "body { margin: 0; background: #fffdf8; }\n@media print { body { background: #fff; } }\n"


@dataclass(frozen=True)
class View:
    """A reading view: `html` is the fragment, `page` a file of its own; `save` writes that, notebooks show the former.

    The fragment needs `framing.reader.page.STYLE`, and works without `SCRIPT`.
    """

    title: str
    told: str
    html: str = field(repr=False)

    def __repr__(self) -> str:
        return f"View: {self.told}"

    @property
    def page(self) -> str:
        """A page that needs nothing from outside."""
        body = f'<main class="framing-page"><h1>{escape(self.title, quote=False)}</h1>{self.html}</main>'
        return closed_page(self.title, body, style=AROUND + STYLE, script=SCRIPT)

    def save(self, path: str | Path) -> Path:
        """Write the page; the texts are in it."""
        write_text(Path(path), self.page)
        return Path(path)

    def _repr_html_(self) -> str:
        return f"<style>\n{STYLE}</style>\n{self.html}"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        plain = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if find_spec("anywidget") is None:
            return plain
        from framing.reader.widget import widget_view

        return plain | widget_view(self.html)
