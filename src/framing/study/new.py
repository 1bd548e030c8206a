"""The start of a study: its folder, and articles taken into it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus import Corpus, Intake, as_delivered, read_articles, take_in
from framing.errors import BadInput
from framing.lexicon import name_candidates, read_lexicon
from framing.study.study import Study, open_study
from framing.tables import read_text, rows, write_csv, write_table, write_text

CELL = "# %%"
MARKDOWN = f"{CELL} [markdown]"
PYTHON = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _notebook(source: str) -> str:
    r"""The notebook of a source in percent format.

    Examples
    --------
    >>> shown = json.loads(_notebook("# %% [markdown]\n# A title\n\n# %%\n1 + 1\n"))
    >>> [(_cell["id"], _cell["cell_type"], _cell["source"]) for _cell in shown["cells"]]
    [('cell-01', 'markdown', ['A title']), ('cell-02', 'code', ['1 + 1'])]
    """
    parts = [part for part in f"\n{source}".split(f"\n{CELL}") if part.strip()]
    cells = [_cell(number, part) for number, part in enumerate(parts, start=1)]
    whole = {"cells": cells, "metadata": {"kernelspec": PYTHON}, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n"


def _cell(number: int, part: str) -> dict[str, Any]:
    """One cell; of text the comment signs go."""
    head, _, body = part.partition("\n")
    name = {"id": f"cell-{number:02d}", "metadata": {}}
    if f"{CELL}{head}" == MARKDOWN:
        lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().split("\n")]
        return name | {"cell_type": "markdown", "source": _in_lines(lines)}
    lines = body.strip().split("\n")
    return name | {"cell_type": "code", "execution_count": None, "outputs": [], "source": _in_lines(lines)}


def _in_lines(lines: list[str]) -> list[str]:
    """Lines as the format wants them: each but the last with its end."""
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:]


SCAFFOLD = files("framing.study") / "scaffold"
IGNORED = "build/\n.ipynb_checkpoints/\n"


def new_study(
    folder: str | Path,
    articles: str | Path | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    outlet: str = "",
    lexicon: str | Path | None = None,
) -> Study:
    """Make a study of your own articles: a folder from which `make figures` leads to the figures.

    Parameters
    ----------
    folder
        to make; it may not exist.
    articles
        a folder of .txt files with a sub-folder for each outlet; a CSV, JSON lines or Parquet file; or a DataFrame.
    columns
        of a table, where they are called otherwise: ``{"text": "body", "outlet": "source"}``.
    outlet
        of articles that have none of their own.
    lexicon
        a lexicon to begin with; without it a starter is written, to be edited.

    Returns
    -------
    Study
        with the texts attached. ``data/dropped.csv`` in its folder says which articles were left out and why, and so
        does a warning each; ``data/candidates.csv`` (`name_candidates`) what the lexicon may have to hold.

    Raises
    ------
    BadInput
        before anything is written.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"outlet": ["Courier", "Herald"], "body": ["Rain fell.", "It was dry."]})
    >>> with tempfile.TemporaryDirectory() as home:
    ...     new_study(f"{home}/rain", articles, columns={"text": "body"})
    Study 'rain': rain; 2 articles, texts attached
    """
    refuse_existing(Path(folder))
    intake = take_in(articles, columns=columns, outlet=outlet)
    study = study_of(Path(folder), intake, Path(lexicon) if lexicon else None)
    for sentence in intake.told():
        warnings.warn(sentence, stacklevel=2)
    return study


def study_of(folder: Path, intake: Intake, lexicon: Path | None) -> Study:
    """Make the folder of a study with its articles in it."""
    terms = read_text(lexicon) if lexicon and len(read_lexicon(lexicon)) else _template("lexicon.csv")
    start_study(folder)
    write_text(folder / "data" / "lexicon.csv", terms)
    _keep(intake.corpus, open_study(folder / "study.toml"))
    write_csv(intake.dropped, folder / "data" / "dropped.csv")
    write_csv(name_candidates(intake.corpus), folder / "data" / "candidates.csv")
    return open_study(folder / "study.toml", texts=folder / "build" / "texts")


def start_study(folder: Path) -> None:
    """Make the folder of a new study: settings, a starter lexicon, a Makefile, a notebook, and what git ignores."""
    refuse_existing(folder)
    name = json.dumps(folder.name, ensure_ascii=False)
    write_text(folder / "study.toml", _template("study.toml").format(name=name))
    write_text(folder / "data" / "lexicon.csv", _template("lexicon.csv"))
    write_text(folder / "README.md", _template("README.md").replace("{title}", folder.name))
    write_text(folder / "notebook.ipynb", _notebook(_template("notebook.py").replace("{title}", folder.name)))
    write_text(folder / "Makefile", _template("Makefile"))
    write_text(folder / ".gitignore", IGNORED)


def _template(name: str) -> str:
    """A file that every new study begins with."""
    return (SCAFFOLD / name).read_text(encoding="utf-8")


def refuse_existing(folder: Path) -> None:
    if folder.exists():
        raise BadInput(f"{folder} exists already; name a folder that does not.")


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
    manifest = study.path("articles")
    if manifest.exists():
        raise BadInput(
            f"{manifest} exists already, so nothing was taken in. To begin anew with other articles, remove it and "
            f"{_texts_of(study)} first; what was published from it is then out of date."
        )
    _keep(corpus, study)
    return corpus


def _keep(corpus: Corpus, study: Study) -> None:
    """Write the articles of a corpus as those of a study."""
    for row in rows(corpus.articles):
        write_text(_texts_of(study) / f"{row.article_id}.txt", as_delivered(corpus.texts[row.article_id], row.sha256))
    write_table(corpus.articles, study.path("articles"), "articles")


def _texts_of(study: Study) -> Path:
    """The folder of texts that were taken in; git ignores it."""
    return study.path("build") / "texts"
