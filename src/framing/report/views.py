"""Views: articles to read, with voice and terms marked, where the texts are attached."""

from __future__ import annotations

from framing.report.page import Block, Section, Text
from framing.study import Study

MOST = 12
NO_TEXTS = "No texts are attached. With them (framing report --texts FOLDER) the articles can be read here, marked."


def reading_views(study: Study) -> list[Section]:
    """The first articles as they read, or how to attach their texts."""
    blocks: list[Block] = [Text(NO_TEXTS)]
    return [Section("reading", "Reading views", blocks)]
