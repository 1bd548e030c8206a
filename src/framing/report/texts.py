"""Texts: what was read, article by article, and in whose voice its sentences are."""

from __future__ import annotations

import pandas as pd

from framing.figures.view import View, counted
from framing.report.page import Section, Table, Text
from framing.schema import VOICES
from framing.study import Study

COLUMNS = {"outlet": "outlet", "title": "title", "date": "date", "language_chain": "language", "n_chars": "characters"}


def what_was_read(study: Study, view: View) -> Section:
    """The articles, and their sentences by voice."""
    found = study.sentences[study.sentences["kind"] != "boilerplate"]
    boilerplate = len(study.sentences) - len(found)
    told = (
        f"{counted(len(study.articles), 'article')} of {counted(study.articles['outlet'].nunique(), 'outlet')}, with "
        f"{counted(len(found), 'sentence')}; {counted(boilerplate, 'piece')} of boilerplate (bylines, menus, notices) "
        "left out of all that follows."
    )
    return Section("texts", "What was read", [Text(told), articles(study, view), voices(found, view)])


def articles(study: Study, view: View) -> Table:
    """A row an article: where it comes from, and where it goes by a chain of languages."""
    names = view.by_text.names
    known = {column: name for column, name in COLUMNS.items() if column in study.articles}
    table = study.articles[list(known)].rename(columns=known).astype("str").replace("nan", "")
    if "language" in table:
        table["language"] = table["language"].str.replace(">", " → ")
    table.insert(0, "text", [names.get(article, article) for article in study.articles["article_id"]])
    if (table["text"] == table["outlet"]).all():
        table = table.drop(columns="text")
    return Table("The articles", table, chain_note(table), ("characters",))


def chain_note(table: pd.DataFrame) -> str:
    """What arrows between languages mean, where there are any."""
    translated = "language" in table and table["language"].str.contains("→").any()
    return "Language: from that in which it was written to that in which it was read." if translated else ""


def voices(sentences: pd.DataFrame, view: View) -> Table:
    """A row a text or outlet: its sentences by whose words they are, and those that repeat another text's."""
    several = sentences.groupby("family_id")["article_id"].transform("nunique") > 1
    table = sentences.assign(
        row=sentences["article_id"].map(view.row_of), twin=several & (sentences["family_id"] != "")
    )
    lines = [
        {
            view.unit: view.names[row],
            "sentences": len(of_row),
            **{voice: int((of_row["voice"] == voice).sum()) for voice in VOICES},
            "with a full twin": int(of_row["twin"].sum()),
        }
        for row in view.order
        for of_row in [table[table["row"] == row]]
    ]
    note = (
        "Narrator: the writer’s own words; indirect: in a reporting clause; quote: in quotation marks; mixed: both. "
        "With a full twin: a sentence of another text states the same."
    )
    columns = [view.unit, "sentences", *VOICES, "with a full twin"]
    return Table("Sentences by voice, n", pd.DataFrame(lines, columns=columns), note, columns[1:])
