"""Create a study and add articles to it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from framing.corpus import (
    ENGLISH,
    Ingestion,
    base_of,
    check_characters,
    import_articles,
    read_intake,
    restore_byte_order_mark,
)
from framing.errors import BadInput
from framing.lexicon import INFLECTED, read_lexicon
from framing.models import is_installed
from framing.study.lexicon_building import name_candidates
from framing.study.preregistration import PLAN, write_plan
from framing.study.study import ENCODER, Study, open_study
from framing.tables import read_table, read_text, rows, validate, write_csv, write_table, write_text
from framing.writing import new_folder, one_run

CELL = "# %%"
MARKDOWN = f"{CELL} [markdown]"
PYTHON = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def _notebook(source: str) -> str:
    r"""Convert a script in percent format to a notebook.

    Examples
    --------
    >>> notebook = json.loads(_notebook("# %% [markdown]\n# A title\n\n# %%\n1 + 1\n"))
    >>> [(cell["id"], cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    [('cell-01', 'markdown', ['A title']), ('cell-02', 'code', ['1 + 1'])]
    """
    parts = [part for part in f"\n{source}".split(f"\n{CELL}") if part.strip()]
    cells = [_cell(number, part) for number, part in enumerate(parts, start=1)]
    whole = {"cells": cells, "metadata": {"kernelspec": PYTHON}, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n"


def _cell(number: int, part: str) -> dict[str, Any]:
    """Convert one cell; comment signs are removed from Markdown."""
    head, _, body = part.partition("\n")
    name = {"id": f"cell-{number:02d}", "metadata": {}}
    if f"{CELL}{head}" == MARKDOWN:
        lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().split("\n")]
        return name | {"cell_type": "markdown", "source": _in_lines(lines)}
    lines = body.strip().split("\n")
    return name | {"cell_type": "code", "execution_count": None, "outputs": [], "source": _in_lines(lines)}


def _in_lines(lines: list[str]) -> list[str]:
    """Add a line end to every line except the last, as nbformat requires."""
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
    find_stories: bool = False,
    drop_copies: bool = False,
    day_first: bool | None = None,
    preregister: bool = False,
) -> Study:
    """Create a study of your own articles: a folder in which `make figures` produces the figures.

    Parameters
    ----------
    folder : str or Path
        Folder to create; it must not exist.
    articles : str, Path or DataFrame
        Folder of .txt, .html, .docx, .rtf or .pdf files with one sub-folder per outlet, an export of Nexis, Factiva or
        ProQuest, a CSV, Excel (.xlsx), JSON, JSON lines or Parquet file, or a table.
    columns : mapping of str to str, optional
        Columns of the table that have other names, as in ``{"text": "body", "outlet": "source"}``; by default they are
        guessed, with a warning.
    outlet : str, default ""
        Outlet assigned to articles that do not name one.
    lexicon : str or Path, optional
        Lexicon to copy. By default a starter lexicon is written, to be edited: in Ukrainian, Russian or Portuguese if
        most articles are in that language, otherwise in English.
    find_stories : bool, default False
        Whether to group the articles by event (`find_stories`) and write story_id into the manifest, so that outlets
        are compared within stories. Articles that have a story_id keep it.
    drop_copies : bool, default False
        Whether to skip articles that repeat most of an earlier one (`find_copies`), such as syndicated copy.
    day_first : bool, optional
        Whether 03/04/2013 is a day in April; by default other dates decide, or such dates are left empty.
    preregister : bool, default False
        Whether to write the form of a plan, ``preregistration.md``, which `preregister` freezes.

    Returns
    -------
    Study
        The study, with texts attached. In its folder, ``data/dropped.csv`` lists skipped articles with reasons (each
        also raises a warning) and ``data/candidates.csv`` lists frequent names to seed the lexicon
        (`name_candidates`). ``data/stories.csv`` and ``data/copies.csv`` have what was found, without text.

    Raises
    ------
    BadInput
        If the folder exists or the articles or lexicon cannot be read. Nothing is written in that case.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"outlet": ["Courier", "Herald"], "body": ["Rain fell.", "It was dry."]})
    >>> with tempfile.TemporaryDirectory() as home:
    ...     new_study(f"{home}/rain", articles, columns={"text": "body"})
    Study 'rain': rain; 2 articles, texts attached
    """
    refuse_existing(Path(folder))
    intake = import_articles(
        articles,
        columns=columns,
        outlet=outlet,
        find_stories=find_stories,
        drop_copies=drop_copies,
        day_first=day_first,
    )
    study = study_of(Path(folder), intake, Path(lexicon) if lexicon else None, preregister=preregister)
    for sentence in intake.messages():
        warnings.warn(sentence, stacklevel=2)
    return study


def study_of(folder: Path, intake: Ingestion, lexicon: Path | None, *, preregister: bool = False) -> Study:
    """Create the folder of a study with its articles: all of it, or, if the program is stopped, nothing."""
    starter = _starter(intake.corpus.articles.get("language", pd.Series(dtype="str")))
    terms = read_text(lexicon) if lexicon and len(read_lexicon(lexicon)) else starter
    with new_folder(folder) as home:
        _scaffold(home, folder.absolute().name, terms, preregister=preregister)
        _keep(intake, open_study(home / "study.toml"))
        write_csv(intake.dropped, home / "data" / "dropped.csv")
        write_csv(name_candidates(intake.corpus), home / "data" / "candidates.csv")
    return open_study(folder / "study.toml", texts=folder / "build" / "texts")


def start_study(folder: Path, *, preregister: bool = False) -> None:
    """Create the folder of a study without articles: settings, starter lexicon, Makefile, notebook and .gitignore.

    With `preregister` also the form of a plan, which study.toml then names.
    """
    with new_folder(folder) as home:
        _scaffold(home, folder.absolute().name, _template("lexicon.csv"), preregister=preregister)


def _scaffold(folder: Path, title: str, terms: str, *, preregister: bool) -> None:
    """Write the files of a study without articles into a folder."""
    name = json.dumps(check_characters(title, "the name of the folder"), ensure_ascii=False)
    encoder = ENCODER if is_installed() else ""
    settings = _template("study.toml").format(name=name, encoder=encoder)
    if preregister:
        settings = settings.replace("# preregistration =", "preregistration =")
        write_plan(folder / Path(PLAN).with_suffix(".md"), title)
    write_text(folder / "study.toml", settings)
    write_text(folder / "data" / "lexicon.csv", terms)
    write_text(folder / "data" / "codebook.toml", _template("codebook.toml"))
    write_text(folder / "README.md", _template("README.md").replace("{title}", title))
    write_text(folder / "notebook.ipynb", _notebook(_template("notebook.txt").replace("{title}", title)))
    write_text(folder / "Makefile", _template("Makefile"))
    write_text(folder / ".gitignore", IGNORED)


def _starter(languages: pd.Series[str]) -> str:
    """Read the starter lexicon in the language of most articles, or the English one."""
    commonest = base_of(str(languages.mode().iloc[0])) if len(languages) else ENGLISH
    return _template(f"lexicon-{commonest}.csv" if commonest in INFLECTED else "lexicon.csv")


def _template(name: str) -> str:
    """Read a template of a new study."""
    return (SCAFFOLD / name).read_text(encoding="utf-8")


def refuse_existing(folder: Path) -> None:
    """Raise an error if the folder exists."""
    if folder.exists():
        raise BadInput(f"{folder} exists already. Choose another folder.")


def ingest_articles(study: Study, source: Path, *, find_stories: bool = False, drop_copies: bool = False) -> Ingestion:
    """Add articles to a study that has none: the manifest to data/, the texts to build/texts.

    Parameters
    ----------
    study : Study
        Study without a manifest.
    source : Path
        Folder OUTLET/ARTICLE_ID.txt, or a CSV, JSON lines or Parquet file.
    find_stories, drop_copies : bool, default False
        As for `new_study`.

    Returns
    -------
    Ingestion
        The articles with their texts, and notes. Copies that were skipped are in ``data/dropped.csv``.

    Raises
    ------
    BadInput
        If an article has no text or its id is not a safe file name, or if the study already has articles. Nothing is
        written in that case.
    """
    intake = read_intake(source, find_stories=find_stories, drop_copies=drop_copies)
    manifest = study.path("articles")
    with one_run(study.root, study.path("build")):
        if manifest.exists():
            if _has(manifest, intake):  # as after a run that was stopped at its very end
                return intake
            raise BadInput(
                f"{manifest} exists already; no article was added. To replace the articles, delete it and "
                f"{_texts_of(study)}, then run framing ingest again. The published tables must then be rebuilt."
            )
        _keep(intake, study)
        if drop_copies:
            write_csv(intake.dropped, study.path("articles").with_name("dropped.csv"))
    return intake


def _has(manifest: Path, intake: Ingestion) -> bool:
    """Return whether a manifest lists these articles, with the same outlets, dates and texts, and no others."""
    ours = validate(intake.corpus.articles, "articles", str(manifest)).sort_values("article_id", ignore_index=True)
    return read_table(manifest, "articles").astype("str").equals(ours.astype("str"))


def _keep(intake: Ingestion, study: Study) -> None:
    """Write the texts, the manifest and, if found, stories and copies into a study."""
    corpus, manifest = intake.corpus, study.path("articles")
    for row in rows(corpus.articles):
        text = restore_byte_order_mark(corpus.texts[row.article_id], row.sha256)
        write_text(_texts_of(study) / f"{row.article_id}.txt", text)
    write_table(corpus.articles, manifest, "articles")
    for name, table in (("stories", intake.stories), ("copies", intake.copies)):
        if table is not None:
            write_csv(table, manifest.with_name(f"{name}.csv"))


def _texts_of(study: Study) -> Path:
    """Return the folder of the imported texts, which git ignores."""
    return study.path("build") / "texts"
