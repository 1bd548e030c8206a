"""App: the command that all subcommands belong to, its help and its version."""

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
How outlets word the same event: loaded terms against neutral wording.

**Reproduce** a published study in its folder: `framing figures`, `framing verify`.

**Study your own articles**: `framing new my-study --articles ARTICLES`, then in that folder edit
data/lexicon.csv and `make figures`; `framing concordance WORD` shows where a word stands.

**Score any text**: `framing score FILE...` and `framing swap "SENTENCE"`.

Every command acts on the study.toml of the current folder, or on the one that `--study` names.
""",
)


def show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"framing {version('framing')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and end.")
]


@app.callback()
def framing(version: Version = False) -> None:
    """Take the options that belong to no subcommand; the help above is the toolkit's."""


StudyFile = Annotated[Path, typer.Option("--study", help="The study.toml to act on.")]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        help="Folder with the articles' texts; they are found by SHA-256, whatever the files are called. Without it "
        "the study's own texts are taken, else the folder that TEXTS of the environment names.",
    ),
]
HERE = Path("study.toml")
AnyStudy = Annotated[
    Path | None, typer.Option("--study", help="The study.toml whose lexicon and codes are used; that of this folder.")
]
NO_STUDY = "There is no study.toml in this folder, and --study names none."


def attached(study: Path, texts: Path | None) -> Study:
    """The study with the texts that --texts names, else its own public ones, else those that TEXTS names."""
    from framing.study import open_study

    opened = open_study(study, texts=texts)
    return opened if opened.texts else open_study(study, texts=os.environ.get("TEXTS"))


def with_texts(study: Path, texts: Path | None) -> Study:
    """The same, else with the texts that `ingest` left."""
    from framing.study import open_study

    opened = attached(study, texts)
    ingested = opened.path("build") / "texts"
    return open_study(study, texts=ingested) if not opened.texts and ingested.is_dir() else opened


def nearest(study: Path | None) -> Study | None:
    """The study that --study names, else the one of this folder, else none."""
    from framing.study import open_study

    return open_study(study or HERE) if study or HERE.exists() else None
