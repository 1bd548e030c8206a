"""The view as a widget of a notebook, where hovering and keys link twins; it is the same HTML."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from framing.reader.page import LINKING, STYLE, asset


class ReadingWidget(anywidget.AnyWidget):
    """The fragment of a view, with its script at work."""

    _esm = LINKING + asset("widget.js")
    _css = STYLE
    html = traitlets.Unicode().tag(sync=True)


def widget_view(html: str) -> dict[str, Any]:
    """What a notebook needs to show the widget."""
    data, _ = ReadingWidget(html=html)._repr_mimebundle_() or ({}, {})
    return {kind: content for kind, content in data.items() if kind.startswith("application/")}
