"""Define the main command, its help, its version and the options that subcommands share."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from framing.study import Study

app = typer.Typer(
    name="framing",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="""
Compare how outlets word the same event: loaded terms against neutral wording.

**Reproduce** a published study: run `framing figures` and `framing verify` in its folder.

**Study your own articles**: `framing new my-study --articles ARTICLES`. In the new folder edit
data/lexicon.csv, then run `make figures`.

**Cite** numbers, methods and data: `framing numbers`, `framing cite`.

Commands read the study.toml of the current folder, or the file given by `--study`.
""",
)


REPRODUCE = "Reproduce a published study"
OWN = "Study your own articles"
CITE = "Report and cite"


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"framing {version('framing')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
]


@app.callback()
def framing(version: Version = False) -> None:
    """Accept the options that belong to no subcommand; the help text is that of `app`."""


StudyFile = Annotated[Path, typer.Option("--study", help="Settings file of the study.")]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        help="Folder with the texts of the articles: files, or .jsonl, .csv or .parquet tables with a column text, "
        "identified by SHA-256, not by name. Default: the texts of the study, otherwise the folder in the environment "
        "variable TEXTS.",
    ),
]
HERE = Path("study.toml")
AnyStudy = Annotated[
    Path | None,
    typer.Option("--study", help="Study to take lexicon and codes from. Default: study.toml here."),
]
NO_STUDY = "No study.toml in this folder, and no --study given."


def attached(study: Path, texts: Path | None) -> Study:
    """Open a study with the texts in ``texts``, otherwise its own public texts, otherwise those in TEXTS."""
    from framing.study import open_study

    opened = open_study(study, texts=texts)
    return opened if opened.texts else open_study(study, texts=os.environ.get("TEXTS"))


def with_texts(study: Path, texts: Path | None) -> Study:
    """Open a study like `attached`; without texts, attach those in build/texts that `ingest` wrote."""
    from framing.study import open_study

    opened = attached(study, texts)
    ingested = opened.path("build") / "texts"
    return open_study(study, texts=ingested) if not opened.texts and ingested.is_dir() else opened


def nearest(study: Path | None) -> Study | None:
    """Open the study given by ``--study``, otherwise the one in this folder; None if there is none."""
    from framing.study import open_study

    return open_study(study or HERE) if study or HERE.exists() else None
