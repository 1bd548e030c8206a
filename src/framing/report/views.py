"""Views: articles to read, with loadedness, voice and terms marked, where the texts are attached."""

from __future__ import annotations

from framing.reader.view import read
from framing.report.page import Block, Fragment, Section, Text
from framing.study import Study

MOST = 12
NO_TEXTS = "No texts are attached. With them (framing report --texts FOLDER) the articles can be read here, marked."
PRIVATE = "This page holds private texts, in its reading views: do not publish it, and do not pass it on."


def reading_views(study: Study) -> Section:
    """The first articles as they read, or how to attach their texts."""
    there = [article for article in study.articles["article_id"] if article in study.corpus.texts]
    if not there:
        return Section("reading", "Reading views", [Text(NO_TEXTS)])
    blocks: list[Block] = [Text(PRIVATE, "warning")] if holds_private(study) else []
    blocks += [Fragment(read(study, article).html) for article in there[:MOST]]
    if len(there) > MOST:
        blocks.append(Text(f"{len(there) - MOST} more articles are not shown; fr.read(study, ARTICLE_ID) shows each."))
    return Section("reading", "Reading views", blocks)


def holds_private(study: Study) -> bool:
    """Whether a report of the study shows texts that are not public."""
    return bool(study.corpus.texts) and not study.paths["texts"]
